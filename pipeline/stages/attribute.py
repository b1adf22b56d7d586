"""Stage attribute: who says or does each statement of the corpus and of the users' articles."""

from __future__ import annotations

from pathlib import Path

from pipeline import attribute, command, parse
from pipeline.actors import Registry
from pipeline.attribute import attribute_articles
from pipeline.files import whole_folder
from pipeline.params import load
from pipeline.progress import progress
from pipeline.rows import read_jsonl, write_jsonl
from pipeline.schema import Article, Statement


def main(statements: Path, actors: Path, output: Path) -> None:
    """Write corpus.jsonl and articles.jsonl: each statement with its actor."""
    parser, registry, params = (
        parse.Parser.load(load(parse.Params)),
        Registry.load(actors),
        load(attribute.Params),
    )
    with whole_folder(output) as folder:
        for name in ("corpus", "articles"):
            articles = read_jsonl(statements / name / "articles.jsonl", Article)
            rows = read_jsonl(statements / name / "statements.jsonl", Statement)
            parsed = progress(parser.parse(articles), total=len(articles), unit="articles")
            write_jsonl(folder / f"{name}.jsonl", attribute_articles(parsed, rows, registry, params))


if __name__ == "__main__":
    command.run(main)
