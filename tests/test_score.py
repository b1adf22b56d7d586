"""The scorer: articles and ready statements in, judged rows out."""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.documents import from_text, read
from pipeline.errors import InputError
from pipeline.schema import Example, Stance
from pipeline.score import Judgement, Scorer
from pipeline.stages import score as stage

TEXT = """The bloc meets

Peskov said the country stays loyal to its allies and friends.

Armenia freezes its membership. It rained plainly on Sunday. Maybe.
"""


@pytest.fixture(scope="module")
def scorer(tiny_project: Path) -> Scorer:
    return Scorer.load(tiny_project / "models" / "onnx")


def test_article_comes_out_as_rows_that_point_into_it(scorer: Scorer) -> None:
    rows = scorer.score(TEXT)
    assert rows
    assert all(row.article == "text" for row in rows)
    assert {row.stance for row in rows} == set(Stance)
    assert [row.uncertain for row in rows if row.text == "Maybe."] == [True]
    for row in rows:
        assert TEXT[row.start : row.end] == row.text
        assert row.pro_moscow + row.neutral + row.pro_west == pytest.approx(1, abs=2e-4)


def test_statement_has_the_stance_of_its_words(scorer: Scorer) -> None:
    found = {row.text: row.stance for row in scorer.score(TEXT)}
    assert next(stance for text, stance in found.items() if "loyal" in text) is Stance.PRO_MOSCOW
    assert next(stance for text, stance in found.items() if "freezes" in text) is Stance.PRO_WEST
    assert next(stance for text, stance in found.items() if "rained" in text) is Stance.NEUTRAL


def test_temperature_and_threshold_are_those_of_the_calibration(
    scorer: Scorer, tmp_path: Path, tiny_project: Path
) -> None:
    path = tmp_path / "other.json"
    path.write_text('{"temperature": 100.0, "threshold": 0.9}', encoding="utf-8")
    other = Scorer.load(tiny_project / "models" / "onnx", calibration=path)
    (sharp,), (flat,) = (one.classify([Example(text="loyal")]) for one in (scorer, other))
    assert (sharp.stance, sharp.uncertain, flat.stance, flat.uncertain) == (
        "pro-moscow",
        False,
        "pro-moscow",
        True,
    )
    assert sharp.pro_moscow > 0.9 > flat.pro_moscow


words = st.lists(
    st.sampled_from(["loyal", "freezes", "maybe", "plainly", "rain", "it"]), min_size=1, max_size=30
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=st.lists(words.map(" ".join), min_size=1, max_size=20), seed=st.integers(0, 99))
def test_order_and_number_change_no_answer(scorer: Scorer, texts: list[str], seed: int) -> None:
    examples = [Example(text=text) for text in texts]
    alone = [scorer.classify([example])[0] for example in examples]
    assert scorer.classify(examples) == alone
    order = random.Random(seed).sample(range(len(texts)), len(texts))
    assert scorer.classify([examples[index] for index in order]) == [alone[index] for index in order]


def test_articles_are_scored_alike_alone_and_together(scorer: Scorer) -> None:
    alone = scorer.score(TEXT, id="a")
    article = next(scorer.read([from_text(TEXT, "a")])).article
    together = dict(
        (one.id, rows)
        for one, rows in scorer.score_articles([from_text(TEXT, "b"), article, from_text(TEXT, "c")])
    )
    assert list(together) == ["b", "a", "c"]
    assert together["a"] == alone


def test_no_statement_gives_no_judgement(scorer: Scorer) -> None:
    assert scorer.classify([]) == []


@pytest.mark.parametrize("text", ["", "  \n\n \t"])
def test_text_without_a_statement_is_an_error(scorer: Scorer, text: str) -> None:
    with pytest.raises(InputError):
        scorer.score(text)


@pytest.mark.parametrize(
    ("row", "answer"),
    [
        ({"text": "loyal"}, Stance.PRO_MOSCOW),
        (
            {"text": "freezes", "actor": "Peskov", "side": "AM", "kind": "person", "context": "x"},
            Stance.PRO_WEST,
        ),
        ({"text": "freezes", "actor": None, "side": None}, Stance.PRO_WEST),
        ({"text": "  "}, "empty text"),
        ({"text": None}, "empty text"),
        ({}, "empty text"),
        ({"text": 5}, "text is not text: int"),
        ({"text": "loyal", "side": "Mars"}, "side 'Mars' is none of"),
        ({"text": "loyal", "kind": "robot"}, "kind 'robot' is none of: person"),
    ],
)
def test_row_of_a_table_is_judged_or_marked(scorer: Scorer, row: dict[str, object], answer: str) -> None:
    (judged,) = scorer.judge_rows([row])
    if isinstance(answer, Stance):
        assert isinstance(judged, Judgement)
        assert judged.stance is answer
    else:
        assert isinstance(judged, str)
        assert judged.startswith(answer)


def test_registry_fills_in_what_a_row_does_not_say(scorer: Scorer) -> None:
    from pipeline.tables import statement

    known = statement({"text": "x", "actor": "Peskov"}, scorer.registry)
    told = statement({"text": "x", "actor": "Peskov", "side": "AM"}, scorer.registry)
    unknown = statement({"text": "x", "actor": "Jane Roe"}, scorer.registry)
    assert isinstance(known, Example) and isinstance(told, Example) and isinstance(unknown, Example)
    assert (known.actor, known.kind, known.side) == ("Dmitry Peskov", "person", "RU")
    assert told.side == "AM"
    assert (unknown.actor, unknown.side) == ("Jane Roe", "-")


def test_rows_beyond_one_chunk_keep_their_order(scorer: Scorer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.score.CHUNK", 2)
    rows = [{"text": text} for text in ("loyal", "", "freezes", "plainly", "loyal")]
    judged = list(scorer.judge_rows(rows))
    assert [one if isinstance(one, str) else one.stance.value for one in judged] == [
        "pro-moscow",
        "empty text",
        "pro-west",
        "neutral",
        "pro-moscow",
    ]


@pytest.mark.parametrize(
    ("missing", "message"),
    [
        ("models/onnx", "make repro"),
        ("models/onnx/model.onnx", "missing from the model"),
        ("models/onnx/chain.json", "missing from the model"),
        ("models/calibration.json", "make repro"),
        ("data/actors.jsonl", "no such file"),
    ],
)
def test_missing_part_of_a_model_is_named(
    tiny_project: Path, tmp_path: Path, missing: str, message: str
) -> None:
    folder = tmp_path / "project"
    shutil.copytree(tiny_project, folder)
    path = folder / missing
    shutil.rmtree(path) if path.is_dir() else path.unlink()
    with pytest.raises(InputError, match=message) as caught:
        Scorer.load(folder / "models" / "onnx")
    assert str(path) in str(caught.value)


WITHOUT_TORCH = """
import sys
class Blocked:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in ("torch", "transformers", "datasets", "dvc", "sklearn", "onnx"):
            raise ImportError(f"{name} is blocked")
sys.meta_path.insert(0, Blocked())
from pipeline.score import Scorer
(row,) = Scorer.load(sys.argv[1]).score("We stay loyal to it.")
assert row.stance == "pro-moscow"
"""


def test_scoring_works_without_what_training_needs(tiny_project: Path, root: Path) -> None:
    """SpaCy loads PyTorch where it is installed, so its absence is what can be tested."""
    command = [sys.executable, "-c", WITHOUT_TORCH, str(tiny_project / "models" / "onnx")]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, timeout=120)
    assert (done.returncode, done.stderr) == (0, "")


def test_stage_writes_what_the_scorer_says(scorer: Scorer, tiny_project: Path, tmp_path: Path) -> None:
    articles = tmp_path / "articles"
    articles.mkdir()
    (articles / "bloc.txt").write_text(TEXT, encoding="utf-8")
    models, actors = tiny_project / "models", tiny_project / "data" / "actors.jsonl"
    for run in ("one", "two"):
        out = tmp_path / run
        stage.main(
            models / "onnx", models / "calibration.json", actors, articles, out / "scored", out / "reports"
        )
    lines = (tmp_path / "one" / "scored" / "bloc.jsonl").read_text(encoding="utf-8").splitlines()
    expected = scorer.score_articles([read(articles / "bloc.txt")])
    assert lines == [row.model_dump_json() for _, rows in expected for row in rows]
    pages = [(tmp_path / run / "reports" / "bloc.html").read_bytes() for run in ("one", "two")]
    assert pages[0] == pages[1]


@pytest.mark.xfail(
    reason="dynamic int8 scales activations by batch: up to 0.03 between alone and together; see docs/results.md"
)
@pytest.mark.model
def test_trained_model_answers_alike_alone_and_together(root: Path) -> None:
    if not (root / "models" / "onnx").is_dir():
        pytest.skip("no trained model here")
    scorer = Scorer.load(root / "models" / "onnx")
    text = (root / "data" / "articles" / "armenia-csto.txt").read_text(encoding="utf-8")
    examples = [
        Example(text=row.text, actor=row.actor, kind=row.kind, side=row.side) for row in scorer.score(text)
    ]
    together = scorer.classify(examples)
    for example, judged in zip(examples, together, strict=True):
        (alone,) = scorer.classify([example])
        assert alone.pro_moscow == pytest.approx(judged.pro_moscow, abs=0.02)
        assert alone.pro_west == pytest.approx(judged.pro_west, abs=0.02)
