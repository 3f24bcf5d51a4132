"""What the tests of extracted texts share: from a file to a quote that verify finds in it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import idlibtl
from idlibtl.custody.verify import verify
from idlibtl.model import Chronology, Document
from idlibtl.read import read, read_file
from idlibtl.store import Store, save

Broken = tuple[str, Callable[[], bytes], str, str]  # what it is called, its bytes, the code and a word of the problem


def only(path: str) -> Document:
    """The one document in a file, about which nothing is wrong but its date."""
    reading = read([path])
    assert [each.code for each in reading.problems if each.code not in ("no-date", "whole-page")] == []
    (document,) = reading.documents
    return document


def problems(path: str) -> list[tuple[str, str]]:
    """Codes and messages of what is wrong with a file, but for its date."""
    return [(each.code, each.message) for each in read([path]).problems if each.code != "no-date"]


def verified(*paths: str) -> Chronology:
    """The chronology of what lies below the paths, each of whose quotes stands in its text and is found again."""
    made = idlibtl.build(paths)
    texts = {document.id: document.text for document in made.documents}
    links = [link for entry in made.entries for link in entry.links]
    assert links
    for link in links:
        assert texts[link.document][link.start : link.end] == link.quote
    save(made, "extracted.db", paths=list(paths))
    with Store("extracted.db") as store:
        checked = list(verify(store))
    assert [source.status for source in checked] == ["unchanged"] * len(made.documents)
    assert {quote.status for source in checked for quote in source.quotes} == {"unchanged"}
    assert idlibtl.build(paths, jobs=2) == made
    return made


def quotes(made: Chronology, date: str) -> set[str]:
    """What the entries of a day cite."""
    return {link.quote for each in made.entries if each.when and each.when.edtf == date for link in each.links}


def broken(name: str, data: bytes, code: str, word: str) -> None:
    """A file that gives no text is a problem that says so; what lies beside it is read."""
    Path("in/whole.txt").write_text("Soldiers raided a depot near Harim on 9 March 2020.\n", encoding="utf-8")
    Path("in", name).write_bytes(data)
    reading = read(["in"])
    assert [each.paths for each in reading.documents] == [("in/whole.txt",)]
    (problem,) = [each for each in reading.problems if each.level == "error"]
    assert (problem.path, problem.code) == (f"in/{name}", code)
    assert word in problem.message


def twice_alike(path: str) -> None:
    """Read anew, nothing of it is another."""
    assert read_file(path) == read_file(path)
