"""Keywords: what tells one event from another, in a form in which two reports of it can be compared."""

from __future__ import annotations

from collections.abc import Sequence

from idlibtl.events.lexicon import Lexicon
from idlibtl.events.names import Name
from idlibtl.events.verbs import Token, Verb
from idlibtl.languages.spelling import normal_form


def keywords(
    tokens: Sequence[Token], verbs: Sequence[Verb], dated: frozenset[int], names: Sequence[Name], lexicon: Lexicon
) -> frozenset[str]:
    """The keywords of a clause. ``dated`` holds the starts of tokens that belong to dates: those tell nothing.

    Classes of event nouns and verbs (``=meeting``), ``names`` in the form that their spellings share (``@putin``),
    countries also for their people, and the stems of the other words.
    """
    acts = [verb for verb in verbs if verb.base in lexicon.acts]
    found = {f"={lexicon.acts[verb.base]}" for verb in acts}
    told = {tokens[verb.last].start for verb in acts}
    named = [name for name in names if name.key or name.side == ""]
    for name in named:
        told_of = _event(name, tokens, lexicon)
        if told_of:
            found.update(told_of)
        elif name.key:
            found.add(f"@{name.key}")
    ends = {name.start: name.end for name in named}
    end = 0
    for token in tokens:
        start = token.start
        if start in ends:
            end = max(end, ends[start])
        word = token.word.keyword
        if word is not None and start >= end and start not in dated and start not in told:
            found.add(word)
    return frozenset(found)


def _event(name: Name, tokens: Sequence[Token], lexicon: Lexicon) -> list[str]:
    """What the name of an event tells: its class, and the places within it. "The Sochi Memorandum" names no actor."""
    words = [token for token in tokens if name.start <= token.start < name.end]
    if not words or words[-1].lower not in lexicon.nouns:
        return []
    places = [f"@{normal_form(word.text)}" for word in words[:-1] if lexicon.book.is_place(word.text)]
    return [f"={lexicon.nouns[words[-1].lower]}", *places]
