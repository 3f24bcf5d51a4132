"""One tagger in a process of its own: texts in, the seconds that they took out.

    python benchmarks/peer.py idlibtl|dateparser

It says its version in a first line of JSON. Then each line of standard input names a file of texts, a JSON list, and
their publication date, and is answered by a line: the seconds, the number of expressions found, and a digest of the
texts that were read, which shows that every peer was given the same. `chrono.mjs` does the same in JavaScript.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Callable
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


PEERS = {"idlibtl": idlibtl, "dateparser": dateparser}


def main(name: str) -> None:
    print(json.dumps({"version": version(name)}), flush=True)
    for line in sys.stdin:
        job = json.loads(line)
        texts = json.loads(Path(job["path"]).read_text(encoding="utf-8"))
        count = PEERS[name](datetime.fromisoformat(job["published"]))
        start = perf_counter()
        found = sum(map(count, texts))
        seconds = perf_counter() - start
        digest = hashlib.sha256("".join(texts).encode()).hexdigest()
        print(json.dumps({"seconds": seconds, "found": found, "digest": digest}), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
