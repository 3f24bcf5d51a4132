"""Of what kind a clause's happening is: it occurred, goes on, is planned, is said, is denied, might be."""

from __future__ import annotations

from collections.abc import Sequence

from idlibtl.dates import Interval
from idlibtl.events.lexicon import Lexicon
from idlibtl.events.speech import Frame
from idlibtl.events.verbs import REPORTING, Token, Verb
from idlibtl.model import Kind

_OBJECT = 8  # words after a verb of denying in which its object is told


def governing(
    verbs: Sequence[Verb], tokens: Sequence[Token], at: int | None, lexicon: Lexicon, *, lasting: bool = False
) -> Verb | None:
    """The verb that a date at offset ``at`` goes with: the nearest before it, else the first after it.

    What goes on since the date (``lasting``) is told by the nearest finite one: "has been trying to leave since May".
    Without a date it is the clause's first finite verb, that of a relative clause within it left out.
    """
    if at is None:
        main = [verb for verb in verbs if not verb.first or tokens[verb.first - 1].lower not in lexicon.relative]
        return _first_finite(main) or _first_finite(verbs)
    before = [verb for verb in verbs if tokens[verb.first].start < at and (verb.finite or not lasting)]
    if before:
        nearest = before[-1]
        if nearest.tense == "participle":  # "said in a statement issued on Saturday"
            said = [verb for verb in before if verb.finite and "statement" in verb.classes]
            return said[-1] if said and "statement" in nearest.classes else nearest
        if nearest.tense == "infinitive":  # "began to leave on Sunday", "met to sign a pact on Sunday"
            done = [verb for verb in before if verb.finite][-1:]
            return done[0] if done and _is_done(done[0]) else nearest
        return nearest
    return _first_finite(verbs)


def reporting(
    verbs: Sequence[Verb], tokens: Sequence[Token], attribution: Frame | None, lexicon: Lexicon
) -> Verb | None:
    """The verb of a clause without a date that tells what happened.

    It is the first finite one; where that only tells what is, is thought or is to come, it is the verb of saying, that
    behind a dependent clause, or one coordinated with it: "We love it | said the mayor", "He is old | but stayed".
    """
    first = governing(verbs, tokens, None, lexicon)
    if first is None or (_reports(first) and (attribution is None or first.tense == "past")):
        return first
    joined = [v for v in verbs if v.first and tokens[v.first - 1].lower in lexicon.coordinators]
    if attribution is not None:
        said = [v for v in verbs if v.first >= attribution.first and v.finite and "statement" in v.classes]
        if said and _reports(said[0]) and (said[0] not in joined or said[0].tense != "present"):
            return said[0]
    if main := _after_opening(first, verbs, tokens, lexicon):
        return main
    return next((v for v in joined if v.finite and _reports(v) and v.tense != "present"), first)


def _after_opening(first: Verb, verbs: Sequence[Verb], tokens: Sequence[Token], lexicon: Lexicon) -> Verb | None:
    """The verb of the main clause, behind a dependent one: "Years after it was due, they have delivered it"."""
    opens = any(
        token.lower in lexicon.between_dates or token.lower in lexicon.after_comma
        for token in tokens[: min(first.first, 4)]
    )
    comma = next((n for n in range(first.last + 1, len(tokens)) if tokens[n].text == ","), None) if opens else None
    if comma is None:
        return None
    verb = next((verb for verb in verbs if verb.finite and verb.first > comma), None)
    return verb if verb is not None and _reports(verb) else None


def _reports(verb: Verb) -> bool:
    told = verb.tense in REPORTING and not verb.negated
    return told and not {"state", "opinion"} & verb.classes


def _first_finite(verbs: Sequence[Verb]) -> Verb | None:
    return next((verb for verb in verbs if verb.finite), verbs[0] if verbs else None)


def _is_done(verb: Verb) -> bool:
    """Whether a verb tells of something done, which an infinitive after it only explains."""
    ahead = {"promise", "statement", "denial", "opinion", "state"} & verb.classes
    return verb.tense in ("past", "perfect", "pluperfect") and not ahead and not verb.negated


def _denies(verb: Verb, tokens: Sequence[Token], lexicon: Lexicon) -> bool:
    """Whether a verb says that something is not so: "denied responsibility", "denied bombing", "rejected the claims".

    To deny a permission or to reject a demand is an act like others.
    """
    if verb.negated or not {"denial", "refusal"} & verb.classes:
        return False
    rest = tokens[verb.last + 1 : verb.last + 1 + _OBJECT]
    if any(token.lower in lexicon.charges for token in (tokens[: verb.first] if verb.passive else rest)):
        return True
    if verb.passive or "refusal" in verb.classes:
        return False
    return not rest or any(
        token.lower in lexicon.reporting or _is_verb(token.lower, rest[place - 1].lower if place else "", lexicon)
        for place, token in enumerate(rest)
    )


def _is_verb(word: str, before: str, lexicon: Lexicon) -> bool:
    auxiliaries = lexicon.auxiliaries
    if before in auxiliaries.infinitive or word in lexicon.nouns:
        return False
    return word in lexicon.verbs or word in auxiliaries.being_or_having


def kind_of(
    verb: Verb | None, tokens: Sequence[Token], when: Interval | None, published: Interval | None, lexicon: Lexicon
) -> Kind:
    """The kind of what ``verb`` tells in a clause, dated ``when`` in a report of the day ``published``."""
    ahead = (
        when is not None
        and published is not None
        and published.end is not None
        and (when.begin >= published.end if when.begin is not None else True)
    )
    if tokens and lexicon.condition.match(" ".join(token.lower for token in tokens[:3])):
        return "hypothetical"
    if verb is None:
        return "planned" if ahead else "occurred"
    if verb.tense == "modal" and not ahead:
        return "hypothetical"
    if "opinion" in verb.classes and not verb.passive:
        return "hypothetical"
    if ahead or verb.tense in ("future", "infinitive"):
        return "planned"
    if _denies(verb, tokens, lexicon):
        return "denied"
    if "statement" in verb.classes and not verb.passive and verb.tense != "participle":
        return "statement"
    if when is not None and when.end is None and not ahead:
        return "ongoing"
    if verb.tense == "progressive" or (verb.tense == "present" and "lasting" in verb.classes):
        return "ongoing"
    return "occurred"
