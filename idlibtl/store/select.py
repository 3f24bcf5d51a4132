"""A filter as SQL: the positions of the wanted entries."""

from __future__ import annotations

import json
import re
from dataclasses import replace

from idlibtl.filters import Filter, fold
from idlibtl.store.rows import plain, sort_number

_LARGEST = 2**63 - 1  # of SQLite's integers
_CLEAR = "faint = 0"
_NAMED = (
    "entries.position IN (SELECT entry FROM named WHERE name IN"
    " (SELECT names.position FROM names WHERE role = ? AND {}))"
)
_REPORTED = (
    "entries.position IN (SELECT entry FROM mentions WHERE source IN"
    " (SELECT id FROM sources WHERE instr(names, ?) OR substr(id, 1, length(?)) = ?))"
)
_TERM = re.compile(r'"([^"]*)"?|([^\s"]+)')


def match_expression(words: str) -> str | None:
    """What a user typed as an FTS5 expression that can't be a syntax error; None if it holds no word.

    All words must occur; words in quotation marks stand together; the last one may be the beginning of a word.
    """
    terms = [quoted or bare for quoted, bare in _TERM.findall(words.replace("“", '"').replace("”", '"'))]
    terms = [term for term in terms if any(char.isalnum() for char in term)]
    if not terms:
        return None
    ends_in_quote = words.rstrip().endswith(('"', "”"))
    safe = (term.replace("\0", " ").encode("utf-8", "replace").decode() for term in terms)
    return " ".join(f'"{term}"' for term in safe) + ("" if ends_in_quote else " *")


def positions(wanted: Filter, *, only_faint: bool = False) -> tuple[str, list[object]]:
    """SQL and its parameters. It answers from indexes alone, and in order: what is found first can be shown at once.

    The narrow index ``entries_in_order`` holds all that is asked of an entry itself; words, names and sources lead to
    it by their own. ``only_faint``: of the entries that pass with ``all``, those that don't without.
    """
    conditions, values = _conditions(replace(wanted, all=True) if only_faint else wanted)
    if only_faint:
        conditions.insert(0, "faint = 1")
    entries = "entries INDEXED BY entries_in_order"
    if wanted.search is not None:
        entries = f"search CROSS JOIN {entries} ON entries.position = search.rowid"
    elif wanted.top is not None and conditions == [_CLEAR]:
        entries = "entries INDEXED BY entries_by_salience"
    query = f"SELECT entries.position FROM {entries}"
    if conditions:
        query += " WHERE " + " AND ".join(conditions)
    if wanted.top is not None:
        query = f"SELECT position FROM ({query} ORDER BY salience DESC, entries.position LIMIT ?) ORDER BY position"
        values.append(min(wanted.top, _LARGEST))
    else:
        query += f" ORDER BY {'entries.position' if wanted.search is None else 'search.rowid'}"
    if wanted.limit is not None:
        query += " LIMIT ?"
        values.append(min(wanted.limit, _LARGEST))
    return query, values


def _conditions(wanted: Filter) -> tuple[list[str], list[object]]:
    conditions: list[str] = []
    values: list[object] = []

    def need(condition: str, *parameters: object) -> None:
        conditions.append(condition)
        values.extend(parameters)

    if not wanted.all:
        need(_CLEAR)
    if wanted.since is not None or wanted.until is not None:
        need("precision IS NOT NULL")
    if wanted.begin is not None:
        need("(end_at IS NULL OR end_at > ?)", sort_number(wanted.begin))
    if wanted.end is not None:
        need("(begin_at IS NULL OR begin_at < ?)", sort_number(wanted.end))
    if wanted.search is not None:
        need("search MATCH ?", match_expression(wanted.search) or '""')
    if wanted.source is not None:
        need(_REPORTED, _stored(fold(wanted.source)), *[_stored(wanted.source)] * 2)
    if wanted.kind:
        need("kind IN (SELECT value FROM json_each(?))", json.dumps(wanted.kind))
    if wanted.min_sources > 1:
        need("independent_sources >= ?", min(wanted.min_sources, _LARGEST))
    if wanted.disputed:
        need("entries.position IN (SELECT entry FROM conflicts)")
    for role in ("actor", "place", "attributed_to"):
        part = getattr(wanted, role)
        if part is not None:
            need(_NAMED.format("instr(name, ?)"), role, _stored(fold(part)))
    if wanted.tag is not None:
        need(_NAMED.format("name = ?"), "tag", _stored(fold(wanted.tag)))
    return conditions, values


def _stored(text: str) -> object:
    return plain((text,))[0]
