"""Word documents made by python-docx and by hand: what is shown is read, and what is made to harm isn't."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.oxml import parse_xml
from extracted import Broken, broken, only, problems, quotes, twice_alike, verified
from hypothesis import given, settings
from hypothesis import strategies as st

from idlibtl.read import read

TRUCE = "The two sides signed a truce in Sarmada on 5 March 2020, after a week of talks."
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
BODY = "word/document.xml"


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("in").mkdir()


def report(name: str = "in/a.docx", title: str = "A truce in Sarmada") -> str:
    document = Document()
    document.core_properties.title = title
    document.add_heading("Truce signed in Sarmada", 0)
    document.add_paragraph("Published 6 March 2020")
    document.add_heading("What was agreed", 1)
    paragraph = document.add_paragraph("The two sides signed ")
    paragraph.add_run("a truce").bold = True
    paragraph.add_run(" in Sarmada on 5 March 2020, after a week of talks.")
    table = document.add_table(3, 2)
    cells = (
        "Date",
        "What",
        "1 March 2020",
        "The bridge at Darat Izza was blown up.",
        "2 March 2020",
        "A depot burned.",
    )
    for number, text in enumerate(cells):
        table.cell(number // 2, number % 2).text = text
    document.add_paragraph("Prisoners will be exchanged by 12 March 2020.", style="List Bullet")
    document.sections[0].header.paragraphs[0].text = "Head of the page"
    document.save(name)
    return name


def written(*paragraphs: str, name: str = "in/a.docx") -> str:
    """A document of paragraphs in XML."""
    document = Document()
    for each in paragraphs:
        document.element.body.insert(len(document.element.body) - 1, parse_xml(each.replace(" ", f" {W} ", 1)))
    document.save(name)
    return name


def rezipped(change: Callable[[dict[str, bytes]], Any]) -> bytes:
    """A report whose members were changed."""
    with zipfile.ZipFile(report("whole.docx")) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    change(members)
    with io.BytesIO() as out:
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, data in members.items():
                archive.writestr(name, data)
        return out.getvalue()


# Real samples


def test_a_document_gives_its_text_in_its_order() -> None:
    document = only(report())
    assert document.text.split("\n") == [
        "Truce signed in Sarmada",
        "Published 6 March 2020",
        "What was agreed",
        TRUCE,
        "Date | What",
        "1 March 2020 | The bridge at Darat Izza was blown up.",
        "2 March 2020 | A depot burned.",
        "Prisoners will be exchanged by 12 March 2020.",
        "",
    ]
    assert document.title == "A truce in Sarmada"
    assert (str(document.published), document.published_basis) == ("2020-03-06", "dateline")  # not that of the file


def test_a_document_builds_to_entries_whose_quotes_are_verified() -> None:
    report()
    made = verified("in")
    assert TRUCE in quotes(made, "2020-03-05")
    assert quotes(made, "2020-03-01") == {"1 March 2020 | The bridge at Darat Izza was blown up."}
    with zipfile.ZipFile("case.zip", "w") as archive:
        archive.write("in/a.docx", "b/a.docx")
    assert [each.text for each in verified("case.zip").documents] == [each.text for each in made.documents]


@pytest.mark.parametrize(
    ("paragraph", "text"),
    [
        ("<w:p ><w:ins><w:r><w:t>It held.</w:t></w:r></w:ins></w:p>", "It held."),
        ("<w:p ><w:r><w:t>It</w:t></w:r><w:del><w:r><w:delText> no</w:delText></w:r></w:del></w:p>", "It"),
        ("<w:p ><w:moveFrom><w:r><w:t>No.</w:t></w:r></w:moveFrom><w:r><w:t>It held.</w:t></w:r></w:p>", "It held."),
        ("<w:p ><w:r><w:rPr><w:vanish/></w:rPr><w:t>No.</w:t></w:r><w:r><w:t>It held.</w:t></w:r></w:p>", "It held."),
        ('<w:p ><w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>It held.</w:t></w:r></w:p>', "It held."),
        ("<w:p ><w:hyperlink><w:r><w:t>It</w:t></w:r></w:hyperlink><w:r><w:t> held.</w:t></w:r></w:p>", "It held."),
        ("<w:sdt ><w:sdtContent><w:p><w:r><w:t>It held.</w:t></w:r></w:p></w:sdtContent></w:sdt>", "It held."),
        ("<w:p ><w:r><w:instrText>DATE</w:instrText></w:r><w:r><w:t>5 March</w:t></w:r></w:p>", "5 March"),
        ("<w:p ><w:r><w:t>One</w:t><w:br/><w:t>two</w:t><w:tab/><w:t>three</w:t></w:r></w:p>", "One\ntwo three"),
        ("<w:p ><w:r><w:t>cease</w:t><w:noBreakHyphen/><w:t>fi\u00adre</w:t></w:r></w:p>", "cease-fire"),
        ("<w:p ><w:r><w:t>Shown.</w:t><w:pict><w:txbxContent><w:p><w:r><w:t>In a box.</w:t></w:r></w:p></w:txbxContent>"
         "</w:pict></w:r></w:p>", "Shown.\nIn a box."),
        ("<w:tbl ><w:tr><w:tc><w:p><w:r><w:t>A page</w:t></w:r></w:p></w:tc></w:tr></w:tbl>", "A page"),
        ("<w:tbl ><w:tr><w:tc><w:p><w:r><w:t>One</w:t></w:r></w:p><w:tbl><w:tr><w:tc><w:p><w:r><w:t>two</w:t></w:r>"
         "</w:p></w:tc></w:tr></w:tbl></w:tc><w:tc><w:p><w:r><w:t>three</w:t></w:r></w:p></w:tc></w:tr></w:tbl>",
         "One two | three"),
    ],
)  # fmt: skip
def test_what_is_shown_is_read(paragraph: str, text: str) -> None:
    assert only(written(paragraph)).text == f"{text}\n"


def test_footnotes_stand_behind_the_text() -> None:
    def with_notes(members: dict[str, bytes]) -> None:
        note = '<w:footnote w:id="{}"{}><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:footnote>'
        notes = note.format(0, ' w:type="separator"', "----") + note.format(2, "", "So said the mayor.")
        members["word/footnotes.xml"] = f"<w:footnotes {W}>{notes}</w:footnotes>".encode()
        kind = "officeDocument/2006/relationships/footnotes"
        relation = f'<Relationship Id="r99" Type="http://schemas.openxmlformats.org/{kind}" Target="footnotes.xml"/>'
        rels = "word/_rels/document.xml.rels"
        members[rels] = members[rels].replace(b"</Relationships>", relation.encode() + b"</Relationships>")

    Path("in/a.docx").write_bytes(rezipped(with_notes))
    assert only("in/a.docx").text.endswith("exchanged by 12 March 2020.\nSo said the mayor.\n")


@pytest.mark.parametrize("title", ["", "untitled", "Microsoft Word - a.doc", "report 7.docx", "Word Document", "2020"])
def test_a_title_that_a_program_gave_is_none(title: str) -> None:
    document = only(report(title=title))
    assert document.title == "Truce signed in Sarmada"  # its first line


def test_what_a_document_gives_is_the_same_each_time() -> None:
    twice_alike(report())


# Broken ones, and those that are made to harm


def entities(members: dict[str, bytes], used: str = "&out; &l9;") -> None:
    secret = Path("secret.txt")
    secret.write_text("TOP SECRET", encoding="utf-8")
    laughs = "".join(f'<!ENTITY l{n + 1} "{f"&l{n};" * 10}">' for n in range(9))
    outside = f'<!ENTITY out SYSTEM "{secret.resolve().as_uri()}"><!ENTITY l0 "ha">'
    kind, _, rest = members[BODY].decode().partition("?>")
    rest = rest.replace("Published", f"{used} Published")
    members[BODY] = f"{kind}?><!DOCTYPE d [{outside}{laughs}]>{rest}".encode()


def swollen(members: dict[str, bytes]) -> None:
    for number in range(4):
        members[f"word/media/{number}.xml"] = bytes(49_000_000)


def large_part(members: dict[str, bytes]) -> None:
    members["word/large.xml"] = bytes(51_000_000)


def deep(members: dict[str, bytes]) -> None:
    members[BODY] = f"<w:document {W}><w:body>{'<w:sdt>' * 50_000}".encode()


def no_text(members: dict[str, bytes]) -> None:
    members[BODY] = f"<w:document {W}><w:body><w:p/></w:body></w:document>".encode()


def with_macros(members: dict[str, bytes]) -> None:
    name = "[Content_Types].xml"
    plain = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    members[name] = members[name].replace(plain, b"application/vnd.ms-word.document.macroEnabled.main+xml")


def encrypted() -> bytes:
    data = bytearray(rezipped(lambda _: None))
    at = -1
    while (at := data.find(b"PK\x01\x02", at + 1)) >= 0:
        data[at + 8] |= 1
    return bytes(data)


BROKEN: list[Broken] = [
    ("empty.docx", lambda: b"", "damaged", "no Word document"),
    ("text.docx", lambda: b"This is no archive.", "damaged", "no Word document"),
    ("cut.docx", lambda: rezipped(lambda _: None)[:-40], "damaged", "no Word document"),
    ("zip.docx", lambda: rezipped(dict.clear), "damaged", "no Word document"),
    ("bare.docx", lambda: rezipped(lambda each: each.pop(BODY)), "damaged", "no Word document"),
    ("old.docx", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "encrypted", "without a password"),
    ("locked.docx", encrypted, "damaged", "encrypted"),
    ("entities.docx", lambda: rezipped(entities), "damaged", "damaged"),
    ("outside.docx", lambda: rezipped(lambda each: entities(each, "&out;")), "damaged", "document type"),
    ("swollen.docx", lambda: rezipped(swollen), "too-large", "196 MB"),
    ("large.docx", lambda: rezipped(large_part), "too-large", "50 MB"),
    ("deep.docx", lambda: rezipped(deep), "damaged", "damaged"),
    ("notext.docx", lambda: rezipped(no_text), "empty", "no text"),
    ("macros.docx", lambda: rezipped(with_macros), "damaged", "ValueError"),
]


@pytest.mark.parametrize(("name", "data", "code", "word"), BROKEN, ids=[each[0] for each in BROKEN])
def test_a_broken_document_is_a_problem(name: str, data: Callable[[], bytes], code: str, word: str) -> None:
    broken(name, data(), code, word)


def test_what_a_document_refers_to_is_not_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    def outside(members: dict[str, bytes]) -> None:
        kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
        more = "".join(
            f'<Relationship Id="x{each}" Type="{kind}{each}" Target="https://x.example/" TargetMode="External"/>'
            for each in ("footnotes", "attachedTemplate", "image")
        )
        rels = "word/_rels/document.xml.rels"
        members[rels] = members[rels].replace(b"</Relationships>", more.encode() + b"</Relationships>")

    def refused(*_: object, **__: object) -> None:
        raise AssertionError("it asks the network")

    Path("in/a.docx").write_bytes(rezipped(outside))
    monkeypatch.setattr("socket.socket.connect", refused)
    assert TRUCE in only("in/a.docx").text


def test_without_its_package_a_document_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(_: str) -> object:
        raise ModuleNotFoundError("No module named 'docx'", name="docx")

    monkeypatch.setattr("idlibtl.read.formats.import_module", missing)
    ((code, message),) = problems(report())
    assert code == "missing-extra"
    assert "pip install 'idlibtl[docx]'" in message


@settings(deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=80))
def test_any_text_of_a_document_is_read(text: str) -> None:
    document = Document()
    document.add_paragraph(f"A truce. {text}")
    document.save("any.docx")
    (found,) = read(["any.docx"]).documents
    assert found.text.split() == f"A truce. {text}".replace("\u00ad", "").split()
