"""The owner's decisions: each does what it says, survives what happens to the reports, and is told in every output."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from idlibtl.cli.app import app
from idlibtl.decisions import DecisionsError, read_decisions
from idlibtl.store import load

Run = Callable[..., Result]

REPORTS = {
    "harbour.txt": "6 March 2020\n\nOn 5 March 2020 rebels shelled the market of Ariha and killed 4 people.\n",
    "lantern.txt": "7 March 2020\n\nRebels shelled the market of Ariha on 5 March 2020, killing 4 people.\n"
    "Yesterday the mayors of Aram and Belen signed a truce.\n",
    "wharf.txt": "If the truce fails, the army may attack Belen in April 2020.\n",
}


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs idlibtl in a folder with reports and their chronology."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "reports").mkdir()
    for name, text in REPORTS.items():
        (tmp_path / "reports" / name).write_text(text, encoding="utf-8")

    def invoke(*words: str, status: int = 0) -> Result:
        result = CliRunner().invoke(app, [*words], catch_exceptions=False)
        assert result.exit_code == status, result.output + result.stderr
        return result

    invoke("build", "reports", "-j", "1")
    return invoke


def exported(run: Run) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(run("export", "-f", "json", "--all").stdout)
    return found


def entry(run: Run, words: str) -> dict[str, Any]:
    """The entry that cites these words."""
    (found,) = [each for each in exported(run)["entries"] if any(words in said["quote"] for said in each["sources"])]
    return found  # type: ignore[no-any-return]


SHELLED, TRUCE, MAY = "shelled the market", "signed a truce", "may attack"


@pytest.mark.parametrize(
    ("command", "words", "field", "now", "machines"),
    [
        (("date", "2020-03-04"), SHELLED, "date", "2020-03-04", "2020-03-05"),
        (("date", "March 2020"), SHELLED, "date", "2020-03", "2020-03-05"),
        (("title", "The market was hit"), SHELLED, "title", "The market was hit", None),
        (("kind", "planned"), TRUCE, "kind", "planned", "occurred"),
        (("note", "see the film"), SHELLED, "note", "see the film", None),
        (("tag", "market", "shelling"), SHELLED, "tags", ["market", "shelling"], []),
    ],
)
def test_a_field_is_the_owners_and_tells_what_the_machine_had_said(
    run: Run, command: tuple[str, ...], words: str, field: str, now: object, machines: object
) -> None:
    before = entry(run, words)
    run("edit", command[0], before["id"][:8], *command[1:], "--because", "I was there")
    after = entry(run, words)
    assert (after["id"], after[field]) == (before["id"], now)
    assert after["edited"] == {field: before[field]}
    assert machines is None or before[field] == machines
    why = run("why", before["id"]).stdout
    assert f"edited by the owner: {field}" in why
    assert "I was there" in why
    assert "[edited" in run("show", "--all", "--search", words).stdout or command[0] == "kind"


def test_what_is_hidden_shows_with_all_and_what_is_kept_without(run: Run) -> None:
    shelled, may = entry(run, SHELLED)["id"], entry(run, MAY)["id"]
    assert shelled[:8] in run("show").stdout
    assert may[:8] not in run("show").stdout
    run("edit", "hide", shelled)
    run("edit", "keep", may)
    assert shelled[:8] not in run("show").stdout
    assert may[:8] in run("show").stdout
    assert "hidden" in run("show", "--all").stdout
    assert entry(run, SHELLED)["edited"] == {"faint": False}
    assert entry(run, MAY)["edited"] == {"faint": True}
    run("edit", "keep", shelled)
    assert entry(run, SHELLED)["edited"] == {}


def test_entries_are_merged_and_split_and_tell_what_the_machine_had(run: Run) -> None:
    shelled, truce = entry(run, SHELLED), entry(run, TRUCE)
    assert len(shelled["sources"]) == 2
    run("edit", "merge", shelled["id"], truce["id"])
    merged = entry(run, TRUCE)
    assert (len(merged["sources"]), len(exported(run)["entries"])) == (3, 2)
    assert sorted(map(len, merged["edited"]["mentions"])) == [1, 2]
    mentions = [mention for machines in merged["edited"]["mentions"] for mention in machines]
    run("edit", "split", next(each for each in mentions if each == truce["id"]))
    assert [len(entry(run, words)["sources"]) for words in (SHELLED, TRUCE)] == [2, 1]
    run("edit", "split", shelled["id"])
    assert len(exported(run)["entries"]) == 4
    run("edit", "split", truce["id"], status=2)  # it is alone
    run("edit", "merge", truce["id"], status=2)


def test_a_title_given_before_a_merge_stands_after_it(run: Run) -> None:
    run("edit", "title", entry(run, TRUCE)["id"], "A truce")
    run("edit", "merge", entry(run, SHELLED)["id"], entry(run, TRUCE)["id"])
    assert entry(run, SHELLED)["title"] == "A truce"


def test_decisions_outlive_new_moved_and_changed_reports(run: Run, tmp_path: Path) -> None:
    run("edit", "date", entry(run, TRUCE)["id"], "2020-03-03")
    run("edit", "title", entry(run, SHELLED)["id"], "The market was hit")
    reports = tmp_path / "reports"
    (reports / "gull.txt").write_text("8 March 2020\n\nOn 5 March 2020 rebels shelled the market of Ariha.\n")
    (reports / "north").mkdir()
    shutil.move(reports / "lantern.txt", reports / "north" / "day.txt")
    run("build", "reports", "-j", "1")
    assert (entry(run, TRUCE)["date"], entry(run, "of Ariha and killed")["title"]) == (
        "2020-03-03",
        "The market was hit",
    )
    assert len(entry(run, "of Ariha and killed")["sources"]) == 3
    with (reports / "north" / "day.txt").open("a") as file:
        file.write("\nIt rained.\n")
    said = run("build", "-j", "1").stderr
    assert "edit-moved" in said
    assert entry(run, TRUCE)["date"] == "2020-03-03"


def test_a_decision_that_has_lost_its_mark_is_told_at_every_build(run: Run, tmp_path: Path) -> None:
    run("edit", "date", entry(run, TRUCE)["id"], "2020-03-03")
    path = tmp_path / "reports" / "lantern.txt"
    path.write_text(path.read_text().replace("signed a truce", "met for tea"))
    for _ in range(2):
        said = run("build", "-j", "1", status=1).stderr
        assert "chronology.toml:4: error: edit 1 (date) could not be carried out" in said
        assert "edit-lost" in said
    assert "could not be carried out" in run("edit", "list").stdout
    run("edit", "undo")
    run("build", "-j", "1")


def test_a_publication_date_moves_what_hangs_on_it_and_says_so(run: Run) -> None:
    before = entry(run, TRUCE)
    assert before["date"] == "2020-03-06"
    run("edit", "source", "reports/lantern.txt", "--published", "2020-03-10")
    assert entry(run, TRUCE)["date"] == "2020-03-09"
    source = next(each for each in exported(run)["sources"] if each["path"] == "reports/lantern.txt")
    assert (source["published"], source["published_basis"]) == ("2020-03-10", "metadata")
    assert (source["edited"]["published"], source["edited"]["published_basis"]) == ("2020-03-07", "dateline")
    assert "the owner's date; the machine had read 2020-03-07" in run("why", entry(run, TRUCE)["id"]).stdout
    assert "the machine had read 2020-03-07" in run("sources").stdout
    run("edit", "undo")
    assert entry(run, TRUCE) == before


def test_an_entry_by_hand_cites_what_was_read_and_what_was_not(run: Run) -> None:
    run(
        "edit", "add", "--date", "2020-03-05", "--title", "Smoke over Ariha", "--place", "Ariha",
        "--source", "reports/harbour.txt", "--quote", "the market  of\nAriha", "--source", "https://example.org/film",
    )  # fmt: skip
    found = next(each for each in exported(run)["entries"] if each["title"] == "Smoke over Ariha")
    read, film = found["sources"]
    text = REPORTS["harbour.txt"]
    assert text[read["start"] : read["end"]] == read["quote"] == "the market of Ariha"
    assert (film["start"], film["end"], film["line"], film["column"]) == (None,) * 4
    named = {each["id"]: each for each in exported(run)["sources"]}[film["source"]]
    assert (named["url"], named["sha256"]) == ("https://example.org/film", None)
    assert (found["edited"], found["places"]) == ({"entry": None}, ["Ariha"])
    run("edit", "date", found["id"], "2020-03-06")
    assert "1 more added by hand, not checked" in run("verify").stdout
    for format_ in ("csv", "markdown"):
        assert "Smoke over Ariha" in run("export", "-f", format_).stdout
    run("build", "-j", "1")
    assert next(each for each in exported(run)["entries"] if each["id"] == found["id"])["date"] == "2020-03-06"


def test_a_source_of_an_added_entry_may_move_and_is_told_when_it_is_gone(run: Run, tmp_path: Path) -> None:
    cited = ("--source", "reports/harbour.txt", "--quote", "the market of Ariha")
    run("edit", "add", "--date", "2020-03-05", "--title", "Smoke", *cited)
    shutil.move(tmp_path / "reports" / "harbour.txt", tmp_path / "reports" / "h.txt")
    run("build", "-j", "1")
    (said,) = next(each for each in exported(run)["entries"] if each["title"] == "Smoke")["sources"]
    assert said["start"] is not None
    (tmp_path / "reports" / "h.txt").unlink()
    assert "cites reports/harbour.txt, which is not read any more" in run("build", "-j", "1", status=1).stderr
    (said,) = next(each for each in exported(run)["entries"] if each["title"] == "Smoke")["sources"]
    assert (said["start"], said["quote"]) == (None, "the market of Ariha")


def test_an_added_entry_that_was_merged_and_split_again_is_still_the_owners(run: Run) -> None:
    run("edit", "add", "--date", "2020-03-05", "--title", "Smoke", "--source", "a letter")
    added = next(each for each in exported(run)["entries"] if each["title"] == "Smoke")["id"]
    run("edit", "merge", added, entry(run, SHELLED)["id"])
    run("edit", "split", added)
    assert next(each for each in exported(run)["entries"] if each["id"] == added)["edited"] == {"entry": None}
    assert "given by the owner" in run("why", added).stdout


def test_words_that_a_source_has_not_are_told(run: Run) -> None:
    cited = ("--source", "reports/harbour.txt", "--quote", "no such words")
    result = run("edit", "add", "--date", "2020", "--title", "T", *cited, status=1)
    assert "cites words that are not in reports/harbour.txt" in result.stderr


def test_hands_may_write_the_file_and_commands_leave_their_words_alone(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "chronology.toml"
    mention = entry(run, TRUCE)["id"]
    path.write_text(f"# mine\n[[edit]]  # first\naction = 'note'\nnote = '''two\nlines'''\nentry = '{mention}'\n")
    assert "chronology.toml has changed since this was built" in run("show").stderr
    run("edit", "apply")
    assert entry(run, TRUCE)["note"] == "two\nlines"
    assert run("show").stderr == ""
    run("edit", "tag", mention, "talks")
    assert path.read_text().startswith("# mine\n[[edit]]  # first\naction = 'note'\nnote = '''two\nlines'''\n")
    run("edit", "undo", "1")
    assert (entry(run, TRUCE)["note"], entry(run, TRUCE)["tags"]) == (None, ["talks"])
    run("edit", "undo", "9", status=2)
    run("edit", "undo")
    run("edit", "undo", status=2)
    run("edit", "list", status=1)


def test_carried_out_at_once_or_in_a_build_is_the_same(run: Run, tmp_path: Path) -> None:
    run("edit", "merge", entry(run, SHELLED)["id"], entry(run, TRUCE)["id"])
    run("edit", "source", "reports/lantern.txt", "--published", "2020-03-10T12:00")
    run("edit", "hide", entry(run, MAY)["id"])
    at_once = (tmp_path / "chronology.db").read_bytes()
    for made in ("chronology.db", ".chronology.db.cache"):
        (tmp_path / made).unlink()
    run("build", "reports", "-j", "1")
    assert (tmp_path / "chronology.db").read_bytes() == at_once


def test_edits_need_no_sources(run: Run, tmp_path: Path) -> None:
    shutil.rmtree(tmp_path / "reports")
    (tmp_path / ".chronology.db.cache").unlink()
    before = exported(run)
    run("edit", "date", entry(run, TRUCE)["id"], "2020-03-03")
    assert entry(run, TRUCE)["date"] == "2020-03-03"
    run("edit", "undo")
    assert exported(run) == before


@pytest.mark.parametrize(
    ("published", "now"),
    [
        ("2020-03-10T14:30:00+05:00", "2020-03-10T14:30:00"),
        ("2020-03-10T14:30Z", "2020-03-10T14:30:00"),
        ("2020-03-10 14:30", "2020-03-10T14:30:00"),
        ("10 March 2020", None),
    ],
)
def test_a_publication_date_may_have_a_clock_time_and_a_zone(run: Run, published: str, now: str | None) -> None:
    run("edit", "source", "reports/lantern.txt", "--published", published)
    run("build", "-j", "1")
    run("edit", "note", entry(run, TRUCE)["id"], "n")
    source = next(each for each in exported(run)["sources"] if each["path"] == "reports/lantern.txt")
    assert (source["published"], source["published_at"]) == ("2020-03-10", now)
    run("edit", "source", "reports/lantern.txt", "--published", "March 2020", status=2)


def test_a_report_in_a_language_without_rules_can_be_cited_by_hand(run: Run, tmp_path: Path) -> None:
    text = "Сегодня в городе Ариха прошли переговоры между двумя сторонами, сообщили местные жители и журналисты.\n"
    (tmp_path / "reports" / "r.txt").write_text(text, encoding="utf-8")
    run("build", "-j", "1")
    run("edit", "add", "--date", "2020-03-05", "--title", "Talks", "--source", "reports/r.txt", "--quote", "переговоры")
    added = next(each for each in exported(run)["entries"] if each["title"] == "Talks")["id"]
    run("edit", "date", added, "2020-03-06")
    run("edit", "merge", added, entry(run, TRUCE)["id"])
    merged = entry(run, "переговоры")
    assert merged["title"] == "Talks"
    assert len(merged["sources"]) == 2


def test_an_entry_by_hand_with_the_id_of_a_mention_is_told(run: Run, tmp_path: Path) -> None:
    before, mention = exported(run)["entries"], entry(run, TRUCE)["id"]
    text = f"[[edit]]\naction = 'add'\nid = '{mention}'\ndate = 2020-03-05\ntitle = 'T'\nsources = ['a letter']\n"
    (tmp_path / "chronology.toml").write_text(text, encoding="utf-8")
    assert f"{mention} is the id of what a report says" in run("edit", "apply", status=1).stderr
    assert exported(run)["entries"] == before


def test_an_entry_by_hand_shows_nothing_that_the_machine_had_said(run: Run) -> None:
    run("edit", "add", "--date", "2020-03-05", "--title", "Smoke", "--source", "a letter")
    added = next(each for each in exported(run)["entries"] if each["title"] == "Smoke")["id"]
    run("edit", "date", added, "2020-03-06")
    run("edit", "title", added, "Smoke over Ariha")
    why = run("why", added).stdout
    assert "the machine had said" not in why
    assert "the title given by the owner (edit 3)" in why
    assert next(each for each in exported(run)["entries"] if each["id"] == added)["date"] == "2020-03-06"


def test_hands_may_name_an_entry_by_what_show_prints_or_by_words_alone(run: Run, tmp_path: Path) -> None:
    mention = entry(run, SHELLED)["id"]
    text = f"[[edit]]\naction = 'note'\nnote = 'n'\nentry = '{mention[:8]}'\n"
    words = " ".join(entry(run, TRUCE)["sources"][0]["quote"].split())
    text += f"[[edit]]\naction = 'note'\nnote = 'm'\nentry = {{quote = '{words}'}}\n"
    (tmp_path / "chronology.toml").write_text(text, encoding="utf-8")
    assert "edit-" not in run("edit", "apply").stderr
    assert (entry(run, SHELLED)["note"], entry(run, TRUCE)["note"]) == ("n", "m")
    run("edit", "tag", mention[:8], "t")
    (tmp_path / "chronology.toml").write_text("[[edit]]\naction = 'hide'\nentry = {quote = 'no such words'}\n")
    assert "it is about “no such words”, and no entry has them any more" in run("edit", "apply", status=1).stderr


def test_a_merge_or_split_that_changes_nothing_is_told(run: Run, tmp_path: Path) -> None:
    shelled, truce = entry(run, SHELLED), entry(run, TRUCE)
    (held,) = [each for each in load("chronology.db").entries if each.id == shelled["id"]]
    one, other = [mention.id for mention in held.mentions]
    for table, told in (
        (f"action = 'merge'\nentries = ['{one}', '{other}']", "they are one entry without it"),
        (f"action = 'split'\nmentions = ['{truce['id']}']", "they are an entry of their own without it"),
    ):
        (tmp_path / "chronology.toml").write_text(f"[[edit]]\n{table}\n")
        said = run("edit", "apply").stderr
        assert told in said
        assert "notice" in said
    (tmp_path / "chronology.toml").write_text(f"[[edit]]\naction = 'split'\nmentions = ['{one}', '{truce['id']}']\n")
    said = run("edit", "apply", status=1).stderr
    assert f"could not be carried out for mention {truce['id']}" in said
    assert entry(run, TRUCE)["edited"] == {}


def test_what_cannot_be_carried_out_is_taken_back(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, mention = tmp_path / "chronology.toml", entry(run, TRUCE)["id"]

    def fails(*_: object) -> None:
        raise OSError(28, "No space left on device", "chronology.db")

    with monkeypatch.context() as patched:
        patched.setattr("idlibtl.cli.deciding.remake", fails)
        assert "no space left on device; nothing was changed" in run("edit", "hide", mention, status=2).stderr
    assert not path.exists()
    run("edit", "hide", mention)
    before = path.read_bytes()
    with monkeypatch.context() as patched:
        patched.setattr("idlibtl.cli.deciding.remake", fails)
        run("edit", "undo", status=2)
    assert path.read_bytes() == before


def test_a_link_to_a_chronology_has_its_decisions(run: Run, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    try:
        (tmp_path / "elsewhere" / "link.db").symlink_to(tmp_path / "chronology.db")
    except OSError:
        pytest.skip("no links here")
    run("edit", "note", entry(run, TRUCE)["id"], "n", "--db", "elsewhere/link.db")
    assert (tmp_path / "chronology.toml").exists()
    assert entry(run, TRUCE)["note"] == "n"
    assert not list((tmp_path / "elsewhere").glob("*.toml"))


def test_a_chronology_cannot_stand_where_its_decisions_are(run: Run) -> None:
    assert "where the decisions" in run("build", "reports", "--db", "other.toml", "-j", "1", status=2).stderr


def test_files_that_swap_names_keep_their_dates_and_words(run: Run, tmp_path: Path) -> None:
    run("edit", "source", "reports/lantern.txt", "--published", "2020-03-10")
    cited = ("--source", "reports/lantern.txt", "--quote", "signed a truce")
    run("edit", "add", "--date", "2020-03-09", "--title", "Mine", *cited)
    one, other = tmp_path / "reports" / "lantern.txt", tmp_path / "reports" / "harbour.txt"
    other.rename(tmp_path / "kept")
    one.rename(other)
    (tmp_path / "kept").rename(one)
    assert "edit" not in run("build", "-j", "1", "-v").stderr
    published = {each["path"]: each["published"] for each in exported(run)["sources"]}
    assert published["reports/harbour.txt"] == "2020-03-10"
    assert published["reports/lantern.txt"] == "2020-03-06"
    one.write_text("9 May 2021\n\nOn Monday a ship sank off Tartus.\n", encoding="utf-8")
    other.unlink()
    said = run("build", "-j", "1", "-v", status=1).stderr
    assert "edit 1 (source) was made on another text of reports/lantern.txt" in said
    assert "edit 2 (add) was made on another text of reports/lantern.txt" in said
    assert "edit 2 (add) cites words that are not in reports/lantern.txt" in said


def test_an_export_tells_a_publication_date_that_is_the_owners(run: Run) -> None:
    run("edit", "source", "reports/lantern.txt", "--published", "2020-03-10")
    assert "reports/lantern.txt: the owner's date; the machine had read 2020-03-07" in run("export", "-f", "csv").stdout


def test_what_is_by_hand_is_found_by_its_words_and_told_apart_by_its_id(run: Run, tmp_path: Path) -> None:
    added = "".join(
        f"[[edit]]\naction = 'add'\nid = 'AAAAAAAA{end}'\ndate = 2020-03-01\ntitle = '{title}'\n"
        f"sources = [{{source = 'a letter', quote = 'words of {title}'}}]\n"
        for end, title in (("1111", "One"), ("2222", "Two"))
    )
    path = tmp_path / "chronology.toml"
    path.write_text(f"{added}[[edit]]\naction = 'title'\ntitle = 'T'\nentry = 'aaaaaaaa'\n", encoding="utf-8")
    assert "they are in several entries" in run("edit", "apply", status=1).stderr
    text = f"{added}[[edit]]\naction = 'note'\nnote = 'n'\nentry = {{quote = 'words of  Two'}}\n"
    path.write_text(text, encoding="utf-8")
    run("edit", "apply")
    assert entry(run, "words of Two")["note"] == "n"
    run("edit", "hide", "AAAAAAAA11")
    run("edit", "add", "--date", "2020", "--title", "Three", "--source", "x")
    before = path.read_bytes()
    assert "added before" in run("edit", "add", "--date", "2020", "--title", "Three", "--source", "x", status=2).stderr
    assert path.read_bytes() == before


def test_each_decision_tells_what_it_has_lost(run: Run, tmp_path: Path) -> None:
    (tmp_path / "chronology.toml").write_text(
        "".join(
            f"[[edit]]\naction = 'add'\nid = '{digit * 8}'\ndate = 2020-03-01\ntitle = 'T'\n"
            "sources = [{source = 'gone.txt', id = '0123456789ab', quote = 'q'}]\n"
            for digit in "ab"
        ),
        encoding="utf-8",
    )
    said = run("edit", "apply", status=1).stderr
    assert [f"edit {number} (add) cites gone.txt" in said for number in (1, 2)] == [True, True]


def test_a_link_that_leads_nowhere_is_no_missing_file(run: Run, tmp_path: Path) -> None:
    mention = entry(run, TRUCE)["id"]
    run("edit", "hide", mention)
    path = tmp_path / "chronology.toml"
    path.rename(tmp_path / "kept.toml")
    try:
        path.symlink_to(tmp_path / "off" / "kept.toml")
    except OSError:
        pytest.skip("no links here")
    before = (tmp_path / "chronology.db").read_bytes()
    for words in (
        ("build", "-j", "1"), ("edit", "hide", mention), ("edit", "list"), ("edit", "undo"),
        ("export", "--bundle", "b.zip"),
    ):  # fmt: skip
        assert "which is not there; nothing was done" in run(*words, status=2).stderr
    assert path.is_symlink()
    assert (tmp_path / "chronology.db").read_bytes() == before
    path.unlink()
    path.mkdir()
    assert "it is no file" in run("build", "-j", "1", status=2).stderr


BROKEN = [
    ("edit = 3", "must be tables"),
    ("edit = []", "must not be a list"),
    (f"x = {'9' * 5000}", "mend it"),
    ("[[edit]\n", "not TOML"),
    ("x = [", "not TOML"),
    (b"\xff\xfe", "UTF-8"),
    ("a = " + "[" * 3000, "mend it"),
]


@pytest.mark.parametrize(("text", "told"), BROKEN, ids=[told for _, told in BROKEN])
def test_a_file_that_cannot_be_read_stops_everything_and_nothing_is_lost(
    run: Run, tmp_path: Path, text: str | bytes, told: str
) -> None:
    path = tmp_path / "chronology.toml"
    data = text if isinstance(text, bytes) else text.encode()
    path.write_bytes(data)
    before = (tmp_path / "chronology.db").read_bytes()
    for words in (("build", "-j", "1"), ("edit", "apply"), ("edit", "hide", entry(run, TRUCE)["id"])):
        assert told in run(*words, status=2).stderr
    assert path.read_bytes() == data
    assert (tmp_path / "chronology.db").read_bytes() == before
    with pytest.raises(DecisionsError):
        read_decisions(path)


WRONG = [
    ("action = 'hidee'", "known are hide"),
    ("action = 'hide'", "needs entry"),
    ("action = 'hide'\nentry = {mentoin = 'a'}", "should be"),
    ("action = 'hide'\nentry = 'a'\ntitle = 'b'", "has no title"),
    ("action = 'date'\nentry = 'a'\ndate = 'Tuesday'", "is no date"),
    ("action = 'kind'\nentry = 'a'\nkind = 'true'", "known are occurred"),
    ("action = 'merge'\nentries = ['a']", "two entries or more"),
    ("action = 'split'\nmentions = []", "names no mentions"),
    ("action = 'tag'\nentry = 'a'\ntags = 'b'", "should be a list"),
    ("action = 'title'\nentry = 'a'\ntitle = ''", "should be words"),
    ("action = 'source'\nsource = 'a'\npublished = 'soon'", "no publication date"),
    ("action = 'add'\nid = 'bbbbbbbb'\ndate = 2020-03-05\ntitle = 'b'\nsources = []", "needs a source"),
    ("action = 'add'\nid = 'red X'\ndate = 2020-03-05\ntitle = 'b'\nsources = ['c']", "should be 8 to 64"),
    ("action = 'add'\nid = 'aaaaaaaa'\ndate = 2020-03-05\ntitle = 'b'\nsources = ['c']", "edit 1 has its id"),
]


@pytest.mark.parametrize(("table", "told"), WRONG)
def test_a_decision_that_makes_no_sense_is_told_with_its_line_and_the_others_stand(
    run: Run, tmp_path: Path, table: str, told: str
) -> None:
    mention = entry(run, TRUCE)["id"]
    text = '[[edit]]\naction = "add"\nid = "aaaaaaaa"\ndate = "2020"\nsources = ["a letter"]\n'
    text = f'{text}title = """\n[[edit]]\n"""\n\n'
    text = f"{text}[[edit]]\n{table}\n\n[[edit]]\naction = 'note'\nnote = 'n'\nentry = '{mention}'\n"
    (tmp_path / "chronology.toml").write_text(text)
    said = run("edit", "apply", status=1).stderr
    assert "chronology.toml:10: error: edit 2 was passed over: " in said
    assert told in said
    assert entry(run, TRUCE)["note"] == "n"
    listed = run("edit", "list")
    assert "passed over" not in listed.stdout
    assert listed.stderr.count("chronology.toml:10: error: edit 2 was passed over: ") == 1
    run("edit", "undo", status=1)
    assert entry(run, TRUCE)["note"] is None
    assert "was taken back" in run("edit", "undo").stderr
    assert not [each for each in exported(run)["problems"] if each["code"].startswith("edit")]


@pytest.mark.parametrize("words", ["", " ", "a" * 5000, "\udcff"], ids=["empty", "blank", "long", "bytes"])
def test_words_that_no_file_can_hold_are_refused(run: Run, tmp_path: Path, words: str) -> None:
    for command in (["title", entry(run, TRUCE)["id"], words], ["hide", entry(run, TRUCE)["id"], "--because", words]):
        assert run("edit", *command, status=2).stderr
    assert not (tmp_path / "chronology.toml").exists()


def test_a_report_with_an_odd_name_can_be_decided_on(run: Run, tmp_path: Path) -> None:
    try:
        (tmp_path / "reports" / "odd-\udcff.txt").write_text("On 9 March 2020 the mill of Aram burnt down.\n")
    except (OSError, UnicodeEncodeError):
        pytest.skip("no such names here")
    run("build", "-j", "1")
    run("edit", "note", entry(run, "mill of Aram")["id"], "seen")
    assert entry(run, "mill of Aram")["note"] == "seen"
    ident = next(each["id"] for each in exported(run)["sources"] if "odd" in each["path"])
    run("edit", "source", ident, "--published", "2020-03-10")
    run("build", "-j", "1")
    assert entry(run, "mill of Aram")["note"] == "seen"


def test_words_of_an_owner_are_shown_as_safely_as_those_of_a_source(run: Run) -> None:
    run("edit", "title", entry(run, TRUCE)["id"], "=1+1\x1b[31m")
    assert "\x1b" not in run("show").stdout
    assert "'=1+1" in run("export", "-f", "csv").stdout
    assert "\x1b" not in run("edit", "list").stdout
