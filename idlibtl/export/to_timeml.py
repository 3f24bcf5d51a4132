"""TimeML (1.2.1, in the form of TempEval-3's files): the quotes of all entries as one text, with events and times.

A paragraph is a quote behind its place. ``EVENT`` can hold no other element: of the words before and after the temporal
expression it marks those that tell what the title tells. A date that the quote doesn't give is an empty ``TIMEX3``, as
the standard has it for times that are not told. Mentions of one entry are one event: a TLINK ``IDENTITY`` says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import count
from shutil import copyfileobj
from tempfile import SpooledTemporaryFile
from typing import TextIO
from xml.sax.saxutils import quoteattr

from idlibtl import __version__
from idlibtl.dates import Granularity, Interval, timex3
from idlibtl.dates_text import anchor
from idlibtl.export.view import Options, Sources, View, Written, cited
from idlibtl.model import Entry, Link, Mention
from idlibtl.safe_text import one_line
from idlibtl.xml_text import escaped

_HELD = 1 << 20  # characters of links that are held in memory
_WORD = re.compile(r"\w+")
_CORE = re.compile(r"\w(?:.*\w)?", re.S)
_UNKNOWN = "XXXX-XX-XX"
_CREATION = {"temporalFunction": "false", "functionInDocument": "CREATION_TIME"}
_CLASSES = {"statement": "REPORTING", "ongoing": "STATE"}
_TENSES = {"planned": "FUTURE", "ongoing": "PRESENT", "hypothetical": "NONE"}


def write_timeml(view: View, stream: TextIO, options: Options) -> Written:
    """The document. Instances and links wait, on disk if they are many, since they stand behind the text."""
    sources = Sources(view.documents)
    stream.write(f'<?xml version="1.0" ?>\n<!-- made by idlibtl {__version__} -->\n<TimeML>\n\n')
    unknown = _element("TIMEX3", {"tid": "t0", "type": "DATE", "value": _UNKNOWN, **_CREATION}, _UNKNOWN)
    stream.write(f"<DOCID>chronology</DOCID>\n\n<DCT>{unknown}</DCT>\n\n<TEXT>\n")
    written = 0
    with SpooledTemporaryFile(_HELD, "w+", encoding="utf-8", newline="") as behind:
        tags = _Tags()
        for entry in view.entries:
            written += 1
            first = None
            for mention, link in cited(entry):
                event, times = tags.event(), [(tags.time(), *each) for each in _times(mention)]
                place = escaped(one_line(sources.place(link)))
                stream.write(f"{place}: {_quote(entry, mention, link, event, times)}\n\n")
                behind.writelines(_links(entry, event, times, first, tags))
                first = first or event
        stream.write("</TEXT>\n\n")
        behind.seek(0)
        copyfileobj(behind, stream)
    stream.write("\n</TimeML>\n")
    return Written(written)


class _Tags:
    """Numbers of events, times and links, each from 1."""

    def __init__(self) -> None:
        self._events, self._times, self._lids = count(1), count(1), count(1)

    def event(self) -> str:
        return str(next(self._events))

    def time(self) -> str:
        return f"t{next(self._times)}"

    def link(self) -> str:
        return f"l{next(self._lids)}"


def _times(mention: Mention) -> Iterator[tuple[str, str, str | None, str]]:
    """Type, value and mod of the times that date a mention, and how it relates to them."""
    when, timex = mention.when, mention.timex
    if when is None:
        return
    if timex is not None:
        yield timex.type, timex.value, timex.mod, _relation(when)
    elif when.granularity is Granularity.SPAN:
        if when.begin is not None:
            yield "DATE", timex3(when.begin, "day"), None, "BEGUN_BY"
        if when.end is not None:
            yield "DATE", timex3(when.end.plus(seconds=-1), "day"), None, "ENDED_BY" if when.begin else "BEFORE"
    else:
        unit = "day" if when.granularity is Granularity.PART else when.granularity.name.lower()
        kind = "TIME" if when.granularity < Granularity.PART else "DATE"
        mod = "APPROX" if when.edtf.endswith(("~", "%")) else when.mod
        yield kind, timex3(anchor(when), unit), mod, _relation(when)


def _relation(when: Interval) -> str:
    if when.begin is None:
        return "BEFORE"
    return "BEGUN_BY" if when.end is None else "IS_INCLUDED"


def _quote(
    entry: Entry, mention: Mention, link: Link, event: str, times: list[tuple[str, str, str, str | None, str]]
) -> str:
    """The words with their tags."""
    quote = link.quote or entry.title
    kind = _CLASSES.get(mention.kind, "OCCURRENCE")
    timex = mention.timex
    if timex is None or not link.start <= timex.start < timex.end <= link.end or not times:
        return _event(quote, event, kind) + "".join(_timex(each, "") for each in times)
    begin, end = timex.start - link.start, timex.end - link.start
    before, words, after = quote[:begin], quote[begin:end], quote[end:]
    if _likeness(before, mention.title) >= _likeness(after, mention.title):
        return _event(before, event, kind) + _timex(times[0], words) + escaped(after)
    return escaped(before) + _timex(times[0], words) + _event(after, event, kind)


def _likeness(words: str, title: str) -> tuple[int, int]:
    """How many words of a title there are, and how many words."""
    found = _WORD.findall(words.lower())
    return len(set(found) & set(_WORD.findall(title.lower()))), len(found)


def _event(words: str, event: str, kind: str) -> str:
    """The element, from the first letter to the last."""
    found = _CORE.search(words)
    begin, end = found.span() if found else (0, len(words))
    element = f'<EVENT eid="e{event}" class="{kind}">{escaped(words[begin:end])}</EVENT>'
    return f"{escaped(words[:begin])}{element}{escaped(words[end:])}"


def _timex(time: tuple[str, str, str, str | None, str], words: str) -> str:
    tid, kind, value, mod, _ = time
    told = {"tid": tid, "type": kind, "value": value, "mod": mod}
    return _element("TIMEX3", told, escaped(words))


def _links(
    entry: Entry, event: str, times: Iterable[tuple[str, str, str, str | None, str]], first: str | None, tags: _Tags
) -> Iterator[str]:
    """The instance of an event, its links to its times, and to the first mention of the same entry."""
    instance = {
        "eventID": f"e{event}", "eiid": f"ei{event}", "tense": _TENSES.get(entry.kind, "PAST"), "aspect": "NONE",
        "polarity": "NEG" if entry.kind == "denied" else "POS", "pos": "OTHER",
        "modality": "possible" if entry.kind == "hypothetical" else None,
    }  # fmt: skip
    yield _element("MAKEINSTANCE", instance) + "\n"
    for tid, _, _, _, relation in times:
        link = {"lid": tags.link(), "relType": relation, "eventInstanceID": f"ei{event}", "relatedToTime": tid}
        yield _element("TLINK", link) + "\n"
    if first is not None:
        link = {
            "lid": tags.link(), "relType": "IDENTITY", "eventInstanceID": f"ei{event}",
            "relatedToEventInstance": f"ei{first}",
        }  # fmt: skip
        yield _element("TLINK", link) + "\n"


def _element(name: str, attributes: Mapping[str, str | None], content: str = "") -> str:
    said = "".join(f" {key}={quoteattr(escaped(value))}" for key, value in attributes.items() if value is not None)
    return f"<{name}{said}>{content}</{name}>" if content else f"<{name}{said}/>"
