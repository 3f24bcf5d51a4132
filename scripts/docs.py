"""Keep the documentation what the program says.

    python scripts/docs.py           write the generated parts anew
    python scripts/docs.py --check   name the parts that are out of date (exit status 1)

Generated are docs/cli.md and docs/man/idlibtl.1, from the commands themselves; every ``console`` block of README.md
and docs/, whose lines ``$ idlibtl …`` are run on data/, as in a terminal; what stands between ``<!-- rooms -->`` and
``<!-- end -->``, from the modules' docstrings. Links to files and headings of the project must lead somewhere, and the
site's table of contents (zensical.toml) names every page. The table of figures in docs/accuracy.md is another script's
(score.py), and needs gold: it must be there and be a table.
"""

from __future__ import annotations

import ast
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from inspect import cleandoc
from pathlib import Path
from typing import Any

import docsite
import manpage

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "idlibtl"
COLUMNS = 100
MANUAL = ROOT / "docs" / "man" / "idlibtl.1"
# The rooms of the package from the lowest up: each imports only from those before it (tests/test_project.py).
ROOMS = (
    "safe_text", "xml_text", "address", "atomic", "positions", "value", "packed", "memory", "moment", "dates",
    "dates_text", "histogram", "model", "decisions", "decisions_text", "engine", "languages", "read", "stock", "tag",
    "events", "chronology", "cluster", "filters", "store", "export", "comparison", "pipeline", "custody", "cli",
)  # fmt: skip

_CONSOLE = re.compile(r"(?<=^```console\n).*?(?=^```$)", re.M | re.S)
_COMMAND = re.compile(r"^\$ (.*<<'END'.*\n(?:.*\n)*?END$|.*)", re.M)
_ROOMS = re.compile(r"(?<=^<!-- rooms -->\n).*?(?=^<!-- end -->$)", re.M | re.S)
_SCORES = re.compile(r"^<!-- scores -->\n\n((?:\|.*\|\n)+)\n<!-- end -->$", re.M)
_FENCED = re.compile(r"^```.*?^```$", re.M | re.S)
_LINK = re.compile(r"\]\((?!\w+:)([^)#\s]*)(?:#([^)\s]*))?\)")
_HEADING = re.compile(r"^#+ +(.+)$", re.M)
_ESCAPE = re.compile(r"\x1b\][^\x1b\x07]*(?:\x1b\\|\x07)|\x1b\[[0-9;?]*[A-Za-z]")


def pages() -> list[Path]:
    """The pages that are written by hand, and the reference that is not."""
    written = ("README.md", "CHANGELOG.md", "SECURITY.md", "benchmarks/README.md")
    return [*(ROOT / name for name in written), *sorted((ROOT / "docs").glob("*.md"))]


def generated(page: Path, text: str, folder: Path) -> str:
    """The page with its generated parts as they should be; commands run in ``folder``, which holds data/."""
    if page == ROOT / "docs" / "cli.md":
        return reference()
    if page == MANUAL:
        return manual()
    text = _ROOMS.sub(lambda _: f"\n{rooms()}\n", text)
    if page == ROOT / "docs" / "tutorial.md":
        with tempfile.TemporaryDirectory() as own:
            return _CONSOLE.sub(lambda block: shell_session(block[0], Path(own)), text)
    return _CONSOLE.sub(lambda block: session(block[0], folder), text)


# The console blocks


def session(block: str, folder: Path) -> str:
    """The commands of a block, each with what it prints today."""
    commands = [line for line in block.splitlines() if line.startswith("$ ")]
    return "\n".join(f"{line}\n{output(line[2:], folder)}" for line in commands)


def output(command: str, folder: Path) -> str:
    """What a command prints in a terminal without colours; a database that it needs is built from data/ first."""
    program, *words = shlex.split(command)
    if program != "idlibtl":
        raise SystemExit(f"docs: only idlibtl is run: {command!r}")
    if words[0] != "build" and not (folder / "chronology.db").exists():
        output("idlibtl build data", folder)
    printed, said, status = in_terminal([sys.executable, "-m", "idlibtl", *words], folder)
    if status:
        raise SystemExit(f"docs: {command!r} ended with exit status {status}: {said}")
    lines = (line.rstrip() for line in (_ESCAPE.sub("", printed).replace("\r\n", "\n") + said).splitlines())
    return "".join(f"{line}\n" for line in lines)


def shell_session(block: str, folder: Path) -> str:
    """The same for the commands of a shell, whose here-documents are kept; they may fail where the page means it."""
    parts = []
    for command in _COMMAND.findall(block):
        idlibtl = f'idlibtl() {{ "{sys.executable}" -m idlibtl "$@"; }}'
        printed, said, _ = in_terminal(["bash", "-c", f"{idlibtl}\n{command}"], folder)
        shown = _ESCAPE.sub("", printed).replace("\r\n", "\n") + said
        parts.append(f"$ {command}\n" + "".join(f"{line.rstrip()}\n" for line in shown.splitlines()))
    return "\n".join(parts)


def in_terminal(command: list[str], folder: Path) -> tuple[str, str, int]:
    """Standard output as on a terminal, standard error as in a pipe, and the exit status."""
    import pty

    environment = {**os.environ, "COLUMNS": str(COLUMNS), "LINES": "50", "TERM": "xterm", "NO_COLOR": "1"}
    environment |= {"IDLIBTL_PAGER": "", "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
    ours, theirs = pty.openpty()
    with tempfile.TemporaryFile() as errors:
        process = subprocess.Popen(command, cwd=folder, env=environment, stdout=theirs, stderr=errors)
        os.close(theirs)
        read = b""
        try:
            while chunk := os.read(ours, 65536):
                read += chunk
        except OSError:  # how Linux says that nobody writes any more
            pass
        os.close(ours)
        status = process.wait()
        errors.seek(0)
        return read.decode(), errors.read().decode(), status


# The reference of commands


def reference() -> str:
    """docs/cli.md: every command with its options."""
    import typer

    from idlibtl.cli.app import app

    group: Any = typer.main.get_command(app)
    context = group.make_context("idlibtl", [], resilient_parsing=True)
    parts = [
        "# The command line",
        "<!-- Written by scripts/docs.py (`make docs`) from the commands themselves. -->",
        description(group.help),
        *commands(group, context, "idlibtl"),
        "## Exit status\n\n"
        "| status | meaning |\n|---|---|\n"
        "| 0 | done; conflicts and misprints found in sources are results, not failures |\n"
        "| 1 | a file was skipped or partly unread, or nothing matched (a valid, empty output is still written); "
        "of `diff`: the two differ |\n"
        "| 2 | wrong usage, no chronology yet, or a damaged one |\n"
        "| 130 | interrupted; nothing was half-written |\n\n"
        "Results go to standard output, all else to standard error.",
    ]
    return "\n\n".join(parts) + "\n"


def manual() -> str:
    """docs/man/idlibtl.1: the same for `man`."""
    import typer

    from idlibtl import __version__
    from idlibtl.cli.app import app

    group: Any = typer.main.get_command(app)
    return manpage.page(group, group.make_context("idlibtl", [], resilient_parsing=True), __version__)


def commands(group: Any, context: Any, name: str) -> Iterator[str]:
    """A section for each command of a group, and for those of the groups in it."""
    for word in group.list_commands(context):
        command = group.get_command(context, word)
        arguments = [parameter for parameter in command.params if parameter.param_type_name == "argument"]
        options = [parameter for parameter in command.params if parameter.param_type_name == "option"]
        usage = [name, word, *(["[OPTIONS]"] if options else []), *map(metavar, arguments)]
        inner = hasattr(command, "list_commands")
        yield f"## {name} {word}"
        yield f"```\n{' '.join(usage)}{' COMMAND' if inner else ''}\n```"
        yield description(command.help)
        if arguments or options:
            rows = [f"| {names(parameter)} | {meaning(parameter)} |" for parameter in (*arguments, *options)]
            yield "\n".join(["| | |", "|---|---|", *rows])
        if inner:
            yield from commands(command, context, f"{name} {word}")


def metavar(argument: Any) -> str:
    return argument.metavar or f"{argument.name.upper()}{'...' if argument.nargs == -1 else ''}"


def names(parameter: Any) -> str:
    if parameter.param_type_name == "argument":
        return f"`{cell(metavar(parameter))}`"
    short_first = sorted((*parameter.opts, *parameter.secondary_opts), key=len)
    said = ", ".join(f"`{name}`" for name in short_first)
    return said if is_flag(parameter) else f"{said} `{cell(parameter.metavar or parameter.name.upper())}`"


def is_flag(parameter: Any) -> bool:
    return bool(getattr(parameter, "is_flag", False))


def meaning(parameter: Any) -> str:
    said = cell(parameter.help or "")
    if parameter.required and parameter.param_type_name == "option":
        return f"{said} Required."
    if is_flag(parameter) or parameter.default in (None, (), []):
        return said
    return f"{said} Default: `{parameter.default}`."


def cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def description(text: str) -> str:
    """A command's help: paragraphs, and its examples (which a backspace marks) as a block."""
    parts = []
    for part in cleandoc(text).split("\n\n"):
        marked = part.startswith("\b\n")
        parts.append(f"```\n{part[2:]}\n```" if marked else " ".join(part.split()))
    return "\n\n".join(parts)


# The rooms


def rooms() -> str:
    """Every module with the first sentence of its docstring, the lowest room first."""
    unknown = {path.stem for path in PACKAGE.iterdir() if not path.name.startswith(("_", "."))} - {*ROOMS, "py"}
    if unknown:
        raise SystemExit(f"docs: no place in ROOMS (scripts/docs.py) for: {', '.join(sorted(unknown))}")
    lines = ["| | |", "|---|---|"]
    for room in ROOMS:
        folder = PACKAGE / room
        if folder.is_dir():
            lines.append(f"| **`{room}/`** | {first_sentence(folder / '__init__.py')} |")
            inner = sorted(path for path in folder.rglob("*.py") if path.name != "__init__.py")
            lines += [f"| `{path.relative_to(PACKAGE).as_posix()}` | {first_sentence(path)} |" for path in inner]
        else:
            lines.append(f"| **`{room}.py`** | {first_sentence(folder.with_suffix('.py'))} |")
    return "\n".join(lines) + "\n"


def first_sentence(path: Path) -> str:
    if not path.exists():
        raise SystemExit(f"docs: {path.relative_to(ROOT)} is missing: its docstring says what the room does")
    said = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    paragraph = " ".join(said.split("\n\n")[0].split()).replace("``", "`").replace("|", "\\|")
    return re.split(r"(?<=[.]) (?=[A-Z])", paragraph)[0]


# The links


def dead_links(page: Path, text: str) -> Iterator[str]:
    """Links of a page to files of the project, or headings in them, that don't exist."""
    for target, heading in _LINK.findall(_FENCED.sub("", text)):
        path = (page.parent / target).resolve() if target else page
        if not path.exists():
            yield f"{page.relative_to(ROOT)}: dead link: {target}"
        elif heading and path.suffix == ".md" and heading not in anchors(path.read_text(encoding="utf-8")):
            yield f"{page.relative_to(ROOT)}: no such heading: {target}#{heading}"


def anchors(text: str) -> set[str]:
    """The anchors that GitHub gives to headings."""
    headings = _HEADING.findall(_FENCED.sub("", text))
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


# The figures


def faulty_scores(page: Path, text: str) -> Iterator[str]:
    """Whether the table of figures is missing or its rows are of several lengths."""
    table = _SCORES.search(text)
    if table is None or len({row.count("|") for row in table[1].splitlines()}) != 1:
        yield f"{page.relative_to(ROOT)}: no table between <!-- scores --> and <!-- end -->; run `make score`"


def main(words: list[str]) -> int:
    check = words == ["--check"]
    if words and not check:
        raise SystemExit(__doc__)
    faults = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        shutil.copytree(ROOT / "data", folder / "data")
        if not check:
            (ROOT / "docs" / "cli.md").touch()
            MANUAL.parent.mkdir(exist_ok=True)
            MANUAL.touch()
        for page in (*pages(), MANUAL):
            text = page.read_text(encoding="utf-8")
            wanted = generated(page, text, folder)
            if wanted != text and check:
                faults.append(f"{page.relative_to(ROOT)}: out of date; run `make docs`")
            elif wanted != text:
                page.write_text(wanted, encoding="utf-8", newline="\n")
                print(f"{page.relative_to(ROOT)}: written")
    for page in pages():
        faults += dead_links(page, page.read_text(encoding="utf-8"))
    faults += docsite.faults()
    accuracy = ROOT / "docs" / "accuracy.md"
    faults += faulty_scores(accuracy, accuracy.read_text(encoding="utf-8"))
    for fault in faults:
        print(fault, file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
