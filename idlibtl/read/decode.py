"""The bytes of a file and the text in them."""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from pathlib import Path

from idlibtl.address import on_disk
from idlibtl.model import Problem

LARGEST = 50_000_000

_BOMS = (  # UTF-32 first: its little-endian mark begins with that of UTF-16
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
# What reports are written in where they aren't in UTF-8. Others, DOS and Mac code pages above all, fit anything.
_ENCODINGS = [
    "cp1252", "cp1256", "cp1251", "cp1254", "cp1250", "cp1253", "cp1255", "koi8_r", "koi8_u",
    "gb18030", "big5", "shift_jis", "euc_jp", "euc_kr",
]  # fmt: skip
# Encodings that a page or a letter may declare, by their names without marks. Those of several bytes a letter come
# before UTF-8, as their bytes may be UTF-8 by chance; what is said to be Latin-1 is Windows-1252, as browsers have it.
_SEVERAL_BYTES = {
    "big5": "big5hkscs", "euckr": "cp949", "ksc56011987": "cp949", "gb18030": "gb18030", "gb2312": "gb18030",
    "gbk": "gb18030", "eucjp": "euc_jp", "iso2022jp": "iso2022_jp", "shiftjis": "cp932", "xsjis": "cp932",
    "windows31j": "cp932", "utf16": "utf-16-le", "utf16le": "utf-16-le", "utf16be": "utf-16-be",
}  # fmt: skip
_ONE_BYTE = {
    "ascii": "cp1252", "usascii": "cp1252", "latin1": "cp1252", "iso88591": "cp1252", "iso88599": "cp1254",
    "latin5": "cp1254", "koi8r": "koi8_r", "koi8u": "koi8_u", "ibm866": "cp866", "cp866": "cp866",
    "macintosh": "mac_roman", "tis620": "cp874", "windows874": "cp874",
    **{f"{mark}125{number}": f"cp125{number}" for number in range(9) for mark in ("windows", "cp", "xcp")},
    **{f"iso8859{number}": f"iso8859_{number}" for number in (2, 3, 4, 5, 6, 7, 8, 10, 13, 14, 15, 16)},
}  # fmt: skip
_CONTROLS = dict.fromkeys((*range(9), *range(14, 27), *range(28, 32), 127))
_ALLOWED_CONTROLS = 1 / 1000
_NO_REPORTS = ("own-product", "unknown-format")


class UnreadableError(Exception):
    """A file that gives no text. ``code`` is that of the Problem, the message says what is wrong and what to do."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code

    def problem(self, path: str) -> Problem:
        """Of what nobody would take for a report a notice."""
        return Problem(path, self.code, str(self), "notice" if self.code in _NO_REPORTS else "error")


def contents(path: str) -> bytes:
    """The bytes of a regular file. Raises UnreadableError; what is too large is never read in."""
    data = beginning(path, LARGEST + 1)
    if len(data) > LARGEST:
        message = f"it is larger than {LARGEST // 1_000_000} MB and was skipped; split it, or give the text alone"
        raise UnreadableError("too-large", message)
    return data


def beginning(path: str, most: int) -> bytes:
    """The first bytes of a regular file. Raises UnreadableError; a pipe, socket or device is never opened."""
    here = on_disk(path)
    if here is None or not os.path.lexists(here):
        from idlibtl.read import containers

        part = containers.part(path, most)
        if part is not None:
            return part
    if here is None:
        from idlibtl.read import remote

        return remote.beginning(path, most)
    try:
        file = Path(here)
        state = file.stat()
        if stat.S_ISDIR(state.st_mode):
            raise UnreadableError("unreadable", "this folder can't be listed and was skipped; allow it to be read")
        if not stat.S_ISREG(state.st_mode):
            raise UnreadableError("unreadable", "it is a pipe, socket or device and was skipped; give a file")
        with file.open("rb") as opened:
            return opened.read(most)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        message = f"it can't be read ({reason}) and was skipped; check that it exists and that you may read it"
        raise UnreadableError("unreadable", message) from None


def decode(data: bytes, declared: str = "") -> tuple[str, str | None]:
    """The text in the bytes, and the encoding where that had to be guessed. A byte order mark stays, as U+FEFF.

    What is ``declared`` as their encoding is believed where it fits and the bytes aren't UTF-8.
    Raises UnreadableError for what is no text.
    """
    text, guessed = _decode(data, "".join(filter(str.isalnum, declared.lower())))
    if len(text.translate(_CONTROLS)) < len(text) - max(1, len(text) * _ALLOWED_CONTROLS):
        raise _binary()
    if not text.lstrip("\ufeff").strip():
        raise UnreadableError("empty", "it holds no text and was skipped; if it should, fetch it again")
    return text, guessed


def _binary() -> UnreadableError:
    return UnreadableError("binary", "it holds no text in a known encoding and was skipped; save it as UTF-8 text")


def _decode(data: bytes, declared: str) -> tuple[str, str | None]:
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            try:
                return data.decode(encoding), None
            except UnicodeDecodeError:
                continue
    for name in (_SEVERAL_BYTES.get(declared), "utf-8", _ONE_BYTE.get(declared)):
        if name is not None:
            with suppress(UnicodeDecodeError):
                return data.decode(name), None
    if data.count(0) > max(1, len(data) * _ALLOWED_CONTROLS):
        raise _binary()
    if _is_broken_utf8(data):
        return data.decode("utf-8", "replace"), "UTF-8 with broken letters (\ufffd)"
    told = _ONE_BYTE.get(declared) or _SEVERAL_BYTES.get(declared)
    if told is not None:
        text = data.decode(told, "replace")
        if text.count("\ufffd") <= max(1, len(text) * _ALLOWED_CONTROLS):
            return text, f"{told} with broken letters (\ufffd)"
    from charset_normalizer import from_bytes  # only few files need it

    best = from_bytes(data, cp_isolation=_ENCODINGS).best()
    if best is None:
        raise _binary()
    alike = best.could_be_from_charset
    encoding = "cp1252" if "cp1252" in alike else best.encoding
    return data.decode(encoding), encoding


def _is_broken_utf8(data: bytes) -> bool:
    """Whether most of what isn't ASCII is UTF-8: a text cut off within a letter, or one pasted together.

    In other encodings hardly two bytes stand together as UTF-8 has them.
    """
    sound = sum(char > "\x7f" for char in data.decode("utf-8", "ignore"))
    broken = data.decode("utf-8", "replace").count("\ufffd") - data.count("\ufffd".encode())
    return broken * 2 <= sound
