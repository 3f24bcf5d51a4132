"""The language's words for events: all of them are read, and say one thing."""

from __future__ import annotations

import re
import tomllib
from dataclasses import fields
from pathlib import Path

import pytest

from idlibtl.events.lexicon import Auxiliaries, Lexicon, lexicon
from idlibtl.events.namebook import Namebook, namebook
from idlibtl.languages import available
from idlibtl.languages.spelling import normal_form

PACKAGE = Path(__file__).resolve().parents[2] / "idlibtl"
CODE = "\n".join(path.read_text(encoding="utf-8") for path in sorted(PACKAGE.joinpath("events").glob("*.py")))
ENGLISH = lexicon("en")


@pytest.mark.parametrize("kind", [Auxiliaries, Lexicon, Namebook])
def test_every_field_is_read(kind: type[Auxiliaries | Lexicon | Namebook]) -> None:
    assert [field.name for field in fields(kind) if not re.search(rf"\.{field.name}\b", CODE)] == []


@pytest.mark.parametrize("code", available())
def test_every_class_of_verbs_is_read(code: str) -> None:
    classes = tomllib.loads(PACKAGE.joinpath("languages", code, "verbs.toml").read_text(encoding="utf-8"))["class"]
    assert [name for name in classes if name != "act" and f'"{name}"' not in CODE] == []
    assert all(len(verbs) == len(set(verbs)) for verbs in classes.values())


@pytest.mark.parametrize("code", available())
def test_event_words_stand_in_one_class(code: str) -> None:
    events = tomllib.loads(PACKAGE.joinpath("languages", code, "events.toml").read_text(encoding="utf-8"))
    for table in ("nouns", "acts"):
        words = [word for listed in events[table].values() for word in listed]
        assert sorted(words) == sorted(set(words))


@pytest.mark.parametrize("code", available())
def test_listed_names_are_shown_as_one_of_their_spellings(code: str) -> None:
    book = namebook(code)
    folder = PACKAGE / "languages" / code
    groups = tomllib.loads((folder / "places.toml").read_text(encoding="utf-8"))["places"]["names"]
    groups += tomllib.loads((folder / "names.toml").read_text(encoding="utf-8"))["actors"]["names"]
    shown = {form: book.listed[normal_form(form)].text for forms in groups for form in forms}
    wrong = {form: text for forms in groups for form in forms if (text := shown[form]) != shown[forms[0]]}
    assert wrong == {}, "two names have one normal form"


def test_stems_bring_forms_together() -> None:
    assert {ENGLISH.stem(word) for word in ("bombing", "bombed", "bombs")} == {"bomb"}
    assert ENGLISH.stem("dam") == "dam"


def test_possessives() -> None:
    assert ENGLISH.without_possessive("Turkey's") == "Turkey"
    assert ENGLISH.without_possessive("Aleppo’s") == "Aleppo"


def test_unknown_language() -> None:
    with pytest.raises(LookupError):
        lexicon("xx")
