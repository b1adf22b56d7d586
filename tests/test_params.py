"""params.yaml is read strictly: what is unknown, missing or of the wrong type is said in one line."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import PositiveInt

from pipeline import params
from pipeline.errors import InputError


class Params(params.Section):
    """A section like those of the stages; by its module's name it is called ``test_params``."""

    min_words: PositiveInt
    rate: float
    previous: bool
    encoder: str


GOOD = "test_params: {min_words: 3, rate: 1e-5, previous: true, encoder: small}\n"

BAD = (
    ("", "expected sections, found NoneType"),
    ("- test_params\n", "expected sections, found list"),
    ("test_params: {min_words: 3\n", "not YAML"),
    ("other: {a: 1}\nsecond: {}\n", "no section 'test_params'; it has: other, second"),
    (GOOD.replace("min_words", "min_word"), "missing key 'test_params.min_words'"),
    (
        GOOD.replace("min_words", "min_word"),
        "unknown key 'test_params.min_word'; allowed: min_words, rate, previous, encoder",
    ),
    (
        GOOD.replace("min_words: 3", "min_words: 0"),
        "test_params.min_words = 0: Input should be greater than 0",
    ),
    (GOOD.replace("min_words: 3", "min_words: 2.5"), "test_params.min_words = 2.5: "),
    (GOOD.replace("rate: 1e-5", "rate: fast"), "test_params.rate = 'fast': "),
    (GOOD.replace("rate: 1e-5", "rate: "), "test_params.rate = None: "),
    (GOOD.replace("previous: true", "previous: perhaps"), "test_params.previous = 'perhaps': "),
    (GOOD.replace("encoder: small", "encoder: [a]"), "test_params.encoder = ['a']: "),
    ("test_params: 7\n", "test_params = 7: "),
    ("test_params:\n", "test_params = None: "),
)


def written(folder: Path, text: str) -> Path:
    path = folder / "params.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_good_section_is_typed(tmp_path: Path) -> None:
    """PyYAML reads ``1e-5`` as a string; the typed field makes it the number that DVC sees."""
    loaded = params.load(Params, written(tmp_path, GOOD))
    assert loaded == Params(min_words=3, rate=0.00001, previous=True, encoder="small")


@pytest.mark.parametrize(("text", "message"), BAD)
def test_bad_section_is_named(tmp_path: Path, text: str, message: str) -> None:
    path = written(tmp_path, text)
    with pytest.raises(InputError) as caught:
        params.load(Params, path)
    said = str(caught.value)
    assert message in said
    assert said.startswith(f"{path}: ")
    assert "\n" not in said


def test_every_fault_is_said_at_once(tmp_path: Path) -> None:
    path = written(tmp_path, "test_params: {min_words: 0, encoder: small, speed: 1}\n")
    with pytest.raises(InputError) as caught:
        params.load(Params, path)
    for fault in (
        "test_params.min_words = 0",
        "'test_params.rate'",
        "'test_params.previous'",
        "'test_params.speed'",
    ):
        assert fault in str(caught.value)


def test_missing_file_says_where_to_run(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file; run from the project's root"):
        params.load(Params, tmp_path / "params.yaml")


def test_section_is_frozen(tmp_path: Path) -> None:
    loaded = params.load(Params, written(tmp_path, GOOD))
    with pytest.raises(ValueError, match="frozen"):
        loaded.rate = 1.0
