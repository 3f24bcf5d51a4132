"""Watching: building again whenever reports or the owner's decisions change (the extra ``idlibtl[watch]``)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from time import sleep

import typer

from idlibtl.address import is_url, on_disk
from idlibtl.cli.output import say
from idlibtl.decisions import edits_file

_MISSING = "watchfiles is not installed; install it with: pip install 'idlibtl[watch]'"
_LOOK = 1.0  # seconds between two looks at single files, which editors replace rather than write to


def watch(paths: Sequence[str], db: str, again: Callable[[], None]) -> None:
    """Call ``again`` after every change below the paths, or of the decisions on the chronology; until Ctrl-C.

    Hidden files, and what idlibtl writes, are no changes. Ends the program with a message where it can't be done.
    """
    try:
        import watchfiles
    except ImportError:
        raise typer.BadParameter(_MISSING, param_hint="--watch") from None
    here = [path for path in map(on_disk, paths) if path is not None]
    if len(here) < len(paths) or is_url(db):
        raise typer.BadParameter("only what is on this machine can be watched", param_hint="--watch")
    edits, target = edits_file(db), Path(db).resolve()
    ours = (target, edits.resolve())

    class Reports(watchfiles.DefaultFilter):
        def __call__(self, change: object, path: str) -> bool:
            found = Path(path)
            hidden = any(part.startswith(".") for part in _below(found, here))
            return not hidden and found not in ours and target not in found.parents

    def looks() -> Iterator[bool]:
        """At every look, whether something has changed in the folders. One that is removed can't be watched on."""
        while True:
            folders = {path: _state(path) for path in here if Path(path).is_dir()}
            if not folders:
                sleep(_LOOK)
                yield False
                continue
            for found in watchfiles.watch(
                *folders, watch_filter=Reports(), yield_on_timeout=True, rust_timeout=int(_LOOK * 1000)
            ):
                yield bool(found)
                if any(_state(path) != state for path, state in folders.items()) or any(
                    path not in folders and Path(path).is_dir() for path in here
                ):
                    break

    say(f"watching {', '.join(here)}; Ctrl-C ends it")
    known: object = object()  # what changed before the watch began is seen at the first look
    for changed in looks():
        now = _bytes(edits), [_state(path) for path in here]
        if changed or now != known:
            known = now
            again()


def _below(path: Path, tops: Sequence[str]) -> tuple[str, ...]:
    """The parts of a path below the folder that is watched: whether that is hidden itself doesn't matter."""
    for top in map(Path, tops):
        if path.is_relative_to(top.resolve()):
            return path.relative_to(top.resolve()).parts
    return path.parts


def _state(path: str) -> tuple[int, ...] | None:
    """It tells whether a file has changed, or whether a folder is another one; None where there is none."""
    try:
        found = Path(path).stat()
    except OSError:
        return None
    return (found.st_dev, found.st_ino, *(() if Path(path).is_dir() else (found.st_mtime_ns, found.st_size)))


def _bytes(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        return None
