"""Make the model's probabilities honest, and choose when it abstains."""

from __future__ import annotations

from typing import Annotated

import numpy as np
from numpy.typing import NDArray
from pydantic import Field
from scipy.optimize import minimize_scalar

from pipeline.classify import Calibration, Logits, probabilities
from pipeline.params import Section


class Params(Section):
    """``accuracy`` is what the statements that are not ``uncertain`` must reach."""

    accuracy: Annotated[float, Field(gt=0, lt=1)]


def calibrate(
    dev: tuple[Logits, NDArray[np.int64]], transfer: tuple[Logits, NDArray[np.int64]], params: Params
) -> Calibration:
    """Fit the temperature on dev, and the threshold on dev and transfer together.

    Each pair is logits (n, 3) and the right classes (n,).
    """
    temperature = round(fit_temperature(*dev), 4)
    both = np.concatenate([dev[0], transfer[0]]), np.concatenate([dev[1], transfer[1]])
    likely = probabilities(both[0], temperature)
    threshold = fit_threshold(likely.max(axis=1), likely.argmax(axis=1) == both[1], params.accuracy)
    return Calibration(temperature=temperature, threshold=np.floor(threshold * 1e4) / 1e4)


def fit_temperature(logits: Logits, classes: NDArray[np.int64]) -> float:
    """Return the temperature between 0.05 and 20 with the least log loss (Guo et al. 2017)."""

    def loss(log_temperature: float) -> float:
        likely = probabilities(logits, float(np.exp(log_temperature)))
        return float(-np.log(np.maximum(likely[np.arange(len(classes)), classes], 1e-12)).mean())

    found = minimize_scalar(loss, bounds=(np.log(0.05), np.log(20)), method="bounded")
    return float(np.exp(found.x))


def fit_threshold(confidence: NDArray[np.float64], right: NDArray[np.bool_], accuracy: float) -> float:
    """Return the least confidence at which all statements as sure or surer are right often enough.

    1.0 (abstain on all) where no threshold reaches ``accuracy``.

    >>> fit_threshold(np.array([0.9, 0.8, 0.5]), np.array([True, True, False]), 0.9)
    0.8
    """
    order = np.argsort(-confidence, kind="stable")
    share = np.cumsum(right[order]) / np.arange(1, len(order) + 1)
    enough = np.flatnonzero(share >= accuracy)
    return float(confidence[order[enough[-1]]]) if len(enough) else 1.0
