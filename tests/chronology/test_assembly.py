"""Merging in pieces gives what merging at once gives, however small the pieces are and in whatever order they come."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from making import document, mention, quantity

from idlibtl import chronology
from idlibtl.chronology import assembly
from idlibtl.chronology.denials import Claims
from idlibtl.chronology.traits import gist
from idlibtl.chronology.weights import weights
from idlibtl.engine import ThisProcess
from idlibtl.model import Document, Entry, Mention

PLACES = ("Ariha", "Sarmin", "Saraqib", "Saraqeb", "Nayrab")
TEXT = "Words of a report. " * 40


def told() -> Iterator[tuple[Document, list[Mention]]]:
    """Reports of a few weeks: events told by several, coarse dates, clock times, denials, plans, the undated."""
    drawn = random.Random(11)
    for number in range(60):
        day = drawn.randrange(1, 25)
        report = document(f"d{number:02}", f"{TEXT}{number}", date(2020, 3, min(31, day + drawn.randrange(3))))
        whens = [
            f"2020-03-{day:02}",
            f"2020-03-{day:02}",
            f"2020-03-{min(day + 1, 31):02}T10:30",
            "2020-03",
            "2020",
            None,
        ]
        whens.append(f"2020-04-{day:02}?")
        mentions = []
        for place, when in enumerate(drawn.sample(whens, 5)):
            event = drawn.randrange(9)
            mentions.append(
                mention(
                    f"m{number:02}-{place}",
                    when,
                    report.id,
                    {"=attack", f"@{PLACES[event % 5].lower()}", f"e{event}", f"w{drawn.randrange(30)}", "shelled"},
                    kind=drawn.choice(("occurred", "occurred", "planned", "denied", "hypothetical")),
                    title=f"Shells hit {PLACES[event % 5]}",
                    places=(PLACES[event % 5],),
                    quantities=(quantity("killed", drawn.randrange(1, 4), None),),
                    start=20 * place,
                    elaborates=f"m{number:02}-0" if place == 4 else None,
                )
            )
        yield report, mentions


def made(folder: Path, reports: list[tuple[Document, list[Mention]]]) -> tuple[Entry, ...]:
    folder.mkdir()
    with chronology.Assembly(folder) as assembled:
        for report, mentions in reports:
            assembled.add(*chronology.testimony(report, mentions))
        return tuple(assembled.entries(ThisProcess()))


@pytest.mark.parametrize(("block", "largest"), [(1, 1), (7, 3), (40, 10_000)])
def test_the_size_of_the_pieces_makes_no_difference(
    block: int, largest: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reports = list(told())
    whole = made(tmp_path / "whole", reports)
    assert any(len(entry.mentions) > 3 for entry in whole)
    assert any(conflict.what == "denied" for entry in whole for conflict in entry.conflicts)
    monkeypatch.setattr(assembly, "BLOCK", block)
    monkeypatch.setattr(assembly, "LARGEST", largest)
    assert made(tmp_path / "pieces", reports) == whole


def test_the_order_of_the_testimonies_makes_no_difference(tmp_path: Path) -> None:
    reports = list(told())
    whole = made(tmp_path / "whole", reports)
    random.Random(3).shuffle(reports)
    assert made(tmp_path / "shuffled", reports) == whole


def test_nothing_told_makes_nothing(tmp_path: Path) -> None:
    assert made(tmp_path / "nothing", []) == ()
    assert made(tmp_path / "silent", [(document("a"), [])]) == ()


def test_entries_stand_in_order_and_hold_every_mention_once(tmp_path: Path) -> None:
    reports = list(told())
    entries = made(tmp_path / "made", reports)
    dated = [entry.when.sort_key for entry in entries if entry.when]
    assert dated == sorted(dated)
    held = sorted(mention.id for entry in entries for mention in entry.mentions)
    assert held == sorted(mention.id for _, mentions in reports for mention in mentions)


def test_a_spelling_is_that_of_most_documents_wherever_they_are(tmp_path: Path) -> None:
    entries = made(tmp_path / "made", list(told()))
    shown = {place for entry in entries for place in entry.places}
    assert len(shown & {"Saraqib", "Saraqeb"}) == 1


def test_a_denial_is_compared_with_so_many_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    """However many claims of a day share a word with it."""
    mentions = [mention(f"{n:04}", "2020-03-05", f"d{n:04}", {"=attack", "@ariha", f"w{n}"}) for n in range(2000)]
    denial = gist(mention("no", "2020-03-06", "e", {"=attack", "@ariha"}, kind="denied"))
    compared = []

    def counted(one: frozenset[str], other: frozenset[str], weight: object) -> float:
        compared.append(other)
        return 0.0

    monkeypatch.setattr("idlibtl.chronology.denials.likeness", counted)
    Claims(map(gist, mentions)).denied_by(denial, weights(mentions))
    assert 0 < len(compared) <= 48
