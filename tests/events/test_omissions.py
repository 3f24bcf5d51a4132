"""Why a dated sentence is not shown, and that docs/events.md says so."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from reading import PUBLISHED, document

from idlibtl.events.mentions import account
from idlibtl.model import OMISSION_REASONS
from idlibtl.pipeline import timexes

NEWS = "The mayors met on Monday. They shook hands.\n\nThe road is long. It winds.\n\n"
PAGE = (Path(__file__).parents[2] / "docs" / "events.md").read_text(encoding="utf-8")
EXAMPLES: list[tuple[str, str]] = re.findall(
    rf"^\| ({'|'.join(OMISSION_REASONS)}) \|.*\| ([^|]+) \|$", PAGE.split("## What is left out")[1], re.M
)


def reasons(text: str, published: date | None = PUBLISHED) -> list[str]:
    report = document(text, published)
    omitted = account(report, timexes(report)).omissions
    assert all(report.text[o.start : o.end] for o in omitted)
    return [omission.reason for omission in omitted]


@pytest.mark.parametrize(("reason", "sentence"), EXAMPLES)
def test_the_examples_of_the_page(reason: str, sentence: str) -> None:
    assert reasons(NEWS + sentence) == [reason]


def test_the_page_tells_every_reason() -> None:
    assert [reason for reason, _ in EXAMPLES] == list(OMISSION_REASONS)


@pytest.mark.parametrize(
    ("sentence", "reason"),
    [
        # The clause with the date has the reason, not the first clause.
        ("The road is long, and Ivanov hopes for peace by 2021.", "opinion"),
        # A modal verb supposes, whatever else the sentence holds.
        ("Ivanov, who fears the worst, could resign on Friday last week.", "hypothetical"),
        # Lengths of time date nothing, but what is only thought is told as that.
        ("Petrov hopes that it lasts for years.", "opinion"),
        ("It might last for years.", "hypothetical"),
        ("It has lasted for years.", "no date"),
        # What goes on since a date has that reason though its noun owns it.
        # "Within days" counts none.
        ("Within days it will be over.", "no date"),
        ("Click here to see troops who were there for years.", "furniture"),
    ],
)
def test_reason(sentence: str, reason: str) -> None:
    assert reasons(NEWS + sentence) == [reason]


def test_what_counts_from_an_unknown_day_has_no_date() -> None:
    assert reasons("Troops left on Monday. They had come in May.", None) == ["no date", "no date"]


def test_headings_datelines_and_headlines_are_not_counted() -> None:
    text = "The March truce\n\nARAM, 5 March 2020 – The mayors met on Monday.\n\nThe 2018 memorandum\n\nThey left."
    report = document(text)
    assert account(report, timexes(report)).dated == 1
