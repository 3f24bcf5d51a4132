// Which entries are wanted: the conditions of `idlibtl show`, all of which must hold.

const KINDS = ["occurred", "ongoing", "planned", "statement", "denied", "hypothetical"];

const fold = (text) => text.toLowerCase().normalize("NFKD").replace(/\p{M}+/gu, "");
const words = (text) => ` ${fold(text).replace(/[^\p{L}\p{N}]+/gu, " ").trim()} `;
const holds = (names, part) => (names ?? []).some((name) => fold(name).includes(part));

/** What is searched, made once it is needed: title, quotes, actors, places. */
function hay(entry) {
  entry.hay ??= words([entry.title, ...entry.mentions.map((said) => said.quote ?? ""), ...(entry.actors ?? []), ...(entry.places ?? [])].join(" \n "));
  return entry.hay;
}

/** Words, each the beginning of one; "in quotes" they stand together. */
function terms(query) {
  return [...query.matchAll(/"([^"]*)"?|[^\s"]+/g)].map((match) => words(match[1] ?? match[0]).trimEnd()).filter((term) => term.trim());
}

/** A function that tells whether an entry is wanted. Dates that can't be read are no condition: controls.js says so. */
function condition(wanted) {
  const begin = typedDate(wanted.since)?.[0];
  const end = typedDate(wanted.until)?.[1];
  const asked = terms(wanted.q);
  const [source, actor, place] = [wanted.source, wanted.actor, wanted.place].map(fold);
  const tests = [];
  if (wanted.kind.length) tests.push((entry) => wanted.kind.includes(entry.kind));
  if (wanted.disputed) tests.push((entry) => entry.conflicts);
  if (wanted.min > 1) tests.push((entry) => entry.independent >= wanted.min);
  if (begin !== undefined) tests.push((entry) => entry.date && (entry.end === undefined || entry.end > begin));
  if (end !== undefined) tests.push((entry) => entry.date && (entry.begin === undefined || entry.begin < end));
  if (actor) tests.push((entry) => holds(entry.actors, actor));
  if (place) tests.push((entry) => holds(entry.places, place));
  if (source) {
    const chosen = sources.map((each) => each.id.startsWith(wanted.source) || holds([each.path, ...(each.paths ?? []), each.publisher ?? "", each.title ?? ""], source));
    tests.push((entry) => entry.mentions.some((said) => chosen[said.source]));
  }
  if (asked.length) tests.push((entry) => asked.every((term) => hay(entry).includes(term)));
  return (entry) => tests.every((test) => test(entry));
}
