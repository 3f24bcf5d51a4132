"""Which sources speak for themselves, and whose wire the others print."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import replace
from datetime import date

import pytest
from making import document, mention

from idlibtl.chronology import entries
from idlibtl.chronology.links import Linker
from idlibtl.chronology.reports import fingerprints
from idlibtl.chronology.reports import report as reported_by
from idlibtl.chronology.voices import originals, voices
from idlibtl.chronology.wires import credited, wire
from idlibtl.export.view import reported
from idlibtl.model import Document, Mention, Timex, Voice

WIRE = [
    "The two banks of the river Orla agreed on Tuesday to reopen the ferry that has stood idle since the flood.",
    "Delegates met for six hours in the old customs house and left without taking questions from the press.",
    "The ferry will carry farmers and their animals in the mornings and everybody else after ten.",
    "A dispute over tolls had kept both sides apart for most of the winter, and twice it came to blows.",
    "The mayor of the eastern bank spoke of a good day and thanked the engineers who had raised the wreck.",
    "Nobody would say what becomes of the barge that still lies across the southern landing.",
]
OTHER = [
    "Ferrymen cheered on both shores when the news came, an hour after lunch, that their boat would sail again.",
    "What the council had refused since autumn it granted at last: no toll for those who cross with cattle.",
    "Old people remember three such quarrels, each of them ended by high water and hunger.",
    "The first crossing is expected on Thursday if the chain holds.",
]


def report(name: str, *sentences: str, published: date | None = None) -> Document:
    return document(name, "\n".join(sentences), published)


def said(report: Document, quote: str, attributed_to: str | None = None) -> Mention:
    start = report.text.index(quote)
    made = mention(f"{report.id}{start}", "2020-03-03", report.id, start=start)
    return replace(made, end=start + len(quote), attributed_to=attributed_to)


def voices_of(documents: Iterable[Document], told: Iterable[Mention]) -> tuple[Voice, ...]:
    known = {document.id: document for document in documents}
    cited = [Linker(known[mention.document]).cite(mention) for mention in told]
    return voices(cited, {ident: reported_by(document) for ident, document in known.items()})


def groups(*told: tuple[Document, str]) -> list[str]:
    found = voices_of([document for document, _ in told], [said(document, quote) for document, quote in told])
    return ["".join(voice.sources) for voice in found]


# Documents

OWN = [
    "A carpenter from the western bank had bet his cart on it, and drives home tonight with two.",
    "For the school it means a walk of ten minutes again where the children went round by the weir.",
]
CUT = report("c", "Ferry to sail again", WIRE[0], WIRE[2], WIRE[4])
WITH_OWN_LINES = report("o", WIRE[0], WIRE[1], WIRE[4], WIRE[5], *OWN)
EDITED = report("e", *(line.replace("Tuesday", "March 3").replace("the ", "its ", 1) for line in WIRE))


@pytest.mark.parametrize(
    "copy",
    [
        report("x", *WIRE),
        report("x", "ORLA FERRY REOPENS", "Eastbank, 4 March", *WIRE),
        CUT,
        WITH_OWN_LINES,
        EDITED,
        report("x", WIRE[1], WIRE[2]),  # a short outlet that prints two paragraphs
        report("x", " ".join(WIRE).upper()),
    ],
)
def test_copies_of_a_wire_are_one_voice_even_where_other_sentences_are_quoted(copy: Document) -> None:
    wire, other = report("w", *WIRE), report("z", *OTHER)
    last = copy.text.split("\n")[-1]
    told = [(wire, WIRE[3]), (copy, last), (other, OTHER[0])]
    assert groups(*told) == ["w" + copy.id, "z"]
    assert sorted(map(sorted, groups(*reversed(told)))) == sorted(map(sorted, ["w" + copy.id, "z"]))


@pytest.mark.parametrize(
    "other",
    [
        report("x", *OTHER),
        report("x", *OTHER, WIRE[3]),  # one paragraph of background in common
        report("x", "The ferry sails again."),
    ],
)
def test_reports_of_their_own_are_voices_of_their_own(other: Document) -> None:
    assert groups((report("w", *WIRE), WIRE[0]), (other, other.text.split("\n")[0])) == ["w", "x"]


def test_two_reports_that_hold_a_short_one_are_not_made_one_by_it() -> None:
    brief = report("b", WIRE[0], WIRE[1])
    first, second = report("f", *WIRE), report("s", WIRE[0], WIRE[1], *OTHER, *(line[::-1] for line in WIRE + OTHER))
    assert len(groups((first, WIRE[5]), (second, OTHER[0]), (brief, WIRE[1]))) == 2


def test_the_furniture_of_a_page_proves_nothing() -> None:
    furniture = "Follow us, write to us, read more below; all rights of the Orla Gazette and its owners are reserved."
    rng = random.Random(5)
    words = [f"{first}{second}" for first in ("ba", "ko", "mi", "ru") for second in ("lan", "ter", "sok", "vim")]
    reports = [
        report(f"r{number:02}", *(" ".join(rng.choices(words, k=12)) for _ in range(3 + number % 5)), furniture)
        for number in range(40)
    ]
    prints = {report.id: fingerprints(report.text) for report in reports}
    found = originals(prints, 0.4, 6)
    assert sum(name == original for name, original in found.items()) >= 38


def test_the_work_grows_with_the_words() -> None:
    looked_at = 0

    class Counted(frozenset[int]):
        def __iter__(self):  # type: ignore[no-untyped-def]
            nonlocal looked_at
            for item in frozenset.__iter__(self):
                looked_at += 1
                yield item

    texts = {f"t{number:04}": Counted(range(40)) for number in range(500)}
    assert set(originals(texts, 0.4, 6).values()) == {"t0000"}
    assert looked_at == 500 * 40


def test_fingerprints_are_those_of_every_other_machine() -> None:
    assert sorted(fingerprints("One two three four five six, SEVEN eight nine.")) == [
        1159745413,
        1613931443,
        1744221955,
    ]
    assert fingerprints("three words only") == frozenset()
    assert len(fingerprints("these are four words")) == 1


# Sentences

LEAD = "Two villages on the upper Orla were cut off from the valley on Monday after a bridge gave way under a lorry."


@pytest.mark.parametrize(
    ("quote", "voices"),
    [
        (LEAD, ["ab"]),
        (LEAD.replace("Monday", "March 2").replace("a lorry", "a heavy lorry"), ["ab"]),
        ("Two villages on the upper Orla were cut off from the valley on Monday", ["ab"]),
        ("A lorry brought down the bridge and cut off two villages of the valley on Monday.", ["a", "b"]),
        ("cut off from the valley on Monday", ["a", "b"]),  # too short to be anybody's
    ],
)
def test_sources_that_quote_one_sentence_are_one_voice(quote: str, voices: list[str]) -> None:
    first = report("a", LEAD, *OTHER)
    second = report("b", *WIRE, quote)
    assert groups((first, LEAD), (second, quote)) == voices


def test_a_date_in_common_proves_nothing() -> None:
    quote, other = (
        "Troops left the town of Ariha on 3 March 2020.",
        "On 3 March 2020 the last troops left the town of Ariha.",
    )
    documents = report("a", quote), report("b", other)
    dated = [
        replace(told, timex=Timex(at, at + 12, "3 March 2020", "DATE", "2020-03-03", "en.date"))
        for told in map(said, documents, (quote, other))
        for at in [documents["ab".index(told.document)].text.index("3 March")]
    ]
    assert len(voices_of(documents, dated)) == 2
    assert len(voices_of(documents, [replace(told, timex=None) for told in dated])) == 1


def test_every_source_has_its_place_in_a_voice_and_all_are_cited() -> None:
    documents = [report("a", LEAD, *OTHER), report("b", *WIRE, LEAD), CUT]
    told = [
        said(documents[0], LEAD),
        said(documents[1], LEAD),
        said(documents[2], WIRE[0]),
        said(documents[1], WIRE[5]),
    ]
    [entry] = entries(told, documents)
    assert [voice.sources for voice in entry.voices] == [("a", "b", "c")]
    assert (entry.independent_sources, len(entry.links)) == (1, 4)


def test_an_entry_refuses_voices_that_leave_a_source_out() -> None:
    [entry] = entries(
        [mention("1", "2020-03-03", "a"), mention("2", "2020-03-03", "b")], [document("a"), document("b")]
    )
    assert entry.independent_sources == 2
    with pytest.raises(ValueError, match="each source"):
        replace(entry, voices=(Voice(("a",)),))
    with pytest.raises(ValueError, match="has a source"):
        Voice(())


@pytest.mark.parametrize(
    ("voices", "told"),
    [
        ((), "4 sources"),
        ((Voice(("a", "b", "c"), "Reuters"), Voice(("d",))), "4 sources, 2 independent: Reuters in 3"),
        ((Voice(("a", "b")), Voice(("c", "d"))), "4 sources, 2 independent: same text in 2+2"),
        ((Voice(("a", "b")), Voice(("c", "d"), "AFP")), "4 sources, 2 independent: same text in 2, AFP in 2"),
        ((Voice(("a", "b", "c", "d")),), "4 sources, 1 independent: same text in 4"),
    ],
)
def test_how_it_is_told(voices: tuple[Voice, ...], told: str) -> None:
    [entry] = entries([mention(name, "2020-03-03", name) for name in "abcd"], [document(name) for name in "abcd"])
    assert reported(replace(entry, voices=voices)) == told


# The wire

BODY = " ".join(WIRE[:2])


@pytest.mark.parametrize(
    ("text", "agency"),
    [
        (f"ORLA (Reuters) - {BODY}", "Reuters"),
        (f"EASTBANK, March 3 (Xinhua) -- {BODY}", "Xinhua"),
        (f"EASTBANK, March 3 (Xinhua) {BODY}", "Xinhua"),
        (f"EASTBANK March 3 (The Associated Press) {BODY}", "AP"),
        (f"Orla, 3 March (TASS) — {BODY}", "TASS"),
        (f"{BODY}\nSource: AA\n", "Anadolu Agency"),
        (f"By Reuters\n{BODY}", "Reuters"),
        (f"{BODY} -AFP", "AFP"),
        (f"{BODY}\nAFP\n", "AFP"),
        (f"{BODY} (AFP)", "AFP"),
        (f"{BODY} The ferryman told Anadolu Agency that he was glad.", "Anadolu Agency"),
        (f"{BODY} An AFP correspondent saw the wreck.", "AFP"),
        # The byline before its own words.
        (f"ORLA (AFP) - {BODY} One of them told Reuters so.", "AFP"),
        # A photograph is not the text; who is quoted is not who writes; other words are no agencies.
        (f"The ferry near Orla, March 3 2020. (Reuters) {BODY}", None),
        (f"The ferry near Orla, June 6 2015 (Reuters) {BODY}", None),
        (f"{BODY} State news agency SANA reported the same.", None),
        (f"{BODY} They told the AFPA union, an AFP-style club and the neo-AFP.", None),
        (f"{BODY} One told Reuters so, another told AFP.", None),
        (BODY, None),
    ],
)
def test_the_agency_that_a_text_credits(text: str, agency: str | None) -> None:
    found = credited(document("a", text))
    assert (found[0] if found else None) == agency


def test_a_byline_beside_the_dateline_and_a_publisher() -> None:
    text = f"Ferry sails AFP Tuesday 3 Mar 2020 {BODY}"
    plain = document("a", text, date(2020, 3, 3))
    start = text.index("Tuesday")
    assert credited(plain) is None
    assert credited(replace(plain, published_span=(start, start + 18))) == ("AFP", 2)
    assert credited(replace(plain, publisher="SANA")) == ("SANA", 2)


@pytest.mark.parametrize(
    ("texts", "attributed", "agency"),
    [
        ((f"ORLA (AFP) - {BODY}", BODY), ["", ""], "AFP"),
        ((f"ORLA (AFP) - {BODY}", f"{BODY} One told Reuters so."), ["", ""], "AFP"),
        ((f"ORLA (AFP) - {BODY}", f"ORLA (Reuters) - {BODY}"), ["", ""], None),
        ((BODY, BODY), ["the state news agency SANA", "SANA"], "SANA"),
        ((BODY, BODY), ["SANA", ""], None),
        ((BODY, BODY), ["the mayor", "the mayor"], None),
    ],
)
def test_the_wire_of_several(texts: tuple[str, ...], attributed: list[str], agency: str | None) -> None:
    documents = [document(f"d{number}", text) for number, text in enumerate(texts)]
    assert wire([credited(each) for each in documents], [("en", words) for words in attributed]) == agency


def test_a_shared_wire_is_named_and_a_single_source_has_none() -> None:
    first, second = report("a", f"ORLA (Reuters) - {WIRE[0]}", *WIRE[1:]), report("b", *WIRE)
    other = report("c", f"ORLA (Reuters) - {OTHER[0]}", *OTHER[1:])
    told = [said(first, WIRE[0]), said(second, WIRE[0]), said(other, OTHER[0])]
    assert voices_of([first, second, other], told) == (Voice(("a", "b"), "Reuters"), Voice(("c",)))
