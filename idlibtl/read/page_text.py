"""The text of a web page: the main text as trafilatura finds it, else all that a reader of the page sees.

Paragraphs, headings, items and rows of tables are lines. Settings are fixed, and no limit is one of time: the same page
gives the same text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import trafilatura
from lxml import etree

_MOST_ELEMENTS = 20_000  # of a page whose main text is looked for: behind that the work grows with the square
_MOST_TABLES = 300
_MOST_REPEATED = 1.2  # what is longer than all that is seen says things twice
_SPACE = re.compile(r"[ \t\r\n\f\v]+")  # no-break spaces stay
_RULE = re.compile(r"\|(?:-{3,}\|)+")
_BLOCKS = frozenset((
    "address", "article", "aside", "blockquote", "body", "br", "center", "dd", "details", "dialog", "dir",
    "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6",
    "header", "hgroup", "hr", "legend", "li", "main", "menu", "nav", "ol", "option", "p", "pre", "search",
    "section", "summary", "table", "tbody", "tfoot", "thead", "tr", "ul",
))  # fmt: skip
_UNSEEN = frozenset((
    "applet", "area", "audio", "base", "button", "canvas", "datalist", "embed", "frame", "frameset", "head",
    "iframe", "input", "link", "map", "meta", "math", "noframes", "noscript", "object", "optgroup", "param",
    "picture", "progress", "script", "select", "source", "style", "svg", "template", "textarea", "title",
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
    text = "\n".join(_plain(line) for line in (found or "").split("\n") if line.strip() and not _RULE.fullmatch(line))
    return text if text and len(text) <= _MOST_REPEATED * len(shown) + 1000 else None


def _is_bounded(tree: Any) -> bool:
    tables = 0
    for number, element in enumerate(tree.iter(), 1):
        tables += element.tag == "table"
        if number > _MOST_ELEMENTS or tables > _MOST_TABLES:
            return False
    return True


def _plain(line: str) -> str:
    """A line without the marks of a table's row."""
    line = line.strip()
    if not line.startswith("|"):
        return line
    cells = (cell.strip() for cell in line.strip("|").split("|"))
    return " | ".join(filter(None, cells))


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
            if element.text:
                yield element.text if tag == "pre" else _SPACE.sub(" ", element.text)
            continue
        if skipped is not None and element is not skipped:
            continue
        if skipped is None and (tag in _BLOCKS or tag in _CELLS):
            yield "\n" if tag in _BLOCKS else " | "
        skipped = None
        if element.tail:
            yield _SPACE.sub(" ", element.tail)


def _is_hidden(element: Any) -> bool:
    return element.get("hidden") is not None or bool(_HIDDEN.search(element.get("style", "")[:500]))
