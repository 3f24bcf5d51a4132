"""Measure idlibtl against gold that is not part of the project, with the gold's own scorers.

    python scripts/score.py [GOLD]     (make score GOLD=../shared/gold)

GOLD holds ``timexes/en_*.jsonl`` and ``*-chronology.json``; the scorers stand beside it, in ``../tools``. Whatever is
not there is passed over, aloud; the exit status is 0 then too.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
OUTERMOST = ("wikiwars",)  # TIMEX2 corpora, with timexes nested in others


def main(words: list[str]) -> int:
    gold = Path(words[0] if words else "../shared/gold")
    if not gold.is_dir():
        print(f"score: skipped, there is no gold in {gold}")
        return 0
    with tempfile.TemporaryDirectory() as name:
        timexes(gold, Path(name))
        for wanted in sorted(gold.glob("*-chronology.json")):
            print(f"\n{wanted.stem}")
            chronology(wanted, gold, Path(name))
        print("\ndata/")
        chronology(ROOT / "tests" / "data" / "expected_data_chronology.json", gold, Path(name))
    return 0


def scorer(gold: Path, name: str) -> Path | None:
    script = gold.parent / "tools" / name
    if script.is_file():
        return script
    print(f"score: skipped, there is no {script}")
    return None


def timexes(gold: Path, folder: Path) -> None:
    """A line for each corpus of temporal expressions: F1 of spans, of values, of both."""
    script = scorer(gold, "score_timexes.py")
    if script is None:
        return
    print(f"{'temporal expressions, F1':26}{'strict':>8}{'value':>8}{'both':>8}")
    for corpus in sorted((gold / "timexes").glob("en_*.jsonl")):
        tagged = folder / corpus.name
        idlibtl("tag", str(corpus), "-o", str(tagged))
        options = ["--outermost"] if any(name in corpus.name for name in OUTERMOST) else []
        figures = json.loads(run(sys.executable, str(script), str(corpus), str(tagged), "--json", *options))["all"]
        scores = "".join(f"{figures[f'{key}_prf'][2]:8.1f}" for key in ("strict", "value", "strict_value"))
        print(f"{corpus.stem:26}{scores}")


def chronology(wanted: Path, gold: Path, folder: Path) -> None:
    """The chronology of the texts that the gold names, as its scorer sees it."""
    script = scorer(gold, "score_chronology.py")
    texts = wanted.parent / json.loads(wanted.read_text(encoding="utf-8")).get("texts", ".")
    if script is None:
        return
    if not texts.is_dir():
        print(f"score: skipped, there are no texts in {texts}")
        return
    database, exported = str(folder / "score.db"), str(folder / "score.json")
    idlibtl("build", str(texts), "--db", database)
    idlibtl("export", "-f", "json", "--db", database, "-o", exported)
    print(run(sys.executable, str(script), str(wanted), exported), end="")


def idlibtl(*words: str) -> None:
    run(sys.executable, "-m", "idlibtl", *words)


def run(*command: str) -> str:
    """What a command prints; it ends the program where it fails."""
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    if done.returncode:
        raise SystemExit(f"score: {' '.join(command)} ended with exit status {done.returncode}:\n{done.stderr}")
    return done.stdout


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
