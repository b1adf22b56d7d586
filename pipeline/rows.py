"""Rows to and from JSON Lines and Parquet; a bad row is named by file and line."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar

import pyarrow as pa
import pyarrow.parquet as pq
from pydantic import BaseModel, ValidationError

from pipeline.errors import InputError
from pipeline.files import whole_file
from pipeline.schema import GoldArticle, Row

R = TypeVar("R", bound=BaseModel)


def read_jsonl(path: Path, row: type[R]) -> list[R]:
    """Read a JSON Lines file of one row type; blank lines are allowed.

    Raises:
        InputError: the file is missing or not UTF-8, or a line is not JSON or not such a row;
            the message says file, line, field, value and what is allowed.
    """
    return [_validated(path, number, line, row) for number, line in _lines(path)]


def read_corpus(folder: Path, pattern: str = "*.jsonl") -> dict[str, list[GoldArticle]]:
    """Read the annotated corpus: articles by file stem, in the order of names.

    Raises:
        InputError: no file matches, a row is wrong, or two articles have one id.
    """
    paths = sorted(folder.glob(pattern))
    if not paths:
        raise InputError(f"{folder}: no {pattern} here; the corpus is one JSON Lines file or more")
    corpus: dict[str, list[GoldArticle]] = {}
    seen: dict[str, str] = {}
    for path in paths:
        corpus[path.stem] = []
        for number, line in _lines(path):
            article = _validated(path, number, line, GoldArticle)
            if article.id in seen:
                raise InputError(f"{path}:{number}: duplicate id {article.id!r}; first at {seen[article.id]}")
            seen[article.id] = f"{path}:{number}"
            corpus[path.stem].append(article)
    return corpus


def write_jsonl(path: Path, rows: Iterable[BaseModel]) -> None:
    """Write rows as JSON Lines, whole or not at all."""
    with whole_file(path) as partial, partial.open("w", encoding="utf-8", newline="\n") as file:
        for row in rows:
            file.write(row.model_dump_json() + "\n")


def write_json(path: Path, value: Mapping[str, Any]) -> None:
    """Write one JSON document with sorted keys, indented, whole or not at all."""
    with whole_file(path) as partial:
        text = json.dumps(value, indent=2, sort_keys=True, ensure_ascii=False, allow_nan=False)
        partial.write_text(text + "\n", encoding="utf-8")


def read_json(path: Path, row: type[R]) -> R:
    """Read a file that holds one row as JSON.

    Raises:
        InputError: the file is missing, not JSON, or not such a row.
    """
    try:
        return row.model_validate_json(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise InputError(f"{path}: no such file; `make repro` writes it") from None
    except ValidationError as error:
        raise InputError(f"{path}: {explain(error)}") from None


def write_parquet(path: Path, rows: Iterable[Row], row: type[Row]) -> None:
    """Write rows as Parquet, whole or not at all; ``row`` gives the columns of an empty table."""
    dumped = [item.model_dump(mode="json") for item in rows]
    table = pa.Table.from_pylist(dumped) if dumped else pa.table({name: [] for name in row.model_fields})
    with whole_file(path) as partial:
        pq.write_table(table, partial)


def read_parquet(path: Path, row: type[R]) -> list[R]:
    """Read a Parquet file of one row type.

    Raises:
        InputError: the file is missing or not Parquet, or a row does not fit its type.
    """
    try:
        values = pq.read_table(path).to_pylist()
    except FileNotFoundError:
        raise InputError(f"{path}: no such file; `make repro` writes it") from None
    except pa.ArrowInvalid as error:
        raise InputError(f"{path}: not Parquet: {error}") from None
    try:
        return [row.model_validate(value) for value in values]
    except ValidationError as error:
        raise InputError(f"{path}: {explain(error)}") from None


def explain(error: ValidationError) -> str:
    """Say the first fault of a row in one line: field, value, what is allowed."""
    fault = error.errors()[0]
    field = ".".join(map(str, fault["loc"])) or "row"
    value = repr(fault["input"])
    shown = value if len(value) <= 80 else value[:77] + "..."
    more = f" (and {error.error_count() - 1} more)" if error.error_count() > 1 else ""
    return f"{field} = {shown}: {fault['msg']}{more}"


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    try:
        with path.open(encoding="utf-8") as file:
            for number, line in enumerate(file, start=1):
                if line.strip():
                    yield number, line
    except FileNotFoundError:
        raise InputError(f"{path}: no such file") from None
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: not UTF-8 at byte {error.start}; save it as UTF-8") from None


def _validated(path: Path, number: int, line: str, row: type[R]) -> R:
    try:
        return row.model_validate_json(line)
    except ValidationError as error:
        raise InputError(f"{path}:{number}: {explain(error)}") from None
