"""Intervals by bootstrap: whole articles are drawn, as statements of one article are alike."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Labels = NDArray[np.intp]
Figures = dict[str, float]
Statistic = Callable[[Floats], Floats]

CLASSES = 3
LEVEL = (2.5, 97.5)
"""The percentiles that bound a 95 % interval."""


class Draws:
    """Resamples of the groups that rows belong to; the first is the data as they are.

    ``weights`` (1 + draws, groups) says how often each group stands in each resample, so that any
    figure that is made of sums over rows is had for all resamples by one product.
    """

    def __init__(self, groups: Sequence[str], draws: int, seed: int) -> None:
        """Draw as many groups as there are, with replacement, ``draws`` times."""
        names, self._group = np.unique(np.asarray(groups, dtype=np.str_), return_inverse=True)
        count = len(names)
        drawn = np.zeros((draws, count))
        if count:  # numpy refuses to draw from nothing
            drawn += np.random.default_rng(seed).multinomial(count, np.full(count, 1 / count), size=draws)
        self.weights: Floats = np.vstack([np.ones((1, count)), drawn])

    def totals(self, values: Floats) -> Floats:
        """Sum rows' values (n, ...) over every resample: (1 + draws, ...)."""
        sums = np.zeros((self.weights.shape[1], *values.shape[1:]))
        np.add.at(sums, self._group, values)
        return np.tensordot(self.weights, sums, axes=1)

    def confusions(self, gold: Labels, predicted: Labels) -> Floats:
        """Count (gold, predicted) pairs in every resample: (1 + draws, 3, 3)."""
        pairs = np.eye(CLASSES * CLASSES)[gold * CLASSES + predicted]
        return self.totals(pairs).reshape(-1, CLASSES, CLASSES)

    def share(self, name: str, hits: Sequence[bool] | NDArray[np.bool_]) -> Figures:
        """Return the share of rows that hit, with its interval."""
        counts = np.column_stack([np.asarray(hits, dtype=np.float64), np.ones(len(hits))])
        totals = self.totals(counts)
        return spread(name, divide(totals[:, 0], totals[:, 1]))


def spread(name: str, values: Floats) -> Figures:
    """Return a figure (the first value) and the bounds of its 95 % interval (the others).

    >>> spread("accuracy", np.array([0.5, 0.4, 0.6]))
    {'accuracy': 0.5, 'accuracy_low': 0.405, 'accuracy_high': 0.595}
    """
    low, high = np.percentile(values[1:] if len(values) > 1 else values, LEVEL)
    return {name: rounded(values[0]), f"{name}_low": rounded(low), f"{name}_high": rounded(high)}


def rounded(value: float | np.floating | Floats) -> float:
    """Round to four digits, so that files stay the same where the last bits differ."""
    return round(float(value), 4) + 0.0


def divide(top: Floats | NDArray[np.intp], bottom: Floats) -> Floats:
    """Divide, with 0 where there is nothing to divide by."""
    return np.divide(top, bottom, out=np.zeros_like(top, dtype=np.float64), where=bottom > 0)


def macro_f1(confusion: Floats) -> Floats:
    """Mean F1 of the classes that are gold or predicted, from counts (..., 3, 3) of gold by predicted."""
    hits = np.diagonal(confusion, axis1=-2, axis2=-1)
    held = confusion.sum(axis=-1) + confusion.sum(axis=-2)
    return divide(divide(2 * hits, held).sum(axis=-1), (held > 0).sum(axis=-1).astype(np.float64))


def accuracy(confusion: Floats) -> Floats:
    """Share of rows on the diagonal."""
    return divide(np.trace(confusion, axis1=-2, axis2=-1), confusion.sum(axis=(-2, -1)))


def kappa(confusion: Floats) -> Floats:
    """Cohen's kappa: agreement beyond that of chance; 0 where chance alone agrees wholly."""
    total = confusion.sum(axis=(-2, -1))
    chance = (confusion.sum(axis=-1) * confusion.sum(axis=-2)).sum(axis=-1)
    expected = divide(chance, total * total)
    return divide(accuracy(confusion) - expected, 1 - expected)


def side_flips(confusion: Floats) -> Floats:
    """Share of all rows that are moved from one side to the other."""
    return divide(confusion[..., 0, 2] + confusion[..., 2, 0], confusion.sum(axis=(-2, -1)))


def neutral_errors(confusion: Floats) -> Floats:
    """Share of all rows that are wrong with neutral as gold or as prediction."""
    return 1 - accuracy(confusion) - side_flips(confusion)


STATISTICS: dict[str, Statistic] = {
    "macro_f1": macro_f1,
    "accuracy": accuracy,
    "kappa": kappa,
    "side_flips": side_flips,
    "neutral_errors": neutral_errors,
}
"""The headline figures of stance, each from a confusion matrix in the order of ``STANCES``."""
