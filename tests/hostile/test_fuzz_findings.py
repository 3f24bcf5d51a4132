"""What the fuzzers and fuzz/growth.py found, so that it stays mended."""

from __future__ import annotations

from typing import Any

import pytest
import sentencex
from invariants import chronology, csv_holds, recorded

from idlibtl.events import sentences
from idlibtl.export import Options
from idlibtl.tag.records import Record, records


@pytest.mark.parametrize("piece", ["'", "‘ ", "« ", "`", "A!", "A. "])
def test_sentencex_is_given_pieces(piece: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its work grows with the square of a run of quotation marks: 200,000 took two seconds, 50 million take a day."""
    given = []
    real = sentencex.get_sentence_boundaries

    def watched(language: str, text: str) -> Any:
        given.append(len(text))
        return real(language, text)

    monkeypatch.setattr(sentencex, "get_sentence_boundaries", watched)
    text = piece * (200_000 // len(piece))
    sentences.sentences(text, "en")
    assert sum(given) == len(text)
    assert max(given) <= 20_000


def test_halves_of_a_character_in_a_record_are_one() -> None:
    """An escape in JSON and a broken byte behind it: written as two escapes they would be read as one character."""
    recorded('{"id": "\\ud800\udcff", "text": "On 5 March 2020 \\udbff\udcffmen met."}\n')
    (found,) = records(['{"id": "\\ud800\udcffa", "text": "\\ud800 \udcff"}'], "a.jsonl")
    assert isinstance(found, Record)
    assert (found.id, found.text) == ("\U000100ffa", "\ud800 \udcff")


@pytest.mark.parametrize("length", [16_000, 16_384, 40_000])
def test_pieces_end_between_paragraphs_where_there_are_any(length: int) -> None:
    paragraph = "Dr. Aram opened a school at 9 a.m. on Monday. It was the first.\n\n"
    text = paragraph * (length // len(paragraph))
    found = [text[each.start : each.end] for each in sentences.sentences(text, "en")]
    assert found == ["Dr. Aram opened a school at 9 a.m. on Monday.", "It was the first."] * (length // len(paragraph))


@pytest.mark.parametrize("text", ["\t@SUM(A1)", "a; =1", "a\n=1", 'a;"=1', ";\t+1"])
def test_a_formula_behind_another_separator_is_none(text: str) -> None:
    """Excel reads semicolons where commas are decimal points."""
    for by in ("entry", "mention"):
        csv_holds(chronology([text]), Options(by=by))
