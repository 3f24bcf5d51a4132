"""Denials: which mention tells what another one denies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from idlibtl.chronology.weights import Weights, likeness
from idlibtl.model import Kind, Mention
from idlibtl.moment import days_between

CLAIMS: frozenset[Kind] = frozenset({"occurred", "ongoing", "statement"})
TOLL = frozenset({"killed", "wounded"})
LAST = 2  # mentions before a denial that only names the charge, one of which tells of the deadly event
NEAR = 700  # characters from a deadly event to the denial that only names the charge
DAYS = 7  # from what happened to its denial
CHARGED = frozenset({"=attack", "=death", "=operation", "=capture"})  # events that somebody is charged with
# How alike a denial and what it denies must be, in one report and in two; more where they name no such event.
SAME_REPORT = 0.12
OTHER_REPORT = 0.3
NO_CHARGE = 0.25


def denied(groups: Sequence[Sequence[Mention]], weight: Weights) -> dict[str, Mention]:
    """Id of a mention -> the mention that denies it; each of the ``groups`` of mentions of one event denies one.

    A denial denies the most alike of what its own report told before it, else of what other reports told of the days
    before. One that only names the charge ("denied involvement") denies the deadly event that its report told last.
    """
    by_document: dict[str, list[Mention]] = {}
    by_day: dict[str, list[Mention]] = {}
    for mention in sorted((m for group in groups for m in group), key=lambda m: (m.document, m.start, m.id)):
        if mention.kind in CLAIMS and mention.when is not None and mention.when.begin is not None:
            by_document.setdefault(mention.document, []).append(mention)
            by_day.setdefault(mention.when.begin.isodate(), []).append(mention)
    found: dict[str, tuple[float, str, Mention]] = {}
    for group in groups:
        pairs = [
            (*claim, denial)
            for denial in group
            if denial.kind == "denied" and (claim := _claim(denial, by_document, by_day, weight))
        ]
        if pairs:
            alike, claimed, denial = max(pairs, key=lambda pair: (pair[0], pair[1].id, pair[2].id))
            found[claimed.id] = max(found.get(claimed.id, (0.0, "", denial)), (alike, denial.id, denial), key=_rank)
    return {ident: denial for ident, (_, _, denial) in found.items()}


def _rank(found: tuple[float, str, Mention]) -> tuple[float, str]:
    return found[:2]


def _claim(
    denial: Mention,
    by_document: Mapping[str, Sequence[Mention]],
    by_day: Mapping[str, Sequence[Mention]],
    weight: Weights,
) -> tuple[float, Mention] | None:
    """What a denial denies, with how alike they are."""
    if denial.when is None or denial.when.begin is None:
        return None
    told = [m for m in by_document.get(denial.document, ()) if m.start < denial.start and _may_be_denied(m, denial)]
    own = _best(denial, told, SAME_REPORT, weight)
    if own is not None:
        return own
    if not _events(denial):
        near = [m for m in told[-LAST:] if m.end > denial.start - NEAR]
        deadly = [m for m in near if TOLL & {quantity.what for quantity in m.quantities}]
        return (0.0, deadly[-1]) if deadly else None
    days = [denial.when.begin.plus(days=-step).isodate() for step in range(DAYS + 1)]
    others = [m for day in days for m in by_day.get(day, ()) if _may_be_denied(m, denial)]
    return _best(denial, others, OTHER_REPORT, weight)


def _may_be_denied(mention: Mention, denial: Mention) -> bool:
    """Whether somebody else tells of the days before a denial."""
    if mention.attributed_to is not None and mention.attributed_to == denial.attributed_to:
        return False
    one, other = mention.when, denial.when
    if one is None or other is None or one.begin is None or other.begin is None:
        return False
    return 0 <= days_between(one.begin, other.begin) <= DAYS


def _best(denial: Mention, others: Sequence[Mention], least: float, weight: Weights) -> tuple[float, Mention] | None:
    """The most alike of mentions that share two words or more with a denial, the latest of equals."""
    best: tuple[float, int, Mention] | None = None
    for number, mention in enumerate(others):
        together = denial.keywords & mention.keywords
        if len(together) < 2:
            continue
        alike = likeness(denial.keywords, mention.keywords, weight)
        enough = least if CHARGED & together else least + NO_CHARGE
        if alike >= enough and (best is None or (alike, number) > best[:2]):
            best = alike, number, mention
    return (best[0], best[2]) if best else None


def _events(mention: Mention) -> frozenset[str]:
    return frozenset(word for word in mention.keywords if word.startswith("="))
