"""The chronology file: what goes in comes out, whole or not at all, and damage is told as damage."""

from __future__ import annotations

import os
import re
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from idlibtl.dates import Moment, from_edtf, from_timex3
from idlibtl.model import (
    KINDS,
    OMISSION_REASONS,
    Chronology,
    Claim,
    Conflict,
    Development,
    Document,
    Entry,
    Link,
    Mention,
    Omission,
    Problem,
    Quantity,
    Timex,
    Voice,
)
from idlibtl.store import (
    AmbiguousId,
    CannotWrite,
    DamagedDatabase,
    NoChronology,
    Store,
    UnknownId,
    is_chronology,
    load,
    save,
)
from idlibtl.store import write as writing
from idlibtl.store.rows import sort_number


def test_gives_back_what_was_saved(chronology: Chronology, db: Path) -> None:
    assert load(db) == chronology


def test_entries_come_without_source_texts(chronology: Chronology, db: Path) -> None:
    with Store(db) as store:
        assert [document.text for document in store.documents()] == [""] * len(chronology.documents)
        assert store.paths == ("reports",)
        assert store.problems() == chronology.problems


INTERVALS = st.none() | st.sampled_from(
    [
        from_edtf("-0479"),
        from_edtf("0000"),
        from_edtf("-9998-01-01"),
        from_edtf("199X"),
        from_edtf("../2020-03-12"),
        from_edtf("2020-03-12/.."),
        from_edtf("2020-02-24/2020-03-01"),
        from_timex3("2020-03-05TMO"),
        from_timex3("2020-W09"),
        from_timex3("2020-03-05T11:06+03:00"),
        from_timex3("2020-03", "APPROX"),
        from_timex3("2019-02", "START"),
    ]
)
TEXT = st.text(st.characters(codec=None, categories=None), max_size=12)  # lone surrogates and control characters too
TEXTS = st.lists(TEXT, max_size=2).map(tuple)


@st.composite
def entries(draw: st.DrawFn, number: int) -> Entry:
    said, links = [], []
    for count in range(draw(st.integers(1, 2))):
        start, length = draw(st.integers(0, 10**6)), draw(st.integers(1, 600))
        timex = Timex(1, 5, "t", "DATE", draw(TEXT), draw(TEXT), draw(st.none() | TEXT), draw(INTERVALS))
        low, of = draw(st.none() | st.floats(allow_nan=False)), draw(st.none() | TEXT)
        figures = [Quantity(draw(TEXT), draw(TEXT), low, 2.0, of, draw(st.sampled_from([None, (0, 4)])))]
        mention = Mention(
            f"{number:04}{count:04}", "d0", start, start + length, draw(INTERVALS), "stated",
            draw(st.sampled_from(KINDS)), draw(TEXT), draw(TEXTS), draw(TEXTS),
            tuple(draw(st.sampled_from([[], figures]))), draw(st.none() | TEXT), draw(st.sampled_from([None, timex])),
            frozenset(draw(TEXTS)), draw(TEXTS), draw(st.none() | TEXT), draw(st.booleans()),
        )  # fmt: skip
        said.append(mention)
        links.append(
            Link("d0", start, start + length, 1, 2, draw(TEXT), draw(st.none() | TEXT), draw(TEXT), draw(TEXT))
        )
    conflict = Conflict(draw(TEXT), (Claim("1", said[0].id, "d0", draw(TEXT), 3), Claim("2", said[0].id, "d0", "", 4)))
    development = Development(draw(TEXT), conflict.values)
    edited = draw(st.dictionaries(TEXT, st.none() | TEXT | st.lists(TEXT, max_size=2), max_size=2))
    return Entry(
        said[0].id, draw(INTERVALS), draw(TEXT), draw(st.sampled_from(KINDS)), tuple(said), tuple(links),
        draw(st.sampled_from([(), (conflict,), (conflict, conflict)])), draw(TEXTS), draw(TEXTS),
        (Voice(("d0",), draw(st.none() | TEXT)),), draw(st.floats(0, 9)), draw(TEXTS), draw(st.none() | TEXT),
        edited, draw(TEXTS),
        draw(st.sampled_from([(), (development,)])),
    )  # fmt: skip


@st.composite
def chronologies(draw: st.DrawFn) -> Chronology:
    document = Document("d0", (draw(TEXT), draw(TEXT)), draw(TEXT), "0" * 64, "en", draw(TEXT), draw(TEXT))
    found = tuple(draw(entries(number)) for number in range(draw(st.integers(0, 3))))
    omissions = (Omission("d0", draw(st.integers(0, 9)), 10, draw(st.sampled_from(OMISSION_REASONS))),)
    dated = draw(st.sampled_from([{}, {"d0": 0}, {"d0": 7}]))
    return Chronology((document,), found, (Problem(draw(TEXT), "code", draw(TEXT)),), omissions, dated)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(chronologies())
def test_gives_back_anything(tmp_path: Path, made: Chronology) -> None:
    path = tmp_path / "c.db"
    save(made, path, paths=["\udcff"])
    assert load(path) == made
    with Store(path) as store:
        assert store.paths == ("\udcff",)


def test_the_same_chronology_gives_the_same_file(chronology: Chronology, tmp_path: Path) -> None:
    for name in ("a.db", "b.db"):
        save(chronology, tmp_path / name, paths=["reports"])
    assert (tmp_path / "a.db").read_bytes() == (tmp_path / "b.db").read_bytes()


def test_any_tool_can_read_it(db: Path) -> None:
    """The tables and the example queries of docs/store.md."""
    told = (Path(__file__).parents[2] / "docs" / "store.md").read_text(encoding="utf-8")
    with closing(sqlite3.connect(db)) as plain:
        assert plain.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert plain.execute("PRAGMA foreign_key_check").fetchall() == []
        tables = [name for (name,) in plain.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
        columns = [
            f"`{column}`"
            for table in tables
            if not re.match("search_|sqlite_", table)
            for (column,) in plain.execute("SELECT name FROM pragma_table_info(?)", [table])
        ]
        assert [name for name in columns if name not in told] == []
        answers = [plain.execute(query).fetchall() for query in re.findall(r"```sql\n(.*?)```", told, re.DOTALL)]
    assert ("2020-03-05", "Aram and Belen sign a truce") in answers[0]
    assert all(answers)


def test_offsets_give_the_quotes_in_sql_too(db: Path) -> None:
    with closing(sqlite3.connect(db)) as plain:
        wrong = (
            "SELECT count(*) FROM mentions JOIN sources ON sources.id = mentions.source"
            " JOIN texts ON texts.source = sources.position"
            " WHERE quote <> substr(text, char_start + 1, char_end - char_start) AND instr(text, char(0)) = 0"
        )
        assert plain.execute(wrong).fetchone() == (0,)


def test_numbers_of_moments_sort_as_moments_do() -> None:
    moments = [
        Moment(-480, 12, 31, 23),
        Moment(-479),
        Moment(-479, 3, 5),
        Moment(0),
        Moment(1, 1, 1),
        Moment(2020, 3, 5),
    ]
    numbers = [number for moment in moments if (number := sort_number(moment)) is not None]
    assert numbers == sorted(numbers)
    assert numbers[-1] == 20200305000000


def test_a_build_that_fails_leaves_the_old_chronology_whole(
    chronology: Chronology, db: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = db.read_bytes()

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(writing.Writer, "_values", killed)
    with pytest.raises(KeyboardInterrupt):
        save(replace(chronology, problems=()), db, paths=["other"])
    assert db.read_bytes() == before
    assert list(db.parent.iterdir()) == [db]


def test_a_build_that_is_killed_leaves_the_old_chronology_whole(chronology: Chronology, db: Path) -> None:
    before = db.read_bytes()
    script = (
        "import os, signal\n"
        "from idlibtl.store import load, save, write\n"
        "made = load('chronology.db')\n"
        "write.Writer._finish = lambda *_: os.kill(os.getpid(), signal.SIGKILL)\n"
        "save(made, 'chronology.db', paths=['x'])\n"
    )
    subprocess.run([sys.executable, "-c", script], cwd=db.parent, check=False)
    left = [path.suffix for path in db.parent.iterdir() if path != db]
    assert sorted(left) == [".tmp", ".work"]
    assert db.read_bytes() == before
    save(chronology, db, paths=["reports"])
    assert list(db.parent.iterdir()) == [db]


def test_leaves_what_another_build_is_writing(chronology: Chronology, db: Path) -> None:
    other = db.with_name(f".{db.name}.1.tmp")
    with closing(sqlite3.connect(other, isolation_level=None)) as busy:
        busy.execute("BEGIN EXCLUSIVE")
        busy.execute("CREATE TABLE t (x)")
        save(chronology, db, paths=["reports"])
        assert other.exists()


def test_keeps_permissions_and_follows_links(chronology: Chronology, db: Path) -> None:
    db.chmod(0o640)
    link = db.with_name("link.db")
    link.symlink_to(db.name)
    save(replace(chronology, problems=()), link, paths=["reports"])
    assert link.is_symlink()
    assert db.stat().st_mode & 0o777 == 0o640
    assert load(db).problems == ()


@pytest.mark.parametrize("content", [b"my notes\n", b"SQLite format 3\0" + bytes(84)])
def test_never_replaces_a_file_that_is_something_else(chronology: Chronology, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "notes.txt"
    path.write_bytes(content)
    with pytest.raises(CannotWrite, match="not a chronology"):
        save(chronology, path, paths=[])
    assert path.read_bytes() == content


def test_tells_why_it_cannot_write(chronology: Chronology, tmp_path: Path) -> None:
    with pytest.raises(CannotWrite, match="there is no folder nowhere"):
        save(chronology, tmp_path / "nowhere" / "c.db", paths=[])
    with pytest.raises(CannotWrite, match="folder"):
        save(chronology, tmp_path, paths=[])


def test_a_missing_file_says_how_to_build(tmp_path: Path) -> None:
    with pytest.raises(NoChronology, match="idlibtl build"):
        Store(tmp_path / "chronology.db")


@pytest.mark.skipif(os.name == "nt", reason="pipes and links")
def test_pipes_and_loops_are_no_place_for_a_chronology(chronology: Chronology, tmp_path: Path) -> None:
    pipe, loop = tmp_path / "pipe", tmp_path / "loop"
    os.mkfifo(pipe)
    loop.symlink_to(loop)
    for path in (pipe, loop):
        with pytest.raises(CannotWrite, match=r"pipe|back to itself"):
            save(chronology, path, paths=[])
    with pytest.raises(DamagedDatabase, match="is a pipe"):
        Store(pipe)
    assert pipe.is_fifo()
    assert loop.is_symlink()


@pytest.mark.parametrize("length", [0, 1, 15, 16, 71, 72, 99, 100, 4096, -4096, -1])
def test_whatever_is_left_of_a_chronology_is_damage(chronology: Chronology, db: Path, length: int) -> None:
    db.write_bytes(db.read_bytes()[:length])
    with pytest.raises(DamagedDatabase, match="is damaged") as damage:
        Store(db)
    if "remove it" not in str(damage.value):  # then it can be built anew where it stands
        save(chronology, db, paths=[])
        assert load(db) == chronology


def test_recognises_a_chronology_by_its_first_bytes(db: Path) -> None:
    assert is_chronology(db.read_bytes()[:72])
    assert is_chronology(db.read_bytes()[:40])
    assert not is_chronology(b"SQLite format 3\0" + bytes(60))
    assert not is_chronology(b"")


def _damage(db: Path, kind: str) -> None:
    data = bytearray(db.read_bytes())
    match kind:
        case "text":
            data = bytearray(b"hello")
        case "empty":
            data = bytearray()
        case "truncated":
            data = data[: len(data) // 2]
        case "garbage":
            data[4096:] = b"\xa5" * (len(data) - 4096)
        case "header":
            data[18:100] = b"\xa5" * 82
        case "other":
            data[68:72] = bytes(4)
        case "version":
            data[60:64] = (99).to_bytes(4, "big")
    db.write_bytes(data)


@pytest.mark.parametrize("kind", ["text", "empty", "truncated", "garbage", "header", "other", "version"])
def test_damage_is_told_as_damage(db: Path, kind: str) -> None:
    _damage(db, kind)
    with pytest.raises(DamagedDatabase, match=r"build|--db"):
        load(db)


def test_values_that_make_no_sense_are_damage(db: Path) -> None:
    with closing(sqlite3.connect(db)) as plain, plain:
        plain.execute("UPDATE mentions SET reasons = '[' WHERE position = 1")
    with pytest.raises(DamagedDatabase, match="damaged"):
        load(db)


def test_a_folder_is_not_a_chronology(tmp_path: Path) -> None:
    with pytest.raises(DamagedDatabase, match="is a folder"):
        Store(tmp_path)


def test_finds_by_any_unique_prefix(chronology: Chronology, db: Path) -> None:
    truce = chronology.entries[4]
    with Store(db) as store:
        assert store.find(truce.id) == truce
        assert store.find(f" {truce.id[:10].upper()} ") == truce
        assert [store.find(mention.id[:12]) for mention in truce.mentions] == [truce] * 3
        for nothing in ("", " ", "zz", "%", "'", "é", "ffffffffffffffffffff"):
            with pytest.raises(UnknownId):
                store.find(nothing)


def test_a_prefix_of_several_is_ambiguous(chronology: Chronology, tmp_path: Path) -> None:
    def renamed(entry: Entry, ident: str) -> Entry:
        first = replace(entry.mentions[0], id=ident)
        return replace(entry, id=ident, mentions=(first, *entry.mentions[1:]))

    one, two = chronology.entries[0], chronology.entries[1]
    made = replace(chronology, entries=(renamed(one, "abc"), renamed(two, "abcd")))
    save(made, tmp_path / "c.db", paths=[])
    with Store(tmp_path / "c.db") as store:
        with pytest.raises(AmbiguousId, match="2 entries"):
            store.find("ab")
        with pytest.raises(AmbiguousId, match=r": abc \(.*, abcd \("):  # the ids that begin so
            store.find("ab")
        assert store.find("abc").title == one.title  # a whole id is never ambiguous
        assert store.find("abcd").title == two.title
