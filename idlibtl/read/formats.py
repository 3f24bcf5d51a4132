"""The formats that are read: one function a format, one line each in the table.

A reader takes the bytes of a file and its path and returns what is in it; it raises
`UnreadableError` for what gives no text.
"""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import PurePath
from typing import cast

from idlibtl.address import name as file_name
from idlibtl.model import Problem
from idlibtl.read.decode import UnreadableError, decode
from idlibtl.read.metadata import front_matter, reason
from idlibtl.read.record import read_json, read_row
from idlibtl.read.source import Reader, Source


def read_text(data: bytes, path: str) -> Source:
    """Plain text and Markdown: the whole file as decoded, offsets count in that. Front matter may stand before it."""
    text, guessed = decode(data)
    front = front_matter(text, path)
    problems = front.problems
    if guessed is not None:
        message = f"it is not in UTF-8; {guessed} was taken. If letters look wrong, save it as UTF-8"
        problems = (Problem(path, "not-utf8", message, "notice"), *problems)
    return Source(text, front.metadata, front.end, problems)


def _with(module: str) -> Reader:
    """The reader of a module of idlibtl.read, its function ``source``, loaded when a file asks for it."""

    def read(data: bytes, path: str) -> Source:
        try:
            source = cast(Reader, import_module(f"idlibtl.read.{module}").source)
        except ImportError as error:
            raise missing(error, module) from None
        return source(data, path)

    return read


def missing(error: ImportError, extra: str) -> UnreadableError:
    """What to install where a package of an extra isn't there, or isn't whole."""
    if isinstance(error, ModuleNotFoundError):
        what = f"{error.name}, which isn't installed"
    else:
        what = f"packages that are not whole ({reason(error)})"
    return UnreadableError(
        "missing-extra", f"reading it needs {what}: pip install 'idlibtl[{extra}]'; then build again"
    )


READERS: dict[str, Reader] = {
    ".txt": read_text,
    ".text": read_text,
    ".md": read_text,
    ".markdown": read_text,
    ".json": read_json,
    ".csv": read_row,
    ".html": _with("html"),
    ".htm": _with("html"),
    ".xhtml": _with("html"),
    ".pdf": _with("pdf"),
    ".docx": _with("docx"),
    ".eml": _with("mail"),
}

_OWN_NAMES = frozenset(("chronology.toml",))
_OWN_DATABASE = re.compile(r"\.db-(?:wal|shm|journal)$")
_OWN_JSON = re.compile(rb'(?:\xef\xbb\xbf)?\s{0,64}\{\s{0,64}"idlibtl"\s{0,8}:')
_OWN_PAGE = re.compile(rb'\s{0,64}<(?s:.){0,960}?<meta name="generator" content="idlibtl ')  # not a text that quotes it
_OWN_SLIDES = re.compile(rb"Year,Month,Day,[\w, ]{0,200}\r\n,{9}Chronology,Chronology made by idlibtl ")
_OWN_STARTS = (
    b"SQLite format 3\0",
    b"# Decisions of the owner on a chronology",
    b"<!-- idlibtl",
    b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//idlibtl//",
    b'<?xml version="1.0" ?>\n<!-- made by idlibtl',
    b"---\ntitle: Chronology\ndescription: made by idlibtl",
    b"idlibtl_id,",
    b'"idlibtl_id",',
)


def reader(path: str) -> Reader | None:
    """The function that reads a file of this name; None for a format that isn't known."""
    return READERS.get(PurePath(file_name(path)).suffix.lower())


def is_own_product(path: str, head: bytes) -> bool:
    """Whether idlibtl wrote or keeps this file: a database, an edits file, an export. ``head`` is its beginning."""
    name = file_name(path)
    start = head.removeprefix(b"\xef\xbb\xbf")
    return (
        name in _OWN_NAMES
        or _OWN_DATABASE.search(name) is not None
        or start.startswith(_OWN_STARTS)
        or _OWN_JSON.match(head) is not None
        or _OWN_SLIDES.match(start) is not None
        or _OWN_PAGE.match(start, 0, 1024) is not None
    )
