"""Heads of texts and the publication dates that stand in them, or don't. All sentences are our own."""

from __future__ import annotations

import re
from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from idlibtl.read import settle
from idlibtl.read.headline import headline
from idlibtl.read.masthead import datelines
from idlibtl.read.stamp import _pattern as stamp_pattern
from idlibtl.read.stamp import _stamp as stamp_of
from idlibtl.read.stamp import find, value

# (head, day, clock, the words that tell it)
DATED = [
    # agencies
    ("BEIRUT, March 5, 2020 (Reuters) - The truce held.", "2020-03-05", None, "March 5, 2020"),
    ("DAMASCUS, 5 March 2020 (SANA) — The army said so.", "2020-03-05", None, "5 March 2020"),
    ("IDLIB, Syria, March 5, 2020 (AFP) - Shells fell.", "2020-03-05", None, "March 5, 2020"),
    ("GENEVA (5 March 2020) – Experts urged calm.", "2020-03-05", None, "5 March 2020"),
    ("(Beirut, March 5, 2020) – A school was hit.", "2020-03-05", None, "March 5, 2020"),
    ("BEIRUT (AP) — March 5, 2020 — The truce held", "2020-03-05", None, "March 5, 2020"),
    ("ANKARA (Some Wire / Other Wire - 5th March, 2020) The lira fell.", "2020-03-05", None, "5th March, 2020"),
    ("Damascus, SANA, 5 March 2020 – A minister spoke", "2020-03-05", None, "5 March 2020"),
    ("MOSCOW, March 5, 2020. /TASS/. The talks ended.", "2020-03-05", None, "March 5, 2020"),
    # labels
    ("Truce holds\nPublished: 5 March 2020, 10:32 GMT | Updated: 6 March 2020, 11:00 GMT\nText.",
     "2020-03-05", "10:32:00", "5 March 2020, 10:32 GMT"),
    ("Truce holds\nUpdated: 6 March 2020 11:00\nPublished: 5 March 2020 10:32\nText.",
     "2020-03-05", "10:32:00", "5 March 2020 10:32"),
    ("Some Site\nFriday, 6 March 2020\nTruce holds\nPublished: 3 March 2020\nText", "2020-03-03", None, "3 March 2020"),
    ("Published June 12 2016 Shells fell on a market", "2016-06-12", None, "June 12 2016"),
    ("Date of publication 27 October 2016 Shells fell", "2016-10-27", None, "27 October 2016"),
    ("Posted on April 2 2017 by Jane Doe Shells fell", "2017-04-02", None, "April 2 2017"),
    ("Truce holds\nPosted on April 2, 2017 in World\nText", "2017-04-02", None, "April 2, 2017"),
    ("Posted by Jane Doe on March 5, 2020\nText", "2020-03-05", None, "March 5, 2020"),
    ("Last updated at Apr 152017 Shells fell", "2017-04-15", None, "Apr 152017"),
    ("Last Modified: Thursday 5 March 2020\nText", "2020-03-05", None, "Thursday 5 March 2020"),
    ("# Truce holds\n\n**Date:** 5 March 2020\n\nText", "2020-03-05", None, "5 March 2020"),
    ("Title: Truce holds\nDate: 5 March 2020\nPlace: some town\n", "2020-03-05", None, "5 March 2020"),
    ("Truce holds\nDate: 5 March 2020\nThe truce held.", "2020-03-05", None, "5 March 2020"),
    ("First published on Thu 5 Mar 2020 14.30 GMT\nText", "2020-03-05", "14:30:00", "Thu 5 Mar 2020 14.30 GMT"),
    (" date 2020-03-05 Truce holds Thursday, March 5, 2020 2:28:00 PM\n\nText",
     "2020-03-05", "14:28:00", "Thursday, March 5, 2020 2:28:00 PM"),
    # lines of their own, mastheads, bylines
    ("Truce holds\nThursday, 5 March 2020\nText begins.", "2020-03-05", None, "Thursday, 5 March 2020"),
    ("Truce holds\nSat 14 Mar 2020 | 02:53 PM\nJane Doe\n", "2020-03-14", "14:53:00", "Sat 14 Mar 2020 | 02:53 PM"),
    ("Truce holds\n2020-03-05T14:28:00Z\nText.", "2020-03-05", "14:28:00", "2020-03-05T14:28:00Z"),
    ("Truce holds\nBy Jane Doe | March 5, 2020 10:32 a.m. ET\nText",
     "2020-03-05", "10:32:00", "March 5, 2020 10:32 a.m. ET"),
    ("Truce holds\nMarch 5, 2020 · 4 min read\nText", "2020-03-05", None, "March 5, 2020"),
    ("Truce holds\nThe Daily Bugle, March 5, 2020\nText", "2020-03-05", None, "March 5, 2020"),
    ("Reuters | Thu Mar 5, 2020 9:15am EST\nText", "2020-03-05", "09:15:00", "Thu Mar 5, 2020 9:15am EST"),
    ("Thu Mar 5 14:28:00 2020\nText", "2020-03-05", "14:28:00", "Thu Mar 5 14:28:00 2020"),
    ("# Truce holds\r\n\r\n*5 March 2020*\r\n\r\nText", "2020-03-05", None, "5 March 2020"),
    ("On air\nThursday, 5th of March 2020\nText", "2020-03-05", None, "Thursday, 5th of March 2020"),
    ("\ufeff[2020-03-05] Truce holds", "2020-03-05", None, "2020-03-05"),
    ("5-Mar-2020 Truce holds", "2020-03-05", None, "5-Mar-2020"),
    (f"Truce holds\n5 March 2020 14:28\n{'The truce held. ' * 200}\n7 March 2020 10:12\nA comment",
     "2020-03-05", "14:28:00", "5 March 2020 14:28"),
    ("From: Jane Doe\nSent: Thursday, March 5, 2020 2:28 PM\nSubject: Truce\n",
     "2020-03-05", "14:28:00", "Thursday, March 5, 2020 2:28 PM"),
    # running words, line breaks lost
    ("AFP Monday 2 Feb 2015 Raids kill many", "2015-02-02", None, "Monday 2 Feb 2015"),
    ("Raids kill dozens in the east Monitor AFP Saturday 24 Sep 2016 At least 25 people", "2016-09-24", None,
     "Saturday 24 Sep 2016"),
    ("Raids kill dozens in the east Reuters Saturday 24 Sep 2016 more than 25",
     "2016-09-24", None, "Saturday 24 Sep 2016"),
    ("Raids kill dozens in the east 21 November 2016 SANA Planes struck", "2016-11-21", None, "21 November 2016"),
    ("Army kills dozens Middle East Military 07-08-2013 0147 PM An army unit",
     "2013-08-07", "13:47:00", "07-08-2013 0147 PM"),
    ("Raids resume 1735 15.04.2017(updated 2033 15.04.2017) Get short URL",
     "2017-04-15", "17:35:00", "1735 15.04.2017"),
    ("21.08.2013Get short URL 0 Shells fell", "2013-08-21", None, "21.08.2013"),
    ("Wed 01 Oct 2014 at 1459 Regional Two bombs", "2014-10-01", "14:59:00", "Wed 01 Oct 2014 at 1459"),
    ("Jets pound hills Fri Sep 30 2016 102138 Planes of the army", "2016-09-30", "10:21:38", "Fri Sep 30 2016 102138"),
    ("August 13 2016 2037 UTC+3 An officer said", "2016-08-13", "20:37:00", "August 13 2016 2037 UTC+3"),
    ("Print this page Tuesday 19 July 2016 16:45 Raids go on", "2016-07-19", "16:45:00", "Tuesday 19 July 2016 16:45"),
    ("Tuesday 29 Apr 2014 Print Tweet Views 371", "2014-04-29", None, "Tuesday 29 Apr 2014"),
]  # fmt: skip

UNDATED = [
    # a date that a sentence governs or continues
    "On March 15, 2011 protests began in the south.",
    "On 4 April 2017 the town was hit.",
    "Since 15 March 2011 half the people have fled.",
    "By March 5, 2020 the army had entered the town.",
    "March 15, 2011 was the day of the first protest.",
    "15 March 2011 marked the beginning.",
    "The 5 March 2020 agreement was to end the fighting.",
    "The report published on 5 March 2020 says that.",
    "A video posted on March 5, 2020 shows a convoy.",
    "Published on 5 March 2020, the report names six men.",
    "Updated 5 March 2020 figures show a rise.",
    "They signed the protocol. March 5, 2020, the day of its signing, was a Thursday.",
    "The deal of Thursday 5 March 2020 held.",
    "The minister told Reuters Thursday 5 March 2020 that talks failed.",
    "Clashes erupted Monday, March 5, 2012 in the city",
    "The killing of 33 soldiers on Thursday, 27 February 2020, changed that.",
    "Fighting went on from Monday 2 March 2020 to Thursday 5 March 2020.",
    "Nearly a year after February 27, 2020 the army",
    "He may march on 2020 hills; version 3.11.2020 of the map.",
    '"5 March 2020 will be remembered", he said.',
    "The truce (5 March 2020) ended it.",
    # other dates of a page
    "Accessed: 5 March 2020",
    "Retrieved 5 March 2020\nText",
    "Deadline: 5 March 2020\nText",
    "Copyright 5 March 2020",
    "Date of incident: 5 March 2020\nA school was hit.",
    "# The strike\n\n- Location: some town\n- Date: 5 March 2020\n- Reported killed: 3\n",
    "Date: 5 March 2020\nTime of attack: noon\n",
    "The form says so. Date: 5 March 2020",
    "The crowd rallied Thursday 5 March 2020 by the river",
    "Date of birth: 5 March 1980\nThe prisoner",
    "Photo: Jane Doe, 5 March 2020",
    "Battle of the hills, 19 July 2012 – 22 December 2016\nText",
    "What they said\n“It is over” — Jane Doe (@jane) March 5, 2020\nText.",
    # lists
    "Timeline\nMarch 1, 2020\nIt began.\nMarch 5, 2020\nThe truce.",
    "2020-03-01: It begins.\n2020-03-05: The truce.\n",
    "[05/03/2020, 14:28] Jane: All quiet.\n[06/03/2020, 09:10] John: Not here.\n",
    "Monday, 2 March 2020\nIt began.\n\nThursday, 5 March 2020\nThe truce.\n",
    # no day, no such day
    "March 2020\nText",
    "30 February 2020\nText",
    "https://example.org/2020/03/05/truce 2020-03-05-truce",
    "MOSCOW, March 5 (Wire) - No year is told.",
    "",
]


@pytest.mark.parametrize(("text", "day", "clock", "words"), DATED, ids=lambda part: str(part)[:40])
def test_dateline(text: str, day: str, clock: str | None, words: str) -> None:
    found = settle(text, paths=["a.txt"])
    assert str(found.published) == day
    assert found.basis == "dateline"
    assert (str(found.at) if found.at else None) == (f"{day} {clock}" if clock else None)
    assert found.words == words
    assert found.span is not None
    assert text[slice(*found.span)] == words


@pytest.mark.parametrize("text", UNDATED)
def test_no_dateline(text: str) -> None:
    found = settle(text, paths=["a.txt"])
    assert found.published is None
    assert found.basis == "none"
    assert [(problem.code, problem.level) for problem in found.problems] == [("no-date", "notice")]
    assert "sources.csv" in found.problems[0].message


ORDERS = [
    ("05/03/2020\nText", "2020-03-05", ["date-order"]),
    ("05-03-2020 Text", "2020-03-05", ["date-order"]),
    ("05.03.2020 Text", "2020-03-05", []),
    ("03/03/2020\nText", "2020-03-03", []),
    ("25/03/2020\nText", "2020-03-25", []),
    ("03/25/2020\nText", "2020-03-25", []),
    ("Thursday 05/03/2020\nText", "2020-03-05", []),
    ("Sunday 05/03/2020\nText", "2020-05-03", []),
    ("05/03/2020 10:00 - Updated 13/03/2020 10:00\nText", "2020-03-05", []),
    ("05/03/2020 10:00 - Updated 05/13/2020 10:00\nText", "2020-05-03", []),
    ("05/03/2020\nIt happened on May 2.", "2020-05-03", []),
    ("05/03/2020\nIt happened on March 2.", "2020-03-05", []),
    ("6-09-2013 It happened on Friday.", "2013-09-06", []),
    ("7-05-2013 It happened on Friday and late Thursday.", "2013-07-05", []),  # 7 May was a Tuesday
]


@pytest.mark.parametrize(("text", "day", "codes"), ORDERS)
def test_order_of_numbers(text: str, day: str, codes: list[str]) -> None:
    found = settle(text)
    assert str(found.published) == day
    assert [problem.code for problem in found.problems] == codes


def test_a_wrong_weekday_is_told() -> None:
    found = settle("Truce holds\nMonday, 5 March 2020\nText", paths=["a.txt"])
    assert str(found.published) == "2020-03-05"
    assert [(p.path, p.code, p.line, p.column) for p in found.problems] == [("a.txt", "date-weekday", 2, 1)]


def test_dateparser_reads_what_it_is_given() -> None:
    for month in range(1, 13):
        for day in (1, 2, 11, 12, 13, 28):
            (stamp,) = find(f"{day}.{month}.2019 14:53")
            assert value(stamp) == datetime(2019, month, day, 14, 53)
    (stamp,) = find("12/31/1999 11:59 PM")
    assert value(stamp) == datetime(1999, 12, 31, 23, 59)


NAMES = [
    ("data/2020-03-05-truce.txt", "2020-03-05"),
    ("20200305.txt", "2020-03-05"),
    ("wire_2020_03_05.txt", "2020-03-05"),
    ("2020-03-05/truce.txt", None),
    ("2020-13-05.txt", None),
    ("120200305.txt", None),
    ("ab20200305c.txt", None),
    ("2020-02-30.txt", None),
]


@pytest.mark.parametrize(("path", "day"), NAMES)
def test_file_name(path: str, day: str | None) -> None:
    found = settle("The truce held.", paths=[path])
    assert (str(found.published) if found.published else None) == day
    assert found.basis == ("file-name" if day else "none")
    assert found.span is None


def test_a_dateline_goes_before_the_file_name() -> None:
    assert settle("5 March 2020\nText", paths=["2020-03-06.txt"]).basis == "dateline"


POST = "“All quiet today.”\n— Jane Doe (@jane) February 11, 2019\n"
INFERRED = [
    (f"They agreed on Monday to go on.\n{POST}", "2019-02-11", "February 11, 2019"),
    (f"Monday’s statement was short.\n{POST}", "2019-02-11", "February 11, 2019"),
    (f"They agreed late Tuesday.\n{POST}", "2019-02-12", "February 11, 2019"),
    (f"The leaders will meet on Thursday. They agreed on Monday.\n{POST}", "2019-02-11", "February 11, 2019"),
    ("ANKARA, March 16 (Wire) - The truce of 5 March 2020 held.", "2020-03-16", "March 16"),
    ("ANKARA, January 3 (Wire) - The truce of 20 December 2019 held.", "2020-01-03", "January 3"),
    ("ANKARA, Monday, March 16 (Wire) - The truce of 5 January 2020 held.", "2020-03-16", "Monday, March 16"),
]
NOT_INFERRED = [
    f"They agreed to go on.\n{POST}",  # no weekday
    f"They agreed on Friday to go on.\n{POST}",  # another weekday
    f"They agreed on Monday.\n{POST}The war that began on 20 March 2019 goes on.",  # not the latest date
    "They agreed on Thursday. The truce of 5 March 2020 held.",  # no dated quote
    "ANKARA, March 16 (Wire) - Since March 2011 many fled.",  # no year near
    "ANKARA, March 16 (Wire) - The war of 21 August 2013 goes on.",
    "ANKARA, Tuesday, March 16 (Wire) - The truce of 5 March 2020 held.",  # a Monday
]


@pytest.mark.parametrize(("text", "day", "words"), INFERRED)
def test_inferred(text: str, day: str, words: str) -> None:
    found = settle(text, paths=["a.txt"])
    assert str(found.published) == day
    assert found.basis == "inferred"
    assert found.words == words
    assert found.span is not None
    assert text[slice(*found.span)] == words
    assert [problem.code for problem in found.problems] == ["published-inferred"]
    assert words in found.problems[0].message


@pytest.mark.parametrize("text", NOT_INFERRED)
def test_not_inferred(text: str) -> None:
    assert settle(text).basis == "none"


HEADLINES = [
    ("Truce holds in the north\n\nThe truce held.", "Truce holds in the north"),
    ("\ufeff## Truce   holds in the north ##\n\nThe truce held.", "Truce holds in the north"),
    ("5 March 2020\nBy Jane Doe\nTruce holds in the north\nText", "Truce holds in the north"),
    (" date 2020-03-05 Truce holds Thursday, March 5, 2020 2:28:00 PM\nText", "Truce holds"),
    ("Raids kill dozens in the east AFP Saturday 24 Sep 2016 At least 25 people", "Raids kill dozens in the east"),
    ("Title: Truce holds in the north\nText", "Truce holds in the north"),
    ("- Location: some town\n- Target: a school\n", None),
    ("Breaking: Truce holds in the north\nText", "Breaking: Truce holds in the north"),
    ("Will the truce hold?\nText", "Will the truce hold?"),
    ("The truce held in the north.\nText", None),
    ("The truce held. Nobody knew why\nText", None),
    ("Truce\nText", None),
    ("word " * 60, None),
    ("", None),
]


@pytest.mark.parametrize(("text", "title"), HEADLINES)
def test_headline(text: str, title: str | None) -> None:
    assert headline(text, 0, datelines(text)) == title


_PIECES = st.sampled_from(
    [
        *(
            "5 March 2020",
            "March 5, 2020",
            "05/03/2020",
            "2020-03-05",
            "14:28",
            "2:28 PM",
            "Monday",
            "31",
            "30 Feb 2019",
        ),
        *(
            "Published",
            "Updated:",
            "on",
            "AFP",
            "BEIRUT",
            "(Reuters)",
            "-",
            "–",
            "|",
            ",",
            ".",
            "\n",
            "\r\n",
            "\r",
            " ",
        ),
        *(
            "(@x)",
            "—",
            "by",
            "text",
            "99/99/2020",
            "0000-00-00",
            "2020-00-10",
            "25:61",
            "\ufeff",
            "\x00",
            "\u0661\u0662",
        ),
    ]
)


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.text(), st.lists(_PIECES, max_size=25).map(" ".join), st.lists(_PIECES, max_size=25).map("".join)))
def test_any_text_is_settled_and_quoted(text: str) -> None:
    found = settle(text, paths=["a.txt"])
    headline(text, 0, datelines(text))
    assert (found.published is None) == (found.basis == "none")
    if found.span is not None:
        assert text[slice(*found.span)] == found.words
    if found.at is not None:
        assert found.at.date() == found.published
    if found.published is not None:
        assert found.words is not None
        assert re.search(r"\d", found.words)
    for stamp in find(text, need_year=False):
        assert text[stamp.start : stamp.end] == stamp.words
        value(stamp, "MDY", 2020)


def test_a_control_character_before_a_date_is_no_headline() -> None:
    """It counts as white space to Python, and was no word to strip."""
    assert settle("\x1f5 March 2020\rThe town was shelled.\r").published is None


PIECES = [
    "March", "Monday", "5", "12", "2020", " ", ", ", "-", "/", ".", "14:53", "GMT", "a.m.", " of ", "th", "Sept.", "x",
    "(", ")", "|", "at ", "T", "1999-03-05", "05.03.2020", "1430", " hrs", "\n", "Wed", "Z", "+03:00", "İ", "٥",
    "Wednesday, ", "September ",
]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join), st.booleans())
def test_no_stamp_is_passed_over(text: str, need_year: bool) -> None:
    every = [stamp for match in stamp_pattern(need_year).finditer(text) if (stamp := stamp_of(match)) is not None]
    assert list(find(text, need_year=need_year)) == every
    for before in (5, 20):
        found = find(text, need_year=need_year, before=before)
        assert [s for s in found if s.start < before] == [s for s in every if s.start < before]
