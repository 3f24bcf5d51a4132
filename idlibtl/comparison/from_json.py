"""Read the JSON export, entry by entry: of each only its outline is kept."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from types import NoneType
from typing import Any, TextIO, TypeVar

from idlibtl.comparison.outline import Citation, Item, Outline, Source, digest
from idlibtl.store import StoreError

Made = TypeVar("Made")
_PIECE = 1 << 16  # characters that are read at once, at least
_SPACE = " \t\n\r"


class NotAnExport(StoreError):  # noqa: N818
    """It is no JSON export of ours, or a damaged one."""

    def __init__(self, path: str, why: str) -> None:
        super().__init__(
            f"{path} is neither a chronology nor a whole JSON export of one ({why});"
            " make one with: idlibtl export -f json --all -o FILE"
        )


def read_export(path: str, stream: TextIO) -> Outline:
    """The outline of what ``idlibtl export -f json`` wrote, however it is laid out. Raises NotAnExport."""
    try:
        return _outline(path, _Values(stream))
    except json.JSONDecodeError as error:
        raise NotAnExport(path, f"not JSON: {error.msg}") from None
    except RecursionError:
        raise NotAnExport(path, "its JSON is nested too deep") from None
    except UnicodeDecodeError:
        raise
    except ValueError as error:  # our own checks, and numbers that have thousands of digits
        raise NotAnExport(path, str(error)) from None


class _Values:
    """The values of a JSON text, read from a stream as they are asked for."""

    _decode = json.JSONDecoder().raw_decode

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._text = ""
        self._at = 0

    def value(self) -> Any:
        """The next one, whole."""
        self.ahead()
        while True:
            try:
                value, end = self._decode(self._text, self._at)
            except json.JSONDecodeError:
                if not self._more():
                    raise
                continue
            if end < len(self._text) or not self._more():  # a number may go on
                self._at = end
                return value

    def keys(self) -> Iterator[str]:
        """The keys of the object that comes next; whoever takes one takes its value before the next."""
        yield from self._members("{", "}", self._key)

    def items(self) -> Iterator[Any]:
        """The items of the array that comes next."""
        yield from self._members("[", "]", self.value)

    def ahead(self) -> str:
        """The character that begins the next value or ends this one; empty at the end of the text."""
        while True:
            while self._at < len(self._text):
                if self._text[self._at] not in _SPACE:
                    return self._text[self._at]
                self._at += 1
            if not self._more():
                return ""

    def _key(self) -> str:
        key = self.value()
        if not isinstance(key, str):
            raise ValueError("not JSON: a key is no text")
        self._take(":")
        return key

    def _members(self, begin: str, end: str, member: Callable[[], Made]) -> Iterator[Made]:
        self._take(begin)
        if self.ahead() != end:
            yield member()
            while self.ahead() == ",":
                self._at += 1
                yield member()
        self._take(end)

    def _take(self, char: str) -> None:
        if self.ahead() != char:
            raise ValueError(f"not JSON: {char} expected" if self.ahead() else "its end is missing")
        self._at += 1

    def _more(self) -> bool:
        """Read as much again as is held, so that a long value isn't tried again too often."""
        rest = self._text[self._at :]
        piece = self._stream.read(max(_PIECE, len(rest)))
        self._text, self._at = rest + piece, 0
        return bool(piece)


def _outline(path: str, values: _Values) -> Outline:
    version: object = None
    sources: dict[str, Source] | None = None
    items: tuple[Item, ...] | None = None
    if values.ahead() != "{":
        raise ValueError("it is no JSON object")
    for key in values.keys():  # noqa: SIM118 - it is no dict
        if key == "sources":
            sources = {source.id: source for source in map(_source, values.items())}
        elif key == "entries":
            items = tuple(map(_Items().item, values.items()))
        elif key == "idlibtl":
            version = values.value()
        else:
            values.value()
    if values.ahead():
        raise ValueError("not JSON: more stands behind its end")
    if not isinstance(version, str) or sources is None or items is None:
        missing = [name for name, there in (("sources", sources), ("entries", items)) if there is None] or ["idlibtl"]
        raise ValueError(f"it doesn't tell its {missing[0]}")
    return Outline(path, sources, items, exported=True)


def _source(told: object) -> Source:
    ident = _text(told, "id")
    published = _text_or_none(told, "published_at") or _text_or_none(told, "published")
    return Source(ident, _texts(told, "paths") or (_text(told, "path"),), published)


class _Items:
    """Makes items of entries; what many of them say is kept once."""

    def __init__(self) -> None:
        self._known: dict[str, str] = {}

    def item(self, told: object) -> Item:
        edited = _field(told, "edited", dict)
        date, kind = _text_or_none(told, "date"), _text(told, "kind")
        return Item(
            _text(told, "id"),
            date,
            _text_or_none(told, "begin"),
            _text_or_none(told, "end"),
            _text_or_none(told, "mod"),
            _text(told, "title"),
            self._once(kind),
            _texts(told, "tags"),
            _text_or_none(told, "note"),
            not edited["faint"] if "faint" in edited else date is None or kind == "hypothetical",
            tuple(sorted(edited)),
            tuple(map(self._citation, _field(told, "sources", list))),
        )

    def _citation(self, told: object) -> Citation:
        start, end = _field(told, "start", int, NoneType), _field(told, "end", int, NoneType)
        date = _text_or_none(told, "date")
        return Citation(
            self._once(_text(told, "source")),
            start or 0,
            end or 0,
            _field(told, "line", int, NoneType),
            digest(_text_or_none(told, "quote") or ""),
            None if date is None else self._once(date),
            None,
        )

    def _once(self, text: str) -> str:
        return self._known.setdefault(text, text)


def _text(told: object, name: str) -> str:
    text: str = _field(told, name, str)
    return text


def _text_or_none(told: object, name: str) -> str | None:
    text: str | None = _field(told, name, str, NoneType)
    return text


def _texts(told: object, name: str) -> tuple[str, ...]:
    texts = _field(told, name, list)
    if not all(isinstance(text, str) for text in texts):
        raise ValueError(f"“{name}” holds what is no text")
    return tuple(texts)


def _field(told: object, name: str, *kinds: type) -> Any:
    """A field of an object, of one of these types."""
    if not isinstance(told, dict) or name not in told:
        raise ValueError(f"a source or entry has no “{name}”")
    if not isinstance(told[name], kinds) or isinstance(told[name], bool):
        raise ValueError(f"“{name}” is a JSON {type(told[name]).__name__}")
    return told[name]
