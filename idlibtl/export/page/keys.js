// Single keys, as the help lists them. They rest while something is typed, and can be turned off.

function keysAct() {
  try { return localStorage.getItem("idlibtl-keys") !== "off"; } catch { return true; }
}
$("keys-on").checked = keysAct();
$("keys-on").addEventListener("change", (event) => {
  try { localStorage.setItem("idlibtl-keys", event.target.checked ? "on" : "off"); } catch { /* as long as the page */ }
});
$("keys").addEventListener("click", () => $("help").showModal());

function step(by) {
  const focused = document.activeElement?.closest?.(".entry");
  const here = focused ? entries[Number(focused.dataset.number)] : current;
  const entry = neighbour(here?.wanted ? here : null, by);
  if (!entry) return;
  lead = "list";
  const row = rowOf(entry);
  row.querySelector("button").focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest" });
  setCurrent(entry);
  reveal(entry);
}

const ACTIONS = {
  "/": () => $("q").focus(),
  j: () => step(1),
  k: () => step(-1),
  "+": () => { lead = "time"; zoom(0.5, undefined, true); },
  "=": () => { lead = "time"; zoom(0.5, undefined, true); },
  "-": () => { lead = "time"; zoom(2, undefined, true); },
  0: () => { lead = "time"; fit(wanted); },
  "?": () => $("help").showModal(),
};

/** On the timeline itself, whether or not single keys act elsewhere. */
const ON_TIMELINE = {
  ArrowLeft: () => move(-0.15),
  ArrowRight: () => move(0.15),
  ArrowDown: () => stepOnTimeline(1),
  ArrowUp: () => stepOnTimeline(-1),
  Enter: () => { if (current) { const entry = current; choose(entry); scrollToEntry(entry, true); } },
  "+": ACTIONS["+"], "=": ACTIONS["="], "-": ACTIONS["-"], 0: ACTIONS[0],
};

function stepOnTimeline(by) {
  const entry = neighbour(current?.wanted ? current : null, by);
  if (!entry) return;
  setCurrent(entry);
  reveal(entry);
  $("said").textContent = `${shown(entry.when)}: ${shown(entry.title)}`;
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
  const typing = event.target.matches?.("input:not([type=checkbox]), textarea, select");
  if (event.key === "Escape") return leave(event, typing);
  const onTimeline = event.target.id === "timeline" && ON_TIMELINE[event.key];
  const act = onTimeline || (!typing && keysAct() && ACTIONS[event.key]);
  if (!act) return undefined;
  event.preventDefault();
  act();
  return undefined;
});

function leave(event, typing) {
  if (typing) {
    event.target.blur();
  } else if (opened && (event.target.closest?.(".entry") || event.target === document.body || event.target.id === "timeline")) {
    const row = rowOf(opened);
    go({ entry: "" });
    row.querySelector("button").focus();
  }
}
