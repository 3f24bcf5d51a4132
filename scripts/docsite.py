"""Build the documentation as a site, into build/site.

Links to files of the project that are not pages lead nowhere on a site: there the words stand alone. The table of
contents is that of zensical.toml.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
PAGES = ROOT / "build" / "pages"
SITE = ROOT / "build" / "site"

_OUTWARD = re.compile(r"\[([^\]]+)\]\(\.\./[^)]*\)")
_FETCHED = re.compile(r'<(?:link\b[^>]*\brel="(?:stylesheet|preconnect|preload|icon)"[^>]*|script|img|iframe)\b[^>]*?'
                      r'(?:src|href)="((?:https?:)?//[^"]*)"')  # fmt: skip


def contents(nav: Any) -> Iterator[str]:
    """The pages that a table of contents names."""
    for each in nav:
        if isinstance(each, str):
            yield each
        else:
            for below in each.values():
                yield from contents([below] if isinstance(below, str) else below)


def faults(docs: Path = ROOT / "docs", config: Path = ROOT / "zensical.toml") -> Iterator[str]:
    """Pages that the table of contents leaves out, names twice, or that aren't there."""
    named = list(contents(tomllib.loads(config.read_text(encoding="utf-8"))["project"]["nav"]))
    there = {path.relative_to(docs).as_posix() for path in docs.rglob("*.md")}
    yield from (f"{config.name}: no such page: {name}" for name in sorted({*named} - there))
    yield from (f"{config.name}: not in nav: {name}" for name in sorted(there - {*named}))
    yield from (f"{config.name}: twice in nav: {name}" for name in sorted({*named}) if named.count(name) > 1)


def inward(text: str) -> str:
    """A page without links out of docs/."""
    return _OUTWARD.sub(lambda link: link[1], text)


def fetched(html: str) -> list[str]:
    """What a page would fetch from elsewhere."""
    return _FETCHED.findall(html)


def main() -> int:
    shutil.rmtree(PAGES, ignore_errors=True)
    shutil.copytree(ROOT / "docs", PAGES)
    for page in PAGES.rglob("*.md"):
        page.write_text(inward(page.read_text(encoding="utf-8")), encoding="utf-8")
    command: list[str | Path] = [
        Path(sys.executable).parent / "zensical",
        "build",
        "--clean",
        "-f",
        ROOT / "zensical.toml",
    ]
    if status := subprocess.run(command, cwd=ROOT).returncode:
        return status
    found = [f"{page.relative_to(ROOT)}: fetches {url}" for page in sorted(SITE.rglob("*.html"))
             for url in fetched(page.read_text(encoding="utf-8"))]  # fmt: skip
    print(*found, sep="\n", file=sys.stderr, end="\n" if found else "")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
