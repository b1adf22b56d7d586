"""Where the command line writes, and in which format; heavy imports wait until something is written."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.errors import InputError
from pipeline.files import whole_file

if TYPE_CHECKING:
    from pipeline.report import About
    from pipeline.score import Reading
    from pipeline.tables import Table


class Format(StrEnum):
    """How results are written."""

    TABLE = "table"
    JSONL = "jsonl"
    CSV = "csv"
    PARQUET = "parquet"
    HTML = "html"


SUFFIXES: dict[str, Format] = {
    ".txt": Format.TABLE,
    ".jsonl": Format.JSONL,
    ".csv": Format.CSV,
    ".parquet": Format.PARQUET,
    ".html": Format.HTML,
    ".htm": Format.HTML,
}


def chosen(format: Format | None, output: Path | None) -> Format:
    """Return the format asked for, else that of the output's suffix, else a table for the eye.

    Raises:
        InputError: no format is asked for, and none goes with the suffix.
    """
    if format is not None or output is None:
        return format or Format.TABLE
    suffix = output.suffix.lower()
    if suffix not in SUFFIXES:
        allowed = ", ".join(SUFFIXES)
        raise InputError(
            f"{output}: no format goes with suffix {suffix!r}; allowed: {allowed}, or say --format"
        )
    return SUFFIXES[suffix]


def check(output: Path | None, format: Format, inputs: Sequence[str]) -> None:
    """Find before the work what would stop the writing after it.

    Raises:
        InputError: the output cannot be written, or is an input.
    """
    if output is None:
        if format is Format.PARQUET:
            raise InputError("--format parquet is no text; name a file with --output")
        return
    if output.is_dir() and format is not Format.HTML:
        raise InputError(f"{output}: a folder; name a file in it")
    if not output.is_dir() and not output.parent.is_dir():
        raise InputError(f"{output}: no folder {output.parent}; make it first")
    if not os.access(output if output.exists() else output.parent, os.W_OK):
        raise InputError(f"{output}: may not be written here")
    if any(output.resolve() == Path(name).resolve() for name in inputs):
        raise InputError(f"{output}: is an input; name another file")


def check_pages(output: Path | None, count: int) -> None:
    """See that several pages have a folder to go to.

    Raises:
        InputError: they have not.
    """
    if count > 1 and _is_one_page(output):
        raise InputError(f"{count} articles make {count} pages; name a folder with --output")


def write_table(table: Table, format: Format, output: Path | None) -> None:
    """Write a table of results to a file, whole or not at all, or to standard output.

    Raises:
        InputError: the file cannot be written, or its format cannot hold the table.
    """
    from pipeline import formats, terminal

    if format is Format.TABLE and output is None:
        terminal.show(table.rows, sys.stdout)
        return
    if format is Format.TABLE:
        page = io.StringIO()
        terminal.show(table.rows, page)
        _write(page.getvalue().encode("utf-8"), output)
        return
    dump = {Format.JSONL: formats.to_jsonl, Format.CSV: formats.to_csv, Format.PARQUET: formats.to_parquet}
    _write(dump[format](table), output)


def write_pages(readings: Sequence[Reading], about: About, output: Path | None) -> None:
    """Write one page to a file or standard output, or every article's into a folder.

    Raises:
        InputError: a page cannot be written.
    """
    from pipeline.report import render

    pages = {
        reading.article.id: render(reading.article, reading.scored, reading.dropped, about).encode("utf-8")
        for reading in readings
    }
    for name, page in pages.items():
        _write(page, output if output is None or _is_one_page(output) else output / f"{name}.html")


def _is_one_page(output: Path | None) -> bool:
    return output is None or (output.suffix.lower() in SUFFIXES and not output.is_dir())


def _write(content: bytes, output: Path | None) -> None:
    if output is None:
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
        return
    try:
        with whole_file(output) as partial:
            partial.write_bytes(content)
    except OSError as error:
        raise InputError(f"{output}: cannot be written: {error.strerror}") from None
