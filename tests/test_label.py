"""Gold statements beside the pipeline's own, annotations, and the Parquet files they travel in."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.corpus import gold_spans, to_article
from pipeline.label import LabelledCorpus, label, overlap
from pipeline.rows import read_parquet, write_jsonl, write_parquet
from pipeline.schema import (
    Annotation,
    Attributed,
    GoldArticle,
    GoldStatement,
    Kind,
    Label,
    Labelled,
    Region,
    Sort,
    Split,
    Stance,
    Style,
)
from pipeline.stages.label import main


def gold(text: str, stance: Stance = Stance.NEUTRAL, actor: str = "Anna Berg") -> GoldStatement:
    said = Label(by="a", actor=actor, side="AM", stance=stance)
    return GoldStatement(text=text, actor=actor, kind=Kind.PERSON, side="AM", stance=stance, labels=(said,))


def article(name: str, split: Split, *paragraphs: list[str]) -> GoldArticle:
    return GoldArticle(
        id=name, region=Region.GLOBAL, style=Style.WIRE, split=split,
        paragraphs=tuple(tuple(gold(text) for text in paragraph) for paragraph in paragraphs),
    )  # fmt: skip


def own(name: str, text: str, *cuts: tuple[int, int]) -> list[Attributed]:
    """Cut an article's text as the pipeline might."""
    return [
        Attributed(
            article=name, index=index, start=start, end=end, text=text[start:end], paragraph=0,
            sentence=index, quoted=False, actor=f"actor {index}", kind=Kind.PERSON, side="AM",
            sort=Sort.NAMED,
            actor_confidence=0.5,
        )
        for index, (start, end) in enumerate(cuts)
    ]  # fmt: skip


ONE = article("one", Split.TRAIN, ["First goes.", "Second stays."], ["Third ends."])
TEXT = to_article(ONE).text


def labelled(rows: list[Attributed], *annotations: Annotation, **files: list[GoldArticle]) -> LabelledCorpus:
    return label(files or {"cau": [ONE]}, rows, annotations)


def annotation(text: str, name: str = "x1") -> Annotation:
    return Annotation(
        id=name, text=text, actor="Anna Berg", kind=Kind.PERSON, side="AM", stance=Stance.PRO_WEST, by="u"
    )


SPANS = [(start, end) for start, end, _ in gold_spans(ONE)]


@pytest.mark.parametrize(
    ("cuts", "texts", "exact", "ties", "uncovered"),
    [
        (SPANS, ["First goes.", "Second stays.", "Third ends."], 3, 0, 0),
        ([(0, 12), (12, 25), (27, 38)], ["First goes. ", "Second stays.", "Third ends."], 3, 0, 0),
        ([(0, 25), (27, 38)], ["First goes. Second stays."] * 2 + ["Third ends."], 1, 0, 0),
        ([(0, 11), (12, 25)], ["First goes.", "Second stays.", None], 2, 0, 1),
        ([(0, 5), (6, 11), (12, 25), (27, 38)], ["First", "Second stays.", "Third ends."], 2, 1, 0),
        ([], [None, None, None], 0, 0, 3),
    ],
    ids=["same", "trailing space", "joined", "uncovered", "tie", "nothing"],
)
def test_projection_is_the_statement_that_overlaps_most(
    cuts: list[tuple[int, int]], texts: list[str | None], exact: int, ties: int, uncovered: int
) -> None:
    found = labelled(own("one", TEXT, *cuts))
    projections = [row.projection for row in found.rows[Split.TRAIN]]
    assert [one.text if one else None for one in projections] == texts
    assert [found.counts[name] for name in ("exact", "ties", "uncovered")] == [exact, ties, uncovered]
    assert sum(one.exact for one in projections if one) == exact


def test_previous_is_the_statement_before_in_the_article() -> None:
    rows = labelled(own("one", TEXT, *SPANS)).rows[Split.TRAIN]
    assert [row.previous for row in rows] == ["", "First goes.", "Second stays."]
    assert [row.projection.previous for row in rows if row.projection] == ["", "First goes.", "Second stays."]
    assert [TEXT[row.start : row.end] for row in rows] == [row.text for row in rows]


def test_contrast_sets_stand_alone() -> None:
    both = article("con-1", Split.TEST, ["We stay."], ["We leave."])
    found = labelled(own("con-1", to_article(both).text, (0, 8)), con2=[both])
    rows = found.rows[Split.TEST]
    assert [(row.article, row.previous, row.projection, row.standalone) for row in rows] == [
        ("con-1", "", None, True)
    ] * 2
    assert (found.counts["standalone"], found.counts["uncovered"]) == (2, 0)


def test_articles_stay_whole_in_their_split() -> None:
    files = [article(split.value, split, ["A b.", "C d."]) for split in Split]
    rows = labelled([], cau=files).rows
    assert {split: {row.article for row in found} for split, found in rows.items()} == {
        split: {split.value} for split in Split
    }


def test_annotations_join_train_alone_and_never_repeat_a_held_out_statement() -> None:
    files = [article("t", Split.TEST, ["The bloc stays."]), article("d", Split.DEV, ["We leave."])]
    added = [annotation("the  Bloc stays.", "1"), annotation("WE LEAVE.", "2"), annotation("New.", "3")]
    found = labelled([], *added, cau=files)
    assert [row.text for row in found.rows[Split.TRAIN]] == ["New."]
    assert (found.counts["annotations"], found.counts["annotations_held_back"]) == (1, 2)
    assert found.rows[Split.TRAIN][0].standalone
    assert [len(found.rows[split]) for split in (Split.DEV, Split.TEST)] == [1, 1]


spans = st.tuples(st.integers(0, 40), st.integers(1, 20)).map(lambda pair: (pair[0], pair[0] + pair[1]))


@given(spans, spans)
def test_overlap_is_a_share_that_is_one_for_the_same_span_alone(
    one: tuple[int, int], other: tuple[int, int]
) -> None:
    assert overlap(one, other) == overlap(other, one)
    assert 0 <= overlap(one, other) <= 1
    assert (overlap(one, other) == 1) == (one == other)


@pytest.mark.parametrize("cuts", [SPANS, SPANS[:2], []], ids=["all", "some", "no projection"])
def test_labelled_rows_come_back_from_parquet(cuts: list[tuple[int, int]], tmp_path: Path) -> None:
    rows = labelled(own("one", TEXT, *cuts), annotation("New.")).rows[Split.TRAIN]
    write_parquet(tmp_path / "rows.parquet", rows, Labelled)
    assert read_parquet(tmp_path / "rows.parquet", Labelled) == rows


def test_stage_writes_every_file(tmp_path: Path) -> None:
    folders = {name: tmp_path / name for name in ("attributed", "corpus", "annotations")}
    for folder in folders.values():
        folder.mkdir()
    write_jsonl(folders["corpus"] / "cau.jsonl", [ONE])
    write_jsonl(folders["attributed"] / "corpus.jsonl", own("one", TEXT, *SPANS))
    write_jsonl(folders["attributed"] / "articles.jsonl", own("mine", "We stay.", (0, 8)))
    main(*folders.values(), tmp_path / "labelled")
    written = {path.name for path in (tmp_path / "labelled").iterdir()}
    assert written == {"train.parquet", "dev.parquet", "test.parquet", "unlabelled.parquet", "counts.json"}
    counts: dict[str, Any] = json.loads((tmp_path / "labelled" / "counts.json").read_text(encoding="utf-8"))
    assert {counts[name] for name in ("train", "projected", "exact")} == {3}
    assert counts["unlabelled"] == 1
    assert read_parquet(tmp_path / "labelled" / "dev.parquet", Labelled) == []
    assert len(read_parquet(tmp_path / "labelled" / "unlabelled.parquet", Attributed)) == 1
