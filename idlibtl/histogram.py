"""How many entries a month: what can be drawn above a list of them, in a terminal or on a page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from idlibtl.dates import Granularity, Interval
from idlibtl.dates_text import MONTHS, UNDATED, anchor, month_heading, year_heading
from idlibtl.value import Value

_LONGEST_GAP = 3  # months without entries that are drawn one by one


class Month(NamedTuple):
    """A month of civil time; ordered as time is. Its years are astronomical: 1 BC is 0."""

    year: int
    month: int

    @property
    def number(self) -> int:
        return self.year * 12 + self.month - 1

    @classmethod
    def of_number(cls, number: int) -> Month:
        return cls(number // 12, number % 12 + 1)

    @property
    def label(self) -> str:
        """``Mar 2020``, ``Mar 480 BC``."""
        return f"{MONTHS[self.month - 1][:3]} {self.year if self.year > 0 else f'{1 - self.year} BC'}"


@dataclass(frozen=True, slots=True)
class Coarse(Value):
    """Entries of which no month is told: only the year, the decade, or some longer stretch that begins then."""

    label: str
    last_year: int
    count: int


@dataclass(frozen=True, slots=True)
class Histogram(Value):
    """``months`` holds those with entries, ``coarse`` what is told less finely, both in the order of time."""

    months: tuple[tuple[Month, int], ...]
    coarse: tuple[Coarse, ...]
    undated: int

    @property
    def total(self) -> int:
        return sum(count for _, count in self.months) + sum(each.count for each in self.coarse) + self.undated


@dataclass(frozen=True, slots=True)
class Row(Value):
    """A line to draw: ``coarse`` where no month is told; a fold of ``folded`` months that have no entries."""

    label: str
    count: int
    coarse: bool = False
    folded: int = 0


def histogram(dates: Iterable[Interval | None]) -> Histogram:
    """Count dates by the month in which they lie, or begin; a deadline counts in the month in which it ends."""
    months: Counter[Month] = Counter()
    coarse: Counter[tuple[int, int, str]] = Counter()
    undated = 0
    for when in dates:
        if when is None:
            undated += 1
        elif month_heading(when) is not None:
            first = anchor(when)
            months[Month(first.year, first.month)] += 1
        else:
            years = {Granularity.DECADE: 10, Granularity.CENTURY: 100}.get(when.granularity, 1)
            coarse[anchor(when).year + years - 1, years, year_heading(when)] += 1
    return Histogram(
        tuple(sorted(months.items())),
        tuple(Coarse(label, last, count) for (last, _, label), count in sorted(coarse.items())),
        undated,
    )


def rows(counts: Histogram) -> list[Row]:
    """The lines from top to bottom: months, empty ones too unless there are many; coarse dates below what they span."""
    placed = [((month.year, month.month), row) for month, row in _months(counts.months)]
    placed += [((each.last_year, 13), Row(each.label, each.count, coarse=True)) for each in counts.coarse]
    placed.sort(key=lambda pair: pair[0])
    undated = [Row(UNDATED, counts.undated, coarse=True)] if counts.undated else []
    return [row for _, row in placed] + undated


def _months(months: tuple[tuple[Month, int], ...]) -> Iterator[tuple[Month, Row]]:
    for (month, count), (following, _) in pairwise((*months, (None, 0))):
        assert month is not None
        yield month, Row(month.label, count)
        if following is None:
            return
        empty = [Month.of_number(number) for number in range(month.number + 1, following.number)]
        if len(empty) > _LONGEST_GAP:
            yield empty[0], Row("", 0, folded=len(empty))
        else:
            yield from ((each, Row(each.label, 0)) for each in empty)
