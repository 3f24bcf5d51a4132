"""Which entries a filter keeps, and which dates a user may write."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from idlibtl.dates import from_edtf
from idlibtl.filters import Filter, FilterError, contains, read_date
from idlibtl.model import Chronology
from idlibtl.store import Store, save

BRIDGE, HILLS, ODD, DEATHS, TRUCE, EFFECT, SPRING = range(7)
MILL = 7


@pytest.mark.parametrize(
    ("wanted", "kept"),
    [
        ({}, [BRIDGE, HILLS, ODD, DEATHS, TRUCE, EFFECT, SPRING]),
        ({"all": True}, [BRIDGE, HILLS, ODD, DEATHS, TRUCE, EFFECT, SPRING, MILL]),
        # What overlaps is kept: the week that ends on 1 March, the year.
        ({"since": from_edtf("2020-03-01")}, [ODD, DEATHS, TRUCE, EFFECT, SPRING]),
        ({"since": from_edtf("2020-03-02")}, [ODD, TRUCE, EFFECT, SPRING]),
        ({"since": from_edtf("2020-03-05"), "until": from_edtf("2020-03-05")}, [ODD, TRUCE]),
        ({"until": from_edtf("2020-03")}, [BRIDGE, HILLS, ODD, DEATHS, TRUCE, EFFECT]),
        ({"until": from_edtf("-0479")}, [BRIDGE]),
        ({"until": from_edtf("-0480")}, []),
        ({"since": from_edtf("-0479"), "until": from_edtf("1990-01-01")}, [BRIDGE, HILLS]),
        ({"since": from_edtf("2021"), "all": True}, [SPRING]),
        ({"search": "truce"}, [DEATHS, TRUCE, EFFECT]),
        ({"search": "TRUCE mayors"}, [TRUCE]),
        ({"search": "truce may"}, [TRUCE]),
        ({"search": '"signed a truce"'}, [TRUCE]),
        ({"search": '"truce a signed"'}, []),
        ({"search": "erdogan"}, [TRUCE]),
        ({"search": "هدنة"}, [TRUCE]),
        ({"search": "gnp.exe"}, [ODD]),
        ({"search": "---"}, []),
        ({"source": "LANTERN post"}, [DEATHS, TRUCE, EFFECT, SPRING]),
        ({"source": "copy.md"}, [HILLS, DEATHS, TRUCE]),
        ({"source": "in the valley"}, [HILLS, DEATHS, TRUCE]),
        ({"source": "nowhere"}, []),
        ({"kind": ("planned", "denied")}, [HILLS, SPRING]),
        ({"min_sources": 2}, [DEATHS, TRUCE]),
        ({"min_sources": 3}, []),  # of the three sources of the truce two print one text
        ({"disputed": True}, [DEATHS]),
        ({"actor": "erdogan"}, [TRUCE]),
        ({"actor": "ERDOĞ"}, [TRUCE]),
        ({"place": "belen"}, [TRUCE, SPRING]),
        ({"attributed_to": "MAYOR of Ar"}, [HILLS]),
        ({"attributed_to": "خبر"}, [TRUCE]),
        ({"attributed_to": "belen"}, []),
        ({"tag": "Talks"}, [TRUCE]),
        ({"tag": "talk"}, []),
        ({"limit": 2}, [BRIDGE, HILLS]),
        ({"top": 2}, [DEATHS, TRUCE]),
        ({"top": 3}, [ODD, DEATHS, TRUCE]),
        ({"top": 3, "limit": 1}, [ODD]),
        ({"top": 100, "all": True}, [BRIDGE, HILLS, ODD, DEATHS, TRUCE, EFFECT, SPRING, MILL]),
        ({"search": "truce", "min_sources": 2, "since": from_edtf("2020-03-03")}, [TRUCE]),
    ],
)
def test_keeps(db: Path, wanted: dict[str, object], kept: list[int]) -> None:
    with Store(db) as store:
        ids = [entry.id for entry in store.entries(Filter(all=True))]
        chosen = Filter(**wanted)  # type: ignore[arg-type]
        assert [ids.index(entry.id) for entry in store.entries(chosen)] == kept
        assert store.count(chosen) == len(kept)


def test_finds_a_source_by_its_id(db: Path) -> None:
    with Store(db) as store:
        last = list(store.documents())[-1]
        assert store.count(Filter(source=last.id[:12], all=True)) == 3


DATES = ["-0479", "199X", "2019", "2020-02", "2020-03", "2020-03-01", "2020-03-05", "2020-03-12", "2020-21", "2021"]
OPEN = ["../2020-03-12", "2020-03-12/..", "[2020-02-24..2020-03-01]", "2020-03-05T11:06:00+03:00"]


def test_dates_are_compared_in_the_file_as_intervals_are(chronology: Chronology, tmp_path: Path) -> None:
    first = chronology.entries[0]
    dated = [
        replace(first, id=f"e{number}", when=from_edtf(date), mentions=(replace(first.mentions[0], id=f"m{number}"),))
        for number, date in enumerate(DATES + OPEN)
    ]
    save(replace(chronology, entries=tuple(dated)), tmp_path / "c.db", paths=[])
    with Store(tmp_path / "c.db") as store:
        for since, until in product([None, *map(from_edtf, DATES)], repeat=2):
            begin, end = since.begin if since else None, until.end if until else None
            if begin is not None and end is not None and begin >= end:
                continue
            expected = [entry.id for entry in dated if entry.when and entry.when.overlaps(begin, end)]
            assert [entry.id for entry in store.entries(Filter(since, until))] == expected


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    words=st.text(st.characters(codec=None, categories=None) | st.sampled_from("\"'*():^+-{}NEARANDOT "), max_size=20)
)
def test_any_words_can_be_searched_for(db: Path, words: str) -> None:
    with Store(db) as store:
        store.count(Filter(search=words))
        store.count(Filter(source=words, actor=words, place=words, attributed_to=words, tag=words))


@pytest.mark.parametrize(
    ("words", "date"),
    [
        ("2020", "2020"),
        ("2020-03", "2020-03"),
        ("2020-03-05", "2020-03-05"),
        ("2020-3-5", "2020-03-05"),
        ("2020/03/05", "2020-03-05"),
        ("20200305", "2020-03-05"),
        ("March 2020", "2020-03"),
        ("1 March 2020", "2020-03-01"),
        ("Mar 5th,  2020", "2020-03-05"),
        ("13.3.2020", "2020-03-13"),
        ("12 March 2020 14:00", "2020-03-12T14:00:00"),
        ("199X", "199X"),
        ("-0479", "-0479"),
        ("2020-21", "2020-21"),
    ],
)
def test_reads_dates_in_the_precision_given(words: str, date: str) -> None:
    assert read_date(words).edtf == date


@pytest.mark.parametrize(
    "words",
    ["yesterday", "3 days ago", "last week", "now", "Monday", "March", "5 March", "14:00", "1.3.2020", "03/04/2020",
     "2020-02-30", "31 February 2020", "2020-13", "31", "20 March 31", "the war", "", " ", "1" * 100, "1583020800"],
)  # fmt: skip
def test_refuses_what_another_day_or_reader_would_read_otherwise(words: str) -> None:
    with pytest.raises(FilterError) as error:
        read_date(words)
    assert repr(words) in str(error.value)


def test_numbers_beyond_those_of_sqlite(chronology: Chronology, db: Path) -> None:
    with Store(db) as store:
        everything = store.count(Filter(all=True))
        assert store.count(Filter(all=True, limit=10**30, top=10**30)) == everything
        assert store.count(Filter(all=True, min_sources=10**30)) == 0


@pytest.mark.parametrize(
    "wrong",
    [{"limit": 0}, {"top": -1}, {"min_sources": 0}, {"kind": ("rumour",)},
     {"since": from_edtf("2020-03-05"), "until": from_edtf("2020-03-04")}, {"since": from_edtf("../2020")},
     {"until": from_edtf("2020/..")}],
)  # fmt: skip
def test_a_filter_that_makes_no_sense_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(FilterError):
        Filter(**wrong)  # type: ignore[arg-type]


def test_names_match_in_any_case_and_without_accents() -> None:
    assert contains("Recep Tayyip Erdoğan", "erdogan")
    assert not contains("Erdoğan", "Putin")
