"""What makes an entry weigh more than another."""

from __future__ import annotations

from dataclasses import replace

import pytest
from making import document, mention

from idlibtl.chronology import entries
from idlibtl.chronology.salience import BASIS, KIND, LEAD, PRECISION, salience
from idlibtl.dates import Granularity, from_edtf, from_timex3
from idlibtl.model import KINDS, Document, Entry, Voice

LONG = "x" * 20_000
DOCUMENTS = {name: document(name, LONG) for name in "abcd"}


def entry(sources: str = "a", **fields: object) -> Entry:
    """An entry of 3 March 2020 that each of the sources tells in its first words."""
    [made] = entries([mention(name, "2020-03-03", name) for name in sources], list(DOCUMENTS.values()))
    return replace(made, **fields)  # type: ignore[arg-type]


def weight(entry: Entry, documents: dict[str, Document] = DOCUMENTS) -> float:
    return salience(entry, documents).total


def told(entry: Entry, **fields: object) -> Entry:
    """With other fields in all its mentions."""
    return replace(entry, mentions=tuple(replace(said, **fields) for said in entry.mentions))  # type: ignore[arg-type]


def test_one_source_that_states_a_day_in_its_lead_weighs_one() -> None:
    assert weight(entry()) == entry().salience == 1.0


def test_it_grows_with_the_voices_and_not_with_their_copies() -> None:
    assert [weight(entry("abcd"[:number])) for number in (1, 2, 4)] == [1.0, 2.0, 4.0]
    assert weight(entry("abc", voices=(Voice(("a", "b", "c"), "AFP"),))) == 1.0
    twice = replace(entry(), mentions=entry().mentions * 2, links=entry().links * 2)
    assert weight(twice) == 1.0


@pytest.mark.parametrize(
    ("heavier", "lighter"),
    [
        *((entry(kind=one), entry(kind=other)) for one, other in zip(KIND, list(KIND)[1:], strict=False)),
        (entry(), entry(when=from_timex3("2020-W10"))),
        (entry(when=from_timex3("2020-W10")), entry(when=from_edtf("2020-03"))),
        (entry(when=from_edtf("2020-03")), entry(when=from_edtf("2020"))),
        (entry(when=from_edtf("2020")), entry(when=from_edtf("202X"))),
        (entry(), told(entry(), basis="published")),
        (told(entry(), basis="published"), told(entry(), basis="inferred")),
        (entry(), told(entry(), start=LEAD, end=LEAD + 9)),
        (told(entry(), start=LEAD, end=LEAD + 9), told(entry(), start=9000, end=9009)),
        # Three reports outweigh one, whatever else.
        (entry("abc", kind="planned"), entry()),
    ],
)
def test_weighs_more(heavier: Entry, lighter: Entry) -> None:
    assert weight(heavier) > weight(lighter)


def test_the_place_is_counted_from_the_beginning_of_the_prose() -> None:
    late = told(entry(), start=1200, end=1209)
    assert weight(late) < 0.6
    assert weight(late, {"a": replace(DOCUMENTS["a"], prose=1200)}) == 1.0
    assert weight(late, {"a": replace(DOCUMENTS["a"], prose=5000)}) == 1.0
    assert 0.3 < weight(told(entry(), start=19_000, end=19_009)) < 0.35


def test_the_strongest_mention_speaks_for_its_voice() -> None:
    pair = entry("ab", voices=(Voice(("a", "b")),))
    first, second = pair.mentions
    weak = replace(first, start=9000, end=9009, basis="inferred")
    assert weight(replace(pair, mentions=(weak, second))) == 1.0
    apart = replace(pair, mentions=(weak, second), voices=())
    assert salience(apart, DOCUMENTS).voices[1] == 1.0
    assert 1.2 < weight(apart) < 1.3


def test_every_kind_and_precision_has_its_factor() -> None:
    assert set(KIND) == set(KINDS)
    assert max(*KIND.values(), *BASIS.values(), *(factor for _, factor in PRECISION)) == 1.0
    assert [coarsest for coarsest, _ in PRECISION] == sorted(coarsest for coarsest, _ in PRECISION)
    assert PRECISION[-1][0] == max(Granularity)
    assert weight(entry(when=None)) == PRECISION[-1][1]
