"""What each format's own readers make of it: as many entries as were written, each at its time, nothing else."""

from __future__ import annotations

import csv
import io
import json
import shutil
import subprocess
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from consumers import NODE, by_node, cells, exported, left_out, rows
from icalendar import Calendar
from openpyxl import load_workbook

from idlibtl.dates import Granularity, Interval, from_edtf, from_timex3
from idlibtl.export.to_parquet import SCHEMA
from idlibtl.export.to_timelinejs import COLUMNS
from idlibtl.model import Chronology, Entry
from idlibtl.xml_text import escaped

UNDATED = "1 entry without a date"


def dated(chronology: Chronology) -> list[tuple[Entry, Interval]]:
    return [(entry, entry.when) for entry in chronology.entries if entry.when is not None]


def only(chronology: Chronology, edtf: str) -> Chronology:
    """An entry of this date alone."""
    entry = chronology.entries[-2]
    when = from_timex3(edtf) if "W" in edtf or "T" in edtf else from_edtf(edtf)
    return Chronology(chronology.documents, (_dated(entry, when),), ())


def _dated(entry: Entry, when: Interval | None) -> Entry:
    return replace(entry, when=when, mentions=tuple(replace(each, when=when, timex=None) for each in entry.mentions))


# iCalendar


def test_calendars_have_an_event_an_entry(chronology: Chronology) -> None:
    calendar = Calendar.from_ical(exported("ics", chronology))
    assert calendar.errors == []
    in_years = [(entry, when) for entry, when in dated(chronology) if when.begin is None or when.begin.year > 0]
    events = calendar.walk("VEVENT")
    assert [str(event["X-IDLIBTL-EDTF"]) for event in events] == [when.edtf for _, when in in_years]
    assert len({str(event["UID"]) for event in events}) == len(in_years)
    assert left_out("ics", chronology) == ("1 entry outside the years 1 to 9999", UNDATED)


@pytest.mark.parametrize(
    ("edtf", "begin", "end"),
    [
        ("2020-03-05", date(2020, 3, 5), date(2020, 3, 6)),
        ("2020-02", date(2020, 2, 1), date(2020, 3, 1)),
        ("2020", date(2020, 1, 1), date(2021, 1, 1)),
        ("2020-W09", date(2020, 2, 24), date(2020, 3, 2)),
        ("2020-03-05/2020-03-09", date(2020, 3, 5), date(2020, 3, 10)),
        ("../2020-03-12", date(2020, 3, 12), date(2020, 3, 13)),
        ("2019-12/..", date(2019, 12, 1), date(2019, 12, 2)),
        ("2020-03-06T00:01", datetime(2020, 3, 6, 0, 1), datetime(2020, 3, 6, 0, 2)),
        ("2020-03-06T00:01+02:00", datetime(2020, 3, 5, 22, 1, tzinfo=UTC), datetime(2020, 3, 5, 22, 2, tzinfo=UTC)),
    ],
)
def test_spans_of_a_calendar(chronology: Chronology, edtf: str, begin: date, end: date) -> None:
    (event,) = Calendar.from_ical(exported("ics", only(chronology, edtf))).walk("VEVENT")
    assert (event.decoded("DTSTART"), event.decoded("DTEND")) == (begin, end)


def test_ical_js_reads_calendars(chronology: Chronology) -> None:
    data = exported("ics", chronology)
    told = by_node("ical.mjs", data)
    assert set(told["components"]) == {"vevent"}
    assert [event["uid"] for event in told["events"]] == [
        str(event["UID"]) for event in Calendar.from_ical(data).walk("VEVENT")
    ]
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))


# Tables


def test_workbooks_open(chronology: Chronology) -> None:
    sheets = cells(exported("xlsx", chronology))
    assert list(sheets) == ["Entries", "Quotes", "Disputed", "Sources"]
    assert len(sheets["Entries"]) == len(chronology.entries) + 1
    assert len(sheets["Quotes"]) == sum(len(entry.mentions) for entry in chronology.entries) + 1
    assert len(sheets["Sources"]) == len(chronology.documents) + 1
    truce = next(row for row in sheets["Entries"] if row[1] == "2020-03-05")
    assert truce[2:4] == [datetime(2020, 3, 5)] * 2
    assert left_out("xlsx", chronology) == ()


def test_headers_are_frozen_and_filtered_and_links_are_of_the_web(chronology: Chronology) -> None:
    for sheet in load_workbook(io.BytesIO(exported("xlsx", chronology))):
        assert sheet.freeze_panes == "A2"
        assert sheet.auto_filter.ref is not None
        links = [cell.hyperlink.target for row in sheet.iter_rows() for cell in row if cell.hyperlink]
        assert all(link.startswith("https://lantern.example/truce") for link in links)
        assert bool(links) == (sheet.title != "Disputed")


def test_what_a_sheet_cannot_hold_is_told(chronology: Chronology) -> None:
    entry = replace(chronology.entries[0], note="x" * 40_000, when=from_edtf("1850-03-05"))
    document = replace(chronology.documents[0], url="https://a.example/" + "x" * 3000)
    made = Chronology((document, *chronology.documents[1:]), (entry,), ())
    assert left_out("xlsx", made) == (
        "cells of the sheet Entries cut at 32767 characters: 1",
        "links of the sheet Sources told as text, too many or too long: 1",
    )


def test_tables_of_parquet_are_typed(chronology: Chronology) -> None:
    pyarrow = pytest.importorskip("pyarrow.parquet")
    table = pyarrow.read_table(io.BytesIO(exported("parquet", chronology)))
    assert table.schema.equals(SCHEMA)
    assert b"idlibtl" in table.schema.metadata
    found = rows(exported("parquet", chronology))
    texts = {document.id: document.text for document in chronology.documents}
    for row, entry in zip(found, chronology.entries, strict=True):
        assert row["id"] == entry.id
        for mention in row["mentions"]:
            assert texts[mention["source"]][mention["start"] : mention["end"]] == mention["quote"]
    days = {row["edtf"]: (row["first_day"], row["last_day"]) for row in found}
    assert days["2020-03-05"] == (date(2020, 3, 5), date(2020, 3, 5))
    assert days["-0479"] == (None, None)


def test_each_line_of_json_stands_by_itself(chronology: Chronology) -> None:
    lines = [json.loads(line) for line in exported("jsonl", chronology).splitlines()]
    assert [line["id"] for line in lines] == [entry.id for entry in chronology.entries]
    whole = json.loads(exported("json", chronology))
    sources = {source["id"]: source for source in whole["sources"]}
    for line, entry in zip(lines, whole["entries"], strict=True):
        assert line["sources"] == [{**cited, "source": sources[cited["source"]]} for cited in entry["sources"]]
        assert {**entry, "sources": None, "idlibtl": whole["idlibtl"]} == {**line, "sources": None}


# Timelines


def test_timelinejs_has_what_its_documentation_asks_for(chronology: Chronology) -> None:
    told = json.loads(exported("timelinejs", chronology))
    assert len(told["events"]) == len(dated(chronology))
    for event, (_, when) in zip(told["events"], dated(chronology), strict=True):
        assert set(event) <= {"unique_id", "start_date", "end_date", "display_date", "text", "group"}
        if when.begin is not None:
            assert event["start_date"]["year"] == when.begin.year
            assert ("month" in event["start_date"]) == (when.granularity not in (Granularity.YEAR, Granularity.DECADE))
    assert left_out("timelinejs", chronology) == (UNDATED,)


def test_the_spreadsheet_says_the_same(chronology: Chronology) -> None:
    reader = csv.DictReader(io.StringIO(exported("timelinejs-csv", chronology).decode(), newline=""))
    title, *slides = reader
    assert tuple(reader.fieldnames or ()) == COLUMNS
    assert title["Type"] == "title"
    events = json.loads(exported("timelinejs", chronology))["events"]
    for slide, event in zip(slides, events, strict=True):
        parts = [str(event["start_date"].get(part, "")) for part in ("year", "month", "day")]
        assert [slide["Year"], slide["Month"], slide["Day"]] == parts
        assert slide["Headline"].removeprefix("'") == event["text"]["headline"]


@pytest.mark.parametrize(
    ("edtf", "moments"),
    [
        ("2020-03-06T00:01", [("2020-03-06T00:01:00+00:00", "Event", "unknown")]),
        ("2020-03-06T00:01+02:00", [("2020-03-05T22:01:00+00:00", "Event", "known")]),
        ("2020-03-05", [("2020-03-05T00:00:00+00:00", "Day of the event", "unknown")]),
        (
            "2020-02",
            [
                ("2020-02-01T00:00:00+00:00", "Event not before", "unknown"),
                ("2020-02-29T23:59:59+00:00", "Event not after", "unknown"),
            ],
        ),
        (
            "2020-03-05/2020-03-09",
            [
                ("2020-03-05T00:00:00+00:00", "Event begins", "unknown"),
                ("2020-03-09T23:59:59+00:00", "Event ends", "unknown"),
            ],
        ),
        ("../2020-03-12", [("2020-03-12T23:59:59+00:00", "Event not after", "unknown")]),
        ("2019-12/..", [("2019-12-01T00:00:00+00:00", "Event begins", "unknown")]),
        ("-0479", []),
    ],
)
def test_moments_of_timesketch(chronology: Chronology, edtf: str, moments: list[tuple[str, str, str]]) -> None:
    lines = [json.loads(line) for line in exported("timesketch", only(chronology, edtf)).splitlines()]
    assert [(line["datetime"], line["timestamp_desc"], line["zone"]) for line in lines] == moments
    assert bool(moments) == (not left_out("timesketch", only(chronology, edtf)))


def test_timesketch_has_the_fields_that_it_needs(chronology: Chronology) -> None:
    lines = [json.loads(line) for line in exported("timesketch", chronology).splitlines()]
    for line in lines:
        assert line["message"]
        assert datetime.fromisoformat(line["datetime"]).utcoffset() == timedelta(0)
        assert not any(name.startswith("_") for name in line)
        assert all(isinstance(value, (str, int, list)) for value in line.values())
    assert left_out("timesketch", chronology) == ("1 entry before 1678 or after 2261", UNDATED)


def test_markwhen_reads_each_entry_at_its_time(chronology: Chronology) -> None:
    told = by_node("markwhen.mjs", exported("markwhen", chronology))
    assert told["parseMessages"] == []
    assert told["header"]["title"] == "Chronology"
    entries = dated(chronology)
    assert [event["edtf"] for event in told["events"]] == [when.edtf for _, when in entries]
    for event, (entry, when) in zip(told["events"], entries, strict=True):
        assert event["id"] == entry.id
        assert entry.kind in event["tags"]
        if when.begin is None or when.end is None or when.begin.year < 1:
            continue
        begin, end = (moment.plus(minutes=-(when.zone or 0)).isoformat() for moment in (when.begin, when.end))
        assert (event["begin"][:19], event["end"][:19]) == (begin, end)
    assert left_out("markwhen", chronology) == (UNDATED,)


# Linked data


def test_jsonld_expands_without_asking_anybody(chronology: Chronology) -> None:
    data = exported("jsonld", chronology)
    nodes = by_node("jsonld.mjs", data)
    for node, told in zip(nodes, json.loads(data)["@graph"], strict=True):
        assert len(node) == len(told)  # no term is without a meaning
    works, events = "https://schema.org/CreativeWork", "https://schema.org/Event"
    kinds = [works] * len(chronology.documents) + [events] * len(chronology.entries)
    assert [node["@type"][0] for node in nodes] == kinds
    ids = {node["@id"] for node in nodes}
    assert len(ids) == len(nodes)
    for node in nodes:
        for quotation in node.get("https://schema.org/subjectOf", []):
            assert quotation["https://schema.org/isPartOf"][0]["@id"] in ids


@pytest.mark.parametrize(
    ("edtf", "start", "end"),
    [
        ("2020-03-05", "2020-03-05", None),
        ("2020-02", "2020-02", None),
        ("2020", "2020", None),
        ("2020-W10", "2020-03", None),
        ("2020-W09", "2020", None),
        ("2020-W01", None, None),
        ("2020-03-05/2020-03-09", "2020-03-05", "2020-03-09"),
        ("../2020-03-12", None, "2020-03-12"),
        ("2020-03-06T00:01+02:00", "2020-03-06T00:01:00+02:00", None),
        ("-0479", "-0479", None),
        ("199X", None, None),
    ],
)
def test_dates_of_schema_org(chronology: Chronology, edtf: str, start: str | None, end: str | None) -> None:
    graph = json.loads(exported("jsonld", only(chronology, edtf)))["@graph"]
    assert (graph[-1].get("startDate"), graph[-1].get("endDate")) == (start, end)


def test_its_terms_are_those_of_schema_org(chronology: Chronology, tmp_path: Path) -> None:
    if shutil.which("node") is None or not (NODE / "node_modules" / ".stamp").exists():
        pytest.skip("no node, or no packages in tests/node: schema-dts can't check the terms")
    nodes = json.loads(exported("jsonld", chronology))["@graph"]

    def checked(nodes: list[dict[str, Any]]) -> subprocess.CompletedProcess[str]:
        lines = ['import type { CreativeWork, Event } from "schema-dts";']
        for node in nodes:
            plain = {name: value for name, value in node.items() if name != "date"}  # which is Dublin Core's
            lines.append(f"(null as unknown) as {node['@type']} satisfies {node['@type']};")
            lines.append(f"({json.dumps(plain)}) satisfies {node['@type']};")
        script = NODE / "node_modules" / f"{tmp_path.name}.ts"
        script.write_text("\n".join(lines), encoding="utf-8")
        options = ("--noEmit", "--strict", "--skipLibCheck", "--module", "nodenext", "--target", "es2022")
        compiler = NODE / "node_modules" / "typescript" / "bin" / "tsc"
        command = ["node", str(compiler), *options, str(script)]
        try:
            return subprocess.run(command, cwd=NODE, capture_output=True, text=True, check=False)
        finally:
            script.unlink()

    done = checked(nodes)
    assert done.returncode == 0, done.stdout
    assert "headLine" in checked([{**nodes[0], "headLine": "a term that isn't one"}]).stdout


# TimeML


ATTRIBUTES = {  # TimeML 1.2.1: those that must be there, and those that may
    "EVENT": ({"eid", "class"}, set()),
    "TIMEX3": ({"tid", "type", "value"}, {"mod", "temporalFunction", "functionInDocument", "anchorTimeID"}),
    "MAKEINSTANCE": ({"eiid", "eventID", "tense", "aspect", "pos", "polarity"}, {"modality", "cardinality"}),
    "TLINK": ({"lid", "relType"}, {"eventInstanceID", "timeID", "relatedToTime", "relatedToEventInstance"}),
}
VALUES = {
    "class": {"OCCURRENCE", "PERCEPTION", "REPORTING", "ASPECTUAL", "STATE", "I_STATE", "I_ACTION"},
    "type": {"DATE", "TIME", "DURATION", "SET"},
    "tense": {"FUTURE", "INFINITIVE", "NONE", "PAST", "PASTPART", "PRESENT", "PRESPART"},
    "aspect": {"NONE", "PERFECTIVE", "PROGRESSIVE", "PERFECTIVE_PROGRESSIVE"},
    "pos": {"ADJECTIVE", "NOUN", "VERB", "PREPOSITION", "OTHER"},
    "polarity": {"NEG", "POS"},
    "relType": {
        "BEFORE", "AFTER", "INCLUDES", "IS_INCLUDED", "DURING", "DURING_INV", "SIMULTANEOUS", "IAFTER", "IBEFORE",
        "IDENTITY", "BEGINS", "ENDS", "BEGUN_BY", "ENDED_BY",
    },
    "mod": {
        "BEFORE", "AFTER", "ON_OR_BEFORE", "ON_OR_AFTER", "LESS_THAN", "MORE_THAN", "EQUAL_OR_LESS", "EQUAL_OR_MORE",
        "START", "MID", "END", "APPROX",
    },
}  # fmt: skip


def test_timeml_is_what_its_annotation_guidelines_say(chronology: Chronology) -> None:
    root = ElementTree.fromstring(exported("timeml", chronology))
    assert root.tag == "TimeML"
    assert [child.tag for child in root][:3] == ["DOCID", "DCT", "TEXT"]
    ids: dict[str, set[str]] = {"eid": set(), "tid": set(), "eiid": set(), "lid": set()}
    for element in root.iter():
        if element.tag not in ATTRIBUTES:
            continue
        must, may = ATTRIBUTES[element.tag]
        assert must <= set(element.keys()) <= must | may
        assert len(element) == 0
        for name, value in element.items():
            assert value in VALUES.get(name, {value}), (name, value)
            if name in ids:
                assert value not in ids[name]
                ids[name].add(value)
    for element in root.iter():
        for name, known in (("eventID", "eid"), ("eventInstanceID", "eiid"), ("relatedToTime", "tid"),
                            ("relatedToEventInstance", "eiid")):  # fmt: skip
            assert element.get(name) is None or element.get(name) in ids[known]
    mentions = [mention for entry in chronology.entries for mention in entry.mentions]
    assert len(ids["eid"]) == len(ids["eiid"]) == len(mentions)
    identities = sum(element.get("relType") == "IDENTITY" for element in root.iter("TLINK"))
    assert identities == len(mentions) - len(chronology.entries)


def test_the_words_of_timeml_are_those_of_the_quotes(chronology: Chronology) -> None:
    text = "".join(ElementTree.fromstring(exported("timeml", chronology)).find("TEXT").itertext())  # type: ignore[union-attr]
    for entry in chronology.entries:
        for link in entry.links:
            quote = ElementTree.fromstring(f"<a>{escaped(link.quote)}</a>").text or ""
            assert quote in text
