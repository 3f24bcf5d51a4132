"""Names in a clause: who and where, with the spellings of one name brought together."""

from __future__ import annotations

from collections.abc import Sequence

from idlibtl.events.lexicon import Lexicon
from idlibtl.events.verbs import Token, is_headline


def names(
    tokens: Sequence[Token], known: frozenset[str], taken: frozenset[int], lexicon: Lexicon
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Actors and places, each in the order of the text and once.

    ``known`` holds words that the document writes with a capital within a sentence: at a sentence's beginning a capital
    proves nothing, and in a headline none does. ``taken`` holds the starts of tokens that belong to dates.
    """
    headline = is_headline(tokens)
    actors: dict[str, None] = {}
    places: dict[str, None] = {}
    run: list[Token] = []
    for place, token in enumerate([*tokens, None]):
        if token is not None and token.start not in taken:
            proven = place > 0 and not headline
            if _is_name(token, proven or token.text in known, lexicon):
                run.append(token)
                if lexicon.without_possessive(token.text) == token.text:
                    continue  # a possessive ends its name: "Syria's | Idlib"
        if len(run) == 1 and run[0].lower in lexicon.demonyms and run[0].text not in lexicon.places:
            actors[lexicon.demonyms[run[0].lower]] = None  # "Turkish troops": Turkey acts, and is not where it happens
        else:
            for name in _named(run, lexicon):
                (places if name in lexicon.places else actors)[name] = None
        run = []
    return tuple(actors), tuple(places)


def _is_name(token: Token, proven: bool, lexicon: Lexicon) -> bool:
    """Whether a word is of a name; ``proven`` says that its capital is one."""
    article, _, rest = token.text.rpartition("-")
    if article.islower() and rest[:1].isupper():
        return True  # "al-Assad"
    if not token.text[0].isupper() or len(token.text) < 2 or token.lower in lexicon.stopwords:
        return False
    listed = token.text in lexicon.places or token.lower in lexicon.variants or token.lower in lexicon.demonyms
    return proven or listed


def _named(run: Sequence[Token], lexicon: Lexicon) -> list[str]:
    """A run of capitalised words as a name, without what titles say before it; a place within it stands for itself."""
    words = [lexicon.without_possessive(token.text) for token in run]
    whole = " ".join(words)
    if whole in lexicon.places or whole.lower() in lexicon.variants:
        return [lexicon.variants.get(whole.lower(), whole)]
    words = _untitled(words, lexicon)
    if not words or (len(words) == 1 and words[0].lower() in lexicon.verbs):
        return []
    words = [lexicon.variants.get(word.lower(), word) for word in words]
    found = " ".join(words)
    if found in lexicon.places or len(words) == 1:
        return [found]
    return [found, *(word for word in words if word in lexicon.places)][:2] if words[-1] in lexicon.places else [found]


def _untitled(words: list[str], lexicon: Lexicon) -> list[str]:
    """Without the title before a name: "Turkish Foreign Minister | Cavusoglu", but "Turkish Foreign Ministry"."""
    last = 0
    for place, word in enumerate(words):
        if word.lower() in lexicon.titles:
            last = place + 1
        elif word.lower() not in lexicon.demonyms and word.lower() not in lexicon.before_titles:
            break
    return words[last:]


def capitalised_within(tokens: Sequence[Token]) -> set[str]:
    """Words that a sentence writes with a capital though it doesn't begin with them, nor is a headline."""
    return set() if is_headline(tokens) else {token.text for token in tokens[1:] if token.text[0].isupper()}
