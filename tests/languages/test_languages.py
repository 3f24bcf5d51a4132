"""What holds for every language's data, and what the pattern notation refuses."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from importlib.resources import files
from itertools import chain
from pathlib import Path
from typing import Any, ClassVar

import pytest

from idlibtl.languages import (
    _DIGITS,
    Language,
    _expanded,
    _rule,
    _slots,
    _tables,
    available,
    load,
    normal,
)
from idlibtl.languages.pattern import ANY, Slot, compile_pattern, tokens
from idlibtl.model import REGISTERS, Register
from idlibtl.tag.find import find
from idlibtl.tag.resolve import RESOLUTIONS

SLOTS = {
    "day": Slot(r"\d{1,2}(?!\d)", frozenset({("0",), ("00",)})),
    "month": Slot("(?:january|may)", frozenset({("january",), ("may",)})),
}
KEYS = {"name", "pattern", "resolve", "with", "left", "not_left", "right", "not_right", "not_words"}
KEYS |= {"alone", "closing", "lead", "register", "parts", "examples"}


def raw(code: str, name: str) -> dict[str, Any]:
    return tomllib.loads((files("idlibtl.languages") / code / f"{name}.toml").read_text(encoding="utf-8"))


def pages(code: str) -> list[dict[str, Any]]:
    folder = files("idlibtl.languages") / code / "rules"
    return [raw(code, f"rules/{name.removesuffix('.toml')}") for name in sorted(file.name for file in folder.iterdir())]


def rules(code: str) -> list[dict[str, Any]]:
    return [rule for page in pages(code) for rule in page["rule"]]


def macros(code: str) -> dict[str, str]:
    return {name: pattern for page in pages(code) for name, pattern in page.get("macro", {}).items()}


@pytest.mark.parametrize("code", available())
class TestData:
    def test_rule_names_are_unique(self, code: str) -> None:
        names = [rule.name for rule in load(code).rules]
        assert len(names) == len(set(names))

    def test_resolutions_exist(self, code: str) -> None:
        assert {rule.resolve for rule in load(code).rules} <= {*RESOLUTIONS, "nothing"}

    def test_no_pattern_repeats_without_bound(self, code: str) -> None:
        for rule in load(code).rules:
            literal = re.sub(r"\\.|\[[^\]]*\]", "x", rule.compiled.expression)
            assert not re.search(r"[*+]|\{\d*,\}", literal), rule.name

    def test_every_table_is_used(self, code: str) -> None:
        patterns = " ".join([*(rule["pattern"] for rule in rules(code)), *macros(code).values()])
        used = set(re.findall(r"\{([a-z_]+)(?::[a-z_]+)?\}", patterns))
        words = raw(code, "words")
        assert set(words) - {"capital", "context", "number"} <= used
        assert "number" not in words or "n" in used

    def test_every_list_of_neighbours_is_used(self, code: str) -> None:
        sides = ("left", "not_left", "right", "not_right")
        assert {rule[side] for rule in rules(code) for side in sides if side in rule} == set(
            raw(code, "words")["context"]
        )

    def test_rules_say_nothing_that_is_not_read(self, code: str) -> None:
        assert set(chain.from_iterable(rules(code))) <= KEYS

    def test_every_macro_is_used(self, code: str) -> None:
        patterns = " ".join([*(rule["pattern"] for rule in rules(code)), *macros(code).values()])
        assert set(macros(code)) == set(re.findall(r"<([a-z_]+)>", patterns))

    def test_macros_of_two_files_have_names_of_their_own(self, code: str) -> None:
        names = [name for page in pages(code) for name in page.get("macro", {})]
        assert len(names) == len(set(names))

    def test_registers_exist(self, code: str) -> None:
        assert {rule.register for rule in load(code).rules} <= {None, *REGISTERS}

    def test_parts_are_slots_of_the_pattern(self, code: str) -> None:
        for rule in load(code).rules:
            assert set(rule.parts) <= {filler.slot for filler in rule.compiled.fillers}, rule.name


def test_a_form_with_two_values_is_refused() -> None:
    with pytest.raises(ValueError, match="'Soon' has two values in \\[vague\\]"):
        _tables("en", {"vague": {"PAST_REF": ["soon"], "FUTURE_REF": ["Soon"]}})


def test_unknown_language() -> None:
    with pytest.raises(LookupError, match="no language 'xx'"):
        load("xx")


def test_normal_forms() -> None:
    assert normal("Twenty\u2013Four") == normal("twenty four") == "twenty four"
    assert normal("P.M.") == "p m"
    assert normal("New Year\u2019s Day") == "new year's day"


@pytest.mark.parametrize(
    ("pattern", "why"),
    [
        ("[in {month}", r"\] is missing"),
        ("(in|at {month}", r"\) is missing"),
        ("{planet}", "no table 'planet'"),
        ("in {month", "brace"),
        ("in } there", "brace"),
        ("[in ][{month}]", "can match nothing"),
        ("", "can match nothing"),
        ("- ,", "can match nothing"),
        ("{year=}", "brace"),
    ],
)
def test_patterns_that_do_not_compile(pattern: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        compile_pattern(pattern, SLOTS)


def test_pattern_knows_its_beginnings() -> None:
    def first(pattern: str) -> set[str]:
        return {" ".join(tokens) for tokens in compile_pattern(pattern, SLOTS).first}

    assert first("[in |at ]{month}") == {"in january", "in may", "at january", "at may", "january", "may"}
    assert first("{day} {month}") == {"0 january", "0 may", "00 january", "00 may"}
    assert first("{day}[ of] {month} {day}") == {"0 january", "0 may", "0 of", "00 january", "00 may", "00 of"}
    assert first("(first{half=1}|second{half=2}) half") == {"first half", "second half"}


def test_a_rule_is_kept_under_each_of_its_beginnings() -> None:
    language = load("en")
    for rule in language.rules:
        for word, *more in rule.compiled.first:
            found = language.openers(rule.register)[word][more[0] if more and more[0] != ANY else None]
            assert rule.name in {each.name for each, _ in found.rules}


def test_needed_tokens() -> None:
    slots = _slots(load("en").tables)

    def needed(pattern: str) -> frozenset[str]:
        return compile_pattern(pattern, slots).needed

    assert needed("{month} {day}") == {"0", "00"}
    assert needed("[about ]{n} {unit} ago") == {"ago"}
    assert needed("{month}[ {day}]") == frozenset()
    assert needed("in (the end|an age) of {month}") == {"of"}
    assert needed("in (the end|{month})") == {"end", *load("en").tables["month"]}
    assert needed("(on|from) {city}") == frozenset()
    assert compile_pattern("[in ]{month} (5|6 or 7)", slots).longest == 5


def test_what_a_rule_needs_stands_in_all_that_it_matches() -> None:
    rules = load("en").rules
    texts = {example.replace("[", "").replace("]", "") for rule in rules for example in rule.examples}
    for text in sorted(texts):
        found, places = tokens(text)
        for number, place in enumerate(places):
            for rule in rules:
                if match := rule.regex.match(text, place):
                    inside = found[number : number + len(tokens(match[0])[0])]
                    assert len(inside) <= rule.compiled.longest, (rule.name, text)
                    assert not rule.compiled.needed or not rule.compiled.needed.isdisjoint(inside[1:]), (
                        rule.name,
                        text,
                    )


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("On 5th MARCH", [("on", 0), ("0", 3), ("th", 4), ("march", 7)]),
        ("a1b22 c", [("a", 0), ("0", 1), ("b", 2), ("00", 3), ("c", 6)]),
        ("İ_x\n\u0665\u0666 ½", [("İ", 0), ("x", 2), ("00", 4), ("½", 7)]),
        (" -- ", []),
        ("", []),
    ],
)
def test_tokens(text: str, found: list[tuple[str, int]]) -> None:
    assert list(zip(*tokens(text), strict=True)) == found


@pytest.mark.parametrize(
    ("pattern", "text", "matches"),
    [
        ("{day} {month}", "5 may", True),
        ("{day} {month}", "5\u00a0May", True),
        ("{day} {month}", "5\r\nmay", True),
        ("{day} {month}", "5\n\nmay", False),
        ("{day} {month}", "5may", False),
        ("{day}_{month}", "5may", True),
        ("{day}-{month}", "5\u2013may", True),
        ("{day}~{month}", "5-may", True),
        ("{day}~{month}", "5 may", True),
        ("{day}, {month}", "5 , may", True),
        ("{month}'s", "may\u2019s", True),
        ("in|at {month}", "at may", True),
    ],
)
def test_signs(pattern: str, text: str, matches: bool) -> None:
    expression = compile_pattern(pattern, SLOTS).expression
    assert bool(re.fullmatch(f"(?:{expression})", text, re.IGNORECASE)) is matches


def language(*raws: dict[str, Any], capital: frozenset[str] = frozenset()) -> Language:
    """English words with rules of the test's own."""
    tables = load("en").tables
    context = {"by": frozenset({"by"}), "they": frozenset({"they"})}
    slots = _slots(tables)
    own = [_rule({"resolve": "calendar", **each}, {}, slots, tables, capital, context) for each in raws]
    return Language("en", tuple(own), tables)


def found(text: str, spoken: Language, register: Register | None = None) -> list[tuple[str, str]]:
    return [(each.text, each.rule) for each in find(text, spoken, 0, register)]


class TestMacros:
    MACROS: ClassVar[dict[str, str]] = {"day": "{day}|the {day}", "when": "<day> {month}"}

    def test_they_are_written_out_in_parentheses(self) -> None:
        assert _expanded("on <day> [or <day>]", self.MACROS) == "on ({day}|the {day}) [or ({day}|the {day})]"

    def test_they_may_use_others(self) -> None:
        assert _expanded("<when>", self.MACROS) == "(({day}|the {day}) {month})"

    @pytest.mark.parametrize("pattern", ["on <planet>", "<outer>"])
    def test_an_unknown_one_is_refused(self, pattern: str) -> None:
        with pytest.raises(ValueError, match="no macro 'planet'"):
            _expanded(pattern, {"outer": "<planet>"})


class TestParts:
    LIST: ClassVar[dict[str, Any]] = {
        "name": "list",
        "pattern": "{day}(, | and )[{day:next} and ]{day:last} {month}",
        "parts": ["day", "next", "last"],
    }
    YEARS: ClassVar[dict[str, Any]] = {"name": "years", "pattern": "{year}-{yy:last}", "parts": ["year", "last"]}

    def test_three_members(self) -> None:
        candidates = list(find("on 5, 6 and 17 May it", language(self.LIST)))
        assert [(each.text, each.slots) for each in candidates] == [
            ("5", {"day": "5", "month": "5"}),
            ("6", {"day": "6", "month": "5"}),
            ("17 May", {"day": "17", "month": "5"}),
        ]

    def test_a_member_left_out(self) -> None:
        candidates = list(find("on 5 and 17 May it", language(self.LIST)))
        assert [(each.text, each.slots["day"]) for each in candidates] == [("5", "5"), ("17 May", "17")]

    def test_a_short_year_takes_its_hundreds_from_the_first(self) -> None:
        candidates = list(find("in 1891-94 it", language(self.YEARS)))
        assert [(each.text, each.slots["year"]) for each in candidates] == [("1891", "1891"), ("94", "1894")]

    def test_short_days_are_as_they_stand(self) -> None:
        candidates = list(find("on 15 and 7 May it", language(self.LIST)))
        assert [each.slots["day"] for each in candidates] == ["15", "7"]

    def test_without_parts_a_match_is_one_expression(self) -> None:
        candidates = list(find("on 5, 6 and 17 May it", language({**self.LIST, "parts": []})))
        assert [each.text for each in candidates] == ["5, 6 and 17 May"]


class TestLead:
    SPOKEN = language({"name": "short", "pattern": "{yy}", "lead": "'"})

    @pytest.mark.parametrize(
        ("text", "expected"),
        [("of '99 here", ["'99"]), ("of \u201999 here", ["\u201999"]), ("of 99 here", []), ('of "99" here', [])],
    )
    def test_the_sign_before_is_asked_for_and_taken(self, text: str, expected: list[str]) -> None:
        assert [words for words, _ in found(text, self.SPOKEN)] == expected

    def test_start_counts_it(self) -> None:
        (candidate,) = find("of '99", self.SPOKEN)
        assert (candidate.start, candidate.end, candidate.slots) == (3, 6, {"yy": "99"})


@pytest.mark.parametrize("register", ["message", "news", "live", "narrative", None])
def test_rules_of_another_register_are_left_out(register: Register | None) -> None:
    spoken = language({"name": "own", "pattern": "{part}", "register": "message"})
    assert len(found("quiet night", spoken, register)) == (register == "message")
    everywhere = language({"name": "any", "pattern": "{part}"})
    assert len(found("quiet night", everywhere, register)) == 1


class TestRank:
    PLAIN: ClassVar[dict[str, Any]] = {"name": "plain", "pattern": "{month_name}"}
    LEFT: ClassVar[dict[str, Any]] = {"name": "left", "pattern": "{month_name}", "left": "by"}
    RIGHT: ClassVar[dict[str, Any]] = {"name": "right", "pattern": "{month_name}", "right": "they"}
    NOT_LEFT: ClassVar[dict[str, Any]] = {"name": "not-left", "pattern": "{month_name}", "not_left": "they"}
    NOTHING: ClassVar[dict[str, Any]] = {"name": "nothing", "pattern": "{month_name}", "resolve": "nothing"}
    LONGER: ClassVar[dict[str, Any]] = {"name": "longer", "pattern": "{month_name} they"}

    @pytest.mark.parametrize(
        ("raws", "winner"),
        [
            ((PLAIN, LEFT), "left"),
            ((PLAIN, RIGHT), "right"),
            ((LEFT, RIGHT), "left"),
            ((RIGHT, LEFT), "right"),
            ((PLAIN, NOT_LEFT), "plain"),
            ((NOT_LEFT, PLAIN), "not-left"),
            ((LEFT, PLAIN, LONGER), "longer"),
        ],
    )
    def test_of_equal_matches(self, raws: tuple[dict[str, Any], ...], winner: str) -> None:
        assert [name for _, name in found("by June they", language(*raws))] == [winner]

    def test_nothing_wins_over_all_of_its_length(self) -> None:
        assert found("by June they", language(self.LEFT, self.PLAIN, self.NOTHING)) == []
        assert found("by June they", language(self.NOTHING, self.LEFT)) == []

    def test_a_longer_one_wins_over_nothing(self) -> None:
        assert [name for _, name in found("by June they", language(self.NOTHING, self.LONGER))] == ["longer"]

    def test_a_rule_whose_neighbour_is_missing_stands_back(self) -> None:
        assert [name for _, name in found("in June he", language(self.LEFT, self.PLAIN))] == ["plain"]


class TestCapital:
    SPOKEN = language({"name": "month", "pattern": "{month}"}, capital=frozenset({"march"}))

    @pytest.mark.parametrize(
        ("text", "count"), [("in March", 1), ("in MARCH", 1), ("in march", 0), ("in june", 1), ("in June", 1)]
    )
    def test_listed_words_need_one(self, text: str, count: int) -> None:
        assert len(found(text, self.SPOKEN)) == count

    def test_months_and_days_alone(self) -> None:
        spoken = language({"name": "season", "pattern": "{season}"}, capital=frozenset({"spring"}))
        assert len(found("in spring", spoken)) == 1


class TestCity:
    @pytest.mark.parametrize(
        ("text", "zone"),
        [
            ("14:06 Beirut time", "Asia/Beirut"),
            ("14:06 BEIRUT time", "Asia/Beirut"),
            ("14:06 New York time", "America/New_York"),
            ("14:06 Kuala Lumpur time", "Asia/Kuala_Lumpur"),
        ],
    )
    def test_looked_up(self, text: str, zone: str) -> None:
        (candidate,) = find(text, load("en"))
        assert (candidate.text, candidate.slots["city"]) == (text, zone)

    @pytest.mark.parametrize("text", ["14:06 Atlantis time", "14:06 for some time"])
    def test_no_other_word_will_do(self, text: str) -> None:
        assert found(text, load("en")) == [("14:06", "clock")]

    def test_no_pattern_begins_with_it(self) -> None:
        slots = _slots(load("en").tables)
        with pytest.raises(ValueError, match="begins with any word"):
            compile_pattern("[{city}|in] time", slots)
        assert ("00", ANY) in compile_pattern("{hour} {city} time", slots).first


def test_two_tokens_tell_a_beginning() -> None:
    openers = load("en").openers()
    names = {second: {each.name for each, _ in opening.rules} for second, opening in openers["00"].items()}
    assert "ago" in names["years"]
    assert "ago" not in names["march"]
    assert "day-and-month" in names["march"]
    assert names[None] <= names["march"]
    assert "military-city-clock" in {each.name for each, _ in openers["0000"][None].rules}
    assert "military-city-clock" not in names[None]


PAGE = Path(__file__).parents[2] / "docs" / "languages.md"


@pytest.mark.parametrize(
    "names",
    [RESOLUTIONS, (*_DIGITS, "offset"), KEYS - {"name", "pattern"}, REGISTERS],
    ids=["resolutions", "shapes of digits", "keys of rules", "registers"],
)
def test_docs_name_all(names: Iterable[str]) -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert [name for name in names if f"`{name}`" not in page and f"`{name} = " not in page] == []
