"""Lengths of time, repetitions, and times that nobody tells: values that need no calendar."""

from __future__ import annotations

from idlibtl.tag.context import Context, Place, Resolved, Slots

CLOCK_UNITS = ("second", "minute", "hour")

_LETTERS = {
    "second": "S",
    "minute": "M",
    "hour": "H",
    "day": "D",
    "week": "W",
    "fortnight": "W",
    "weekend": "WE",
    "month": "M",
    "quarter": "Q",
    "year": "Y",
    "decade": "DE",
    "century": "CE",
}
_HALVES = {
    "minute": (30, "second"),
    "hour": (30, "minute"),
    "day": (12, "hour"),
    "year": (6, "month"),
    "decade": (5, "year"),
    "century": (50, "year"),
}
_UNIT_SLOTS = ("unit", "long_unit", "long_units", "units", "calendar_unit")


def period(slots: Slots) -> str:
    """The TIMEX3 value of a length of time."""
    unit = next(slots[name] for name in _UNIT_SLOTS if name in slots)
    number = slots.get("n", "1").replace(",", "") if {"n", "article", "half"} & slots.keys() else "X"
    whole, _, part = number.partition(".")
    halved = "half" in slots or part == "5" or ("and_half" in slots and number != "X")
    if halved and unit in _HALVES:
        pieces = [] if "half" in slots or whole == "0" else [(whole, unit)]
        count, smaller = _HALVES[unit]
        pieces.append((str(count), smaller))
    elif halved:
        pieces = [(f"{0 if 'half' in slots else whole}.5", unit)]
    else:
        pieces = [(number, unit)]
    if "smaller" in slots:
        pieces.append((slots["more"].replace(",", ""), slots["smaller"]))
    return _written(pieces)


def _written(pieces: list[tuple[str, str]]) -> str:
    told = [
        (str(2 * float(number)).removesuffix(".0"), "week") if unit == "fortnight" and number != "X" else (number, unit)
        for number, unit in pieces
    ]
    days = "".join(number + _LETTERS[unit] for number, unit in told if unit not in CLOCK_UNITS)
    clock = "".join(number + _LETTERS[unit] for number, unit in told if unit in CLOCK_UNITS)
    return f"P{days}T{clock}" if clock else f"P{days}"


def duration(slots: Slots, context: Context, place: Place) -> Resolved | None:
    return Resolved("DURATION", period(slots), slots.get("approximately"))


def every(slots: Slots, context: Context, place: Place) -> Resolved | None:
    """every Friday, every two weeks, twice a month."""
    if "weekday_name" in slots:
        return Resolved("SET", f"XXXX-WXX-{int(slots['weekday_name']) + 1}")
    if "part" in slots:
        return Resolved("SET", f"XXXX-XX-XXT{slots['part']}")
    if "weekends" in slots:
        return Resolved("SET", "XXXX-WXX-WE")
    if "season" in slots:
        return Resolved("SET", f"XXXX-{slots['season']}")
    if "month_name" in slots:
        return Resolved("SET", f"XXXX-{int(slots['month_name']):02}")
    return Resolved("SET", period({"n": "1", **{k: v for k, v in slots.items() if k in ("n", "unit")}}))


def repeated(slots: Slots, context: Context, place: Place) -> Resolved | None:
    return Resolved("SET", slots["repeated"])


def vague(slots: Slots, context: Context, place: Place) -> Resolved | None:
    return Resolved("DATE", slots["vague"])
