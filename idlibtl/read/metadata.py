"""What is told of a text beside it, cleaned and checked: front matter and the fields of ``sources.csv``."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urlsplit

import yaml

from idlibtl.model import Problem
from idlibtl.read.dateline import Publication
from idlibtl.read.stamp import find, order_of, value

LARGEST_FRONT_MATTER = 64 * 1024
LONGEST_TITLE = 200
LONGEST_URL = 2000
_DEEPEST = 16
_LANGUAGE = re.compile(r"([A-Za-z]{2,3})(?:[-_][A-Za-z0-9]{2,8}){0,4}")
_NO_LETTERS = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]+")
_OPENING = re.compile(r"\ufeff?---[ \t]*(?:\r\n|\r|\n)")
_CLOSING = re.compile(r"^(?:---|\.\.\.)[ \t]*(?:\r\n|\r|\n|\Z)", re.MULTILINE)
_LINE_END = re.compile(r"\r\n?")


@dataclass(frozen=True, slots=True)
class Metadata:
    """What is said of a text beside it. None is unknown."""

    title: str | None = None
    publisher: str | None = None
    url: str | None = None
    language: str | None = None
    publication: Publication | None = None

    def over(self, other: Metadata) -> Metadata:
        """These fields, and where they are unknown those of the other."""
        return Metadata(
            title=self.title or other.title,
            publisher=self.publisher or other.publisher,
            url=self.url or other.url,
            language=self.language or other.language,
            publication=self.publication or other.publication,
        )


UNKNOWN = Metadata()


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """The front matter of a text: ``end`` is where the text proper begins."""

    metadata: Metadata = UNKNOWN
    end: int = 0
    problems: tuple[Problem, ...] = ()


Notify = Callable[[str], None]


def collapse(words: str) -> str | None:
    """One line without needless space, no longer than a title; None if nothing is left."""
    plain = " ".join(_NO_LETTERS.sub(" ", words).split())
    if len(plain) > LONGEST_TITLE:
        plain = plain[: LONGEST_TITLE - 1].rsplit(" ", 1)[0].rstrip() + "…"
    return plain or None


def described(fields: dict[str, str], notify: Notify) -> Metadata:
    """Metadata from named fields (title, date, publisher, url, language); what is wrong is told to ``notify``."""
    found = Metadata(title=collapse(fields.get("title", "")), publisher=collapse(fields.get("publisher", "")))
    if url := fields.get("url", "").strip():
        if is_web_address(url):
            found = replace(found, url=url)
        else:
            notify(
                f"the url {shortened(url)} was dropped: it must begin with http:// or https://, "
                f"in one piece of at most {LONGEST_URL} characters"
            )
    if language := fields.get("language", "").strip():
        if match := _LANGUAGE.fullmatch(language):
            found = replace(found, language=match[1].lower())
        else:
            notify(f"the language {shortened(language)} was dropped: give a code such as en or ar")
    if words := fields.get("date", "").strip():
        publication = _dated(words, notify)
        if publication is None:
            notify(f"the date {shortened(words)} was dropped: write it as 2020-03-05 or 2020-03-05T14:30")
        found = replace(found, publication=publication)
    return found


def is_web_address(url: str) -> bool:
    """Whether this is an address of the web, http or https, in one piece."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    if len(url) > LONGEST_URL:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc) and url.isprintable() and " " not in url


def _dated(words: str, notify: Notify) -> Publication | None:
    at: datetime | None
    try:
        at = datetime.fromisoformat(words).replace(tzinfo=None)  # as printed; zones are not ours
        timed = len(words) > 10
    except ValueError:
        stamp = next(find(words), None)
        if stamp is None or (stamp.start, stamp.end) != (0, len(words)):
            return None
        order, settled = order_of(stamp, words)
        at, timed = value(stamp, order), stamp.clock is not None
        if at is not None and not settled:
            notify(f"the date {shortened(words)} was read as day, month, year: {at.date()}; write it as 2020-03-05")
    if at is None:
        return None
    return Publication(published=at.date(), at=at if timed else None, basis="metadata", words=words)


def shortened(words: str) -> str:
    """Words as a message quotes them."""
    return repr(words if len(words) <= 60 else words[:60] + "…")


def reason(error: BaseException) -> str:
    """What a library says is wrong, as a message quotes it; not where in memory, which is another place each time."""
    words = " ".join(str(error).split())
    return shortened(type(error).__name__ if not words or " at 0x" in words else words)


_FIELDS = {name: name for name in ("title", "date", "publisher", "url", "language")} | {"lang": "language"}


def front_matter(text: str, path: str) -> FrontMatter:
    """The front matter at the very start of a text, if there is one. Problems are notices; it never raises.

    YAML is read as far as names and plain values go and no further: nothing is built from it, aliases and anchors are
    refused, and every value is a string, so that ``lang: no`` is Norwegian.
    """
    opening = _OPENING.match(text)
    if opening is None:
        return FrontMatter()
    closing = _CLOSING.search(text, opening.end(), opening.end() + LARGEST_FRONT_MATTER)
    if closing is None:
        if _CLOSING.search(text, opening.end()) is None:
            return FrontMatter()  # a lone rule, not a block
        message = f"the front matter is longer than {LARGEST_FRONT_MATTER // 1024} KB and was not read; shorten it"
        return FrontMatter(problems=(Problem(path, "front-matter", message, "notice", 1),))
    problems: list[Problem] = []
    fields: dict[str, str] = {}
    lines: dict[str, int] = {}
    block = _LINE_END.sub("\n", text[opening.end() : closing.start()])
    try:
        for name, words, line in _scalars(block):
            field = _FIELDS.get(name.lower())
            if field is not None and field not in fields:
                fields[field], lines[field] = words, line
    except _RefusedError as error:
        message = f"the front matter is not read from here on: {error}; mend it or take it away"
        problems.append(Problem(path, "front-matter", message, "notice", error.line))
    except _NoFrontMatterError:
        return FrontMatter()

    found = UNKNOWN
    for field, words in fields.items():
        line = lines[field]

        def notify(message: str, line: int = line) -> None:
            problems.append(Problem(path, "front-matter", message, "notice", line))

        found = found.over(described({field: words}, notify))
    return FrontMatter(found, closing.end(), tuple(problems))


class _NoFrontMatterError(Exception):
    """What stands between the rules is prose."""


class _RefusedError(Exception):
    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.line = line


def _scalars(block: str) -> Iterator[tuple[str, str, int]]:
    """Names and plain values at the top of a YAML mapping, with their lines in the file."""
    depth = 0
    name: str | None = None
    line = 2
    try:
        for event in yaml.parse(block, Loader=yaml.SafeLoader):
            line = event.start_mark.line + 2 if event.start_mark else line
            if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
                raise _RefusedError("anchors and aliases are not read", line)
            if depth == 0 and isinstance(event, (yaml.ScalarEvent, yaml.SequenceStartEvent)):
                raise _NoFrontMatterError
            if isinstance(event, yaml.CollectionStartEvent):
                depth += 1
                if depth > _DEEPEST:
                    raise _RefusedError("it is nested too deeply", line)
                if depth == 2:
                    name = "" if name is None else None  # an odd name, or the value of the last one
            elif isinstance(event, yaml.CollectionEndEvent):
                depth -= 1
            elif depth == 1 and isinstance(event, yaml.ScalarEvent):
                if name is None:
                    name = event.value
                else:
                    yield name, event.value, line
                    name = None
    except yaml.MarkedYAMLError as error:
        raise _RefusedError(
            error.problem or "it is not YAML", error.problem_mark.line + 2 if error.problem_mark else line
        ) from None
    except yaml.YAMLError:
        raise _RefusedError("it holds characters that YAML has not", line) from None
