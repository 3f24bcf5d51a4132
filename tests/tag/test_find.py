"""Where expressions begin and end, and how their clauses look. Nothing here knows a date."""

from __future__ import annotations

import sys

import pytest

from idlibtl.languages import load
from idlibtl.tag.find import Candidate, find

ENGLISH = load("en")


def found(text: str) -> list[Candidate]:
    return list(find(text, ENGLISH))


def texts(text: str) -> list[str]:
    return [candidate.text for candidate in found(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("(5 March 2020)", ["5 March 2020"]),
        ("“5 March 2020”", ["5 March 2020"]),
        ("-5 March 2020-", ["5 March 2020"]),
        ("--5 March 2020--", ["5 March 2020"]),
        ("it ended.On Monday", ["Monday"]),
        ("ANKARA,5 March 2020", ["5 March 2020"]),
        ("on 5\u00a0March 2020", ["5\u00a0March 2020"]),
        ("on 5 March\n2020", ["5 March\n2020"]),
        ("on 5 March\n\nin 2020", ["5 March", "2020"]),
        ("2020-03-05.", ["2020-03-05"]),
        ("Monday’s attack", ["Monday"]),
        ("the 1990s’ wars", ["the 1990s"]),
        ("1965's man", ["1965"]),
        ("Su-24", []),
        ("in 2011-present", ["2011"]),
        ("March 5-April 3", ["March 5", "April 3"]),
        ("at 5.30 he", []),
        ("v2020", []),
        ("2020th", []),
        ("in 2018$ or 2018%", []),
        ("in #2018 or @2018 or $2018", []),
        ("file_2020_03", []),
        ("2020.txt", []),
        ("17:23:45:01", []),
        ("10.0.0.1", []),
        ("1,2018", []),
        ("Run togetherMonday", []),
    ],
)
def test_edges(text: str, expected: list[str]) -> None:
    assert texts(text) == expected


def test_two_that_share_their_words() -> None:
    first, second = found("On 5th and 12th January 2019 it fell.")
    assert (first.text, first.slots["day"], second.text, second.slots["day"]) == ("5th", "5", "12th January 2019", "12")
    assert first.slots["year"] == second.slots["year"] == "2019"
    assert [candidate.slots["year"] for candidate in found("in 2011-2013")] == ["2011", "2013"]


def test_longest_wins_and_of_equals_the_first() -> None:
    assert [candidate.rule for candidate in found("the following day at midnight")] == ["following-day-at"]
    assert [candidate.rule for candidate in found("2020-03-05")] == ["iso-date"]


@pytest.mark.parametrize(
    ("text", "tense"),
    [
        ("They will meet on Sunday.", "future"),
        ("They met on Sunday.", "past"),
        ("The deal will be signed on Sunday.", "future"),
        ("The deal was signed on Sunday.", "past"),
        ("On Sunday the deal will be signed.", "future"),
        ("It rained. On Sunday.", None),
        ("They will meet. He came on Sunday.", "past"),
        ("The U.S. envoy will come on Sunday.", "future"),
        ("He agreed to go on Sunday.", "future"),
        ("He was able to go on Sunday.", "past"),
        ("He went to Moscow on Sunday.", "past"),
        ("Hold it until Sunday.", "future"),
        ("A talk by telephone on Sunday.", None),
        ("They struck to free the town on Sunday.", "past"),
        ("Ministers to meet in Geneva on Sunday.", "future"),
        ("They decided to leave on Sunday.", "future"),
    ],
)
def test_tense(text: str, tense: str | None) -> None:
    assert [candidate.clause.tense for candidate in found(text)] == [tense]


def test_sentences() -> None:
    text = "At 5 p.m. Friday. On Monday? On Tuesday\n\nOn Sunday at the U.S. base"
    assert [(c.text, c.clause.number) for c in found(text)] == [
        ("5 p.m. Friday", 0),
        ("Monday", 1),
        ("Tuesday", 2),
        ("Sunday", 3),
    ]


def test_start() -> None:
    assert [candidate.start for candidate in find("Monday Tuesday", ENGLISH, start=1)] == [7]


@pytest.mark.parametrize("size", [1, 2, 5, 13])
def test_a_text_is_read_in_blocks_that_nobody_sees(size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    text = "He came on 5 March 2020 at noon.\n\nOn the following day, 6 March,\nat 14:30 GMT, it ended at last."
    whole = [(candidate.text, candidate.slots) for candidate in found(text)]
    assert [words for words, _ in whole] == ["5 March 2020 at noon", "the following day", "6 March,\nat 14:30 GMT"]
    monkeypatch.setattr(sys.modules["idlibtl.tag.find"], "_BLOCK", size)
    assert [(candidate.text, candidate.slots) for candidate in found(text)] == whole
