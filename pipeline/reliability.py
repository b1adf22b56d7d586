"""Figures of calibration: whether a probability means what it says, and what abstaining gains."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import brier_score_loss

from pipeline.intervals import Draws, Floats, Labels, divide, rounded
from pipeline.schema import STANCES

POINTS = 200
"""Most points of a curve that is written for a plot."""


def calibration(
    gold: Labels, probabilities: Floats, threshold: float, bins: int, accuracy: float, draws: Draws
) -> dict[str, Any]:
    """Return ECE, Brier score, AURC, the coverage that keeps an accuracy, and what the threshold does.

    Args:
        gold: class numbers (n,).
        probabilities: calibrated probabilities (n, 3).
        threshold: below it the largest probability is shown as uncertain.
        bins: bins of equal width for the expected calibration error.
        accuracy: the accuracy for which coverage is sought.
        draws: resamples of the rows' articles.
    """
    confidence, right = probabilities.max(axis=1), probabilities.argmax(axis=1) == gold
    certain = confidence >= threshold
    coverage, risk = risk_coverage(confidence, right)
    figures: dict[str, Any] = {
        "n": len(gold),
        "ece": rounded(ece(confidence, right, bins)),
        "brier": rounded(
            brier_score_loss(gold, probabilities, labels=range(len(STANCES)), scale_by_half=False)
        ),
        "aurc": rounded(risk.mean()),
        "accuracy_sought": accuracy,
        "coverage_at_accuracy": rounded(coverage_at(coverage, risk, accuracy)),
        "threshold": threshold,
        **draws.share("uncertain", ~certain),
    }
    for share in (0.25, 0.5, 0.75, 1.0):
        place = max(int(np.ceil(share * len(gold))) - 1, 0)
        figures[f"risk_at_{int(100 * share)}_percent"] = rounded(risk[place])
    figures["accuracy_of_certain"] = rounded(right[certain].mean()) if certain.any() else None
    figures["accuracy_of_uncertain"] = rounded(right[~certain].mean()) if (~certain).any() else None
    return figures


def binned(confidence: Floats, right: NDArray[np.bool_], bins: int) -> Floats:
    """Return mean confidence, accuracy and count of each bin of equal width: (bins, 3)."""
    place = np.minimum((confidence * bins).astype(np.intp), bins - 1)
    count = np.bincount(place, minlength=bins).astype(np.float64)
    mean = divide(np.bincount(place, weights=confidence, minlength=bins), count)
    share = divide(np.bincount(place, weights=right.astype(np.float64), minlength=bins), count)
    return np.column_stack([mean, share, count])


def ece(confidence: Floats, right: NDArray[np.bool_], bins: int) -> float:
    """Return the expected calibration error: the mean gap of confidence and accuracy over the bins.

    >>> ece(np.array([0.75, 0.75]), np.array([True, False]), 15)
    0.25
    """
    mean, share, count = binned(confidence, right, bins).T
    return float((np.abs(mean - share) * count).sum() / count.sum())


def risk_coverage(confidence: Floats, right: NDArray[np.bool_]) -> tuple[Floats, Floats]:
    """Return coverage and risk (share wrong) as ever less certain statements are answered: (n,) each.

    Of equally certain statements each counts as their mean, so that their order does not matter.
    """
    _, group, size = np.unique(-confidence, return_inverse=True, return_counts=True)
    means = np.bincount(group, weights=~right) / size
    counts = np.arange(1, len(confidence) + 1)
    return counts / len(confidence), np.cumsum(np.repeat(means, size)) / counts


def coverage_at(coverage: Floats, risk: Floats, accuracy: float) -> float:
    """Return the largest share that can be answered with at least an accuracy; 0 where none can."""
    kept = coverage[1 - risk >= accuracy - 1e-12]
    return float(kept.max()) if len(kept) else 0.0


def thinned(coverage: Floats, risk: Floats) -> list[tuple[float, float]]:
    """Return at most ``POINTS`` points of the curve, the last among them."""
    places = np.unique(np.linspace(0, len(coverage) - 1, min(POINTS, len(coverage))).astype(np.intp))
    return [(rounded(coverage[place]), rounded(risk[place])) for place in places]
