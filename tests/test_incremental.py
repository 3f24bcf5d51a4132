"""Builds that remember the last one: whatever happened to the reports, they give what a build from nothing gives."""

from __future__ import annotations

import os
import pickle
import shutil
import sqlite3
from itertools import count
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from idlibtl.chronology.remembered import Remembered
from idlibtl.cli.app import app
from idlibtl.memory import Memory, digest, place_of
from idlibtl.packed import packed, unpacked
from idlibtl.store import Writer, load

HISTORIES = int(os.environ.get("IDLIBTL_HISTORIES", "12"))
# Seeds of newsrooms; those that are always run show a story that changes where it stands.
NEWSROOMS = range(int(os.environ["IDLIBTL_NEWSROOMS"])) if "IDLIBTL_NEWSROOMS" in os.environ else (5, 9)
NAMES = ("a.txt", "b.txt", "c.md", "north/d.txt", "north/e.txt", "f.txt")
DAYS = ("3 March 2020", "4 March 2020", "5 March 2020", "March 2020", "12 January 2019", "2018")
TOLD = (
    "On {day} rebels shelled the market of {place} and killed {count} people.",
    "{count} people were killed in {place} when rebels shelled the market on {day}, rescuers said.",
    "Talks between the Lantern Party and the Harbour Guard began in {place} on {day}.",
    "The Harbour Guard denied on {day} that it had shelled {place}.",
    "The two sides will sign a truce in {place} on {day}.",
    "Since {day} the bridge of {place} has been closed.",
    "Nothing happened here.",
    "The day before, {count} soldiers left {place}.",
)
HEADS = ("", "6 March 2020\n\n", "---\ndate: 2020-03-05\ntitle: A report\n---\n", "Lantern Post, 4 March 2020\n\n")

_sentences = st.builds(
    lambda told, day, place, count: told.format(day=day, place=place, count=count),
    st.sampled_from(TOLD),
    st.sampled_from(DAYS),
    st.sampled_from(("Saraqeb", "Saraqib", "Ariha", "Belen")),
    st.integers(2, 5),
)
_texts = st.builds(
    lambda head, told: head + " ".join(told) + "\n", st.sampled_from(HEADS), st.lists(_sentences, max_size=5)
)
_steps = st.one_of(
    st.tuples(st.just("write"), st.sampled_from(NAMES), _texts),
    st.tuples(st.just("write"), st.sampled_from(NAMES), _texts),
    st.tuples(st.just("add to"), st.sampled_from(NAMES), _sentences),
    st.tuples(st.just("remove"), st.sampled_from(NAMES), st.just("")),
    st.tuples(st.just("rename"), st.sampled_from(NAMES), st.sampled_from(NAMES)),
    st.tuples(st.just("copy"), st.sampled_from(NAMES), st.sampled_from(NAMES)),
    st.tuples(st.just("manifest"), st.sampled_from(NAMES), st.sampled_from(("2020-03-07", "2019-01-13"))),
    st.tuples(st.just("interrupt"), st.just(""), st.integers(1, 9)),
    st.tuples(
        st.just("edit"),
        st.sampled_from(("hide", "date", "title", "merge", "split", "source", "undo")),
        st.integers(0, 9),
    ),
)


def _run(folder: Path, *words: str) -> None:
    before = Path.cwd()
    os.chdir(folder)
    try:
        result = CliRunner().invoke(app, [*words], catch_exceptions=False)
        assert result.exit_code in (0, 1), result.output
    finally:
        os.chdir(before)


def _interrupted(folder: Path, after: int) -> None:
    """A build that Ctrl-C ends while it merges, after so many stories; if it has as many."""
    learn, calls = Remembered.learn, count(1)

    def interrupted(self: Remembered, first: int, edges: Any) -> None:
        if next(calls) >= after:
            raise KeyboardInterrupt
        learn(self, first, edges)

    before = Path.cwd()
    os.chdir(folder)
    try:
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(Remembered, "learn", interrupted)
            result = CliRunner().invoke(app, ["build", "-j", "1"])
        assert result.exit_code in (0, 1, 130), result.output
    finally:
        os.chdir(before)


def _do(folder: Path, step: tuple[str, str, Any]) -> None:
    what, name, other = step
    reports = folder / "reports"
    path = reports / name
    path.parent.mkdir(exist_ok=True)
    if what == "write":
        path.write_text(other, encoding="utf-8")
    elif what == "add to" and path.exists():
        path.write_text(path.read_text(encoding="utf-8") + f"\n{other}\n", encoding="utf-8")
    elif what == "remove":
        path.unlink(missing_ok=True)
    elif what in ("rename", "copy") and path.exists() and name != other:
        (reports / other).parent.mkdir(exist_ok=True)
        (shutil.move if what == "rename" else shutil.copy)(path, reports / other)
    elif what == "manifest":
        (reports / "sources.csv").write_text(f"path,date\n{name},{other}\n", encoding="utf-8")
    elif what == "interrupt":
        _interrupted(folder, other)
    elif what == "edit":
        _edit(folder, name, other)


def _edit(folder: Path, action: str, number: int) -> None:
    """A decision on some entry, if there is one; right or not, it must come out alike."""
    if action == "undo":
        if (folder / "chronology.toml").exists() and "[[edit]]" in (folder / "chronology.toml").read_text(
            encoding="utf-8"
        ):
            _run(folder, "edit", "undo")
        return
    with sqlite3.connect(folder / "chronology.db") as database:
        mentions = [row[0] for row in database.execute("SELECT id FROM mentions ORDER BY id")]
        sources = [row[0] for row in database.execute("SELECT path FROM sources ORDER BY path")]
    database.close()
    if action == "source":
        if sources:
            _run(folder, "edit", "source", sources[number % len(sources)], "--published", f"2020-03-0{number + 1}"[:10])
        return
    if len(mentions) < 2:
        return
    one, other = mentions[number % len(mentions)], mentions[(number + 1) % len(mentions)]
    more = {"date": ["2020-03-09"], "title": ["The owner's own title"], "merge": [other]}
    before = Path.cwd()
    os.chdir(folder)
    try:
        CliRunner().invoke(app, ["edit", action, one, *more.get(action, [])])  # a merge of one entry is refused
    finally:
        os.chdir(before)


@settings(max_examples=HISTORIES, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.lists(_steps, min_size=1, max_size=3), min_size=1, max_size=5))
def test_a_build_that_remembers_gives_what_one_from_nothing_gives(
    tmp_path_factory: pytest.TempPathFactory, history: list[list[tuple[str, str, Any]]]
) -> None:
    top = tmp_path_factory.mktemp("history")
    folder, clean = top / "with", top / "without"
    (folder / "reports").mkdir(parents=True)
    (folder / "reports" / "a.txt").write_text(
        "6 March 2020\n\nOn 5 March 2020 rebels shelled Ariha.\n", encoding="utf-8"
    )
    try:
        _run(folder, "build", "reports", "-j", "1")
        for steps in history:
            for step in steps:
                _do(folder, step)
            _run(folder, "build", "-j", "1")
            shutil.copytree(folder, clean)
            for made in ("chronology.db", ".chronology.db.cache"):
                (clean / made).unlink()
            _run(clean, "build", "reports", "-j", "1")
            assert (folder / "chronology.db").read_bytes() == (clean / "chronology.db").read_bytes()
            shutil.rmtree(clean)
    finally:
        shutil.rmtree(top)


class _Newsroom:
    """Many small reports of like words and days: mentions have more neighbours than they are compared with."""

    def __init__(self, seed: int, folder: Path) -> None:
        self._drawn = Random(seed)
        self._folder = folder
        folder.mkdir(parents=True)
        for number in range(self._drawn.choice((40, 90))):
            self._write(f"r{number:03}.txt")

    def goes_on(self) -> None:
        """One or two reports are added, changed, written anew or removed."""
        for _ in range(self._drawn.randint(1, 2)):
            path = self._drawn.choice(sorted(self._folder.iterdir()))
            what = self._drawn.choice(("add to", "write", "remove", "add"))
            if what == "add to":
                path.write_text(f"{path.read_text(encoding='utf-8')}{self._sentence()}\n", encoding="utf-8")
            elif what == "write":
                self._write(path.name)
            elif what == "remove":
                path.unlink()
            else:
                self._write(f"n{self._drawn.randint(0, 999):03}.txt")

    def is_disturbed(self) -> None:
        """Or not: by a build that is interrupted, or by a decision; then it goes on, before the next build."""
        kind = self._drawn.random()
        if kind < 0.3:
            _interrupted(self._folder.parent, self._drawn.randint(1, 60))
        elif kind < 0.5:
            path = self._drawn.choice(sorted(self._folder.iterdir()))
            arguments = [f"reports/{path.name}", "--published", f"2020-03-0{self._drawn.randint(3, 9)}"]
            before = Path.cwd()
            os.chdir(self._folder.parent)
            try:
                CliRunner().invoke(app, ["edit", "source", *arguments])  # one that was never read is refused
            finally:
                os.chdir(before)
        else:
            return
        self.goes_on()

    def _write(self, name: str) -> None:
        told = " ".join(self._sentence() for _ in range(self._drawn.randint(1, 4)))
        text = f"{self._drawn.randint(3, 9)} March 2020\n\n{told}\n"
        (self._folder / name).write_text(text, encoding="utf-8")

    def _sentence(self) -> str:
        pick, kind = self._drawn.choice, self._drawn.random()
        thing = pick(("market", "hospital", "bakery", "old bridge", "school", "convoy", "northern checkpoint"))
        place = pick(("Saraqeb", "Saraqib", "Ariha", "Belen", "Tabqa", "Marea", "Kobane", "Jisr"))
        day = pick(("3 March 2020", "4 March 2020", "5 March 2020", "March 2020", "2020", "early March 2020"))
        who = pick(("rebels shelled", "the army bombed", "gunmen attacked", "troops entered", "rebels captured"))
        if kind < 0.7:
            return f"On {day} {who} the {thing} in {place} and killed {self._drawn.randint(1, 9)} people."
        if kind < 0.8:
            return f"The army denied on 5 March 2020 that it had shelled the {thing} in {place}."
        if kind < 0.9:
            return f"{who.capitalize()} the {thing} in {place} {pick(('last year', 'on Thursday', 'yesterday'))}."
        return f"Talks on the {thing} of {place} are to begin by 12 March 2020."


@pytest.mark.parametrize("seed", NEWSROOMS)
def test_a_newsroom_goes_on(tmp_path: Path, seed: int) -> None:
    newsroom = _Newsroom(seed, tmp_path / "reports")
    files = ("chronology.db", ".chronology.db.cache")
    _run(tmp_path, "build", "reports", "-j", "1")
    for _ in range(6):
        newsroom.goes_on()
        newsroom.is_disturbed()
        _run(tmp_path, "build", "-j", "1")
        remembered = (tmp_path / "chronology.db").read_bytes()
        for name in files:
            (tmp_path / name).rename(tmp_path / f"kept-{name}")
        _run(tmp_path, "build", "reports", "-j", "1")
        assert (tmp_path / "chronology.db").read_bytes() == remembered
        for name in files:
            (tmp_path / f"kept-{name}").replace(tmp_path / name)


def _compared(folder: Path) -> list[tuple[bytes, bytes]]:
    with sqlite3.connect(place_of(folder / "chronology.db")) as database:
        found = database.execute("SELECT key, value FROM known WHERE kind = 'compared' ORDER BY key").fetchall()
    database.close()
    return found


def test_what_was_compared_is_that_of_one_merging_or_of_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Half of each would be taken for one."""
    _built(tmp_path)
    for number in range(4):
        told = f"6 March 2020\n\nOn 5 March 2020 rebels shelled the market of Ariha and killed {number} people.\n"
        (tmp_path / "reports" / f"b{number}.txt").write_text(told, encoding="utf-8")
    before = _compared(tmp_path)
    _interrupted(tmp_path, 3)
    assert _compared(tmp_path) == before
    _run(tmp_path, "build", "-j", "1")
    (tmp_path / "reports" / "a.txt").unlink()
    with monkeypatch.context() as patched:
        patched.chdir(tmp_path)
        patched.setattr(Writer, "entry", _fails)
        assert CliRunner().invoke(app, ["build", "-j", "1"]).exit_code == 2
    documents = {key.partition(b"/")[0].decode() for key, _ in _compared(tmp_path)}
    _run(tmp_path, "build", "-j", "1")
    assert documents == {document.id for document in load(tmp_path / "chronology.db").documents}


def _fails(writer: Writer, *_: object) -> None:
    raise OSError(28, "No space left on device")


def _built(folder: Path) -> bytes:
    (folder / "reports").mkdir(exist_ok=True)
    (folder / "reports" / "a.txt").write_text(HEADS[1] + "On 5 March 2020 rebels shelled Ariha.\n", encoding="utf-8")
    _run(folder, "build", "reports", "-j", "1")
    return (folder / "chronology.db").read_bytes()


@pytest.mark.parametrize(
    "harm", [b"", b"SQLite format 3\0 and then nothing", b"\xff" * 5000], ids=["empty", "cut", "other"]
)
def test_a_memory_that_is_damaged_is_as_if_there_were_none(tmp_path: Path, harm: bytes) -> None:
    before = _built(tmp_path)
    place_of(tmp_path / "chronology.db").write_bytes(harm)
    assert _built(tmp_path) == before
    assert _built(tmp_path) == before


def test_values_that_were_tampered_with_are_not_used(tmp_path: Path) -> None:
    before = _built(tmp_path)
    memory = place_of(tmp_path / "chronology.db")
    with sqlite3.connect(memory) as database:
        database.execute("UPDATE known SET value = substr(value, 1, length(value) - 1) || x'00'")
    database.close()
    (tmp_path / "chronology.db").unlink()
    assert _built(tmp_path) == before


class _Harm:
    def __reduce__(self) -> Any:
        return os.system, ("touch harmed",)


@pytest.mark.parametrize("value", [_Harm(), Path("a"), [Memory], print], ids=["call", "path", "class", "function"])
def test_nothing_but_values_is_made_of_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, value: object) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(pickle.UnpicklingError):
        unpacked(packed(value))
    with Memory(tmp_path / "memory") as memory:
        memory.put("kind", digest("key"), value)
        assert memory.get("kind", digest("key")) is None
    assert not (tmp_path / "harmed").exists()
