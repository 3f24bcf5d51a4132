"""Comparing chronologies: what is one entry, what became of it, and files that are no chronology."""

from __future__ import annotations

import hashlib
import io
import json
import os
import threading
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner, Result

from idlibtl.cli.app import app
from idlibtl.comparison import Change, Comparison, Item, Outline, SourceChange, compare, from_json, outline
from idlibtl.dates import Interval, from_edtf, from_timex3
from idlibtl.export import Selection, write
from idlibtl.model import Chronology, Document, Entry, Link, Mention
from idlibtl.store import save

Diff = Callable[..., Result]


@pytest.fixture
def diff() -> Diff:
    def invoke(*words: str | Path) -> Result:
        return CliRunner().invoke(app, ("diff", *map(str, words)), catch_exceptions=False)

    return invoke


# Chronologies told in short

DAY, LATER = from_edtf("2020-03-05"), from_edtf("2020-03-06")
MORNING, EVENING = from_timex3("2020-03-05TMO"), from_timex3("2020-03-05TEV")
TEXT = "The ferry sank. The mill burnt. The mill burnt. The bridge fell. The market closed."


def hashed(*parts: object) -> str:
    return hashlib.sha256("\0".join(map(str, parts)).encode("utf-8", "surrogatepass")).hexdigest()[:12]


def document(path: str, text: str = TEXT) -> Document:
    return Document(hashed(text), (path,), text, hashed(text))


def cite(source: Document, quote: str, when: Interval | None = DAY, nth: int = 0) -> tuple[Mention, Link]:
    """The words where they stand for the nth time, from 0."""
    start = -1
    for _ in range(nth + 1):
        start = source.text.index(quote, start + 1)
    end = start + len(quote)
    ident = hashed(source.id, quote, nth, when and when.edtf)
    said = Mention(ident, source.id, start, end, when, "stated", "occurred", quote)
    return said, Link(source.id, start, end, 1, start + 1, quote)


def event(*said: tuple[Mention, Link], when: Interval | None = DAY, **fields: Any) -> Entry:
    mentions, links = zip(*said, strict=True)
    told = {"title": " ".join(links[0].quote.split()), "kind": "occurred", **fields}
    return Entry(mentions[0].id, when, mentions=mentions, links=links, **told)


def chronicle(documents: Sequence[Document], *entries: Entry) -> Chronology:
    return Chronology(tuple(documents), entries, ())


def sketch(made: Chronology) -> Outline:
    return outline("made", made.documents, made.entries)


def export(made: Chronology, *, faint: bool = True) -> str:
    stream = io.StringIO()
    entries = [entry for entry in made.entries if faint or not entry.faint]
    write("json", Selection(made.documents, entries, made.problems), stream)
    return stream.getvalue()


def read(text: str) -> Outline:
    return from_json.read_export("made.json", io.StringIO(text))


def told(old: Chronology, new: Chronology) -> dict[str, object]:
    """What differs; the same whether chronologies or their exports are compared."""
    direct = short(compare(sketch(old), sketch(new)))
    assert short(compare(read(export(old)), read(export(new)))) == direct
    assert short(compare(read(export(old)), sketch(new))) == direct
    return direct


def short(found: Comparison) -> dict[str, object]:
    """An entry by its title, a source by its path."""

    def titles(items: Sequence[Item]) -> list[str]:
        return [item.title for item in items]

    def cited(change: Change) -> list[str]:
        lost = [(citation, "-", found.old, change.lost_sources) for citation in change.lost]
        come = [(citation, "+", found.new, change.new_sources) for citation in change.found]
        return [
            f"{sign}{side.sources[citation.source].paths[0] if citation.source in whole else 'quote'}"
            for citation, sign, side, whole in lost + come
        ]

    parts: dict[str, object] = {
        "added": titles(found.added),
        "gone": titles(found.gone),
        "changed": [[*change.what, *cited(change)] for change in found.changed],
        "merged": [(titles(change.old), *titles(change.new)) for change in found.merged],
        "split": [(*titles(change.old), titles(change.new)) for change in found.split],
        "new": [each.paths[0] for each in found.sources_added],
        "lost": [each.paths[0] for each in found.sources_gone],
        "sources": [*(name for change in found.sources_changed for name in change.what)],
    }
    assert found.same == (not any(parts.values()))
    return {name: part for name, part in parts.items() if part}


A, B = document("a.txt"), document("b.txt", "The sea was rough. A ferry sank.")
FERRY, MILL, BRIDGE = cite(A, "The ferry sank."), cite(A, "The mill burnt."), cite(A, "The bridge fell.")
AGAIN = cite(A, "The mill burnt.", nth=1)
ELSEWHERE = cite(B, "A ferry sank.")
REWRITTEN = document("a.txt", f"Later, at noon. The mill\nburnt. {TEXT}")
SHORTENED = document("a.txt", "The ferry sank.")
COPIED, DIVERGED = replace(A, paths=("a.txt", "copy.txt")), document("copy.txt", "The ferry sank. More.")
FERRIES = chronicle([A], event(FERRY))


@pytest.mark.parametrize(
    ("old", "new", "differs"),
    [
        (FERRIES, FERRIES, {}),
        (chronicle([]), chronicle([]), {}),
        (FERRIES, chronicle([A], event(FERRY), event(MILL)), {"added": ["The mill burnt."]}),
        (chronicle([A], event(FERRY), event(MILL)), FERRIES, {"gone": ["The mill burnt."]}),
        # fields
        (FERRIES, chronicle([A], event(FERRY, when=LATER)), {"changed": [["date"]]}),
        (FERRIES, chronicle([A], event(FERRY, when=None)), {"changed": [["date", "faint"]]}),
        (
            chronicle([A], event(FERRY, when=MORNING)),
            chronicle([A], event(FERRY, when=EVENING)),
            {"changed": [["date"]]},
        ),
        (FERRIES, chronicle([A], event(FERRY, title="A ferry sinks")), {"changed": [["title"]]}),
        (FERRIES, chronicle([A], event(FERRY, kind="denied")), {"changed": [["kind"]]}),
        (FERRIES, chronicle([A], event(FERRY, tags=("sea",))), {"changed": [["tags"]]}),
        (FERRIES, chronicle([A], event(FERRY, note="see b")), {"changed": [["note"]]}),
        (FERRIES, chronicle([A], event(FERRY, edited={"title": "It sank."})), {"changed": [["edited"]]}),
        # the source dates it otherwise now: its mention has another id
        (FERRIES, chronicle([A], event(cite(A, "The ferry sank.", LATER), when=LATER)), {"changed": [["date"]]}),
        # what it cites
        (chronicle([A, B], event(FERRY)), chronicle([A, B], event(FERRY, ELSEWHERE)), {"changed": [["+b.txt"]]}),
        (chronicle([A, B], event(FERRY, ELSEWHERE)), FERRIES, {"changed": [["-b.txt"]], "lost": ["b.txt"]}),
        (FERRIES, chronicle([A], event(FERRY, MILL)), {"changed": [["+quote"]]}),
        # quoted otherwise: from another word on, up to another word
        (FERRIES, chronicle([A], event(cite(A, "ferry sank."))), {"changed": [["title", "-quote", "+quote"]]}),
        (FERRIES, chronicle([A], event(cite(A, "The ferry"))), {"changed": [["title", "-quote", "+quote"]]}),
        # two mentions in one quote, told apart by their dates
        (
            chronicle([A], event(FERRY), event(cite(A, "The ferry sank.", LATER), when=LATER, title="Second")),
            chronicle([A], event(cite(A, "The ferry sank.", LATER), when=LATER, title="Second")),
            {"gone": ["The ferry sank."]},
        ),
        # merged, split, and both
        (
            chronicle([A], event(FERRY), event(MILL)),
            chronicle([A], event(FERRY, MILL)),
            {"merged": [(["The ferry sank.", "The mill burnt."], "The ferry sank.")]},
        ),
        (
            chronicle([A], event(FERRY, MILL)),
            chronicle([A], event(FERRY), event(MILL)),
            {"split": [("The ferry sank.", ["The ferry sank.", "The mill burnt."])]},
        ),
        (
            chronicle([A], event(FERRY, MILL), event(BRIDGE)),
            chronicle([A], event(FERRY), event(MILL, BRIDGE)),
            {
                "merged": [(["The ferry sank.", "The bridge fell."], "The mill burnt.")],
                "split": [("The ferry sank.", ["The ferry sank.", "The mill burnt."])],
            },
        ),
        # sources
        (FERRIES, chronicle([A, B], event(FERRY)), {"new": ["b.txt"]}),
        (FERRIES, chronicle([replace(A, paths=("z.txt",))], event(FERRY)), {"sources": ["paths"]}),
        (
            FERRIES,
            chronicle([replace(A, published=date(2020, 3, 6), published_basis="dateline")], event(FERRY)),
            {"sources": ["published"]},
        ),
        # another text, which still has the words: in other places, once in two lines
        (
            chronicle([A], event(FERRY), event(MILL), event(AGAIN, title="Again")),
            chronicle(
                [REWRITTEN],
                event(cite(REWRITTEN, "The ferry sank.")),
                event(cite(REWRITTEN, "The mill\nburnt.")),
                event(cite(REWRITTEN, "The mill burnt.", nth=1), title="Again"),
            ),
            {"sources": ["text"]},
        ),
        (
            chronicle([A], event(FERRY), event(BRIDGE)),
            chronicle([SHORTENED], event(cite(SHORTENED, "The ferry sank."))),
            {"gone": ["The bridge fell."], "sources": ["text"]},
        ),
        # one of two copies changed, both, and which path came first tells nothing
        (
            chronicle([COPIED], event(FERRY)),
            chronicle([A, DIVERGED], event(FERRY, cite(DIVERGED, "The ferry sank."))),
            {"changed": [["+copy.txt"]], "new": ["copy.txt"], "sources": ["paths"]},
        ),
        (
            chronicle([replace(COPIED, paths=("copy.txt", "z.txt"))], event(FERRY)),
            chronicle([replace(SHORTENED, paths=("b.txt", "z.txt"))], event(cite(SHORTENED, "The ferry sank."))),
            {"sources": ["text", "paths"]},
        ),
        # the same words in another file are another source's
        (
            FERRIES,
            chronicle([DIVERGED], event(cite(DIVERGED, "The ferry sank."))),
            {"added": ["The ferry sank."], "gone": ["The ferry sank."], "new": ["copy.txt"], "lost": ["a.txt"]},
        ),
    ],
)
def test_tells_what_differs(old: Chronology, new: Chronology, differs: object) -> None:
    assert told(old, new) == differs


def test_entries_added_by_hand_cite_no_words() -> None:
    letter = Document("letter", ("letter.pdf",), "", "")

    def by_hand(title: str, when: Interval) -> Entry:
        said = Mention(hashed(title), letter.id, 0, 0, when, "stated", "occurred", title)
        return event((said, Link(letter.id, 0, 0, 0, 0, "")), when=when, title=title)

    one, two, third = by_hand("One", DAY), by_hand("Two", DAY), by_hand("Three", LATER)
    old = chronicle([letter], one, two, third)
    assert told(old, chronicle([letter], two, third)) == {"gone": ["One"]}
    assert told(old, chronicle([letter], one, two, replace(third, when=DAY))) == {"changed": [["date"]]}


def test_faint_entries_count_unless_an_export_has_none() -> None:
    made = chronicle([A], event(FERRY), event(MILL, when=None), event(BRIDGE, kind="hypothetical"))
    without = read(export(made, faint=False))
    found = compare(without, sketch(made))
    assert found.same
    assert [item.title for item in found.left_out] == ["The mill burnt.", "The bridge fell."]
    assert short(compare(sketch(made), without)) == {}
    assert short(compare(sketch(FERRIES), sketch(made))) == {"added": ["The mill burnt.", "The bridge fell."]}
    # one that is faint now was in it, and is told
    old, new = chronicle([A], event(FERRY), event(MILL)), chronicle([A], event(FERRY), event(MILL, when=None))
    assert short(compare(read(export(old)), sketch(new))) == {"changed": [["date", "faint"]]}


# Any chronologies

SOURCES = (A, REWRITTEN, B, DIVERGED)
QUOTES = ("The ferry sank.", "The mill burnt.", "The bridge fell.", "ferry sank.", "A ferry sank.")


@st.composite
def chronologies(draw: st.DrawFn) -> Chronology:
    """Some sources, some of what they tell, in any groups."""
    texts = draw(st.lists(st.sampled_from(SOURCES), unique_by=lambda each: each.paths[0], max_size=3))
    whens = st.sampled_from([DAY, LATER])
    known = [(text, quote) for text in texts for quote in QUOTES if quote in text.text]
    taken = (
        draw(st.lists(st.sampled_from(known), unique_by=lambda pair: (pair[0].id, pair[1]), max_size=8))
        if known
        else []
    )
    groups: dict[int, list[tuple[Mention, Link]]] = defaultdict(list)
    for text, quote in taken:
        groups[draw(st.integers(0, 3))].append(cite(text, quote, draw(whens)))
    titles = st.sampled_from(["", "One", "Two"])
    return chronicle(texts, *(event(*said, when=draw(whens), title=draw(titles)) for said in groups.values()))


def mirrored(found: Comparison) -> Comparison:
    def turned(changes: Sequence[Change]) -> tuple[Change, ...]:
        return tuple(
            Change(each.new, each.old, each.what, each.found, each.lost, each.new_sources, each.lost_sources)
            for each in changes
        )

    sources = tuple(SourceChange(each.new, each.old, each.what) for each in found.sources_changed)
    return Comparison(
        found.new, found.old, found.gone, found.added, turned(found.changed), turned(found.split), turned(found.merged),
        found.sources_gone, found.sources_added, sources, found.left_out,
    )  # fmt: skip


def in_any_order(found: Comparison) -> tuple[object, ...]:
    return (
        found.added, found.gone, *({*some} for some in (found.changed, found.merged, found.split)),
        found.sources_added, found.sources_gone, {*found.sources_changed},
    )  # fmt: skip


@given(chronologies())
def test_nothing_differs_from_itself(made: Chronology) -> None:
    assert told(made, made) == {}
    assert compare(sketch(made), read(export(made))).same


@settings(max_examples=300)
@given(chronologies(), chronologies())
def test_the_other_way_round_all_is_the_other_way_round(one: Chronology, other: Chronology) -> None:
    old, new = sketch(one), sketch(other)
    assert in_any_order(mirrored(compare(old, new))) == in_any_order(compare(new, old))
    assert in_any_order(compare(old, new)) == in_any_order(compare(old, new))


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=1, max_size=12))
def test_mentions_in_other_groups_are_merged_and_split(groups: list[tuple[int, int]]) -> None:
    """Each mention is in an old group and in a new one."""
    text = document("a.txt", "".join(f"Event {number:02} came. " for number in range(len(groups))))
    said = [cite(text, f"Event {number:02} came.") for number in range(len(groups))]

    def grouped(side: int) -> Chronology:
        numbers = sorted({pair[side] for pair in groups})
        cited = {n: [one for one, pair in zip(said, groups, strict=True) if pair[side] == n] for n in numbers}
        return chronicle([text], *(event(*cited[n], title=f"{n}") for n in numbers))

    def partners(side: int) -> list[tuple[str, list[str]]]:
        found = {
            pair[side]: sorted({f"{other[1 - side]}" for other in groups if other[side] == pair[side]})
            for pair in groups
        }
        return [(f"{number}", some) for number, some in sorted(found.items()) if len(some) > 1]

    differs = told(grouped(0), grouped(1))
    assert differs.get("split", []) == partners(0)
    assert differs.get("merged", []) == [(some, number) for number, some in partners(1)]
    assert not {"added", "gone"} & differs.keys()


# The command


def test_says_that_they_are_the_same(diff: Diff, db: Path, chronology: Chronology) -> None:
    Path("a.json").write_text(export(chronology), encoding="utf-8")
    for words in ((db, db), (db, "a.json"), ("a.json", "a.json")):
        result = diff(*words)
        assert (result.exit_code, result.stdout, result.stderr) == (0, "the same: 8 entries, 4 sources\n", "")


def test_tables_are_compared_with_files(diff: Diff, db: Path, chronology: Chronology) -> None:
    pytest.importorskip("pyarrow", reason="Parquet tables need the extra idlibtl[dask]")
    save(chronology, "c.parquet", paths=["reports"])
    assert diff("c.parquet", db).stdout == "the same: 8 entries, 4 sources\n"


@pytest.fixture
def other(chronology: Chronology, db: Path) -> Path:
    """The same chronology, later: most of what can differ does."""
    bridge, _, odd, killed, truce, effect, spring, mill = chronology.entries
    other = from_edtf("2020-03-04")
    parted = [
        Entry(mention.id, when, title, mention.kind, (mention,), (link,))
        for mention, link, when, title in zip(
            odd.mentions, odd.links, [odd.when, other, odd.when], ["\x1b[31mA\u202e", "B", "C"], strict=True
        )
    ]
    entries = (
        replace(bridge, tags=("old", "bridges"), note="\u202eseen\nthere"),
        *parted,
        replace(killed, when=other, title="Deaths", links=killed.links[:1], mentions=killed.mentions[:1], voices=()),
        replace(
            truce, mentions=truce.mentions + effect.mentions, links=truce.links + effect.links,
            voices=(), edited={},
        ),
        replace(spring, kind="occurred"),
        replace(mill, when=from_edtf("2020~")),
    )  # fmt: skip
    lantern, harbour, *rest = chronology.documents
    documents = (replace(lantern, published_at=None), replace(harbour, paths=("reports/\x1b.md",)), *rest)
    path = db.with_name("other.db")
    save(replace(chronology, documents=documents, entries=entries), path, paths=["reports"])
    return path


def test_tells_it_in_plain_lines(diff: Diff, db: Path, other: Path, golden: Callable[[str, str], None]) -> None:
    result = diff(db.name, other.name)
    assert (result.exit_code, result.stderr) == (1, "")
    assert not any(char in result.stdout for char in "\x1b\u202e")
    golden("diff.txt", result.stdout)


def test_a_terminal_gets_the_same_words(diff: Diff, db: Path, other: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = diff(db.name, other.name).stdout
    monkeypatch.setattr("idlibtl.cli.diff.is_terminal", lambda: True)
    drawn = diff(db.name, other.name)
    assert (drawn.exit_code, drawn.stdout) == (1, plain)


def test_tells_it_in_json(diff: Diff, db: Path, other: Path, golden: Callable[[str, str], None]) -> None:
    """By the keys that docs/diff.md promises."""
    result = diff(db.name, other.name, "--json")
    assert (result.exit_code, result.stderr) == (1, "")
    golden("diff.json", result.stdout)
    page = (Path(__file__).parents[2] / "docs" / "diff.md").read_text(encoding="utf-8")
    promised = page.partition("## `--json`")[2]

    def keys(value: object) -> set[str]:
        inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
        return (set(value) if isinstance(value, dict) else set()).union(*map(keys, inner))

    assert [key for key in keys(json.loads(result.stdout)) if f"`{key}`" not in promised] == []


def test_an_export_may_come_from_a_pipe(diff: Diff, db: Path, chronology: Chronology, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=lambda: pipe.write_text(export(chronology), encoding="utf-8"))
    writer.start()
    assert diff(pipe, db).exit_code == 0
    writer.join()


def test_what_the_owner_decided_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("reports").mkdir()
    Path("reports/a.txt").write_text(
        "Belen Post, 9 March 2020\n\nOn 2 March the mayor of Belen opened the bridge. On 3 March troops shelled Aram. "
        "On 4 March the two presidents met in Moscow. On 5 March Aram signed a truce.\n",
        encoding="utf-8",
    )

    def idlibtl(*words: str) -> Result:
        return CliRunner().invoke(app, words, catch_exceptions=False)

    idlibtl("build", "reports", "--jobs", "1")
    Path("old.db").write_bytes(Path("chronology.db").read_bytes())
    bridge, shelled, met, signed = [line.split()[-1] for line in idlibtl("show").stdout.splitlines()]
    idlibtl("edit", "hide", bridge)
    idlibtl("edit", "date", shelled, "2020-03-01")
    idlibtl("edit", "merge", met, signed)
    idlibtl("edit", "add", "--date", "2020-03-07", "--title", "The envoys left", "--source", "a letter")
    idlibtl("export", "-f", "json", "--all", "-o", "new.json")
    told = idlibtl("diff", "old.db", "chronology.db").stdout
    assert idlibtl("diff", "old.db", "new.json").stdout == told
    assert idlibtl("diff", "chronology.db", "new.json").exit_code == 0
    summary, *lines = told.splitlines()
    assert summary == "4 → 4 entries: 1 added, 1 re-dated, 1 changed, 1 merged; 1 → 2 sources: 1 new"
    assert sum("edited by the owner: none → " in line for line in lines) == 2
    assert {"    faint: no → yes", "  new        a letter"} <= {*lines}


# Reading exports


@pytest.mark.parametrize("piece", [1, 7, 1 << 16])
def test_reads_an_export_however_it_is_laid_out(
    chronology: Chronology, piece: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(from_json, "_PIECE", piece)
    data = json.loads(export(chronology))
    for layout in ({"sort_keys": True}, {"indent": 1, "ensure_ascii": False}, {"separators": (",", ":")}):
        assert compare(read(json.dumps(data, **layout)), sketch(chronology)).same
    more = {"made": 1e999, "by": ["jq", {"deep": [None, -0.5, True]}], **data, "more": 12345}
    assert compare(read(json.dumps(more)), sketch(chronology)).same


def _entry(**fields: object) -> str:
    cited = {"source": "s", "date": None, "line": 1, "start": 0, "end": 1, "quote": "q"}
    entry = {
        "id": "e", "date": None, "begin": None, "end": None, "mod": None, "kind": "occurred", "title": "t",
        "sources": [cited], "tags": [], "note": None, "edited": {}, **fields,
    }  # fmt: skip
    source = {"id": "s", "path": "p", "paths": ["p"], "published": None, "published_at": None}
    return json.dumps({"idlibtl": "0", "sources": [source], "entries": [entry], "problems": []})


WHOLE = _entry()


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"[]", "no JSON object"),
        (b"null", "no JSON object"),
        (b"some notes of mine\n", "no JSON object"),
        (b"{", "not JSON"),
        (b"{}", "doesn't tell its sources"),
        (b'{"sources": [], "entries": []}', "doesn't tell its idlibtl"),
        (b'{"idlibtl": "0", "sources": []}', "doesn't tell its entries"),
        (b'{"idlibtl": "0", "sources": {}, "entries": []}', "[ expected"),
        (b'{1: 2}', "not JSON"),
        (b'{"idlibtl": "0",}', "not JSON"),
        (b'{"idlibtl": "0" "sources"', "} expected"),
        (WHOLE[:-1].encode(), "its end is missing"),
        (WHOLE[: len(WHOLE) // 2].encode(), "not JSON"),
        (f"{WHOLE} {WHOLE}".encode(), "more stands behind"),
        (b"\xff\xfe" + WHOLE.encode("utf-16-le"), "no UTF-8"),
        (b'{"a":' * 100_000, "nested too deep"),
        (b'{"sources": ' + b"[" * 100_000, "nested too deep"),
        (b'{"idlibtl": ' + b"9" * 10_000 + b"}", "limit"),
        (_entry(id=7).encode(), "“id” is a JSON int"),
        (_entry(title=None).encode(), "“title” is"),
        (_entry(tags=[1]).encode(), "“tags” holds"),
        (_entry(edited=[]).encode(), "“edited” is"),
        (_entry(sources=[7]).encode(), "no “start”"),
        (WHOLE.replace('"source": "s"', '"source": "other"').encode(), "cites a source that is not there"),
        (WHOLE.replace('"start": 0', '"start": true').encode(), "“start” is"),
        (WHOLE.replace('"start": 0', '"start": 1e999').encode(), "“start” is"),
        (WHOLE.replace('"paths": ["p"], ', "").encode(), "no “paths”"),
    ],
)  # fmt: skip
def test_what_is_no_export_is_told(diff: Diff, db: Path, content: bytes, why: str) -> None:
    Path("odd.json").write_bytes(content)
    for words in (("odd.json", db), (db, "odd.json")):
        result = diff(*words)
        assert (result.exit_code, result.stdout) == (2, "")
        assert result.stderr.startswith("odd.json ")
        assert why in result.stderr
        assert "idlibtl export -f json" in result.stderr


def test_odd_values_of_an_export_survive(diff: Diff, tmp_path: Path) -> None:
    odd, plain = tmp_path / "odd.json", tmp_path / "plain.json"
    huge = "9" * 4000
    plain.write_text(WHOLE, encoding="utf-8")
    odd.write_text(
        "\ufeff" + _entry(title="\ud800\x1b[2J\nt", id="\udfff", tags=["\u202e"], edited={"\ud801": [[[]]]})
        .replace('"start": 0, "end": 1', f'"start": {huge}, "end": -{huge}'),
        encoding="utf-8",
    )  # fmt: skip
    result = diff(odd, odd)
    assert (result.exit_code, result.stdout) == (0, "the same: 1 entry, 1 source\n")
    for words in ((plain, odd), (odd, plain)):
        result = diff(*words)
        assert result.exit_code == 1
        assert not any(char in result.stdout for char in "\x1b\u202e\ud800\udfff")
        assert json.loads(diff(*words, "--json").stdout)["same"] is False


def test_what_cannot_be_opened_is_told(diff: Diff, db: Path) -> None:
    for name, why in (("nowhere.db", "there is no nowhere.db"), (".", "directory"), ("nowhere.parquet", "parquet")):
        result = diff(db, name)
        assert (result.exit_code, result.stdout) == (2, "")
        assert why in result.stderr
    Path("cut.db").write_bytes(db.read_bytes()[:5000])
    Path("empty.db").touch()
    for name in ("cut.db", "empty.db"):
        assert (diff(name, db).exit_code, name in diff(name, db).stderr) == (2, True)
    assert diff(db).exit_code == 2
