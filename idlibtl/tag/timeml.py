"""A tagged text as a TimeML document (TimeML 1.2.1), in the form of TempEval-3's .tml files.

What the tags of ``TEXT`` hold between them is the text, character by character: only characters that no XML 1.0
document can hold are replaced, one for one, by U+FFFD. ``t0`` is the publication date; where none is known its value is
``XXXX-XX-XX``. A timex worked out from another date names it (``anchorTimeID``), if a timex before it tells that date.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from xml.sax.saxutils import quoteattr

from idlibtl.model import Timex
from idlibtl.xml_text import escaped

_SCHEMA = "http://timeml.org/timeMLdocs/TimeML_1.2.1.xsd"
_HEAD = f"""\
<?xml version="1.0" ?>
<TimeML xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:noNamespaceSchemaLocation="{_SCHEMA}">
"""
_UNKNOWN = "XXXX-XX-XX"


def document(ident: str, text: str, published: date | datetime | None, timexes: Sequence[Timex]) -> str:
    """The document; ``timexes`` stand in the order of the text and don't overlap."""
    return (
        f"{_HEAD}\n"
        f"<DOCID>{escaped(ident)}</DOCID>\n\n"
        f"<DCT>{_creation_time(published)}</DCT>\n\n"
        f"<TEXT>{''.join(_tagged(text, published, timexes))}</TEXT>\n\n"
        "</TimeML>\n"
    )


def _creation_time(published: date | datetime | None) -> str:
    value = _value(published)
    attributes = {
        "tid": "t0",
        "type": "TIME" if "T" in value else "DATE",
        "value": value,
        "temporalFunction": "false",
        "functionInDocument": "CREATION_TIME",
    }
    return _element(attributes, value)


def _value(published: date | datetime | None) -> str:
    if isinstance(published, datetime):
        return published.isoformat(timespec="seconds")
    return published.isoformat() if published else _UNKNOWN


def _tagged(text: str, published: date | datetime | None, timexes: Sequence[Timex]) -> Iterator[str]:
    """The text with its timexes inline."""
    told = {_value(published): "t0", _value(published)[:10]: "t0"}
    at = 0
    for number, timex in enumerate(timexes, start=1):
        tid = f"t{number}"
        yield escaped(text[at : timex.start])
        yield _element(_attributes(timex, tid, told), text[timex.start : timex.end])
        at = timex.end
        if told.get(timex.value) != "t0":
            told[timex.value] = tid
    yield escaped(text[at:])


def _attributes(timex: Timex, tid: str, told: Mapping[str, str]) -> dict[str, str | None]:
    """The attributes of a TIMEX3, None for those that it hasn't; ``told`` has the id of each date told before."""
    return {
        "tid": tid,
        "type": timex.type,
        "value": timex.value,
        "mod": timex.mod,
        "temporalFunction": "true" if timex.reference or timex.basis != "stated" else "false",
        "functionInDocument": timex.function or "NONE",
        "anchorTimeID": told.get(timex.reference) if timex.reference else None,
    }


def _element(attributes: Mapping[str, str | None], words: str) -> str:
    said = "".join(f" {name}={quoteattr(value)}" for name, value in attributes.items() if value is not None)
    return f"<TIMEX3{said}>{escaped(words)}</TIMEX3>"
