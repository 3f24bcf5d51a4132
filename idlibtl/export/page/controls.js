// The form of filters, and the pointer on timeline and histogram.

const form = $("filters");
const isNarrow = () => matchMedia("(max-width: 60rem)").matches;

function setUpForm() {
  const found = new Map(KINDS.map((kind) => [kind, 0]));
  for (const entry of entries) found.set(entry.kind, (found.get(entry.kind) ?? 0) + 1);
  for (const [kind, number] of found) {
    if (!number) continue;
    const box = el("input", { type: "checkbox", name: "kind", value: kind });
    $("kinds").append(el("label", { class: "pill" }, box, el("span", { class: `dot ${kind}`, "aria-hidden": "true" }), el("span", null, kind), el("span", { class: "number" }, number.toLocaleString("en"))));
  }
  suggest("sources-known", sources.map(nameOf));
  suggest("actors-known", entries.flatMap((entry) => entry.actors ?? []));
  suggest("places-known", entries.flatMap((entry) => entry.places ?? []));
  for (const group of groups) group.choice = el("option", { value: group.entries[0].number }, group.heading);
  $("jump").append(...groups.map((group) => group.choice));
}

/** The names that occur most. */
function suggest(id, names) {
  const found = new Map();
  for (const name of names) found.set(name, (found.get(name) ?? 0) + 1);
  const most = [...found].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).slice(0, 300);
  $(id).append(...most.map(([name]) => el("option", { value: name })));
}

function fillForm() {
  for (const name of NAMES) if ($(name).value.trim() !== state[name]) $(name).value = state[name];
  $("min-sources").value = state.min > 1 ? state.min : "";
  $("disputed").checked = state.disputed;
  for (const box of form.querySelectorAll('[name="kind"]')) box.checked = state.kind.includes(box.value);
  const wrong = ["since", "until"].filter((name) => state[name] && !typedDate(state[name]));
  for (const name of ["since", "until"]) $(name).setAttribute("aria-invalid", String(wrong.includes(name)));
  $("wrong").textContent = wrong.length ? `Not a date: ${wrong.map((name) => shown(state[name])).join(", ")}. Write 2020, 2020-03 or 2020-03-05.` : "";
  $("reset").hidden = toHash({ ...state, entry: "", text: "" }) === "#";
  $("more").textContent = $("reset").hidden ? "Filters" : "Filters ●";
}

function fromForm() {
  const found = { kind: [...form.querySelectorAll('[name="kind"]:checked')].map((box) => box.value), disputed: $("disputed").checked };
  for (const name of NAMES) found[name] = $(name).value.trim();
  found.min = Math.max(1, Math.floor(Number($("min-sources").value)) || 1);
  return found;
}

let typing = 0;
let firstOfTyping = true; // "back" goes to what was before the first letter
form.addEventListener("input", (event) => {
  clearTimeout(typing);
  const letters = event.target.matches('input:not([type="checkbox"])');
  const act = () => { go(fromForm(), firstOfTyping || !letters); firstOfTyping = !letters; };
  if (letters) typing = setTimeout(act, 120);
  else act();
});
form.addEventListener("change", () => { firstOfTyping = true; });
form.addEventListener("submit", (event) => event.preventDefault());
form.addEventListener("reset", (event) => { event.preventDefault(); showAll(); });
$("reset-too").addEventListener("click", showAll);

function showAll() {
  clearTimeout(typing);
  firstOfTyping = true;
  go({ ...blank(), entry: state.entry });
  $("q").focus();
}

$("more").addEventListener("click", () => {
  const open = $("more").getAttribute("aria-expanded") !== "true";
  $("more").setAttribute("aria-expanded", String(open));
});
$("fold").addEventListener("click", () => {
  const open = $("fold").getAttribute("aria-expanded") !== "true";
  $("fold").setAttribute("aria-expanded", String(open));
  $("fold").textContent = open ? "Hide" : "Show";
  $("drawn").hidden = !open;
  drawTimeline();
  drawHistogram();
});
$("jump").addEventListener("change", (event) => {
  const entry = entries[Number(event.target.value)];
  const first = event.target.value && entry.group.entries.find((each) => each.wanted);
  if (first) { lead = "list"; scrollToEntry(first, true); setCurrent(first); reveal(first); }
  event.target.value = "";
});

// The theme

function setTheme(name) {
  document.documentElement.dataset.theme = name;
  try { localStorage.setItem("idlibtl-theme", name); } catch { /* it lasts as long as the page */ }
  nameTheme();
}

const dark = () => (document.documentElement.dataset.theme ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";

function nameTheme() {
  $("theme").textContent = dark() ? "Light" : "Dark";
  $("theme").setAttribute("aria-label", dark() ? "Light theme" : "Dark theme");
  readColours();
  drawTimeline();
  drawHistogram();
}
$("theme").addEventListener("click", () => setTheme(dark() ? "light" : "dark"));
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", nameTheme);

// The pointer

const pointers = new Map(); // on the timeline: id -> x
let dragged = false;
const timeAt = (x, width) => view.from + (x / width) * (view.to - view.from);

function setUpPointer() {
  const canvas = $("timeline");
  canvas.addEventListener("wheel", (event) => {
    event.preventDefault();
    lead = "time";
    const pixels = event.deltaMode === 1 ? 16 : 1;
    if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) move(((event.deltaX || event.deltaY) * pixels) / canvas.clientWidth);
    else zoom(Math.exp(Math.max(-120, Math.min(120, event.deltaY * pixels)) * (event.ctrlKey ? 0.008 : 0.0025)), timeAt(event.offsetX, canvas.clientWidth));
  }, { passive: false });
  canvas.addEventListener("pointerdown", (event) => {
    lead = "time";
    pointers.set(event.pointerId, event.offsetX);
    dragged = pointers.size > 1;
    canvas.setPointerCapture(event.pointerId);
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!pointers.has(event.pointerId)) return hover(event);
    const before = pointers.get(event.pointerId);
    if (!dragged && Math.abs(event.offsetX - before) < 4) return undefined;
    dragged = true;
    const other = [...pointers].find(([id]) => id !== event.pointerId)?.[1];
    if (other === undefined) move((before - event.offsetX) / canvas.clientWidth);
    else if (Math.abs(event.offsetX - other) > 8) zoom(Math.abs(before - other) / Math.abs(event.offsetX - other), timeAt(other, canvas.clientWidth));
    pointers.set(event.pointerId, event.offsetX);
    return undefined;
  });
  canvas.addEventListener("pointerup", (event) => {
    if (pointers.delete(event.pointerId) && !dragged) choose(entryAt(event.offsetX, event.offsetY));
  });
  canvas.addEventListener("pointercancel", (event) => pointers.delete(event.pointerId));
  canvas.addEventListener("pointerleave", () => { hovered = null; canvas.title = ""; drawTimeline(); });
  canvas.addEventListener("dblclick", (event) => { lead = "time"; zoom(0.4, timeAt(event.offsetX, canvas.clientWidth), true); });
  setUpBrush($("histogram"));
}

function hover(event) {
  const found = entryAt(event.offsetX, event.offsetY);
  if (found === hovered) return;
  hovered = found;
  $("timeline").classList.toggle("over", !!found);
  $("timeline").title = found ? shown(`${found.when}: ${found.title}`) : "";
  drawTimeline();
}

/** What was clicked on the timeline opens in the list. */
function choose(entry) {
  if (!entry) return;
  setCurrent(entry);
  if (opened !== entry) go({ entry: entry.id, text: "" });
  if (!isNarrow()) scrollToEntry(entry);
}

function setUpBrush(canvas) {
  let begun = null;
  const at = (event) => span[0] + (event.offsetX / canvas.clientWidth) * (span[1] - span[0]);
  canvas.addEventListener("pointerdown", (event) => { lead = "time"; begun = at(event); canvas.setPointerCapture(event.pointerId); });
  canvas.addEventListener("pointermove", (event) => {
    const month = monthAt(at(event));
    canvas.title = month ? `${MONTHS[parts(month.from).month - 1]} ${yearName(parts(month.from).year)}: ${month.wanted} of ${counted(month.all, "entry", "entries")}` : "";
    if (begun !== null && Math.abs(at(event) - begun) > 4 * (span[1] - span[0]) / canvas.clientWidth) look(Math.min(begun, at(event)), Math.max(begun, at(event)));
  });
  canvas.addEventListener("pointerup", (event) => {
    const month = monthAt(at(event));
    if (month && begun !== null && Math.abs(at(event) - begun) <= 4 * (span[1] - span[0]) / canvas.clientWidth) look(month.from - 5 * DAY, month.to + 5 * DAY, true);
    begun = null;
  });
  canvas.addEventListener("pointercancel", () => { begun = null; });
}

for (const [id, act] of [
  ["zoom-in", () => zoom(0.5, undefined, true)],
  ["zoom-out", () => zoom(2, undefined, true)],
  ["zoom-all", () => fit(wanted)],
  ["zoom-filter", () => go({ since: isoDay(view.from), until: isoDay(view.to) })],
]) $(id).addEventListener("click", () => { lead = "time"; act(); });
