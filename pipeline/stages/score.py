"""Stage score: every article to its scored statements and a report."""

from __future__ import annotations

from pathlib import Path

from pipeline import command
from pipeline.documents import read_folder
from pipeline.files import whole_file, whole_folder
from pipeline.progress import progress
from pipeline.report import about, render
from pipeline.rows import write_jsonl
from pipeline.score import Scorer


def main(model: Path, calibration: Path, actors: Path, articles: Path, scored: Path, reports: Path) -> None:
    """Score the articles of a folder; write one JSON Lines file and one HTML report for each."""
    scorer = Scorer.load(model, registry=actors, calibration=calibration)
    found = read_folder(articles)
    made_by = about(scorer.settings, scorer.calibration)
    with whole_folder(scored) as rows, whole_folder(reports) as pages:
        for reading in progress(scorer.read(found), total=len(found), unit="articles"):
            name = reading.article.id
            write_jsonl(rows / f"{name}.jsonl", reading.scored)
            page = render(reading.article, reading.scored, reading.dropped, made_by)
            with whole_file(pages / f"{name}.html") as partial:
                partial.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    command.run(main)
