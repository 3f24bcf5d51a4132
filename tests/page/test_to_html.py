"""The page as a file: what it holds, that nothing in it acts, that it is the same each time. No browser is needed."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from importlib.resources import files
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pages import ACTS, ARABIC_TEXT, DATES, HOSTILE_TEXT, document, entry, hostile, many_dates, said

from idlibtl import __version__
from idlibtl.dates import Moment, from_edtf
from idlibtl.export import FORMATS, Written, write
from idlibtl.export.page_data import LONGEST_WHOLE, Cited, seconds
from idlibtl.export.passages import AROUND, passages
from idlibtl.export.to_html import SCRIPTS
from idlibtl.export.view import Sources
from idlibtl.model import Chronology, Link
from idlibtl.read.formats import is_own_product

EMPTY = Chronology((), (), ())


class Page(HTMLParser):
    """Every element with its attributes, and the raw text of scripts and styles."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.raw: list[tuple[str, dict[str, str | None], str]] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag in ("script", "style"):
            self.raw.append((tag, dict(attrs), ""))

    def handle_data(self, data: str) -> None:
        if self.cdata_elem:
            tag, attributes, text = self.raw[-1]
            self.raw[-1] = (tag, attributes, text + data)

    def data(self, name: str) -> Any:
        return next(json.loads(text) for _, attributes, text in self.raw if attributes.get("id") == f"data-{name}")


def written(made: Chronology) -> tuple[str, Written]:
    stream = io.StringIO(newline="")
    result = write("html", made, stream)
    return stream.getvalue(), result


@pytest.mark.parametrize("made", [EMPTY, hostile(), many_dates()], ids=["empty", "hostile", "dates"])
def test_one_document_whose_policy_names_every_script_and_style(made: Chronology) -> None:
    page = Page(written(made)[0])
    policies = [
        each["content"] or ""
        for tag, each in page.elements
        if tag == "meta" and each.get("http-equiv") == "Content-Security-Policy"
    ]
    (policy,) = policies
    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
    assert rules["default-src"] == rules["base-uri"] == rules["form-action"] == "'none'"
    assert "unsafe" not in policy
    hashes: dict[str, set[str]] = {"script": set(), "style": set()}
    for tag, attributes, text in page.raw:
        assert "src" not in attributes
        if attributes.get("type") != "application/json":
            assert attributes == {}
            hashes[tag].add(f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'")
    assert set(rules["script-src"].split()) == hashes["script"]
    assert set(rules["style-src"].split()) == hashes["style"]


@pytest.mark.parametrize("made", [EMPTY, hostile()], ids=["empty", "hostile"])
def test_the_elements_are_ours_whatever_the_sources_say(made: Chronology) -> None:
    """The same page but for its JSON: nothing of a source is markup, and nothing can be fetched or act."""
    text = written(made)[0]
    page, plain = Page(text), Page(written(many_dates())[0])
    assert page.elements == plain.elements
    for _, attributes in page.elements:
        assert not [
            name for name in attributes if name.startswith("on") or name in ("style", "src", "action", "srcdoc")
        ]
        assert attributes.get("href") in (None, "#list", "data:,")
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]", text)


def test_the_data_is_exact_to_the_character() -> None:
    page = Page(written(hostile())[0])
    told = page.data("entries")
    assert [each["title"] for each in told] == [*ACTS, "Aram: هدنة"]
    assert page.data("texts") == [[[0, HOSTILE_TEXT]], [[0, ARABIC_TEXT]]]
    for each in told:
        for mention in each["mentions"]:
            ((_, text),) = page.data("texts")[mention["source"]]
            assert text[mention["start"] : mention["end"]] == mention["quote"]
            expression = mention["expression"]
            assert text[expression["start"] : expression["end"]] == expression["text"]


def test_only_addresses_of_the_web_are_told() -> None:
    told = Page(written(hostile())[0]).data("entries")
    urls = {mention.get("url") for each in told for mention in each["mentions"]}
    assert {(url or "none").split("?")[0] for url in urls} == {"none", "https://aram.example/a"}


def test_dates_are_told_in_their_precision() -> None:
    told = {each.get("date"): each for each in Page(written(many_dates())[0]).data("entries")}
    assert set(told) == {*DATES, None}
    day = seconds(Moment(2020, 3, 5))
    assert day is not None
    assert (told["2020-03-05"]["begin"], told["2020-03-05"]["end"]) == (day, day + 86400)
    assert told["2020-03"]["heading"] == told["2020-03-05?"]["heading"] == "March 2020"
    assert told["2020"]["heading"] == "In the course of 2020"
    assert told["199X"]["heading"] == "In the course of the 1990s"
    assert told["-0479"]["heading"] == "In the course of 480 BC"
    assert "begin" not in told["../2020-03-12"]
    assert "end" not in told["2020-05/.."]
    assert told[None]["heading"] == "Undated"
    assert told["-0479"]["year"] == -479


@pytest.mark.parametrize(
    ("moment", "expected"),
    [(Moment(1970), 0), (Moment(1970, 1, 2, 1, 1, 1), 90061), (Moment(2000), 946684800), (Moment(0), -62167219200)],
)
def test_seconds_count_from_1970(moment: Moment, expected: int) -> None:
    assert seconds(moment) == expected


def test_the_same_chronology_gives_the_same_bytes() -> None:
    made = hostile()
    assert written(made) == written(made)
    again = Chronology(made.documents[::-1], made.entries, made.problems)
    assert written(again) == written(made)  # sources are told in the order in which they are cited


def test_idlibtl_knows_its_own_page() -> None:
    head = written(hostile())[0].encode()[:1024]
    assert f'<meta name="generator" content="idlibtl {__version__}">'.encode() in head
    assert is_own_product("page.html", head)
    assert is_own_product("page.html", b"\xef\xbb\xbf" + head)
    assert not is_own_product("page.html", head.replace(b"generator", b"keywords"))


def test_only_cited_sources_are_in_it_and_each_text_once() -> None:
    made = hostile()
    unread = document("Nobody cites this.", "unread.txt")
    text, result = written(replace(made, documents=(unread, *made.documents)))
    assert (text, result) == (written(made)[0], Written(len(made.entries)))
    assert text.count("A 🕊 dove flew.") == 1


def test_of_a_long_source_it_holds_what_stands_around_the_quotes_and_says_so() -> None:
    filler = "Nothing more was said of it that day.\n" * (LONGEST_WHOLE // 30)
    source = document(f"{filler}The bridge fell.\n{filler}", "long.txt")
    made = Chronology((source,), (entry("The bridge falls", said(source, "The bridge fell.", from_edtf("2020"))),), ())
    text, result = written(made)
    assert result.left_out == ("the whole text of 1 long source: of those it has the passages around the quotes",)
    ((passage,),) = Page(text).data("texts")
    first, words = passage
    assert source.text[first : first + len(words)] == words
    assert "The bridge fell." in words
    assert len(words) <= 2 * AROUND + 20


def test_whole_texts_have_a_budget() -> None:
    first, second = (document(f"The {name} fell.\n" * 40, f"{name}.txt") for name in ("bridge", "tower"))
    cited = Cited(Sources((first, second)), longest_whole=10_000, budget=len(first.text))
    for source in (first, second):
        cited.quote(Link(source.id, 0, 3, 1, 1, "The"))
    assert cited.passages(first) == [(0, first.text)]
    ((_, words),) = cited.passages(second)
    assert len(words) < AROUND + 10
    assert cited.in_part == 1


def test_a_view_without_texts_has_the_quotes_alone() -> None:
    made = hostile()
    page = Page(written(replace(made, documents=tuple(replace(each, text="") for each in made.documents)))[0])
    assert page.data("texts") == [[], []]
    assert page.data("entries") == Page(written(made)[0]).data("entries")


def test_a_source_that_only_the_owner_names_has_no_text() -> None:
    named = document("", "a letter", sha256="")
    mention, link = said(document("Seen.", "x"), "Seen.", from_edtf("2020"))
    told = (replace(mention, document=named.id), replace(link, document=named.id, start=0, end=0, line=0, column=0))
    page = Page(written(Chronology((named,), (entry("Seen", told),), ()))[0])
    ((mentioned,),) = [each["mentions"] for each in page.data("entries")]
    assert not {"start", "end", "line", "basis"} & {*mentioned}
    assert mentioned["quote"] == "Seen."
    assert page.data("texts") == [[]]


@given(
    st.text(st.sampled_from("ab \n"), max_size=300),
    st.lists(st.tuples(st.integers(0, 300), st.integers(1, 30)), max_size=8),
    st.integers(0, 40),
)
def test_passages_hold_every_quote_and_are_parts_of_the_text(
    text: str, places: list[tuple[int, int]], around: int
) -> None:
    spans = [(start, min(len(text), start + length)) for start, length in places if start < len(text)]
    found = passages(text, spans, around)
    for first, words in found:
        assert text[first : first + len(words)] == words
    ends = [(first, first + len(words)) for first, words in found]
    assert all(one[1] < other[0] for one, other in pairwise(ends))
    assert all(any(first <= start and end <= last for first, last in ends) for start, end in spans)
    assert sum(last - first for first, last in ends) <= sum(end - start + 2 * around for start, end in spans)


def test_every_script_of_the_page_is_in_it() -> None:
    there = {each.name for each in (files("idlibtl.export") / "page").iterdir()}
    assert {name for name in there if name.endswith(".js")} == {*SCRIPTS, "theme.js"}
    assert FORMATS["html"].extra is None


def test_the_program_makes_no_markup_from_text() -> None:
    """Every text becomes a text node: nothing in the program parses markup, or code."""
    banned = re.compile(
        r"(inner|outer)HTML|insertAdjacentHTML|document\.write|\beval\(|new Function|DOMParser|srcdoc|createContextual"
    )
    for each in (files("idlibtl.export") / "page").iterdir():
        if each.name.endswith(".js"):
            assert not banned.search(each.read_text(encoding="utf-8")), each.name
