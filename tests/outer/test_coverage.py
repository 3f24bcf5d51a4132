"""``idlibtl sources --coverage``: small reports, whose dated sentences are in an entry or listed with the reason."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from rich.console import Console
from typer.testing import CliRunner, Result

import idlibtl
from idlibtl.cli.app import app
from idlibtl.cli.coverage import MEANINGS, coverages, tally
from idlibtl.cli.sources import _draw_coverage
from idlibtl.filters import Filter
from idlibtl.model import OMISSION_REASONS, Chronology
from idlibtl.store import Store, save

REPORTS = {
    "ferry.txt": (
        "The ferry of Belen\n\n5 March 2020\n\n"
        "The mayors opened the ferry on Monday. They shook hands.\r\n\n"
        "The 2015 season has left farmers poorer. The quay did not grow since 2013. Farmers trapped since"
        " September asked for help.\n\n"
        "Petrov hopes for a bridge by 2021. If the ferry fails on Friday, boats would return. Good night and 5 March."
        " The crew was there for three days.\n\n"
        "File photo: the \x1b[31mferry\x1b[0m in March 2019.\n"
    ),
    "fair.txt": "5 March 2020\n\nThe fair of Aram opened on Wednesday. It closed on Thursday.\n",
    "plain.txt": "5 March 2020\n\nThe road is long.\n",
    "undated.txt": "Boats left the quay on Tuesday.\n",
    "arabic.md": "---\nlanguage: ar\ndate: 2020-03-05\n---\nفي ٥ آذار ٢٠٢٠\n",
}


@pytest.fixture
def reports(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Chronology:
    """A folder of reports, built."""
    monkeypatch.chdir(tmp_path)
    folder = Path("reports")
    folder.mkdir()
    for name, text in REPORTS.items():
        (folder / name).write_bytes(text.encode())
    made = idlibtl.build([folder])
    save(made, "chronology.db", paths=["reports"])
    return made


def run(*words: str) -> Result:
    return CliRunner().invoke(app, ("sources", *words), catch_exceptions=False)


def drawn(width: int) -> str:
    stream = io.StringIO()
    console = Console(file=stream, width=width, highlight=False, emoji=False, markup=False, _environ={})
    with Store("chronology.db") as store:
        _draw_coverage(coverages(store, Filter()), console)
    return "".join(f"{line.rstrip()}\n" for line in stream.getvalue().splitlines())


def test_writes_as_reviewed(reports: Chronology, golden: Callable[[str, str], None]) -> None:
    result = run("--coverage")
    assert (result.exit_code, result.stderr) == (0, "")
    golden("coverage.txt", result.stdout)


@pytest.mark.parametrize("width", [60, 100])
def test_draws_as_reviewed(reports: Chronology, golden: Callable[[str, str], None], width: int) -> None:
    text = drawn(width)
    assert max(map(len, text.splitlines())) <= width
    golden(f"coverage-{width}.txt", text)


def test_every_reason_is_given_and_explained(reports: Chronology) -> None:
    assert {omission.reason for omission in reports.omissions} == set(OMISSION_REASONS) == set(MEANINGS)
    lines = run("--coverage").stdout.splitlines()
    for reason, meaning in MEANINGS.items():
        assert lines.count(f"{reason:<12}  {meaning}") == 1


def test_places_lead_to_the_words(reports: Chronology) -> None:
    found = re.findall(r"^  (reports/[^:]+):(\d+)  [a-z ]{12}  “(.{11})", run("--coverage").stdout, re.M)
    assert len(found) == len(reports.omissions)
    for path, line, words in found:
        there = re.split(r"\r\n|\r|\n", Path(path).read_bytes().decode())[int(line) - 1]
        assert words.replace("␛", "\x1b") in there


def test_counts_add_up(reports: Chronology) -> None:
    paths = {document.id: document.paths[0] for document in reports.documents}
    assert {paths[ident]: number for ident, number in reports.dated.items()} == {
        "reports/ferry.txt": 9, "reports/fair.txt": 2, "reports/plain.txt": 0, "reports/undated.txt": 1,
    }  # fmt: skip
    with Store("chronology.db") as store:
        found = list(coverages(store, Filter()))
    assert [coverage.dated for coverage in found] == [reports.dated.get(d.id) for d in reports.documents]
    assert sum(len(coverage.unshown) for coverage in found) == len(reports.omissions)


def test_names_the_sources_wanted(reports: Chronology) -> None:
    assert run("--source", "FAIR").stdout == "2020-03-05        dateline   reports/fair.txt  “5 March 2020”\n"
    assert run("--coverage", "--source", "fair").stdout.splitlines() == [
        "2020-03-05        dateline   reports/fair.txt  “5 March 2020”",
        "  2 dated sentences, 2 in the chronology",
        "",
        "1 source: 2 dated sentences, 2 in the chronology",
    ]


@pytest.mark.parametrize("words", [(), ("--coverage",)])
def test_nothing_to_list(reports: Chronology, words: tuple[str, ...]) -> None:
    result = run(*words, "--source", "nowhere")
    assert (result.exit_code, result.stdout, result.stderr) == (1, "", "no source matches\n")
    result = run(*words, "--source", " ")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "--source" in result.stderr
    save(Chronology((), (), ()), "chronology.db", paths=["reports"])
    result = run(*words)
    assert (result.exit_code, result.stdout, result.stderr) == (1, "", "the chronology has no sources\n")


def test_reasons_stand_by_their_number() -> None:
    assert tally(1, Counter()) == "1 dated sentence, 1 in the chronology"
    told = tally(9, Counter({"opinion": 1, "lasting": 1, "no date": 2}))
    assert told == "9 dated sentences, 5 in the chronology, 4 not: 2 no date, 1 lasting, 1 opinion"
