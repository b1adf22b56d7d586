"""How far two annotators agree, on stance and on the actor.

Both annotators are language models: these figures say how clear the codebook is to them, not what
people would reach.
"""

from __future__ import annotations

from collections.abc import Sequence

import krippendorff
import numpy as np
from sklearn.metrics import cohen_kappa_score

from pipeline.actors import Registry
from pipeline.schema import STANCES, GoldStatement, Label, Labelled, Row, TransferStatement

FIRST, SECOND = "a", "b"
"""The author's pass and the blind one."""

Annotated = GoldStatement | Labelled | TransferStatement


class Agreement(Row):
    """Agreement of the two passes on ``n`` statements; shares from 0 to 1.

    ``kappa`` (Cohen's) and ``alpha`` (Krippendorff's, nominal) are absent where only one stance
    was ever given, as they are then not defined.
    """

    n: int
    same_stance: float
    kappa: float | None
    alpha: float | None
    same_actor: float


def by(row: Annotated, annotator: str) -> Label | None:
    """Return what an annotator said of a statement, if that pass was made."""
    return next((label for label in row.labels if label.by == annotator), None)


def passes(rows: Sequence[Annotated]) -> list[tuple[Label, Label]]:
    """Return both annotators' labels of the statements that have both."""
    pairs = ((by(row, FIRST), by(row, SECOND)) for row in rows)
    return [(first, second) for first, second in pairs if first and second]


def agreement(rows: Sequence[Annotated], registry: Registry) -> Agreement | None:
    """Compare the two passes; actors through the registry. None where no statement has both."""
    pairs = passes(rows)
    if not pairs:
        return None
    first = [STANCES.index(one.stance) for one, _ in pairs]
    second = [STANCES.index(other.stance) for _, other in pairs]
    defined = len({*first, *second}) > 1
    return Agreement(
        n=len(pairs),
        same_stance=round(float(np.mean(np.equal(first, second))), 4),
        kappa=round(float(cohen_kappa_score(first, second)), 4) if defined else None,
        alpha=_alpha(first, second) if defined else None,
        same_actor=round(float(np.mean([registry.same(one.actor, other.actor) for one, other in pairs])), 4),
    )


def _alpha(first: list[int], second: list[int]) -> float:
    return round(
        float(krippendorff.alpha(reliability_data=[first, second], level_of_measurement="nominal")), 4
    )


class Ruling(Row):
    """How the disagreements on stance were ruled: for one pass, for the other, or for a third stance."""

    disagreements: int
    first: int
    second: int
    neither: int


def ruling(rows: Sequence[GoldStatement]) -> Ruling:
    """Count the statements on whose stance the passes differ, by the pass that the ruling follows."""
    differing = [
        (row.stance, pair[0].stance, pair[1].stance)
        for row in rows
        for pair in passes([row])
        if pair[0].stance != pair[1].stance
    ]
    first = sum(ruled == one for ruled, one, _ in differing)
    second = sum(ruled == other for ruled, _, other in differing)
    return Ruling(
        disagreements=len(differing), first=first, second=second, neither=len(differing) - first - second
    )
