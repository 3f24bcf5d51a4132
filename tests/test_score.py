"""The scorer of temporal expressions, on data small enough to count by hand."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import score
from timex_errors import report
from timex_score import Expression, Pair, Tally, comparable, f1, half, outermost, paired, tally

TEXT = "The ferry left late on Friday, 3 May, and came back two days later."


def expression(words: str, value: str = "2019-05-03", type_: str = "DATE", own: bool = False) -> Expression:
    start = TEXT.index(words)
    return Expression(start, start + len(words), type_, value, own, rule="calendar")


def faults(gold: list[Expression], predicted: list[Expression]) -> list[tuple[str, ...]]:
    return [pair.faults for pair in paired(gold, predicted)]


# Which expressions stand for which


def test_the_same_span_goes_before_a_larger_overlap() -> None:
    short, long = expression("3 May"), expression("Friday, 3 May")
    wide = expression("late on Friday, 3 May")
    assert paired([long, short], [wide, short]) == [Pair(long, wide), Pair(short, short)]
    assert paired([short, long], [short, wide]) == [Pair(long, wide), Pair(short, short)]
    assert paired([short], [long, short]) == [Pair(None, long), Pair(short, short)]


def test_the_larger_overlap_goes_first_and_each_is_taken_once() -> None:
    friday, whole = expression("Friday"), expression("Friday, 3 May")
    day, later = expression("3 May,"), expression("two days later")
    assert paired([whole], [day, friday]) == [Pair(whole, friday), Pair(None, day)]
    assert paired([friday, day], [whole]) == [Pair(friday, whole), Pair(day, None)]
    assert paired([later], [friday]) == [Pair(None, friday), Pair(later, None)]


def test_spans_that_only_touch_share_nothing() -> None:
    assert faults([Expression(0, 5, "DATE")], [Expression(5, 9, "DATE")]) == [("missed",), ("spurious",)]


def test_of_equal_spans_each_has_its_own() -> None:
    twice = [expression("Friday"), expression("Friday")]
    assert faults(twice, twice) == [(), ()]
    assert faults(twice, twice[:1]) == [(), ("missed",)]


def test_the_date_of_the_document_counts_only_where_the_gold_has_one() -> None:
    own = expression("3 May", own=True)
    assert faults([], [own]) == []
    assert faults([expression("two days later")], [own]) == [("missed",)]
    assert faults([expression("Friday, 3 May")], [own]) == [("span",)]


def test_outermost() -> None:
    whole, inner, same = expression("Friday, 3 May"), expression("3 May"), expression("Friday, 3 May", "2019")
    assert outermost([inner, whole, same]) == [whole, same]


# What is right and what is not


@pytest.mark.parametrize(
    ("one", "other", "equal"),
    [
        ("2019-05-03", "2019-05-03", True),
        ("2019-05-03", "2019-05-04", False),
        ("2019-XX", "2019", True),
        ("2019-XX-XX", "2019", True),
        ("XXXX-05", "2019-05", False),
        ("2019-05-03-WXX-5", "2019-05-03", True),
        ("2019-WXX-5", "2019", False),
        ("2019-05-03-WXX-5TEV", "2019-05-03TEV", False),
        (" 2019 ", "2019", True),
        ("P2D", "P2DT", False),
    ],
)
def test_values(one: str, other: str, equal: bool) -> None:
    assert (comparable(one) == comparable(other)) is equal


def test_each_fault_is_named() -> None:
    right = expression("Friday")
    assert faults([right], [expression("Friday", "2019-05-10")]) == [("value",)]
    assert faults([right], [expression("Friday", type_="TIME")]) == [("type",)]
    assert faults([right], [expression("Friday, 3 May", "2019", "SET")]) == [("span", "type", "value")]


def test_gold_without_a_value_counts_for_spans_and_types() -> None:
    assert faults([expression("Friday", "")], [expression("Friday")]) == [()]
    counted = tally(
        paired([expression("Friday", ""), expression("3 May")], [expression("Friday"), expression("3 May")])
    )
    assert (counted.strict, counted.type, counted.value) == (2, 2, 1)
    assert counted.figures() == (100, 100, 100, 100)
    missed = tally(paired([expression("Friday", ""), expression("3 May")], [expression("3 May")]))
    assert missed.figures() == pytest.approx((200 / 3, 200 / 3, 200 / 3, 100))


def test_figures_of_documents_are_taken_together() -> None:
    first = tally(paired([expression("Friday"), expression("two days later")], [expression("Friday, 3 May")]))
    second = tally(paired([expression("Friday")], [expression("Friday"), expression("3 May", "2019")]))
    assert first == Tally(1, 2, 1, relaxed=1, type=1, value=1)
    both = first + second
    assert both == Tally(2, 3, 3, relaxed=2, strict=1, type=2, value=2)
    assert both.figures() == pytest.approx((100 / 3, 200 / 3, 200 / 3, 200 / 3))
    assert (f1(0, 3), f1(0, 0)) == (0, 100)


def test_halves_come_from_the_id() -> None:
    assert [half(ident) for ident in ("ferry", "jetty", "sail", "ä\ud800")] == ["odd", "odd", "even", "even"]


# The script

GOLD = [
    ("sail", "The ferry left on Friday, 3 May, at dawn.", [("Friday", "DATE", "2019-05-03"), ("at dawn", "TIME", "")]),
    ("ferry", "It came back on 12 May 2019.", [("12 May 2019", "DATE", "2019-05-12")]),
]


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    """A corpus with a document in either half; the one of the even half has errors."""
    folder = tmp_path / "gold"
    (folder / "timexes").mkdir(parents=True)
    lines = []
    for ident, text, timexes in GOLD:
        places = [(text.index(words), words, type_, value) for words, type_, value in timexes]
        told = [{"start": at, "end": at + len(words), "type": t, "value": v} for at, words, t, v in places]
        lines.append(json.dumps({"id": ident, "dct": "2019-05-04", "text": text, "timexes": told}))
    (folder / "timexes" / "en_harbour.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


@pytest.fixture
def errors(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(score, "ROOT", tmp_path)
    monkeypatch.setattr(score, "ERRORS", tmp_path / "build")
    return tmp_path / "build" / "en_harbour.errors.txt"


def test_the_table_and_the_errors(gold: Path, errors: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = list(score.temporal_expressions(gold, "even"))
    assert [row.cells[:4] for row in rows] == [
        ("en_harbour", "rules written from", "1", "2"),
        ("en_harbour", "for measuring", "1", "1"),
        ("en_harbour", "whole", "2", "3"),
    ]
    assert rows[1].cells[4:] == ("100.0",) * 4
    assert rows[0].tally + rows[1].tally == rows[2].tally
    assert capsys.readouterr().out.count("en_harbour") == 3
    told = errors.read_text(encoding="utf-8")
    assert "sail  2019-05-04  (even)" in told
    assert "(odd)" not in told
    assert told.startswith("Only documents of the even half")


def test_errors_of_the_odd_half_only_on_demand(gold: Path, errors: Path) -> None:
    corpus = gold / "timexes" / "en_harbour.jsonl"
    corpus.write_text(corpus.read_text(encoding="utf-8").replace("2019-05-12", "2019-05-13"), encoding="utf-8")
    list(score.temporal_expressions(gold, "even"))
    assert "(odd)" not in errors.read_text(encoding="utf-8")
    list(score.temporal_expressions(gold, "all"))
    told = errors.read_text(encoding="utf-8")
    assert told.startswith("Both halves are told here")
    assert "value  ferry  2019-05-04  (odd)\n  It came back on [{12 May 2019}].\n  gold       DATE 2019-05-13" in told


def test_an_error_is_told_with_its_words() -> None:
    missed = Pair(expression("two days later", "2019-05-05"), None)
    wider = Pair(expression("Friday"), expression("Friday, 3 May", "2019"))
    right = Pair(expression("3 May"), expression("3 May"))
    lines = list(report([("a", TEXT, missed), ("b", "\n" + TEXT[1:], wider), ("c", TEXT, right)], warning="Mind."))
    assert lines == [
        "Mind.",
        "",
        "1 missed, 1 span+value",
        "",
        "missed  a",
        "  The ferry left late on Friday, 3 May, and came back [two days later].",
        "  gold       DATE 2019-05-05  two days later  (rule calendar)",
        "",
        "span+value  b",
        "  he ferry left late on [{Friday], 3 May}, and came back two days later.",
        "  gold       DATE 2019-05-03  Friday  (rule calendar)",
        "  predicted  DATE 2019  Friday, 3 May  (rule calendar)",
    ]


def test_the_page_gets_the_figures(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("Before\n\n<!-- scores -->\nold\n<!-- end -->\n\nAfter\n", encoding="utf-8")
    row = score.Row("en_harbour", "whole", Tally(2, 3, 3, relaxed=2, strict=1, type=2, value=2))
    score.update(page, [row])
    once = page.read_text(encoding="utf-8")
    assert once.startswith("Before\n\n<!-- scores -->\n\n| corpus | half |")
    assert "\n| en_harbour | whole | 2 | 3 | 33.3 | 66.7 | 66.7 | 66.7 |\n\n<!-- end -->\n\nAfter\n" in once
    score.update(page, [row])
    assert page.read_text(encoding="utf-8") == once
    page.write_text("No block.", encoding="utf-8")
    with pytest.raises(SystemExit, match="scores"):
        score.update(page, [row])


def test_without_gold_it_says_so_and_all_is_well(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = tmp_path / "page.md"
    page.write_text("as it was", encoding="utf-8")
    assert score.main([str(tmp_path / "nowhere"), "--docs", str(page)]) == 0
    assert "skipped, there is no gold in" in capsys.readouterr().out
    assert list(score.temporal_expressions(tmp_path, "even")) == []
    assert "skipped, there is no en_*.jsonl" in capsys.readouterr().out
    assert page.read_text(encoding="utf-8") == "as it was"
