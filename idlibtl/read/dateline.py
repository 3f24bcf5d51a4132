"""The publication date of a text: metadata, a dateline, the file's name or quoted posts, in this order.

Nothing is invented: a date has day, month and year in the words that gave it, and a text that doesn't tell its date has
none. ``settle`` is the one way in.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from idlibtl.address import name as file_name
from idlibtl.model import Problem, PublishedBasis
from idlibtl.positions import position
from idlibtl.read.infer import infer
from idlibtl.read.masthead import Dateline, datelines, undated_datelines
from idlibtl.read.stamp import Stamp, order_of, value

_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_FILE_NAME = re.compile(
    r"(?<![0-9A-Za-z])(?P<year>(?:19|20)\d\d)(?P<mark>[-_.]?)(?P<month>[01]\d)(?P=mark)(?P<day>[0-3]\d)(?![0-9A-SU-Za-z])"
)


@dataclass(frozen=True, slots=True)
class Publication:
    """When a text was published, and which words say so. The fields are those of `Document`."""

    published: date | None = None
    at: datetime | None = None
    basis: PublishedBasis = "none"
    words: str | None = None
    span: tuple[int, int] | None = None
    problems: tuple[Problem, ...] = ()


def settle(
    text: str,
    *,
    paths: Sequence[str] = (),
    start: int = 0,
    given: Publication | None = None,
    heads: Sequence[Dateline] | None = None,
) -> Publication:
    """The publication date of ``text``, whose prose begins at ``start`` (behind the front matter).

    ``paths`` are its files, whose names may hold a date; ``given`` is what metadata say; ``heads`` are the text's
    datelines, where the caller has them already. Never raises.
    """
    path = paths[0] if paths else ""
    if given is not None and given.published is not None:
        return given
    if heads is None:
        heads = datelines(text, start)
    for choice in _by_rank(heads):
        found = _from_dateline(text, choice.stamp, path)
        if found is not None:
            return found
    for name in paths:
        found = _from_file_name(name)
        if found is not None:
            return found
    inferred = infer(text, start, undated_datelines(text, start))
    if inferred is not None:
        line, column = position(text, inferred.stamp.start)
        message = (
            f"the publication date {inferred.day} was inferred from “{inferred.stamp.words}” and {inferred.reason}; "
            "if it is wrong, give the date in sources.csv"
        )
        return Publication(
            published=inferred.day,
            basis="inferred",
            words=inferred.stamp.words,
            span=(inferred.stamp.start, inferred.stamp.end),
            problems=(Problem(path, "published-inferred", message, "notice", line, column),),
        )
    message = "no publication date was found, so words such as “yesterday” can't be dated; give the date in sources.csv"
    return Publication(problems=(Problem(path, "no-date", message, "notice"),))


def _by_rank(heads: Sequence[Dateline]) -> list[Dateline]:
    """A date labelled as that of publication, any other of the head, that of an update; each in order of the text.

    Of two that tell the same day the one with a clock time comes first.
    """
    rank = {"published": 0, "head": 1, "updated": 2}
    order = sorted(heads, key=lambda head: (rank[head.kind], head.stamp.start))
    if not order:
        return []

    def told(stamp: Stamp) -> tuple[int | None, int, int]:
        return stamp.year, max(stamp.month, stamp.day), min(stamp.month, stamp.day)

    day = told(order[0].stamp)
    timed = [head for head in order if head.stamp.clock and head.kind != "updated" and told(head.stamp) == day]
    return timed[:1] + order


def _from_dateline(text: str, stamp: Stamp, path: str) -> Publication | None:
    order, settled = order_of(stamp, text)
    at = value(stamp, order)
    if at is None:
        return None
    problems = []
    line, column = position(text, stamp.start)
    if not settled:
        message = (
            f"“{stamp.words}” was read as day, month, year: {at.date()}; nothing in the text settles the order. "
            "If it is wrong, give the date in sources.csv"
        )
        problems.append(Problem(path, "date-order", message, "notice", line, column))
    if stamp.weekday is not None and at.weekday() != stamp.weekday:
        message = (
            f"“{stamp.words}”: {at.date()} was a {_WEEKDAYS[at.weekday()]}; the date was taken as written. "
            "If it is wrong, give the date in sources.csv"
        )
        problems.append(Problem(path, "date-weekday", message, "notice", line, column))
    return Publication(
        published=at.date(),
        at=at if stamp.clock else None,
        basis="dateline",
        words=stamp.words,
        span=(stamp.start, stamp.end),
        problems=tuple(problems),
    )


def _from_file_name(path: str) -> Publication | None:
    for match in _FILE_NAME.finditer(file_name(path)):
        try:
            found = date(int(match["year"]), int(match["month"]), int(match["day"]))
        except ValueError:
            continue
        return Publication(published=found, basis="file-name", words=match[0])
    return None
