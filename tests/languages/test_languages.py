"""What holds for every language's data, and what the pattern notation refuses."""

from __future__ import annotations

import re
import tomllib
from importlib.resources import files
from itertools import chain
from pathlib import Path
from typing import Any

import pytest

from idlibtl.languages import _tables, available, load, normal
from idlibtl.languages.pattern import ANY, Slot, compile_pattern
from idlibtl.tag.resolve import RESOLUTIONS

SLOTS = {
    "day": Slot(r"\d{1,2}(?!\d)", frozenset({("0",), ("00",)})),
    "month": Slot("(?:january|may)", frozenset({("january",), ("may",)})),
}


def raw(code: str, name: str) -> dict[str, Any]:
    return tomllib.loads((files("idlibtl.languages") / code / f"{name}.toml").read_text(encoding="utf-8"))


def pages(code: str) -> list[dict[str, Any]]:
    folder = files("idlibtl.languages") / code / "rules"
    return [raw(code, f"rules/{name.removesuffix('.toml')}") for name in sorted(file.name for file in folder.iterdir())]


def rules(code: str) -> list[dict[str, Any]]:
    return [rule for page in pages(code) for rule in page["rule"]]


def macros(code: str) -> dict[str, str]:
    return {name: pattern for page in pages(code) for name, pattern in page.get("macro", {}).items()}


@pytest.mark.parametrize("code", available())
class TestData:
    def test_rule_names_are_unique(self, code: str) -> None:
        names = [rule.name for rule in load(code).rules]
        assert len(names) == len(set(names))

    def test_resolutions_exist(self, code: str) -> None:
        assert {rule.resolve for rule in load(code).rules} <= {*RESOLUTIONS, "nothing"}

    def test_no_pattern_repeats_without_bound(self, code: str) -> None:
        for rule in load(code).rules:
            literal = re.sub(r"\\.|\[[^\]]*\]", "x", rule.compiled.expression)
            assert not re.search(r"[*+]|\{\d*,\}", literal), rule.name

    def test_every_table_is_used(self, code: str) -> None:
        patterns = " ".join([*(rule["pattern"] for rule in rules(code)), *macros(code).values()])
        used = set(re.findall(r"\{([a-z_]+)(?::[a-z_]+)?\}", patterns))
        words = raw(code, "words")
        assert set(words) - {"capital", "context", "number"} <= used
        assert "number" not in words or "n" in used

    def test_every_list_of_neighbours_is_used(self, code: str) -> None:
        sides = ("left", "not_left", "right", "not_right")
        assert {rule[side] for rule in rules(code) for side in sides if side in rule} == set(
            raw(code, "words")["context"]
        )

    def test_rules_say_nothing_that_is_not_read(self, code: str) -> None:
        known = {"name", "pattern", "resolve", "with", "left", "not_left", "right", "not_right", "not_words"}
        known |= {"alone", "closing", "lead", "register", "parts", "examples"}
        assert set(chain.from_iterable(rules(code))) <= known


def test_a_form_with_two_values_is_refused() -> None:
    with pytest.raises(ValueError, match="'Soon' has two values in \\[vague\\]"):
        _tables("en", {"vague": {"PAST_REF": ["soon"], "FUTURE_REF": ["Soon"]}})


def test_unknown_language() -> None:
    with pytest.raises(LookupError, match="no language 'xx'"):
        load("xx")


def test_normal_forms() -> None:
    assert normal("Twenty\u2013Four") == normal("twenty four") == "twenty four"
    assert normal("P.M.") == "p m"
    assert normal("New Year\u2019s Day") == "new year's day"


@pytest.mark.parametrize(
    ("pattern", "why"),
    [
        ("[in {month}", r"\] is missing"),
        ("(in|at {month}", r"\) is missing"),
        ("{planet}", "no table 'planet'"),
        ("in {month", "brace"),
        ("in } there", "brace"),
        ("[in ][{month}]", "can match nothing"),
        ("", "can match nothing"),
        ("- ,", "can match nothing"),
        ("{year=}", "brace"),
    ],
)
def test_patterns_that_do_not_compile(pattern: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        compile_pattern(pattern, SLOTS)


def test_pattern_knows_its_beginnings() -> None:
    def first(pattern: str) -> set[str]:
        return {" ".join(tokens) for tokens in compile_pattern(pattern, SLOTS).first}

    assert first("[in |at ]{month}") == {"in january", "in may", "at january", "at may", "january", "may"}
    assert first("{day} {month}") == {"0 january", "0 may", "00 january", "00 may"}
    assert first("{day}[ of] {month} {day}") == {"0 january", "0 may", "0 of", "00 january", "00 may", "00 of"}
    assert first("(first{half=1}|second{half=2}) half") == {"first half", "second half"}


def test_a_rule_is_kept_under_each_of_its_beginnings() -> None:
    language = load("en")
    for rule in language.rules:
        for word, *more in rule.compiled.first:
            found = language.openers(rule.register)[word].get(more[0] if more and more[0] != ANY else None, ())
            assert rule.name in {each.name for each in found}


@pytest.mark.parametrize(
    ("pattern", "text", "matches"),
    [
        ("{day} {month}", "5 may", True),
        ("{day} {month}", "5\u00a0May", True),
        ("{day} {month}", "5\r\nmay", True),
        ("{day} {month}", "5\n\nmay", False),
        ("{day} {month}", "5may", False),
        ("{day}_{month}", "5may", True),
        ("{day}-{month}", "5\u2013may", True),
        ("{day}~{month}", "5-may", True),
        ("{day}~{month}", "5 may", True),
        ("{day}, {month}", "5 , may", True),
        ("{month}'s", "may\u2019s", True),
        ("in|at {month}", "at may", True),
    ],
)
def test_signs(pattern: str, text: str, matches: bool) -> None:
    expression = compile_pattern(pattern, SLOTS).expression
    assert bool(re.fullmatch(f"(?:{expression})", text, re.IGNORECASE)) is matches


def test_docs_name_every_resolution() -> None:
    page = (Path(__file__).parents[2] / "docs" / "languages.md").read_text(encoding="utf-8")
    assert [name for name in RESOLUTIONS if f"`{name}`" not in page] == []
