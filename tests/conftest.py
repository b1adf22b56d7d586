"""What the tests share: the project's root and the small fixture corpus."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def root() -> Path:
    """Give the project's root."""
    return ROOT


@pytest.fixture(scope="session")
def fixtures() -> Path:
    """Give the folder of the fixture corpus: data/ of a tiny project, composed for the tests."""
    return ROOT / "tests" / "fixtures"


@pytest.fixture(scope="session")
def stages() -> dict[str, dict[str, Any]]:
    """Give the stages of dvc.yaml by name."""
    declared: dict[str, dict[str, Any]] = yaml.safe_load((ROOT / "dvc.yaml").read_text(encoding="utf-8"))[
        "stages"
    ]
    return declared
