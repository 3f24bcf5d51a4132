// The state of the page is its address: what stands behind # can be kept, sent, and gone back to.

const NAMES = ["q", "since", "until", "source", "actor", "place"];
const state = blank();

function blank() {
  return { q: "", since: "", until: "", source: "", actor: "", place: "", kind: [], min: 1, disputed: false, entry: "", text: "" };
}

/** Unknown names are passed over; a number that is none counts as 1. */
function fromHash(hash) {
  const given = new URLSearchParams(hash.replace(/^#/, ""));
  const found = blank();
  for (const name of [...NAMES, "entry", "text"]) found[name] = (given.get(name) ?? "").trim();
  found.kind = [...new Set(given.getAll("kind"))].filter((kind) => KINDS.includes(kind));
  found.min = Math.max(1, Math.floor(Number(given.get("min-sources"))) || 1);
  found.disputed = given.get("disputed") === "1";
  return found;
}

function toHash(wanted) {
  const given = new URLSearchParams();
  for (const name of NAMES) if (wanted[name]) given.set(name, wanted[name]);
  for (const kind of wanted.kind) given.append("kind", kind);
  if (wanted.min > 1) given.set("min-sources", wanted.min);
  if (wanted.disputed) given.set("disputed", "1");
  if (wanted.entry) given.set("entry", wanted.entry);
  if (wanted.text) given.set("text", wanted.text);
  return `#${given}`;
}

/** Changes the state and the address with it; ``keep``: a step that "back" comes to. */
function go(changes, keep = true) {
  Object.assign(state, changes);
  const hash = toHash(state);
  if (hash !== (location.hash || "#")) history[keep ? "pushState" : "replaceState"](null, "", hash);
  follow();
}

/** The address has been changed from outside: back, forward, a link. */
function arrive() {
  Object.assign(state, fromHash(location.hash));
  follow();
}
