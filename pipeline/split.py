"""Where each statement begins and ends: sentences, and clauses where two actors speak."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pydantic import PositiveInt

from pipeline.blocks import Parsed
from pipeline.clauses import joints
from pipeline.params import Section
from pipeline.quotes import quoted_share, quoted_spans
from pipeline.schema import Statement


class Params(Section):
    """``clauses``: cut sentences in which two actors speak; ``clause_words``: least words of a clause."""

    clauses: bool
    clause_words: PositiveInt


_END = re.compile(r"(?:[.!?…]+[\"”’»“')\]]*)(?=\s)")
_NEXT = re.compile(r"\s+[\"“„«‘'(\[—–-]*\s?[A-ZÀ-ÖØ-ÞА-Я0-9$€£#@]")
_ABBREVIATION = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|Prof|Gen|Lt|Col|Maj|Capt|Sgt|Cpl|Adm|Cmdr|Brig|St|Sts|Sen|Rep|Gov|Hon|Rev|Fr|"
    r"Amb|Pres|Messrs|Jr|Sr|No|Nos|Art|Arts|vs|v|cf|approx|ca|Mt|Ft|Fig|Jan|Feb|Aug|Sept|Sep|Oct|Nov|Dec)"
    r"|\b(?:[A-Z]\.)*[A-Z])\.$"
)
_ACRONYM_END = re.compile(r"\b(?:[A-Z]\.){2,}$|\b(?:Jr|Sr)\.$")
_DATELINE = re.compile(r"\s*[A-ZÀ-Þ]{2}[A-ZÀ-Þ /,’'-]{0,38}\.(?=\s)")
"""A place in capitals at the head of a block belongs to the first sentence."""
_NUMBERED = re.compile(r"(?:^|[;:]\s+)\d{1,3}\.$")
_STARTER = re.compile(
    r"\s+[\"“„«‘'(\[]*(?:The|A|An|He|She|It|They|We|I|In|On|At|But|And|This|That|These|Those|His|Her|Its|Their|"
    r"However|Meanwhile|Moscow|As|For|If|When|While|After|Before|By|There|Some|Most|Both|Asked|According)\b"
)
_ASKED = re.compile(
    r"\s+(?:[A-Z][\w’'-]*\s+|[a-z]+\s+){0,5}?(?:said|asked|says|asks|wondered|added|wrote|cried|shouted|demanded|"
    r"replied|exclaimed|told|tweeted|quipped|inquired|joked|concluded)\b(?!\s+that\b)"
)


def split(parsed: Parsed, params: Params) -> tuple[Statement, ...]:
    """Return the statements of a parsed article, in order.

    ``text == article.text[start:end]``, without white space at either end; together with what was
    dropped, the title and marks of lists they make up the whole text.
    """
    text = parsed.article.text
    quoted = quoted_spans(text)
    rows: list[Statement] = []
    sentence = 0
    for paragraph, (block, doc) in enumerate(zip(parsed.blocks, parsed.docs, strict=True)):
        for start, end in sentences(doc.text):
            cuts = joints(doc, start, end, params.clause_words) if params.clauses else ()
            for left, right in _between(doc.text, start, end, cuts):
                at, to = block.start + left, block.start + right
                rows.append(
                    Statement(
                        article=parsed.article.id,
                        index=len(rows),
                        start=at,
                        end=to,
                        text=text[at:to],
                        paragraph=paragraph,
                        sentence=sentence,
                        quoted=quoted_share(quoted, at, to) >= 0.5,
                    )
                )
            sentence += 1
    return tuple(rows)


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """Give the sentences of one block as spans without white space at either end.

    >>> text = "Gen. Ivanov met the U.S. envoy. “Will it leave?” he asked."
    >>> [text[start:end] for start, end in sentences(text)]
    ['Gen. Ivanov met the U.S. envoy.', '“Will it leave?” he asked.']
    """
    start = len(text) - len(text.lstrip())
    for found in _END.finditer(text):
        if found.end() > start and _ends(text, found):
            yield start, found.end()
            start = found.end() + len(text[found.end() :]) - len(text[found.end() :].lstrip())
    end = len(text.rstrip())
    if start < end:
        yield start, end


def _ends(text: str, mark: re.Match[str]) -> bool:
    """Say whether a sentence ends at a mark: what follows begins one, and the mark is no abbreviation's."""
    after = mark.end()
    if not text[after:].strip():
        return False
    if not _NEXT.match(text, after):
        return False
    before = text[max(0, mark.start() - 30) : mark.start() + 1]
    dateline = _DATELINE.match(text)
    if _NUMBERED.search(before) or (dateline and dateline.end() == mark.end()):
        return False
    if mark.group().startswith(".") and _ABBREVIATION.search(before):
        return bool(_ACRONYM_END.search(before)) and bool(_STARTER.match(text, after))
    closes = mark.group()[-1] in "\"”’»“'"
    return not (closes and mark.group()[0] in "?!…" and _ASKED.match(text, after))


def _between(text: str, start: int, end: int, cuts: tuple[int, ...]) -> Iterator[tuple[int, int]]:
    for left, right in zip((start, *cuts), (*cuts, end), strict=True):
        part = text[left:right]
        inner = left + len(part) - len(part.lstrip())
        if part.strip():
            yield inner, inner + len(part.strip())
