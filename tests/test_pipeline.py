"""The pipeline end to end, on files made for the purpose."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from idlibtl import stock
from idlibtl.engine import Processes
from idlibtl.model import Chronology
from idlibtl.pipeline import Progress, build
from idlibtl.read import read_file

REPORT = "Troops left the town of Ariha on 3 March 2020.\n"


def write(folder: Path, **texts: str) -> Path:
    for name, text in texts.items():
        folder.joinpath(name.replace("__", ".")).write_bytes(text.encode())
    return folder


def titles(chronology: Chronology) -> list[str]:
    return [entry.title for entry in chronology.entries]


def test_a_report_becomes_an_entry_with_its_words(tmp_path: Path) -> None:
    chronology = build([write(tmp_path, a__txt=f"5 March 2020\n\n{REPORT}")])
    (entry,) = chronology.entries
    assert entry.when is not None
    assert (entry.when.edtf, entry.title) == ("2020-03-03", "Troops left the town of Ariha")
    assert (entry.links[0].quote, entry.links[0].line, entry.links[0].column) == (REPORT.strip(), 3, 1)


def test_front_matter_is_no_prose(tmp_path: Path) -> None:
    head = "---\ntitle: Shells hit Idlib on 1 March 2020.\ndate: 2020-03-05\n---\n"
    chronology = build([write(tmp_path, a__md=head + REPORT)])
    assert titles(chronology) == ["Troops left the town of Ariha"]
    assert str(chronology.documents[0].published) == "2020-03-05"


def test_identical_files_are_one_source(tmp_path: Path) -> None:
    chronology = build([write(tmp_path, a__txt=REPORT, b__txt=REPORT)])
    assert len(chronology.documents) == 1
    assert len(chronology.documents[0].paths) == 2
    assert [entry.independent_sources for entry in chronology.entries] == [1]


def test_two_reports_of_one_event_are_one_entry(tmp_path: Path) -> None:
    other = "On 3 March 2020 the last troops left the town of Ariha.\n"
    chronology = build([write(tmp_path, a__txt=REPORT, b__txt=other)])
    assert [entry.independent_sources for entry in chronology.entries] == [2]


def test_the_order_of_the_paths_makes_no_difference(tmp_path: Path) -> None:
    write(tmp_path, a__txt=REPORT, b__txt="Shells hit Idlib on 3 March 2020.\n", c__txt="Buses came on 4 March 2020.\n")
    paths = sorted(tmp_path.iterdir())
    assert build(paths) == build(reversed(paths))  # type: ignore[arg-type]


def test_a_language_without_rules_is_a_problem(tmp_path: Path) -> None:
    head = "---\nlanguage: xx\ndate: 2020-03-05\n---\n"
    chronology = build([write(tmp_path, a__md=head + REPORT, b__txt=REPORT)])
    assert [(problem.code, Path(problem.path).name) for problem in chronology.problems if problem.level == "error"] == [
        ("language", "a.md")
    ]
    assert len(chronology.documents) == 2
    assert len(chronology.entries) == 1


def test_a_misprinted_date_is_a_notice_with_its_place(tmp_path: Path) -> None:
    text = "5 March 2020\n\nTraders were glad.\nThe sides agreed on a truce on March 3, starting from January 4.\n"
    chronology = build([write(tmp_path, a__txt=text)])
    (notice,) = [problem for problem in chronology.problems if problem.code == "doubted-date"]
    assert (notice.level, notice.line) == ("notice", 4)
    assert notice.column is not None
    assert "January 4" in notice.message


def test_no_documents(tmp_path: Path) -> None:
    told: list[Progress] = []
    chronology = build([tmp_path], progress=told.append)
    assert (chronology.documents, chronology.entries, told) == ((), (), [])


def test_progress_is_told(tmp_path: Path) -> None:
    told: list[Progress] = []
    build([write(tmp_path, a__txt=REPORT, b__txt="Buses came.\n")], progress=told.append)
    sizes = len(REPORT), len(REPORT) + 12
    assert [(now.done, now.documents, now.bytes_done, now.bytes, now.merged) for now in told] == [
        (1, 2, sizes[0], sizes[1], 0.0),
        (2, 2, sizes[1], sizes[1], 0.0),
        (2, 2, sizes[1], sizes[1], 0.5),
        (2, 2, sizes[1], sizes[1], 1.0),
    ]
    assert [Path(now.path).name for now in told] == ["a.txt", "b.txt", "b.txt", "b.txt"]


def test_a_file_that_changes_during_a_build_is_a_problem(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = read_file

    def read_and_change(path: str) -> object:
        found = seen(path)
        if path.endswith("a.txt"):
            Path(path).write_text("Buses came on 4 March 2020.\n", encoding="utf-8")
        return found

    write(tmp_path, a__txt=REPORT, b__txt="On 5 March 2020 the troops left the town of Sarmin.\n")
    monkeypatch.setattr(stock, "read_file", read_and_change)
    chronology = build([tmp_path])
    (problem,) = [problem for problem in chronology.problems if problem.level == "error"]
    assert (Path(problem.path).name, problem.code) == ("a.txt", "changed")
    assert [entry.when and entry.when.edtf for entry in chronology.entries] == ["2020-03-05"]


def test_several_processes_give_the_same_chronology(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Processes, "task", 1)  # a file each
    days = {f"report{day}__txt": f"On {day} March 2020 troops left the town of Ariha.\n" for day in range(1, 12)}
    write(tmp_path, **days, copy__txt=days["report3__txt"], x__md="---\nlanguage: xx\n---\nBuses came.\n")
    assert build([tmp_path], jobs=2) == build([tmp_path])


def test_a_missing_path(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        build([tmp_path / "nothing"])


def test_a_report_without_any_date_gives_faint_entries(tmp_path: Path) -> None:
    chronology = build([write(tmp_path, a__txt="Troops left the town.\n")])
    assert [(entry.when, entry.faint) for entry in chronology.entries] == [(None, True)]


def test_a_date_in_numbers_that_could_be_another_is_told(tmp_path: Path) -> None:
    text = "5 March 2020\n\n{}"
    chronology = build([write(tmp_path, a__txt="date: 2020-03-09\n\nThe town was shelled on 05/03/2020, they said.\n")])
    (problem,) = [problem for problem in chronology.problems if problem.code == "date-order"]
    assert (problem.level, problem.line, problem.column) == ("notice", 3, 25)
    assert "2020-03-05" in problem.message
    assert "2020-05-03" in problem.message
    (tmp_path / "a.txt").write_text(text.format("The town was shelled on 05/03/2020, they said.\n"), encoding="utf-8")
    assert [problem for problem in build([tmp_path]).problems if problem.code == "date-order"] == []


def test_the_register_can_be_given(tmp_path: Path) -> None:
    write(tmp_path, a__txt="6 March 2020\n\nOn 3 May 1998 the town fell. Two years ago it had been rich.\n")
    news, narrative = build([tmp_path]), build([tmp_path], register="narrative")
    assert "2018" in {str(entry.when and entry.when.edtf) for entry in news.entries}
    assert "1996" in {str(entry.when and entry.when.edtf) for entry in narrative.entries}


@pytest.mark.skipif(os.name != "posix", reason="limits the size of files as POSIX has it")
@pytest.mark.parametrize("jobs", ["1", "2"])
@pytest.mark.parametrize("kilobytes", [8, 48, 200])
def test_a_full_disk_is_told_and_leaves_the_old_chronology(tmp_path: Path, kilobytes: int, jobs: str) -> None:
    """Smaller and smaller parts of the work don't fit: what waits, then the chronology."""
    reports = tmp_path / "reports"
    reports.mkdir()
    for day in range(1, 29):
        told = f"On {day} February 2020 troops shelled the market of Ariha and {day + 3} people were killed.\n"
        reports.joinpath(f"{day}.txt").write_text(f"{day} March 2020\n\n{told * 20}", encoding="utf-8")
    (tmp_path / "old.db").touch()
    script = (
        "import resource, runpy, sys\n"
        f"resource.setrlimit(resource.RLIMIT_FSIZE, ({kilobytes} << 10,) * 2)\n"
        "sys.argv[0] = 'idlibtl'\n"
        "if __name__ == '__main__': runpy.run_module('idlibtl', run_name='__main__')\n"
    )
    words = [sys.executable, "-c", script, "build", "reports", "--db", "old.db", "--jobs", jobs]
    done = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, "Traceback" in done.stderr) == (2, False), done.stderr
    assert "old.db" in done.stderr
    assert (tmp_path / "old.db").read_bytes() == b""
    assert sorted(path.name for path in tmp_path.iterdir()) == [".old.db.cache", "old.db", "reports"]
