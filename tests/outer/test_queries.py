"""Queries are answered from indexes, and writing and reading hold no more than a batch."""

from __future__ import annotations

import importlib.util
import sqlite3
import sys
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from idlibtl.chronology.order import order_key
from idlibtl.dates import from_edtf
from idlibtl.filters import Filter
from idlibtl.model import Chronology
from idlibtl.store import CannotWrite, Store, Writer, library, load, names, save, write
from idlibtl.store.select import positions

SCRIPT = Path(__file__).parents[2] / "benchmarks" / "queries.py"
spec = importlib.util.spec_from_file_location("benchmarks_queries", SCRIPT)
assert spec is not None
assert spec.loader is not None
queries = importlib.util.module_from_spec(spec)
sys.modules[spec.name] = queries  # dataclasses look their module up
spec.loader.exec_module(queries)

IN_ORDER = "COVERING INDEX entries_in_order"


@pytest.mark.parametrize(
    ("wanted", "served_by"),
    [
        ({}, [f"SCAN entries USING {IN_ORDER}"]),
        ({"since": from_edtf("2020-03-01"), "limit": 50}, [f"SCAN entries USING {IN_ORDER}"]),
        ({"kind": ("denied",), "min_sources": 2}, [f"SCAN entries USING {IN_ORDER}"]),
        ({"top": 20}, ["SEARCH entries USING COVERING INDEX entries_by_salience (faint=?)"]),
        ({"top": 20, "kind": ("denied",)}, [f"SCAN entries USING {IN_ORDER}"]),
        (
            {"search": "truce", "since": from_edtf("2020")},
            ["SCAN search VIRTUAL TABLE INDEX", f"SEARCH entries USING {IN_ORDER} (position=?"],
        ),
        (
            {"source": "lantern"},
            [
                f"SEARCH entries USING {IN_ORDER} (position=?",
                "SEARCH mentions USING COVERING INDEX mentions_by_source (source=?)",
                "SCAN sources USING COVERING INDEX sources_by_name",
            ],
        ),
        (
            {"actor": "erdogan", "limit": 50},
            [
                f"SEARCH entries USING {IN_ORDER} (position=?",
                "SEARCH named USING COVERING INDEX named_by_name (name=?)",
                "SEARCH names USING COVERING INDEX sqlite_autoindex_names_1 (role=?)",
            ],
        ),
        ({"tag": "talks"}, ["SEARCH names USING COVERING INDEX sqlite_autoindex_names_1 (role=? AND name=?)"]),
        (
            {"disputed": True},
            [f"SEARCH entries USING {IN_ORDER} (position=?", "conflicts USING COVERING INDEX conflicts_by_entry"],
        ),
    ],
)
def test_an_index_answers(db: Path, wanted: dict[str, object], served_by: list[str]) -> None:
    query, values = positions(Filter(**wanted))  # type: ignore[arg-type]
    with closing(sqlite3.connect(db)) as plain:
        plan = [row[3] for row in plain.execute(f"EXPLAIN QUERY PLAN {query}", values)]
    assert [step for step in served_by if not any(step in line for line in plan)] == []
    scanned = [line for line in plan if line.startswith("SCAN") and "INDEX" not in line and "(subquery" not in line]
    assert [line for line in scanned if "json_each" not in line] == []
    if "top" not in wanted:  # so what is found first is shown at once
        assert not any("FOR ORDER BY" in line for line in plan)


def test_batches_hide_nothing(chronology: Chronology, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """However little is remembered: of rows that wait, of names, of sources, of positions."""
    documents, entries = (tuple(some) for some in queries.repeated(chronology, 5 * len(chronology.entries)))
    made = Chronology(documents, entries, chronology.problems)
    save(made, tmp_path / "a.db", paths=["x"])
    for module, name in ((write, "_BATCH"), (names, "_REMEMBERED"), (library, "_REMEMBERED")):
        monkeypatch.setattr(module, name, 1)
    save(made, tmp_path / "b.db", paths=["x"])
    with Store(tmp_path / "b.db") as store:
        assert store.load() == made
        assert [store.sources[document.id].text for document in documents] == [""] * len(documents)
        assert store.count(Filter(actor="erdogan", all=True)) == 5
    with closing(sqlite3.connect(tmp_path / "a.db")) as one, closing(sqlite3.connect(tmp_path / "b.db")) as other:
        for table in ("names", "named", "mentions", "texts"):
            query = f"SELECT * FROM {table} ORDER BY 1, 2"
            assert one.execute(query).fetchall() == other.execute(query).fetchall()


def test_repeated_entries_are_in_order(chronology: Chronology) -> None:
    ordered = replace(chronology, entries=tuple(sorted(chronology.entries, key=order_key)))
    _, entries = queries.repeated(ordered, 3 * len(ordered.entries) - 1)
    made = list(entries)
    assert made == sorted(made, key=order_key)
    assert len({entry.id for entry in made}) == len(made) == 3 * len(ordered.entries) - 1


def test_an_error_of_the_caller_is_the_callers(chronology: Chronology, db: Path) -> None:
    before = db.read_bytes()
    with pytest.raises(FileNotFoundError), Writer(db, paths=["x"]):
        raise FileNotFoundError("a report that went away")
    assert db.read_bytes() == before
    assert list(db.parent.iterdir()) == [db]
    with pytest.raises(CannotWrite), Writer(db.parent, paths=["x"]):
        pass
    assert load(db) == chronology
