"""Stage export: the fine-tuned model to ONNX int8, and how far the two agree on dev."""

from __future__ import annotations

from pathlib import Path

from pipeline import attribute, command, encode, params, parse, split
from pipeline.chain import ChainSettings
from pipeline.export import export, parity
from pipeline.files import whole_folder
from pipeline.rows import read_parquet, write_json
from pipeline.schema import Labelled


def main(model: Path, dev: Path, output: Path, metrics: Path) -> None:
    """Write the exported model with the settings of the whole chain, and its parity."""
    chain = ChainSettings(
        parse=params.load(parse.Params),
        split=params.load(split.Params),
        attribute=params.load(attribute.Params),
    )
    with whole_folder(output) as folder:
        export(model, folder, chain)
        examples = [encode.gold(row) for row in read_parquet(dev, Labelled)]
        found = parity(model, folder, examples)
    write_json(metrics, found.model_dump())


if __name__ == "__main__":
    command.run(main)
