"""Figures of splitting: where statements end, beside the corpus, and that no letter is lost."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any

import numpy as np

from pipeline.intervals import Draws, Floats, divide, rounded, spread
from pipeline.schema import Article, Dropped, Labelled, Statement


def spans(
    rows: Sequence[Labelled], found: Sequence[Statement], articles: Mapping[str, Article], draws: Draws
) -> dict[str, Any]:
    """Return how the pipeline's statements divide the articles, and the share of exact spans."""
    figures: dict[str, Any] = {"n": len(rows), "predicted": len(found)}
    exact = [row.projection is not None and row.projection.exact for row in rows]
    return figures | boundaries(rows, found, articles, draws) | draws.share("exact_spans", exact)


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
