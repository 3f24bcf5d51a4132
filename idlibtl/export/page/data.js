// What the page shows: entries in the order of the list, their groups, the sources; texts only when one is opened.

const sources = JSON.parse($("data-sources").textContent);
const groups = [];
const entries = grouped(JSON.parse($("data-entries").textContent));
const byId = new Map(entries.map((entry) => [entry.id, entry]));
const sourceById = new Map(sources.map((source, number) => [source.id, number]));

/** By month; before the months of a year what is dated to no one month. Each entry learns its place and its group. */
function grouped(told) {
  const found = new Map();
  for (const entry of told) {
    const key = `${entry.year} ${entry.heading}`;
    if (!found.has(key)) found.set(key, { heading: entry.heading, year: entry.year ?? Infinity, month: !!entry.month, entries: [] });
    found.get(key).entries.push(entry);
  }
  groups.push(...[...found.values()].sort((a, b) => (a.year === b.year ? a.month - b.month : a.year - b.year)));
  const all = groups.flatMap((group) => group.entries);
  groups.forEach((group) => group.entries.forEach((entry) => { entry.group = group; }));
  all.forEach((entry, number) => { entry.number = number; });
  return all;
}

let texts = null;
/** The passages of a source: [where it begins, its words], counted in code points of the source's text. */
function passagesOf(number) {
  texts ??= JSON.parse($("data-texts").textContent);
  return texts[number];
}

/** Cuts by code points, as the data counts them; JavaScript counts halves. */
function cutter(text) {
  if (!/[\ud800-\udfff]/.test(text)) return (start, end) => text.slice(start, end);
  const points = Array.from(text);
  return (start, end) => points.slice(start, end).join("");
}

const nameOf = (source) => source.publisher || source.title || source.path;
const placeOf = (source, line) => (line ? `${source.path}:${line}` : source.path);
const isRtl = (language) => /^(ar|fa|he|ur|ps|ckb|yi|dv|syr)\b/.test(language ?? "");
