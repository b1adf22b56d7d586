"""The settings of the stages before the model, kept in its folder so that serving cannot drift."""

from __future__ import annotations

from pathlib import Path

from pipeline import attribute, parse, split
from pipeline.rows import read_json
from pipeline.schema import Row

CHAIN = "chain.json"


class ChainSettings(Row):
    """How articles are parsed, split and attributed before a model sees their statements."""

    parse: parse.Params
    split: split.Params
    attribute: attribute.Params


def read_chain(folder: Path) -> ChainSettings:
    """Read the chain's settings from an exported model's folder.

    Raises:
        InputError: the file is missing or wrong.
    """
    return read_json(folder / CHAIN, ChainSettings)
