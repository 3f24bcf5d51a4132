"""What single sentences tell, in our own words: date, kind, basis, title and quote of each mention."""

from __future__ import annotations

from datetime import date

import pytest
from reading import Told, document, read, told

from idlibtl.events.mentions import account
from idlibtl.pipeline import timexes

S, R, P = "stated", "relative", "published"  # the bases
O, Q, F = "occurred", "statement", "planned"  # noqa: E741 - kinds: what occurred, a quotation, the future

Rows = list[tuple[str, str, str, str, str]]

# Reports of Thursday, 5 March 2020. A quote "=" is the whole sentence.
CLAUSES: dict[str, Rows] = {
    "On March 3 the presidents signed a truce that took effect the following day at midnight.": [
        ("2020-03-03", O, S, "The presidents signed a truce", "On March 3 the presidents signed a truce"),
        ("2020-03-04T00:00:00", O, R, "A truce took effect", "a truce that took effect the following day at midnight."),
    ],
    "On Monday the ministers signed a pact, starting from 15 March.": [
        ("2020-03-02", O, R, "The ministers signed a pact", "On Monday the ministers signed a pact,"),
        ("2020-03-15", F, S, "A pact", "a pact, starting from 15 March."),
    ],
    "The first column set out on Sunday, as had been agreed at a meeting in Ankara on 12 February.": [
        ("2020-03-01", O, R, "The first column set out", "The first column set out on Sunday,"),
        (
            "2020-02-12", O, S, "Agreed at a meeting in Ankara",
            "as had been agreed at a meeting in Ankara on 12 February.",
        ),
    ],
    "The general said on Monday that the patrol will start on 15 March.": [
        ("2020-03-02", Q, R, "The general said that the patrol will start", "="),
        ("2020-03-15", F, S, "The patrol will start", "that the patrol will start on 15 March."),
    ],
    "Six trucks were burned on Friday, the ministry said on Saturday.": [
        ("2020-02-28", O, R, "Six trucks were burned", "Six trucks were burned on Friday,"),
        ("2020-02-29", Q, R, "Six trucks were burned", "="),
    ],
    "The army has advanced since February 27, when 36 soldiers were killed.": [
        ("2020-02-27", O, S, "36 soldiers were killed", "since February 27, when 36 soldiers were killed."),
    ],
    "The town has been a battleground since 2012 when rebels seized its eastern half.": [
        ("2012", O, S, "Rebels seized its eastern half", "since 2012 when rebels seized its eastern half."),
    ],
    "Thousands were killed since the war began in March 2011.": [
        ("2011-03", O, S, "The war began", "since the war began in March 2011."),
    ],
    "The envoy arrived in Ankara on Tuesday ahead of a summit on Thursday.": [
        ("2020-03-03", O, R, "The envoy arrived in Ankara", "The envoy arrived in Ankara on Tuesday"),
        ("2020-03-05", O, R, "A summit", "ahead of a summit on Thursday."),
    ],
    "A paper signed on Thursday lets a truce begin on March 6.": [
        ("2020-03-05", O, R, "A paper signed", "A paper signed on Thursday"),
        ("2020-03-06", F, S, "A paper signed lets a truce begin", "="),
    ],
    "A pact was reached in Ankara on Monday and will be signed on 20 March.": [
        ("2020-03-02", O, R, "A pact was reached in Ankara", "A pact was reached in Ankara on Monday"),
        ("2020-03-20", F, S, "A pact was reached in Ankara and will be signed", "="),
    ],
    "They signed a deal on 2 March, under which columns will drive on 15 March.": [
        ("2020-03-02", O, S, "They signed a deal", "They signed a deal on 2 March,"),
        (
            "2020-03-15", F, S, "A deal under which columns will drive",
            "a deal on 2 March, under which columns will drive on 15 March.",
        ),
    ],
    "The army took the hill on Monday after losing it on Sunday.": [
        ("2020-03-02", O, R, "The army took the hill", "The army took the hill on Monday"),
        ("2020-03-01", O, R, "The army took the hill after losing it", "="),
    ],
    "Rebels shelled the town, killing 22 people on Monday.": [
        ("2020-03-02", O, R, "Rebels shelled the town, killing 22 people", "="),
    ],
}  # fmt: skip
DEADLINES_AND_LENGTHS: dict[str, Rows] = {
    "They must draw a map within seven days.": [("../2020-03-12", F, R, "They must draw a map", "=")],
    "Fighters were given a week to leave the town.": [
        ("../2020-03-12", F, R, "Fighters were given a week to leave the town", "="),
    ],
    "The zone is to be set up by 15 November.": [("../2020-11-15", F, S, "The zone is to be set up", "=")],
    "The zone was set up by 1 March.": [("2020-03-01", O, S, "The zone was set up", "=")],
    "A convoy was shelled one day before the talks.": [
        ("2020-03-04", O, R, "A convoy was shelled before the talks", "="),
    ],
    "Inspectors stayed in the town from 1 to 3 March.": [
        ("2020-03-01/2020-03-03", O, S, "Inspectors stayed in the town", "="),
    ],
    "Shells fell on the town between Sunday and Tuesday.": [
        ("2020-03-01/2020-03-03", O, R, "Shells fell on the town", "="),
    ],
}  # fmt: skip
BOUND: dict[str, Rows] = {
    "Both sides cite the 2018 memorandum on Idlib.": [
        ("2018", O, S, "Memorandum on Idlib", "the 2018 memorandum on Idlib"),
        ("2020-03-05", Q, P, "Both sides cite the 2018 memorandum on Idlib", "="),
    ],
    "Following the 2013 attack the government joined the convention.": [
        ("2013", O, S, "Attack", "the 2013 attack"),
    ],
    "They fled before the April 2018 attack on Ariha government jets had led.": [
        ("2018-04", O, S, "Attack on Ariha", "the April 2018 attack on Ariha"),
        ("2020-03-05", O, P, "They fled before the April 2018 attack on Ariha government jets had led", "="),
    ],
    "On Monday talks began in Ankara.": [("2020-03-02", O, R, "Talks began in Ankara", "=")],
    "Since Monday shelling has killed 44 people.": [
        ("2020-03-02/..", "ongoing", R, "Shelling has killed 44 people", "="),
    ],
    "Monday's statement named no one.": [("2020-03-02", O, R, "Statement named no one", "=")],
    "Turkey kept to this month's agreements.": [
        ("2020-03", O, R, "Agreements", "this month's agreements"),
        ("2020-03-05", O, P, "Turkey kept to this month's agreements", "="),
    ],
}
KINDS: dict[str, Rows] = {
    "If the truce fails on Friday, the army will advance.": [
        ("2020-03-06", "hypothetical", R, "If the truce fails, the army will advance", "="),
    ],
    "The ministry denied on Monday that its jets had hit the market.": [
        ("2020-03-02", "denied", R, "The ministry denied that its jets had hit the market", "="),
    ],
    "The talks might resume on 20 March.": [("2020-03-20", F, S, "The talks might resume", "=")],
    "The envoy would have come on 2 March.": [("2020-03-02", "hypothetical", S, "The envoy would have come", "=")],
    "Fighting continues in Idlib today.": [("2020-03-05", "ongoing", R, "Fighting continues in Idlib", "=")],
    "Troops are leaving the town today.": [("2020-03-05", "ongoing", R, "Troops are leaving the town", "=")],
    "He said on Monday that the road was open.": [("2020-03-02", Q, R, "The road was open", "=")],
    "The troops began to leave the town on Sunday.": [
        ("2020-03-01", O, R, "The troops began to leave the town", "="),
    ],
    "Troops launched a raid to free the hostages on 1 March.": [
        ("2020-03-01", O, S, "Troops launched a raid to free the hostages", "="),
    ],
    "The ministers agreed to meet on Sunday.": [("2020-03-08", F, R, "The ministers agreed to meet", "=")],
}  # fmt: skip
TABLES = {"clauses": CLAUSES, "lengths": DEADLINES_AND_LENGTHS, "bound": BOUND, "kinds": KINDS}
CASES = [
    pytest.param(sentence, rows, id=f"{name}: {sentence[:40]}")
    for name, table in TABLES.items()
    for sentence, rows in table.items()
]


@pytest.mark.parametrize(("sentence", "rows"), CASES)
def test_sentence(sentence: str, rows: Rows) -> None:
    expected = [Told(*row[:4], sentence if row[4] == "=" else row[4]) for row in rows]
    assert told(sentence) == expected


# Dates that can't be right


def test_a_truce_before_its_agreement_is_doubted() -> None:
    found = read("The sides agreed on a truce on March 3, starting from January 4.")
    assert [m.when.edtf for m in found if m.when] == ["2020-03-03", "2020-01-04?"]
    assert "doubted: it would come before 2020-03-03" in found[1].reasons[0]


@pytest.mark.parametrize(
    "sentence",
    [
        "The sides agreed on a truce on March 3, starting from March 4.",
        "The sides agreed on a truce on March 3, starting from January 4 2020.",  # the year is in the words
        "Troops took the hill on March 3 after losing it on January 4.",  # what looks back may come before
    ],
)
def test_dates_that_may_be_right_are_not_doubted(sentence: str) -> None:
    assert not any(m.when.edtf.endswith("?") for m in read(sentence) if m.when)


# Ids and the edges of documents


def test_ids_tell_equal_quotes_apart_and_last() -> None:
    text = "Shells fell on Monday.\n\nShells fell on Monday."
    first, second = (m.id for m in read(text))
    assert first != second
    assert read(f"{text}\n\nMore fell on Tuesday.")[0].id == first


def test_front_matter_is_not_read() -> None:
    text = "---\ntitle: Troops left the town on Monday.\n---\nBuses came on Tuesday."
    report = document(text, prose=text.index("Buses"))
    assert [m.title for m in account(report, timexes(report)).mentions] == ["Buses came"]


def test_unknown_language() -> None:
    from dataclasses import replace

    with pytest.raises(LookupError):
        account(replace(document("Troops left."), language="xx"), ())


def test_nothing_in_nothing() -> None:
    assert read("") == []
    assert read("\n \n") == []


def test_inferred_publication_is_told() -> None:
    from dataclasses import replace

    report = replace(document("Troops left the town."), published=date(2020, 3, 5), published_basis="inferred")
    assert [m.basis for m in account(report, timexes(report)).mentions] == ["inferred"]
