"""``build --watch``: another build after each change, until it is interrupted."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from typer.testing import CliRunner

from idlibtl.cli.app import app
from idlibtl.store import load

pytest.importorskip("watchfiles", reason="watchfiles is not installed: pip install 'idlibtl[watch]'")
PATIENCE = 60  # seconds for what takes one


def _wait(true: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end, "nothing happened"
        time.sleep(0.05)


@contextmanager
def killing(process: subprocess.Popen[str]) -> Iterator[None]:
    """Whatever goes wrong, it isn't waited for."""
    try:
        yield
    finally:
        process.kill()


def _titles(folder: Path) -> set[str]:
    try:
        return {entry.title for entry in load(folder / "chronology.db").entries if not entry.faint}
    except Exception:  # not there yet
        return set()


@pytest.mark.skipif(os.name == "nt", reason="signals")
def test_builds_again_when_reports_or_decisions_change(tmp_path: Path) -> None:
    reports = tmp_path / "reports"
    reports.mkdir()
    (reports / "a.txt").write_text("On 5 March 2020 rebels shelled Ariha.\n", encoding="utf-8")
    command = [sys.executable, "-m", "idlibtl", "build", "reports", "--watch", "-j", "1"]
    with subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.PIPE, text=True) as process, killing(process):
        assert process.stderr is not None
        while "watching" not in process.stderr.readline():
            assert process.poll() is None
        (reports / "b.txt").write_text("On 6 March 2020 a truce began in Belen.\n", encoding="utf-8")
        _wait(lambda: len(_titles(tmp_path)) == 2)
        (entry, *_) = load(tmp_path / "chronology.db").entries
        text = f"[[edit]]\naction = 'title'\ntitle = 'Seen by the owner'\nentry = '{entry.id}'\n"
        (tmp_path / "chronology.toml").write_text(text, encoding="utf-8")
        _wait(lambda: "Seen by the owner" in _titles(tmp_path))
        (tmp_path / "chronology.toml").write_text("x = [", encoding="utf-8")
        while "not TOML" not in process.stderr.readline():
            assert process.poll() is None
        (reports / "a.txt").unlink()
        (tmp_path / "chronology.toml").unlink()
        _wait(lambda: len(_titles(tmp_path)) == 1)
        process.send_signal(signal.SIGINT)
        assert process.wait(PATIENCE) == 0


@pytest.mark.skipif(os.name == "nt", reason="signals")
def test_what_is_replaced_or_removed_and_comes_again_is_watched_on(tmp_path: Path) -> None:
    reports, single = tmp_path / "reports", tmp_path / "single.txt"
    command = [sys.executable, "-m", "idlibtl", "build", "reports", "single.txt", "--watch", "-j", "1"]

    def write(path: Path, day: int) -> None:
        """As editors do."""
        path.with_suffix(".new").write_text(f"On {day} March 2020 rebels shelled Ariha.\n", encoding="utf-8")
        path.with_suffix(".new").replace(path)

    def days() -> set[str]:
        try:
            found = load(tmp_path / "chronology.db").entries
        except Exception:  # not there yet
            return set()
        return {entry.when.edtf[-2:] for entry in found if entry.when is not None}

    reports.mkdir()
    write(single, 1)
    write(reports / "a.txt", 2)
    with subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.PIPE, text=True) as process, killing(process):
        assert process.stderr is not None
        while "watching" not in process.stderr.readline():
            assert process.poll() is None
        for day in (3, 4):
            write(single, day)
            _wait(lambda: days() == {f"{day:02}", "02"})  # noqa: B023 - it is called at once
        (reports / "a.txt").unlink()
        reports.rmdir()
        while "reports" not in process.stderr.readline():  # it is told that it is gone
            assert process.poll() is None
        reports.mkdir()
        for day in (5, 6):
            write(reports / "a.txt", day)
            _wait(lambda: days() == {"04", f"{day:02}"})  # noqa: B023 - it is called at once
        process.send_signal(signal.SIGINT)
        assert process.wait(PATIENCE) == 0


def test_only_what_is_here_can_be_watched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setitem(sys.modules, "watchfiles", None)
    (tmp_path / "a.txt").write_text("On 5 March 2020 rebels shelled Ariha.\n", encoding="utf-8")
    result = CliRunner().invoke(app, ["build", "a.txt", "--watch", "-j", "1"])
    assert result.exit_code == 2
    assert "pip install 'idlibtl[watch]'" in result.stderr
