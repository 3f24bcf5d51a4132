"""Exports as those read them who they are for: each format by a reader that is not ours."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from idlibtl.export import FORMATS, Options, View, write

NODE = Path(__file__).parents[1] / "node"


def exported(name: str, view: View, options: Options | None = None) -> bytes:
    """The file. It is checked that it has as many entries as it is said to have, and the left out are told."""
    binary = io.BytesIO()
    text = io.TextIOWrapper(binary, encoding="utf-8", newline="")
    write(name, view, binary if FORMATS[name].binary else text, options)
    text.flush()
    return binary.getvalue()


def left_out(name: str, view: View) -> tuple[str, ...]:
    return write(name, view, io.BytesIO() if FORMATS[name].binary else io.StringIO(newline="")).left_out


def by_node(script: str, data: bytes) -> Any:
    """What a script of tests/node prints of what it is given. Skips where Node or its packages aren't there."""
    if shutil.which("node") is None:
        pytest.skip("no node: what JavaScript's readers make of it can't be seen")
    if not (NODE / "node_modules" / ".stamp").exists():
        pytest.skip("no packages in tests/node: make test installs them where npm is")
    done = subprocess.run(["node", script], cwd=NODE, input=data, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    return json.loads(done.stdout)


def cells(data: bytes) -> dict[str, list[list[Any]]]:
    """The cells of a workbook, sheet by sheet, as openpyxl reads them."""
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(data))
    return {sheet.title: [[cell.value for cell in row] for row in sheet.iter_rows()] for sheet in book}


def rows(data: bytes) -> list[dict[str, Any]]:
    """The rows of a Parquet file."""
    from pyarrow import parquet

    return parquet.read_table(io.BytesIO(data)).to_pylist()  # type: ignore[no-any-return]
