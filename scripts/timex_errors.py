"""What a tagger gets wrong, told so that a person can read it: one paragraph an error, with the words around it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from timex_score import Expression, Pair

CONTEXT = 80  # characters on either side
WARNING = """\
Only documents of the even half are told here: rules may be written from them. The odd half is there to measure what
the rules do with texts that nobody has read; who reads its errors spoils it."""
WARNING_ALL = """\
Both halves are told here, the odd one too, which is there to measure what the rules do with texts that nobody has
read. No rule may be written from it; look for "(odd)"."""


def report(pairs: Iterable[tuple[str, str, Pair]], *, warning: str) -> Iterator[str]:
    """The lines of an errors file, for pairs with the name and the text of their document; right ones are left out."""
    wrong = [(name, text, pair) for name, text, pair in pairs if pair.faults]
    counts = Counter("+".join(pair.faults) for *_, pair in wrong)
    yield warning
    yield ""
    yield ", ".join(f"{number} {kind}" for kind, number in counts.most_common()) or "no errors"
    for name, text, pair in wrong:
        yield ""
        yield from paragraph(name, text, pair)


def paragraph(name: str, text: str, pair: Pair) -> Iterator[str]:
    """One error: its kind, the document, the words with the gold in [] and the prediction in {}, and both readings."""
    yield f"{'+'.join(pair.faults)}  {name}"
    yield f"  {marked(text, pair)}"
    if pair.gold:
        yield f"  gold       {reading(text, pair.gold)}"
    if pair.predicted:
        yield f"  predicted  {reading(text, pair.predicted)}"


def reading(text: str, expression: Expression) -> str:
    rule = f"  (rule {expression.rule})" if expression.rule else ""
    return f"{expression.type} {expression.value or '-'}  {one_line(text[expression.start : expression.end])}{rule}"


def marked(text: str, pair: Pair) -> str:
    """The words around a pair on one line."""
    both = [(each, signs) for each, signs in ((pair.gold, "[]"), (pair.predicted, "{}")) if each]
    opening = [(each.start, 1, signs[0]) for each, signs in both]
    closing = [(each.end, 0, signs[1]) for each, signs in reversed(both)]
    signs = sorted(opening + closing, key=lambda sign: sign[:2])
    first = max(0, min(each.start for each, _ in both) - CONTEXT)
    last = min(len(text), max(each.end for each, _ in both) + CONTEXT)
    return one_line("".join(_with_signs(text, first, last, signs)))


def _with_signs(text: str, first: int, last: int, signs: Sequence[tuple[int, int, str]]) -> Iterator[str]:
    yield "…" if first else ""
    at = first
    for place, _, sign in signs:
        yield text[at:place]
        yield sign
        at = place
    yield text[at:last]
    yield "…" if last < len(text) else ""


def one_line(text: str) -> str:
    return " ".join(text.split()).encode("utf-8", "replace").decode("utf-8")
