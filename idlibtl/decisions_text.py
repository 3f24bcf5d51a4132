"""The file of edits as text: what commands write into it. Comments and all else that hands wrote there stay."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.items import InlineTable

from idlibtl.atomic import replacing
from idlibtl.decisions import headers, parsed

_HEAD = """\
# Decisions of the owner on a chronology. Commands write them (idlibtl edit), hands may; idlibtl build carries
# them out. See docs/editing.md of idlibtl.
"""
Table = Mapping[str, Any]


def append(path: Path, *tables: Table) -> None:
    """Put decisions behind those that a file of edits has. Raises OSError."""
    text = _read(path)
    end = "\r\n" if "\r\n" in text else "\n"
    added = "".join(f"\n[[edit]]\n{tomlkit.dumps(_table(table))}" for table in tables)
    _write(path, text.rstrip("\r\n") + end + added.replace("\n", end))


def remove(path: Path, number: int) -> None:
    """Take a decision out. Raises IndexError where there is none of this number, ValueError where hands must."""
    text = _read(path)
    starts = headers(text)
    if not 1 <= number <= len(starts):
        raise IndexError(number)
    begin, end = starts[number - 1], [*starts, len(text)][number]
    wanted = parsed(text)
    table = wanted["edit"].pop(number - 1)
    lines = re.split(r"(?<=\n)", text[begin:end])  # no other end of a line is one in TOML
    last = max(place for place, line in enumerate(lines) if line.strip() and not line.lstrip().startswith("#"))
    while not _is(table, text[:begin] + "".join(lines[: last + 1])):
        last += 1  # what looks like a comment is words
    kept = text[:begin] + "".join(lines[last + 1 :]).lstrip("\r\n") + text[end:]
    if {"edit": [], **parsed(kept)} != wanted:
        raise ValueError(f"something else stands below edit {number}")
    _write(path, kept)


def _is(table: dict[str, Any], text: str) -> bool:
    """Whether a text is whole, and ends with this decision."""
    try:
        return bool(parsed(text)["edit"][-1] == table)
    except ValueError:
        return False


def _read(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        return _HEAD


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
