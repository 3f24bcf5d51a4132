// A source's text in a sheet of its own, with every quoted word marked; it opens at the words that were asked for.

let reading = "";

/** Opens or closes the sheet as the state has it. */
function showText() {
  const dialog = $("reader");
  if (state.text === reading) return;
  reading = state.text;
  const match = /^(.*):(\d+)-(\d+)$/.exec(state.text);
  const number = match ? sourceById.get(match[1]) : undefined;
  if (number === undefined) {
    if (dialog.open) dialog.close();
    return;
  }
  fill(number, Number(match[2]), Number(match[3]));
  if (!dialog.open) dialog.showModal();
  const mark = $("here");
  if (mark) {
    mark.focus({ preventScroll: true });
    mark.scrollIntoView({ block: "center" });
  }
}

function fill(number, start, end) {
  const source = sources[number];
  const passages = passagesOf(number);
  $("reader-title").replaceChildren(shown(source.title || source.publisher || source.path));
  const whole = passages.length === 1 && passages[0][0] === 0;
  $("reader-about").replaceChildren(...[
    el("code", null, source.path),
    source.publisher && el("bdi", null, source.publisher),
    source.published ? `published ${source.published} (${source.published_basis})` : "publication date unknown",
    !whole && "only what stands around the quotes is in this file",
  ].filter(Boolean).flatMap((part, at) => (at ? [" · ", part] : [part])));
  const box = $("reader-text");
  box.lang = source.language ?? "";
  box.dir = isRtl(source.language) ? "rtl" : "auto";
  box.replaceChildren(...passages.flatMap(([first, text], at) => [at || first ? el("p", { class: "gap" }, "…") : null, el("div", { class: "passage" }, ...marked(first, text, quotedIn(number), start, end))]).filter(Boolean));
}

/** Spans quoted from a source by any entry, without overlap, in order. */
function quotedIn(number) {
  const spans = entries.flatMap((entry) => entry.mentions.filter((said) => said.source === number && said.end !== undefined).map((said) => [said.start, said.end]));
  return spans.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
}

function* marked(first, text, spans, start, end) {
  const cut = cutter(text);
  const last = first + Array.from(text).length;
  const edges = [...new Set([first, last, start, end, ...spans.flat()])].filter((edge) => edge >= first && edge <= last).sort((a, b) => a - b);
  for (let at = 0; at + 1 < edges.length; at += 1) {
    const [from, to] = [edges[at], edges[at + 1]];
    const words = cut(from - first, to - first);
    const asked = from >= start && to <= end;
    if (asked) yield el("mark", { class: "here", id: from === start ? "here" : null, tabindex: from === start ? "-1" : null }, words);
    else if (spans.some(([one, other]) => one <= from && to <= other)) yield el("mark", null, words);
    else yield words;
  }
}

$("reader").addEventListener("close", () => { if (state.text) { reading = ""; go({ text: "" }); } });
for (const dialog of document.querySelectorAll("dialog")) {
  dialog.querySelector(".close").addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
}
