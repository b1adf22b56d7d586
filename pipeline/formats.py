"""Tables written out: CSV, JSON Lines, Parquet, each whole in memory before a byte of it is written."""

from __future__ import annotations

import csv
import json
import math
from collections.abc import Iterable
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from pydantic import BaseModel

from pipeline.errors import InputError
from pipeline.tables import ADDED, Table

ADDED_TYPES: dict[str, pa.DataType] = {
    "stance": pa.string(),
    "pro_moscow": pa.float64(),
    "neutral": pa.float64(),
    "pro_west": pa.float64(),
    "uncertain": pa.bool_(),
    "note": pa.string(),
}


def extended(table: Table, added: Iterable[BaseModel | str]) -> Table:
    """Add the columns ``ADDED`` at the end: of each row what was judged, or the note why it was not."""
    dumped = [{"note": one} if isinstance(one, str) else one.model_dump(mode="json") for one in added]
    full = [{name: values.get(name) for name in ADDED} for values in dumped]
    rows = tuple({**row, **values} for row, values in zip(table.rows, full, strict=True))
    arrow = table.arrow
    if arrow is not None:
        for name, kind in ADDED_TYPES.items():
            arrow = arrow.append_column(name, pa.array([values[name] for values in full], kind))
    return Table((*table.columns, *ADDED), rows, arrow)


def to_csv(table: Table) -> bytes:
    """Write CSV in UTF-8: a header, lines that end in a newline, quotes where they are needed."""
    lines = _Lines()
    writer = csv.writer(lines)
    writer.writerow(table.columns)
    writer.writerows([_csv_cell(row.get(name)) for name in table.columns] for row in table.rows)
    return "".join(lines.written).encode("utf-8")


def to_jsonl(table: Table) -> bytes:
    """Write JSON Lines in UTF-8; what JSON has no type for (days, decimals) becomes text."""
    lines = (json.dumps(_plain(row), ensure_ascii=False, allow_nan=False) + "\n" for row in table.rows)
    return "".join(lines).encode("utf-8")


def to_parquet(table: Table) -> bytes:
    """Write Parquet; a table that came from Parquet keeps its types.

    Raises:
        InputError: a column mixes types that Parquet cannot hold in one.
    """
    sink = pa.BufferOutputStream()
    pq.write_table(table.arrow if table.arrow is not None else _arrow(table), sink)
    return bytes(sink.getvalue().to_pybytes())


def _arrow(table: Table) -> pa.Table:
    columns: dict[str, pa.Array] = {}
    for name in table.columns:
        values = [row.get(name) for row in table.rows]
        try:
            columns[name] = pa.array(values, ADDED_TYPES.get(name))
        except (pa.ArrowInvalid, pa.ArrowTypeError, OverflowError) as error:
            fault = " ".join(str(error).split())
            raise InputError(
                f"column {name!r} does not fit Parquet: {fault}; choose --format jsonl"
            ) from None
    return pa.table(columns)


class _Lines:
    """Takes a csv.writer's rows and ends them in LF; told to do so itself, it would not quote a CR."""

    def __init__(self) -> None:
        self.written: list[str] = []

    def write(self, line: str) -> None:
        self.written.append(line.removesuffix("\r\n") + "\n")


def _csv_cell(value: Any) -> str:  # noqa: ANN401 (a cell of any type)
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool | dict | list):
        return json.dumps(_plain(value), ensure_ascii=False)
    return str(value)


def _plain(value: Any) -> Any:  # noqa: ANN401 (a cell of any type)
    """Turn a cell into what JSON can hold: not-a-number is null, other types become text."""
    if isinstance(value, dict):
        return {str(name): _plain(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    return value if value is None or isinstance(value, str | int | bool) else str(value)
