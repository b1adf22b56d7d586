"""The clauses of a statement: their verbs, subjects and agents, and how deep they lie."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from spacy.tokens import Span, Token

from pipeline.attribution import words
from pipeline.attribution.cues import Cue, Outside


@dataclass(frozen=True)
class Clause:
    """A finite verb outside quotation marks with its subject; ``depth`` counts verbs above it."""

    verb: Token
    subject: Token | None
    passive: bool
    depth: int
    cue: Cue


_SUBORDINATE = frozenset(
    {"relcl", "acl", "advcl", "ccomp", "xcomp", "pcomp", "csubj", "csubjpass", "amod", "appos"}
)


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
