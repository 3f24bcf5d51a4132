"""Which mentions are brought together, found how, and at what cost."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import replace
from itertools import combinations

import pytest
from making import document, mention, quantity

from idlibtl.chronology import entries
from idlibtl.chronology.candidates import COMPARED, candidates, compatible, looked_up, stands_under
from idlibtl.chronology.features import features
from idlibtl.chronology.merge import AllTold, Fitted, _Merging, edges, fitted, merge
from idlibtl.chronology.traits import Traits, is_bare, traits
from idlibtl.chronology.weights import weigh
from idlibtl.model import Mention

SINKING = ("=attack", "@valdora", "ferry", "sank", "harbour")


def bare(name: str, when: str, report: str, words: Iterable[str] = SINKING) -> Mention:
    """A mention that has only the day of its report."""
    return mention(name, when, report, words, basis="published")


def told(*mentions: Mention) -> dict[str, Traits]:
    return {one.mention.id: one for one in traits(mentions)}


def groups(mentions: Iterable[Mention]) -> set[frozenset[str]]:
    return {frozenset(ids) for ids, _ in merge(list(mentions))}


# Dates

DAY, NEXT, AFTER = "2020-03-05", "2020-03-06", "2020-03-07"


@pytest.mark.parametrize(
    ("one", "other", "possible"),
    [
        (mention("1", DAY), mention("2", DAY, "b"), True),
        (mention("1", DAY), mention("2", NEXT, "b"), False),
        (mention("1", DAY), bare("2", NEXT, "b"), True),  # the report came out on the day after
        (mention("1", DAY), bare("2", AFTER, "b"), False),
        (mention("1", DAY), mention("2", "2020-03", "b"), True),
        (mention("1", DAY), mention("2", "2020-04", "b"), False),
        (mention("1", DAY), mention("2", "2020-W10", "b"), True),
        (mention("1", "2018-09"), mention("2", "2018", "b"), True),
        (mention("1", f"{DAY}T22:30Z"), mention("2", NEXT, "b"), True),  # it may have been the next day there
        (mention("1", f"{DAY}T10:30"), mention("2", f"{DAY}T11:30", "b"), False),
        (mention("1", "../2020-03-12"), mention("2", "2020-03-10", "b"), True),
        (mention("1", "../2020-03-12"), mention("2", "2019-03-10", "b"), False),  # no deadline reaches back a year
        (mention("1", "2020-01-05?"), mention("2", DAY, "b"), True),
        (mention("1", "2020-01-06?"), mention("2", DAY, "b"), False),
        (mention("1", DAY, kind="statement"), mention("2", DAY, "b", kind="planned"), False),
    ],
)
def test_compatible_dates(one: Mention, other: Mention, possible: bool) -> None:
    known = told(one, other)
    first, second = known["1"], known["2"]
    assert compatible(first, second) is compatible(second, first) is possible
    found = set(looked_up(first)) & set(stands_under(second)) or set(looked_up(second)) & set(stands_under(first))
    doubted = first.doubted or second.doubted
    assert found or doubted or not possible, "what is compatible is found through the index"


@pytest.mark.parametrize(
    "when", ["-0479", "9999", "0000-12-31", "19XX", "199X", "9999-12-31", "-9998-01-01", "../0000-01-01"]
)
def test_dates_at_the_ends_of_the_calendar(when: str) -> None:
    assert groups([mention("1", when), mention("2", when, "b")]) == {frozenset("12")}


# Features


def test_features_are_symmetric_and_weighed_by_name() -> None:
    mentions = [
        mention("1", DAY, "a", SINKING, places=("Valdora",), quantities=(quantity("killed", 37, 37),)),
        mention("2", DAY, "b", {"=attack", "@valdora", "ship"}, places=("Valdora",), kind="statement"),
        mention("3", "2020-03", "c", {"=meeting", "@oslo"}, places=("Oslo",), quantities=(quantity("killed", 2, 2),)),
    ]
    known = told(*mentions)
    weight = weigh((one.mention.document, one.terms) for one in known.values())
    seen: set[str] = set()
    for one, other in combinations(known.values(), 2):
        found = features(one, other, weight)
        assert found == features(other, one, weight)
        assert all(0 <= value <= 1 for value in found.values())
        seen |= found.keys()
    assert seen >= {"always", "words", "other names", "other figures", "in the month", "one says", "story"}
    assert seen <= fitted().weights.keys()


def _figures(one: float, other: float) -> tuple[float, float]:
    first = mention("1", DAY, "a", quantities=(quantity("killed", one, one),))
    second = mention("2", DAY, "b", quantities=(quantity("killed", other, other),))
    known = told(first, second)
    found = features(known["1"], known["2"], weigh((each.mention.document, each.terms) for each in known.values()))
    return found.get("figures", 0.0), found.get("other figures", 0.0)


def test_a_large_figure_tells_more_than_a_small_one_and_another_tells_against() -> None:
    assert _figures(37, 37) > _figures(2, 2) > (0, 0)
    assert _figures(37, 36) == (0, 1)


# Merging


def test_reports_a_day_apart_are_one_entry_dated_by_the_words() -> None:
    mentions = [bare("1", NEXT, "a"), bare("2", NEXT, "b"), mention("3", DAY, "c", SINKING)]
    (entry,) = entries(mentions, [document(name) for name in "abc"])
    assert entry.when is not None
    assert entry.when.edtf == DAY
    assert entry.conflicts == ()
    assert any("a day apart" in reason for reason in entry.reasons)


def test_a_year_a_month_and_a_bare_month_are_one_entry_as_fine_as_a_source_has_it() -> None:
    pact = {"=agreement", "@harlund", "@valdora", "@miren", "zone"}
    others = [mention(f"x{n}", "2018-09", f"x{n}", {f"w{n}", "=attack", "@elsewhere"}) for n in range(6)]
    mentions = [
        mention("1", "2018", "a", pact),
        mention("2", "2018-09", "b", pact),
        mention("3", "2018-09-17", "c", pact),
    ]
    reports = [document(one.document) for one in (*mentions, *others)]
    found = {each.id: entry for entry in entries([*mentions, *others], reports) for each in entry.mentions}
    assert found["1"] is found["2"] is found["3"]
    assert found["1"].when is not None
    assert found["1"].when.edtf == "2018-09-17"


def test_a_plan_that_was_carried_out_says_so() -> None:
    patrol = {"=patrol", "@harlund", "@miren", "first", "motorway"}
    mentions = [mention("1", DAY, "a", patrol, kind="planned"), mention("2", DAY, "b", patrol)]
    (entry,) = entries(mentions, [document("a"), document("b")])
    assert entry.kind == "occurred"
    assert entry.reasons[0] == "planned in a.txt, occurred by b.txt"


def test_a_group_does_not_grow_from_one_event_into_the_next() -> None:
    words = [f"w{number}" for number in range(40)]
    chain = [mention(f"{n:02}", DAY, f"d{n:02}", words[2 * n : 2 * n + 4]) for n in range(18)]  # each like the next
    assert max(map(len, groups(chain))) <= 4


def test_days_that_only_a_month_holds_stay_apart() -> None:
    mentions = [
        mention("1", "2020-03-05", "a", SINKING),
        mention("2", "2020-03-15", "b", SINKING),
        mention("3", "2020-03", "c", SINKING),
    ]
    assert sorted(len(group) for group in groups(mentions)) == [1, 2]


def test_what_tells_more_of_a_mention_goes_where_that_goes() -> None:
    more = replace(mention("3", DAY, "a", {"smoke"}), elaborates="1")
    assert groups([more, mention("1", DAY, "a", SINKING), mention("2", DAY, "b", SINKING)]) == {frozenset("123")}


@pytest.mark.parametrize("seed", range(3))
def test_the_order_of_mentions_makes_no_difference(seed: int) -> None:
    mentions = list(_distinct(60)) + [
        replace(one, id=f"y{one.id}", document=f"y{one.document}") for one in _distinct(30)
    ]
    shuffled = list(mentions)
    random.Random(seed).shuffle(shuffled)
    assert groups(shuffled) == groups(mentions)
    first, second = ([reasons for _, reasons in merge(each)] for each in (mentions, shuffled))
    assert first == second


# Cost


def _distinct(count: int, day: str = DAY) -> Iterable[Mention]:
    """As many reports of one day, each of an event of its own, in words that they share in part."""
    drawn = random.Random(7)
    for number in range(count):
        rare = drawn.sample(range(20 * count), 5)
        common = ["=attack", "@valdora", *(f"c{each}" for each in drawn.sample(range(40), 3))]
        yield mention(f"{number:05}", day, f"d{number:05}", [*common, *(f"r{each}" for each in rare)])


def _compared(mentions: Iterable[Mention]) -> int:
    told = traits(mentions)
    weight = weigh((one.mention.document, one.terms) for one in told)
    merging = _Merging(AllTold(enumerate(told)), sorted(edges(told, weight, fitted())), weight, fitted())
    merging.groups()
    return merging.compared + len(list(candidates(told, weight)))


def test_ten_times_the_mentions_of_one_day_cost_no_more_than_twelve_times_as_much() -> None:
    assert _compared(_distinct(2000)) <= 12 * _compared(_distinct(200))


def test_ten_times_the_reports_of_one_event_cost_no_more_than_twelve_times_as_much() -> None:
    def reports(count: int) -> list[Mention]:
        return [mention(f"{n:05}", DAY, f"d{n:05}", [*SINKING, f"w{n // 40}"]) for n in range(count)]

    assert _compared(reports(2000)) <= 12 * _compared(reports(200))
    assert len(merge(reports(500))) == 1


def test_a_mention_is_compared_with_so_many_others_and_no_more() -> None:
    known = traits(_distinct(300))
    weight = weigh((one.mention.document, one.terms) for one in known)
    found = list(candidates(known, weight))
    assert len(found) == len(set(found)) <= COMPARED * len(known)


# Weights


def test_the_weights_are_those_of_the_file_and_count() -> None:
    assert set(fitted().weights) > {"words", "rare words", "figures", "always"}
    only = Fitted({"always": -1.0}, 0.0, 0.0)
    assert only.odds({"always": 1.0, "words": 1.0}) == -1.0
    mentions = [mention("1", DAY, "a"), mention("2", DAY, "b")]
    assert len(merge(mentions, only)) == 2
    assert len(merge(mentions, Fitted({"always": 1.0}, 0.0, 0.0))) == 1


def test_bare_dates() -> None:
    assert is_bare(bare("1", DAY, "a"))
    assert not is_bare(mention("1", DAY))
