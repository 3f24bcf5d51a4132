"""The text of a web page: what a reader of it sees, of that the main text as trafilatura finds it.

Paragraphs, headings, items and rows of tables are lines. Settings are fixed, and no limit is one of time: the same page
gives the same text.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from typing import Any
from unicodedata import normalize

import trafilatura
from lxml import etree

_MOST_ELEMENTS = 20_000  # of a page whose main text is looked for: behind that the work grows with the square
_MOST_TABLES = 300
_MOST_CHARACTERS = 2_000_000
_MEANT = 0.5  # of the words of a line, in runs of three, that the main text has
_SHORT = 30  # characters of a clock time or a date
_SPACE = re.compile(r"[ \t\r\n\f\v\xa0]+")
_WORD = re.compile(r"\w+")
_BLOCKS = frozenset((
    "address", "article", "aside", "blockquote", "body", "br", "center", "dd", "details", "dialog", "dir",
    "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6",
    "header", "hgroup", "hr", "legend", "li", "main", "menu", "nav", "ol", "option", "p", "pre", "search",
    "section", "summary", "table", "tbody", "tfoot", "thead", "tr", "ul",
))  # fmt: skip
_UNSEEN = frozenset((
    "applet", "area", "audio", "base", "button", "canvas", "datalist", "del", "embed", "frame", "frameset", "head",
    "iframe", "input", "link", "map", "meta", "math", "noframes", "noscript", "object", "optgroup", "param",
    "picture", "progress", "rp", "rt", "script", "select", "source", "style", "svg", "template", "textarea", "title",
    "track", "video",
))  # fmt: skip
_CELLS = frozenset(("td", "th"))
_HIDDEN = re.compile(r"display\s{0,9}:\s{0,9}none|visibility\s{0,9}:\s{0,9}hidden", re.IGNORECASE)


def main_text(tree: Any, shown: str) -> str | None:
    """The main text of a page that shows this; None where none is found, or where it is too large to look for it."""
    if not _is_bounded(tree):
        return None
    try:
        found = trafilatura.extract(
            tree, output_format="txt", include_comments=False, include_tables=True, include_images=False,
            include_links=False, include_formatting=False, deduplicate=False, with_metadata=False, fast=False,
        )  # fmt: skip
    except Exception:  # whatever it stumbles over in a page: all that is seen is read then
        return None
    if not found or len(found) > _MOST_CHARACTERS:
        return None
    return "\n".join(_selected(shown.split("\n"), found)) or None


def _selected(lines: Sequence[str], found: str) -> Iterator[str]:
    """The lines of a page whose words stand in what trafilatura found, as they are shown and in their order.

    It drops words from within sentences, dates marked as such above all, and turns paragraphs round; so it says only
    which lines are meant. Clock times and dates between them are meant, too.
    """
    words = _words(found)
    runs = set(zip(words, words[1:], words[2:], strict=False))
    whole = {tuple(_words(line)) for line in found.split("\n")}
    meant = [_is_meant(_words(line), runs, whole) for line in lines]
    last = max((place for place, each in enumerate(meant) if each), default=-1)
    begun = False
    for line, each in zip(lines[: last + 1], meant, strict=False):
        begun = begun or each
        if each or (begun and len(line) <= _SHORT and any(map(str.isdigit, line))):
            yield line


def _is_meant(words: Sequence[str], runs: Collection[tuple[str, ...]], whole: Collection[tuple[str, ...]]) -> bool:
    if tuple(words) in whole:
        return True
    own = list(zip(words, words[1:], words[2:], strict=False))
    return bool(own) and sum(run in runs for run in own) >= _MEANT * len(own)


def _words(text: str) -> list[str]:
    return _WORD.findall(normalize("NFC", text).lower())


def _is_bounded(tree: Any) -> bool:
    tables = 0
    for number, element in enumerate(tree.iter(), 1):
        tables += element.tag == "table"
        if number > _MOST_ELEMENTS or tables > _MOST_TABLES:
            return False
    return True


def visible_text(tree: Any) -> str:
    """All that a page shows, menus and the like too. What scripts would show isn't there."""
    lines = (_SPACE.sub(" ", line).strip(" |") for line in "".join(_pieces(tree)).split("\n"))
    return "\n".join(filter(None, lines))


def _pieces(tree: Any) -> Iterator[str]:
    skipped = None
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        tag = element.tag
        if event == "start":
            if skipped is not None:
                continue
            if not isinstance(tag, str) or tag in _UNSEEN or _is_hidden(element):
                skipped = element
                continue
            if tag in _BLOCKS:
                yield "\n"
            if tag == "q":
                yield "“"
            if element.text:
                yield element.text if tag == "pre" else _SPACE.sub(" ", element.text)
            continue
        if skipped is not None and element is not skipped:
            continue
        if skipped is None and (tag in _BLOCKS or tag in _CELLS):
            yield "\n" if tag in _BLOCKS else " | "
        if skipped is None and tag == "q":
            yield "”"
        skipped = None
        if element.tail:
            yield _SPACE.sub(" ", element.tail)


def _is_hidden(element: Any) -> bool:
    return element.get("hidden") is not None or bool(_HIDDEN.search(element.get("style", "")[:500]))
