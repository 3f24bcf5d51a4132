"""The export formats, against files that can be read in review (IDLIBTL_GOLDEN=write writes them anew)."""

from __future__ import annotations

import csv
import html
import io
import json
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from consumers import cells, rows
from consumers import exported as file_of
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from idlibtl.cli.lines import details
from idlibtl.cli.why import explained
from idlibtl.export import FORMATS, Options, Selection, write
from idlibtl.export.to_csv import ENTRY_COLUMNS, MENTION_COLUMNS
from idlibtl.export.to_markdown import encoded_path, escaped
from idlibtl.export.view import Sources
from idlibtl.filters import Filter
from idlibtl.model import Chronology, Development
from idlibtl.read import read
from idlibtl.safe_text import escape_surrogates, one_line
from idlibtl.store import Store

EMPTY = Chronology((), (), ())


def exported(name: str, chronology: Chronology, options: Options | None = None) -> str:
    return file_of(name, chronology, options).decode()


@pytest.mark.parametrize(
    ("name", "file", "options"),
    [
        ("json", "chronology.json", Options()),
        ("markdown", "chronology.md", Options()),
        ("csv", "entries.csv", Options()),
        ("csv", "mentions.csv", Options(by="mention")),
        ("ics", "chronology.ics", Options()),
        ("jsonl", "chronology.jsonl", Options()),
        ("jsonld", "chronology.jsonld", Options()),
        ("markwhen", "chronology.mw", Options()),
        ("timelinejs", "timelinejs.json", Options()),
        ("timelinejs-csv", "timelinejs.csv", Options()),
        ("timeml", "chronology.tml", Options()),
        ("timesketch", "timesketch.jsonl", Options()),
    ],
)
def test_writes_as_reviewed(
    chronology: Chronology, golden: Callable[[str, str], None], name: str, file: str, options: Options
) -> None:
    golden(file, exported(name, chronology, options))


def test_workbooks_and_tables_hold_what_was_reviewed(
    chronology: Chronology, golden: Callable[[str, str], None]
) -> None:
    sheets = cells(file_of("xlsx", chronology))
    golden("xlsx.json", json.dumps(sheets, indent=1, default=str) + "\n")
    golden("parquet.json", json.dumps(rows(file_of("parquet", chronology)), indent=1, default=str) + "\n")


def test_every_format_is_tested() -> None:
    assert set(FORMATS) == {
        "csv", "html", "ics", "json", "jsonl", "jsonld", "markdown", "markwhen", "parquet", "timelinejs",
        "timelinejs-csv", "timeml", "timesketch", "xlsx",
    }  # fmt: skip


@pytest.mark.parametrize("name", FORMATS)
def test_the_same_chronology_gives_the_same_bytes(chronology: Chronology, name: str) -> None:
    assert file_of(name, chronology) == file_of(name, chronology)


@pytest.mark.parametrize("name", FORMATS)
def test_a_pipe_gets_the_bytes_of_a_file(db: Path, tmp_path: Path, name: str) -> None:
    command = [sys.executable, "-m", "idlibtl", "export", "-f", name, "--all", "--db", str(db)]
    piped = subprocess.run(command, capture_output=True, check=True)
    subprocess.run([*command, "-o", str(tmp_path / "out")], capture_output=True, check=True)
    assert piped.stdout == (tmp_path / "out").read_bytes()


@pytest.mark.parametrize("name", FORMATS)
def test_what_is_left_out_is_counted(chronology: Chronology, name: str) -> None:
    undated = sum(entry.when is None for entry in chronology.entries)
    written = write(name, chronology, io.BytesIO() if FORMATS[name].binary else io.StringIO(newline=""))
    missing = len(chronology.entries) - written.entries
    assert undated
    assert missing == sum(int(words.split()[0]) for words in written.left_out if "put at" not in words) or not missing
    assert (missing >= undated) == (name in ("ics", "markwhen", "timelinejs", "timelinejs-csv", "timesketch"))


@pytest.mark.parametrize("name", FORMATS)
def test_no_export_is_a_source(chronology: Chronology, tmp_path: Path, name: str) -> None:
    suffixes = {"ics": "txt", "jsonld": "json", "markdown": "md", "markwhen": "md", "timelinejs": "json",
                "timelinejs-csv": "csv", "timeml": "txt", "timesketch": "jsonl"}  # fmt: skip
    path = tmp_path / f"out.{suffixes.get(name, name)}"
    path.write_bytes(file_of(name, chronology))
    reading = read([tmp_path])
    assert reading.documents == ()
    assert [problem.code for problem in reading.problems] == [
        "unknown-format" if name in ("parquet", "xlsx") else "own-product"
    ]


def test_json_is_one_value_laid_out_as_python_would(chronology: Chronology) -> None:
    for made in (chronology, EMPTY):
        text = exported("json", made)
        assert text == escape_surrogates(json.dumps(json.loads(text), ensure_ascii=False, indent=2)) + "\n"


def test_json_keeps_every_character(chronology: Chronology) -> None:
    told = json.loads(exported("json", chronology))
    texts = {document.id: document.text for document in chronology.documents}
    cited = [source for entry in told["entries"] for source in entry["sources"]]
    assert cited
    for source in cited:
        text, start, end = texts[source["source"]], source["start"], source["end"]
        assert source["quote"] == text[start:end]
        assert source["prefix"] == text[max(0, start - 32) : start]
        assert source["suffix"] == text[end : end + 32]


def test_json_keys_stand_in_the_order_of_the_contract(chronology: Chronology) -> None:
    told = json.loads(exported("json", chronology))
    assert list(told) == ["idlibtl", "sources", "entries", "problems"]
    assert list(told["sources"][0]) == [
        "id", "path", "paths", "url", "title", "publisher", "language", "published", "published_at", "published_basis",
        "sha256",
        "edited",
    ]  # fmt: skip
    killed = next(entry for entry in told["entries"] if entry["conflicts"])
    assert list(killed) == [
        "id", "date", "begin", "end", "mod", "kind", "title", "actors", "places", "independent_sources", "voices",
        "sources", "conflicts", "tags", "note", "edited",
    ]  # fmt: skip
    assert list(killed["sources"][0]) == [
        "source", "date", "basis", "attributed_to", "line", "column", "page", "start", "end", "quote", "prefix",
        "suffix", "url", "selector",
    ]  # fmt: skip
    assert list(killed["conflicts"][0]["values"][0]) == ["value", "source", "quote"]
    assert list(told["problems"][0]) == ["path", "line", "level", "code", "message"]


def test_json_tells_how_quotes_are_found_again(chronology: Chronology) -> None:
    told = json.loads(exported("json", chronology))
    for source in (source for entry in told["entries"] for source in entry["sources"]):
        quote, position = source["selector"]
        context = {"exact": source["quote"], "prefix": source["prefix"], "suffix": source["suffix"]}
        assert quote == {"type": "TextQuoteSelector", **context}
        assert position == {"type": "TextPositionSelector", "start": source["start"], "end": source["end"]}


@pytest.mark.parametrize("quote", ["", "Words that were seen in print"])
def test_what_was_added_by_hand_has_no_position(chronology: Chronology, quote: str) -> None:
    entry = chronology.entries[0]
    mention = replace(entry.mentions[0], start=0, end=0)
    link = replace(entry.links[0], start=0, end=0, line=0, column=0, quote=quote, prefix="", suffix="")
    made = replace(chronology, entries=(replace(entry, mentions=(mention,), links=(link,)),))
    (source,) = json.loads(exported("json", made))["entries"][0]["sources"]
    assert [each["type"] for each in source["selector"]] == (["TextQuoteSelector"] if quote else [])


def test_no_other_address_than_one_of_the_web_becomes_a_link(chronology: Chronology) -> None:
    told = json.loads(exported("json", chronology))
    links = {source["url"] for entry in told["entries"] for source in entry["sources"]}
    links |= {row["url"] for row in csv.DictReader(io.StringIO(exported("csv", chronology, Options(by="mention"))))}
    assert {re.sub(r"#.+", "#", link) for link in links if link} == {"https://lantern.example/truce?id=(7)#"}
    assert "javascript:alert(3)" in {source["url"] for source in told["sources"]}


@pytest.mark.parametrize("name", FORMATS)
def test_lone_surrogates_do_not_stop_it(chronology: Chronology, name: str) -> None:
    entry = replace(chronology.entries[0], title="a\ud800b\udcffc")
    path = replace(chronology.documents[3], paths=("re\udce9port.txt",))
    made = replace(chronology, documents=(*chronology.documents[:3], path), entries=(entry,))
    text = file_of(name, made)
    if name == "json":
        assert json.loads(text)["entries"][0]["title"] == entry.title


@pytest.mark.parametrize("by", ["entry", "mention"])
def test_csv_cells_are_not_formulas(chronology: Chronology, by: str) -> None:
    text = exported("csv", chronology, Options(by=by))  # type: ignore[arg-type]
    assert text.startswith("idlibtl_id,")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    for row in rows:
        for name, cell in row.items():
            assert not re.match(r"[=+@\t\r\n＝＋－＠]", cell)
            assert not cell.startswith("-") or name in ("date", "begin", "end", "entry_date")
            assert not re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", cell)
    mentions = sum(len(entry.mentions) for entry in chronology.entries)
    assert len(rows) == (len(chronology.entries) if by == "entry" else mentions)
    assert text.count("\r\n") == len(rows) + 1


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("*a* _b_ `c` ~d~ | $e$", r"\*a\* \_b\_ \`c\` \~d\~ \| \$e\$"),
        ("[a](javascript:b)", r"\[a\](javascript:b)"),
        ("<b>&amp;", "&lt;b&gt;&amp;amp;"),
        ("see https://a.example or www.a.example", r"see https\://a.example or www\.a.example"),
        ("//a.example a@b.example", r"/\/a.example a\@b.example"),
        ("two\n\nlines\r\n", "two lines"),
        ("a\\", "a\\\\"),
    ],
)
def test_markdown_in_text_does_not_act(text: str, safe: str) -> None:
    assert escaped(text) == safe


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("# a", r"\# a"),
        ("- a", r"\- a"),
        ("1. a", r"1\. a"),
        ("12) a", r"12\) a"),
        ("===", r"\==="),
        ("2020 a", "2020 a"),
        ("\u200e \u200e \u200e \u200e - a", r"\- a"),
    ],
)
def test_markdown_at_the_start_of_a_line_does_not_act(text: str, safe: str) -> None:
    assert escaped(text, starts_line=True) == safe


@given(st.text(st.characters(codec=None, categories=None) | st.sampled_from("\\`*_{}[]()<>#+-.!|~$&:;/=\n1w@\"' ")))
@example("![x](http://a.example/b.png) <a href='x'>y</a> http://a.example &amp; &#35; www.a.example a@b.example")
@example("* a\n---\n    code\n```\n")
def test_markdown_renders_escaped_text_as_itself(text: str) -> None:
    for renderer in (MarkdownIt("commonmark"), MarkdownIt("js-default")):
        quoted = renderer.render(f"> {escaped(text, starts_line=True)}\n")
        inner = re.sub(r"</?(blockquote|p)>", "", quoted).strip()
        assert "<" not in inner
        assert html.unescape(inner) == html.unescape(html.escape(one_line(text).strip()))


@pytest.mark.parametrize("quote", ["=1+1", "  =1+1", "\u200e \u200e -1", "\xa0@SUM(1)", "\n+1"])
def test_csv_formulas_behind_space_are_none(chronology: Chronology, quote: str) -> None:
    entry = replace(chronology.entries[0], title=quote)
    (row,) = csv.DictReader(io.StringIO(exported("csv", replace(chronology, entries=(entry,))), newline=""))
    assert row["title"].startswith("'")


def test_markdown_holds_no_links_and_no_html_but_ours(chronology: Chronology) -> None:
    page = exported("markdown", chronology)
    rendered = MarkdownIt("commonmark").render(page)
    addresses = set(re.findall(r'(?:href|src)="([^"]*)"', rendered))
    ours = {f"{encoded_path(document.paths[0])}#L" for document in chronology.documents}
    assert {re.sub(r"(#L|#:~:text=).+$", r"\1", address) for address in addresses} == ours | {
        "https://lantern.example/truce?id=%287%29#:~:text="
    }
    assert set(re.findall(r"<[!a-z0-9]+", rendered)) <= {
        "<!", "<h1", "<h2", "<h3", "<h4", "<p", "<a", "<em", "<strong", "<code", "<blockquote", "<ul", "<li"
    }  # fmt: skip


def test_paths_are_never_addresses_with_a_scheme() -> None:
    assert encoded_path("a b/(c) é.txt") == "a%20b/%28c%29%20%C3%A9.txt"
    assert encoded_path("javascript:alert(1)") == "javascript%3Aalert%281%29"
    assert encoded_path("re\udce9port.txt") == "re%E9port.txt"


@pytest.mark.parametrize("name", FORMATS)
def test_a_stored_chronology_gives_the_same_export(chronology: Chronology, db: Path, name: str) -> None:
    with Store(db) as store:
        view = Selection(store.sources, store.entries(Filter(all=True)), store.problems())
        assert file_of(name, view) == file_of(name, chronology)


def test_the_documentation_names_every_column_and_format() -> None:
    told = (Path(__file__).parents[2] / "docs" / "export.md").read_text(encoding="utf-8")
    missing = [name for name in (*ENTRY_COLUMNS, *MENTION_COLUMNS, *FORMATS) if f"`{name}`" not in told]
    assert missing == []


def test_entries_may_be_an_iterator(chronology: Chronology) -> None:
    view = Selection(iter(chronology.documents), iter(chronology.entries), iter(chronology.problems))
    stream = io.StringIO(newline="")
    write("json", view, stream)
    assert stream.getvalue() == exported("json", chronology)


def test_what_only_grew_is_told_but_is_no_conflict(chronology: Chronology) -> None:
    disputed = next(entry for entry in chronology.entries if entry.conflicts)
    (conflict,) = disputed.conflicts
    grown = replace(disputed, conflicts=(), developments=(Development(conflict.what, conflict.values),))
    told = Chronology(chronology.documents, (grown,), ())
    first, second = (claim.value for claim in conflict.values)
    lines = list(details(grown, Sources(chronology.documents)))
    assert re.fullmatch(rf"developed: killed: {first} \(.+:\d+\), later {second} \(.+:\d+\)", lines[-1])
    assert any(twig.text == lines[-1] for twig in explained(grown, Sources(chronology.documents)).twigs)
    assert "**Developed, killed:**" in exported("markdown", told)
    assert json.loads(exported("json", told))["entries"][0]["conflicts"] == []
    assert next(csv.DictReader(io.StringIO(exported("csv", told))))["conflicts"] == ""
