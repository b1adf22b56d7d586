"""Stage label: the corpus, the annotations and the pipeline's own statements to labelled rows."""

from __future__ import annotations

from pathlib import Path

from pipeline import command
from pipeline.files import whole_folder
from pipeline.label import label
from pipeline.rows import read_corpus, read_jsonl, write_json, write_parquet
from pipeline.schema import Annotation, Attributed, Labelled


def main(attributed: Path, corpus: Path, annotations: Path, output: Path) -> None:
    """Write {train,dev,test}.parquet, unlabelled.parquet (the users' articles) and counts.json."""
    added = [row for path in sorted(annotations.glob("*.jsonl")) for row in read_jsonl(path, Annotation)]
    labelled = label(read_corpus(corpus), read_jsonl(attributed / "corpus.jsonl", Attributed), added)
    unlabelled = read_jsonl(attributed / "articles.jsonl", Attributed)
    with whole_folder(output) as folder:
        for split, rows in labelled.rows.items():
            write_parquet(folder / f"{split.value}.parquet", rows, Labelled)
        write_parquet(folder / "unlabelled.parquet", unlabelled, Attributed)
        write_json(folder / "counts.json", labelled.counts | {"unlabelled": len(unlabelled)})


if __name__ == "__main__":
    command.run(main)
