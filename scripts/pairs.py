"""Labelled pairs of mentions, and how many of them a chronology brings together as it should.

``tests/data/merge_pairs.jsonl`` holds ids and offsets, not text: two spans of articles of ``syria_news.jsonl``,
whether they tell of one event, and the half they belong to. What happened in one month is all in one half; weights are
fitted on ``fit``, and ``held`` is for measuring.
"""

from __future__ import annotations

import json
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from idlibtl.chronology.candidates import compatible
from idlibtl.chronology.features import Features, features
from idlibtl.chronology.merge import Fitted, merge
from idlibtl.chronology.names import one_spelling
from idlibtl.chronology.traits import Traits, traits
from idlibtl.chronology.weights import weigh
from idlibtl.events.mentions import account
from idlibtl.model import Mention
from idlibtl.pipeline import timexes
from idlibtl.read import read

DATA = Path(__file__).resolve().parents[1] / "tests" / "data"
PAIRS = DATA / "merge_pairs.jsonl"
CHRONOLOGY = DATA / "expected_data_chronology.json"
CORPUS = "syria_news.jsonl"
HALVES = ("fit", "held")


@dataclass(frozen=True, slots=True)
class Span:
    doc: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Pair:
    one: Span
    other: Span
    same: bool
    half: str


@dataclass(frozen=True, slots=True)
class Corpus:
    """The mentions of a corpus, and those of each of its articles by the article's id."""

    mentions: Sequence[Mention]
    told: Mapping[str, Sequence[Mention]]

    def at(self, span: Span) -> list[Mention]:
        """The mentions whose quotes overlap a span."""
        return [each for each in self.told[span.doc] if each.start < span.end and span.start < each.end]


@dataclass(frozen=True, slots=True)
class Count:
    """Labelled pairs: ``together`` as a chronology has them, ``same`` as the labels have them, and ``both``."""

    together: int
    same: int
    both: int

    @property
    def precision(self) -> float:
        return 100 * self.both / self.together if self.together else 100.0

    @property
    def recall(self) -> float:
        return 100 * self.both / self.same if self.same else 100.0


def pairs(path: Path = PAIRS) -> list[Pair]:
    lines = path.read_text(encoding="utf-8").splitlines()
    read_in = [json.loads(line) for line in lines]
    return [Pair(Span(**each["one"]), Span(**each["other"]), each["same"], each["half"]) for each in read_in]


def gold_chronology(path: Path = CHRONOLOGY) -> tuple[Corpus, list[Pair]]:
    """The texts of a gold chronology, and the pairs of its anchors: those of one entry tell of one event.

    Optional entries gather remarks and are left out.
    """
    gold = json.loads(path.read_text(encoding="utf-8"))
    texts = path.parent / gold["texts"]
    anchors: list[tuple[int, Span]] = []
    for number, entry in enumerate(each for each in gold["entries"] if not each.get("optional")):
        for name, words, *_ in entry["anchors"]:
            start = (texts / name).read_bytes().decode("utf-8").index(words)
            anchors.append((number, Span(Path(name).stem, start, start + len(words))))
    found = [Pair(one, other, first == second, "gold") for (first, one), (second, other) in combinations(anchors, 2)]
    return texts_of(texts), found


def corpus(path: Path) -> Corpus:
    """The articles of a JSON lines file, given to the library as texts in a folder, and read.

    A text is named by its article's ``id``; of several with one id, those after the first get -2, -3, …
    """
    seen: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as folder:
        for line in path.read_text(encoding="utf-8").splitlines():
            article = json.loads(line)
            name = article["id"]
            seen[name] += 1
            text = Path(folder, f"{name}-{seen[name]}.txt" if seen[name] > 1 else f"{name}.txt")
            text.write_bytes(article["text"].encode("utf-8"))
        return texts_of(Path(folder))


def texts_of(folder: Path) -> Corpus:
    """The texts of a folder, read; each by its name without the ending."""
    documents = read([folder]).documents
    every: list[Mention] = []
    for document in documents:
        every += account(document, timexes(document)).mentions
    every = one_spelling(every)
    told: dict[str, list[Mention]] = {Path(path).stem: [] for document in documents for path in document.paths}
    names = {document.id: [Path(path).stem for path in document.paths] for document in documents}
    for mention in every:
        for name in names[mention.document]:
            told[name].append(mention)
    return Corpus(every, told)


def together(told: Corpus, by: Fitted | None = None) -> Callable[[Pair], bool]:
    """Whether one entry of the chronology cites both spans of a pair."""
    entry = {ident: number for number, (ids, _) in enumerate(merge(told.mentions, by)) for ident in ids}

    def cited(span: Span) -> set[int]:
        return {entry[mention.id] for mention in told.at(span)}

    return lambda pair: bool(cited(pair.one) & cited(pair.other))


def count(found: Iterable[Pair], is_together: Callable[[Pair], bool]) -> Count:
    judged = [(pair.same, is_together(pair)) for pair in found]
    return Count(sum(b for _, b in judged), sum(a for a, _ in judged), sum(a and b for a, b in judged))


def comparing(told: Corpus) -> Callable[[Pair], Features]:
    """The features of a pair: those of its two mentions that are most alike; none where they can't be one event."""
    known = {one.mention.id: one for one in traits(told.mentions)}
    weight = weigh((one.mention.document, one.terms) for one in known.values())

    def at(span: Span) -> list[Traits]:
        return [known[mention.id] for mention in told.at(span) if mention.id in known]

    def compared(pair: Pair) -> Features:
        met = [(one, other) for one in at(pair.one) for other in at(pair.other) if one is not other]
        found = [features(one, other, weight) for one, other in met if compatible(one, other)]
        return max(found, key=lambda each: each.get("words", 0.0), default={})

    return compared


def report(told: Corpus, labelled: Sequence[Pair], by: Fitted) -> None:
    """Print how many pairs of each half are brought together: by their features alone, and as entries."""
    features_of, in_one = comparing(told), together(told, by)

    def alone(pair: Pair) -> bool:
        found = features_of(pair)
        return bool(found) and by.odds(found) >= by.joined

    for half in HALVES:
        chosen = [pair for pair in labelled if pair.half == half]
        for name, judge in (("pairs alone", alone), ("entries", in_one)):
            found = count(chosen, judge)
            precision = f"precision {found.precision:5.1f} ({found.both}/{found.together})"
            print(f"{half:5}{name:12}{precision}  recall {found.recall:5.1f} ({found.both}/{found.same})")
