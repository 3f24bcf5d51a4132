"""The same texts give the same chronology, byte for byte: whatever the order, the folder, the hash seed, the zone."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
FILES = sorted(f"data/{path.name}" for path in (ROOT / "data").iterdir())
ENVIRONMENT = {"PYTHONHASHSEED": "0", "TZ": "UTC", "LC_ALL": "C.UTF-8"}


def _exported(folder: Path, *builds: list[str], **environment: str) -> bytes:
    """What a copy of data/ gives in a folder of its own, after some builds of it."""
    shutil.copytree(ROOT / "data", folder / "data")
    settings = {**os.environ, "PYTHONPATH": str(ROOT), **ENVIRONMENT, **environment}

    def idlibtl(*words: str) -> bytes:
        command = [sys.executable, "-m", "idlibtl", *words]
        done = subprocess.run(command, cwd=folder, env=settings, capture_output=True, check=False)
        assert done.returncode == 0, done.stderr.decode()
        return done.stdout

    for paths in builds:
        idlibtl("build", *paths)
    return idlibtl("export", "-f", "json", "--all")


@pytest.fixture(scope="module")
def reference(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    exported = _exported(tmp_path_factory.mktemp("reference"), ["data"])
    assert exported.count(b'"quote"') > 40
    return exported


@pytest.mark.parametrize(
    "environment",
    [
        {"PYTHONHASHSEED": "1", "TZ": "Pacific/Kiritimati", "LC_ALL": "C"},
        {"PYTHONHASHSEED": "4242", "TZ": "America/Adak", "LC_ALL": "tr_TR.UTF-8", "LANG": "tr_TR.UTF-8"},
        {"PYTHONHASHSEED": "7", "PYTHONUTF8": "0", "LC_ALL": "POSIX", "COLUMNS": "20", "PYTHONOPTIMIZE": "2"},
    ],
    ids=["kiritimati", "adak", "posix"],
)
def test_the_environment_makes_no_difference(tmp_path: Path, reference: bytes, environment: dict[str, str]) -> None:
    assert _exported(tmp_path, ["data"], **environment) == reference


@pytest.mark.parametrize(
    "paths", [FILES, FILES[::-1], [*FILES[3:], "data", *FILES[:3]]], ids=["one-by-one", "backwards", "twice"]
)
def test_the_order_of_the_files_makes_no_difference(tmp_path: Path, reference: bytes, paths: list[str]) -> None:
    assert _exported(tmp_path, paths, PYTHONHASHSEED="99") == reference


def test_a_second_build_gives_the_same(tmp_path: Path, reference: bytes) -> None:
    assert _exported(tmp_path, FILES[:4], ["data"], []) == reference
