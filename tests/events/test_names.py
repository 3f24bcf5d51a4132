"""Who and where, told from all that a document says of a name."""

from __future__ import annotations

import re

import pytest
from reading import document

from idlibtl.events.lexicon import lexicon
from idlibtl.events.namebook import namebook
from idlibtl.events.names import Entity, Name, Names, sided
from idlibtl.events.parsing import parse
from idlibtl.events.verbs import Token
from idlibtl.languages.spelling import normal_form
from idlibtl.pipeline import timexes


def names(text: str, *entities: Entity) -> list[Name]:
    report = document(text)
    parsed = list(parse(report, timexes(report), lexicon("en")))
    found = Names.of([(each.tokens, each.dated) for each in parsed], lexicon("en"), namebook("en"), entities)
    return [name for each in parsed for name in found.within(each.tokens)]


def sides(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    found = names(text)
    return sided(found, "actor"), sided(found, "place")


@pytest.mark.parametrize(
    ("text", "actors", "places"),
    [
        # places by the words around them
        ("Jets hit the town of Tarluna, Masqala and Qorb.", (), ("Tarluna", "Masqala", "Qorb")),
        ("Shells fell on Tarluna village and Masqala neighbourhood.", (), ("Tarluna", "Masqala")),
        ("They left Wazira airbase, Qorb military airport and Tarluna camp.", (), ("Wazira", "Qorb", "Tarluna")),
        ("The Bab al-Noor crossing and the M-4 highway were shut.", (), ("Bab al-Noor", "M4")),
        ("The bridge over the Euphrates River fell.", (), ("Euphrates",)),
        ("A mine went off in Nile Square near Omar Hospital.", (), ("Nile Square", "Omar Hospital")),
        ("Shells fell on eastern Aleppo, Rural Idlib and Homs Province.", (), ("Aleppo", "Idlib", "Homs")),
        ("A shell hit al-Shaar al-Sukkari and al-Sakhour.", (), ("al-Shaar", "al-Sukkari", "al-Sakhour")),
        ("Snow fell in Tarluna. A car hit Tarluna.", (), ("Tarluna",)),
        # people and organisations
        ("A raid by Rami Qorbani killed two.", ("Rami Qorbani",), ()),
        ("Homs Governor Talal Barazi resigned.", ("Talal Barazi",), ()),
        ("The Russian Defence Ministry and the Aleppo Police Command denied it.",
         ("Russian Defence Ministry", "Aleppo Police Command"), ()),
        ("The Council for the Nomads met Staffan de Vries.",
         ("Council for the Nomads", "Staffan de Vries"), ()),
        ("The men of the al-Sarab tribe left.", ("al-Sarab",), ()),
        ("The Jabhat al Sarab men left.", ("Jabhat al Sarab",), ()),
        # countries act, or are where something happens
        ("Russia and Turkey agreed on a truce in Syria.", ("Russia", "Turkey"), ("Syria",)),
        ("Syrian and Russian warplanes flew to Iraq and Iran.", ("Syria", "Russia"), ("Iraq", "Iran")),
        ("Ankara answered after talks in Moscow.", ("Ankara",), ("Moscow",)),
        ("The Syrian city of Homs and Syrian refugees froze.", (), ("Homs",)),
        ("U.S. air strikes hit Raqqa.", ("United States",), ("Raqqa",)),
        ("The U.S. Air Force left.", ("U.S. Air Force",), ()),
        ("The US-led coalition and Turkey-backed rebels met.", (), ()),
        ("The border with Iraq was shut by Iran.", ("Iran",), ("Iraq",)),
        # what is no name
        ("Dozens fled. Airstrikes began. Meanwhile shells fell on Friday.", (), ()),
        ("Reuters and SANA reported on Facebook that F-16s flew.", (), ()),
        ("Fighters of Operation Euphrates Dawn left.", (), ()),
        ("The Army and the Council left.", (), ()),
        ("Many saw Bab Tarluna and old Damascus.", (), ("Bab Tarluna", "Damascus")),
        # texts that have lost their apostrophes and commas
        ("Syrias Aleppo Monitor AFP saw Assads forces. Then Assad left.", ("Assad",), ("Aleppo",)),
        ("Troops left Homs Syria and Aleppo Damascus.", (), ("Homs", "Syria", "Aleppo", "Damascus")),
        ("The Coalitions office is shut. The UNs envoy left.", ("United Nations",), ()),
    ],
)  # fmt: skip
def test_sides(text: str, actors: tuple[str, ...], places: tuple[str, ...]) -> None:
    assert sides(text) == (actors, places)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Turkish President Rejep Aydan spoke. Later the Turkish president left.", ["Rejep Aydan", "Rejep Aydan"]),
        ("Rejep Aydan, the Turkish president, spoke. Turkey's president left.", ["Rejep Aydan"] * 3),
        ("Rejep Tayip Aydan spoke. On Monday Aydan left. Mr Aydan sang.", ["Rejep Tayip Aydan"] * 3),
        ("Then Rejep Aydan and Emine Aydan spoke. On Monday Aydan left.", ["Rejep Aydan", "Emine Aydan", "Aydan"]),
        ("The Council of Free Elders (CFE) met. The CFE left.", ["Council of Free Elders"] * 3),
        ("The Council for Nomad Rights met. On Monday the Council left.", ["Council for Nomad Rights"] * 2),
        ("The SDF met ISIL, Daesh and Jabhat Fateh Al Sham.",
         ["Syrian Democratic Forces", "ISIS", "ISIS", "Fateh al-Sham Front"]),
        ("The Islamic State of Iraq and the Levant left.", ["ISIS"]),
        ("French Foreign Minister Luc Aydan met the Iranian foreign minister.", ["Luc Aydan", "Iran"]),
    ],
)  # fmt: skip
def test_one_name_for_short_forms_and_offices(text: str, expected: list[str]) -> None:
    assert [name.text for name in names(text) if name.side == "actor"] == expected


def test_people_are_compared_by_their_surname_and_countries_with_their_people() -> None:
    keys = {name.text: name.key for name in names("Then Sergey Shoigu and Shoygu met Turkish and Turkey's men.")}
    assert keys["Sergey Shoigu"] == normal_form("Shoigu")
    assert len(set(keys.values())) == 2


def _entity(text: str, word: str, side: str) -> Entity:
    match = re.search(word, text)
    assert match is not None
    return Entity(match.start(), match.end(), "place" if side == "place" else "actor")


def test_entities_add_names_and_decide_where_the_document_tells_nothing() -> None:
    text = "The men saw Tarluna. Residents of the wolf valley left."
    assert [(name.text, name.side) for name in names(text)] == [("Tarluna", "actor")]
    found = names(text, _entity(text, "Tarluna", "place"), _entity(text, "wolf valley", "place"))
    assert [(name.text, name.side) for name in found] == [("Tarluna", "place"), ("wolf valley", "place")]


def test_names_within_leave_out_what_is_skipped() -> None:
    words = lexicon("en").vocabulary
    tokens = [Token(0, 4, words["Homs"]), Token(9, 13, words["Hama"])]
    found = Names([Name(0, 4, "Homs", "place", "hums"), Name(9, 13, "Hama", "place", "hama")])
    assert sided(found.within(tokens), "place") == ("Homs", "Hama")
    assert sided(found.within(tokens, (0, 5)), "place") == ("Hama",)
