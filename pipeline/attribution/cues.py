"""Marks of who speaks: labels, sources, questions, resolutions, the first person."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from enum import StrEnum

from spacy.tokens import Span, Token


class Cue(StrEnum):
    """Why a mention may be the actor of a statement."""

    LABEL = "label"
    SPEECH = "speech"
    SOURCE = "source"
    HOLDING = "holding"
    POLL = "poll"
    ACT = "act"
    AGENT = "agent"
    STANDING = "standing"
    QUOTE = "quote"
    QUESTION = "question"
    AUTHOR = "author"
    PRINCIPAL = "principal"
    RUNNING = "running"
    NARRATOR = "narrator"


Outside = Callable[[Token], bool]


def sources(span: Span, outside: Outside) -> Iterator[Token]:
    """Give the nouns after "according to", "in the words of", "for" (a name, at the head) and before "'s words"."""
    for token in span:
        if not outside(token):
            continue
        if token.i == span.start and token.lower_ in ("for", "to"):
            yield from (
                child
                for child in token.children
                if child.dep_ == "pobj" and child.ent_type_ in ("PERSON", "ORG")
            )
        if token.lower_ == "to" and token.i > 0 and token.nbor(-1).lower_ == "according":
            yield from (child for child in token.children if child.dep_ == "pobj")
        elif token.lower_ in (
            "words",
            "view",
            "opinion",
            "account",
            "estimate",
            "reckoning",
            "telling",
            "judgment",
            "assessment",
            "figures",
            "count",
        ):
            if not any(child.lower_ in ("in", "by", "on") for child in (token.head,)):
                continue
            yield from (child for child in token.children if child.dep_ == "poss")
            for prep in token.children:
                if prep.lower_ == "of":
                    yield from (child for child in prep.children if child.dep_ == "pobj")


_LABEL = re.compile(
    r"(?P<name>[^\W\d_a-z][^:.;,“”\"?!]{1,60}?)(?:,[^:.“”\"?!]{2,60})?(?: ?\([^)]{2,60}\))?(?:, \d[^:]{0,20})?:\s"
)


_QUESTION = re.compile(
    r"(?:Q|QUESTION|Question|Journalist|Reporter|JOURNALIST|REPORTER|Moderator|MODERATOR)(?: ?\([^)]*\))?\s*[:.]\s"
)


_ANSWER = re.compile(r"(?:A|ANSWER|Answer)\s*[:.]\s")


def label(text: str) -> tuple[int, int] | None:
    """Return the place of a speaker's label that opens a statement, as in "Peskov: We stay".

    >>> label("Kremlin: The two leaders spoke."), label("Trade points the other way: it fell.")
    ((0, 7), None)
    """
    match = _LABEL.match(text)
    if match is None or is_question(text) or is_answer(text):
        return None
    name = match.group("name").split()
    capitals = sum(word[0].isupper() or word in ("of", "the", "for", "von", "de", "and") for word in name)
    return match.span("name") if capitals == len(name) and len(name) <= 6 else None


def is_question(text: str) -> bool:
    """Say whether a statement is labelled as a journalist's question (rule 34)."""
    return _QUESTION.match(text) is not None


_RESOLUTION = re.compile(
    r"(?:\d+\.\s+|[A-Z]\.\s+|[-–]\s+)?(?:[Ww]hereas\b|[Hh]aving (?:regard|seen|met)|(?:Strongly |Firmly |Further |Also )?(?:[Rr]ecalls|[Cc]ondemns|[Rr]eiterates"
    r"|[Cc]alls|[Uu]rges|[Ww]elcomes|[Ee]xpresses|[Ss]tresses|[Nn]otes|[Uu]nderlines|[Cc]onsiders|[Ii]nstructs|[Dd]eplores"
    r"|[Rr]egrets|[Dd]emands|[Tt]akes note|[Rr]eaffirms|[Bb]elieves|[Ss]upports|[Ii]nsists|[Ee]mphasi[sz]es|[Ii]nvites|[Ee]ncourages|[Aa]sks))\b"
)


def is_resolution(text: str) -> bool:
    """Say whether a statement is a clause of a resolution, whose subject stands above them all.

    >>> is_resolution("2. Recalls that aid is conditional;"), is_resolution("Notes from Kyiv arrived.")
    (True, True)
    """
    return _RESOLUTION.match(text) is not None


def is_answer(text: str) -> bool:
    """Say whether a statement is labelled as the answer."""
    return _ANSWER.match(text) is not None


FIRST_PERSON = frozenset({"i", "we", "my", "our", "us", "me", "mine", "ours", "myself", "ourselves"})


_BACKSHIFT = frozenset({"would", "could"})


def first_person(span: Span, outside: Outside) -> bool:
    """Say whether a statement speaks of "I" or "we" outside quotation marks (rule 27)."""
    return any(token.lower_ in FIRST_PERSON and outside(token) and token.text != "US" for token in span)


def backshifted(span: Span) -> bool:
    """Say whether the verbs are those of reported speech: "It would join by 2030"."""
    return any(token.lower_ in _BACKSHIFT and token.dep_ in ("aux", "auxpass", "ROOT") for token in span)
