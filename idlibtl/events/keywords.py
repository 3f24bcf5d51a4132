"""Keywords: what tells one event from another, in a form in which two reports of it can be compared."""

from __future__ import annotations

from collections.abc import Sequence

from idlibtl.events.lexicon import Lexicon
from idlibtl.events.verbs import Token, Verb


def keywords(tokens: Sequence[Token], verbs: Sequence[Verb], dated: frozenset[int], lexicon: Lexicon) -> frozenset[str]:
    """The keywords of a clause. ``dated`` holds the starts of tokens that belong to dates: those tell nothing.

    Classes of event nouns and verbs (``=meeting``), names by their last word in one spelling (``@putin``), countries
    also for their people, and the stems of the other words.
    """
    acts = [verb for verb in verbs if verb.base in lexicon.acts]
    found = {f"={lexicon.acts[verb.base]}" for verb in acts}
    told = {tokens[verb.last].start for verb in acts}
    for place, token in enumerate(tokens):
        plain = lexicon.without_possessive(token.lower)
        if not token.is_word or token.start in dated or token.start in told:
            continue
        if plain in lexicon.stopwords or plain in lexicon.titles:
            continue
        if plain in lexicon.demonyms:
            found.add(f"@{lexicon.demonyms[plain].lower()}")
        elif plain in lexicon.variants:
            found.add(f"@{lexicon.variants[plain].lower()}")
        elif plain in lexicon.nouns:
            found.add(f"={lexicon.nouns[plain]}")
        elif token.text in lexicon.places:
            found.add(f"@{plain}")
        elif token.text[0].isupper() and place > 0:
            if _ends_name(tokens, place, lexicon):
                found.add(f"@{plain}")
        else:
            found.add(lexicon.stem(plain))
    return frozenset(found)


def _ends_name(tokens: Sequence[Token], place: int, lexicon: Lexicon) -> bool:
    """Whether a capitalised word is the last of its name."""
    following = tokens[place + 1] if place + 1 < len(tokens) else None
    return following is None or not following.text[0].isupper() or following.lower in lexicon.titles
