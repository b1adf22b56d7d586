"""What figures are made from: labelled rows, the pipeline's own rows of their articles, the models."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Protocol

from pipeline import baseline
from pipeline.actors import Registry
from pipeline.classify import (
    Calibration,
    Classifier,
    OnnxClassifier,
    TorchClassifier,
    probabilities,
    read_calibration,
)
from pipeline.evaluate import decided
from pipeline.intervals import Floats, Labels
from pipeline.rows import read_jsonl, read_parquet
from pipeline.schema import Article, Attributed, Dropped, Example, Labelled, Statement, TransferStatement


class Guesser(Protocol):
    """Anything that gives probabilities at once, such as a baseline."""

    def probabilities(self, examples: Sequence[Example]) -> Floats:
        """Return probabilities (n, 3), columns in the order of ``STANCES``."""
        ...


@dataclass(frozen=True)
class Models:
    """The exported model, the same in full precision, its calibration, and what it must beat."""

    exported: Classifier
    full: Classifier
    calibration: Calibration
    baselines: Mapping[str, Guesser]

    def probabilities(self, examples: Sequence[Example]) -> Floats:
        """Return the exported model's calibrated probabilities (n, 3)."""
        return probabilities(self.exported.logits(examples), self.calibration.temperature)

    def guesses(self, examples: Sequence[Example]) -> dict[str, Labels]:
        """Return each baseline's classes."""
        return {name: decided(guesser.probabilities(examples)) for name, guesser in self.baselines.items()}


@dataclass(frozen=True)
class Material:
    """What is measured: labelled rows, the pipeline's own rows of their articles, and the transfer set."""

    rows: list[Labelled]
    train: list[Labelled]
    articles: dict[str, Article]
    statements: list[Statement]
    dropped: list[Dropped]
    attributed: list[Attributed]
    transfer: list[TransferStatement]
    registry: Registry

    @cached_property
    def placed(self) -> list[int]:
        """Places in ``rows`` of the statements of articles."""
        return [index for index, row in enumerate(self.rows) if not row.standalone]


def read_material(
    rows: Path, train: Path, statements: Path, attributed: Path, registry: Path, transfer: Path
) -> Material:
    """Read what is measured; of the pipeline's rows only those of the articles in ``rows``.

    Raises:
        InputError: a file is missing, or a row of it is wrong.
    """
    labelled = read_parquet(rows, Labelled)
    names = {row.article for row in labelled if not row.standalone}
    corpus = statements / "corpus"
    return Material(
        rows=labelled,
        train=read_parquet(train, Labelled),
        articles={one.id: one for one in read_jsonl(corpus / "articles.jsonl", Article) if one.id in names},
        statements=[
            one for one in read_jsonl(corpus / "statements.jsonl", Statement) if one.article in names
        ],
        dropped=[one for one in read_jsonl(corpus / "dropped.jsonl", Dropped) if one.article in names],
        attributed=[
            one for one in read_jsonl(attributed / "corpus.jsonl", Attributed) if one.article in names
        ],
        transfer=read_jsonl(transfer, TransferStatement),
        registry=Registry.load(registry),
    )


def read_models(exported: Path, full: Path, calibration: Path, baselines: Path) -> Models:
    """Load the models of models/onnx, models/stance, models/calibration.json and models/baseline.

    Raises:
        InputError: one of them is missing or was changed.
    """
    return Models(
        exported=OnnxClassifier.load(exported),
        full=TorchClassifier.load(full),
        calibration=read_calibration(calibration),
        baselines=baseline.load(baselines),
    )
