"""Texts that would act on whoever is shown them: a file in, and what build, show, why, sources and export make."""

from __future__ import annotations

import csv
import importlib.util
import io
import json
import re
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from kit import ACTING, EVIL, PROSE, built, idlibtl, tokens, told

from idlibtl.safe_text import escape_surrogates
from idlibtl.xml_text import escaped

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    folder = tmp_path / "reports"
    folder.mkdir()
    return folder


def write(folder: Path, name: str, *sentences: str, head: str = "", others: int = 1) -> None:
    """A report; a few control characters are text where there are many ``others``."""
    rest = "The mayor of Aram opened a school on 2 March 2020.\n" * others
    (folder / name).write_text(f"{head}{PROSE}{' '.join(sentences)}\n\n{rest}", encoding="utf-8", newline="")


def filled(folder: Path) -> None:
    """Reports with each piece in a sentence, a title, a publisher, a path and a row of sources.csv."""
    for number, evil in enumerate(EVIL):
        sentence = (
            f"Soldiers {evil} left the {evil}town of Saraba{evil} on {number + 3} May 2020, the {evil} mayor said."
        )
        write(folder, f"{number}{evil.replace('/', '')}.txt", sentence, others=100)
    rows = [f'"{number}.txt","{evil}a title{evil}","{evil}Bugle",,,{evil}\n' for number, evil in enumerate(EVIL)]
    rows += [
        f'"{number}{evil.replace("/", "")}.txt","{evil}Title{evil}","{evil}Bugle"\n' for number, evil in enumerate(EVIL)
    ]
    head = f"path,title,publisher,url,date,language,{EVIL[0]}{EVIL[4]}\n"
    (folder / "sources.csv").write_text(head + "".join(rows), encoding="utf-8", newline="")


def test_terminal_escapes_and_bidi_controls_do_not_act_in_pipes(reports: Path) -> None:
    filled(reports)
    said = built(reports).stderr
    assert "manifest" in said
    assert not ACTING.search(said)
    found = told(reports)
    for name, text in found.items():
        assert not ACTING.search(text.replace("\r\n", "\n")), name
    assert "Soldiers ␛[31m left" in found["show"]
    assert any(
        "\x1b[31m" in source["quote"] for entry in json.loads(found["json"])["entries"] for source in entry["sources"]
    )


OURS = re.compile(r"\x1b\[[0-9;]*m|\x1b\]8;(?:id=\d+)?;(?:file:///[\x21-\x7e]*)?\x1b\\")


@pytest.mark.skipif(sys.platform == "win32", reason="it has no pty")
def test_terminal_escapes_and_bidi_controls_do_not_act_on_a_terminal(reports: Path) -> None:
    spec = importlib.util.spec_from_file_location("docs_script", ROOT / "scripts" / "docs.py")
    assert spec is not None
    assert spec.loader is not None
    docs = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(docs)
    filled(reports)
    built(reports)
    for words in (("show", "--all"), ("show", "-v", "--all"), ("sources", "--coverage")):
        command = [sys.executable, "-m", "idlibtl", *words, "--db", str(reports.parent / "c.db")]
        printed, said, status = docs.in_terminal(command, ROOT)
        assert status == 0, said
        assert "\x1b]8;" in printed
        assert not ACTING.search(OURS.sub("", printed.replace("\r\n", "\n"))), words


def test_messages_of_errors_do_not_act(reports: Path) -> None:
    evil = "".join(EVIL)
    for words in (("build", f"/nowhere{evil}"), ("show", "--db", f"/nowhere{evil}"), ("tag", f"/nowhere{evil}")):
        result = idlibtl(*words)
        assert result.exit_code == 2
        assert not ACTING.search(result.stderr), words


FORMULAS = (
    "=1+1",
    "+1",
    "-1",
    "@SUM(1)",
    "\t=1",
    "  =1",
    '"=1"',
    "＝1",
    "＋1",
    "－1",
    "＠1",
    "a; =1",
    "a\t=1",
    "\u200e=1",
    "\u200e -1",
)
DATES = ("date", "begin", "end", "entry_date", "published")


def cells(text: str) -> list[tuple[str, str]]:
    return [cell for row in csv.DictReader(io.StringIO(text, newline=""), strict=True) for cell in row.items()]


def test_formulas_in_csv_are_text(reports: Path) -> None:
    rows = []
    for number, formula in enumerate(FORMULAS):
        name = f"{formula.strip().replace('/', '')}{number}.txt"
        write(
            reports, name, f"{formula} and soldiers left the town of Saraba on {number + 3} May 2020, {formula} said."
        )
        rows.append([name, formula, formula])
    stream = io.StringIO(newline="")
    csv.writer(stream).writerows([["path", "title", "publisher"], *rows])
    (reports / "sources.csv").write_text(stream.getvalue(), encoding="utf-8", newline="")
    built(reports)
    found = told(reports)
    seen = set()
    for name, cell in [*cells(found["csv"]), *cells(found["mentions"])]:
        seen |= {name} if cell.startswith("'") else set()
        if name not in DATES:
            for piece in re.split(r"[;\t\r\n]", cell):
                assert not re.match(r'[\s"]*[=+@＝＋－＠-]', piece), (name, cell)
    assert {"source_title", "publisher", "quote"} <= seen


MARKUP = (
    "![i](http://evil.example/i.png)", "[a](javascript:alert(1))", "<img src=x onerror=alert(1)>",
    "<script>alert(1)</script>",
    "<http://evil.example>", "http://evil.example", "www.evil.example", "a@evil.example", "[a]: http://evil.example",
    "[a][b]",
    "```", "~~~", "# a", "a\n===", "a\n---", "| a |\n|---|\n| b |", "-->", "<!--", "***", "- a", "1. a", "> a", "`a`",
    "~~a~~",
    "&#60;b&#62;", "&lt;b&gt;", "\\", "    a", "\ta", "$a$", "[^a]", "[^a]: b", "<details>", "]]>", "<?php", "{% a %}",
)  # fmt: skip


def test_markdown_and_html_in_texts_are_text(reports: Path) -> None:
    (reports / "sources.csv").write_text(
        "path,title,publisher\n"
        + "".join(f'{number}.txt,"{markup.replace(chr(34), "")}","{markup}"\n' for number, markup in enumerate(MARKUP)),
        encoding="utf-8",
    )
    for number, markup in enumerate(MARKUP):
        quoted = f"{markup} Soldiers {markup} left the town of {markup} on {number % 28 + 1} June 2020, said {markup}."
        write(reports, f"{number}.txt", quoted)
        write(reports, f"{markup.replace('/', '').replace(chr(10), '')}.txt", f"{number} {quoted}")
    built(reports)
    page = told(reports)["markdown"]
    assert "evil.example" in page
    kinds = set()
    for token in tokens(page):
        kinds.add(token.type.removesuffix("_open").removesuffix("_close"))
        if token.type == "html_block":
            assert re.fullmatch(r"<!-- idlibtl [\d.]+ -->\n", token.content)
        if token.type == "link_open":
            address = str(token.attrs["href"])
            assert urlsplit(address).scheme in ("", "https")
            assert re.search(r"#L\d+$", address), address
    assert kinds <= {
        "html_block", "heading", "inline", "paragraph", "text", "strong", "code_inline", "blockquote", "link",
        "bullet_list", "list_item", "softbreak",
    }  # fmt: skip


URLS = (
    "javascript:alert(1)", "JaVaScRiPt:alert(1)", " javascript:alert(1)", "data:text/html,<script>alert(1)</script>",
    "file:///etc/passwd", "vbscript:a", "//evil.example", "https:evil.example", "https://a b", "https://a\u202eb",
    "https://evil.example/\x1b[31m", "ftp://evil.example", "https://" + "a" * 3000,
)  # fmt: skip


@pytest.mark.parametrize("url", URLS, ids=lambda url: repr(url)[:30])
@pytest.mark.parametrize("place", ["front matter", "sources.csv"])
def test_urls_that_are_not_of_the_web_are_dropped(reports: Path, url: str, place: str) -> None:
    quoted = json.dumps(url)
    head = f"---\nurl: {quoted}\n---\n" if place == "front matter" else ""
    write(reports, "a.txt", head=head)
    if place == "sources.csv":
        (reports / "sources.csv").write_text(f'path,url\na.txt,"{url}"\n', encoding="utf-8")
    result = built(reports)
    assert re.search(r"the url .* was dropped", result.stderr)
    assert len(result.stderr) < 1000
    found = told(reports)
    exported = json.loads(found["json"])
    assert [source["url"] for source in exported["sources"]] == [None]
    assert "[source]" not in found["markdown"]


def test_json_lines_may_hold_lone_surrogates(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(
        '{"id": "\\ud800", "text": "\\udcff They left on \\ud800 5 March 2020 \\u009b.", "dct": "2020-03-06"}\n'
    )
    for form in ("jsonl", "timeml"):
        result = idlibtl("tag", str(path), "-f", form)
        assert result.exit_code == 0
        assert not ACTING.search(result.stdout)
        assert "5 March 2020" in result.stdout
    assert json.loads(idlibtl("tag", str(path)).stdout)["id"] == "\ud800"


def test_json_lines_that_are_no_records_are_told(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    deep = "[" * 100_000
    lines = [
        "{",
        deep,
        "1" * 5000,
        '{"text": 1}',
        '{"text": "a", "lang": ["en"]}',
        '{"text": "a", "lang": "\\u001b[31m"}',
        "NaN",
    ]
    path.write_text("\n".join([*lines, '{"id": "last", "text": "a"}']))
    result = idlibtl("tag", str(path))
    assert result.exit_code == 1
    assert result.stderr.count("[record]") == len(lines)
    assert not ACTING.search(result.stderr)
    assert json.loads(result.stdout)["id"] == "last"


def test_what_is_exact_is_inert_too() -> None:
    text = "a\x7f\x9b\u202e\u2066\u2028\ud800\U000e0041é\n"
    for made in (escape_surrogates(json.dumps(text, ensure_ascii=False)), escape_surrogates(json.dumps(text))):
        assert not ACTING.search(made)
        assert json.loads(made) == text
    assert not re.search("[\x7f-\x9f\u202a-\u202e\u2066-\u2069]", escaped(text))


def test_the_page_names_tests_that_exist() -> None:
    page = (ROOT / "docs" / "hostile.md").read_text(encoding="utf-8")
    named = set(re.findall(r"\btest_\w+\b(?!\.py)", page))
    defined = {
        name
        for path in (ROOT / "tests").rglob("test_*.py")
        for name in re.findall(r"^def (test_\w+)", path.read_text(encoding="utf-8"), re.M)
    }
    ours = {
        name
        for path in Path(__file__).parent.glob("test_hostile_*.py")
        for name in re.findall(r"^def (test_\w+)", path.read_text(encoding="utf-8"), re.M)
    }
    assert named - defined == set()
    assert ours - named <= {"test_the_page_names_tests_that_exist"}
