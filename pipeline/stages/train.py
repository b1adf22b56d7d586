"""Stage train: labelled train and dev statements to the fine-tuned model."""

from __future__ import annotations

from pathlib import Path

from pipeline import command, encode, params
from pipeline.files import whole_folder
from pipeline.rows import read_parquet
from pipeline.schema import Labelled
from pipeline.train import Params, train


def main(rows: Path, dev: Path, model: Path, log: Path) -> None:
    """Fine-tune the encoder of params.yaml; write the model's folder and the log's."""
    settings, shown = params.load(Params), params.load(encode.Params)
    with whole_folder(model) as model_folder, whole_folder(log) as log_folder:
        train(
            read_parquet(rows, Labelled),
            read_parquet(dev, Labelled),
            model_folder,
            log_folder,
            settings,
            shown,
        )


if __name__ == "__main__":
    command.run(main)
