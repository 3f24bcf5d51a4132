"""A small chronology of invented events, as a build would give it; every word of it is our own."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest

from idlibtl.dates import Interval, from_edtf, from_timex3
from idlibtl.model import (
    Basis,
    Chronology,
    Claim,
    Conflict,
    Document,
    Entry,
    Kind,
    Link,
    Mention,
    Problem,
    Quantity,
    Timex,
    Voice,
)
from idlibtl.store import save

GOLDEN = Path(__file__).parent / "golden"

TEXTS = {
    "reports/lantern.txt": (
        "Lantern Post, 6 March 2020\n\n"
        "The mayors of Aram and Belen signed a truce on 5 March.\r\n"
        "It took effect at 00:01 local time on Friday. Over 30 people had died in the week before.\n"
        "The bridge of Belen will reopen in spring 2021, the ministry said.\n"
    ),
    "reports/harbour (2).md": (
        "---\ntitle: Truce in the valley\n---\n"
        "On Thursday Aram and Belen agreed a truce.\n"
        "At least 34 people were killed in the week of 24 February.\n"
        "Nobody was expelled from the hills in the 1990s, the mayor of Aram said.\n"
    ),
    'reports/=odd[1]"<b>.txt': (
        '=HYPERLINK("http://evil.example","x") <script>alert(1)</script> [click](javascript:alert(2))\n'
        "\x1b[31mred\x1b[0m and \u202egnp.exe\u202c ![i](http://evil.example/i.png) | a `b` *c* _d_"
        " www.evil.example\x07\n"
        "# not a heading [bold]not markup[/bold] \x00 \x9b31m ok\n"
    ),
    "reports/aram.txt": (
        "خبر: وقعت آرام وبلين هدنة في ٥ آذار ٢٠٢٠.\nIn 480 BC the first bridge stood.\nLater the mill burnt.\n"
    ),
}


def identity(*parts: object) -> str:
    return hashlib.sha256("\0".join(map(str, parts)).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def document(path: str, **fields: object) -> Document:
    text = TEXTS[path]
    plain = Document(identity(text), (path,), text, hashlib.sha256(text.encode()).hexdigest())
    return replace(plain, **fields)  # type: ignore[arg-type]


DOCUMENTS = (
    document(
        "reports/lantern.txt",
        publisher="Lantern Post",
        published=date(2020, 3, 6),
        published_at=datetime(2020, 3, 6, 9, 30),
        published_basis="dateline",
        published_words="6 March 2020",
        published_span=(14, 26),
        url="https://lantern.example/truce?id=(7)",
    ),
    document(
        "reports/harbour (2).md",
        paths=("reports/harbour (2).md", "reports/copy.md"),
        title="Truce in the valley",
        published=date(2020, 3, 7),
        published_basis="inferred",
        published_words="On Thursday",
    ),
    document('reports/=odd[1]"<b>.txt', url="javascript:alert(3)", title="=1+1"),
    document("reports/aram.txt", language="ar", published=date(2020, 3, 8), published_basis="file-name"),
)
BY_PATH = {source.paths[0]: source for source in DOCUMENTS}


def mention(
    path: str,
    quote: str,
    when: Interval | None,
    *,
    basis: Basis = "stated",
    kind: Kind = "occurred",
    words: str | None = None,
    **fields: object,
) -> tuple[Mention, Link]:
    source = BY_PATH[path]
    start = source.text.index(quote)
    end = start + len(quote)
    timex = None
    if words is not None:
        at = source.text.index(words)
        timex = Timex(at, at + len(words), words, "DATE", "2020-03-05", "en.some-rule", None, when, basis, "2020-03-06")
    ident = identity(source.id, quote, when)
    said = Mention(
        ident, source.id, start, end, when, basis, kind, quote[:40], timex=timex, reasons=("read as a calendar date",),
        **fields,  # type: ignore[arg-type]
    )  # fmt: skip
    line = source.text[:start].replace("\r\n", "\n").count("\n") + 1
    column = start - max(source.text.rfind("\n", 0, start), source.text.rfind("\r", 0, start))
    link = Link(
        source.id, start, end, line, column, quote, source.url, source.text[max(0, start - 32) : start],
        source.text[end : end + 32],
    )  # fmt: skip
    return said, link


def entry(when: Interval | None, title: str, said: list[tuple[Mention, Link]], **fields: object) -> Entry:
    mentions, links = zip(*said, strict=True)
    kind = mentions[0].kind
    return Entry(mentions[0].id, when, title, kind, mentions, links, **fields)  # type: ignore[arg-type]


def make_chronology() -> Chronology:
    lantern, harbour, odd, aram = TEXTS
    truce_day = from_edtf("2020-03-05")
    truce = [
        mention(
            lantern,
            "The mayors of Aram and Belen signed a truce on 5 March.",
            truce_day,
            words="5 March",
            actors=("Aram", "Belen"),
            keywords=frozenset({"truce", "sign"}),
        ),
        mention(
            harbour,
            "On Thursday Aram and Belen agreed a truce.",
            truce_day,
            basis="relative",
            words="Thursday",
            quantities=(Quantity("days", "some", None, 2.5),),
        ),
        mention(aram, "وقعت آرام وبلين هدنة في ٥ آذار ٢٠٢٠", truce_day, attributed_to="خبر"),
    ]
    killed = [
        mention(
            lantern,
            "Over 30 people had died in the week before.",
            from_timex3("2020-W09"),
            basis="relative",
            quantities=(Quantity("killed", "over 30", 31, None),),
        ),
        mention(
            harbour,
            "At least 34 people were killed in the week of 24 February.",
            from_timex3("2020-W09"),
            quantities=(Quantity("killed", "at least 34", 34, None),),
        ),
    ]
    toll = Conflict(
        "killed",
        tuple(
            Claim(value, said.id, said.document, link.quote, link.line)
            for value, (said, link) in zip(("over 30", "at least 34"), killed, strict=True)
        ),
    )
    spring = mention(lantern, "The bridge of Belen will reopen in spring 2021", from_edtf("2021-21"), kind="planned")
    effect = mention(lantern, "It took effect at 00:01 local time on Friday.", from_timex3("2020-03-06T00:01+02:00"))
    nineties = mention(
        harbour, "Nobody was expelled from the hills in the 1990s", from_edtf("199X"), kind="denied",
        attributed_to="the mayor of Aram",
    )  # fmt: skip
    hostile = TEXTS[odd].split("\n")
    bridge = mention(aram, "In 480 BC the first bridge stood.", from_edtf("-0479"))
    formula = mention(odd, hostile[0], from_edtf("2020"), basis="inferred")
    entries = (
        entry(bridge[0].when, "First bridge", [bridge]),
        entry(nineties[0].when, "Expulsions from the hills", [nineties], places=("the hills",)),
        entry(
            from_edtf("2020"),
            hostile[0],
            [
                formula,
                mention(odd, hostile[1], from_edtf("2020-02~"), basis="inferred", attributed_to="@SUM(1)"),
                mention(odd, hostile[2], from_edtf("2020"), basis="inferred"),
            ],
            salience=0.3,
            note="-2+3 <img src=x onerror=alert(4)>",
            actors=("+cmd|' /C calc'!A0",),
        ),
        entry(
            killed[0][0].when, "Deaths in the week before the truce", killed, conflicts=(toll,), salience=1.6
        ),
        entry(
            truce_day,
            "Aram and Belen sign a truce",
            truce,
            actors=("Aram", "Belen", "Erdoğan"),
            places=("Belen",),
            voices=(Voice((BY_PATH[lantern].id, BY_PATH[aram].id), "Reuters"), Voice((BY_PATH[harbour].id,))),
            salience=1.9,
            tags=("talks",),
            reasons=("same day and two actors in common (0.91)",),
            edited={"title": "Truce", "places": ["Bellen"]},
        ),
        entry(effect[0].when, "The truce takes effect", [effect]),
        entry(spring[0].when, "The bridge of Belen reopens", [spring], places=("Belen",)),
        entry(None, "The mill burns", [mention(aram, "Later the mill burnt.", None)]),
    )  # fmt: skip
    problems = (
        Problem("reports/broken.pdf", "unreadable", "not a format that can be read; convert it to text"),
        Problem("reports/lantern.txt", "conflict", "another figure elsewhere", "notice", 4, 47),
    )
    return Chronology(DOCUMENTS, entries, problems)


@pytest.fixture(scope="session")
def chronology() -> Chronology:
    return make_chronology()


@pytest.fixture
def db(chronology: Chronology, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A saved chronology in a working folder of its own."""
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "chronology.db"
    save(chronology, path, paths=["reports"])
    return path


@pytest.fixture
def golden() -> Callable[[str, str], None]:
    """Compare with a file of tests/outer/golden; IDLIBTL_GOLDEN=write writes it instead, for review."""

    def compare(name: str, got: str) -> None:
        path = GOLDEN / name
        if os.environ.get("IDLIBTL_GOLDEN") == "write":
            path.write_bytes(got.encode())
        assert path.read_bytes().decode() == got

    return compare
