"""Quotes of a chronology against their sources as they are today."""

from __future__ import annotations

import json
import re
import sqlite3
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from evidence import HARBOUR, LANTERN, built, settled
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner, Result

from idlibtl import build, load, save
from idlibtl.cli.app import app
from idlibtl.custody.verify import CheckedSource, verify
from idlibtl.model import Chronology, Document, Entry, Link
from idlibtl.store import Store

LANTERN_PATH, HARBOUR_PATH = Path("reports/lantern.txt"), Path("reports/harbour.md")


@pytest.fixture
def db(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return settled(tmp_path, monkeypatch)


def run(*words: str) -> Result:
    return CliRunner().invoke(app, ["verify", *words], catch_exceptions=False)


def checked(db: Path) -> dict[str, CheckedSource]:
    with Store(db) as store:
        return {source.path: source for source in verify(store)}


def statuses(source: CheckedSource) -> Counter[str]:
    return Counter(quote.status for quote in source.quotes)


def rewrite(path: Path, *changes: tuple[str, str]) -> None:
    text = path.read_bytes().decode()
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    path.write_bytes(text.encode())


def tamper(db: Path, statement: str, *values: object) -> None:
    with closing(sqlite3.connect(db)) as database, database:
        assert database.execute(statement, values).rowcount == 1


def test_all_that_is_as_it_was_read_is_one_line(db: Path) -> None:
    result = run()
    assert (result.exit_code, result.stderr) == (0, "")
    assert re.fullmatch(r"\d+ quotes in 2 sources: all unchanged\n", result.stdout)


def test_every_quote_of_every_entry_is_checked(db: Path) -> None:
    found = [
        (quote.quotation.entry, quote.quotation.mention, quote.quotation.link)
        for source in checked(db).values()
        for quote in source.quotes
    ]
    told = [
        (entry.id, mention.id, link)
        for entry in load(db).entries
        for mention, link in zip(entry.mentions, entry.links, strict=True)
    ]
    assert len(told) >= 5
    assert sorted(found, key=lambda each: each[1]) == sorted(told, key=lambda each: each[1])


@pytest.mark.parametrize(
    ("change", "status", "expected", "exit_code"),
    [
        (("Lantern Post,", "The Lantern Post,"), "changed", {"moved"}, 0),
        (("doctors said.\n", "doctors said.\r\n"), "changed", {"unchanged", "moved"}, 0),
        (("Over 30 people", "Over 90 people"), "changed", {"unchanged", "changed"}, 1),
        (("Over 30 people were killed in Belen on 27 February 2020, doctors said.\n", ""), "changed",
         {"unchanged", "moved", "missing"}, 1),
        ((LANTERN, "A page that is no longer there.\n"), "changed", {"missing"}, 1),
    ],
)  # fmt: skip
def test_what_was_done_to_a_source_shows_in_its_quotes(
    db: Path, change: tuple[str, str], status: str, expected: set[str], exit_code: int
) -> None:
    rewrite(LANTERN_PATH, change)
    found = checked(db)
    assert found["reports/lantern.txt"].status == status
    assert set(statuses(found["reports/lantern.txt"])) == expected
    assert set(statuses(found["reports/harbour.md"])) == {"unchanged"}
    text = LANTERN_PATH.read_bytes().decode()
    for quote in found["reports/lantern.txt"].quotes:
        if quote.now is not None:
            assert text[quote.now.start : quote.now.end] == quote.now.text
        if quote.status in ("unchanged", "moved"):
            assert quote.now is not None
            assert quote.now.text == quote.quotation.link.quote
    assert run().exit_code == exit_code


def test_prints_what_became_of_a_quote_and_where(db: Path) -> None:
    rewrite(LANTERN_PATH, ("Lantern Post,", "The\nLantern Post,"), ("Over 30 people", "Over \x1b[31m90 people"))
    result = run()
    assert result.exit_code == 1
    lines = result.stdout.splitlines()
    assert lines[0] == "reports/lantern.txt: changed"
    assert any(re.fullmatch(r"  moved      reports/lantern.txt:3:1 → 4:1  “The mayors .*”", line) for line in lines)
    at = next(i for i, line in enumerate(lines) if line.startswith("  changed"))
    assert re.fullmatch(r"  changed    reports/lantern.txt:5:1 → 6:1  “Over 30 people .*”", lines[at])
    assert re.fullmatch(r"             now “Over ␛\[31m90 people .*”", lines[at + 1])
    assert re.fullmatch(r"\d+ quotes in 2 sources: .*\d+ moved, 1 changed", lines[-1])


def test_other_bytes_with_the_same_text_are_no_failure(db: Path) -> None:
    LANTERN_PATH.write_bytes(b"\xef\xbb\xbf" + LANTERN.encode())  # the mark is part of the text
    assert set(statuses(checked(db)["reports/lantern.txt"])) == {"moved"}
    built()
    LANTERN_PATH.write_bytes(b"\xff\xfe" + LANTERN.encode("utf-16-le"))
    result = run()
    assert result.exit_code == 0
    assert result.stdout.startswith("reports/lantern.txt: the same text in other bytes\n")
    assert result.stdout.endswith(": all unchanged\n")


def test_a_source_that_is_gone_is_missing_and_its_text_is_kept(db: Path) -> None:
    LANTERN_PATH.unlink()
    found = checked(db)["reports/lantern.txt"]
    assert found.status == "missing"
    assert set(statuses(found)) == {"missing"}
    result = run()
    assert result.exit_code == 1
    assert "No such file" in result.stdout
    assert "the chronology still has its text" in result.stdout
    assert "1 source missing" in result.stdout.splitlines()[-1]


def test_of_several_paths_one_that_is_as_it_was_will_do(tmp_path: Path, db: Path) -> None:
    Path("reports/a copy.txt").write_bytes(LANTERN.encode())
    built()
    Path("reports/a copy.txt").write_text("Something else.")
    assert checked(db)["reports/lantern.txt"].status == "unchanged"
    LANTERN_PATH.unlink()
    assert checked(db)["reports/a copy.txt"].status == "changed"
    Path("reports/a copy.txt").unlink()
    assert checked(db)["reports/a copy.txt"].status == "missing"


def test_from_another_folder_it_says_where_to_go(db: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    result = run("--db", "../chronology.db")
    assert result.exit_code == 1
    assert "the folder where that was run" in result.stderr


@pytest.mark.parametrize(
    ("statement", "values"),
    [
        ("UPDATE texts SET text = replace(text, 'Over 30', 'Over 90') WHERE text LIKE '%Lantern%'", ()),
        ("UPDATE mentions SET quote = replace(quote, 'Over 30', 'Over 90') WHERE quote LIKE 'Over 30%'", ()),
        ("UPDATE mentions SET char_start = char_start + 1 WHERE quote LIKE 'Over 30%'", ()),
        ("UPDATE mentions SET char_end = 1000000 WHERE quote LIKE 'Over 30%'", ()),
        ("UPDATE mentions SET line = 1 WHERE quote LIKE 'Over 30%'", ()),
        ("UPDATE mentions SET suffix = 'x' WHERE quote LIKE 'Over 30%'", ()),
        ("UPDATE sources SET id = '0123456789ab' WHERE path = 'reports/unquoted.txt'", ()),
    ],
)
def test_a_database_that_was_tampered_with_is_damaged(db: Path, statement: str, values: tuple[object, ...]) -> None:
    Path("reports/unquoted.txt").write_text("Nothing is told here.\n")
    built()
    assert run().exit_code == 0
    tamper(db, statement, *values)
    result = run()
    assert result.exit_code == 1
    assert "damaged" in result.stdout


def test_text_quote_and_id_changed_together_do_not_pass(db: Path) -> None:
    """Nothing in the database is wrong then, but the file of the recorded hash gives another text."""
    forged = replace_text(load(db), "Over 30", "Over 90")
    save(forged, db, paths=["reports"])
    found = checked(db)["reports/lantern.txt"]
    assert statuses(found)["changed"] == 1
    assert "give another text" in (found.reason or "")
    assert run().exit_code == 1


def replace_text(chronology: Chronology, old: str, new: str) -> Chronology:
    from idlibtl.read import text_id

    (source,) = [document for document in chronology.documents if old in document.text]
    text = source.text.replace(old, new)
    forged = replace(source, text=text, id=text_id(text))

    def moved(link: Link) -> Link:
        if link.document != source.id:
            return link
        start, end = link.start, link.end
        return replace(
            link, document=forged.id, quote=text[start:end], prefix=text[max(0, start - 32) : start],
            suffix=text[end : end + 32],
        )  # fmt: skip

    def redone(entry: Entry) -> Entry:
        mentions = tuple(
            replace(each, document=forged.id) if each.document == source.id else each for each in entry.mentions
        )
        return replace(entry, mentions=mentions, links=tuple(map(moved, entry.links)), voices=(), conflicts=())

    documents = tuple(forged if each is source else each for each in chronology.documents)
    return Chronology(documents, tuple(map(redone, chronology.entries)), chronology.problems)


def by_hand(chronology: Chronology) -> Chronology:
    """With one more entry, that somebody has written himself, from a source that was never read."""
    told = Document("bbbbbbbbbbbb", ("https://paper.example/7",), "", "", url="https://paper.example/7")
    first = chronology.entries[0]
    mention = replace(first.mentions[0], id="eeeeeeeeeeeeeeee", document=told.id, start=0, end=0, timex=None)
    link = Link(told.id, 0, 0, 0, 0, "Words that were seen in print", told.url)
    entry = replace(
        first, id=mention.id, mentions=(mention,), links=(link,), voices=(), conflicts=(), developments=()
    )  # fmt: skip
    return replace(
        chronology,
        documents=(*chronology.documents, told),
        entries=(entry, *chronology.entries),
        omissions=(),
        dated={},
    )


def test_what_was_added_by_hand_is_counted_apart(db: Path) -> None:
    save(by_hand(load(db)), db, paths=["reports"])
    result = run()
    assert result.exit_code == 0
    assert re.fullmatch(r"\d+ quotes in 2 sources: all unchanged; 1 more added by hand, not checked\n", result.stdout)
    assert "https://paper.example/7: added by hand, not checked\n  unchecked  “Words that" in run("-v").stdout
    tamper(db, "UPDATE mentions SET char_end = 5 WHERE quote LIKE 'Words that%'")
    assert run().exit_code == 1


def test_json_says_it_all_to_machines(db: Path) -> None:
    rewrite(LANTERN_PATH, ("Over 30 people", "Over 90 people"))
    HARBOUR_PATH.unlink()
    result = run("--json")
    assert result.exit_code == 1
    told: dict[str, Any] = json.loads(result.stdout)
    assert told["ok"] is False
    assert told["problems"] == []
    by_path = {source["path"]: source for source in told["sources"]}
    assert {path: source["status"] for path, source in by_path.items()} == {
        "reports/lantern.txt": "changed",
        "reports/harbour.md": "missing",
    }
    assert by_path["reports/harbour.md"]["sha256"] is None
    (changed,) = [quote for quote in by_path["reports/lantern.txt"]["quotes"] if quote["status"] == "changed"]
    assert changed["quote"].startswith("Over 30")
    assert changed["now"]["text"].startswith("Over 90")
    assert (changed["line"], changed["now"]["line"]) == (5, 5)
    quotes = [quote["status"] for source in told["sources"] for quote in source["quotes"]]
    assert told["counts"] == {
        "sources": 2,
        "quotes": len(quotes),
        **{
            status: quotes.count(status)
            for status in ("unchanged", "moved", "changed", "missing", "damaged", "unchecked")
        },
    }
    assert all(quote["now"] is None for quote in by_path["reports/harbour.md"]["quotes"])


def test_parquet_tables_are_verified_too(db: Path) -> None:
    pytest.importorskip("pyarrow")
    chronology = load(db)
    save(chronology, "tables.parquet", paths=["reports"])
    assert run("tables.parquet").stdout == run().stdout
    rewrite(LANTERN_PATH, ("Over 30 people", "Over 90 people"))
    assert run("tables.parquet", "--json").stdout == run("--json").stdout


def test_what_lies_elsewhere_is_read_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    memory = pytest.importorskip("fsspec").filesystem("memory")
    monkeypatch.chdir(tmp_path)
    memory.pipe_file("/custody/lantern.txt", LANTERN.encode())
    memory.pipe_file("/custody/harbour.md", HARBOUR.encode())
    try:
        save(build(["memory://custody"]), "chronology.db", paths=["memory://custody"])
        assert run().exit_code == 0
        memory.pipe_file("/custody/lantern.txt", LANTERN.replace("Over 30", "Over 90").encode())
        assert "  changed    memory://custody/lantern.txt:5:1 → 5:1" in run().stdout
        memory.rm("/custody/lantern.txt")
        result = run()
        assert result.exit_code == 1
        assert re.search(r"^memory://custody/lantern.txt: missing: it can't be read", result.stdout)
    finally:
        memory.rm("/custody", recursive=True)


@pytest.mark.parametrize("beginning", ["Lantern", "Nothing"])
def test_a_source_without_its_text_is_told(db: Path, beginning: str) -> None:
    Path("reports/unquoted.txt").write_text("Nothing is told here.\n")
    built()
    tamper(db, "DELETE FROM texts WHERE text LIKE ?", f"{beginning}%")
    result = run()
    assert result.exit_code == 2
    assert "is damaged" in result.stderr
    assert "Traceback" not in result.output


def test_quotes_of_no_source_are_told(db: Path) -> None:
    tamper(db, "UPDATE mentions SET source = 'nowhere' WHERE quote LIKE 'Over 30%'")
    result = run()
    assert result.exit_code == 2
    assert "is damaged" in result.stderr


@pytest.mark.parametrize(("words", "message"), [(("x.db", "--db", "y.db"), "not both"), (("x.zip",), "no chronology")])
def test_wrong_usage_is_told(db: Path, words: tuple[str, ...], message: str) -> None:
    result = run(*words)
    assert result.exit_code == 2
    assert message in result.stderr


EDITS: st.SearchStrategy[Callable[[str], str]] = st.builds(
    lambda place, length, words: lambda text: text[:place] + words + text[place + length :],
    st.integers(0, len(LANTERN)),
    st.integers(0, 40),
    st.text(st.sampled_from("ab ., \n\r\u202eé5"), max_size=40),
)


@settings(deadline=None, max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(EDITS, min_size=1, max_size=4))
def test_a_quote_stands_if_and_only_if_its_words_do(db: Path, edits: list[Callable[[str], str]]) -> None:
    text = LANTERN
    for edit in edits:
        text = edit(text)
    LANTERN_PATH.write_bytes(text.encode())
    today = LANTERN_PATH.read_bytes().decode()
    found = checked(db)["reports/lantern.txt"]
    for quote in found.quotes:
        stands = quote.quotation.link.quote in today and found.status != "missing"
        assert (quote.status in ("unchanged", "moved")) == stands
    assert HARBOUR_PATH.read_bytes().decode() == HARBOUR
