"""What an expression means by its place: the clause, the dates before it, the document around it."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from idlibtl.dates import Granularity, Moment
from idlibtl.tag import tag

PUBLISHED = date(2020, 3, 14)  # a Saturday


def values(text: str, published: date | datetime | None = PUBLISHED) -> list[str]:
    return [timex.value for timex in tag(text, published=published)]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("They will meet on Sunday.", "2020-03-15"),
        ("They met on Sunday.", "2020-03-08"),
        ("They agreed to meet on Thursday.", "2020-03-19"),
        ("They failed to meet on Thursday.", "2020-03-12"),
        ("On Sunday they will meet.", "2020-03-15"),
        ("On Sunday they met.", "2020-03-08"),
        ("Told by telephone on Friday, he left.", "2020-03-13"),
        ("He has to go by Friday.", "2020-03-20"),
        ("He said on Friday that they would go.", "2020-03-13"),
        ("The talks are due on Monday.", "2020-03-16"),
        ("The army has until Monday to go.", "2020-03-16"),
        ("The post fell by Thursday.", "2020-03-12"),
        ("By Thursday, the post had fallen.", "2020-03-12"),
        ("It fell by the end of February.", "2020-02"),
        ("They will return in September.", "2020-09"),
        ("They returned in September.", "2019-09"),
        ("The summit, planned for April, is off.", "2020-04"),
        ("It fell this winter.", "2019-WI"),
        ("It will fall this winter.", "2020-WI"),
    ],
)
def test_tense_decides(text: str, value: str) -> None:
    assert values(text) == [value]


@pytest.mark.parametrize(
    ("published", "value"),
    [(date(2020, 1, 10), "2018-WI"), (date(2020, 3, 14), "2019-WI"), (date(2020, 12, 20), "2019-WI")],
)
def test_last_winter_is_the_last_that_is_over(published: date, value: str) -> None:
    assert values("It fell last winter.", published) == [value]


def test_this_winter_in_january_began_in_december() -> None:
    assert values("Many froze this winter.", date(2020, 1, 10)) == ["2019-WI"]


class TestReference:
    def test_following_day_reaches_over_sentences_and_coarser_dates(self) -> None:
        text = "On Monday the dam broke. It had been built in 1998. Nobody was hurt. The following day it was mended."
        assert values(text) == ["2020-03-09", "1998", "2020-03-10"]

    def test_following_day_at_midnight(self) -> None:
        assert values("Signed on 5 March 2020, it began the following day at midnight.") == [
            "2020-03-05",
            "2020-03-06T00:00",
        ]

    def test_a_clock_time_moves_on(self) -> None:
        text = "At 14:30 on 6 March 2020 a car was hit. Two hours later the road was closed."
        assert values(text) == ["2020-03-06T14:30", "2020-03-06T16:30"]

    def test_hours_after_a_day_invent_no_clock_time(self) -> None:
        assert values("On 6 March 2020 it began. Two hours later it was over.") == ["2020-03-06", "2020-03-06"]

    def test_a_week_later_on_friday(self) -> None:
        assert values("On 6 March it began. A week later, on Friday, it ended.") == ["2020-03-06", "2020-03-13"]

    def test_without_a_date_told_the_publication_counts(self) -> None:
        assert values("The following day it rained.") == ["2020-03-15"]

    def test_a_clock_time_stays_on_the_day_of_its_sentence(self) -> None:
        assert values("On 5 March he left at 14:30. At 15:00 we ate.") == [
            "2020-03-05",
            "2020-03-05T14:30",
            "2020-03-14T15:00",
        ]

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("It came at 10:35 a.m. (0735 GMT) Friday.", ["2020-03-13T10:35", "2020-03-13T07:35Z", "2020-03-13"]),
            ("At 5 p.m. (1400 GMT) tomorrow they meet.", ["2020-03-15T17:00", "2020-03-15T14:00Z", "2020-03-15"]),
            ("At 5 p.m. tomorrow they will meet.", ["2020-03-15T17:00"]),
            ("At 5 p.m., as was told on Friday, it rained.", ["2020-03-14T17:00", "2020-03-13"]),
        ],
    )
    def test_a_clock_time_takes_the_day_right_after_it(self, text: str, expected: list[str]) -> None:
        assert values(text) == expected

    def test_an_adjacent_year_told_draws_no_bare_date_to_it(self) -> None:
        text = "The deal of 22 October 2019 was renewed on 5 March."
        assert values(text) == ["2019-10-22", "2020-03-05"]

    def test_histories_go_by_the_year_told_last(self) -> None:
        text = (
            "War broke out in 1911. In 1912 the port fell, and on 8 October a second war began. It ended in May 1913. "
            "On 29 June the third began. Peace came in 1914, in 1915 war. In December there was famine. In January "
            "it was over."
        )
        found = values(text, date(2020, 3, 14))
        assert found == [
            "1911", "1912", "1912-10-08", "1913-05", "1913-06-29", "1914", "1915", "1915-12", "1916-01",
        ]  # fmt: skip

    def test_news_of_old_years_goes_by_its_own_date(self) -> None:
        text = "He ruled in 1911, 1912, 1913, 1914 and 1915. On Monday a stone was laid. On 29 February it was stolen."
        assert values(text)[-2:] == ["2020-03-09", "2020-02-29"]


class TestNoPublicationDate:
    @pytest.mark.parametrize(
        ("text", "value"),
        [
            ("They met on Monday.", "XXXX-WXX-1"),
            ("They met on Monday night.", "XXXX-WXX-1TNI"),
            ("They met yesterday.", "PAST_REF"),
            ("They met today.", "PRESENT_REF"),
            ("They meet next week.", "FUTURE_REF"),
            ("They met three days ago.", "PAST_REF"),
            ("They met on 5 March.", "XXXX-03-05"),
            ("They met in May.", "XXXX-05"),
            ("They met at 14:30.", "XXXX-XX-XXT14:30"),
            ("14:30", "XXXX-XX-XXT14:30"),
            ("They met the following day.", "FUTURE_REF"),
            ("They met last winter.", "PAST_REF"),
            ("They met in February last year.", "XXXX-02"),
        ],
    )
    def test_nothing_is_invented(self, text: str, value: str) -> None:
        (timex,) = tag(text)
        assert timex.value == value
        assert timex.when is None

    def test_dates_told_before_are_used(self) -> None:
        found = tag("They met on 5 March 2018. On 7 March they left. The following day it snowed. On Monday it thawed.")
        assert [timex.value for timex in found] == ["2018-03-05", "2018-03-07", "2018-03-08", "2018-03-12"]


class TestBasis:
    def test_stated_and_relative(self) -> None:
        found = tag("On 5 March 2020 and on Friday and on 6 March.", published=PUBLISHED)
        assert [(timex.basis, timex.reference) for timex in found] == [
            ("stated", None),
            ("relative", "2020-03-14"),
            ("stated", "2020-03-14"),
        ]

    def test_inferred_where_the_publication_date_was(self) -> None:
        found = tag("On 5 March 2020 and on Friday and on 6 March.", published=PUBLISHED, inferred=True)
        assert [timex.basis for timex in found] == ["stated", "inferred", "inferred"]

    def test_reference_is_the_date_told(self) -> None:
        found = tag("On 5 March 2018 it began. A week later it ended.", published=PUBLISHED)
        assert (found[1].value, found[1].reference) == ("2018-W11", "2018-03-05")


class TestDatelines:
    TEXT = "ANKARA, 10 March 2020 - The talks began. The following day they went on."

    def test_marked(self) -> None:
        first, _ = tag(self.TEXT, published=date(2020, 3, 10), datelines=[(8, 21)])
        assert (first.text, first.function) == ("10 March 2020", "PUBLICATION_TIME")

    def test_nothing_refers_back_to_it(self) -> None:
        text = "On 1 March 2020 it began. Updated 10 March 2020. The following day it ended."
        own = text.index("10 March 2020")
        found = tag(text, published=date(2020, 3, 10), datelines=[(own, own + 13)])
        assert [timex.value for timex in found] == ["2020-03-01", "2020-03-10", "2020-03-02"]


class TestLiveBlog:
    TEXT = (
        "11:07\nA patrol set out at 14:06 Moscow time (11:06 GMT).\n\n"
        "09:20\nA blast was heard 30 minutes ago.\n\n"
        "08:00\nTwo hours earlier, on 4 March 2020 at 23:00 GMT, it was quiet. Three hours later it was not.\n"
    )

    def test_stamps_are_the_clock_of_their_items(self) -> None:
        found = tag(self.TEXT, published=date(2020, 3, 5))
        assert [(timex.rule, timex.value) for timex in found][:5] == [
            ("clock-line", "2020-03-05T11:07"),
            ("clock", "2020-03-05T14:06+03:00"),
            ("clock", "2020-03-05T11:06Z"),
            ("clock-line", "2020-03-05T09:20"),
            ("ago", "2020-03-05T08:50"),
        ]

    def test_an_item_begins_anew(self) -> None:
        found = tag(self.TEXT, published=date(2020, 3, 5))
        assert (found[6].text, found[6].value) == ("Two hours earlier", "2020-03-05T06:00")

    def test_zone_shown_by_an_item(self) -> None:
        """Stamped 11:07, it tells of 11:06 GMT: the stamps are GMT."""
        found = tag(self.TEXT, published=date(2020, 3, 5))
        stamps = [timex.when for timex in found if timex.rule == "clock-line"]
        assert [when and when.zone for when in stamps] == [0, 0, 0]
        assert stamps[0] is not None
        assert stamps[0].edtf == "2020-03-05T11:07:00Z"

    def test_no_zone_where_two_fit(self) -> None:
        text = "11:07\nIt began at 11:06 GMT, or was it 11:06 Moscow time?\n"
        stamp = tag(text, published=date(2020, 3, 5))[0].when
        assert stamp is not None
        assert stamp.zone is None

    def test_no_zone_from_another_hour(self) -> None:
        stamp = tag("11:07\nIt began at 09:06 GMT.\n", published=date(2020, 3, 5))[0].when
        assert stamp is not None
        assert stamp.zone is None


def test_zones_know_daylight_saving() -> None:
    assert values("It began on 5 July 2020 at 14:00 BST.") == ["2020-07-05T14:00+01:00"]
    assert values("It began on 5 March 2020 at 14:00 London time.") == ["2020-03-05T14:00Z"]


def test_a_year_is_a_year() -> None:
    (timex,) = tag("It fell in 2018.", published=PUBLISHED)
    assert timex.when is not None
    assert (timex.when.granularity, timex.when.begin) == (Granularity.YEAR, Moment(2018))


def test_days_that_the_calendar_lacks_are_no_dates() -> None:
    assert values("On 30 February 2019 nothing was done.") == []


def test_unknown_language() -> None:
    with pytest.raises(LookupError):
        tag("On Monday.", language="xx")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("On Sept. 20 elections will be held.", ["2020-09-20"]),
        ("On Mar. 8 forces entered, and at 5 p.m. they left.", ["2020-03-08", "2020-03-08T17:00"]),
        ("Since 9/11 much has changed, says the paper dated 03/04/2020.", ["2001-09-11", "2020-04-03"]),
        (
            "They met on 5 and 6 March 2020, says the paper dated 03/04/2020.",
            ["2020-03-05", "2020-03-06", "2020-04-03"],
        ),
        ("It lasted 1 month, 1 fortnight.", ["P1M2W"]),
        ("In 2019 the talks failed. Two weeks later they began anew.", ["2019", "FUTURE_REF"]),
        ("Its following year was bad.", ["2021"]),
        ("Two years on, the town is empty.", ["P2Y"]),
        ("Twelve were killed on the 20th.", ["2020-02-20"]),
        ("He was last seen on 29 February.", ["2020-02-29"]),
        ("The post fell last March 2018.", ["2018-03"]),
    ],
)
def test_what_was_once_misread(text: str, expected: list[str]) -> None:
    assert values(text) == expected


def test_without_a_date_nothing_is_made_up() -> None:
    def undated(text: str) -> list[str]:
        return [timex.value for timex in tag(text)]

    assert undated("It began at 5 p.m. ET.") == ["XXXX-XX-XXT17:00"]
    assert undated("On 5 March 2018 they recalled the summer of last year.") == ["2018-03-05", "XXXX-SU"]
    assert undated("In 1943 the front held. In the winter it broke.") == ["1943", "1943-WI"]
