"""The file of edits as text: what commands put in and take out, and what they leave alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from idlibtl.decisions import DecisionsError, read_decisions
from idlibtl.decisions_text import append, remove

HIDE = {"action": "hide", "entry": {"mention": "0123456789ab", "quote": "a “truce”\nin \\Belen"}}


def _note(words: str) -> dict[str, object]:
    return {"action": "note", "note": words, "entry": {"mention": "0123456789ab"}}


def _notes(path: Path) -> list[str]:
    decisions = read_decisions(path)
    assert not decisions.problems
    return [decision.words for decision in decisions.decisions]


words = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30).filter(str.strip)


@settings(max_examples=60)
@given(st.lists(st.one_of(words, st.just("\n[[edit]]\n"), st.integers(0, 5)), max_size=12))
def test_what_is_put_in_and_taken_out_is_as_a_list_has_it(
    tmp_path_factory: pytest.TempPathFactory, steps: list[str | int]
) -> None:
    path = tmp_path_factory.mktemp("edits") / "chronology.toml"
    wanted: list[str] = []
    for step in steps:
        if isinstance(step, str):
            append(path, _note(step))
            wanted.append(step)
        elif step < len(wanted):
            remove(path, step + 1)
            del wanted[step]
        assert _notes(path) == wanted
        assert not path.exists() or path.read_text(encoding="utf-8").startswith("# Decisions of the owner")


def test_the_last_one_may_be_taken_out_and_another_put_in(tmp_path: Path) -> None:
    path = tmp_path / "chronology.toml"
    append(path, HIDE)
    remove(path, 1)
    assert "edit" not in path.read_text(encoding="utf-8").splitlines()
    append(path, HIDE, _note("n"))
    assert [decision.action for decision in read_decisions(path).decisions] == ["hide", "note"]


BY_HAND = """\
# of the whole
[[edit]] # of one
action = "note"
note = '''
[[edit]]
# no comment'''
entry = "0123456789ab"

# of two
[["edit"]]
action = "hide"
[edit.entry]
mention = "0123456789ab"
# at the end
"""


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize(
    ("number", "left"),
    [
        (1, "# of the whole\n# of two\n" + BY_HAND[BY_HAND.index('[["edit"]]') :]),
        (2, BY_HAND[: BY_HAND.index('[["edit"]]')] + "# at the end\n"),
    ],
)
def test_comments_stay_and_words_are_no_decisions(tmp_path: Path, number: int, left: str, end: str) -> None:
    path = tmp_path / "chronology.toml"
    path.write_bytes(BY_HAND.replace("\n", end).encode())
    assert [decision.line for decision in read_decisions(path).decisions] == [2, 10]
    remove(path, number)
    assert path.read_bytes() == left.replace("\n", end).encode()
    append(path, HIDE)
    assert [decision.action for decision in read_decisions(path).decisions][-1] == "hide"
    assert path.read_bytes().count(b"\n") == path.read_bytes().count(end.encode())


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("[[edit]]\naction = 'hide'\nentry = 'a'\n# page 3\u2028of the book\n", "# page 3\u2028of the book\n"),
        ('[[edit]]\naction = \'hide\'\nentry = \'a\'\nbecause = """so\n#b\n#c"""\n# mine\n', "# mine\n"),
        ("[[edit]]\naction = 'hide'\nentry = 'a' # its own\n", ""),
    ],
)
def test_what_looks_like_a_comment_may_be_words(tmp_path: Path, text: str, left: str) -> None:
    path = tmp_path / "chronology.toml"
    path.write_text(text, encoding="utf-8", newline="")
    remove(path, 1)
    assert path.read_text(encoding="utf-8") == left


def test_another_table_below_a_decision_is_left_to_hands(tmp_path: Path) -> None:
    path = tmp_path / "chronology.toml"
    text = "[[edit]]\naction = 'hide'\nentry = '0123456789ab'\n[mine]\nx = 1\n"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match="something else stands below edit 1"):
        remove(path, 1)
    assert path.read_text(encoding="utf-8") == text
    for number in (0, 2):
        with pytest.raises(IndexError):
            remove(path, number)


@pytest.mark.parametrize("text", ["edit = []\n", "edit = [{action = 'hide', entry = 'a'}]\n"])
def test_a_list_is_refused_since_nothing_could_be_put_behind_it(tmp_path: Path, text: str) -> None:
    path = tmp_path / "chronology.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DecisionsError, match=r"write \[\[edit\]\] above each decision"):
        read_decisions(path)
