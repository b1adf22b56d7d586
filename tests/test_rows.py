"""Rows survive a round trip, and a bad one is named by file, line, field and value."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline import rows
from pipeline.errors import InputError
from pipeline.schema import (
    BODIES,
    GoldArticle,
    Kind,
    Label,
    Labelled,
    Projection,
    Region,
    Row,
    Scored,
    Sort,
    Stance,
    Statement,
    Style,
    sides,
)

# Surrogates alone cannot be written as UTF-8; everything else can stand in a text.
texts = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40)
shares = st.floats(0, 1)
side_codes = st.sampled_from(sorted(sides()))
labels = st.builds(
    Label,
    by=texts,
    actor=texts,
    side=side_codes,
    stance=st.sampled_from(Stance),
    sure=st.none() | st.booleans(),
)
projections = st.builds(
    Projection,
    text=texts,
    actor=texts,
    kind=st.sampled_from(Kind),
    side=side_codes,
    sort=st.sampled_from(Sort),
    quoted=st.booleans(),
    previous=st.text(st.characters(exclude_categories=["Cs"]), max_size=10),
    overlap=st.floats(0.01, 1),
    exact=st.booleans(),
)
labelled = st.builds(
    Labelled,
    id=texts,
    article=texts,
    file=texts,
    region=st.sampled_from(Region),
    style=st.sampled_from(Style),
    standalone=st.booleans(),
    text=texts,
    previous=st.just(""),
    actor=texts,
    kind=st.sampled_from(Kind),
    side=side_codes,
    stance=st.sampled_from(Stance),
    rule=st.none() | st.integers(0, 34),
    labels=st.lists(labels, min_size=1, max_size=3).map(tuple),
    start=st.integers(0, 9999),
    end=st.integers(0, 9999),
    projection=st.none() | projections,
)
scored = st.builds(
    Scored,
    article=texts,
    start=st.integers(0, 9999),
    end=st.integers(0, 9999),
    text=texts,
    actor=texts,
    kind=st.sampled_from(Kind),
    side=side_codes,
    stance=st.sampled_from(Stance),
    pro_moscow=shares,
    neutral=shares,
    pro_west=shares,
    uncertain=st.booleans(),
    actor_confidence=shares,
    paragraph=st.integers(0, 99),
    quoted=st.booleans(),
    sort=st.sampled_from(Sort),
)
quick = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@quick
@given(written=st.lists(labelled | scored, max_size=4))
def test_json_lines_round_trip(tmp_path: Path, written: list[Row]) -> None:
    for row in (Labelled, Scored):
        of_type = [item for item in written if isinstance(item, row)]
        rows.write_jsonl(tmp_path / "rows.jsonl", of_type)
        assert rows.read_jsonl(tmp_path / "rows.jsonl", row) == of_type


@quick
@given(written=st.lists(labelled, max_size=4))
def test_parquet_round_trip(tmp_path: Path, written: list[Labelled]) -> None:
    rows.write_parquet(tmp_path / "rows.parquet", written, Labelled)
    assert rows.read_parquet(tmp_path / "rows.parquet", Labelled) == written


def gold(**changed: object) -> dict[str, Any]:
    """Give one row of the corpus as JSON; changes of statement fields and of the article's."""
    of_article = ("id", "split", "region", "style", "paragraphs", "extra")
    label = {"by": "a", "actor": "NATO", "side": "NATO", "stance": "pro-west"}
    statement: dict[str, object] = {
        "text": "It will.",
        "actor": "NATO",
        "kind": "organisation",
        "side": "NATO",
        "stance": "pro-west",
        "labels": [label],
    }
    statement |= {key: value for key, value in changed.items() if key not in of_article}
    article: dict[str, object] = {
        "id": "x-1",
        "region": "global",
        "style": "wire",
        "split": "train",
        "paragraphs": [[statement]],
    }
    return article | {key: value for key, value in changed.items() if key in of_article}


STATEMENT = "paragraphs.0.0"
BAD_ROWS = (
    (
        gold(stance="pro-russia"),
        f"{STATEMENT}.stance = 'pro-russia'",
        "'pro-moscow', 'neutral' or 'pro-west'",
    ),
    (gold(stance="Neutral"), f"{STATEMENT}.stance = 'Neutral'", "'pro-moscow', 'neutral' or 'pro-west'"),
    (gold(kind="person "), f"{STATEMENT}.kind = 'person '", "'government'"),
    (gold(side="UK"), f"{STATEMENT}.side = 'UK'", ", ".join(BODIES)),
    (gold(side="am"), f"{STATEMENT}.side = 'am'", "ISO 3166"),
    (gold(text=""), f"{STATEMENT}.text = ''", "at least 1 character"),
    (gold(text=None), f"{STATEMENT}.text = None", "valid string"),
    (gold(rule=35), f"{STATEMENT}.rule = 35", "less than or equal to 34"),
    (gold(labels=[]), f"{STATEMENT}.labels = ", "at least 1 item"),
    (gold(note="?"), f"{STATEMENT}.note = '?'", "Extra inputs"),
    (gold(split="validation"), "split = 'validation'", "'train', 'dev' or 'test'"),
    (gold(region="mars"), "region = 'mars'", "'south-caucasus'"),
    (gold(paragraphs=[]), "paragraphs = ", "at least 1 item"),
    (gold(paragraphs=[[]]), "paragraphs.0 = ", "at least 1 item"),
    (gold(extra=1), "extra = 1", "Extra inputs"),
    ({"id": "x-1"}, "region = ", "Field required"),
)


@pytest.mark.parametrize(("bad", "where", "allowed"), BAD_ROWS)
def test_bad_row_is_named(tmp_path: Path, bad: dict[str, Any], where: str, allowed: str) -> None:
    path = tmp_path / "bad.jsonl"
    path.write_text(f"{json.dumps(gold(id='x-0'))}\n\n{json.dumps(bad)}\n", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        rows.read_jsonl(path, GoldArticle)
    said = str(caught.value)
    assert said.startswith(f"{path}:3: {where}"), "blank lines are allowed and counted"
    assert allowed in said
    assert "\n" not in said


def test_long_values_are_cut_in_messages(tmp_path: Path) -> None:
    path = tmp_path / "bad.jsonl"
    path.write_text(json.dumps(gold(stance="west" * 5000)), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        rows.read_jsonl(path, GoldArticle)
    assert len(str(caught.value)) < 400


@pytest.mark.parametrize("line", ["{", '{"id": "x-1",}', "[1", "not json", "", "\x00"])
def test_broken_json_is_named(tmp_path: Path, line: str) -> None:
    path = tmp_path / "bad.jsonl"
    path.write_text(f"{json.dumps(gold())}\n{line}", encoding="utf-8")
    if not line:
        assert len(rows.read_jsonl(path, GoldArticle)) == 1
        return
    with pytest.raises(InputError, match=r"bad\.jsonl:2: .*JSON"):
        rows.read_jsonl(path, GoldArticle)


def test_other_encoding_is_named(tmp_path: Path) -> None:
    path = tmp_path / "latin.jsonl"
    path.write_bytes("Orbán".encode("latin-1"))
    with pytest.raises(InputError, match=r"latin\.jsonl: not UTF-8 at byte 3"):
        rows.read_jsonl(path, GoldArticle)


def test_missing_files_are_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"rows\.jsonl: no such file"):
        rows.read_jsonl(tmp_path / "rows.jsonl", GoldArticle)
    with pytest.raises(InputError, match=r"rows\.parquet: no such file; `make repro` writes it"):
        rows.read_parquet(tmp_path / "rows.parquet", Labelled)
    with pytest.raises(InputError, match=r"rows\.json: no such file"):
        rows.read_json(tmp_path / "rows.json", Label)


def test_parquet_of_another_kind_is_named(tmp_path: Path) -> None:
    path = tmp_path / "rows.parquet"
    path.write_bytes(b"not parquet")
    with pytest.raises(InputError, match="not Parquet"):
        rows.read_parquet(path, Labelled)
    statement = Statement(
        article="a", index=0, start=0, end=3, text="Yes", paragraph=0, sentence=0, quoted=False
    )
    rows.write_parquet(path, [statement], Statement)
    with pytest.raises(InputError, match=r"rows\.parquet: .*Field required"):
        rows.read_parquet(path, Labelled)


def test_json_document_round_trip_and_faults(tmp_path: Path) -> None:
    path = tmp_path / "label.json"
    label = Label(by="a", actor="Orbán", side="HU", stance=Stance.NEUTRAL)
    rows.write_json(path, label.model_dump(mode="json"))
    assert rows.read_json(path, Label) == label
    assert "Orbán" in path.read_text(encoding="utf-8")
    with pytest.raises(ValueError, match="Out of range"):
        rows.write_json(path, {"f1": float("nan")})
    assert rows.read_json(path, Label) == label, "the old file stays when the new one fails"


def test_writer_leaves_nothing_when_a_row_fails(tmp_path: Path) -> None:
    def failing() -> Iterator[Label]:
        yield Label(by="a", actor="NATO", side="NATO", stance=Stance.NEUTRAL)
        raise InputError("stopped")

    with pytest.raises(InputError):
        rows.write_jsonl(tmp_path / "rows.jsonl", failing())
    assert list(tmp_path.iterdir()) == []


def corpus_folder(folder: Path, files: dict[str, list[str]]) -> Path:
    for name, ids in files.items():
        lines = [json.dumps(gold(id=one)) for one in ids]
        (folder / f"{name}.jsonl").write_text("\n".join(lines), encoding="utf-8")
    return folder


def test_corpus_is_read_by_file_in_order(tmp_path: Path) -> None:
    corpus = rows.read_corpus(corpus_folder(tmp_path, {"b": ["b-2", "b-1"], "a": ["a-1"]}))
    assert {stem: [article.id for article in articles] for stem, articles in corpus.items()} == {
        "a": ["a-1"],
        "b": ["b-2", "b-1"],
    }
    assert list(corpus) == ["a", "b"]


@pytest.mark.parametrize("files", [{"a": ["x", "x"]}, {"a": ["x"], "b": ["y", "x"]}])
def test_duplicate_id_is_named_with_both_places(tmp_path: Path, files: dict[str, list[str]]) -> None:
    with pytest.raises(InputError, match=r"[ab]\.jsonl:2: duplicate id 'x'; first at .*a\.jsonl:1"):
        rows.read_corpus(corpus_folder(tmp_path, files))


def test_empty_corpus_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"no \*\.jsonl here"):
        rows.read_corpus(tmp_path)
