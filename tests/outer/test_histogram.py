"""How many entries a month: what is counted, and what is drawn."""

from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path

import pytest

from idlibtl.cli.histogram import lines, write
from idlibtl.dates import Interval, from_edtf
from idlibtl.filters import Filter
from idlibtl.histogram import Histogram, Month, histogram, rows
from idlibtl.model import Chronology
from idlibtl.store import Store

# The dates of entries, and the rows that they make: label and number, "~" before it where no month is told.
COUNTED = [
    (["2020-03-05", "2020-03", "2020-03-06T00:01:00"], ["Mar 2020 3"]),
    (["2020-02-24/2020-03-01", "[2020-02-29..2020-03-02]"], ["Feb 2020 2"]),
    (["../2020-03-12"], ["Mar 2020 1"]),
    (["2020-03-05/.."], ["Mar 2020 1"]),
    (["2020-01", "2020-05"], ["Jan 2020 1", "Feb 2020 0", "Mar 2020 0", "Apr 2020 0", "May 2020 1"]),
    (["2020-01", "2020-06"], ["Jan 2020 1", "(4)", "Jun 2020 1"]),
    (["2019-12", "2020-01"], ["Dec 2019 1", "Jan 2020 1"]),
    (["2019", "2020-21", "2020-12-31"], ["~2019 1", "Dec 2020 1", "~2020 1"]),
    (["1990-03", "199X", "1999-12", "2000-01"], ["Mar 1990 1", "(116)", "Dec 1999 1", "~1990s 1", "Jan 2000 1"]),
    (["18", "1900-01"], ["~19th century 1", "Jan 1900 1"]),
    (["-0479", "-0479-08"], ["Aug 480 BC 1", "~480 BC 1"]),
    ([None, None, "2020-03"], ["Mar 2020 1", "~undated 2"]),
    ([], []),
]


def date(edtf: str | None) -> Interval | None:
    return None if edtf is None else from_edtf("18XX" if edtf == "18" else edtf)


@pytest.mark.parametrize(("dates", "wanted"), COUNTED)
def test_counts_by_month(dates: list[str | None], wanted: list[str]) -> None:
    counts = histogram(map(date, reversed(dates)))
    assert counts.total == len(dates)
    told = [f"({row.folded})" if row.folded else f"{'~' * row.coarse}{row.label} {row.count}" for row in rows(counts)]
    assert told == wanted


def drawn(counts: Histogram, width: int, encoding: str = "utf-8") -> str:
    stream = io.TextIOWrapper(io.BytesIO(), encoding=encoding)
    assert write(counts, stream, width) == counts.total
    stream.seek(0)
    return stream.read()


FEW = Histogram(((Month(2020, 1), 1), (Month(2020, 3), 160)), (), 40)


def test_bars_fill_the_width_and_nothing_is_lost() -> None:
    for width in (30, 40, 80, 133):
        told = drawn(FEW, width)
        assert max(map(len, told.splitlines())) == width
        first, second, *_ = told.splitlines()
        assert first.split()[2] == "1"
        assert first[-1] in "▏▎▍▌▋▊▉█"
        assert second == "Feb 2020    0"
    assert drawn(FEW, 40) == (
        "Jan 2020    1  ▏\n"
        "Feb 2020    0\n"
        "Mar 2020  160  █████████████████████████\n"
        "undated    40  ▒▒▒▒▒▒\n"
        "\n"
        "▒  dates that name no month\n"
    )  # fmt: skip


def test_ascii_where_the_encoding_has_no_blocks() -> None:
    far = Histogram(((Month(2019, 1), 2), (Month(2020, 3), 4)), (), 1)
    assert drawn(far, 40, "latin-1") == (
        "Jan 2019  2  ##############\n"
        "             : 13 months without\n"
        "Mar 2020  4  ###########################\n"
        "undated   1  :::::::\n"
        "\n"
        ":  dates that name no month\n"
    )  # fmt: skip
    assert next(bar for _, _, bar in lines(far, 40, None)) == "#" * 14


@pytest.mark.parametrize("name", ["chronology.db", "chronology.parquet"])
def test_the_store_gives_dates_as_its_entries_have_them(chronology: Chronology, tmp_path: Path, name: str) -> None:
    from idlibtl.store import save

    if name.endswith("parquet"):
        pytest.importorskip("pyarrow", reason="the extra idlibtl[parquet] isn't installed")
    save(chronology, tmp_path / name, paths=["reports"])
    with Store(tmp_path / name) as store:
        for wanted in (Filter(), Filter(all=True), Filter(disputed=True), Filter(search="truce", top=2)):
            assert list(store.dates(wanted)) == [entry.when for entry in store.entries(wanted)]
        assert len(list(store.dates(Filter(all=True)))) == len(chronology.entries)


def shown(*words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "idlibtl", "show", "--histogram", *words]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8")


@pytest.mark.usefixtures("db")
def test_in_a_pipe(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[2]))
    monkeypatch.setenv("PYTHONUTF8", "1")
    monkeypatch.setenv("COLUMNS", "60")
    made = shown("--all", "--since", "2020", "--until", "2020")
    assert made.stdout == (
        "Feb 2020  1  ███████████████████████▌\n"
        "Mar 2020  2  ███████████████████████████████████████████████\n"
        "2020      1  ▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒\n"
        "\n"
        "▒  dates that name no month\n"
    )  # fmt: skip
    assert "\x1b" not in made.stdout
    assert "undated" in shown("--all").stdout
    assert "undated" not in shown().stdout
    nothing = shown("--search", "nosuchword")
    assert (nothing.returncode, nothing.stdout) == (1, "")
    assert "no entry matches" in nothing.stderr
    assert shown("-v").returncode == 2
