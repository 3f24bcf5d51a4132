"""The fuzzers' invariants with a small budget; `make fuzz` gives them minutes. See also tests/tag/test_any_text.py."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from hypothesis import example, given, settings
from hypothesis import strategies as st
from invariants import exportable, manifested, readable, recorded, storable, taggable, tellable

DATA = sorted(Path(__file__).resolve().parents[2].joinpath("data").iterdir())
REPORTS = [path.read_bytes() for path in DATA]
ANY = st.characters(codec=None, categories=None)
PIECES = st.sampled_from((
    "\x1b[31m", "\x9b", "\u202e", "\u2028", "\x07", "\x00", "\r\n", "\r", "\n\n", "\t", "\ud800", "\ufeff", "=1",
    "+1", "-1", "@a",
    "; =1", "\t=1", '"', "'", "＝", "![i](http://a.example)", "<b>", "</p>", "[a]: b", "```", "# ", "===",
    "| a |\n|-|", "-->", "***",
    "&#60;", "https://a.example/(b)?c=[d]&e;", "javascript:a", "a@b.example", "\\", "- ", "1. ", "~~", "_a_", "`",
    "$a$",
    "---\n", "title: ", "date: ", "url: ", "&a ", "*a", "{[", "path,title,date\n", "a.txt,", "../", '{"text": "',
    '"}\n',
    "5 March 2020", "on Monday", "05/03/2020", "10:30 GMT", "soldiers left Aram", "he said", "33 killed", ". ", ", ",
    "“", "”",
))  # fmt: skip
TEXT = st.lists(PIECES | st.text(ANY, max_size=6), max_size=8).map("".join)
TEXTS = st.lists(TEXT, min_size=1, max_size=16)
DAYS = st.none() | st.dates(date(1900, 1, 1), date(2070, 1, 1))


@st.composite
def files(draw: st.DrawFn) -> bytes:
    """A report in pieces, with others, or with any bytes, between them."""
    data = bytearray()
    for _ in range(draw(st.integers(0, 4))):
        report = draw(st.sampled_from(REPORTS))
        begin = draw(st.integers(0, len(report)))
        data += report[begin : begin + draw(st.integers(0, 400))]
        data += draw(st.binary(max_size=4) | TEXT.map(lambda text: text.encode("utf-8", "surrogatepass")))
    return draw(st.sampled_from((b"", b"\xef\xbb\xbf", b"\xff\xfe", b"---\n"))) + bytes(data)


@settings(max_examples=60, deadline=None)
@given(files())
def test_any_file_is_read_or_refused(data: bytes) -> None:
    readable(data)


@settings(max_examples=25, deadline=None)
@given(files() | TEXT.map(lambda text: f"path,title,url,date\na.txt,{text}\n{text}".encode("utf-8", "surrogatepass")))
def test_any_sources_csv_leaves_the_files_readable(data: bytes) -> None:
    manifested(data)


@settings(max_examples=60, deadline=None)
@given(TEXT)
@example('{"id": "\\ud800", "text": "on 5 March 2020 \\u009b\\udcff", "dct": "2020-03-05"}\n[]\n')
def test_any_lines_are_records_or_problems(text: str) -> None:
    recorded(text)


@settings(max_examples=60, deadline=None)
@given(TEXT, DAYS)
def test_any_text_is_tagged_and_told_in_its_own_words(text: str, day: date | None) -> None:
    taggable(text, day)
    tellable(text, day)


@settings(max_examples=60, deadline=None)
@given(TEXTS)
@example(
    ["=HYPERLINK(1)", "\t@SUM(1)", "; -1", "![i](http://a.example)", "</p><script>", "\x1b]52;c;YQ==\x07", "```", "- a"]
)
def test_texts_in_every_place_of_an_export_are_only_texts(texts: list[str]) -> None:
    exportable(texts)


@settings(max_examples=15, deadline=None)
@given(TEXTS)
def test_texts_in_every_place_of_a_database_come_back(texts: list[str]) -> None:
    storable(texts)
