"""The notation in which a language's rules are written, and its compiler to regular expressions.

====================  ==============================================================================================
``word``              these letters, in any case
(space)               white space, with one line break at most
``-``                 any hyphen or dash but the longest, —
``,``                 a comma, set off by a space or not
``~``                 white space or a hyphen
``'``                 an apostrophe, straight or curly
``_``                 white space or nothing
``{table}``           a word of a table of the language, or digits of a shape; it fills the slot of that name
``{table:slot}``      the same, for a slot of another name
``{slot=value}``      matches nothing, fills a slot
``[a|b]``             one of these, or nothing
``(a|b)``             one of these
``<macro>``           what the macro of that name stands for (written out before this compiler sees it)
====================  ==============================================================================================

There is no repetition, so that matching can't backtrack without bound. The two tokens (words, or runs of digits) that a
pattern can begin with are known beforehand, as a parser generator knows FIRST sets: the tagger tries a rule only where
they stand.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

ANY = "*"  # stands for any token
_TOKEN = re.compile(r"([^\W\d_]+|\d+)")


class _Zeros(dict[int, int]):
    """For str.translate: every decimal digit, of any script, is 0."""

    def __missing__(self, code: int) -> int:
        self[code] = ord("0") if chr(code).isdecimal() else code
        return self[code]


_ZEROS = _Zeros()
_AHEAD = 2  # so many tokens are known beforehand

Beginnings = frozenset[tuple[str, ...]]
"""What a pattern may begin with: its first two tokens, or fewer where it ends before."""

NOTHING: Beginnings = frozenset({()})
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
_PIECE = re.compile(
    r"\{(?P<table>[a-z_]+)(?::(?P<slot>[a-z_]+))?\}|\{(?P<constant>[a-z_]+)=(?P<value>[^}]+)\}"
    r"|(?P<word>[^\W\d_]+|\d+)|(?P<sign>[^{}])|(?P<bad>[{}])"
)


@dataclass(frozen=True, slots=True)
class Slot:
    """What can stand in a slot: its expression, and what it may begin with."""

    expression: str
    first: Beginnings


@dataclass(frozen=True, slots=True)
class Filler:
    """What fills a slot when its group took part in the match: a word of a table, or a constant."""

    slot: str
    table: str | None
    constant: str | None = None


@dataclass(frozen=True, slots=True)
class Compiled:
    """A pattern's expression, what it may begin with, and what each of its groups (by number) fills."""

    expression: str
    first: Beginnings
    fillers: tuple[Filler, ...]


def tokens(text: str) -> list[str]:
    """What a text consists of: what is no word, a word, what is no word, and so on.

    Words are in lower case, and all digits 0. The pieces are as long as what they stand for.
    """
    lowered = text.lower()
    if len(lowered) != len(text):  # "İ" is two characters in lower case
        lowered = "".join(letter if len(letter.lower()) > 1 else letter.lower() for letter in text)
    return _TOKEN.split(lowered.translate(_ZEROS))


def words(text: str) -> tuple[str, ...]:
    """The words of a text, as a pattern's beginnings hold them: runs of digits are so many 0."""
    return tuple(tokens(text)[1::2])


def compile_pattern(pattern: str, slots: Mapping[str, Slot]) -> Compiled:
    """Compile a pattern. Raises ValueError for one that is malformed, names an unknown table, or can match nothing."""
    parser = _Parser(pattern, slots)
    whole = parser.choice(closing="")
    if () in whole.first or any(first[0] == ANY for first in whole.first):
        raise ValueError(f"a pattern that can match nothing, or begins with any word: {pattern!r}")
    return Compiled(whole.expression, whole.first, tuple(parser.fillers))


@dataclass(frozen=True, slots=True)
class _Part:
    expression: str
    first: Beginnings = NOTHING


class _Parser:
    def __init__(self, pattern: str, slots: Mapping[str, Slot]) -> None:
        self.pattern = pattern
        self.slots = slots
        self.fillers: list[Filler] = []
        self.pieces = _PIECE.finditer(pattern)

    def choice(self, closing: str) -> _Part:
        """Alternatives, up to the closing sign."""
        branches: list[list[_Part]] = [[]]
        closed = False
        for piece in self.pieces:
            if piece["sign"] == "|":
                branches.append([])
            elif closing and piece["sign"] == closing:
                closed = True
                break
            else:
                branches[-1].append(self.item(piece))
        if closing and not closed:
            raise self.error(f"{closing} is missing")
        joined = [_sequence(parts) for parts in branches]
        return _Part("|".join(part.expression for part in joined), _either(part.first for part in joined))

    def item(self, piece: re.Match[str]) -> _Part:
        if table := piece["table"]:
            if table not in self.slots:
                raise self.error(f"no table {table!r}")
            self.fillers.append(Filler(piece["slot"] or table, table))
            return _Part(f"({self.slots[table].expression})", self.slots[table].first)
        if piece["constant"]:
            self.fillers.append(Filler(piece["constant"], None, piece["value"]))
            return _Part("()")
        if word := piece["word"]:
            end = r"(?!\d)" if word.isdigit() else r"(?![^\W\d_])"
            return _Part(word + end, frozenset({words(word)}))
        if piece["sign"] == "[":
            inner = self.choice("]")
            return _Part(f"(?:{inner.expression})?", inner.first | NOTHING)
        if piece["sign"] == "(":
            inner = self.choice(")")
            return _Part(f"(?:{inner.expression})", inner.first)
        if piece["bad"]:
            raise self.error("a brace that is not closed")
        return _Part(_SIGNS.get(piece["sign"], re.escape(piece["sign"])))

    def error(self, why: str) -> ValueError:
        return ValueError(f"{why}: {self.pattern!r}")


def _either(choices: Iterable[Beginnings]) -> Beginnings:
    return frozenset[tuple[str, ...]]().union(*choices)


def _sequence(parts: list[_Part]) -> _Part:
    first = NOTHING
    for part in parts:
        if part.first is not NOTHING:
            whole = {left for left in first if len(left) == _AHEAD}
            whole.update((left + right)[:_AHEAD] for left in first - whole for right in part.first)
            first = frozenset(whole)
    return _Part("".join(part.expression for part in parts), first)
