"""Tables of ready statements (CSV, TSV, JSON Lines, Parquet), and tables of results, read and written.

A table of statements has a column ``text``. The columns ``actor``, ``kind``, ``side`` and ``context`` (the
sentence before) are used where they are there; all columns pass through as they are, and ``ADDED`` come last.
"""

from __future__ import annotations

import csv
import io
import json
import math
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.actors import Registry
from pipeline.documents import decode
from pipeline.errors import InputError
from pipeline.schema import BODIES, NARRATOR, NO_SIDE, Example, Kind, sides

SUFFIXES: tuple[str, ...] = (".csv", ".tsv", ".jsonl", ".parquet")
ADDED: tuple[str, ...] = ("stance", "pro_moscow", "neutral", "pro_west", "uncertain", "note")
"""The columns that scoring adds; ``note`` says why a row has no stance, and is empty otherwise."""


@dataclass(frozen=True)
class Table:
    """Named columns and one dict a row; ``arrow`` keeps the types of a table that came from Parquet."""

    columns: tuple[str, ...]
    rows: tuple[dict[str, Any], ...]
    arrow: pa.Table | None = None


def read_table(path: Path, *, encoding: str = "utf-8") -> Table:
    """Read a table of ready statements; cells of CSV and TSV stay text.

    Raises:
        InputError: the file is missing, empty, not of its format, or has no column ``text``, a column twice,
            or one of the columns that scoring adds.
    """
    if not path.is_file():
        raise InputError(f"{path}: no such file")
    if path.stat().st_size == 0:
        raise InputError(f"{path}: empty file; a table has a column 'text' and one statement a row")
    return _read_parquet(path) if path.suffix.lower() == ".parquet" else _read_text(path, encoding)


def statement(row: dict[str, Any], registry: Registry) -> Example | str:
    """Read one row as a statement, or say in words why it cannot be judged.

    The registry resolves the actor's name and fills in a kind and side that the row does not give; an actor
    that is missing there too has none (``-``).
    """
    text, actor, kind, side, context = (
        _cell(row, name) for name in ("text", "actor", "kind", "side", "context")
    )
    if not text:
        return "empty text"
    if not isinstance(row["text"], str):
        return f"text is not text: {type(row['text']).__name__}"
    if kind and kind not in set(Kind):
        return f"kind {kind!r} is none of: {', '.join(Kind)}"
    if side and side not in sides():
        return f"side {side!r} is none of: an ISO 3166 alpha-2 code, XK, {', '.join(BODIES)}, {NO_SIDE}"
    entry = registry.find(actor) if actor else None
    return Example(
        text=text,
        actor=entry.name if entry else actor or NARRATOR,
        kind=Kind(kind) if kind else entry.kind if entry else Kind.NARRATOR,
        side=side or (entry.side if entry else NO_SIDE),
        previous=context,
    )


def _read_parquet(path: Path) -> Table:
    try:
        arrow = pq.read_table(path)
    except (pa.ArrowInvalid, OSError) as error:
        raise InputError(f"{path}: not Parquet: {' '.join(str(error).split())}") from None
    columns = tuple(arrow.column_names)
    _check_columns(path, columns)
    return Table(columns, tuple(arrow.to_pylist()), arrow)


def _read_text(path: Path, encoding: str) -> Table:
    text = decode(path.read_bytes(), str(path), encoding)
    if path.suffix.lower() == ".jsonl":
        return _read_jsonl(path, text)
    return _read_csv(path, text, "\t" if path.suffix.lower() == ".tsv" else ",")


def _read_csv(path: Path, text: str, delimiter: str) -> Table:
    csv.field_size_limit(sys.maxsize)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    lines: list[tuple[int, list[str]]] = []
    try:
        lines = [(reader.line_num, cells) for cells in reader]
    except csv.Error as error:
        raise InputError(f"{path}:{reader.line_num}: {error}") from None
    columns = tuple(lines[0][1]) if lines else ()
    _check_columns(path, columns)
    rows = []
    for number, cells in lines[1:]:
        # The csv module reads an empty line as no cell; with one column it is a row with an empty one.
        if not cells and len(columns) > 1:
            continue
        cells = cells or [""]
        if len(cells) != len(columns):
            raise InputError(f"{path}:{number}: {len(cells)} cells, the header has {len(columns)}")
        rows.append(dict(zip(columns, cells, strict=True)))
    return Table(columns, tuple(rows))


def _read_jsonl(path: Path, text: str) -> Table:
    rows = []
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            rows.append(_json_row(f"{path}:{number}", line))
    columns = tuple(dict.fromkeys(name for row in rows for name in row))
    _check_columns(path, columns)
    return Table(columns, tuple(rows))


def _json_row(place: str, line: str) -> dict[str, Any]:
    try:
        row = json.loads(line, object_pairs_hook=_once, parse_constant=_no_constant, parse_float=_finite)
        if "\\u" in line:
            json.dumps(row, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        raise InputError(f"{place}: half a surrogate pair (\\ud800 to \\udfff) is no character") from None
    except json.JSONDecodeError as error:
        raise InputError(f"{place}: not JSON: {error.msg} at column {error.colno}") from None
    except (ValueError, RecursionError) as error:
        raise InputError(f"{place}: {error}") from None
    if not isinstance(row, dict):
        raise InputError(f'{place}: expected an object such as {{"text": ...}}, found {type(row).__name__}')
    return row


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        raise ValueError(f"key {next(name for name in names if names.count(name) > 1)!r} stands twice")
    return found


def _no_constant(name: str) -> Any:  # noqa: ANN401 (json's own interface)
    raise ValueError(f"{name} is not JSON; write null")


def _finite(number: str) -> float:
    if math.isinf(float(number)):
        raise ValueError(f"{number} is too large a number")
    return float(number)


def _check_columns(path: Path, columns: Sequence[str]) -> None:
    doubled = sorted({name for name in columns if list(columns).count(name) > 1})
    if doubled:
        raise InputError(f"{path}: column {doubled[0]!r} stands twice; give every column one name")
    if "text" not in columns:
        shown = ", ".join(map(repr, columns[:8])) or "none"
        raise InputError(f"{path}: no column 'text'; it has: {shown}; rename the column of statements")
    taken = [name for name in columns if name in ADDED]
    if taken:
        raise InputError(f"{path}: column {taken[0]!r} has the name of a column that scoring adds; rename it")


def _cell(row: dict[str, Any], name: str) -> str:
    value = row.get(name)
    return "" if value is None else str(value).strip()
