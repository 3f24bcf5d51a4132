"""Mails made by the standard library and by hand: what was written is read, and what is broken is told."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

import pytest
from docx import Document
from extracted import Broken, broken, only, problems, quotes, twice_alike, verified
from hypothesis import given, settings
from hypothesis import strategies as st

from idlibtl.read import read

TRUCE = "The two sides signed a truce in Sarmada on 5 March 2020.\n"
RAID = "Soldiers raided a depot near Harim on 9 March 2020.\n"
HEAD = "From: Jane Doe <jane@lantern.example>\nSubject: A truce\nDate: Fri, 6 Mar 2020 23:30:00 +0300\n"


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("in").mkdir()


def mail(text: str = TRUCE, html: str | None = None) -> EmailMessage:
    made = EmailMessage(policy=SMTP)
    made["From"], made["To"] = "Jane Doe <jane@lantern.example>", "desk@lantern.example"
    made["Subject"], made["Date"] = "A truce in Sarmada", "Fri, 06 Mar 2020 23:30:00 +0300"
    if text:
        made.set_content(text)
    if html and text:
        made.add_alternative(html, subtype="html")
    elif html:
        made.set_content(html, subtype="html")
    return made


def sent(made: EmailMessage, name: str = "in/a.eml") -> str:
    Path(name).write_bytes(made.as_bytes())
    return name


def by_hand(body: str | bytes, head: str = "", name: str = "in/a.eml") -> str:
    data = body if isinstance(body, bytes) else body.encode()
    Path(name).write_bytes(f"{HEAD}{head}\n".encode() + data)
    return name


# Real samples


def test_a_mail_gives_what_was_written_and_what_its_head_tells() -> None:
    document = only(sent(mail(f"{TRUCE}\n> On Thursday you wrote:\n> {RAID}\n-- \nJane\n")))
    assert document.text == f"{TRUCE}\n> On Thursday you wrote:\n> {RAID}\n-- \nJane\n"
    assert (document.title, document.publisher) == ("A truce in Sarmada", "Jane Doe")
    assert (str(document.published_at), document.published_basis) == ("2020-03-06 23:30:00", "metadata")  # by her clock
    assert document.published_words == "Date: Fri, 06 Mar 2020 23:30:00 +0300"


def test_a_mail_and_its_attachments_build_to_entries_whose_quotes_are_verified() -> None:
    made = mail()
    made.add_attachment(RAID, filename="report: 7.txt")
    word = Document()
    word.add_paragraph("The bridge at Darat Izza was blown up on 11 March 2020.")
    word.save("b.docx")
    made.add_attachment(Path("b.docx").read_bytes(), maintype="application", subtype="octet-stream", filename="b.DOCX")
    made.add_attachment("<p>A convoy left Reyhanli on 13 March 2020 and came back.", subtype="html", filename="c")
    inner = mail("A depot burned in Idlib on 2 March 2020.\n")
    inner.add_attachment("Rebels left Binnish on 1 March 2020.\n", filename="d.md")
    made.add_attachment(inner)
    sent(made)
    built = verified("in")
    assert [document.paths[0] for document in built.documents] == [
        "in/a.eml",
        "in/a.eml/1-report_7.txt",
        "in/a.eml/2-b.docx",
        "in/a.eml/3-c.html",
        "in/a.eml/4-A_truce_in_Sarmada.eml",
        "in/a.eml/4-A_truce_in_Sarmada.eml/1-d.md",
    ]
    days = ("2020-03-05", "2020-03-09", "2020-03-11", "2020-03-13", "2020-03-02", "2020-03-01")
    assert all(quotes(built, day) for day in days)
    with zipfile.ZipFile("case.zip", "w") as archive:
        archive.write("in/a.eml", "letters/a.eml")
    assert [each.text for each in verified("case.zip").documents] == [each.text for each in built.documents]


def test_attachments_in_other_formats_are_named() -> None:
    made = mail()
    made.add_attachment(b"\x89PNG", maintype="image", subtype="png", filename="photo of the bridge.png")
    made.add_attachment(b"PK", maintype="application", subtype="zip", filename="case.zip")
    ((code, message),) = problems(sent(made))
    assert code == "attachment"
    assert "'photo of the bridge.png', 'case.zip'" in message
    assert [each.text for each in read(["in"]).documents] == [TRUCE]


def test_pictures_in_the_text_are_no_attachments() -> None:
    made = mail("", "<p>A truce was signed.</p><img src='cid:logo'>")
    made.add_related(b"\x89PNG", maintype="image", subtype="png", cid="<logo>")
    assert only(sent(made)).text == "A truce was signed.\n"


def test_of_alternatives_the_plain_text_is_read_else_what_the_html_shows() -> None:
    shown = (
        "<html><style>p {}</style><body><p>A truce<br>was signed.</p><blockquote>So it was.</blockquote></body></html>"
    )
    assert only(sent(mail(TRUCE, shown))).text == TRUCE
    assert only(sent(mail("", shown), "in/b.eml")).text == "A truce\nwas signed.\nSo it was.\n"
    assert only(sent(mail(" \n", shown), "in/c.eml")).text == "A truce\nwas signed.\nSo it was.\n"


def test_what_sources_csv_says_of_a_mail_goes_before_its_head() -> None:
    sent(mail())
    Path("in/sources.csv").write_text("path,title,publisher,date\na.eml,The truce,The Lantern,2020-03-07\n")
    (document,) = read(["in"]).documents
    assert (document.title, document.publisher, str(document.published)) == ("The truce", "The Lantern", "2020-03-07")


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("=?utf-8?B?0J/QtdGA0LXQvNC40YDQuNC1?=", "Перемирие"),
        ("=?windows-1251?Q?=CF=E5=F0=E5=EC=E8=F0=E8=E5?= in =?utf-8?q?Idlib?=", "Перемирие in Idlib"),
        ("=?utf-8?B?0J/QtdGA0LU=?=\n =?utf-8?B?0LzQuNGA0LjQtQ==?=", "Перемирие"),
        ("Перемирие", "Перемирие"),
        ("=?no-such?Q?caf=E9_?= held", "café held"),
        ("=?no-such?Q?Idlib?= held", "Idlib held"),
        ("=?utf-8?B?broken!?= held", "=?utf-8?B?broken!?= held"),
        ("A\n\ttruce", "A truce"),
    ],
)
def test_encoded_words_of_a_subject_are_read(field: str, text: str) -> None:
    Path("in/a.eml").write_text(f"From: a@x.example\nSubject: {field}\n\nIt held.\n", encoding="utf-8")
    document = read(["in/a.eml"]).documents[0]
    assert (document.title, document.publisher) == (text, "a@x.example")


@pytest.mark.parametrize(
    ("head", "body", "text"),
    [
        ("Content-Type: text/plain; charset=windows-1251\n", "Перемирие.".encode("cp1251"), "Перемирие."),
        ("Content-Type: text/plain; charset=iso-2022-jp\n", "休戦だ".encode("iso2022_jp"), "休戦だ"),
        ("Content-Transfer-Encoding: quoted-printable\n", b"It =E2=80=9Cheld=E2=80=9D, =\nsaid she.",
         "It “held”, said she."),
        ("Content-Transfer-Encoding: base64\n", b"SXQgaGVsZC4=\n", "It held."),
        ("Content-Transfer-Encoding: base64\n", b"SXQgaGVsZC4\n", "It held."),
        ("Content-Type: text/plain; charset=utf-8\n", b"It held.\r\nSo far.\r\n", "It held.\nSo far."),
        ('Content-Type: text/plain; format=flowed\n', b"It held \non Monday.\n> And \n> so.\n-- \nJ.",
         "It held on Monday.\n> And so.\n--\nJ."),
        ("Content-Type: text/plain; format=flowed; delsp=yes\n", b"The cease \nfire held.", "The ceasefire held."),
    ],
)  # fmt: skip
def test_a_text_is_read_as_its_head_says(head: str, body: bytes, text: str) -> None:
    assert only(by_hand(body, head)).text == f"{text}\n"


@pytest.mark.parametrize("charset", ["no-such", "utf-8", "base64", "rot13", "idna", ""])
def test_a_wrong_charset_is_told_and_the_text_is_read(charset: str) -> None:
    name = by_hand(
        "Le café fermé à midi, né à Alep, a été rouvert.\n".encode("cp1252"),
        f"Content-Type: text/plain; charset={charset}\n",
    )
    assert [code for code, _ in problems(name)] == ["mail"]
    assert "café fermé" in read([name]).documents[0].text


@pytest.mark.parametrize("words", ["yesterday", "Fri, 31 Feb 2020 10:00:00 +0000", "Fri, 6 Mar 99999 10:00", "2020"])
def test_a_date_that_is_none_is_dropped_and_told(words: str) -> None:
    Path("in/a.eml").write_text(f"From: a@x.example\nDate: {words}\n\nIt held.\n", encoding="utf-8")
    ((code, message),) = problems("in/a.eml")
    assert code == "mail"
    assert "sources.csv" in message
    assert read(["in/a.eml"]).documents[0].published is None


def test_a_day_without_a_time_has_none() -> None:
    Path("in/a.eml").write_text("From: a@x.example\nDate: 6 Mar 2020\n\nIt held.\n", encoding="utf-8")
    document = only("in/a.eml")
    assert (str(document.published), document.published_at) == ("2020-03-06", None)


def test_what_a_mail_gives_is_the_same_each_time() -> None:
    made = mail()
    made.add_attachment(mail(RAID))
    sent(made)
    twice_alike("in/a.eml")
    twice_alike("in/a.eml/1-A_truce_in_Sarmada.eml")


# Broken ones, and those that are made to harm


def nested(depth: int) -> bytes:
    head = "".join(f"Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n" for n in range(depth))
    return f"{HEAD}MIME-Version: 1.0\n{head}\n{TRUCE}".encode()


def attached_alone() -> bytes:
    made = mail("")
    made.add_attachment(b"\x89PNG", maintype="image", subtype="png", cid="<x>")
    return made.as_bytes()


BROKEN: list[Broken] = [
    ("empty.eml", lambda: b"", "damaged", "no mail"),
    ("text.eml", lambda: b"This is no mail: it has no head.\n\nNone.", "damaged", "no mail"),
    ("noise.eml", lambda: bytes(range(256)) * 20, "damaged", "no mail"),
    ("bare.eml", lambda: HEAD.encode(), "empty", "no text"),
    ("picture.eml", attached_alone, "empty", "attachments"),
    ("deep.eml", lambda: nested(5000), "too-deep", "parts within parts"),
    ("field.eml", lambda: f"{HEAD}Content-Type: text/plain; a=\"{'; ' * 99_999}\"\n\nx".encode(), "damaged", "no mail"),
    ("secret.eml", lambda: f"{HEAD}Content-Type: multipart/encrypted; boundary=b\n\n--b\nContent-Type: application/pgp"
     "-encrypted\n\nVersion: 1\n--b--\n".encode(), "encrypted", "without encryption"),
    ("blank.eml", lambda: f"{HEAD}Content-Type: text/html\n\n<script>x</script>".encode(), "empty", "no text"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "data", "code", "word"), BROKEN, ids=[each[0] for each in BROKEN])
def test_a_broken_mail_is_a_problem(name: str, data: Callable[[], bytes], code: str, word: str) -> None:
    broken(name, data(), code, word)


def test_a_mail_that_is_cut_off_is_read_as_far_as_it_goes() -> None:
    made = mail()
    made.add_attachment(RAID * 9, filename="b.txt")
    data = made.as_bytes()
    Path("in/a.eml").write_bytes(data[: data.index(b"Soldiers") + 60])
    documents = {each.paths[0]: each.text for each in read(["in"]).documents}
    assert documents["in/a.eml"] == TRUCE
    assert documents["in/a.eml/1-b.txt"].startswith(RAID.strip())


def test_parts_are_read_to_a_depth_and_what_lies_deeper_is_told() -> None:
    Path("in/a.eml").write_bytes(nested(20))
    assert TRUCE in only("in/a.eml").text
    Path("in/b.eml").write_bytes(nested(40))
    assert {code for code, _ in problems("in/b.eml")} == {"empty"}


def test_mails_within_mails_are_read_four_deep() -> None:
    made = mail()
    for _ in range(7):
        outer = mail(RAID)
        outer.add_attachment(made)
        made = outer
    sent(made)
    paths = [path for each in read(["in"]).documents for path in each.paths]
    assert max(path.count(".eml") for path in paths) == 6
    assert "too-deep" in [code for code, _ in problems("in/a.eml")]


def test_more_attachments_than_any_mail_has_are_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("idlibtl.read.mail._MOST_ATTACHMENTS", 2)
    made = mail()
    for number in range(4):
        made.add_attachment(f"{RAID}{number}\n", filename="a.txt")
    sent(made)
    assert len(read(["in"]).documents) == 3
    assert [code for code, _ in problems("in/a.eml")] == ["too-large"]


def test_names_of_attachments_lead_nowhere() -> None:
    made = mail()
    for name in ("../../etc/passwd.txt", "/etc/passwd.txt", "C:\\x\\y.txt", "\x1b[31m.txt", "a" * 999 + ".txt", ".txt"):
        made.add_attachment(RAID + name, filename=name)
    sent(made)
    paths = [path for each in read(["in"]).documents for path in each.paths]
    assert len(paths) == 7
    assert all(path.count("/") <= 2 and ".." not in path and path.isprintable() and len(path) < 99 for path in paths)


def test_long_heads_are_cut() -> None:
    subject = "=?utf-8?q?" * 50_000
    Path("in/a.eml").write_text(f"From: {'(' * 50_000}\nSubject: {subject}\nDate: {'1' * 90_000}\n\nIt held.\n")
    (document,) = read(["in/a.eml"]).documents
    assert document.text == "It held.\n"
    assert len(document.title or "") <= 200


def test_html_without_its_package_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(_: str) -> object:
        raise ModuleNotFoundError("No module named 'lxml'", name="lxml")

    name = sent(mail("", "<p>It held.</p>"))
    assert only(name).text == "It held.\n"
    monkeypatch.setattr("idlibtl.read.mail.import_module", missing)
    ((code, message),) = problems(name)
    assert code == "missing-extra"
    assert "pip install 'idlibtl[html]'" in message
    assert only(sent(mail(TRUCE, "<p>It held.</p>"))).text == TRUCE  # which needs none


@settings(deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_a_mail_or_a_problem(data: bytes) -> None:
    path = Path("any.eml")
    path.write_bytes(f"{HEAD}MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n".encode() + data)
    reading = read([path])
    assert reading.documents or reading.problems
