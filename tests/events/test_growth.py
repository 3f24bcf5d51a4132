"""Work grows with the text, and no faster: lines of code run are counted, not seconds."""

from __future__ import annotations

import sys
from types import FrameType
from typing import Any

import pytest

from idlibtl.events import words
from idlibtl.events.lexicon import lexicon
from idlibtl.events.mentions import account
from idlibtl.events.sentences import sentences
from idlibtl.events.words import Vocabulary
from idlibtl.model import Document
from idlibtl.pipeline import timexes

LENGTH = 10_000  # characters, some sentences' worth


class Lines:
    """Counts the lines of `idlibtl.events` that run, those of loops each time."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, frame: FrameType, event: str, _: Any) -> Lines | None:
        if "idlibtl" not in frame.f_code.co_filename:
            return None
        self.count += 1
        return self


def work(text: str) -> int:
    """Lines that run to read a text whose words are known."""
    document = Document("d", ("d.txt",), text, "0")
    found = timexes(document, None)
    account(document, found)
    lines = Lines()
    before = sys.gettrace()
    sys.settrace(lines)
    try:
        account(document, found)
    finally:
        sys.settrace(before)
    return lines.count


@pytest.mark.parametrize(
    "unit",
    [
        "on 5 March 2020, ",
        "on Monday shells hit Ariha and ",
        '"No," he said. ',
        "said that ",
        "Many Men Of Ariha Left ",
        "33 ",
        "33 men were killed and ",
        '" ',
        "( ",
        "“",
        "according to ",
        "shells fell; ",
        "A line\n",
        "a",
    ],
)
def test_twice_the_text_is_twice_the_work(unit: str) -> None:
    once = (unit * LENGTH)[:LENGTH]
    assert work(once + once) <= 2.3 * work(once) + 500


def test_repeated_dates_are_no_sentence_longer_than_others() -> None:
    text = "on 5 March 2020, " * 1000
    found = sentences(text, "en", timexes(Document("d", ("d.txt",), text, "0"), None))
    assert max(sentence.end - sentence.start for sentence in found) <= 2000
    assert " ".join(text[sentence.start : sentence.end] for sentence in found) == text.strip()


def test_a_word_is_worked_out_once() -> None:
    vocabulary = lexicon("en").vocabulary
    assert vocabulary["Ariha"] is vocabulary["Ariha"]
    assert vocabulary["Said"].bare is vocabulary["said"].bare


def test_vocabulary_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(words, "_MOST", 10)
    vocabulary = Vocabulary(lexicon("en"))
    for number in range(25):
        assert vocabulary[f"w{number}"].text == f"w{number}"
        assert len(vocabulary) <= 10
