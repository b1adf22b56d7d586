"""Figures of stance on parts of the rows, and on contrast sets as wholes."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from fnmatch import fnmatch
from typing import Any

import numpy as np

from pipeline.actors import normalise
from pipeline.corpus import CONTRAST_FILES
from pipeline.intervals import Draws, Labels, accuracy, macro_f1, rounded, side_flips
from pipeline.schema import NARRATOR, NO_SIDE, Labelled

RUSSIAN = frozenset({"RU", "BY", "CSTO", "EAEU", "CIS"})
"""Moscow's side of the axis: Russia, the bodies that it leads, and Belarus (codebook rule 29)."""

EU_MEMBERS = frozenset(
    "AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE".split()
)
# Without Turkey: a member of NATO that counts only through the axis (codebook rule 10).
NATO_OUTSIDE_EU = frozenset("AL CA GB IS ME MK NO US".split())
WESTERN = EU_MEMBERS | NATO_OUTSIDE_EU | {"EU", "NATO", "JP"}
"""The West of codebook rule 12: the US, the UK, the EU and NATO with their members, and the G7."""

NEGATION = re.compile(
    r"\b(no|not|never|none|nobody|nothing|neither|nor|without|cannot)\b|n['’]t\b", re.IGNORECASE
)
QUOTED = re.compile(r"[“”\"«»]")
BOUNDS = ((15, "words_to_15"), (30, "words_16_to_30"))


def camp(side: str) -> str:
    """Say on which side of the contest a side stands: russian, western or other.

    >>> camp("CSTO"), camp("PL"), camp("AM")
    ('russian', 'western', 'other')
    """
    if side in RUSSIAN:
        return "russian"
    return "western" if side in WESTERN else "other"


def length(text: str) -> str:
    """Sort a text by its words.

    >>> length("We stay in the bloc.")
    'words_to_15'
    """
    words = len(text.split())
    return next((name for bound, name in BOUNDS if words <= bound), "words_over_30")


def slicers(train: Iterable[Labelled]) -> dict[str, Callable[[Labelled], str]]:
    """Return each slice's name and how a row is sorted into it; ``train`` says which actors were seen."""
    seen = {normalise(row.actor) for row in train}
    return {
        "region": lambda row: row.region.value,
        "style": lambda row: row.style.value,
        "side": lambda row: "none" if row.side == NO_SIDE else camp(row.side),
        "actor": lambda row: _familiar(row, seen),
        "quoted": lambda row: "quoted" if QUOTED.search(row.text) else "not_quoted",
        "length": lambda row: length(row.text),
        "negation": lambda row: "negated" if NEGATION.search(row.text) else "not_negated",
        "standing": lambda row: "standalone" if row.standalone else "article",
    }


def _familiar(row: Labelled, seen: set[str]) -> str:
    if row.actor == NARRATOR:
        return NARRATOR
    return "seen" if normalise(row.actor) in seen else "unseen"


def slices(
    rows: Sequence[Labelled], train: Iterable[Labelled], gold: Labels, predicted: Labels
) -> dict[str, dict[str, dict[str, float]]]:
    """Return n, macro-F1 (over the stances that occur), accuracy and flips of every slice."""
    figures: dict[str, dict[str, dict[str, float]]] = {}
    for name, sort in slicers(train).items():
        parts: dict[str, list[int]] = defaultdict(list)
        for index, row in enumerate(rows):
            parts[sort(row)].append(index)
        figures[name] = {part: _part(gold[parts[part]], predicted[parts[part]]) for part in sorted(parts)}
    return figures


def _part(gold: Labels, predicted: Labels) -> dict[str, float]:
    counts = Draws([""] * len(gold), 1, 0).confusions(gold, predicted)[0]
    return {
        "n": len(gold),
        "macro_f1": rounded(macro_f1(counts)),
        "accuracy": rounded(accuracy(counts)),
        "side_flips": rounded(side_flips(counts)),
    }


def contrast(
    rows: Sequence[Labelled], gold: Labels, predicted: Labels, draws: int, seed: int
) -> dict[str, Any]:
    """Return the share of contrast sets of which every member is right, in all and by codebook rule.

    A set counts under each rule that a member of it names. Here sets are drawn for the interval.
    """
    sets: dict[str, list[int]] = defaultdict(list)
    for index, row in enumerate(rows):
        if fnmatch(row.file, CONTRAST_FILES):
            sets[row.article].append(index)
    if not sets:
        return {"sets": 0}
    right = gold == predicted
    whole = {name: bool(right[members].all()) for name, members in sets.items()}
    by_rule: dict[str, set[str]] = defaultdict(set)
    for name, members in sets.items():
        for index in members:
            by_rule[_rule(rows[index])].add(name)
    members = [index for found in sets.values() for index in found]
    figures: dict[str, Any] = {"sets": len(sets), "statements": len(members)}
    figures |= Draws(list(sets), draws, seed).share("sets_right", list(whole.values()))
    figures["accuracy"] = rounded(right[members].mean())
    figures["rules"] = {
        rule: {"sets": len(names), "sets_right": rounded(np.mean([whole[name] for name in names]))}
        for rule, names in sorted(by_rule.items())
    }
    return figures


def _rule(row: Labelled) -> str:
    return "unnamed" if row.rule is None else f"rule_{row.rule:02d}"
