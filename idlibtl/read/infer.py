"""A publication date that no line tells but quoted posts and days of the week give away.

Evidence is needed from two sides: a full date, and a day of the week (or an agency's dateline without its year) that
fits it. One alone is nothing: the date of a quotation may be years old, and any date fits one weekday in seven.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from idlibtl.read.stamp import Stamp, day_of, deictic_weekdays, find

SEARCHED = 200_000
_NEAR = timedelta(days=31)
_NEAR_WITH_WEEKDAY = timedelta(days=180)
_SIGNED = re.compile(r"(?:^|[—–―\r\n-])[^—–―\r\n]{0,80}\(@\w{1,40}\)[ \t\xa0]*[·•,|-]?[ \t\xa0]*$")
_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True, slots=True)
class Inferred:
    """The day, the stamp it rests on and the other side's evidence, in words."""

    day: date
    stamp: Stamp
    reason: str


def infer(text: str, start: int = 0, undated: Sequence[Stamp] = ()) -> Inferred | None:
    """The day of publication as far as the text gives it away; None without evidence from two sides.

    ``undated`` are the text's datelines without a year.
    """
    end = min(len(text), start + SEARCHED)
    dated = [(day, stamp) for stamp in find(text, start, end) if not stamp.ambiguous and (day := day_of(stamp))]
    if not dated:
        return None
    latest = max(day for day, _ in dated)
    for stamp in undated:
        found = _with_year(stamp, latest)
        if found is not None:
            return found
    last = [stamp for day, stamp in dated if day == latest]
    posts = [stamp for stamp in last if _SIGNED.search(text[max(0, stamp.start - 130) : stamp.start])]
    if not posts:
        return None
    told = deictic_weekdays(text[start:end])
    if not told:
        return None
    # The first day told is that of the news itself: the day of the quoted post, or one of the two after it.
    for later in range(3):
        day = latest + timedelta(days=later)
        if day.weekday() == told[0]:
            return Inferred(day, posts[0], f"the {_NAMES[told[0]]} told in the text")
    return None


def _with_year(stamp: Stamp, latest: date) -> Inferred | None:
    """The year of a dateline, from the latest full date of the text: that very day, or the next such day if near."""
    for year in (latest.year, latest.year + 1):
        day = day_of(stamp, year=year)
        if day is None or not timedelta(0) <= day - latest <= (_NEAR if stamp.weekday is None else _NEAR_WITH_WEEKDAY):
            continue
        if stamp.weekday in (None, day.weekday()):
            return Inferred(day, stamp, f"the date {latest} in the text")
    return None
