"""``idlibtl open``, with a browser that only notes what it was asked to show."""

from __future__ import annotations

import stat
import tempfile
import webbrowser
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

import pytest
from pages import hostile
from typer.testing import CliRunner

from idlibtl.cli.app import app
from idlibtl.store import save


@pytest.fixture
def db(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "c.db"
    save(hostile(), path, paths=["reports"])
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    return path


def test_open_writes_a_private_page_and_shows_it(db: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def show(url: str) -> bool:
        asked.append(url)
        return True

    monkeypatch.setattr(webbrowser, "open", show)
    result = CliRunner().invoke(app, ["open", "--db", str(db), "--search", "heard"])
    assert (result.exit_code, result.stderr) == (0, "")
    page = Path(result.stdout.strip())
    assert page.name == "chronology.html"
    assert [Path(url2pathname(urlsplit(url).path)) for url in asked] == [page]
    assert stat.S_IMODE(page.parent.stat().st_mode) == 0o700
    exported = CliRunner().invoke(app, ["export", "-f", "html", "--db", str(db), "--search", "heard", "-o", "-"])
    assert page.read_bytes() == exported.stdout_bytes


@pytest.mark.parametrize("fails", [False, True])
def test_without_a_browser_it_says_what_to_do(db: Path, monkeypatch: pytest.MonkeyPatch, fails: bool) -> None:
    def refuse(url: str) -> bool:
        if fails:
            raise webbrowser.Error("could not locate runnable browser")
        return False

    monkeypatch.setattr(webbrowser, "open", refuse)
    result = CliRunner().invoke(app, ["open", "--db", str(db)])
    assert result.exit_code == 0
    assert Path(result.stdout.strip()).exists()
    assert result.stderr == "no browser could be started: open the file in one\n"


def test_nothing_is_opened_where_nothing_matches(db: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(webbrowser, "open", lambda url: pytest.fail(f"opened {url}"))
    result = CliRunner().invoke(app, ["open", "--db", str(db), "--search", "zebra"])
    assert (result.exit_code, result.stdout) == (1, "")
    assert "no entry matches" in result.stderr
    assert list((db.parent / "temporary").iterdir()) == []
