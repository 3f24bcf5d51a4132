"""What resolving an expression needs besides its slots: the document's date, the dates before it, the tense around."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple, Protocol

from idlibtl.dates import Moment, timex3
from idlibtl.model import Basis, Register, Tense, TimexType

Slots = Mapping[str, str]
_YEARS = {"year", "yy", "century_word"}  # slots that tell a year


class Clause(Protocol):
    """What resolving asks of the words around an expression: which sentence it is, whether the expression stands at its
    beginning, and how it looks.
    """

    @property
    def number(self) -> int: ...
    @property
    def opening(self) -> bool: ...
    @property
    def tense(self) -> Tense | None: ...


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


class Resolved(NamedTuple):
    """A value with what it rests on. ``anchor`` is the date, and its unit, that later expressions may refer back to.

    ``clock`` is the stamp that an item of a live blog begins with, ``alternative`` the value with day and month the
    other way round, where the text leaves that open.
    """

    type: TimexType
    value: str
    mod: str | None = None
    basis: Basis = "stated"
    reference: str | None = None
    anchor: tuple[Moment, str] | None = None
    clock: Moment | None = None
    alternative: str | None = None


class Place(NamedTuple):
    """Where a candidate stands, and the day that the words right after it tell, if any."""

    clause: Clause
    day: Told | None = None

    @property
    def sentence(self) -> int:
        return self.clause.number

    @property
    def tense(self) -> Tense | None:
        return self.clause.tense


@dataclass(slots=True)
class Context:
    """What is known at one place of a document.

    ``published`` is the document's date, with ``exact`` true where its clock time is known. ``last`` is the date told
    last, ``day`` the last that was told to the day, ``quarter`` the last quarter of a year, ``stated`` the last with
    its year, ``story`` the one at which a narrative stands; ``clock`` is the stamp of the live item being read.
    ``day_first`` says how the document writes 05/03/2020, where it shows it.
    """

    published: Moment | None
    register: Register = "news"
    exact: bool = False
    inferred: bool = False
    day_first: bool | None = None
    last: Told | None = None
    day: Told | None = None
    quarter: Told | None = None
    stated: Told | None = None
    story: Told | None = None
    clock: Moment | None = None

    @classmethod
    def of(cls, published: date | datetime | None, register: Register, *, inferred: bool = False) -> Context:
        """The context at a document's beginning."""
        if published is None:
            return cls(None, register)
        exact = isinstance(published, datetime)
        at = Moment.of(published) if isinstance(published, datetime) else Moment(*published.timetuple()[:3])
        return cls(at, register, exact, inferred)

    @property
    def history(self) -> bool:
        return self.register == "narrative"

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

    def remember(self, resolved: Resolved, slots: Slots, clause: Clause) -> None:
        """Let what comes later refer back to this."""
        if resolved.clock is not None:  # an item of a live blog begins anew
            self.clock, self.last, self.day, self.stated = resolved.clock, None, None, None
        if resolved.anchor is None:
            return
        if self.history and resolved.reference is not None and resolved.reference == self.today:
            return  # "today", in a history, is the writer's and no day of the story
        told = Told(*resolved.anchor, clause.number)
        self.last = told
        if told.is_day:
            self.day = told
        if told.unit == "quarter":
            self.quarter = told
        if _YEARS & slots.keys():
            self.stated = told
        if self.story is None or told.unit not in ("year", "decade", "century") or self._goes_on(told, clause):
            self.story = told

    def _goes_on(self, told: Told, clause: Clause) -> bool:
        """Whether a bare year moves the story, and isn't an aside ("declassified in 2005", "since 1945")."""
        assert self.story is not None
        step = told.at.year - self.story.at.year
        return clause.opening or (0 <= step <= 1 and clause.tense != "future")


Resolution = Callable[[Slots, Context, Place], Resolved | None]
