"""Clauses without a date of their own: on which day of the story they stand, what they go on with, what is left out."""

from __future__ import annotations

from datetime import date

import pytest
from reading import Told, document, read, told

from idlibtl.events.mentions import account
from idlibtl.pipeline import timexes

MONDAY = "The talks were held in Ankara on Monday."
LEAD = "Troops left the town on Tuesday.\n\nBuses followed."  # told of 3 March, in a report of 5 March


@pytest.mark.parametrize(
    ("text", "dates", "reason"),
    [
        ("Troops left the town.", ["2020-03-05"], "the day of the report"),
        ("Troops left the town. Buses followed.", ["2020-03-05", "2020-03-05"], "the day told before"),
        (f"{MONDAY} The two sides agreed on a map.", ["2020-03-02"] * 2, "the day told before"),
        (f"{MONDAY} Shots rang out. The road closed.", ["2020-03-02"] * 3, "the day told before"),
        (f"{MONDAY}\n\nThey drew a map.", ["2020-03-02"] * 2, "“they” goes on with what was told before"),
        (
            f"{MONDAY}\n\nTraders were glad.\n\nDuring the talks, shells hit the market.",
            ["2020-03-02"] * 2,
            "on the day of the meeting told of before",
        ),
        (
            "Ivanov said on Tuesday that the road was open.\n\nIt is long.\n\nIvanov added that more would follow.",
            ["2020-03-03"] * 2,
            "the same speaker was quoted before",
        ),
        (f"{LEAD}\n\nThe road is long.\n\nThe convoy crossed the border.", ["2020-03-03"] * 3, "the day of the news"),
        (
            f"{LEAD}\n\nThe road is long.\n\nThe council denied any part in it.",
            ["2020-03-03"] * 2 + ["2020-03-03"],
            "news",
        ),
        (
            f"{LEAD}\n\nThe road is long.\n\nThe Council says that the road is open.",
            ["2020-03-03"] * 2 + ["2020-03-05"],
            "the day of the report",
        ),
    ],
)
def test_undated_clause_stands_on_the_day_of_the_story(text: str, dates: list[str], reason: str) -> None:
    found = read(text)
    assert [m.when.edtf for m in found if m.when] == dates
    assert reason in found[-1].reasons[0]


@pytest.mark.parametrize(
    "background",
    [
        "Traders have left the town since the war began.",
        "Both presidents are allies.",
        "Convoys have crossed the border.",
        "The province is divided along old lines.",
        "Traders go to the border.",
        "The council had asked for more.",
        "The council will ask for more.",
        "The town was regularly shelled.",
        "The army launched an operation several weeks ago.",
    ],
)
def test_background_has_no_date_and_is_left_out(background: str) -> None:
    assert [m.when.edtf for m in read(f"{LEAD}\n\nThe road is long.\n\n{background}") if m.when] == ["2020-03-03"] * 2


def test_what_goes_on_with_older_things_is_background() -> None:
    old = "In 2012 rebels seized the town. Traders left. The market closed. Buses came."
    assert [m.when.edtf for m in read(f"{LEAD}\n\n{old}") if m.when] == [
        "2020-03-03",
        "2020-03-03",
        "2012",
        "2020-03-03",
    ]


@pytest.mark.parametrize("words", ["The council said the road was open.", "The council denied any part in it."])
def test_what_is_said_in_a_report_is_said_on_its_day(words: str) -> None:
    found = read(f"Troops left the town.\n\nBuses followed.\n\nThe road is long.\n\n{words}")
    assert found[-1].when is not None
    assert found[-1].when.edtf == "2020-03-05"


@pytest.mark.parametrize("word", ["later", "previously", "repeatedly", "once"])
def test_words_that_tell_of_another_day(word: str) -> None:
    assert read(f"Ivanov {word} claimed that the road was open.") == []


def test_without_a_publication_date_the_news_is_kept_undated() -> None:
    assert told("Troops left the town.", None) == [
        Told(None, "occurred", "published", "Troops left the town", "Troops left the town.")
    ]


def test_live_items_take_their_stamp() -> None:
    text = (
        "Live\n\n14:06\nThe presidents have met in Moscow.\n\n13:30\nA guard of honour lined up. Crowds had gathered.\n"
    )
    assert [(m.when.edtf, m.title) for m in read(text) if m.when] == [
        ("2020-03-05T14:06:00", "The presidents have met in Moscow"),
        ("2020-03-05T13:30:00", "A guard of honour lined up"),
    ]


# What only tells more of something


@pytest.mark.parametrize(
    "more",
    [
        "They drew a map.",
        "The meeting lasted for hours.",
        "This brings the number of talks to nine.",
    ],
)
def test_more_of_the_same_elaborates(more: str) -> None:
    first, second = read(f"The ministers held a meeting in Ankara on Monday. {more}")
    assert second.elaborates == first.id
    assert second.when == first.when


def test_the_same_speaker_goes_on_with_the_same_statement() -> None:
    first, second = read("Ivanov said on Tuesday that the road was open. More would follow, Ivanov added.")
    assert (second.elaborates, second.kind) == (first.id, "statement")


def test_direct_speech_goes_on_with_what_was_said() -> None:
    said, more = read("“The road is open,” Ivanov said on Tuesday. “We want more of it. We are ready.”")[:2]
    assert more.elaborates == said.id
    assert more.kind == "statement"


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("Ivanov said: “We are ready. The road is open.” The road closed.", ["The road is open.”"]),
        ("Ivanov said so.\n\n“We are ready.”\n\n“The road is open.”", ["“We are ready.”", "“The road is open.”"]),
        ('Ivanov said: "We are ready. The road is open." Shops closed.', ['The road is open."']),
        ("Ivanov said: ‘We are ready.’ The road is open.", []),  # an apostrophe closes nothing
    ],
)
def test_sentences_of_direct_speech(text: str, quoted: list[str]) -> None:
    assert [text[m.start : m.end] for m in read(text) if m.elaborates] == quoted


@pytest.mark.parametrize("said", ["says the mayor", "added Ivanov", "boasted Ivanov"])
def test_what_is_only_said_is_a_statement(said: str) -> None:
    (found,) = read(f"“We want to leave,” {said}.")
    assert (found.kind, found.title) == ("statement", f"We want to leave, {said}")


# Headlines


@pytest.mark.parametrize(
    ("headline", "date", "kind"),
    [
        ("Ministers hold talks in Ankara", "2020-03-02", "occurred"),
        ("Ministers of two countries in Ankara for talks", "2020-03-02", "occurred"),  # no verb, but the lead tells it
        ("Rockets hit market", "2020-03-05", "occurred"),  # not what the lead tells
    ],
)
def test_a_headline_tells_of_the_lead(headline: str, date: str, kind: str) -> None:
    first, *rest = read(f"{headline}\n\nThe ministers of two countries held talks in Ankara on Monday.")
    assert (first.title, first.kind) == (headline, kind)
    assert first.when is not None
    assert first.when.edtf == date
    assert first.elaborates == (rest[0].id if date == "2020-03-02" else None)


def test_a_headline_without_a_verb_tells_nothing_by_itself() -> None:
    assert [m.title for m in read("Fact sheet on the north\n\nTroops left the town.")] == ["Troops left the town"]


# What goes on since a date


@pytest.mark.parametrize(
    ("sentence", "since"),
    [
        ("The army has been shelling the town since 27 February.", "2020-02-27/.."),
        ("The town has been under siege since 27 February.", "2020-02-27/.."),
        ("A war has been raging there since 27 February.", "2020-02-27/.."),  # no listed verb
        ("The company had been suspended since July 2003.", "2003-07/.."),
        ("The general, who has led the army since 2015, resigned on Tuesday.", "2015/.."),
        ("The army advanced since 27 February.", None),  # not said to go on
        ("Since the outbreak of the war in 2011 several towns have been bombed.", "2011/.."),
    ],
)
def test_since(sentence: str, since: str | None) -> None:
    found = [(m.when.edtf, m.kind) for m in read(sentence) if m.when and m.when.end is None]
    assert found == ([(since, "ongoing")] if since else [])


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ("Copyright 2019 Harbour Line.", 0),
        ("Subscribe to Harbour Line on 5 March.", 0),
        ("(File photo) Jets bombed the town on Tuesday.", 1),
        ("Read more here: rebels launched an attack on Tuesday.", 1),
    ],
)
def test_page_furniture_tells_nothing_unless_it_tells_something_else(sentence: str, told: int) -> None:
    assert len(read(sentence)) == told


# What happened with something else


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        (
            "Rebels attacked the town on Monday as troops withdrew from it.",
            [("2020-03-02", "Rebels attacked the town"), ("2020-03-02", "Troops withdrew from it")],
        ),
        (
            "The army began its operation last week after shelling killed five soldiers.",
            [
                ("2020-02-24/2020-03-01", "The army began its operation"),
                ("2020-02-24/2020-03-01", "Shelling killed five soldiers"),
            ],
        ),
        # Of days, what came after one came on another.
        (
            "They met on Monday after shelling killed five soldiers.",
            [("2020-03-02", "They met"), ("2020-03-02~", "Shelling killed five soldiers")],
        ),
        ("They met on Monday as part of the talks.", [("2020-03-02", "They met as part of the talks")]),
    ],
)
def test_what_happened_with_something_has_its_day(sentence: str, expected: list[tuple[str, str]]) -> None:
    assert [(m.when.edtf.strip("[]").replace("..", "/"), m.title) for m in read(sentence) if m.when] == expected


# Several dates


@pytest.mark.parametrize(
    ("sentence", "dates"),
    [
        ("Talks were held in Ankara on Monday, Tuesday and Wednesday.", ["2020-03-02", "2020-03-03", "2020-03-04"]),
        ("Talks were held in Ankara in March and again in June 2019.", ["2020-03", "2019-06"]),
        ("Talks were held in Ankara between Monday and Wednesday.", ["2020-03-02/2020-03-04"]),
    ],
)
def test_dates_told_in_one_breath_are_as_many_events(sentence: str, dates: list[str]) -> None:
    assert [(m.when.edtf, m.title) for m in read(sentence) if m.when] == [
        (day, "Talks were held in Ankara") for day in dates
    ]


# Omissions


@pytest.mark.parametrize(
    ("sentence", "reason"),
    [
        ("Thousands have died since 2011.", None),
        ("Rebels were there for three days.", "no date"),
        ("If the truce breaks on Friday, troops would return.", "hypothetical"),
        ("Ivanov hopes for peace by 2021.", "opinion"),
        ("Good night and 5 March.", "no event"),
    ],
)
def test_dated_sentences_that_became_no_entry(sentence: str, reason: str | None) -> None:
    report = document(sentence)
    omitted = account(report, timexes(report)).omissions
    assert [omission.reason for omission in omitted] == ([reason] if reason else [])
    assert all(sentence[o.start : o.end] == sentence for o in omitted)


def test_a_sentence_with_an_entry_is_no_omission() -> None:
    report = document("Troops left on Tuesday. The road is 3 km long.", date(2020, 3, 5))
    assert account(report, timexes(report)).omissions == []
