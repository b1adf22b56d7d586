"""Ask the models about labelled rows and fill every figure; ``validate`` and ``evaluate`` share it."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline import boundaries, encode, end_to_end, reliability, shortcuts, slices
from pipeline.actors import Registry
from pipeline.agreement import agreement
from pipeline.evaluate import (
    Params,
    classes,
    confusion_rows,
    decided,
    headline,
    second_annotator,
    stance,
    transfer_groups,
)
from pipeline.files import whole_file
from pipeline.intervals import Draws, Floats, Labels, rounded
from pipeline.material import Material, Models
from pipeline.rows import write_json
from pipeline.schema import Example, Labelled, TransferStatement

Figures = dict[str, Any]


@dataclass(frozen=True)
class Measured:
    """Figures by the name of their file, and tables for plots: header and rows by name."""

    figures: dict[str, Figures]
    plots: dict[str, tuple[tuple[str, ...], list[tuple[Any, ...]]]]


def measure(material: Material, models: Models, params: Params) -> Measured:
    """Fill every figure of metrics/ and every table of plots/."""
    rows = material.rows
    gold = classes([row.stance for row in rows])
    draws = Draws([row.article for row in rows], params.draws, params.seed)
    likely = models.probabilities([encode.gold(row) for row in rows])
    predicted = decided(likely)
    threshold = models.calibration.threshold
    figures = {
        **_articles(material, models, predicted, params),
        "calibration": reliability.calibration(gold, likely, threshold, params.bins, params.accuracy, draws),
        "shortcuts": _shortcuts(material, models, predicted, params),
        "slices": slices.slices(rows, material.train, gold, predicted),
        "contrast": slices.contrast(rows, gold, predicted, params.draws, params.seed),
        "transfer": _transfer(material, models, params),
    }
    figures["stance"] = _stance(material, models, predicted, params)
    return Measured(figures, _plots(gold, likely, params))


def _stance(material: Material, models: Models, predicted: Labels, params: Params) -> Figures:
    """Return the headline figures (gold actors, int8), and beside them predicted actors and fp32."""
    rows, examples = material.rows, [encode.gold(row) for row in material.rows]
    groups, gold = [row.article for row in rows], classes([row.stance for row in rows])
    draws = Draws(groups, params.draws, params.seed)
    figures = stance(gold, predicted, models.guesses(examples), draws)
    figures["second_annotator"] = second_annotator(rows, groups, predicted, params)
    figures["passes"] = _passes(rows, material.registry)
    figures["fp32"] = _full(models, examples, gold, predicted, draws)
    placed = material.placed
    if placed:
        within = Draws([groups[index] for index in placed], params.draws, params.seed)
        shown = decided(models.probabilities([_gold_text(rows[index]) for index in placed]))
        figures["predicted_actors"] = {"n": len(placed), **headline(gold[placed], shown, within)}
        figures["gold_actors"] = {"n": len(placed), **headline(gold[placed], predicted[placed], within)}
    return figures


def _full(
    models: Models, examples: Sequence[Example], gold: Labels, predicted: Labels, draws: Draws
) -> Figures:
    full = decided(models.full.logits(examples).astype(float))
    return {**headline(gold, full, draws), "same_as_int8": rounded((full == predicted).mean())}


def _passes(rows: Sequence[Labelled | TransferStatement], registry: Registry) -> Figures:
    found = agreement(rows, registry)
    return found.model_dump() if found else {"n": 0}


def _transfer(material: Material, models: Models, params: Params) -> Figures:
    """Return the figures of stance on statements of real texts, with intervals over their pages."""
    rows, groups = material.transfer, transfer_groups(material.transfer)
    examples, gold = [encode.transfer(row) for row in rows], classes([row.stance for row in rows])
    draws = Draws(groups, params.draws, params.seed)
    likely = models.probabilities(examples)
    predicted = decided(likely)
    figures = stance(gold, predicted, models.guesses(examples), draws)
    figures["second_annotator"] = second_annotator(rows, groups, predicted, params)
    figures["passes"] = _passes(rows, material.registry)
    figures["fp32"] = _full(models, examples, gold, predicted, draws)
    threshold = models.calibration.threshold
    figures["calibration"] = reliability.calibration(
        gold, likely, threshold, params.bins, params.accuracy, draws
    )
    return figures


def _articles(material: Material, models: Models, predicted: Labels, params: Params) -> dict[str, Figures]:
    """Return the figures that need articles: split, attribute, end_to_end; empty where there are none."""
    rows = [material.rows[index] for index in material.placed]
    if not rows:
        return {"split": {"n": 0}, "attribute": {"n": 0}, "end_to_end": {"n": 0}}
    draws = Draws([row.article for row in rows], params.draws, params.seed)
    registry, articles = material.registry, material.articles
    split = boundaries.spans(rows, material.attributed, articles, draws)
    split["before_joining"] = boundaries.boundaries(rows, material.statements, articles, draws)
    split |= boundaries.reassembly(articles, material.statements, material.dropped)
    gold = classes([row.stance for row in rows])
    right = {
        "predicted": decided(models.probabilities([_projected(row) for row in rows])) == gold,
        "gold_spans": decided(models.probabilities([_gold_text(row) for row in rows])) == gold,
        "gold_actors": predicted[material.placed] == gold,
    }
    hits = end_to_end.actor_hits(rows, registry)
    return {
        "split": split,
        "attribute": end_to_end.actors(rows, registry, draws),
        "end_to_end": end_to_end.end_to_end(rows, material.attributed, hits, right, draws),
    }


def _gold_text(row: Labelled) -> Example:
    """Show the gold text with the actor that the pipeline found, the narrator where it found none."""
    if row.projection is None:
        return Example(text=row.text, previous=row.previous)
    found = row.projection
    return Example(text=row.text, actor=found.actor, kind=found.kind, side=found.side, previous=row.previous)


def _projected(row: Labelled) -> Example:
    """Show the pipeline's own statement; where there is none, the row counts as wrong by its span."""
    if row.projection is None:
        return _gold_text(row)
    return Example(**row.projection.model_dump(include=set(Example.model_fields)))


def _shortcuts(material: Material, models: Models, predicted: Labels, params: Params) -> Figures:
    """Return macro-F1 with the actor masked and alone, and flip rates of every change."""
    rows, examples = material.rows, [encode.gold(row) for row in material.rows]
    gold = classes([row.stance for row in rows])
    draws = Draws([row.article for row in rows], params.draws, params.seed)
    figures: Figures = {}
    for name, show in (
        ("actor_masked", shortcuts.actor_masked),
        ("actor_alone", shortcuts.actor_alone),
    ):
        figures[name] = headline(gold, decided(models.probabilities([show(one) for one in examples])), draws)
    for name, change in shortcuts.changes(material.train, params.seed).items():
        changed = [(index, found) for index, one in enumerate(examples) if (found := change(one))]
        kept = [index for index, _ in changed]
        after = decided(models.probabilities([found for _, found in changed])) if changed else predicted[:0]
        within = Draws([rows[index].article for index in kept], params.draws, params.seed)
        count = shortcuts.mirror_flips if name == "mirrored" else shortcuts.flips
        figures[name] = count(predicted[kept], after, within)
    return figures


def _plots(gold: Labels, likely: Floats, params: Params) -> dict[str, tuple[tuple[str, ...], list[Any]]]:
    confidence, right = likely.max(axis=1), decided(likely) == gold
    bins = [
        (rounded(mean), rounded(share), int(count))
        for mean, share, count in reliability.binned(confidence, right, params.bins)
        if count
    ]
    return {
        "confusion": (("actual", "predicted"), confusion_rows(gold, decided(likely))),
        "reliability": (("confidence", "accuracy", "count"), bins),
        "risk_coverage": (
            ("coverage", "risk"),
            reliability.thinned(*reliability.risk_coverage(confidence, right)),
        ),
    }


def write(measured: Measured, metrics: Path, plots: Path) -> None:
    """Write metrics/NAME.json and plots/NAME.csv, each whole or not at all."""
    for name, figures in measured.figures.items():
        write_json(metrics / f"{name}.json", figures)
    for name, (header, rows) in measured.plots.items():
        with whole_file(plots / f"{name}.csv") as partial:
            with partial.open("w", encoding="utf-8", newline="") as file:
                csv.writer(file, lineterminator="\n").writerows([header, *rows])
