"""The project itself: its layout, its documentation, what it promises a newcomer."""

from __future__ import annotations

import ast
import importlib.util
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest

import idlibtl

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "idlibtl"
SHARED = ROOT.parent / "shared"
MODULES = sorted(PACKAGE.rglob("*.py"))
LONGEST_MODULE = 450  # lines


def _script(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"scripts_{name}", ROOT / "scripts" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


docs = _script("docs")


def _name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _imports(path: Path) -> Iterator[tuple[str, int]]:
    """The modules that a module imports, anywhere in it, with the line."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{path}: write imports in full"
            module = node.module or ""
            names = [f"{module}.{alias.name}" for alias in node.names]
            inner = [name for name in names if module.split(".")[0] == "idlibtl" and _is_module(name)]
            yield from ((name, node.lineno) for name in inner or [module])


def _is_module(name: str) -> bool:
    path = ROOT.joinpath(*name.split("."))
    return path.is_dir() or path.with_suffix(".py").exists()


def _room(module: str) -> str | None:
    """``read`` for ``idlibtl.read.dateline``; None for the package itself, which only holds names."""
    return next(iter(module.split(".")[1:2]), None)


# The layout of the code

INNER = [path for path in MODULES if path.parent != PACKAGE or not path.name.startswith("__")]
STEPS = ("read", "tag", "events", "chronology")
# What a module must not see, beyond the order of the rooms: which modules, and why.
BLIND = {
    "idlibtl.tag.find": (("idlibtl.dates", "idlibtl.moment", "datetime"), "find knows no date"),
    **{
        f"idlibtl.tag.{name}": (("idlibtl.languages", "idlibtl.tag.find", "re"), "resolve knows no text and no pattern")
        for name in ("resolve", "absolute", "relative", "lengths", "context")
    },
    "idlibtl.events": (("idlibtl.read", "idlibtl.tag"), "events sees documents and timexes"),
    "idlibtl.chronology": (("idlibtl.read", "idlibtl.tag", "idlibtl.events"), "chronology sees mentions"),
    "idlibtl.filters": (tuple(f"idlibtl.{step}" for step in STEPS), "filters see entries"),
    "idlibtl.store": (tuple(f"idlibtl.{step}" for step in STEPS), "the store sees entries"),
    "idlibtl.export": ((*(f"idlibtl.{step}" for step in STEPS), "idlibtl.store"), "exports see entries"),
}


def _within(module: str, room: str) -> bool:
    return module == room or module.startswith(f"{room}.")


@pytest.mark.parametrize("path", MODULES, ids=_name)
def test_every_module_is_importable_documented_and_short(path: Path) -> None:
    if path.name != "__main__.py":
        import_module(_name(path))
    text = path.read_text(encoding="utf-8")
    assert ast.get_docstring(ast.parse(text)), f"{path} doesn't say what it is for"
    assert len(text.splitlines()) <= LONGEST_MODULE, f"{path}: which room wants to be two?"


@pytest.mark.parametrize("path", INNER, ids=_name)
def test_imports_go_downwards(path: Path) -> None:
    module = _name(path)
    own = docs.ROOMS.index(_room(module))
    for imported, line in _imports(path):
        where = f"{path}:{line}: {module} imports {imported}"
        if _within(imported, "idlibtl") and (room := _room(imported)) and room != "__init__":
            assert docs.ROOMS.index(room) <= own, f"{where}: upwards"
        if _room(module) != "cli":
            assert imported.split(".")[0] not in ("typer", "rich", "click", "textual"), (
                f"{where}: only the command line does"
            )
        for blind, (unseen, why) in BLIND.items():
            if _within(module, blind):
                assert not any(_within(imported, other) for other in unseen), f"{where}: {why}"


def test_nothing_below_the_command_line_prints_or_reads_the_clock() -> None:
    calls = re.compile(r"(?<![\w.])(?:print|input)\(|\b(?:datetime\.(?:now|utcnow|today)|date\.today|time\.time)\(")
    for path in INNER:
        if _room(_name(path)) != "cli":
            assert not calls.search(path.read_text(encoding="utf-8")), path


def test_the_steps_load_no_terminal_library() -> None:
    code = "import sys, idlibtl; idlibtl.build, idlibtl.save; assert not {'typer', 'rich', 'click'} & {*sys.modules}"
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)


def test_every_room_is_a_package() -> None:
    folders = {path.parent for path in MODULES}
    assert [folder.name for folder in sorted(folders) if not (folder / "__init__.py").exists()] == []


# What the project says of itself


def test_versions_agree() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert "version" in project["project"]["dynamic"]
    assert project["tool"]["setuptools"]["dynamic"]["version"] == {"attr": "idlibtl.__version__"}
    for words in (["--version"], ["--version", "show"]):  # before typer is loaded, and by typer
        command = [sys.executable, "-m", "idlibtl", *words]
        printed = subprocess.run(command, check=True, cwd=ROOT, capture_output=True, text=True).stdout
        assert printed == f"idlibtl {idlibtl.__version__}\n"
    assert idlibtl.__version__ in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_make_has_the_targets_that_the_pages_name() -> None:
    targets = set(re.findall(r"^([\w-]+):(?!=)", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M))
    assert {"demo", "test", "check", "score", "clean"} <= targets
    for page in docs.pages():
        named = re.findall(r"^make (\w[\w-]*)|`make (\w[\w-]*)", page.read_text(encoding="utf-8"), re.M)
        assert {first or second for first, second in named} <= targets, page


def test_the_pages_name_commands_that_exist() -> None:
    from idlibtl.cli.app import COMMANDS

    for page in (ROOT / "README.md", ROOT / "docs" / "library.md", ROOT / "docs" / "design.md"):
        text = page.read_text(encoding="utf-8")
        code = re.findall(r"^```.*?^```$", text, re.M | re.S) + re.findall(r"`[^`\n]+`", text)
        named = {name for part in code for name in re.findall(r"^[`$ ]*idlibtl ([a-z]+)", part, re.M)}
        assert named <= {*COMMANDS}, page


def test_generated_documentation_is_up_to_date() -> None:
    done = subprocess.run(
        [sys.executable, ROOT / "scripts" / "docs.py", "--check"], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_examples_of_the_pages_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "data").mkdir()
    for source in (ROOT / "data").iterdir():
        (tmp_path / "data" / source.name).write_bytes(source.read_bytes())
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    for page in ("library.md", "export.md", "store.md"):  # the first makes what the others use
        path = ROOT / "docs" / page
        text = path.read_text(encoding="utf-8")
        blocks = list(re.finditer(r"^```python\n(.*?)^```$", text, re.M | re.S))
        assert blocks, page
        for block in blocks:
            above = "\n" * text.count("\n", 0, block.start(1))  # so that a traceback tells the line of the page
            exec(compile(above + block[1], str(path), "exec"), names)


# Other people's words

OTHERS = ("build", "dist", "node_modules", "__pycache__")  # folders that hold nothing written here


def test_no_sentence_is_copied_from_the_seeds() -> None:
    if not (SHARED / "seeds").is_dir():
        pytest.skip(f"no seeds in {SHARED}")
    length = 10

    def runs(path: Path) -> set[str]:
        words = path.read_text(encoding="utf-8", errors="replace").lower().split()
        return {" ".join(words[first : first + length]) for first in range(len(words) - length + 1)}

    seeds = set[str]().union(*(runs(path) for path in (SHARED / "seeds").glob("*.txt")))
    copied = {path.relative_to(ROOT).as_posix(): runs(path) & seeds for path in _files(ROOT)}
    assert {name: sorted(said)[:3] for name, said in copied.items() if said} == {}


def _files(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        if path.name.startswith(".") or path.name in OTHERS or path.suffix == ".egg-info":
            continue
        if path.is_dir():
            yield from _files(path)
        elif path.stat().st_size <= 2_000_000:
            yield path
