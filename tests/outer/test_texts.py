"""Dates and text as people are shown them."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from idlibtl.dates import Interval, from_edtf, from_timex3
from idlibtl.dates_text import month_heading, readable, year_heading
from idlibtl.safe_text import one_line, visible


def _date(value: str) -> Interval:
    """EDTF, or TIMEX3 with its modifier after a blank."""
    if value.startswith("="):
        found = from_timex3(*value[1:].split(" "))
        assert found
        return found
    return from_edtf(value)


@pytest.mark.parametrize(
    ("value", "text", "year", "month"),
    [
        ("2020-03-05", "5 Mar 2020", "2020", "March 2020"),
        ("2020-03", "Mar 2020", "2020", "March 2020"),
        ("2018", "2018", "2018", None),
        ("-0479", "480 BC", "480 BC", None),
        ("0000-03-15", "15 Mar 1 BC", "1 BC", "March 1 BC"),
        ("199X", "1990s", "1990s", None),
        ("19XX", "20th century", "20th century", None),
        ("20XX", "21st century", "21st century", None),
        ("2020-21", "spring 2020", "2020", None),
        ("2020-24", "winter 2020/21", "2020", None),
        ("2020-33", "first quarter of 2020", "2020", None),
        ("2020-41", "second half of 2020", "2020", None),
        ("2020-03-06T00:01:00", "6 Mar 2020 00:01:00", "2020", "March 2020"),
        ("=2020-03-06T00:01", "6 Mar 2020 00:01", "2020", "March 2020"),
        ("=2020-03-06T00:01+03:00", "6 Mar 2020 00:01 +03:00", "2020", "March 2020"),
        ("=2020-03-06T00:01Z", "6 Mar 2020 00:01 UTC", "2020", "March 2020"),
        ("=2020-03-06T14", "6 Mar 2020 14:00", "2020", "March 2020"),
        ("=2020-03-05TMO", "5 Mar 2020, morning", "2020", "March 2020"),
        ("=2020-03-05TNI", "5 Mar 2020, night", "2020", "March 2020"),
        ("=2020-W09", "week of 24 Feb 2020", "2020", "February 2020"),
        ("=2020-W09-WE", "weekend of 29 Feb 2020", "2020", "February 2020"),
        ("=2019-02 START", "Feb 2019 (early)", "2019", "February 2019"),
        ("=2019 MID", "2019 (mid)", "2019", None),
        ("=199 END", "1990s (late)", "1990s", None),
        ("199X?", "1990s?", "1990s", None),
        ("=2020-02 APPROX", "about Feb 2020", "2020", "February 2020"),
        ("=2020-02 BEFORE", "before Feb 2020", "2020", "February 2020"),
        ("2020-01-06?", "6 Jan 2020?", "2020", "January 2020"),
        ("2020-02~", "about Feb 2020", "2020", "February 2020"),
        ("../2020-03-12", "by 12 Mar 2020", "2020", "March 2020"),
        ("../2020-01-01", "by 1 Jan 2020", "2020", "January 2020"),
        ("2020-03-12/..", "from 12 Mar 2020", "2020", "March 2020"),
        ("../2020", "by 2020", "2020", None),
        ("2020-02-24/2020-03-01", "24 Feb – 1 Mar 2020", "2020", "February 2020"),
        ("2020-03-01/2020-03-05", "1–5 Mar 2020", "2020", "March 2020"),
        ("2019-12-30/2020-01-02", "30 Dec 2019 – 2 Jan 2020", "2019", "December 2019"),
        ("2020-02/2020-03", "Feb – Mar 2020", "2020", None),
        ("2011/2015", "2011–2015", "2011", None),
        ("[2020-03-01..2020-03-05]", "between 1 Mar 2020 and 5 Mar 2020", "2020", "March 2020"),
    ],
)
def test_dates_as_people_say_them(value: str, text: str, year: str, month: str | None) -> None:
    when = _date(value)
    assert (readable(when), year_heading(when), month_heading(when)) == (text, year, month)


def test_a_whole_week_is_told_by_its_days() -> None:
    week = from_timex3("2020-W09")
    assert week
    assert readable(week.whole()) == "24 Feb – 1 Mar 2020"
    assert readable(week.until()) == "by 1 Mar 2020"


def test_no_date_is_told_as_such() -> None:
    assert (readable(None), year_heading(None), month_heading(None)) == ("undated", "Undated", None)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[31mred\x07", "␛[31mred␇"),
        ("a\u202egnp.exe\u202c", "agnp.exe"),
        ("\x9b31m\x7f", "\ufffd31m␡"),
        ("\ud800x", "\ufffdx"),
        ("می‌خواهم Erdoğan 👩‍🚒", "می‌خواهم Erdoğan 👩‍🚒"),  # joiners belong to the words
    ],
)
def test_controls_are_seen_and_do_not_act(text: str, shown: str) -> None:
    assert visible(text) == shown


def test_what_is_removed_leaves_no_space_behind() -> None:
    assert one_line("\u200e \u200e \u200e \u200e \u200e # a") == "# a"


@given(st.text(st.characters(codec=None, categories=None)))
def test_one_line_is_one_line(text: str) -> None:
    line = one_line(text)
    assert not re.search(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]", line)
    line.encode()
