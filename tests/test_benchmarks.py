"""The benchmark's own reckoning: which texts it measures, and what it makes of the seconds. Nothing here is timed."""

from __future__ import annotations

import importlib.util
import json
import sys
from itertools import islice
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

BENCHMARKS = Path(__file__).resolve().parents[1] / "benchmarks"


def _script(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"benchmarks_{name}", BENCHMARKS / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


bench = _script("tag")


@pytest.fixture
def cell(tmp_path: Path) -> Any:
    """Makes cells: a tagger, a number of characters, the seconds measured, the cell of a tenth of it."""

    def make(peer: str, characters: int, seconds: list[float], before: Any = None) -> Any:
        job = bench.Job(tmp_path, f"{characters}", ["x" * characters])
        return bench.Cell("sizes", bench.Peer(peer, [], "2020-03-06", tmp_path), job, before, seconds, found=1234)

    return make


# The texts


def test_a_sample_is_spread_evenly_and_no_larger_than_all() -> None:
    texts = list("abcdefghij")
    assert bench.evenly(texts, 3) == ["a", "d", "g"]
    assert bench.evenly(texts, 99) == texts
    assert bench.evenly(texts, 0) == ["a"]


def test_repeated_texts_have_other_numbers() -> None:
    assert list(islice(bench.varied(["9 May 2017", "no"]), 4)) == ["9 May 2017", "no", "0 May 2018", "no"]


def test_a_long_text_is_cut_between_words() -> None:
    assert bench.long_text(["one two", "three four"], 14) == "one two\n\nthree"
    assert bench.long_text(["one two", "three four"], 13) == "one two\n"
    assert bench.long_text(["unbroken"], 5) == "unbro"


def test_a_long_text_reaches_its_size_from_short_ones() -> None:
    text = bench.long_text(["5 March, at noon. "], 10_000)
    assert 9_980 < len(text) <= 10_000


def test_a_corpus_may_hold_any_line_separator_in_a_text(tmp_path: Path) -> None:
    path = tmp_path / "corpus.jsonl"
    texts = ["one\u2028line", "two"]
    path.write_text("".join(json.dumps({"text": text}, ensure_ascii=False) + "\n" for text in texts), encoding="utf-8")
    assert bench.corpus(path) == texts


def test_the_projects_own_texts_suffice() -> None:
    texts = bench.own_texts()
    assert len(texts) == len({*texts})
    assert sum(map(len, texts)) > 50_000


def test_as_many_documents_as_the_seconds_allow() -> None:
    assert bench.affordable(600, expected=60.0, seconds=6.0) == 60
    assert bench.affordable(600, expected=3.0, seconds=6.0) == 600
    assert bench.affordable(600, expected=float("inf"), seconds=6.0) == 1


# The figures


def test_a_row_has_the_first_and_the_best_pass_beside_ours(cell: Any) -> None:
    ours = cell("idlibtl", 1000, [0.5, 0.25], cell("idlibtl", 100, [0.02, 0.05]))
    theirs = cell("chrono", 1000, [1.0, 4.0, 2.0])
    assert bench.row(ours, ours) == ("1000", "idlibtl", "2,000", "1.00", "4,000", "1.00", "1,234", "12.5")
    assert bench.row(theirs, ours) == ("1000", "chrono", "1,000", "0.50", "1,000", "0.25", "1,234", "")


def test_a_time_is_expected_from_the_size_before(cell: Any) -> None:
    def expected(*seconds: float) -> float:
        below = None
        for number, each in enumerate(seconds):
            below = cell("chrono", 10 ** (number + 1), [each], below)
        above: Any = cell("chrono", 10 ** (len(seconds) + 1), [], below)
        return float(above.expected)

    assert expected() == 0.0
    assert expected(1.0) == pytest.approx(10)  # linear, where nothing else is known
    assert expected(1.0, 30.0) == pytest.approx(900)
    assert expected(1.0, 3.0) == pytest.approx(30)
    assert expected(0.01, 3.0) == pytest.approx(300)  # a leap like that isn't expected twice


def test_what_would_exceed_the_budget_is_skipped_and_so_is_all_above(cell: Any) -> None:
    small = cell("chrono", 10, [1.0])
    large = cell("chrono", 100, [], small)
    huge = cell("chrono", 1000, [], large)
    bench.measure([large, huge], repeats=3, budget=9)  # no process could be started
    assert bench.remarks([small, large, huge]) == [
        "chrono on 100: skipped, about 10 s expected, and the budget is 9 s",
        "chrono on 1000: skipped, like the size before",
    ]
    assert bench.row(large, small)[2:] == ("–",) * 6


def test_measuring_ends(cell: Any) -> None:
    assert cell("idlibtl", 10, []).wants_more(repeats=3, budget=20)
    assert cell("idlibtl", 10, [5.0, 6.0]).wants_more(repeats=3, budget=20)
    assert not cell("idlibtl", 10, [5.0, 6.0, 5.0]).wants_more(repeats=3, budget=20)
    assert not cell("idlibtl", 10, [9.0, 9.0]).wants_more(repeats=3, budget=20)
    assert cell("idlibtl", 10, [0.01] * 29).wants_more(repeats=3, budget=20)  # short ones more often
    assert not cell("idlibtl", 10, [0.01] * 30).wants_more(repeats=3, budget=20)


def test_only_our_own_steps_can_miss_the_limit(cell: Any) -> None:
    def step(peer: str, seconds: float) -> Any:
        return cell(peer, 1000, [seconds], cell(peer, 100, [1.0]))

    failed = cell("idlibtl", 10, [])
    failed.failed, failed.skipped = True, "it failed"
    assert bench.missed([step("idlibtl", 12.0), step("chrono", 99.0), cell("idlibtl", 10, [1.0])]) == []
    assert bench.missed([step("idlibtl", 12.1), failed]) == ["1000: 12.1", "10: it failed"]


# The taggers


def test_a_tagger_answers_from_its_own_process_and_is_given_the_text(tmp_path: Path) -> None:
    job = bench.Job(tmp_path, "two", ["On 5 March 2020 – “later”.", "Nothing."])
    peer = bench.Peer("idlibtl", [sys.executable, str(BENCHMARKS / "peer.py"), "idlibtl"], "2020-03-06", tmp_path)
    try:
        answer = peer.ask(job, 60)
        assert answer.found == 1
        job.digest = "another"
        with pytest.raises(AssertionError, match="another text"):
            peer.ask(job, 60)
    finally:
        peer.close()


def test_a_tagger_that_takes_too_long_is_stopped(tmp_path: Path) -> None:
    sleeper = tmp_path / "sleeper.py"
    sleeper.write_text(
        "import hashlib, json, sys, time\n"
        "print(json.dumps({'version': '1'}), flush=True)\n"
        "text = ''.join(json.load(open(json.loads(sys.stdin.readline())['path'], encoding='utf-8')))\n"
        "digest = hashlib.sha256(text.encode()).hexdigest()\n"
        "print(json.dumps({'seconds': 0, 'found': 0, 'digest': digest}), flush=True)\n"
        "time.sleep(600)\n",
        encoding="utf-8",
    )
    peer = bench.Peer("sleeper", [sys.executable, str(sleeper)], "2020-03-06", tmp_path)
    cell = bench.Cell("sizes", peer, bench.Job(tmp_path, "one", ["x"]))
    bench.measure([cell], repeats=1, budget=0.1)
    assert cell.failed
    assert bench.remarks([cell]) == ["sleeper on one: skipped, it failed, or was stopped after 0.2 s"]


# Whole builds

builds = _script("build")


def test_a_sampled_corpus_is_of_the_size_and_the_same_each_time(tmp_path: Path) -> None:
    real = builds.texts(None)
    for name in ("one", "two"):
        assert 0.05 <= builds.write_corpus(real, 0.05, tmp_path / name) < 0.08
    one, two = (sorted((tmp_path / name).rglob("*.txt")) for name in ("one", "two"))
    assert [path.read_bytes() for path in one] == [path.read_bytes() for path in two]
    heads = {text[: builds.HEAD] for text in real}
    assert all(path.read_text(encoding="utf-8")[: builds.HEAD] in heads for path in one)


def test_growth_is_told_against_a_tenth() -> None:
    one, two = "1 process", "2 processes"
    runs = [
        builds.Run(1.0, one, 2.0, 2.0, 80),
        builds.Run(10.0, one, 21.0, 20.0, 90),
        builds.Run(10.0, two, 12.0, 20.0, 70),
    ]
    assert list(builds.table(runs))[2:] == [
        "| 1.0 | 1 process | 2.0 | 0.50 |  |  | 80 |",
        "| 10.0 | 1 process | 21.0 | 0.48 | 10.5 |  | 90 |",
        "| 10.0 | 2 processes | 12.0 | 0.83 |  | 1.75 | 70 |",
    ]
