"""Sentences with their offsets: what splits a text, what doesn't."""

from __future__ import annotations

import time

import pytest

from idlibtl.events.sentences import sentences


def split(text: str) -> list[str]:
    return [text[sentence.start : sentence.end] for sentence in sentences(text, "en")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Troops left. Buses came.", ["Troops left.", "Buses came."]),
        ('"Troops left. Buses came." Nobody asked.', ['"Troops left.', 'Buses came."', "Nobody asked."]),
        ("“Troops left.” “Buses came.”", ["“Troops left.”", "“Buses came.”"]),
        ("A headline\n\nTroops left.", ["A headline", "Troops left."]),
        ("- Troops left\n- Buses came", ["- Troops left", "- Buses came"]),
        ("Gen. Ivanov met Mr. Akar in the U.S. on Monday.", ["Gen. Ivanov met Mr. Akar in the U.S. on Monday."]),
        ("Troops left.\r\nBuses came.\r\n", ["Troops left.", "Buses came."]),
        ("Troops left.\rBuses came.", ["Troops left.", "Buses came."]),
        ("Did troops leave? They did!", ["Did troops leave?", "They did!"]),
        ("", []),
        (" \n\t\n", []),
    ],
)
def test_split(text: str, expected: list[str]) -> None:
    assert split(text) == expected


def test_hard_wrapped_text_is_read_across_its_lines() -> None:
    text = (
        "Troops left the town on\nMonday, when the first of\nthe buses came to the old\nmarket and took the last of\n"
        "the guards away to the\nnorth. Nobody saw where\nthey went.\n"
    )
    assert len(split(text)) == 2
    assert split(text)[1] == "Nobody saw where\nthey went."


def test_a_sentence_never_ends_within_a_date() -> None:
    from reading import read

    text = "The road was opened at 4 p.m. Monday. Cars passed."
    assert [text[m.start : m.end] for m in read(text)] == ["The road was opened at 4 p.m. Monday.", "Cars passed."]


def test_headings_and_paragraphs_are_told_apart() -> None:
    found = sentences("A headline\n\nTroops left. Buses came.\n\nCars passed.", "en")
    assert [sentence.ends for sentence in found] == [False, True, True, True]
    assert len({sentence.paragraph for sentence in found}) == 3
    assert found[1].paragraph == found[2].paragraph


def test_a_long_line_without_a_stop_is_cut_and_soon_done() -> None:
    began = time.process_time()
    found = sentences("troops left the town " * 50_000, "en")
    assert time.process_time() - began < 20
    assert all(sentence.end - sentence.start <= 2000 for sentence in found)
    assert "".join(split("troops left the town " * 500)).replace(" ", "") == "troopsleftthetown" * 500
