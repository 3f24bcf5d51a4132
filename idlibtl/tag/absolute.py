"""Dates told by the calendar and times told by the clock, whole or with their year or day left to the context."""

from __future__ import annotations

from calendar import isleap
from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from idlibtl.dates import Moment, from_timex3, timex3, zone_suffix
from idlibtl.model import Basis, TimexType
from idlibtl.moment import days_between
from idlibtl.tag.context import Context, Place, Resolved, Slots, Told


def calendar(slots: Slots, context: Context, place: Place) -> Resolved | None:
    """A date told by calendar words, whole or in part; missing years come from the publication date and the tense."""
    year = year_of(slots, context)
    position = slots.get("position")
    if month := slots.get("month") or slots.get("month_name") or slots.get("month_number", ""):
        return _month_day(year, int(month), int(slots["day"]) if "day" in slots else None, slots, context, place)
    for slot, unit, letter in (("season", "season", ""), ("ordinal_quarter", "quarter", "Q"), ("half", "half", "H")):
        if slot in slots and year:
            value = f"{year:04}-{letter}{slots[slot]}"
            return Resolved("DATE", value, position, anchor=(_begin(value), unit))
    if year:
        return Resolved("DATE", f"{year}", position, anchor=(Moment(year), "year"))
    return _time_alone(slots, context, place)


_PIVOT = 10  # a year of two digits lies no further ahead of the publication; a decade is one that has begun
_LIFETIME = 80  # … and, in a narrative, no further ahead of what it tells


def year_of(slots: Slots, context: Context) -> int:
    """The year that the slots tell, in four digits, in two or in words; 0 where they tell none."""
    if "year" in slots:
        return int(slots["year"])
    short = int(slots.get("yy") or slots.get("yy_decade") or 0)
    if "century_word" in slots:
        return 100 * int(slots["century_word"]) + short
    if not {"yy", "yy_decade"} & slots.keys():
        return 0
    bounds = []
    if context.published is not None:
        bounds.append(context.published.year + (0 if "yy_decade" in slots else _PIVOT))
    if context.history and context.story is not None:
        bounds.append(context.story.at.year + _LIFETIME)
    if not bounds:
        return 2000 + short if short <= 30 else 1900 + short
    latest = min(bounds)
    return latest - (latest - short) % 100


def _begin(value: str) -> Moment:
    interval = from_timex3(value)
    if interval is None or interval.begin is None:
        raise ValueError(f"not in the calendar: {value!r}")
    return interval.begin


def _month_day(year: int, month: int, day: int | None, slots: Slots, context: Context, place: Place) -> Resolved | None:
    basis: Basis = "stated"
    reference = None
    if not year:
        guess = _year_of(month, day, context, place)
        if guess is None:
            tail = f"{month:02}" + (f"-{day:02}" if day else "")
            return Resolved("DATE", f"XXXX-{tail}", slots.get("position"))
        year, reference = guess
        basis = "inferred" if context.inferred else "stated"
    if day is None:
        begin = Moment(year, month).checked()
        return Resolved("DATE", timex3(begin, "month"), slots.get("position"), basis, reference, (begin, "month"))
    return on_day(Moment(year, month, day).checked(), slots, basis, reference, slots.get("position"))


_NEAR, _FAR = 90, 240  # days: what is so near behind, and would be so far ahead, lies behind even in a plan


def _year_of(month: int, day: int | None, context: Context, place: Place) -> tuple[int, str] | None:
    """The year of a month or day told without one: that of the story, or by tense around the publication date."""
    base = context.published
    if told := _story(context, place):
        return _year_in_story(month, told), told.value
    if base is None:
        return None
    today = base.midnight
    years = [base.year + step for step in (-1, 0, 1) if (month, day) != (2, 29) or isleap(base.year + step)]
    if not years:  # 29 February: the last one, or the next
        years = [base.year + step for step in range(-8, 9) if isleap(base.year + step)]
    choices = [(year, Moment(year, month, min(day or 1, 28))) for year in years]
    if day is None and month == base.month:
        return base.year, today.isodate()
    past = [(year, begin) for year, begin in choices if begin <= today]
    ahead = [(year, begin) for year, begin in choices if begin > today]
    tense = place.tense
    unsaid = tense is None and context.register == "message"
    if tense != "future" and not unsaid and past and day is None:
        return past[-1][0], today.isodate()
    if (
        tense == "future"
        and ahead
        and (days_between(today, ahead[0][1]) < _FAR or days_between(past[-1][1], today) > _NEAR)
    ):
        return ahead[0][0], today.isodate()
    nearest = min(choices, key=lambda choice: (abs(days_between(choice[1], today)), choice[0]))
    if tense == "past" and nearest[1] > today and days_between(today, nearest[1]) > 31:
        return past[-1][0], today.isodate()
    return nearest[0], today.isodate()


def _story(context: Context, place: Place) -> Told | None:
    """The date that a month or day without its year goes with, where that isn't the publication date.

    In a history, and where nothing tells when the document appeared, that is the date told last; elsewhere a date of
    the same sentence, if it names another time ("agreed on 17 September 2018 to withdraw by 15 October").
    """
    if context.published is None or context.history:
        return context.story
    told = context.stated
    if told is None or told.sentence != place.sentence or told.unit == "year":
        return None
    return None if told.at.year >= context.published.year - 1 else told


def _year_in_story(month: int, told: Told) -> int:
    """Stories go forward: the year told last, or the next one if December has been told and January follows."""
    return told.at.year + (told.unit != "year" and told.at.month - month > 8)


def on_day(day: Moment, slots: Slots, basis: Basis, reference: str | None, mod: str | None = None) -> Resolved:
    """A day, narrowed by a part of the day or a clock time where the slots tell one."""
    value, type_, at = time_of(day.midnight, slots)
    anchor = (at, "minute") if at else (day.midnight, "day")
    return Resolved(type_, value, mod, basis, reference, anchor)


def time_of(day: Moment, slots: Slots) -> tuple[str, TimexType, Moment | None]:
    """The value of a day with the slots' part of the day or clock time, and that clock time."""
    clock = _clock(slots)
    if clock is None:
        if part := slots.get("part"):
            return f"{timex3(day, 'day')}T{part}", "TIME", None
        return timex3(day, "day"), "DATE", None
    hour, minute, second, zone = clock
    if hour == 24:
        day, hour = day.plus(days=1), 0
    at = day._replace(hour=hour, minute=minute, second=second or 0).checked()
    value = timex3(at, "minute" if second is None else "second") + _zone(zone, at)
    return value, "TIME", at


def _clock(slots: Slots) -> tuple[int, int, int | None, str | None] | None:
    zone = slots.get("zone") or slots.get("offset") or slots.get("city")
    if military := slots.get("military"):
        return int(military[:2]), int(military[2:]), None, zone
    if word := slots.get("clock_word"):
        return int(word), 0, None, zone
    if together := slots.get("run_together"):  # 1130pm
        slots = {**slots, "hour": together[:-2], "minute": together[-2:]}
    if "hour" not in slots:
        return None
    hour = int(slots["hour"])
    if meridiem := slots.get("meridiem"):
        if hour > 12:
            meridiem = ""
        hour = hour % 12 + 12 if meridiem == "pm" else hour % 12 if meridiem == "am" else hour
    second = int(slots["second"]) if "second" in slots else None
    return hour, int(slots.get("minute", 0)), second, zone


_CLOCK = {"hour", "military", "run_together", "clock_word"}
_DAY = {"day", "holiday", "month", "month_name", "month_number", "year", "weekday_name"}


def is_time_alone(slots: Slots) -> bool:
    """Whether a clock time stands there without a day."""
    return bool(_CLOCK & slots.keys()) and not _DAY & slots.keys()


_NO_YEAR = 1  # of a clock time whose day isn't known


def _zone(zone: str | None, at: Moment) -> str:
    """A zone's suffix at that moment; daylight saving comes from the IANA database."""
    if zone is None or zone == "local":
        return ""
    if zone[0] in "+-":
        return zone if ":" in zone else f"{zone[:3]}:{zone[3:]}"
    if zone in ("Z", "z"):
        return "Z"
    if at.year == _NO_YEAR:
        return ""  # the offset of a place depends on the day
    offset = ZoneInfo(zone).utcoffset(datetime(*at))
    return "" if offset is None else zone_suffix(int(offset.total_seconds()) // 60)


def _time_alone(slots: Slots, context: Context, place: Place) -> Resolved | None:
    """A clock time or part of a day by itself: on the day that its sentence tells, else on that of the report."""
    told = place.day or context.day
    same_sentence = told is not None and told.sentence == place.sentence
    if told is not None and (same_sentence or (context.history and "part" not in slots)):
        found = on_day(told.at, slots, context.basis, timex3(told.at, "day"))
        return found if same_sentence else _unanchored(found)
    day = context.clock or (None if context.history else context.published)
    if day is None:
        value, type_, _ = time_of(Moment(_NO_YEAR), slots)
        return Resolved(type_, "XXXX-XX-XX" + value[10:])
    return _unanchored(on_day(day, slots, context.basis, day.isodate()))


def _unanchored(resolved: Resolved) -> Resolved:
    """Nothing refers back to it."""
    return Resolved(resolved.type, resolved.value, resolved.mod, resolved.basis, resolved.reference)


def overnight(slots: Slots, context: Context, place: Place) -> Resolved | None:
    """The night before the report, or before the day that its sentence tells; ahead, the night of that day."""
    told = place.day or context.day
    day = told.at if told is not None and told.sentence == place.sentence else None
    if day is None and not context.history:
        day = context.clock or context.published
    if day is None or place.tense == "future":
        return _time_alone(slots, context, place)
    return _unanchored(on_day(day.plus(days=-1), slots, context.basis, day.isodate()))


def clock_line(slots: Slots, context: Context, place: Place) -> Resolved | None:
    """The bare clock time above an item of a live blog: the stamp of what follows. Elsewhere a time like others."""
    if context.register != "live":
        return _time_alone(slots, context, place)
    if context.published is None:
        return Resolved("TIME", "XXXX-XX-XX" + time_of(Moment(_NO_YEAR), slots)[0][10:])
    value, _, at = time_of(context.published.midnight, slots)
    return Resolved("TIME", value, None, context.basis, context.today, clock=at)


def slashed(slots: Slots, context: Context, place: Place) -> Resolved | None:
    """05/03/2020: in the order that the document shows, else the day first; the other reading is kept where it fits."""
    one, two = int(slots["one"]), int(slots["two"])
    first = two <= 12 if one > 12 or two > 12 else context.day_first is not False
    day, month = (one, two) if first else (two, one)
    year = year_of(slots, context)
    told = on_day(Moment(year, month, day).checked(), slots, "stated", None)
    if one == two or max(one, two) > 12 or context.day_first is not None:
        return told
    return told._replace(alternative=on_day(Moment(year, day, month), slots, "stated", None).value)


def day_first(told: Iterable[Slots]) -> bool | None:
    """Whether a document writes the day before the month: by dates in numbers that can be read but one way, else by
    those in words ("5 March", "March 5"). None where nothing shows it, or it does both.
    """
    numbers, words = set(), set()
    for slots in told:
        if "one" in slots and max(int(slots["one"]), int(slots["two"])) > 12:
            numbers.add(int(slots["one"]) > 12)
        elif "month" in slots and "day" in slots:
            order = list(slots)
            words.add(order.index("day") < order.index("month"))
    for shown in (numbers, words):
        if len(shown) == 1:
            return shown.pop()
    return None


def era(slots: Slots, context: Context, place: Place) -> Resolved | None:
    year = int(slots["short_year"])
    return Resolved("DATE", f"BC{year:04}" if slots["era"] == "BC" else f"{year:04}")


def decade(slots: Slots, context: Context, place: Place) -> Resolved | None:
    year = slots.get("decade_year") or f"{year_of(slots, context):04}"
    return Resolved("DATE", year[:3], slots.get("position"))


def century(slots: Slots, context: Context, place: Place) -> Resolved | None:
    number = int(slots.get("ordinal") or slots["count"].replace(",", ""))
    if not 0 < number <= 100:
        return None
    value = f"BC{number - 1:02}" if slots.get("era") == "BC" else f"{number - 1:02}"
    return Resolved("DATE", value, slots.get("position"))
