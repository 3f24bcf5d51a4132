"""Date stamps in a text: a full date, with the weekday and the clock time that stand beside it.

``find`` gives spans and named parts and judges nothing; ``value`` has dateparser turn one stamp into a day. Which of a
text's stamps is its dateline is for `idlibtl.read.dateline` to say.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache, lru_cache
from typing import Literal

from idlibtl.read.vocabulary import either, vocabulary

Order = Literal["DMY", "MDY"]

_GAP = r"[ \t\xa0\u2009\u202f]{0,3}"
_SPACE = r"[ \t\xa0\u2009\u202f]{1,3}"
_NUMBER = re.compile(r"\d+")
_YEAR = re.compile(r"(?:19|20)\d\d")
# No more characters of a stamp stand before its first number ("Wednesday, September"), and between that and its year.
_BEFORE_NUMBER, _BEFORE_YEAR = 40, 200
_COLON_CLOCK = rf"\d{{1,2}}:\d\d(?::\d\d(?:[.,]\d{{1,6}})?)?(?:{_GAP}[ap]\.?m\b\.?)?"


@dataclass(frozen=True, slots=True)
class Stamp:
    """A date as it stands at ``start``-``end``. ``numeric`` is how day and month are parted where both are numbers."""

    start: int
    end: int
    words: str
    day: int
    month: int
    year: int | None
    weekday: int | None
    clock: str | None
    numeric: str | None = None

    @property
    def ambiguous(self) -> bool:
        """Whether day and month could change places."""
        return self.numeric is not None and self.day != self.month and max(self.day, self.month) <= 12


@cache
def _pattern(need_year: bool) -> re.Pattern[str]:
    words = vocabulary()
    month = rf"(?P<%s>{either(words.months)})\b\.?"
    weekday = rf"(?P<%s>{either(words.weekdays)})\b\.?"
    day = r"(?P<%s>[0-3]?\d)(?:st|nd|rd|th)?"
    year = r"(?P<%s>(?:19|20)\d\d)(?!\d)(?![.,:]\d)"
    zone = rf"(?:\(?(?:(?:{either(words.zones)})\b(?:[+-]\d{{1,2}}(?::?\d\d)?)?\)?|[+-]\d\d:?\d\d\b|Z\b))"
    clock = rf"""(?:
        {_GAP}(?:[|,·•–—@/(-]|\bat\b|T)?{_GAP}(?:
            (?P<clock>{_COLON_CLOCK}|\d{{1,2}}[.h]\d\d(?:{_GAP}[ap]\.?m\b\.?)|\d{{1,2}}{_GAP}[ap]\.?m\b\.?
            |\d{{4}}{_GAP}[ap]\.?m\b\.?|\d{{1,2}}\.\d\d(?={_GAP}{zone})
            |(?(weekday)(?:[01]\d|2[0-3])(?:[0-5]\d){{2}}(?=[ ](?-i:[A-Z"“])|$)|(?!))
            |\d{{4}}(?={_GAP}{zone}|{_GAP}hrs\b)
            |(?<=at[ ])\d{{4}}\b|(?<=at[ ])\d{{1,2}}\.\d\d\b|(?<=[|,T@/][ ])\d{{1,2}}\.\d\d(?![.\d]))
            (?:{_GAP}{zone})?)
    )?"""
    before = rf"""(?:(?P<clock_before>{_COLON_CLOCK}|(?:[01]\d|2[0-3])[0-5]\d(?=\ \d{{1,2}}\.))
        (?:{_GAP}{zone})?{_GAP}[|,·•–—-]?{_GAP})?"""
    numbers = r"""(?<![\d./:-])(?P<first>[0-3]?\d)(?P<mark>[./-])(?P<second>[0-3]?\d)(?P=mark)
        (?P<year>(?:19|20)\d\d)(?!\d)(?![.,:/-]\d)"""
    iso = r"""(?<![\d./:-])(?P<iso_year>(?:19|20)\d\d)(?P<iso_mark>[-/.])(?P<iso_month>[01]?\d)(?P=iso_mark)
        (?P<iso_day>[0-3]?\d)(?!\d|[-/.]\w)"""
    names = [
        f"{day % 'day_a'}(?:{_SPACE}of)?[-\\ \t\xa0]{{0,3}}{month % 'month_a'}{_GAP}[-,/]?{_GAP}{year % 'year_a'}",
        f"{month % 'month_b'}{_GAP}{day % 'day_b'}{_GAP},?{_GAP}{year % 'year_b'}",
        f"{month % 'month_e'}{_SPACE}{day % 'day_e'}{_SPACE}(?P<clock_within>{_COLON_CLOCK}){_SPACE}"
        f"(?:{zone}{_SPACE})?{year % 'year_e'}",
    ]
    if not need_year:
        names += [
            f"{day % 'day_c'}{_SPACE}{month % 'month_c'}(?![a-z])",
            f"{month % 'month_d'}{_SPACE}{day % 'day_d'}(?![\\d:])",
        ]
    return re.compile(
        rf"""(?<!\w) {before}
        (?:{weekday % "weekday"}{_GAP},?{_GAP})?
        (?:{"|".join([iso, *names, numbers])})
        (?:(?:{_GAP},{_GAP}|{_SPACE}\()(?:{weekday % "weekday_after"})\)?(?!['’]))?
        {clock}""",
        re.VERBOSE | re.IGNORECASE,
    )


def find(
    text: str, start: int = 0, end: int | None = None, *, need_year: bool = True, before: int | None = None
) -> Iterator[Stamp]:
    """The full dates in ``text[start:end]``, in order; with ``need_year=False`` those without a year too.

    Those that begin at ``before`` or behind it may be left out.
    """
    limit = len(text) if end is None else end
    last = limit if before is None else min(limit, before + _BEFORE_NUMBER)
    pattern, opening, place = _pattern(need_year), _opening(), start
    numbers = _NUMBER.finditer(text, start, last)
    for number in _before_years(numbers, text, limit) if need_year else numbers:
        for word in opening.finditer(text, max(place, number.start() - _BEFORE_NUMBER), number.end()):
            place = word.end()
            match = pattern.match(text, word.start(), limit)
            if match is not None:
                place = match.end()
                stamp = _stamp(match)
                if stamp is not None:
                    yield stamp
                break


def _before_years(numbers: Iterator[re.Match[str]], text: str, end: int) -> Iterator[re.Match[str]]:
    """The numbers on which a year follows soon enough for both to stand in one stamp."""
    year = -1
    for number in numbers:
        if year < number.start():
            match = _YEAR.search(text, number.start(), end)
            if match is None:
                return
            year = match.start()
        if year - number.start() <= _BEFORE_YEAR:
            yield number


@cache
def _opening() -> re.Pattern[str]:
    """The words and the digits that a stamp can begin with: all else is passed over fast."""
    words = vocabulary()
    return re.compile(rf"(?<!\w)(?:\d|{either([*words.months, *words.weekdays])})", re.IGNORECASE)


def _stamp(match: re.Match[str]) -> Stamp | None:
    part = match.groupdict()
    words = vocabulary()
    numeric: str | None = None
    year: int | None
    if part["iso_year"]:
        year, month, day = int(part["iso_year"]), int(part["iso_month"]), int(part["iso_day"])
    elif part["first"]:
        year, day, month, numeric = int(part["year"]), int(part["first"]), int(part["second"]), part["mark"]
    else:
        form = next(form for form in "abcde" if part.get(f"month_{form}"))
        year = int(part[f"year_{form}"]) if part.get(f"year_{form}") else None
        day, month = int(part[f"day_{form}"]), words.months[part[f"month_{form}"].lower()]
    if not (1 <= day <= 31 and 1 <= month <= 31) or (max(day, month) > 12 and min(day, month) > 12):
        return None
    weekday = part["weekday"] or part["weekday_after"]
    text = match[0].rstrip()
    return Stamp(
        start=match.start(),
        end=match.start() + len(text),
        words=text,
        day=day,
        month=month,
        year=year,
        weekday=words.weekdays[weekday.lower()] if weekday else None,
        clock=_clock(part["clock"] or part["clock_within"] or part["clock_before"]),
        numeric=numeric,
    )


_HALF = re.compile(r"\s*([ap])\.?m\.?$", re.IGNORECASE)


def _clock(words: str | None) -> str | None:
    """A clock time as ``14:53:00``, or None where the words are no time of day."""
    if not words:
        return None
    half = _HALF.search(words)
    digits = words[: half.start()] if half else words
    numbers = [int(number) for number in re.split(r"[:.,h]", digits.strip(), flags=re.IGNORECASE)][:3]
    if len(numbers) == 1 and len(digits.strip()) >= 4:
        run = digits.strip()
        numbers = [int(run[place : place + 2]) for place in range(0, len(run), 2)]
    hour, minute, second = [*numbers, 0, 0][:3]
    if half and hour <= 12:
        hour = hour % 12 + (12 if half[1] in "pP" else 0)
    return f"{hour:02}:{minute:02}:{second:02}" if hour < 24 and minute < 60 and second < 60 else None


def day_of(stamp: Stamp, order: Order = "DMY", year: int | None = None) -> date | None:
    """The day of a stamp; None for one that the calendar doesn't have, or without a year.

    ``order`` is how a date in numbers is read, ``year`` is for a stamp without one.
    """
    whole = stamp.year if stamp.year is not None else year
    day, month = stamp.day, stamp.month
    if stamp.numeric is not None and ((order == "MDY" and day <= 12) or month > 12):
        day, month = month, day
    try:
        return None if whole is None else date(whole, month, day)
    except ValueError:
        return None


def value(stamp: Stamp, order: Order = "DMY", year: int | None = None) -> datetime | None:
    """The day and the clock time of a stamp, midnight where it has none; None as for ``day_of``."""
    day = day_of(stamp, order, year)
    midnight = _parse(f"{day:%d.%m}.{day.year}") if day else None
    if midnight is None or stamp.clock is None:
        return midnight
    return datetime.combine(midnight, time.fromisoformat(stamp.clock))


@lru_cache(maxsize=4096)
def _parse(words: str) -> datetime | None:
    from dateparser import parse  # slow to import, and most steps never need it

    # Everything that dateparser could take from the clock, the locale or its own guess is settled here.
    return parse(
        words,
        languages=["en"],
        settings={
            "PARSERS": ["absolute-time"],
            "REQUIRE_PARTS": ["day", "month", "year"],
            "DATE_ORDER": "DMY",
            "PREFER_LOCALE_DATE_ORDER": False,
            "RETURN_AS_TIMEZONE_AWARE": False,
        },
    )


def order_of(stamp: Stamp, text: str) -> tuple[Order, bool]:
    """How a date in numbers is to be read in this text, and whether that is settled.

    Dots are day-month. Else the document itself says it: the stamp's weekday, another date in numbers that can be read
    in one way only, a day named with its month, the days of the week told in the text. Unsettled is day-month.
    """
    if not stamp.ambiguous:
        return "DMY", True
    one, other = day_of(stamp, "DMY"), day_of(stamp, "MDY")
    if one is None or other is None:
        return ("DMY", True) if other is None else ("MDY", True)
    if stamp.weekday is not None and (one.weekday() == stamp.weekday) != (other.weekday() == stamp.weekday):
        return ("DMY" if one.weekday() == stamp.weekday else "MDY"), True
    if stamp.numeric == ".":
        return "DMY", True
    named: list[tuple[int, int]] = []
    for near in find(text, 0, 20_000, need_year=False):
        if near.numeric == stamp.numeric and not near.ambiguous and near.day != near.month:
            return ("MDY" if near.month > 12 else "DMY"), True
        if near.numeric is None and near.year in (None, stamp.year):
            named.append((near.day, near.month))
    days = {(back.day, back.month) for back in (one - timedelta(n) for n in range(8))}
    swapped = {(back.day, back.month) for back in (other - timedelta(n) for n in range(8))}
    if days.isdisjoint(named) != swapped.isdisjoint(named):
        return ("MDY" if days.isdisjoint(named) else "DMY"), True
    told = set(deictic_weekdays(text[:20_000]))
    if told:
        recent = {(one - timedelta(n)).weekday() for n in (0, 1)} & told
        swapped_recent = {(other - timedelta(n)).weekday() for n in (0, 1)} & told
        if recent and not swapped_recent:
            return "DMY", True
        # A word against the common reading must leave it no room at all.
        if other.weekday() in told and not {(one - timedelta(n)).weekday() for n in range(4)} & told:
            return "MDY", True
    return "DMY", False


@cache
def _deictic() -> re.Pattern[str]:
    words = vocabulary()
    return re.compile(
        rf"(?:\b(?P<before>[A-Za-z]{{1,12}})[ \t\r\n\xa0]{{1,3}})?\b(?P<weekday>{either(words.weekdays)})\b"
        rf"(?P<own>['’]?s\b)?(?:[ \t\xa0](?P<after>[a-z]{{1,12}}))?",
        re.IGNORECASE,
    )


@cache
def _future() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{either(vocabulary().future)})\b[^.!?]*$", re.IGNORECASE)


def deictic_weekdays(text: str) -> list[int]:
    """The past days of the week that the text tells from its own day ("on Monday", "Monday's"), in order."""
    words = vocabulary()
    found = []
    for match in _deictic().finditer(text):
        before, after = (match["before"] or "").lower(), (match["after"] or "").lower()
        if before in words.deictic_never or not match["weekday"][0].isupper():
            continue
        is_deictic = before in words.deictic_before or match["own"] or after in words.deictic_after
        if is_deictic and not _future().search(text, max(0, match.start() - 100), match.start("weekday")):
            found.append(words.weekdays[match["weekday"].lower()])
    return found
