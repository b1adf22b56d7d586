"""The command line: ``stance score``. What is heavy is imported inside the command, so that help is quick."""

from __future__ import annotations

import importlib.metadata
import signal
import sys
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline import command, output
from pipeline.errors import InputError
from pipeline.output import Format

if TYPE_CHECKING:
    from pipeline.schema import Article
    from pipeline.score import Reading
    from pipeline.tables import Table

app = typer.Typer(
    add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False, rich_markup_mode=None
)

HERE = Path("models", "onnx")
CHECKOUT = Path(__file__).resolve().parent.parent


INTERRUPTED = 130
"""The exit status after Ctrl-C, by custom 128 + SIGINT."""

TABLES: tuple[str, ...] = (".csv", ".tsv", ".jsonl", ".parquet")


EXAMPLES = """\b
For example:
  stance score article.txt
  stance score data/articles --format html --output reports
  stance score - --format jsonl < article.txt
  stance score statements.csv --output scored.parquet
"""


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
    """Say of articles who says or does what, and which side each statement favours, Moscow or the West."""


@app.command(epilog=EXAMPLES)
def score(
    inputs: Annotated[
        list[str],
        typer.Argument(
            metavar="FILE|FOLDER|-...",
            help="Articles (.txt .md .html), folders of them, standard input (-), or a table of statements.",
        ),
    ],
    format: Annotated[
        Format | None,
        typer.Option(help="How to write the results; by default from the suffix of --output, else a table."),
    ] = None,
    to: Annotated[
        Path | None,
        typer.Option("--output", help="A file; with html also a folder, one page an article."),
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

    An article is cut into statements, and each gets an actor and a stance. A table
    (.csv .tsv .jsonl .parquet) holds ready statements; its columns 'actor', 'kind', 'side' and
    'context' (the sentence before) are used where they are there, every column passes through, and
    the stance comes last. A row that cannot be judged (an empty cell, an unknown side) is kept,
    without a stance, and its 'note' says why.

    Nothing is written unless every input could be read and scored.
    """
    written = output.chosen(format, to)
    output.check(to, written, inputs)
    folder = model or (HERE if HERE.is_dir() else CHECKOUT / HERE)
    tables = [name for name in inputs if Path(name).suffix.lower() in TABLES]
    if tables and (len(inputs) > 1 or written is Format.HTML):
        remedy = "an HTML page is made of an article" if written is Format.HTML else "score a table by itself"
        raise InputError(f"{tables[0]}: a table of ready statements; {remedy}")
    if tables:
        _score_table(Path(tables[0]), folder, actors, encoding, written, to)
    else:
        _score_articles(inputs, folder, actors, encoding, written, to)


def _score_table(
    path: Path, model: Path, actors: Path | None, encoding: str, written: Format, to: Path | None
) -> None:
    from pipeline.tables import read_table

    table = read_table(path, encoding=encoding)
    from pipeline.formats import extended
    from pipeline.progress import progress
    from pipeline.score import Scorer

    judged = Scorer.load(model, registry=actors).judge_rows(table.rows)
    judged = progress(judged, total=len(table.rows), unit="statements")
    output.write_table(extended(table, judged), written, to)


def _score_articles(
    inputs: Sequence[str],
    model: Path,
    actors: Path | None,
    encoding: str,
    written: Format,
    to: Path | None,
) -> None:
    articles = _articles(inputs, encoding)
    if written is Format.HTML:
        output.check_pages(to, len(articles))
    from pipeline.progress import progress
    from pipeline.report import about
    from pipeline.score import Scorer

    scorer = Scorer.load(model, registry=actors)
    readings = list(progress(scorer.read(articles), total=len(articles), unit="articles"))
    if written is Format.HTML:
        output.write_pages(readings, about(scorer.settings, scorer.calibration), to)
    else:
        output.write_table(_results(readings), written, to)


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


def _results(readings: Sequence[Reading]) -> Table:
    from pipeline.schema import Scored
    from pipeline.tables import Table

    rows = (row.model_dump(mode="json") for reading in readings for row in reading.scored)
    return Table(tuple(Scored.model_fields), tuple(rows))


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
