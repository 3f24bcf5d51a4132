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
pattern can begin with are known beforehand, as a parser generator knows FIRST sets, and tokens of which one must follow
further on: the tagger tries a rule only where they stand.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import accumulate, compress
from operator import add

ANY = "*"  # stands for any token
_BEFORE_DIGITS = re.compile(r"0(?<=[^ 0]0)")  # where a number begins, or ends, beside a letter: two tokens, "5th"
_BEHIND_DIGITS = re.compile(r"0(?=[^ 0])")


class _Letters(dict[int, int]):
    """For str.translate: every decimal digit, of any script, is 0, and all but digits and letters a space."""

    def __missing__(self, code: int) -> int:
        letter = chr(code)
        self[code] = ord("0") if letter.isdecimal() else code if letter.isalnum() else ord(" ")
        return self[code]


_LETTERS = _Letters()
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
    """What can stand in a slot: its expression, what it may begin with, and how many tokens it has at most."""

    expression: str
    first: Beginnings
    longest: int = 1


@dataclass(frozen=True, slots=True)
class Filler:
    """What fills a slot when its group took part in the match: a word of a table, or a constant."""

    slot: str
    table: str | None
    constant: str | None = None


@dataclass(frozen=True, slots=True)
class Compiled:
    """A pattern's expression, what it may begin with, and what each of its groups (by number) fills.

    One of the tokens ``needed`` stands behind the first in whatever it matches (none: any may), and that has as many
    tokens as ``longest`` at most.
    """

    expression: str
    first: Beginnings
    fillers: tuple[Filler, ...]
    needed: frozenset[str]
    longest: int


def tokens(text: str, place: int = 0) -> tuple[list[str], list[int]]:
    """The tokens of a text, words in lower case and numbers as so many 0, and where each begins.

    The text itself begins at ``place``.
    """
    lowered = text.lower()
    if len(lowered) != len(text):  # "İ" is two characters in lower case
        lowered = "".join(letter if len(letter.lower()) > 1 else letter.lower() for letter in text)
    spaced = lowered.translate(_LETTERS)
    seams = [match.start() for match in _BEFORE_DIGITS.finditer(spaced)]
    seams += [match.end() for match in _BEHIND_DIGITS.finditer(spaced)]
    found: list[str] = []
    places: list[int] = []
    begin = 0
    for end in (*sorted(seams), len(spaced)):
        pieces = spaced[begin:end].split(" ")
        found += pieces
        places += map(add, accumulate(map(len, pieces), initial=place + begin), range(len(pieces)))
        begin = end
    return list(filter(None, found)), list(compress(places, found))


@lru_cache(maxsize=8192)
def words(text: str) -> tuple[str, ...]:
    """The tokens of a text, as a pattern's beginnings hold them."""
    return tuple(tokens(text)[0])


def compile_pattern(pattern: str, slots: Mapping[str, Slot]) -> Compiled:
    """Compile a pattern. Raises ValueError for one that is malformed, names an unknown table, or can match nothing."""
    parser = _Parser(pattern, slots)
    whole = parser.choice(closing="")
    if () in whole.first or any(first[0] == ANY for first in whole.first):
        raise ValueError(f"a pattern that can match nothing, or begins with any word: {pattern!r}")
    return Compiled(whole.expression, whole.first, tuple(parser.fillers), whole.behind, whole.longest)


@dataclass(frozen=True, slots=True)
class _Part:
    """``needed`` are tokens of which one stands in it, ``behind`` the same for what stands behind its first."""

    expression: str
    first: Beginnings = NOTHING
    longest: int = 0
    needed: frozenset[str] = frozenset()
    behind: frozenset[str] = frozenset()


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
        return _choice([_sequence(parts) for parts in branches])

    def item(self, piece: re.Match[str]) -> _Part:
        if table := piece["table"]:
            if table not in self.slots:
                raise self.error(f"no table {table!r}")
            self.fillers.append(Filler(piece["slot"] or table, table))
            slot = self.slots[table]
            return _Part(f"({slot.expression})", slot.first, slot.longest, _leading(slot.first))
        if piece["constant"]:
            self.fillers.append(Filler(piece["constant"], None, piece["value"]))
            return _Part("()")
        if word := piece["word"]:
            end = r"(?!\d)" if word.isdigit() else r"(?![^\W\d_])"
            return _Part(word + end, frozenset({words(word)}), len(words(word)), frozenset(words(word)[:1]))
        if piece["sign"] == "[":
            inner = self.choice("]")
            return _Part(f"(?:{inner.expression})?", inner.first | NOTHING, inner.longest)
        if piece["sign"] == "(":
            inner = self.choice(")")
            return replace(inner, expression=f"(?:{inner.expression})")
        if piece["bad"]:
            raise self.error("a brace that is not closed")
        return _Part(_SIGNS.get(piece["sign"], re.escape(piece["sign"])))

    def error(self, why: str) -> ValueError:
        return ValueError(f"{why}: {self.pattern!r}")


def _leading(first: Beginnings) -> frozenset[str]:
    """The tokens that something begins with; none where it may be empty, or begin with any."""
    if () in first or any(tokens[0] == ANY for tokens in first):
        return frozenset()
    return frozenset(tokens[0] for tokens in first)


def _choice(parts: list[_Part]) -> _Part:
    return _Part(
        "|".join(part.expression for part in parts),
        frozenset[tuple[str, ...]]().union(*(part.first for part in parts)),
        max(part.longest for part in parts),
        _any_of([part.needed for part in parts]),
        _any_of([part.behind for part in parts]),
    )


def _any_of(choices: list[frozenset[str]]) -> frozenset[str]:
    return frozenset[str]().union(*choices) if all(choices) else frozenset()


def _sequence(parts: list[_Part]) -> _Part:
    first = NOTHING
    needed: list[frozenset[str]] = []
    behind: list[frozenset[str]] = []
    for part in parts:
        if part.first is not NOTHING:
            if () not in first:
                behind.append(part.needed)
            behind.append(part.behind)
            needed.append(part.needed)
            first = _joined(first, part.first)
    return _Part(
        "".join(part.expression for part in parts),
        first,
        sum(part.longest for part in parts),
        _rarest(needed),
        _rarest(behind),
    )


def _joined(first: Beginnings, then: Beginnings) -> Beginnings:
    """What two parts begin with, one behind the other."""
    short = [left for left in first if len(left) < _AHEAD]
    if not short:
        return first
    found = set(first.difference(short))
    rights = [{right[: _AHEAD - length] for right in then} for length in range(_AHEAD)]
    for left in short:
        found.update(left + right for right in rights[len(left)])
    return frozenset(found)


def _rarest(choices: list[frozenset[str]]) -> frozenset[str]:
    """The shortest list of tokens that is one at all; of equal ones the last, which tells most beside the first."""
    return min((choice for choice in reversed(choices) if choice), key=len, default=frozenset())
