"""The model behind one interface: examples in, logits out; ONNX Runtime to serve, PyTorch to compare."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any, Protocol

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from pipeline.encode import Params, segments
from pipeline.rows import read_json
from pipeline.schema import STANCES, Example, Row
from pipeline.settings import ModelSettings, read_settings

BATCH_TOKENS = 4096
"""Most tokens in a batch, padding included; batches hold statements of like length."""

Logits = NDArray[np.float32]


class Calibration(Row):
    """What turns logits into honest probabilities, and when the model abstains.

    ``temperature`` divides the logits; a statement whose largest probability lies below
    ``threshold`` is shown as uncertain.
    """

    temperature: Annotated[float, Field(gt=0)]
    threshold: Annotated[float, Field(ge=0, le=1)]


def read_calibration(path: Path) -> Calibration:
    """Read models/calibration.json.

    Raises:
        InputError: it is missing or wrong.
    """
    return read_json(path, Calibration)


def probabilities(logits: Logits, temperature: float) -> NDArray[np.float64]:
    """Turn logits (n, 3) into probabilities (n, 3) whose rows sum to 1.

    >>> probabilities(np.zeros((1, 3), dtype=np.float32), 2.0).round(3).tolist()
    [[0.333, 0.333, 0.333]]
    """
    scaled = logits.astype(np.float64) / temperature
    exponent = np.exp(scaled - scaled.max(axis=1, keepdims=True))
    result: NDArray[np.float64] = exponent / exponent.sum(axis=1, keepdims=True)
    return result


class Classifier(Protocol):
    """Anything that gives a logit for each stance."""

    def logits(self, examples: Sequence[Example]) -> Logits:
        """Return logits of shape (n, 3): rows in the order of the examples, columns of ``STANCES``."""
        ...


class _Batched:
    """Tokens in bulk, batches of like length, answers in the order of the input."""

    def __init__(self, tokenizer: Any, pad: int, shown: Params) -> None:  # noqa: ANN401 (tokenizers has no types)
        tokenizer.enable_truncation(shown.max_length)
        tokenizer.no_padding()
        self._tokenizer = tokenizer
        self._pad = pad
        self._shown = shown

    def logits(self, examples: Sequence[Example]) -> Logits:
        """Return logits of shape (n, 3): rows in the order of the examples, columns of ``STANCES``."""
        encodings = self._tokenizer.encode_batch([segments(example, self._shown) for example in examples])
        answers = np.zeros((len(examples), len(STANCES)), dtype=np.float32)
        for batch in _batches([len(encoding.ids) for encoding in encodings]):
            answers[batch] = self._run(_padded([encodings[index] for index in batch], self._pad))
        return answers

    def _run(self, inputs: dict[str, NDArray[np.int64]]) -> Logits:
        raise NotImplementedError


class OnnxClassifier(_Batched):
    """The exported model, as users get it."""

    def __init__(self, session: Any, tokenizer: Any, pad: int, shown: Params) -> None:  # noqa: ANN401
        super().__init__(tokenizer, pad, shown)
        self._session = session
        self._names = {node.name for node in session.get_inputs()}

    @classmethod
    def load(cls, folder: Path) -> OnnxClassifier:
        """Load models/onnx after checking its files.

        Raises:
            InputError: there is no model, or a file of it is missing or changed.
        """
        settings = read_settings(folder)
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.log_severity_level = 3
        session = onnxruntime.InferenceSession(
            str(folder / "model.onnx"), options, providers=["CPUExecutionProvider"]
        )
        return cls(session, *_tokenizer(folder), settings.encode)

    def _run(self, inputs: dict[str, NDArray[np.int64]]) -> Logits:
        fed = {name: value for name, value in inputs.items() if name in self._names}
        result: Logits = self._session.run(["logits"], fed)[0]
        return result


class TorchClassifier(_Batched):
    """The fine-tuned model in full precision, before export."""

    def __init__(self, model: Any, tokenizer: Any, pad: int, shown: Params) -> None:  # noqa: ANN401
        super().__init__(tokenizer, pad, shown)
        self._model = model.eval()

    @classmethod
    def load(cls, folder: Path) -> TorchClassifier:
        """Load models/stance after checking its files.

        Raises:
            InputError: there is no model, or a file of it is missing or changed.
        """
        settings: ModelSettings = read_settings(folder)
        from transformers import AutoModelForSequenceClassification

        model = AutoModelForSequenceClassification.from_pretrained(folder, local_files_only=True)
        return cls(model, *_tokenizer(folder), settings.encode)

    def _run(self, inputs: dict[str, NDArray[np.int64]]) -> Logits:
        import torch

        with torch.inference_mode():
            output = self._model(**{name: torch.from_numpy(value) for name, value in inputs.items()})
        result: Logits = output.logits.float().numpy()
        return result


def _tokenizer(folder: Path) -> tuple[Any, int]:
    """Load the tokenizer and the number that pads (some encoders count positions by it)."""
    from tokenizers import Tokenizer

    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    return Tokenizer.from_file(str(folder / "tokenizer.json")), config.get("pad_token_id") or 0


def _batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Group indices of like length so that no padded batch holds more than BATCH_TOKENS."""
    batch: list[int] = []
    for index in sorted(range(len(lengths)), key=lambda index: (-lengths[index], index)):
        if batch and (len(batch) + 1) * lengths[batch[0]] > BATCH_TOKENS:
            yield batch
            batch = []
        batch.append(index)
    if batch:
        yield batch


def _padded(encodings: Sequence[Any], pad: int) -> dict[str, NDArray[np.int64]]:
    width = max(len(encoding.ids) for encoding in encodings)
    fields = {
        "input_ids": (pad, [encoding.ids for encoding in encodings]),
        "attention_mask": (0, [encoding.attention_mask for encoding in encodings]),
        "token_type_ids": (0, [encoding.type_ids for encoding in encodings]),
    }
    return {
        name: np.array([row + [filler] * (width - len(row)) for row in rows], dtype=np.int64)
        for name, (filler, rows) in fields.items()
    }
