"""The command line: ``stance score``. What is heavy is imported inside the command, so that help is quick."""

from __future__ import annotations

import importlib.metadata
import io
import os
import signal
import sys
import tomllib
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline import command
from pipeline.errors import InputError

if TYPE_CHECKING:
    from pipeline.schema import Article
    from pipeline.score import Reading, Scorer
    from pipeline.tables import Table

app = typer.Typer(
    add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False, rich_markup_mode=None
)

HERE = Path("models", "onnx")
CHECKOUT = Path(__file__).resolve().parent.parent


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
INTERRUPTED = 130
"""The exit status after Ctrl-C, by custom 128 + SIGINT."""

TABLES: tuple[str, ...] = (".csv", ".tsv", ".jsonl", ".parquet")


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"stance {_number()}")
        raise typer.Exit


def _number() -> str:
    """Return the version that is installed, or that of the checkout."""
    try:
        return importlib.metadata.version("stance-pipeline")
    except importlib.metadata.PackageNotFoundError:
        with (CHECKOUT / "pyproject.toml").open("rb") as file:
            return str(tomllib.load(file)["project"]["version"])


@app.callback()
def stance(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """Say of news articles who says or does what, and which side, Moscow or the West, each statement favours."""


@app.command()
def score(
    inputs: Annotated[
        list[str],
        typer.Argument(
            metavar="FILE|FOLDER|-...",
            help="Articles (.txt .md .html), folders of them, standard input (-), or one table of statements.",
        ),
    ],
    format: Annotated[
        Format | None,
        typer.Option(help="How to write the results; by default from the suffix of --output, else a table."),
    ] = None,
    output: Annotated[
        Path | None, typer.Option(help="A file; with html also a folder, one page an article.")
    ] = None,
    model: Annotated[
        Path | None, typer.Option(help="Folder of the exported model.", show_default="models/onnx")
    ] = None,
    actors: Annotated[
        Path | None,
        typer.Option(help="Registry of actors.", show_default="data/actors.jsonl of the model's project"),
    ] = None,
    encoding: Annotated[str, typer.Option(help="Character encoding of the inputs.")] = "utf-8",
) -> None:
    """Score the statements of articles, or those of a table with a column 'text'.

    An article is cut into statements, and each gets an actor and a stance. A table (.csv .tsv .jsonl .parquet)
    holds ready statements; its columns 'actor', 'kind', 'side' and 'context' (the sentence before) are used
    where they are there, every column passes through, and the stance comes last. A row that cannot be judged
    (an empty cell, an unknown side) is kept, without a stance, and its 'note' says why.

    Nothing is written unless every input could be read and scored.

    \b
    For example:
      stance score article.txt
      stance score data/articles --output reports --format html
      curl -s https://example.org/article | stance score - --format jsonl
      stance score statements.csv --output scored.parquet
    """
    written = _format(format, output)
    _check_output(output, written, inputs)
    folder = model or (HERE if HERE.is_dir() else CHECKOUT / HERE)
    tables = [name for name in inputs if Path(name).suffix.lower() in TABLES]
    if tables and (len(inputs) > 1 or written is Format.HTML):
        remedy = "an HTML page is made of an article" if written is Format.HTML else "score a table by itself"
        raise InputError(f"{tables[0]}: a table of ready statements; {remedy}")
    if tables:
        _score_table(Path(tables[0]), folder, actors, encoding, written, output)
    else:
        _score_articles(inputs, folder, actors, encoding, written, output)


def _score_table(
    path: Path, model: Path, actors: Path | None, encoding: str, written: Format, output: Path | None
) -> None:
    from pipeline.progress import progress
    from pipeline.tables import extended, read_table

    table = read_table(path, encoding=encoding)
    from pipeline.score import Scorer

    judged = Scorer.load(model, registry=actors).judge_rows(table.rows)
    judged = progress(judged, total=len(table.rows), unit="statements")
    _write(_dumped(extended(table, judged), written), output)


def _score_articles(
    inputs: Sequence[str],
    model: Path,
    actors: Path | None,
    encoding: str,
    written: Format,
    output: Path | None,
) -> None:
    articles = _articles(inputs, encoding)
    from pipeline.progress import progress
    from pipeline.score import Scorer

    scorer = Scorer.load(model, registry=actors)
    readings = list(progress(scorer.read(articles), total=len(articles), unit="articles"))
    if written is Format.HTML:
        _write_pages(readings, scorer, output)
    else:
        _write(_dumped(_results(readings), written), output)


def _articles(inputs: Sequence[str], encoding: str) -> list[Article]:
    """Read every input as articles; their ids must differ, for results are told apart by them."""
    places: dict[str, str] = {}
    articles: list[Article] = []
    for place in inputs:
        for article in _read(place, encoding):
            if article.id in places:
                known = places[article.id]
                raise InputError(
                    f"{place}: {article.id!r} is also the name of an article from {known}; rename one"
                )
            places[article.id] = place
            articles.append(article)
    return articles


def _read(place: str, encoding: str) -> list[Article]:
    from pipeline import documents

    if place == "-":
        text = documents.decode(sys.stdin.buffer.read(), "standard input", encoding)
        if not text.strip():
            raise InputError("standard input: it is empty")
        return [documents.from_text(text, "stdin")]
    if not Path(place).is_dir():
        return [documents.read(Path(place), encoding=encoding)]
    articles = documents.read_folder(Path(place), encoding=encoding)
    if not articles:
        raise InputError(f"{place}: no articles in this folder; they are {', '.join(documents.SUFFIXES)}")
    return articles


def _format(format: Format | None, output: Path | None) -> Format:
    if format is not None or output is None:
        return format or Format.TABLE
    suffix = output.suffix.lower()
    if suffix not in SUFFIXES:
        allowed = ", ".join(SUFFIXES)
        raise InputError(
            f"{output}: no format goes with suffix {suffix!r}; allowed: {allowed}, or say --format"
        )
    return SUFFIXES[suffix]


def _check_output(output: Path | None, written: Format, inputs: Sequence[str]) -> None:
    """Find before the work what would stop the writing after it."""
    if output is None:
        if written is Format.PARQUET:
            raise InputError("--format parquet is no text; name a file with --output")
        return
    if output.is_dir() and written is not Format.HTML:
        raise InputError(f"{output}: a folder; name a file in it")
    if not output.is_dir() and not output.parent.is_dir():
        raise InputError(f"{output}: no folder {output.parent}; make it first")
    if not os.access(output if output.exists() else output.parent, os.W_OK):
        raise InputError(f"{output}: may not be written here")
    if any(output.resolve() == Path(name).resolve() for name in inputs):
        raise InputError(f"{output}: is an input; name another file")


def _results(readings: Sequence[Reading]) -> Table:
    from pipeline.schema import Scored
    from pipeline.tables import Table

    rows = (row.model_dump(mode="json") for reading in readings for row in reading.scored)
    return Table(tuple(Scored.model_fields), tuple(rows))


def _dumped(table: Table, written: Format) -> bytes | Table:
    from pipeline import tables

    dump = {Format.JSONL: tables.to_jsonl, Format.CSV: tables.to_csv, Format.PARQUET: tables.to_parquet}
    return dump[written](table) if written in dump else table


def _write(content: bytes | Table, output: Path | None) -> None:
    """Write to a file, whole or not at all, or to standard output; a table is shown for the eye."""
    from pipeline.terminal import show

    if not isinstance(content, bytes):
        if output is None:
            show(content.rows, sys.stdout)
            return
        page = io.StringIO()
        show(content.rows, page)
        content = page.getvalue().encode("utf-8")
    if output is None:
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
    else:
        _write_file(content, output)


def _write_file(content: bytes, path: Path) -> None:
    from pipeline.files import whole_file

    try:
        with whole_file(path) as partial:
            partial.write_bytes(content)
    except OSError as error:
        raise InputError(f"{path}: cannot be written: {error.strerror}") from None


def _write_pages(readings: Sequence[Reading], scorer: Scorer, output: Path | None) -> None:
    """Write one page to a file or standard output, or all into a folder."""
    from pipeline.report import about, render

    made_by = about(scorer.settings, scorer.calibration)
    pages = {
        reading.article.id: render(reading.article, reading.scored, reading.dropped, made_by).encode("utf-8")
        for reading in readings
    }
    is_file = output is None or (output.suffix.lower() in SUFFIXES and not output.is_dir())
    if is_file and len(pages) > 1:
        raise InputError(f"{len(pages)} articles make {len(pages)} pages; name a folder with --output")
    for name, page in pages.items():
        _write(page, output if output is None or is_file else output / f"{name}.html")


def main() -> None:
    """Run the command line; a closed pipe (``| head``) ends it quietly, as it ends other Unix tools."""
    if hasattr(signal, "SIGPIPE"):
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    try:
        command.run_app(app)
    except SystemExit as stop:
        if stop.code == INTERRUPTED:
            sys.stderr.write("interrupted\n")
        raise


if __name__ == "__main__":
    main()
