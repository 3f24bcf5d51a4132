// The list: a section a month, a row an entry. Sections are built as they come near, so that thousands start at once.

const rows = []; // by number of entry, once built
let wanted = entries; // those that pass the filter, in order
let opened = null; // the entry whose detail is shown
let current = null; // the one that is looked at

const ROW_HEIGHT = 78; // px, about; for sections that were never drawn

function rowOf(entry) {
  buildGroup(entry.group);
  return rows[entry.number];
}

function buildGroup(group) {
  if (group.built) return;
  group.built = true;
  group.list.append(...group.entries.map(buildRow));
}

function buildRow(entry) {
  const marks = (entry.marks ?? []).map((mark) => el("span", { class: `mark ${mark}` }, mark));
  const facts = [
    entry.mentions.length > 1 || entry.independent > 1 ? entry.reported : nameOf(sources[entry.mentions[0].source]),
    entry.places?.slice(0, 3).join(", "), entry.tags?.map((tag) => `#${tag}`).join(" "),
  ].filter(Boolean);
  const row = el("li", { class: "entry", "data-number": entry.number },
    el("article", null,
      el("div", { class: "head" },
        el("p", { class: "when" }, el("span", { class: `dot ${entry.kind}${entry.conflicts ? " disputed" : ""}`, "aria-hidden": "true" }), entry.when),
        el("h3", null, el("button", { type: "button", "aria-expanded": "false", dir: "auto" }, entry.title)),
        el("p", { class: "meta" }, marks, facts.map((fact) => el("bdi", { class: "fact" }, fact))))));
  row.hidden = !entry.wanted;
  rows[entry.number] = row;
  return row;
}

/** Headings now, rows soon: the first ones at once, the rest between other work. */
function buildList() {
  for (const group of groups) {
    const heading = el("h2", { id: `group-${group.entries[0].number}` }, group.heading);
    group.count = el("span", { class: "number" });
    heading.append(" ", group.count);
    group.list = el("ol");
    group.section = el("section", { class: "group", "aria-labelledby": heading.id }, heading, group.list);
  }
  $("list").append(...groups.map((group) => group.section));
  let built = 0;
  const build = (rowsAtOnce) => {
    const end = built + rowsAtOnce;
    for (const group of groups) {
      if (built >= end) return true;
      if (!group.built) { buildGroup(group); built += group.entries.length; }
    }
    return false;
  };
  build(60);
  const later = () => { if (build(120)) setTimeout(later, 8); };
  setTimeout(later, 60);
}

/** Shows what is wanted; the count is told to those who can't see it change. */
function filterList(test) {
  wanted = [];
  for (const group of groups) {
    let shownHere = 0;
    for (const entry of group.entries) {
      entry.wanted = test(entry);
      if (entry.wanted) { wanted.push(entry); shownHere += 1; }
      const row = rows[entry.number];
      if (row && row.hidden === entry.wanted) row.hidden = !entry.wanted;
    }
    group.section.hidden = !shownHere;
    group.shown = shownHere;
    group.count.textContent = shownHere.toLocaleString("en");
    group.section.style.setProperty("contain-intrinsic-size", `auto ${60 + shownHere * ROW_HEIGHT}px`);
  }
  $("nothing").hidden = wanted.length > 0;
  const all = counted(entries.length, "entry", "entries");
  $("count").textContent = wanted.length === entries.length ? all : `${wanted.length.toLocaleString("en")} of ${all}`;
}

/** Opens an entry and closes the one before, without what is looked at moving away. */
function openEntry(entry) {
  if (opened === entry) return;
  const anchor = entry && rowOf(entry);
  const before = anchor && !anchor.hidden ? anchor.getBoundingClientRect().top : null;
  if (opened) {
    const row = rowOf(opened);
    row.classList.remove("open");
    row.querySelector(".detail")?.remove();
    const button = row.querySelector("button");
    button.setAttribute("aria-expanded", "false");
    button.removeAttribute("aria-controls");
  }
  opened = entry;
  if (!entry) return;
  anchor.classList.add("open");
  anchor.firstChild.append(detailOf(entry));
  const button = anchor.querySelector("button");
  button.setAttribute("aria-expanded", "true");
  button.setAttribute("aria-controls", `detail-${entry.number}`);
  if (before !== null && before >= 0 && before < innerHeight) scrollBy(0, anchor.getBoundingClientRect().top - before);
}

function setCurrent(entry) {
  if (current === entry) return;
  if (current) rows[current.number]?.classList.remove("current");
  current = entry;
  if (current) rowOf(current).classList.add("current");
  drawTimeline();
}

function scrollToEntry(entry, focus = false) {
  const row = rowOf(entry);
  row.scrollIntoView({ block: "start" });
  if (focus) row.querySelector("button").focus({ preventScroll: true });
}

/** The entry at the upper edge of what can be seen of the list. */
function entryAtTop() {
  const list = $("list").getBoundingClientRect();
  const covered = Math.max(0, $("list").offsetTop ? stickyHeight() : 0);
  for (const depth of [24, 70, 120]) {
    const row = document.elementFromPoint(list.left + 40, Math.max(list.top, covered) + depth)?.closest(".entry");
    if (row) return entries[Number(row.dataset.number)];
  }
  return null;
}

function neighbour(entry, step) {
  if (!wanted.length) return null;
  const at = entry ? wanted.indexOf(entry) : -1;
  return wanted[at < 0 ? 0 : Math.min(wanted.length - 1, Math.max(0, at + step))];
}

$("list").addEventListener("click", (event) => {
  const button = event.target.closest("h3 button");
  const row = button?.closest(".entry");
  if (row) toggle(entries[Number(row.dataset.number)]);
});

function toggle(entry) {
  setCurrent(entry);
  go({ entry: opened === entry ? "" : entry.id, text: "" });
}
