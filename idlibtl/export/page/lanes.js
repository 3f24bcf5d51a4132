// Which entries have room on the timeline, each on a lane with its name, the weightiest first; the rest are counted.

const DOT = 5; // px, radius of an entry of a day or less
const OPEN = 90; // px that are drawn of what has no beginning or no end
const LABEL = 230; // px, the longest name

/** Where an entry is drawn at a scale (px a second), from the origin: { x0, x1, dot }. */
function extent(entry, scale) {
  const begin = entry.begin === undefined ? entry.end * scale - OPEN : entry.begin * scale;
  const end = entry.end === undefined ? entry.begin * scale + OPEN : entry.end * scale;
  const middle = (begin + end) / 2;
  if (end - begin < 2.4 * DOT) return { x0: middle - DOT, x1: middle + DOT, dot: true };
  const short = entry.begin !== undefined && entry.end !== undefined && entry.end - entry.begin <= DAY;
  return short && !/[?~%]/.test(entry.date) ? { x0: begin, x1: begin + 2 * DOT, dot: true } : { x0: begin, x1: end, dot: false };
}

/** ``placed``: { entry, lane, x0, x1, dot, inside } with x from the origin; ``rest``: the entries without a lane. */
function pack(some, scale, lanes, measure) {
  const taken = Array.from({ length: lanes }, () => []);
  const placed = [];
  const rest = [];
  for (const entry of some) {
    const where = extent(entry, scale);
    const label = measure(entry);
    const inside = !where.dot && label + 12 < where.x1 - where.x0;
    const last = inside ? where.x1 : where.x1 + 6 + label;
    const lane = taken.findIndex((spans) => take(spans, where.x0 - 5, last + 9));
    if (lane < 0) rest.push(entry);
    else placed.push({ entry, lane, inside, last, ...where });
  }
  return { placed, rest };
}

/** Takes a span of a lane where it is free; ``spans`` are sorted and don't overlap. */
function take(spans, from, to) {
  let [low, high] = [0, spans.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (spans[middle][1] <= from) low = middle + 1;
    else high = middle;
  }
  if (low < spans.length && spans[low][0] < to) return false;
  spans.splice(low, 0, [from, to]);
  return true;
}

/** From when to when most of some entries lie: all, unless a few would make the rest too small to see. */
function domainOf(some) {
  const begins = some.filter((entry) => entry.date).map((entry) => entry.begin ?? entry.end).sort((a, b) => a - b);
  if (!begins.length) return null;
  const ends = some.filter((entry) => entry.date).map((entry) => entry.end ?? entry.begin).sort((a, b) => a - b);
  const cut = Math.floor(begins.length * 0.02);
  let [from, to] = [begins[0], ends[ends.length - 1]];
  const [first, last] = [begins[cut], ends[ends.length - 1 - cut]];
  if (begins.length >= 20 && to - from > 2.5 * (last - first)) [from, to] = [first, last];
  const pad = Math.max((to - from) * 0.04, (20 * DAY - (to - from)) / 2, 2 * DAY);
  return [from - pad, to + pad];
}
