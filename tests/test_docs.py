"""The manual page and the site that are made of the documentation."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from inspect import cleandoc
from pathlib import Path
from typing import Any

import docsite
import manpage
import pytest

ROOT = Path(__file__).resolve().parents[1]
MANUAL = ROOT / "docs" / "man" / "idlibtl.1"
CONFIG = """\
[project]
nav = ["index.md", {"Tutorial" = "gone.md"}, {"How to" = ["index.md", {"Deep" = ["deep/a.md"]}]}]
"""


def test_the_manual_renders_without_warnings() -> None:
    groff = shutil.which("groff")
    if groff is None:
        pytest.skip("groff isn't installed")
    done = subprocess.run([groff, "-man", "-Tutf8", "-ww", MANUAL], capture_output=True, check=False)
    assert (done.returncode, done.stderr.decode()) == (0, "")
    assert "idlibtl show --histogram" in done.stdout.decode().replace("\b", "")


def test_every_command_is_in_the_manual() -> None:
    from idlibtl.cli.app import COMMANDS

    text = MANUAL.read_text(encoding="ascii")
    for command in COMMANDS:
        assert f".SS idlibtl {command}" in text


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (".so /etc/passwd", "\\&.so /etc/passwd"),
        ("'br", "\\(aqbr"),
        ("a\\fBb", "a\\efBb"),
        ("--top `N` ~ ^ …", "\\-\\-top \\(gaN\\(ga \\(ti \\(ha \\[u2026]"),
    ],
)
def test_text_does_not_act_in_roff(text: str, wanted: str) -> None:
    assert manpage.roff(text) == wanted


def test_the_table_of_contents_is_held_against_the_pages(tmp_path: Path) -> None:
    config, docs = tmp_path / "zensical.toml", tmp_path / "docs"
    (docs / "deep").mkdir(parents=True)
    for name in ("index.md", "deep/a.md", "new.md"):
        (docs / name).touch()
    config.write_text(CONFIG)
    assert list(docsite.faults(docs, config)) == [
        "zensical.toml: no such page: gone.md",
        "zensical.toml: not in nav: new.md",
        "zensical.toml: twice in nav: index.md",
    ]


def test_links_out_of_the_documentation_are_words_on_the_site() -> None:
    text = "See [the code](../idlibtl/a.py#L3), [editing](editing.md) and [this](https://example.org)."
    assert docsite.inward(text) == "See the code, [editing](editing.md) and [this](https://example.org)."


def test_what_a_page_would_fetch_is_seen() -> None:
    page = (
        '<link rel="stylesheet" href="assets/a.css"><link rel="canonical" href="https://a.example/">'
        '<link rel="stylesheet" href="https://fonts.example/b.css"><script async src="//c.example/c.js"></script>'
        '<a href="https://d.example">d</a><img alt="e" src="https://e.example/e.png">'
    )
    assert docsite.fetched(page) == ["https://fonts.example/b.css", "//c.example/c.js", "https://e.example/e.png"]


def test_the_help_of_every_command_has_an_example() -> None:
    import typer

    from idlibtl.cli.app import app

    def bare(group: Any, context: Any, name: str) -> Iterator[str]:
        for word in group.list_commands(context):
            command = group.get_command(context, word)
            _, marked, examples = cleandoc(command.help).partition("\b\n")
            if not marked or f"{name} {word}" not in examples:
                yield f"{name} {word}"
            if hasattr(command, "list_commands"):
                yield from bare(command, context, f"{name} {word}")

    group: Any = typer.main.get_command(app)
    assert list(bare(group, group.make_context("idlibtl", [], resilient_parsing=True), "idlibtl")) == []
