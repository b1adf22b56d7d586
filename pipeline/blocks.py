"""The blocks of an article (paragraphs, headings, list items) and what is boilerplate among them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from markdown_it import MarkdownIt
from spacy.tokens import Doc

from pipeline.boilerplate import reason
from pipeline.schema import Article, Dropped

LONGEST = 20_000
"""Characters of a block that is parsed at once; a longer paragraph is cut after a sentence or word."""

Span = tuple[int, int]

_BULLET = re.compile(r"[ \t]*(?:[-*•–·▪‣+]|\d{1,3}[.)])[ \t]+(?=\S)")
_MARKS = re.compile(r"[ \t]*(?:>[ \t]*)*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)*(?:#{1,6}[ \t]+)?")
_PARAGRAPH = re.compile(r"\S(?:[^\n]|\n(?![ \t\r]*(?:\n|$)))*")
_ENDED = re.compile(r"[.!?…:;][\"”’»')\]]*\s*$")
_WRAPPED = 40
"""A line shorter than this was not broken by a margin: the next begins a block of its own."""


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


def blocks(article: Article) -> tuple[tuple[Block, ...], tuple[Dropped, ...]]:
    r"""Divide an article's body into blocks and boilerplate; list and heading marks lie between them.

    >>> kept, dropped = blocks(Article(id="a", text="Talks began.\n\nShare this article"))
    >>> kept, [part.reason for part in dropped]
    ((Block(start=0, end=12),), ['share'])
    """
    kept: list[Block] = []
    dropped: list[Dropped] = []
    for start, end, known in _markdown(article) if article.markdown else _plain(article):
        text = article.text[start:end]
        why = known or reason(text)
        if why:
            dropped.append(Dropped(article=article.id, start=start, end=end, reason=why, text=text))
        else:
            kept += [Block(*span) for span in _cut(article.text, start, end)]
    return tuple(kept), tuple(dropped)


def _plain(article: Article) -> Iterator[tuple[int, int, str | None]]:
    for found in _PARAGRAPH.finditer(article.text, article.title_end):
        for start, end in _lines(article.text, *found.span()):
            yield start, end, None


def _lines(text: str, start: int, end: int) -> Iterator[Span]:
    """Join lines that a margin broke; a list item or the line after an ended one stands by itself."""
    begun: int | None = None
    last = start
    for line in re.finditer(r"[^\r\n]+", text[start:end]):
        left, right = _stripped(text, start + line.start(), start + line.end())
        if left == right:
            continue
        bullet = _BULLET.match(text, left, right)
        short = right - left < _WRAPPED
        if begun is not None and (bullet or _ENDED.search(text[begun:last][-8:]) or last - begun < _WRAPPED):
            yield begun, last
            begun = None
        if begun is None:
            begun = bullet.end() if bullet else left
        last = right
        if short and begun == left and not bullet:
            yield begun, last
            begun = None
    if begun is not None:
        yield begun, last


def _markdown(article: Article) -> Iterator[tuple[int, int, str | None]]:
    """Give the blocks of Markdown; headings, code and raw HTML are dropped by name."""
    text = article.text
    starts = [0, *(found.end() for found in re.finditer(r"\r\n|\r|\n", text)), len(text)]
    reasons = {"fence": "code", "code_block": "code", "html_block": "html"}
    heading = False
    for token in MarkdownIt("commonmark").parse(text):
        heading = token.type == "heading_open" or (heading and token.type == "inline")
        if token.map is None or token.type not in ("inline", *reasons):
            continue
        first, last = (starts[min(line, len(starts) - 1)] for line in token.map)
        left, right = _stripped(text, max(first, article.title_end), last)
        if token.type == "inline":
            marks = _MARKS.match(text, left, right)
            left, right = _stripped(text, marks.end() if marks else left, right)
        if left < right:
            yield left, right, reasons.get(token.type, "heading" if heading else None)


def _cut(text: str, start: int, end: int) -> Iterator[Span]:
    """Cut what is too long to parse at once after the last sentence, else word, that fits."""
    while end - start > LONGEST:
        window = text[start : start + LONGEST]
        ends = [found.end() for found in re.finditer(r"[.!?…][\"”’»')\]]*(?=\s)", window)]
        space = max(window.rfind(" "), window.rfind("\n"))
        at = ends[-1] if ends else space if space > 0 else LONGEST
        left, right = _stripped(text, start, start + at)
        if left < right:
            yield left, right
        start = start + at
    left, right = _stripped(text, start, end)
    if left < right:
        yield left, right


def _stripped(text: str, start: int, end: int) -> Span:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
