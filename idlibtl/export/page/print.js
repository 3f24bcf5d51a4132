// On paper: every wanted entry with all its quotes; what was there before comes back afterwards.

let printed = [];

addEventListener("beforeprint", () => {
  groups.forEach(buildGroup);
  printed = wanted.filter((entry) => entry !== opened);
  for (const entry of printed) rows[entry.number].firstChild.append(detailOf(entry));
});

addEventListener("afterprint", () => {
  for (const entry of printed) rows[entry.number].querySelector(".detail")?.remove();
  printed = [];
});
