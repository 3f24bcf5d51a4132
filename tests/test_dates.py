"""Intervals and their two notations."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from idlibtl.dates import (
    PARTS_OF_DAY,
    Granularity,
    Interval,
    Moment,
    day,
    from_edtf,
    from_timex3,
    period,
    shift,
    span,
    timex3,
    week_begin,
    zone_suffix,
)
from idlibtl.moment import zone_minutes

YEARS = st.integers(-9990, 9990)
UNITS = ["second", "minute", "hour", "day", "week", "month", "quarter", "half", "year", "decade", "century"]
CALENDAR = ["day", "week", "weekend", "month", "season", "quarter", "half", "year"]


@st.composite
def moments(draw: st.DrawFn) -> Moment:
    year, month = draw(YEARS), draw(st.integers(1, 12))
    clock = draw(st.tuples(st.integers(0, 23), st.integers(0, 59), st.integers(0, 59)))
    return Moment(year, month, draw(st.integers(1, 28)), *clock)


def known(value: str, mod: str | None = None) -> Interval:
    found = from_timex3(value, mod)
    assert found is not None
    return found


@st.composite
def intervals(draw: st.DrawFn) -> Interval:
    return known(timex3(draw(moments()), draw(st.sampled_from([*CALENDAR, "hour", "minute", "second"]))))


# --- TIMEX3 -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "begin", "end", "edtf"),
    [
        ("2020", "2020-01-01", "2021-01-01", "2020"),
        ("2020-03", "2020-03-01", "2020-04-01", "2020-03"),
        ("2020-12", "2020-12-01", "2021-01-01", "2020-12"),
        ("2020-02", "2020-02-01", "2020-03-01", "2020-02"),
        ("2020-02-29", "2020-02-29", "2020-03-01", "2020-02-29"),
        ("2020-W09", "2020-02-24", "2020-03-02", "[2020-02-24..2020-03-01]"),
        ("2020-W53", "2020-12-28", "2021-01-04", "[2020-12-28..2021-01-03]"),
        ("2021-W01", "2021-01-04", "2021-01-11", "[2021-01-04..2021-01-10]"),
        ("2020-W01", "2019-12-30", "2020-01-06", "[2019-12-30..2020-01-05]"),
        ("2020-W11-WE", "2020-03-14", "2020-03-16", "[2020-03-14..2020-03-15]"),
        ("2020-Q1", "2020-01-01", "2020-04-01", "2020-33"),
        ("2020-Q4", "2020-10-01", "2021-01-01", "2020-36"),
        ("2020-H1", "2020-01-01", "2020-07-01", "2020-40"),
        ("2020-H2", "2020-07-01", "2021-01-01", "2020-41"),
        ("2020-SP", "2020-03-01", "2020-06-01", "2020-21"),
        ("2019-WI", "2019-12-01", "2020-03-01", "2019-24"),
        ("199", "1990-01-01", "2000-01-01", "199X"),
        ("19", "1900-01-01", "2000-01-01", "19XX"),
        ("BC0480", "-0479-01-01", "-0478-01-01", "-0479"),
        ("BC0001", "0000-01-01", "0001-01-01", "0000"),
        ("0079", "0079-01-01", "0080-01-01", "0079"),
    ],
)
def test_timex3(value: str, begin: str, end: str, edtf: str) -> None:
    found = known(value)
    assert found.begin is not None
    assert found.end is not None
    assert (found.begin.isodate(), found.end.isodate(), found.edtf) == (begin, end, edtf)
    assert (found.begin.midnight, found.end.midnight) == (found.begin, found.end)


@pytest.mark.parametrize(
    ("value", "begin", "end", "edtf", "zone"),
    [
        ("2020-03-05T14", "2020-03-05T14:00:00", "2020-03-05T15:00:00", "2020-03-05T14:00:00", None),
        ("2020-03-05T14:06", "2020-03-05T14:06:00", "2020-03-05T14:07:00", "2020-03-05T14:06:00", None),
        ("2020-03-05T14:06:09Z", "2020-03-05T14:06:09", "2020-03-05T14:06:10", "2020-03-05T14:06:09Z", 0),
        ("2020-03-05T14:06+03:00", "2020-03-05T14:06:00", "2020-03-05T14:07:00", "2020-03-05T14:06:00+03:00", 180),
        ("2020-03-05T14:06-0330", "2020-03-05T14:06:00", "2020-03-05T14:07:00", "2020-03-05T14:06:00-03:30", -210),
        ("2020-03-05T24:00", "2020-03-06T00:00:00", "2020-03-06T00:01:00", "2020-03-06T00:00:00", None),
        ("2020-03-05TMO", "2020-03-05T06:00:00", "2020-03-05T12:00:00", "2020-03-05", None),
        ("2020-03-05TNI", "2020-03-05T20:00:00", "2020-03-06T06:00:00", "2020-03-05", None),
    ],
)
def test_timex3_times(value: str, begin: str, end: str, edtf: str, zone: int | None) -> None:
    found = known(value)
    assert found.begin is not None
    assert found.end is not None
    assert (found.begin.isoformat(), found.end.isoformat(), found.edtf, found.zone) == (begin, end, edtf, zone)


@pytest.mark.parametrize(
    "value",
    ["2019-02-29", "2020-13", "2020-00", "2019-W53", "2020-W00", "2020-03-05T25:00", "2020-03-05T24:01",
     "2020-03-05T10:60", "2020-03-05T10:00+15:00", "BC0000"],
)  # fmt: skip
def test_dates_that_the_calendar_lacks(value: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        from_timex3(value)


@pytest.mark.parametrize("value", ["PAST_REF", "P7D", "XXXX-03-05", "XXXX-WXX-1", "", "2020-03-XX", "now"])
def test_values_without_a_place_in_the_calendar(value: str) -> None:
    assert from_timex3(value) is None


def test_mods() -> None:
    assert known("2020-03", "APPROX").edtf == "2020-03~"
    assert known("2020-03", "START") == Interval(
        Moment(2020, 3), Moment(2020, 4), "2020-03", Granularity.MONTH, mod="START"
    )
    assert known("2020-W09", "APPROX").edtf == "[2020-02-24..2020-03-01]"


@pytest.mark.parametrize(
    ("moment", "unit", "value"),
    [
        (Moment(2020, 3, 14), "week", "2020-W11"),
        (Moment(2021, 1, 3), "week", "2020-W53"),
        (Moment(2020, 3, 14), "weekend", "2020-W11-WE"),
        (Moment(2020, 3, 14), "quarter", "2020-Q1"),
        (Moment(2020, 7, 1), "half", "2020-H2"),
        (Moment(2020, 3, 14), "season", "2020-SP"),
        (Moment(2020, 1, 14), "season", "2019-WI"),
        (Moment(2020, 12, 14), "season", "2020-WI"),
        (Moment(2020, 3, 14), "decade", "202"),
        (Moment(2020, 3, 14), "century", "20"),
        (Moment(-479, 3, 14), "month", "BC0480-03"),
        (Moment(0), "year", "BC0001"),
        (Moment(2020, 3, 14, 9, 5, 7), "hour", "2020-03-14T09"),
        (Moment(2020, 3, 14, 9, 5, 7), "minute", "2020-03-14T09:05"),
        (Moment(2020, 3, 14, 9, 5, 7), "second", "2020-03-14T09:05:07"),
    ],
)
def test_timex3_of_a_moment(moment: Moment, unit: str, value: str) -> None:
    assert timex3(moment, unit) == value


def test_not_a_unit() -> None:
    with pytest.raises(ValueError, match="not a unit"):
        timex3(Moment(2020), "eon")


@given(moments(), st.sampled_from(CALENDAR))
def test_the_unit_holds_its_moment(moment: Moment, unit: str) -> None:
    found = known(timex3(moment, unit))
    assert found.begin is not None
    assert found.end is not None
    assert unit == "weekend" or found.begin <= moment < found.end


@pytest.mark.parametrize(
    ("value", "expected"),
    [("P7D", (7, "day")), ("P2W", (2, "week")), ("PT30M", (30, "minute")), ("P30M", (30, "month")),
     ("P3DE", (3, "decade")), ("PXD", None), ("P1Y6M", None), ("2020", None)],
)  # fmt: skip
def test_period(value: str, expected: tuple[int, str] | None) -> None:
    assert period(value) == expected


# --- EDTF -------------------------------------------------------------------------------------------------------------

EDTF = ["2020", "2020-03", "2020-03-05", "2020-03-06T00:00:00", "2020-03-06T00:00:00Z", "2020-03-06T00:00:00+03:00",
        "199X", "19XX", "-0479", "-0479-03", "0000", "2020-21", "2020-24", "2020-33", "2020-36", "2020-40", "2020-41",
        "2020-02-24/2020-03-01", "[2020-02-24..2020-03-01]", "../2020-03-12", "2020-03-12/..", "2020-03~",
        "2020-01-06?", "2020~/2021", "2018/2020-03", "199X/2020", "9999", "-9998"]  # fmt: skip


@pytest.mark.parametrize("text", EDTF)
def test_edtf_is_kept(text: str) -> None:
    assert from_edtf(text).edtf == text
    assert from_edtf(f" {text} ") == from_edtf(text)


@pytest.mark.parametrize(
    "text",
    ["", "soon", "2020-13", "2020-02-30", "2020-3", "20-03", "../..", "/", "2020-03-05/2020-03-01", "2020-W09",
     "2020-Q1", "2020-25", "2020-37", "2020-42", "[2020..]", "P7D", "2020-03-05T25:00:00", "~", "BC0480",
     "2020-03-05TMO"],
)  # fmt: skip
def test_no_edtf(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        from_edtf(text)


def test_edtf_tells_doubt_by_itself() -> None:
    """A mod is what words told ("about March"); of EDTF alone there is none."""
    told = known("2020-03", "APPROX")
    assert from_edtf(told.edtf) == replace(told, mod=None)


@given(intervals())
def test_edtf_gives_the_interval_again(interval: Interval) -> None:
    again = from_edtf(interval.edtf)
    assert again.edtf == interval.edtf
    assert again.begin == interval.begin
    if interval.granularity >= Granularity.DAY:
        assert again.end == interval.end


@given(intervals(), intervals())
def test_edtf_of_spans(first: Interval, last: Interval) -> None:
    assert first.begin is not None
    assert last.end is not None
    if first.begin < last.end and min(first.granularity, last.granularity) >= Granularity.DAY:
        whole = span(first, last)
        assert from_edtf(whole.edtf).begin == whole.begin == first.begin
        assert from_edtf(whole.edtf).end == whole.end == last.end


@given(intervals())
def test_edtf_of_deadlines(interval: Interval) -> None:
    deadline = interval.until()
    again = from_edtf(deadline.edtf)
    assert (again.begin, again.edtf) == (None, deadline.edtf)
    if interval.granularity >= Granularity.DAY:
        assert again.end == deadline.end


@given(st.text(alphabet="0123456789-/.TZX~?[]+:W ", max_size=24))
def test_any_edtf(text: str) -> None:
    try:
        found = from_edtf(text)
    except ValueError:
        return
    again = from_edtf(found.edtf)
    assert (again.edtf, again.begin) == (found.edtf, found.begin)


@given(st.text(alphabet="0123456789-TZXWQHSPUFAIMOENDR+:BC", max_size=16))
def test_any_timex3(value: str) -> None:
    try:
        found = from_timex3(value)
    except ValueError:
        return
    assert found is None or from_edtf(found.edtf).edtf == found.edtf


# --- intervals --------------------------------------------------------------------------------------------------------


def test_span_whole_until() -> None:
    week = known("2020-W09")
    assert week.whole().edtf == "2020-02-24/2020-03-01"
    assert known("2020-03").whole().edtf == "2020-03"
    assert known("2020-03").until().whole().edtf == "../2020-03"
    assert week.until().edtf == "../2020-03-01"
    assert span(day(2020, 3, 1), day(2020, 3, 5)).edtf == "2020-03-01/2020-03-05"
    assert span(day(2020, 3, 1), day(2020, 3, 1)).edtf == "2020-03-01"
    assert span(week, known("2020-03")).edtf == "2020-02-24/2020-03"
    assert span(known("2020-03").until(), day(2020, 4, 1)).edtf == "../2020-04-01"
    assert span(known("2020-03-05T14:00"), known("2020-03-05T16:00")).edtf == "2020-03-05"
    with pytest.raises(ValueError, match="ends after"):
        span(day(2020, 3, 5), day(2020, 3, 1))
    with pytest.raises(ValueError, match="open at both ends"):
        span(known("2020-03").until(), from_edtf("2020/.."))
    with pytest.raises(ValueError, match="no end"):
        from_edtf("2020/..").until()


def test_overlaps() -> None:
    march = known("2020-03")
    assert march.overlaps(Moment(2020, 3, 31), None)
    assert not march.overlaps(Moment(2020, 4), None)
    assert march.overlaps(None, Moment(2020, 3, 1, 0, 0, 1))
    assert not march.overlaps(None, Moment(2020, 3))
    assert march.overlaps(None, None)
    assert march.until().overlaps(None, Moment(1900))
    assert not march.until().overlaps(Moment(2020, 4), None)
    assert known("2020-W09").overlaps(Moment(2020, 3, 1), None)


def test_contains() -> None:
    march = known("2020-03")
    assert march.contains(march)
    assert march.contains(day(2020, 3, 31))
    assert not march.contains(day(2020, 4, 1))
    assert not march.contains(known("2020-W09"))
    assert march.until().contains(march)
    assert not march.contains(march.until())
    assert known("2020").contains(march)


@given(intervals(), intervals())
def test_containing_is_overlapping(one: Interval, two: Interval) -> None:
    if one.contains(two):
        assert one.overlaps(two.begin, two.end)
    assert one.overlaps(two.begin, two.end) == two.overlaps(one.begin, one.end)


def test_days() -> None:
    assert day(2020, 3, 5).days() == 1
    assert known("2020").days() == 366
    assert known("2020-03-05T14:00").days() == 1
    assert known("19").days() == 36524
    assert span(known("BC0480"), known("2020")).days() == 913_107
    assert day(2020, 3, 5).until().days() is None


def test_an_interval_ends_after_it_begins() -> None:
    with pytest.raises(ValueError, match="ends after"):
        Interval(Moment(2020), Moment(2020), "2020", Granularity.YEAR)


@given(st.lists(st.one_of(intervals(), intervals().map(Interval.until)), max_size=8))
def test_sort_key_orders_all(listed: list[Interval]) -> None:
    keys = [interval.sort_key for interval in listed]
    assert all(one < two or two < one or one == two for one in keys for two in keys)


def test_sort_key_takes_zones_for_what_they_are() -> None:
    moscow, gmt = known("2020-03-05T14:06+03:00"), known("2020-03-05T11:07Z")
    assert moscow.sort_key < gmt.sort_key
    assert known("2020-03-05T14:06").sort_key > gmt.sort_key


def test_coarser_dates_come_after_finer_ones() -> None:
    listed = ["2020-03", "2020-03-01T00:00", "2020-03-01", "2020-SP"]
    ordered = sorted(map(known, listed), key=lambda interval: interval.sort_key)
    assert [interval.edtf for interval in ordered] == ["2020-03-01T00:00:00", "2020-03-01", "2020-03", "2020-21"]


def test_parts_of_day_lie_in_their_day_or_the_next() -> None:
    for first, last in PARTS_OF_DAY.values():
        assert 0 <= first < last <= 30


# --- moments ----------------------------------------------------------------------------------------------------------


@given(moments(), st.integers(-400, 400), st.sampled_from(["second", "minute", "hour", "day", "week"]))
def test_shift_and_back(moment: Moment, count: int, unit: str) -> None:
    assert shift(shift(moment, count, unit), -count, unit) == moment


@given(moments(), st.integers(-40, 40), st.sampled_from(["month", "quarter", "half", "year", "decade", "century"]))
def test_shift_by_months_and_back(moment: Moment, count: int, unit: str) -> None:
    if -5000 < moment.year < 5000:  # days up to the 28th are in every month: nothing is clipped
        assert shift(shift(moment, count, unit), -count, unit) == moment


def test_months_ends_are_clipped() -> None:
    assert shift(Moment(2020, 1, 31), 1, "month") == Moment(2020, 2, 29)
    assert shift(Moment(2020, 2, 29), 1, "year") == Moment(2021, 2, 28)
    assert shift(Moment(2020, 3, 31), -1, "month") == Moment(2020, 2, 29)


def test_shift_has_bounds() -> None:
    with pytest.raises(ValueError, match="out of range"):
        shift(Moment(2020), 900, "century")


@given(moments())
def test_moments_are_written_and_read(moment: Moment) -> None:
    assert Moment.parse(moment.isoformat()) == moment
    assert Moment.parse(Moment(10000).isoformat()) == Moment(10000)


@pytest.mark.parametrize(
    "text", ["2020-03-05", "2020-02-30T00:00:00", "2020-03-05T24:00:00", "10001-01-01T00:00:00", "x"]
)
def test_no_moment(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        Moment.parse(text)


@given(st.datetimes())
def test_moments_agree_with_datetime(when: datetime) -> None:
    moment = Moment.of(when)
    assert moment.weekday() == when.weekday()
    assert moment.isoweek() == when.isocalendar()[:2]
    assert moment.isodate() == when.date().isoformat()


@given(moments())
def test_the_calendar_repeats(moment: Moment) -> None:
    if moment.year < 9000:
        later = moment.plus(years=400)
        assert later.weekday() == moment.weekday()
        assert later.isoweek()[1] == moment.isoweek()[1]


@given(YEARS, st.integers(1, 53))
def test_weeks(year: int, week: int) -> None:
    try:
        monday = week_begin(year, week)
    except ValueError:
        assert week == 53
        return
    assert (monday.weekday(), monday.isoweek()) == (0, (year, week))


@given(st.integers(-14 * 60, 14 * 60))
def test_zones(offset: int) -> None:
    assert zone_minutes(zone_suffix(offset)) == offset


def test_zone_notations() -> None:
    assert zone_suffix(None) == ""
    assert [zone_minutes(zone) for zone in ("Z", "+03", "+0330", "-03:30")] == [0, 180, 210, -210]
