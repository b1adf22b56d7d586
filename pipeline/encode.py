"""How a statement is shown to a model: the one place, for training, figures and serving."""

from __future__ import annotations

from pydantic import PositiveInt

from pipeline.countries import side_name
from pipeline.params import Section
from pipeline.schema import NARRATOR, Attributed, Example, Labelled, TransferStatement


class Params(Section):
    """Which fields stand before the text, and the length in tokens at which it is cut."""

    actor: bool
    side: bool
    kind: bool
    previous: bool
    max_length: PositiveInt


def segments(example: Example, params: Params) -> tuple[str, str]:
    """Return the two segments of the model's input: who speaks, and what is said.

    >>> shown = Params(actor=True, side=True, kind=False, previous=False, max_length=128)
    >>> segments(Example(text="We stay.", actor="Dmitry Peskov", kind="person", side="RU"), shown)
    ('Dmitry Peskov, Russia', 'We stay.')
    """
    who = [
        example.actor if params.actor else "",
        side_name(example.side) if params.side else "",
        example.kind.value if params.kind and example.kind != NARRATOR else "",
    ]
    said = f"{example.previous} {example.text}" if params.previous and example.previous else example.text
    return ", ".join(part for part in who if part), said


def gold(row: Labelled) -> Example:
    """Show a labelled statement with the annotators' span and actor."""
    return Example(text=row.text, actor=row.actor, kind=row.kind, side=row.side, previous=row.previous)


def attributed(row: Attributed, previous: str) -> Example:
    """Show a statement of the pipeline with the actor that it found."""
    return Example(text=row.text, actor=row.actor, kind=row.kind, side=row.side, previous=previous)


def transfer(row: TransferStatement) -> Example:
    """Show a statement of the transfer set."""
    return Example(text=row.text, actor=row.actor, kind=row.kind, side=row.side, previous=row.prev)
