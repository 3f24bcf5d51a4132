"""Every language's corpus of examples, and every rule's own."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from datetime import datetime
from importlib.resources import files

import pytest

from idlibtl.languages import Rule, available, load
from idlibtl.model import Register, Timex
from idlibtl.tag import tag

REFERENCE = datetime(2020, 3, 14, 10, 0)
TOLD = "On 5 March 2020 it began."  # rules' examples are read after it


def unbracketed(sentence: str) -> tuple[str, list[tuple[int, int]]]:
    """The sentence without its brackets, and the spans that they held."""
    spans: list[tuple[int, int]] = []
    text = ""
    for piece in re.split(r"(\[[^\]]*\])", sentence):
        bare = piece[1:-1] if piece.startswith("[") else piece
        if bare != piece:
            spans.append((len(text), len(text) + len(bare)))
        text += bare
    return text, spans


def written(timex: Timex) -> str:
    return f"{timex.value} ({timex.mod})" if timex.mod else timex.value


def corpus() -> Iterator[tuple[str, datetime, Register, str, str, str]]:
    for code in available():
        data = tomllib.loads((files("idlibtl.languages") / code / "corpus.toml").read_text(encoding="utf-8"))
        for group in data["group"]:
            for values, sentences in group["examples"].items():
                for sentence in sentences:
                    yield code, data["published"], group.get("register", "news"), group["type"], values, sentence


@pytest.mark.parametrize(("code", "published", "register", "types", "values", "sentence"), list(corpus()))
def test_corpus(code: str, published: datetime, register: Register, types: str, values: str, sentence: str) -> None:
    text, spans = unbracketed(sentence)
    found = tag(text, published=published, language=code, register=register)
    assert [(timex.start, timex.end) for timex in found] == spans, [timex.text for timex in found]
    assert ", ".join(written(timex) for timex in found) == values
    assert {timex.type for timex in found} <= set(types.split())


RULES = [pytest.param(code, rule, id=f"{code}-{rule.name}") for code in available() for rule in load(code).rules]


@pytest.mark.parametrize(("code", "rule"), RULES)
def test_rule_has_an_example(code: str, rule: Rule) -> None:
    assert rule.examples or rule.alone


@pytest.mark.parametrize(("code", "rule"), RULES)
def test_rule_finds_its_examples(code: str, rule: Rule) -> None:
    for example, value in rule.examples.items():
        bracketed = example if "[" in example else f"[{example}]"
        sentence, spans = unbracketed(f"It is {bracketed} .")
        text = f"{TOLD} {sentence}"
        shift = len(TOLD) + 1
        timexes = [t for t in tag(text, published=REFERENCE, language=code, register=rule.register) if t.start > shift]
        found = [(timex.start - shift, timex.end - shift) for timex in timexes]
        assert " ".join(timex.value for timex in timexes) == value, example
        if rule.resolve != "nothing":
            assert {timex.rule for timex in timexes} == {rule.name}, example
            assert (found[0][0], found[-1][1]) == spans[0]
            assert len(found) == len(value.split())


def test_clock_line_stands_alone() -> None:
    found = tag("14:30\nA column has crossed the border at 14:20.\n", published=REFERENCE)
    assert [(timex.rule, timex.value) for timex in found] == [
        ("clock-line", "2020-03-14T14:30"),
        ("clock", "2020-03-14T14:20"),
    ]
