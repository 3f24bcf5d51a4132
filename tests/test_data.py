"""The sample reports in data/, end to end: their events are found, dated right and cited in their words."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

import idlibtl
from idlibtl.events.lexicon import lexicon
from idlibtl.events.parsing import parse
from idlibtl.model import LONGEST_QUOTE, Chronology, Entry
from idlibtl.pipeline import timexes

ROOT = Path(__file__).resolve().parents[1]
WANTED: list[dict[str, Any]] = json.loads((ROOT / "tests/data/expected_data_chronology.json").read_text("utf-8"))[
    "entries"
]
CORE = [entry for entry in WANTED if entry.get("core")]


@dataclass(frozen=True)
class Found:
    """What an anchor's words led to: the entries that cite them, and whether with an acceptable date."""

    anchor: str
    entries: tuple[Entry, ...]
    dated: bool


@pytest.fixture(scope="module")
def chronology() -> Chronology:
    return idlibtl.build([ROOT / "data"])


def _plain(edtf: str | None) -> str | None:
    """A date to the day or coarser, without marks of doubt: ``[a..b]`` is ``a/b``."""
    if edtf is None:
        return None
    edtf = edtf.strip("[]").replace("..", "/").strip("/")
    return re.sub(r"T[\d:]+|[?~]", "", edtf)


def _find(wanted: dict[str, Any], chronology: Chronology) -> list[Found]:
    """Each anchor of an expected entry with the entries whose quotes overlap its words."""
    documents = {Path(document.paths[0]).name: document for document in chronology.documents}
    found = []
    for name, words, *own in wanted["anchors"]:
        document = documents[name]
        dates = {_plain(date) for date in (own[0] if own else wanted["dates"])}
        start = document.text.index(words)
        end = start + len(words)
        cited: list[Entry] = []
        dated = False
        for entry in chronology.entries:
            for mention in entry.mentions:
                if mention.document == document.id and mention.start < end and start < mention.end:
                    cited.append(entry)
                    dated |= any(when and _plain(when.edtf) in dates for when in (entry.when, mention.when))
        found.append(Found(f"{name}: {words}", tuple(cited), dated))
    return found


def _named(name: str) -> dict[str, Any]:
    return next(entry for entry in WANTED if entry["name"] == name)


def test_six_events_are_the_core() -> None:
    assert len(CORE) == 6
    assert all(len({name for name, *_ in entry["anchors"]}) >= 2 for entry in CORE)


@pytest.mark.parametrize("wanted", CORE, ids=lambda wanted: wanted["name"])
def test_core_event_is_found_and_dated(chronology: Chronology, wanted: dict[str, Any]) -> None:
    found = _find(wanted, chronology)
    assert [anchor.anchor for anchor in found if not anchor.entries] == []
    undated = [anchor.anchor for anchor in found if not anchor.dated]
    assert len(undated) <= len(found) / 2, undated


def test_most_of_what_a_reader_finds_is_found_and_dated(chronology: Chronology) -> None:
    found = [anchor for wanted in WANTED if not wanted.get("optional") for anchor in _find(wanted, chronology)]
    assert sum(bool(anchor.entries) for anchor in found) >= 0.9 * len(found)
    assert sum(anchor.dated for anchor in found) >= 0.85 * len(found)


def test_publication_dates(chronology: Chronology) -> None:
    told = {
        Path(document.paths[0]).name: (str(document.published), document.published_basis)
        for document in chronology.documents
    }
    assert told == {
        "2020-02-04-shelling-near-saraqib.txt": ("2020-02-04", "file-name"),
        "ankara-military-talks.txt": ("2020-03-14", "dateline"),
        "ankara-ministers.txt": ("2019-02-11", "inferred"),
        "damascus-march-agreements.txt": ("2020-03-30", "dateline"),
        "first-patrol.txt": ("2020-03-16", "inferred"),
        "moscow-talks-live.txt": ("2020-03-05", "dateline"),
        "road-to-the-truce.md": ("2020-03-12", "metadata"),
        "shoygu-in-damascus.txt": ("2020-03-23", "dateline"),
    }


def test_quotes_are_the_sources_words(chronology: Chronology) -> None:
    texts = {document.id: document.text for document in chronology.documents}
    assert chronology.entries
    for entry in chronology.entries:
        for mention, link in zip(entry.mentions, entry.links, strict=True):
            assert link.quote == texts[link.document][link.start : link.end]
            assert (link.document, link.start, link.end) == (mention.document, mention.start, mention.end)
            assert 0 < len(link.quote) <= LONGEST_QUOTE
            line = re.split(r"\r\n|\r|\n", texts[link.document])[link.line - 1]
            assert line[link.column - 1 :].startswith(re.split(r"[\r\n]", link.quote)[0])


def test_no_dated_sentence_goes_missing(chronology: Chronology) -> None:
    """Each is cited by an entry that is shown, or listed with a reason; never both."""
    cited = [(m.document, m.start) for entry in chronology.entries if not entry.faint for m in entry.mentions]
    listed = [(omission.document, omission.start) for omission in chronology.omissions]
    for document in chronology.documents:
        sentences = [
            (parsed.sentence.start, parsed.sentence.end)
            for parsed in parse(document, timexes(document), lexicon(document.language))
            if parsed.dated and not parsed.headline
        ]
        for start, end in sentences:
            shown = any(of == document.id and start <= place < end for of, place in cited)
            assert shown != ((document.id, start) in listed), document.text[start:end]
        assert chronology.dated[document.id] == len(sentences) > 0
    assert {of for of, _ in listed} <= {document.id for document in chronology.documents}


def test_contradiction_of_figures_is_shown(chronology: Chronology) -> None:
    found = _find(_named("air strike kills Turkish soldiers"), chronology)
    conflicts = [conflict for anchor in found for entry in anchor.entries for conflict in entry.conflicts]
    assert any({"33", "36"} <= {claim.value for claim in conflict.values} for conflict in conflicts)


def test_misprinted_month_is_doubted(chronology: Chronology) -> None:
    """A ceasefire agreed in March can't have begun on 6 January: the date stays as printed, and is marked."""
    wanted = _named("ceasefire takes effect")
    misprint = next(anchor for anchor in _find(wanted, chronology) if "January 6" in anchor.anchor)
    marked = [
        mention.when
        for entry in misprint.entries
        for mention in entry.mentions
        if mention.when and mention.when.edtf.startswith("2020-01-06") and mention.when.edtf.endswith("?")
    ]
    conflicts = [
        {claim.value for claim in conflict.values} for entry in misprint.entries for conflict in entry.conflicts
    ]
    assert marked or any("2020-01-06" in values for values in conflicts)
    notices = [problem for problem in chronology.problems if problem.code == "doubted-date"]
    assert [(Path(problem.path).name, problem.level) for problem in notices] == [
        ("ankara-military-talks.txt", "notice")
    ]


def test_nothing_else_is_disputed(chronology: Chronology) -> None:
    disputed = sorted(conflict.what for entry in chronology.entries for conflict in entry.conflicts)
    assert disputed in (["date", "killed"], ["killed"])
