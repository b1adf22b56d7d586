"""Noun phrases: their words, what follows by "of" or "in", and whether they are definite."""

from __future__ import annotations

import re
from dataclasses import dataclass

from spacy.tokens import Token

_LEFT = frozenset(
    {
        "det",
        "amod",
        "compound",
        "poss",
        "nummod",
        "nmod",
        "quantmod",
        "case",
        "punct",
        "advmod",
        "npadvmod",
        "predet",
    }
)


@dataclass(frozen=True)
class Phrase:
    """A noun phrase: its words up to the head, what follows by "of", and its place in the article."""

    head: Token
    core: str
    tail: str
    start: int
    end: int
    definite: bool


def phrase(head: Token, offset: int, text: str) -> Phrase:
    """Cut the noun phrase around its head; its block begins at ``offset`` of the article's ``text``."""
    doc = head.doc
    first = head.i
    for child in head.lefts:
        if child.dep_ in _LEFT and child.i < head.i:
            first = min(first, child.left_edge.i)
    while doc[first].is_punct and doc[first].text not in '“"' and first < head.i:
        first += 1
    start, end = offset + doc[first].idx, offset + head.idx + len(head.text)
    if hyphenated := _HYPHENATED.match(text, end):
        end = hyphenated.end()
    core = text[start:end]
    tail = text[end : offset + _tail_end(head)].strip() or _placed(text, end)
    definite = bool(
        re.match(r"(?:the|this|that|his|her|its|their|our|my|both)\b|[^ ]+['’]s? ", core, re.IGNORECASE)
    )
    return Phrase(head, core, tail, start, end, definite or core[0].isupper() and head.i == first)


_HYPHENATED = re.compile(r"-[\w-]+")


_PLACE = re.compile(r" (?:in|of|for|from|at) (?:the )?[^\W\d_a-z][\w-]+(?: [^\W\d_a-z][\w-]+)*")


def _placed(text: str, end: int) -> str:
    match = _PLACE.match(text, end)
    return match.group().strip() if match else ""


def _tail_end(head: Token) -> int:
    """Find where "of ...", "for ...", "in ..." after the head ends; clauses within it are left out."""
    end = head
    for child in head.rights:
        if (
            child.dep_ == "prep"
            and child.lower_ in ("of", "for", "in", "at", "from", "with", "on")
            and child.i <= end.i + 1
        ):
            last = child
            for token in child.subtree:
                if token.dep_ in ("relcl", "acl", "punct", "cc", "appos") and token.text != "-":
                    break
                last = token
            end = last
    return end.idx + len(end.text)


def strip_article(text: str) -> str:
    """Drop "the", "a", "an" at the beginning, and what is possessive at the end."""
    return re.sub(
        r"^(?:the|a|an|one|another|this|that|its|his|her|their)\s+", "", text.strip(), flags=re.IGNORECASE
    )
