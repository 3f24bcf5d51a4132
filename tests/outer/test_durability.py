"""Builds where there is no room, no right to write, or another build: the old chronology or the new one, whole."""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
DB, EDITS, MEMORY = "chronology.db", "chronology.toml", ".chronology.db.cache"
DECISIONS = b"""# The owner's.

[[edit]]
action = "add"
id = "b5c9a361164d"
date = "2020-03-07"
title = "The envoys left Belen"
sources = [{source = "a letter", quote = "We leave today."}]
"""
REPORT = "Belen Post, 9 March 2020\n\nOn 8 March the mayor of Belen opened the new bridge. Over 200 people came.\n" * 40

pytestmark = pytest.mark.skipif(os.name != "posix", reason="limits, rights and mounts as POSIX has them")


def idlibtl(folder: Path, *words: str, **settings: Any) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "idlibtl", *words],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
        **settings,
    )


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with reports, their chronology with the owner's decisions, a report that came since, and what is right.

    The right one is made from nothing, elsewhere, and by the same path: that is part of it.
    """
    folder = tmp_path_factory.mktemp("made")
    shutil.copytree(ROOT / "data", folder / "reports")
    for name in ("place", "right"):
        folder.joinpath(name).mkdir()
        folder.joinpath(name, EDITS).write_bytes(DECISIONS)
        assert idlibtl(folder, "build", "reports", "--db", f"{name}/{DB}").returncode == 0
        folder.joinpath("reports", "bridge.txt").write_text(REPORT, encoding="utf-8")
    return folder


@pytest.fixture
def built(made: Path, tmp_path: Path) -> Path:
    """The same, for one test."""
    return Path(shutil.copytree(made, tmp_path / "built"))


@pytest.fixture
def right(made: Path) -> bytes:
    return made.joinpath("right", DB).read_bytes()


def contents(place: Path) -> dict[str, bytes]:
    """The files of a folder but for what is remembered from build to build, which is no promise."""
    return {path.name: path.read_bytes() for path in place.iterdir() if not path.name.startswith(MEMORY)}


def one_line_about(said: str, name: str) -> bool:
    return said.count("\n") == 1 and name in said


@pytest.mark.parametrize("part", [0, 0.1, 0.5, 0.99])
def test_a_disk_with_room_for_a_part_leaves_the_old_chronology(built: Path, right: bytes, part: float) -> None:
    """No file may grow larger than a part of the chronology."""
    import resource

    place = built / "place"
    before = contents(place)
    most = int(len(right) * part)

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))

    done = idlibtl(built, "build", "reports", "--db", f"place/{DB}", preexec_fn=limit)
    assert (done.returncode, one_line_about(done.stderr, DB)) == (2, True), done.stderr
    assert contents(place) == before != {DB: right, EDITS: DECISIONS}
    assert idlibtl(built, "build", "reports", "--db", f"place/{DB}").returncode == 0
    assert contents(place) == {DB: right, EDITS: DECISIONS}


def test_a_full_disk_leaves_the_old_decisions(built: Path) -> None:
    import resource

    before = contents(built / "place")
    shown = idlibtl(built, "show", "--db", f"place/{DB}").stdout
    ident = shown.splitlines()[0].split()[-1]
    done = idlibtl(
        built, "edit", "hide", ident, "--db", f"place/{DB}",
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (16, 16)),
    )  # fmt: skip
    assert (done.returncode, one_line_about(done.stderr, EDITS)) == (2, True), done.stderr
    assert contents(built / "place") == before


def _in_namespace(script: str, folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run by a shell whose mounts nobody else sees, and which go with it."""
    command = ["unshare", "--map-root-user", "--mount", "sh", "-euc", script, "sh", *words]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


_MOUNTED = """
mkdir small out
mount -t tmpfs -o size="$1" tmpfs small
cp -a place/. small/
status=0
"""


@pytest.fixture
def mounting(tmp_path: Path) -> None:
    if shutil.which("unshare") is None or _in_namespace("mount -t tmpfs tmpfs .", tmp_path).returncode:
        pytest.skip("needs unshare and the right to mount a tmpfs")


@pytest.mark.usefixtures("mounting")
@pytest.mark.parametrize("kilobytes", [16, 128, 256])
def test_a_full_disk_leaves_the_old_chronology(built: Path, kilobytes: int) -> None:
    """So much is free beside it, which is less than the new one takes."""
    before = contents(built / "place")
    taken = sum(4096 * -(-path.stat().st_size // 4096) for path in (built / "place").iterdir())
    script = f'{_MOUNTED}"$2" -m idlibtl build reports --db small/{DB} || status=$?\ncp -a small/. out/\nexit $status'
    done = _in_namespace(script, built, str(taken + (kilobytes << 10)), sys.executable)
    assert (done.returncode, one_line_about(done.stderr, DB)) == (2, True), done.stderr
    assert contents(built / "out") == before


@pytest.fixture
def without_rights(built: Path) -> Iterator[Callable[[], None] | None]:
    """A folder that is read-only, and what a process must do first so that this holds for it too."""
    place = built / "place"
    place.chmod(0o555)
    yield _obey if os.geteuid() == 0 else None
    place.chmod(0o755)


def _obey() -> None:
    """What is run next is held by the permissions of files, as whoever isn't root is (Linux: CAP_DAC_OVERRIDE)."""
    if ctypes.CDLL(None).prctl(24, 1, 0, 0, 0):
        raise OSError("root can't give up its rights")


def test_a_read_only_folder_is_told_and_can_be_read(built: Path, without_rights: Callable[[], None] | None) -> None:
    probe = ["sh", "-c", "! touch place/probe"]
    try:
        kept_out = subprocess.run(
            probe, cwd=built, preexec_fn=without_rights, stderr=subprocess.DEVNULL, check=False
        ).returncode
    except (OSError, AttributeError, subprocess.SubprocessError):
        kept_out = 1
    if kept_out != 0:
        pytest.skip("root writes everywhere, and can't give up its rights here")
    before = contents(built / "place")
    done = idlibtl(built, "build", "reports", "--db", f"place/{DB}", preexec_fn=without_rights)
    assert (done.returncode, one_line_about(done.stderr, DB), "read-only" in done.stderr) == (2, True, True)
    for words in (["show"], ["export", "-f", "json"], ["sources", "--coverage"]):
        shown = idlibtl(built, *words, "--db", f"place/{DB}", preexec_fn=without_rights)
        assert (shown.returncode, shown.stderr) == (0, "")
        assert shown.stdout
    assert contents(built / "place") == before


@pytest.mark.parametrize("number", [2, 5])
def test_builds_at_once_are_as_good_as_one(built: Path, right: bytes, number: int) -> None:
    command = [sys.executable, "-m", "idlibtl", "build", "reports", "--db", f"place/{DB}"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    builds = [subprocess.Popen(command, cwd=built, env=environment, stderr=subprocess.PIPE) for _ in range(number)]
    ended = [(build.communicate()[1].decode(), build.returncode) for build in builds]
    assert [status for _, status in ended] == [0] * number, ended
    assert contents(built / "place") == {DB: right, EDITS: DECISIONS}
