"""Titles: a clause in its source's words, without its date, its attribution and what only ties it to other clauses."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from itertools import chain, pairwise

from idlibtl.events.boundaries import begins_phrase, is_bound, modifiers, past_dateline, sentence_starts, subject
from idlibtl.events.dating import Dating
from idlibtl.events.lexicon import Lexicon
from idlibtl.events.speech import Frame
from idlibtl.events.verbs import Token, Verb

LONGEST = 110
_ASIDE = 12  # words of a parenthesis
SHORTEST = 40  # characters that a title is not shortened below
_BEGINNING = 6  # words of a title in which it may refer to what was told before
_RELATIVE = 5  # words between a relative clause's opening and its verb
_CLAUSAL = 25  # so many characters are given up to end a title before a clause rather than a phrase
_EDGE = " \t\r\n\xa0,;:.–—-“”\"'’‘«»()[]*_|/"
_CLOSES = {"(": ")", "[": "]", "“": "”", "«": "»", '"': '"'}
_PAIRED = re.compile(r"[()\[\]“”«»\"]")
_MARKUP = frozenset("#*`_|")
_SOFT = (",", ";", ":", "–", "—")


def title(
    text: str,
    tokens: Sequence[Token],
    verbs: Sequence[Verb],
    governing: Verb | None,
    datings: Sequence[Dating],
    attribution: Frame | None,
    lexicon: Lexicon,
) -> str:
    """The title of a clause, at most ``LONGEST`` characters; one that is cut ends with "…". May be empty."""
    framed = _framed(tokens, attribution, lexicon)
    floor, ceiling = 0, len(tokens)
    if attribution is not None and framed:
        floor = framed.stop if attribution.leads and framed.stop < len(tokens) else 0
        verbs = [verb for verb in verbs if verb.first not in framed]
    elif attribution is not None and attribution.first < attribution.last:
        governing = None  # "we will fight on, he said": told as it stands
    if governing not in verbs or (governing is not None and governing.first < floor):
        governing = next((verb for verb in verbs if verb.finite and verb.first >= floor), None)
    if governing is not None and governing.tense == "participle" and datings:
        # "A truce agreed in February | has been violated": the date is that of what was agreed
        behind = (v.first for v in verbs if v.finite and tokens[v.first].start >= datings[0].end)
        ceiling = min(behind, default=ceiling)
    at = governing.first if governing is not None else floor
    for start in sentence_starts(tokens, verbs, lexicon):
        floor, ceiling = (max(floor, start), ceiling) if start <= at else (floor, min(ceiling, start))
    dropped = [_with_preposition(tokens, dating, lexicon) for dating in datings if _is_dropped(dating, tokens, verbs)]
    first, ceiling = _main_clause(tokens, verbs, governing, floor, ceiling, lexicon)
    leans = first == floor and ceiling == len(tokens) and _is_dependent(tokens, verbs, floor, lexicon)
    if first == floor and not leans:
        first = _beginning(tokens, verbs, governing, floor, [dating.end for dating in datings], lexicon)
        leans = first == floor and _opens_phrase(tokens, verbs, first, lexicon)
    left_out = {*_apposition(tokens, governing, first, lexicon), *framed, *chain.from_iterable(dropped)}
    kept = [n for n in range(first, ceiling) if n not in left_out and tokens[n].text not in _MARKUP]
    kept = _whole(tokens, verbs, _without_joints(tokens, kept, lexicon), lexicon)
    shown = set(kept)
    told = _main_verb(tokens, [verb for verb in verbs if verb.finite and verb.first in shown], lexicon)
    heads = [verb for verb in (governing, told) if verb is not None and (verb.finite or told is None)]
    heads += _aims(verbs, heads)
    least = max((verb.last + 1 for verb in heads), default=first)
    return _finished(_shortened(text, tokens, verbs, kept, least, lexicon), lexicon, leans=leans)


def _opens_phrase(tokens: Sequence[Token], verbs: Sequence[Verb], first: int, lexicon: Lexicon) -> bool:
    """Whether a sentence begins with a phrase that has no verb: "After talks in Geneva Kerry said …"."""
    opening = tokens[first]
    leads = opening.lower in lexicon.prepositions and opening.lower in lexicon.introducing and opening.word.capital
    if not leads or opening.lower in lexicon.coordinators or tokens[-1].text in _SOFT:
        return False  # "After shells fell, | …" is a clause that has lost its main one
    later = [verb for verb in verbs if verb.finite and verb.first > first]
    return len(later) == 1 or (later != [] and "statement" in later[0].classes)


def _aims(verbs: Sequence[Verb], heads: Sequence[Verb]) -> list[Verb]:
    """What verbs of asking and planning can't be told without: "urged the council | to open the road"."""
    follows = [next((v for v in verbs if v.first > head.last), None) for head in heads if "promise" in head.classes]
    return [verb for verb in follows if verb is not None and verb.tense == "infinitive"]


def _main_verb(tokens: Sequence[Token], finite: Sequence[Verb], lexicon: Lexicon) -> Verb | None:
    """The verb of the main clause: that behind a relative clause, where nothing else opens before it."""
    for inner, verb in pairwise(finite):
        if tokens[verb.first - 1].lower in lexicon.coordinators or not _is_relative(tokens, inner, lexicon):
            continue
        if not any(_opens_clause(token, lexicon) for token in tokens[inner.last + 1 : verb.first]):
            return verb
    return next((verb for verb in finite if not _is_relative(tokens, verb, lexicon)), finite[0] if finite else None)


def _opens_clause(token: Token, lexicon: Lexicon) -> bool:
    return (token.word.opens or token.lower in lexicon.modifying) and token.lower not in lexicon.coordinators


def _is_relative(tokens: Sequence[Token], verb: Verb, lexicon: Lexicon) -> bool:
    """Whether a verb is that of a relative clause: "which left", "from which the rebels had been driven"."""
    for place in range(max(verb.first - _RELATIVE, 0), verb.first):
        if tokens[place].word.relative:
            led = place > 0 and tokens[place - 1].lower in lexicon.prepositions
            if led or place + 1 == verb.first:
                return True
    return False


def leans(words: str, lexicon: Lexicon) -> bool:
    """Whether a title leans on what was told elsewhere: on a pronoun's name, "another raid", a page's tag line."""
    found = [word.strip(_EDGE) for word in words.split()]
    if not found:
        return True
    first = found[0].lower()
    if first in lexicon.leaning or first in lexicon.labels or first in lexicon.connecting:
        return True
    adverbial = len(found) > 1 and found[0].endswith(lexicon.auxiliaries.between_endings)
    forms = {form.inflection for form in lexicon.verbs.get(found[adverbial].lower(), ())}
    if forms & {"past", "participle"} or ("progressive" in forms and found[0].lower() not in lexicon.nouns):
        return True  # "Agreed in Sochi", "Regularly been bombed", "Leaving nine dead"
    if found[0].lower() in lexicon.definite and not any(word[:1].isupper() for word in found[1:]):
        return True  # "The attack killed five", that names nobody and no place
    noun = next((n for n, word in enumerate(found[:4]) if word.lower() in lexicon.nouns), None)
    plain = noun == 0 or (noun is not None and found[0].lower() in lexicon.definite)
    if plain and noun is not None and any(_is_verb(word, lexicon) for word in found[noun + 1 : noun + 2]):
        return True  # "The attack | struck a school in Hass", "Strikes | hit Aleppo"
    told = found[: _names_begin(found)]
    owned = any(word.lower() in lexicon.leaning for word in told)  # "Two of its fighters …"
    refers = any(word.lower() in lexicon.referring for word in found[:_BEGINNING])
    return owned or refers or not lexicon.first_person.isdisjoint(found)


def _is_verb(word: str, lexicon: Lexicon) -> bool:
    auxiliary = word.lower() in lexicon.auxiliaries.being_or_having
    return auxiliary or any(form.inflection in ("past", "present") for form in lexicon.verbs.get(word.lower(), ()))


def _names_begin(words: Sequence[str]) -> int:
    """Where the first name stands behind the beginning of a title: a pronoun behind it may stand for it."""
    return next((place for place, word in enumerate(words) if place and word[:1].isupper()), len(words))


def _framed(tokens: Sequence[Token], attribution: Frame | None, lexicon: Lexicon) -> range:
    """The words that only attribute; none where those of the speaker can't stand without him: "we will fight on"."""
    if attribution is None or attribution.first == attribution.last:
        return range(0)
    first, last = attribution.first, attribution.last
    said = [token.text for token in (*tokens[:first], *tokens[last:])]
    return range(first, last) if lexicon.first_person.isdisjoint(said) else range(0)


def plain_title(words: str) -> str:
    """Words as they stand, on one line and short, for a clause that is nothing but its date and its attribution."""
    plain = " ".join(words.split())
    return _cut(plain.strip(_EDGE)) or plain[:LONGEST]


def _dependent(
    tokens: Sequence[Token], verbs: Sequence[Verb], first: int, lexicon: Lexicon
) -> tuple[Verb, Verb] | None:
    """The verbs of a dependent clause and of the main one, where no sign parts them: "After he left they met"."""
    word = tokens[first].lower
    opens = (word in lexicon.after_comma or word in lexicon.introducing) and word not in lexicon.coordinators
    if not opens or is_bound(tokens, first, lexicon):
        return None
    named = first + 1 < len(tokens) and tokens[first + 1].lower in lexicon.nouns  # "after shelling killed nine"
    gerund = first + 1 if not named else None
    inside = [v for v in verbs if v.first > first and (v.finite or (v.first == gerund and v.tense == "gerund"))]
    for verb, main in pairwise(inside):
        if "statement" in verb.classes:
            return None  # "Also on Saturday the council said | it was ready"
        between = tokens[verb.last + 1 : main.first]
        if not any(token.word.opens or token.lower in lexicon.after_comma for token in between):
            return verb, main
        if any(token.text in _SOFT for token in between):
            return None
    return None


def _is_dependent(tokens: Sequence[Token], verbs: Sequence[Verb], first: int, lexicon: Lexicon) -> bool:
    return _dependent(tokens, verbs, first, lexicon) is not None


def _main_clause(
    tokens: Sequence[Token], verbs: Sequence[Verb], governing: Verb | None, first: int, last: int, lexicon: Lexicon
) -> tuple[int, int]:
    """From the words of a dependent clause and a main one those of the clause that ``governing`` heads."""
    parts = _dependent(tokens, verbs, first, lexicon)
    if parts is None:
        return first, last
    verb, main = parts
    begins = [n for n in range(verb.last + 2, main.first) if begins_phrase(tokens, verbs, n, lexicon)]
    if tokens[main.first - 1].lower in lexicon.auxiliaries.pronoun:
        begins.append(main.first - 1)
    if not begins:
        return first, last
    return (first, begins[-1]) if governing is verb and verb.finite else (begins[-1], last)


def _is_dropped(dating: Dating, tokens: Sequence[Token], verbs: Sequence[Verb]) -> bool:
    """Whether a title does without a date: not where it belongs to a noun, nor where it was "given a week to leave"."""
    if dating.shape == "given":
        return False
    last = next((n for n, token in enumerate(tokens) if token.start >= dating.end), None)
    if dating.start == tokens[0].start and any(verb.finite and verb.first == last for verb in verbs):
        return False  # "September was the deadliest month"
    return not dating.bound or dating.start == tokens[0].start


def _beginning(
    tokens: Sequence[Token],
    verbs: Sequence[Verb],
    governing: Verb | None,
    floor: int,
    dates: Sequence[int],
    lexicon: Lexicon,
) -> int:
    """Where the title begins: at the subject, past an introducing phrase and the verbs of other clauses."""
    while floor < len(tokens) - 1 and not tokens[floor].is_word:
        floor += 1
    floor = past_dateline(tokens, floor, verbs, lexicon)
    if governing is None or governing.first <= floor:
        return floor
    earlier = [verb for verb in verbs if verb.finite and floor <= verb.first < governing.first]
    if earlier and governing.tense == "participle":
        # "… will allow the agreements reached on March 5": what was reached is the event
        noun = [n for n in range(floor, governing.first) if tokens[n].lower in lexicon.nouns]
        return noun[-1] if noun else floor
    if earlier and governing.finite:
        begin = subject(tokens, governing.first, lexicon)
        main = _main_verb(tokens, [*earlier, governing], lexicon)
        if main is governing or any(begin <= verb.first for verb in earlier):
            return floor  # "the tactics which have cost lives have led to …"
        opened = begin > 0 and tokens[begin - 1].lower in lexicon.auxiliaries.opening
        return max(floor, _with_noun(tokens, begin, lexicon)) if opened else floor
    if tokens[floor].lower in lexicon.introducing and not is_bound(tokens, floor, lexicon):
        comma = next((n for n in range(floor, governing.first) if tokens[n].text == ","), None)
        if comma is not None and comma + 1 < governing.first:
            return comma + 1
        # "After talks in Moscow on 5 March they announced": no comma, but the date ends the phrase
        past = [n for n in range(floor, governing.first) if any(tokens[n - 1].end == end for end in dates if n)]
        if past and not tokens[floor].start + 4 > tokens[past[0]].start:
            return past[0]
        # "Following the 2018 attack the government joined": nor is there a date, but another phrase begins
        phrases = [n for n in range(floor, governing.first) if begins_phrase(tokens, verbs, n, lexicon)]
        if phrases and not any(token.text[0].isupper() for token in tokens[floor + 1 : phrases[-1]]):
            return phrases[-1]  # what has a name in it tells where: "In Ariha province an army unit …"
    return floor


def _with_noun(tokens: Sequence[Token], first: int, lexicon: Lexicon) -> int:
    """A subject in a relative clause, with the event noun before it: "the agreement that they reached"."""
    if first < 2 or tokens[first - 1].lower not in lexicon.relative or tokens[first - 2].lower not in lexicon.nouns:
        return first
    begin = first - 2
    return begin - 1 if begin and tokens[begin - 1].lower in lexicon.articles else begin


def _apposition(tokens: Sequence[Token], governing: Verb | None, first: int, lexicon: Lexicon) -> range:
    """What stands between two commas before the verb: "Russia, one of its allies, and Turkey agreed"."""
    if governing is None:
        return range(0)
    commas = [n for n in range(first + 1, governing.first + 1) if n < len(tokens) and tokens[n].text == ","]
    if len(commas) != 2 or commas[1] - commas[0] < 3:
        return range(0)
    return range(commas[0], commas[1] + 1)


def _with_preposition(tokens: Sequence[Token], dating: Dating, lexicon: Lexicon) -> range:
    """A date with the words that lead to it alone: "(early on) Monday", "(before the) feast next week"."""
    inside = [n for n, token in enumerate(tokens) if dating.start <= token.start < dating.end]
    if not inside:
        return range(0)
    first, last = inside[0], inside[-1]
    if aside := _parenthesis(tokens, first, last):
        return aside
    if first > 0 and tokens[first - 1].lower in lexicon.articles and _is_noun(tokens, last + 1, lexicon):
        return range(first, last + 1)  # "the Monday attack"
    while first > 0:
        word = tokens[first - 1].lower
        leads = word in lexicon.prepositions or word in lexicon.articles
        leads = leads or word in lexicon.date_leading or word in _MARKUP
        if not leads or word == lexicon.coordinating:
            break
        first -= 1
    return range(first, last + 1)


def _parenthesis(tokens: Sequence[Token], first: int, last: int) -> range:
    """The parenthesis that holds a date: "(0000 GMT, or 8 p.m. Tuesday in Washington)"."""
    signs = [n for n in range(max(0, first - _ASIDE), first) if tokens[n].text in "()"]
    closing = next((n for n in range(last + 1, min(last + _ASIDE, len(tokens))) if tokens[n].text in "()"), None)
    if not signs or closing is None or tokens[signs[-1]].text != "(" or tokens[closing].text != ")":
        return range(0)
    return range(signs[-1], closing + 1)


def _is_noun(tokens: Sequence[Token], place: int, lexicon: Lexicon) -> bool:
    """Whether a word can be what an article before it belongs to."""
    if place >= len(tokens) or not tokens[place].is_word:
        return False
    word = tokens[place].lower
    return not (word in lexicon.prepositions or word in lexicon.stopwords or word in lexicon.modifying)


def _without_joints(tokens: Sequence[Token], kept: Sequence[int], lexicon: Lexicon) -> list[int]:
    """Without an "and" that has lost what it joined: "on Friday and on Saturday"."""
    known = set(kept)
    return [n for n in kept if tokens[n].lower != lexicon.coordinating or n - 1 in known or n + 1 in known]


def _whole(tokens: Sequence[Token], verbs: Sequence[Verb], kept: Sequence[int], lexicon: Lexicon) -> list[int]:
    """Without what dangles at the end: an article, an opening, a preposition that has lost what it led to."""
    found = list(kept)
    while found:
        token = tokens[found[-1]]
        particle = found[-1] == len(tokens) - 1 and any(verb.last == found[-1] - 1 for verb in verbs)
        opens = token.word.opens or token.lower in lexicon.articles or token.lower in lexicon.modifying
        if token.is_word and not opens and (particle or token.lower not in lexicon.prepositions):
            break
        if not token.is_word and token.text not in _SOFT:
            break
        found.pop()
    return found


def _shortened(
    text: str, tokens: Sequence[Token], verbs: Sequence[Verb], kept: Sequence[int], least: int, lexicon: Lexicon
) -> str:
    """The words, ended before a modifier where they are too long; not within the first ``least`` tokens."""
    words = _joined(text, tokens, kept)
    if len(words) <= LONGEST:
        return words
    best, most = "", 0
    for place, clausal in modifiers(tokens, verbs, lexicon):
        if place < least:
            continue
        shorter = _joined(text, tokens, kept[: bisect_left(kept, place)])
        if len(shorter) > LONGEST:
            break
        worth = len(shorter) + (_CLAUSAL if clausal else 0)
        if len(shorter) >= SHORTEST and worth > most:
            best, most = shorter, worth
    return best or words


def _joined(text: str, tokens: Sequence[Token], kept: Sequence[int]) -> str:
    """The words with the spaces that the text has between them; what was dropped leaves one space, or a comma."""
    if not kept:
        return ""
    pieces = [tokens[place] for place in kept]
    words = text[pieces[0].start : pieces[-1].end].split()
    if sum([len(word) for word in words]) == sum([len(token.text) for token in pieces]):
        return " ".join(words)  # nothing was dropped
    found = pieces[0].text
    for before, token in pairwise(pieces):
        gap = text[before.end : token.start]
        if gap.isspace() or (gap and token.text not in _SOFT and token.is_word):
            found += " "
        elif gap and token.text in _SOFT:
            found = found.rstrip(" ,") + (" " if token.text in "–—" else "")
        found += token.text
    return found


def _finished(words: str, lexicon: Lexicon, *, leans: bool) -> str:
    """Without what ties it to other clauses, unless it ``leans`` on it, and short."""
    words = _trimmed(words.replace("()", ""))
    while not leans and (match := lexicon.connective.match(words)):
        words = words[match.end() :].lstrip(_EDGE)
    while words and (word := words.split(" ", 1)[0]).lower() in lexicon.leading and not word.isupper():
        words = words.partition(" ")[2].lstrip(_EDGE)
    words = _paired(_cut(words).strip())
    for phrase in lexicon.adding:
        words = words.removesuffix(f" {phrase}")
    return words[:1].upper() + words[1:]


def _trimmed(words: str) -> str:
    """Without signs at its ends, but with those that close what was opened: "the Forces (SDF)"."""
    kept = words.strip(_EDGE)
    for sign in words[words.find(kept) + len(kept) :]:
        opening = next((left for left, right in _CLOSES.items() if right == sign), None)
        if opening is not None and (
            kept.count(opening) % 2 if opening == sign else kept.count(opening) > kept.count(sign)
        ):
            kept += sign
    return kept


def _paired(words: str) -> str:
    """Without brackets and quotation marks whose other half was left out."""
    lone: set[int] = set()
    opened: list[int] = []
    for match in _PAIRED.finditer(words):
        sign, place = match.group(), match.start()
        if opened and sign == _CLOSES.get(words[opened[-1]]):
            opened.pop()
        elif sign in _CLOSES:
            opened.append(place)
        else:
            lone.add(place)
    if lone or opened:
        lone.update(opened)
        words = "".join(sign for place, sign in enumerate(words) if place not in lone)
    return " ".join(words.split())


def _cut(words: str) -> str:
    if len(words) <= LONGEST:
        return words
    return words[: words.rfind(" ", 0, LONGEST - 1)].rstrip(_EDGE) + "…"
