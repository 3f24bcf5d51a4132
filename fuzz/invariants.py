"""What holds for every input, however hostile: shared by the fuzzers and by tests/hostile/test_properties.py.

Each function takes any bytes or texts, runs a part of idlibtl on them, and asserts what is promised of the result.
"""

from __future__ import annotations

import csv
import io
import json
import re
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from urllib.parse import urlsplit
from xml.etree import ElementTree

from markdown_it import MarkdownIt
from markdown_it.token import Token

from idlibtl.cli.lines import details, line
from idlibtl.cli.why import Twig, explained
from idlibtl.dates import from_edtf
from idlibtl.events.mentions import account
from idlibtl.export import Options, write
from idlibtl.export.view import Sources
from idlibtl.model import Chronology, Claim, Conflict, Development, Document, Entry, Link, Mention, Problem
from idlibtl.pipeline import timexes
from idlibtl.read import READERS, File, document, read, read_file
from idlibtl.read.decode import UnreadableError
from idlibtl.safe_text import one_line
from idlibtl.store import Store, load, save
from idlibtl.tag import tag
from idlibtl.tag.formats import jsonl, timeml
from idlibtl.tag.records import Record, records

LONGEST_MESSAGE = 2000
FIELDS = 16  # texts that a chronology is filled with
DATES = ("date", "begin", "end", "entry_date", "published")  # columns that hold dates of our own making

_UNSAFE = "\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069"
_UNSAFE_IN_LINE = re.compile(f"[{_UNSAFE}]")
_UNSAFE_IN_TEXT = re.compile(f"(?![\t\r\n])[{_UNSAFE}]")
_FORMULA = re.compile(r"[\s\"]*[=+@＝＋－＠-]")
_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


# Reading


def readable(data: bytes, path: str = "2020-03-05-report.md") -> Document | None:
    """A file is read or refused, and what is said of it is true of its text."""
    try:
        source = READERS[".md"](data, path)
    except UnreadableError:
        return None
    text = source.text
    assert text.strip()
    assert 0 <= source.start <= len(text)
    made, problems = document(File(path, "0", "0", source), {})
    told(*source.problems, *problems)
    if made.published_span is not None:
        start, end = made.published_span
        assert text[start:end] == made.published_words
    if made.title is not None:
        assert made.title.strip()
        assert "\n" not in made.title
    web(made.url)
    for start, end in made.datelines or ():
        assert source.start <= start < end <= len(text)
    return made


def contained(data: bytes, suffix: str) -> None:
    """A container gives sources or a problem, and a part is read anew as it was."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, f"a{suffix}").write_bytes(data)
        reading = read([folder])
        assert reading.documents or reading.problems
        told(*reading.problems)
        for each in reading.documents:
            web(each.url)
            file, _ = read_file(each.paths[0])
            assert file is not None
            assert (file.id, file.sha256) == (each.id, each.sha256)


def manifested(data: bytes) -> None:
    """Whatever stands in sources.csv, the files beside it are read, and nothing else is."""
    with tempfile.TemporaryDirectory() as folder:
        for name in ("a.txt", "b.txt"):
            Path(folder, name).write_text(f"The truce held in {name}.", encoding="utf-8")
        Path(folder, "sources.csv").write_bytes(data)
        reading = read([folder])
        assert [Path(path).name for each in reading.documents for path in each.paths] == ["a.txt", "b.txt"]
        told(*reading.problems)
        for each in reading.documents:
            web(each.url)


def recorded(text: str) -> None:
    """Any lines give records or problems, and every record can be written in every format."""
    for found in records(io.StringIO(text), "a.jsonl"):
        if isinstance(found, Problem):
            told(found)
        else:
            written(found)


def told(*problems: Problem) -> None:
    for problem in problems:
        assert len(problem.message) <= LONGEST_MESSAGE
        assert problem.line is None or problem.line >= 1


def web(url: str | None) -> None:
    assert url is None or (urlsplit(url).scheme in ("http", "https") and url.isprintable() and " " not in url)


# Tagging, and telling what happened


def taggable(text: str, published: date | datetime | None) -> None:
    """Spans lie in the text, in order, and hold what they say; a second reading says the same."""
    found = tag(text, published=published)
    last = 0
    for timex in found:
        assert last <= timex.start < timex.end <= len(text)
        assert text[timex.start : timex.end] == timex.text
        last = timex.end
    assert tag(text, published=published) == found
    written(Record("a\x9b", text, published))


def written(record: Record) -> None:
    """A record's JSON and XML can be read again and can't act."""
    line = jsonl(record)
    assert json.loads(line)["id"] == record.id
    assert not _UNSAFE_IN_LINE.search(line[:-1])
    line.encode()
    xml = timeml(record)
    assert not _UNSAFE_IN_TEXT.search(re.sub("[\u061c\u200e\u200f\u2028\u2029]", "", xml))
    element = ElementTree.fromstring(xml).find("TEXT")
    assert element is not None
    assert "".join(element.itertext()) == _NO_XML.sub("\ufffd", record.text)


def tellable(text: str, published: date | None) -> None:
    """Quotes are the text's own words."""
    made = Document(
        "d", ("d.txt",), text, "0", published=published, published_basis="metadata" if published else "none"
    )
    found, omitted, dated = account(made, timexes(made))
    assert len(omitted) <= dated
    for mention in found:
        assert 0 <= mention.start < mention.end <= len(text)
        assert text[mention.start : mention.end].strip()
        assert mention.title.strip()
        assert "\n" not in mention.title


# Telling it to people and to programs


def chronology(texts: Sequence[str]) -> Chronology:
    """One entry whose every text is one of these, as if all were taken from sources."""
    path, title, publisher, url, words, who, quote, before, after, actor, place, what, value, note, label, reason = (
        texts[number % len(texts)] for number in range(FIELDS)
    )
    day = date(2020, 3, 6)
    sources = (
        Document("0a", (path, url), quote, "0", "en", url, title, publisher, day, None, "dateline", words),
        Document("0b", (title,), quote, "1", "en", f"https://a.example/{url}"),
    )
    when = from_edtf("2020-03-05")
    mentions = tuple(
        Mention(
            f"{ident}1", ident, 0, 1, when, "relative", "planned", title, (actor,), (place,), (), who, reasons=(reason,)
        )
        for ident in ("0a", "0b")
    )
    links = tuple(Link(ident, 0, 1, 1, 1, quote, url, before, after) for ident in ("0a", "0b"))
    claims = (Claim(value, "0a1", "0a", quote, 1), Claim(f"{value}2", "0b1", "0b", title, 2))
    entry = Entry(
        "0a1", when, title, "planned", mentions, links, (Conflict(what, claims),), (actor,), (place,), (), 1.5,
        (label,), note, {"title": value}, (reason,), (Development(what, claims),),
    )  # fmt: skip
    return Chronology(sources, (entry,), (Problem(path, "a", note),))


def exportable(texts: Sequence[str]) -> None:
    """In every format the texts are only texts, and on a terminal they are only letters."""
    made = chronology(texts)
    json_holds(made)
    for by in ("entry", "mention"):
        csv_holds(made, Options(by=by))
    markdown_holds(made)
    html_holds(made)
    (entry,) = made.entries
    sources = Sources(made.documents)
    for told in (line(entry, sources), *details(entry, sources), *_twigs(explained(entry, sources))):
        assert not _UNSAFE_IN_LINE.search(told), told
        told.encode()


def _twigs(twig: Twig) -> Iterator[str]:
    yield twig.text
    for each in twig.twigs:
        yield from _twigs(each)


def exported(name: str, made: Chronology, options: Options | None = None) -> str:
    stream = io.StringIO(newline="")
    assert write(name, made, stream, options).entries == len(made.entries)
    text = stream.getvalue()
    text.encode()
    return text


def json_holds(made: Chronology) -> None:
    text = exported("json", made)
    assert not _UNSAFE_IN_LINE.search(text.replace("\n", ""))
    (entry,) = json.loads(text)["entries"]
    (source, *_) = entry["sources"]
    assert (entry["title"], entry["note"]) == (made.entries[0].title, made.entries[0].note)
    assert source["quote"] == made.entries[0].links[0].quote


def csv_holds(made: Chronology, options: Options) -> None:
    text = exported("csv", made, options)
    rows = list(csv.DictReader(io.StringIO(text, newline=""), strict=True))
    assert len(rows) == (1 if options.by == "entry" else 2)
    for row in rows:
        for name, cell in row.items():
            assert not _UNSAFE_IN_TEXT.search(cell), (name, cell)
            if name not in DATES:
                assert cell[:1] not in ("\t", "\r", "\n"), (name, cell)
                for piece in re.split(r"[;\t\r\n]", cell):
                    assert not _FORMULA.match(piece), (name, cell)


_MARKDOWN = MarkdownIt("commonmark").enable(["table", "strikethrough"])


def markdown_holds(made: Chronology) -> None:
    page = exported("markdown", made)
    assert not _UNSAFE_IN_LINE.search(page.replace("\n", ""))
    harmless = exported("markdown", _harmless(made))
    assert [*_structure(page)] == [*_structure(harmless)]
    for token in _tokens(page):
        if token.type == "link_open":
            address = str(token.attrs["href"])
            assert address.startswith("https://") or urlsplit(address).scheme in ("", "http"), address


_DATA = re.compile(r'(?<=<script type="application/json" id="data-)(\w+">)(.*?)(?=</script>)', re.S)


def html_holds(made: Chronology) -> None:
    """Texts stand in the JSON and nowhere else, as they are."""
    page = exported("html", made)
    assert not _UNSAFE_IN_LINE.search(page.replace("\n", ""))
    assert _DATA.sub("", page) == _DATA.sub("", exported("html", _harmless(made)))
    entries, _, texts = (json.loads(match[2]) for match in _DATA.finditer(page))
    (entry,) = made.entries
    assert (entries[0].get("title", ""), entries[0].get("note", "")) == (entry.title, entry.note)
    assert [told.get("quote", "") for told in entries[0]["mentions"]] == [link.quote for link in entry.links]
    assert texts == [[[0, each.text]] if each.text else [] for each in made.documents]


def _harmless(made: Chronology) -> Chronology:
    """The same with plain words in the place of each text that isn't empty."""

    def plain(text: str) -> str:
        return "a" if one_line(text) else text

    def address(url: str | None) -> str | None:
        return "https://a.example" if url and re.match(r"(?i)https?://[^\s/]", url) else url and "a"

    (entry,) = made.entries
    documents = tuple(
        replace(each, paths=("a",), url=address(each.url), publisher=each.publisher and plain(each.publisher))
        for each in made.documents
    )

    def claims(values: tuple[Claim, ...]) -> tuple[Claim, ...]:
        return tuple(
            replace(each, value=f"{plain(each.value)}{number}", quote=plain(each.quote))
            for number, each in enumerate(values)
        )

    return Chronology(
        documents,
        (
            replace(
                entry,
                title=plain(entry.title),
                links=tuple(replace(each, quote=plain(each.quote), url=address(each.url)) for each in entry.links),
                mentions=tuple(
                    replace(each, attributed_to=each.attributed_to and plain(each.attributed_to))
                    for each in entry.mentions
                ),
                conflicts=tuple(replace(each, what="a", values=claims(each.values)) for each in entry.conflicts),
                developments=tuple(replace(each, what="a", values=claims(each.values)) for each in entry.developments),
                places=tuple(map(plain, entry.places)),
                tags=tuple(map(plain, entry.tags)),
                note=entry.note and plain(entry.note),
            ),
        ),
        (),
    )


def _tokens(page: str) -> Iterator[Token]:
    for token in _MARKDOWN.parse(page):
        yield token
        yield from token.children or ()


def _structure(page: str) -> Iterator[str]:
    return (f"{token.type} {token.tag}" for token in _tokens(page) if token.type != "text")


# Keeping it


def storable(texts: Sequence[str]) -> None:
    """What is stored is what is read again."""
    made = chronology(texts)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "chronology.db")
        save(made, path, paths=[texts[0]])
        assert load(path) == made
        with Store(path) as store:
            assert store.paths == (texts[0],)
