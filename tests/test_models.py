"""Baselines, calibration, the encoder's source, and the model behind one interface."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline import baseline, calibrate, encoder
from pipeline.classify import BATCH_TOKENS, OnnxClassifier, _batches, probabilities
from pipeline.errors import InputError
from pipeline.schema import STANCES, Example, Kind, Label, Labelled, Region, Stance, Style
from pipeline.settings import read_settings

PARAMS = baseline.Params(encoder=encoder.PACKAGED, regularisation=1.0, seed=13)
TEXTS = {
    Stance.PRO_MOSCOW: "the alliance provokes and Moscow answers",
    Stance.PRO_WEST: "sanctions on the aggressor will be widened",
    Stance.NEUTRAL: "the meeting begins at noon on Tuesday",
}


def rows() -> list[Labelled]:
    made = []
    for number in range(12):
        stance = STANCES[number % 3]
        label = Label(by="a", actor="Dmitry Peskov", side="RU", stance=stance)
        made.append(
            Labelled(
                id=f"x#{number}", article="x", file="x", region=Region.MIXED, style=Style.WIRE, standalone=True,
                text=f"{TEXTS[stance]} {number}", previous="", actor="Dmitry Peskov", kind=Kind.PERSON, side="RU",
                stance=stance, rule=None, labels=(label,), start=0, end=len(TEXTS[stance]),
            )
        )  # fmt: skip
    return made


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder of fitted baselines."""
    folder = tmp_path_factory.mktemp("baseline")
    baseline.save(baseline.fit(rows(), PARAMS), folder, PARAMS)
    return folder


def examples() -> list[Example]:
    return [Example(text=text, actor="Dmitry Peskov", kind=Kind.PERSON, side="RU") for text in TEXTS.values()]


def test_baselines_come_back_as_they_were_saved(saved: Path) -> None:
    fitted, read = baseline.fit(rows(), PARAMS), baseline.load(saved)
    assert list(read) == ["majority", "actor", "tfidf", "tfidf_actor", "frozen"]
    for name, one in read.items():
        shares = one.probabilities(examples())
        assert np.allclose(shares, fitted[name].probabilities(examples()))
        assert np.allclose(shares.sum(axis=1), 1)


def test_baselines_that_read_the_text_learn_it_and_the_others_cannot(saved: Path) -> None:
    read = baseline.load(saved)
    gold = [STANCES.index(stance) for stance in TEXTS]
    for name in ("tfidf", "tfidf_actor", "frozen"):
        assert read[name].probabilities(examples()).argmax(axis=1).tolist() == gold
    for name in ("majority", "actor"):
        assert len(np.unique(read[name].probabilities(examples()), axis=0)) == 1


def test_missing_baseline_says_what_writes_it(saved: Path, tmp_path: Path) -> None:
    folder = tmp_path / "copy"
    shutil.copytree(saved, folder)
    (folder / "tfidf.skops").unlink()
    with pytest.raises(InputError, match="dvc repro baseline"):
        baseline.load(folder)


def test_packaged_encoder_is_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    folder, found = encoder.locate(encoder.PACKAGED)
    assert (folder / encoder.WEIGHTS).is_file() and found.sha256 == encoder.PACKAGED_SHA256
    monkeypatch.setattr(encoder, "PACKAGED_SHA256", "0" * 64)
    with pytest.raises(InputError, match="expected 000"):
        encoder.locate(encoder.PACKAGED)


@pytest.mark.parametrize("name", ["no-such-model", "owner/name", "owner/name@"])
def test_encoder_needs_a_folder_or_a_pinned_revision(name: str) -> None:
    with pytest.raises(InputError, match="OWNER/NAME@REVISION"):
        encoder.locate(name)


def test_folder_without_weights_is_no_encoder(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"no model\.safetensors"):
        encoder.locate(str(tmp_path))


@given(st.lists(st.integers(1, 600), max_size=300))
def test_batches_hold_each_statement_once_and_keep_their_size(lengths: list[int]) -> None:
    batches = list(_batches(lengths))
    assert sorted(index for batch in batches for index in batch) == list(range(len(lengths)))
    for batch in batches:
        assert len(batch) == 1 or len(batch) * max(lengths[index] for index in batch) <= BATCH_TOKENS


logits = st.lists(st.tuples(*[st.floats(-20, 20)] * 3), min_size=1, max_size=40)


@given(logits, st.floats(0.1, 10))
def test_temperature_keeps_the_label_and_the_sum(
    values: list[tuple[float, float, float]], temperature: float
) -> None:
    given_logits = np.array(values, dtype=np.float32)
    shares = probabilities(given_logits, temperature)
    assert np.allclose(shares.sum(axis=1), 1)
    likeliest = shares[np.arange(len(shares)), given_logits.argmax(axis=1)]
    assert np.allclose(likeliest, shares.max(axis=1))


@settings(deadline=None)
@given(st.floats(0.5, 4))
def test_temperature_is_found_again(true: float) -> None:
    """Labels drawn by the model's own shares need no temperature; scaled logits need the scale."""
    generator = np.random.default_rng(7)
    plain = generator.normal(size=(4000, 3)).astype(np.float32) * 2
    shares = probabilities(plain, 1.0)
    drawn = np.array([generator.choice(3, p=share) for share in shares])
    found = calibrate.fit_temperature((plain * true).astype(np.float32), drawn)
    assert found == pytest.approx(true, rel=0.15)


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=60), st.floats(0.05, 0.95))
def test_threshold_keeps_its_promise(found: list[tuple[float, bool]], accuracy: float) -> None:
    confidence = np.array([one for one, _ in found])
    right = np.array([hit for _, hit in found])
    threshold = calibrate.fit_threshold(confidence, right, accuracy)
    certain = right[confidence > threshold]
    stricter = calibrate.fit_threshold(confidence, right, min(accuracy + 0.04, 0.99))
    assert stricter >= threshold
    assert 0 <= threshold <= 1
    assert len(certain) < len(right) or not len(certain)


def test_threshold_without_hope_abstains_on_all() -> None:
    assert calibrate.fit_threshold(np.array([0.9, 0.8]), np.array([False, False]), 0.9) == 1.0


def test_order_and_company_do_not_change_an_answer(tiny_project: Path) -> None:
    model = OnnxClassifier.load(tiny_project / "models" / "onnx")
    shown = [Example(text=text) for text in ("loyal maybe", "it freezes", "plainly so " * 40, "")]
    together = model.logits(shown)
    assert together.shape == (4, 3)
    assert np.array_equal(model.logits(shown[::-1])[::-1], together)
    assert np.array_equal(np.concatenate([model.logits([one]) for one in shown]), together)


def test_no_statement_is_no_row(tiny_project: Path) -> None:
    assert OnnxClassifier.load(tiny_project / "models" / "onnx").logits([]).shape == (0, 3)


@pytest.mark.parametrize(
    ("harm", "message"),
    [
        (lambda folder: (folder / "settings.json").unlink(), "make repro"),
        (lambda folder: (folder / "tokenizer.json").unlink(), "missing from the model"),
        (lambda folder: (folder / "config.json").write_text("{}"), "not as the model was written"),
        (lambda folder: (folder / "settings.json").write_text("{"), "settings.json"),
    ],
)
def test_harmed_model_is_refused(tiny_project: Path, tmp_path: Path, harm: object, message: str) -> None:
    folder = tmp_path / "onnx"
    shutil.copytree(tiny_project / "models" / "onnx", folder)
    harm(folder)  # type: ignore[operator]
    with pytest.raises(InputError, match=message):
        read_settings(folder)
