"""Files and folders in, documents and problems out."""

from __future__ import annotations

import hashlib
import os
import re
import socket
import sqlite3
import stat
from pathlib import Path

import pytest

from idlibtl.model import Document
from idlibtl.read import READERS, PathNotFoundError, Reading, decode, read
from idlibtl.read.walk import Found

TEXT = "Truce holds in the north\n5 March 2020\nThe truce held.\n"


def codes(reading: Reading) -> list[tuple[str, str, str]]:
    return [(Path(problem.path).name, problem.code, problem.level) for problem in reading.problems]


def only(reading: Reading) -> Document:
    (document,) = reading.documents
    return document


def test_a_document_has_all_that_is_known(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a.txt").write_text(TEXT, encoding="utf-8")
    document = only(read(["a.txt"]))
    assert document.paths == ("a.txt",)
    assert document.id == hashlib.sha256(TEXT.encode()).hexdigest()[:12]
    assert document.sha256 == hashlib.sha256(TEXT.encode()).hexdigest()
    assert document.text == TEXT
    assert document.title == "Truce holds in the north"
    assert str(document.published) == "2020-03-05"
    assert document.published_words == "5 March 2020"
    assert (document.language, document.url, document.publisher) == ("en", None, None)


def test_folders_are_walked_in_order_and_hidden_names_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for number, name in enumerate(
        ("b/z.txt", "b/a.md", "a.txt", "b/c/d.TXT", ".hidden.txt", ".git/x.txt", "b/.x/y.txt")
    ):
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text(f"{TEXT}{number}", encoding="utf-8")
    reading = read(["."])
    assert [document.paths for document in reading.documents] == [("a.txt",), ("b/a.md",), ("b/c/d.TXT",), ("b/z.txt",)]
    assert read(["b", "a.txt"]) == read([Path("a.txt"), "./b/", "b/z.txt"]) == reading
    assert [document.paths for document in read([".git", ".hidden.txt"]).documents] == [
        (".git/x.txt",),
        (".hidden.txt",),
    ]


def test_equal_texts_are_one_document(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("z.txt", "a/b.md", "2020-03-05.txt"):
        Path(name).parent.mkdir(exist_ok=True)
        Path(name).write_text("The truce held.", encoding="utf-8")
    document = only(read(["z.txt", "a", "2020-03-05.txt"]))
    assert document.paths == ("2020-03-05.txt", "a/b.md", "z.txt")
    assert document.published_basis == "file-name"


def test_a_missing_path_is_named(tmp_path: Path) -> None:
    with pytest.raises(PathNotFoundError, match="no such file or folder") as caught:
        read([tmp_path, tmp_path / "gone"])
    assert caught.value.filename == (tmp_path / "gone").as_posix()
    assert isinstance(caught.value, FileNotFoundError)


ENCODINGS = [
    ("utf-8", "utf-8", []),
    ("utf-8-sig", "utf-8", []),
    ("utf-16", "utf-16-le", []),
    ("utf-32", "utf-32-le", []),
    ("cp1252", "cp1252", ["not-utf8"]),
]


@pytest.mark.parametrize(("encoding", "decoding", "expected"), ENCODINGS)
def test_encodings(tmp_path: Path, encoding: str, decoding: str, expected: list[str]) -> None:
    text = "The “truce” held\r\n5 March 2020\r\nIt wasn’t to last — and the café was shut.\r\n"
    path = tmp_path / "a.txt"
    path.write_bytes(text.encode(encoding))
    reading = read([path])
    document = only(reading)
    assert document.text.removeprefix("\ufeff") == text
    assert document.text.encode(decoding) == path.read_bytes()
    assert document.published_span is not None
    assert document.text[slice(*document.published_span)] == "5 March 2020"
    assert [code for _, code, _ in codes(reading)] == expected
    if expected:
        assert "cp1252 was taken" in reading.problems[0].message


def test_line_ends_and_byte_order_mark_count(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_bytes(b"\xef\xbb\xbf---\r\nlang: ar\r\n---\r\nTruce holds\r\rMarch 5, 2020\r\n")
    document = only(read([tmp_path]))
    assert document.text.startswith("\ufeff---\r\n")
    assert document.published_span == (34, 47)
    assert (document.title, document.language) == ("Truce holds", "ar")


def test_lone_nuls_are_text_and_many_are_not(tmp_path: Path) -> None:
    (tmp_path / "lone.txt").write_bytes(b"The truce\0held.")
    (tmp_path / "many.txt").write_bytes("The truce held.".encode("utf-16-le"))
    (tmp_path / "picture.txt").write_bytes(bytes(range(256)) * 40)
    reading = read([tmp_path])
    assert only(reading).text == "The truce\0held."
    assert [c for c in codes(reading) if c[2] == "error"] == [
        ("many.txt", "binary", "error"),
        ("picture.txt", "binary", "error"),
    ]


@pytest.mark.parametrize("data", [b"", b" \r\n\t", b"\xef\xbb\xbf\n"])
def test_empty(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "a.txt").write_bytes(data)
    reading = read([tmp_path])
    assert codes(reading) == [("a.txt", "empty", "error")]
    assert not reading.documents


def test_too_large_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decode, "LARGEST", 20_000)
    (tmp_path / "a.txt").write_bytes(b"x" * 20_001)
    (tmp_path / "b.txt").write_bytes(b"The truce held: 20 b" * 1000)
    reading = read([tmp_path])
    assert [c for c in codes(reading) if c[2] == "error"] == [("a.txt", "too-large", "error")]
    assert only(reading).paths == ((tmp_path / "b.txt").as_posix(),)


def test_forbidden_file(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(TEXT, encoding="utf-8")
    path.chmod(0)
    if os.access(path, os.R_OK):
        pytest.skip("this user may read everything (root?): a forbidden file can't be made")
    assert codes(read([tmp_path])) == [("a.txt", "unreadable", "error")]


def test_a_refusal_is_told_whoever_runs_this(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: object) -> None:
        raise PermissionError(13, "Permission denied")

    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    with monkeypatch.context() as patch:
        patch.setattr(Path, "open", refuse)
        reading = read([tmp_path])
    assert codes(reading) == [("a.txt", "unreadable", "error")]
    assert "Permission denied" in reading.problems[0].message
    with monkeypatch.context() as patch:
        patch.setattr(os, "scandir", refuse)
        assert codes(read([tmp_path])) == [(tmp_path.name, "unreadable", "error")]


def test_forbidden_folder(tmp_path: Path) -> None:
    folder = tmp_path / "shut"
    folder.mkdir()
    folder.chmod(0)
    try:
        if os.access(folder, os.R_OK):
            pytest.skip("this user may read everything (root?): a forbidden folder can't be made")
        assert codes(read([tmp_path])) == [("shut", "unreadable", "error")]
    finally:
        folder.chmod(stat.S_IRWXU)


def test_vanished_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("idlibtl.read.files", lambda paths: Found({(tmp_path / "gone.txt").as_posix()}))
    assert codes(read([tmp_path])) == [("gone.txt", "unreadable", "error")]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no FIFOs")
def test_pipes_and_sockets_are_not_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    os.mkfifo("a.txt")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind("b.txt")
        assert codes(read(["."])) == [("a.txt", "unreadable", "error"), ("b.txt", "unreadable", "error")]


def test_links(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("in/deep").mkdir(parents=True)
    Path("in/deep/a.txt").write_text(TEXT, encoding="utf-8")
    Path("out").mkdir()
    Path("out/b.txt").write_text(f"{TEXT}b", encoding="utf-8")
    Path("in/a-round").symlink_to(tmp_path / "in")
    Path("in/deep/round").symlink_to("..")
    Path("in/out").symlink_to(tmp_path / "out")
    Path("in/other.txt").symlink_to("deep/a.txt")
    Path("in/broken.txt").symlink_to("nowhere.txt")
    Path("in/self.txt").symlink_to("self.txt")
    reading = read(["in"])
    assert [document.paths for document in reading.documents] == [("in/deep/a.txt", "in/other.txt")]
    faults = [("broken.txt", "unreadable", "error"), ("self.txt", "unreadable", "error")]
    assert codes(reading) == [faults[0], ("out", "link-outside", "notice"), faults[1]]
    for given, refused in ((["in", "out"], []), (["in", "in/out"], []), (["in", "out/b.txt"], ["out"])):
        both = read(given)
        assert [document.text.removeprefix(TEXT) for document in both.documents] == ["", "b"]
        assert [Path(problem.path).name for problem in both.problems if problem.code == "link-outside"] == refused


def test_unknown_formats_are_told_with_the_known(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decode, "LARGEST", 20)
    (tmp_path / "a.xyz").write_bytes(b"x" * 30)
    (tmp_path / "noname").write_bytes(b"x")
    reading = read([tmp_path])
    assert codes(reading) == [("a.xyz", "unknown-format", "notice"), ("noname", "unknown-format", "notice")]
    assert all(suffix in reading.problems[0].message for suffix in READERS)


def test_own_products_are_no_sources(tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / "chronology.db")
    connection.execute("create table t (x)")
    connection.close()
    (tmp_path / "old.txt").write_bytes((tmp_path / "chronology.db").read_bytes())
    (tmp_path / "out.json").write_text('{\n  "idlibtl": "0.1.0", "entries": []}', encoding="utf-8")
    (tmp_path / "out.md").write_text("<!-- idlibtl 0.1.0 -->\n# Chronology\n", encoding="utf-8")
    (tmp_path / "out.csv").write_text("idlibtl_id,date\n1,2020\n", encoding="utf-8-sig")
    (tmp_path / "chronology.toml").write_text("", encoding="utf-8")
    reading = read([tmp_path])
    assert not reading.documents
    names = ["chronology.db", "chronology.toml", "old.txt", "out.csv", "out.json", "out.md"]
    assert codes(reading) == [(name, "own-product", "notice") for name in names]


def test_a_json_of_others_is_an_unknown_format(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text('{"title": "idlibtl"}', encoding="utf-8")
    assert codes(read([tmp_path])) == [("a.json", "unknown-format", "notice")]


def test_the_page_on_reading_names_every_format_and_code() -> None:
    root = Path(__file__).parents[2]
    page = (root / "docs" / "reading.md").read_text(encoding="utf-8")
    source = "".join(path.read_text(encoding="utf-8") for path in (root / "idlibtl" / "read").glob("*.py"))
    told = set(re.findall(r'(?:Problem\(path, |UnreadableError\()"([a-z0-9-]+)"', source))
    assert len(told) >= 12
    assert {code for code in told if f"| `{code}` |" not in page} == set()
    assert {suffix for suffix in READERS if f"`{suffix}`" not in page} == set()


def test_every_problem_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"")
    (tmp_path / "b.txt").write_bytes(b"The truce held.")
    (tmp_path / "c.xyz").write_bytes(b"")
    for problem in read([tmp_path]).problems:
        assert len(problem.message.split()) > 6
        assert problem.path.startswith(tmp_path.as_posix())


@pytest.mark.parametrize("end", ["…".encode()[:2], b"\xe9", b"\x93x"])
def test_a_few_broken_letters_spoil_no_others(tmp_path: Path, end: bytes) -> None:
    (tmp_path / "a.txt").write_bytes("“The truce” of Erdoğan – ".encode() + end)
    reading = read([tmp_path])
    assert reading.documents[0].text.startswith("“The truce” of Erdoğan – \ufffd")
    assert "not-utf8" in [problem.code for problem in reading.problems]
