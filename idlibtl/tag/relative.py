"""Dates told by steps: from the publication date, or from the date that the text told last."""

from __future__ import annotations

from idlibtl.dates import SEASONS, Moment, shift, timex3
from idlibtl.model import TimexType
from idlibtl.tag.absolute import calendar, on_day
from idlibtl.tag.context import Context, Place, Resolved, Slots, Told
from idlibtl.tag.lengths import CLOCK_UNITS, duration

_COMPARED = 2  # sentences within which "a year ago" goes with a quarter told before

# --- from the publication date ----------------------------------------------------------------------------------------


def weekday(slots: Slots, context: Context, place: Place) -> Resolved | None:
    """Friday: the last one, or the next one where the clause looks ahead; in a history, the next after the last day."""
    number = int(slots.get("weekday_name") or slots["weekday"])
    base, position = context.published, slots.get("position")
    if context.day is not None and (base is None or context.history):
        told = context.day.at
        return on_day(told.plus(days=(number - told.weekday()) % 7), slots, context.basis, context.day.value, position)
    if base is None:
        return _undated(slots, f"XXXX-WXX-{number + 1}")
    back = (base.weekday() - number) % 7
    tense = place.tense
    ahead = tense == "future" or (tense is None and context.register == "message")
    step = (7 - back) % 7 if ahead else -back
    return on_day(base.plus(days=step), slots, context.basis, context.today, position)


def _undated(slots: Slots, value: str) -> Resolved:
    """A day that nothing places in the calendar, with the part of the day where one is told."""
    type_: TimexType = "TIME" if "part" in slots else "DATE"
    return Resolved(type_, f"{value}T{slots['part']}" if "part" in slots else value, slots.get("position"))


def _vague(step: int) -> Resolved:
    """A step from a present that isn't known."""
    return Resolved("DATE", "PRESENT_REF" if step == 0 else "FUTURE_REF" if step > 0 else "PAST_REF")


def weekday_of_week(slots: Slots, context: Context, place: Place) -> Resolved | None:
    """Thursday of last week."""
    base = context.published
    if base is None:
        return _undated(slots, f"XXXX-WXX-{int(slots['weekday_name']) + 1}")
    monday = base.plus(days=7 * int(slots.get("step", 0)) - base.weekday())
    return on_day(monday.plus(days=int(slots["weekday_name"])), slots, context.basis, context.today)


def named_step(slots: Slots, context: Context, place: Place) -> Resolved | None:
    """last Monday, next June, this summer: the nearest one wholly before, or after, the publication date."""
    base = context.published
    step, position = int(slots.get("step", 0)), slots.get("position")
    plain = "season" in slots and not {"step", "this"} & slots.keys()
    if plain and context.last and (context.history or base is None):
        value = f"{timex3(context.last.at, 'year')}-{slots['season']}"
        return Resolved("DATE", value, position, context.basis, context.last.value)
    if base is None:
        return _vague(step)
    if "weekday_name" in slots:
        number = int(slots["weekday_name"])
        if step:
            move = (number - base.weekday() - 1) % 7 + 1 if step > 0 else -((base.weekday() - number - 1) % 7 + 1)
        elif place.tense == "past":
            move = -((base.weekday() - number) % 7)
        else:
            move = (number - base.weekday()) % 7
        return on_day(base.plus(days=move), slots, context.basis, context.today)
    if "day" in slots:
        days = [Moment(base.year + years, int(slots["month"]), int(slots["day"])) for years in (-1, 0, 1)]
        ahead = [day for day in days if day > base]
        day = ahead[0] if step > 0 else [each for each in days if each < base.midnight][-1] if step else days[1]
        return on_day(day.checked(), slots, context.basis, context.today)
    if "month_name" in slots:
        month = int(slots["month_name"])
        if "year" in slots:
            return calendar({"month": slots["month_name"], **slots}, context, place)
        begin, unit = _nearest(base, month, 1, step) if step else Moment(base.year, month), "month"
    elif "ordinal_quarter" in slots:
        begin, unit = _nearest(base, 3 * int(slots["ordinal_quarter"]) - 2, 3, step, "past"), "quarter"
    else:
        begin, unit = _nearest(base, SEASONS[slots["season"]][1], 3, step, place.tense), "season"
    return Resolved("DATE", timex3(begin, unit), position, context.basis, context.today, (begin, unit))


def _nearest(base: Moment, month: int, months: int, step: int, tense: str | None = None) -> Moment:
    """Of the stretches that begin with a month each year, the one meant: by step, else the present one, else by tense.

    Without a tense it is the nearest.
    """
    begins = [Moment(base.year + years, month) for years in (-2, -1, 0, 1)]
    if step < 0:
        return max(begin for begin in begins if begin.plus(months=months) <= base)
    if step > 0:
        return min(begin for begin in begins if begin > base)
    past, ahead = max(begin for begin in begins if begin <= base), min(begin for begin in begins if begin > base)
    end = past.plus(months=months)
    if end > base or tense == "past":
        return past
    return ahead if tense == "future" or _months(base, ahead) < _months(end, base) else past


def _months(earlier: Moment, later: Moment) -> int:
    return (later.year - earlier.year) * 12 + later.month - earlier.month


def day_word(slots: Slots, context: Context, place: Place) -> Resolved | None:
    """yesterday, tonight, later today."""
    base, step = context.published, int(slots["day_word"])
    if base is None:
        return _vague(step)
    mod = slots.get("earlier_later") or slots.get("position")
    return on_day(base.plus(days=step), slots, context.basis, context.today, mod)


def unit_step(slots: Slots, context: Context, place: Place) -> Resolved | None:
    """last week, earlier this month, late next year."""
    base, step, unit = context.published, int(slots.get("step", 0)), slots["calendar_unit"]
    if context.history and not step and context.last is not None:
        return same(slots, context, place)
    if base is None:
        return _vague(step)
    if unit == "weekend" and not step and "this" not in slots and place.tense != "future" and base.weekday() < 5:
        step = -1  # "at the weekend", told on a weekday, looks back unless the clause looks ahead
    begin = shift(_start_of(base, unit), step, unit)
    mod = slots.get("earlier_later") or slots.get("position")
    return Resolved("DATE", timex3(begin, unit), mod, context.basis, context.today, (begin, unit))


def _start_of(moment: Moment, unit: str) -> Moment:
    match unit:
        case "week" | "weekend" | "fortnight":
            return moment.midnight.plus(days=-moment.weekday())
        case "day":
            return moment.midnight
        case "month":
            return Moment(moment.year, moment.month)
        case "quarter":
            return Moment(moment.year, (moment.month - 1) // 3 * 3 + 1)
    return Moment(moment.year)


def of_year(slots: Slots, context: Context, place: Place) -> Resolved | None:
    """In February last year, 15 October of that year: the year by steps, the rest by the calendar."""
    if "same" in slots:
        base, reference = _base(context), _reference(context)
        year = base.year if base else None
    else:
        year, reference = context.published.year if context.published else None, context.today
        year = year + int(slots.get("step", 0)) if year else None
    if year is None and "month" not in slots:
        for slot, letter in (("season", ""), ("ordinal_quarter", "Q"), ("half", "H")):
            if slot in slots:
                return Resolved("DATE", f"XXXX-{letter}{slots[slot]}", slots.get("position"))
    told = calendar({**slots, "year": f"{year:04}"} if year else slots, context, place)
    return told and told._replace(basis=context.basis, reference=reference)


def week_of(slots: Slots, context: Context, place: Place) -> Resolved | None:
    day = calendar(slots, context, place)
    if day is None or day.anchor is None:
        return day
    begin, unit = _start_of(day.anchor[0], "week"), slots.get("calendar_unit", "week")
    return Resolved("DATE", timex3(begin, unit), None, day.basis, day.reference, (begin, unit))


def ago(slots: Slots, context: Context, place: Place) -> Resolved | None:
    """n units before (or after) the moment of telling, as fine as the unit; in a narrative, before where it stands."""
    sign = int(slots["sign"])
    if context.history and context.story is not None:
        base, now, reference = context.story.at, None, context.story.value
    elif context.published is None:
        return _vague(sign)
    else:
        base, now, reference = context.published, context.now, context.published.isodate()
    if not _counted(slots) or (context.history and _too_coarse(context.story, slots["unit"])):
        return _vague(sign)
    moved = _compared(slots, context, place, sign) or _moved(base, now, sign, slots, context, reference)
    return moved._replace(anchor=None) if moved and slots["unit"] == "year" and sign < 0 else moved


def _compared(slots: Slots, context: Context, place: Place, sign: int) -> Resolved | None:
    """A year ago, of a quarter: the same quarter of that year."""
    told = context.quarter
    if told is None or slots["unit"] != "year" or sign > 0 or place.sentence - told.sentence > _COMPARED:
        return None
    at = shift(told.at, sign * int(_count(slots)), "year")
    return Resolved("DATE", timex3(at, "quarter"), slots.get("approximately"), context.basis, told.value)


def ago_day(slots: Slots, context: Context, place: Place) -> Resolved | None:
    """a year ago today, two weeks ago on Friday: a day, n units before."""
    if context.published is None:
        return _vague(int(slots["sign"]))
    at = shift(context.published, int(slots["sign"]) * int(_count(slots)), slots["unit"]).midnight
    day = _near(at, slots) if "weekday_name" in slots else at.plus(days=int(slots["day_word"]))
    return on_day(day, slots, context.basis, context.today)


def _counted(slots: Slots) -> bool:
    return bool({"n", "article", "half"} & slots.keys())


def _moved(
    base: Moment, now: Moment | None, sign: int, slots: Slots, context: Context, reference: str | None
) -> Resolved | None:
    mod, basis, unit = slots.get("approximately"), context.basis, slots["unit"]
    count = _count(slots)
    if unit in CLOCK_UNITS:
        minutes = round(count * {"second": 1 / 60, "minute": 1, "hour": 60}[unit])
        if now is None:
            day = base.midnight.plus(days=sign * (minutes // 1440))
            return Resolved("DATE", timex3(day, "day"), "APPROX", basis, reference, (day, "day"))
        at = now.plus(minutes=sign * minutes).checked()
        return Resolved("TIME", timex3(at, "minute"), mod, basis, timex3(now, "minute"), (at, "minute"))
    at = shift(base, sign * int(count), unit)
    if count % 1:  # half a year, a week and a half: as fine as what the half is counted in
        smaller, parts = _HALVES.get(unit, ("day", 0))
        at, unit = shift(at, sign * parts, smaller), smaller
    unit = "week" if unit == "fortnight" else unit
    return Resolved("DATE", timex3(at, unit), mod, basis, reference, (_start_of(at, unit), unit))


_HALVES = {
    "decade": ("year", 5),
    "century": ("year", 50),
    "year": ("month", 6),
    "month": ("week", 2),
    "week": ("day", 3),
}


def _count(slots: Slots) -> float:
    if "half" in slots:
        return 0.5
    return float(slots.get("n", slots.get("article", "1")).replace(",", "")) + (0.5 if "and_half" in slots else 0)


# --- from the date told last ------------------------------------------------------------------------------------------


def _told(context: Context, unit: str) -> Told | None:
    """The date that "the following <unit>" refers to: days go by the last day told, weeks and more by any date."""
    if unit != "day" and unit not in CLOCK_UNITS:
        return context.last
    if context.day is None and context.last is not None and context.last.unit == "week":
        return context.last
    return context.day


def _too_coarse(told: Told | None, unit: str) -> bool:
    """Whether a step by this unit, counted from a year, would tell more than is known."""
    return told is not None and told.unit in ("year", "decade", "century") and unit in ("week", "fortnight", "month")


def _base(context: Context, unit: str = "year") -> Moment | None:
    told = _told(context, unit)
    return told.at if told else context.published


def _reference(context: Context, unit: str = "year") -> str | None:
    told = _told(context, unit)
    return told.value if told else context.today


def following(slots: Slots, context: Context, place: Place) -> Resolved | None:
    """the following day (at midnight), the previous year, the next Sunday: beside the date told last."""
    unit = slots.get("day_unit") or slots.get("calendar_unit") or "day"
    base, step, reference = _base(context, unit), int(slots["following"]), _reference(context, unit)
    if base is None or _too_coarse(_told(context, unit), unit):
        return _vague(step)
    if "weekday_name" in slots:
        number = int(slots["weekday_name"])
        move = (number - base.weekday() - 1) % 7 + 1 if step > 0 else -((base.weekday() - number - 1) % 7 + 1)
        return on_day(base.plus(days=move), slots, context.basis, reference)
    begin = shift(_start_of(base, unit), step, unit)
    if unit == "day":
        return on_day(begin, slots, context.basis, reference, slots.get("position"))
    return Resolved("DATE", timex3(begin, unit), None, context.basis, reference, (begin, unit))


def following_named(slots: Slots, context: Context, place: Place) -> Resolved | None:
    """the following June, the previous spring: the nearest one wholly after, or before, the date told last."""
    told = context.story or context.last
    base, step = told.at if told else context.published, int(slots["following"])
    if base is None:
        return _vague(step)
    month, unit = _named(slots)
    begin = _nearest(base, month, 1 if unit == "month" else 3, step)
    return Resolved("DATE", timex3(begin, unit), None, context.basis, told and told.value, (begin, unit))


def same_named(slots: Slots, context: Context, place: Place) -> Resolved | None:
    """that June, that same spring, later in the summer: the one of the year told last."""
    told = context.story or context.last
    base = told.at if told else context.published
    if base is None:
        return None
    month, unit = _named(slots)
    begin = Moment(base.year - (month == 12 and unit == "season" and base.month < 3), month)
    mod = slots.get("earlier_later") or slots.get("position")
    reference = told.value if told else context.today
    return Resolved("DATE", timex3(begin, unit), mod, context.basis, reference, (begin, unit))


def _named(slots: Slots) -> tuple[int, str]:
    """The month with which a month or season begins, and which of both it is."""
    return (int(slots["month_name"]), "month") if "month_name" in slots else (SEASONS[slots["season"]][1], "season")


def offset(slots: Slots, context: Context, place: Place) -> Resolved | None:
    """two days later, a year earlier; a week later, on Friday: n units from the date told last."""
    sign, unit = int(slots.get("earlier") or slots["beside"]), slots["unit"]
    told = _told(context, unit)
    base = told.at if told else context.published
    if told is None and "told" in slots:
        return duration(slots, context, place)
    if base is None or not _counted(slots) or _too_coarse(told, unit):
        return _vague(sign)
    now = context.now if told is None else told.at if told.unit == "minute" else None
    if "weekday_name" in slots:
        near = shift(base, sign * int(_count(slots)), unit)
        return on_day(_near(near, slots), slots, context.basis, _reference(context, unit))
    moved = _compared(slots, context, place, sign) or _moved(base, now, sign, slots, context, _reference(context, unit))
    # A look back over a year leaves the story where it was: "40 a year earlier, … compared with 12 a year earlier".
    return moved._replace(anchor=None) if moved and unit == "year" and sign < 0 else moved


def _near(day: Moment, slots: Slots) -> Moment:
    """The weekday nearest to a day."""
    return day.plus(days=(int(slots["weekday_name"]) - day.weekday() + 3) % 7 - 3)


def same(slots: Slots, context: Context, place: Place) -> Resolved | None:
    """that day, the same month, at that time, that night; later in the day, where that is the day of the report."""
    unit = slots.get("day_unit") or slots.get("calendar_unit") or "day"
    mod = slots.get("earlier_later") or slots.get("position")
    told = None if "clock_day" in slots else _told(context, unit) or context.last
    base = told.at if told else context.published
    if base is None:
        return Resolved("DATE", "PAST_REF", mod)
    reference = told.value if told else context.today
    if "weekday_name" in slots:
        return on_day(_near(base, slots), slots, context.basis, reference)
    if unit == "day" and told is not None and not told.is_day and told.unit != "week":
        return Resolved("DATE", told.value, mod, context.basis, reference, (told.at, told.unit))
    if unit == "day":
        return on_day(base, slots, context.basis, reference, mod)
    return Resolved("DATE", timex3(base, unit), mod, context.basis, reference, (_start_of(base, unit), unit))


def quarter(slots: Slots, context: Context, place: Place) -> Resolved | None:
    """the quarter, the year-ago quarter: the one told last, else the last that was over at publication."""
    step = int(slots.get("step", 0))
    if context.quarter is not None and "latest" not in slots:
        at, reference = context.quarter.at, context.quarter.value
    elif context.published is not None:
        at, reference = shift(_start_of(context.published, "quarter"), -1, "quarter"), context.published.isodate()
    else:
        return None
    begin = Moment(int(slots["year"]), at.month) if "year" in slots else shift(at, step, "year")
    anchor = None if step else (begin, "quarter")
    return Resolved("DATE", timex3(begin, "quarter"), slots.get("position"), context.basis, reference, anchor)


def day_of_month(slots: Slots, context: Context, place: Place) -> Resolved | None:
    """the 5th of that month, on the 5th: of the month told last, else of this one, or of the last where it is past."""
    told = context.last if context.last and context.last.unit != "year" else None
    base, number = told.at if told else context.published, int(slots["day"])
    if base is None:
        return None
    if told is None and number > base.day and place.tense == "past":
        base = shift(Moment(base.year, base.month), -1, "month")
    return on_day(base.midnight._replace(day=number).checked(), slots, context.basis, timex3(base, "month"))
