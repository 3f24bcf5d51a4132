"""Calendar intervals that keep their precision, and their two notations.

* TIMEX3 values (ISO 24617-1) are what the tagger speaks: ``2020-W09``, ``2020-03-14TMO``, ``199``, ``BC0480``.
* EDTF (ISO 8601-2:2019) is what the chronology speaks: ``[2020-02-24..2020-03-01]``, ``2020-03~``, ``199X``, ``-0479``.

Intervals are half-open. Years are astronomical (1 BC is 0) and reach beyond what ``datetime`` holds.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import IntEnum
from functools import lru_cache

from idlibtl.moment import Moment as Moment
from idlibtl.moment import iso_year, zone_minutes
from idlibtl.moment import shift as shift
from idlibtl.moment import zone_suffix as zone_suffix
from idlibtl.value import Value


class Granularity(IntEnum):
    """How finely a date is told, finest first."""

    SECOND = 0
    MINUTE = 1
    HOUR = 2
    PART = 3
    DAY = 4
    WEEKEND = 5
    WEEK = 6
    MONTH = 7
    SEASON = 8
    QUARTER = 9
    HALF = 10
    YEAR = 11
    DECADE = 12
    CENTURY = 13
    SPAN = 14


# A part of a day narrows begin and end; the day stays the date. One table for the whole program.
PARTS_OF_DAY = {"MO": (6, 12), "MI": (12, 13), "AF": (12, 18), "EV": (18, 24), "NI": (20, 30), "DT": (6, 18)}
SEASONS = {"SP": (21, 3), "SU": (22, 6), "FA": (23, 9), "WI": (24, 12)}  # EDTF code, first month in the north


@dataclass(frozen=True, slots=True)
class Interval(Value):
    """A stretch of the calendar, its precision, and how EDTF writes it.

    ``begin``/``end`` are half-open; None is open. ``zone`` is the offset from UTC in minutes, where one is known.
    """

    begin: Moment | None
    end: Moment | None
    edtf: str
    granularity: Granularity
    mod: str | None = None
    zone: int | None = None

    def __post_init__(self) -> None:
        if self.begin is not None and self.end is not None and self.begin >= self.end:
            raise ValueError(f"an interval ends after it begins: {self.begin} {self.end}")

    @property
    def sort_key(self) -> tuple[Moment, int]:
        """By instant (a time without a zone counts as UTC), coarser dates last among those that begin together."""
        # A deadline stands at the end of its last day, not at the beginning of the next.
        first = self.begin or (self.end.plus(seconds=-1) if self.end else Moment(9999))
        return (first.plus(minutes=-self.zone) if self.zone else first), int(self.granularity)

    def overlaps(self, begin: Moment | None, end: Moment | None) -> bool:
        """Whether it shares time with [begin, end); None is open."""
        after = end is None or self.begin is None or self.begin < end
        before = begin is None or self.end is None or self.end > begin
        return after and before

    def contains(self, other: Interval) -> bool:
        starts = self.begin is None or (other.begin is not None and self.begin <= other.begin)
        ends = self.end is None or (other.end is not None and other.end <= self.end)
        return starts and ends

    def days(self) -> int | None:
        """Its length in days, rounded up; None where it is open."""
        if self.begin is None or self.end is None:
            return None
        first, last = self.begin._as_datetime(), self.end._as_datetime()
        delta = last[0] - first[0]
        return delta.days + (last[1] - first[1]) * 146097 + (delta.seconds > 0)

    def whole(self) -> Interval:
        """All of it, where the expression by itself means some day of it ("the week of …" against "last week")."""
        return replace(self, edtf="/".join(_bounds(self.edtf))) if self.edtf.startswith("[") else self

    def until(self) -> Interval:
        """A deadline: no later than this."""
        if self.end is None:
            raise ValueError(f"no end to be a deadline: {self.edtf}")
        return replace(self, begin=None, edtf=f"../{_bounds(self.edtf)[1]}", granularity=Granularity.SPAN)

    def about(self) -> Interval:
        """Approximately this."""
        return self if self.edtf.endswith(("~", "?", "%")) else replace(self, mod="APPROX", edtf=f"{self.edtf}~")

    def onward(self) -> Interval:
        """What goes on since this."""
        if self.begin is None:
            raise ValueError(f"no beginning to count from: {self.edtf}")
        return replace(self, end=None, edtf=f"{_bounds(self.edtf)[0]}/..", granularity=Granularity.SPAN)


def day(year: int, month: int, day_: int) -> Interval:
    begin = Moment(year, month, day_).checked()
    return Interval(begin, begin.plus(days=1), begin.isodate(), Granularity.DAY)


def span(first: Interval, last: Interval) -> Interval:
    """From the beginning of one to the end of the other, in days or coarser."""
    if first.begin is None and last.end is None:
        raise ValueError("a span open at both ends")
    left, right = _bounds(first.edtf)[0].split("T")[0], _bounds(last.edtf)[1].split("T")[0]
    return Interval(first.begin, last.end, left if left == right else f"{left}/{right}", Granularity.SPAN)


def _bounds(edtf: str) -> tuple[str, str]:
    """The first and the last date that EDTF names; ``..`` where it is open."""
    if edtf.startswith("["):
        left, right = edtf[1:-1].split("..", 1)
    else:
        left, _, right = edtf.partition("/")
    return left or "..", (right or "..") if "/" in edtf else right or left


def _days(begin: Moment, days: int, granularity: Granularity) -> Interval:
    last = begin.plus(days=days - 1)
    return Interval(begin, begin.plus(days=days), f"[{begin.isodate()}..{last.isodate()}]", granularity)


def week_begin(year: int, week: int) -> Moment:
    """Monday of an ISO week. Raises ValueError for a week that the year doesn't have."""
    fourth = Moment(year, 1, 4)
    monday = fourth.plus(days=7 * (week - 1) - fourth.weekday())
    if monday.isoweek() != (year, week):
        raise ValueError(f"no week {week} in {year}")
    return monday


_VALUE = re.compile(
    r"""(?P<bc>BC)?(?P<year>\d{4})
    (?: -W(?P<week>\d\d)(?P<weekend>-WE)?
      | -Q(?P<quarter>[1-4]) | -H(?P<half>[12]) | -(?P<season>SP|SU|FA|WI)
      | -(?P<month>\d\d) (?: -(?P<day>\d\d)
          (?: T(?: (?P<part>MO|MI|AF|EV|NI|DT) | (?P<hour>\d\d)(?: :(?P<minute>\d\d)(?: :(?P<second>\d\d))? )?
              (?P<zone>Z|[+-]\d\d(?::?\d\d)?)? ) )? )?
    )?""",
    re.VERBOSE,
)
_DECADE = re.compile(r"\d{3}")
_CENTURY = re.compile(r"(?P<bc>BC)?(\d{2})")


@lru_cache(maxsize=4096)
def from_timex3(value: str, mod: str | None = None) -> Interval | None:
    """The interval that a TIMEX3 value of type DATE or TIME stands for.

    None for what has no place in the calendar: references (``PAST_REF``), durations, values with unknown parts.
    Raises ValueError for a date that the calendar doesn't have (``2019-02-29``).
    """
    if _DECADE.fullmatch(value):
        year = int(value) * 10
        found = Interval(Moment(year), Moment(year + 10), f"{value}X", Granularity.DECADE)
    elif (century := _CENTURY.fullmatch(value)) and century["bc"]:
        last = -100 * int(century[2])  # BC04 runs from 500 BC to 401 BC
        found = span(_calendar_year(last - 99), _calendar_year(last))
    elif century:
        year = int(value) * 100
        found = Interval(Moment(year), Moment(year + 100), f"{value}XX", Granularity.CENTURY)
    elif match := _VALUE.fullmatch(value):
        found = _calendar(match)
    else:
        return None
    if mod is None:
        return found
    return replace(found, mod=mod, edtf=found.edtf + "~" if mod == "APPROX" and "[" not in found.edtf else found.edtf)


def _calendar_year(year: int) -> Interval:
    return Interval(Moment(year), Moment(year + 1), iso_year(year), Granularity.YEAR)


def _calendar(match: re.Match[str]) -> Interval:
    part = match.group
    year = 1 - int(part("year")) if part("bc") else int(part("year"))
    if year > 0 and part("bc"):
        raise ValueError("there is no year 0 BC")
    if part("week"):
        monday = week_begin(year, int(part("week")))
        if part("weekend"):
            return _days(monday.plus(days=5), 2, Granularity.WEEKEND)
        return _days(monday, 7, Granularity.WEEK)
    if part("quarter"):
        number = int(part("quarter"))
        return _months(year, 3 * number - 2, 3, 32 + number, Granularity.QUARTER)
    if part("half"):
        number = int(part("half"))
        return _months(year, 6 * number - 5, 6, 39 + number, Granularity.HALF)
    if part("season"):
        code, first = SEASONS[part("season")]
        return _months(year, first, 3, code, Granularity.SEASON)
    if not part("month"):
        return _calendar_year(year)
    begin = Moment(year, int(part("month"))).checked()
    if not part("day"):
        return Interval(begin, begin.plus(months=1), f"{iso_year(year)}-{begin.month:02}", Granularity.MONTH)
    whole = day(year, begin.month, int(part("day")))
    if part("part"):
        return _part_of(whole, part("part"))
    if part("hour"):
        return _clock(whole, part("hour"), part("minute"), part("second"), part("zone"))
    return whole


def _months(year: int, first: int, count: int, code: int, granularity: Granularity) -> Interval:
    begin = Moment(year, first)
    return Interval(begin, begin.plus(months=count), f"{iso_year(year)}-{code}", granularity)


def _part_of(whole: Interval, part: str) -> Interval:
    assert whole.begin is not None
    first, last = PARTS_OF_DAY[part]
    begin, end = whole.begin.plus(hours=first), whole.begin.plus(hours=last)
    return Interval(begin, end, whole.edtf, Granularity.PART)


def _clock(whole: Interval, hour: str, minute: str | None, second: str | None, zone: str | None) -> Interval:
    assert whole.begin is not None
    hours = int(hour)
    if hours > 24 or (hours == 24 and (int(minute or 0) or int(second or 0))):
        raise ValueError(f"no such hour: {hour}")
    begin = whole.begin.plus(hours=hours)._replace(minute=int(minute or 0), second=int(second or 0)).checked()
    if second:
        granularity, end = Granularity.SECOND, begin.plus(seconds=1)
    elif minute:
        granularity, end = Granularity.MINUTE, begin.plus(minutes=1)
    else:
        granularity, end = Granularity.HOUR, begin.plus(hours=1)
    offset = zone_minutes(zone) if zone else None
    return Interval(begin, end, begin.isoformat() + zone_suffix(offset), granularity, zone=offset)


def timex3(moment: Moment, unit: str) -> str:
    """The TIMEX3 value of the calendar unit that holds the moment."""
    year = _timex3_year(moment.year)
    match unit:
        case "year":
            return year
        case "decade":
            return year[:-1]
        case "century":
            return year[:-2]
        case "half":
            return f"{year}-H{1 if moment.month < 7 else 2}"
        case "quarter":
            return f"{year}-Q{(moment.month + 2) // 3}"
        case "season":
            name = ("WI", "SP", "SU", "FA")[moment.month % 12 // 3]
            return f"{_timex3_year(moment.year - (moment.month < 3))}-{name}"  # a winter has the year of its December
        case "month":
            return f"{year}-{moment.month:02}"
        case "week" | "fortnight" | "weekend":
            iso_year, week = moment.isoweek()
            return f"{_timex3_year(iso_year)}-W{week:02}" + ("-WE" if unit == "weekend" else "")
        case "day":
            return f"{year}-{moment.month:02}-{moment.day:02}"
        case "hour":
            return f"{year}-{moment.month:02}-{moment.day:02}T{moment.hour:02}"
        case "minute":
            return f"{year}-{moment.month:02}-{moment.day:02}T{moment.hour:02}:{moment.minute:02}"
        case "second":
            return f"{year}-{moment.month:02}-{moment.day:02}T{moment.hour:02}:{moment.minute:02}:{moment.second:02}"
    raise ValueError(f"not a unit: {unit!r}")


def _timex3_year(year: int) -> str:
    return f"BC{1 - year:04}" if year < 1 else f"{year:04}"


_PERIOD = re.compile(r"P(?:(\d+)(D|W|M|Y|DE)|T(\d+)(H|M))")
_PERIOD_UNITS = {"D": "day", "W": "week", "M": "month", "Y": "year", "DE": "decade"}


def period(value: str) -> tuple[int, str] | None:
    """The count and unit of a TIMEX3 duration of one unit (``P7D``); None for any other."""
    match = _PERIOD.fullmatch(value)
    if match is None:
        return None
    if match[1]:
        return int(match[1]), _PERIOD_UNITS[match[2]]
    return int(match[3]), "hour" if match[4] == "H" else "minute"


_OPEN = ("", "..")
_EDTF = re.compile(r"-?\d{4}(?:-\d\d(?:-\d\d(?:T\d\d(?::\d\d(?::\d\d)?)?(?:Z|[+-]\d\d(?::?\d\d)?)?)?)?)?")


def from_edtf(text: str) -> Interval:
    """Read a date of the chronology: EDTF as this module writes it. Raises ValueError.

    Holds ``2020``, ``2020-03``, ``2020-03-05``, with time, ``199X``, ``19XX``, ``-0479``, seasons, quarters and halves
    (21-24, 33-36, 40-41), ``a/b``, ``../b``, ``a/..``, ``[a..b]``, and the qualifiers ``?``, ``~``, ``%``.
    """
    plain = text.strip()
    if plain.startswith("[") and plain.endswith("]") and ".." in plain:
        left, right = plain[1:-1].split("..", 1)
        return replace(span(_single(left), _single(right)), edtf=plain)
    if "/" not in plain:
        return _single(plain)
    left, _, right = plain.partition("/")
    if left in _OPEN and right in _OPEN:
        raise ValueError(f"open at both ends: {text!r}")
    if left in _OPEN:
        return _single(right).until()
    if right in _OPEN:
        first = _single(left)
        return replace(first, end=None, edtf=f"{first.edtf}/..", granularity=Granularity.SPAN)
    return span(_single(left), _single(right))


def _single(text: str) -> Interval:
    plain = text.rstrip("?~%")
    if (match := re.fullmatch(r"(\d\d)XX", plain)) or (match := re.fullmatch(r"(\d{3})X", plain)):
        found = from_timex3(match[1])
    elif match := re.fullmatch(r"(-?\d{4})-(2[1-4]|3[3-6]|4[01])", plain):
        year, code = int(match[1]), int(match[2])
        if code < 25:
            first = next(month for number, month in SEASONS.values() if number == code)
            found = _months(year, first, 3, code, Granularity.SEASON)
        elif code < 40:
            found = _months(year, 3 * (code - 33) + 1, 3, code, Granularity.QUARTER)
        else:
            found = _months(year, 6 * (code - 40) + 1, 6, code, Granularity.HALF)
    else:
        value = re.sub(r"^-(\d{4})", lambda m: f"BC{int(m[1]) + 1:04}", plain)
        found = from_timex3(value) if _EDTF.fullmatch(plain) else None
    if found is None:
        raise ValueError(f"not a date: {text!r}")
    return replace(found, edtf=text) if text != plain else found
