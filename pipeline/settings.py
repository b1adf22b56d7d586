"""The settings that travel with a model, and the check that its folder is whole."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

from pipeline import attribute, encode, parse, split
from pipeline.errors import InputError
from pipeline.files import sha256
from pipeline.rows import read_json, write_json
from pipeline.schema import Row, Stance

SETTINGS = "settings.json"


class Encoder(Row):
    """The pretrained encoder that a model began from: its name in params.yaml and its weights' SHA-256."""

    name: str
    revision: str
    sha256: str


class ModelSettings(Row):
    """What made a model and how to speak to it; ``files`` maps each file of the folder to its SHA-256."""

    format: int
    labels: tuple[Stance, ...]
    encoder: Encoder
    encode: encode.Params
    files: dict[str, str]


class ScorerSettings(ModelSettings):
    """The settings of an exported model: with those of the stages before it, so that serving cannot drift."""

    parse: parse.Params
    split: split.Params
    attribute: attribute.Params


FORMAT = 1
S = TypeVar("S", bound=ModelSettings)


def file_sums(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of every file of a folder but its settings, by relative path."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != SETTINGS)
    return {path.relative_to(folder).as_posix(): sha256(path) for path in paths}


def write_settings(folder: Path, settings: ModelSettings) -> None:
    """Write the settings into a model's folder."""
    write_json(folder / SETTINGS, settings.model_dump(mode="json"))


def read_settings(folder: Path, kind: type[S]) -> S:
    """Read the settings of a model and check its files against them.

    Raises:
        InputError: there is no model, a file is missing or was changed, or the format is another.
    """
    if not (folder / SETTINGS).is_file():
        raise InputError(f"{folder}: no trained model here; run `make repro`, or name another with --model")
    settings = read_json(folder / SETTINGS, kind)
    if settings.format != FORMAT:
        raise InputError(f"{folder}: model format {settings.format}, this version reads {FORMAT}; run `make repro`")
    for name, expected in settings.files.items():
        path = folder / name
        if not path.is_file():
            raise InputError(f"{path}: missing from the model; restore it with `git checkout` or run `make repro`")
        if sha256(path) != expected:
            raise InputError(f"{path}: changed since the model was written; restore it with `git checkout` or run `make repro`")
    return settings
