"""The annotated corpus as plain articles, so that the pipeline reads it like any other text."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from pipeline.schema import Article, GoldArticle, GoldStatement

CONTRAST_FILES = "con*"
"""Files of free-standing statements (contrast sets): they feed stance alone, never splitting or actors."""


def to_article(gold: GoldArticle) -> Article:
    """Join the statements: by a space within a paragraph, by an empty line between paragraphs."""
    paragraphs = (" ".join(statement.text for statement in paragraph) for paragraph in gold.paragraphs)
    return Article(id=gold.id, title=gold.title, text="\n\n".join(paragraphs))


def gold_spans(gold: GoldArticle) -> Iterator[tuple[int, int, GoldStatement]]:
    """Give each gold statement with its start and end in ``to_article(gold).text``."""
    start = 0
    for paragraph in gold.paragraphs:
        for statement in paragraph:
            end = start + len(statement.text)
            yield start, end, statement
            start = end + 1
        start += 1


def statements(gold: GoldArticle) -> Iterator[GoldStatement]:
    """Give the gold statements of an article in order."""
    return chain.from_iterable(gold.paragraphs)
