"""Statements changed where the answer must not hang, to see whether the model takes a short cut.

Each change gives an example or None where it does not apply; a figure is the share of the changed
statements whose stance the model then sees otherwise.
"""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np

from pipeline import mirror
from pipeline.intervals import Draws, Labels
from pipeline.schema import STANCES, Example, Kind, Labelled, Side, Text
from pipeline.slices import camp

Change = Callable[[Example], Example | None]
Actor = tuple[Text, Kind, Side]

PEOPLE_KINDS = (Kind.PERSON, Kind.EXPERT)

PEOPLE: tuple[str, ...] = ("Ilir Halvorsen", "Dana Mirkovets", "Tomas Abrahamyan", "Lena Okwuosa")
"""Invented names, so that no one's known views go with them."""

DAYS: tuple[str, ...] = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
# No other numbers: "Article 4" and "2014" say what a statement is about.
_DAY = re.compile(rf"\b(?:{'|'.join(DAYS)})\b|\b\d{{1,2}}(?= (?:{MONTHS})\b)")


def actor_masked(shown: Example) -> Example:
    """Show the text without its actor."""
    return Example(text=shown.text, previous=shown.previous)


def actor_alone(shown: Example) -> Example:
    """Show the actor without the text."""
    return shown.model_copy(update={"text": "", "previous": ""})


def mirrored(shown: Example) -> Example | None:
    """Exchange the bodies and leaders of Moscow and of the West."""
    return mirror.example(shown)


def day_changed(shown: Example) -> Example | None:
    """Put the next day in the place of each day of the week or of a month."""
    changed = _DAY.sub(_next, shown.text)
    return None if changed == shown.text else shown.model_copy(update={"text": changed})


def _next(match: re.Match[str]) -> str:
    word = match.group()
    return str(int(word) % 28 + 1) if word.isdigit() else DAYS[(DAYS.index(word) + 1) % len(DAYS)]


def person_renamed(shown: Example) -> Example | None:
    """Give a person whom the text names by full name an invented name; side and kind stay."""
    if not _full_name(shown.actor, shown.kind) or shown.actor not in shown.text:
        return None
    new = PEOPLE[sum(map(ord, shown.actor)) % len(PEOPLE)]
    return _with_actor(shown, (new, shown.kind, shown.side))


class Swap:
    """Another actor of the training rows in the place of a statement's own, drawn by a seed."""

    def __init__(self, train: Iterable[Labelled], across: bool, seed: int) -> None:
        """Take actors of the same side and kind, or, ``across``, of the same kind in the other camp."""
        self._across = across
        self._seed = seed
        self._pool: dict[tuple[str, Kind], list[Actor]] = defaultdict(list)
        for actor in sorted({(row.actor, row.kind, row.side) for row in train}):
            if actor[1] not in PEOPLE_KINDS or _full_name(actor[0], actor[1]):
                self._pool[self._key(actor)].append(actor)

    def __call__(self, shown: Example) -> Example | None:
        """Swap the actor, in the text too; None for a narrator, or where no other actor is known."""
        own = (shown.actor, shown.kind, shown.side)
        key = (_OPPOSITE.get(camp(shown.side), ""), shown.kind) if self._across else self._key(own)
        others = [actor for actor in self._pool.get(key, []) if actor[0] != shown.actor]
        if not others or shown.kind == Kind.NARRATOR:
            return None
        # Drawn anew from seed and statement, so that neither order nor other rows matter.
        return _with_actor(shown, random.Random(f"{self._seed} {shown.actor} {shown.text}").choice(others))

    def _key(self, actor: Actor) -> tuple[str, Kind]:
        return (camp(actor[2]) if self._across else actor[2], actor[1])


_OPPOSITE = {"russian": "western", "western": "russian"}


def _with_actor(shown: Example, actor: Actor) -> Example:
    """Put an actor in the place of a statement's own, and its name in the text for the old one."""
    name, kind, side = actor
    changed = {"actor": name, "kind": kind, "side": side}
    for field, value in (("text", shown.text), ("previous", shown.previous)):
        changed[field] = _renamed(value, shown.actor, name, shown.kind)
    return shown.model_copy(update=changed)


def _full_name(name: str, kind: Kind) -> bool:
    """Tell a person's name from a role ("foreign minister of Belarus") and from a single word."""
    words = name.split()
    return kind in PEOPLE_KINDS and len(words) > 1 and all(word[:1].isupper() for word in words)


def _renamed(text: str, old: str, new: str, kind: Kind) -> str:
    """Replace the full name, and of people the surname, where they stand as whole words.

    >>> _renamed("Anna Berg left. Berg's aide stayed.", "Anna Berg", "Iva Kos", Kind.PERSON)
    "Iva Kos left. Kos's aide stayed."
    """
    pairs = {old: new}
    if _full_name(old, kind):
        pairs[old.split()[-1]] = new.split()[-1]
    pattern = "|".join(map(re.escape, pairs))
    return re.sub(rf"\b({pattern})\b", lambda match: pairs[match.group()], text)


def changes(train: Sequence[Labelled], seed: int) -> dict[str, Change]:
    """Return every change whose flips are counted, by name."""
    return {
        "actor_swapped_same_side": Swap(train, across=False, seed=seed),
        "actor_swapped_other_side": Swap(train, across=True, seed=seed),
        "mirrored": mirrored,
        "person_renamed": person_renamed,
        "day_changed": day_changed,
    }


def flips(before: Labels, after: Labels, draws: Draws) -> dict[str, Any]:
    """Return the shares of statements whose predicted stance changes, and changes from side to side."""
    figures: dict[str, Any] = {"n": len(before)}
    if len(before):
        figures |= draws.share("changed", before != after)
        figures |= draws.share("changed_side", np.abs(before - after) == 2)
    return figures


def mirror_flips(before: Labels, after: Labels, draws: Draws) -> dict[str, Any]:
    """Return flips, and the share that follows the mirror: sides exchanged, neutral kept."""
    figures = flips(before, after, draws)
    opposite = len(STANCES) - 1 - before
    return figures | (draws.share("follows", after == opposite) if len(before) else {})
