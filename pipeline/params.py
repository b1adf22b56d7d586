"""Settings: one section of params.yaml for each module, checked strictly.

Each section's class is named ``Params`` and stands beside the code that reads it, so that a new
setting of one stage does not make the others stale.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from pipeline.errors import InputError


class Section(BaseModel):
    """Base of every section: frozen, no unknown key; sections give no defaults."""

    model_config = ConfigDict(frozen=True, extra="forbid")


S = TypeVar("S", bound=Section)


def section_name(section: type[Section]) -> str:
    """Return the name of a section in params.yaml: the last part of its module's name."""
    return section.__module__.rsplit(".", 1)[-1]


def load(section: type[S], path: Path = Path("params.yaml")) -> S:
    """Read one section of a params file.

    Raises:
        InputError: the file or the section is missing, a key is unknown or missing, or a value
            does not fit; the message names file, key and what is allowed.
    """
    name = section_name(section)
    values = _sections(path)
    if name not in values:
        raise InputError(f"{path}: no section {name!r}; it has: {', '.join(values) or 'none'}")
    try:
        return section.model_validate(values[name])
    except ValidationError as error:
        raise InputError(f"{path}: {_explain(error, name, section)}") from None


def _sections(path: Path) -> dict[str, Any]:
    try:
        values = yaml.safe_load(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise InputError(f"{path}: no such file; run from the project's root") from None
    except yaml.YAMLError as error:
        raise InputError(f"{path}: not YAML: {' '.join(str(error).split())}") from None
    if not isinstance(values, dict):
        raise InputError(f"{path}: expected sections, found {type(values).__name__}")
    return values


def _explain(error: ValidationError, name: str, section: type[Section]) -> str:
    parts = []
    for fault in error.errors():
        key = ".".join([name, *map(str, fault["loc"])])
        if fault["type"] == "extra_forbidden":
            parts.append(f"unknown key {key!r}; allowed: {', '.join(section.model_fields)}")
        elif fault["type"] == "missing":
            parts.append(f"missing key {key!r}")
        else:
            parts.append(f"{key} = {fault['input']!r}: {fault['msg']}")
    return "; ".join(parts)
