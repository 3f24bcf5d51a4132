"""Keywords: what tells one event from another, in a form in which two reports of it can be compared."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

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
    events = [(name, list(_event(name, tokens, lexicon))) for name in named]
    found.update(word for _, words in events for word in words)
    found.update(f"@{name.key}" for name, words in events if name.key and not words)
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


def _event(name: Name, tokens: Sequence[Token], lexicon: Lexicon) -> Iterator[str]:
    """What the name of an event tells: its class, and the places within it. "The Sochi Memorandum" names no actor."""
    words = [token for token in tokens if name.start <= token.start < name.end]
    if words and words[-1].lower in lexicon.nouns:
        yield f"={lexicon.nouns[words[-1].lower]}"
        yield from (f"@{normal_form(word.text)}" for word in words[:-1] if lexicon.book.is_place(word.text))
