"""Bundles: what is in them, that a third party can check them, and that none can do harm."""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import shutil
import struct
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from evidence import HARBOUR, LANTERN, built, settled
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_verify import by_hand
from typer.testing import CliRunner, Result

from idlibtl import load, save
from idlibtl.cli.app import app
from idlibtl.custody.bundle import safe_name
from idlibtl.custody.unbundle import NoBundle, verify_bundle
from idlibtl.custody.verify import CheckedSource

Files = dict[str, bytes]


@pytest.fixture
def db(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return settled(tmp_path, monkeypatch)


def run(*words: str) -> Result:
    return CliRunner().invoke(app, words, catch_exceptions=False)


@pytest.fixture
def case(db: Path) -> Path:
    result = run("export", "--bundle", "case.zip")
    assert result.exit_code == 0
    digest = hashlib.sha256(Path("case.zip").read_bytes()).hexdigest()
    assert result.stderr == f"case.zip: the chronology, 2 sources; sha256 {digest}\n"
    return Path("case.zip")


def unpacked(path: Path) -> Files:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(path: Path, files: Files, *, manifest: bool = True) -> None:
    """With a new manifest, as a forger would write it."""
    if manifest:
        digests = {name: hashlib.sha256(data).hexdigest() for name, data in files.items() if name != "MANIFEST.sha256"}
        lines = "".join(f"{digest}  {name}\n" for name, digest in sorted(digests.items()))
        files = files | {"MANIFEST.sha256": lines.encode()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)


def test_holds_the_chronology_its_sources_and_their_hashes(case: Path) -> None:
    files = unpacked(case)
    told = json.loads(files["sources.json"])
    names = [name for source in told for name in (source["file"], source["text"])]
    assert sorted(files) == sorted(
        [
            "README.txt",
            "MANIFEST.sha256",
            "sources.json",
            *(f"chronology.{end}" for end in ("csv", "db", "json", "md")),
            *names,
        ]
    )
    assert [re.sub(r"/[0-9a-f]{12}", "/ID", name) for name in names] == [
        "sources/ID/harbour.md", "texts/ID.txt", "sources/ID/lantern.txt", "texts/ID.txt"
    ]  # fmt: skip
    harbour, lantern = told
    assert files[lantern["file"]] == files[lantern["text"]] == LANTERN.encode()
    assert harbour["sha256"] == hashlib.sha256(HARBOUR.encode()).hexdigest()
    assert files["chronology.db"] == Path("chronology.db").read_bytes()
    for format_, name in (("json", "chronology.json"), ("csv", "chronology.csv"), ("markdown", "chronology.md")):
        assert run("export", "-f", format_, "--all").stdout_bytes == files[name]


def test_the_owners_decisions_go_with_it(db: Path) -> None:
    Path("chronology.toml").write_text("# decided\n")
    assert run("export", "--bundle", "case.zip").exit_code == 0
    assert unpacked(Path("case.zip"))["chronology.toml"] == b"# decided\n"


def test_the_same_chronology_gives_the_same_bytes(case: Path, tmp_path: Path) -> None:
    first = case.read_bytes()
    os.utime("reports/lantern.txt", (1, 1))
    command = [sys.executable, "-m", "idlibtl", "export", "--bundle", "again.zip"]
    environment = os.environ | {
        "PYTHONHASHSEED": "7",
        "TZ": "Asia/Kathmandu",
        "PYTHONPATH": str(Path(__file__).parents[2]),
    }
    subprocess.run(command, check=True, env=environment, capture_output=True)
    assert Path("again.zip").read_bytes() == first
    with zipfile.ZipFile(case) as archive:
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert {info.external_attr >> 16 for info in archive.infolist()} == {0o100644}


@pytest.mark.skipif(shutil.which("sha256sum") is None, reason="needs sha256sum")
def test_sha256sum_checks_what_was_unpacked(case: Path) -> None:
    with zipfile.ZipFile(case) as archive:
        archive.extractall("unpacked")
    command = ["sha256sum", "--check", "--strict", "--quiet", "MANIFEST.sha256"]
    assert subprocess.run(command, check=False, cwd="unpacked").returncode == 0
    Path("unpacked/chronology.md").write_text("forged")
    assert subprocess.run(command, check=False, cwd="unpacked", capture_output=True).returncode == 1


def test_verify_needs_nothing_but_the_bundle(case: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "elsewhere").mkdir()
    case.rename("elsewhere/case.zip")
    shutil.rmtree("reports")
    Path("chronology.db").unlink()
    monkeypatch.chdir(tmp_path / "elsewhere")
    result = run("verify", "case.zip")
    assert (result.exit_code, result.stderr) == (0, "")
    assert re.fullmatch(r"\d+ quotes in 2 sources: all unchanged\n", result.stdout)
    assert [path.name for path in Path().iterdir()] == ["case.zip"]


def test_a_source_that_was_changed_is_there_as_text_and_said_to_be(db: Path) -> None:
    Path("reports/lantern.txt").write_text("Changed since.")
    Path("reports/harbour.md").unlink()
    result = run("export", "--bundle", "case.zip")
    assert result.exit_code == 0
    assert (
        "reports/lantern.txt: its text alone is in the bundle: its file was changed since it was read\n"
        in result.stderr
    )
    assert re.search(r"reports/harbour.md: its text alone .* \(No such file", result.stderr)
    assert "0 of 2 sources" in result.stderr
    told = json.loads(unpacked(Path("case.zip"))["sources.json"])
    assert [source["file"] for source in told] == [None, None]
    assert all(source["reason"] for source in told)
    verified = run("verify", "case.zip")
    assert verified.exit_code == 0
    assert verified.stdout.endswith("all unchanged\n")
    assert "text alone: its file was changed" in run("verify", "-v", "case.zip").stdout


def test_an_entry_added_by_hand_has_no_text_in_it(db: Path) -> None:
    save(by_hand(load(db)), db, paths=["reports"])
    made = run("export", "--bundle", "case.zip")
    assert (made.exit_code, made.stderr.count("\n")) == (0, 1)
    assert "the chronology, 2 sources;" in made.stderr
    result = run("verify", "case.zip")
    assert "1 more added by hand, not checked" in result.stdout


def test_parquet_tables_can_be_bundled_too(db: Path) -> None:
    pytest.importorskip("pyarrow")
    save(load(db), "tables.parquet", paths=["reports"])
    assert run("export", "--bundle", "case.zip", "--db", "tables.parquet").exit_code == 0
    assert "chronology.db" not in unpacked(Path("case.zip"))
    assert run("verify", "case.zip").exit_code == 0


@pytest.mark.parametrize(
    "words",
    [("-f", "json"), ("-o", "x"), ("--since", "2020"), ("--limit", "3"), ("--by", "mention"), ("--kind", "denied")],
)
def test_a_bundle_is_the_whole_chronology(db: Path, words: tuple[str, ...]) -> None:
    result = run("export", "--bundle", "case.zip", *words)
    assert result.exit_code == 2
    assert "a bundle is the whole chronology" in re.sub(r"\s+", " ", result.stderr)
    assert not Path("case.zip").exists()


@pytest.mark.parametrize("target", ["chronology.db", "chronology.toml", "reports/lantern.txt", "reports"])
def test_a_bundle_takes_the_place_of_nothing_that_it_is_made_from(db: Path, target: str) -> None:
    Path("chronology.toml").write_text("# decided\n")
    before = {path: path.read_bytes() for path in Path().rglob("*") if path.is_file()}
    assert run("export", "--bundle", target).exit_code == 2
    assert {path: path.read_bytes() for path in Path().rglob("*") if path.is_file()} == before


def test_a_bundle_that_cannot_be_written_leaves_the_old_one(case: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = case.read_bytes()

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("idlibtl.custody.bundle._add_sources", full)
    result = run("export", "--bundle", "case.zip")
    assert (result.exit_code, result.stderr) == (2, "cannot write case.zip: no space left on device\n")
    assert case.read_bytes() == before
    assert sorted(path.name for path in Path().iterdir()) == ["case.zip", "chronology.db", "reports"]


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("report.txt", "report.txt"),
        ("Bericht (2), März.md", "Bericht (2), März.md"),
        ("تقرير.txt", "تقرير.txt"),
        ("../../etc/passwd", "_.._etc_passwd"),
        ("a\nb\x1b[31m\u202e.txt", "a_b_[31m_.txt"),
        ("C:\\x.txt", "C__x.txt"),
        ("..", "_"),
        ("", "_"),
        (".hidden", "hidden"),
        ("NUL.txt", "_NUL.txt"),
        ("re\udce9port.txt", "re_port.txt"),
        ("é" * 200 + ".txt", "é" * 60 + ".txt"),
    ],
)
def test_names_are_safe_on_every_system(name: str, safe: str) -> None:
    assert safe_name(name) == safe


def test_odd_names_of_sources_come_to_no_harm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("reports").mkdir()
    for name in ("a\nb.txt", "\x1b[2J.txt", "CON.txt", "x;rm -rf ~.txt", " .txt"):
        Path("reports", name).write_text(f"On 5 March 2020 {len(name)} rebels attacked Aram {name!r}.\n")
    built()
    assert run("export", "--bundle", "case.zip").exit_code == 0
    assert all(re.fullmatch(r"[\w ./;~\[-]+", name) for name in unpacked(Path("case.zip")))
    assert run("verify", "case.zip").exit_code == 0


# Forgeries: each with a new manifest unless it says otherwise


def lantern_file(files: Files, folder: str) -> str:
    return next(name for name, data in files.items() if name.startswith(folder) and data.startswith(b"Lantern"))


def forged_json(files: Files, change: Callable[[Any], object]) -> Files:
    told = json.loads(files["chronology.json"])
    change(told)
    return files | {"chronology.json": json.dumps(told).encode()}


def first_quote(told: Any) -> Any:
    return told["entries"][0]["sources"][0]


def with_text(files: Files) -> Files:
    name = lantern_file(files, "texts/")
    return files | {name: files[name].replace(b"Over 30", b"Over 90")}


def with_consistent_text(files: Files) -> Files:
    """Text, id and quotes forged together; the original stays, and gives itself away."""
    text = LANTERN.replace("Over 30", "Over 90").encode()
    old, new = (hashlib.sha256(data).hexdigest()[:12] for data in (LANTERN.encode(), text))
    made = {name.replace(old, new): data.replace(old.encode(), new.encode()) for name, data in files.items()}
    made[f"texts/{new}.txt"] = text
    made["chronology.json"] = made["chronology.json"].replace(b"Over 30", b"Over 90")
    return made


def quoted(**fields: object) -> Callable[[Files], Files]:
    return lambda files: forged_json(files, lambda told: first_quote(told).update(fields))


def without(beginning: str) -> Callable[[Files], Files]:
    return lambda files: {name: data for name, data in files.items() if not name.startswith(beginning)}


def having(name: str, data: bytes) -> Callable[[Files], Files]:
    return lambda files: files | {name: data}


FORGERIES: dict[str, tuple[Callable[[Files], Files], bool]] = {
    "a text": (with_text, True),
    "text, id and quotes": (with_consistent_text, True),
    "a source": (lambda files: files | {lantern_file(files, "sources/"): b"On 5 March 2020 it rained."}, True),
    "a quote": (quoted(quote="Nothing."), True),
    "a position": (quoted(start=1), True),
    "a negative position": (quoted(start=-5, end=-1), True),
    "a huge position": (quoted(end=10**30), True),
    "a position in words": (quoted(end="7"), True),
    "a line": (quoted(line=77), True),
    "an unknown source": (quoted(source="x"), True),
    "a hash": (lambda files: forged_json(files, lambda told: told["sources"][0].update(sha256="0" * 64)), True),
    "no list of sources": (lambda files: forged_json(files, lambda told: told.pop("sources")), True),
    "another shape": (having("chronology.json", b"[]"), True),
    "nested too deeply": (having("chronology.json", b"[" * 100_000), True),
    "no JSON": (having("sources.json", b"\xff"), True),
    "sources of another shape": (having("sources.json", b'[{"id": 3}]'), True),
    "no texts": (without("texts/"), True),
    "no chronology": (without("chronology.json"), True),
    "old manifest, a page": (having("chronology.md", b"forged"), False),
    "old manifest, the database": (having("chronology.db", b"forged"), False),
    "old manifest, one more": (having("extra.txt", b"forged"), False),
    "old manifest, one less": (without("README.txt"), False),
}


@pytest.mark.parametrize("name", FORGERIES)
def test_a_forgery_fails(case: Path, name: str) -> None:
    forge, manifest = FORGERIES[name]
    files = unpacked(case)
    packed(case, files)
    assert run("verify", "case.zip").exit_code == 0
    forged = forge(files)
    assert forged != files
    packed(case, forged, manifest=manifest)
    result = run("verify", "case.zip")
    assert (result.exit_code, result.stderr) == (1, "")
    told = json.loads(run("verify", "--json", "case.zip").stdout)
    assert told["ok"] is False
    assert told["problems"] or told["counts"]["damaged"] or any(each["status"] == "damaged" for each in told["sources"])


# Zips that mean harm


def raw(case: Path, change: Callable[[zipfile.ZipFile], object]) -> None:
    with zipfile.ZipFile(case, "a", zipfile.ZIP_DEFLATED) as archive:
        change(archive)


def info(name: str, mode: int = 0) -> zipfile.ZipInfo:
    made = zipfile.ZipInfo(name)
    made.external_attr = mode << 16
    return made


def as_lzma(archive: zipfile.ZipFile) -> None:
    archive.writestr(info("x"), b"x", zipfile.ZIP_LZMA)


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda archive: archive.writestr(info("../x"), b""), "lead elsewhere"),
        (lambda archive: archive.writestr(info("/etc/x"), b""), "lead elsewhere"),
        (lambda archive: archive.writestr(info("a\\b"), b""), "lead elsewhere"),
        (lambda archive: archive.writestr(info("a\x1b[31m"), b""), "lead elsewhere"),
        (lambda archive: archive.writestr(info("folder/"), b""), "lead elsewhere"),
        (lambda archive: archive.writestr(info("link", 0o120777), b"/etc/passwd"), "no file"),
        (lambda archive: archive.writestr("README.txt", b""), "two files"),
        (lambda archive: archive.writestr("readme.TXT", b""), "two files"),
        (as_lzma, "compressed in a way"),
        (lambda archive: archive.writestr("zeros", bytes(150_000_000)), "absurdly large"),
    ],
)
def test_a_hostile_zip_is_not_looked_into(
    case: Path, change: Callable[[zipfile.ZipFile], object], message: str, tmp_path: Path
) -> None:
    raw(case, change)
    result = run("verify", "case.zip")
    assert result.exit_code == 2
    assert message in result.stderr
    assert "\x1b" not in result.stderr
    assert not result.stdout


def test_an_encrypted_zip_is_told(case: Path) -> None:
    data = bytearray(case.read_bytes())
    at = data.index(b"PK\x01\x02")
    data[at + 8] |= 1
    case.write_bytes(data)
    assert "is encrypted" in run("verify", "case.zip").stderr


def test_files_that_share_their_bytes_are_told(case: Path) -> None:
    """As in a bomb whose files overlap: the directory names the same data many times."""
    data = case.read_bytes()
    at, end = data.index(b"PK\x01\x02"), data.index(b"PK\x05\x06")
    length = 46 + sum(struct.unpack("<HHH", data[at + 28 : at + 34]))
    record = data[at : at + length]
    size = struct.unpack("<H", record[28:30])[0]
    copies = b"".join(record[:46] + f"{i:0{size}}".encode() + record[46 + size :] for i in range(200))
    directory = data[at:end] + copies
    count = struct.unpack("<H", data[end + 10 : end + 12])[0] + 200
    tail = data[end : end + 8] + struct.pack("<HHI", count, count, len(directory)) + data[end + 16 :]
    case.write_bytes(data[:at] + directory + tail)
    assert "overlap" in run("verify", "case.zip").stderr


@pytest.mark.parametrize(
    ("data", "message"),
    [(b"", "no zip"), (b"PK", "no zip"), (b"not a zip", "no zip"), (b"PK\x05\x06" + bytes(18), "no bundle of idlibtl")],
)
def test_what_is_no_bundle_is_told(tmp_path: Path, data: bytes, message: str) -> None:
    path = tmp_path / "case.zip"
    path.write_bytes(data)
    result = run("verify", str(path))
    assert result.exit_code == 2
    assert message in result.stderr


@pytest.mark.parametrize("manifest", [b"", b"nonsense\n", b"\xff", b"0" * 64 + b" *README.txt\n"])
def test_a_manifest_that_is_none_is_told(case: Path, manifest: bytes) -> None:
    packed(case, unpacked(case) | {"MANIFEST.sha256": manifest}, manifest=False)
    result = run("verify", "case.zip")
    assert result.exit_code == 2
    assert "MANIFEST.sha256" in result.stderr


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_damage_anywhere_is_found_and_never_crashes(case: Path, data: st.DataObject) -> None:
    """What is changed in it either makes no difference to any file or is found."""
    whole = bytearray(case.read_bytes())
    for _ in range(data.draw(st.integers(1, 3))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    if data.draw(st.booleans()):
        whole = whole[: data.draw(st.integers(0, len(whole)))]
    path = case.with_name("damaged.zip")
    path.write_bytes(whole)
    try:
        found = list(verify_bundle(str(path)))
    except NoBundle:
        return
    if all(isinstance(each, CheckedSource) and not each.fails for each in found):
        with zipfile.ZipFile(io.BytesIO(whole)) as archive:
            assert {name: archive.read(name) for name in archive.namelist()} == unpacked(case)
