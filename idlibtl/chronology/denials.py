"""Denials: which mention tells what another one denies."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from idlibtl.chronology.candidates import nearest
from idlibtl.chronology.traits import Gist
from idlibtl.chronology.weights import Weights, likeness
from idlibtl.model import Kind
from idlibtl.moment import days_between
from idlibtl.value import Value

CLAIMS: frozenset[Kind] = frozenset({"occurred", "ongoing", "statement"})
TOLL = frozenset({"killed", "wounded"})
LAST = 2  # mentions before a denial that only names the charge, one of which tells of the deadly event
NEAR = 700  # characters from a deadly event to the denial that only names the charge
DAYS = 7  # from what happened to its denial
CHARGED = frozenset({"=attack", "=death", "=operation", "=capture"})  # events that somebody is charged with
# How alike a denial and what it denies must be, in one report and in two; more where they name no such event.
SAME_REPORT = 0.12
OTHER_REPORT = 0.3
NO_CHARGE = 0.25


@dataclass(frozen=True, slots=True)
class Denial(Value):
    """That one mention denies what another claims (their ids), and how alike they are."""

    alike: float
    claimed: str
    denied: str


def told_on(one: Gist) -> str | None:
    """The day under which a mention is looked for by its denials; None where it claims nothing of any day."""
    if one.kind not in CLAIMS or one.when is None or one.when.begin is None:
        return None
    return one.when.begin.isodate()


def days_before(denial: Gist) -> list[str]:
    """The days of what a denial may deny, its own first."""
    if denial.when is None or denial.when.begin is None:
        return []
    return [denial.when.begin.plus(days=-step).isodate() for step in range(DAYS + 1)]


class Claims:
    """What is claimed to have been on which day, in which words, in the order of documents and texts.

    However many share a word with a denial on a day, so many are compared with it as `candidates` would read.
    """

    def __init__(self, told: Iterable[Gist]) -> None:
        self._reports: dict[str, list[Gist]] = {}
        self._days: dict[str, list[Gist]] = {}
        self._words: dict[str, dict[str, list[int]]] = {}
        for one in sorted(told, key=_order):
            day = told_on(one)
            if day is None:
                continue
            claims, words = self._days.setdefault(day, []), self._words.setdefault(day, {})
            for word in one.keywords:
                words.setdefault(word, []).append(len(claims))
            claims.append(one)
            self._reports.setdefault(one.document, []).append(one)

    def denied_by(self, denial: Gist, weight: Weights) -> Denial | None:
        """The most alike of what its own report told before it, else of what other reports told of the days before.

        One that only names the charge ("denied involvement") denies the deadly event that its report told last.
        """
        own = [one for one in self._reports.get(denial.document, ()) if one.start < denial.start]
        own = [one for one in own if _may_be_denied(one, denial)]
        best = _best(denial, own, SAME_REPORT, weight)
        if best is None and not _events(denial):
            near = [one for one in own[-LAST:] if one.end > denial.start - NEAR]
            deadly = [one for one in near if TOLL & {quantity.what for quantity in one.quantities}]
            best = (0.0, deadly[-1]) if deadly else None
        elif best is None:
            best = _best(denial, list(self._alike(denial)), OTHER_REPORT, weight)
        return Denial(best[0], best[1].id, denial.id) if best else None

    def _alike(self, denial: Gist) -> Iterator[Gist]:
        for day in days_before(denial):
            claims, words = self._days.get(day, ()), self._words.get(day, {})
            place = bisect_left(claims, _order(denial), key=_order)
            shared = Counter(
                other for word in denial.keywords if word in words for other in nearest(words[word], place)
            )
            for other in sorted(other for other, count in shared.items() if count > 1):
                if _may_be_denied(claims[other], denial):
                    yield claims[other]


def _order(one: Gist) -> tuple[str, int, str]:
    return one.document, one.start, one.id


def _may_be_denied(mention: Gist, denial: Gist) -> bool:
    """Whether somebody else tells of the days before a denial."""
    if mention.attributed_to is not None and mention.attributed_to == denial.attributed_to:
        return False
    one, other = mention.when, denial.when
    if one is None or other is None or one.begin is None or other.begin is None:
        return False
    return 0 <= days_between(one.begin, other.begin) <= DAYS


def _best(denial: Gist, others: Sequence[Gist], least: float, weight: Weights) -> tuple[float, Gist] | None:
    """The most alike of mentions that share two words or more with a denial, the latest of equals."""
    best: tuple[float, int, Gist] | None = None
    for number, mention in enumerate(others):
        together = denial.keywords & mention.keywords
        if len(together) < 2:
            continue
        alike = likeness(denial.keywords, mention.keywords, weight)
        enough = least if CHARGED & together else least + NO_CHARGE
        if alike >= enough and (best is None or (alike, number) > best[:2]):
            best = alike, number, mention
    return (best[0], best[2]) if best else None


def _events(mention: Gist) -> frozenset[str]:
    return frozenset(word for word in mention.keywords if word.startswith("="))
