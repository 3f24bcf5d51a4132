"""A filter as SQL: the positions of the wanted entries."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable

from idlibtl.filters import Filter
from idlibtl.model import Document
from idlibtl.store.rows import sort_number

_LARGEST = 2**63 - 1  # of SQLite's integers
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


def positions(wanted: Filter, documents: Callable[[], Iterable[Document]]) -> tuple[str, list[object]]:
    """SQL and its parameters. ``contains`` and ``fold`` must be known to the connection as functions."""
    conditions, values = _conditions(wanted, documents)
    query = "SELECT position FROM entries"
    if conditions:
        query += " WHERE " + " AND ".join(conditions)
    if wanted.top is not None:
        query = f"SELECT position FROM ({query} ORDER BY salience DESC, position LIMIT ?)"
        values.append(min(wanted.top, _LARGEST))
    query += " ORDER BY position"
    if wanted.limit is not None:
        query += " LIMIT ?"
        values.append(min(wanted.limit, _LARGEST))
    return query, values


def _conditions(wanted: Filter, documents: Callable[[], Iterable[Document]]) -> tuple[list[str], list[object]]:
    conditions: list[str] = []
    values: list[object] = []

    def need(condition: str, *parameters: object) -> None:
        conditions.append(condition)
        values.extend(parameters)

    if not wanted.all:
        need("NOT faint")
    if wanted.since is not None or wanted.until is not None:
        need("date IS NOT NULL")
    if wanted.begin is not None:
        need("(end_at IS NULL OR end_at > ?)", sort_number(wanted.begin))
    if wanted.end is not None:
        need("(begin_at IS NULL OR begin_at < ?)", sort_number(wanted.end))
    if wanted.search is not None:
        expression = match_expression(wanted.search)
        if expression is None:
            need("0")
        else:
            need("position IN (SELECT rowid FROM search WHERE search MATCH ?)", expression)
    if wanted.source is not None:
        ids = json.dumps([document.id for document in documents() if wanted.wants_source(document)])
        need("position IN (SELECT entry FROM mentions WHERE source IN (SELECT value FROM json_each(?)))", ids)
    if wanted.kind:
        need("kind IN (SELECT value FROM json_each(?))", json.dumps(wanted.kind))
    if wanted.min_sources > 1:
        need("independent_sources >= ?", min(wanted.min_sources, _LARGEST))
    if wanted.disputed:
        need("position IN (SELECT entry FROM conflicts)")
    for column, part in (("actors", wanted.actor), ("places", wanted.place)):
        if part is not None:
            need(f"EXISTS (SELECT 1 FROM json_each({column}) WHERE contains(value, ?))", _safe(part))
    if wanted.attributed_to is not None:
        said = "attributed_to IS NOT NULL AND contains(attributed_to, ?)"
        need(f"position IN (SELECT entry FROM mentions WHERE {said})", _safe(wanted.attributed_to))
    if wanted.tag is not None:
        need("EXISTS (SELECT 1 FROM json_each(tags) WHERE fold(value) = fold(?))", _safe(wanted.tag))
    return conditions, values


def _safe(text: str) -> str:
    return text.encode("utf-8", "replace").decode()
