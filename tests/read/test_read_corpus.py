"""Publication dates of a hundred articles that a person read, found as they are written in the wild."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from idlibtl.read import settle

ROOT = Path(__file__).parents[2]
ARTICLES = ROOT.parent / "shared" / "corpora" / "syria_news.jsonl"
ANSWERS = ROOT / "tests" / "data" / "published_syria_news.csv"


def test_published_dates_of_a_hundred_articles() -> None:
    for path in (ARTICLES, ANSWERS):
        if not path.is_file():
            pytest.skip(f"{path} is not here: the accuracy of publication dates was NOT measured")
    with ARTICLES.open(encoding="utf-8") as lines:
        articles: dict[str, list[str]] = {}
        for line in lines:
            article = json.loads(line)
            articles.setdefault(str(article["id"]), []).append(article["text"])
    with ANSWERS.open(encoding="utf-8-sig", newline="") as rows:
        answers = list(csv.DictReader(rows))
    wrong: list[str] = []
    invented: list[str] = []
    for row in answers:
        texts = articles[row["id"]]
        found = settle(_nth(texts, row["ordinal"])).published
        said = str(found) if found else ""
        if said != row["published"].strip():
            (wrong if row["published"].strip() else invented).append(row["id"])
    assert len(answers) >= 100
    assert not invented
    assert len(wrong) <= len(answers) * 0.05, wrong


def _nth(texts: list[str], ordinal: str) -> str:
    """An id that stands more than once is told apart by its ordinal, from 1."""
    number = int(ordinal) if ordinal.strip() else 1
    return texts[number - 1] if 0 < number <= len(texts) else texts[0]
