// An entry opened: its words in their sources, how its date was read, what contradicts what, who reports it.

const BASES = {
  stated: "stated in the words",
  relative: "worked out",
  published: "the day of the report: the words give none",
  inferred: "inferred: the report's own date is",
};

function detailOf(entry) {
  return el("div", { class: "detail", id: `detail-${entry.number}` },
    entry.note && el("p", { class: "note" }, el("b", null, "Note "), entry.note),
    (entry.edited ?? []).map((line) => el("p", { class: "note" }, el("b", null, "Edited by the owner "), line)),
    (entry.conflicts ?? []).map((told) => table("Disputed", told)),
    entry.mentions.map((said) => mentionOf(entry, said)),
    (entry.developments ?? []).map((told) => table("Developed", told)),
    about(entry));
}

function mentionOf(entry, said) {
  const source = sources[said.source];
  const text = said.end !== undefined && passagesOf(said.source).length > 0 && inward(toHash({ ...state, entry: entry.id, text: `${source.id}:${said.start}-${said.end}` }), "In the text");
  if (text) text.className = "to-text";
  return el("figure", { class: "said" },
    quotation(said),
    el("figcaption", null,
      el("span", { class: "who" }, el("bdi", null, nameOf(source)), said.attributed_to && [", according to ", el("bdi", null, said.attributed_to)]),
      el("span", { class: "where" }, el("code", null, placeOf(source, said.line)), said.end === undefined && " (named by the owner)"),
      text, outward(said.url, "Source page"),
      el("span", { class: "dated" }, dating(entry, said), (source.edited ?? []).map((line) => `; ${line}`))));
}

function dating(entry, said) {
  const timex = said.expression;
  return [
    el("b", null, said.when), said.basis ? ` ${BASES[said.basis] ?? said.basis}` : " given by the owner",
    timex && [": “", el("bdi", null, timex.text), "”", timex.counted_from && `, counted from ${timex.counted_from}`],
    said.date && said.date !== entry.date && [" ", el("code", null, said.date)],
    said.reasons && [". ", said.reasons.join("; ")],
  ];
}

/** Values side by side, each with who gives it, in which words. */
function table(name, told) {
  return el("table", { class: name.toLowerCase() },
    el("caption", null, `${name}: ${told.what}`),
    el("thead", null, el("tr", null, ["Value", "Source", "Words"].map((head) => el("th", { scope: "col" }, head)))),
    el("tbody", null, told.values.map((claim) => {
      const source = sources[claim.source];
      return el("tr", null,
        el("th", { scope: "row", dir: "auto" }, claim.value),
        el("td", null, el("bdi", null, nameOf(source)), " ", el("code", null, placeOf(source, claim.line))),
        el("td", { lang: source.language, dir: "auto" }, claim.quote && `“${claim.quote}”`));
    })));
}

function about(entry) {
  const rows = [
    ["Date", [entry.when, entry.date && [" ", el("code", { title: "EDTF, ISO 8601-2" }, entry.date)]]],
    ["Kind", [entry.kind, (entry.marks ?? []).filter((mark) => mark !== entry.kind).map((mark) => `, ${mark}`)]],
    ["Reported by", [entry.reported, ...(entry.voices ?? []).map((voice) => el("span", { class: "voice" },
      `${voice.wire ?? "the same text"}: ${voice.sources.map((number) => nameOf(sources[number])).join(", ")}`))]],
    ["Actors", entry.actors?.join(", ")],
    ["Places", entry.places?.join(", ")],
    ["Tags", entry.tags?.map((tag) => `#${tag}`).join(" ")],
    ["Why one entry", entry.reasons?.join("; ")],
    ["Id", [el("code", null, entry.id), " ", inward(toHash({ ...blank(), entry: entry.id }), "link to this entry")]],
  ];
  return el("dl", { class: "about" }, rows.filter(([, value]) => value?.length).map(([name, value]) => el("div", null, el("dt", null, name), el("dd", { dir: "auto" }, value))));
}
