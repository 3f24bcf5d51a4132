"""Which dates at the head of a text are datelines, told by what stands around them.

A dateline is labelled ("Published 5 March 2020"), or stands at the beginning of a line, or between a headline and the
text proper with an outlet, a weekday or a clock time beside it. A date that a sentence governs ("on 5 March 2020 the",
"March 5, 2020 was") is none, nor is one of a list of dates, nor the date of a quoted post.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal

from idlibtl.read.stamp import Stamp, find
from idlibtl.read.vocabulary import vocabulary

HEAD_LINES = 40
HEAD_CHARACTERS = 3000
LONGEST_HEADLINE = 300
_PROSE_LINE = 180
_PROSE_LINES_BEFORE = 2
_LIST_SEARCHED = 50_000

Kind = Literal["published", "head", "updated"]
_After = Literal["end", "separator", "furniture", "sentence", "prose"]

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|$)")
_MARKS = " \t\xa0\ufeff#*_>•|·–—-=~[("
_POST = re.compile(r"@\w{1,40}\)?[ \t\xa0]*$")
_LABEL = re.compile(r"(?:(?:[^\W\d_]|©)[\w-]{0,20}[ \t\xa0]{1,3}){0,4}(?:[^\W\d_]|©)[\w-]{0,20}$")
_WORD = re.compile(r"[^\W\d_](?:[\w'’/&-]|\.(?=\w))*\.?|\d+")
_SMALL = frozenset(("of", "the", "and", "for", "in", "de", "al", "el", "la", "le", "du", "der", "von", "ad", "ez"))


@dataclass(frozen=True, slots=True)
class Dateline:
    """A stamp that dates its text. ``start`` is where its label begins, or the stamp itself.

    ``sure``: something besides its place speaks for it. ``agency``: it opens the text of a report ("CITY, date (X) -").
    """

    stamp: Stamp
    kind: Kind
    start: int
    sure: bool
    agency: bool = False


@dataclass(frozen=True, slots=True)
class _Label:
    kind: Literal["published", "plain", "updated", "other"]
    start: int
    firm: bool


def head_lines(text: str, start: int = 0) -> Iterator[tuple[int, int]]:
    """The lines of the head, without their ends, as offsets."""
    limit = min(len(text), start + HEAD_CHARACTERS)
    place = start
    for _ in range(HEAD_LINES):
        match = _LINE.match(text, place, limit)
        if match is None or match.end() == place:
            return
        yield place, place + len(match[0].rstrip("\r\n"))
        place = match.end()


def datelines(text: str, start: int = 0) -> list[Dateline]:
    """The datelines at the head of ``text[start:]``, in order. Of several the caller has the choice."""
    found: list[Dateline] = []
    prose = 0
    for begin, end in head_lines(text, start):
        for stamp in find(text, begin, end):
            dateline = _judge(text, begin, end, stamp)
            if dateline and (prose <= _PROSE_LINES_BEFORE or dateline.agency or dateline.kind != "head"):
                found.append(dateline)
        prose += end - begin >= _PROSE_LINE
    # Comments below an article are stamped with clock times too, so for such dates only the head tells a list.
    reaches = {line.start: HEAD_CHARACTERS if line.stamp.clock else _LIST_SEARCHED for line in found if not line.sure}
    listed = {reach: _is_list(text, start, reach) for reach in set(reaches.values())}
    return [line for line in found if line.sure or not listed[reaches[line.start]]]


def undated_datelines(text: str, start: int = 0) -> list[Stamp]:
    """Agency datelines that tell no year: "ANKARA, March 16 (Wire) -"."""
    return [
        stamp
        for begin, end in head_lines(text, start)
        for stamp in find(text, begin, end, need_year=False, before=_agency_reach(text, begin, end))
        if stamp.year is None and _is_agency(text[begin : stamp.start], text[stamp.end : end])
    ]


def _judge(text: str, begin: int, end: int, stamp: Stamp) -> Dateline | None:
    left, right = text[begin : stamp.start], text[stamp.end : end]
    if _POST.search(left[-60:]) or _is_range(left, right):
        return None
    after = _after(right)
    label = _label(left)
    if label is not None:
        if label.kind == "other" or (after == "prose" and not label.firm and not _begins_with_sequel(right)):
            return None
        if label.kind == "plain" and (label.start > _marked(left) or _in_a_form(text, begin, end)):
            return None
        kind: Kind = "updated" if label.kind == "updated" else "published"
        return Dateline(stamp, kind, begin + label.start, sure=True)
    if _is_byline(left):
        return None if after == "prose" else Dateline(stamp, "head", stamp.start, sure=True)
    if _governed(left) or _begins_with_role(left, vocabulary().credits):
        return None
    if _is_agency(left, right):
        return Dateline(stamp, "head", stamp.start, sure=True, agency=True)
    outlet = _ends_with_outlet(left)
    if after == "prose" and not (outlet and stamp.weekday is not None):
        return None
    before_outlet = _begins_with_outlet(right)
    bare = left.strip(_MARKS)
    if not bare:
        return Dateline(stamp, "head", stamp.start, sure=before_outlet)
    if _is_masthead(bare, left, right):
        return Dateline(stamp, "head", stamp.start, sure=True)
    # Behind a headline: something must set the date off, and it must not go on as a sentence does.
    set_off = outlet or before_outlet or stamp.weekday is not None or stamp.clock is not None
    goes_on = left.rstrip().endswith((",", ";")) or (after == "furniture" and right[:1] == " " and right[1:2].islower())
    if set_off and not goes_on and len(left) <= LONGEST_HEADLINE:
        return Dateline(stamp, "head", stamp.start, sure=True)
    return None


def _label(left: str) -> _Label | None:
    """The label that ends the words before a date, if there is one and it is not a part of a sentence."""
    words = vocabulary()
    shut = left.rstrip(" \t\xa0:-–—(|*_,")
    firm = ":" in left[len(shut) :]
    match = _LABEL.search(shut[-120:])
    if match is None:
        return _Label("other", 0, True) if firm else None
    tokens = list(re.finditer(r"[^ \t\xa0]+", match[0]))
    offset = max(0, len(shut) - 120) + match.start()
    last = len(tokens)
    while last > 1 and tokens[last - 1][0].lower() in words.joints and not _known(tokens, 0, last):
        last -= 1
    for first in range(last):
        for stop in (len(tokens), last):
            phrase = " ".join(token[0].lower() for token in tokens[first:stop])
            kind: Literal["published", "plain", "updated", "other"]
            if phrase in words.published:
                kind = "published"
            elif phrase in words.plain:
                kind = "plain"
            elif phrase in words.updated:
                kind = "updated"
            elif phrase in words.other:
                kind = "other"
            else:
                continue
            start = offset + tokens[first].start()
            before = left[:start].rstrip(" \t\xa0")
            if before.strip(_MARKS) and not tokens[first][0][0].isupper() and before[-1] not in "|·•–—-:;(.)[/":
                continue
            return _Label(kind, start, firm)
    # "Incident: 5 March 2020": a label, but none that tells of publication.
    return _Label("other", 0, True) if firm and len(tokens) <= 4 else None


def _known(tokens: list[re.Match[str]], first: int, last: int) -> bool:
    words = vocabulary()
    phrases = {" ".join(token[0].lower() for token in tokens[place:last]) for place in range(first, last)}
    return not phrases.isdisjoint(words.published | words.plain | words.updated | words.other)


def _marked(left: str) -> int:
    """Where the words of a line begin."""
    return len(left) - len(left.lstrip(_MARKS))


FIELD = re.compile(r"[ \t\xa0*•#>|-]{0,8}([^\W\d_][\w ()/'’-]{0,39}?)[ \t\xa0*]{0,3}:")


def _in_a_form(text: str, begin: int, end: int) -> bool:
    """Whether the lines beside this one are fields, none of which tells of a publication."""
    before = [line for line in text[max(0, begin - 500) : begin].splitlines() if line.strip()][-3:]
    after = [line for line in text[end : end + 500].splitlines() if line.strip()][:3]
    fields = [match[1].strip().lower() for line in before + after if (match := FIELD.match(line))]
    return bool(fields) and vocabulary().fields.isdisjoint(fields)


def _is_range(left: str, right: str) -> bool:
    """Whether another date follows or precedes behind a dash: "19 July 2012 – 22 December 2016"."""
    dash = re.match(r"[ \t\xa0]{0,3}(?:[-–—]|to\b)[ \t\xa0]{0,3}", right)
    if dash and any(stamp.start == dash.end() for stamp in find(right[:80])):
        return True
    ends = re.search(r"[ \t\xa0]{0,3}(?:[-–—]|\bto)[ \t\xa0]{0,3}$", left[-60:])
    return ends is not None and any(stamp.end == ends.start() for stamp in find(left[-60:]))


def _begins_with_sequel(right: str) -> bool:
    word = re.match(r"[ \t\xa0]+([a-z]+)[ \t\xa0]+[A-Z]", right)
    return word is not None and word[1] in vocabulary().sequels


def _begins_with_role(left: str, roles: tuple[str, ...]) -> str | None:
    """What follows the role at the beginning of a line; None where no role stands there."""
    bare = left.strip(_MARKS)
    lower = bare.lower()
    role = max((role for role in roles if lower.startswith((f"{role} ", f"{role}:"))), key=len, default=None)
    return None if role is None else bare[len(role) :].lstrip(" :")


def _is_byline(left: str) -> bool:
    """Whether a name stands before the date, and its role before that: "By Jane Doe", "Posted by Jane Doe on"."""
    rest = _begins_with_role(left, vocabulary().staff)
    if not rest:
        return False
    name, _, last = rest.rpartition(" ")
    return _names_only(name if last.lower() in vocabulary().joints else rest, 8)


def _governed(left: str) -> bool:
    match = re.search(r"([^\W\d_]{1,12})[ \t\xa0]{1,3}$", left[-16:])
    return match is not None and match[1].lower() in vocabulary().governors


def _after(right: str) -> _After:
    """What follows a date on its line."""
    rest = right.lstrip(" \t\xa0)]*_|")
    if not rest or rest.strip(".:") == "":
        return "end"
    if rest[0] in "|·•–—/:(#[-":
        return "prose" if rest[0] == "-" and rest[1:2].isalnum() else "separator"
    word = re.match(r"[^\W\d_][\w-]*", rest)
    if word and word[0].lower() in vocabulary().furniture:
        return "furniture"
    if rest[0] in ",;":
        tail = [token for token in _WORD.findall(rest[1:]) if token.lower() not in _SMALL]
        return "separator" if len(tail) <= 6 and all(token[0].isupper() for token in tail) else "prose"
    if rest[0].isdigit() or rest[0] in "\"'“”‘’«@$" or (word and word[0][0] != word[0][0].lower()):
        return "sentence"
    # Scripts without capitals
    return "sentence" if word and word[0][0].lower() == word[0][0].upper() else "prose"


@cache
def _outlets() -> frozenset[str]:
    return frozenset(outlet.lower() for outlet in vocabulary().outlets)


def _ends_with_outlet(left: str) -> bool:
    """Whether an outlet stands before the date, and not as a part of a sentence ("told Reuters")."""
    *before, token = left.rstrip(" \t\xa0,|:–—-)/").rsplit(None, 2)[-2:] or [""]
    token = token.lstrip("([")
    named = token.lower() in _outlets() and token[:1].isupper()
    return named and not (before and before[0].lower() in vocabulary().governors)


def _begins_with_outlet(right: str) -> bool:
    token = re.match(r"[ \t\xa0,|(/–—-]*([A-Z][\w/-]{1,20})", right)
    return token is not None and token[1].isupper() and token[1].lower() in _outlets()


def _names_only(words: str, most: int) -> bool:
    """Whether these are few words, all of them capitalised but for the little ones."""
    tokens = _WORD.findall(words)
    great = [token for token in tokens if token.lower() not in _SMALL]
    return 0 < len(tokens) <= most and bool(great) and all(token[0].isupper() for token in great)


_AGENCY_MARKS = " \t\xa0\ufeff#*_>"
_AGENCY_BEFORE = re.compile(r"[^.?!:;]{1,80}$")
_AGENCY_REACH = re.compile(rf"[{_AGENCY_MARKS}]*(?:\.*[^.?!:;]){{0,80}}\.*[{_AGENCY_MARKS}]*")
_AGENCY_AFTER = re.compile(
    r"[ \t\xa0]*(?:\((?!\d)[^()\r\n]{1,60}\)|/[^/\r\n]{1,40}/|,[ \t\xa0]?[A-Z][\w ./&-]{1,40})?"
    r"[ \t\xa0]*[)\]]?[ \t\xa0]*(?:--?|[–—:])(?!\w)|\.?[ \t\xa0]*/[A-Z][^/\r\n]{1,40}/[.:]?"
)
_PARENTHESIS_AFTER = re.compile(r"[ \t\xa0]*[)\]](?:[ \t\xa0]*[-–—:.,]|[ \t\xa0]+(?=[\"“‘']?[A-Z])|$)")


def _agency_reach(text: str, begin: int, end: int) -> int:
    """A date that begins here or behind is none with which this line opens as agencies have it."""
    match = _AGENCY_REACH.match(text, begin, end)
    return match.end() + 1 if match else begin


def _is_agency(left: str, right: str) -> bool:
    """Whether the line opens as agencies have it: a place, a date, the agency's name, a dash, in some order."""
    bare = left.strip(_AGENCY_MARKS)
    if not bare or not _AGENCY_BEFORE.fullmatch(bare.replace(".", "")) or not _names_only(bare, 10):
        return False
    inside = bare.rfind("(") > bare.rfind(")")
    if inside:
        return bool(_AGENCY_AFTER.match(right) or (bare[-1] in "(,-–—/|" and _PARENTHESIS_AFTER.match(right)))
    after = _AGENCY_AFTER.match(right)
    if after is None:
        return False
    named = after[0].lstrip(" .")[:1] in "(/"
    return named or (bare[-1] in ",)/–—-|" and " of " not in bare and not _tells(right))


def _tells(right: str) -> bool:
    """Whether a colon and words follow, as in a list of what happened where and when."""
    return re.match(r"[ \t\xa0]*:[ \t\xa0]*\w", right) is not None


_SET_OFF = tuple(",|·•–—-(/")


def _is_masthead(bare: str, left: str, right: str) -> bool:
    """Whether the words before the date are an outlet, a place or a byline, set off from it."""
    if re.search(r"[.?!][\"”’']?[ \t]", bare):
        return False
    if _ends_with_outlet(left):
        return _names_only(bare, 8)
    return left.rstrip().endswith(_SET_OFF) and _names_only(bare, 4) and " of " not in bare and not _tells(right)


def _is_list(text: str, start: int, reach: int) -> bool:
    """Whether lines begin with different dates, as in a chronicle: none of them dates the text then."""
    days: set[tuple[int, int, int | None]] = set()
    for stamp in find(text, start, min(len(text), start + reach)):
        begin = max(text.rfind("\n", start, stamp.start), text.rfind("\r", start, stamp.start)) + 1 or start
        if text[max(start, begin) : stamp.start].strip(_MARKS):
            continue
        line = re.match(r"[^\r\n]{0,200}", text[stamp.end : stamp.end + 200])
        if line and _after(line[0]) != "prose":
            days.add((stamp.day, stamp.month, stamp.year))
            if len(days) > 1:
                return True
    return False
