"""Word documents (Office Open XML): paragraphs, tables, text boxes and notes. Needs python-docx (the extra ``docx``).

What a reader of the document sees: insertions are read, deletions and hidden text aren't. Heads and feet of pages and
comments are left out, and so are the dates that the document keeps of itself, which tell when it was edited. Nothing in
it is run, nothing that it refers to is fetched.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Any

from docx import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.parser import parse_xml

from idlibtl.read.archive import DAMAGES, check_size
from idlibtl.read.decode import LARGEST, UnreadableError
from idlibtl.read.metadata import Metadata, reason
from idlibtl.read.source import Source
from idlibtl.read.titles import title_of

_OLD_WORD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # how compound files begin: encrypted documents, and .doc
_BLOCKS = frozenset(("body", "customXml", "footnote", "endnote", "ins", "moveTo", "sdt", "sdtContent", "txbxContent"))
_INLINE = frozenset((
    "AlternateContent", "Choice", "bdo", "customXml", "dir", "fldSimple", "hyperlink", "ins", "moveTo", "r", "ruby",
    "rubyBase", "sdt", "sdtContent", "smartTag",
))  # fmt: skip
_MARKS = {"br": "\n", "cr": "\n", "tab": "\t", "noBreakHyphen": "-"}
_NOTES = (RELATIONSHIP_TYPE.FOOTNOTES, RELATIONSHIP_TYPE.ENDNOTES)
_MOST_IN_A_CELL = 2  # paragraphs in a cell of a table; where there are more, it is there for the layout
_NO_TEXT = dict.fromkeys((*range(9), *range(14, 32), 127, 0xAD))


def source(data: bytes, path: str) -> Source:
    """The text of a document, a paragraph or a table's row a line. Raises UnreadableError for what is none."""
    if data.startswith(_OLD_WORD):
        message = "it is encrypted, or an old .doc, and was skipped; save it as .docx without a password"
        raise UnreadableError("encrypted", message)
    _check(data)
    try:
        document = Document(io.BytesIO(data))
        elements = [document.element.body, *_notes(document.part)]
        lines = [line for element in elements for line in _lines(element)]
        title = title_of(document.core_properties.title)
    except UnreadableError:
        raise
    except Exception as error:  # whatever a damaged file makes it stumble over
        message = f"it is no Word document, or a damaged one ({reason(error)}), and was skipped; fetch it again"
        raise UnreadableError("damaged", message) from None
    if not lines:
        raise UnreadableError("empty", "it holds no text and was skipped; if it should, fetch it again")
    return Source("\n".join(lines) + "\n", Metadata(title=title))


def _check(data: bytes) -> None:
    """Raises UnreadableError for what is no archive, and for a bomb; nothing is unpacked for that."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            check_size(archive, len(data), "save it as text if you trust it")
            if any(member.file_size > LARGEST for member in archive.infolist()):
                message = f"a part of it is larger than {LARGEST // 1_000_000} MB and it was skipped; save it as text"
                raise UnreadableError("too-large", message)
    except DAMAGES:
        message = "it is no Word document, or a damaged one, and was skipped; fetch it again"
        raise UnreadableError("damaged", message) from None


def _notes(part: Any) -> Iterator[Any]:
    """Footnotes and endnotes, in the order of their numbers."""
    _refuse_entities(part.element)
    for relation in part.rels.values():
        if relation.reltype in _NOTES and not relation.is_external:
            root = parse_xml(relation.target_part.blob)
            _refuse_entities(root)
            yield from (
                note for note in root if _name(note) in ("footnote", "endnote") and not _attribute(note, "type")
            )


def _refuse_entities(root: Any) -> None:
    if root.getroottree().docinfo.internalDTD is not None:
        message = "it declares a document type, as no word processor does, and was skipped; save it as text"
        raise UnreadableError("damaged", message)


def _name(element: Any) -> str:
    """An element's name without its namespace; an empty text for what isn't an element."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _attribute(element: Any, name: str) -> str | None:
    return next((value for key, value in element.attrib.items() if key.rpartition("}")[2] == name), None)


def _lines(element: Any) -> Iterator[str]:
    for block in _blocks(element):
        yield from filter(None, (" ".join(line.translate(_NO_TEXT).split()) for line in block.split("\n")))


def _blocks(element: Any) -> Iterator[str]:
    """Paragraphs and rows of tables, in the order of the document."""
    for child in element:
        name = _name(child)
        if name == "p":
            yield "".join(_pieces(child))
            for box in _boxes(child):
                yield from _blocks(box)
        elif name == "tbl":
            for row in _rows(child):
                yield from _row([list(_lines(cell)) for cell in row])
        elif name in _BLOCKS:
            yield from _blocks(child)


def _rows(table: Any) -> Iterator[list[Any]]:
    for child in table:
        if _name(child) == "tr":
            yield list(_cells(child))
        elif _name(child) in _BLOCKS:
            yield from _rows(child)


def _cells(row: Any) -> Iterator[Any]:
    for child in row:
        if _name(child) == "tc":
            yield child
        elif _name(child) in _BLOCKS:
            yield from _cells(child)


def _row(cells: list[list[str]]) -> Iterator[str]:
    filled = [cell for cell in cells if cell]
    if len(filled) == 1 or any(len(cell) > _MOST_IN_A_CELL for cell in filled):
        for cell in filled:
            yield from cell
    else:
        yield " | ".join(" ".join(cell) for cell in filled)


def _pieces(element: Any) -> Iterator[str]:
    """The text of a paragraph as it is shown."""
    for child in element:
        name = _name(child)
        if name == "t":
            yield (child.text or "").replace("\n", " ")
        elif name in _MARKS:
            yield _MARKS[name]
        elif name in _INLINE and not (name == "r" and _is_hidden(child)):
            yield from _pieces(child)


def _is_hidden(run: Any) -> bool:
    for properties in run:
        if _name(properties) == "rPr":
            marks = [each for each in properties if _name(each) == "vanish"]
            return any(_attribute(mark, "val") not in ("0", "false", "off") for mark in marks)
    return False


def _boxes(element: Any) -> Iterator[Any]:
    """The text boxes that are anchored in a paragraph, each once."""
    for child in element:
        name = _name(child)
        if name == "txbxContent":
            yield child
        elif name not in ("Fallback", "del", "moveFrom", "t"):
            yield from _boxes(child)
