"""TimeML: what an XML reader gets back is the text, and each timex with what is known of it."""

from __future__ import annotations

import json
import re
from datetime import date, datetime
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from idlibtl.model import Timex
from idlibtl.tag.formats import FORMATS
from idlibtl.tag.records import Record, timexes
from idlibtl.tag.timeml import document

TEXT = "The dam held. On Monday it broke; two days later, in late 2018, or so they say, the valley was dry."
PUBLISHED = date(2020, 3, 14)


def written(text: str, dct: date | datetime | None = PUBLISHED, ident: str = "a") -> ElementTree.Element:
    return ElementTree.fromstring(FORMATS["timeml"].write(Record(ident, text, dct)).encode())


def text_of(root: ElementTree.Element) -> str:
    return "".join(root.find("TEXT").itertext())  # type: ignore[union-attr]


def tagged_in(root: ElementTree.Element) -> list[ElementTree.Element]:
    return root.findall("TEXT/TIMEX3")


def held_by_xml(text: str) -> str:
    """What XML can hold of a text, counted from the standard's list of characters (XML 1.0, production 2)."""

    def is_char(code: int) -> bool:
        return code in (9, 10, 13) or 0x20 <= code <= 0xD7FF or 0xE000 <= code <= 0xFFFD or 0x10000 <= code <= 0x10FFFF

    return "".join(char if is_char(ord(char)) else "\ufffd" for char in text)


HOSTILE = [
    "",
    " \n\n On Monday \n ",
    "On\r\nMonday\rat 10:30\r\r\n",
    "<TEXT>on Monday</TEXT> <!-- on Tuesday --> <![CDATA[5 March 2020]]> <?xml?>",
    "&amp; &#13; &lt;TIMEX3&gt; on Monday & Tuesday \"quoted\" 'too'",
    "".join(map(chr, range(0x20))) + " on 5 March 2020 \x7f\x85\u2028\ufeff\ufffe\uffff",
    "\ud800 on 5 March 2020 \udfff \U0001f30a \U0010ffff",
    "5\u00a0March\u00a02020, \u202e5 March 2020",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_the_text_comes_back(text: str) -> None:
    root = written(text, ident=text)
    assert text_of(root) == held_by_xml(text)
    assert root.findtext("DOCID") == held_by_xml(text)


@given(st.text(st.characters(exclude_categories=[])), st.sampled_from(["", " on Monday ", "5 March 2020\r"]))
def test_any_text_comes_back(text: str, words: str) -> None:
    whole = f"{text}{words}{text}"
    root = written(whole)
    assert text_of(root) == held_by_xml(whole)


@given(st.lists(st.sampled_from(["On Monday", " ", "&", "\r", "<b>", "two days later", "\0", "in 2018", ". "])))
def test_every_timex_stands_at_its_place(pieces: list[str]) -> None:
    record = Record("a", "".join(pieces), PUBLISHED)
    root = written(record.text)
    found = [(each.text, each.get("type"), each.get("value"), each.get("mod")) for each in tagged_in(root)]
    _, wanted = timexes(record)
    assert found == [(held_by_xml(each.text), each.type, each.value, each.mod) for each in wanted]
    at = len(root.find("TEXT").text or "")  # type: ignore[union-attr]
    for element, timex in zip(tagged_in(root), wanted, strict=True):
        assert at == timex.start
        at += len(element.text or "") + len(element.tail or "")


def test_what_is_known_of_each() -> None:
    root = written(TEXT)
    assert [(each.text, each.attrib) for each in tagged_in(root)] == [
        (
            "Monday",
            {
                "tid": "t1",
                "type": "DATE",
                "value": "2020-03-09",
                "temporalFunction": "true",
                "functionInDocument": "NONE",
                "anchorTimeID": "t0",
            },
        ),
        (
            "two days later",
            {
                "tid": "t2",
                "type": "DATE",
                "value": "2020-03-11",
                "temporalFunction": "true",
                "functionInDocument": "NONE",
                "anchorTimeID": "t1",
            },
        ),
        (
            "late 2018",
            {
                "tid": "t3",
                "type": "DATE",
                "value": "2018",
                "mod": "END",
                "temporalFunction": "false",
                "functionInDocument": "NONE",
            },
        ),
    ]


def anchors(*chain: tuple[str, str | None], published: date | datetime | None = PUBLISHED) -> list[str | None]:
    """The anchors of timexes with these values and references, one a character of the text."""
    found = [
        Timex(at, at + 1, "x", "DATE", value, "rule", reference=reference)
        for at, (value, reference) in enumerate(chain)
    ]
    text = document("a", "x" * len(chain), published, found)
    return [each.get("anchorTimeID") for each in tagged_in(ElementTree.fromstring(text))]


def test_an_anchor_is_the_last_that_told_the_date_and_the_publication_date_before_all() -> None:
    day = "2020-03-14"
    assert anchors(("2018", None), ("2018", "2018"), ("2019", "2018"), ("2020", "1999")) == [None, "t1", "t2", None]
    assert anchors((day, None), ("2020-03-13", day)) == [None, "t0"]
    assert anchors((day, day), published=datetime(2020, 3, 14, 9, 30)) == ["t0"]
    assert anchors((day, None), (day, day), published=None) == [None, "t1"]


def test_what_is_worked_out_says_so() -> None:
    found = [
        Timex(0, 1, "x", "DATE", "2018", "rule"),
        Timex(1, 2, "x", "DATE", "2018-05", "rule", reference="2018"),
        Timex(2, 3, "x", "DATE", "XXXX-WXX-1", "rule", basis="relative"),
    ]
    root = ElementTree.fromstring(document("a", "xxx", None, found))
    assert [each.get("temporalFunction") for each in tagged_in(root)] == ["false", "true", "true"]


@pytest.mark.parametrize(
    ("published", "type_", "value"),
    [
        (PUBLISHED, "DATE", "2020-03-14"),
        (datetime(2020, 3, 14, 9, 30, 5, 250), "TIME", "2020-03-14T09:30:05"),
        (date(480, 1, 1), "DATE", "0480-01-01"),
        (None, "DATE", "XXXX-XX-XX"),
    ],
)
def test_the_publication_date(published: date | datetime | None, type_: str, value: str) -> None:
    (creation,) = written("No date here.", published).findall("DCT/TIMEX3")
    assert creation.text == value
    assert creation.attrib == {
        "tid": "t0",
        "type": type_,
        "value": value,
        "temporalFunction": "false",
        "functionInDocument": "CREATION_TIME",
    }


def test_the_date_that_the_text_tells_of_itself() -> None:
    root = written("March 14, 2020\n\nThey met on Monday.", None)
    assert root.findtext("DCT/TIMEX3") == "2020-03-14"
    assert [each.get("functionInDocument") for each in tagged_in(root)] == ["PUBLICATION_TIME", "NONE"]


def test_the_form_is_that_of_tempeval() -> None:
    text = FORMATS["timeml"].write(Record("a", TEXT, PUBLISHED))
    assert text.startswith('<?xml version="1.0" ?>\n<TimeML xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" ')
    root = ElementTree.fromstring(text)
    schema = "{http://www.w3.org/2001/XMLSchema-instance}noNamespaceSchemaLocation"
    assert root.attrib == {schema: "http://timeml.org/timeMLdocs/TimeML_1.2.1.xsd"}
    assert [each.tag for each in root] == ["DOCID", "DCT", "TEXT"]
    assert re.sub(r"</?TIMEX3[^>]*>", "", text.split("<TEXT>")[1].split("</TEXT>")[0]) == TEXT


def test_both_formats_tell_the_same() -> None:
    record = Record("a", TEXT, PUBLISHED)
    plain = json.loads(FORMATS["jsonl"].write(record))["timexes"]
    keys = ("text", "type", "value", "mod")
    found = [[each.text, *map(each.get, keys[1:])] for each in tagged_in(written(TEXT))]
    assert found == [[timex.get(key) for key in keys] for timex in plain]
