"""The file of edits as text: what commands write into it. Comments and all else that hands wrote there stay."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.items import AoT, InlineTable

from idlibtl.atomic import replacing

_HEAD = (
    "Decisions of the owner on a chronology. Commands write them (idlibtl edit), hands may; idlibtl build carries",
    "them out. See docs/editing.md of idlibtl.",
)
Table = Mapping[str, Any]


def append(path: Path, table: Table) -> None:
    """Put a decision behind the others. Raises OSError, and tomlkit's ParseError."""
    edits = tomlkit.aot()
    edits.append(_table(table))
    added = tomlkit.document()
    added.add("edit", edits)
    text = tomlkit.dumps(_read(path)).rstrip("\r\n")
    _write(path, f"{text}\n\n{tomlkit.dumps(added)}")


def remove(path: Path, number: int) -> None:
    """Take a decision out. Raises IndexError, OSError, and tomlkit's ParseError."""
    document = _read(path)
    edits = document.get("edit")
    if not isinstance(edits, AoT) or not 1 <= number <= len(edits):
        raise IndexError(number)
    del edits[number - 1]
    _write(path, tomlkit.dumps(document))


def _read(path: Path) -> tomlkit.TOMLDocument:
    try:
        return tomlkit.parse(path.read_bytes().decode("utf-8-sig"))
    except FileNotFoundError:
        document = tomlkit.document()
        for line in _HEAD:
            document.add(tomlkit.comment(line))
        return document


def _write(path: Path, text: str) -> None:
    with replacing(path) as temporary:
        temporary.write_text(text, encoding="utf-8", newline="")


def _table(told: Table) -> tomlkit.items.Table:
    table = tomlkit.table()
    for name, value in told.items():
        table.add(name, _item(value))
    return table


def _item(value: Any) -> Any:
    if isinstance(value, Mapping):
        return _inline(value)
    if isinstance(value, (list, tuple)):
        array = tomlkit.array()
        for each in value:
            array.append(_item(each))
        return array.multiline(any(isinstance(each, Mapping) for each in value))
    return value


def _inline(value: Table) -> InlineTable:
    table = tomlkit.inline_table()
    table.update({name: _item(each) for name, each in value.items()})
    return table
