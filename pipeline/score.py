"""The scorer: an article in, its statements out, each with actor and stance.

One object behind the score stage, the command line and every other front end; all settings come with the
model's folder.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field

from pipeline.actors import Registry
from pipeline.attribute import attribute
from pipeline.chain import ChainSettings, read_chain
from pipeline.classify import Calibration, Classifier, OnnxClassifier, probabilities, read_calibration
from pipeline.documents import from_text
from pipeline.encode import attributed
from pipeline.errors import InputError
from pipeline.parse import Parser
from pipeline.schema import STANCES, Article, Attributed, Dropped, Example, Row, Scored, Stance
from pipeline.settings import ModelSettings, read_settings
from pipeline.split import split
from pipeline.tables import statement

CALIBRATION = "calibration.json"
REGISTRY = Path("data", "actors.jsonl")
DIGITS = 4
"""Decimals of a probability: more of them differ between processors."""

LONGEST = 1_000_000
"""Characters of an article; what is longer is none, and would take many minutes to parse."""

CHUNK = 512
"""Rows of a table that are judged at a time."""

Probability = Annotated[float, Field(ge=0, le=1)]


class Judgement(Row):
    """The model's answer for one statement; the probabilities sum to 1 but for rounding."""

    stance: Stance
    pro_moscow: Probability
    neutral: Probability
    pro_west: Probability
    uncertain: bool


@dataclass(frozen=True)
class Reading:
    """All that was read out of one article: its statements, scored, and what was left out as boilerplate."""

    article: Article
    scored: tuple[Scored, ...]
    dropped: tuple[Dropped, ...]


@dataclass(frozen=True)
class Scorer:
    """Split, attribute, classify; make one with ``Scorer.load``."""

    parser: Parser
    registry: Registry
    chain: ChainSettings
    classifier: Classifier
    calibration: Calibration
    settings: ModelSettings

    @classmethod
    def load(
        cls, model: Path | str, *, registry: Path | None = None, calibration: Path | None = None
    ) -> Scorer:
        """Load an exported model, its calibration (by default beside the folder) and the registry of actors.

        By default the registry is data/actors.jsonl of the project that the model's folder lies in.

        Raises:
            InputError: there is no trained model, or one of its files or the registry is missing or wrong.
        """
        folder = Path(model)
        settings, chain = read_settings(folder), read_chain(folder)
        found = read_calibration(calibration or folder.parent / CALIBRATION)
        known = Registry.load(registry or folder.resolve().parents[1] / REGISTRY)
        classifier = OnnxClassifier.load(folder)
        return cls(Parser.load(chain.parse), known, chain, classifier, found, settings)

    def score(self, text: str, *, id: str = "text") -> list[Scored]:
        """Score one article given as text.

        Raises:
            InputError: the text holds no statement.
        """
        return [row for _, rows in self.score_articles([from_text(text, id)]) for row in rows]

    def score_articles(self, articles: Iterable[Article]) -> Iterator[tuple[Article, list[Scored]]]:
        """Score articles one after the other, in their order."""
        for reading in self.read(articles):
            yield reading.article, list(reading.scored)

    def read(self, articles: Iterable[Article]) -> Iterator[Reading]:
        """Score articles like ``score_articles``, and say what was dropped of each.

        Raises:
            InputError: an article holds no statement (it is empty, or all of it is boilerplate), or is
                too long to be one.
        """
        for parsed in self.parser.parse(map(_checked, articles)):
            statements = split(parsed, self.chain.split)
            if not statements:
                raise InputError(f"{parsed.article.id}: no statement in it: {_why_none(parsed.dropped)}")
            rows = attribute(parsed, statements, self.registry, self.chain.attribute)
            judged = self.classify(list(_examples(rows)))
            scored = tuple(_scored(row, judgement) for row, judgement in zip(rows, judged, strict=True))
            yield Reading(parsed.article, scored, parsed.dropped)

    def judge_rows(self, rows: Sequence[dict[str, Any]]) -> Iterator[Judgement | str]:
        """Judge the rows of a table of ready statements; for one that cannot be judged, say why."""
        for start in range(0, len(rows), CHUNK):
            read = [statement(row, self.registry) for row in rows[start : start + CHUNK]]
            judged = iter(self.classify([one for one in read if isinstance(one, Example)]))
            yield from (one if isinstance(one, str) else next(judged) for one in read)

    def classify(self, examples: Sequence[Example]) -> list[Judgement]:
        """Judge ready statements; neither their order nor their number changes an answer."""
        if not examples:
            return []
        shares = probabilities(self.classifier.logits(examples), self.calibration.temperature)
        return [_judgement(row.tolist(), self.calibration.threshold) for row in shares]


def _checked(article: Article) -> Article:
    length = len(article.text)
    if length > LONGEST:
        raise InputError(
            f"{article.id}: {length:,} characters; an article has {LONGEST:,} at most; cut it into articles"
        )
    return article


def _judgement(shares: Sequence[float], threshold: float) -> Judgement:
    moscow, neutral, west = (round(share, DIGITS) for share in shares)
    largest = max(range(len(STANCES)), key=lambda index: shares[index])
    return Judgement(
        stance=STANCES[largest],
        pro_moscow=moscow,
        neutral=neutral,
        pro_west=west,
        uncertain=shares[largest] < threshold,
    )


def _examples(rows: Sequence[Attributed]) -> Iterator[Example]:
    """Show each statement with the one before it."""
    previous = ""
    for row in rows:
        yield attributed(row, previous)
        previous = row.text


def _scored(row: Attributed, judgement: Judgement) -> Scored:
    kept = {name: getattr(row, name) for name in Scored.model_fields if name in Attributed.model_fields}
    return Scored(**kept, **judgement.model_dump())


def _why_none(dropped: Sequence[Dropped]) -> str:
    if not dropped:
        return "it is empty"
    reasons = ", ".join(sorted({part.reason for part in dropped}))
    return f"all of its {len(dropped)} parts are boilerplate ({reasons})"
