"""Reports at URLs: found, read and told of by the rules for local ones."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from typer.testing import CliRunner

from idlibtl import address
from idlibtl.cli.app import app
from idlibtl.cli.output import linked
from idlibtl.model import Chronology
from idlibtl.pipeline import build
from idlibtl.read import PathNotFoundError, UnreachableError, decode, listing, read
from idlibtl.read.formats import reader
from idlibtl.store import Store

ROOT = Path(__file__).resolve().parents[2]
TEXT = "Ferry stopped\nBy Our Staff\n5 March 2020\n\nThe ferry to Orsa was stopped on Monday. Two men were detained.\n"
FILES = {
    "a.txt": TEXT,
    "b/2019-07-02-quay.md": "The quay of Orsa was closed on 1 July 2019. Three people were injured.\n",
    "b/c/d.TXT": "On 4 May 2018 the bridge at Lund fell.\n",
    "b/c/e f.txt": "On 6 May 2018 the bridge at Lund was cleared.\n",
    "b/copy.txt": TEXT,
    "b/sources.csv": "path,title,date\nc/d.TXT,The bridge,2018-05-06\n../a.txt,Not mine,2001-01-01\n",
    "b/table.xls": "1",
    "sources.csv": "path,publisher\na.txt,The Orsa Post\nb/c/d.TXT,The Lund Times\n",
    ".hidden.txt": TEXT,
    "b/.git/x.txt": TEXT,
}
READ = ["a.txt", "b/2019-07-02-quay.md", "b/c/d.TXT", "b/c/e f.txt", "b/copy.txt", "b/table.xls"]


@pytest.fixture
def memory() -> Iterator[Any]:
    fsspec = pytest.importorskip("fsspec", reason="no fsspec (the extra idlibtl[dask]): URLs can't be read")
    filesystem = fsspec.filesystem("memory")
    filesystem.store.clear()
    filesystem.pseudo_dirs[:] = [""]
    for name, text in FILES.items():
        filesystem.pipe(f"/reports/{name}", text.encode())
    yield filesystem
    filesystem.store.clear()
    filesystem.pseudo_dirs[:] = [""]


def _local_copy(folder: Path) -> None:
    for name, text in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8", newline="")


def _moved(chronology: Chronology, start: str) -> Chronology:
    """The chronology as if its sources lay elsewhere."""
    return replace(
        chronology,
        documents=tuple(
            replace(document, paths=tuple(path.removeprefix(start) for path in document.paths))
            for document in chronology.documents
        ),
        problems=tuple(replace(problem, path=problem.path.removeprefix(start)) for problem in chronology.problems),
    )


ADDRESSES = [
    # path, is it a URL, on this disk, its name, its folder
    ("reports/a.txt", False, "reports/a.txt", "a.txt", "reports"),
    ("a.txt", False, "a.txt", "a.txt", "."),
    ("C:/reports/a.txt", False, "C:/reports/a.txt", "a.txt", "C:/reports"),
    ("C://a.txt", False, "C://a.txt", "a.txt", "C:"),
    ("a::b.txt", False, "a::b.txt", "a::b.txt", "."),
    ("s3://b/x/a?b.txt", True, None, "a?b.txt", "s3://b/x"),
    ("memory://a.txt", True, None, "a.txt", "memory://"),
    ("https://h.example/x/a.txt?d=2020-03-05/1#top", True, None, "a.txt", None),
    ("file:///srv/a.txt", True, "/srv/a.txt", "a.txt", "file:///srv"),
    ("file:///C:/srv/a.txt", True, "C:/srv/a.txt", "a.txt", "file:///C:/srv"),
    ("local://srv/a.txt", True, "srv/a.txt", "a.txt", "local://srv"),
]


@pytest.mark.parametrize(("path", "is_url", "here", "name", "folder"), ADDRESSES)
def test_addresses(path: str, is_url: bool, here: str | None, name: str, folder: str | None) -> None:
    assert address.is_url(path) is is_url
    assert address.on_disk(path) == here
    assert address.name(path) == name
    assert folder is None or address.folder(path) == folder
    assert not address.is_url(Path(path))


def test_the_query_of_a_web_page_hides_no_format() -> None:
    assert reader("https://h.example/a.md?token=x.y") is reader("a.md")
    assert reader("s3://b/a.md?x") is None


FOUND = [
    (["memory://reports"], [f"memory://reports/{name}" for name in READ]),
    (["memory://reports/"], [f"memory://reports/{name}" for name in READ]),
    (["memory:///reports"], [f"memory:///reports/{name}" for name in READ]),
    (["memory://"], [f"memory://reports/{name}" for name in READ]),
    (["memory://reports/b/c", "memory://reports/b/c/d.TXT"], [f"memory://reports/{name}" for name in READ[2:4]]),
    (["memory://reports/b/c", "memory:///reports/b/c"], [f"memory:///reports/{name}" for name in READ[2:4]]),
    (["memory://reports/.hidden.txt"], ["memory://reports/.hidden.txt"]),
    (["memory://reports/b/.git"], ["memory://reports/b/.git/x.txt"]),
]  # fmt: skip


@pytest.mark.parametrize(("given", "found"), FOUND)
def test_what_is_found(memory: object, given: list[str], found: list[str]) -> None:
    assert list(listing(given).paths) == list(listing(given[::-1]).paths) == found


def test_local_paths_and_urls_stand_together(memory: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("own.txt").write_text("The mill burnt on 3 March 2011.", encoding="utf-8")
    assert listing(["memory://reports/b/c/d.TXT", "."]).paths == ("memory://reports/b/c/d.TXT", "own.txt")


def test_manifests_count(memory: object) -> None:
    reading = read(["memory://reports"])
    bridge = next(document for document in reading.documents if document.paths[0].endswith("d.TXT"))
    assert (bridge.title, bridge.publisher, str(bridge.published)) == ("The bridge", "The Lund Times", "2018-05-06")
    ferry = reading.documents[0]
    assert ferry.paths == ("memory://reports/a.txt", "memory://reports/b/copy.txt")
    assert ferry.publisher == "The Orsa Post"
    faults = [(problem.path, problem.line) for problem in reading.problems if problem.code == "manifest"]
    assert faults == [("memory://reports/b/sources.csv", 3)]


@pytest.mark.parametrize("start", ["memory://reports/", "file://"])
def test_the_chronology_is_that_of_a_local_folder(
    memory: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, start: str
) -> None:
    _local_copy(tmp_path)
    here = build([tmp_path])
    assert len(here.entries) > 3
    url = start if start.startswith("memory") else f"file://{tmp_path.as_posix()}/"
    assert _moved(build([url]), url) == _moved(here, f"{tmp_path.as_posix()}/")


def test_a_file_url_follows_links_as_a_path_does(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "in" / "loop").symlink_to(tmp_path, target_is_directory=True)
    url = f"file://{tmp_path.as_posix()}"
    assert listing([url]).paths == (f"{url}/in/a.txt",)
    assert listing([f"{url}/in/a.txt"]).paths == (f"{url}/in/a.txt",)


def test_too_large_is_never_fetched(memory: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decode, "LARGEST", 1000)
    memory.pipe("/reports/large.txt", b"x" * 5000)
    reads: list[int] = []
    kept = type(memory)._open

    def counted(self: Any, *words: Any, **named: Any) -> Any:
        opened = kept(self, *words, **named)
        whole = opened.read
        monkeypatch.setattr(opened, "read", lambda most: reads.append(most) or whole(most))  # type: ignore[func-returns-value]
        return opened

    monkeypatch.setattr(type(memory), "_open", counted)
    (problem,) = read(["memory://reports/large.txt"]).problems
    assert (problem.path, problem.code) == ("memory://reports/large.txt", "too-large")
    assert reads == [1001]


def test_what_is_wrong_below_is_a_problem(memory: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    kept_open, kept_ls = type(memory)._open, type(memory).ls

    def refusing(self: Any, path: str, *words: Any, **named: Any) -> Any:
        if path.endswith("a.txt"):
            raise RuntimeError("Unable to\nlocate credentials")  # as botocore's, which are no OSErrors
        return kept_open(self, path, *words, **named)

    def closed(self: Any, path: str, *words: Any, **named: Any) -> Any:
        if path.endswith("/c"):
            raise PermissionError("Access Denied")
        return kept_ls(self, path, *words, **named)

    monkeypatch.setattr(type(memory), "_open", refusing)
    monkeypatch.setattr(type(memory), "ls", closed)
    told = {
        problem.path: problem.message for problem in read(["memory://reports"]).problems if problem.level == "error"
    }
    assert sorted(told) == ["memory://reports/a.txt", "memory://reports/b/c"]
    assert "(Unable to locate credentials) and was skipped; check the address" in told["memory://reports/a.txt"]
    assert "(Access Denied)" in told["memory://reports/b/c"]


def test_a_missing_url_is_named(memory: object, tmp_path: Path) -> None:
    for url in ("memory://gone", f"file://{tmp_path.as_posix()}/gone"):
        with pytest.raises(PathNotFoundError) as caught:
            read(["memory://reports", url])
        assert caught.value.filename == url


WITHOUT = [
    ("fsspec", "memory://reports", "pip install 'idlibtl[dask]'"),
    ("s3fs", "s3://bucket/reports", "Install s3fs"),
    (None, "nonsense://x", "fsspec knows no addresses that begin with nonsense://"),
]


@pytest.mark.parametrize(("missing", "url", "told"), WITHOUT)
def test_what_has_to_be_installed_is_told(
    monkeypatch: pytest.MonkeyPatch, missing: str | None, url: str, told: str
) -> None:
    if missing != "fsspec":
        pytest.importorskip("fsspec", reason="no fsspec (the extra idlibtl[dask]): it can't tell what it needs")
        from fsspec.registry import _registry

        monkeypatch.delitem(_registry, "s3", raising=False)
    if missing:
        monkeypatch.setitem(sys.modules, missing, None)
    with pytest.raises(UnreachableError) as caught:
        read([url])
    assert caught.value.filename == url
    assert told in str(caught.value.strerror)


def test_the_command_line_keeps_urls(memory: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for words in (["build", "memory://reports", "-j", "1"], ["build", "-j", "1"]):
        done = CliRunner().invoke(app, words, catch_exceptions=False)
        assert done.exit_code == 0, done.stderr
        with Store("chronology.db") as store:
            assert store.paths == ("memory://reports",)
            assert [document.paths[0] for document in store.documents()][1] == "memory://reports/b/2019-07-02-quay.md"
    done = CliRunner().invoke(app, ["build", "memory://gone"], catch_exceptions=False)
    assert (done.exit_code, done.stderr) == (2, "memory://gone: no such file or folder\n")
    done = CliRunner().invoke(app, ["tag", "memory://reports/a.txt"], catch_exceptions=False)
    assert '"id": "memory://reports/a.txt"' in done.stdout
    assert CliRunner().invoke(app, ["tag", "memory://gone"], catch_exceptions=False).exit_code == 2


def test_output_never_replaces_what_a_file_url_names(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(TEXT, encoding="utf-8")
    done = CliRunner().invoke(app, ["tag", f"file://{path.as_posix()}", "-o", str(path)])
    assert done.exit_code == 2
    assert path.read_text(encoding="utf-8") == TEXT


def test_terminals_get_links_that_they_can_follow() -> None:
    assert linked("https://h.example/a b.txt\x1b", 3) == "https://h.example/a%20b.txt%1B"
    assert linked("s3://b/a.txt", 3) == linked("javascript://%0aalert(1)", 3) == ""
    assert linked("file:///srv/a.txt", 3) == "file:///srv/a.txt#L3"


def test_local_paths_load_no_fsspec(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    code = (
        "import sys; from idlibtl.pipeline import build; assert build(sys.argv[1:]).entries;"
        "assert not {'fsspec', 'idlibtl.read.remote'} & {*sys.modules}"
    )
    paths = [tmp_path.as_posix(), f"file://{tmp_path.as_posix()}"]
    subprocess.run([sys.executable, "-c", code, *paths], check=True, cwd=ROOT)


@pytest.mark.filterwarnings("default")  # those of moto, botocore and aiohttp are not ours
def test_a_bucket(monkeypatch: pytest.MonkeyPatch) -> None:
    fsspec = pytest.importorskip("fsspec", reason="no fsspec (the extra idlibtl[dask]): URLs can't be read")
    s3fs = pytest.importorskip("s3fs", reason="no s3fs: buckets can't be read")
    server = pytest.importorskip("moto.server", reason="no moto[server]: there is no bucket to read")
    for name, value in (("ACCESS_KEY_ID", "k"), ("SECRET_ACCESS_KEY", "s"), ("DEFAULT_REGION", "us-east-1")):
        monkeypatch.setenv(f"AWS_{name}", value)
    bucket = server.ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    bucket.start()
    host, port = bucket.get_host_and_port()
    monkeypatch.setitem(fsspec.config.conf, "s3", {"endpoint_url": f"http://{host}:{port}"})
    try:
        filesystem = s3fs.S3FileSystem(endpoint_url=f"http://{host}:{port}")
        filesystem.mkdir("bucket")
        for name, text in FILES.items():
            filesystem.pipe(f"bucket/reports/{name}", text.encode())
        filesystem.pipe("bucket/reports/void.txt", b"")
        filesystem.pipe("bucket/odd/e::f?.txt", TEXT.encode())
        filesystem.touch("bucket/reports/")
        assert list(listing(["s3://bucket/reports"]).paths) == [
            f"s3://bucket/reports/{name}" for name in [*READ, "void.txt"]
        ]
        assert read(["s3://bucket/odd"]).documents[0].text == TEXT
        reading = read(["s3://bucket/reports/"])
        assert [document.text for document in reading.documents] == [FILES[name] for name in READ[:4]]
        errors = [(problem.path, problem.code) for problem in reading.problems if problem.level == "error"]
        assert errors == [("s3://bucket/reports/void.txt", "empty")]
        for gone in ("s3://bucket/gone", "s3://nobucket/reports", "s3://nobucket"):
            with pytest.raises(PathNotFoundError, match="no such file or folder"):
                read([gone])
    finally:
        bucket.stop()
        s3fs.S3FileSystem.clear_instance_cache()


@pytest.mark.filterwarnings("default")  # those of aiohttp are not ours
def test_the_web_has_files_and_no_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for package in ("fsspec", "aiohttp"):
        pytest.importorskip(package, reason=f"no {package}: the web can't be read")
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "large.txt").write_bytes(b"x" * 300_000)
    monkeypatch.setattr(decode, "LARGEST", 100_000)
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(SimpleHTTPRequestHandler, directory=str(tmp_path))) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        top = f"http://127.0.0.1:{server.server_port}"
        reading = read([f"{top}/a.txt?date=2001-02-03", f"{top}/large.txt", f"{top}/"])
        with pytest.raises(PathNotFoundError):
            read([f"{top}/gone.txt"])
        server.shutdown()
    (document,) = reading.documents
    assert (document.text, str(document.published)) == (TEXT, "2020-03-05")
    told = [(problem.path, problem.code) for problem in reading.problems]
    assert told == [(top, "unknown-format"), (f"{top}/large.txt", "too-large")]
    with pytest.raises(UnreachableError, match="it can't be reached"):
        read([f"{top}/a.txt"])
