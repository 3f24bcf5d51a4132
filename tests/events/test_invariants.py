"""What holds for every text, however broken: no exception, and quotes that are the text's own words."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reading import document

from idlibtl.events.mentions import account
from idlibtl.events.titles import LONGEST
from idlibtl.model import LONGEST_QUOTE, Mention
from idlibtl.pipeline import timexes

DATA = sorted(Path(__file__).resolve().parents[2].joinpath("data").glob("*.[tm][xd]*"))
TEXTS = [path.read_text(encoding="utf-8") for path in DATA]
FRAGMENTS = [
    "Troops left the town", "the ministry said", "on Monday", "on 5 March 2020", "within seven days", "at midnight",
    "a truce", "that took effect", "which was", "33 soldiers were killed", "killing up to 36", "was", "had been agreed",
    "will start", "“", "”", '"', "’s", "'", ",", ";", ":", ".", "…", "?", "\n", "\r\n", "\r", "\n\n", "## ", "- ", "—",
    "(", ")", "since 2012", "when", "ahead of", "a summit", "according to", "that", "and", "to", "from 1 to 5 March",
    "the 2018 memorandum", "one day before the talks", "14:06", "if", "the", "of", "in Ankara", "Mr", "al-", "U.S.",
    "p.m.", "1,300", "between 5 and 6", "including", "\u200b", "\xa0", "İ", "ß", "\U0001f600", "́",
]  # fmt: skip
DATES = st.sampled_from([None, date(2020, 3, 5), date(1, 1, 1), date(9999, 12, 31)])

glued = st.lists(st.sampled_from(FRAGMENTS), max_size=40).map(" ".join)
crammed = st.lists(st.sampled_from(FRAGMENTS), max_size=40).map("".join)
noise = st.text(max_size=200)


def check(text: str, published: date | None, prose: int = 0) -> list[Mention]:
    report = document(text, published, prose)
    found, omitted, dated = account(report, timexes(report))
    roots = {mention.id: mention for mention in found if mention.elaborates is None}
    assert all(omission.start < omission.end <= len(text) and text[omission.start] for omission in omitted)
    assert len({omission.start for omission in omitted}) == len(omitted) <= dated
    assert len({mention.id for mention in found}) == len(found)
    for mention in found:
        quote = text[mention.start : mention.end]
        assert prose <= mention.start < mention.end <= len(text)
        assert 0 < len(quote) <= LONGEST_QUOTE
        assert quote.strip()
        assert 0 < len(mention.title) <= LONGEST
        assert mention.title == mention.title.strip()
        assert "\n" not in mention.title
        assert mention.timex is None or mention.when is not None
        assert mention.reasons
        assert mention.elaborates is None or roots[mention.elaborates].when is not None
    return found


@settings(max_examples=150, deadline=None)
@given(st.one_of(glued, crammed, noise), DATES)
def test_any_text(text: str, published: date | None) -> None:
    check(text, published)


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_broken_reports(data: st.DataObject) -> None:
    text = data.draw(st.sampled_from(TEXTS))
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(text)))
        gone = data.draw(st.integers(0, 60))
        text = text[:place] + data.draw(st.sampled_from(["", *FRAGMENTS])) + text[place + gone :]
    check(text, date(2020, 3, 12))


@pytest.mark.parametrize("path", DATA, ids=lambda path: path.name)
def test_sample_reports(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    found = check(text, date(2020, 3, 12))
    assert found
    assert not any("\n" in text[mention.start : mention.end] for mention in found)


def test_reading_twice_tells_the_same() -> None:
    for text in TEXTS:
        assert check(text, date(2020, 3, 12)) == check(text, date(2020, 3, 12))


def test_a_megabyte_without_a_stop() -> None:
    check("troops left the town on Monday " * 33_000, date(2020, 3, 5))


@settings(max_examples=60, deadline=None)
@given(glued, glued)
def test_nothing_before_the_prose_is_told(front: str, prose: str) -> None:
    text = f"{front}\n\n{prose}"
    check(text, date(2020, 3, 5), len(front) + 2)


def test_lone_surrogates() -> None:
    assert check("Troops left the \ud800town on Monday.", date(2020, 3, 5))


@pytest.mark.parametrize(
    "words", ["According to the council.", "the ministry said according to", "The mayor said that.", "…, said"]
)
def test_nothing_but_an_attribution(words: str) -> None:
    check(words, date(2020, 3, 5))
