"""Labelled pairs, and the fitting of weights to them, on data small enough to count by hand."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest
import score
from fit_merge import regression, solve, worth, written
from pairs import HALVES, PAIRS, Count, Pair, Span, corpus, count, gold_chronology, pairs, together

from idlibtl.chronology.merge import Fitted, fitted

SUNK = "HARLUND, 3 May 2019. The ferry Miren sank off Valdora on Thursday, killing 14 people.\n"
ALSO = "VALDORA, 4 May 2019. Fourteen people were killed when the ferry Miren sank off Valdora Thursday, police said.\n"
APART = "OSLO, 3 May 2019. Ministers signed a fishing treaty in Oslo on Thursday.\n"


def test_a_system_of_equations_and_a_regression() -> None:
    assert solve([[0.0, 2.0], [1.0, 1.0]], [4.0, 5.0]) == pytest.approx([3.0, 2.0])
    labelled = [({"always": 1.0, "words": float(same)}, same) for same in (True, False) for _ in range(50)]
    found = regression(labelled)
    assert found["always"] < 0 < found["words"]
    even = regression([({"always": 1.0}, number % 4 == 0) for number in range(400)])
    assert even == {"always": pytest.approx(math.log(1 / 3), abs=0.01)}


def test_pairs_are_counted_as_entries_bring_them_together(tmp_path: Path) -> None:
    path = tmp_path / "articles.jsonl"
    texts = {"a": SUNK, "b": ALSO, "c": APART}
    lines = [json.dumps({"id": name, "text": text}) for name, text in texts.items()] + [
        json.dumps({"id": "c", "text": APART})
    ]
    path.write_text("\n".join(lines), encoding="utf-8")
    told = corpus(path)
    assert set(told.told) == {"a", "b", "c", "c-2"}
    spans = {name: Span(name, text.index("."), len(text)) for name, text in texts.items()}
    same, other = Pair(spans["a"], spans["b"], True, "fit"), Pair(spans["a"], spans["c"], False, "fit")
    assert count([same, other], together(told)) == Count(1, 1, 1)
    apart = together(told, Fitted({"always": -9.0}, 0.0, 0.0))
    assert count([same, other], apart) == Count(0, 1, 0)


def test_precision_recall_and_what_a_line_is_worth() -> None:
    counted = Count(4, 6, 3)
    assert (counted.precision, counted.recall) == (75, 50)
    assert worth(counted) == pytest.approx(15 / 22)
    assert (Count(0, 0, 0).precision, Count(0, 0, 0).recall) == (100, 100)


def test_the_file_of_weights_is_as_it_would_be_written_again() -> None:
    path = Path(score.ROOT, "idlibtl", "chronology", "merging.toml")
    assert path.read_text(encoding="utf-8") == written(fitted())


def test_the_labelled_pairs_hold_no_text_and_both_halves() -> None:
    found = pairs()
    assert len(found) >= 300
    assert {pair.half for pair in found} == set(HALVES)
    for line in PAIRS.read_text(encoding="utf-8").splitlines():
        each = json.loads(line)
        assert set(each) == {"one", "other", "same", "half"}
        assert all(set(each[side]) == {"doc", "start", "end"} for side in ("one", "other"))


def test_the_anchors_of_the_gold_chronology_are_pairs_of_mentions() -> None:
    told, found = gold_chronology()
    assert sum(pair.same for pair in found) > 50
    assert all(told.at(pair.one) and told.at(pair.other) for pair in found)


def test_without_the_articles_the_score_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    score.merging(tmp_path / "none.jsonl")
    assert "skipped, there is no" in capsys.readouterr().out
