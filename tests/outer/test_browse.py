"""The browser, driven by Textual's pilot."""

from __future__ import annotations

import asyncio
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console
from typer.testing import CliRunner

from idlibtl.cli.app import app as commands
from idlibtl.cli.browsing.query import read_query
from idlibtl.dates import from_edtf
from idlibtl.filters import Filter, FilterError
from idlibtl.model import Entry
from idlibtl.store import Store

pytest.importorskip("textual", reason="the extra idlibtl[browse] isn't installed")

from textual.pilot import Pilot
from textual.widgets import Input, Static

from idlibtl.cli.browsing import told
from idlibtl.cli.browsing.app import Browser
from idlibtl.cli.browsing.dialogs import Ask, Keys
from idlibtl.cli.browsing.entries import EntryList

ROOT = Path(__file__).parents[2]
UNSAFE = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]")
REPORTS = {
    "harbour.txt": "6 March 2020\n\nOn 5 March 2020 rebels shelled the market of Ariha and killed 4 people.\n",
    "lantern.txt": "7 March 2020\n\nRebels shelled the market of Ariha on 5 March 2020, killing 4 people.\n"
    "Yesterday the mayors of Aram and Belen signed a truce.\n",
    "wharf.txt": "If the truce fails, the army may attack Belen in April 2020.\n",
}
Play = Callable[[Pilot[None], Browser], Awaitable[None]]


def play(scene: Play, *, size: tuple[int, int] = (120, 40), query: str = "") -> None:
    """Run the browser on chronology.db without a terminal."""

    async def run() -> None:
        app = Browser("chronology.db", query)
        async with app.run_test(size=size) as pilot:
            await settled(pilot)
            await scene(pilot, app)

    asyncio.run(run())


def screen(app: Browser) -> str:
    """What stands on the screen."""
    lines = app.screen._compositor.render_strips()
    return "\n".join("".join(segment.text for segment in strip).rstrip() for strip in lines)


def pane(app: Browser) -> str:
    """All that is told of the entry below the cursor."""
    console = Console(width=200, color_system=None)
    with console.capture() as capture:
        console.print(app.query_one("#told", Static).content)
    return capture.get()


def titles(app: Browser) -> list[str]:
    entries = app.query_one(EntryList)
    return [entries._at(row).title for row in range(len(entries))]


async def press(pilot: Pilot[None], *keys: str) -> None:
    await pilot.press(*keys)
    await settled(pilot)


async def settled(pilot: Pilot[None]) -> None:
    """Until nothing is being decided any more, and the entry below the cursor is told, however slow the machine."""
    app = pilot.app
    assert isinstance(app, Browser)
    for _ in range(2):  # what was decided moves the cursor
        await app.workers.wait_for_complete()
        await pilot.pause(0.03)
        end = time.monotonic() + 20
        while app._telling is not None:
            assert time.monotonic() < end, "the entry is never told"
            await pilot.pause(0.02)


@pytest.fixture
def built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with reports and the chronology built of them."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "reports").mkdir()
    for name, text in REPORTS.items():
        (tmp_path / "reports" / name).write_text(text, encoding="utf-8")
    result = CliRunner().invoke(commands, ["build", "reports", "-j", "1"], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return tmp_path


@pytest.mark.usefixtures("db")
def test_opens_on_the_first_entry_and_follows_the_cursor() -> None:
    async def scene(pilot: Pilot[None], app: Browser) -> None:
        assert "7 entries" in screen(app)
        assert pane(app).startswith("First bridge")
        await press(pilot, "end")
        assert pane(app).startswith("The bridge of Belen reopens")
        await press(pilot, "up", "up")
        assert pane(app).startswith("Aram and Belen sign a truce")
        await press(pilot, "a")
        assert "8 entries" in screen(app)
        assert pane(app).startswith("Aram and Belen sign a truce")
        await press(pilot, "home", "down", "down", "down", "q")
        assert app.return_code == 0

    play(scene)


@pytest.mark.usefixtures("db")
def test_filters_as_one_types() -> None:
    async def scene(pilot: Pilot[None], app: Browser) -> None:
        await press(pilot, "slash", *"truc")
        assert titles(app) == [
            "Deaths in the week before the truce", "Aram and Belen sign a truce", "The truce takes effect",
        ]  # fmt: skip
        await press(pilot, *" is", "colon", *"disputed")
        assert titles(app) == ["Deaths in the week before the truce"]
        await press(pilot, *" since", "colon", *"nonsense")
        assert "cannot read the date 'nonsense'" in screen(app)
        assert titles(app) == ["Deaths in the week before the truce"]
        await press(pilot, "escape")
        assert len(titles(app)) == 7
        await press(pilot, "slash", *"nosuchword")
        assert titles(app) == []
        assert "No entry matches." in pane(app)
        await press(pilot, "escape", "slash", *"mill")
        assert "1 faint entry would: press a" in pane(app)
        await press(pilot, "down", "a")
        assert app.query_one(EntryList).has_focus
        assert titles(app) == ["The mill burns"]

    play(scene)


def test_a_filter_may_be_given_at_the_start(db: Path) -> None:
    async def scene(pilot: Pilot[None], app: Browser) -> None:
        assert titles(app) == ["Aram and Belen sign a truce"]

    play(scene, query='tag:talks place:"belen"')


@pytest.mark.usefixtures("db")
def test_quotes_stand_in_their_context_with_the_words_marked() -> None:
    async def scene(pilot: Pilot[None], app: Browser) -> None:
        text = pane(app)
        assert "reports/lantern.txt:3  Lantern Post, 2020-03-06" in text
        assert "Lantern Post, 6 March 2020\n" not in text  # it is another paragraph
        assert "It took effect at 00:01 local time on Friday." in text
        assert "according to خبر" in text
        assert "talks" in text
        assert "edited  title; the machine had said: Truce" in text
        link, mention = app.query_one(EntryList).entry.links[0], app.query_one(EntryList).entry.mentions[0]  # type: ignore[union-attr]
        around = told.in_context(mention, link, app._store.sources.text(link.document))
        marked = [
            around.plain[span.start : span.end] for span in around.spans if span.style in (told.MARKED, told.DATED)
        ]
        assert "".join(marked) == link.quote
        assert [around.plain[span.start : span.end] for span in around.spans if span.style == told.DATED] == ["5 March"]

    play(scene, query="tag:talks")


@pytest.mark.usefixtures("db")
def test_reasons_are_those_of_why() -> None:
    async def scene(pilot: Pilot[None], app: Browser) -> None:
        await press(pilot, "w")
        text = " ".join(pane(app).split())
        assert "same day and two actors in common (0.91)" in text
        assert "“5 March” by rule en.some-rule: DATE 2020-03-05" in text
        await press(pilot, "w")
        assert "en.some-rule" not in pane(app)

    play(scene, query="tag:talks")


@pytest.mark.usefixtures("db")
def test_conflicts_are_told() -> None:
    async def scene(pilot: Pilot[None], app: Browser) -> None:
        lines = [line.rstrip() for line in pane(app).splitlines()]
        at = lines.index("disputed  killed")
        assert lines[at + 1 : at + 3] == [
            "    over 30  reports/lantern.txt:4",
            "    at least 34  reports/harbour (2).md:5",
        ]

    play(scene, query="is:disputed")


@pytest.mark.usefixtures("db")
@pytest.mark.parametrize("key", ["", "w", "t"])
def test_text_of_sources_does_not_act(key: str) -> None:
    async def scene(pilot: Pilot[None], app: Browser) -> None:
        await press(pilot, *([key] if key else []))
        assert not UNSAFE.search(screen(app))
        if key != "t":
            assert "[bold]not markup[/bold]" in pane(app)
            assert not UNSAFE.search(pane(app))

    play(scene, query='source:"=odd"')


def edits(folder: Path) -> str:
    path = folder / "chronology.toml"
    return path.read_text(encoding="utf-8") if path.exists() else ""


def test_decisions_on_keys_and_undo(built: Path) -> None:
    async def scene(pilot: Pilot[None], app: Browser) -> None:
        first = titles(app)[0]
        await press(pilot, "t")
        assert isinstance(app.screen, Ask)
        app.screen.query_one("#words", Input).value = "The [b]market[/b] was hit"
        app.screen.query_one("#because", Input).value = "I was there"
        await press(pilot, "enter")
        assert titles(app)[0] == "The [b]market[/b] was hit"
        assert pane(app).startswith("The [b]market[/b] was hit")
        assert 'because = "I was there"' in edits(built)
        await press(pilot, "u")
        assert titles(app)[0] == first
        assert "[[edit]]" not in edits(built)
        await press(pilot, "u")
        assert "there are no decisions" in "".join(each.message for each in app._notifications)

    play(scene)


@pytest.mark.parametrize(
    ("keys", "words", "written"),
    [
        ("h", None, 'action = "hide"'),
        ("k", None, 'action = "keep"'),
        ("d", "4 March 2020", 'date = "2020-03-04"'),
        ("i", "planned", 'kind = "planned"'),
        ("n", "see the film", 'note = "see the film"'),
        ("g", "market, shelling of it", 'tags = ["market", "shelling of it"]'),
        ("s", "2", 'action = "split"'),
        ("p", "1 2020-03-09", 'published = "2020-03-09"'),
    ],
)
def test_each_decision(built: Path, keys: str, words: str | None, written: str) -> None:
    async def scene(pilot: Pilot[None], app: Browser) -> None:
        before = len(titles(app))
        await press(pilot, keys)
        if words is not None:
            app.screen.query_one("#words", Input).value = words
            await press(pilot, "enter")
        assert written in edits(built)
        if keys == "h":
            assert len(titles(app)) == before - 1
        if keys == "s":
            assert len(titles(app)) == before + 1

    play(scene)
    shown = CliRunner().invoke(commands, ["edit", "list"], catch_exceptions=False)
    assert shown.exit_code == 0  # and it is still about something


@pytest.mark.parametrize(
    ("keys", "words", "said"),
    [
        ("d", "some day", "cannot read the date 'some day'"),
        ("i", "nonsense", "'nonsense' is not one of occurred"),
        ("s", "9", "'9' is not the number of a quote, 1 to 2"),
        ("s", "1 2", "no quote would be left"),
        ("p", "1 soon", "write the number of a quote and the day"),
    ],
)
def test_what_makes_no_sense_is_refused(built: Path, keys: str, words: str, said: str) -> None:
    async def scene(pilot: Pilot[None], app: Browser) -> None:
        await press(pilot, keys)
        app.screen.query_one("#words", Input).value = words
        await press(pilot, "enter")
        assert said in "".join(each.message for each in app._notifications)
        assert edits(built) == ""
        await press(pilot, keys, "escape")
        assert edits(built) == ""

    play(scene)


def test_marked_entries_become_one(built: Path) -> None:
    async def scene(pilot: Pilot[None], app: Browser) -> None:
        assert len(titles(app)) == 2
        await press(pilot, "m")
        assert "Mark other entries" in "".join(each.message for each in app._notifications)
        await press(pilot, "space")
        assert "●" in screen(app)
        await press(pilot, "m")
        assert len(titles(app)) == 1
        assert 'action = "merge"' in edits(built)

    play(scene)


@pytest.mark.usefixtures("db")
@pytest.mark.parametrize("size", [(140, 40), (80, 24), (40, 30), (38, 12), (20, 6)])
def test_every_size_can_be_used(size: tuple[int, int]) -> None:
    async def scene(pilot: Pilot[None], app: Browser) -> None:
        assert "First bridge"[: size[0] - 4] in screen(app)
        await press(pilot, "enter")
        assert app.query_one("#pane").has_focus
        assert app.query_one("#pane").size.height > 0
        await press(pilot, "escape", "question_mark")
        assert isinstance(app.screen, Keys)
        await press(pilot, "escape")
        assert app.query_one(EntryList).has_focus
        assert max(map(len, screen(app).splitlines())) <= size[0]

    play(scene, size=size)


def test_a_long_list_is_read_where_it_is_seen(db: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of twenty thousand entries only those near the cursor are read."""
    read: list[int] = []
    with Store(db) as store:
        (entry,) = store.at(store.positions()[:1])
    monkeypatch.setattr(Store, "positions", lambda self, wanted: list(range(20_000)))

    def at(self: Store, found: Sequence[int]) -> list[Entry]:
        read.extend(found)
        return [entry] * len(found)

    monkeypatch.setattr(Store, "at", at)

    async def scene(pilot: Pilot[None], app: Browser) -> None:
        await press(pilot, "end", "pageup", "home", "pagedown")
        assert app.query_one(EntryList).cursor > 5

    play(scene)
    assert len(read) < 300
    assert max(read) == 19_999


QUERIES: list[tuple[str, dict[str, Any]]] = [
    ("", {}),
    ("truce talks", {"search": "truce talks"}),
    ('"truce talks" http://x', {"search": '"truce talks" http://x'}),
    (
        "since:2020-03 bridge until:2021",
        {"since": from_edtf("2020-03"), "until": from_edtf("2021"), "search": "bridge"},
    ),
    ("KIND:planned kind:Denied", {"kind": ("planned", "denied")}),
    ('place:"deir ez-zor', {"place": "deir ez-zor"}),
    ("is:disputed is:all", {"disputed": True, "all": True}),
    ("min-sources:2 top:10 limit:3", {"min_sources": 2, "top": 10, "limit": 3}),
    ("since: kind:", {}),
    ("attributed-to:mayor tag:x actor:y source:z", {"attributed_to": "mayor", "tag": "x", "actor": "y", "source": "z"}),
]


@pytest.mark.parametrize(("words", "wanted"), QUERIES, ids=[words for words, _ in QUERIES])
def test_the_filter_takes_the_options_of_show(words: str, wanted: dict[str, Any]) -> None:
    assert read_query(words) == Filter(**wanted)


@pytest.mark.parametrize("words", ["since:soon", "kind:x", "is:odd", "top:many", "top:0", "since:2021 until:2020"])
def test_a_filter_that_makes_no_sense_is_told(words: str) -> None:
    with pytest.raises(FilterError):
        read_query(words)


@pytest.mark.usefixtures("db")
def test_without_textual_or_a_terminal_it_says_what_to_do(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "idlibtl", "browse"]
    environment = {"PYTHONPATH": str(ROOT), "PATH": ""}
    piped = subprocess.run(command, capture_output=True, text=True, env=environment)
    assert (piped.returncode, piped.stdout) == (2, "")
    assert piped.stderr == "idlibtl browse needs a terminal; in a pipe use: idlibtl show\n"
    blocked = tmp_path / "blocked"
    (blocked / "textual").mkdir(parents=True)
    (blocked / "textual" / "__init__.py").write_text("raise ModuleNotFoundError('no', name='textual')\n")
    missing = subprocess.run(
        command, capture_output=True, text=True, env=environment | {"PYTHONPATH": f"{blocked}:{ROOT}"}
    )
    assert (missing.returncode, missing.stderr) == (2, "textual is missing: pip install 'idlibtl[browse]'\n")
    nothing = subprocess.run([*command, "--db", "no.db"], capture_output=True, text=True, env=environment)
    assert nothing.returncode == 2
    assert json.dumps("Traceback") not in nothing.stderr


@pytest.mark.usefixtures("db")
def test_runs_on_a_terminal_and_leaves_it_as_it_was() -> None:
    pty = pytest.importorskip("pty", reason="there are no pseudo-terminals on this system")
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "TERM": "xterm", "COLUMNS": "80", "LINES": "24"}
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "idlibtl", "browse", "truce"],
        stdin=theirs, stdout=theirs, stderr=theirs, env=environment, start_new_session=True,
    )  # fmt: skip
    os.close(theirs)
    read = b""
    try:
        while chunk := os.read(ours, 65536):
            read += chunk
            if b"3 entries" in read:
                os.write(ours, b"q")
    except OSError:  # how Linux says that nobody writes any more
        pass
    os.close(ours)
    assert process.wait(timeout=60) == 0
    assert b"\x1b[?1049h" in read  # a screen of its own
    assert read.rindex(b"\x1b[?1049l") > read.rindex(b"3 entries")
