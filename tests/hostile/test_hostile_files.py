"""Files that would stop the program, fill the memory, or make it read what nobody asked it to."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from kit import ACTING, PROSE, built, idlibtl, told

from idlibtl.model import Document
from idlibtl.read import listing, read
from idlibtl.store import load

resource = pytest.importorskip("resource", reason="this system counts no memory")

ROOT = Path(__file__).resolve().parents[2]
MEGABYTE = 1_000_000


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    folder = tmp_path / "reports"
    folder.mkdir()
    return folder


def codes(folder: Path) -> list[tuple[str, str]]:
    return [(Path(problem.path).name, problem.code) for problem in read([folder]).problems]


def only(folder: Path) -> Document:
    (document,) = read([folder]).documents
    return document


ALIASES = "a: &a [lol]\n" + "".join(
    f"{b}: &{b} [{', '.join([f'*{a}'] * 9)}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
)
BOMBS = {
    "aliases": ALIASES,
    "merge keys": "a: &a {x: 1}\n" + "b: {<<: *a}\n" * 2000,
    "deep lists": f"a: {'[' * 60_000}\n",
    "deep mappings": f"a: {'{a: ' * 12_000}\n",
    "deep blocks": "".join(f"{' ' * depth}a:\n" for depth in range(300)),
    "dashes": f"{'- ' * 30_000}\n",
    "question marks": f"{'? ' * 30_000}\n",
    "objects": "a: !!python/object/apply:os.system ['false']\ntitle: !!python/name:os.system x\n",
    "a megabyte of keys": "".join(f"key{number}: {number}\n" for number in range(60_000)),
    "one long key": "k" * 60_000 + ": 1\n",
    "quotation marks": '"' * 60_000 + "\n",
    "escapes": 'a: "' + "\\x41" * 15_000 + '"\n',
}


HARMLESS = ("objects", "escapes")  # values of names that mean nothing here: passed over, and nothing is made of them


@pytest.mark.parametrize("bomb", BOMBS)
def test_a_front_matter_bomb_is_refused_and_its_text_is_read(reports: Path, bomb: str) -> None:
    (reports / "a.md").write_text(f"---\ntitle: A school opens\n{BOMBS[bomb]}---\n{PROSE}", encoding="utf-8")
    said = built(reports).stderr
    assert len(said) < 1000
    assert ("[front-matter]" in said) == (bomb not in HARMLESS)
    assert "Two men were killed in Belen" in told(reports)["show"]


def run(*words: str) -> tuple[subprocess.CompletedProcess[str], int]:
    """The program in a process of its own, with its peak of memory in megabytes."""
    # Not ru_maxrss: a new process has that of the one which started it, here the whole test run's.
    code = (
        "import re, sys; from idlibtl.cli.app import app; sys.argv[0] = 'idlibtl'\n"
        "try: app()\nfinally:\n"
        " kilobytes = re.search(r'VmHWM:\\s+(\\d+)', open('/proc/self/status').read())[1]\n"
        " print('peak', int(kilobytes) // 1024, file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code, *words], cwd=ROOT, capture_output=True, text=True, check=False)
    return done, int(re.findall(r"^peak (\d+)$", done.stderr, re.M)[-1])


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory is measured as Linux tells it")
@pytest.mark.parametrize(("piece", "megabytes"), [("a", 10), (" ", 1), ("'", 0.1), ("A!", 0.1), ("1 ", 0.1)])
def test_a_line_of_megabytes_is_read_in_bounded_memory(reports: Path, piece: str, megabytes: float) -> None:
    (reports / "a.txt").write_text(f"{PROSE}{piece * int(megabytes * MEGABYTE / len(piece))}", encoding="utf-8")
    done, peak = run("build", str(reports), "--db", str(reports.parent / "c.db"), "--jobs", "1")
    assert done.returncode == 0, done.stderr
    assert "1 document, 1 entry, 0 problems" in done.stderr
    assert peak < 600


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory is measured as Linux tells it")
def test_a_file_of_a_hundred_megabytes_is_never_read_in(reports: Path) -> None:
    (reports / "a.txt").write_text(PROSE, encoding="utf-8")
    with (reports / "b.txt").open("wb") as file:
        file.truncate(100 * MEGABYTE)
    done, peak = run("build", str(reports), "--db", str(reports.parent / "c.db"), "--jobs", "1")
    assert done.returncode == 1
    assert "[too-large]" in done.stderr
    assert "1 document, 1 entry" in done.stderr
    assert peak < 300


def test_sources_csv_of_one_long_line_is_told_in_few_words(reports: Path) -> None:
    (reports / "a.txt").write_text(PROSE, encoding="utf-8")
    for text in (
        "x" * MEGABYTE,
        "path," + "x," * 500_000,
        f"path\n{'../' * 100_000}etc/passwd\n",
        f'path,title\na.txt,"{"x" * MEGABYTE}',
    ):
        (reports / "sources.csv").write_text(text, encoding="utf-8")
        said = built(reports).stderr
        assert "[manifest]" in said
        assert len(said) < 2000


def test_nul_bytes_are_shown_or_the_file_is_refused(reports: Path) -> None:
    (reports / "few.txt").write_bytes(b"On 7 May 2020 soldiers\0 left the town of Saraba.\n" + PROSE.encode())
    (reports / "many.txt").write_bytes(PROSE.encode("utf-16-le"))
    said = built(reports, 1).stderr
    assert re.search(r"many\.txt: error: .* \[binary\]", said)
    found = told(reports)
    assert "soldiers␀ left" in found["show"]
    assert all("\0" not in text for text in found.values())
    assert "soldiers\\u0000 left" in found["json"]


MIXED = {
    "two encodings": PROSE.encode()
    + "On 7 May 2020 Erdoğan — he — left café.\n".encode()
    + "naïve “quotes”".encode("cp1252"),
    "cut within a letter": PROSE.encode() + "…".encode()[:2],
    "overlong": PROSE.encode() + b"\xc0\xaf..\xc0\xaf \xe0\x80\xaf",
    "surrogates in UTF-8": PROSE.encode() + b"\xed\xa0\x80\xed\xb0\x80",
    "beyond Unicode": PROSE.encode() + b"\xf4\x90\x80\x80\xf8\x88\x80\x80\x80",
    "half of a pair in UTF-16": b"\xff\xfe" + PROSE.encode("utf-16-le") + b"\x00\xd8a\x00",
    "odd UTF-16": b"\xff\xfe" + PROSE.encode("utf-16-le") + b"a",
    "UTF-7": PROSE.encode() + b"+ADw-script+AD4-alert(1)+ADw-/script+AD4-",
    "every byte": PROSE.encode() * 20 + bytes(range(128, 256)),
}


@pytest.mark.parametrize("kind", MIXED)
def test_mixed_encodings_are_read_with_a_notice_or_refused(reports: Path, kind: str) -> None:
    (reports / "a.txt").write_bytes(MIXED[kind])
    reading = read([reports])
    errors = [problem.code for problem in reading.problems if problem.level == "error"]
    assert errors == ([] if reading.documents else ["binary"])
    for document in reading.documents:
        assert document.text.startswith("Valley Post")
        assert "not-utf8" in [problem.code for problem in reading.problems] or kind == "UTF-7"
        document.text.encode()
    built(reports, 1 if errors else 0)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_offsets_and_lines_stay_right(reports: Path, end: str, encoding: str) -> None:
    lines = [
        "Valley Post, 6 March 2020",
        "",
        "É🚒: two men were killed in Belen on 5 March 2020.",
        "",
        "Troops left Aram on 7 May 2020.",
    ]
    (reports / "a.txt").write_bytes(end.join(lines).encode(encoding))
    built(reports)
    made = load(reports.parent / "c.db")
    (document,) = made.documents
    assert document.text.removeprefix("\ufeff") == end.join(lines)
    links = [link for entry in made.entries for link in entry.links]
    assert [link.line for link in links] == [3, 5]
    for link in links:
        assert document.text[link.start : link.end] == link.quote
        assert lines[link.line - 1][link.column - 1 :].startswith(link.quote)


@pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege there")
def test_links_out_of_the_folder_are_not_followed(reports: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.mkdir()
    (secret / "key.txt").write_text(f"{PROSE}A secret.", encoding="utf-8")
    (secret / "sources.csv").write_text("path,title\nkey.txt,x\n", encoding="utf-8")
    (reports / "a.txt").write_text(PROSE, encoding="utf-8")
    (reports / "in").mkdir()
    outside: dict[str, str | Path] = {
        "file.txt": secret / "key.txt", "folder": secret, "up": "..", "in/up": "../../secret",
        "gone.txt": tmp_path / "gone",
        "chain.txt": "file.txt", "passwd.txt": "/etc/passwd", "sources.csv": secret / "sources.csv", "in/root": "/",
        "null.txt": "/dev/null", "self": "/proc/self",
    }  # fmt: skip
    for name, target in outside.items():
        (reports / name).symlink_to(target)
    reading = read([reports])
    assert [document.paths for document in reading.documents] == [((reports / "a.txt").as_posix(),)]
    assert {Path(problem.path).relative_to(reports).as_posix() for problem in reading.problems} == {*outside}
    assert {(problem.code, problem.level) for problem in reading.problems} == {("link-outside", "notice")}
    assert "A secret" not in "".join([*told_after_build(reports).values()])
    assert len(read([reports, secret]).documents) == 2


def told_after_build(folder: Path) -> dict[str, str]:
    built(folder)
    return dict(told(folder))


@pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege there")
def test_loops_of_links_end(reports: Path) -> None:
    (reports / "a.txt").write_text(PROSE, encoding="utf-8")
    (reports / "in").mkdir()
    for name, target in {"in/round": "..", "here": ".", "self.txt": "self.txt", "one": "two", "two": "one"}.items():
        (reports / name).symlink_to(target)
    (reports / "long").symlink_to("/".join(["here"] * 30 + ["in", "round"] * 30))
    assert only(reports).paths == ((reports / "a.txt").as_posix(),)
    assert [code for code in codes(reports) if code[1] != "unknown-format"] == [
        ("long", "unreadable"), ("one", "unreadable"), ("self.txt", "unreadable"), ("two", "unreadable")
    ]  # fmt: skip


def test_rows_of_sources_csv_reach_no_file_outside(reports: Path, tmp_path: Path) -> None:
    (tmp_path / "b.txt").write_text(f"{PROSE}b", encoding="utf-8")
    (reports / "a.txt").write_text(PROSE, encoding="utf-8")
    rows = (
        "../b.txt",
        str(tmp_path / "b.txt"),
        "..\\b.txt",
        "a/../../b.txt",
        "/etc/passwd",
        "file:///etc/passwd",
        "~/.ssh/id_rsa",
    )
    (reports / "sources.csv").write_text("path,title\n" + "".join(f"{row},Mine\n" for row in rows), encoding="utf-8")
    reading = read([reports, tmp_path / "b.txt"])
    assert [document.title for document in reading.documents] == [None, None]
    assert [problem.line for problem in reading.problems] == [*range(2, 2 + len(rows))]


@pytest.mark.skipif(sys.platform == "win32", reason="such names can't be there")
def test_names_of_files_are_only_names(tmp_path: Path) -> None:
    folder = os.fsencode(tmp_path / "reports")
    names = [
        b"a\nb.txt", b"\x1b[31m.txt", b"\x1b]52;c;YQ==\x07.txt", b"-rf.txt", b"--db=x.txt", b"=1+1.txt",
        b"\xff\xfe.txt", b"\xe2\x80\xae.txt",
        b"%s%n{0}.txt", b"[bold]a[u].txt", b"javascript:alert(1).txt", b"s3:b.txt", b"a::b.txt",
        b"'; DROP TABLE entry; --.txt",
        b"$(touch pwned).txt", b"`touch pwned`.txt", b"](http:evil).txt", b"n" * 251 + b".txt",
        "\u0041\u0301.txt".encode(), b" .txt",
    ]  # fmt: skip
    paths = [folder + (b"/x\n\x1b[1m/" if number % 2 else b"/-/") + name for number, name in enumerate(names)]
    for number, path in enumerate(map(Path, map(os.fsdecode, paths))):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{PROSE}Troops left town {number} on {number + 1} May 2020.\n", encoding="utf-8")
    said = built(tmp_path / "reports").stderr
    assert f"{len(names)} documents" in said
    assert not ACTING.search(said)
    found = told(tmp_path / "reports")
    for name, text in found.items():
        assert not ACTING.search(text.replace("\r\n", "\n")), name
    made = load(tmp_path / "c.db")
    assert sorted(os.fsencode(document.paths[0]) for document in made.documents) == sorted(paths)
    assert not list(tmp_path.rglob("pwned"))


@pytest.mark.skipif(sys.platform == "win32", reason="such names can't be there")
def test_folders_deeper_than_a_path_can_be_are_told(reports: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (reports / "a.txt").write_text(PROSE, encoding="utf-8")
    monkeypatch.chdir(reports)
    for _ in range(30):
        Path("d" * 200).mkdir()
        monkeypatch.chdir("d" * 200)
    monkeypatch.chdir(reports.parent)
    assert only(reports).paths == ((reports / "a.txt").as_posix(),)
    assert [code for _, code in codes(reports)] == ["unreadable"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no FIFOs")
def test_devices_and_pipes_are_not_opened(reports: Path) -> None:
    (reports / "a.txt").write_text(PROSE, encoding="utf-8")
    os.mkfifo(reports / "pipe.txt")
    os.mkfifo(reports / "sources.csv")
    assert only(reports).paths == ((reports / "a.txt").as_posix(),)
    assert codes(reports) == [("pipe.txt", "unreadable"), ("sources.csv", "unreadable")]
    for path in filter(os.path.exists, ("/dev/zero", "/dev/tty")):
        assert [problem.code for problem in read([path]).problems] == ["unreadable"]
        assert idlibtl("build", path, "--db", str(reports.parent / "c.db"), "--jobs", "1").exit_code == 1


def test_a_folder_of_many_files_is_listed_and_built(reports: Path) -> None:
    for number in range(500):
        (reports / f"{number}.txt").write_text(f"Troops left town {number} on 5 March 2020.", encoding="utf-8")
    assert len(listing([reports]).paths) == 500
    assert "500 documents" in built(reports).stderr
