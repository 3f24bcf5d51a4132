"""The notation in which a language's rules are written, and its compiler to regular expressions.

====================  ==============================================================================================
``word``              these letters, in any case
(space)               white space, with one line break at most
``-``                 any hyphen or dash
``,``                 a comma, set off by a space or not
``~``                 white space or a hyphen
``_``                 white space or nothing
``{table}``           a word of a table of the language, or digits of a shape; it fills the slot of that name
``{table:slot}``      the same, for a slot of another name
``{slot=value}``      matches nothing, fills a slot
``[a|b]``             one of these, or nothing
``(a|b)``             one of these
====================  ==============================================================================================

There is no repetition, so that matching can't backtrack without bound. The words that a pattern can begin with are
known beforehand: the tagger tries a rule only where one of them stands.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

DIGITS = "0"  # stands for any digits in a set of first words
_SPACE = r"(?:[ \t\xa0\u2009\u202f]{1,3}(?:\r?\n[ \t]{0,8})?|\r?\n[ \t]{0,8})"
_HYPHEN = r"[-\u2010\u2011\u2012\u2013]"
_SIGNS = {
    " ": _SPACE,
    ",": r"[ \xa0]?,",
    "-": _HYPHEN,
    "~": rf"(?:{_HYPHEN}|{_SPACE})",
    "_": rf"{_SPACE}?",
    "'": "['\u2019]",
}
_TOKEN = re.compile(
    r"\{(?P<table>[a-z_]+)(?::(?P<slot>[a-z_]+))?\}|\{(?P<constant>[a-z_]+)=(?P<value>[^}]+)\}"
    r"|(?P<word>[^\W\d_]+|\d+)|(?P<sign>[^{}])|(?P<bad>[{}])"
)


@dataclass(frozen=True, slots=True)
class Slot:
    """What can stand in a slot: its expression, and the words that it may begin with."""

    expression: str
    first: frozenset[str]


@dataclass(frozen=True, slots=True)
class Filler:
    """What fills a slot when its group took part in the match: a word of a table, or a constant."""

    slot: str
    table: str | None
    constant: str | None = None


@dataclass(frozen=True, slots=True)
class Compiled:
    """A pattern's expression, the words it may begin with, and what each of its groups (by number) fills."""

    expression: str
    first: frozenset[str]
    fillers: tuple[Filler, ...]


def compile_pattern(pattern: str, slots: Mapping[str, Slot]) -> Compiled:
    """Compile a pattern. Raises ValueError for one that is malformed, names an unknown table, or can match nothing."""
    parser = _Parser(pattern, slots)
    whole = parser.choice(closing="")
    if whole.empty or not whole.first:
        raise ValueError(f"a pattern that can match nothing, or begins with a sign: {pattern!r}")
    return Compiled(whole.expression, whole.first, tuple(parser.fillers))


@dataclass(frozen=True, slots=True)
class _Part:
    expression: str
    first: frozenset[str] = frozenset()
    empty: bool = False  # can match nothing


class _Parser:
    def __init__(self, pattern: str, slots: Mapping[str, Slot]) -> None:
        self.pattern = pattern
        self.slots = slots
        self.fillers: list[Filler] = []
        self.tokens = _TOKEN.finditer(pattern)

    def choice(self, closing: str) -> _Part:
        """Alternatives, up to the closing sign."""
        branches: list[list[_Part]] = [[]]
        closed = False
        for token in self.tokens:
            if token["sign"] == "|":
                branches.append([])
            elif closing and token["sign"] == closing:
                closed = True
                break
            else:
                branches[-1].append(self.item(token))
        if closing and not closed:
            raise self.error(f"{closing} is missing")
        joined = [_sequence(parts) for parts in branches]
        first = frozenset[str]().union(*(part.first for part in joined))
        return _Part("|".join(part.expression for part in joined), first, any(part.empty for part in joined))

    def item(self, token: re.Match[str]) -> _Part:
        if table := token["table"]:
            if table not in self.slots:
                raise self.error(f"no table {table!r}")
            self.fillers.append(Filler(token["slot"] or table, table))
            return _Part(f"({self.slots[table].expression})", self.slots[table].first)
        if token["constant"]:
            self.fillers.append(Filler(token["constant"], None, token["value"]))
            return _Part("()", empty=True)
        if word := token["word"]:
            return _Part(re.escape(word), frozenset({DIGITS if word.isdigit() else word.lower()}))
        if token["sign"] == "[":
            inner = self.choice("]")
            return _Part(f"(?:{inner.expression})?", inner.first, empty=True)
        if token["sign"] == "(":
            inner = self.choice(")")
            return _Part(f"(?:{inner.expression})", inner.first, inner.empty)
        if token["bad"]:
            raise self.error("a brace that is not closed")
        return _Part(_SIGNS.get(token["sign"], re.escape(token["sign"])))

    def error(self, why: str) -> ValueError:
        return ValueError(f"{why}: {self.pattern!r}")


def _sequence(parts: list[_Part]) -> _Part:
    first = frozenset[str]()
    for part in parts:
        first |= part.first
        if not part.empty:
            break
    return _Part("".join(part.expression for part in parts), first, all(part.empty for part in parts))
