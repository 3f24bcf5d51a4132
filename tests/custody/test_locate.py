"""Where a quote stands in another version of its text."""

from __future__ import annotations

import time

import pytest
from evidence import LANTERN, at, link
from hypothesis import given
from hypothesis import strategies as st

from idlibtl.custody.locate import Found, Locator
from idlibtl.model import Link

TRUCE = "The mayors of Aram and Belen signed a truce on 5 March 2020."
KILLED = "Over 30 people were killed in Belen on 27 February 2020, doctors said."
RULE = "On 5 May 2020 shells fell on Aram. "


def found(old: str, quote: str, new: str, occurrence: int = 0) -> tuple[str, str | None]:
    cited = link(old, quote, occurrence)
    located = Locator(new, [cited]).find(cited)
    return located.status, None if located.span is None else new[slice(*located.span)]


@pytest.mark.parametrize(
    ("quote", "old", "new", "status", "passage"),
    [
        (TRUCE, "", "", "unchanged", TRUCE),
        (KILLED, "It took", "It also took", "moved", KILLED),
        (TRUCE, "Lantern Post", "The Lantern Post", "moved", TRUCE),
        (KILLED, TRUCE, "", "moved", KILLED),
        (KILLED, "Over 30", "Over 33", "changed", KILLED.replace("30", "33")),
        (KILLED, ", doctors said.", ", doctors have said.", "changed", KILLED.replace("said", "have said")),
        (KILLED, "people were ", "people  were\n", "changed", KILLED.replace("people were ", "people  were\n")),
        (KILLED, KILLED, KILLED.upper(), "changed", KILLED.upper()),
        (KILLED, ", doctors", " doctors", "changed", KILLED.replace(",", "")),
        (KILLED, KILLED, "Nobody is known to have died there.", "changed", "Nobody is known to have died there."),
        (KILLED, KILLED + "\n", "", "missing", None),
        (KILLED, "killed in Belen", "killed in the town of Belen by the river", "changed",
         KILLED.replace("in Belen", "in the town of Belen by the river")),
        (KILLED, LANTERN, "Another report altogether, of 5 May 2021, tells of rain.", "missing", None),
        (KILLED, LANTERN, "", "missing", None),
        ("on 28 February 2020 and again a day later.", "a day later.\n", "later", "changed",
         "on 28 February 2020 and again later"),
        ("The mayors of Aram", "Lantern Post, 6 March 2020\n\nThe mayors", "Mayors", "changed", "Mayors of Aram"),
        ("at midnight", "It took", "It also took", "moved", "at midnight"),
        ("at midnight", "at midnight", "at noon", "changed", "at noon"),
    ],
)  # fmt: skip
def test_tells_how_a_quote_stands(quote: str, old: str, new: str, status: str, passage: str | None) -> None:
    text = LANTERN.replace(old, new) if old else LANTERN
    assert found(LANTERN, quote, text) == (status, passage)


@pytest.mark.parametrize("occurrence", [0, 1, 2])
def test_of_several_places_the_context_decides(occurrence: int) -> None:
    old = f"First news. {RULE}Then more news. {RULE}At last. {RULE}The end."
    new = f"Something was put in at the front, of some length. {old}"
    cited = link(old, RULE, occurrence)
    assert Locator(new, [cited]).find(cited) == Found("moved", (cited.start + 51, cited.end + 51))


def test_where_the_context_decides_nothing_the_nearest_place_is_taken() -> None:
    old, new = "x" + RULE * 1000, "xy " + RULE * 1000
    cited = at(old, 1 + 600 * len(RULE), 601 * len(RULE) + 1)
    assert Locator(new, [cited]).find(cited) == Found("moved", (cited.start + 2, cited.end + 2))


def test_words_that_come_twice_within_quote_and_context_mislead_nobody() -> None:
    quote = "A mine killed 7 people and left a score of others hurt on 5 May in the hills north of the valley of Aram."
    old = f"Rain fell on the hills north of the valley of Aram. {quote} More is not known."
    assert found(old, quote, old.upper()) == ("changed", quote.upper())


def test_finds_words_of_scripts_without_spaces() -> None:
    old = "报道说。三月五日两城的市长签署了停火协议。双方士兵离开了大桥。"
    assert found(old, "三月五日两城的市长签署了停火协议", "最新" + old) == ("moved", "三月五日两城的市长签署了停火协议")
    assert found(old, "三月五日两城的市长签署了停火协议", old.replace("五日", "六日")) == (
        "changed", "三月六日两城的市长签署了停火协议"
    )  # fmt: skip


def test_finds_a_quote_that_has_grown_together_with_what_stands_beside_it() -> None:
    old = "Rain. Shells fell on Aram on 5 May 2020 at night and more."
    quote = "Shells fell on Aram on 5 May 2020 at night"
    assert found(old, quote, "Rain.xxShells fell on Aram on 5 May 2020 at nightly") == ("moved", quote)


VOCABULARY = "on in 5 7 May Aram Belen fell shells troops said . , é 三 五"
WORDS = st.lists(st.sampled_from([*VOCABULARY.split(), "\n"]), max_size=60)
TEXTS = WORDS.map(" ".join) | st.text(st.sampled_from("ab \n.-"), max_size=80) | st.text(max_size=40)


@st.composite
def quoted(draw: st.DrawFn) -> tuple[str, Link]:
    text = draw(TEXTS.filter(bool))
    start = draw(st.integers(0, len(text) - 1))
    return text, at(text, start, draw(st.integers(start + 1, min(len(text), start + 600))))


@given(quoted(), TEXTS, TEXTS)
def test_what_stands_there_word_by_word_is_always_found(told: tuple[str, Link], before: str, after: str) -> None:
    cited = told[1]
    new = before + cited.quote + after
    located = Locator(new, [cited]).find(cited)
    assert located.status in ("unchanged", "moved")
    assert located.span is not None
    assert new[slice(*located.span)] == cited.quote


@given(quoted(), TEXTS)
def test_a_quote_whose_whole_context_moved_along_is_found_there(told: tuple[str, Link], before: str) -> None:
    text, cited = told
    located = Locator(before + text, [cited]).find(cited)
    assert located.span is not None
    start, end = located.span
    new = before + text
    assert new[start:end] == cited.quote
    if located.status == "moved":
        assert new.endswith(cited.prefix, 0, start)
        assert new.startswith(cited.suffix, end)


@given(quoted(), TEXTS)
def test_what_is_found_is_a_span_of_the_text(told: tuple[str, Link], new: str) -> None:
    cited = told[1]
    located = Locator(new, [cited]).find(cited)
    assert (located.span is None) == (located.status == "missing")
    assert (located.status in ("unchanged", "moved")) == (cited.quote in new)
    if located.span is not None:
        assert 0 <= located.span[0] < located.span[1] <= len(new)


@pytest.mark.parametrize(
    ("sentence", "other"),
    [
        ("On 5 May 2020 shells number {} fell on Aram. ", "On 6 May 2020 rockets number {} fell on Belen. "),
        ("on on on on on on on on on on {}", "on on on on on on on on on on on {}"),
    ],
)
def test_a_long_text_with_nothing_in_its_place_takes_no_time(sentence: str, other: str) -> None:
    lines = [sentence.format(number) for number in range(2000)]
    old, new = "".join(lines), "Front. " + "".join(other.format(number) for number in range(2000))
    starts = [sum(map(len, lines[:number])) for number in range(0, 2000, 10)]
    cited = [at(old, start, start + len(sentence)) for start in starts]
    begun = time.perf_counter()
    locator = Locator(new, cited)
    for each in cited:
        locator.find(each)
    assert time.perf_counter() - begun < 10
