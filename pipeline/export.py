"""Turn the fine-tuned model into the small one that users get: ONNX with 8-bit weights."""

from __future__ import annotations

import logging
import shutil
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import numpy as np
import onnx
import torch
from huggingface_hub import ModelCard, ModelCardData
from onnxruntime.quantization import QuantType, quantize_dynamic
from pydantic import Field
from transformers import AutoModelForSequenceClassification

from pipeline.chain import CHAIN, ChainSettings
from pipeline.classify import OnnxClassifier, TorchClassifier, probabilities
from pipeline.rows import write_json
from pipeline.schema import Example, Row
from pipeline.settings import read_settings, write_settings

MODEL = "model.onnx"
KEPT = ("config.json", "tokenizer.json", "tokenizer_config.json")
"""What the exported model needs of the trained one besides its weights."""

OPSET = 18


class Parity(Row):
    """How far the exported model strays from the trained one, over ``statements``.

    ``same_label`` is a share, ``largest_difference`` that of two probabilities.
    """

    statements: int
    same_label: Annotated[float, Field(ge=0, le=1)]
    largest_difference: Annotated[float, Field(ge=0, le=1)]
    megabytes: float


def export(source: Path, folder: Path, chain: ChainSettings) -> None:
    """Write the model of ``source`` into ``folder``: ONNX int8, tokenizer, settings, model card.

    Raises:
        InputError: ``source`` is not a whole trained model.
    """
    settings = read_settings(source)
    for name in KEPT:
        shutil.copyfile(source / name, folder / name)
    full = folder / "full.onnx"
    _to_onnx(source, full, settings.encode.max_length)
    logging.getLogger().setLevel(logging.ERROR)  # the quantiser logs advice on the root logger
    quantize_dynamic(full, folder / MODEL, weight_type=QuantType.QInt8, per_channel=True)
    _without_traces(folder / MODEL)
    for leftover in folder.glob("full.onnx*"):
        leftover.unlink()
    write_json(folder / CHAIN, chain.model_dump(mode="json"))
    _card(settings.encoder.name).save(folder / "README.md")
    write_settings(folder, settings.encoder, settings.encode, settings.labels)


def parity(source: Path, folder: Path, examples: Sequence[Example]) -> Parity:
    """Compare the exported model of ``folder`` with the trained one of ``source``."""
    one = probabilities(TorchClassifier.load(source).logits(examples), 1.0)
    other = probabilities(OnnxClassifier.load(folder).logits(examples), 1.0)
    return Parity(
        statements=len(examples),
        same_label=round(float(np.mean(one.argmax(axis=1) == other.argmax(axis=1))), 4),
        largest_difference=round(float(np.abs(one - other).max()), 4),
        megabytes=round((folder / MODEL).stat().st_size / 1e6, 1),
    )


def _to_onnx(source: Path, path: Path, max_length: int) -> None:
    model = AutoModelForSequenceClassification.from_pretrained(
        source, local_files_only=True, attn_implementation="eager"
    ).eval()
    names = ["input_ids", "attention_mask", "token_type_ids"]
    inputs = tuple(torch.ones((2, 16), dtype=torch.long) for _ in names)
    batch, length = torch.export.Dim("batch"), torch.export.Dim("length", max=max_length)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # notes of the exporter on its own insides
        program = torch.onnx.export(
            model,
            inputs,
            dynamo=True,
            opset_version=OPSET,
            input_names=names,
            output_names=["logits"],
            dynamic_shapes={name: {0: batch, 1: length} for name in names},
            verbose=False,
        )
    assert program is not None  # dynamo=True without a path returns the program
    program.save(path)
    onnx.checker.check_model(path)


def _without_traces(path: Path) -> None:
    """Take out what the exporter notes of each node: its traces name folders of the machine that exported."""
    model = onnx.load(path)
    graph = model.graph
    for part in (
        model,
        graph,
        *graph.node,
        *graph.input,
        *graph.output,
        *graph.value_info,
        *graph.initializer,
    ):
        part.ClearField("metadata_props")
        part.ClearField("doc_string")
    onnx.save(model, path)


def _card(encoder: str) -> ModelCard:
    data = ModelCardData(
        language="en",
        license="apache-2.0",
        library_name="onnx",
        pipeline_tag="text-classification",
        tags=["stance", "news", "onnx", "int8"],
    )
    return ModelCard(CARD.format(metadata=data.to_yaml(), encoder=encoder))


CARD = """---
{metadata}
---

# Stance between Moscow and the West

Says of one statement of an English news article which side of the contest between Moscow and the West
it favours: `pro-moscow`, `neutral` or `pro-west`. Fine-tuned from `{encoder}`, exported to ONNX with
8-bit weights.

## Input

Two segments: who says or does it (canonical name and side, such as `Dmitry Peskov, Russia`; empty where
unknown), and the statement. `pipeline/encode.py` is the one place that makes them; `settings.json` says
which fields were shown, and in which order the labels stand. Longer inputs are cut at the length given there.

## Training data

Text composed for this project by language models and annotated by language models in two passes, not by
people. It is no source of quotations. See `docs/corpus.md`.

## Figures

`metrics/test/` holds those of this model, beside baselines and intervals; `docs/results.md` explains them.
Probabilities are calibrated with the temperature of `models/calibration.json`.

## Limits

English only. One axis, Moscow and the West; praise or blame off that axis is neutral. It reads one statement
at a time with its actor: a wrong actor misleads it. It is right less often on real news than on the composed
text, and neutral statements with charged words are its commonest error. Not for judging persons.
"""
