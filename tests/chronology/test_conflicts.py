"""What sources disagree about: figures, days, and whether it happened at all; and figures that only grew."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from making import WORDS, document, mention, quantity

from idlibtl.chronology import entries
from idlibtl.chronology.conflicts import WIDELY, _towns, disagreements
from idlibtl.chronology.figures import agree, overlap, same_count, tolls_differ
from idlibtl.chronology.links import Linker
from idlibtl.chronology.reports import report
from idlibtl.chronology.weights import Weights, weights
from idlibtl.languages.spelling import normal_form
from idlibtl.model import Conflict, Development, Document, Mention, Quantity

EVENT = "2020-03-05"
DAYS = {"a": date(2020, 3, 5), "b": date(2020, 3, 6), "c": date(2020, 3, 20), "d": date(2020, 3, 20)}
REPORTS = {name: document(name, f"The words of {name} are long enough.", day) for name, day in DAYS.items()}


def compared(
    *told: Mention, reports: Mapping[str, Document] = REPORTS
) -> tuple[tuple[Conflict, ...], tuple[Development, ...]]:
    cited = [Linker(reports[each.document]).cite(each) for each in told]
    return disagreements(cited, {name: report(each) for name, each in reports.items()}, weights(told))


def killed(report: str, low: float | None, high: float | None, of: str | None = None, when: str = EVENT) -> Mention:
    figure = quantity("killed", low, high, of)
    return mention(f"{report}{low}-{high}{of}", when, report, quantities=(figure,))


def values(found: tuple[Conflict, ...] | tuple[Development, ...]) -> list[tuple[str, list[str]]]:
    return [(one.what, [claim.value for claim in one.values]) for one in found]


# Figures that can both be right

BOUNDS = st.none() | st.integers(0, 60).map(float)
KINDS = st.sampled_from([None, "people", "part", "soldiers", "civilians", "children"])


@st.composite
def figures(draw: st.DrawFn) -> Quantity:
    low, high = draw(BOUNDS), draw(BOUNDS)
    if low is not None and high is not None:
        low, high = min(low, high), max(low, high)
    return Quantity(draw(st.sampled_from(["killed", "wounded", "kilometres"])), "n", low, high, draw(KINDS))


@given(figures(), figures(), st.booleans())
def test_agreement_is_symmetric(one: Quantity, other: Quantity, mixed: bool) -> None:
    assert agree(one, other, mixed=mixed) == agree(other, one, mixed=mixed)
    assert same_count(one, other, mixed=mixed) == same_count(other, one, mixed=mixed)
    assert overlap(one, other) == overlap(other, one)


@given(figures(), figures())
def test_agreement_follows_from_one_number_within_both(one: Quantity, other: Quantity) -> None:
    assert agree(one, one)
    inside = [
        n for n in range(-1, 62) if all((q.low or 0) <= n <= (61 if q.high is None else q.high) for q in (one, other))
    ]
    assert overlap(one, other) == bool(inside)
    assert agree(one, other) or (same_count(one, other) and not inside)


@given(figures(), figures())
def test_to_tell_soldiers_from_civilians_only_takes_conflicts_away(one: Quantity, other: Quantity) -> None:
    assert agree(one, other, mixed=True) or not agree(one, other)


@pytest.mark.parametrize(
    ("one", "other", "compatible"),
    [
        ((33, 33), (33, 33), True),
        ((30, None), (33, 33), True),  # "over 30" and 33
        ((None, 33), (36, 36), False),  # "up to 33" and 36
        ((31.5, 38.5), (33, 33), True),  # "about 35" and 33
        ((29, 29), (33, 33), False),
        ((None, None), (5, 5), True),
        ((33, 33, "soldiers"), (36, 36), False),
        ((33, 33, "soldiers"), (36, 36, "people"), False),
        ((33, 33, "soldiers"), (12, 12, "civilians"), True),
        ((12, 12, "people"), (2, 2, "children"), True),
        ((12, 12, "people"), (2, 2, "part"), True),
        ((2, 2, "children"), (3, 3, "children"), False),
    ],
)
def test_figures_agree(
    one: tuple[float, float, str | None], other: tuple[float, float, str | None], compatible: bool
) -> None:
    assert agree(quantity("killed", *one), quantity("killed", *other)) is compatible


def test_measures_are_compared_where_they_are_of_one_thing() -> None:
    corridor, other = quantity("kilometres", 12, 12, "corridor"), quantity("kilometres", 6, 6, "corridor")
    assert not agree(corridor, other)
    assert agree(corridor, quantity("kilometres", 6, 6, "road"))
    assert agree(quantity("kilometres", 12, 12), quantity("kilometres", 6, 6))


def test_only_tolls_keep_mentions_apart() -> None:
    assert tolls_differ([quantity("killed", 3, 3)], [quantity("killed", 9, 9)])
    assert not tolls_differ([quantity("killed", 3, 3)], [quantity("wounded", 9, 9)])
    assert not tolls_differ([quantity("tanks", 3, 3)], [quantity("tanks", 9, 9)])


# Conflicts of figures


def test_a_conflict_gives_each_value_with_its_words_and_their_line() -> None:
    reports = {
        name: document(name, f"Lead.\n{text}", DAYS["c"]) for name, text in (("a", "33 killed."), ("b", "36 killed."))
    }
    told = [
        mention(name, EVENT, name, quantities=(quantity("killed", n, n),), start=6)
        for name, n in (("a", 33), ("b", 36))
    ]
    (conflict,), developments = compared(*told, reports=reports)
    assert developments == ()
    assert [(c.value, c.mention, c.document, c.quote, c.line) for c in conflict.values] == [
        ("33", "a", "a", "33 killed", 2),
        ("36", "b", "b", "36 killed", 2),
    ]


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ([killed("c", 33, 33), killed("d", 36, 36)], [("killed", ["33", "36"])]),
        ([killed("c", 33, 33), killed("d", 33, 33)], []),
        ([killed("c", 33, 33, "soldiers"), killed("d", 12, 12, "civilians")], []),
        # what a report says in all: "over 30", "up to 33" against 36
        (
            [killed("c", 30, None), killed("c", None, 33), killed("d", 36, 36)],
            [("killed", ["30-None", "None-33", "36"])],
        ),
        # the headline's "kills 19" is the "at least 19" of its report
        ([killed("c", 19, 19), killed("c", 19, None), killed("d", 31, 31)], []),
        # soldiers and civilians are told apart: a figure for people may hold both
        ([killed("c", 9, 9, "soldiers"), killed("c", 4, 4, "civilians"), killed("d", 13, 13, "people")], []),
        # some of those whom the other report counts
        ([killed("c", 31, 31), killed("c", 10, 10, "part"), killed("d", 10, 10)], []),
    ],
)
def test_conflicts_of_figures(told: list[Mention], expected: list[tuple[str, list[str]]]) -> None:
    assert values(compared(*told)[0]) == expected


def test_a_report_that_tells_of_one_raid_and_of_the_whole_day_agrees_with_one_that_tells_of_the_day() -> None:
    raid = mention("1", EVENT, "c", {"=truce", "bus", "street"}, quantities=(quantity("killed", 10, 10),))
    assert compared(raid, killed("c", 31, 31), killed("d", 31, 31)) == ((), ())


def test_figures_of_one_report_are_of_several_things() -> None:
    assert compared(killed("c", 33, 33, when="2020-03-05"), killed("c", 36, 36, when="2020-03")) == ((), ())


def test_a_report_contradicts_itself_only_in_the_same_words() -> None:
    one, other = killed("c", 33, 33), killed("c", 36, 36)
    assert values(compared(one, other)[0]) == [("killed", ["33", "36"])]
    apart = mention("3", EVENT, "c", {"=attack", "market"}, quantities=(quantity("killed", 9, 9),))
    assert compared(one, apart) == ((), ())


def test_thousands_of_reports_with_figures_of_their_own_are_not_all_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    pairs = 0

    def counted(one: Quantity, other: Quantity, *, mixed: bool = False) -> bool:
        nonlocal pairs
        pairs += 1
        return same_count(one, other, mixed=mixed)

    monkeypatch.setattr("idlibtl.chronology.conflicts.same_count", counted)
    names = [f"report {number}" for number in range(1000)]
    told = [killed(name, number, number) for number, name in enumerate(names)]
    (conflict,), _ = compared(*told, reports={name: document(name, "Words enough for all.") for name in names})
    assert {"0", "999"} <= {claim.value for claim in conflict.values}
    assert pairs < 20_000


@pytest.mark.parametrize("numbers", [1, 40, 10_000])
def test_four_times_the_figures_are_compared_four_times_as_often(monkeypatch: pytest.MonkeyPatch, numbers: int) -> None:
    """A report of one figure over and over, and one that lists every strike of a war."""
    asked = 0

    def counted(one: Quantity, other: Quantity, *, mixed: bool = False) -> bool:
        nonlocal asked
        asked += 1
        return same_count(one, other, mixed=mixed)

    monkeypatch.setattr("idlibtl.chronology.conflicts.same_count", counted)
    monkeypatch.setattr("idlibtl.chronology.figures.same_count", counted)
    cost = []
    for size in (100, 400):
        asked = 0
        compared(*[killed(report, n % numbers, n % numbers) for report in "abc" for n in range(size)])
        cost.append(asked)
    assert cost[1] <= 5 * cost[0]


def test_figures_of_other_towns_or_told_in_other_words_are_of_other_things() -> None:
    one = mention("1", EVENT, "c", quantities=(quantity("killed", 3, 3),), places=("Aram",))
    other = mention("2", EVENT, "d", quantities=(quantity("killed", 9, 9),), places=("Belen",))
    unlike = mention("3", EVENT, "d", {"market", "dawn"}, quantities=(quantity("killed", 9, 9),))
    assert compared(one, other) == ((), ())
    assert compared(one, unlike) == ((), ())


# Developments


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ([killed("a", 29, None), killed("c", 36, 36)], ["29-None", "36"]),
        ([killed("a", 29, 29), killed("b", 36, 36)], ["29", "36"]),
        ([killed("a", 29, 29), killed("b", 36, 36), killed("c", 40, None)], ["29", "36", "40-None"]),
        ([killed("c", 29, None), killed("d", 36, 36)], []),  # of one day: nobody knows which was first
        ([killed("a", 36, None), killed("c", 36, 36)], []),
    ],
)
def test_a_toll_that_rises_is_no_conflict(told: list[Mention], expected: list[str]) -> None:
    conflicts, developments = compared(*told)
    assert conflicts == ()
    assert values(developments) == ([("killed", expected)] if expected else [])


def test_a_toll_that_falls_or_rises_late_is_a_conflict() -> None:
    conflicts, _ = compared(killed("a", 36, 36), killed("b", 29, 29))
    assert values(conflicts) == [("killed", ["36", "29"])]
    late = {**REPORTS, "e": document("e", "The words of e are long enough.", date(2020, 3, 30))}
    conflicts, developments = compared(killed("c", 33, 33), killed("e", 36, 36), reports=late)
    assert values(conflicts) == [("killed", ["33", "36"])]
    assert developments == ()


# Days


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (("2020-03-05", "stated"), ("2020-03-06", "stated"), ["2020-03-05", "2020-03-06"]),
        (("2020-03-05", "stated"), ("2020-03-06", "relative"), []),
        (("2020-03-05", "stated"), ("2020-03-08", "relative"), ["2020-03-05", "2020-03-08"]),
        (("2020-03-05", "stated"), ("2020-03-08", "published"), []),
        (("2020-03-05", "stated"), ("2020-03-08", "inferred"), []),
        (("2020-03-05", "stated"), ("2020-03", "stated"), []),
        (("2020-03-06T00:01:00", "stated"), ("2020-03-06", "stated"), []),
        (("2020-03-06", "relative"), ("2020-01-06?", "stated"), ["2020-03-06", "2020-01-06"]),
    ],
)
def test_days(one: tuple[str, str], other: tuple[str, str], expected: list[str]) -> None:
    told = [mention(r, when, r, basis=basis) for r, (when, basis) in (("c", one), ("d", other))]  # type: ignore[arg-type]
    assert values(compared(*told)[0]) == ([("date", expected)] if expected else [])


def test_days_of_one_report_and_of_a_plan_that_was_put_off_are_no_conflict() -> None:
    assert compared(mention("1", "2020-03-05", "c"), mention("2", "2020-03-09", "c")) == ((), ())
    assert compared(mention("1", "2020-03-05", "c", kind="planned"), mention("2", "2020-03-09", "d")) == ((), ())


# Denials

RAID = frozenset({"=attack", "hospital", "jets", "@aram"})


def disputed(*told: Mention) -> list[tuple[str, list[tuple[str, str]]]]:
    found = entries(told, tuple(REPORTS.values()))
    return [
        (entry.id, [(claim.value, claim.mention) for claim in conflict.values])
        for entry in found
        for conflict in entry.conflicts
        if conflict.what == "denied"
    ]


def test_a_claim_and_its_denial_in_another_report() -> None:
    claim = mention("1", "2020-03-05", "a", RAID, by="the medics")
    denial = mention("2", "2020-03-06", "b", RAID | {"ministry"}, kind="denied", by="the ministry")
    assert disputed(claim, denial) == [("1", [("claimed", "1"), ("denied", "2")])]


def test_a_claim_and_its_denial_that_were_merged() -> None:
    claim = mention("1", "2020-03-05", "a", RAID)
    denial = mention("2", "2020-03-05", "b", RAID, kind="denied")
    assert disputed(claim, denial) == [("1", [("claimed", "1"), ("denied", "2")])]


def test_a_denial_that_only_names_the_charge_is_of_the_deadly_event_just_told() -> None:
    claim = mention("1", "2020-03-05", "a", RAID, quantities=(quantity("killed", 9, 9),), start=0)
    denial = mention("2", "2020-03-05", "a", {"ministry", "involvement"}, kind="denied", start=12)
    assert disputed(claim, denial) == [("1", [("claimed", "1"), ("denied", "2")])]


@pytest.mark.parametrize(
    ("claim", "denial"),
    [
        (mention("1", "2020-03-05", "a", RAID), mention("2", "2020-03-20", "c", RAID, kind="denied")),  # too late
        (mention("1", "2020-03-09", "c", RAID), mention("2", "2020-03-05", "a", RAID, kind="denied")),  # too early
        (mention("1", "2020-03-05", "a", {"=patrol", "road"}), mention("2", "2020-03-05", "b", RAID, kind="denied")),
        (mention("1", "2020-03-05", "a", RAID, by="he"), mention("2", "2020-03-05", "b", RAID, kind="denied", by="he")),
        (mention("1", "2020-03-05", "a", RAID, kind="planned"), mention("2", "2020-03-05", "b", RAID, kind="denied")),
    ],
)
def test_no_denial_of_it(claim: Mention, denial: Mention) -> None:
    assert disputed(claim, denial) == []


def test_nothing_is_in_conflict_with_itself() -> None:
    told = [mention(str(n), EVENT, "c", WORDS) for n in range(3)]
    assert compared(*told) == ((), ())


@pytest.mark.parametrize("place", ["Aleppo", "Khan Sheikhoun", "M4"])
def test_a_place_that_all_reports_name_is_no_town(place: str) -> None:
    told = replace(mention("1", EVENT), places=(place,))
    assert _towns(told, Weights({f"@{normal_form(place)}": WIDELY / 2})) == set()
    assert _towns(told, Weights({f"@{normal_form(place)}": WIDELY})) == {place}
