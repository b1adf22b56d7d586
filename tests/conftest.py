"""What the tests share: the project's root and the small fixture corpus."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def root() -> Path:
    """Give the project's root."""
    return ROOT


@pytest.fixture(scope="session")
def fixtures() -> Path:
    """Give the folder of the fixture corpus: data/ of a tiny project, composed for the tests."""
    return ROOT / "tests" / "fixtures"


@pytest.fixture(scope="session")
def stages() -> dict[str, dict[str, Any]]:
    """Give the stages of dvc.yaml by name."""
    declared: dict[str, dict[str, Any]] = yaml.safe_load((ROOT / "dvc.yaml").read_text(encoding="utf-8"))[
        "stages"
    ]
    return declared


@pytest.fixture(scope="session")
def tiny_project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a project folder with a tiny model of known answers, for tests that score; only read it.

    A statement that says "loyal" is pro-moscow, one that says "freezes" pro-west, "maybe" is uncertain, and
    all else is neutral: each word has its logits, and those of a statement are their sum (exact in any order,
    as the logits are eighths).
    """
    folder = tmp_path_factory.mktemp("tiny")
    onnx = folder / "models" / "onnx"
    onnx.mkdir(parents=True)
    _write_tiny_model(onnx)
    (folder / "models" / "calibration.json").write_text(
        '{"temperature": 2.0, "threshold": 0.6}', encoding="utf-8"
    )
    (folder / "data" / "articles").mkdir(parents=True)
    entries = '{"name": "Dmitry Peskov", "kind": "person", "side": "RU", "aliases": ["Peskov"]}\n'
    (folder / "data" / "actors.jsonl").write_text(entries, encoding="utf-8")
    return folder


def _write_tiny_model(folder: Path) -> None:
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers

    from pipeline import attribute, encode, parse, split
    from pipeline.chain import CHAIN, ChainSettings
    from pipeline.params import load
    from pipeline.rows import write_json
    from pipeline.schema import STANCES
    from pipeline.settings import Encoder, write_settings

    words = {
        "[PAD]": (0, 0, 0),
        "[UNK]": (0, 0.125, 0),
        "loyal": (9, 0, 0),
        "freezes": (0, 0, 9),
        "maybe": (1, 1.25, 1),
    }
    words |= {"plainly": (0, 9, 0)}
    tokenizer = Tokenizer(
        models.WordLevel({word: number for number, word in enumerate(words)}, unk_token="[UNK]")
    )
    tokenizer.normalizer = normalizers.Lowercase()
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.save(str(folder / "tokenizer.json"))
    (folder / "config.json").write_text('{"pad_token_id": 0}', encoding="utf-8")
    _write_word_sum(folder / "model.onnx", list(words.values()))
    given = ROOT / "params.yaml"
    chain = ChainSettings(
        parse=load(parse.Params, given),
        split=load(split.Params, given),
        attribute=load(attribute.Params, given),
    )
    write_json(folder / CHAIN, chain.model_dump(mode="json"))
    shown = encode.Params(actor=True, side=True, kind=False, previous=False, max_length=160)
    write_settings(folder, Encoder(name="tiny", revision="", sha256=""), shown, STANCES)


def _write_word_sum(path: Path, weights: list[tuple[float, ...]]) -> None:
    """Write an ONNX graph that adds up the logits of a statement's words."""
    import onnx
    from onnx import TensorProto, helper

    table = helper.make_tensor(
        "table", TensorProto.FLOAT, [len(weights), 3], [x for row in weights for x in row]
    )
    axis = helper.make_tensor("axis", TensorProto.INT64, [1], [1])
    nodes = [
        helper.make_node("Gather", ["table", "input_ids"], ["each"]),
        helper.make_node("ReduceSum", ["each", "axis"], ["logits"], keepdims=0),
    ]
    given = helper.make_tensor_value_info("input_ids", TensorProto.INT64, ["batch", "length"])
    answer = helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["batch", 3])
    graph = helper.make_graph(nodes, "words", [given], [answer], [table, axis])
    onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=9), path)
