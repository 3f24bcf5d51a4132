"""Mentions to entries: what is merged, what stands for an entry, what is in conflict, and the order."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from making import WORDS, document, mention, quantity

from idlibtl.chronology import entries
from idlibtl.chronology.links import CONTEXT, Linker
from idlibtl.chronology.order import date_of, kind_of, order_key, title_of
from idlibtl.chronology.weights import likeness, weights
from idlibtl.model import Entry, Mention

A, B, C = document("a", published=date(2020, 3, 6)), document("b", published=date(2020, 3, 5)), document("c")
KNOWN = {report.id: report for report in (A, B, C)}


def made(*mentions: Mention) -> tuple[Entry, ...]:
    return entries(mentions, (A, B, C))


def ids(found: tuple[Entry, ...]) -> list[list[str]]:
    return [[each.id for each in entry.mentions] for entry in found]


# Merging


def test_the_same_day_and_words_are_one_entry_named_by_the_earliest_report() -> None:
    (entry,) = made(mention("1", "2020-03-05", "a"), mention("2", "2020-03-05", "b"))
    assert (entry.id, entry.independent_sources) == ("2", 2)
    assert [each.id for each in entry.mentions] == ["2", "1"]
    assert [link.document for link in entry.links] == ["b", "a"]
    assert "joins" in entry.reasons[0]


def test_other_days_and_other_words_stay_apart() -> None:
    assert len(made(mention("1", "2020-03-05"), mention("2", "2020-03-06", "b"))) == 2
    assert len(made(mention("1", "2020-03-05"), mention("2", "2020-03-05", "b", {"=patrol", "@latakia"}))) == 2


@pytest.mark.parametrize("coarse", ["2020-W10", "2020-03", "2020", "2020-03-05T10:30"])
def test_a_date_that_holds_another_is_merged_and_the_finer_shown(coarse: str) -> None:
    (entry,) = made(mention("1", "2020-03-05", "a"), mention("2", coarse, "b"))
    assert entry.when is not None
    assert entry.when.edtf.startswith("2020-03-05")


def test_figures_that_disagree_keep_others_apart_unless_much_is_alike() -> None:
    first = mention(
        "1", "2020-03-05", "a", {"=attack", "school", "noon", "bus"}, quantities=(quantity("killed", 3, 3),)
    )
    second = mention(
        "2", "2020-03-05", "b", {"=attack", "market", "dusk", "rain"}, quantities=(quantity("killed", 9, 9),)
    )
    assert len(made(first, second)) == 2


def test_what_is_said_of_a_plan_is_not_the_plan() -> None:
    assert len(made(mention("1", "2020-03-05", kind="statement"), mention("2", "2020-03-05", kind="planned"))) == 2


DAYS = ("2020-03-05", "2020-03-06", "2020-01-05?", "2020-03-05T10:30", "2020-03-05T10:30Z")
WIDER = ("2020-W10", "2020-03-01/2020-03-05", "2020-03", "2020-03~", "2020", "199X", "../2020-03-12")
DATED = st.sampled_from([None, *DAYS, *WIDER])


@st.composite
def collections(draw: st.DrawFn) -> list[Mention]:
    vocabulary = sorted(WORDS | {"=attack", "@idlib", "killed", "school"})
    return [
        mention(
            f"{number:03}",
            draw(DATED),
            draw(st.sampled_from("abc")),
            draw(st.sets(st.sampled_from(vocabulary), max_size=5)),
            kind=draw(st.sampled_from(["occurred", "planned", "statement", "hypothetical"])),
            places=tuple(draw(st.sets(st.sampled_from(["Idlib", "Moscow"])))),
            quantities=tuple(quantity("killed", n, n) for n in draw(st.lists(st.integers(1, 3), max_size=1))),
        )
        for number in range(draw(st.integers(0, 14)))
    ]


@settings(max_examples=150, deadline=None)
@given(collections(), st.randoms(use_true_random=False))
def test_every_mention_is_in_one_entry_whatever_the_order(mentions: list[Mention], random: object) -> None:
    found = entries(mentions, (A, B, C))
    assert sorted(each.id for entry in found for each in entry.mentions) == sorted(each.id for each in mentions)
    assert all(entry.id == entry.mentions[0].id for entry in found)
    assert [order_key(entry) for entry in found] == sorted(order_key(entry) for entry in found)
    shuffled = list(mentions)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert entries(shuffled, (C, A, B)) == found
    assert all(len({claim.document for claim in c.values}) > 0 for entry in found for c in entry.conflicts)


# Order


def test_order_is_by_instant_coarse_dates_after_fine_and_undated_last() -> None:
    dates = [
        "2019",
        "2020-03-05T09:00+03:00",  # 06:00 UTC
        "2020-03-05T06:30Z",
        "2020-03-05T10:00",
        "../2020-03-06",
        "2020-03-07",
        "2020-04-01T00:00",
        "2020-04-01",
        "2020-04",
        None,
    ]
    told = [mention(str(n), when, words={f"word{n}"}, title=str(n)) for n, when in enumerate(dates)]
    assert [int(entry.title) for entry in made(*reversed(told))] == list(range(len(dates)))


def test_a_day_comes_before_its_month_and_after_its_first_hour() -> None:
    told = [
        mention(str(n), when, words={f"w{n}"}) for n, when in enumerate(["2020-04", "2020-04-01", "2020-04-01T00:00"])
    ]
    assert [entry.id for entry in made(*told)] == ["2", "1", "0"]


def test_faint_entries() -> None:
    faint = {entry.id: entry.faint for entry in made(
        mention("1", None, words={"x"}), mention("2", "2020", words={"y"}, kind="hypothetical"),
        mention("3", "2020", words={"z"}),
    )}  # fmt: skip
    assert faint == {"1": True, "2": True, "3": False}


# What stands for an entry


def _edtf(*dates: tuple[str | None, str]) -> str | None:
    when = date_of([mention(str(n), told, report) for n, (told, report) in enumerate(dates)])
    return when.edtf if when else None


def test_date_of_prefers_fine_sure_and_well_backed_dates() -> None:
    assert _edtf(("2020-03", "a"), ("2020-03-05", "b")) == "2020-03-05"
    assert _edtf(("2020-01-05?", "a"), ("2020-03", "b")) == "2020-03"
    assert _edtf(("2020-01-05?", "a")) == "2020-01-05?"
    assert _edtf(("2020-03-04", "a"), ("2020-03-05", "b"), ("2020-03-05", "c")) == "2020-03-05"
    assert _edtf(("2020-03-05", "a"), ("2020-03-05T10:30", "a")) == "2020-03-05T10:30:00"
    assert _edtf((None, "a")) is None


def test_what_happened_outranks_what_was_planned_or_said() -> None:
    assert kind_of([mention("1", "2020", kind="planned"), mention("2", "2020")]) == "occurred"
    assert kind_of([mention("1", "2020", kind="statement"), mention("2", "2020", kind="denied")]) == "denied"


def test_the_title_is_whole_and_tells_what_happened() -> None:
    good = "The presidents agreed on a truce in Moscow"
    told = [
        mention("1", "2020", title="The ministry said that the presidents agreed on a truce", kind="statement"),
        mention("2", "2020", title="The presidents agreed on a truce in the course of a long and weary…"),
        mention("3", "2020", title="Agreed"),
        mention("5", "2020", title="They also agreed on a truce in Moscow that day", places=("Moscow",), leans=True),
        mention(
            "6", "2020", title="The truce in Moscow is hailed by a mayor", places=("Moscow",), elaborates="3", start=9
        ),
        mention("4", "2020", title=good, places=("Moscow",)),
    ]
    assert title_of(told, weights(told)) == good


def test_rare_words_weigh_more_and_nothing_shared_is_not_alike() -> None:
    told = [mention(str(n), "2020", report, {"common", f"rare{n}"}) for n, report in enumerate("abc")]
    weight = weights(told)
    assert weight["rare1"] > weight["common"]
    assert likeness(frozenset({"rare1"}), frozenset({"rare2"}), weight) == 0
    assert likeness(told[0].keywords, told[0].keywords, weight) == pytest.approx(1)


def test_a_doubted_date_joins_its_event_and_is_shown_as_a_conflict() -> None:
    (entry,) = made(mention("1", "2020-03-06", "a"), mention("2", "2020-01-06?", "b"))
    assert entry.when is not None
    assert entry.when.edtf == "2020-03-06"
    assert [(c.what, [claim.value for claim in c.values]) for c in entry.conflicts] == [
        ("date", ["2020-01-06", "2020-03-06"])
    ]


# Links


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_and_columns(end: str) -> None:
    text = end.join(["One", "", "Два  three", "four"])
    linker = Linker(document("a", text))
    at = text.index("three")
    link = linker.link(mention("1", None, start=at))
    assert (link.line, link.column, link.quote) == (3, 6, text[at : at + 9])
    assert link.prefix == text[:at]
    first = linker.link(mention("2", None, start=0))
    assert (first.line, first.column, first.prefix) == (1, 1, "")
    assert first.suffix == text[9 : 9 + CONTEXT]
