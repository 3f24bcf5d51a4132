"""Bundles, checked by themselves: nothing is unpacked to disk, nothing outside the zip asked, no size believed."""

from __future__ import annotations

import hashlib
import json
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from stat import S_IFMT, S_IFREG
from typing import Any

from idlibtl.custody.bundle import CHRONOLOGY, MANIFEST, SOURCES
from idlibtl.custody.verify import CheckedQuote, CheckedSource, Passage, Quotation, torn_quotes
from idlibtl.model import Link
from idlibtl.read import READERS, text_id
from idlibtl.read.decode import LARGEST, UnreadableError
from idlibtl.safe_text import one_line
from idlibtl.store import StoreError
from idlibtl.value import Value

_LINE = re.compile(r"([0-9a-f]{64})  (.+)")
_SAFE = re.compile(r"[^/\\:\x00-\x1f\x7f]+(?:/[^/\\:\x00-\x1f\x7f]+)*")
_SMALL, _SWOLLEN = 100_000_000, 200  # bytes in all that need no looking at; how many times a zip's size they may be
_LARGEST_TEXT = 4 * LARGEST  # bytes: what is held in memory of one source
_LARGEST_JSON = 2_000_000_000
_CHUNK = 1 << 20


class NoBundle(StoreError):  # noqa: N818 - named for what is the matter
    """It is no bundle, or one that isn't safe to look into; the message says why."""

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(f"{path} {reason}")


@dataclass(frozen=True, slots=True)
class Fault(Value):
    """What is wrong with one file of a bundle."""

    name: str
    message: str


@dataclass(frozen=True, slots=True)
class _Told(Value):
    """What a bundle says of a source: its id, path, hash, and where its text and its original are, if anywhere."""

    id: str
    path: str
    sha256: str | None
    file: str | None
    text: str | None
    reason: str | None


def is_bundle(path: str) -> bool:
    """Whether it is to be read as one: a zip, or what is named so."""
    file = Path(path)
    if not file.is_file():
        return False
    with file.open("rb") as opened:
        return opened.read(2) == b"PK" or file.suffix.lower() == ".zip"


def verify_bundle(path: str) -> Iterator[CheckedSource | Fault]:
    """Faults of the files first, then the sources, each with its quotes. Raises NoBundle."""
    with _opened(path) as archive:
        hashes = _manifest(archive, path)
        yield from _faults(archive, hashes)
        try:
            told = [_told(each) for each in _json(archive, SOURCES)]
            quotes = _quotations(_json(archive, CHRONOLOGY), told)
        except _BrokenError as error:
            yield Fault(error.name, str(error))
            return
        for source in told:
            yield _checked(archive, source, quotes.pop(source.id, []), hashes)
        for ident in quotes:
            yield Fault(CHRONOLOGY, f"it quotes a source that the bundle does not have: {ident}")


class _BrokenError(Exception):
    """A file of a bundle that can't be read."""

    def __init__(self, name: str, message: str) -> None:
        super().__init__(message)
        self.name = name


@contextmanager
def _opened(path: str) -> Iterator[zipfile.ZipFile]:
    try:
        archive = zipfile.ZipFile(path)
    except OSError as error:
        raise NoBundle(path, f"can't be read ({error.strerror})") from None
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise NoBundle(path, f"is no zip that can be read ({one_line(str(error))})") from None
    with archive:
        _check_safe(archive, path)
        yield archive


def _check_safe(archive: zipfile.ZipFile, path: str) -> None:
    infos = archive.infolist()
    names = [info.orig_filename for info in infos]
    if len({name.casefold() for name in names}) < len(names):
        raise NoBundle(path, "has two files of one name; it is not looked into")
    for info in infos:
        name = info.orig_filename
        kind = S_IFMT(info.external_attr >> 16)
        if not _SAFE.fullmatch(name) or any(part in (".", "..") for part in name.split("/")):
            raise NoBundle(path, f"has a name that could lead elsewhere, {ascii(name)[:80]}; it is not looked into")
        if kind not in (0, S_IFREG):
            raise NoBundle(path, f"has something that is no file, {name[:80]}; it is not looked into")
        if info.flag_bits & 0x41:
            raise NoBundle(path, "is encrypted; unpack it and give the files to: sha256sum -c MANIFEST.sha256")
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise NoBundle(path, "is compressed in a way that idlibtl doesn't use; it is not looked into")
    size = Path(path).stat().st_size
    if sum(info.compress_size for info in infos) > size:
        raise NoBundle(path, "has files that overlap; it is not looked into")
    if sum(info.file_size for info in infos) > max(_SMALL, _SWOLLEN * size):
        raise NoBundle(path, "would be absurdly large when unpacked; it is not looked into")


def _manifest(archive: zipfile.ZipFile, path: str) -> dict[str, str]:
    """The hashes that the files should have."""
    if MANIFEST not in archive.namelist():
        raise NoBundle(path, f"is no bundle of idlibtl: it has no {MANIFEST}")
    try:
        lines = _read(archive, MANIFEST, _LARGEST_TEXT).decode().removesuffix("\n").split("\n")
    except (_BrokenError, UnicodeDecodeError):
        raise NoBundle(path, f"has a {MANIFEST} that can't be read") from None
    found: dict[str, str] = {}
    for line in lines:
        match = _LINE.fullmatch(line)
        if match is None or match[2] in found:
            raise NoBundle(path, f"has a {MANIFEST} that is not in the form of sha256sum, or names a file twice")
        found[match[2]] = match[1]
    return found


def _faults(archive: zipfile.ZipFile, hashes: dict[str, str]) -> Iterator[Fault]:
    names = archive.namelist()
    for name in names:
        if name != MANIFEST and name not in hashes:
            yield Fault(name, "it is not in the manifest: somebody has added it")
    present = set(names)
    for name, digest in hashes.items():
        if name not in present:
            yield Fault(name, "it is in the manifest, but not in the bundle: somebody has taken it out")
            continue
        try:
            if _hash(archive, name) != digest:
                yield Fault(name, "its hash is not that of the manifest: somebody has changed it")
        except _BrokenError as error:
            yield Fault(name, str(error))
    yield from (Fault(name, "every bundle has it") for name in (SOURCES, CHRONOLOGY) if name not in hashes)


def _chunks(archive: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    try:
        with archive.open(name) as stream:
            while data := stream.read(_CHUNK):
                yield data
    except KeyError:
        raise _BrokenError(name, "it is not in the bundle") from None
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError) as error:
        raise _BrokenError(name, f"it can't be unpacked ({one_line(str(error))})") from None


def _hash(archive: zipfile.ZipFile, name: str) -> str:
    digest = hashlib.sha256()
    for data in _chunks(archive, name):
        digest.update(data)
    return digest.hexdigest()


def _read(archive: zipfile.ZipFile, name: str, most: int) -> bytes:
    data = bytearray()
    for chunk in _chunks(archive, name):
        data += chunk
        if len(data) > most:
            raise _BrokenError(name, f"it is larger than {most // 1_000_000} MB")
    return bytes(data)


def _json(archive: zipfile.ZipFile, name: str) -> Any:
    try:
        return json.loads(_read(archive, name, _LARGEST_JSON))
    except (ValueError, RecursionError) as error:
        raise _BrokenError(name, f"it is no JSON that can be read ({one_line(str(error))[:80]})") from None


def _told(each: Any) -> _Told:
    try:
        texts = [each["id"], each["paths"][0]]
        optional = [each["sha256"], each["file"], each["text"], each["reason"]]
        if all(isinstance(text, str) for text in texts) and all(isinstance(text, str | None) for text in optional):
            return _Told(*texts, *optional)
    except (KeyError, TypeError, IndexError):
        pass
    raise _BrokenError(SOURCES, "it does not say of each source what it should: see docs/verify.md")


def _quotations(chronology: Any, told: Iterable[_Told]) -> dict[str, list[Quotation]]:
    """The quotes of each source. What the export says of the sources must be what the bundle says."""
    found: dict[str, list[Quotation]] = {}
    try:
        listed = [(source["id"], source["path"], source["sha256"]) for source in chronology["sources"]]
        for entry in chronology["entries"]:
            for number, cited in enumerate(entry["sources"], 1):
                link = _link(cited)
                found.setdefault(link.document, []).append(Quotation(str(entry["id"]), str(number), link))
    except (KeyError, TypeError, ValueError):
        raise _BrokenError(CHRONOLOGY, "it is no export of idlibtl") from None
    if listed != [(source.id, source.path, source.sha256) for source in told]:
        raise _BrokenError(SOURCES, f"its sources are not those of {CHRONOLOGY}")
    return found


def _link(cited: Any) -> Link:
    start, end, line, column = (0 if cited["start"] is None else cited[n] for n in ("start", "end", "line", "column"))
    words = [cited[name] for name in ("source", "quote", "prefix", "suffix")]
    if not all(type(number) is int for number in (start, end, line, column)):
        raise ValueError("a quote without its place")
    if not all(isinstance(word, str) for word in words):
        raise ValueError("a quote without its words")
    source, quote, prefix, suffix = words
    return Link(source, start, end, line, column, quote, None, prefix, suffix)


def _checked(archive: zipfile.ZipFile, told: _Told, quotes: list[Quotation], hashes: dict[str, str]) -> CheckedSource:
    """A source against its text, and that against the original, where it is there."""
    if told.text is None:
        torn = [not quote.link.by_hand for quote in quotes]
        wrong = "the bundle does not have its text" if told.sha256 or any(torn) else None
        return _source(told, quotes, torn, wrong, None)
    try:
        text = _text(archive, told, hashes)
        torn = torn_quotes(text, quotes)
        wrong = "some of its quotes are not what stands in its text" if any(torn) else None
        if told.file is not None:
            _check_original(archive, told, text, hashes)
    except _BrokenError as error:
        return _source(told, quotes, [not quote.link.by_hand for quote in quotes], str(error), None)
    return _source(told, quotes, torn, wrong, text)


def _source(
    told: _Told, quotes: list[Quotation], torn: list[bool], wrong: str | None, text: str | None
) -> CheckedSource:
    checked = tuple(_quote(quote, is_torn, text) for quote, is_torn in zip(quotes, torn, strict=True))
    if wrong is not None:
        return CheckedSource(told.id, told.path, "damaged", checked, told.sha256, wrong)
    if told.text is None:
        return CheckedSource(told.id, told.path, "unchecked", checked, None, None)
    reason = None if told.file is not None else f"text alone: {told.reason}"
    return CheckedSource(told.id, told.path, "unchanged", checked, told.sha256, reason)


def _quote(quote: Quotation, is_torn: bool, text: str | None) -> CheckedQuote:
    link = quote.link
    if is_torn:
        return CheckedQuote(quote, "damaged")
    if link.by_hand:
        return CheckedQuote(quote, "unchecked")
    return CheckedQuote(quote, "unchanged", Passage(link.start, link.end, link.line, link.column, link.quote))


def _text(archive: zipfile.ZipFile, told: _Told, hashes: dict[str, str]) -> str:
    assert told.text is not None
    if told.text not in hashes:
        raise _BrokenError(told.text, "its text is not in the manifest")
    try:
        text = _read(archive, told.text, _LARGEST_TEXT).decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        raise _BrokenError(told.text, "its text is not in UTF-8") from None
    if text_id(text) != told.id:
        raise _BrokenError(told.text, "its text is not the one that was read: its hash is another")
    return text


def _check_original(archive: zipfile.ZipFile, told: _Told, text: str, hashes: dict[str, str]) -> None:
    """That the original has the hash on record, and gives the text when it is read."""
    name = told.file
    assert name is not None
    if name not in hashes:
        raise _BrokenError(name, "its original is not in the manifest")
    data = _read(archive, name, _LARGEST_TEXT)
    if hashlib.sha256(data).hexdigest() != told.sha256:
        raise _BrokenError(name, "its original is not the file that was read: its hash is another")
    reader = READERS.get(Path(name).suffix.lower())
    if reader is None:
        return
    try:
        read = reader(data, name).text
    except UnreadableError as error:
        raise _BrokenError(name, f"its original gives no text: {error}") from None
    if read != text:
        reason = "read by this idlibtl, it gives another text than the one quoted"
        raise _BrokenError(name, f"{reason}; where a library extracts it, as from a PDF, another version of it may")
