"""What a clause holds besides its date: who said it, figures, names and places, and its title."""

from __future__ import annotations

import pytest
from reading import read, told

from idlibtl.events.lexicon import lexicon
from idlibtl.events.titles import LONGEST, leans
from idlibtl.events.verbs import tokens, verb_groups


@pytest.mark.parametrize(
    ("sentence", "speaker", "title"),
    [
        # leading
        ("Akar stated that the post was safe.", "Akar", "The post was safe"),
        ("The ministry in Ankara announced on Monday that a post was hit.", "The ministry in Ankara", None),
        ("On Tuesday in the capital the mayor told reporters that 29 shops were shut.", "the mayor", None),
        ("In northern Idlib activist Omar Haddad said that jets hit the town.", "activist Omar Haddad", None),
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
        ("Akar, for his part, said on Monday that the post was safe.", "Akar", "The post was safe"),
        ("The council, which tracks the war, said that shells hit Idlib.", "The council", "Shells hit Idlib"),
        # according to
        ("According to the Kremlin, the presidents spoke.", "the Kremlin", "The presidents spoke"),
        ("According to the council the raid killed nine men.", "the council", "The raid killed nine men"),
        ("The road was cut, according to the council.", "the council", "The road was cut"),
        ("The raid killed nine men, according to a group which tracks the war.", "a group", None),
        # nobody
        ("Troops left the town.", None, "Troops left the town"),
        ("He said on Monday that the road was open.", None, "The road was open"),
        ("The army said that its men had left.", "The army", "The army said that its men had left"),
        # what is said in place of what happened keeps its speaker
        ("Akar said on Monday that the post will be left.", "Akar", "Akar said that the post will be left"),
        ("Akar vowed on Monday that no post would fall.", "Akar", "Akar vowed that no post would fall"),
        ("The council said on Monday it was ready.", "The council", "The council said it was ready"),
        ("We left the post, Haddad told us on Monday.", "Haddad", "We left the post, Haddad told us"),
        (
            "The council did not say on Monday whether shells hit Ariha.",
            "The council",
            "The council did not say whether shells hit Ariha",
        ),
        (
            "Elsewhere the Observatory reported at least 12 people killed in raids.",
            "the Observatory",
            "At least 12 people killed in raids",
        ),
        ("Jets hit the ridge as well the monitor added on Monday.", "the monitor", "Jets hit the ridge"),
        # without "that", and told to somebody
        ("The ministry said on Monday three posts were hit.", "The ministry", "Three posts were hit"),
        (
            "Activists say more than 20 killed in raid near Ariha on Monday.",
            "Activists",
            "More than 20 killed in raid near Ariha",
        ),
        ("A source told the agency by telephone that buses left Ariha.", "A source", "Buses left Ariha"),
        # quoted by another
        ("The agency quoted a local source as saying that four men died.", "a local source", "Four men died"),
        ("Four men died on Monday, the agency quoted the mayor as saying.", "the mayor", "Four men died"),
        ("Four men died, local media reported on Monday, citing an officer.", "an officer", "Four men died"),
        (
            "According to a report by the Centre for Peace the war has claimed 900 lives.",
            "a report by the Centre for Peace",
            "The war has claimed 900 lives",
        ),
        # asides
        ("The convoy the ministry added was emptied on Monday.", "the ministry", "The convoy was emptied"),
        ("Four men died a monitor said adding that nine were hurt.", "a monitor", "Four men died"),
        (
            "Rebels took homes in Ariha said the mayor who asked not to be named.",
            "the mayor",
            "Rebels took homes in Ariha",
        ),
        # where speakers begin and end
        ("Jets hit a post near Aleppo state media said on Monday.", "state media", "Jets hit a post near Aleppo"),
        ("Nine men died in Idlib activists in the town said.", "activists in the town", "Nine men died in Idlib"),
        (
            "Nine men died in the raid a source at Idlib police command said.",
            "a source at Idlib police command",
            "Nine men died in the raid",
        ),
        (
            "A post was held by a rebel group Syrian state TV said on Monday.",
            "Syrian state TV",
            "A post was held by a rebel group",
        ),
        ("Omar Haddad, head of the council, said the road was shut.", "Omar Haddad", None),
        ("Nine men died in Ariha on Monday the Peace Observatory (POB) said.", "the Peace Observatory", None),
        ("The army units the source added clashed with rebels on Monday.", "the source", None),
        ("The Peace Observatory (POB) said the road was shut.", "The Peace Observatory", "The road was shut"),
        (
            "The Peace Observatory a monitor based in the UK said nine men died.",
            "The Peace Observatory",
            "Nine men died",
        ),
        ("The council strongly condemned the raid on Monday.", "The council", None),
        ("Jets hit Ariha The Peace Observatory said nine men died.", "The Peace Observatory", None),
        # no speakers
        ("An attack in Idlib claimed nine lives.", None, "An attack in Idlib claimed nine lives"),
        ("Initial reports of nine dead came on Monday.", None, None),
        ("They told reporters on Monday that jets had come.", None, None),
        ("In an attack widely claimed by nobody, two men died.", None, None),
    ],
)
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
        (
            "An activist who lives in Ariha but works in Idlib told of the raid on Monday.",
            "An activist who lives in Ariha but works in Idlib told of the raid",
        ),
        ("After long talks in Geneva Ivanov left on Monday.", "After long talks in Geneva Ivanov left"),
        (
            "The raid on a town from which rebels had been driven sparked an exodus on Monday.",
            "The raid on a town from which rebels had been driven sparked an exodus",
        ),
        ("The council wont leave the town on Monday.", "The council wont leave the town"),
        ("Camps for displaced people were shelled on Monday.", "Camps for displaced people were shelled"),
        # datelines, and sentences that no stop sets off
        ("BEIRUT Syrian troops left the town on Monday.", "Syrian troops left the town"),
        ("MOSCOW (Agency) - Troops left the town on Monday.", "Troops left the town"),
        ("MOSCOW (Agency) Russian troops left the town on Monday.", "Russian troops left the town"),
        ("Get short URL 4430 Rebels left the town on Monday.", "Rebels left the town"),
        ("Tags Ariha strikes Idlib Dozens of people fled the town on Monday.", "Dozens of people fled the town"),
        ("Bread runs short in Ariha Bread runs out on Monday.", "Bread runs out"),
        # dates with all that leads to them, and no more
        ("Troops fought throughout Friday night and into Saturday morning near Ariha.", "Troops fought near Ariha"),
        ("The Monday downing of a jet killed nine men.", "The downing of a jet killed nine men"),
        ("March was the worst month of the war.", "March was the worst month of the war"),
        # dependent clauses without a comma
        ("After leaving the town on Monday the troops set up camp.", "The troops set up camp"),
        ("In the face of losses the rebels left the town on Monday.", "The rebels left the town"),
        ("In Ariha province the rebels left a town on Monday.", "In Ariha province the rebels left a town"),
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
    sentence = f"Troops left the town of Ariha on Monday {'and the long road ' * 12}to the north."
    title = told(sentence)[0].title
    assert len(title) <= LONGEST
    assert title.endswith("…")
    assert title.startswith("Troops left the town of Ariha and the long road")


@pytest.mark.parametrize(
    ("sentence", "title"),
    [
        (
            "Government troops took two villages south of the town of Ariha and the hills around "
            "while jets hit the only road.",
            "Government troops took two villages south of the town of Ariha and the hills around",
        ),
        (
            "A car bomb killed at least 34 people in a market in the town of Ariha including nine women "
            "who had come there for bread.",
            "A car bomb killed at least 34 people in a market in the town of Ariha including nine women",
        ),
        (
            "Syrian troops took a quarter on the north-west edge of the city of Aleppo "
            "tightening their grip on its old town and its citadel.",
            "Syrian troops took a quarter on the north-west edge of the city of Aleppo",
        ),
        (
            "The harsh tactics chosen by the army which have included a siege and a blockade "
            "have led to an inquiry in The Hague and to sanctions.",
            "The harsh tactics chosen by the army which have included a siege and a blockade have led to an inquiry",
        ),
        (
            "Bodies of men and women and boys and girls and cows and sheep and goats "
            "and cats and dogs and rats and mice were found.",
            None,
        ),
    ],
)
def test_long_titles_end_before_what_only_modifies(sentence: str, title: str | None) -> None:
    found = told(sentence)[0].title
    assert found == title if title else found.endswith("…")


@pytest.mark.parametrize(
    ("words", "leaning"),
    [
        ("He was met in Ariha", True),
        ("Another raid hit Ariha", True),
        ("The army also took Ariha", True),
        ("Agreed in Ariha", True),
        ("Leaving nine men dead", True),
        ("Including nine men", True),
        ("Tags Ariha strikes", True),
        ("My house was hit", True),
        ("", True),
        ("The army took Ariha", False),
        ("Nine men died in Ariha", False),
        ("Killing of nine men in Ariha", False),
    ],
)
def test_titles_that_lean_on_others(words: str, leaning: bool) -> None:
    assert leans(words, lexicon("en")) == leaning


@pytest.mark.parametrize(
    ("sentence", "verbs"),
    [
        ("Activists say nine died.", ["say", "die"]),
        ("Boeing say nine jets were sold.", ["say", "sell"]),
        ("Rebels attack army posts near Ariha.", ["attack"]),
        ("Residents flee the town.", ["flee"]),
        ("The government says three posts fell.", ["say", "fall"]),
        ("The strikes killed nine men.", ["kill"]),
        ("Rebels attack killed nine men.", ["kill"]),
        ("Police reports of fighting were denied.", ["deny"]),
        ("IS fighters left the town.", ["leave"]),
        ("Camps for displaced people fell.", ["fall"]),
        ("The council didnt sign.", ["sign"]),
        ("The attack which hurt nine occurred in Ariha.", ["hurt", "occur"]),
    ],
)
def test_verbs_that_could_be_nouns(sentence: str, verbs: list[str]) -> None:
    english = lexicon("en")
    found = verb_groups(tokens(sentence, 0, len(sentence), english), english)
    assert [
        english.verbs[verb.base][0].base if verb.base in english.verbs else verb.base for verb in found if verb.finite
    ] == verbs


def test_a_clause_that_is_nothing_but_its_date_has_a_title() -> None:
    assert told("Monday's talks.")[0].title
