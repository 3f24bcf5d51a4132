"""Hostile text of sources in every format: what a reader of the format sees has the same parts whatever they say."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any
from xml.etree import ElementTree

import pytest
from consumers import by_node, exported
from icalendar import Calendar
from markdown_it import MarkdownIt
from openpyxl import load_workbook

from idlibtl.dates import from_edtf
from idlibtl.export import FORMATS
from idlibtl.model import Chronology, Claim, Conflict, Development, Document, Entry, Link, Mention

HOSTILE = (
    "=HYPERLINK(\"http://evil.example\",\"x\")",
    "+cmd|' /C calc'!A0; =1+1\t@SUM(1)",
    "</script><script>alert(1)</script><img src=x onerror=alert(1)>",
    "]]><!-- --><TEXT/><?xml version=\"1.0\"?>&lt;&#0;<EVENT eid=\"e1\">",
    "x\r\nATTACH:http://evil.example\r\nBEGIN:VALARM\r\nEND:VALARM",
    "END:VCALENDAR\nDTSTART:19700101\n ;\\,\\n",
    "\n---\nkey: value\n# section\n## section\n2020-01-01: event\n// comment\n- [ ] list\n#tag @name !id\n",
    "[a](javascript:alert(1)) ![b](http://evil.example/i.png) `c` *d* _e_ | f ~g~ $h$ https://b.example www.b.example",
    "\x1b[31mred\x1b]8;;http://evil.example\x07 \x9b31m \x00 \x08 \x7f",
    "\u202egnp.exe\u202c \u2066a\u2069 \u200f \u2028 \u2029 \ufeff \U000e0041",
    "\ud800 lone \udfff halves",
    '"}, {"@id": "urn:evil", "@context": "http://evil.example"',
    "'; DROP TABLE entries; -- " + "long " * 800,
    "",
    "2020-03-05: now / 5 days - every week for 3 times:",
    "{{ 7*7 }} {% raw %} ${1} <%= 1 %>",
)  # fmt: skip
UNSAFE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def chronology(words: Callable[[int], str], hostile: bool) -> Chronology:
    """One entry for each of the words, which stand everywhere in it; the same parts for any."""
    entries, documents = [], []
    for number in range(len(HOSTILE)):
        said = words(number)
        scheme = "javascript:alert(1)//" if number % 2 else "https://a.example/"
        end = re.sub(r"[^!-~]", "", said)[:500] if hostile else "x"
        document = Document(
            f"d{number}", (f"{number}/{said}.txt", said or "x"), said, "0" * 64, url=f"{scheme}{end}", title=said,
            publisher=said,
        )  # fmt: skip
        documents.append(document)
        mention = Mention(
            f"m{number}", document.id, 0, max(1, len(said)), from_edtf("2020-03-05"), "stated", "occurred", said,
            actors=(said,), places=(said,), attributed_to=f"{said}.", reasons=(said,),
        )  # fmt: skip
        link = Link(document.id, 0, max(1, len(said)), 1, 1, f"{said}.", document.url, said, said)
        values = tuple(Claim(f"{value}{said}", mention.id, document.id, said, 1) for value in ("1", "2"))
        entries.append(
            Entry(
                f"e{number}",
                from_edtf("2020-03-05"),
                said,
                "occurred",
                (mention,),
                (link,),
                (Conflict(f"what {said}", values),),
                (said,),
                (said,),
                tags=(f"t{said}",),
                note=f"{said}.",
                edited={"title": f"{said}."},
                developments=(Development(f"what {said}", values),),
            )
        )
    return Chronology(tuple(documents), tuple(entries), ())


class _Elements(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[Any] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, [name for name, _ in attrs]))
        for name, value in attrs:
            assert name not in ("href", "src") or not (value or "").lower().startswith(("javascript:", "data:text"))

    def handle_comment(self, data: str) -> None:
        self.found.append("comment")

    def handle_pi(self, data: str) -> None:
        self.found.append("instruction")


def _html(text: str) -> Any:
    parser = _Elements()
    parser.feed(text)
    parser.close()
    return parser.found


def _skeleton(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _skeleton(each) for name, each in value.items()}
    return list(map(_skeleton, value)) if isinstance(value, list) else type(value).__name__


def _lines(data: bytes) -> Any:
    return [_skeleton(json.loads(line)) for line in data.splitlines()]


def _csv(data: bytes) -> Any:
    rows = list(csv.reader(io.StringIO(data.decode(), newline="")))
    for row in rows:
        assert not [cell for cell in row if re.match(r"[=+@\t\r\n＝＋－＠-]", cell)]
    return [len(row) for row in rows]


def _slides(data: bytes) -> Any:
    return [
        (sorted(event), _html(event["text"]["text"]), _html(event["text"]["headline"]))
        for event in json.loads(data)["events"]
    ]


def _calendar(data: bytes) -> Any:
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))
    calendar = Calendar.from_ical(data)
    assert calendar.errors == []
    return [(each.name, sorted(each)) for each in calendar.walk()]


def _markdown(data: bytes) -> Any:
    def flat(tokens: Any) -> Any:
        return [(each.type, flat(each.children or [])) for each in tokens if each.type not in ("text", "text_special")]

    return flat(MarkdownIt("js-default").parse(data.decode()))


def _markwhen(data: bytes) -> Any:
    told = by_node("markwhen.mjs", data)
    assert told["parseMessages"] == []
    return [
        (event["begin"], event["end"], event["properties"], event["id"], event["lists"], len(event["tags"]) <= 4)
        for event in told["events"]
    ]


def _workbook(data: bytes) -> Any:
    found = []
    for sheet in load_workbook(io.BytesIO(data)):
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f"
                if cell.hyperlink:
                    assert cell.hyperlink.target.startswith("https://a.example/")
                    found.append(cell.coordinate)
        found.append(sheet.max_row)
    return found


def _table(data: bytes) -> Any:
    from consumers import rows

    return len(rows(data))


# What each format's reader sees. A new format has to be here.
PARTS: dict[str, Callable[[bytes], Any]] = {
    "csv": _csv,
    "html": lambda data: _html(data.decode()),
    "ics": _calendar,
    "json": lambda data: _skeleton(json.loads(data)),
    "jsonl": _lines,
    "jsonld": lambda data: _skeleton(json.loads(data)),
    "markdown": _markdown,
    "markwhen": _markwhen,
    "parquet": _table,
    "timelinejs": _slides,
    "timelinejs-csv": _csv,
    "timeml": lambda data: [(each.tag, sorted(each.keys())) for each in ElementTree.fromstring(data).iter()],
    "timesketch": _lines,
    "xlsx": _workbook,
}


def test_every_format_is_tried() -> None:
    assert set(PARTS) == set(FORMATS)


@pytest.mark.parametrize("name", FORMATS)
def test_hostile_text_is_only_text(name: str) -> None:
    hostile = chronology(HOSTILE.__getitem__, True)
    harmless = chronology(lambda number: f"word{number}" if HOSTILE[number] else "", False)
    assert PARTS[name](exported(name, hostile)) == PARTS[name](exported(name, harmless))


@pytest.mark.parametrize("name", [name for name, format_ in FORMATS.items() if not format_.binary or name == "ics"])
def test_nothing_in_a_file_acts_on_a_terminal(name: str) -> None:
    text = exported(name, chronology(HOSTILE.__getitem__, True)).decode()
    assert UNSAFE.findall(text) == []


@pytest.mark.parametrize("number", range(len(HOSTILE)))
def test_each_is_told_by_json_to_the_character(number: int) -> None:
    made = chronology(HOSTILE.__getitem__, True)
    entry = replace(made.entries[number], note=HOSTILE[number])
    told = json.loads(exported("json", replace(made, entries=(entry,))))["entries"][0]
    assert (told["title"], told["note"]) == (HOSTILE[number], HOSTILE[number])
