"""What a score must be held against: the majority, the actor alone, bags of words, a frozen encoder."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import skops.io
from numpy.typing import NDArray
from pydantic import NonNegativeInt, PositiveFloat
from sklearn.dummy import DummyClassifier
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline

from pipeline import encode
from pipeline.actors import normalise
from pipeline.encoder import locate
from pipeline.errors import InputError
from pipeline.params import Section
from pipeline.rows import read_json, write_json
from pipeline.schema import STANCES, Example, Labelled


class Params(Section):
    """Settings of the baselines; ``regularisation`` is the inverse strength C of logistic regression."""

    encoder: str
    regularisation: PositiveFloat
    seed: NonNegativeInt


SETTINGS = "settings.json"

Features = Callable[[Sequence[Example]], Any]


@dataclass(frozen=True)
class Baseline:
    """A fitted scikit-learn model and how a statement is shown to it."""

    features: Features
    model: Any

    def probabilities(self, examples: Sequence[Example]) -> NDArray[np.float64]:
        """Return probabilities of shape (n, 3), columns in the order of ``STANCES``.

        A stance that the training rows lack has probability 0.
        """
        found = self.model.predict_proba(self.features(examples))
        result = np.zeros((len(examples), len(STANCES)))
        result[:, [STANCES.index(name) for name in self.model.classes_]] = found
        return result


def text_words(examples: Sequence[Example]) -> list[str]:
    """Show the text alone."""
    return [example.text for example in examples]


def actor_words(examples: Sequence[Example]) -> list[str]:
    """Show who speaks, in one word each for actor, side and kind."""
    return [
        f"actor_{re.sub(r'[^a-z0-9]+', '_', normalise(example.actor))} side_{example.side} kind_{example.kind}"
        for example in examples
    ]


def text_and_actor_words(examples: Sequence[Example]) -> list[str]:
    """Show who speaks and the text, as one bag of words."""
    pairs = zip(actor_words(examples), text_words(examples), strict=True)
    return [f"{who} {said}" for who, said in pairs]


def sentence_vectors(encoder: str) -> Features:
    """Return the features of a frozen encoder: the mean of its last states over actor and text."""

    def vectors(examples: Sequence[Example]) -> NDArray[np.float32]:
        import torch
        from transformers import AutoModel, AutoTokenizer

        folder, _ = locate(encoder)
        tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True)
        model = AutoModel.from_pretrained(folder, local_files_only=True).eval()
        pairs = [encode.segments(example, FROZEN_SHOWN) for example in examples]
        order = sorted(range(len(pairs)), key=lambda index: len(pairs[index][1]))
        result = np.zeros((len(pairs), model.config.hidden_size), dtype=np.float32)
        for start in range(0, len(order), 64):
            batch = order[start : start + 64]
            who, said = zip(*(pairs[index] for index in batch), strict=True)
            tokens = tokenizer(
                list(who), list(said), padding=True, truncation=True,
                max_length=FROZEN_SHOWN.max_length, return_tensors="pt",
            )  # fmt: skip
            with torch.inference_mode():
                states = model(**tokens).last_hidden_state
            weights = tokens["attention_mask"].unsqueeze(-1)
            result[batch] = ((states * weights).sum(1) / weights.sum(1)).numpy()
        return result

    return vectors


FROZEN_SHOWN = encode.Params(actor=True, side=True, kind=False, previous=False, max_length=160)
"""The frozen encoder's input stays the same whatever the trained model is shown."""

SHOWN: dict[str, Features] = {
    "majority": text_words,
    "actor": actor_words,
    "tfidf": text_words,
    "tfidf_actor": text_and_actor_words,
}


def fit(rows: Sequence[Labelled], params: Params) -> dict[str, Baseline]:
    """Fit every baseline on labelled statements, shown with the annotators' actor."""
    examples = [encode.gold(row) for row in rows]
    stances = np.array([row.stance.value for row in rows])
    unfitted = {name: Baseline(shown, _model(name, params)) for name, shown in SHOWN.items()}
    unfitted["frozen"] = Baseline(sentence_vectors(params.encoder), _logistic(params))
    for baseline in unfitted.values():
        baseline.model.fit(baseline.features(examples), stances)
    return unfitted


def save(baselines: dict[str, Baseline], folder: Path, params: Params) -> None:
    """Write each model as skops, which loads no code, unlike a pickle, and the settings."""
    for name, baseline in baselines.items():
        skops.io.dump(baseline.model, folder / f"{name}.skops")
    write_json(folder / SETTINGS, params.model_dump())


def load(folder: Path) -> dict[str, Baseline]:
    """Read the baselines back, by name, the weakest first.

    Raises:
        InputError: a file is missing, or holds a type that a baseline does not need.
    """
    params = read_json(folder / SETTINGS, Params)
    shown = {**SHOWN, "frozen": sentence_vectors(params.encoder)}
    return {name: Baseline(features, _read(folder / f"{name}.skops")) for name, features in shown.items()}


def _read(path: Path) -> Any:  # noqa: ANN401 (any scikit-learn estimator)
    if not path.is_file():
        raise InputError(f"{path}: no such file; `dvc repro baseline` writes it")
    unknown = skops.io.get_untrusted_types(file=path)
    if unknown:
        raise InputError(f"{path}: holds types that no baseline needs: {', '.join(unknown)}")
    return skops.io.load(path, trusted=[])


def _model(name: str, params: Params) -> Any:  # noqa: ANN401
    match name:
        case "majority":
            return make_pipeline(CountVectorizer(max_features=1), DummyClassifier(strategy="prior"))
        case "actor":
            return make_pipeline(CountVectorizer(lowercase=False), _logistic(params))
        case _:
            words = TfidfVectorizer(lowercase=True, ngram_range=(1, 2), sublinear_tf=True, min_df=2)
            return make_pipeline(words, _logistic(params))


def _logistic(params: Params) -> LogisticRegression:
    return LogisticRegression(C=params.regularisation, max_iter=2000, random_state=params.seed)
