// Before anything is painted: the theme that the reader chose last, if any and if the browser keeps it.
try {
  const chosen = localStorage.getItem("idlibtl-theme");
  if (chosen === "light" || chosen === "dark") document.documentElement.dataset.theme = chosen;
} catch { /* a page from a file may have no storage */ }
