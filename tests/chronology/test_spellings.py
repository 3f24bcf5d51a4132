"""One spelling for a name in all the chronology, and within an entry its fullest form."""

from __future__ import annotations

from dataclasses import replace

import pytest
from making import mention

from idlibtl.chronology.names import in_full, one_spelling


def test_a_name_is_spelled_as_most_documents_spell_it() -> None:
    told = [
        replace(mention("1", "2020-03-05", "a"), places=("Tokkhar", "Homs")),
        replace(mention("2", "2020-03-05", "a"), places=("Tokkhar",)),
        replace(mention("3", "2020-03-05", "b"), places=("Tokhar",), actors=("Tokkhar",)),
        replace(mention("4", "2020-03-05", "c"), places=("Tokhar",)),
    ]
    spelled = one_spelling(told)
    assert [each.places for each in spelled] == [("Tokhar", "Homs"), ("Tokhar",), ("Tokhar",), ("Tokhar",)]
    assert spelled[2].actors == ("Tokkhar",)  # of an actor nothing is known
    assert one_spelling(list(reversed(told))) == list(reversed(spelled))


def test_a_possessive_that_has_lost_its_apostrophe_is_no_name() -> None:
    told = [replace(mention(str(n), "2020-03-05", f"d{n}"), actors=("Omar Assad",)) for n in range(4)]
    told.append(replace(mention("9", "2020-03-05", "e"), actors=("Omar Assads", "Mills")))
    assert one_spelling(told)[-1].actors == ("Omar Assad", "Mills")


@pytest.mark.parametrize(
    ("groups", "expected"),
    [
        ([["Erdogan", "Putin"], ["Recep Tayyip Erdogan", "Turkey"]], ("Recep Tayyip Erdogan", "Putin", "Turkey")),
        ([["Bashar al-Assad"], ["Assad"], ["al-Assad"]], ("Bashar al-Assad",)),
        ([["Assad"], ["Bashar al-Assad", "Hafez al-Assad"]], ("Assad", "Bashar al-Assad", "Hafez al-Assad")),
        ([["Free Syrian Army"], ["Syrian Army"]], ("Free Syrian Army", "Syrian Army")),
        ([], ()),
    ],
)
def test_a_person_is_named_once_in_full(groups: list[list[str]], expected: tuple[str, ...]) -> None:
    assert in_full(groups) == expected
