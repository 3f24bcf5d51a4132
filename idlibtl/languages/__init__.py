"""Languages as data: a folder each, of tables of words, rules and examples, and this loader.

A folder ``idlibtl/languages/<code>/`` holds ``words.toml`` (tables of words), ``rules/*.toml`` (temporal expressions,
in the notation of `idlibtl.languages.pattern`), ``tense.toml``, ``verbs.toml``, ``events.toml``, ``names.toml``,
``places.toml``, ``dateline.toml`` and ``corpus.toml`` (examples, read by the tests). Month and day names and the cities
that name a time zone come from CLDR through Babel. ``spelling.toml`` beside the folders holds for all languages.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property, lru_cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, NamedTuple

from idlibtl.languages.pattern import ANY, Compiled, Filler, Slot, compile_pattern
from idlibtl.languages.pattern import words as words_of
from idlibtl.model import Register

DEFAULT = "en"

# Shapes of digits, the same in every language that writes them so: how many there may be, and which.
_DIGITS = {
    "day": ((1, 2), r"(?:3[01]|[12]\d|0?[1-9])(?!\d)"),
    "month_number": ((1, 2), r"(?:1[0-2]|0?[1-9])(?!\d)"),
    "year": ((4,), r"[12]\d{3}(?!\d)"),
    "near_year": ((4,), r"(?:1[6-9]|20)\d\d(?!\d)"),
    "decade_year": ((4,), r"(?:1[6-9]|20)\d0(?!\d)"),
    "short_year": ((1, 2, 3, 4), r"\d{1,4}(?!\d)"),
    "yy": ((2,), r"\d\d(?!\d)"),
    "yy_decade": ((2,), r"[2-9]0(?!\d)"),
    "two_digit_day": ((2,), r"(?:3[01]|[12]\d|0[1-9])(?!\d)"),
    "two_digit_month": ((2,), r"(?:1[0-2]|0[1-9])(?!\d)"),
    "hour": ((1, 2), r"(?:2[0-4]|[01]?\d)(?!\d)"),
    "minute": ((2,), r"[0-5]\d(?!\d)"),
    "second": ((2,), r"[0-5]\d(?!\d)"),
    "military": ((4,), r"(?:2[0-3]|[01]\d)[0-5]\d(?!\d)"),
    "run_together": ((3, 4), r"(?:1[0-2]|0?[1-9])[0-5]\d(?!\d)"),
    "count": ((1, 2, 3, 4), r"\d{1,4}(?:,\d{3})?(?!\d)"),
    "phone_part": ((3, 4), r"\d{3,4}(?!\d)"),
    "digits": ((1, 2, 3, 4, 5), r"\d{1,5}(?!\d)"),
}
_DECIMAL = r"\d{1,4}\.\d{1,2}(?!\d)"
_NAME = r"[^\W\d_]{1,20}(?:[ -][^\W\d_]{1,20})?"
_JOINTS = re.compile(r"[-.\u2010-\u2013]")
_NAMES = {"month", "month_name", "weekday"}
_OPEN = {"city"}  # tables too large for an expression: any name is matched, and then looked up
_OFFSET = Slot(r"[+-](?:0\d|1[0-4]):?[0-5]\d(?!\d)|Z(?!\w)", frozenset({("0000",), ("00", "00"), ("z",)}), 2)


@dataclass(frozen=True)
class Rule:
    """How one kind of temporal expression is written, and the name of the resolution that reads it."""

    name: str
    compiled: Compiled
    resolve: str
    constants: Mapping[str, str]
    tables: Mapping[str, Mapping[str, str]] = field(repr=False)
    capital: frozenset[str] = frozenset()
    left: frozenset[str] | None = None
    not_left: frozenset[str] = frozenset()
    right: frozenset[str] | None = None
    not_right: frozenset[str] = frozenset()
    not_words: frozenset[str] = frozenset()
    alone: bool = False
    closing: bool = False
    lead: str = ""
    register: Register | None = None
    parts: tuple[str, ...] = ()
    examples: Mapping[str, str] = field(default_factory=dict, repr=False)

    @cached_property
    def rank(self) -> int:
        """Which of two equal matches counts: what is no date, then what asks for certain words beside it."""
        return 2 if self.resolve == "nothing" else int(self.left is not None or self.right is not None)

    @cached_property
    def regex(self) -> re.Pattern[str]:
        return re.compile(self.compiled.expression, re.IGNORECASE)

    def slots(self, match: re.Match[str]) -> dict[str, str] | None:
        """What the groups fill; None where a word that must be written with a capital is not."""
        found = dict(self.constants)
        for filler, words in zip(self.compiled.fillers, match.groups(), strict=True):
            if words is None:
                continue
            value = self._value(filler, words)
            if value is None:
                return None
            found[filler.slot] = value
        return found

    def spans(self, match: re.Match[str], slots: dict[str, str]) -> list[tuple[int, int, dict[str, str]]]:
        """The one expression that a match is, or those of a list that share its words ("5, 6 and 7 January 2020").

        The slots named by ``parts`` are what each has of its own; they fill the slot that the first of them names.
        """
        if not self.parts:
            return [(match.start(), match.end(), slots)]
        taken = {filler.slot: n for n, filler in enumerate(self.compiled.fillers, 1) if match.start(n) >= 0}
        groups = [taken[part] for part in self.parts if part in taken]
        shared = [slot for slot in slots if slot == self.parts[0] or slot not in self.parts]
        spans = []
        for place, group in enumerate(groups):
            last = place + 1 == len(groups)
            begin = match.start(group) if place else match.start()
            end = match.end() if last else max(match.end(number) for number in range(1, groups[place + 1]))
            own = slots[self.compiled.fillers[group - 1].slot]
            if len(own) < len(slots[self.parts[0]]) and self.parts[0] == "year":  # 1991-94
                own = slots["year"][: -len(own)] + own
            spans.append((begin, end, {slot: own if slot == self.parts[0] else slots[slot] for slot in shared}))
        return spans

    def _value(self, filler: Filler, words: str) -> str | None:
        if filler.table is None:
            return filler.constant
        if words in self.capital and filler.table in _NAMES:
            return None
        table = self.tables.get(filler.table)
        if table is None:
            return words
        return table.get(normal(words), None if filler.table in _OPEN else words)


class Opening(NamedTuple):
    """The rules for the first two tokens, each with the tokens of which one must follow these; none: any may."""

    rules: tuple[tuple[Rule, frozenset[str]], ...]
    looks_ahead: bool


Openers = Mapping[str, Mapping[str | None, Opening]]


@dataclass(frozen=True)
class Language:
    """What idlibtl knows of one language.

    ``openers`` gives the rules by their first token and by the one that follows it, where None stands for any other.
    """

    code: str
    rules: tuple[Rule, ...] = field(repr=False)
    tables: Mapping[str, Mapping[str, str]] = field(repr=False)
    _openers: dict[Register | None, Openers] = field(default_factory=dict, repr=False, compare=False)

    @cached_property
    def longest(self) -> int:
        """So many tokens the longest expression has."""
        return max(rule.compiled.longest for rule in self.rules)

    def openers(self, register: Register | None = None) -> Openers:
        """The rules that may be tried in a text of this register, by their first two tokens."""
        found = self._openers.get(register)
        if found is None:
            found = _openers([rule for rule in self.rules if rule.register in (None, register)])
            self._openers[register] = found
        return found

    def data(self, name: str) -> Mapping[str, Any]:
        """A further file of the folder: "tense", "verbs", "events", "names", "dateline"."""
        return _toml(self.code, name)


@lru_cache(maxsize=8192)
def normal(words: str) -> str:
    """Words as tables hold them: lower case, single spaces, straight apostrophes, no dots, no hyphens of any kind."""
    return " ".join(_JOINTS.sub(" ", words.lower().replace("\u2019", "'")).split())


def available() -> tuple[str, ...]:
    """Codes of the languages that have a folder."""
    return tuple(sorted(f.name for f in files(__name__).iterdir() if (f / "words.toml").is_file()))


@cache
def load(code: str = DEFAULT) -> Language:
    """A language by its code. Raises LookupError where it has no folder, ValueError for data that makes no sense."""
    if code not in available():
        raise LookupError(f"no language {code!r}; there are: {', '.join(available())}")
    words = dict(_toml(code, "words"))
    capital = frozenset(words.pop("capital", ()))
    context = {name: frozenset(listed) for name, listed in words.pop("context", {}).items()}
    tables = _tables(code, words)
    slots = _slots(tables)
    names = sorted(file.name.removesuffix(".toml") for file in (files(__name__) / code / "rules").iterdir())
    pages = [_toml(code, f"rules/{name}") for name in names]
    macros = {name: pattern for page in pages for name, pattern in page.get("macro", {}).items()}
    rules = [_rule(raw, macros, slots, tables, capital, context) for page in pages for raw in page["rule"]]
    return Language(code, tuple(rules), tables)


def _openers(rules: Sequence[Rule]) -> dict[str, dict[str | None, Opening]]:
    pairs: dict[str, dict[str | None, set[int]]] = {}
    for number, rule in enumerate(rules):
        for first, *more in rule.compiled.first:
            second = more[0] if more and more[0] != ANY else None
            pairs.setdefault(first, {}).setdefault(second, set()).add(number)
    needing = [(rule, rule.compiled.needed) for rule in rules]
    content = [(rule, frozenset[str]()) for rule in rules]  # as they are where the second token is one that they need

    def opening(numbers: set[int], second: str | None) -> Opening:
        opened = [(content if second in needing[number][1] else needing)[number] for number in sorted(numbers)]
        return Opening(tuple(opened), any(needed for _, needed in opened))

    found: dict[str, dict[str | None, Opening]] = {}
    for first, seconds in pairs.items():
        whatever = seconds.get(None, set())
        found[first] = {second: opening(listed | whatever, second) for second, listed in seconds.items()}
    return found


def _toml(code: str, name: str) -> Mapping[str, Any]:
    return MappingProxyType(tomllib.loads((files(__name__) / code / f"{name}.toml").read_text(encoding="utf-8")))


def _tables(code: str, words: Mapping[str, Mapping[str, list[str]]]) -> dict[str, dict[str, str]]:
    tables: dict[str, dict[str, str]] = _cldr(code)
    for name, values in words.items():
        table = tables.setdefault(name, {})
        for value, forms in values.items():
            for form in forms:
                if table.setdefault(normal(form), value) != value:
                    raise ValueError(f"{code}/words.toml: {form!r} has two values in [{name}]")
    tables["n"] = tables["number"]
    tables["yy_word"] = {form: value for form, value in tables["number"].items() if re.fullmatch(r"[1-9]\d", value)}
    return tables


def _cldr(code: str) -> dict[str, dict[str, str]]:
    from babel.dates import get_day_names, get_month_names

    def names(get: Any, widths: tuple[str, ...], shift: int) -> dict[str, str]:
        return {
            normal(name): str(number + shift)
            for width in widths
            for context in ("format", "stand-alone")
            for number, name in get(width, context, code).items()
        }

    return {
        "month": names(get_month_names, ("wide", "abbreviated"), 0),
        "month_name": names(get_month_names, ("wide",), 0),
        "weekday": names(get_day_names, ("wide", "abbreviated"), 0),
        "weekday_name": names(get_day_names, ("wide",), 0),
        "city": _cities(code),
    }


def _cities(code: str) -> dict[str, str]:
    """The cities that name a zone of the IANA database: "Moscow" of "Moscow time"."""
    from babel import Locale
    from babel.core import get_global

    named = Locale.parse(code).time_zones
    zones = {zone: named.get(zone, {}).get("city") for zone in get_global("zone_territories")}
    return {normal(city or zone.rpartition("/")[2].replace("_", " ")): zone for zone, city in sorted(zones.items())}


def _slots(tables: Mapping[str, Mapping[str, str]]) -> dict[str, Slot]:
    slots = {
        name: Slot(expression, frozenset(("0" * length,) for length in lengths), 2 if name == "count" else 1)
        for name, (lengths, expression) in _DIGITS.items()
    }
    slots["offset"] = _OFFSET
    slots["city"] = Slot(_NAME, frozenset({(ANY,), (ANY, ANY)}), 2)
    for name, table in tables.items():
        if name in _OPEN:
            continue
        first = frozenset(first for form in table for first in _first(form.split()))
        slots[name] = Slot(_expression(table), first, max(len(words_of(form)) for form in table))
    counted = f"{_DECIMAL}|{slots['count'].expression}|{slots['n'].expression}"
    lengths = ["0" * length for length in (1, 2, 3, 4)]
    longer = {(whole, part) for whole in lengths for part in (*lengths[:2], "000")}  # 1.5, 1,200
    slots["n"] = Slot(counted, slots["n"].first | slots["count"].first | longer, max(2, slots["n"].longest))
    return slots


def _first(words: list[str]) -> set[tuple[str, ...]]:
    written = {words_of(" ".join(words))[:2]}
    return written | {("".join(words),)} if _initials(words) else written


def _initials(words: list[str]) -> bool:
    """ "p.m.", with its last dot, or "pm"."""
    return len(words) > 1 and all(len(word) == 1 for word in words)


def _expression(forms: Iterable[str]) -> str:
    """An expression for any of the forms, the longest first; what they share is written once, to compile fast."""
    words = [form.split() for form in sorted(forms, key=lambda form: (-len(form), form))]
    initials = [_initialled(each) for each in words if _initials(each)]
    return f"(?:{'|'.join([*initials, *_branches([each for each in words if not _initials(each)])])})"


def _branches(forms: Sequence[Sequence[str]]) -> list[str]:
    rests: dict[str, list[tuple[str, ...]]] = {}
    for first, *rest in forms:
        rests.setdefault(first, []).append(tuple(rest))
    alike: dict[tuple[tuple[str, ...], ...], list[str]] = {}
    for first, followers in rests.items():
        alike.setdefault(tuple(followers), []).append(first)
    branches = []
    for found, firsts in alike.items():
        heads = "|".join(re.escape(first).replace("'", "['\u2019]") for first in firsts)
        head = rf"(?:{heads})(?!\w)" if len(firsts) > 1 else rf"{heads}(?!\w)"
        longer = [rest for rest in found if rest]
        tail = rf"[-.\s\u2010-\u2013]{{1,3}}(?:{'|'.join(_branches(longer))})" if longer else ""
        branches.append(head + (f"(?:{tail})?" if tail and () in found else tail))
    return branches


def _initialled(words: list[str]) -> str:
    return rf"{''.join(rf'{word}[.] ?' for word in words[:-1])}{words[-1]}[.]|{''.join(words)}(?!\w)"


def _expanded(pattern: str, macros: Mapping[str, str]) -> str:
    """A pattern with its macros, ``<name>``, written out; a macro may use others."""

    def written(match: re.Match[str]) -> str:
        if match[1] not in macros:
            raise ValueError(f"no macro {match[1]!r}: {pattern!r}")
        return f"({_expanded(macros[match[1]], macros)})"

    return re.sub(r"<([a-z_]+)>", written, pattern)


def _rule(
    raw: Mapping[str, Any],
    macros: Mapping[str, str],
    slots: Mapping[str, Slot],
    tables: Mapping[str, Mapping[str, str]],
    capital: frozenset[str],
    context: Mapping[str, frozenset[str]],
) -> Rule:
    examples = raw.get("examples", {})
    return Rule(
        name=raw["name"],
        compiled=compile_pattern(_expanded(raw["pattern"], macros), slots),
        resolve=raw["resolve"],
        constants={name: str(value) for name, value in raw.get("with", {}).items()},
        tables=tables,
        capital=capital,
        left=context[raw["left"]] if "left" in raw else None,
        not_left=context[raw["not_left"]] if "not_left" in raw else frozenset(),
        right=context[raw["right"]] if "right" in raw else None,
        not_right=context[raw["not_right"]] if "not_right" in raw else frozenset(),
        not_words=frozenset(raw.get("not_words", ())),
        alone=raw.get("alone", False),
        closing=raw.get("closing", False),
        lead=raw.get("lead", ""),
        register=raw.get("register"),
        parts=tuple(raw.get("parts", ())),
        examples=examples if isinstance(examples, dict) else dict.fromkeys(examples, ""),
    )
