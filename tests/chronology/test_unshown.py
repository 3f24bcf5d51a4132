"""Which dated sentences no entry shows, when the mentions are merged."""

from __future__ import annotations

from pathlib import Path

import pytest
from making import document, mention

from idlibtl import chronology
from idlibtl.engine import ThisProcess
from idlibtl.model import Kind, Mention, Omission

OMISSIONS = (Omission("a", 0, 10, "hypothetical"), Omission("a", 10, 30, "no date"), Omission("b", 0, 10, "opinion"))
DAY = "2020-03-05"
TEXT = "The presidents agreed on a truce, they said. " * 3


def unshown(folder: Path, *told: Mention) -> tuple[Omission, ...]:
    with chronology.Assembly(folder) as assembly:
        for name in "abc":
            own = [mention for mention in told if mention.document == name]
            left = [omission for omission in OMISSIONS if omission.document == name]
            assembly.add(*chronology.testimony(document(name, TEXT), own), left)
        list(assembly.entries(ThisProcess()))
        return tuple(assembly.omissions())


@pytest.mark.parametrize(
    ("report", "start", "kind", "when", "left"),
    [
        ("a", 0, "occurred", DAY, [1, 2]),
        ("a", 9, "occurred", DAY, [1, 2]),
        ("a", 10, "occurred", DAY, [0, 2]),
        ("a", 30, "occurred", DAY, [0, 1, 2]),
        ("b", 4, "occurred", DAY, [0, 1]),
        ("c", 4, "occurred", DAY, [0, 1, 2]),
        ("a", 0, "hypothetical", DAY, [0, 1, 2]),
        ("a", 0, "occurred", None, [0, 1, 2]),
    ],
)
def test_what_an_entry_shows_is_not_omitted(
    report: str, start: int, kind: Kind, when: str | None, left: list[int], tmp_path: Path
) -> None:
    found = unshown(tmp_path, mention("m", when, report, kind=kind, start=start))
    assert found == tuple(OMISSIONS[number] for number in left)


def test_a_supposition_that_another_report_confirms_is_shown(tmp_path: Path) -> None:
    supposed = mention("m", DAY, "a", kind="hypothetical", start=2)
    for folder in ("alone", "merged"):
        (tmp_path / folder).mkdir()
    assert unshown(tmp_path / "alone", supposed) == OMISSIONS
    assert unshown(tmp_path / "merged", supposed, mention("n", DAY, "c", start=5)) == OMISSIONS[1:]
