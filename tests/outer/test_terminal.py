"""What a terminal is sent."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console

from idlibtl.cli.table import draw
from idlibtl.model import Chronology

LINK = re.compile(r"\x1b\]8;id=[^;]*;([^\x1b]*)\x1b\\([^\x1b]*)\x1b\]8;;\x1b\\")


def drawn(chronology: Chronology, width: int, *, verbose: bool = False, no_color: bool = False) -> str:
    stream = io.StringIO()
    console = Console(
        file=stream, force_terminal=True, width=width, highlight=False, emoji=False, markup=False, no_color=no_color,
        color_system="standard", legacy_windows=False, _environ={},
    )  # fmt: skip
    assert draw(chronology.entries, chronology.documents, console, verbose) == len(chronology.entries)
    return stream.getvalue()


def colourless(text: str) -> str:
    return re.sub(r"\x1b\[[0-9;]*m", "", text)


def plain(text: str) -> str:
    without = LINK.sub(r"\2", colourless(text))
    return "".join(f"{line.rstrip()}\n" for line in without.splitlines())


@pytest.mark.parametrize(("width", "verbose"), [(40, False), (60, False), (60, True), (130, False)])
def test_draws_as_reviewed(
    chronology: Chronology, golden: Callable[[str, str], None], width: int, verbose: bool
) -> None:
    text = plain(drawn(chronology, width, verbose=verbose))
    assert max(map(len, text.splitlines())) <= width
    golden(f"terminal-{width}{'-verbose' if verbose else ''}.txt", text)


def test_places_can_be_clicked(chronology: Chronology, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    links = LINK.findall(colourless(drawn(chronology, 130)))
    assert (f"{tmp_path.as_uri()}/reports/lantern.txt#L3", "reports/lantern.txt:3") in links
    assert (f"{tmp_path.as_uri()}/reports/harbour%20%282%29.md#L6", "reports/harbour (2).md:6") in links


@pytest.mark.parametrize("verbose", [False, True])
def test_text_of_sources_does_not_act(chronology: Chronology, verbose: bool) -> None:
    text = drawn(chronology, 100, verbose=verbose)
    ours = re.sub(r"\x1b\]8;[^\x1b\x07]*\x1b\\", "", colourless(text))
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", ours)
    if verbose:
        assert "[bold]not markup[/bold]" in ours


def test_no_colour_where_none_is_wanted(chronology: Chronology) -> None:
    codes = set(re.findall(r"\x1b\[([0-9;]*)m", drawn(chronology, 100, no_color=True)))
    assert not any(code for code in codes for part in code.split(";") if part and 30 <= int(part) <= 107)


def test_odd_names_do_not_stop_it(chronology: Chronology) -> None:
    odd = replace(chronology.documents[3], paths=("re\udce9\ud800\nport.txt",), title="\ud800")
    made = replace(chronology, documents=(*chronology.documents[:3], odd))
    drawn(made, 100).encode()


def test_marks_are_explained_only_where_used(chronology: Chronology) -> None:
    text = plain(drawn(chronology, 100))
    assert "\ndisputed  sources give" in text
    calm = Chronology(chronology.documents, chronology.entries[4:6], ())
    assert "disputed" not in plain(drawn(calm, 100))
