"""Dates for human readers, in the precision that they have: "5 Mar 2020", "week of 24 Feb 2020", "by 12 Mar 2020"."""

from __future__ import annotations

from dataclasses import replace

from idlibtl.dates import PARTS_OF_DAY, Granularity, Interval, Moment, from_edtf, zone_suffix

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
UNDATED = "undated"

_PARTS = {"MO": "morning", "MI": "midday", "AF": "afternoon", "EV": "evening", "NI": "night", "DT": "daytime"}
_SEASONS = {21: "spring", 22: "summer", 23: "autumn", 24: "winter"}
_ORDINALS = ("first", "second", "third", "fourth")
_MODS = {"START": "early", "MID": "mid", "END": "late"}
_BOUNDS = {"BEFORE": "before", "AFTER": "after", "ON_OR_BEFORE": "by", "ON_OR_AFTER": "from"}


def readable(when: Interval | None) -> str:
    """An interval as a reader would say it, no more precise than it is."""
    if when is None:
        return UNDATED
    plain = _plain(when)
    marks = when.edtf[len(plain.edtf) :]
    text = _named(plain)
    bounded = when.begin is None or when.end is None
    if when.mod in _MODS:
        text = f"{text} ({_MODS[when.mod]})"
    elif when.mod in _BOUNDS and not bounded:
        text = f"{_BOUNDS[when.mod]} {text}"
    elif when.mod == "APPROX" or "~" in marks or "%" in marks:
        text = f"about {text}"
    return f"{text}?" if "?" in marks or "%" in marks else text


def year_heading(when: Interval | None) -> str:
    """The heading of the largest group: "2020", "480 BC", "1990s", "20th century", "Undated"."""
    if when is None:
        return "Undated"
    if when.granularity in (Granularity.DECADE, Granularity.CENTURY):
        return _named(_plain(when))
    return _year(anchor(when).year)


def month_heading(when: Interval | None) -> str | None:
    """The month ("March 2020") of a date that lies in a month or begins a span of days; None for what is coarser."""
    if when is None or not _within_month(when):
        return None
    first = anchor(when)
    return f"{MONTHS[first.month - 1]} {_year(first.year)}"


def anchor(when: Interval) -> Moment:
    """The moment by which an interval is filed: its beginning, or the last moment of a deadline."""
    if when.begin is not None:
        return when.begin
    assert when.end is not None
    return when.end.plus(seconds=-1)


def _plain(when: Interval) -> Interval:
    return replace(when, edtf=when.edtf.rstrip("?~%"))


def _within_month(when: Interval) -> bool:
    if when.granularity is Granularity.SPAN:
        parts = [part for part in _ends(when.edtf) if part]
        return all(part.count("-") - part.startswith("-") >= 2 for part in parts)
    return when.granularity <= Granularity.MONTH


def _named(when: Interval) -> str:
    first = when.begin
    match when.granularity:
        case Granularity.SPAN:
            return _span(when.edtf)
        case _ if first is None or when.end is None:
            return _span(when.edtf)
        case Granularity.SECOND | Granularity.MINUTE | Granularity.HOUR:
            seconds = f":{first.second:02}" if when.granularity is Granularity.SECOND else ""
            zone = zone_suffix(when.zone).replace("Z", "UTC")
            return f"{_day(first)} {first.hour:02}:{first.minute:02}{seconds} {zone}".rstrip()
        case Granularity.PART:
            return f"{_day(first)}, {_part(first, when.end)}"
        case Granularity.DAY:
            return _day(first)
        case Granularity.WEEKEND | Granularity.WEEK:
            if not when.edtf.startswith("["):
                return _span(when.edtf)
            return f"{when.granularity.name.lower()} of {_day(first)}"
        case Granularity.MONTH:
            return f"{_month(first)} {_year(first.year)}"
        case Granularity.SEASON:
            return _season(when.edtf, first.year)
        case Granularity.QUARTER:
            return f"{_ORDINALS[(first.month - 1) // 3]} quarter of {_year(first.year)}"
        case Granularity.HALF:
            return f"{_ORDINALS[first.month // 7]} half of {_year(first.year)}"
        case Granularity.YEAR:
            return _year(first.year)
        case Granularity.DECADE:
            return f"{first.year}s"
        case _:
            number = first.year // 100 + 1
            return f"{number}{_suffix(number)} century"


def _span(edtf: str) -> str:
    """A period, or some time within one, from its EDTF; the EDTF itself where it says more than we can."""
    left, right = _ends(edtf)
    try:
        if not left:
            return f"by {readable(from_edtf(right))}"
        if not right:
            return f"from {readable(from_edtf(left))}"
        first, last = from_edtf(left), from_edtf(right)
    except ValueError:
        return edtf
    begin, end = readable(first), readable(last)
    if edtf.startswith("["):
        return f"between {begin} and {end}"
    same = first.granularity is last.granularity and first.begin and last.begin
    if same and first.begin and last.begin and first.begin.year == last.begin.year:
        begin = begin.removesuffix(f" {_year(first.begin.year)}")
        if first.granularity is Granularity.DAY and first.begin.month == last.begin.month:
            begin = str(first.begin.day)
    return f"{begin}–{end}" if begin.isdigit() and end[0].isdigit() else f"{begin} – {end}"


def _ends(edtf: str) -> tuple[str, str]:
    left, _, right = edtf.strip("[]").replace("..", "/").partition("/")
    if left == "" and right.startswith("/"):
        right = right[1:]
    return left, right.strip("/")


def _part(begin: Moment, end: Moment) -> str:
    for code, (first, last) in PARTS_OF_DAY.items():
        midnight = begin.midnight
        if begin == midnight.plus(hours=first) and end == midnight.plus(hours=last):
            return _PARTS[code]
    return f"{begin.hour:02}:{begin.minute:02}–{end.hour:02}:{end.minute:02}"


def _season(edtf: str, year: int) -> str:
    code = int(edtf.rsplit("-", 1)[1])
    years = f"{_year(year)}/{(year + 1) % 100:02}" if code == 24 and year > 0 else _year(year)
    return f"{_SEASONS[code]} {years}"


def _day(moment: Moment) -> str:
    return f"{moment.day} {_month(moment)} {_year(moment.year)}"


def _month(moment: Moment) -> str:
    return MONTHS[moment.month - 1][:3]


def _year(year: int) -> str:
    return str(year) if year > 0 else f"{1 - year} BC"


def _suffix(number: int) -> str:
    return "th" if 10 <= number % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
