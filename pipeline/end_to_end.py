"""Figures of the stages before the model, and of the whole: span, actor and stance all right.

Rows are gold statements of articles (never standalone ones), each beside the pipeline's own
statement that overlaps it most; a gold statement that none overlaps counts as wrong everywhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.actors import Registry
from pipeline.intervals import Draws, Floats, divide, rounded, spread
from pipeline.schema import Article, Dropped, Labelled, Statement

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


def spans(
    rows: Sequence[Labelled], found: Sequence[Statement], articles: Mapping[str, Article], draws: Draws
) -> dict[str, Any]:
    """Return how the pipeline's statements divide the articles, and the share of exact spans."""
    figures: dict[str, Any] = {"n": len(rows), "predicted": len(found)}
    return figures | boundaries(rows, found, articles, draws) | draws.share("exact_spans", exact_hits(rows))


def boundaries(
    rows: Sequence[Labelled], found: Sequence[Statement], articles: Mapping[str, Article], draws: Draws
) -> dict[str, Any]:
    """Return precision, recall and F1 of the boundaries between statements.

    A boundary is a place within an article where one statement ends and another follows, told by
    the letters before it, so that white space does not count. The end of an article is none;
    ``within_paragraphs`` leaves out ends of paragraphs, which are given by empty lines.
    """
    gold, ours, given = _ends(rows, articles), _ends(found, articles), _paragraph_ends(articles)
    first = {row.article: index for index, row in reversed(list(enumerate(rows)))}

    def figures(left_out: Mapping[str, set[int]]) -> dict[str, float]:
        counts = np.zeros((len(rows), 3))
        for name, index in first.items():
            one, other = gold[name] - left_out[name], ours[name] - left_out[name]
            counts[index] = len(one & other), len(one), len(other)
        return _f1("boundary", draws.totals(counts))

    return {**figures({name: set() for name in articles}), "within_paragraphs": figures(given)}


def _f1(name: str, totals: Floats) -> dict[str, float]:
    """Return precision, recall and F1 from (draws, 3) counts: right, gold, predicted."""
    right, gold, predicted = totals.T
    figures = spread(f"{name}_f1", divide(2 * right, gold + predicted))
    figures[f"{name}_precision"] = rounded(divide(right, predicted)[0])
    figures[f"{name}_recall"] = rounded(divide(right, gold)[0])
    return figures


def _ends(
    found: Iterable[Labelled] | Iterable[Statement], articles: Mapping[str, Article]
) -> dict[str, set[int]]:
    ends: dict[str, set[int]] = {name: set() for name in articles}
    for row in found:
        ends[row.article].add(_letters(articles[row.article].text[: row.end]))
    for name, article in articles.items():
        ends[name].discard(_letters(article.text))
    return ends


def _paragraph_ends(articles: Mapping[str, Article]) -> dict[str, set[int]]:
    found: dict[str, set[int]] = {}
    for name, article in articles.items():
        lengths = [_letters(paragraph) for paragraph in article.text.split("\n\n")]
        found[name] = set(np.cumsum(lengths).tolist())
    return found


def _letters(text: str) -> int:
    return len("".join(text.split()))


def lost(article: Article, found: Iterable[Statement], dropped: Iterable[Dropped]) -> int:
    """Count the characters of an article's body, white space apart, in no statement and not dropped.

    Characters in two places at once count too: the text must reassemble from its parts.
    """
    times = np.zeros(len(article.text), dtype=np.intp)
    for start, end in [(part.start, part.end) for rows in (found, dropped) for part in rows]:
        times[start:end] += 1
    body = range(article.title_end, len(article.text))
    return sum(1 for place in body if times[place] != 1 and not article.text[place].isspace())


def reassembly(
    articles: Mapping[str, Article], found: Sequence[Statement], dropped: Sequence[Dropped]
) -> dict[str, int]:
    """Return how many articles do not reassemble, and how many characters are lost or doubled."""
    statements = {name: list(rows) for name, rows in groupby(found, lambda row: row.article)}
    left_out = {name: list(rows) for name, rows in groupby(dropped, lambda row: row.article)}
    faults = [
        lost(article, statements.get(name, []), left_out.get(name, [])) for name, article in articles.items()
    ]
    return {
        "articles": len(faults),
        "articles_not_whole": sum(fault > 0 for fault in faults),
        "characters_lost": sum(faults),
        "stretches_dropped": len(dropped),
    }


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
