"""The settings that travel with a model, and the check that its folder is whole.

What the stages before the model were set to travels in ``chain.py``'s file beside these: so a change
there does not make a trained model stale.
"""

from __future__ import annotations

from pathlib import Path

from pipeline import encode
from pipeline.errors import InputError
from pipeline.files import sha256
from pipeline.rows import read_json, write_json
from pipeline.schema import Row, Stance

SETTINGS = "settings.json"
FORMAT = 1


class Encoder(Row):
    """The pretrained encoder that a model began from, by name, revision and its weights' SHA-256."""

    name: str
    revision: str
    sha256: str


class ModelSettings(Row):
    """What made a model and how to speak to it; ``files`` maps each file of its folder to its SHA-256."""

    format: int = FORMAT
    labels: tuple[Stance, ...]
    encoder: Encoder
    encode: encode.Params
    files: dict[str, str]


def write_settings(folder: Path, encoder: Encoder, shown: encode.Params, labels: tuple[Stance, ...]) -> None:
    """Write a model folder's settings, with the sums of all other files in it: the last file to write."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != SETTINGS)
    sums = {path.relative_to(folder).as_posix(): sha256(path) for path in paths}
    settings = ModelSettings(labels=labels, encoder=encoder, encode=shown, files=sums)
    write_json(folder / SETTINGS, settings.model_dump(mode="json"))


def read_settings(folder: Path) -> ModelSettings:
    """Read a model folder's settings and check its files against them.

    Raises:
        InputError: there is no model, a file is missing or was changed, or the format is another.
    """
    if not (folder / SETTINGS).is_file():
        raise InputError(f"{folder}: no trained model here; run `make repro`, or name another with --model")
    settings = read_json(folder / SETTINGS, ModelSettings)
    if settings.format != FORMAT:
        raise InputError(
            f"{folder}: model format {settings.format}, this version reads {FORMAT}; run `make repro`"
        )
    for name, expected in settings.files.items():
        path = folder / name
        if not path.is_file():
            raise InputError(f"{path}: missing from the model; `git checkout` or `make repro` restores it")
        if sha256(path) != expected:
            raise InputError(
                f"{path}: not as the model was written; `git checkout` or `make repro` restores it"
            )
    return settings
