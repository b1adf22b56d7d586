"""Where a text stands within quotation marks, whatever marks it uses."""

from __future__ import annotations

import re
from dataclasses import dataclass

Span = tuple[int, int]

PAIRS: dict[str, str] = {"“": "”\"", "„": "“”\"", "‟": "”", "«": "»", "»": "«", '"': '"”', "‘": "’", "‚": "‘’", "'": "'"}
"""Opening marks and what may close each; a mark that both opens and closes is told by its neighbours."""
CLOSING = "\"”’'»“«"
_MARKS = re.compile(r"[“”„‟«»\"‘’‚']")
_SINGLE = "‘‚'"
_PARAGRAPH = re.compile(r"(?:[^\n]|\n(?![ \t\r]*\n))+")
_ELISION = re.compile(r"['‘’](?:em|til|cause|tis|twas|n|bout|round|\d\ds?)\b", re.IGNORECASE)
_OPENERS = "([{—–-/\"“„«‘'"


@dataclass
class _Open:
    """A quotation that has begun: where, by which mark, and how many of its kind stand within it."""

    start: int
    mark: str
    depth: int = 1


def quoted_spans(text: str) -> tuple[Span, ...]:
    """Return the outermost quotations of a text in order, their marks included.

    A quotation that is not closed ends with its paragraph; one that began in the paragraph before
    and is closed here, without a mark at its head, begins with this paragraph. Apostrophes open
    and close nothing.

    >>> text = 'He said: “It’s over.” She didn\\'t answer.'
    >>> [text[start:end] for start, end in quoted_spans(text)]
    ['“It’s over.”']
    """
    spans: list[Span] = []
    unclosed: str | None = None
    for paragraph in _PARAGRAPH.finditer(text):
        found, unclosed = _in_paragraph(text, paragraph.start(), paragraph.end(), unclosed)
        spans += found
    return tuple(spans)


def quoted_share(spans: tuple[Span, ...], start: int, end: int) -> float:
    """Return which share of ``start`` to ``end`` lies within the spans, from 0 to 1."""
    inside = sum(max(0, min(end, right) - max(start, left)) for left, right in spans)
    return inside / (end - start)


def _in_paragraph(text: str, start: int, end: int, running: str | None) -> tuple[list[Span], str | None]:
    """Return the quotations of one paragraph, and the mark of one that it leaves open."""
    spans: list[Span] = []
    marks = [mark.start() for mark in _MARKS.finditer(text, start, end)]
    current = _carried(text, start, marks, running)
    for number, place in enumerate(marks):
        if current is None:
            if _opens(text, place, start, marks[number + 1 :]):
                current = _Open(place, text[place])
        elif text[place] == current.mark and _stands_before_word(text, place, start):
            if _begins_line(text, place, start):
                spans.append((current.start, _end_of_line(text, place)))
                current = _Open(place, text[place])
            elif current.mark not in _SINGLE:
                current.depth += 1
        elif _closes(text, place, current, marks[number + 1 :]):
            current.depth -= 1
            if not current.depth:
                spans.append((current.start, place + 1))
                current = None
    if current is None:
        return spans, None
    return [*spans, (current.start, start + len(text[start:end].rstrip()))], current.mark


def _carried(text: str, start: int, marks: list[int], running: str | None) -> _Open | None:
    """Say whether a quotation of the paragraph before runs on: the first mark here closes it."""
    if running is None or running in _SINGLE:
        return None
    first = next((place for place in marks if text[place] in PAIRS[running]), None)
    earlier = any(text[place] == running and _stands_before_word(text, place, start) for place in marks if first is None or place < first)
    if first is None or earlier or _stands_before_word(text, first, start):
        return None
    return _Open(start, running)


def _opens(text: str, place: int, start: int, later: list[int]) -> bool:
    mark = text[place]
    if mark not in PAIRS or not _stands_before_word(text, place, start):
        return False
    if mark not in _SINGLE:
        return True
    if _ELISION.match(text, place):
        return False
    # A lone single mark is an apostrophe: only a pair quotes.
    return any(_may_close_single(text, other) and text[other] in PAIRS[mark] for other in later)


def _closes(text: str, place: int, current: _Open, later: list[int]) -> bool:
    if text[place] not in PAIRS[current.mark]:
        return False
    if current.mark not in _SINGLE:
        return True
    if not _may_close_single(text, place):
        return False
    # "the allies’ plan" within single marks: a plural's apostrophe, where a better end follows.
    plural = text[place - 1] in "sS"
    return not (plural and any(text[other] == text[place] and text[other - 1] in ",.!?…" for other in later))


def _may_close_single(text: str, place: int) -> bool:
    after = text[place + 1 : place + 2]
    return place > 0 and not text[place - 1].isspace() and not after.isalnum()


def _stands_before_word(text: str, place: int, start: int) -> bool:
    """Say whether a mark hugs what follows it, and not what precedes."""
    before, after = text[place - 1 : place] if place > start else "", text[place + 1 : place + 2]
    return bool(after) and not after.isspace() and (not before or before.isspace() or before in _OPENERS)


def _begins_line(text: str, place: int, start: int) -> bool:
    return not text[text.rfind("\n", start, place) + 1 : place].strip() and "\n" in text[start:place]


def _end_of_line(text: str, place: int) -> int:
    return len(text[: text.rfind("\n", 0, place)].rstrip())
