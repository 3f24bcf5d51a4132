"""Fit what the features of `idlibtl.chronology.features` weigh, from labelled pairs.

    python scripts/fit_merge.py [CORPUS]     (CORPUS: ../shared/corpora/syria_news.jsonl)

Writes ``idlibtl/chronology/merging.toml``: the weights, by logistic regression on the half ``fit``, and the lines from
which groups are brought together. Each line is tried by building the chronology of the corpus, many reports on one
war, and that of ``data/``, a few reports, whose gold stands in tests/data. The half ``held`` is only counted. The same
pairs, texts and program give the same file.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Sequence
from itertools import product
from pathlib import Path

from pairs import CORPUS, Count, comparing, corpus, count, gold_chronology, pairs, report, together

from idlibtl.chronology.features import Features
from idlibtl.chronology.merge import Fitted

ROOT = Path(__file__).resolve().parents[1]
WRITTEN = ROOT / "idlibtl" / "chronology" / "merging.toml"
PRIOR = 1.0  # what holds a weight near 0: the variance of its normal prior
STEPS = 50
# The pairs were drawn from those that share words. Most pairs of a corpus share less, so lines lower than these, which
# would bring together what is far from likely, are not tried.
JOINED = (-0.25, 0.0, 0.25, 0.5)
TOGETHER = (-0.5, -0.25, 0.0, 0.25)


def main(words: Sequence[str]) -> int:
    path = Path(words[0]) if words else ROOT.parent / "shared" / "corpora" / CORPUS
    if not path.is_file():
        print(f"fit_merge: there is no {path}", file=sys.stderr)
        return 2
    told, labelled = corpus(path), pairs()
    fit = [pair for pair in labelled if pair.half == "fit"]
    features_of = comparing(told)
    met = [(features_of(pair), pair.same) for pair in fit]
    found = regression([(features, same) for features, same in met if features])
    few, gold = gold_chronology()
    line = max(
        (Fitted(found, *each) for each in product(JOINED, TOGETHER)),
        key=lambda by: worth(count(fit, together(told, by))) + worth(count(gold, together(few, by))),
    )
    WRITTEN.write_text(written(line), encoding="utf-8", newline="\n")
    print(f"{WRITTEN.relative_to(ROOT)}: written")
    report(told, labelled, line)
    return 0


def regression(labelled: Sequence[tuple[Features, bool]]) -> dict[str, float]:
    """Weights by logistic regression with a normal prior (Newton's method)."""
    names = sorted({name for found, _ in labelled for name, value in found.items() if value})
    rows = [[found.get(name, 0.0) for name in names] for found, _ in labelled]
    wanted = [float(same) for _, same in labelled]
    held = [0.0 if name == "always" else 1 / PRIOR for name in names]
    weight = [0.0] * len(names)
    for _ in range(STEPS):
        likely = [1 / (1 + math.exp(-math.fsum(w * x for w, x in zip(weight, row, strict=True)))) for row in rows]
        slope = [
            math.fsum((y - p) * row[i] for y, p, row in zip(wanted, likely, rows, strict=True)) - held[i] * weight[i]
            for i in range(len(names))
        ]
        curve = [
            [
                math.fsum(p * (1 - p) * row[i] * row[j] for p, row in zip(likely, rows, strict=True))
                + held[i] * (i == j)
                for j in range(len(names))
            ]
            for i in range(len(names))
        ]
        step = solve(curve, slope)
        weight = [w + s for w, s in zip(weight, step, strict=True)]
        if max(map(abs, step)) < 1e-9:
            break
    return {name: round(value, 2) for name, value in zip(names, weight, strict=True)}


def solve(matrix: Sequence[Sequence[float]], right: Sequence[float]) -> list[float]:
    """The solution of a system of linear equations (Gauss, with pivots)."""
    rows = [[*row, value] for row, value in zip(matrix, right, strict=True)]
    size = len(rows)
    for i in range(size):
        pivot = max(range(i, size), key=lambda n: abs(rows[n][i]))
        rows[i], rows[pivot] = rows[pivot], rows[i]
        for n in range(size):
            if n != i:
                factor = rows[n][i] / rows[i][i]
                rows[n] = [a - factor * b for a, b in zip(rows[n], rows[i], strict=True)]
    return [row[size] / row[i] for i, row in enumerate(rows)]


def worth(counted: Count) -> float:
    """How good a line is: F0.5, to which precision counts twice as much as recall.

    A wrong merge misleads its reader; two entries for one event only take up room.
    """
    beta = 0.5**2
    return (1 + beta) * counted.both / (counted.together + beta * counted.same)


def written(by: Fitted) -> str:
    """The file, as TOML."""
    weights_ = [
        f'"{name}" = {value}' for name, value in sorted(by.weights.items(), key=lambda pair: (-pair[1], pair[0]))
    ]
    head = "# Written by scripts/fit_merge.py; what the names mean stands in features.py and merge.py. Log-odds."
    return "\n".join(
        [head, "[weights]", *weights_, "", "[line]", f"joined = {by.joined}", f"together = {by.together}", ""]
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
