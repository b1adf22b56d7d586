"""Figures of actors, and of the whole: span, actor and stance all right.

Rows are gold statements of articles (never standalone ones), each beside the pipeline's own
statement that overlaps it most; a gold statement that none overlaps counts as wrong everywhere.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.actors import Registry
from pipeline.intervals import Draws, rounded
from pipeline.schema import Labelled, Statement

Hits = NDArray[np.bool_]
UNCOVERED = "uncovered"
"""Stands as the sort of a prediction where the pipeline has no statement."""


def actor_hits(rows: Sequence[Labelled], registry: Registry) -> Hits:
    """Say for each row whether the pipeline names the annotators' actor."""
    found = [row.projection is not None and registry.same(row.actor, row.projection.actor) for row in rows]
    return np.array(found, dtype=np.bool_)


def exact_hits(rows: Sequence[Labelled]) -> Hits:
    """Say for each row whether the pipeline's statement has the same span."""
    return np.array([row.projection is not None and row.projection.exact for row in rows], dtype=np.bool_)


def actors(rows: Sequence[Labelled], registry: Registry, draws: Draws) -> dict[str, Any]:
    """Return accuracy of actor, side and kind, and of the actor by the sort of the prediction."""
    hits = actor_hits(rows, registry)
    sides = [row.projection is not None and row.projection.side == row.side for row in rows]
    kinds = [row.projection is not None and row.projection.kind == row.kind for row in rows]
    sorts = [row.projection.sort.value if row.projection else UNCOVERED for row in rows]
    figures: dict[str, Any] = {"n": len(rows), **draws.share("accuracy", hits)}
    figures |= draws.share("side_accuracy", sides) | draws.share("kind_accuracy", kinds)
    figures["sorts"] = {
        sort: {"n": sorts.count(sort), "accuracy": rounded(hits[np.equal(sorts, sort)].mean())}
        for sort in sorted(set(sorts))
    }
    return figures


def end_to_end(
    rows: Sequence[Labelled],
    predicted: Sequence[Statement],
    actor: Hits,
    stance: Mapping[str, Hits],
    draws: Draws,
) -> dict[str, Any]:
    """Return the share of gold statements with span, actor and stance all right, and what it costs.

    Args:
        rows: the gold statements.
        predicted: the pipeline's own statements of the same articles.
        actor: which rows have the actor right.
        stance: which rows have the stance right, by what the model was shown: ``predicted`` (the
            pipeline's span and actor), ``gold_spans`` (the gold text, the pipeline's actor),
            ``gold_actors`` (the gold text and actor).
        draws: resamples of the rows' articles.
    """
    exact = exact_hits(rows)
    right = exact & actor & stance["predicted"]
    groups = {row.article for row in rows}
    ours = sum(row.article in groups for row in predicted)
    figures: dict[str, Any] = {"n": len(rows), "predicted": ours, **draws.share("all_right", right)}
    precision = float(right.sum()) / max(ours, 1)
    recall = float(right.mean())
    figures |= {"precision": rounded(precision), "recall": rounded(recall)}
    figures["f1"] = rounded(2 * right.sum() / max(len(rows) + ours, 1))
    figures["parts"] = {
        **draws.share("span", exact),
        **draws.share("span_and_actor", exact & actor),
        **draws.share("span_and_stance", exact & stance["predicted"]),
    }
    figures["budget"] = {
        **draws.share("gold_spans", actor & stance["gold_spans"]),
        **draws.share("gold_spans_and_actors", stance["gold_actors"]),
    }
    return figures
