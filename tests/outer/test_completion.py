"""What the shell offers when Tab is pressed."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from idlibtl.export import BY, FORMATS
from idlibtl.model import KINDS
from idlibtl.store import load

ROOT = Path(__file__).parents[2]


def offered(words: str) -> list[str]:
    """For what was typed, the last word incomplete, as bash asks it."""
    environment = {**os.environ, "_IDLIBTL_COMPLETE": "complete_bash", "COMP_WORDS": words, "PYTHONPATH": str(ROOT)}
    environment |= {"COMP_CWORD": str(len(words.split()) - (not words.endswith(" "))), "PYTHONUTF8": "1"}
    code = "import sys; sys.argv = ['idlibtl']; from idlibtl.__main__ import main; main()"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment)
    return done.stdout.split()


@pytest.mark.usefixtures("db")
@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ("idlibtl sh", ["show"]),
        ("idlibtl export -f ", list(FORMATS)),
        ("idlibtl export -f cs", ["csv"]),
        ("idlibtl export --by ", list(BY)),
        ("idlibtl show --kind ", list(KINDS)),
        ("idlibtl show --hist", ["--histogram"]),
        ("idlibtl tag -f t", ["timeml"]),
        ("idlibtl build --register n", ["news", "narrative"]),
        ("idlibtl edit un", ["undo"]),
        ("idlibtl why --db nosuch.db 3", []),
        ("idlibtl why zz", []),
    ],
)
def test_offers_words(words: str, wanted: list[str]) -> None:
    assert offered(words) == wanted


def test_offers_ids_and_no_word_of_a_source(db: Path) -> None:
    """Shells may evaluate what is offered."""
    known = sorted(entry.id for entry in load(db).entries)
    for words in ("idlibtl why ", "idlibtl edit hide "):
        assert sorted(offered(words)) == known
    assert offered(f"idlibtl edit date {known[2][:6]}") == [known[2]]
    assert all(re.fullmatch("[0-9a-f]+", ident) for ident in known)


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_gives_a_script_for_each_shell(shell: str) -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "_TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION": "1"}
    command = [sys.executable, "-m", "idlibtl", "--show-completion", shell]
    done = subprocess.run(command, capture_output=True, text=True, env=environment)
    assert done.returncode == 0, done.stderr
    assert "_IDLIBTL_COMPLETE" in done.stdout
