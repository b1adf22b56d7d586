"""Stage baseline: labelled train statements to the fitted baselines."""

from __future__ import annotations

from pathlib import Path

from pipeline import command, params
from pipeline.baseline import Params, fit, save
from pipeline.files import whole_folder
from pipeline.rows import read_parquet
from pipeline.schema import Labelled


def main(rows: Path, output: Path) -> None:
    """Fit the baselines on train and write them as skops files."""
    settings = params.load(Params)
    with whole_folder(output) as folder:
        save(fit(read_parquet(rows, Labelled), settings), folder, settings)


if __name__ == "__main__":
    command.run(main)
