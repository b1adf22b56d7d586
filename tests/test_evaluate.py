"""Every figure against a worked example, scikit-learn, or a relation that must hold."""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import accuracy_score, cohen_kappa_score, f1_score

from pipeline import boundaries, end_to_end, reliability, slices
from pipeline.actors import Registry
from pipeline.classify import Calibration, Logits
from pipeline.evaluate import Params, classes, headline, lead_over, second_annotator, stance, transfer_groups
from pipeline.intervals import Draws, Floats, kappa, macro_f1
from pipeline.material import Material, Models
from pipeline.measure import measure, write
from pipeline.schema import (
    STANCES,
    Article,
    Attributed,
    Dropped,
    Example,
    Kind,
    Label,
    Labelled,
    Projection,
    Region,
    Sort,
    Stance,
    Statement,
    Style,
    TransferStatement,
)

M, N, W = STANCES
PARAMS = Params(draws=200, seed=13, bins=15, accuracy=0.9)
REGISTRY = Registry([])

pairs = st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2)), min_size=1, max_size=40)


def row(
    number: int,
    stance: Stance,
    *,
    article: str = "a",
    text: str = "We stay in the bloc.",
    span: tuple[int, int] = (0, 20),
    found: tuple[str, bool] | None = ("Anna Berg", True),
    file: str = "cau",
    actor: str = "Anna Berg",
    rule: int | None = None,
    second: Stance | None = None,
) -> Labelled:
    projection = found and Projection(
        text=text, actor=found[0], kind=Kind.PERSON, side="AM", sort=Sort.NAMED, quoted=False, previous="",
        overlap=1, exact=found[1],
    )  # fmt: skip
    labels = [Label(by="a", actor=actor, side="AM", stance=stance)]
    labels += [Label(by="b", actor=actor, side="AM", stance=second)] if second else []
    return Labelled(
        id=f"{article}/{number}", article=article, file=file, region=Region.GLOBAL, style=Style.WIRE,
        standalone=file.startswith("con"), text=text, previous="", actor=actor, kind=Kind.PERSON, side="AM",
        stance=stance, rule=rule, labels=tuple(labels), start=span[0], end=span[1], projection=projection,
    )  # fmt: skip


def statement(article: Article, start: int, end: int, index: int = 0) -> Attributed:
    return Attributed(
        article=article.id, index=index, start=start, end=end, text=article.text[start:end], paragraph=0,
        sentence=0, quoted=False, actor="Anna Berg", kind=Kind.PERSON, side="AM", sort=Sort.NAMED,
        actor_confidence=1,
    )  # fmt: skip


@given(pairs)
def test_figures_are_those_of_scikit_learn(values: list[tuple[int, int]]) -> None:
    gold, predicted = np.array(values).T
    counts = Draws(["a"] * len(values), 1, 0).confusions(gold, predicted)[0]
    assert macro_f1(counts) == pytest.approx(f1_score(gold, predicted, average="macro", zero_division=0))
    if len({*gold, *predicted}) > 1:
        assert kappa(counts) == pytest.approx(cohen_kappa_score(gold, predicted))


@given(pairs)
def test_right_flips_and_neutral_errors_make_up_all_statements(values: list[tuple[int, int]]) -> None:
    gold, predicted = np.array(values).T
    found = headline(gold, predicted, Draws([str(index % 5) for index in range(len(values))], 20, 1))
    assert found["accuracy"] == pytest.approx(accuracy_score(gold, predicted), abs=1e-4)
    assert found["accuracy"] + found["side_flips"] + found["neutral_errors"] == pytest.approx(1, abs=2e-4)


@given(pairs)
def test_order_of_rows_does_not_matter(values: list[tuple[int, int]]) -> None:
    groups = [str(index % 3) for index in range(len(values))]
    gold, predicted = np.array(values).T
    forward = headline(gold, predicted, Draws(groups, 20, 1))
    assert forward == headline(gold[::-1], predicted[::-1], Draws(groups[::-1], 20, 1))


def test_intervals_are_wider_where_an_article_is_right_or_wrong_as_a_whole() -> None:
    """Drawing statements would hide that those of an article go together."""
    gold = np.zeros(200, dtype=np.intp)
    predicted = np.repeat([0, 1], 100)
    whole = headline(gold, predicted, Draws([str(index // 10) for index in range(200)], 500, 1))
    mixed = headline(gold, predicted, Draws([str(index % 20) for index in range(200)], 500, 1))
    assert whole["accuracy"] == mixed["accuracy"] == 0.5
    assert whole["accuracy_low"] < 0.4 < mixed["accuracy_low"] == 0.5


def test_lead_is_paired_and_zero_over_oneself() -> None:
    gold, ours, other = np.array([0, 1, 2] * 20), np.array([0, 1, 2] * 20), np.array([0, 1, 1] * 20)
    draws = Draws([str(index // 3) for index in range(60)], 100, 1)
    assert set(lead_over(gold, ours, ours, draws).values()) == {0.0}
    assert lead_over(gold, ours, other, draws)["macro_f1_difference_low"] > 0
    found = stance(gold, ours, {"weak": np.zeros(60, dtype=np.intp), "strong": other}, draws)
    assert found["over_best_baseline"]["baseline"] == "strong"
    assert found["classes"]["pro_west"] == {"precision": 1.0, "recall": 1.0, "f1": 1.0, "support": 20}


def test_second_annotator_counts_only_the_statements_that_it_saw() -> None:
    rows = [row(1, M, second=M), row(2, W, second=N), row(3, N)]
    found = second_annotator(rows, ["a", "a", "b"], classes([M, W, M]), PARAMS)
    assert (found["n"], found["accuracy"], found["model"]["accuracy"]) == (2, 0.5, 1.0)
    assert second_annotator([row(3, N)], ["b"], classes([N]), PARAMS) == {"n": 0}


ARTICLE = Article(id="a", text="One goes. Two stay.\n\nThree end.")
CUTS = [(0, 9), (10, 19), (21, 31)]


@pytest.mark.parametrize(
    ("cuts", "precision", "recall", "within"),
    [
        (CUTS, 1.0, 1.0, 1.0),
        ([(0, 10), (10, 20), (21, 31)], 1.0, 1.0, 1.0),
        ([(0, 19), (21, 31)], 1.0, 0.5, 0.0),
        ([(0, 4), (4, 9), (10, 19), (21, 31)], 0.6667, 1.0, 0.6667),
        ([(0, 31)], 0.0, 0.0, 0.0),
    ],
)
def test_boundaries(cuts: list[tuple[int, int]], precision: float, recall: float, within: float) -> None:
    rows = [row(index, N, span=span) for index, span in enumerate(CUTS)]
    found = boundaries.boundaries(
        rows, [statement(ARTICLE, *cut) for cut in cuts], {"a": ARTICLE}, Draws(["a"] * 3, 10, 1)
    )
    assert (found["boundary_precision"], found["boundary_recall"]) == (precision, recall)
    assert found["within_paragraphs"]["boundary_f1"] == within


@pytest.mark.parametrize(
    ("cuts", "dropped", "characters"),
    [(CUTS, [], 0), (CUTS[:2], [(21, 31)], 0), (CUTS[:2], [], 9), ([*CUTS, (0, 3)], [], 3)],
    ids=["whole", "dropped and said", "lost", "doubled"],
)
def test_reassembly_counts_lost_and_doubled_letters(
    cuts: list[tuple[int, int]], dropped: list[tuple[int, int]], characters: int
) -> None:
    left_out = [
        Dropped(article="a", start=start, end=end, reason="r", text=ARTICLE.text[start:end])
        for start, end in dropped
    ]
    found: list[Statement] = [statement(ARTICLE, *cut) for cut in cuts]
    assert boundaries.reassembly({"a": ARTICLE}, found, left_out) == {
        "articles": 1,
        "articles_not_whole": int(characters > 0),
        "characters_lost": characters,
        "stretches_dropped": len(dropped),
    }


def test_actors_by_sort_and_uncovered_as_wrong() -> None:
    rows = [row(1, N), row(2, N, found=("Iva Kos", True)), row(3, N, found=None)]
    found = end_to_end.actors(rows, REGISTRY, Draws(["a"] * 3, 10, 1))
    assert (found["accuracy"], found["side_accuracy"]) == (0.3333, 0.6667)
    assert found["sorts"] == {"named": {"n": 2, "accuracy": 0.5}, "uncovered": {"n": 1, "accuracy": 0.0}}


def test_end_to_end_needs_span_actor_and_stance() -> None:
    rows = [row(1, N), row(2, N, found=("Anna Berg", False)), row(3, N, found=("Iva Kos", True)), row(4, N)]
    right = np.array([True, True, True, False])
    found = end_to_end.end_to_end(
        rows,
        [statement(ARTICLE, *cut) for cut in CUTS[:2]],
        end_to_end.actor_hits(rows, REGISTRY),
        {"predicted": right, "gold_spans": right, "gold_actors": right},
        Draws(["a"] * 4, 10, 1),
    )
    assert (found["all_right"], found["precision"], found["recall"]) == (0.25, 0.5, 0.25)
    assert found["f1"] == pytest.approx(2 / 6, abs=1e-4)
    assert (found["parts"]["span"], found["parts"]["span_and_actor"]) == (0.75, 0.5)
    assert (found["budget"]["gold_spans"], found["budget"]["gold_spans_and_actors"]) == (0.5, 0.75)


def test_calibration_of_a_worked_example() -> None:
    likely = np.array([[0.9, 0.1, 0.0], [0.8, 0.2, 0.0], [0.6, 0.4, 0.0], [0.5, 0.3, 0.2]])
    gold = classes([M, M, N, M])
    found = reliability.calibration(gold, likely, 0.7, 10, 0.9, Draws(list("abcd"), 10, 1))
    assert found["ece"] == pytest.approx((0.1 + 0.2 + 0.6 + 0.5) / 4)
    assert found["brier"] == pytest.approx((0.02 + 0.08 + 0.72 + 0.38) / 4)
    assert found["aurc"] == pytest.approx((0 + 0 + 1 / 3 + 1 / 4) / 4, abs=1e-4)
    assert (found["uncertain"], found["coverage_at_accuracy"]) == (0.5, 0.5)
    assert (found["accuracy_of_certain"], found["accuracy_of_uncertain"]) == (1.0, 0.5)
    assert (found["risk_at_50_percent"], found["risk_at_100_percent"]) == (0.0, 0.25)


@given(st.lists(st.tuples(st.sampled_from([0.4, 0.5, 0.9, 1.0]), st.booleans()), min_size=1, max_size=300))
def test_risk_coverage_does_not_hang_on_order_and_ends_at_the_error(values: list[tuple[float, bool]]) -> None:
    confidence, right = np.array([one for one, _ in values]), np.array([hit for _, hit in values])
    coverage, risk = reliability.risk_coverage(confidence, right)
    again = reliability.risk_coverage(confidence[::-1], right[::-1])
    assert np.allclose(risk, again[1])
    assert (coverage[-1], risk[-1]) == (1.0, pytest.approx(1 - right.mean()))
    points = reliability.thinned(coverage, risk)
    assert len(points) <= reliability.POINTS and points[-1][0] == 1.0


@pytest.mark.parametrize(
    ("name", "text", "actor", "part"),
    [
        ("negation", "They do not leave.", "Anna Berg", "negated"),
        ("negation", "They don’t leave.", "Anna Berg", "negated"),
        ("negation", "A notable knot.", "Anna Berg", "not_negated"),
        ("quoted", "“We stay.”", "Anna Berg", "quoted"),
        ("quoted", "Armenia's stay.", "Anna Berg", "not_quoted"),
        ("length", "one " * 16, "Anna Berg", "words_16_to_30"),
        ("length", "one " * 31, "Anna Berg", "words_over_30"),
        ("actor", "x", "anna  berg", "seen"),
        ("actor", "x", "Iva Kos", "unseen"),
        ("actor", "x", "narrator", "narrator"),
        ("side", "x", "Anna Berg", "other"),
    ],
)
def test_rows_fall_into_slices(name: str, text: str, actor: str, part: str) -> None:
    rows, gold = [row(1, N, text=text, actor=actor)], classes([N])
    found = slices.slices(rows, [row(2, N)], gold, gold)
    assert found[name] == {part: {"n": 1, "macro_f1": 1.0, "accuracy": 1.0, "side_flips": 0.0}}


def test_every_slice_divides_all_rows() -> None:
    rows = [row(1, N), row(2, W, file="con", article="c"), row(3, M, text="“No.”", actor="narrator")]
    gold = classes([one.stance for one in rows])
    for parts in slices.slices(rows, rows[:1], gold, gold).values():
        assert sum(part["n"] for part in parts.values()) == len(rows)


def test_contrast_set_is_right_only_as_a_whole() -> None:
    rows = [row(1, N, file="con", article="x", rule=5), row(2, W, file="con", article="x", rule=14)]
    rows += [row(1, M, file="con2", article="y", rule=5), row(1, M)]
    gold = classes([one.stance for one in rows])
    predicted = classes([N, M, M, W])
    found = slices.contrast(rows, gold, predicted, 50, 1)
    assert (found["sets"], found["statements"], found["sets_right"], found["accuracy"]) == (2, 3, 0.5, 0.6667)
    assert found["rules"] == {
        "rule_05": {"sets": 2, "sets_right": 0.5},
        "rule_14": {"sets": 1, "sets_right": 0.0},
    }
    assert slices.contrast(rows[-1:], gold[-1:], gold[-1:], 50, 1) == {"sets": 0}


class ByWords:
    """A stand-in for a model: right where the text names a stance, else neutral."""

    def logits(self, examples: Sequence[Example]) -> Logits:
        """Return logits that are sure of the stance that the text names."""
        scores = [[4.0 * (name.value in one.text) for name in STANCES] for one in examples]
        found: Logits = np.array(scores, dtype=np.float32).reshape(-1, 3) + np.array(
            [0, 1, 0], dtype=np.float32
        )
        return found


class Majority:
    """A stand-in for a baseline."""

    def probabilities(self, examples: Sequence[Example]) -> Floats:
        """Return neutral for every statement."""
        return np.tile([0.2, 0.6, 0.2], (len(examples), 1))


def material() -> Material:
    """Compose two articles, a contrast set and two transfer pages, with a stance named in most texts."""
    articles, rows, found = {}, [], []
    for name in ("a", "b"):
        texts = [f"On Monday Moscow took a {stance.value} course." for stance in STANCES] + ["They left."]
        article = Article(id=name, text=" ".join(texts))
        articles[name] = article
        start = 0
        for index, text in enumerate(texts):
            span = (start, start + len(text))
            rows.append(row(index, [*STANCES, W][index], article=name, text=text, span=span, second=N))
            found.append(statement(article, *span, index))
            start = span[1] + 1
    rows += [
        row(index, name, article="c", text=name.value, file="con", found=None)
        for index, name in enumerate(STANCES)
    ]
    transfer = [
        TransferStatement(
            id=f"a-{page}-{index}", source="s", year=2025, region=Region.GLOBAL, style=Style.WIRE, prev="",
            text=name.value, actor="Anna Berg", kind=Kind.PERSON, side="AM", stance=name, sure=True, rule=1,
            labels=(Label(by="a", actor="Anna Berg", side="AM", stance=name, sure=True),),
        )
        for page in ("1", "2") for index, name in enumerate(STANCES)
    ]  # fmt: skip
    return Material(rows, rows[:2], articles, list(found), [], found, transfer, REGISTRY)


MODELS = Models(ByWords(), ByWords(), Calibration(temperature=1, threshold=0.7), {"majority": Majority()})


def test_transfer_statements_are_grouped_by_page() -> None:
    assert transfer_groups(material().transfer) == ["a-1"] * 3 + ["a-2"] * 3


def test_measure_fills_every_figure() -> None:
    figures = measure(material(), MODELS, PARAMS).figures
    assert set(figures) == {
        "split", "attribute", "stance", "end_to_end", "calibration", "shortcuts", "slices", "contrast",
        "transfer",
    }  # fmt: skip
    assert figures["stance"]["accuracy"] == pytest.approx(9 / 11, abs=1e-4)
    assert figures["stance"]["baselines"]["majority"]["accuracy"] == pytest.approx(3 / 11, abs=1e-4)
    assert figures["stance"]["fp32"]["same_as_int8"] == 1.0
    assert figures["stance"]["predicted_actors"] == figures["stance"]["gold_actors"]
    assert figures["end_to_end"]["all_right"] == 0.75
    assert figures["split"]["boundary_f1"] == figures["split"]["exact_spans"] == 1.0
    assert figures["split"]["characters_lost"] == 0
    assert figures["transfer"]["macro_f1"] == figures["contrast"]["sets_right"] == 1.0
    # The stand-in reads the text alone: no actor moves it, and without text it knows nothing.
    assert figures["shortcuts"]["actor_masked"]["accuracy"] == figures["stance"]["accuracy"]
    assert figures["shortcuts"]["actor_alone"]["accuracy"] == pytest.approx(3 / 11, abs=1e-4)
    assert figures["shortcuts"]["mirrored"]["n"] == 6
    assert figures["shortcuts"]["mirrored"]["changed"] == 0.0


def test_files_are_whole_and_the_same_again(tmp_path: Path) -> None:
    for folder in ("one", "two"):
        write(measure(material(), MODELS, PARAMS), tmp_path / folder, tmp_path / folder)
    names = sorted(path.name for path in (tmp_path / "one").iterdir())
    assert len(names) == 12
    for name in names:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()
    assert json.loads((tmp_path / "one" / "stance.json").read_text(encoding="utf-8"))["n"] == 11
    with (tmp_path / "one" / "confusion.csv").open(encoding="utf-8") as file:
        assert {tuple(line) for line in csv.DictReader(file)} == {("actual", "predicted")}


def test_measure_needs_no_articles() -> None:
    """Contrast sets alone, as in a tiny corpus: figures of articles say that there are none."""
    full = material()
    alone = Material(full.rows[-3:], full.train, {}, [], [], [], full.transfer, REGISTRY)
    figures = measure(alone, MODELS, PARAMS).figures
    assert figures["split"] == figures["attribute"] == figures["end_to_end"] == {"n": 0}
    assert "predicted_actors" not in figures["stance"]
