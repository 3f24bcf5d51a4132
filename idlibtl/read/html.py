"""Web pages (HTML): their main text, and what they state of it. Needs trafilatura and htmldate (the extra ``html``).

Nothing is fetched. Pages are always read as HTML, XHTML too, so that no entity of a document's own is known.
"""

from __future__ import annotations

import logging
import re
from typing import Any

from lxml import html as lxml_html
from trafilatura.metadata import extract_metadata

from idlibtl.model import Problem
from idlibtl.read.decode import UnreadableError, decode
from idlibtl.read.metadata import Metadata, Notify, described, is_web_address
from idlibtl.read.page_date import stated
from idlibtl.read.page_text import main_text, visible_text
from idlibtl.read.source import Source

_HEAD = 4096  # bytes in which a page declares its encoding
_CHARSET = re.compile(rb"<meta\b[^>]{0,500}?\bcharset\s{0,9}=\s{0,9}[\"']?\s{0,9}([\w.:-]{1,40})", re.IGNORECASE)
_XML = re.compile(rb"\s{0,99}<\?xml\b[^>]{0,200}?\bencoding\s{0,9}=\s{0,9}[\"']([\w.:-]{1,40})")
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
# What browsers note of the address when they save a page, and SingleFile.
_SAVED = re.compile(
    r"<!--\s{0,9}(?:saved from url=\(\d{1,6}\)|Page saved with SingleFile\s{1,9}url:\s{0,9})(https?://[^\s<>]{1,2000})"
)
_TOO_DEEP = "ERR_RESOURCE_LIMIT"
_NO_CLOCK = {"original_date": True, "extensive_search": False, "min_date": "1995-01-01", "max_date": "2100-01-01"}

for _name in ("trafilatura", "htmldate", "courlan", "justext", "readability"):
    logging.getLogger(_name).addHandler(logging.NullHandler())  # what they log isn't for our users


def source(data: bytes, path: str) -> Source:
    """A page, as a browser or a crawler has saved it. Raises UnreadableError where it shows no text."""
    head = data[:_HEAD]
    match = _XML.match(head) or _CHARSET.search(head)
    declared = match[1].decode("ascii", "replace") if match else ""
    text, guessed = decode(data, "" if declared.lower().startswith("utf-16") else declared)
    found = page(text, path)
    if guessed is None:
        return found
    message = (
        f"it is not in UTF-8, nor in what it declares; {guessed} was taken. If letters look wrong, save it as UTF-8"
    )
    return Source(found.text, found.metadata, 0, (Problem(path, "not-utf8", message, "notice"), *found.problems))


def page(text: str, path: str) -> Source:
    """A page that has been decoded. Raises UnreadableError where it shows no text."""
    problems: list[Problem] = []

    def notify(message: str) -> None:
        problems.append(Problem(path, "page-date", f"what the page states: {message}", "notice"))

    tree, is_cut = _tree(text)
    if is_cut:
        message = "its elements are nested more than 255 deep, and what stands below them was not read; save it as text"
        problems.append(Problem(path, "too-deep", message))
    everything = visible_text(tree)
    if not everything:
        raise _empty()
    found = main_text(tree, everything)
    if found is None:
        found = everything
        message = "no main text was found in the page, and all that it shows was read, menus and the like too"
        problems.append(Problem(path, "whole-page", message, "notice"))
    return Source(f"{found}\n", _metadata(tree, text, notify), 0, tuple(problems))


def shown(text: str) -> tuple[str, bool]:
    """All that a page shows, and whether what is nested too deeply is missing. Raises UnreadableError for no page."""
    tree, is_cut = _tree(text)
    return visible_text(tree), is_cut


def _tree(text: str) -> tuple[Any, bool]:
    """The page's elements, and whether those nested too deeply are missing."""
    parser = lxml_html.HTMLParser(
        encoding="utf-8", huge_tree=False, no_network=True, remove_comments=True, remove_pis=True, collect_ids=False,
        default_doctype=False,
    )  # fmt: skip
    try:
        tree = lxml_html.document_fromstring(_NO_XML.sub(" ", text.removeprefix("\ufeff")).encode(), parser=parser)
    except (ValueError, lxml_html.etree.LxmlError):
        raise _empty() from None
    return tree, any(each.type_name == _TOO_DEEP for each in parser.error_log)


def _empty() -> UnreadableError:
    message = "the page shows no text and was skipped; if a script writes it, save it in a browser once it is shown"
    return UnreadableError("empty", message)


def _metadata(tree: Any, text: str, notify: Notify) -> Metadata:
    try:
        said = extract_metadata(tree, date_config=dict(_NO_CLOCK), extensive=False)
    except Exception:  # whatever it stumbles over in a page
        said = None
    saved = _SAVED.search(text, 0, _HEAD)
    addresses = (said.url if said else None, saved[1] if saved else None)
    address = next((each for each in addresses if each and is_web_address(each)), None)
    fields = {"url": address or "", "language": _language(tree)}
    if said is not None:
        fields |= {"title": said.title or "", "publisher": said.sitename or ""}
    found = described(fields, lambda _: None)  # what isn't as it should be isn't the user's to mend
    publication = stated(tree, address, notify)
    return found if publication is None else Metadata(publication=publication).over(found)


def _language(tree: Any) -> str:
    """The language that the page declares; an empty text where it doesn't."""
    declared = tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang") or tree.get("xml:lang")
    for element in tree.iter("meta"):
        if declared:
            break
        if (element.get("http-equiv") or "").lower() == "content-language" or element.get("property") == "og:locale":
            declared = (element.get("content") or "").split(",")[0]
    return (declared or "").strip().replace("_", "-")
