"""Figures of stance: how often the model is right, with intervals, beside what it must beat.

Predictions are arrays of class numbers in the order of ``STANCES``. Each headline figure ``x``
comes with ``x_low`` and ``x_high``, its 95 % interval by bootstrap over articles.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from pydantic import Field, PositiveInt
from sklearn.metrics import precision_recall_fscore_support

from pipeline.agreement import SECOND, by
from pipeline.intervals import STATISTICS, Draws, Floats, Labels, macro_f1, rounded, spread
from pipeline.params import Section
from pipeline.schema import STANCES, Labelled, Stance, TransferStatement


class Params(Section):
    """Resamples for intervals, their seed; bins of reliability; the accuracy for which coverage is sought."""

    draws: PositiveInt
    seed: int
    bins: PositiveInt
    accuracy: float = Field(gt=0, le=1)


def classes(stances: Sequence[Stance]) -> Labels:
    """Return the numbers of stances in the order of ``STANCES``.

    >>> classes([Stance.PRO_WEST, Stance.PRO_MOSCOW]).tolist()
    [2, 0]
    """
    return np.array([STANCES.index(stance) for stance in stances], dtype=np.intp)


def decided(probabilities: Floats) -> Labels:
    """Return the likeliest class of each row of (n, 3)."""
    found: Labels = probabilities.argmax(axis=1)
    return found


def transfer_groups(rows: Sequence[TransferStatement]) -> list[str]:
    """Return the page of each statement: its id (set-page-number) without the number."""
    return [row.id.rpartition("-")[0] for row in rows]


def headline(gold: Labels, predicted: Labels, draws: Draws) -> dict[str, float]:
    """Return macro-F1, accuracy, kappa, side_flips and neutral_errors, each with its interval."""
    confusions = draws.confusions(gold, predicted)
    figures: dict[str, float] = {}
    for name, statistic in STATISTICS.items():
        figures |= spread(name, statistic(confusions))
    return figures


def by_class(gold: Labels, predicted: Labels) -> dict[str, dict[str, float]]:
    """Return precision, recall, F1 and support of each stance."""
    numbers = range(len(STANCES))
    columns = precision_recall_fscore_support(gold, predicted, labels=list(numbers), zero_division=0)
    return {
        STANCES[number].value.replace("-", "_"): {
            "precision": rounded(columns[0][number]),
            "recall": rounded(columns[1][number]),
            "f1": rounded(columns[2][number]),
            "support": int(columns[3][number]),
        }
        for number in numbers
    }


def stance(gold: Labels, predicted: Labels, baselines: Mapping[str, Labels], draws: Draws) -> dict[str, Any]:
    """Return all figures of one set of predictions, those of the baselines, and the lead over the best."""
    figures: dict[str, Any] = {"n": len(gold), **headline(gold, predicted, draws)}
    figures["classes"] = by_class(gold, predicted)
    figures["baselines"] = {name: headline(gold, found, draws) for name, found in baselines.items()}
    if baselines:
        best = max(baselines, key=lambda name: figures["baselines"][name]["macro_f1"])
        lead = lead_over(gold, predicted, baselines[best], draws)
        figures["over_best_baseline"] = {"baseline": best, **lead}
    return figures


def lead_over(gold: Labels, predicted: Labels, other: Labels, draws: Draws) -> dict[str, float]:
    """Return by how much macro-F1 is above another's on the same resamples of the same rows."""
    ours = macro_f1(draws.confusions(gold, predicted))
    return spread("macro_f1_difference", ours - macro_f1(draws.confusions(gold, other)))


def second_annotator(
    rows: Sequence[Labelled | TransferStatement],
    groups: Sequence[str],
    predicted: Labels,
    params: Params,
) -> dict[str, Any]:
    """Compare the second pass with the ruling, and the model with it on the same statements.

    The second annotator is a language model too, and the ruling saw its labels: no human ceiling.
    """
    kept = [index for index, row in enumerate(rows) if by(row, SECOND)]
    if not kept:
        return {"n": 0}
    labels = [label for label in (by(rows[index], SECOND) for index in kept) if label]
    gold = classes([rows[index].stance for index in kept])
    draws = Draws([groups[index] for index in kept], params.draws, params.seed)
    figures: dict[str, Any] = {"n": len(kept)}
    figures |= headline(gold, classes([label.stance for label in labels]), draws)
    figures["model"] = headline(gold, predicted[kept], draws)
    return figures


def confusion_rows(gold: Labels, predicted: Labels) -> list[tuple[str, str]]:
    """Return (actual, predicted) for each statement, as DVC's confusion template reads them."""
    return [(STANCES[one].value, STANCES[other].value) for one, other in zip(gold, predicted, strict=True)]
