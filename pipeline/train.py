"""Fine-tune an encoder to tell the stance of a statement."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any, Literal

import numpy as np
import torch
from datasets import Dataset
from dvclive.live import Live
from pydantic import Field, NonNegativeFloat, NonNegativeInt, PositiveFloat, PositiveInt
from sklearn.metrics import f1_score
from transformers import (
    AutoModelForSequenceClassification,
    AutoTokenizer,
    DataCollatorWithPadding,
    EvalPrediction,
    PreTrainedTokenizerBase,
    Trainer,
    TrainerCallback,
    TrainerControl,
    TrainerState,
    TrainingArguments,
    set_seed,
)

from pipeline import encode
from pipeline.encoder import locate
from pipeline.params import Section
from pipeline.schema import STANCES, Labelled
from pipeline.settings import write_settings


class Params(Section):
    """How the model is trained; ``max_steps`` 0 means whole epochs."""

    encoder: str
    epochs: PositiveFloat
    max_steps: NonNegativeInt
    batch_size: PositiveInt
    learning_rate: PositiveFloat
    warmup: Annotated[float, Field(ge=0, lt=1)]
    weight_decay: NonNegativeFloat
    label_smoothing: Annotated[float, Field(ge=0, lt=1)]
    precision: Literal["bf16", "fp32"]
    seed: NonNegativeInt


def train(
    rows: Sequence[Labelled],
    dev: Sequence[Labelled],
    model_folder: Path,
    log_folder: Path,
    params: Params,
    shown: encode.Params,
) -> None:
    """Train on ``rows``, keep the epoch that is best on ``dev``, and write model, tokenizer and settings.

    ``model_folder`` gets Hugging Face's layout and settings.json; ``log_folder`` DVCLive's metrics by
    step (loss, learning rate, macro-F1 on dev).

    Raises:
        InputError: the encoder that params name cannot be used.
    """
    source, encoder = locate(params.encoder)
    set_seed(params.seed)
    tokenizer = AutoTokenizer.from_pretrained(source, local_files_only=True)
    model = AutoModelForSequenceClassification.from_pretrained(
        source,
        local_files_only=True,
        num_labels=len(STANCES),
        id2label=dict(enumerate(STANCES)),
        label2id={stance: index for index, stance in enumerate(STANCES)},
    )
    checkpoints = model_folder / "checkpoints"
    with Live(str(log_folder), dvcyaml=None, report=None, save_dvc_exp=False) as live:
        trainer = Trainer(
            model=model,
            args=_arguments(checkpoints, params, len(rows)),
            train_dataset=to_dataset(rows, tokenizer, shown),
            eval_dataset=to_dataset(dev, tokenizer, shown),
            data_collator=DataCollatorWithPadding(tokenizer),
            compute_metrics=_macro_f1,
            callbacks=[_Log(live)],
        )
        trainer.train()
    model.save_pretrained(model_folder)  # the trainer has put the best weights back into it
    tokenizer.save_pretrained(model_folder)
    shutil.rmtree(checkpoints)
    write_settings(model_folder, encoder, shown, STANCES)


def to_dataset(rows: Sequence[Labelled], tokenizer: PreTrainedTokenizerBase, shown: encode.Params) -> Dataset:
    """Turn labelled statements into tokens and class numbers (positions in ``STANCES``)."""
    pairs = [encode.segments(encode.gold(row), shown) for row in rows]
    tokens = tokenizer(
        [who for who, _ in pairs], [said for _, said in pairs], truncation=True, max_length=shown.max_length
    )
    return Dataset.from_dict({**tokens, "labels": [STANCES.index(row.stance) for row in rows]})


def _arguments(checkpoints: Path, params: Params, size: int) -> TrainingArguments:
    steps = params.max_steps or round(params.epochs * -(-size // params.batch_size))
    return TrainingArguments(
        output_dir=str(checkpoints),
        num_train_epochs=params.epochs,
        max_steps=params.max_steps or -1,
        per_device_train_batch_size=params.batch_size,
        per_device_eval_batch_size=64,
        learning_rate=params.learning_rate,
        warmup_steps=round(params.warmup * steps),
        weight_decay=params.weight_decay,
        label_smoothing_factor=params.label_smoothing,
        bf16=params.precision == "bf16",
        use_cpu=not torch.cuda.is_available(),
        train_sampling_strategy="group_by_length",
        eval_strategy="epoch",
        save_strategy="epoch",
        save_only_model=True,
        save_total_limit=1,
        load_best_model_at_end=True,
        metric_for_best_model="macro_f1",
        logging_strategy="steps",
        logging_steps=10,
        report_to="none",
        seed=params.seed,
        data_seed=params.seed,
    )


def _macro_f1(prediction: EvalPrediction) -> dict[str, float]:
    predicted = np.asarray(prediction.predictions).argmax(axis=1)
    classes = list(range(len(STANCES)))
    score = f1_score(prediction.label_ids, predicted, labels=classes, average="macro", zero_division=0)
    return {"macro_f1": float(score)}


class _Log(TrainerCallback):
    """Pass on what does not depend on the machine's speed; DVC compares these files by their bytes."""

    names = {
        "loss": "train/loss",
        "learning_rate": "train/learning_rate",
        "eval_loss": "dev/loss",
        "eval_macro_f1": "dev/macro_f1",
    }

    def __init__(self, live: Live) -> None:
        self._live = live

    def on_log(
        self,
        args: TrainingArguments,
        state: TrainerState,
        control: TrainerControl,
        logs: dict[str, float] | None = None,
        **kwargs: Any,  # noqa: ANN401 (the callback's own signature)
    ) -> None:
        self._live.step = state.global_step
        for name, value in (logs or {}).items():
            if name in self.names:
                self._live.log_metric(self.names[name], float(value))
        self._live.make_summary()  # type: ignore[no-untyped-call]
