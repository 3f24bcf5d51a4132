"""Dates in numbers, years of two digits, feasts, nights and quarters."""

from __future__ import annotations

from datetime import date

import pytest

from idlibtl.dates import Moment
from idlibtl.languages import load
from idlibtl.model import Register
from idlibtl.tag import tag
from idlibtl.tag.absolute import day_first, year_of
from idlibtl.tag.context import Context
from idlibtl.tag.holidays import days_of

PUBLISHED = date(2020, 3, 14)  # a Saturday


def values(text: str, published: date | None = PUBLISHED, register: Register = "news") -> list[str]:
    return [timex.value for timex in tag(text, published=published, register=register)]


class TestSlashedDates:
    def read(self, before: str) -> tuple[str, str | None]:
        *_, timex = tag(f"{before} It was filed on 05/03/2020.", published=PUBLISHED, register="news")
        return timex.value, timex.alternative

    @pytest.mark.parametrize(
        ("before", "value"),
        [
            ("It is dated 25/02/2020.", "2020-03-05"),
            ("It is dated 02/25/2020.", "2020-05-03"),
            ("It came on 1 March.", "2020-03-05"),
            ("It came on the 1st of March.", "2020-03-05"),
            ("It came on March 1.", "2020-05-03"),
            ("It came on March 1, and was dated 25/02/2020.", "2020-03-05"),
            ("It came on 1 March, and was dated 02/25/2020.", "2020-05-03"),
        ],
    )
    def test_in_the_order_that_the_document_shows(self, before: str, value: str) -> None:
        assert self.read(before) == (value, None)

    @pytest.mark.parametrize(
        "before",
        ["", "It came on 1 March or March 2.", "It is dated 25/02/2020 or 02/25/2020.", "It came in March."],
    )
    def test_where_it_is_open_the_day_comes_first_and_the_other_is_kept(self, before: str) -> None:
        assert self.read(before) == ("2020-03-05", "2020-05-03")

    @pytest.mark.parametrize(
        ("text", "value"),
        [("05/05/2020", "2020-05-05"), ("25/03/2020", "2020-03-25"), ("03/25/2020", "2020-03-25")],
    )
    def test_that_can_be_read_but_one_way_have_no_other(self, text: str, value: str) -> None:
        (timex,) = tag(f"It was filed on {text}.", published=PUBLISHED)
        assert (timex.value, timex.alternative) == (value, None)

    def test_what_follows_shows_it_as_well(self) -> None:
        first, _ = tag("Filed on 05/03/2020, answered on 03/25/2020.", published=PUBLISHED)
        assert first.value == "2020-05-03"

    def test_numbers_that_are_no_date(self) -> None:
        assert values("It was filed on 31/31/2020.") == []
        assert values("It was filed on 30/02/2020.") == []

    def test_day_first(self) -> None:
        assert day_first([]) is None
        assert day_first([{"one": "5", "two": "3"}]) is None
        assert day_first([{"one": "13", "two": "3"}]) is True
        assert day_first([{"one": "3", "two": "13"}]) is False
        assert day_first([{"one": "3", "two": "13"}, {"one": "13", "two": "3"}]) is None
        assert day_first([{"month": "3", "day": "5"}]) is False
        assert day_first([{"month": "3", "year": "2020"}]) is None


class TestYearsOfTwoDigits:
    @pytest.mark.parametrize(
        ("published", "short", "year"),
        [
            (date(2020, 3, 14), "30", 2030),
            (date(2020, 3, 14), "31", 1931),
            (date(2020, 3, 14), "99", 1999),
            (date(2020, 3, 14), "00", 2000),
            (date(1995, 3, 14), "05", 2005),
            (date(1995, 3, 14), "06", 1906),
            (date(2035, 3, 14), "45", 2045),
            (date(2035, 3, 14), "46", 1946),
            (None, "30", 2030),
            (None, "31", 1931),
        ],
    )
    def test_ten_years_ahead_at_most(self, published: date | None, short: str, year: int) -> None:
        assert year_of({"yy": short}, Context.of(published, "news")) == year

    def test_in_words(self) -> None:
        context = Context.of(PUBLISHED, "news")
        assert year_of({"century_word": "19", "yy": "96"}, context) == 1996
        assert year_of({"century_word": "20"}, context) == 2000
        assert year_of({"year": "1896", "yy": "20"}, context) == 1896
        assert year_of({"month": "5"}, context) == 0

    def test_a_narrative_counts_from_its_story(self) -> None:
        assert values("In 1864 they fled. They came back in May '66.", register="narrative") == ["1864", "1866-05"]
        assert values("In 1864 they fled. They came back in May '66.") == ["1864", "1966-05"]


class TestFeasts:
    @pytest.mark.parametrize(
        ("name", "year", "days"),
        [
            ("day 12-25", 2019, ["2019-12-25"]),
            ("easter 0", 2000, ["2000-04-23"]),
            ("easter 0", 2008, ["2008-03-23"]),
            ("easter -2", 2020, ["2020-04-10"]),
            ("easter 39", 2020, ["2020-05-21"]),
            ("nth 11 4 3", 2018, ["2018-11-22"]),
            ("nth 9 1 0", 2020, ["2020-09-07"]),  # the month begins on the day after
            ("nth 6 1 0", 2020, ["2020-06-01"]),  # and on that day
            ("nth 5 -1 0", 2021, ["2021-05-31"]),
            ("nth 5 -1 0", 2020, ["2020-05-25"]),
            ("nth 12 -1 0", 2020, ["2020-12-28"]),
            ("hijri 10-1", 2020, ["2020-05-24"]),
            ("hijri 10-1", 2000, ["2000-01-08", "2000-12-27"]),
            ("hijri 12-10", 2006, ["2006-01-10", "2006-12-31"]),
            ("hebrew 7-10", 1973, ["1973-10-06"]),
            ("hebrew 1-15", 2020, ["2020-04-09"]),
            ("hebrew 10-10", 2020, ["2020-01-07", "2020-12-25"]),
            ("hebrew 10-10", 2019, []),
            ("persian 1-1", 2019, ["2019-03-21"]),
            ("persian 1-1", 2020, ["2020-03-20"]),
        ],
    )
    def test_days(self, name: str, year: int, days: list[str]) -> None:
        assert [str(day) for day in days_of(name, year)] == days

    def test_years_that_a_calendar_does_not_reach(self) -> None:
        with pytest.raises((ValueError, OverflowError)):
            days_of("hijri 10-1", 1900)
        assert values("It fell on Eid al-Fitr 1900.") == []

    @pytest.mark.parametrize("name", sorted(set(load("en").tables["holiday"].values())))
    def test_every_feast_of_the_language_has_its_day(self, name: str) -> None:
        assert all(len(days_of(name, year)) == 1 for year in (2018, 2019, 2021))

    def test_of_two_in_a_year_the_first(self) -> None:
        assert values("It fell on Eid al-Fitr 2000.") == ["2000-01-08"]

    def test_the_second_is_found_from_its_own_time(self) -> None:
        assert values("The truce held on Eid al-Fitr.", date(2000, 12, 30)) == ["2000-12-27"]

    @pytest.mark.parametrize(
        ("text", "value"),
        [
            ("It fell on Yom Kippur.", "2019-10-09"),
            ("It will fall on Yom Kippur.", "2020-09-28"),
            ("It fell last Christmas.", "2019-12-25"),
            ("It will fall next Christmas.", "2020-12-25"),
            ("The truce of this Christmas.", "2020-12-25"),
            ("Planned with a view to Easter, it was dropped.", "2020-04-12"),
        ],
    )
    def test_by_step_or_tense(self, text: str, value: str) -> None:
        assert values(text) == [value]

    def test_in_the_year_of_the_story(self) -> None:
        assert values("War came in July 1914. At Christmas it was quiet.", register="narrative")[1] == "1914-12-25"

    def test_without_a_publication_date(self) -> None:
        assert values("At Christmas it was quiet.", None) == ["XXXX-12-25"]
        assert values("At Easter it was quiet.", None) == ["XXXX-XX-XX"]
        assert values("It fell in 2018. At Easter it was quiet.", None) == ["2018", "2018-04-01"]


class TestOvernight:
    @pytest.mark.parametrize(
        ("text", "value"),
        [
            ("Two depots were hit overnight.", "2020-03-13TNI"),
            ("Fog will come down overnight.", "2020-03-14TNI"),
            ("On Thursday they said that two depots burned overnight.", "2020-03-11TNI"),
            ("They met on Thursday. Two depots were hit overnight.", "2020-03-13TNI"),
            ("Two depots were hit overnight Thursday.", "2020-03-12TNI"),
        ],
    )
    def test_the_night_before(self, text: str, value: str) -> None:
        assert values(text)[-1] == value

    def test_nothing_is_invented(self) -> None:
        assert values("Two depots were hit overnight.", None) == ["XXXX-XX-XXTNI"]

    def test_nothing_refers_back_to_it(self) -> None:
        assert values("On 5 March it began. Hit overnight, it burned. The following day it rained.")[-1] == "2020-03-06"


class TestQuarters:
    @pytest.mark.parametrize(
        ("published", "text", "value"),
        [
            (date(2020, 3, 14), "Sales fell in the quarter.", "2019-Q4"),
            (date(2020, 4, 1), "Sales fell in the quarter.", "2020-Q1"),
            (date(2020, 3, 14), "Sales fell in the latest quarter.", "2019-Q4"),
            (date(2020, 3, 14), "Sales fell against the year-ago quarter.", "2018-Q4"),
            (date(2020, 3, 14), "Sales fell in the 2017 quarter.", "2017-Q4"),
            (date(2020, 3, 14), "Sales fell in the second quarter.", "2019-Q2"),
            (date(2020, 12, 1), "Sales fell in the second quarter.", "2020-Q2"),
            (date(2020, 3, 14), "Sales fell in the first quarter.", "2020-Q1"),
        ],
    )
    def test_the_last_that_was_over(self, published: date, text: str, value: str) -> None:
        assert values(text, published) == [value]

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("In the third quarter sales rose. In the quarter jobs fell.", ["2019-Q3", "2019-Q3"]),
            ("In the third quarter sales rose against the year-ago quarter.", ["2019-Q3", "2018-Q3"]),
            ("In the third quarter sales rose. In the latest quarter they fell.", ["2019-Q3", "2019-Q4"]),
            ("In the third quarter sales rose. A year ago they fell.", ["2019-Q3", "2018-Q3"]),
            ("In the third quarter sales rose. They did. They did. A year ago they fell.", ["2019-Q3", "2019"]),
        ],
    )
    def test_one_told_before(self, text: str, expected: list[str]) -> None:
        assert values(text) == expected

    def test_nothing_is_invented(self) -> None:
        assert values("Sales fell in the quarter.", None) == []

    def test_the_step_keeps_the_quarter_told(self) -> None:
        text = "In the third quarter sales rose against the year-ago quarter. In the quarter jobs fell."
        assert values(text) == ["2019-Q3", "2018-Q3", "2019-Q3"]


def test_a_feast_is_a_day_to_refer_to() -> None:
    _, timex = tag("It began on Easter Sunday 2019. The following day it ended.", published=PUBLISHED)
    assert timex.value == "2019-04-22"
    assert timex.when is not None
    assert timex.when.begin == Moment(2019, 4, 22)
