"""A point of civil time, and what is added to it. Unlike ``datetime`` it reaches before the year 1."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

from dateutil.relativedelta import relativedelta

_LENGTHS = {"days", "weeks", "hours", "minutes", "seconds"}  # units that are as long everywhere in the calendar
_DAYS = {"days"}
_CYCLE_DAYS = 146097
_CYCLE = 400  # the Gregorian calendar, weekdays included, repeats every 400 years


class Moment(NamedTuple):
    """A point of civil time; ordered as time is. Its years are astronomical: 1 BC is 0."""

    year: int
    month: int = 1
    day: int = 1
    hour: int = 0
    minute: int = 0
    second: int = 0

    @classmethod
    def of(cls, when: datetime) -> Moment:
        return cls(when.year, when.month, when.day, when.hour, when.minute, when.second)

    @classmethod
    def parse(cls, text: str) -> Moment:
        """Read what ``isoformat`` writes. Raises ValueError."""
        match = re.fullmatch(r"(-?\d{4,5})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)", text)
        if not match:
            raise ValueError(f"not a moment: {text!r}")
        return cls(*map(int, match.groups())).checked()

    def checked(self) -> Moment:
        """Itself, if the calendar has it and four digits hold its year (or it ends such a year); else ValueError."""
        self._as_datetime()
        if not -9998 <= self.year <= 9999 and self != Moment(10000):
            raise ValueError(f"year out of range: {self.year}")
        return self

    def _as_datetime(self) -> tuple[datetime, int]:
        cycles = 0 if 400 <= self.year < 9600 else (self.year - 2000) // _CYCLE
        return datetime(self.year - cycles * _CYCLE, *self[1:]), cycles

    def plus(self, **delta: int) -> Moment:
        """Moved by ``relativedelta`` arguments (days=, weeks=, months=, …); month ends are clipped."""
        if delta.keys() == _DAYS:
            return _days_later(self, delta["days"])
        start, cycles = self._as_datetime()
        if not cycles and delta.keys() <= _LENGTHS:
            return Moment.of(start + timedelta(**delta))
        years = delta.pop("years", 0) + cycles * _CYCLE
        whole = years // _CYCLE
        moved = start + relativedelta(years=years - whole * _CYCLE, **delta)  # type: ignore[arg-type]
        return Moment.of(moved)._replace(year=moved.year + whole * _CYCLE)

    def weekday(self) -> int:
        """0 is Monday."""
        return self._as_datetime()[0].weekday()

    def isoweek(self) -> tuple[int, int]:
        """ISO 8601 week-numbering year and week."""
        plain, cycles = self._as_datetime()
        year, week, _ = plain.isocalendar()
        return year + cycles * _CYCLE, week

    @property
    def midnight(self) -> Moment:
        return Moment(self.year, self.month, self.day)

    def isoformat(self) -> str:
        return f"{self.isodate()}T{self.hour:02}:{self.minute:02}:{self.second:02}"

    def isodate(self) -> str:
        return f"{iso_year(self.year)}-{self.month:02}-{self.day:02}"


def days_between(first: Moment, last: Moment) -> int:
    """So many days from one to the other, clock times left aside."""
    (one, cycles), (other, more) = first.midnight._as_datetime(), last.midnight._as_datetime()
    return (other - one).days + (more - cycles) * _CYCLE_DAYS


@lru_cache(maxsize=4096)
def _days_later(moment: Moment, days: int) -> Moment:
    start, cycles = moment._as_datetime()
    later = start + timedelta(days=days)
    return Moment.of(later)._replace(year=later.year + cycles * _CYCLE)


def iso_year(year: int) -> str:
    return f"-{-year:04}" if year < 0 else f"{year:04}"


_UNITS = {"day": "days", "week": "weeks", "month": "months", "year": "years", "hour": "hours", "minute": "minutes"}
_MULTIPLES = {
    "second": ("seconds", 1),
    "weekend": ("weeks", 1),
    "fortnight": ("weeks", 2),
    "quarter": ("months", 3),
    "season": ("months", 3),
    "half": ("months", 6),
    "decade": ("years", 10),
    "century": ("years", 100),
}


def shift(moment: Moment, count: int, unit: str) -> Moment:
    """``count`` units (``day``, ``week``, ``month``, ``decade``, …) later, or earlier where it is negative.

    Raises ValueError, or OverflowError, for what lies beyond the years of four digits.
    """
    name, times = (_UNITS[unit], 1) if unit in _UNITS else _MULTIPLES[unit]
    return moment.plus(**{name: count * times}).checked()


def zone_minutes(zone: str) -> int:
    """``+03:00``, ``+0300``, ``+03`` or ``Z`` in minutes east of UTC."""
    if zone == "Z":
        return 0
    digits = zone[1:].replace(":", "").ljust(4, "0")
    minutes = int(digits[:2]) * 60 + int(digits[2:])
    if minutes > 14 * 60:
        raise ValueError(f"no such offset: {zone}")
    return -minutes if zone[0] == "-" else minutes


def zone_suffix(offset: int | None) -> str:
    """As ISO 8601 ends a clock time: ``Z``, ``+03:00``, or nothing where no zone is known."""
    if offset is None:
        return ""
    return "Z" if offset == 0 else f"{'-' if offset < 0 else '+'}{abs(offset) // 60:02}:{abs(offset) % 60:02}"
