"""Temporal expressions against gold, as TempEval-3 scores them.

An expression of the gold and one of the prediction are paired at most once: those of the same span first, then those
that share most characters. A pair is a relaxed match, and a strict one if the spans are the same; its type or value
counts where the pair agrees in it. All figures are F1 over the expressions of all documents together (micro).

Source: UzZaman et al., "SemEval-2013 Task 1: TempEval-3", section 5. Beyond it: values are compared without unknown
parts at their end; gold without a value counts for spans and types alone; a predicted date of the document itself
counts only where the gold has one.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass
from typing import Literal

Half = Literal["even", "odd"]

_WEEKDAY_OF_A_DAY = re.compile(r"(\d{4}-\d\d-\d\d)-WXX-\d")
_UNKNOWN_END = re.compile(r"(-XX)+$")


@dataclass(frozen=True, slots=True)
class Expression:
    """One temporal expression: ``start``/``end`` as in ``text[start:end]``, TIMEX3 type and value ("" is unknown).

    ``own``: it gives the document's own date (functionInDocument). ``rule`` found it, where a rule did.
    """

    start: int
    end: int
    type: str
    value: str = ""
    own: bool = False
    rule: str = ""

    def shared(self, other: Expression) -> int:
        """How many characters both hold; 0 or less is none."""
        return min(self.end, other.end) - max(self.start, other.start)


@dataclass(frozen=True, slots=True)
class Pair:
    """An expression of the gold with the predicted one that stands for it; one of them can be missing."""

    gold: Expression | None
    predicted: Expression | None

    @property
    def faults(self) -> tuple[str, ...]:
        """``missed``, ``spurious``, or in which of ``span``, ``type``, ``value`` the two differ; () is right."""
        if self.gold is None:
            return ("spurious",)
        if self.predicted is None:
            return ("missed",)
        gold, predicted = self.gold, self.predicted
        differ = {
            "span": (gold.start, gold.end) != (predicted.start, predicted.end),
            "type": gold.type != predicted.type,
            "value": gold.value != "" and comparable(gold.value) != comparable(predicted.value),
        }
        return tuple(name for name, does in differ.items() if does)


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts over documents. A figure is F1 in percent; with nothing to find and nothing found it is 100."""

    documents: int = 0
    gold: int = 0
    predicted: int = 0
    relaxed: int = 0
    strict: int = 0
    type: int = 0
    value: int = 0
    valueless: int = 0
    paired_with_valueless: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(*(mine + its for mine, its in zip(astuple(self), astuple(other), strict=True)))

    def figures(self) -> tuple[float, float, float, float]:
        """Strict, relaxed, type and value F1."""
        both = self.gold + self.predicted
        valued = both - self.valueless - self.paired_with_valueless
        return f1(self.strict, both), f1(self.relaxed, both), f1(self.type, both), f1(self.value, valued)


def f1(matches: int, both: int) -> float:
    """F1 in percent of so many matches among the expressions of both sides."""
    return 200 * matches / both if both else 100.0


def comparable(value: str) -> str:
    """A TIMEX3 value without what corpora write in two ways: unknown parts at its end, the weekday of a known day."""
    value = value.strip()
    day = _WEEKDAY_OF_A_DAY.fullmatch(value)
    return _UNKNOWN_END.sub("", day[1] if day else value)


def outermost(expressions: Sequence[Expression]) -> list[Expression]:
    """Those that don't lie in a longer one."""

    def holds(outer: Expression, inner: Expression) -> bool:
        longer = outer.end - outer.start > inner.end - inner.start
        return longer and outer.start <= inner.start and inner.end <= outer.end

    return [each for each in expressions if not any(holds(other, each) for other in expressions)]


def paired(gold: Sequence[Expression], predicted: Sequence[Expression]) -> list[Pair]:
    """Every expression of a document in one pair, in the order of the text."""
    predicted = [each for each in predicted if not each.own or any(each.shared(other) > 0 for other in gold)]
    partners = _exact(gold, predicted)
    near = sorted(
        (-one.shared(other), one.start, other.start, i, j)
        for i, one in enumerate(gold)
        for j, other in enumerate(predicted)
        if one.shared(other) > 0
    )
    taken = set(partners.values())
    for *_, i, j in near:
        if i not in partners and j not in taken:
            partners[i] = j
            taken.add(j)
    pairs = [Pair(one, predicted[partners[i]] if i in partners else None) for i, one in enumerate(gold)]
    pairs += [Pair(None, other) for j, other in enumerate(predicted) if j not in taken]
    return sorted(pairs, key=_place)


def _exact(gold: Sequence[Expression], predicted: Sequence[Expression]) -> dict[int, int]:
    """Which expressions have the same span, each taken once."""
    free: dict[tuple[int, int], list[int]] = {}
    for j, other in enumerate(predicted):
        free.setdefault((other.start, other.end), []).append(j)
    return {i: same.pop(0) for i, one in enumerate(gold) if (same := free.get((one.start, one.end)))}


def _place(pair: Pair) -> tuple[int, int]:
    first = pair.gold or pair.predicted
    assert first is not None
    return first.start, first.end


def tally(pairs: Iterable[Pair]) -> Tally:
    """The counts of one document."""
    total = Tally(documents=1)
    for pair in pairs:
        faults = pair.faults
        both = pair.gold is not None and pair.predicted is not None
        valued = pair.gold is not None and pair.gold.value != ""
        total += Tally(
            gold=pair.gold is not None,
            predicted=pair.predicted is not None,
            relaxed=both,
            strict=both and "span" not in faults,
            type=both and "type" not in faults,
            value=both and valued and "value" not in faults,
            valueless=pair.gold is not None and not valued,
            paired_with_valueless=both and not valued,
        )
    return total


def half(ident: str) -> Half:
    """The half of a corpus that a document belongs to: rules are written from the even one, measured on the odd."""
    return "odd" if int(hashlib.sha256(ident.encode("utf-8", "surrogatepass")).hexdigest()[-1], 16) % 2 else "even"
