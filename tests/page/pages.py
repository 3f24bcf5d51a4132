"""Chronologies made by hand for the page's tests: odd dates, and sources that want to act in a browser."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import date

from idlibtl.dates import Interval, from_edtf
from idlibtl.model import Chronology, Document, Entry, Kind, Link, Mention, Timex

ACTS = (
    "</script><script>document.title = 'acted'</script>",
    "<img src=x onerror=\"document.title = 'acted'\">",
    "<!--<script>document.title = 'acted'//-->",
    "<svg onload=\"document.title='acted'\"><a href=\"javascript:document.title='acted'\">x</a></svg>",
    "]]></style><iframe src=\"javascript:parent.document.title='acted'\"></iframe>",
    "{{ 7 * 7 }} {% raw %} ${7 * 7} &lt;b&gt; &#60; \\u003c",
    "\u202egnp.exe\u202c \u2066isolated\u2069 \x1b[31m \x00 \x9b2J \u2028 \u2029 \ud800 lone",
)
HOSTILE_TEXT = "A 🕊 dove flew.\n" + "\n".join(f"On 5 March 2020 {words} was heard." for words in ACTS) + "\nThe end.\n"
ARABIC_TEXT = "خبر: وقعت آرام وبلين هدنة في ٥ آذار ٢٠٢٠.\nانتهى.\n"
# What the timeline draws in a way of its own.
DATES = (
    "2020-03-05", "2020-03", "2020", "199X", "2020-03-05?", "2020-04?", "2020-02~", "2020-21", "2020-06%",
    "[2020-02-24..2020-03-01]", "2020-02-24/2020-03-01", "../2020-03-12", "2020-05/..", "2020-03-06T00:01:00Z",
    "-0479", "15XX",
)  # fmt: skip


def document(text: str, path: str, **fields: object) -> Document:
    raw = text.encode("utf-8", "surrogatepass")
    made = Document(hashlib.sha256(raw).hexdigest()[:16], (path,), text, hashlib.sha256(raw).hexdigest())
    return replace(made, **fields)  # type: ignore[arg-type]


def said(
    source: Document, quote: str, when: Interval | None, expression: str | None = None, kind: Kind = "occurred"
) -> tuple[Mention, Link]:
    start = source.text.index(quote)
    end = start + len(quote)
    timex = None
    if expression is not None:
        at = source.text.index(expression, start)
        timex = Timex(at, at + len(expression), expression, "DATE", "2020-03-05", "en.day", None, when)
    ident = hashlib.sha256(f"{source.id} {start} {when}".encode()).hexdigest()[:16]
    mention = Mention(ident, source.id, start, end, when, "stated", kind, quote[:60], timex=timex, reasons=("by rule",))
    line = source.text.count("\n", 0, start) + 1
    link = Link(
        source.id, start, end, line, 1, quote, source.url, source.text[max(0, start - 32) : start],
        source.text[end : end + 32],
    )  # fmt: skip
    return mention, link


def entry(title: str, *told: tuple[Mention, Link], **fields: object) -> Entry:
    mentions, links = zip(*told, strict=True)
    first = mentions[0]
    return Entry(first.id, first.when, title, first.kind, mentions, links, **fields)  # type: ignore[arg-type]


def hostile() -> Chronology:
    day = from_edtf("2020-03-05")
    source = document(
        HOSTILE_TEXT,
        "re<b>ports/\u202etxt.x\ud800",
        url="javascript:document.title='acted'",
        title=ACTS[0],
        publisher=ACTS[1],
        published=date(2020, 3, 6),
        published_basis="dateline",
    )
    arabic = document(ARABIC_TEXT, "aram.txt", language="ar", url="https://aram.example/a?b=\"><script>'&c")
    lines = source.text.split("\n")[1:-2]
    entries = [
        entry(
            words,
            said(source, line, day, "5 March 2020"),
            actors=(words,),
            places=(words,),
            tags=(words,),
            note=words,
            edited={"title": words},
            reasons=(words,),
        )
        for words, line in zip(ACTS, lines, strict=True)
    ]
    return Chronology(
        (source, arabic), (*entries, entry("Aram: هدنة", said(arabic, "وقعت آرام وبلين هدنة", day, "آرام"))), ()
    )


def many_dates() -> Chronology:
    text = "".join(f"Thing number {number} happened, it is said.\n" for number in range(len(DATES) + 1))
    source = document(text, "dates.txt")
    dated = [
        entry(f"Thing {number}", said(source, f"Thing number {number} happened", from_edtf(edtf)))
        for number, edtf in enumerate(DATES)
    ]
    undated = entry("No date", said(source, f"Thing number {len(DATES)} happened", None))
    ordered = sorted(dated, key=lambda each: each.when.sort_key if each.when else ())
    return Chronology((source,), (*ordered, undated), ())
