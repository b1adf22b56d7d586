"""Whom a noun phrase names: the readings in the order in which they are tried."""

from __future__ import annotations

from spacy.tokens import Token

from pipeline.attribution.bodies import organ
from pipeline.attribution.mentions import Mention, Setting
from pipeline.attribution.names import apposed, known, other_name, person
from pipeline.attribution.phrases import phrase
from pipeline.attribution.roles import crowd, poll, role


def read(head: Token, offset: int, setting: Setting, latest: tuple[Mention, ...]) -> Mention | None:
    """Say whom a noun phrase names; None for things and for pronouns.

    ``latest`` are the actors so far, the newest last: they tell which ministry "the ministry" is.
    """
    if head.pos_ == "PRON" or head.pos_ not in ("PROPN", "NOUN", "ADJ", "NUM", "DET", "ADV", "VERB", "X"):
        return None
    found = phrase(head, offset, setting.parsed.article.text)
    if found.core.casefold().startswith(("whose ", "which ", "what ")):
        return None
    for reading in (apposed, known, person, poll, crowd, role, organ, other_name):
        mention = reading(found, offset, setting, latest)
        if mention is not None:
            return mention
    return None
