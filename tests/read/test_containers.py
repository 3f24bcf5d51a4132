"""Containers: zip, JSON lines, tables and web archives, each with a real sample, and with broken ones."""

from __future__ import annotations

import gzip
import io
import json
import random
import stat
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

import idlibtl
from idlibtl.custody.bundle import write_bundle
from idlibtl.custody.verify import verify
from idlibtl.model import Document
from idlibtl.read import read
from idlibtl.read.containers import CONTAINERS, split, suffix
from idlibtl.read.decode import contents
from idlibtl.store import Store, save

TRUCE = "The two sides signed a truce in Sarmada on 5 March 2020.\n"
RAID = "Soldiers raided a depot near Harim on 9 March 2020. Nobody was hurt.\n"


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("in").mkdir()
    return tmp_path


def zipped(path: str, members: dict[str, str | bytes]) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)


def lined(path: str, *records: object) -> None:
    Path(path).write_text("".join(f"{each if isinstance(each, str) else json.dumps(each)}\n" for each in records))


def archived(path: str, *pages: tuple[str, str, bytes], status: str = "200 OK", packed: bool = True) -> None:
    with Path(path).open("wb") as stream:
        writer = WARCWriter(stream, gzip=packed)
        info = writer.create_warcinfo_record("a.warc", {"software": "test"})
        writer.write_record(info)
        for address, media, data in pages:
            headers = StatusAndHeaders(status, [("Content-Type", media)], protocol="HTTP/1.1")
            record = writer.create_warc_record(address, "response", payload=io.BytesIO(data), http_headers=headers)
            writer.write_record(record)
            record.raw_stream.close()  # a temporary file


def found(*paths: str) -> tuple[dict[str, Document], list[tuple[str, str, str, int | None]]]:
    reading = read(paths or ["in"])
    told = [(problem.path, problem.code, problem.level, problem.line) for problem in reading.problems]
    return {path: each for each in reading.documents for path in each.paths}, [x for x in told if x[1] != "no-date"]


# Real samples


def test_members_of_a_zip_are_files_of_a_folder() -> None:
    zipped(
        "in/case.zip",
        {
            "b/raid.txt": RAID,
            "truce.md": f"---\ntitle: The truce\n---\n{TRUCE}",
            "sources.csv": "path,publisher,date\nb/raid.txt,The Lantern,2020-03-10\n",
            ".hidden.txt": "Nothing to see here.",
            "__MACOSX/._truce.md": "Nothing either.",
            "empty/": "",
        },
    )
    documents, problems = found()
    assert sorted(documents) == ["in/case.zip/b/raid.txt", "in/case.zip/truce.md"]
    assert not problems
    raid = documents["in/case.zip/b/raid.txt"]
    assert (raid.text, raid.publisher, str(raid.published)) == (RAID, "The Lantern", "2020-03-10")
    assert documents["in/case.zip/truce.md"].title == "The truce"


def test_a_manifest_beside_a_container_names_its_parts() -> None:
    zipped("in/case.zip", {"raid.txt": RAID})
    lined("in/more.jsonl", {"text": TRUCE})
    Path("in/sources.csv").write_text("path,title\ncase.zip/raid.txt,The raid\nmore.jsonl/1.json,The truce\n")
    documents, problems = found()
    assert {each.title for each in documents.values()} == {"The raid", "The truce"}
    assert not problems


def test_lines_of_json_are_sources_with_what_they_tell() -> None:
    lined(
        "in/articles.jsonl",
        {"text": TRUCE, "title": "A truce", "date": "2020-03-06T10:00:00+03:00", "source": "The Lantern",
         "url": "https://lantern.example/truce", "lang": "en", "id": "lantern/17"},
        "",
        {"text": RAID, "id": 42, "tags": ["x"], "label": True},
    )  # fmt: skip
    documents, problems = found()
    assert list(documents) == ["in/articles.jsonl/1-lantern_17.json", "in/articles.jsonl/3-42.json"]
    assert not problems
    truce, raid = documents.values()
    assert (truce.text, truce.title, truce.publisher, truce.url) == (
        TRUCE, "A truce", "The Lantern", "https://lantern.example/truce"
    )  # fmt: skip
    assert (str(truce.published_at), truce.published_basis) == ("2020-03-06 10:00:00", "metadata")
    assert (raid.title, raid.publisher, raid.url, raid.text) == (None, None, None, RAID)


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_rows_of_a_table_are_sources(mark: str, end: str) -> None:
    rows = [
        ["ID", "Headline", "Article Content", "Published", "extra"],
        ["7", "A truce", f'"{TRUCE.strip()}{end}{end}It ""held""."', "2020-03-06", ""],
        ["8", "A raid", f'"{RAID.strip()}"', "", "x"],
    ]
    text = end.join(mark.join(row) for row in rows) + end
    Path("in/table.csv").write_bytes(b"\xef\xbb\xbf" + text.encode())
    documents, problems = found()
    assert list(documents) == ["in/table.csv/2-7.csv", "in/table.csv/5-8.csv"]  # the cell above has line ends in it
    assert not problems
    truce, raid = documents.values()
    assert truce.text == f'{TRUCE.strip()}{end}{end}It "held".'
    assert (truce.title, str(truce.published), raid.title) == ("A truce", "2020-03-06", "A raid")
    assert contents("in/table.csv/5-8.csv").decode() == f"{mark.join(rows[0])}{end}{mark.join(rows[2])}{end}"


@pytest.mark.parametrize("packed", [True, False])
def test_pages_of_a_web_archive_have_their_address(packed: bool) -> None:
    name = "in/crawl.warc.gz" if packed else "in/crawl.warc"
    archived(
        name,
        ("https://lantern.example/robots.txt", "text/plain", b"Disallow: /"),
        ("https://lantern.example/truce", "text/plain; charset=utf-8", TRUCE.encode()),
        ("https://lantern.example/logo.png", "image/png", b"\x89PNG"),
        ("https://lantern.example/a/raid.txt?page=2", "text/plain", RAID.encode()),
        packed=packed,
    )
    documents, problems = found()
    assert list(documents) == [f"{name}/3-lantern.example_truce.txt", f"{name}/5-lantern.example_a_raid.txt"]
    truce, raid = documents.values()
    assert (truce.text, raid.text) == (TRUCE, RAID)
    assert (truce.url, raid.url) == ("https://lantern.example/truce", "https://lantern.example/a/raid.txt?page=2")
    assert problems == [(name, "unknown-format", "notice", None)]


def test_containers_within_an_archive_are_opened_but_for_archives() -> None:
    lined("articles.jsonl", {"text": TRUCE})
    zipped("inner.zip", {"raid.txt": RAID})
    zipped(
        "in/case.zip",
        {"a/articles.jsonl": Path("articles.jsonl").read_bytes(), "z.zip": Path("inner.zip").read_bytes()},
    )
    documents, problems = found()
    assert list(documents) == ["in/case.zip/a/articles.jsonl/1.json"]
    assert problems == [("in/case.zip/z.zip", "nested-archive", "error", None)]
    assert split("in/case.zip/a/articles.jsonl/1.json") == ("in/case.zip/a/articles.jsonl", "1.json")


def test_folders_that_are_called_as_containers_are_folders() -> None:
    Path("in/case.zip").mkdir()
    Path("in/case.zip/raid.txt").write_text(RAID)
    zipped("in/other.zip", {"table.csv/raid.txt": TRUCE})
    assert sorted(found()[0]) == ["in/case.zip/raid.txt", "in/other.zip/table.csv/raid.txt"]


def test_every_container_builds_verifies_and_goes_into_a_bundle() -> None:
    zipped("in/a.zip", {"raid.txt": RAID})
    lined("in/b.jsonl", {"text": TRUCE})
    Path("in/c.csv").write_text('text\n"The bridge at Darat Izza was blown up on 11 March 2020."\n')
    archived("in/d.warc", ("https://x.example/", "text/plain", b"A convoy left Reyhanli on 13 March 2020.\n"))
    made = idlibtl.build(["in"])
    assert {str(entry.when.edtf if entry.when else None) for entry in made.entries} == {
        "2020-03-05", "2020-03-09", "2020-03-11", "2020-03-13"
    }  # fmt: skip
    texts = {document.id: document.text for document in made.documents}
    for entry in made.entries:
        for link in entry.links:
            assert texts[link.document][link.start : link.end] == link.quote
    save(made, "c.db", paths=["in"])
    with Store("c.db") as store:
        assert [source.status for source in verify(store)] == ["unchanged"] * 4
    assert write_bundle("c.db", "bundle.zip").absent == ()
    assert found("bundle.zip")[1] == [("bundle.zip", "own-product", "notice", None)]
    zipped("in/a.zip", {"other.txt": RAID})
    lined("in/b.jsonl", "", {"text": TRUCE})
    with Store("c.db") as store:
        assert sorted(source.status for source in verify(store)) == ["missing", "missing", "unchanged", "unchanged"]


def test_links_into_a_text_with_pages_say_the_page() -> None:
    Path("in/pages.txt").write_text(f"A cover.\n\f{TRUCE}\f\f{RAID}")
    made = idlibtl.build(["in"])
    assert [[link.page for link in entry.links] for entry in made.entries] == [[2], [4], [4]]
    save(made, "c.db", paths=["in"])
    with Store("c.db") as store:
        assert [entry.links for entry in store.entries()] == [entry.links for entry in made.entries]
    main = [sys.executable, "-m", "idlibtl"]
    told = subprocess.run(
        [*main, "export", "-f", "markdown", "--db", "c.db"], capture_output=True, text=True, check=True
    )
    assert "[in/pages.txt:2, page 2](in/pages.txt#page=2)" in told.stdout
    assert "[in/pages.txt:3, page 4](in/pages.txt#page=4)" in told.stdout


# Broken ones


def bomb() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(8):
            archive.writestr(f"{number}.txt", bytes(40_000_000))
    return stream.getvalue()


def encrypted() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("a.txt", TRUCE)
    data = bytearray(stream.getvalue())
    data[6] |= 1  # the flag, in the member's own header and in the directory
    data[data.index(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


def cut_zip() -> bytes:
    zipped("whole.zip", {"a.txt": TRUCE})
    return Path("whole.zip").read_bytes()[:-30]


def torn_member() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("a.txt", TRUCE)
    return stream.getvalue().replace(b"two sides", b"two Sides", 1)


def cut_warc() -> bytes:
    archived("whole.warc.gz", ("https://x.example/", "text/plain", TRUCE.encode() * 999))
    return Path("whole.warc.gz").read_bytes()[:-40]


def endless_record() -> bytes:
    return gzip.compress(b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 3\r\n\r\nabc" + bytes(150_000_000))


BROKEN: list[tuple[str, Callable[[], bytes], str, str]] = [
    ("a.zip", lambda: b"", "damaged", "error"),
    ("a.zip", lambda: b"PK\x03\x04 and no more", "damaged", "error"),
    ("a.zip", cut_zip, "damaged", "error"),
    ("a.zip", bomb, "too-large", "error"),
    ("a.zip", encrypted, "encrypted", "error"),
    ("a.zip", torn_member, "damaged", "error"),
    ("a.jsonl", lambda: b"\n\n", "unknown-format", "notice"),
    ("a.jsonl", lambda: b'{"name": "no text"}\n', "unknown-format", "notice"),
    ("a.jsonl", lambda: b"\xff\xfe\x00", "unknown-format", "notice"),
    ("a.jsonl", lambda: b"[" * 100_000, "unknown-format", "notice"),
    ("a.jsonl", lambda: b'{"text": " "}\n', "empty", "error"),
    ("a.csv", lambda: b"", "empty", "error"),
    ("a.csv", lambda: b"name,age\nx,1\n", "unknown-format", "notice"),
    ("a.csv", lambda: b"text,id\n,1\n", "empty", "error"),
    ("a.csv", lambda: b'text,id\n"The truce, 1\n', "record", "error"),
    ("a.csv", lambda: b"text,id\na,1,2\n", "record", "error"),
    ("a.csv", lambda: random.Random(1).randbytes(4000), "binary", "error"),
    ("a.warc", lambda: b"not a web archive", "damaged", "error"),
    ("a.warc.gz", lambda: b"\x1f\x8b\x08\x00", "empty", "error"),
    ("a.warc.gz", cut_warc, "damaged", "error"),
    ("a.warc.gz", endless_record, "damaged", "error"),
]


@pytest.mark.parametrize(("name", "data", "code", "level"), BROKEN)
def test_a_broken_container_is_a_problem_and_the_rest_goes_on(
    name: str, data: Callable[[], bytes], code: str, level: str
) -> None:
    Path("in/whole.txt").write_text(RAID)
    Path("in", name).write_bytes(data())
    documents, problems = found()
    assert list(documents) == ["in/whole.txt"]
    assert [(code, level)] == [problem[1:3] for problem in problems]
    assert problems[0][0].startswith(f"in/{name}")


def test_a_wrong_line_or_row_is_named_and_the_rest_is_read() -> None:
    lined("in/a.jsonl", {"text": TRUCE}, "{no json", {"title": "no text"}, {"text": RAID})
    Path("in/b.csv").write_text("id,text\n1\n2,The truce ended on 1 April 2020.\n")
    documents, problems = found()
    assert list(documents) == ["in/a.jsonl/1.json", "in/a.jsonl/4.json", "in/b.csv/3-2.csv"]
    assert [problem[0::3] for problem in problems] == [("in/a.jsonl", 2), ("in/a.jsonl", 3), ("in/b.csv", 2)]


def test_of_many_wrong_lines_the_first_hundred_are_named() -> None:
    lined("in/a.jsonl", {"text": TRUCE}, *["?"] * 250)
    problems = read(["in"]).problems
    assert sum(problem.code == "record" for problem in problems) == 101
    assert any(problem.message.startswith("150 more") for problem in problems)


def link_member() -> zipfile.ZipInfo:
    info = zipfile.ZipInfo("link.txt")
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    return info


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("../../etc/passwd.txt", "unsafe-name"),
        ("/etc/passwd.txt", "unsafe-name"),
        ("..\\..\\evil.txt", "unsafe-name"),
        ("C:/evil.txt", "unsafe-name"),
        ("a/../../evil.txt", "unsafe-name"),
        ("good.txt", "twice"),
        (zipfile.ZipInfo(""), "unsafe-name"),
        (link_member(), "link-outside"),
    ],
)
def test_no_path_leads_out_of_an_archive(name: str | zipfile.ZipInfo, code: str) -> None:
    with zipfile.ZipFile("in/case.zip", "w") as archive:
        archive.writestr("good.txt", RAID)
        archive.writestr(name, "/etc/passwd")
    documents, problems = found()
    assert list(documents) == ["in/case.zip/good.txt"]
    assert documents["in/case.zip/good.txt"].text == RAID
    assert [problem[1] for problem in problems] == [code]


def test_a_missing_package_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(_: str) -> object:
        raise ModuleNotFoundError("No module named 'warcio'", name="warcio")

    monkeypatch.setattr("idlibtl.read.containers.import_module", missing)
    Path("in/a.warc").write_bytes(b"WARC/1.0")
    (problem,) = read(["in"]).problems
    assert problem.code == "missing-extra"
    assert "pip install 'idlibtl[warc]'" in problem.message


@pytest.mark.parametrize("name", sorted(CONTAINERS))
@settings(deadline=None)
@given(data=st.binary(max_size=400))
def test_any_bytes_are_a_container_or_a_problem(name: str, data: bytes) -> None:
    path = Path(f"in/any{name}")
    path.write_bytes({".zip": b"PK", ".warc": b"WARC/1.0\r\n", ".jsonl": b'{"text":'}.get(name, b"") + data)
    reading = read([path])
    assert reading.documents or reading.problems


@settings(deadline=None)
@given(
    st.lists(st.dictionaries(st.sampled_from(["text", "title", "date", "url", "lang", "id"]), st.text()), max_size=4)
)
def test_any_records_keep_their_texts(records: list[dict[str, str]]) -> None:
    path = Path("in/any.jsonl")
    path.write_text("".join(f"{json.dumps(record)}\n" for record in records))
    texts = {each.text for each in read([path]).documents}
    assert texts == {record["text"] for record in records if record.get("text", "").strip("\ufeff").strip()}


def test_names_of_containers_are_told_by_their_suffix() -> None:
    assert [suffix(name) for name in ("a.ZIP", "a.warc.gz", "b/c.CSV")] == [".zip", ".warc.gz", ".csv"]
    assert [suffix(name) for name in (".zip", "a.txt", "https://x.example/a.zip?b")] == [None] * 3
