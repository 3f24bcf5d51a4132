"""Web pages: main text, what they state of themselves, and pages that are made to harm."""

from __future__ import annotations

import io
import subprocess
import sys
import zipfile
from datetime import datetime
from pathlib import Path

import htmldate.validators
import pytest
import trafilatura.settings
from extracted import Broken, broken, only, problems, quotes, twice_alike, verified
from hypothesis import given, settings
from hypothesis import strategies as st
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from idlibtl.custody.verify import verify
from idlibtl.read import read
from idlibtl.read.formats import is_own_product
from idlibtl.store import Store

PAGE = """<!DOCTYPE html>
<html lang="en-GB"><head><meta charset="utf-8">
<title>Truce signed in Sarmada | The Lantern</title>
<meta property="og:title" content="Truce signed in Sarmada">
<meta property="og:site_name" content="The Lantern">
<meta property="article:modified_time" content="2021-01-06T10:00:00+03:00">
<link rel="canonical" href="https://lantern.example/world/truce">
<script type="application/ld+json">
{"@context": "https://schema.org", "@graph": [
  {"@type": "WebPage", "datePublished": "2020-03-05T08:00:00+00:00"},
  {"@type": "NewsArticle", "headline": "Truce signed in Sarmada", "datePublished": "2020-03-06T23:30:00+03:00",
   "comment": [{"@type": "Comment", "datePublished": "2020-04-01"}]}]}
</script>
<script src="https://tracker.example/a.js"></script><link rel="stylesheet" href="https://cdn.example/a.css">
</head><body>
<div id="cookie-banner" class="cookie-consent"><p>We use cookies to improve your stay.</p>
<button>Accept all</button></div>
<header><nav><ul><li><a href="/">Home</a></li><li><a href="/world">World</a></li><li><a href="/in">Sign in</a></li></ul>
</nav></header>
<main><article>
<h1>Truce signed in Sarmada</h1>
<p class="byline">By Jane Doe</p>
<p>The two sides signed a truce in Sarmada on 5 March 2020, after a week of talks that
   <a href="/talks">both had called</a> the last chance. Nobody had expected it to hold.</p>
<h2>What was agreed</h2>
<p>On Monday soldiers <b>left</b> the depot near Harim. A convoy of 20 lorries reached Reyhanli on 3&nbsp;March.</p>
<ul><li>Prisoners will be exchanged by 12 March 2020.</li><li>The road is to open on 15 March 2020.</li></ul>
<table><tr><th>Date</th><th>What</th></tr>
<tr><td>1 March 2020</td><td>The bridge at Darat Izza was blown up.</td></tr>
<tr><td>2 March 2020</td><td>A depot burned near Harim.</td></tr></table>
</article>
<aside class="related"><h3>Related</h3><p>A raid in <time datetime="2017-01-01">January 2017</time></p></aside>
<section id="comments"><p>Reader 7, 1 April 2020: I do not believe a word of it.</p></section></main>
<footer><p>© 2024 The Lantern. All rights reserved. <a href="/imprint">Imprint</a></p></footer>
</body></html>
"""
STORY = "<p>The two sides signed a truce in Sarmada on 5 March 2020, after a week of talks in the town.</p>"


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("in").mkdir()


def page(body: str = STORY, head: str = "", name: str = "in/a.html") -> str:
    Path(name).write_text(f"<html><head>{head}</head><body>{body}</body></html>", encoding="utf-8")
    return name


# Real samples


def test_a_saved_page_gives_its_main_text_and_what_it_states() -> None:
    Path("in/truce.html").write_text(PAGE, encoding="utf-8")
    document = only("in/truce.html")
    assert document.text.split("\n") == [
        "Truce signed in Sarmada",
        "The two sides signed a truce in Sarmada on 5 March 2020, after a week of talks that both had called the last "
        "chance. Nobody had expected it to hold.",
        "What was agreed",
        "On Monday soldiers left the depot near Harim. A convoy of 20 lorries reached Reyhanli on 3 March.",
        "Prisoners will be exchanged by 12 March 2020.",
        "The road is to open on 15 March 2020.",
        "Date | What",
        "1 March 2020 | The bridge at Darat Izza was blown up.",
        "2 March 2020 | A depot burned near Harim.",
        "",
    ]
    assert (document.title, document.publisher) == ("Truce signed in Sarmada", "The Lantern")
    assert (document.url, document.language) == ("https://lantern.example/world/truce", "en")
    assert (document.published_basis, document.published_at) == ("metadata", datetime(2020, 3, 6, 23, 30))
    assert document.published_words == "datePublished: 2020-03-06T23:30:00+03:00"


def test_a_page_builds_to_entries_whose_quotes_are_verified() -> None:
    Path("in/truce.html").write_text(PAGE, encoding="utf-8")
    made = verified("in")
    assert any(quote.startswith("The two sides signed a truce in Sarmada on 5") for quote in quotes(made, "2020-03-05"))
    assert quotes(made, "2020-03-01") == {"1 March 2020 | The bridge at Darat Izza was blown up."}


def test_pages_in_archives_are_read_as_files_are() -> None:
    with zipfile.ZipFile("in/case.zip", "w") as archive:
        archive.writestr("a/truce.htm", PAGE)
    with Path("in/crawl.warc").open("wb") as stream:
        writer = WARCWriter(stream, gzip=False)
        headers = StatusAndHeaders("200 OK", [("Content-Type", "text/html; charset=utf-8")], protocol="HTTP/1.1")
        data = PAGE.replace("5 March", "4 March").encode()
        record = writer.create_warc_record(
            "https://lantern.example/now", "response", payload=io.BytesIO(data), http_headers=headers
        )
        writer.write_record(record)
        record.raw_stream.close()  # a temporary file
    made = verified("in")
    urls = {document.paths[0]: document.url for document in made.documents}
    assert urls == {
        "in/case.zip/a/truce.htm": "https://lantern.example/world/truce",
        "in/crawl.warc/1-lantern.example_now.html": "https://lantern.example/now",  # where it was found
    }


def test_sources_csv_knows_better_than_the_page() -> None:
    Path("in/truce.html").write_text(PAGE, encoding="utf-8")
    Path("in/sources.csv").write_text("path,title,publisher,date\ntruce.html,A truce,The Bugle,2020-03-07\n")
    (document,) = read(["in"]).documents
    assert (document.title, document.publisher, str(document.published)) == ("A truce", "The Bugle", "2020-03-07")
    assert document.url == "https://lantern.example/world/truce"


@pytest.mark.parametrize(
    ("head", "body", "day", "words"),
    [
        ('<meta property="article:published_time" content="2020-03-06T10:00:00Z">', "", "2020-03-06",
         "article:published_time: 2020-03-06T10:00:00Z"),
        ('<meta name="DC.date.issued" content="2020-03-06">', "", "2020-03-06", "DC.date.issued: 2020-03-06"),
        ('<meta itemprop="datePublished" content="6 March 2020">', "", "2020-03-06", "datePublished: 6 March 2020"),
        ('<meta name="pubdate" content="20200306">', "", "2020-03-06", "pubdate: 20200306"),
        ('<meta name="pubdate" content="Fri, 06 Mar 2020 10:00:00 +0000">', "", "2020-03-06",
         "pubdate: Fri, 06 Mar 2020 10:00:00 +0000"),
        ("", '<span itemprop="datePublished">March 6, 2020</span>', "2020-03-06", "datePublished: March 6, 2020"),
        ("", '<header><time datetime="2020-03-06">Friday</time></header>', "2020-03-06", "time: 2020-03-06"),
        ("", '<div class="entry-date published">6 March 2020</div>', "2020-03-06", "entry-date: 6 March 2020"),
        ('<link rel="canonical" href="https://x.example/2020/03/06/truce">', "", "2020-03-06", "address: 2020-03-06"),
        # None of these is the day on which the page was published.
        ('<meta property="article:modified_time" content="2020-03-06">', "", None, None),
        ('<meta name="date" content="2020">', "", None, None),
        ('<meta name="date" content="March 2020">', "", None, None),
        ('<meta name="date" content="3 hours ago">', "", None, None),
        ('<meta name="date" content="1970-01-01T00:00:00Z">', "", None, None),
        ('<meta name="date" content="9999-01-01">', "", None, None),
        ('<meta itemprop="copyrightYear" content="2020">', "", None, None),
        ('<link rel="canonical" href="https://x.example/2020/03/truce">', "", None, None),
        ('<script type="application/ld+json">{"@type": "ItemList", "itemListElement": '
         '[{"datePublished": "2020-03-06"}]}</script>', "", None, None),
        ("", '<aside><time datetime="2020-03-06" pubdate>6 March</time></aside>', None, None),
        ("", '<p>It began on <time datetime="2020-03-01">1 March</time>.</p>', None, None),
        ("", '<footer><p class="published">6 March 2020</p></footer>', None, None),
        ("", '<div class="related"><span class="post-date">6 March 2020</span></div>', None, None),
    ],
)  # fmt: skip
def test_only_a_date_that_a_page_states_as_its_own_is_taken(
    head: str, body: str, day: str | None, words: str | None
) -> None:
    document = only(page(f"{body}<article>{STORY * 3}</article>", head))
    basis = "none" if day is None else "metadata"
    assert (document.published_basis, document.published and str(document.published)) == (basis, day)
    assert document.published_words == words


def test_a_date_in_numbers_that_can_be_read_in_two_ways_is_told() -> None:
    (problem,) = problems(page(head='<meta name="date" content="05/03/2020">'))
    assert problem[0] == "page-date"
    assert "2020-03-05" in problem[1]


def test_no_result_depends_on_the_day_on_which_a_page_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("in/truce.html").write_text(PAGE, encoding="utf-8")
    page(head='<meta name="pubdate" content="Fri, 06 Mar 2020 10:00:00 +0000">', name="in/b.html")
    before = read(["in"])

    class Long(datetime):  # a clock that stands before the pages were written
        @classmethod
        def now(cls, tz: object = None) -> Long:
            return cls(1999, 1, 1)

    monkeypatch.setattr(htmldate.validators, "datetime", Long)
    monkeypatch.setattr(trafilatura.settings, "datetime", Long)
    assert read(["in"]) == before
    assert {str(document.published) for document in before.documents} == {"2020-03-06"}
    twice_alike("in/truce.html")


@pytest.mark.parametrize(
    ("head", "encoding"),
    [
        ('<meta charset="windows-1251">', "cp1251"),
        ('<meta http-equiv="Content-Type" content="text/html; charset=iso-8859-1">', "cp1252"),
        ("<meta charset=Shift_JIS>", "cp932"),
        ('<meta charset="gb2312">', "gb18030"),
        ('<meta charset="utf-8">', "utf-8"),
        ("", "utf-8-sig"),
        ('<meta charset="windows-1251">', "utf-8"),  # declared by one who didn't know what the server sends
        ('<meta charset="utf-8">', "utf-16"),
        ("", "utf-8"),
    ],
)
def test_the_encoding_that_a_page_declares_is_believed_where_it_fits(head: str, encoding: str) -> None:
    word = {"cp1252": "café naïve", "cp932": "休戦 サルマダ", "gb18030": "停战协议"}.get(encoding, "перемирие Сармада")
    text = f"<html><head>{head}<title>{word}</title></head><body>{STORY.replace('truce', word)}</body></html>"
    Path("in/a.html").write_bytes(text.encode(encoding))
    document = only("in/a.html")
    assert f"signed a {word} in" in document.text
    assert document.title == word


def test_xhtml_declares_its_encoding_as_xml_does() -> None:
    text = f"<?xml version='1.0' encoding='windows-1252'?>\n<html xml:lang='de'><body>{STORY}<p>Café</p></body></html>"
    Path("in/a.xhtml").write_bytes(text.encode("cp1252"))
    document = only("in/a.xhtml")
    assert "Café" in document.text
    assert document.language == "de"


def test_a_wrong_encoding_is_told() -> None:
    Path("in/a.html").write_bytes(
        f"<meta charset=no-such><body>{STORY}<p>Le café fermé à midi, né</p>".encode("cp1252")
    )
    assert [code for code, _ in problems("in/a.html")] == ["not-utf8"]


@pytest.mark.parametrize(
    "note",
    [
        "<!-- saved from url=(0031)https://lantern.example/truce -->",
        "<!--\n Page saved with SingleFile \n url: https://lantern.example/truce \n saved date: Fri Mar 06 2020\n-->",
    ],
)
def test_the_address_that_a_browser_noted_is_taken(note: str) -> None:
    Path("in/a.html").write_text(f"<!DOCTYPE html>\n<html>{note}<body>{STORY}</body></html>", encoding="utf-8")
    assert only("in/a.html").url == "https://lantern.example/truce"


def test_no_word_within_a_sentence_is_lost_and_paragraphs_keep_their_order() -> None:
    body = """<article><h1>Live: the truce</h1>
    <p>It began on <time datetime="2020-03-01">1 March 2020</time> when shells fell on the outskirts of Idlib.</p>
    <p>The <abbr title="United Nations">UN</abbr> said that <q>nobody</q> had left; it had <del>not</del> held.</p>
    <div class="post"><time>14:06 GMT</time><p>A convoy of 20 lorries left Reyhanli for the depot near Harim.</p></div>
    <dl><dt>5 March 2020</dt><dd>The two sides signed a truce in Sarmada.</dd></dl></article>"""
    assert only(page(f"<nav><a href=x>Home</a> <a href=y>5 articles</a></nav>{body}")).text.split("\n") == [
        "Live: the truce",
        "It began on 1 March 2020 when shells fell on the outskirts of Idlib.",
        "The UN said that “nobody” had left; it had held.",
        "14:06 GMT",
        "A convoy of 20 lorries left Reyhanli for the depot near Harim.",
        "5 March 2020",
        "The two sides signed a truce in Sarmada.",
        "",
    ]


def test_what_is_no_article_is_read_as_it_is_shown() -> None:
    items = "".join(f"<tr><td>{day} March 2020</td><td>Item {day}<br>seen</td></tr>" for day in range(1, 20))
    name = page(f"<style>p {{}}</style><p hidden>no</p><p style='display: none'>no</p><table>{items}</table>" * 400)
    document = only(name)
    assert [code for code, _ in problems(name)] == ["whole-page"]  # too many tables to look for more
    assert document.text.startswith("1 March 2020 | Item 1\nseen\n2 March 2020 | Item 2\n")
    assert "no" not in document.text.split()


def test_a_page_of_our_own_is_no_source() -> None:
    own = (
        '<!doctype html>\n<html lang="en">\n<head><meta charset="utf-8">\n<meta name="generator" content="idlibtl 1.0">'
    )
    Path("in/out.html").write_text(f"{own}</head><body>{STORY}</body></html>", encoding="utf-8")
    assert [code for code, _ in problems("in/out.html")] == ["own-product"]
    assert not is_own_product("a.html", b"<html>" + b" " * 1100 + own.encode())
    assert not is_own_product("a.txt", b'It said: <meta name="generator" content="idlibtl 1.0">')


# Broken ones, and those that are made to harm

BROKEN: list[Broken] = [
    ("empty.html", lambda: b"", "empty", "no text"),
    (
        "bare.html",
        lambda: b"<html><head><title>x</title></head><body><div id=root></div></body></html>",
        "empty",
        "shows",
    ),
    (
        "script.html",
        lambda: b"<html><body><script>document.write('x')</script><noscript>on</noscript>",
        "empty",
        "script",
    ),
    ("deep.html", lambda: b"<html><body>" + b"<div>" * 100_000 + b"text", "empty", "shows"),
    ("binary.html", lambda: b"<html>" + bytes(range(256)) * 40, "binary", "encoding"),
]


@pytest.mark.parametrize(("name", "data", "code", "word"), BROKEN, ids=[each[0] for each in BROKEN])
def test_a_broken_page_is_a_problem(name: str, data: object, code: str, word: str) -> None:
    assert callable(data)
    broken(name, data(), code, word)


def test_a_page_that_is_cut_off_is_read_as_far_as_it_goes() -> None:
    Path("in/a.html").write_text(PAGE[: PAGE.index("What was agreed") + 5], encoding="utf-8")
    assert "signed a truce in Sarmada on 5 March 2020" in only("in/a.html").text


def test_what_is_nested_too_deeply_is_told() -> None:
    name = page(f"{STORY * 4}{'<b>' * 300}below")
    assert [code for code, _ in problems(name)] == ["too-deep"]
    assert "signed a truce" in read([name]).documents[0].text


def test_no_entity_is_expanded_and_nothing_outside_is_read() -> None:
    Path("secret.txt").write_text("TOP SECRET", encoding="utf-8")
    laughs = "".join(f'<!ENTITY l{n + 1} "{f"&l{n};" * 10}">' for n in range(9))
    outside = f'<!ENTITY out SYSTEM "{Path("secret.txt").resolve().as_uri()}"><!ENTITY l0 "ha">'
    body = f"<html><body>{STORY}<p>&out; &l9;</p></body></html>"
    text = f"<?xml version='1.0'?>\n<!DOCTYPE html [{outside}{laughs}]>\n{body}"
    Path("in/a.xhtml").write_text(text, encoding="utf-8")
    document = only("in/a.xhtml")
    assert "SECRET" not in document.text
    assert "haha" not in document.text
    assert len(document.text) < len(text)


@pytest.mark.parametrize(
    "body",
    [
        "<table><tr><td>a b c</td></tr></table>" * 20_000,
        "<div><span>a b c</span></div>" * 60_000,
        "<ul>" * 100 + "<li>some text in a list</li>" * 15_000,
        f"<p>{'word ' * 400_000}</p>",
        "<!-- " * 100_000,
        "<![CDATA[" * 100_000,
        "<a href='" * 100_000,
        "&#x0;&#xD800;&#1114112;&nbsp;text" * 10_000,
    ],
    ids=lambda body: body[:12],
)
def test_pages_of_any_size_are_read_in_bounded_time(body: str) -> None:
    """Not timed: without the bounds this would take hours."""
    name = page(STORY + body)
    (document,) = read([name]).documents
    assert "signed a truce" in document.text
    assert len(document.text) < 2 * len(body) + 1000


def test_what_a_page_states_is_as_harmless_as_its_text() -> None:
    head = """<meta property="og:title" content="\x1b]0;x\x07A &lt;b&gt;title&lt;/b&gt;">
    <link rel="canonical" href="javascript:alert(1)"><meta property="og:site_name" content="The\nLantern">"""
    document = only(page(head=head))
    assert document.url is None
    assert document.publisher == "The Lantern"
    assert "\x1b" not in (document.title or "")


def test_nothing_is_written_beside_the_results() -> None:
    """What the libraries log isn't for our users."""
    page("<p>x", "<script type='application/ld+json'>{broken</script>")
    Path("in/b.html").write_bytes(b"\x1f\x8b\x08 no gzip")
    main = [sys.executable, "-c", "from idlibtl.read import read; print(len(read(['in']).problems) > 0)"]
    done = subprocess.run(main, capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("True\n", "")


def test_what_reads_pages_is_loaded_for_pages_alone() -> None:
    Path("in/a.txt").write_text("It held.\n")
    heavy = "{'trafilatura', 'htmldate', 'lxml', 'pypdf', 'docx', 'email.parser'}"
    code = f"import sys; from idlibtl.read import read; read(['in']); print({heavy} & set(sys.modules) or 'none')"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "none\n"


def test_without_its_package_a_page_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(_: str) -> object:
        raise ModuleNotFoundError("No module named 'trafilatura'", name="trafilatura")

    monkeypatch.setattr("idlibtl.read.formats.import_module", missing)
    ((code, message),) = problems(page())
    assert code == "missing-extra"
    assert "trafilatura" in message
    assert "pip install 'idlibtl[html]'" in message


def test_a_package_that_is_not_whole_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken_import(_: str) -> object:
        raise ImportError("lxml.html.clean module is now a separate project lxml_html_clean.")

    monkeypatch.setattr("idlibtl.read.formats.import_module", broken_import)
    ((code, message),) = problems(page())
    assert code == "missing-extra"
    assert "packages that are not whole ('lxml.html.clean" in message
    assert "pip install 'idlibtl[html]'" in message


def test_verify_tells_where_a_library_gives_another_text(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("in/truce.html").write_text(PAGE, encoding="utf-8")
    verified("in")
    now = "Another version.\nThe two sides signed a truce in Sarmada on 5 March 2020, after a week of talks."
    monkeypatch.setattr("idlibtl.read.page_text.trafilatura.extract", lambda *_, **__: now)
    with Store("extracted.db") as store:
        (checked,) = verify(store)
    assert checked.status == "changed"
    assert "another version of it may: build again" in (checked.reason or "")
    assert {quote.status for quote in checked.quotes} <= {"moved", "changed", "missing"}


@settings(deadline=None)
@given(st.text(alphabet=st.sampled_from("<>/!-&;=\"' \n\x00abdiprsty0123"), max_size=300))
def test_any_text_is_a_page_or_a_problem(text: str) -> None:
    path = Path("any.html")
    path.write_text(f"<html><body>{text}", encoding="utf-8", newline="")
    reading = read([path])
    assert reading.documents or reading.problems
