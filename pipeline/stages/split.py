"""Stage split: the corpus and the users' articles to statements."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pipeline import command, params, parse
from pipeline.corpus import CONTRAST_FILES, to_article
from pipeline.documents import read_folder
from pipeline.files import whole_folder
from pipeline.progress import progress
from pipeline.rows import read_corpus, write_jsonl
from pipeline.schema import Article, Dropped, Statement
from pipeline.split import Params, split


def main(articles: Path, corpus: Path, output: Path) -> None:
    """Write {corpus,articles}/{articles,statements,dropped}.jsonl."""
    parser, settings = parse.Parser.load(params.load(parse.Params)), params.load(Params)
    standalone = {path.stem for path in corpus.glob(f"{CONTRAST_FILES}.jsonl")}
    gold = [
        to_article(one)
        for file, found in read_corpus(corpus).items()
        if file not in standalone
        for one in found
    ]
    with whole_folder(output) as folder:
        _write(gold, parser, settings, folder / "corpus")
        _write(read_folder(articles), parser, settings, folder / "articles")


def _write(articles: Sequence[Article], parser: parse.Parser, settings: Params, folder: Path) -> None:
    statements: list[Statement] = []
    dropped: list[Dropped] = []
    for parsed in progress(parser.parse(articles), total=len(articles), unit="articles"):
        statements += split(parsed, settings)
        dropped += parsed.dropped
    write_jsonl(folder / "articles.jsonl", articles)
    write_jsonl(folder / "statements.jsonl", statements)
    write_jsonl(folder / "dropped.jsonl", dropped)


if __name__ == "__main__":
    command.run(main)
