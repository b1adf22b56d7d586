"""Where a text stands within quotation marks, whatever marks it uses."""

from __future__ import annotations

import re
from dataclasses import dataclass

Span = tuple[int, int]

PAIRS: dict[str, str] = {
    "“": '”"',
    "„": '“”"',
    "‟": "”",
    "«": "»",
    "»": "«",
    '"': '"”',
    "‘": "’",
    "‚": "‘’",
    "'": "'",
}
"""Opening marks and what may close each; a mark that both opens and closes is told by its neighbours."""
_MARKS = re.compile(r"[“”„‟«»\"‘’‚']")
_SINGLE = "‘’‚'"
_PARAGRAPH = re.compile(r"(?:[^\n]|\n(?![ \t\r]*\n))+")
_ELISION = re.compile(r"['‘’](?:em|til|cause|tis|twas|n|bout|round|\d\ds?)\b", re.IGNORECASE)
_BEFORE_QUOTE = "([{—–-/\"“„«‘'"


def quoted_spans(text: str) -> tuple[Span, ...]:
    r"""Return the outermost quotations of a text in order, their marks included.

    A quotation that is not closed ends with its paragraph; one that began in the paragraph before
    and is closed here, without a mark at its head, begins with this paragraph. Apostrophes open
    and close nothing.

    >>> text = 'He said: “It’s over.” She didn\'t answer.'
    >>> [text[start:end] for start, end in quoted_spans(text)]
    ['“It’s over.”']
    """
    spans: list[Span] = []
    running: str | None = None
    for found in _PARAGRAPH.finditer(text):
        paragraph = _Paragraph(text, found.start(), found.end())
        inside, running = paragraph.quotations(running)
        spans += inside
    return tuple(spans)


def quoted_share(spans: tuple[Span, ...], start: int, end: int) -> float:
    """Return which share of ``start`` to ``end`` lies within the spans, from 0 to 1."""
    inside = sum(max(0, min(end, right) - max(start, left)) for left, right in spans)
    return inside / (end - start)


@dataclass
class _Open:
    """A quotation that has begun: where, by which mark, and how many of its kind are open."""

    start: int
    mark: str
    depth: int = 1


class _Paragraph:
    """One paragraph of a text with its quotation marks."""

    def __init__(self, text: str, start: int, end: int) -> None:
        """Note the marks, and the last of each sort that could end a quotation."""
        self.text, self.start, self.end = text, start, end
        self.marks = [mark.start() for mark in _MARKS.finditer(text, start, end)]
        self.last_end: dict[str, int] = {}
        self.last_sure_end: dict[str, int] = {}
        for place in self.marks:
            if text[place] in _SINGLE and self._may_end_single(place):
                self.last_end[text[place]] = place
                if text[place - 1] in ",.!?…":
                    self.last_sure_end[text[place]] = place

    def quotations(self, running: str | None) -> tuple[list[Span], str | None]:
        """Return the quotations, and the mark of the one left open; ``running`` is the last paragraph's."""
        spans: list[Span] = []
        current = self._carried(running)
        for place in self.marks:
            if current is None:
                current = _Open(place, self.text[place]) if self._opens(place) else None
            elif self._repeats(current, place):
                if self._begins_line(place):
                    spans.append((current.start, self._trimmed(place)))
                    current = _Open(place, current.mark)
                elif current.mark not in _SINGLE:
                    current.depth += 1
            elif self._closes(current, place):
                current.depth -= 1
                if not current.depth:
                    spans.append((current.start, place + 1))
                    current = None
        if current is None:
            return spans, None
        return [*spans, (current.start, self._trimmed(self.end))], current.mark

    def _carried(self, running: str | None) -> _Open | None:
        """Open a quotation at the head if the first mark of its kind here closes it."""
        if running is None or running in _SINGLE:
            return None
        kind = PAIRS[running] + running
        first = next((place for place in self.marks if self.text[place] in kind), None)
        if first is None or self.text[first] not in PAIRS[running] or self._before_word(first):
            return None
        before = self.text[self.start : first]
        return _Open(self.start + len(before) - len(before.lstrip()), running)

    def _opens(self, place: int) -> bool:
        mark = self.text[place]
        if mark not in PAIRS or not self._before_word(place):
            return False
        if mark not in _SINGLE:
            return True
        # A lone single mark is an apostrophe: only a pair quotes.
        paired = any(self.last_end.get(end, -1) > place for end in PAIRS[mark])
        return paired and not _ELISION.match(self.text, place)

    def _repeats(self, current: _Open, place: int) -> bool:
        return self.text[place] == current.mark and self._before_word(place)

    def _closes(self, current: _Open, place: int) -> bool:
        mark = self.text[place]
        if mark not in PAIRS[current.mark]:
            return False
        if current.mark not in _SINGLE:
            return True
        # "the allies’ plan" within single marks is a plural, where a better end follows.
        plural = self.text[place - 1] in "sS" and self.last_sure_end.get(mark, -1) > place
        return self._may_end_single(place) and not plural

    def _may_end_single(self, place: int) -> bool:
        after = self.text[place + 1 : place + 2]
        return place > self.start and not self.text[place - 1].isspace() and not after.isalnum()

    def _before_word(self, place: int) -> bool:
        """Say whether a mark hugs what follows it, and not what precedes."""
        before = self.text[place - 1] if place > self.start else " "
        after = self.text[place + 1] if place + 1 < self.end else " "
        return not after.isspace() and (before.isspace() or before in _BEFORE_QUOTE)

    def _begins_line(self, place: int) -> bool:
        trimmed = self._trimmed(place)
        return trimmed > self.start and "\n" in self.text[trimmed:place]

    def _trimmed(self, end: int) -> int:
        """Return ``end`` moved back over white space."""
        while end > self.start and self.text[end - 1].isspace():
            end -= 1
        return end
