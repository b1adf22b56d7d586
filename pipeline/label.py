"""Gold statements as rows to learn and to count, each beside the pipeline's own statement.

Articles stay whole in the split that the corpus gives them. Contrast sets and annotations are
standalone: no sentence before them, no statement of the pipeline beside them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatch
from itertools import groupby

from pipeline.corpus import CONTRAST_FILES, gold_spans, to_article
from pipeline.schema import (
    Annotation,
    Attributed,
    GoldArticle,
    GoldStatement,
    Label,
    Labelled,
    Projection,
    Split,
)

ANNOTATIONS = "annotations"
"""What stands as ``file`` and in the ids of rows that come from data/annotations/."""


@dataclass(frozen=True)
class LabelledCorpus:
    """The rows of each split, and how many statements went where."""

    rows: dict[Split, list[Labelled]]
    counts: dict[str, int]


def label(
    corpus: Mapping[str, Sequence[GoldArticle]],
    attributed: Iterable[Attributed],
    annotations: Sequence[Annotation],
) -> LabelledCorpus:
    """Join the annotators' labels, the pipeline's own statements and the users' annotations.

    Args:
        corpus: articles by file stem, as ``rows.read_corpus`` gives them.
        attributed: the pipeline's statements of the corpus, those of an article in its order.
        annotations: new or corrected statements; they join train alone, and one whose text is a
            statement of dev or test is held back, lest the model learn what it is measured on.
    """
    by_article = {name: list(group) for name, group in groupby(attributed, lambda row: row.article)}
    rows: dict[Split, list[Labelled]] = {split: [] for split in Split}
    counts: Counter[str] = Counter({name: 0 for name in COUNTED})
    for file, articles in corpus.items():
        for article in articles:
            rows[article.split] += _article_rows(file, article, by_article.get(article.id, []), counts)
    held_out = {fold(row.text) for split in (Split.DEV, Split.TEST) for row in rows[split]}
    kept = [one for one in annotations if fold(one.text) not in held_out]
    rows[Split.TRAIN] += [_annotation_row(one) for one in kept]
    counts["annotations"] = len(kept)
    counts["annotations_held_back"] = len(annotations) - len(kept)
    for split, found in rows.items():
        counts[split.value] = len(found)
    return LabelledCorpus(rows, dict(counts))


COUNTED = ("standalone", "projected", "exact", "ties", "uncovered")
"""Counts that are written even where they are 0."""


def fold(text: str) -> str:
    r"""Fold a text for comparison: case and white space.

    >>> fold("The  Bloc\nstays. ")
    'the bloc stays.'
    """
    return " ".join(text.casefold().split())


def overlap(one: tuple[int, int], other: tuple[int, int]) -> float:
    """Return the shared share of two spans' union, from 0 to 1.

    >>> overlap((0, 10), (5, 15)), overlap((0, 5), (5, 9))
    (0.3333333333333333, 0.0)
    """
    shared = min(one[1], other[1]) - max(one[0], other[0])
    return max(shared, 0) / (max(one[1], other[1]) - min(one[0], other[0]))


def _article_rows(
    file: str, gold: GoldArticle, found: Sequence[Attributed], counts: Counter[str]
) -> Iterator[Labelled]:
    standalone = fnmatch(file, CONTRAST_FILES)
    text = to_article(gold).text
    previous = ""
    for number, (start, end, statement) in enumerate(gold_spans(gold)):
        projection = None if standalone else _project(text, (start, end), found, counts)
        counts["standalone"] += standalone
        yield _row(file, gold, number, statement, previous, (start, end), standalone, projection)
        previous = "" if standalone else statement.text


def _row(
    file: str,
    gold: GoldArticle,
    number: int,
    statement: GoldStatement,
    previous: str,
    span: tuple[int, int],
    standalone: bool,
    projection: Projection | None,
) -> Labelled:
    return Labelled(
        id=f"{gold.id}/{number + 1}",
        article=gold.id,
        file=file,
        region=gold.region,
        style=gold.style,
        standalone=standalone,
        previous=previous,
        start=span[0],
        end=span[1],
        projection=projection,
        **dict(statement),
    )


def _project(
    text: str, span: tuple[int, int], found: Sequence[Attributed], counts: Counter[str]
) -> Projection | None:
    """Take the statement that overlaps most; of equal ones the first, and count the tie."""
    shares = [overlap(span, (row.start, row.end)) for row in found]
    best = max(shares, default=0.0)
    if best == 0:
        counts["uncovered"] += 1
        return None
    at = shares.index(best)
    exact = _trimmed(text, (found[at].start, found[at].end)) == _trimmed(text, span)
    counts["projected"] += 1
    counts["ties"] += shares.count(best) > 1
    counts["exact"] += exact
    return Projection(
        **found[at].model_dump(include={"text", "actor", "kind", "side", "sort", "quoted"}),
        previous=found[at - 1].text if at else "",
        overlap=best,
        exact=exact,
    )


def _trimmed(text: str, span: tuple[int, int]) -> tuple[int, int]:
    """Leave out the white space at the ends of a span."""
    stretch = text[span[0] : span[1]]
    return span[0] + len(stretch) - len(stretch.lstrip()), span[1] - len(stretch) + len(stretch.rstrip())


def _annotation_row(one: Annotation) -> Labelled:
    said = Label(by=one.by, actor=one.actor, side=one.side, stance=one.stance)
    return Labelled(
        id=f"{ANNOTATIONS}/{one.id}",
        article=f"{ANNOTATIONS}/{one.id}",
        file=ANNOTATIONS,
        standalone=True,
        rule=None,
        labels=(said,),
        start=0,
        end=len(one.text),
        **one.model_dump(exclude={"id", "by"}),
    )
