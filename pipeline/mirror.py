"""Moscow and the West exchanged: which name of one stands where a name of the other stood.

Only names that are each other's counterpart in office or rank are in the table; what has no
counterpart stays as it is.
"""

from __future__ import annotations

import re
from functools import cache

from pipeline.schema import Example, Side

NAMES: tuple[tuple[str, str], ...] = (
    ("Government of Russia", "Government of the United States"),
    ("Russian Federation", "United States of America"),
    ("Russia", "the United States"),
    ("Russian", "American"),
    ("Russians", "Americans"),
    ("Moscow", "Washington"),
    ("the Kremlin", "the White House"),
    ("Kremlin", "White House"),
    ("Vladimir Putin", "Joe Biden"),
    ("Putin", "Biden"),
    ("Sergey Lavrov", "Antony Blinken"),
    ("Sergei Lavrov", "Antony Blinken"),
    ("Lavrov", "Blinken"),
    ("Dmitry Peskov", "Karine Jean-Pierre"),
    ("Peskov", "Jean-Pierre"),
    ("Maria Zakharova", "Matthew Miller"),
    ("Zakharova", "Miller"),
    ("Collective Security Treaty Organization", "North Atlantic Treaty Organization"),
    ("Collective Security Treaty Organisation", "North Atlantic Treaty Organization"),
    ("CSTO", "NATO"),
    ("Eurasian Economic Union", "European Union"),
    ("Eurasian Union", "European Union"),
    ("EAEU", "EU"),
    ("pro-Russian", "pro-American"),
    ("anti-Russian", "anti-American"),
    ("State Duma", "House of Representatives"),
    ("Duma", "Congress"),
    ("FSB", "CIA"),
    ("rouble", "dollar"),
    ("roubles", "dollars"),
)
"""Counterparts; where one name stands twice, the first line says what it becomes."""

SIDES: dict[str, str] = {"RU": "US", "CSTO": "NATO", "EAEU": "EU"}
_BOTH_SIDES = SIDES | {west: east for east, west in SIDES.items()}


@cache
def _table() -> dict[str, str]:
    found: dict[str, str] = {}
    for east, west in NAMES:
        found.setdefault(east, west)
        found.setdefault(west, east)
    # An article goes with the name in both directions, so that no "the Russia" is left.
    bare = {"United States": "Russia", "the Russian Federation": "the United States of America"}
    capital = {f"T{name[1:]}": other for name, other in found.items() if name.startswith("the ")}
    return found | bare | {name: other[:1].upper() + other[1:] for name, other in capital.items()}


@cache
def _pattern() -> re.Pattern[str]:
    names = sorted(map(re.escape, _table()), key=lambda name: (-len(name), name))
    return re.compile(rf"(?<![\w-])({'|'.join(names)})(?![\w])")


def text(value: str) -> str:
    """Exchange the names in a text, all at once; "An American" and "a Russian" keep their article.

    >>> text("Russia said the White House and NATO threaten Moscow.")
    'The United States said the Kremlin and CSTO threaten Washington.'
    """
    changed = _pattern().sub(lambda match: _table()[match.group()], value)
    return changed[:1].upper() + changed[1:] if value[:1].isupper() else changed


def side(value: Side) -> Side:
    """Exchange a side; one without a counterpart stays.

    >>> side("RU"), side("EU"), side("AM")
    ('US', 'EAEU', 'AM')
    """
    return _BOTH_SIDES.get(value, value)


def example(shown: Example) -> Example | None:
    """Mirror what a model is shown; None where the text itself names neither."""
    mirrored = text(shown.text)
    if mirrored == shown.text:
        return None
    actor = text(shown.actor).removeprefix("the ")
    changed = {"text": mirrored, "actor": actor, "side": side(shown.side), "previous": text(shown.previous)}
    return shown.model_copy(update=changed)
