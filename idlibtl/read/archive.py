"""Zip archives, read member by member: nothing is unpacked, and a bomb is not either."""

from __future__ import annotations

import os
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from lzma import LZMAError
from pathlib import PurePosixPath
from typing import BinaryIO

from idlibtl.model import Problem
from idlibtl.read.containers import Opener
from idlibtl.read.decode import LARGEST, UnreadableError
from idlibtl.read.metadata import UNKNOWN, Metadata, shortened

_MOST_MEMBERS = 200_000
_SMALL = 100_000_000  # bytes that any archive may unpack to
_RATIO = 100  # to one: more than prose and pages compress to
_BUNDLE = {"MANIFEST.sha256", "chronology.json", "sources.json"}
DAMAGES = (zipfile.BadZipFile, zlib.error, LZMAError, struct.error, EOFError, OSError, ValueError, RuntimeError)
_DAMAGED = "it is damaged and was skipped; fetch it again"
_UNPACK_FIRST = "unpack it with its password and give the folder"


class Archive:
    """Members by name, as in a folder: sorted, hidden ones passed over."""

    problems: tuple[Problem, ...]

    def __init__(self, archive: zipfile.ZipFile, stream: BinaryIO, path: str) -> None:
        self._archive = archive
        self._stream = stream
        self._members: dict[str, zipfile.ZipInfo] = {}
        self.problems = tuple(self._look(path))
        self.told: dict[str, Metadata] = dict.fromkeys(sorted(self._members), UNKNOWN)

    def read(self, part: str, most: int) -> bytes:
        member = self._members[part]
        try:
            with self._archive.open(member) as stream:
                return stream.read(most)
        except DAMAGES as error:
            if member.flag_bits & 1:
                message = f"it is encrypted and was skipped; {_UNPACK_FIRST}"
                raise UnreadableError("encrypted", message) from None
            raise UnreadableError("damaged", f"{_DAMAGED} ({shortened(str(error))})") from None

    def close(self) -> None:
        self._archive.close()
        self._stream.close()

    def _look(self, path: str) -> Iterator[Problem]:
        """What is wrong with members; of those of one name the first stands, as nobody can tell them apart."""
        for member in self._archive.infolist():
            shown = member.filename.replace("\\", "/")
            if shown.endswith("/"):
                continue
            parts = PurePosixPath(shown).parts
            name = "/".join(parts)
            if not parts or shown.startswith("/") or ".." in parts or ":" in parts[0] or "\0" in shown:
                message = f"the member {shortened(shown)} is named as if it lay outside the archive and was skipped"
                yield Problem(path, "unsafe-name", f"{message}; unpack it by hand if you trust it")
            elif any(part.startswith(".") for part in parts) or parts[0] == "__MACOSX":
                continue
            elif stat.S_IFMT(member.external_attr >> 16) not in (0, stat.S_IFREG):
                message = f"the member {shortened(shown)} is a link or device and was skipped"
                yield Problem(path, "link-outside", message, "notice")
            elif name in self._members:
                message = f"the archive has {shortened(shown)} twice, and the second was skipped; unpack it by hand"
                yield Problem(path, "twice", message)
            else:
                self._members[name] = member


def container(opener: Opener, path: str) -> Archive:
    """Raises UnreadableError for what is no archive, or one of idlibtl's own, and for a bomb."""
    stream = opener()
    try:
        archive = zipfile.ZipFile(stream)
    except DAMAGES:
        stream.close()
        raise UnreadableError(
            "damaged", "it is no zip archive, or a damaged one, and was skipped; fetch it again"
        ) from None
    try:
        _check(archive, stream.seek(0, os.SEEK_END))
    except UnreadableError:
        stream.close()
        raise
    return Archive(archive, stream, path)


def check_size(archive: zipfile.ZipFile, size: int, advice: str) -> None:
    """Raises UnreadableError for a bomb: what would unpack to far more than the ``size`` of the archive."""
    members = archive.infolist()
    whole = sum(min(member.file_size, LARGEST) for member in members)
    if len(members) > _MOST_MEMBERS or whole > max(_SMALL, _RATIO * size):
        message = (
            f"it would unpack to {whole // 1_000_000} MB in {len(members)} files, too much for its size, and was "
            f"skipped; {advice}"
        )
        raise UnreadableError("too-large", message)


def _check(archive: zipfile.ZipFile, size: int) -> None:
    check_size(archive, size, "unpack it by hand if you trust it")
    if {member.filename for member in archive.infolist()} >= _BUNDLE:
        message = "it is a bundle made by idlibtl and is not read as a source; idlibtl verify checks it"
        raise UnreadableError("own-product", message)
