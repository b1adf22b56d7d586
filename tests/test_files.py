"""Files and folders appear whole or not at all, and a killed run's leftovers go."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.files import sha256, whole_file, whole_folder


class Stopped(Exception):
    """Stands for whatever ends a writer in the middle."""


def test_file_takes_its_name_at_the_end(tmp_path: Path) -> None:
    path = tmp_path / "new" / "rows.jsonl"
    with whole_file(path) as partial:
        partial.write_text("new", encoding="utf-8")
        assert not path.exists()
    assert path.read_text(encoding="utf-8") == "new"
    assert [one.name for one in path.parent.iterdir()] == ["rows.jsonl"]


@pytest.mark.parametrize("before", [None, "old"])
def test_stopped_writer_leaves_the_old_file_or_none(tmp_path: Path, before: str | None) -> None:
    path = tmp_path / "rows.jsonl"
    if before is not None:
        path.write_text(before, encoding="utf-8")
    with pytest.raises(Stopped), whole_file(path) as partial:
        partial.write_text("half", encoding="utf-8")
        raise Stopped
    assert [one.read_text(encoding="utf-8") for one in tmp_path.iterdir()] == (
        [] if before is None else [before]
    )


def test_folder_replaces_the_old_one_whole(tmp_path: Path) -> None:
    path = tmp_path / "model"
    path.mkdir()
    (path / "gone.bin").write_bytes(b"old")
    with whole_folder(path) as partial:
        (partial / "new.bin").write_bytes(b"new")
        assert (path / "gone.bin").exists()
    assert [one.name for one in path.iterdir()] == ["new.bin"]
    assert [one.name for one in tmp_path.iterdir()] == ["model"]


@pytest.mark.parametrize("existed", [False, True])
def test_stopped_writer_leaves_the_old_folder_or_none(tmp_path: Path, existed: bool) -> None:
    path = tmp_path / "model"
    if existed:
        path.mkdir()
        (path / "kept.bin").write_bytes(b"old")
    with pytest.raises(Stopped), whole_folder(path) as partial:
        (partial / "half.bin").write_bytes(b"ha")
        raise Stopped
    assert sorted(one.name for one in tmp_path.rglob("*")) == (["kept.bin", "model"] if existed else [])


KILLED = """
import os, pathlib, signal, sys
from pipeline.files import whole_folder
with whole_folder(pathlib.Path(sys.argv[1])) as partial:
    (partial / "half.bin").write_bytes(b"ha")
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_killed_writer_leaves_no_folder_and_the_next_run_cleans_up(tmp_path: Path) -> None:
    path = tmp_path / "model"
    root = Path(__file__).resolve().parent.parent
    killed = subprocess.run([sys.executable, "-c", KILLED, str(path)], cwd=root, check=False)
    assert killed.returncode < 0
    assert not path.exists()
    assert len(list(tmp_path.iterdir())) == 1, "the killed run's own leftover, under another name"
    with whole_folder(path) as partial:
        (partial / "whole.bin").write_bytes(b"whole")
    assert [one.name for one in tmp_path.rglob("*")] == ["model", "whole.bin"]


def test_leftovers_of_another_folder_stay(tmp_path: Path) -> None:
    other = tmp_path / ".other.1.partial"
    other.mkdir()
    with whole_folder(tmp_path / "model"):
        pass
    assert other.exists()


def test_sha256_is_that_of_the_bytes(tmp_path: Path) -> None:
    path = tmp_path / "weights.bin"
    path.write_bytes(b"\x00weights\r\n")
    assert sha256(path) == hashlib.sha256(b"\x00weights\r\n").hexdigest()
