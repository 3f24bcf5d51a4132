"""Five real news reports, and the gold made for them; they are no part of the project, without them this is skipped."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

import idlibtl

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"
SEEDS = SHARED / "seeds"

pytestmark = pytest.mark.skipif(not SEEDS.is_dir(), reason=f"no seeds and no gold in {SHARED}")


def _run(*command: str | Path) -> str:
    done = subprocess.run(
        [sys.executable, *command], capture_output=True, check=False, cwd=ROOT, text=True, encoding="utf-8"
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_publication_dates() -> None:
    read = idlibtl.build([SEEDS]).documents
    assert [(str(document.published), document.published_basis == "inferred") for document in read] == [
        ("2020-03-23", False),
        ("2020-03-05", False),
        ("2020-03-14", False),
        ("2020-03-30", False),
        ("2019-02-11", True),
    ]


def test_chronology(tmp_path: Path) -> None:
    database, exported = tmp_path / "seeds.db", tmp_path / "seeds.json"
    _run("-m", "idlibtl", "build", SEEDS, "--db", database)
    _run("-m", "idlibtl", "export", "-f", "json", "--db", database, "-o", exported)
    said = _run(SHARED / "tools/score_chronology.py", SHARED / "gold/seeds-chronology.json", exported, "--verbose")
    figures = {name: float(figure) for name, figure in re.findall(r"^(\w+) +([\d.]+)  \(", said, re.M)}
    least = {
        "found": 100,
        "dated": 97,
        "placed": 92,
        "precise": 92,
        "apart": 99,
        "disputed": 100,
        "verbatim": 100,
        "share": 75,
    }
    assert {name: figures[name] for name in least if figures[name] < least[name]} == {}, said
    core = re.findall(r"^core: (.+): \d+ of (\d+) placed, (\d+) dated$", said, re.M)
    assert len(core) == 6
    assert [name for name, anchors, dated in core if int(dated) * 2 < int(anchors)] == [], said


def test_temporal_expressions(tmp_path: Path) -> None:
    gold, tagged = SHARED / "gold/timexes/en_seeds.jsonl", tmp_path / "tagged.jsonl"
    _run("-m", "idlibtl", "tag", gold, "-o", tagged)
    said = _run(SHARED / "tools/score_timexes.py", gold, tagged)
    figures = re.findall(r"^ +(strict span|value \(relaxed\)) .*F1 +([\d.]+)", said.split("== DATE+TIME")[0], re.M)
    assert [name for name, _ in figures] == ["strict span", "value (relaxed)"], said
    assert all(float(figure) >= 85 for _, figure in figures), said
