"""Figures with what they count: phrases, and the quantities that they give."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reading import read

from idlibtl.events.lexicon import lexicon
from idlibtl.events.quantities import quantities
from idlibtl.events.verbs import tokens

ENGLISH = lexicon("en")

Row = tuple[str, str, float | None, float | None, str | None]


def counted(clause: str) -> list[Row]:
    found = quantities(clause, tokens(clause, 0, len(clause), ENGLISH), frozenset(), ENGLISH)
    return [(q.what, q.value, q.low, q.high, q.of) for q in found]


@pytest.mark.parametrize(
    ("clause", "expected"),
    [
        # bounds
        ("Strikes killed up to 33 soldiers", [("killed", "up to 33", None, 33, "soldiers")]),
        ("Over 30 soldiers were killed", [("killed", "over 30", 30, None, "soldiers")]),
        ("At least 29 men were wounded", [("wounded", "at least 29", 29, None, "people")]),
        ("No fewer than 7 guards were hurt", [("wounded", "no fewer than 7", 7, None, "soldiers")]),
        ("As many as 200 villagers fled", [("displaced", "as many as 200", None, 200, "civilians")]),
        ("Fewer than 10 men were wounded", [("wounded", "fewer than 10", None, 10, "people")]),
        ("About 100 fighters were captured", [("detained", "about 100", 90, 110, "fighters")]),
        ("Some 40 boys were missing", [("missing", "some 40", 36, 44, "children")]),
        ("30 or more people were killed", [("killed", "30 or more", 30, None, "people")]),
        # numbers in words, scales and ranges
        ("Thirty-six soldiers were killed", [("killed", "Thirty-six", 36, 36, "soldiers")]),
        ("Thirty six soldiers were killed", [("killed", "Thirty six", 36, 36, "soldiers")]),
        ("Two hundred and fifty people died", [("killed", "Two hundred and fifty", 250, 250, "people")]),
        ("More than 1,200 people fled", [("displaced", "more than 1,200", 1200, None, "people")]),
        ("The flood displaced 2.5 million people", [("displaced", "2.5 million", 2.45e6, 2.55e6, "people")]),
        ("Half a dozen men were killed", [("killed", "Half a dozen", 6, 6, "people")]),
        ("Over a dozen men were killed", [("killed", "over a dozen", 12, None, "people")]),
        ("A couple of trucks burnt", [("vehicles", "A couple of", 2, 3, None)]),
        ("Dozens were wounded", [("wounded", "Dozens", 20, None, None)]),
        ("Shells wounded scores of people", [("wounded", "scores", 40, None, "people")]),
        ("Hundreds of families fled", [("displaced", "Hundreds", 200, None, "families")]),
        ("Tens of thousands of people fled", [("displaced", "Tens of thousands", 20000, None, "people")]),
        ("Between 50 and 60 people died", [("killed", "between 50 and 60", 50, 60, "people")]),
        ("50-60 people died", [("killed", "50-60", 50, 60, "people")]),
        ("50 or 60 people died", [("killed", "50 or 60", 50, 60, "people")]),
        ("50 to 60 people died", [("killed", "50 to 60", 50, 60, "people")]),
        # one word of fate takes one figure
        ("Jets killed 33 and wounded 36", [("killed", "33", 33, 33, None), ("wounded", "36", 36, 36, None)]),
        ("Ten civilians killed 15 injured by rockets",
         [("killed", "Ten", 10, 10, "civilians"), ("wounded", "15", 15, 15, None)]),
        ("Guard killed 3 injured by rockets", [("wounded", "3", 3, 3, None)]),
        ("Kills 3 Wounds 20", [("killed", "3", 3, 3, None), ("wounded", "20", 20, 20, None)]),
        ("20 soldiers killed 30 rebels and wounded 10",
         [("killed", "30", 30, 30, "fighters"), ("wounded", "10", 10, 10, None)]),
        ("Three bombers killed at least two people", [("killed", "at least two", 2, None, "people")]),
        ("A dozen raids on the quarter killed seven people",
         [("killed", "seven", 7, 7, "people"), ("strikes", "A dozen", 12, 12, None)]),
        ("The toll has risen to 85 people", [("killed", "85", 85, 85, "people")]),
        ("The agency gave a toll of 44 dead and 140 injured",
         [("killed", "44", 44, 44, None), ("wounded", "140", 140, 140, None)]),
        # sums and parts
        ("Seven soldiers and one driver were killed",
         [("killed", "Seven and one", 8, 8, "people"), ("killed", "Seven", 7, 7, "soldiers")]),
        ("Nine men were killed and seven guards and one cook wounded",
         [("killed", "Nine", 9, 9, "people"), ("wounded", "seven and one", 8, 8, "people"),
          ("wounded", "seven", 7, 7, "soldiers")]),
        ("At least 126 people, including 68 children and 12 women, were killed",
         [("killed", "at least 126", 126, None, "people"), ("killed", "68", 68, 68, "children"),
          ("killed", "12", 12, 12, "women")]),
        ("Ten children were among 48 people killed",
         [("killed", "48", 48, 48, "people"), ("killed", "Ten", 10, 10, "children")]),
        ("The army executed 48 people, among them 10 children",
         [("killed", "48", 48, 48, "people"), ("killed", "10", 10, 10, "children")]),
        ("31 people lost their lives, nine of them children",
         [("killed", "31", 31, 31, "people"), ("killed", "nine", 9, 9, "children")]),
        ("Raids killed 31 civilians including 10 when their bus was hit",
         [("killed", "31", 31, 31, "civilians"), ("killed", "10", 10, 10, "part")]),
        ("There were nine locals among the rebels killed", [("civilians", "nine", 9, 9, None)]),
        # things and people whom nothing befell
        ("They sent 5,000 soldiers, 40 tanks and 100 vehicles",
         [("soldiers", "5,000", 5000, 5000, None), ("tanks", "40", 40, 40, None),
          ("vehicles", "100", 100, 100, None)]),
        ("Two jets fired 59 cruise missiles", [("aircraft", "Two", 2, 2, None), ("missiles", "59", 59, 59, None)]),
        ("The list won 1,200,000 votes", [("votes", "1,200,000", 1.2e6, 1.2e6, None)]),
        # measures
        ("A 12-kilometre security corridor was agreed",
         [("kilometres", "12-kilometre", 12, 12, "corridor")]),
        ("They want a six-kilometre-wide corridor", [("kilometres", "six-kilometre", 6, 6, "corridor")]),
        ("A corridor reaching six km to either side", [("kilometres", "six km", 6, 6, "corridor")]),
        ("A truce of 72 hours began", [("hours", "72 hours", 72, 72, "truce")]),
        ("They agreed on a three-day ceasefire", [("hours", "three-day", 72, 72, "truce")]),
        ("The town lies 10km from the front", [("kilometres", "10km", 10, 10, None)]),
        ("They hold some 60 percent of the town", [("percent", "some 60 percent", 54, 66, "town")]),
        ("The state paid $2.5 million", [("dollars", "2.5 million", 2.45e6, 2.55e6, None)]),
        ("The state paid 300 euros", [("euros", "300 euros", 300, 300, None)]),
        # none at all
        ("The man, Ahmad, 33, was killed", []),
        ("A 33-year-old was killed", []),
        ("A boy aged 9 was killed", []),
        ("Men on the M4 were killed", []),
        ("Men on Highway 5 were killed", []),
        ("Under Resolution 2254 they were killed", []),
        ("In 2016 they were killed", []),
        ("Topic 2510 The strike killed some of them", []),
        ("Su-24 crews were killed", []),
    ],
)  # fmt: skip
def test_phrases(clause: str, expected: list[Row]) -> None:
    assert counted(clause) == [(what, value, low, high, of) for what, value, low, high, of in expected]


@pytest.mark.parametrize(
    "sentence",
    ["On March 3, 2020 troops were killed.", "They left three days later.", "In the past 24 hours men were killed."],
)
def test_dates_are_no_figures(sentence: str) -> None:
    (mention, *_) = read(sentence)
    assert mention.quantities == ()


def test_a_measure_is_carried_to_where_the_thing_is_named_again() -> None:
    text = "They agreed on a 12-kilometre corridor. The corridor will be set up within seven days."
    first, second = read(text)
    assert [(q.what, q.value, q.of, q.at) for q in second.quantities] == [
        ("kilometres", "12-kilometre", "corridor", (first.start, first.end))
    ]


def test_a_measure_is_not_carried_far_nor_to_another_thing() -> None:
    between = "They met. They ate. They slept. They left. "
    text = f"They agreed on a 12-kilometre corridor. {between}The corridor was set up on Thursday."
    assert [q for mention in read(text)[1:] for q in mention.quantities] == []
    other = "They agreed on a 12-kilometre corridor. The bridge was set up on Thursday."
    assert [q for mention in read(other)[1:] for q in mention.quantities] == []


LISTED = (
    "33 1,300 2.5 50-60 two hundred million dozens of a between and or killed wounded including among them were",
    "soldiers children people km 12-km six-kilometre-wide truce , . $ % over at least up to half dozen",
)
WORDS = st.sampled_from([word for line in LISTED for word in line.split()])


@given(st.lists(WORDS, max_size=14))
def test_any_words_give_sound_quantities(words: list[str]) -> None:
    clause = " ".join(words)
    for what, value, low, high, _ in counted(clause):
        assert what
        assert value
        assert low is None or high is None or low <= high
    assert len({(what, of) for what, *_, of in counted(clause)}) == len(counted(clause))
