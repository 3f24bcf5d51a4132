// Quoted words in what stands around them in their source.

const NEAR = 420; // characters before and after

/** [before, quote, after, cut before, cut after], or null where the file doesn't have the words. */
function inContext(said) {
  if (said.end === undefined) return null;
  for (const [first, text] of passagesOf(said.source)) {
    const cut = cutter(text);
    const [start, end] = [said.start - first, said.end - first];
    const quote = cut(start, end);
    if (start < 0 || quote !== said.quote) continue;
    const [before, after] = [cut(Math.max(0, start - 2 * NEAR), start), cut(end, end + 2 * NEAR)];
    const [head, tail] = [headOf(before), tailOf(after)];
    return [head, quote, tail, head !== before || start > 2 * NEAR || first > 0, tail !== after];
  }
  return null;
}

/** From the beginning of the paragraph, or of the one before where that says little; never more than NEAR. */
function headOf(text) {
  let from = text.lastIndexOf("\n") + 1;
  if (text.length - from < 60 && from > 0) from = text.slice(0, from).trimEnd().lastIndexOf("\n") + 1;
  if (text.length - from > NEAR) {
    from = text.length - NEAR;
    from += text.slice(from).search(/\s/) + 1;
  }
  return text.slice(from);
}

function tailOf(text) {
  let to = text.indexOf("\n");
  if (to < 0) to = text.length;
  if (to < 60 && to < text.length) {
    const next = text.slice(to).search(/\S/);
    const end = next < 0 ? -1 : text.indexOf("\n", to + next);
    to = end < 0 ? text.length : end;
  }
  if (to > NEAR) to = text.slice(0, NEAR).search(/\s\S*$/);
  return text.slice(0, to < 0 ? NEAR : to);
}

/** The quote as nodes, the words that date it underlined. */
function datedQuote(said, quote) {
  const timex = said.expression;
  const cut = cutter(quote);
  if (!timex || said.start === undefined || timex.start < said.start || timex.end > said.end) return [quote];
  const [start, end] = [timex.start - said.start, timex.end - said.start];
  return [cut(0, start), el("span", { class: "dating", title: "the words that date it" }, cut(start, end)), cut(end, quote.length)];
}

/** A quotation with its context; by itself where there is none. */
function quotation(said) {
  const source = sources[said.source];
  const found = inContext(said);
  const attributes = { lang: source.language, dir: "auto" };
  if (!found) return said.quote ? el("blockquote", attributes, el("p", null, el("mark", null, ...datedQuote(said, said.quote)))) : null;
  const [before, quote, after, cutBefore, cutAfter] = found;
  return el("blockquote", attributes, el("p", null,
    el("span", { class: "around" }, cutBefore && "… ", before.trimStart()),
    el("mark", null, ...datedQuote(said, quote)),
    el("span", { class: "around" }, after.trimEnd(), cutAfter && " …")));
}
