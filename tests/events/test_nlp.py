"""What a spaCy model adds to the rules' names. The tests that need spaCy are skipped, and say so, where it isn't."""

from __future__ import annotations

import sys
import warnings
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from idlibtl.events.nlp import Model, ModelError, _parts
from idlibtl.pipeline import build

TEXT = "5 March 2020\n\nOn Monday jets hit the salt pan. On Tuesday the grey wolves of Tarluna left it.\n"
PATTERNS = [
    {"label": "LOC", "pattern": "salt pan"},
    {"label": "ORG", "pattern": "grey wolves"},
    {"label": "GPE", "pattern": "Tarluna"},
    {"label": "DATE", "pattern": "On Monday"},
]


@pytest.fixture
def spacy() -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return pytest.importorskip("spacy", reason="spaCy is not installed: pip install 'idlibtl[nlp]'")


@pytest.fixture
def model(spacy: Any, tmp_path: Path) -> str:
    pipeline = spacy.blank("en")
    pipeline.add_pipe("entity_ruler").add_patterns(PATTERNS)
    pipeline.to_disk(tmp_path / "model")
    return str(tmp_path / "model")


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    folder = tmp_path / "reports"
    folder.mkdir()
    (folder / "a.txt").write_text(TEXT, encoding="utf-8")
    return folder


def test_a_model_adds_names(model: str, reports: Path) -> None:
    def named(nlp: str | None) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
        return [(entry.actors, entry.places) for entry in build([reports], nlp=nlp).entries]

    assert named(None) == [((), ()), (("Tarluna",), ())]
    assert named(model) == [((), ("salt pan",)), (("grey wolves",), ("Tarluna",))]


def test_a_model_of_another_language_tells_nothing(model: str) -> None:
    assert Model(model).entities(TEXT, "de") == []
    assert [(TEXT[one.start : one.end], one.side) for one in Model(model).entities(TEXT, "en")] == [
        ("salt pan", "place"),
        ("grey wolves", "actor"),
        ("Tarluna", "place"),
    ]


def test_a_model_that_is_missing(spacy: Any) -> None:
    with pytest.raises(ModelError, match="spacy download no_such_model"):
        Model("no_such_model")


def test_spacy_that_is_missing(monkeypatch: pytest.MonkeyPatch, reports: Path) -> None:
    monkeypatch.setitem(sys.modules, "spacy", None)
    with pytest.raises(ModelError, match=r"pip install 'idlibtl\[nlp\]'"):
        build([reports], nlp="en_core_web_sm")


@given(st.text("ab \n", max_size=60), st.integers(1, 9))
def test_parts_are_the_text(text: str, longest: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("idlibtl.events.nlp._LONGEST", longest)
        parts = list(_parts(text))
    assert "".join(part for _, part in parts) == text
    assert all(0 < len(part) <= longest and text.startswith(part, start) for start, part in parts)
