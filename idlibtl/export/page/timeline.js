// The timeline: a window on time that can be moved and narrowed, and what lies in it.

const LANE = 25; // px
const AXIS = 46;
const STRIP = 46; // what has no lane is counted at the foot
const SHORTEST = 6 * 3600;
const FONT = "12.5px system-ui, -apple-system, 'Segoe UI', 'Liberation Sans', sans-serif";

const view = { from: 0, to: 1 };
let whole = [0, 1]; // beyond it there is nothing
let weighed = []; // wanted and dated, the weightiest first
let packed = { key: "", placed: [], rest: [] };
let drawn = []; // where what was drawn can be hit: [x0, y0, x1, y1, entry]
let hovered = null;
let fitted = true; // nobody has moved the window since it was made to hold all that is wanted
let lead = "list"; // which of the two was touched last; the other follows

function setUpTimeline() {
  const dated = entries.filter((entry) => entry.date);
  const begins = dated.map((entry) => entry.begin ?? entry.end);
  const ends = dated.map((entry) => entry.end ?? entry.begin);
  if (dated.length) {
    const [first, last] = [begins.reduce((a, b) => Math.min(a, b)), ends.reduce((a, b) => Math.max(a, b))];
    const pad = Math.max((last - first) * 0.08, 5 * DAY);
    whole = [first - pad, last + pad];
  }
  fit(entries, false);
  new ResizeObserver(() => { drawTimeline(); drawHistogram(); }).observe($("drawn"));
}

function filterTimeline() {
  weighed = wanted.filter((entry) => entry.date).sort((a, b) => (b.salience ?? 0) - (a.salience ?? 0) || a.number - b.number);
  packed.key = "";
  if (weighed.length && (fitted || !weighed.some(inView))) fit(wanted, false);
  drawTimeline();
  drawHistogram();
}

const inView = (entry) => (entry.begin ?? -Infinity) < view.to && (entry.end ?? Infinity) > view.from;

function fit(some, moving = true) {
  const asked = [typedDate(state.since)?.[0] ?? -Infinity, typedDate(state.until)?.[1] ?? Infinity];
  const domain = domainOf(some) ?? domainOf(entries) ?? [0, 365 * DAY];
  if (asked[0] < asked[1] && asked[0] < domain[1] && asked[1] > domain[0]) { // what begins long before is in it all the same
    domain[0] = Math.max(domain[0], asked[0] - DAY);
    domain[1] = Math.min(domain[1], asked[1] + DAY);
  }
  const width = $("timeline").clientWidth;
  const room = width > 2 * LABEL ? LABEL / (width - LABEL) : 0.3; // for the names of the last ones
  look(domain[0], domain[1] + (domain[1] - domain[0]) * room, moving);
  fitted = true;
}

/** Moves the window there, over a moment where motion is welcome. */
function look(from, to, moving = false) {
  fitted = false;
  const span = Math.min(Math.max(to - from, SHORTEST), Math.max(whole[1] - whole[0], SHORTEST));
  const middle = Math.min(Math.max((from + to) / 2, whole[0]), whole[1]);
  const goal = [middle - span / 2, middle + span / 2];
  if (!moving || still()) return settle(...goal);
  const start = [view.from, view.to];
  const begun = performance.now();
  const step = (now) => {
    const part = Math.min(1, (now - begun) / 200);
    const eased = 1 - (1 - part) ** 3;
    settle(start[0] + (goal[0] - start[0]) * eased, start[1] + (goal[1] - start[1]) * eased);
    if (part < 1) requestAnimationFrame(step);
  };
  requestAnimationFrame(step);
}

function settle(from, to) {
  Object.assign(view, { from, to });
  drawTimeline();
  drawHistogram();
  if (lead === "time") listFollows();
}

function zoom(factor, around = (view.from + view.to) / 2, moving = false) {
  look(around - (around - view.from) * factor, around + (view.to - around) * factor, moving);
}

const move = (part) => look(view.from + (view.to - view.from) * part, view.to + (view.to - view.from) * part);

/** Brings an entry into the window without narrowing it. */
function reveal(entry) {
  if (!entry?.date) return;
  const at = entry.begin ?? entry.end;
  const span = view.to - view.from;
  if (at < view.from + 0.04 * span || at > view.to - 0.3 * span) look(at - 0.3 * span, at + 0.7 * span);
}

let waitingForList = 0;
/** The list goes to the first entry in the window, unless it shows one already. */
function listFollows() {
  clearTimeout(waitingForList);
  waitingForList = setTimeout(() => {
    const begins = (entry) => entry?.date && (entry.begin ?? entry.end) >= view.from && (entry.begin ?? entry.end) < view.to;
    if (begins(entryAtTop()) || isNarrow()) return;
    const first = wanted.find((entry) => entry.month && begins(entry)) ?? wanted.find(begins);
    if (first) { scrollToEntry(first); setCurrent(first); }
  }, 160);
}

const drawTimeline = framed(() => {
  const to = surface($("timeline"));
  if (!to) return;
  const { pen, width, height } = to;
  const scale = width / (view.to - view.from);
  const x = (time) => (time - view.from) * scale;
  pen.font = FONT;
  pen.textBaseline = "middle";
  drawn = [];
  drawAxis(pen, x, width, height);
  const lanes = Math.max(1, Math.floor((height - AXIS - STRIP - 8) / LANE));
  const key = `${scale.toPrecision(9)} ${lanes}`;
  if (packed.key !== key) packed = { key, ...pack(weighed, scale, lanes, (entry) => labelOf(pen, entry)) };
  const left = view.from * scale;
  for (const item of packed.placed) {
    if (item.last - left > -20 && item.x0 - left < width + 20) drawItem(pen, item, left, width);
  }
  drawRest(pen, scale, width, height);
  tellWindow();
});

/** From when to when, and how many lie outside. */
function tellWindow() {
  let [earlier, later] = [0, 0];
  for (const entry of weighed) {
    if ((entry.end ?? Infinity) <= view.from) earlier += 1;
    else if ((entry.begin ?? -Infinity) >= view.to) later += 1;
  }
  const outside = [earlier && `${earlier.toLocaleString("en")} earlier`, later && `${later.toLocaleString("en")} later`].filter(Boolean);
  $("window").textContent = `${dayName(view.from)} – ${dayName(view.to)}${outside.length ? ` · ${outside.join(", ")}` : ""}`;
}

function drawAxis(pen, x, width, height) {
  const { unit, ticks: found } = ticks(view.from, view.to, width);
  pen.lineWidth = 1;
  pen.textAlign = "left";
  for (const tick of found) {
    const at = Math.round(x(tick.at)) + 0.5;
    pen.strokeStyle = INK.line;
    pen.globalAlpha = tick.first ? 1 : 0.55;
    pen.beginPath();
    pen.moveTo(at, AXIS - 18);
    pen.lineTo(at, height - STRIP + 4);
    pen.stroke();
    pen.globalAlpha = 1;
    pen.fillStyle = INK.soft;
    pen.fillText(tick.label, at + 5, AXIS - 12);
  }
  pen.font = `600 ${FONT}`;
  pen.fillStyle = INK.ink;
  const larger = bands(view.from, view.to, unit);
  larger.forEach(([from, to, label]) => {
    const at = Math.max(x(from) + 5, 6);
    if (x(to) - at > pen.measureText(label).width + 4) pen.fillText(label, at, 13);
  });
  pen.font = FONT;
}

function drawItem(pen, item, left, width) {
  const { entry } = item;
  const [x0, x1] = [item.x0 - left, item.x1 - left];
  const y = AXIS + 12 + item.lane * LANE;
  const text = item.inside ? Math.min(Math.max(x0 + 7, 7), x1 - entry.labelWidth - 5) : x1 + 6;
  const strong = entry === hovered || entry === current || entry === opened;
  if (strong) {
    pen.fillStyle = INK.mark;
    pen.beginPath();
    pen.roundRect(Math.min(x0, text) - 5, y - 11, Math.max(x1, text + entry.labelWidth) - Math.min(x0, text) + 10, 22, 5);
    pen.fill();
  }
  if (item.dot) drawDot(pen, entry, (x0 + x1) / 2, y);
  else drawBar(pen, entry, x0, x1, y, width);
  pen.fillStyle = INK.ink;
  pen.fillText(entry.label, text, y + 0.5);
  drawn.push([Math.max(0, Math.min(x0, text) - 3), y - LANE / 2, Math.max(x1, text + entry.labelWidth) + 3, y + LANE / 2, entry]);
}

/** Entries without a lane, as so many marks a few pixels apart; and where the current one is, if it is among them. */
function drawRest(pen, scale, width, height) {
  const step = 5;
  const bins = new Map();
  let [hidden, most] = [0, 1];
  for (const entry of packed.rest) {
    const at = ((entry.begin ?? entry.end) - view.from) * scale;
    if (at < 0 || at >= width) continue;
    const bin = Math.floor(at / step);
    if (!bins.has(bin)) bins.set(bin, []);
    bins.get(bin).push(entry);
    most = Math.max(most, bins.get(bin).length);
    hidden += 1;
  }
  const foot = height - 20;
  pen.fillStyle = INK.soft;
  for (const [bin, some] of bins) {
    const tall = 3 + 21 * Math.sqrt(some.length / most);
    pen.globalAlpha = 0.55;
    pen.fillRect(bin * step, foot - tall, step - 1, tall);
    drawn.push([bin * step, foot - 26, bin * step + step, foot + 4, some.includes(current) ? current : some[0]]);
  }
  pen.globalAlpha = 1;
  if (hidden) pen.fillText(`${counted(hidden, "more entry", "more entries")} here: zoom in to see ${hidden === 1 ? "its name" : "their names"}`, 6, height - 8);
  const pointed = [hovered, current].find((entry) => entry?.date && packed.rest.includes(entry));
  if (!pointed) return;
  const at = ((pointed.begin ?? pointed.end) - view.from) * scale;
  if (at < 0 || at > width) return;
  labelOf(pen, pointed);
  pen.strokeStyle = INK.accent;
  pen.lineWidth = 1.5;
  pen.beginPath();
  pen.moveTo(at, AXIS);
  pen.lineTo(at, foot);
  pen.stroke();
  const text = Math.min(Math.max(6, at + 6), width - pointed.labelWidth - 10);
  pen.fillStyle = INK.mark;
  pen.fillRect(text - 4, foot - 46, pointed.labelWidth + 8, 20);
  pen.fillStyle = INK.ink;
  pen.fillText(pointed.label, text, foot - 35.5);
}

const entryAt = (x, y) => drawn.findLast(([x0, y0, x1, y1]) => x >= x0 && x <= x1 && y >= y0 && y <= y1)?.[4] ?? null;
