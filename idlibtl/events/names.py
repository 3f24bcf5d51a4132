"""Names in a clause: who and where, with the spellings of one name brought together."""

from __future__ import annotations

from collections.abc import Sequence

from idlibtl.events.lexicon import Lexicon
from idlibtl.events.verbs import Token


def names(
    tokens: Sequence[Token], known: frozenset[str], taken: frozenset[int], lexicon: Lexicon
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Actors and places, each in the order of the text and once.

    ``known`` holds words that the document writes with a capital within a sentence: at a sentence's beginning a capital
    proves nothing. ``taken`` holds the starts of tokens that belong to dates.
    """
    actors: dict[str, None] = {}
    places: dict[str, None] = {}
    run: list[Token] = []
    for place, token in enumerate([*tokens, None]):
        if token is not None and token.start not in taken and _is_name(token, place, known, lexicon):
            run.append(token)
            continue
        if len(run) == 1 and run[0].lower in lexicon.demonyms and run[0].text not in lexicon.places:
            actors[lexicon.demonyms[run[0].lower]] = None  # "Turkish troops": Turkey acts, and is not where it happens
        else:
            for name in _named(run, lexicon):
                (places if name in lexicon.places else actors)[name] = None
        run = []
    return tuple(actors), tuple(places)


def _is_name(token: Token, place: int, known: frozenset[str], lexicon: Lexicon) -> bool:
    article, _, rest = token.text.rpartition("-")
    if article.islower() and rest[:1].isupper():
        return True  # "al-Assad"
    if not token.text[0].isupper() or len(token.text) < 2 or token.lower in lexicon.stopwords:
        return False
    listed = token.text in lexicon.places or token.lower in lexicon.variants or token.lower in lexicon.demonyms
    return place > 0 or listed or token.text in known


def _named(run: Sequence[Token], lexicon: Lexicon) -> list[str]:
    """A run of capitalised words as a name, without the titles before it; a place within it stands for itself."""
    words = [lexicon.without_possessive(token.text) for token in run]
    whole = " ".join(words)
    if whole in lexicon.places or whole.lower() in lexicon.variants:
        return [lexicon.variants.get(whole.lower(), whole)]
    while words and words[0].lower() in lexicon.titles:
        words = words[1:]
    if not words or (len(words) == 1 and words[0].lower() in lexicon.verbs):
        return []
    words = [lexicon.variants.get(word.lower(), word) for word in words]
    found = " ".join(words)
    if found in lexicon.places or len(words) == 1:
        return [found]
    return [found, *(word for word in words if word in lexicon.places)][:2] if words[-1] in lexicon.places else [found]


def capitalised_within(tokens: Sequence[Token]) -> set[str]:
    """Words that a sentence writes with a capital though it doesn't begin with them."""
    return {token.text for token in tokens[1:] if token.text[0].isupper()}
