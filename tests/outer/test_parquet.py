"""A chronology of Parquet tables: the same answers as from a file, whole or not at all, and any tool can read it."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from test_store import chronologies
from typer.testing import CliRunner, Result

from idlibtl.chronology.order import order_key
from idlibtl.cli.app import app
from idlibtl.dates import from_edtf
from idlibtl.export import FORMATS
from idlibtl.filters import Filter
from idlibtl.model import Chronology, Omission
from idlibtl.store import (
    CannotWrite,
    DamagedDatabase,
    NeedsExtra,
    NoChronology,
    Store,
    StoreError,
    Writer,
    check_target,
    is_dataset,
    load,
    read,
    save,
    write,
)
from idlibtl.store.schema import VERSION

pytest.importorskip("pyarrow", reason="Parquet tables need the extra idlibtl[dask]")
pytest.importorskip("fsspec", reason="Parquet tables need the extra idlibtl[dask]")

import fsspec
import pyarrow.dataset
import pyarrow.parquet

from idlibtl.store import dataset, parquet, parquet_read

MANIFEST = "_idlibtl.json"


@pytest.fixture(scope="session")
def ordered(chronology: Chronology) -> Chronology:
    omission = Omission(chronology.documents[0].id, 0, 9, "opinion")
    entries = tuple(sorted(chronology.entries, key=order_key))
    dated = {document.id: number for number, document in enumerate(chronology.documents[:2])}
    return replace(chronology, entries=entries, omissions=(omission,), dated=dated)


@pytest.fixture
def kept(ordered: Chronology, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """One chronology in both stores, in a working folder of its own; gives the folder of tables."""
    monkeypatch.chdir(tmp_path)
    save(ordered, "chronology.db", paths=["reports"])
    save(ordered, "chronology.parquet", paths=["reports"])
    return tmp_path / "chronology.parquet"


@pytest.fixture
def cloud() -> Iterator[str]:
    """A URL where nothing is."""
    yield "memory://bucket/chronology.parquet"
    fsspec.filesystem("memory").rm("/bucket", recursive=True)


def _run(*words: str) -> Result:
    return CliRunner().invoke(app, words, catch_exceptions=False)


def _python(script: str, *words: str) -> subprocess.CompletedProcess[bytes]:
    """In the working folder, with the package that is tested."""
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    return subprocess.run([sys.executable, "-c", script, *words], check=False, env=environment)


def _files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def _table(kept: Path, table: str) -> pyarrow.Table:
    return pyarrow.dataset.dataset(kept / table, partitioning="hive").to_table()


def test_gives_back_what_was_saved(ordered: Chronology, kept: Path) -> None:
    assert load(kept) == ordered
    with Store(kept) as store:
        assert store.paths == ("reports",)


ASKED = [
    ("show",),
    ("show", "--all", "-v"),
    ("show", "--search", "truce"),
    ("show", "--search", "هدنة"),
    ("show", "--search", "bel", "--top", "2"),
    ("show", "--top", "3"),
    ("show", "--top", "2", "--since", "2020"),
    ("show", "--since", "1995", "--until", "1996"),
    ("show", "--since", "2020-03-05"),
    ("show", "--until", "0001"),
    ("show", "--since", "2035"),
    ("show", "--since", "2020", "--search", "truce", "--min-sources", "2"),
    ("show", "--actor", "erdogan"),
    ("show", "--place", "hills", "--until", "2000"),
    ("show", "--tag", "talks"),
    ("show", "--attributed-to", "mayor"),
    ("show", "--source", "lantern"),
    ("show", "--disputed"),
    ("show", "--kind", "planned", "--limit", "1"),
    ("show", "--search", "nothing of the kind"),
    *(("export", "-f", form, "--all") for form in FORMATS),
    *(("export", "-f", form, "--since", "2020-03") for form in FORMATS),
    ("export", "-f", "csv", "--by", "mention"),
    ("sources",),
    ("sources", "--coverage"),
    ("sources", "--source", "harbour"),
]


@pytest.mark.parametrize("words", ASKED, ids=" ".join)
def test_both_stores_answer_alike(kept: Path, words: tuple[str, ...]) -> None:
    one, other = (_run(*words, "--db", name) for name in ("chronology.db", kept.name))
    assert other.stdout_bytes == one.stdout_bytes
    assert (other.stderr, other.exit_code) == (one.stderr, one.exit_code)
    assert one.exit_code == (0 if one.stdout_bytes else 1)


def test_both_stores_explain_alike(ordered: Chronology, kept: Path) -> None:
    idents = [mention.id for entry in ordered.entries for mention in entry.mentions]
    for ident in (*idents, idents[0][:6], "zz", "ffffffffffff"):
        one, other = (_run("why", ident, "--db", name) for name in ("chronology.db", kept.name))
        assert (other.stdout, other.stderr) == (one.stdout, one.stderr)


def test_one_store_answers_one_question_after_the_other(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was read for one is there for the next, once; also while the first still answers."""
    asked = [
        Filter(since=from_edtf("2021")),
        Filter(search="bridge", since=from_edtf("2021")),
        Filter(until=from_edtf("1999"), actor="aram"),
        Filter(search="bridge", all=True),
        Filter(actor="aram"),
        Filter(all=True),
    ]
    with Store("chronology.db") as file, Store(kept) as tables:
        for wanted in asked:
            assert list(tables.entries(wanted)) == list(file.entries(wanted))
            assert tables.count(wanted, only_faint=True) == file.count(wanted, only_faint=True)
    monkeypatch.setattr(read, "_BATCH", 1)
    recent, everywhere = Filter(since=from_edtf("2020-03")), Filter(all=True, place="belen", search="bridge")
    with Store("chronology.db") as file, Store(kept) as tables:
        first = tables.entries(recent)
        begun = next(first)
        assert tables.count(everywhere) == file.count(everywhere) == 1
        assert [begun, *first] == list(file.entries(recent))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(chronologies())
def test_gives_back_anything(tmp_path: Path, made: Chronology) -> None:
    save(made, tmp_path / "c.parquet", paths=["\udcff"])
    with Store(tmp_path / "c.parquet") as store:
        assert store.load() == made
        assert store.paths == ("\udcff",)


@pytest.mark.parametrize("text", ["�%", "�%b%ff", "\udcff", "a\ud83d\ude00", "é\udcff�", "plain", ""])
def test_text_that_is_not_unicode_and_text_that_looks_so(text: str) -> None:
    held = parquet._legible(text)
    assert held is not None
    held.encode()
    assert dataset.from_unicode(held) == text


def test_row_groups_and_files_hide_nothing(ordered: Chronology, kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """However few rows they hold, and in whatever turns the parts of the chronology come."""
    expected = _run("export", "-f", "json", "--all").stdout
    for module, name, value in (
        (parquet, "_ROWS", 2), (parquet_read, "_ROWS", 1), (parquet_read, "_WHOLE", 0), (write, "_BATCH", 1),
    ):  # fmt: skip
        monkeypatch.setattr(module, name, value)
    save(ordered, kept, paths=["reports"])
    assert load(kept) == ordered
    assert _run("export", "-f", "json", "--all", "--db", kept.name).stdout == expected
    with Store("chronology.db") as file, Store(kept) as tables:
        for year in ("-0479", "1995", "2020", "2021"):
            wanted = Filter(from_edtf(year), from_edtf(year), actor="e", all=True)
            assert list(tables.entries(wanted)) == list(file.entries(wanted))


def test_a_year_is_read_alone(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read = []
    plain = dataset.Folder.read

    def told(self: dataset.Folder, path: str) -> bytes:
        read.append(path)
        return plain(self, path)

    monkeypatch.setattr(dataset.Folder, "read", told)
    with Store(kept) as store:
        assert read == [MANIFEST]
        assert [entry.title for entry in store.entries(Filter(until=from_edtf("-0400")))] == ["First bridge"]
    years = {path.split("/")[1] for path in read if "year=" in path}
    assert years == {"year=-479"}
    assert not any(path.startswith(("texts/", "named/", "problems/")) for path in read)


@pytest.mark.parametrize(
    ("begin", "end", "year"),
    [
        (20200305000000, 20200306000000, "2020"),
        (19900101000000, None, "1990"),
        (-4790000000000 + 101000000, None, "-479"),
        (None, 20200313000000, "2020"),
        (None, 20200101000000, "2019"),
        (None, None, "none"),
    ],
)
def test_the_year_of_an_entry(begin: int | None, end: int | None, year: str) -> None:
    assert dataset.year_of(begin, end) == year


def test_an_entry_without_a_beginning_is_found_before_its_year(ordered: Chronology, tmp_path: Path) -> None:
    one, two = ordered.entries[:2]
    made = replace(
        ordered,
        entries=(replace(one, when=from_edtf("../2020-03-12")), replace(two, when=from_edtf("2020-05-01/.."))),
    )
    save(made, tmp_path / "c.parquet", paths=["x"])
    for year, found in (("1900", [one.id]), ("2020", [one.id, two.id]), ("2030", [two.id])):
        with Store(tmp_path / "c.parquet") as store:
            assert [each.id for each in store.entries(Filter(from_edtf(year), from_edtf(year)))] == found


def test_any_tool_can_read_it(ordered: Chronology, kept: Path) -> None:
    """Tables and columns are those of the file, and so are the rows."""
    told = json.loads((kept / MANIFEST).read_text(encoding="utf-8"))
    with closing(sqlite3.connect("chronology.db")) as file:
        for table, count in told["rows"].items():
            names = {name for (name,) in file.execute("SELECT name FROM pragma_table_info(?)", [table])}
            rows = _table(kept, table)
            assert set(rows.column_names) - {"year"} == names
            listed = ", ".join(f'"{name}"' for name in sorted(names))
            ours = sorted(map(repr, zip(*[rows[name].to_pylist() for name in sorted(names)], strict=True)))
            assert ours == sorted(map(repr, file.execute(f"SELECT {listed} FROM {table}")))
            assert count == len(ours)
    entries = _table(kept, "entries")
    assert set(entries["year"].to_pylist()) == {"-479", "1990", "2020", "2021", "none"}
    assert entries.filter(pyarrow.compute.equal(entries["year"], "none"))["title"].to_pylist() == ["The mill burns"]


def test_the_same_chronology_gives_the_same_files(
    ordered: Chronology, kept: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(write, "_BATCH", 1)
    save(ordered, "other.parquet", paths=["reports"])
    assert _files(tmp_path / "other.parquet") == _files(kept)


def test_a_new_build_replaces_all_files(ordered: Chronology, kept: Path) -> None:
    before = _files(kept)
    (kept / "notes.txt").write_text("mine")
    (kept / "entries" / "year=1800").mkdir()
    (kept / "entries" / "year=1800" / "idlibtl-000009-0000.parquet").write_bytes(b"left over")
    made = replace(ordered, entries=ordered.entries[2:])
    save(made, kept, paths=["reports"])
    after = _files(kept)
    assert {*before} & {*after} == {MANIFEST}
    assert after.pop("notes.txt") == b"mine"
    assert {*after} == {MANIFEST, *(part["path"] for part in json.loads(after[MANIFEST])["files"])}
    assert not (kept / "entries" / "year=-479").exists()
    assert load(kept) == made


def test_a_build_that_fails_leaves_the_old_chronology_whole(ordered: Chronology, kept: Path) -> None:
    before, beside = _files(kept), sorted(kept.parent.iterdir())

    def fail(name: str) -> None:
        with Writer(name, paths=["x"]) as writer:
            (writer.folder / "aside").write_text("put aside")
            for document in ordered.documents:
                writer.source(document)
            writer._flush()
            for table in writer._tables._tables.values():  # type: ignore[attr-defined]
                table.finish()
            assert len(_files(Path(name))) > len(dataset.TABLES) - 1
            raise FileNotFoundError("a report that went away")

    for name in ("new.parquet", kept.name):
        with pytest.raises(FileNotFoundError):
            fail(name)
    assert _files(kept) == before
    assert sorted(kept.parent.iterdir()) == beside


def test_a_build_that_is_killed_leaves_the_old_chronology_whole(ordered: Chronology, kept: Path) -> None:
    before = load(kept)
    script = (
        "import os, signal, sys\n"
        "from idlibtl.store import load, save, dataset\n"
        "made = load('chronology.db')\n"
        "dataset.Folder.publish = lambda *_: os.kill(os.getpid(), signal.SIGKILL)\n"
        "save(made, sys.argv[1], paths=['x'])\n"
    )
    for name in ("new.parquet", kept.name):
        killed = _python(script, name)
        assert killed.returncode == -signal.SIGKILL
    assert load(kept) == before
    assert len(_files(kept)) > 2 * len(before.entries)
    with pytest.raises(DamagedDatabase, match="interrupted"):
        Store("new.parquet")
    for name in ("new.parquet", kept.name):
        save(ordered, name, paths=["reports"])
        files = _files(kept.parent / name)
        assert {*files} == {MANIFEST, *(part["path"] for part in json.loads(files[MANIFEST])["files"])}
    assert {path.name for path in kept.parent.iterdir()} == {"chronology.db", kept.name, "new.parquet"}


def test_two_builds_never_mix(ordered: Chronology, kept: Path) -> None:
    before, other = _files(kept), kept.with_name(f".{kept.name}.1.tmp")
    with closing(sqlite3.connect(other, isolation_level=None)) as busy:
        busy.execute("BEGIN EXCLUSIVE")
        busy.execute("CREATE TABLE t (x)")
        with pytest.raises(CannotWrite, match="another build"):
            save(ordered, kept, paths=["reports"])
    assert {path.name for path in kept.parent.iterdir()} == {"chronology.db", kept.name, other.name}
    assert _files(kept) == before


def test_a_build_that_ends_while_another_begins_is_not_undone(
    ordered: Chronology, kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def other_ends(target: Path) -> None:
        monkeypatch.undo()
        os.chdir(kept.parent)
        save(ordered, kept, paths=["other"])

    monkeypatch.setattr(parquet, "remove_leftovers", other_ends)
    with pytest.raises(KeyError), Writer(kept, paths=["x"]):
        raise KeyError
    with Store(kept) as store:
        assert store.paths == ("other",)
        assert store.load() == ordered


def test_a_writer_keeps_its_place(ordered: Chronology, kept: Path) -> None:
    with Writer(kept, paths=["x"]) as writer:
        with pytest.raises(CannotWrite, match="locked"):
            save(ordered, kept, paths=["y"])
        assert writer.folder.is_dir()
        for document in ordered.documents:
            writer.source(document)
    with Store(kept) as store:
        assert store.paths == ("x",)
        assert len(list(store.documents())) == len(ordered.documents)


@pytest.mark.parametrize("name", ["notes.txt", MANIFEST, "entries/year=2020/part-0.parquet", "a/idlibtl-1.parquet"])
def test_never_touches_a_folder_that_is_something_else(ordered: Chronology, tmp_path: Path, name: str) -> None:
    folder = tmp_path / "c.parquet"
    (folder / name).parent.mkdir(parents=True)
    (folder / name).write_text("{}")
    with pytest.raises(CannotWrite, match="not a chronology"):
        save(ordered, folder, paths=[])
    with pytest.raises(CannotWrite, match="not a chronology"):
        check_target(folder)
    with pytest.raises(DamagedDatabase, match="not a chronology"):
        Store(folder)
    assert _files(folder) == {name: b"{}"}


def test_where_nothing_can_be_written(ordered: Chronology, tmp_path: Path) -> None:
    (tmp_path / "file.parquet").write_text("a table of somebody's")
    for name, said in (("nowhere/c.parquet", "there is no folder nowhere"), ("file.parquet", "not a chronology")):
        with pytest.raises(CannotWrite, match=said):
            save(ordered, tmp_path / name, paths=[])
    assert (tmp_path / "file.parquet").read_text() == "a table of somebody's"
    (tmp_path / "empty.parquet").mkdir()
    save(ordered, tmp_path / "empty.parquet", paths=[])
    assert load(tmp_path / "empty.parquet") == ordered


def test_nothing_there_says_how_to_build(tmp_path: Path) -> None:
    with pytest.raises(NoChronology, match="idlibtl build"):
        Store(tmp_path / "c.parquet")


@pytest.mark.parametrize("kind", ["cut", "other", "gone", "swapped", "column"])
def test_damage_is_told_as_damage(ordered: Chronology, kept: Path, kind: str) -> None:
    part = next((kept / "mentions" / "year=2020").iterdir())
    match kind:
        case "cut":
            part.write_bytes(part.read_bytes()[:-9])
        case "other":
            part.write_bytes(b"\xa5" * part.stat().st_size)
        case "gone":
            part.unlink()
        case "swapped" | "column":
            found = pyarrow.parquet.ParquetFile(part).read()
            found = found.slice(1) if kind == "swapped" else found.drop_columns(["quote"])
            pyarrow.parquet.write_table(found, part)
            text = (kept / MANIFEST).read_text()
            listed = next(each for each in json.loads(text)["files"] if each["path"].endswith(part.name))
            (kept / MANIFEST).write_text(
                text.replace(f'"bytes": {listed["bytes"]}\n', f'"bytes": {part.stat().st_size}\n')
            )
    with pytest.raises(DamagedDatabase, match=r"build|--db"):
        load(kept)
    save(ordered, kept, paths=["reports"])
    assert load(kept) == ordered


def test_tables_of_another_version_are_built_anew(ordered: Chronology, kept: Path) -> None:
    text = (kept / MANIFEST).read_text()
    (kept / MANIFEST).write_text(text.replace(f'"version": {VERSION}', '"version": 99'))
    with pytest.raises(DamagedDatabase, match="a newer idlibtl"):
        Store(kept)
    save(ordered, kept, paths=["reports"])
    assert load(kept) == ordered
    assert {path.rsplit("-", 2)[1].lstrip("0") for path in _files(kept) if path != MANIFEST} == {"2"}


def test_a_url_is_as_good_as_a_folder(ordered: Chronology, kept: Path, cloud: str) -> None:
    with pytest.raises(NoChronology):
        Store(cloud)
    for _ in range(2):
        with Writer(cloud, paths=["reports"]) as writer:
            folder = writer.folder
            (folder / "aside").write_text("put aside")
            for document in ordered.documents:
                writer.source(document, ordered.dated.get(document.id))
            for entry in ordered.entries:
                writer.entry(entry)
        assert not folder.exists()
    memory = fsspec.filesystem("memory")
    assert sum(path.endswith(".parquet") for path in memory.find("/bucket")) == len(_files(kept)) - 1
    assert _run("show", "--db", cloud).stdout == _run("show").stdout
    memory.pipe_file("/bucket/other/notes.txt", b"mine")
    with pytest.raises(CannotWrite, match="not a chronology"):
        save(ordered, "memory://bucket/other", paths=[])
    assert memory.cat_file("/bucket/other/notes.txt") == b"mine"


def test_a_file_url_is_a_folder(ordered: Chronology, kept: Path) -> None:
    save(ordered, (kept.parent / "other").as_uri(), paths=["reports"])
    assert load(kept.with_name("other").as_uri()) == ordered
    assert _files(kept.with_name("other")) == _files(kept)


def test_builds_and_shows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cloud: str) -> None:
    monkeypatch.chdir(tmp_path)
    Path("report.txt").write_text(
        "Lantern Post, 6 March 2020\n\nThe mayors of Aram and Belen signed a truce on 5 March.\n"
    )
    shown = set()
    for db in ("c.db", "c.parquet", cloud):
        assert _run("build", "report.txt", "--db", db, "-j", "1").exit_code == 0
        assert _run("build", "--db", db, "-j", "1").exit_code == 0
        shown.add(_run("show", "--db", db).stdout)
    assert len(shown) == 1
    assert shown.pop().startswith("5 Mar 2020")
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        ".c.db.cache",
        ".c.parquet.cache",
        "c.db",
        "c.parquet",
        "report.txt",
    ]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("chronology.db", False),
        ("a.parquet", True),
        ("a.parquet/", True),
        ("s3://bucket/chronology", True),
        ("memory://a", True),
        ("file:///tmp/chronology", True),
        ("a:b.db", False),
        ("parquet", False),
        (Path("x/a.parquet"), True),
    ],
)
def test_the_name_tells_the_store(path: str | Path, expected: bool) -> None:
    assert is_dataset(path) is expected


def test_a_scheme_that_is_unknown() -> None:
    with pytest.raises(StoreError, match="nonsense"):
        Store("nonsense://bucket/c.parquet")


@pytest.mark.parametrize("missing", ["pyarrow", "fsspec"])
def test_what_is_missing_is_told(kept: Path, monkeypatch: pytest.MonkeyPatch, missing: str) -> None:
    for name in [name for name in sys.modules if name.split(".")[0] == missing]:
        monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(NeedsExtra, match=r"pip install 'idlibtl\[dask\]'"):
        Store(kept)
    with pytest.raises(NeedsExtra, match=r"pip install 'idlibtl\[dask\]'"), Writer(kept, paths=[]):
        pass
    told = _run("show", "--db", kept.name)
    assert (told.exit_code, "idlibtl[dask]" in told.stderr) == (2, True)


def test_a_file_needs_none_of_it(kept: Path) -> None:
    script = (
        "import sys\n"
        "from idlibtl.store import load, save\n"
        "save(load('chronology.db'), 'b.db', paths=['x'])\n"
        "assert not {'pyarrow', 'fsspec', 'idlibtl.store.dataset'} & {*sys.modules}\n"
    )
    assert _python(script).returncode == 0
