"""Which entries are wanted: one set of filters for ``show`` and ``export``."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime

from idlibtl.dates import Interval, Moment, from_edtf, from_timex3
from idlibtl.model import KINDS, Document, Kind

_LONGEST_DATE = 60


class FilterError(ValueError):
    """A filter that can't be meant so; the message names the words that could not be read."""


@dataclass(frozen=True, slots=True)
class Filter:
    """What to keep. Every condition given must hold; without any, all entries but the faint are kept.

    ``since`` counts from the beginning of its interval, ``until`` to the end of it; what overlaps them is kept.
    ``actor``, ``place``, ``attributed_to`` (who says so) and ``source`` are parts of names, in any case and with or
    without accents; ``tag`` is a whole one. ``limit`` takes the first entries, ``top`` those of most salience, still in
    the order of time. Raises FilterError.
    """

    since: Interval | None = None
    until: Interval | None = None
    search: str | None = None
    source: str | None = None
    kind: tuple[Kind, ...] = ()
    min_sources: int = 1
    disputed: bool = False
    actor: str | None = None
    place: str | None = None
    attributed_to: str | None = None
    tag: str | None = None
    limit: int | None = None
    top: int | None = None
    all: bool = False

    def __post_init__(self) -> None:
        if unknown := [kind for kind in self.kind if kind not in KINDS]:
            raise FilterError(f"not a kind: {unknown[0]!r}; choose from {', '.join(KINDS)}")
        for name, value in (("min_sources", self.min_sources), ("limit", self.limit), ("top", self.top)):
            if value is not None and value < 1:
                raise FilterError(f"{name.replace('_', '-')} is at least 1, not {value}")
        if self.since is not None and self.since.begin is None:
            raise FilterError(f"{self.since.edtf} has no beginning to count from")
        if self.until is not None and self.until.end is None:
            raise FilterError(f"{self.until.edtf} has no end to count to")
        begin, end = self.begin, self.end
        if begin is not None and end is not None and begin >= end:
            raise FilterError(f"nothing lies between {begin.isodate()} and {end.plus(seconds=-1).isodate()}")

    @property
    def begin(self) -> Moment | None:
        return self.since.begin if self.since else None

    @property
    def end(self) -> Moment | None:
        return self.until.end if self.until else None

    def wants_source(self, document: Document) -> bool:
        """Whether ``source`` is part of its paths, publisher or title, or begins its id."""
        if self.source is None:
            return True
        names = (*document.paths, document.publisher or "", document.title or "")
        return document.id.startswith(self.source) or any(contains(name, self.source) for name in names)


def fold(text: str) -> str:
    """The text without case and accents, for comparing names: "Erdoğan" as "erdogan"."""
    if text.isascii():
        return text.casefold()
    return "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))


def contains(text: str, part: str) -> bool:
    return fold(part) in fold(text)


def read_date(words: str) -> Interval:
    """A date that a user gave, in the precision given: ISO 8601, EDTF or what dateparser reads.

    Words that mean another day tomorrow ("yesterday", "5 March" without a year) are refused, and so are figures whose
    order is anybody's guess ("03/04/2020"). Raises FilterError.
    """
    text = " ".join(words.split())
    if match := re.fullmatch(r"(\d{4})([-/.]?)(\d{1,2})(?:\2(\d{1,2}))?", text):
        year, separator, month, day = match.groups()
        if separator or len(text) == 8:
            text = "-".join(part.zfill(2) for part in (year, month, day) if part)
    try:
        return from_edtf(text)
    except ValueError:
        is_iso = re.match(r"-?\d{4}-|\.\.|\[", text)
        if is_iso or not re.search(r"\d{4}", text) or len(text) > _LONGEST_DATE:
            raise FilterError(_unread(words)) from None
    readings = _read_loosely(text)
    if len(readings) > 1:
        raise FilterError(
            f"{words!r} can be read in more than one way; write a full date such as 2020-03-05 or 2020-03"
        )
    for value in readings:
        found = from_timex3(value)
        if found is not None:
            return found
    raise FilterError(_unread(words))


def _unread(words: str) -> str:
    return f"cannot read the date {words!r}; write 2020-03-05, 2020-03, 2020 or 5 March 2020"


_PRECISION = {"year": 4, "month": 7, "day": 10, "time": 16}


def _read_loosely(text: str) -> set[str]:
    """TIMEX3 values that dateparser gives on two different days, with day first and with month first."""
    from dateparser.date import DateDataParser  # takes longer to import than all the rest of `show`

    readings = set()
    for base, order in ((datetime(2000, 2, 3, 4, 5), "DMY"), (datetime(1971, 8, 20, 17, 30), "MDY")):
        settings = {
            "PARSERS": ["absolute-time"],
            "RELATIVE_BASE": base,
            "DATE_ORDER": order,
            "PREFER_LOCALE_DATE_ORDER": False,
            "RETURN_TIME_AS_PERIOD": True,
        }
        data = DateDataParser(languages=["en"], settings=settings).get_date_data(text)
        if data.date_obj is not None:
            readings.add(data.date_obj.isoformat()[: _PRECISION[data.period or "day"]])
    return readings
