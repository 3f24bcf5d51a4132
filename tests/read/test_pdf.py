"""PDFs made by reportlab and by hand: paragraphs made whole again, pages told apart, and what is broken."""

from __future__ import annotations

import io
import re
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from extracted import Broken, broken, only, problems, quotes, twice_alike, verified
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader, PdfWriter
from reportlab.lib.enums import TA_JUSTIFY
from reportlab.lib.styles import ParagraphStyle, getSampleStyleSheet
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Frame, PageBreak, PageTemplate, Paragraph, SimpleDocTemplate, Table

from idlibtl.read import read
from idlibtl.read.reflow import Line, pages_of

STYLES = getSampleStyleSheet()
JUSTIFIED = ParagraphStyle(
    "justified", parent=STYLES["BodyText"], alignment=TA_JUSTIFY, firstLineIndent=12, spaceBefore=0
)
TRUCE = (
    "The two sides signed a truce in Sarmada on 5 March 2020, after a week of talks that both had called the last "
    "chance. Nobody had expected it to hold, and on the evening of the same day shells fell on the outskirts of Idlib, "
    "where two people were killed."
)
CONVOY = (
    "Soldiers left the depot near Harim on 7 March 2020. A convoy of 20 lorries reached Reyhanli on 9 March 2020; "
    "its drivers said that they had waited at the crossing for eleven hours."
)
COUNT = (
    "Demonstrators gathered on the square on 11 March 2020. Russian-backed forces, international observers and the "
    "representatives of humanitarian organisations counted them."
)


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("in").mkdir()


def foot(canvas: Canvas, document: Any) -> None:
    canvas.setFont("Helvetica", 8)
    canvas.drawString(72, 30, "The Lantern, report 7")
    canvas.drawRightString(500, 30, f"Page {document.page} of 3")


def report(*flowables: Any, name: str = "in/a.pdf", title: str = "A truce in Sarmada") -> str:
    SimpleDocTemplate(name, title=title, invariant=True).build(list(flowables), onFirstPage=foot, onLaterPages=foot)
    return name


def paragraph(text: str, style: str = "BodyText") -> Paragraph:
    return Paragraph(text, STYLES[style])


def written(*lines: str, name: str = "in/a.pdf", **given: Any) -> str:
    """One page of lines, 20 points apart."""
    canvas = Canvas(name, invariant=True, **given)
    for number, line in enumerate(lines):
        canvas.drawString(72, 700 - 20 * number, line)
    canvas.showPage()
    canvas.save()
    return name


def by_hand(*objects: bytes) -> bytes:
    """A PDF of these objects, the first its catalog, with a table of where they are."""
    out, places = b"%PDF-1.7\n", []
    for number, each in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    return out + b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (
        size, table, size, len(out)
    )  # fmt: skip


def stream(data: bytes, more: bytes = b"") -> bytes:
    packed = zlib.compress(data)
    return b"<</Length %d/Filter/FlateDecode%s>>\nstream\n%s\nendstream" % (len(packed), more, packed)


RESOURCES = b"/Resources<</Font<</F 5 0 R>>/XObject<</X 6 0 R>>>>"
PAGE = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R%s>>" % RESOURCES
FONT = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>"
CATALOG, PAGES = b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count 1/Kids[3 0 R]>>"
FORM = b"/Type/XObject/Subtype/Form/BBox[0 0 600 800]%s" % RESOURCES


# Real samples


def test_a_report_gives_its_text_page_by_page() -> None:
    name = report(
        paragraph("Truce signed in Sarmada", "Title"),
        paragraph("Published 6 March 2020", "Normal"),
        paragraph("What was agreed", "Heading2"),
        paragraph(TRUCE),
        paragraph(CONVOY),
        PageBreak(),
        paragraph(COUNT),
        Table(
            [["1 March 2020", "The bridge at Darat Izza was blown up."], ["2 March 2020", "A depot burned near Harim."]]
        ),
        PageBreak(),
        paragraph("The end.", "Heading2"),
    )
    document = only(name)
    assert [page.split("\n") for page in document.text.split("\f")] == [
        [
            "The Lantern, report 7 | Page 1 of 3", "Truce signed in Sarmada", "Published 6 March 2020",
            "What was agreed", TRUCE, CONVOY, "",
        ],
        [
            COUNT, "1 March 2020 | The bridge at Darat Izza was blown up.",
            "2 March 2020 | A depot burned near Harim.", "",
        ],
        ["The end.", ""],
    ]  # fmt: skip
    assert document.title == "A truce in Sarmada"
    assert (str(document.published), document.published_basis) == ("2020-03-06", "dateline")  # not that of the file


def test_a_report_builds_to_entries_whose_quotes_are_verified_with_their_page() -> None:
    report(paragraph(TRUCE), PageBreak(), paragraph(CONVOY), PageBreak(), paragraph(COUNT))
    made = verified("in")
    assert TRUCE.split(". ")[0] + "." in quotes(made, "2020-03-05")
    assert {link.page for each in made.entries for link in each.links if "9 March 2020" in link.quote} == {2}
    with zipfile.ZipFile("case.zip", "w") as archive:
        archive.write("in/a.pdf", "b/a.pdf")
    assert [each.text for each in verified("case.zip").documents] == [each.text for each in made.documents]


@pytest.mark.parametrize("style", [STYLES["BodyText"], JUSTIFIED], ids=["ragged", "justified"])
@pytest.mark.parametrize("columns", [1, 2])
def test_wrapped_lines_are_paragraphs_again(style: ParagraphStyle, columns: int) -> None:
    texts = [(TRUCE, CONVOY, COUNT)[number % 3] for number in range(24)]
    document = BaseDocTemplate("in/a.pdf", invariant=True)
    width = document.width / columns - 6
    frames = [
        Frame(document.leftMargin + number * (width + 12), document.bottomMargin, width, document.height)
        for number in range(columns)
    ]
    document.addPageTemplates(PageTemplate(frames=frames))
    document.build([Paragraph(text, style) for text in texts])
    text = only("in/a.pdf").text
    assert " ".join(text.split()) == " ".join(texts)
    sentences = [sentence for each in texts for sentence in re.split(r"(?<=[.;]) ", each)]
    lines = text.replace("\n\f", "\n").replace("\f", " ").split("\n")
    assert sum(text.replace("\f", " ").count(sentence) for sentence in set(sentences)) == len(sentences)
    assert all(line.endswith((".", "")) for line in lines)


def test_a_sentence_that_goes_on_overleaf_is_one_sentence() -> None:
    pages = pages_of(
        [
            [Line("The two sides signed a truce in Sarmada on", 72, 100, 10)],
            [],
            [Line("5 March 2020, after a week of talks.", 72, 700, 10), Line("It held.", 300, 688, 10)],
        ]
    )
    assert "\f".join(pages) == (
        "The two sides signed a truce in Sarmada on\f\f5 March 2020, after a week of talks.\nIt held.\n"
    )


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        (["The demon-", "strators left."], "The demonstrators left."),
        (["The demon\u00ad", "strators left."], "The demonstrators left."),
        (["The de\u00admon\u00adstrators left."], "The demonstrators left."),
        (["The Russian-", "backed forces left."], "The Russian-backed forces left."),
        (["A cease-fire is one. The cease-", "fire held."], "A cease-fire is one. The cease-fire held."),
        (["From 2019-", "20 they stayed."], "From 2019-20 they stayed."),
        (["The \ufb01rst \ufb02ights of the o\ufb03ce"], "The first flights of the office"),
        (["They left the town on the 5th of", "March."], "They left the town on the 5th of March."),
        (["They left the town on Monday.", "It held.", "But the two sides blamed one another."],
         "They left the town on Monday.\nIt held.\nBut the two sides blamed one another."),
        (["They left the town.", "It held."], "They left the town. It held."),
        (["What was agreed", "The two sides signed a truce in Sarmada after a week."],
         "What was agreed\nThe two sides signed a truce in Sarmada after a week."),
        (["• Prisoners are", "exchanged", "• The road opens"], "• Prisoners are exchanged\n• The road opens"),
        (["1. Prisoners", "2. The road"], "1. Prisoners\n2. The road"),
    ],
)  # fmt: skip
def test_lines_are_joined_where_a_sentence_goes_on(lines: list[str], text: str) -> None:
    from idlibtl.read.pdf import _Drawn  # what letters become on the way

    drawn = _Drawn()
    for number, line in enumerate(lines):
        drawn.write(line, 72, 700 - 12 * number, 10)
        drawn.end_line()
    assert pages_of([drawn.lines]) == [f"{text}\n"]


def test_a_head_that_runs_through_the_pages_stays_where_it_first_stands() -> None:
    pages = [
        [Line("The Lantern", 72, 800, 8), Line(f"It was day {day}.", 72, 700, 10), Line(f"- {day} -", 300, 30, 8)]
        for day in range(1, 5)
    ]
    assert pages_of(pages) == ["The Lantern\nIt was day 1.\n", "It was day 2.\n", "It was day 3.\n", "It was day 4.\n"]
    dated = [[Line(f"{day} March 2020", 72, 800, 8), Line("A truce.", 72, 700, 10)] for day in range(7, 11)]
    assert [page.split("\n")[0] for page in pages_of(dated)] == [f"{day} March 2020" for day in range(7, 11)]


@pytest.mark.parametrize(
    "title", ["untitled", "(anonymous)", "Microsoft Word - report 7.docx", "report_final.indd", "1234", " "]
)
def test_a_title_that_a_program_gave_is_none(title: str) -> None:
    assert only(written("A truce was signed in Sarmada.", "It held", name="in/a.pdf")).title is None
    canvas = Canvas("in/b.pdf", invariant=True)
    canvas.setTitle(title)
    canvas.drawString(72, 700, "A truce was signed in Sarmada.")
    canvas.save()
    assert only("in/b.pdf").title is None


def test_pages_without_text_are_told_and_counted() -> None:
    canvas = Canvas("in/a.pdf", invariant=True)
    for line in ("A truce was signed in Sarmada.", "", "It held."):
        canvas.drawString(72, 700, line)
        canvas.showPage()
    canvas.save()
    assert read(["in/a.pdf"]).documents[0].text == "A truce was signed in Sarmada.\n\f\fIt held.\n"
    ((code, message),) = problems("in/a.pdf")
    assert code == "no-text"
    assert "page 2 has no text layer" in message


def test_what_is_encrypted_without_a_password_is_read() -> None:
    writer = PdfWriter(clone_from=PdfReader(written("A truce was signed in Sarmada on 5 March 2020.", name="a.pdf")))
    writer.encrypt("", "owner", algorithm="RC4-128")
    writer.write("in/a.pdf")
    assert only("in/a.pdf").text == "A truce was signed in Sarmada on 5 March 2020.\n"


def test_what_a_pdf_gives_is_the_same_each_time() -> None:
    report(paragraph(TRUCE), paragraph(CONVOY))
    twice_alike("in/a.pdf")


# Broken ones, and those that are made to harm


def whole() -> bytes:
    return Path(report(paragraph(TRUCE), paragraph(CONVOY), name="whole.pdf")).read_bytes()


def locked(algorithm: str) -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(whole())))
    writer.encrypt("secret", algorithm=algorithm)
    with io.BytesIO() as out:
        writer.write(out)
        return out.getvalue()


def scan() -> bytes:
    canvas = Canvas("scan.pdf")
    canvas.rect(72, 72, 300, 300, fill=1)
    canvas.save()
    return Path("scan.pdf").read_bytes()


def bomb() -> bytes:
    return by_hand(CATALOG, PAGES, PAGE, stream(b"BT /F 12 Tf (A) Tj ET\n" * 10_000_000), FONT, stream(b"", FORM))


def forms(content: bytes) -> bytes:
    return by_hand(CATALOG, PAGES, PAGE, stream(b"/X Do"), FONT, stream(content, FORM))


def fan() -> bytes:
    """Forms that draw the next ten times each, ten levels deep."""
    count = 10
    resources = b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X %d 0 R>>>>"
    levels = [stream(b"/X Do " * 10, resources % (7 + level)) for level in range(count)]
    return by_hand(CATALOG, PAGES, PAGE, stream(b"/X Do"), FONT, *levels, stream(b"0 0 m " * 1000, FORM))


def endless_tree() -> bytes:
    return by_hand(CATALOG, b"<</Type/Pages/Count 1/Kids[2 0 R 2 0 R]>>")


BROKEN: list[Broken] = [
    ("empty.pdf", lambda: b"", "damaged", "no PDF"),
    ("text.pdf", lambda: b"This is no PDF at all.", "damaged", "no PDF"),
    ("cut.pdf", lambda: whole()[:400], "damaged", "damaged"),
    ("noise.pdf", lambda: b"%PDF-1.7\n" + bytes(range(256)) * 20, "damaged", "damaged"),
    ("locked.pdf", lambda: locked("RC4-128"), "encrypted", "password"),
    ("scan.pdf", scan, "no-text", "OCR"),
    ("bomb.pdf", bomb, "damaged", "page 1"),
    ("loop.pdf", lambda: forms(b"/X Do"), "no-text", "OCR"),
    ("fan.pdf", fan, "damaged", "300000 drawing"),
    ("tree.pdf", endless_tree, "damaged", "damaged"),
    (
        "nest.pdf",
        lambda: by_hand(CATALOG, PAGES, PAGE, stream(b"[" * 100_000), FONT, stream(b"", FORM)),
        "damaged",
        "page 1",
    ),
]


@pytest.mark.parametrize(("name", "data", "code", "word"), BROKEN, ids=[each[0] for each in BROKEN])
def test_a_broken_pdf_is_a_problem(name: str, data: Callable[[], bytes], code: str, word: str) -> None:
    broken(name, data(), code, word)


@pytest.mark.parametrize("missing", [6, 30, 200])
def test_of_a_pdf_that_was_cut_off_what_is_left_is_read(missing: int) -> None:
    Path("in/a.pdf").write_bytes(whole()[:-missing])
    reading = read(["in/a.pdf"])
    assert [TRUCE in each.text for each in reading.documents] == [True]
    assert [code for code, _ in problems("in/a.pdf")] == ["damaged"]


def test_a_page_that_is_damaged_is_told_and_the_others_are_read() -> None:
    pages = b"<</Type/Pages/Count 2/Kids[3 0 R 7 0 R]>>"
    bad = PAGE.replace(b"4 0 R", b"8 0 R")
    good = stream(b"BT /F 12 Tf 72 700 Td (A truce was signed in Sarmada.) Tj ET")
    torn = b"<</Length 9/Filter/LZWDecode/DecodeParms 7>>\nstream\n123456789\nendstream"
    Path("in/a.pdf").write_bytes(by_hand(CATALOG, pages, PAGE, good, FONT, stream(b"", FORM), bad, torn))
    assert [each.text for each in read(["in/a.pdf"]).documents] == ["A truce was signed in Sarmada.\n\f"]
    assert [code for code, _ in problems("in/a.pdf")] in (["damaged"], ["no-text"])


def test_more_pages_than_any_report_has_are_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("idlibtl.read.pdf._MOST_PAGES", 1)
    report(paragraph(TRUCE), PageBreak(), paragraph(CONVOY))
    ((code, message),) = problems("in/a.pdf")
    assert (code, "more than 1 pages" in message) == ("too-large", True)
    assert CONVOY not in read(["in/a.pdf"]).documents[0].text


def test_more_drawing_than_any_report_has_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    report(paragraph("A truce."), PageBreak(), paragraph(CONVOY), paragraph(TRUCE), PageBreak(), paragraph("It held."))
    monkeypatch.setattr("idlibtl.read.pdf._MOST_OF_A_PAGE", 40)
    ((code, message),) = problems("in/a.pdf")
    assert (code, "page 2 can't be read" in message) == ("damaged", True)
    assert read(["in/a.pdf"]).documents[0].text.endswith("It held.\n")
    monkeypatch.setattr("idlibtl.read.pdf._MOST_OPERATIONS", 40)
    ((code, message),) = problems("in/a.pdf")
    assert (code, "from page 2 on" in message) == ("too-large", True)


def test_nothing_is_written_beside_the_results() -> None:
    for name, data, _, _ in BROKEN[:8]:
        Path("in", name).write_bytes(data())
    main = [sys.executable, "-W", "always", "-c", "from idlibtl.read import read; print(len(read(['in']).problems))"]
    done = subprocess.run(main, capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("8\n", "")


def test_without_its_package_a_pdf_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(_: str) -> object:
        raise ModuleNotFoundError("No module named 'pypdf'", name="pypdf")

    monkeypatch.setattr("idlibtl.read.formats.import_module", missing)
    ((code, message),) = problems(written("A truce."))
    assert code == "missing-extra"
    assert "pip install 'idlibtl[pdf]'" in message


@settings(deadline=None)
@given(st.binary(max_size=60), st.integers(0, 1500))
def test_any_bytes_in_a_pdf_give_a_text_or_a_problem(data: bytes, place: int) -> None:
    found = by_hand(CATALOG, PAGES, PAGE, stream(b"BT /F 12 Tf 72 700 Td (A truce.) Tj ET"), FONT, stream(b"", FORM))
    path = Path("any.pdf")
    path.write_bytes(found[:place] + data + found[place + len(data) :])
    reading = read([path])
    assert reading.documents or reading.problems
