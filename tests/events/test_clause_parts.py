"""What a clause holds besides its date: who said it, figures, names and places, and its title."""

from __future__ import annotations

import pytest
from reading import read, told

from idlibtl.events.titles import LONGEST


@pytest.mark.parametrize(
    ("sentence", "speaker", "title"),
    [
        # leading
        ("Akar stated that the post was safe.", "Akar", "The post was safe"),
        ("The ministry in Ankara announced on Monday that a post was hit.", "The ministry in Ankara", None),
        ("On Tuesday in the capital the mayor told reporters that 29 shops were shut.", "the mayor", None),
        ("In northern Idlib activist Omar Haddad said that jets hit the town.", "Idlib activist Omar Haddad", None),
        ("Residents who stayed behind said the road was shut.", "Residents", None),
        # trailing, with and without commas
        ("Six trucks burned, the ministry said.", "the ministry", "Six trucks burned"),
        ("Six trucks burned on Sunday a monitor said.", "a monitor", "Six trucks burned"),
        (
            "Twelve people died in a raid near Aleppo the Observatory for Peace said.",
            "the Observatory for Peace",
            "Twelve people died in a raid near Aleppo",
        ),
        ("Jets hit the town, said Rami Ivanov, head of the council.", "Rami Ivanov", "Jets hit the town"),
        ("A mine went off in a market said the mayor of Ariha.", "the mayor of Ariha", "A mine went off in a market"),
        # interposed
        ("The convoy, the ministry added on Monday, was empty.", "the ministry", "The convoy was empty"),
        ("Akar, for his part, said on Monday that the post was safe.", "Akar", "Akar said that the post was safe"),
        ("The council, which tracks the war, said that shells hit Idlib.", "The council", "Shells hit Idlib"),
        # according to
        ("According to the Kremlin, the presidents spoke.", "the Kremlin", "The presidents spoke"),
        ("According to the council the raid killed nine men.", "the council", "The raid killed nine men"),
        ("The road was cut, according to the council.", "the council", "The road was cut"),
        ("The raid killed nine men, according to a group which tracks the war.", "a group", None),
        # nobody
        ("Troops left the town.", None, "Troops left the town"),
        ("He said on Monday that the road was open.", None, "He said that the road was open"),
        ("They told reporters on Monday that jets had come.", None, None),
        ("In an attack widely claimed by nobody, two men died.", None, None),
    ],
)  # fmt: skip
def test_attribution(sentence: str, speaker: str | None, title: str | None) -> None:
    mention = read(sentence)[0]
    assert mention.attributed_to == speaker
    if title is not None:
        assert mention.title == title


@pytest.mark.parametrize(
    ("sentence", "actors", "places"),
    [
        ("On Monday Foreign Minister Mevlut Çavuşoğlu left Deir Azzour.", ("Mevlut Çavuşoğlu",), ("Deir ez-Zor",)),
        ("Talks between Mr Ivanov and Jabhat al-Nusra were held in Lattakia.", ("Ivanov", "Nusra Front"), ("Latakia",)),
        ("Turkish troops crossed into Idleb.", ("Turkey",), ("Idlib",)),
        ("The road from Aleppo's suburbs was opened by Bashar al-Assad.", ("Bashar al-Assad",), ("Aleppo",)),
        ("On Monday the M-4 was shut.", (), ("M4",)),
        ("Snow fell on Monday.", (), ()),
    ],
)
def test_names_and_places(sentence: str, actors: tuple[str, ...], places: tuple[str, ...]) -> None:
    mention = read(sentence)[0]
    assert (mention.actors, mention.places) == (actors, places)


def test_spellings_of_one_name_are_one_keyword() -> None:
    first, second = (
        read(f"On Monday {name} came to {place}.")[0] for name, place in [("Erdoğan", "Idleb"), ("Erdogan", "Idlib")]
    )
    assert first.keywords == second.keywords


@pytest.mark.parametrize(
    ("sentence", "title"),
    [
        ("However, the two sides agreed on Monday on a truce.", "The two sides agreed on a truce"),
        ("After talks in Moscow on 3 March they announced a truce.", "They announced a truce"),
        ("Russia and Turkey, its neighbour, agreed on a truce on Monday.", "Russia and Turkey agreed on a truce"),
        ("At least nine people, all of them men, died on Monday.", "At least nine people died"),
        ("Nearly 75 fighters were killed on Monday.", "Nearly 75 fighters were killed"),
        ("**Shells** hit `Ariha` on Monday.", "Shells hit Ariha"),
        ("### The road to Ariha was shut on Monday.", "The road to Ariha was shut"),
        (
            "(Agencies) Troops left the town (a market (once) on Monday.",
            "Agencies Troops left the town a market (once)",
        ),
        ('Troops "left the town on Monday.', "Troops left the town"),
        ('Troops "left" the town on Monday.', 'Troops "left" the town'),
        (
            "The drive to take Ariha from men who seized it in 2014 was begun in 2016 by the army.",
            "The drive to take Ariha from men who seized it was begun by the army",
        ),
        ("Following the raid the government joined the pact.", "The government joined the pact"),
        (
            "Soldiers died in a hut hit by shells, which fell on Monday.",
            "Soldiers died in a hut hit by shells, which fell",
        ),
    ],
)
def test_title(sentence: str, title: str) -> None:
    assert told(sentence)[-1].title == title


def test_long_titles_are_cut() -> None:
    sentence = f"Troops left the town of Ariha on Monday {'by the long road ' * 12}to the north."
    title = told(sentence)[0].title
    assert len(title) <= LONGEST
    assert title.endswith("…")
    assert title.startswith("Troops left the town of Ariha by the long road")


def test_a_clause_that_is_nothing_but_its_date_has_a_title() -> None:
    assert told("Monday's talks.")[0].title
