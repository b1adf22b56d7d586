"""What takes long: the two commands of the README on a clean clone. Run by ``make test-full`` alone."""

from __future__ import annotations

import os
import subprocess
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


def run(folder: Path, *command: str) -> str:
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    return done.stdout


@pytest.mark.full
def test_make_repro_from_a_bare_clone(tmp_path: Path) -> None:
    """A clone makes its model, figures and reports within an hour; a second run does nothing."""
    clone = tmp_path / "clone"
    run(tmp_path, "git", "clone", "--quiet", str(ROOT), str(clone))
    before = time.monotonic()
    run(clone, "make", "repro")
    assert time.monotonic() - before < 3600
    before = time.monotonic()
    assert "up to date" in run(clone, ".venv/bin/dvc", "repro")
    assert time.monotonic() - before < 10
    assert "up to date" in run(clone, ".venv/bin/dvc", "status")
    assert (clone / "reports" / "articles" / "armenia-csto.html").is_file()


@pytest.mark.full
def test_lock_of_git_belongs_to_the_code_of_git(tmp_path: Path) -> None:
    """With no data at hand every stage is skipped: dvc.lock is that of this code, params and data."""
    clone = tmp_path / "clone"
    run(tmp_path, "git", "clone", "--quiet", str(ROOT), str(clone))
    said = run(clone, str(ROOT / ".venv" / "bin" / "dvc"), "repro", "--dry", "--allow-missing")
    assert "Running stage" not in said
