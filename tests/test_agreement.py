"""Agreement of two passes, and the data sheet that is written from the corpus."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.actors import Entry, Registry
from pipeline.agreement import agreement, ruling
from pipeline.datasheet import WHAT, datasheet, main, what
from pipeline.rows import read_corpus
from pipeline.schema import GoldStatement, Kind, Label, Stance

M, N, W = Stance.PRO_MOSCOW, Stance.NEUTRAL, Stance.PRO_WEST
REGISTRY = Registry([Entry(name="NATO", kind=Kind.ORGANISATION, side="NATO", aliases=("the alliance",))])


def row(ruled: Stance, *passes: Stance, actors: tuple[str, str] = ("NATO", "The Alliance")) -> GoldStatement:
    labels = tuple(
        Label(by=by, actor=actor, side="NATO", stance=stance)
        for by, actor, stance in zip("ab", actors, passes, strict=False)
    )
    return GoldStatement(
        text="x", actor="NATO", kind=Kind.ORGANISATION, side="NATO", stance=ruled, labels=labels
    )


def test_agreement_of_equal_passes_is_whole() -> None:
    found = agreement([row(M, M, M), row(N, N, N), row(W, W, W)], REGISTRY)
    assert found
    assert found.model_dump() == {"n": 3, "same_stance": 1, "kappa": 1, "alpha": 1, "same_actor": 1}


def test_agreement_is_that_of_a_worked_example() -> None:
    """Of 4, 3 agree; chance gives (2*1 + 1*2 + 1*1) / 16 = 5/16; kappa (12 - 5) / (16 - 5)."""
    found = agreement([row(M, M, M), row(M, M, N), row(N, N, N), row(W, W, W)], REGISTRY)
    assert found
    assert (found.same_stance, found.kappa) == (0.75, round(7 / 11, 4))
    # Krippendorff: 1 - (n - 1) * disagreeing pairs / expected ones, over the 8 values 3, 3, 2.
    assert found.alpha == pytest.approx(1 - 7 * 2 / (64 - 9 - 9 - 4), abs=1e-4)


def test_agreement_leaves_single_passes_out_and_says_when_it_is_not_defined() -> None:
    assert agreement([row(M, M)], REGISTRY) is None
    alone = agreement([row(M, M), row(N, N, N)], REGISTRY)
    assert alone and (alone.n, alone.kappa, alone.alpha) == (1, None, None)


def test_actors_are_compared_through_the_registry() -> None:
    other = agreement([row(N, N, N), row(N, N, N, actors=("NATO", "EU"))], REGISTRY)
    assert other and other.same_actor == 0.5


def test_ruling_counts_whom_it_follows() -> None:
    found = ruling([row(M, M, N), row(N, M, N), row(N, M, N), row(W, M, N), row(N, N, N)])
    assert found.model_dump() == {"disagreements": 4, "first": 1, "second": 2, "neither": 1}


def test_every_file_of_the_corpus_is_described(root: Path) -> None:
    files = list(read_corpus(root / "data" / "corpus"))
    assert not [file for file in files if not what(file)]
    assert all(any(what(file) == text for file in files) for _, text in WHAT)


def test_data_sheet_is_that_of_the_data(root: Path, tmp_path: Path) -> None:
    corpus, registry = root / "data" / "corpus", root / "data" / "actors.jsonl"
    main(corpus, registry, tmp_path / "corpus.md")
    written = (root / "docs" / "corpus.md").read_text(encoding="utf-8")
    assert written == (tmp_path / "corpus.md").read_text(encoding="utf-8"), (
        "run: python -m pipeline.datasheet data/corpus data/actors.jsonl docs/corpus.md"
    )


def test_data_sheet_follows_the_data(root: Path) -> None:
    corpus = read_corpus(root / "data" / "corpus")
    smaller = {file: articles[:-1] for file, articles in corpus.items()}
    assert datasheet(smaller, REGISTRY) != datasheet(corpus, REGISTRY)
