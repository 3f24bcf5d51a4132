"""Registers: which one a text is of, and what its dates are counted from in each."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from idlibtl.model import REGISTERS, Register
from idlibtl.tag import tag
from idlibtl.tag.register import is_message, register_of

PUBLISHED = datetime(2020, 3, 14, 10, 0)  # a Saturday
HISTORY = (
    "War broke out in 1911. In 1912 the port fell. The peace of May 1913 was short. In 1914 a second war began. "
    "In 1918 the last shots fell."
)


def values(text: str, register: Register | None = None, published: date | None = PUBLISHED) -> list[str]:
    return [timex.value for timex in tag(text, published=published, register=register)]


class TestMessages:
    @pytest.mark.parametrize(
        "text",
        [
            "no bread since Friday",
            "Ask @relief for bread.",
            "No bread here #siege",
            "Bread at last :)",
            "Bread at last!!",
            "Bread at last \U0001f600",
            "Will they bring us bread?",
            "I saw the convoy.",
        ],
    )
    def test_known_by_their_marks(self, text: str) -> None:
        assert is_message(text, "en")

    @pytest.mark.parametrize(
        "text",
        [
            "The convoy reached the town on Friday.",
            "A baker said on Friday: “I saw the convoy.”",
            'A baker said on Friday: "We saw the convoy."',
            "Write to press@relief.example for a copy.",
            "The ratio of guns to bread (3:1) is known.",
            "",
        ],
    )
    def test_reports_are_none(self, text: str) -> None:
        assert not is_message(text, "en")

    def test_long_texts_are_none(self) -> None:
        text = "no bread since Friday "
        assert is_message(text * 14, "en")
        assert not is_message(text * 15, "en")

    def test_a_weekday_lies_ahead_where_no_tense_says_otherwise(self) -> None:
        assert values("bread on Friday") == ["2020-03-20"]
        assert values("Bread on Friday.") == ["2020-03-13"]
        assert values("bread came on Friday") == ["2020-03-13"]

    def test_a_month_is_the_nearest(self) -> None:
        assert values("back in April then") == ["2020-04"]
        assert values("Back in April then.") == ["2019-04"]

    def test_rules_for_messages_are_tried_there_alone(self) -> None:
        assert values("quiet night") == ["2020-03-14TNI"]
        assert values("Quiet night.") == []


class TestDetection:
    @pytest.mark.parametrize(
        ("published", "years", "present", "stamps", "register"),
        [
            (2020, [], 0, 0, "news"),
            (2020, [], 0, 1, "live"),
            (2020, [], 0, 2, "live"),
            (2020, [1911, 1912, 1913, 1914], 0, 0, "news"),
            (2020, [1911, 1912, 1913, 1914, 1915], 0, 0, "narrative"),
            (2020, [1911, 1912, 1913, 1914, 1915], 1, 0, "news"),
            (2020, [1911, 1912, 1913, 1914, 1915, 1916], 1, 0, "narrative"),
            (2020, [1911, 1912, 1913, 2020, 2020, 2021], 0, 0, "narrative"),
            (2020, [1911, 1912, 2020, 2020, 2021], 0, 0, "news"),
            (2020, [1911, 1912, 1913, 1914, 1915], 0, 2, "live"),
            (None, [1911, 1912, 1913, 1914, 1915], 4, 0, "narrative"),
            (None, [1911, 1912, 1913, 1914], 0, 0, "news"),
        ],
    )
    def test_by_what_was_found(
        self, published: int | None, years: list[int], present: int, stamps: int, register: str
    ) -> None:
        assert register_of(published, years, present, stamps) == register

    def test_a_history_counts_from_its_story(self) -> None:
        assert values(f"{HISTORY} On 29 June it was over.")[-1] == "1918-06-29"

    def test_few_years_make_no_history(self) -> None:
        assert values("In 1918 the last shots fell. On 29 June it was over.")[-1] == "2019-06-29"

    def test_a_text_that_speaks_from_the_present_is_no_history(self) -> None:
        assert values(f"{HISTORY} On Monday a stone was laid. On 29 June it was stolen.")[-1] == "2019-06-29"

    def test_years_of_the_dateline_do_not_count(self) -> None:
        text = f"{HISTORY} On 29 June it was over."
        own = text.index("1918")
        assert [timex.value for timex in tag(text, published=PUBLISHED)][-1] == "1918-06-29"
        assert [timex.value for timex in tag(text, published=PUBLISHED, datelines=[(own, own + 4)])][-1] == "2019-06-29"

    def test_live_needs_two_stamps(self) -> None:
        one = "09:20\nA blast was heard 30 minutes ago.\n"
        assert values(one + "\n08:00\nIt was quiet half an hour ago.\n")[-1] == "2020-03-14T07:30"


class TestOverride:
    @pytest.mark.parametrize(
        ("register", "expected"),
        [
            ("news", ["1911", "2019-10-08", "2020-03-13"]),
            ("message", ["1911", "2019-10-08", "2020-03-20"]),
            ("live", ["1911", "2019-10-08", "2020-03-13"]),
            ("narrative", ["1911", "1911-10-08", "1911-10-13"]),
        ],
    )
    def test_the_register_given_counts(self, register: Register, expected: list[str]) -> None:
        assert values("In 1911 it began. On 8 October: a truce. On Friday: war.", register) == expected

    def test_over_the_marks_of_a_message(self) -> None:
        assert values("bread on Friday", "news") == ["2020-03-13"]

    def test_over_the_years_of_a_history(self) -> None:
        assert values(f"{HISTORY} On 29 June it was over.", "news")[-1] == "2019-06-29"

    def test_all_are_known(self) -> None:
        assert set(REGISTERS) == {"news", "live", "message", "narrative"}


class TestStory:
    def told(self, text: str) -> list[str]:
        return values(text, "narrative")

    def test_january_after_december_is_of_the_next_year(self) -> None:
        assert self.told("In December 1912 the port fell. In January it was free.") == ["1912-12", "1913-01"]
        assert self.told("In June 1912 the port fell. In January it had rained.") == ["1912-06", "1912-01"]

    def test_an_aside_does_not_move_it(self) -> None:
        text = "On 3 May 1912 a plan was made, and was declassified in 1955. On 8 May it failed."
        assert self.told(text) == ["1912-05-03", "1955", "1912-05-08"]

    def test_a_year_at_the_beginning_of_its_sentence_does(self) -> None:
        text = "On 3 May 1912 a plan was made. In 1955 it was declassified. On 8 May it was printed."
        assert self.told(text) == ["1912-05-03", "1955", "1955-05-08"]

    def test_the_next_year_does(self) -> None:
        text = "On 3 May 1912 a plan was made, and it failed in 1913. On 8 May they met."
        assert self.told(text) == ["1912-05-03", "1913", "1913-05-08"]

    def test_a_look_back_does_not(self) -> None:
        text = "On 3 May 1912 it began. A year earlier all was calm. On 8 May it ended."
        assert self.told(text) == ["1912-05-03", "1911", "1912-05-08"]

    def test_today_is_the_writers(self) -> None:
        text = "On 3 May 1912 it began. Today a stone stands there. The following day it ended."
        assert self.told(text) == ["1912-05-03", "2020-03-14", "1912-05-04"]

    def test_ago_counts_from_it(self) -> None:
        assert self.told("On 3 May 1912 it began. Two years ago he had warned them.") == ["1912-05-03", "1910"]

    def test_a_clock_time_is_of_the_last_day_told(self) -> None:
        assert self.told("On 3 May 1912 it began. At 14:30 it ended.") == ["1912-05-03", "1912-05-03T14:30"]
        assert values("On 3 May 1912 it began. At 14:30 it ended.", "news")[1] == "2020-03-14T14:30"


@pytest.mark.parametrize(
    "text",
    [
        "US airstrike near Idlib on Friday: four dead.",
        "Aid convoy hit in Deir Hafir on Friday: two dead, a land mine was found.",
        "The U.S. and the U.N. met on Friday.",
        "al-Bab was shelled on Friday.",
        "“I saw the convoy,” a baker said on Friday.",
    ],
)
def test_short_news_is_no_message(text: str) -> None:
    assert not is_message(text, "en")
    assert values(text)[-1] == "2020-03-13"


def test_years_of_two_digits_are_those_of_the_story() -> None:
    def told(text: str) -> list[str]:
        return values(text, register="narrative")

    assert told("He was born in 1943. In the '60s he left with the class of '72.") == ["1943", "196", "1972"]
    assert told("War came in 1861. The winter of '62 was hard.") == ["1861", "1862-WI"]


def test_clock_lines_are_stamps_in_a_live_blog_alone() -> None:
    text = "11:07\nThe leaders met half an hour ago.\n\n12:30\nThey parted 10 minutes ago.\n"
    live, news = (tag(text, published=PUBLISHED, register=each) for each in (None, "news"))
    assert [timex.value[11:] for timex in live] == ["11:07", "10:37", "12:30", "12:20"]
    assert [timex.value[11:] for timex in news] == ["11:07", "09:30", "12:30", "09:50"]
    assert [timex.stamp for timex in live] == [True, False, True, False]
    assert not any(timex.stamp for timex in news)
