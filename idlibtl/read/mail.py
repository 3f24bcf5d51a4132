"""Mails (RFC 5322, MIME): the text that was written, and the attachments, which are sources of their own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from email import message_from_bytes
from email.errors import MessageError
from email.header import decode_header
from email.message import Message
from email.utils import collapse_rfc2231_value, parsedate_tz
from importlib import import_module
from pathlib import PurePath

from idlibtl.model import Problem
from idlibtl.read.containers import Opener
from idlibtl.read.dateline import Publication
from idlibtl.read.decode import LARGEST, UnreadableError, decode
from idlibtl.read.formats import missing
from idlibtl.read.metadata import UNKNOWN, Metadata, Notify, collapse, described, shortened
from idlibtl.read.record import part_name
from idlibtl.read.source import Source

_HEADS = ("from", "date", "subject", "received", "message-id", "mime-version")
_LONGEST_HEAD = 2000
_DEEPEST = 20  # parts within parts
_MOST_NESTED = 200  # that may be nested at all; the parser calls itself for each
_NESTING = re.compile(rb"\bboundary\s{0,9}=|message/rfc822", re.IGNORECASE)
# A field that the parser takes apart in a time that grows with the square of its length, with the lines folded to it.
_FIELD = re.compile(
    rb"^content-(?:type|disposition)[ \t]{0,9}:[^\r\n]*(?:\r?\n[ \t][^\r\n]*)*", re.IGNORECASE | re.MULTILINE
)
_LONGEST_FIELD = 4000
_MOST_ATTACHMENTS = 1000
_SUFFIXES = {
    "text/plain": ".txt",
    "text/markdown": ".md",
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "application/pdf": ".pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "message/rfc822": ".eml",
}
_READ = frozenset((*_SUFFIXES.values(), ".text", ".markdown", ".htm", ".xhtml"))
_MOST_NAMED = 5
_FAULTS = (MessageError, ValueError, LookupError, TypeError, AttributeError, IndexError)


def source(data: bytes, path: str) -> Source:
    """What was written, quoted replies too; subject, sender and date are what is told of it.

    Raises UnreadableError for what is no mail, and for one without a text.
    """
    mail = _parsed(data)
    problems: list[Problem] = []

    def notify(message: str, code: str = "mail") -> None:
        problems.append(Problem(path, code, message, "notice"))

    texts = list(filter(None, (text.strip("\n") for text in _texts(mail, path, notify))))
    if not texts:
        if mail.get_content_subtype() in ("encrypted", "pkcs7-mime", "x-pkcs7-mime"):
            raise UnreadableError("encrypted", "it is encrypted and was skipped; save its text without encryption")
        raise UnreadableError("empty", "it holds no text beside its attachments and was skipped; those are read")
    sender, address = _sender(_raw(mail, "from"))
    metadata = Metadata(
        title=collapse(_decoded(_raw(mail, "subject"))),
        publisher=collapse(_decoded(sender)) or collapse(address),
        publication=_date(mail, notify),
    )
    return Source("\n\n".join(texts) + "\n", metadata, 0, tuple(problems))


def _parsed(data: bytes) -> Message:
    if len(_NESTING.findall(data)) > _MOST_NESTED:
        raise UnreadableError("too-deep", "it holds too many parts within parts and was skipped; save its text")
    if any(len(field[0]) > _LONGEST_FIELD for field in _FIELD.finditer(data)):
        raise _no_mail()
    try:
        mail = message_from_bytes(data.removeprefix(b"\xef\xbb\xbf"))
    except (*_FAULTS, RecursionError):
        raise _no_mail() from None
    if not any(_raw(mail, name) for name in _HEADS):
        raise _no_mail()
    return mail


def _no_mail() -> UnreadableError:
    return UnreadableError("damaged", "it is no mail, or a damaged one, and was skipped; save it again")


def _raw(mail: Message, name: str) -> str:
    """A field of the head as it was sent, in one line; letters that are no ASCII are read as those of a text are."""
    for known, value in mail.raw_items():
        if known.lower() == name:
            sent = str(value)[:_LONGEST_HEAD].encode("utf-8", "surrogateescape")
            return " ".join(_text(sent).split())
    return ""


def _text(data: bytes, declared: str = "") -> str:
    try:
        return decode(data, declared)[0]
    except UnreadableError:
        return data.decode("utf-8", "replace")


def _decoded(words: str) -> str:
    """Words of a head with their encoded words (RFC 2047) read."""
    try:
        pieces = decode_header(words)
    except _FAULTS:
        return words
    return "".join(
        piece if isinstance(piece, str) else _text(piece, charset or "") for piece, charset in pieces if piece
    )


def _sender(field: str) -> tuple[str, str]:
    """Name and address, of several senders those of the first: ``"Jane Doe" <jane@…>``, or ``jane@… (Jane Doe)``."""
    name, angle, address = field.partition("<")
    if not angle:
        address, _, name = field.partition("(")
        return name.rstrip(") "), address.split(",")[0].strip()
    return name.strip(" \"'").replace('\\"', '"'), address.partition(">")[0].strip()


def _date(mail: Message, notify: Notify) -> Publication | None:
    """The day and the time of sending, by the sender's clock, as printed."""
    words = _raw(mail, "date")[:100]
    if not words:
        return None
    try:
        told = parsedate_tz(words)
        at = datetime(*told[:6]) if told else None  # as printed; zones are not ours
    except _FAULTS:
        at = None
    if at is not None:
        return Publication(at.date(), at if ":" in words else None, "metadata", f"Date: {words}")
    found = described({"date": words}, lambda _: None).publication
    if found is None:
        notify(f"its date {shortened(words)} can't be read and was dropped; give it in sources.csv")
    return found


def _texts(part: Message, path: str, notify: Notify, depth: int = 0) -> Iterator[str]:
    """The texts that are shown when a mail is opened; of alternatives the plain one."""
    if depth > _DEEPEST:
        notify(f"its parts are nested more than {_DEEPEST} deep, and those within were not read")
    elif _is_attached(part):
        return
    elif part.is_multipart():
        inside = _inside(part)
        if part.get_content_subtype() != "alternative":
            for each in inside:
                yield from _texts(each, path, notify, depth + 1)
            return
        plain = [each for each in inside if each.get_content_type() == "text/plain"]
        for each in (*plain, *reversed(inside)):
            texts = [text for text in _texts(each, path, notify, depth + 1) if text.strip()]
            if texts:
                yield from texts
                return
    else:
        yield _written(part, path, notify)


def _inside(part: Message) -> list[Message]:
    found = part.get_payload()
    return [each for each in found if isinstance(each, Message)] if isinstance(found, list) else []


def _is_attached(part: Message) -> bool:
    """Whether it isn't shown as a text of the mail."""
    if part.get_content_maintype() == "message":
        return True
    if part.is_multipart():
        return False
    is_text = part.get_content_type() in ("text/plain", "text/html")
    return not is_text or part.get_content_disposition() == "attachment" or bool(_file_name(part))


def _written(part: Message, path: str, notify: Notify) -> str:
    data = _bytes(part)
    charset = part.get_param("charset", "")
    if not data.strip():
        return ""
    try:
        text, guessed = decode(data, collapse_rfc2231_value(charset) if charset else "")
    except UnreadableError as error:
        notify(f"a text in it can't be read: {error}")
        return ""
    if guessed is not None:
        notify(f"a text in it is not in the encoding that it declares; {guessed} was taken")
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if part.get_content_type() == "text/html":
        return _shown(text, notify)
    return _unwrapped(text, part) if str(part.get_param("format", "")).lower() == "flowed" else text


def _bytes(part: Message) -> bytes:
    try:
        found = part.get_payload(decode=True)
    except _FAULTS:
        return b""
    return found if isinstance(found, bytes) else b""


def _shown(text: str, notify: Notify) -> str:
    """All that an HTML part shows: of a mail nothing is furniture."""
    try:
        html = import_module("idlibtl.read.html")
    except ImportError as error:
        raise missing(error, "html") from None
    shown, is_cut = html.shown(text)
    if is_cut:
        notify("its HTML is nested more than 255 deep, and what stands below was not read")
    return str(shown)


def _unwrapped(text: str, part: Message) -> str:
    """A text whose lines flow (RFC 3676): those that end with a space go on in the next, if quoted as deep."""
    drops = str(part.get_param("delsp", "")).lower() == "yes"
    lines: list[str] = []
    flows = False
    for line in text.split("\n"):
        marks = len(line) - len(line.lstrip(">"))
        words = line[marks:].removeprefix(" ") if line[marks:] != " " else " "
        if (
            flows
            and lines
            and words != "-- "
            and lines[-1].startswith(">" * marks)
            and lines[-1][marks : marks + 1] != ">"
        ):
            lines[-1] = (lines[-1][:-1] if drops else lines[-1]) + words
        else:
            lines.append(f"{'>' * marks}{' ' if marks else ''}{words}")
        flows = line.endswith(" ") and words != "-- "
    return "\n".join(line.rstrip(" ") for line in lines)


def _file_name(part: Message) -> str:
    try:
        return " ".join(_decoded(part.get_filename() or "").split())[:_LONGEST_HEAD]
    except _FAULTS:
        return ""


class Attachments:
    """The attachments of a mail that are in a format we read, by their number and name. Those passed over are told."""

    def __init__(self, data: bytes, path: str) -> None:
        self._parts: dict[str, Message] = {}
        self.problems: list[Problem] = []
        passed: list[str] = []
        for number, part in enumerate(_attached(_parsed(data)), 1):
            if number > _MOST_ATTACHMENTS:
                message = f"it has more than {_MOST_ATTACHMENTS} attachments, and those behind were not read"
                self.problems.append(Problem(path, "too-large", f"{message}; save them beside it"))
                break
            given = _file_name(part)
            name = PurePath(given.replace("\\", "/"))
            suffix = name.suffix.lower()
            known = suffix if suffix in _READ else _SUFFIXES.get(part.get_content_type())
            if known is not None:
                stem = (name.stem if suffix == known else name.name) or _subject(part)
                self._parts[part_name(number, stem, known)] = part
            elif part.get_content_disposition() == "attachment" or not part.get("Content-ID"):
                passed.append(shortened(given or part.get_content_type()))
        if passed:
            few = ", ".join(passed[:_MOST_NAMED]) + (", …" if len(passed) > _MOST_NAMED else "")
            message = f"attachments in formats that are not read here were passed over: {few}; save them beside it"
            self.problems.append(Problem(path, "attachment", message, "notice"))
        self.told: dict[str, Metadata] = dict.fromkeys(self._parts, UNKNOWN)

    def read(self, part: str, most: int) -> bytes:
        found = self._parts[part]
        if found.get_content_maintype() == "message":
            inside = _inside(found)
            try:
                return inside[0].as_bytes()[:most] if inside else _bytes(found)[:most]
            except (*_FAULTS, RecursionError):
                raise _no_mail() from None
        return _bytes(found)[:most]

    def close(self) -> None:
        """Nothing is open."""


def _subject(part: Message) -> str:
    """What a mail within a mail is about."""
    inside = _inside(part)
    return _decoded(_raw(inside[0], "subject")) if inside else ""


def _attached(part: Message, depth: int = 0) -> Iterator[Message]:
    if depth > _DEEPEST:
        return
    if _is_attached(part):
        yield part
    elif part.is_multipart() and part.get_content_subtype() != "alternative":
        for each in _inside(part):
            yield from _attached(each, depth + 1)
    elif part.is_multipart():  # of what is told in other ways too only what hangs on it
        for each in _inside(part):
            if each.is_multipart():
                yield from _attached(each, depth + 1)


def container(opener: Opener, path: str) -> Attachments:
    """Raises UnreadableError for what is no mail."""
    with opener() as stream:
        data = stream.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise UnreadableError("too-large", f"it is larger than {LARGEST // 1_000_000} MB and was skipped")
    return Attachments(data, path)
