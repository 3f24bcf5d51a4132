// The page: what is set up once, and what follows whenever the state changes.

let filtered = null; // the conditions by which the list is filtered now

/** Everything follows the state: form, list, timeline, the entry opened, the text shown. */
function follow() {
  const conditions = toHash({ ...state, entry: "", text: "" });
  fillForm();
  if (conditions !== filtered) {
    filtered = conditions;
    filterList(condition(state));
    for (const group of groups) {
      group.choice.disabled = !group.shown;
      group.choice.textContent = shown(`${group.heading} (${group.shown})`);
    }
    countMonths();
    filterTimeline();
  }
  openEntry(byId.get(state.entry) ?? null);
  showText();
}

/** How much of the window is covered above the list: by the filters or, on a phone, by the timeline. */
const stickyHeight = () => (isNarrow() ? $("time") : document.querySelector(".filters")).offsetHeight;

function measure() {
  document.documentElement.style.setProperty("--sticky", `${stickyHeight()}px`);
  document.documentElement.style.setProperty("--head", `${document.querySelector(".top").offsetHeight}px`);
}

const listScrolled = framed(() => {
  if (lead !== "list" || !scrollY) return;
  const entry = entryAtTop();
  if (!entry || entry === current) return;
  setCurrent(entry);
  reveal(entry);
});

/** The span and the number of sources under the title. */
function tellSpan() {
  const dated = entries.filter((entry) => entry.date);
  const years = [...new Set([dated[0], dated[dated.length - 1]].filter(Boolean).map((entry) => yearName(entry.year)))];
  $("span").textContent = [counted(entries.length, "entry", "entries"), counted(sources.length, "source", "sources"), years.join(" – ")].filter(Boolean).join(" · ");
}

for (const [name, action] of [["wheel", 1], ["touchstart", 1], ["pointerdown", 1], ["keydown", 1]]) {
  addEventListener(name, (event) => { if (action && !$("time").contains(event.target)) lead = "list"; }, { capture: true, passive: true });
}
$("list").addEventListener("pointerover", (event) => {
  const row = event.target.closest(".entry");
  const entry = row ? entries[Number(row.dataset.number)] : null;
  if (entry !== hovered) { hovered = entry; drawTimeline(); }
});
$("list").addEventListener("pointerleave", () => { hovered = null; drawTimeline(); });
$("list").addEventListener("focusin", (event) => {
  const row = event.target.closest(".entry");
  if (row) { const entry = entries[Number(row.dataset.number)]; setCurrent(entry); reveal(entry); }
});
document.querySelector(".skip").addEventListener("click", (event) => {
  event.preventDefault(); // the address is the state
  $("list").focus();
});
addEventListener("scroll", listScrolled, { passive: true });
addEventListener("popstate", arrive);
addEventListener("hashchange", arrive);
const sizes = new ResizeObserver(measure);
sizes.observe(document.querySelector(".filters"));
sizes.observe($("time"));

buildList();
setUpForm();
setUpHistogram();
tellSpan();
nameTheme();
setUpTimeline();
setUpPointer();
measure();
arrive();
if (opened) scrollToEntry(opened, !state.text);
document.documentElement.dataset.ready = "yes";
