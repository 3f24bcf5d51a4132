"""The publication date that a web page states, and where it does.

Only a date that is written in the page as that of its publication, with year, month and day: not the year of a
copyright, nor a date of the text, nor of what the page links to. No clock is asked.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from htmldate import find_date
from lxml import etree, html

from idlibtl.read.dateline import Publication
from idlibtl.read.metadata import Notify, described

_FIRST, _LAST = datetime(1800, 1, 1), datetime(2100, 1, 1)
_NEVER = ("1970-01-01", "0001-01-01")  # what programs write for no date
_LONGEST = 60  # characters of what may be a date
_MOST_JSON = 1_000_000
_MOST_TRIED = 500
# The names by which pages state it (Open Graph, schema.org, Dublin Core, publishers' own), the surest first.
_NAMES = (
    "article:published_time", "article:published", "article:published_date", "article:publicationdate",
    "og:article:published_time", "og:published_time", "og:publish_date", "og:pubdate", "datepublished",
    "date_published", "parsely-pub-date", "sailthru.date", "citation_publication_date", "citation_online_date",
    "dc.date.issued", "dcterms.issued", "dc.date.publication", "publish-date", "publish_date", "publishdate",
    "publication_date", "publication-date", "published-date", "published_date", "published_time",
    "originalpublicationdate", "article_date_original", "pubdate", "pdate", "bt:pubdate", "mediator_published_time",
    "cxenseparse:recs:publishtime", "dc.date", "dc:date", "dcterms.date", "dcterms.created", "dc.date.created",
    "article.created", "date",
)  # fmt: skip
_RANK = {name: place for place, name in enumerate(_NAMES)}
_ARTICLES = re.compile(r"Article|Posting|Report|Review|Blog|Story", re.IGNORECASE)
_DATES_ITS_PAGE = re.compile(
    r"\b(?:dt-published|entry-date|posted-on|(?:post|article|story|publish(?:ed)?|publication|pub)[-_]{0,2}"
    r"(?:date|time|on)|date[-_]{0,2}(?:posted|publish(?:ed)?|publication|line)|dateline|timestamp|byline|published)\b",
    re.IGNORECASE,
)
_ELSEWHERE = re.compile(
    r"\b(?:comments?|related|sidebar|widget|recommend\w*|teasers?|read-?next|more-\w+|promo)\b", re.I
)
_IN_ADDRESS = re.compile(r"/((?:19|20)\d\d)[-/]([01]\d)[-/]([0-3]\d)(?=[-/])")


def stated(tree: Any, address: str | None, notify: Notify) -> Publication | None:
    """The date of publication; ``words`` are the name under which the page states it, and what it states."""
    for name, words in _candidates(tree, address):
        found = _read(words, notify)
        if found is not None:
            return replace(found, words=f"{name}: {words}")
    return None


def _candidates(tree: Any, address: str | None) -> Iterator[tuple[str, str]]:
    """What may state it, the surest first."""
    for name, words in (*_linked_data(tree), *_in_head(tree), *_in_body(tree)):
        plain = " ".join(words.split())
        if 4 <= len(plain) <= _LONGEST:
            yield name, plain
    if match := _IN_ADDRESS.search(address or ""):
        yield "address", "-".join(match.groups())


def _linked_data(tree: Any) -> list[tuple[str, str]]:
    """``datePublished`` of schema.org, that of an article before that of the page."""
    found: list[tuple[bool, str, str]] = []
    for script in tree.iterfind(".//script[@type='application/ld+json']"):
        try:
            waiting = [json.loads((script.text or "")[:_MOST_JSON])]
        except (ValueError, RecursionError):
            continue
        for _ in range(_MOST_TRIED):
            if not waiting:
                break
            node = waiting.pop(0)
            if isinstance(node, list):
                waiting += node[:_MOST_TRIED]
            elif isinstance(node, Mapping):
                waiting += [node[key] for key in ("@graph", "mainEntity") if key in node]
                words = node.get("datePublished")
                if isinstance(words, str):
                    found.append((not _ARTICLES.search(str(node.get("@type"))[:200]), "datePublished", words))
    return [(name, words) for _, name, words in sorted(found, key=lambda each: each[0])]


def _in_head(tree: Any) -> list[tuple[str, str]]:
    found = []
    for element in tree.iter("meta"):
        name = (element.get("property") or element.get("name") or element.get("itemprop") or "").strip()
        rank = _RANK.get(name.lower())
        if rank is not None:
            found.append((rank, name, element.get("content") or ""))
    return [(name, words) for _, name, words in sorted(found, key=lambda each: each[0])]


def _in_body(tree: Any) -> Iterator[tuple[str, str]]:
    """Elements that are marked as the page's date, by schema.org or by their class, outside of what is beside it."""
    surer: list[tuple[str, str]] = []
    others: list[tuple[str, str]] = []
    for element in tree.iter("time", "span", "p", "div", "abbr", "small", "li"):
        marks = _marks(element)
        named = (element.get("itemprop") or "").lower() == "datepublished" or element.get("pubdate") is not None
        marked = element.tag == "time" and _is_of_page(element)
        if not (named or marked or _DATES_ITS_PAGE.search(marks)) or _is_elsewhere(element):
            continue
        name = "datePublished" if named else element.tag if marked else (marks.split() or [element.tag])[0]
        where = surer if named else others
        where += [(name, element.get(key)) for key in ("content", "datetime", "title") if element.get(key)]
        if len(written := "".join(_texts(element))) <= _LONGEST:
            where.append((name, written))
        if len(surer) + len(others) > _MOST_TRIED:
            break
    yield from surer
    yield from others


def _marks(element: Any) -> str:
    return f"{element.get('class') or ''} {element.get('id') or ''}"[:300]


def _texts(element: Any) -> Iterator[str]:
    """The words in an element, hardly more than may be a date."""
    left = 4 * _LONGEST
    for piece in element.itertext():
        yield piece
        left -= len(piece)
        if left < 0:
            return


def _is_of_page(element: Any) -> bool:
    """Whether a ``<time>`` stands where a page's own date does: in a header or byline, or marked itself."""
    for each in (element, *_above(element, 3)):
        if each.tag in ("header", "hgroup"):
            return True
        if _DATES_ITS_PAGE.search(_marks(each)):
            return True
    return False


def _is_elsewhere(element: Any) -> bool:
    for each in (element, *_above(element, 255)):
        if each.tag in ("aside", "nav", "footer", "blockquote"):
            return True
        if each.tag not in ("body", "html") and _ELSEWHERE.search(_marks(each)):
            return True
    return False


def _above(element: Any, most: int) -> Iterator[Any]:
    for number, each in enumerate(element.iterancestors()):
        if number == most:
            return
        yield each


def _read(words: str, notify: Notify) -> Publication | None:
    """The date in words that tell one: by our rules; what they don't know, by htmldate's."""
    said: list[str] = []
    found = described({"date": words}, said.append).publication
    if found is None:
        written = _by_htmldate(words)
        found = None if written is None else described({"date": written}, said.append).publication
        said = []
    if found is None or found.published is None or found.published.isoformat() in _NEVER:
        return None
    if not _FIRST.date() <= found.published <= _LAST.date():
        return None
    for message in said:
        notify(message.replace("write it as 2020-03-05", "if it is wrong, give the date in sources.csv"))
    return found


def _by_htmldate(words: str) -> str | None:
    """The date that htmldate reads in these words alone, if year and day stand in them."""
    head = html.Element("head")
    etree.SubElement(head, "meta", property="article:published_time", content=words)
    page = html.Element("html")
    page.append(head)
    try:
        found = find_date(page, extensive_search=False, original_date=True, min_date=_FIRST, max_date=_LAST)
    except Exception:  # whatever it stumbles over
        return None
    if found is None:
        return None
    numbers = re.findall(r"\d+", words)
    packed = found.replace("-", "")
    year, _, day = found.split("-")
    told = any(number.startswith(packed) for number in numbers) or (
        year in numbers and any(number.lstrip("0") == day.lstrip("0") for number in numbers)
    )
    return found if told else None
