"""Where a statement says who speaks or acts: labels, sources, clauses, agents."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from spacy.tokens import Span, Token

from pipeline.attribution import words


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


@dataclass(frozen=True)
class Clause:
    """A finite verb outside quotation marks with its subject; ``depth`` counts verbs above it."""

    verb: Token
    subject: Token | None
    passive: bool
    depth: int
    cue: Cue


Outside = Callable[[Token], bool]

_SUBORDINATE = frozenset(
    {"relcl", "acl", "advcl", "ccomp", "xcomp", "pcomp", "csubj", "csubjpass", "amod", "appos"}
)
_PAST = frozenset({"VBD", "VBN"})


def clauses(span: Span, outside: Outside) -> list[Clause]:
    """Return the clauses of a statement, outermost first (codebook: the outermost source wins)."""
    found = [
        _clause(token, span)
        for token in span
        if token.pos_ in ("VERB", "AUX") and outside(token) and _heads_clause(token)
    ]
    found.extend(_unparsed(span, outside))
    with_subject = [clause for clause in found if clause.subject is not None]
    if not any(clause.depth == 0 for clause in with_subject):
        with_subject.extend(_misread(span, outside))
    return sorted(with_subject, key=lambda clause: (clause.depth, clause.verb.i))


def _unparsed(span: Span, outside: Outside) -> Iterator[Clause]:
    """Read ", President Tokayev assured reporters" where the parser saw no subject."""
    for verb in span:
        if verb.tag_ not in ("VBD", "VBN", "VBZ") or verb.i <= span.start or not outside(verb):
            continue
        before = verb.nbor(-1)
        if verb.lemma_.lower() not in words.SAYING | _REPORTING or before.pos_ not in ("PROPN", "NOUN"):
            continue
        first = before.left_edge
        if _subject(verb)[0] is None and first.i > span.start and first.nbor(-1).text in (",", "”", '"'):
            yield Clause(verb, before, False, 0, Cue.SPEECH)


_REPORTING = frozenset({"assure", "inform", "accuse", "call", "describe", "demand", "urge", "deny"})


def _misread(span: Span, outside: Outside) -> Iterator[Clause]:
    """Read "Danko, whose party sits in the coalition, called on ..." where the parser made "called" a participle."""
    nouns = (token for token in span if token.pos_ in ("PROPN", "NOUN"))
    roots = [noun for noun in nouns if not span.start <= noun.head.i < span.end or noun.dep_ == "ROOT"]
    for root in roots[:1]:
        for child in root.subtree:
            if (
                child.dep_ in ("acl", "relcl")
                and child.tag_ in ("VBD", "VBN")
                and child.lower_ != "been"
                and outside(child)
            ):
                if agent(child) is not None:
                    yield Clause(child, root, True, 0, Cue.AGENT)
                elif not any(noun.dep_ in ("nsubj", "nsubjpass") for noun in child.children):
                    yield Clause(child, root, False, 0, _cue(child, False))


def _heads_clause(verb: Token) -> bool:
    return verb.dep_ not in ("aux", "auxpass", "amod")


def _clause(verb: Token, span: Span) -> Clause:
    depth = _depth(verb, span)
    subject, passive = _subject(verb)
    return Clause(verb, subject, passive, depth, _cue(verb, passive))


def _depth(verb: Token, span: Span) -> int:
    """Count the subordinations above a verb within the statement; a parenthetical "she said" has none."""
    if _is_parenthetical(verb, span):
        return 0
    depth = 0
    token = verb
    while token.head.i != token.i and span.start <= token.head.i < span.end:
        if token.dep_ in _SUBORDINATE:
            depth += 1
        token = token.head
    return depth + (token.dep_ in ("relcl", "acl", "advcl") and token.head.i != token.i)


def _is_parenthetical(verb: Token, span: Span) -> bool:
    """Say whether a saying verb stands between commas or at the end: ", she said," or "," said Kallas."""
    if verb.lemma_.lower() not in words.SAYING | {"put"} or verb.dep_ not in (
        "ccomp",
        "parataxis",
        "conj",
        "dep",
        "advcl",
        "ROOT",
    ):
        return False
    subject, _ = _subject(verb)
    if subject is None:
        return False
    first = min(verb.i, subject.left_edge.i)
    before = span.doc[first - 1].text if first > span.start else ""
    has_complement = any(child.dep_ == "mark" and child.lower_ != "as" for child in verb.children)
    if verb.lemma_.lower() == "put" and before.lower() != "as":
        return False
    return before in ("as", "As", ",", "”", '"', "’", "–", "—") and not has_complement


def _subject(verb: Token) -> tuple[Token | None, bool]:
    """Return a verb's own subject, or that of the verb it is joined to by "and"."""
    token = verb
    for _ in range(4):
        for child in token.children:
            if child.dep_ in ("nsubj", "nsubjpass", "csubj"):
                return child, child.dep_ == "nsubjpass" and token.i == verb.i
        if token.dep_ != "conj" or token.head.i == token.i:
            break
        token = token.head
    return None, any(child.dep_ == "auxpass" for child in verb.children)


def _cue(verb: Token, passive: bool) -> Cue:
    lemma = verb.lemma_.lower()
    if passive:
        quoted = lemma in ("quote", "cite", "report") and any(
            child.dep_ == "prep" and child.lower_ == "as" for child in verb.children
        )
        return Cue.SPEECH if quoted else Cue.AGENT
    if lemma in words.SAYING:
        return Cue.SPEECH
    if lemma in words.INNER and not _of_person(verb):
        return Cue.STANDING
    if lemma in words.HOLDING or lemma in words.INNER:
        return Cue.HOLDING
    if lemma in words.STANDING:
        return Cue.STANDING
    return Cue.ACT if _is_event(verb) else Cue.STANDING


def _of_person(verb: Token) -> bool:
    subject, _ = _subject(verb)
    if subject is None:
        return False
    return subject.ent_type_ != "GPE"


def _is_event(verb: Token) -> bool:
    """Say whether a verb tells an event: past, perfect, future, or going on; not a present habit."""
    helpers = {child.lower_ for child in verb.children if child.dep_ == "aux"}
    if verb.tag_ in ("VBD", "VBN"):
        return True
    return bool(
        helpers
        & {
            "has",
            "have",
            "had",
            "will",
            "is",
            "are",
            "’s",
            "'s",
            "would",
            "did",
            "does",
            "do",
            "can",
            "could",
            "must",
            "should",
            "may",
        }
    )


def agent(verb: Token) -> Token | None:
    """Return the doer that a passive verb names with "by" (rule 30)."""
    for child in verb.children:
        if child.dep_ == "agent" or child.dep_ == "prep" and child.lower_ == "by":
            return next((noun for noun in child.children if noun.dep_ == "pobj"), None)
    return None


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
