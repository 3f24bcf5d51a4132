"""Wires: the news agency whose text several sources print, as far as they name it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from idlibtl.languages import load
from idlibtl.model import Document

_BEFORE = 48  # characters before a name that are looked at
_GAP = " \t\xa0,|/()–—-"  # what may stand between a byline and its dateline
# "BEIRUT, Aug. 21 (" opens a wire; "… near Latakia, June 6 2015 (" is the caption of a photograph.
_DATELINE = re.compile(r"(?<![^\W_])[^\W\d_a-z]{3,24}(?:[,.]?\s[A-Z][a-z]{2,8}\.?\s\d{1,2})?,?\s{0,2}[(\[](?:The )?\Z")
_DASH = re.compile(r"[)\]]\s{0,2}[-–—]")
_SIGNATURE = re.compile(r"(?:[.!?\"”’)]\s{0,2}[-–—]{1,2}|\n[-–—]{0,2})\s{0,2}\Z")
_CLOSING = re.compile(r"[ \t]{0,3}[.)\]]?[ \t]{0,3}(?:[\r\n]|\Z)")

CREDIT, OWN_WORDS = 2, 1


@dataclass(frozen=True, slots=True)
class _Agencies:
    """The agencies of one language: their names as an expression, the name shown for each, what stands around them."""

    name: re.Pattern[str]
    shown: Mapping[str, str]
    labelled: re.Pattern[str]
    told: re.Pattern[str]
    staff: re.Pattern[str]


@cache
def _agencies(code: str) -> _Agencies:
    data: Mapping[str, Any] = load(code).data("names")["agencies"]
    shown = {name: listed[0] for listed in data["names"] for name in listed}
    return _Agencies(
        name=re.compile(rf"(?<!\w)(?<!\w-)(?:{_any(shown)})(?!\w|-\w)"),
        shown=shown,
        labelled=re.compile(rf"(?<!\w)(?:{_any(data['labels'])})(?::\s{{0,3}}|\s{{1,3}})\Z"),
        told=re.compile(rf"(?<!\w)(?:{_any(data['told'])})\s{{1,3}}(?:the\s{{1,3}}|The\s{{1,3}})?\Z"),
        staff=re.compile(rf"(?:['’]?s)?\s{{1,3}}(?:{_any(data['staff'])})(?!\w)"),
    )


def _any(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word)))


Credit = tuple[str, int]  # an agency, and how it is credited: ``CREDIT``, or ``OWN_WORDS``


def wire(credits: Iterable[Credit | None], attributions: Iterable[tuple[str, str]]) -> str | None:
    """The agency whose wire some documents print, by what each credits; None where they don't name one.

    Its byline or signature counts first, then its own words ("told Reuters"), then to whom the words at hand are
    attributed: ``attributions`` are pairs of language and name. Of several that are named, one has more than half.
    """
    found = [credit for credit in credits if credit]
    for rank in (CREDIT, OWN_WORDS):
        if names := [name for name, ranked in found if ranked == rank]:
            return _majority(names)
    return _majority([_named(code, words) for code, words in attributions])


def credited(document: Document) -> Credit | None:
    """The agency that a document credits as a whole."""
    agencies = _agencies(document.language)
    if document.publisher and agencies.name.fullmatch(document.publisher):
        return agencies.shown[document.publisher], CREDIT
    ranked = list(_ranked(document, agencies))
    for rank in (CREDIT, OWN_WORDS):
        if name := _majority([name for name, found in ranked if found == rank]):
            return name, rank
    return None


def _ranked(document: Document, agencies: _Agencies) -> Iterator[tuple[str, int]]:
    text = document.text
    for match in agencies.name.finditer(text):
        before = text[max(0, match.start() - _BEFORE) : match.start()]
        if _is_credit(document, match, before, agencies):
            yield agencies.shown[match[0]], CREDIT
        elif agencies.told.search(before) or agencies.staff.match(text, match.end()):
            yield agencies.shown[match[0]], OWN_WORDS


def _is_credit(document: Document, match: re.Match[str], before: str, agencies: _Agencies) -> bool:
    """ "ANKARA (Reuters)", "Source: AA", "AFP, 5 March 2020", and at the end: "… he said. - AFP"."""
    text, end = document.text, match.end()
    if text[end : end + 1] in (")", "]"):
        if before[-1:] in ("(", "["):
            return bool(_DATELINE.search(before) or _DASH.match(text, end)) or not text[end + 1 :].strip(" .\r\n")
        return _DATELINE.search(before) is not None
    if document.published_span is not None:
        first, last = document.published_span
        between = text[end:first] if end <= first else text[last : match.start()]
        if len(between) < 4 and not between.strip(_GAP) and not agencies.told.search(before):
            return True
    if agencies.labelled.search(before):
        return True
    return _SIGNATURE.search(before) is not None and _CLOSING.match(text, end) is not None


def _named(code: str, words: str) -> str | None:
    agencies = _agencies(code)
    match = agencies.name.search(words)
    return agencies.shown[match[0]] if match else None


def _majority(names: Sequence[str | None]) -> str | None:
    """The name that more than half of them are, if any."""
    return next((name for name, number in Counter(names).most_common(1) if 2 * number > len(names)), None)
