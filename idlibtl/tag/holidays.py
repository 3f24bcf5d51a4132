"""Feasts with a name, fixed or movable, in the calendars that they are counted in.

A language's table [holiday] says which day a name means: ``day 12-25``, ``easter -2`` (days from Easter Sunday),
``nth 11 4 3`` (of November the fourth Thursday; Monday is 0, and -1 is the last), ``hijri 10-1`` (Umm al-Qura),
``hebrew 1-15`` or ``persian 1-1`` (month and day of those calendars).
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

from idlibtl.dates import Moment
from idlibtl.moment import days_between
from idlibtl.tag.absolute import calendar, on_day, year_of
from idlibtl.tag.context import Context, Place, Resolved, Slots


def holiday(slots: Slots, context: Context, place: Place) -> Resolved | None:
    """Christmas, Easter 2019, last Christmas: in the year told, in that of the story, or by tense."""
    name, year = slots["holiday"], year_of(slots, context)
    if year:
        return on_day(_told(name, year), slots, "stated", None)
    story = context.story if context.history or context.published is None else None
    if story is not None:
        return on_day(_told(name, story.at.year), slots, context.basis, story.value)
    if context.published is None:
        fixed = name.partition("day ")[2]
        return Resolved("DATE", f"XXXX-{fixed or 'XX-XX'}")
    today = context.published.midnight
    days = [Moment(*day.timetuple()[:3]) for year in (-1, 0, 1) for day in days_of(name, today.year + year)]
    return on_day(_chosen(name, days, today, slots, place), slots, context.basis, context.today)


def nth_weekday(slots: Slots, context: Context, place: Place) -> Resolved | None:
    """the first Monday of March, the last Friday in May 2019."""
    told = calendar({slot: words for slot, words in slots.items() if slot in ("month", "year")}, context, place)
    if told is None or told.anchor is None:
        return None
    month = told.anchor[0]
    day = _nth(month.year, month.month, int(slots["ordinal"]), int(slots["weekday_name"]))
    if day.month != month.month:
        return None
    return on_day(Moment(day.year, day.month, day.day), slots, told.basis, told.reference)


def _told(name: str, year: int) -> Moment:
    days = days_of(name, year)
    if not days:
        raise ValueError(f"{year} has no such feast")
    return Moment(*days[0].timetuple()[:3])


def _chosen(name: str, days: list[Moment], today: Moment, slots: Slots, place: Place) -> Moment:
    """By step ("last Christmas"), else by tense, else the nearest; soon is soon, whatever the tense."""
    if "this" in slots:
        return _told(name, today.year)
    past, ahead = [day for day in days if day <= today], [day for day in days if day >= today]
    if "step" in slots:
        return past[-1] if int(slots["step"]) < 0 else ahead[0]
    nearest = min(days, key=lambda day: abs(days_between(today, day)))
    tense = place.tense
    if tense == "future":
        return ahead[0]
    return past[-1] if tense == "past" and days_between(today, nearest) > _SOON else nearest


_SOON = 31  # days


@lru_cache(maxsize=512)
def days_of(name: str, year: int) -> tuple[date, ...]:
    """The days of a Gregorian year on which a feast falls: mostly one; two or none where years differ.

    Raises ValueError or OverflowError for a year that its calendar doesn't reach.
    """
    kind, _, rest = name.partition(" ")
    match kind:
        case "day":
            month, day = rest.split("-")
            return (date(year, int(month), int(day)),)
        case "easter":
            from dateutil.easter import easter

            return (easter(year) + timedelta(days=int(rest)),)
        case "nth":
            return (_nth(year, *map(int, rest.split())),)
    month, day = rest.split("-")
    days = _CALENDARS[kind](year, int(month), int(day))
    return tuple(each for each in days if each.year == year)


def _nth(year: int, month: int, number: int, weekday: int) -> date:
    if number < 0:
        last = date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
        return last - timedelta(days=(last.weekday() - weekday) % 7)
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (number - 1))


def _hijri(year: int, month: int, day: int) -> list[date]:
    from hijridate import Gregorian, Hijri

    first = Gregorian(year, 1, 1).to_hijri().year
    return [date(*Hijri(each, month, day).to_gregorian().datetuple()) for each in (first, first + 1, first + 2)]


def _hebrew(year: int, month: int, day: int) -> list[date]:
    from pyluach.dates import HebrewDate

    return [HebrewDate(each, month, day).to_pydate() for each in (year + 3760, year + 3761)]


def _persian(year: int, month: int, day: int) -> list[date]:
    import jdatetime

    return [jdatetime.date(each, month, day).togregorian() for each in (year - 622, year - 621)]


_CALENDARS = {"hijri": _hijri, "hebrew": _hebrew, "persian": _persian}
