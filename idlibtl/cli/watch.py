"""Watching: building again whenever reports or the owner's decisions change (the extra ``idlibtl[watch]``)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import typer

from idlibtl.address import is_url, on_disk
from idlibtl.cli.output import say
from idlibtl.decisions import edits_file

_MISSING = "watchfiles is not installed; install it with: pip install 'idlibtl[watch]'"
_LOOK = 1000  # milliseconds between two looks at the file of edits, which editors replace rather than write to


def watch(paths: Sequence[str], db: str, again: Callable[[], None]) -> None:
    """Call ``again`` after every change below the paths, or of the decisions on the chronology; until Ctrl-C.

    Hidden files, and what idlibtl writes, are no changes. Ends the program with a message where it can't be done.
    """
    try:
        from watchfiles import DefaultFilter
        from watchfiles import watch as changes
    except ImportError:
        raise typer.BadParameter(_MISSING, param_hint="--watch") from None
    here = [path for path in map(on_disk, paths) if path is not None]
    if len(here) < len(paths) or is_url(db):
        raise typer.BadParameter("only what is on this machine can be watched", param_hint="--watch")
    edits, target = edits_file(db), Path(db).resolve()

    class Reports(DefaultFilter):
        def __call__(self, change: object, path: str) -> bool:
            found = Path(path)
            hidden = any(part.startswith(".") for part in _below(found, here))
            return not hidden and found != target and target not in found.parents

    say(f"watching {', '.join(here)}; Ctrl-C ends it")
    known: object = object()  # what changed before the watch began is seen at the first look
    for found in changes(*here, watch_filter=Reports(), yield_on_timeout=True, rust_timeout=_LOOK):
        now = _bytes(edits)
        if found or now != known:
            known = now
            again()


def _below(path: Path, tops: Sequence[str]) -> tuple[str, ...]:
    """The parts of a path below the folder that is watched: whether that is hidden itself doesn't matter."""
    for top in map(Path, tops):
        if path.is_relative_to(top.resolve()):
            return path.relative_to(top.resolve()).parts
    return path.parts


def _bytes(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        return None
