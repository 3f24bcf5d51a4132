"""Builds that are killed: benchmarks/kills.py in small, and that it sees what it looks for."""

from __future__ import annotations

import importlib.util
import os
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]

if os.name != "posix":
    pytest.skip("kills processes as POSIX has it", allow_module_level=True)


def _script(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"benchmarks_{name}", ROOT / "benchmarks" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


kills = _script("kills")


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    """Two of our own reports: a build's start is most of it."""
    folder = tmp_path / "two"
    folder.mkdir()
    for name in ("first-patrol.txt", "road-to-the-truce.md"):
        folder.joinpath(name).write_bytes((ROOT / "data" / name).read_bytes())
    return folder


def test_builds_that_are_killed_leave_the_old_chronology_or_the_new_one(
    reports: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whether a kill comes too late, or where in the build it comes, is left to the machine."""
    monkeypatch.setattr(kills, "CHANGED", 1)
    work = tmp_path / "work"
    work.mkdir()
    ground = kills.Ground(reports, work, ("--jobs", "2"))
    *_, summary = ground.run(3)
    assert summary.kills + summary.ended >= 3
    assert summary.old + summary.new + summary.none == summary.kills
    assert summary.let_run >= 4


# A stand-in for a build, which is quick and makes no chronology.
STAND_IN = """
import sys
from pathlib import Path
reports, _, db = sys.argv[1:]
Path(db).write_bytes(b"".join(path.read_bytes() for path in sorted(Path(reports).iterdir())))
"""


class AnyFile:
    """Opens whatever there is."""

    def __init__(self, path: Path) -> None:
        pass

    def __enter__(self) -> AnyFile:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def count(self) -> int:
        return 0


def _half(place: Path) -> None:
    db = place / kills.DB
    db.write_bytes(db.read_bytes()[:-1])


@pytest.mark.parametrize(
    ("done", "status", "why"),
    [
        (lambda place: None, 0, None),
        (lambda place: None, 1, None),
        (lambda place: (place / ".chronology.db.cache").touch(), 0, None),
        (lambda place: None, 2, "exit status 2"),
        (_half, 0, "neither the old one nor the new one"),
        (lambda place: (place / kills.DB).unlink(), 0, "neither the old one nor the new one"),
        (lambda place: (place / kills.EDITS).unlink(), 0, "chronology.toml is not as it was"),
        (lambda place: (place / kills.EDITS).write_bytes(b""), 0, "chronology.toml is not as it was"),
        (lambda place: (place / "core").touch(), 0, "it left core"),
        (lambda place: (place / ".chronology.db.1.tmp").touch(), 0, "left .chronology.db.1.tmp"),
    ],
)
def test_what_a_build_should_not_do_is_seen(
    reports: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, done: Any, status: int, why: str | None
) -> None:
    monkeypatch.setattr(kills, "Store", AnyFile)
    ground = _ground(reports, tmp_path)
    done(ground.place)
    if why is None:
        ground.check_end(status)
    else:
        with pytest.raises(kills.Violation, match=why):
            ground.check_end(status)


def test_a_chronology_that_does_not_open_is_seen(reports: Path, tmp_path: Path) -> None:
    with pytest.raises(kills.Violation, match="is not a chronology"):
        _ground(reports, tmp_path)


def test_a_build_that_changes_nothing_is_seen(reports: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kills, "Store", AnyFile)
    ground = _ground(reports, tmp_path)
    ground.copy.change()
    ground.check("a build that was killed")  # it may have changed nothing yet
    with pytest.raises(kills.Violation, match="other bytes"):
        ground.check_end(0)


def _ground(reports: Path, folder: Path) -> Any:
    """One where the stand-in has built once."""
    script, work = folder / "stand_in.py", folder / "work"
    script.write_text(STAND_IN, encoding="utf-8")
    work.mkdir()
    ground = kills.Ground(reports, work, command=(sys.executable, "-S", str(script)))
    ground.let_run()
    return ground
