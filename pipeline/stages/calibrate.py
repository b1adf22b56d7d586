"""Stage calibrate: the exported model's logits on dev and transfer dev to temperature and threshold."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from pipeline import command, encode, params
from pipeline.calibrate import Params, calibrate
from pipeline.classify import OnnxClassifier
from pipeline.rows import read_jsonl, read_parquet, write_json
from pipeline.schema import STANCES, Labelled, TransferStatement


def main(model: Path, dev: Path, transfer: Path, output: Path) -> None:
    """Fit temperature and threshold and write them beside the model."""
    classifier = OnnxClassifier.load(model)
    near, far = read_parquet(dev, Labelled), read_jsonl(transfer, TransferStatement)
    calibration = calibrate(
        (classifier.logits([encode.gold(row) for row in near]), _classes(near)),
        (classifier.logits([encode.transfer(row) for row in far]), _classes(far)),
        params.load(Params),
    )
    write_json(output, calibration.model_dump())


def _classes(rows: list[Labelled] | list[TransferStatement]) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    return np.array([STANCES.index(row.stance) for row in rows])


if __name__ == "__main__":
    command.run(main)
