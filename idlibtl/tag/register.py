"""The register of a text: what its dates are counted from.

News counts from its publication date, a live blog from the clock lines of its items, a message (a tweet, a chat) from
its stamp, a narrative (an encyclopedia's article, a backgrounder) from the date that it told last.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from idlibtl.languages import load
from idlibtl.model import Register

_MESSAGE = 320  # characters: nothing longer is taken for a message
_HISTORY = 5  # so many years told, most of them past, make a narrative, unless it speaks from the present
_MARKS = re.compile(
    r"(?<!\w)[@#]\w|(?<!\w)[:;][-']?[)(DPp/|](?!\w)|!!|\?\?|[\u2600-\u27bf\U0001f000-\U0001faff]|\bt\.co/"
)  # names, tags, faces, shouts
_QUOTED = re.compile(r"\"[^\"]{0,300}\"|“[^”]{0,300}”|``.{0,300}?''", re.DOTALL)


def is_message(text: str, language: str) -> bool:
    """Whether a text is a message: short, and with the marks of one, or in the first or second person."""
    if len(text) > _MESSAGE:
        return False
    plain = _QUOTED.sub(" ", text).strip()
    return _begins_small(text) or _MARKS.search(plain) is not None or _person(language).search(plain) is not None


def _begins_small(text: str) -> bool:
    """Whether its first word is in small letters, and no part of a name ("al-Bab")."""
    first = re.match(r"\s*([^\W\d_]+)(?![\w-])", text)
    return first is not None and first[1].islower()


@cache
def _person(language: str) -> re.Pattern[str]:
    words = load(language).data("tense")["person"]
    forms = {form for word in words for form in ((word, word.title()) if len(word) > 2 else (word,))}
    return re.compile(rf"(?<![\w.'’-])(?:{'|'.join(map(re.escape, sorted(forms)))})(?![\w.])")


def register_of(published_year: int | None, years: Sequence[int], present: int, stamps: int) -> Register:
    """The register of a longer text, from what was found in it.

    ``years`` are those that its words tell, ``present`` counts its expressions that speak from the present ("Monday",
    "last week"), ``stamps`` the clock times that stand alone on a line.
    """
    told = len(years)
    past = told if published_year is None else sum(year < published_year for year in years)
    narrative = told >= _HISTORY and 2 * past >= told and (published_year is None or told >= 6 * present)
    if stamps > 1 or (stamps and not narrative):
        return "live"
    return "narrative" if narrative else "news"
