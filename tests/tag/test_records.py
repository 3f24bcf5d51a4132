"""The tagger's JSON lines."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Any

import pytest

from idlibtl.model import Problem
from idlibtl.tag.records import Record, records, tagged


def read(*lines: str) -> list[Record | Problem]:
    return list(records(lines, "in.jsonl"))


def test_dct_and_lang_are_used_as_given() -> None:
    line = json.dumps({"id": "a", "text": "On Monday. Published 1 May 2019.", "dct": "2020-03-14", "lang": "en"})
    (record,) = read(line)
    assert record == Record("a", "On Monday. Published 1 May 2019.", date(2020, 3, 14), "en")
    out = tagged(record)
    assert (out["id"], out["dct"], out["lang"]) == ("a", "2020-03-14", "en")
    assert out["timexes"][0] == {"start": 3, "end": 9, "text": "Monday", "type": "DATE", "value": "2020-03-09"}


def test_dct_with_a_time() -> None:
    (record,) = read('{"id": "a", "text": "30 minutes ago", "dct": "2020-03-14T10:00:00Z"}')
    assert isinstance(record, Record)
    assert record.dct == datetime(2020, 3, 14, 10, 0)
    assert tagged(record)["timexes"][0]["value"] == "2020-03-14T09:30"


def test_without_dct_the_text_is_asked() -> None:
    (record,) = read('{"id": "a", "text": "March 14, 2020\\n\\nThey met on Monday."}')
    assert isinstance(record, Record)
    out = tagged(record)
    assert out["dct"] == "2020-03-14"
    assert out["timexes"][0]["functionInDocument"] == "PUBLICATION_TIME"
    assert out["timexes"][1]["value"] == "2020-03-09"


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("{", "Expecting property name"),
        ("[]", "it has no text"),
        ('{"id": "a"}', "it has no text"),
        ('{"id": "a", "text": 5}', "it has no text"),
        ('{"text": "x", "lang": "xx"}', "no rules for the language 'xx'"),
        ('{"text": "x", "lang": ["en"]}', "no rules for the language"),
        ('{"text": "x", "dct": "2020-02-30"}', "dct is no ISO 8601 date"),
        ('{"text": "x", "dct": 2020}', "dct is no text"),
        ("[" * 100_000, "recursion"),
    ],
)
def test_bad_lines_are_problems(line: str, why: str) -> None:
    first, problem, last = read('{"text": "x"}', line, '{"text": "y"}')
    assert isinstance(problem, Problem)
    assert (problem.path, problem.line, problem.code) == ("in.jsonl", 2, "record")
    assert why in problem.message
    assert isinstance(first, Record)
    assert isinstance(last, Record)


def test_ids() -> None:
    lines = ['{"text": "x"}', "", '{"id": null, "text": "x"}', '{"id": 7, "text": "x"}', '{"id": "", "text": "x"}']
    assert [record.id for record in read(*lines) if isinstance(record, Record)] == [
        "in.jsonl:1",
        "in.jsonl:3",
        "7",
        "",
    ]


def test_mod_is_told_where_there_is_one() -> None:
    out: dict[str, Any] = tagged(Record("a", "In late 2018.", date(2020, 3, 14)))
    assert out["timexes"][0]["mod"] == "END"
