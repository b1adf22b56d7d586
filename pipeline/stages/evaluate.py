"""Stage evaluate: what is reported, from the test rows; nobody chooses by it."""

from __future__ import annotations

from pathlib import Path

from pipeline import command, evaluate, params
from pipeline.material import read_material, read_models
from pipeline.measure import measure, write


def main(
    rows: Path,
    train: Path,
    statements: Path,
    attributed: Path,
    registry: Path,
    transfer: Path,
    onnx: Path,
    stance: Path,
    calibration: Path,
    baselines: Path,
    metrics: Path,
    plots: Path,
) -> None:
    """Write the figures of the test rows: metrics/test/NAME.json and plots/test/NAME.csv."""
    material = read_material(rows, train, statements, attributed, registry, transfer)
    models = read_models(onnx, stance, calibration, baselines)
    write(measure(material, models, params.load(evaluate.Params)), metrics, plots)


if __name__ == "__main__":
    command.run(main)
