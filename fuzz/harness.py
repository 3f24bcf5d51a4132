"""What the harnesses have in common: seeds from data/, a corpus that grows in build/fuzz, libFuzzer's loop.

A harness takes libFuzzer's options: ``python fuzz/fuzz_tagger.py -max_total_time=60``, or a file to try again.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from pathlib import Path

import atheris

ROOT = Path(__file__).resolve().parents[1]
LARGEST = 4096  # bytes of an input
_SEPARATOR = "\x1e"
_HOSTILE = (
    "\x1b[31m", "\x1b]8;;http://a.example\x1b\\", "\x1b]52;c;YQ==\x07", "\u202ea\u202c", "=1+1", "\t@SUM(A1)", "; -1",
    "![i](http://a.example/i)", "<img src=x onerror=alert(1)>", "[a]: http://a.example", "```", "# a", "| a |\n|---|",
    "-->", "javascript:alert(1)", "https://a.example/?q=(1)", "../../etc/passwd", "- a", "1. a", "===", "&#60;b&#62;",
)  # fmt: skip


def fuzz(check: Callable[[bytes], None], seeds: Iterable[bytes]) -> None:
    """Try inputs that grow from the seeds until libFuzzer's options end it, or one breaks a promise."""
    name = Path(sys.argv[0]).stem
    corpus = ROOT / "build" / "fuzz" / name
    corpus.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(seeds):
        (corpus / f"seed-{number}").write_bytes(seed[:LARGEST])
    options = [f"-max_len={LARGEST}", f"-artifact_prefix={corpus}-", f"-dict={ROOT / 'fuzz' / 'hostile.dict'}"]
    given = sys.argv[1:]
    if all(option.startswith("-") for option in given):
        given = [*given, str(corpus)]
    atheris.Setup([sys.argv[0], *options, *given], check)
    atheris.Fuzz()


def sources() -> list[bytes]:
    """The reports of data/, whole and in pieces."""
    found = [path.read_bytes() for path in sorted((ROOT / "data").iterdir())]
    return [*found, *(data[at : at + 300] for data in found for at in range(0, len(data), 1000))]


def as_text(data: bytes) -> str:
    """UTF-8, with lone surrogates where it is broken, as in the names of files."""
    return data.decode("utf-8", "surrogateescape")


def as_texts(data: bytes) -> list[str]:
    """Several texts, parted by a record separator."""
    return as_text(data).split(_SEPARATOR)


def seeds_of_texts() -> list[bytes]:
    """Texts that would act if they could, and sentences."""
    sentences = [line for data in sources()[:9] for line in as_text(data).splitlines() if line.strip()]
    lots = [_HOSTILE, sentences[:16], [f"{one}{_HOSTILE[0]}{one}" for one in _HOSTILE], *((each,) for each in _HOSTILE)]
    return [_SEPARATOR.join(lot).encode("utf-8", "surrogateescape") for lot in lots]


def as_dated(data: bytes) -> tuple[str, date | None]:
    """A text, and the day of its publication told by the first two bytes; none where they are zero."""
    days = int.from_bytes(data[:2], "big")
    return as_text(data[2:]), date(1900, 1, 1) + timedelta(days) if days else None
