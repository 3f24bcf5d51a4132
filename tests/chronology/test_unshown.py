"""Which omissions are left when the mentions are merged."""

from __future__ import annotations

from dataclasses import replace

import pytest

from idlibtl.chronology.coverage import unshown
from idlibtl.dates import from_edtf
from idlibtl.model import Entry, Kind, Link, Mention, Omission

OMISSIONS = (Omission("a", 0, 10, "hypothetical"), Omission("a", 10, 30, "no date"), Omission("b", 0, 10, "opinion"))


def entry(document: str, start: int, kind: Kind = "occurred", date: str | None = "2020-03-05") -> Entry:
    when = from_edtf(date) if date else None
    mention = Mention("m", document, start, start + 3, when, "stated", kind, "Title")
    link = Link(document, start, start + 3, 1, start + 1, "abc")
    return Entry("m", when, "Title", kind, (mention,), (link,))


@pytest.mark.parametrize(
    ("found", "left"),
    [
        (entry("a", 0), [1, 2]),
        (entry("a", 9), [1, 2]),
        (entry("a", 10), [0, 2]),
        (entry("a", 30), [0, 1, 2]),
        (entry("b", 4), [0, 1]),
        (entry("c", 4), [0, 1, 2]),
        (entry("a", 0, "hypothetical"), [0, 1, 2]),
        (entry("a", 0, date=None), [0, 1, 2]),
    ],
)
def test_what_an_entry_shows_is_not_omitted(found: Entry, left: list[int]) -> None:
    assert unshown(OMISSIONS, [found]) == tuple(OMISSIONS[number] for number in left)


def test_a_supposition_that_another_report_confirms_is_shown() -> None:
    confirmed = entry("c", 5)
    supposed = entry("a", 2, "hypothetical")
    merged = replace(
        confirmed,
        mentions=(*confirmed.mentions, *supposed.mentions),
        links=(*confirmed.links, *supposed.links),
        voices=(),
    )
    assert unshown(OMISSIONS, [supposed]) == OMISSIONS
    assert unshown(OMISSIONS, [merged]) == OMISSIONS[1:]
