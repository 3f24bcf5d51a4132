"""Give temporal expressions their values. This room sees slots, dates and tenses; it knows no text and no pattern.

Every resolution is one language-neutral function: it takes the slots of a candidate and the context (publication date,
the date told last) and gives a TIMEX3 value (ISO 24617-1). A date is never resolved against today.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from idlibtl.dates import Moment, from_timex3, shift, timex3, zone_suffix
from idlibtl.model import Basis, TimexType

Slots = Mapping[str, str]


@dataclass(slots=True)
class Context:
    """What is known at one place of a document.

    ``published`` is the document's date, with ``exact`` true where its clock time is known; ``last`` the calendar date
    told last (with its unit) and the sentence it stood in; ``clock`` the stamp of the live item being read.
    """

    published: Moment | None
    exact: bool = False
    inferred: bool = False
    last: Moment | None = None
    last_unit: str = "day"
    last_sentence: int = -1
    clock: Moment | None = None

    @classmethod
    def of(cls, published: date | datetime | None, *, inferred: bool = False) -> Context:
        if isinstance(published, datetime):
            return cls(Moment.of(published), exact=True, inferred=inferred)
        if published is None:
            return cls(None)
        return cls(Moment(published.year, published.month, published.day), inferred=inferred)

    @property
    def now(self) -> Moment | None:
        """The best clock there is: the live item's stamp, else the publication time, if its hour is known."""
        return self.clock or (self.published if self.exact else None)


@dataclass(frozen=True, slots=True)
class Resolved:
    """A value with what it rests on. ``anchor`` is the date that later expressions may refer back to."""

    type: TimexType
    value: str
    mod: str | None = None
    basis: Basis = "stated"
    reference: str | None = None
    anchor: tuple[Moment, str] | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a candidate stands: its tense and its sentence."""

    tense: str | None
    sentence: int


Resolution = Callable[[Slots, Context, Place], Resolved | None]


def resolve(name: str, slots: Slots, context: Context, place: Place) -> Resolved | None:
    """Resolve one candidate, and let the context remember it. None where the calendar has no such date."""
    try:
        resolved = RESOLUTIONS[name](slots, context, place)
        if resolved is not None and resolved.type in ("DATE", "TIME"):
            from_timex3(resolved.value)
    except (ValueError, OverflowError):
        return None
    if resolved is not None and resolved.anchor is not None:
        context.last, context.last_unit = resolved.anchor
        context.last_sentence = place.sentence
    return resolved


# --- calendar ---------------------------------------------------------------------------------------------------------


def _calendar(slots: Slots, context: Context, place: Place) -> Resolved | None:
    """A date told by calendar words, whole or in part; missing years come from the publication date and the tense."""
    year = int(slots["year"] if "year" in slots else slots.get("near_year", 0))
    if month := slots.get("month") or slots.get("month_name") or slots.get("month_number"):
        day = int(slots["day"]) if "day" in slots else None
        return _month_day(year, int(month), day, slots, context, place)
    for unit, letter in (("season", ""), ("ordinal_quarter", "Q"), ("half", "H")):
        if unit in slots and year:
            value = f"{year}-{letter}{slots[unit]}"
            return Resolved("DATE", value, slots.get("position"), anchor=(_begin(value), "season"))
    if year:
        return Resolved("DATE", f"{year}", slots.get("position"), anchor=(Moment(year), "year"))
    return _time_alone(slots, context, place)


def _month_day(year: int, month: int, day: int | None, slots: Slots, context: Context, place: Place) -> Resolved | None:
    basis: Basis = "stated"
    reference = None
    if not year:
        guess = _year_of(month, day, context, place.tense)
        if guess is None:
            tail = f"{month:02}" + (f"-{day:02}" if day else "")
            return Resolved("DATE", f"XXXX-{tail}", slots.get("position"))
        year, reference = guess
        basis = "inferred" if context.inferred else "stated"
    if day is None:
        begin = Moment(year, month).checked()
        return Resolved("DATE", timex3(begin, "month"), slots.get("position"), basis, reference, (begin, "month"))
    return _on_day(Moment(year, month, day).checked(), slots, basis, reference, slots.get("position"))


def _year_of(month: int, day: int | None, context: Context, tense: str | None) -> tuple[int, str] | None:
    """The year of a month or day told without one: by tense around the publication date, else the nearest."""
    base = context.published
    if base is None:
        return (context.last.year, timex3(context.last, context.last_unit)) if context.last else None
    today = base.midnight
    choices = [(base.year + step, Moment(base.year + step, month, min(day or 1, 28))) for step in (-1, 0, 1)]
    if day is None and month == base.month:
        return base.year, today.isodate()
    past = [(year, begin) for year, begin in choices if begin <= today]
    ahead = [(year, begin) for year, begin in choices if begin > today]
    if tense != "future" and past and day is None:
        return past[-1][0], today.isodate()
    if tense == "future" and ahead and (day is None or _days(past[-1][1], today) > 90):
        return ahead[0][0], today.isodate()
    nearest = min(choices, key=lambda choice: (abs(_days(choice[1], today)), choice[0]))
    if tense == "past" and nearest[1] > today and _days(today, nearest[1]) > 31:
        return past[-1][0], today.isodate()
    return nearest[0], today.isodate()


def _days(first: Moment, last: Moment) -> int:
    return date(last.year, last.month, last.day).toordinal() - date(first.year, first.month, first.day).toordinal()


def _on_day(day: Moment, slots: Slots, basis: Basis, reference: str | None, mod: str | None = None) -> Resolved:
    """A day, narrowed by a part of the day or a clock time where the slots tell one."""
    value, type_, at = _time_of(day.midnight, slots)
    return Resolved(type_, value, mod, basis, reference, (at or day.midnight, "day"))


def _time_of(day: Moment, slots: Slots) -> tuple[str, TimexType, Moment | None]:
    if part := slots.get("part"):
        return f"{day.isodate()}T{part}", "TIME", None
    clock = _clock(slots)
    if clock is None:
        return timex3(day, "day"), "DATE", None
    hour, minute, second, zone = clock
    if hour == 24:
        day, hour = day.plus(days=1), 0
    at = day._replace(hour=hour, minute=minute, second=second or 0)
    value = timex3(at, "minute" if second is None else "second") + _zone(zone, at)
    return value, "TIME", at


def _clock(slots: Slots) -> tuple[int, int, int | None, str | None] | None:
    zone = slots.get("zone") or slots.get("offset")
    if military := slots.get("military"):
        return int(military[:2]), int(military[2:]), None, zone
    if word := slots.get("clock_word"):
        return int(word), 0, None, zone
    if "hour" not in slots:
        return None
    hour = int(slots["hour"])
    if meridiem := slots.get("meridiem"):
        if hour > 12:
            meridiem = ""
        hour = hour % 12 + 12 if meridiem == "pm" else hour % 12 if meridiem == "am" else hour
    second = int(slots["second"]) if "second" in slots else None
    return hour, int(slots.get("minute", 0)), second, zone


def _zone(zone: str | None, at: Moment) -> str:
    """A zone's suffix at that moment; daylight saving comes from the IANA database."""
    if zone is None or zone == "local":
        return ""
    if zone == "Z" or zone[0] in "+-":
        return zone
    offset = ZoneInfo(zone).utcoffset(datetime(*at))
    return "" if offset is None else zone_suffix(int(offset.total_seconds()) // 60) or "Z"


def _time_alone(slots: Slots, context: Context, place: Place) -> Resolved | None:
    """A clock time or part of a day by itself: on the day that its sentence told, else on that of the report."""
    same_sentence = context.last is not None and context.last_sentence == place.sentence and context.last_unit == "day"
    day = context.last if same_sentence else (context.clock or context.published)
    if day is None:
        value, type_, _ = _time_of(Moment(1), slots)
        return Resolved(type_, "XXXX-XX-XX" + value[10:])
    value, type_, _ = _time_of(day.midnight, slots)
    return Resolved(type_, value, None, _relative(context), day.isodate())


def _slashed(slots: Slots, context: Context, place: Place) -> Resolved | None:
    """05/03/2020: day first, unless the second number is no month."""
    one, two = int(slots["one"]), int(slots["two"])
    day, month = (two, one) if two > 12 else (one, two)
    return _on_day(Moment(int(slots["year"]), month, day).checked(), slots, "stated", None)


def _day_of_month(slots: Slots, context: Context, place: Place) -> Resolved | None:
    if context.last is None:
        return None
    day = context.last._replace(day=int(slots["day"])).checked()
    return _on_day(day, slots, _relative(context), timex3(context.last, "month"))


def _era(slots: Slots, context: Context, place: Place) -> Resolved | None:
    year = int(slots["short_year"])
    return Resolved("DATE", f"BC{year:04}" if slots["era"] == "BC" else f"{year:04}")


def _decade(slots: Slots, context: Context, place: Place) -> Resolved | None:
    return Resolved("DATE", slots["near_year"][:3], slots.get("position"))


def _century(slots: Slots, context: Context, place: Place) -> Resolved | None:
    number = int(slots.get("ordinal") or slots["count"])
    return Resolved("DATE", f"{number - 1:02}", slots.get("position"))


def _begin(value: str) -> Moment:
    interval = from_timex3(value)
    if interval is None or interval.begin is None:
        raise ValueError(f"not in the calendar: {value!r}")
    return interval.begin


# --- from the publication date ----------------------------------------------------------------------------------------


def _relative(context: Context) -> Basis:
    return "inferred" if context.inferred else "relative"


def _weekday(slots: Slots, context: Context, place: Place) -> Resolved | None:
    number = int(slots.get("weekday_name") or slots["weekday"])
    base = context.published
    if base is None:
        return Resolved("DATE", f"XXXX-WXX-{number + 1}")
    back = (base.weekday() - number) % 7
    step = (7 - back) % 7 if place.tense == "future" else -back
    return _on_day(base.plus(days=step), slots, _relative(context), base.isodate(), slots.get("position"))


def _weekday_of_week(slots: Slots, context: Context, place: Place) -> Resolved | None:
    base = context.published
    if base is None:
        return None
    step = int(slots.get("step", 0))
    monday = base.plus(days=7 * step - base.weekday())
    return _on_day(monday.plus(days=int(slots["weekday_name"])), slots, _relative(context), base.isodate())


def _named_step(slots: Slots, context: Context, place: Place) -> Resolved | None:
    """last Monday, next June, this summer: the nearest one wholly before, or after, the publication date."""
    base = context.published
    if base is None:
        return Resolved("DATE", "FUTURE_REF" if slots.get("step") == "1" else "PAST_REF")
    step, today = int(slots.get("step", 0)), base.isodate()
    basis = _relative(context)
    if "weekday_name" in slots:
        number = int(slots["weekday_name"])
        if step:
            move = (number - base.weekday() - 1) % 7 + 1 if step > 0 else -((base.weekday() - number - 1) % 7 + 1)
        elif place.tense == "past":
            move = -((base.weekday() - number) % 7)
        else:
            move = (number - base.weekday()) % 7
        return _on_day(base.plus(days=move), slots, basis, today)
    if "month_name" in slots:
        month = int(slots["month_name"])
        begin = _stepped(base, month, step)
        return Resolved("DATE", timex3(begin, "month"), None, basis, today, (begin, "month"))
    names = {"SP": 3, "SU": 6, "FA": 9, "WI": 12}
    begin = _stepped(base, names[slots["season"]], step)
    return Resolved("DATE", f"{begin.year}-{slots['season']}", None, basis, today, (begin, "season"))


def _stepped(base: Moment, month: int, step: int) -> Moment:
    year = base.year
    if step < 0 and month >= base.month:
        year -= 1
    if step > 0 and month <= base.month:
        year += 1
    return Moment(year, month)


def _day_word(slots: Slots, context: Context, place: Place) -> Resolved | None:
    base = context.published
    if base is None:
        step = int(slots["day_word"])
        return Resolved("DATE", "PRESENT_REF" if step == 0 else "FUTURE_REF" if step > 0 else "PAST_REF")
    day = base.plus(days=int(slots["day_word"]))
    return _on_day(day, slots, _relative(context), base.isodate(), slots.get("earlier_later"))


def _unit_step(slots: Slots, context: Context, place: Place) -> Resolved | None:
    """last week, earlier this month, late next year."""
    base, step, unit = context.published, int(slots.get("step", 0)), slots["calendar_unit"]
    if base is None:
        return Resolved("DATE", ("PRESENT_REF", "FUTURE_REF", "PAST_REF")[step])
    if unit == "weekend" and not step and place.tense != "future" and base.weekday() < 5:
        step = -1  # "at the weekend", told on a weekday, looks back unless the clause looks ahead
    begin = shift(_start_of(base, unit), step, unit)
    mod = slots.get("earlier_later") or slots.get("position")
    return Resolved("DATE", timex3(begin, unit), mod, _relative(context), base.isodate(), (begin, unit))


def _start_of(moment: Moment, unit: str) -> Moment:
    if unit in ("week", "weekend", "fortnight"):
        return moment.midnight.plus(days=-moment.weekday())
    if unit == "day":
        return moment.midnight
    if unit == "month":
        return Moment(moment.year, moment.month)
    if unit == "quarter":
        return Moment(moment.year, (moment.month - 1) // 3 * 3 + 1)
    return Moment(moment.year)


def _week_of(slots: Slots, context: Context, place: Place) -> Resolved | None:
    day = _calendar(slots, context, place)
    if day is None or day.anchor is None:
        return day
    return Resolved("DATE", timex3(day.anchor[0], "week"), None, day.basis, day.reference, (day.anchor[0], "week"))


def _ago(slots: Slots, context: Context, place: Place) -> Resolved | None:
    """n units before (or after) the moment of telling, as fine as the unit."""
    sign, unit = int(slots["sign"]), slots["unit"]
    if "several" in slots:
        return Resolved("DATE", "PAST_REF" if sign < 0 else "FUTURE_REF")
    return _moved(context.published, context.now, sign, unit, slots, context)


def _moved(
    base: Moment | None, now: Moment | None, sign: int, unit: str, slots: Slots, context: Context
) -> Resolved | None:
    if base is None:
        return Resolved("DATE", "PAST_REF" if sign < 0 else "FUTURE_REF")
    mod, basis = slots.get("approximately"), _relative(context)
    if unit in ("second", "minute", "hour"):
        if now is None:
            hours = _count(slots) / {"second": 3600, "minute": 60, "hour": 1}[unit]
            day = base.plus(days=sign * int(hours // 24))
            return Resolved("DATE", timex3(day, "day"), "APPROX", basis, base.isodate(), (day, "day"))
        minutes = round(_count(slots) * {"second": 1 / 60, "minute": 1, "hour": 60}[unit])
        at = now.plus(minutes=sign * minutes)
        return Resolved("TIME", timex3(at, "minute"), mod, basis, timex3(now, "minute"), (at, "day"))
    at = shift(base, sign * int(_count(slots)), unit)
    unit = "week" if unit == "fortnight" else unit
    return Resolved("DATE", timex3(at, unit), mod, basis, base.isodate(), (_start_of(at, unit), unit))


def _count(slots: Slots) -> float:
    if "half" in slots:
        return 0.5
    return float(slots.get("n", slots.get("article", "1")).replace(",", ""))


# --- from the date told last ------------------------------------------------------------------------------------------


def _base(context: Context) -> Moment | None:
    return context.last or context.published


def _following(slots: Slots, context: Context, place: Place) -> Resolved | None:
    """the following day (at midnight), the previous year: beside the date told last."""
    base, step = _base(context), int(slots["following"])
    if base is None:
        return Resolved("DATE", "FUTURE_REF" if step > 0 else "PAST_REF")
    unit = slots.get("day_unit") or slots["calendar_unit"]
    reference = timex3(base, context.last_unit if context.last else "day")
    begin = shift(_start_of(base, unit), step, unit)
    if unit == "day":
        return _on_day(begin, slots, _relative(context), reference)
    return Resolved("DATE", timex3(begin, unit), None, _relative(context), reference, (begin, unit))


def _offset(slots: Slots, context: Context, place: Place) -> Resolved | None:
    """two days later, a year earlier: n units from the date told last."""
    base = _base(context)
    return _moved(
        base,
        base if context.last else context.now,
        int(slots.get("earlier") or slots["beside"]),
        slots["unit"],
        slots,
        context,
    )


def _same(slots: Slots, context: Context, place: Place) -> Resolved | None:
    """that day, the same month, at that time, that night."""
    base = context.published if "clock_day" in slots else _base(context)
    if base is None:
        return Resolved("DATE", "PAST_REF")
    unit = slots.get("day_unit") or slots.get("calendar_unit") or "day"
    told = context.last_unit if context.last and "clock_day" not in slots else "day"
    reference = timex3(base, told)
    mod = slots.get("earlier_later")
    if unit == "day" and told not in ("day", "week"):
        return Resolved("DATE", reference, mod, _relative(context), reference, (base, told))
    if unit == "day":
        return _on_day(base, slots, _relative(context), reference, mod)
    return Resolved("DATE", timex3(base, unit), mod, _relative(context), reference, (_start_of(base, unit), unit))


# --- clock lines, durations, sets, vague ------------------------------------------------------------------------------


def _clock_line(slots: Slots, context: Context, place: Place) -> Resolved | None:
    """The bare clock time above an item of a live blog: the stamp of what follows."""
    if context.published is None:
        return Resolved("TIME", _time_of(Moment(1), slots)[0].replace("0001-01-01", "XXXX-XX-XX"))
    value, _, at = _time_of(context.published.midnight, slots)
    context.clock = at
    context.last = None
    return Resolved("TIME", value, None, _relative(context), context.published.isodate())


_LETTERS = {
    "second": "S",
    "minute": "M",
    "hour": "H",
    "day": "D",
    "week": "W",
    "weekend": "WE",
    "month": "M",
    "quarter": "Q",
    "year": "Y",
    "decade": "DE",
    "century": "CE",
}
_CLOCK_UNITS = ("second", "minute", "hour")


def period(slots: Slots) -> str:
    """The TIMEX3 value of a length of time."""
    unit = next(slots[name] for name in _UNIT_SLOTS if name in slots)
    number: str = "X" if "several" in slots or not ({"n", "article", "half"} & slots.keys()) else slots.get("n", "1")
    number = number.replace(",", "")
    if unit == "fortnight":
        unit, number = "week", number if number == "X" else str(2 * int(number))
    first = f"{number}{_LETTERS[unit]}"
    if "half" in slots:
        first = "30M" if unit == "hour" else "6M" if unit == "year" else f"0.5{_LETTERS[unit]}"
        return f"PT{first}" if unit in _CLOCK_UNITS else f"P{first}"
    smaller = slots.get("smaller")
    rest = f"{slots['more']}{_LETTERS[smaller]}" if smaller else ""
    if unit in _CLOCK_UNITS:
        return f"PT{first}{rest}"
    if smaller in _CLOCK_UNITS:
        return f"P{first}T{rest}"
    return f"P{first}{rest}"


_UNIT_SLOTS = ("unit", "long_unit", "long_units", "units", "calendar_unit")


def _duration(slots: Slots, context: Context, place: Place) -> Resolved | None:
    return Resolved("DURATION", period(slots), slots.get("approximately"))


def _every(slots: Slots, context: Context, place: Place) -> Resolved | None:
    if "weekday_name" in slots:
        return Resolved("SET", f"XXXX-WXX-{int(slots['weekday_name']) + 1}")
    if "part" in slots:
        return Resolved("SET", f"XXXX-XX-XXT{slots['part']}")
    return Resolved("SET", period({"n": "1", **{k: v for k, v in slots.items() if k in ("n", "unit")}}))


def _repeated(slots: Slots, context: Context, place: Place) -> Resolved | None:
    return Resolved("SET", {"DAY": "P1D", "WEEK": "P1W", "MONTH": "P1M", "YEAR": "P1Y"}[slots["repeated"]])


def _vague(slots: Slots, context: Context, place: Place) -> Resolved | None:
    return Resolved("DATE", slots["vague"])


RESOLUTIONS: Mapping[str, Resolution] = {
    "calendar": _calendar,
    "slashed": _slashed,
    "day_of_month": _day_of_month,
    "era": _era,
    "decade": _decade,
    "century": _century,
    "weekday": _weekday,
    "weekday_of_week": _weekday_of_week,
    "named_step": _named_step,
    "day_word": _day_word,
    "unit_step": _unit_step,
    "week_of": _week_of,
    "ago": _ago,
    "following": _following,
    "offset": _offset,
    "same": _same,
    "clock_line": _clock_line,
    "duration": _duration,
    "every": _every,
    "repeated": _repeated,
    "vague": _vague,
}
