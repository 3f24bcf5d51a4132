"""The command line: what is printed where, and the exit status."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any
from xml.etree import ElementTree

import pytest
from typer.testing import CliRunner, Result

from idlibtl import __version__
from idlibtl.cli.app import COMMANDS, app
from idlibtl.export import FORMATS
from idlibtl.memory import place_of
from idlibtl.model import Chronology, Problem
from idlibtl.stock import Stock
from idlibtl.store import Writer, load

Run = Callable[..., Result]
Builder = Callable[[Chronology | BaseException], None]


@pytest.fixture
def run() -> Run:
    def invoke(*words: str) -> Result:
        return CliRunner().invoke(app, words, catch_exceptions=False)

    return invoke


@pytest.fixture
def builds(monkeypatch: pytest.MonkeyPatch) -> Builder:
    """Stands in for the pipeline: what ``build`` gives or raises."""

    def gives(result: Chronology | BaseException) -> None:
        def build_into(sink: Writer, *_: object, **options: object) -> None:
            if isinstance(result, BaseException):
                raise result
            for document in result.documents:
                sink.source(document, result.dated.get(document.id))
            for entry in result.entries:
                sink.entry(entry)
            for problem in result.problems:
                sink.problem(problem)

        module = ModuleType("idlibtl.pipeline")
        module.build_into, module.Reading = build_into, lambda *_: None  # type: ignore[attr-defined]
        monkeypatch.setitem(sys.modules, "idlibtl.pipeline", module)
        monkeypatch.setattr("idlibtl.stock.take_stock", lambda *_: Stock((), ()))

    return gives


def _program(*words: str, **settings: Any) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "idlibtl", *words]
    return subprocess.run(command, capture_output=True, text=True, check=False, **settings)


def test_shows_one_plain_line_an_entry(run: Run, db: Path, golden: Callable[[str, str], None]) -> None:
    result = run("show")
    assert (result.exit_code, result.stderr) == (0, "")
    golden("show.txt", result.stdout)
    assert "\x1b" not in result.stdout
    assert len(result.stdout.splitlines()) == 7


def test_shows_quotes_and_conflicts_on_demand(run: Run, db: Path, golden: Callable[[str, str], None]) -> None:
    result = run("show", "-v", "--all")
    assert result.exit_code == 0
    golden("show-verbose.txt", result.stdout)


def test_filters_work_alike_in_show_and_export(run: Run, db: Path) -> None:
    words = ("--since", "1 March 2020", "--until", "2020-03", "--search", "truce", "--min-sources", "2")
    shown = run("show", *words)
    ids = [line.rsplit(None, 1)[1] for line in shown.stdout.splitlines()]
    written = run("export", "-f", "csv", *words)
    assert len(ids) == 2
    assert re.findall(r"^([0-9a-f]{8})[0-9a-f]{8},", written.stdout, re.MULTILINE) == ids


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("show", "--since", "yesterday"), "'yesterday'"),
        (("show", "--until", "5 March"), "'5 March'"),
        (("show", "--since", "2020", "--until", "2019"), "nothing lies between"),
        (("show", "--kind", "rumour"), "occurred, ongoing, planned, statement, denied, hypothetical"),
        (("show", "--limit", "0"), "--limit"),
        (("show", "--search", " "), "--search"),
        (("show", "--colour"), "--colour"),
        (("export", "-f", "xml"), ", ".join(FORMATS)),
        (("export",), "--format"),
        (("export", "-f", "csv", "--by", "day"), "entry, mention"),
        (("export", "-f", "json", "--by", "mention"), "csv"),
        (("export", "-f", "json", "-o", "chronology.db"), "made from"),
        (("export", "-f", "json", "-o", "reports/lantern.txt"), "made from"),
        (("export", "-f", "json", "-o", "nowhere/a.json"), "nowhere/a.json"),
        (("build", ""), "empty"),
        (("tag", "nowhere.jsonl"), "nowhere.jsonl"),
        (("tag", ".", "-f", "xml"), "jsonl, timeml"),
        (("why", "zzzz"), "'zzzz'"),
        (("why",), "ID"),
        (("shwo",), "shwo"),
    ],
)
def test_wrong_usage(run: Run, db: Path, words: tuple[str, ...], said: str) -> None:
    result = run(*words)
    assert (result.exit_code, result.stdout) == (2, "")
    assert said in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize("words", [("show",), ("export", "-f", "json"), ("why", "aa"), ("sources",)])
def test_no_chronology_yet(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]) -> None:
    monkeypatch.chdir(tmp_path)
    result = run(*words)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == "no chronology at chronology.db yet; make one with: idlibtl build PATH --db chronology.db\n"


def test_a_damaged_database(run: Run, db: Path) -> None:
    db.write_bytes(db.read_bytes()[:9000])
    result = run("show")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.count("\n") == 1
    assert "idlibtl build" in result.stderr


@pytest.mark.parametrize("name", ["csv", "json", "markdown"])
def test_nothing_matched(run: Run, db: Path, name: str) -> None:
    words = ("--search", "mill")
    assert run("show", *words).exit_code == 1
    result = run("export", "-f", name, *words)
    assert (result.exit_code, result.stderr) == (1, "no entry matches; 1 faint entry would, with --all\n")
    assert result.stdout
    assert run("export", "-f", name, *words, "--all").exit_code == 0


def test_writes_a_file_whole_or_not_at_all(run: Run, db: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = db.with_name("out.json")
    assert run("export", "-f", "json", "-o", "out.json").exit_code == 0
    before = target.read_bytes()
    assert before == run("export", "-f", "json").stdout_bytes

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("idlibtl.export.to_json.entry_object", full)
    result = run("export", "-f", "json", "-o", "out.json")
    assert result.exit_code == 2
    assert "no space left" in result.stderr
    assert target.read_bytes() == before
    assert sorted(path.name for path in db.parent.iterdir()) == ["chronology.db", "out.json"]


def test_explains_an_entry(run: Run, db: Path, chronology: Chronology, golden: Callable[[str, str], None]) -> None:
    truce, deaths = chronology.entries[4], chronology.entries[3]
    golden("why.txt", run("why", truce.mentions[1].id[:6]).stdout + run("why", deaths.id).stdout)


def test_lists_sources(run: Run, db: Path, golden: Callable[[str, str], None]) -> None:
    golden("sources.txt", run("sources").stdout)


def test_builds(
    run: Run, builds: Builder, chronology: Chronology, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    builds(replace(chronology, problems=chronology.problems[1:]))
    result = run("build", "reports", "more")
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == (
        "1 notice (1 conflict); -v lists them\n"
        "chronology.db: 4 documents, 8 entries (1 of them faint, shown with --all), 1 problem\n"
    )
    result = run("build", "-v")
    assert result.exit_code == 0
    assert result.stderr.startswith("reports/lantern.txt:4:47: notice: another figure elsewhere [conflict]\n")
    assert load("chronology.db").entries == chronology.entries


def test_a_file_that_was_skipped_is_told(run: Run, builds: Builder, chronology: Chronology, db: Path) -> None:
    odd = Problem("a\x1b[31m.txt", "empty", "an empty file; nothing to read")
    builds(replace(chronology, problems=(*chronology.problems, odd)))
    result = run("build", "reports")
    assert result.exit_code == 1
    assert (
        "reports/broken.pdf: error: not a format that can be read; convert it to text [unreadable]\n" in result.stderr
    )
    assert "a␛[31m.txt: error: an empty file; nothing to read [empty]\n" in result.stderr


def test_nothing_to_read_or_nothing_dated(run: Run, builds: Builder, chronology: Chronology, db: Path) -> None:
    builds(Chronology((), (), ()))
    result = run("build", "here", "there")
    assert result.exit_code == 1
    assert "looked at: here, there" in result.stderr
    assert run("show").stderr == "the chronology has no entries\n"
    builds(replace(chronology, entries=chronology.entries[-1:]))
    result = run("build", "here")
    assert result.exit_code == 1
    assert "nothing that is dated; looked at: here" in result.stderr


def test_a_missing_path_is_named(run: Run, builds: Builder, db: Path) -> None:
    before = db.read_bytes()
    builds(FileNotFoundError(2, "No such file or directory", "nowhere"))
    result = run("build", "nowhere")
    assert (result.exit_code, result.stderr) == (2, "nowhere: no such file or directory\n")
    assert db.read_bytes() == before


def test_build_without_paths_or_chronology(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    result = run("build")
    assert result.exit_code == 2
    assert "say what to read" in result.stderr


def test_never_builds_over_another_file(run: Run, builds: Builder, chronology: Chronology, tmp_path: Path) -> None:
    notes = tmp_path / "notes.txt"
    notes.write_text("mine")
    builds(chronology)
    result = run("build", "reports", "--db", str(notes))
    assert result.exit_code == 2
    assert notes.read_text() == "mine"


def test_an_interrupted_build_changes_nothing(run: Run, builds: Builder, db: Path) -> None:
    before = db.read_bytes()
    builds(KeyboardInterrupt())
    result = run("build", "reports")
    assert (result.exit_code, result.stderr) == (130, "interrupted; nothing was written\n")
    assert db.read_bytes() == before


def test_version_and_help(run: Run) -> None:
    assert run("--version").stdout == f"idlibtl {__version__}\n"
    told = run("--help").stdout
    assert all(f"\n  {name} " in told for name in COMMANDS)
    for name in COMMANDS:
        result = run(name, "-h")
        assert result.exit_code == 0
        assert re.match(rf"Usage: .* {name} ", result.stdout)


def test_the_program_itself(db: Path) -> None:
    """Version without typer, show without rich, dateparser or the pipeline."""
    assert _program("--version").stdout == f"idlibtl {__version__}\n"
    script = (
        "import sys\n"
        "from idlibtl.__main__ import main\n"
        "sys.argv = ['idlibtl', *{words}]\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "print([name for name in ('typer', 'rich', 'dateparser', 'babel', 'yaml', 'idlibtl.pipeline', 'idlibtl.tag')"
        " if name in sys.modules])\n"
    )
    for words, loaded in ((["--version"], []), (["show", "--since", "2020-03"], ["typer"])):
        code = script.format(words=words)
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=db.parent)
        assert done.stdout.splitlines()[-1] == str(loaded)


def test_a_reader_that_leaves_is_no_error(db: Path) -> None:
    for words in ("show -v --all", "export -f json", "export -f csv", "why " + load(db).entries[0].id):
        command = f"for i in 1; do {sys.executable} -m idlibtl {words}; echo status $? >&2; done | true"
        done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False, cwd=db.parent)
        assert done.stderr == "status 0\n"


def test_text_that_the_output_cannot_encode_is_replaced(db: Path) -> None:
    environment = {**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    done = _program("show", "-v", cwd=db.parent, env=environment)
    assert (done.returncode, done.stderr) == (0, "")
    assert "5 Mar 2020" in done.stdout
    exported = subprocess.run(
        [sys.executable, "-m", "idlibtl", "export", "-f", "json"], capture_output=True, check=True, cwd=db.parent,
        env=environment,
    )  # fmt: skip
    assert "Erdoğan" in exported.stdout.decode()


@pytest.mark.skipif(os.name == "nt", reason="signals")
def test_ctrl_c_stops_at_once(db: Path) -> None:
    script = (
        "import sys, time\n"
        "from types import ModuleType\n"
        "from idlibtl.__main__ import main\n"
        "module = ModuleType('idlibtl.pipeline')\n"
        "def build_into(*_, **options):\n"
        "    print('ready', flush=True)\n"
        "    time.sleep(60)\n"
        "module.build_into, module.Reading = build_into, lambda *_: None\n"
        "sys.modules['idlibtl.pipeline'] = module\n"
        "import idlibtl.stock\n"
        "idlibtl.stock.take_stock = lambda *_: idlibtl.stock.Stock((), ())\n"
        "sys.argv = ['idlibtl', 'build', 'reports']\n"
        "main()\n"
    )
    before = db.read_bytes()
    with subprocess.Popen(
        [sys.executable, "-c", script], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=db.parent
    ) as process:
        assert process.stdout
        process.stdout.readline()
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=20)
    assert (process.returncode, said) == (130, "interrupted; nothing was written\n")
    assert db.read_bytes() == before
    assert sorted(db.parent.iterdir()) == [place_of(db), db]


COMMANDS_THAT_PRINT = ("--help", "--version", "show", "sources", "export -f json", "export -f csv", "tag a.txt")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize("buffering", ["", "1"])
@pytest.mark.parametrize("words", COMMANDS_THAT_PRINT)
def test_output_that_cannot_be_written_is_told(db: Path, words: str, buffering: str) -> None:
    (db.parent / "a.txt").write_text("The truce began on 5 March 2020.", encoding="utf-8")
    environment = {**os.environ, "PYTHONUNBUFFERED": buffering}
    for target in ("> /dev/full", ">&-"):
        command = f"{sys.executable} -m idlibtl {words} {target}"
        done = subprocess.run(
            ["bash", "-c", command], capture_output=True, text=True, check=False, cwd=db.parent, env=environment
        )
        assert done.returncode == 2
        assert done.stderr.splitlines()[-1].startswith("cannot write the output: ")
        assert "Traceback" not in done.stderr


def test_tagging_never_replaces_what_it_reads(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("in").mkdir()
    report = Path("in/a.txt")
    report.write_text("The truce began on 5 March 2020.", encoding="utf-8")
    for path in ("in", "in/a.txt"):
        result = run("tag", path, "-o", "in/../in/a.txt")
        assert result.exit_code == 2
        assert "made from" in result.stderr
    assert run("tag", "in", "-o", "in").exit_code == 2
    assert run("tag", "in", "-o", "in/a.jsonl").exit_code == 0
    assert report.read_text(encoding="utf-8").startswith("The truce")


def test_the_register_can_be_given(run: Run, tmp_path: Path) -> None:
    lines = tmp_path / "lines.jsonl"
    record = {"id": "a", "dct": "2020-03-06", "text": "On 3 May 1998 the town fell. Two years ago it was rich."}
    lines.write_text(json.dumps(record), encoding="utf-8")
    values = {
        register: [timex["value"] for timex in json.loads(run("tag", str(lines), *register).stdout)["timexes"]]
        for register in ((), ("--register", "narrative"))
    }
    assert values == {(): ["1998-05-03", "2018"], ("--register", "narrative"): ["1998-05-03", "1996"]}
    result = run("tag", str(lines), "--register", "poem")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "news, live, message, narrative" in result.stderr
    assert run("build", str(tmp_path), "--register", "poem").exit_code == 2


def test_tags_what_is_there(run: Run, tmp_path: Path) -> None:
    lines = tmp_path / "lines.jsonl"
    text = '{"id": "a\\ud800", "text": "on 5 March 2020"}\r\n{"id": "b", "text": "\xff on 5 March 2020"}\r\n'
    lines.write_bytes(b"\xef\xbb\xbf" + text.encode("latin-1"))
    result = run("tag", str(lines))
    assert (result.exit_code, result.stderr) == (0, "")
    records = [json.loads(line) for line in result.stdout.splitlines()]
    assert [(record["id"], len(record["timexes"])) for record in records] == [("a\ud800", 1), ("b", 1)]
    (tmp_path / "folder.jsonl").mkdir()
    assert run("tag", str(tmp_path / "folder.jsonl")).exit_code == 1
    unreadable = tmp_path / "loop.jsonl"
    unreadable.symlink_to(unreadable)
    result = run("tag", str(unreadable), str(lines))
    assert result.exit_code == 1
    assert "can't be read" in result.stderr
    assert len(result.stdout.splitlines()) == 2


@pytest.fixture
def texts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """Writes a text an id into one file in an empty working folder; gives its name."""
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")

    def write(*idents: str) -> str:
        lines = [json.dumps({"id": ident, "text": f"On 5 March 2020 & later, {ident}"}) for ident in idents]
        Path("in.jsonl").write_text("\n".join(lines), encoding="utf-8")
        return "in.jsonl"

    return write


def _names(folder: str) -> list[str]:
    return sorted(path.name for path in Path(folder).iterdir())


def _read_timeml(path: Path) -> str:
    return "".join(ElementTree.parse(path).getroot().find("TEXT").itertext())  # type: ignore[union-attr]


def test_tags_one_text_as_timeml(run: Run, texts: Callable[..., str]) -> None:
    result = run("tag", texts("one"), "-f", "timeml")
    assert (result.exit_code, result.stderr) == (0, "")
    root = ElementTree.fromstring(result.stdout)
    assert "".join(root.find("TEXT").itertext()) == "On 5 March 2020 & later, one"  # type: ignore[union-attr]
    assert run("tag", "in.jsonl", "-f", "timeml", "-o", "one.tml").exit_code == 0
    assert Path("one.tml").read_bytes() == result.stdout_bytes


@pytest.mark.parametrize("output", [(), ("-o", "-"), ("-o", "all.tml"), ("-o", "")])
def test_several_texts_are_no_one_document(run: Run, texts: Callable[..., str], output: tuple[str, ...]) -> None:
    result = run("tag", texts("one", "two"), "-f", "timeml", *output)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "-o FOLDER/" in result.stderr
    assert _names(".") == ["in.jsonl"]


def test_several_texts_go_into_a_folder(run: Run, texts: Callable[..., str]) -> None:
    assert run("tag", texts("one", "two"), "-f", "timeml", "-o", "new/folder/").exit_code == 0
    assert _names("new/folder") == ["one.tml", "two.tml"]
    assert _read_timeml(Path("new/folder/two.tml")) == "On 5 March 2020 & later, two"
    before = Path("new/folder/one.tml").stat().st_ino
    assert run("tag", texts("one"), "-f", "timeml", "-o", "new/folder").exit_code == 0  # there already: no slash needed
    assert Path("new/folder/one.tml").stat().st_ino != before
    assert run("tag", texts("one"), "-f", "timeml", "-o", "in.jsonl/").exit_code == 2


def test_whatever_the_ids_files_stay_in_the_folder(run: Run, texts: Callable[..., str]) -> None:
    idents = (
        "../../up", "/root/up", "..", "", ".hidden", "a/b", "a_b", "A_B", "a_b-2", "C:\\x", "nul\0\n", "\ud800",
        "é" * 300, "é" * 301, "e\u0301", "\u00e9", "-rf", "*?",
    )  # fmt: skip
    assert run("tag", texts(*idents), "-f", "timeml", "-o", "out/").exit_code == 0
    assert _names(".") == ["in.jsonl", "out"]
    assert _names("..") == ["work"]
    names = _names("out")
    assert names == sorted(
        ["up.tml", "root_up.tml", "text.tml", "text-2.tml", "hidden.tml", "a_b.tml", "a_b-2.tml", "A_B-3.tml",
         "a_b-2-2.tml", "C_x.tml", "nul.tml", "text-3.tml", "é" * 90 + ".tml", "é" * 90 + "-2.tml", "é.tml", "é-2.tml",
         "rf.tml", "text-4.tml"]
    )  # fmt: skip
    said = {name: (Path("out") / name).read_bytes() for name in names}
    assert run("tag", "in.jsonl", "-f", "timeml", "-o", "out/").exit_code == 0
    assert {name: (Path("out") / name).read_bytes() for name in _names("out")} == said


def test_a_link_in_the_folder_is_not_followed(run: Run, texts: Callable[..., str]) -> None:
    Path("out").mkdir()
    Path("out/one.tml").symlink_to(Path("in.jsonl").absolute())
    before = Path(texts("one")).read_bytes()
    result = run("tag", "in.jsonl", "-f", "timeml", "-o", "out")
    assert result.exit_code == 2
    assert "out/one.tml: it is a link" in result.stderr
    assert Path("in.jsonl").read_bytes() == before


def test_nothing_to_tag_is_no_document(run: Run, texts: Callable[..., str]) -> None:
    for output in ("none.tml", "none/"):
        assert run("tag", texts(), "-f", "timeml", "-o", output).exit_code == 1
    assert _names(".") == ["in.jsonl"]
    Path("in.jsonl").write_text('{"id": "one", "text": "x"}\nno record\n', encoding="utf-8")
    result = run("tag", "in.jsonl", "-f", "timeml")
    assert result.exit_code == 1
    assert "in.jsonl:2: error" in result.stderr
    assert ElementTree.fromstring(result.stdout).findtext("TEXT") == "x"


def test_a_model_that_cannot_be_had_is_wrong_usage(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "spacy", None)
    result = run("build", str(tmp_path), "--nlp", "en_core_web_sm")
    assert result.exit_code == 2
    assert "idlibtl[nlp]" in result.stderr
