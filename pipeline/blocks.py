"""The blocks of an article (paragraphs, headings, list items) and what is boilerplate among them."""

from __future__ import annotations

from dataclasses import dataclass

from spacy.tokens import Doc

from pipeline.schema import Article, Dropped


@dataclass(frozen=True)
class Block:
    """A stretch of an article's body that is read by itself: ``article.text[start:end]``."""

    start: int
    end: int


@dataclass(frozen=True)
class Parsed:
    """An article with its blocks and one spaCy Doc a block.

    ``docs[i].text == article.text[blocks[i].start : blocks[i].end]``, so that a token's place in
    the article is ``blocks[i].start + token.idx``.
    """

    article: Article
    blocks: tuple[Block, ...]
    dropped: tuple[Dropped, ...]
    docs: tuple[Doc, ...]
