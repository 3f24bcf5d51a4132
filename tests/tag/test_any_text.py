"""Whatever the text, the tagger keeps its promises and comes to an end."""

from __future__ import annotations

import re
from datetime import date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from idlibtl.languages import load
from idlibtl.tag import tag
from idlibtl.tag.find import find

# What a TIMEX3 value may look like (ISO 24617-1).
YEAR = r"(?:BC)?(?:\d{4}|XXXX)"
CLOCK = r"T(?:MO|MI|AF|EV|NI|DT|[0-2]\d(?::[0-5]\d(?::[0-5]\d)?)?(?:Z|[+-][01]\d:[0-5]\d)?)"
DATE = rf"""
    PAST_REF | PRESENT_REF | FUTURE_REF
  | \d{{2}} | \d{{3}} | BC\d{{2,3}}
  | {YEAR}
  | {YEAR}-(?:0[1-9]|1[0-2]|XX)
  | {YEAR}-(?:0[1-9]|1[0-2]|XX)-(?:0[1-9]|[12]\d|3[01]|XX)
  | {YEAR}-(?:Q[1-4]|H[12]|SP|SU|FA|WI)
  | {YEAR}-W(?:[0-5]\d|XX)(?:-WE|-[1-7])?
"""
TIME = rf"{YEAR}-(?:\d\d|XX)-(?:\d\d|XX){CLOCK} | XXXX-WXX-[1-7]{CLOCK}"
COUNT = r"(?:\d+(?:\.\d+)?|X)"
LENGTH = rf"P(?=.)(?:{COUNT}(?:D|WE|W|M|Q|Y|DE|CE))*(?:T(?=.)(?:{COUNT}[HMS])+)?"

SHAPES = {
    "DATE": re.compile(DATE, re.VERBOSE),
    "TIME": re.compile(TIME, re.VERBOSE),
    "DURATION": re.compile(LENGTH),
    "SET": re.compile(rf"{LENGTH}|XXXX-WXX-(?:[1-7]|WE)|XXXX-XX-XX{CLOCK}|XXXX-(?:0[1-9]|1[0-2]|SP|SU|FA|WI)"),
}


def is_valid(type_: str, value: str) -> bool:
    if type_ == "DATE" and value.startswith("XXXX-WXX-"):
        return value[9:] in "1234567"
    return SHAPES[type_].fullmatch(value) is not None


TABLES = load("en").tables
WORDS = sorted({form for table in TABLES.values() for form in table})
EXAMPLES = sorted({example.replace("[", "").replace("]", "") for rule in load("en").rules for example in rule.examples})
SIGNS = [
    " ",
    "  ",
    "\n",
    "\r\n",
    "\n\n",
    ", ",
    ". ",
    "-",
    "\u2013",
    "/",
    ":",
    ".",
    "'",
    "\u2019",
    "(",
    ")",
    "\t",
    "\xa0",
]
NUMBERS = [
    "0",
    "1",
    "5",
    "12",
    "24",
    "29",
    "31",
    "60",
    "99",
    "100",
    "999",
    "1999",
    "2019",
    "2020",
    "9999",
    "1,000",
    "00:00",
]
JOINTS = ["ago", "later", "of", "in", "on", "by", "the", "a", "and a half", "to", "every", "at", "half", "last", "next"]
FRAGMENTS = st.lists(
    st.one_of(
        st.sampled_from(WORDS),
        st.sampled_from([word.title() for word in WORDS]),
        st.sampled_from(EXAMPLES),
        st.sampled_from(SIGNS),
        st.sampled_from(NUMBERS),
        st.sampled_from(JOINTS),
    ),
    max_size=14,
).map(lambda pieces: " ".join(pieces))
GLUED = st.lists(
    st.one_of(st.sampled_from(EXAMPLES), st.sampled_from(SIGNS), st.sampled_from(NUMBERS)), max_size=12
).map("".join)
PUBLISHED = st.one_of(
    st.none(),
    st.dates(),
    st.datetimes(),
    st.just(date(2020, 3, 14)),
    st.just(datetime(2020, 2, 29, 23, 59)),
)


def check(text: str, published: date | datetime | None) -> None:
    last = 0
    for timex in tag(text, published=published):
        assert last <= timex.start < timex.end <= len(text)
        assert text[timex.start : timex.end] == timex.text
        assert is_valid(timex.type, timex.value), (timex.text, timex.type, timex.value)
        assert timex.basis in ("stated", "relative")
        if timex.when is not None and timex.when.begin is not None and timex.when.end is not None:
            assert timex.when.begin < timex.when.end
        last = timex.end


@given(st.text(), PUBLISHED)
def test_any_text(text: str, published: date | datetime | None) -> None:
    check(text, published)


@settings(max_examples=300)
@given(FRAGMENTS, PUBLISHED)
def test_words_of_the_language(text: str, published: date | datetime | None) -> None:
    check(text, published)


@given(GLUED, PUBLISHED)
def test_run_together(text: str, published: date | datetime | None) -> None:
    check(text, published)


@given(FRAGMENTS, st.integers(0, 40))
def test_nothing_before_the_start(text: str, start: int) -> None:
    assert all(timex.start >= start for timex in tag(text, published=date(2020, 3, 14), start=start))


HOSTILE = [
    "last ",
    "1/",
    "1/1/1/1/",
    "2020-",
    "5 March ",
    "the ",
    "9" * 50,
    "1 ",
    "a b ",
    "\n",
    " ",
    ".",
    "the first ",
    "10:30",
    "10:30\n",
    "10:30\n10:31 GMT. ",
    "Monday 10:30 " + " " * 5000,
    "{[(",
    "one ",
    "early late mid-",
    "(",
    "March, March, ",
    "12 and ",
    "'99 ",
    "nineteen ",
    "in 2015 and ",
    "Monday ",
    "5 May to ",
]


@pytest.mark.parametrize("piece", HOSTILE)
def test_hostile_text_ends(piece: str) -> None:
    """So much of each that quadratic work would take hours."""
    check(piece * (200_000 // len(piece)), datetime(2020, 3, 14, 10, 0))


def test_no_more_expressions_than_words() -> None:
    language = load("en")
    for piece in ("last last ", "1/1/1/1/", "the early 5 March "):
        words = len(re.findall(r"[^\W\d_]+|\d+", piece))
        assert sum(1 for _ in find(piece * 200, language)) <= words * 200
