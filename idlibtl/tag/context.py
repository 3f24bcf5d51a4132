"""What resolving an expression needs besides its slots: the document's date, the dates before it, the tense around."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from idlibtl.dates import Moment, timex3
from idlibtl.model import Basis, TimexType

Slots = Mapping[str, str]

_HISTORY = 5  # so many years told, most of them past, make a document a history, unless it speaks from the present


class Told(NamedTuple):
    """A calendar date that the text told: its beginning, how finely it was told, in which sentence."""

    at: Moment
    unit: str
    sentence: int

    @property
    def value(self) -> str:
        return timex3(self.at, self.unit)

    @property
    def is_day(self) -> bool:
        return self.unit in ("day", "minute")


@dataclass(frozen=True, slots=True)
class Resolved:
    """A value with what it rests on. ``anchor`` is the date, and its unit, that later expressions may refer back to.

    ``clock`` is the stamp that an item of a live blog begins with.
    """

    type: TimexType
    value: str
    mod: str | None = None
    basis: Basis = "stated"
    reference: str | None = None
    anchor: tuple[Moment, str] | None = None
    clock: Moment | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a candidate stands: its tense, its sentence, and the day that the words right after it tell, if any."""

    tense: str | None = None
    sentence: int = 0
    day: Told | None = None


@dataclass(slots=True)
class Context:
    """What is known at one place of a document.

    ``published`` is the document's date, with ``exact`` true where its clock time is known, and ``history`` where the
    document tells of other years. ``last`` is the date told last, ``day`` the last that was told to the day, ``stated``
    the last with its year; ``clock`` is the stamp of the live item being read.
    """

    published: Moment | None
    exact: bool = False
    inferred: bool = False
    history: bool = False
    last: Told | None = None
    day: Told | None = None
    stated: Told | None = None
    clock: Moment | None = None

    @classmethod
    def of(
        cls,
        published: date | datetime | None,
        *,
        inferred: bool = False,
        years: Iterable[int] = (),
        present: int = 0,
    ) -> Context:
        """The context at a document's beginning.

        ``years`` are those that its words tell, and ``present`` counts its expressions that speak from the present
        ("Monday", "last week").
        """
        if published is None:
            return cls(None)
        told = list(years)
        past = sum(year < published.year for year in told)
        history = len(told) >= _HISTORY and 2 * past >= len(told) >= 6 * present
        exact = isinstance(published, datetime)
        at = Moment.of(published) if isinstance(published, datetime) else Moment(*published.timetuple()[:3])
        return cls(at, exact, inferred, history)

    @property
    def now(self) -> Moment | None:
        """The best clock there is: the live item's stamp, else the publication time, if its hour is known."""
        return self.clock or (self.published if self.exact else None)

    @property
    def basis(self) -> Basis:
        """What a value rests on that was worked out and not stated."""
        return "inferred" if self.inferred else "relative"

    @property
    def today(self) -> str | None:
        return self.published.isodate() if self.published else None

    def remember(self, resolved: Resolved, slots: Slots, sentence: int) -> None:
        """Let what comes later refer back to this."""
        if resolved.clock is not None:  # an item of a live blog begins anew
            self.clock, self.last, self.day, self.stated = resolved.clock, None, None, None
        if resolved.anchor is None:
            return
        if self.history and resolved.reference is not None and resolved.reference == self.today:
            return  # "today", in a history, is the writer's and no day of the story
        told = Told(*resolved.anchor, sentence)
        self.last = told
        if told.is_day:
            self.day = told
        if "year" in slots:
            self.stated = told


Resolution = Callable[[Slots, Context, Place], Resolved | None]
