"""Front matter and sources.csv."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from idlibtl.read import front_matter, read

GOOD = """---
title: "The truce:  a
  view"
date: 2020-03-05T14:30:00+03:00
publisher: The Bugle
url: https://example.org/a
lang: en-GB
tags: [war, {title: other}]
---
# Other headline here

March 6, 2020
"""


def test_front_matter() -> None:
    found = front_matter(GOOD, "a.md")
    assert found.problems == ()
    assert GOOD[found.end :].startswith("# Other headline")
    metadata = found.metadata
    assert (metadata.title, metadata.publisher) == ("The truce: a view", "The Bugle")
    assert (metadata.url, metadata.language) == ("https://example.org/a", "en")
    assert metadata.publication is not None
    assert (metadata.publication.basis, metadata.publication.span) == ("metadata", None)
    assert metadata.publication.words == "2020-03-05T14:30:00+03:00"
    assert str(metadata.publication.at) == "2020-03-05 14:30:00"  # as printed


def test_titles_hold_letters_only() -> None:
    found = front_matter('---\ntitle: "A\\ud800 \\0 truce\\n holds"\n---\n', "a.md")
    assert found.metadata.title == "A truce holds"
    assert len(front_matter(f"---\ntitle: {'truce ' * 60}\n---\n", "a.md").metadata.title or "") <= 200


DATES = [
    ("2020-03-05", "2020-03-05", None),
    ("2020-03-05 14:30", "2020-03-05", "14:30:00"),
    ("2020-03-05T14:30Z", "2020-03-05", "14:30:00"),
    ("5 March 2020", "2020-03-05", None),
    ("Thu, March 5, 2020 2:30 PM", "2020-03-05", "14:30:00"),
    ("20200305", "2020-03-05", None),
    ("05.03.2020", "2020-03-05", None),
]


@pytest.mark.parametrize(("words", "day", "clock"), DATES)
def test_dates_of_metadata(words: str, day: str, clock: str | None) -> None:
    publication = front_matter(f"---\ndate: {words}\n---\n", "a.md").metadata.publication
    assert publication is not None
    assert str(publication.published) == day
    assert (publication.at.time().isoformat() if publication.at else None) == clock


BAD = [
    ("---\ntitle: A: b: c\n---\nText", 2, "mapping values"),
    ("---\ntitle: One two\nfoo: [1, 2\n---\nText", 4, "expected"),
    ("---\ntitle: One two\na: &x [1]\nb: *x\n---\nText", 3, "anchors"),
    ("---\na: *x\n---\nText", 2, "anchors"),
    (f"---\na: {'[' * 60_000}\n---\nText", 2, "deeply"),
    ("---\na: \x01\n---\nText", 2, "characters"),
    ("---\ndate: March 2020\n---\nText", 2, "2020-03-05"),
    ("---\r\ntitle: One two\r\ndate: 2020-02-30\r\n---\r\nText", 3, "2020-03-05"),
    ("---\nurl: javascript:alert(1)\n---\nText", 2, "http"),
    ("---\nurl: http://[bad\n---\nText", 2, "http"),
    ("---\nlanguage: English\n---\nText", 2, "code"),
    (f"---\ntitle: {'x' * 70_000}\n---\nText", 1, "64 KB"),
]


@pytest.mark.parametrize(("text", "line", "words"), BAD, ids=lambda part: str(part)[:30])
def test_bad_front_matter_is_told_with_its_line(text: str, line: int, words: str) -> None:
    (problem,) = front_matter(text, "a.md").problems
    assert (problem.code, problem.level, problem.line) == ("front-matter", "notice", line)
    assert words in problem.message


def test_a_bomb_does_not_act() -> None:
    layers = "".join(f"{chr(98 + n)}: &{chr(98 + n)} [{', '.join([f'*{chr(97 + n)}'] * 9)}]\n" for n in range(9))
    began = time.perf_counter()
    found = front_matter(f"---\na: &a [lol]\n{layers}---\nText", "a.md")
    assert time.perf_counter() - began < 1
    assert [problem.code for problem in found.problems] == ["front-matter"]


@pytest.mark.parametrize(
    "text", ["---\nJust a rule and prose\n---\n", "---\n", "---\n- a\n- b\n---\n", " ---\na: b\n---\n", "a\n---\n"]
)
def test_no_front_matter(text: str) -> None:
    found = front_matter(text, "a.md")
    assert (found.end, found.problems, found.metadata.title) == (0, (), None)


def test_metadata_go_before_the_text_and_sources_csv_before_them(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(GOOD, encoding="utf-8")
    document = read([tmp_path]).documents[0]
    assert (document.title, str(document.published), document.published_basis) == (
        "The truce: a view",
        "2020-03-05",
        "metadata",
    )
    (tmp_path / "sources.csv").write_text("path,title,date\na.md,,2020-03-04\n", encoding="utf-8-sig")
    reading = read([tmp_path])
    document = reading.documents[0]
    assert reading.problems == ()
    assert (document.title, str(document.published), document.published_at) == ("The truce: a view", "2020-03-04", None)
    assert (document.published_basis, document.published_words, document.published_span) == (
        "metadata",
        "2020-03-04",
        None,
    )


def test_manifest_rows_and_their_faults(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("in/deep").mkdir(parents=True)
    for name in ("a", "b", "deep/c"):
        Path(f"in/{name}.txt").write_text(f"The truce held in {name}.", encoding="utf-8")
    Path("in/sources.csv").write_text(
        "path,title,publisher,url,date,language,mood\r\n"
        'a.txt,"A, or\r\n B",The Bugle,https://example.org,2020-03-05,EN,good\r\n'
        "b.txt,,,ftp://example.org,last week,??,\r\n"
        "gone.txt,x\r\n"
        "\r\n"
        "a.txt,again\r\n"
        ",nameless\r\n"
        "deep\\c.txt,Far away,The Horn,,2020-03-06,,\r\n"
        "b.txt,1,2,3,4,5,6,7,8\r\n",
        encoding="utf-8",
        newline="",
    )
    Path("in/deep/sources.csv").write_text("path,title\nc.txt,Close by\n", encoding="utf-8")
    reading = read(["in"])
    a, b, c = reading.documents
    assert (a.title, a.publisher, a.url, str(a.published), a.language) == (
        "A, or B", "The Bugle", "https://example.org", "2020-03-05", "en",
    )  # fmt: skip
    assert (b.title, b.url, b.published, b.language) == (None, None, None, "en")
    assert (c.title, c.publisher, str(c.published)) == ("Close by", "The Horn", "2020-03-06")
    told = [(problem.line, problem.message) for problem in reading.problems if problem.code == "manifest"]
    assert [line for line, _ in told] == [1, 4, 4, 4, 5, 7, 8, 10]
    assert all(problem.level == "notice" for problem in reading.problems)
    assert {"gone.txt" in message for line, message in told if line == 5} == {True}


@pytest.mark.parametrize(
    ("data", "line", "words"),
    [
        (b"title\nx\n", 1, "no column"),
        (b"", 1, "no column"),
        (b"path\n\xff\xfe\n", 1, "UTF-8"),
        (b'path,title\na.txt,"open\n', 2, "quotation"),
    ],
)
def test_broken_manifests(tmp_path: Path, data: bytes, line: int, words: str) -> None:
    (tmp_path / "a.txt").write_text("The truce held.", encoding="utf-8")
    (tmp_path / "sources.csv").write_bytes(data)
    reading = read([tmp_path])
    assert len(reading.documents) == 1
    (problem,) = [problem for problem in reading.problems if problem.code == "manifest"]
    assert (problem.line, problem.level) == (line, "notice")
    assert words in problem.message


def test_a_manifest_given_by_itself_counts_too(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("The truce held.", encoding="utf-8")
    (tmp_path / "sources.csv").write_text("path,publisher\na.txt,The Bugle\n", encoding="utf-8")
    reading = read([tmp_path / "sources.csv", tmp_path / "a.txt"])
    assert reading.documents[0].publisher == "The Bugle"


def test_a_manifest_tells_nothing_of_files_outside_its_folder(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    for name in ("a.txt", "sub/b.txt"):
        (tmp_path / name).write_text(f"The truce held in {name}.", encoding="utf-8")
    rows = f"path,title\n../a.txt,Not yours\n{tmp_path}/a.txt,Nor so\n../sub/b.txt,Ours\n"
    (tmp_path / "sub" / "sources.csv").write_text(rows, encoding="utf-8")
    reading = read([tmp_path])
    assert [document.title for document in reading.documents] == [None, "Ours"]
    assert [problem.line for problem in reading.problems if problem.code == "manifest"] == [2, 3]
