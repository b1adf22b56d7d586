"""The candidates for the actor of a statement, with the features by which one is chosen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from spacy.tokens import Span, Token

from pipeline.attribution import cues, words
from pipeline.attribution.cues import Clause, Cue
from pipeline.attribution.discourse import Discourse
from pipeline.attribution.mentions import Mention, Setting, public, read
from pipeline.schema import Kind, Sort, Statement


@dataclass(frozen=True)
class View:
    """One statement as the rules see it.

    ``share_quoted`` is the share of its characters within quotation marks, ``offset`` the place of
    its block in the article, ``opens`` whether it begins its paragraph.
    """

    statement: Statement
    span: Span
    offset: int
    spans: Sequence[tuple[int, int]]
    opens: bool

    def outside(self, token: Token) -> bool:
        """Say whether a token stands outside quotation marks."""
        place = self.offset + token.idx
        return not any(start <= place < end for start, end in self.spans)

    @property
    def share_quoted(self) -> float:
        """Return the share of the statement's characters within quotation marks."""
        begin, finish = self.statement.start, self.statement.end
        inside = sum(max(0, min(end, finish) - max(start, begin)) for start, end in self.spans)
        return inside / max(1, finish - begin)

    @property
    def mostly_quoted(self) -> bool:
        """Say whether most of the statement stands within quotation marks."""
        return self.share_quoted > 0.5

    def shares_quotation(self, other: View) -> bool:
        """Say whether one pair of quotation marks spans both statements, whole or in part."""
        here, there = self.statement, other.statement
        return any(
            start < here.end and here.start < end and start < there.end and there.start < end
            for start, end in self.spans
        )


@dataclass(frozen=True)
class Candidate:
    """A possible actor: why, how deep its clause lies, and how many statements back it was named."""

    mention: Mention
    cue: Cue
    depth: int = 0
    distance: int = 0


def local(view: View, setting: Setting, discourse: Discourse) -> list[Candidate]:
    """Return the candidates that the statement itself names, outermost first."""
    found = list(_labelled(view, setting, discourse))
    for clause in cues.clauses(view.span, view.outside):
        found.extend(_of_clause(clause, view, setting, discourse))
    for noun in cues.sources(view.span, view.outside):
        mention = _resolve(noun, view, setting, discourse)
        if mention is not None:
            found.append(Candidate(mention, Cue.SOURCE))
    return found


def _labelled(view: View, setting: Setting, discourse: Discourse) -> Iterator[Candidate]:
    place = cues.label(view.statement.text)
    if place is None:
        return
    tokens = [token for token in view.span if token.idx + view.offset < view.statement.start + place[1]]
    heads = [token for token in tokens if token.pos_ in ("PROPN", "NOUN")]
    if heads:
        mention = read(heads[-1], view.offset, setting, discourse.latest())
        if mention is not None and (mention.is_person or mention.is_body):
            yield Candidate(mention, Cue.LABEL)


def _of_clause(clause: Clause, view: View, setting: Setting, discourse: Discourse) -> Iterator[Candidate]:
    assert clause.subject is not None
    subject = clause.subject
    if clause.passive and clause.cue == Cue.AGENT:
        doer = cues.agent(clause.verb)
        mention = _resolve(doer, view, setting, discourse) if doer is not None else None
        if mention is not None:
            yield Candidate(mention, Cue.AGENT, clause.depth)
            return
        mention = _resolve(subject, view, setting, discourse)
        if mention is not None:
            yield Candidate(mention, Cue.STANDING, clause.depth)
        return
    lemma = subject.lemma_.lower()
    if lemma in words.POLLS or lemma in words.POLL_HEADS:
        mention = _resolve(subject, view, setting, discourse)
        mention = mention or public(
            setting.side, view.offset + subject.idx, view.offset + subject.idx + len(subject), setting
        )
        if mention is not None:
            yield Candidate(mention, Cue.POLL, clause.depth)
        return
    utterer = _utterer(subject)
    if utterer.lemma_.lower() in words.SPEECH_NOUNS and utterer.pos_ == "NOUN":
        if clause.cue == Cue.SPEECH and discourse.actors:
            start = view.offset + subject.idx
            last = replace(discourse.actors[-1], start=start, end=start + len(subject), sort=Sort.ROLE)
            yield Candidate(last, Cue.SPEECH, clause.depth)
        return
    mention = _resolve(utterer, view, setting, discourse)
    if mention is not None:
        cue = clause.cue if utterer is subject else Cue.SPEECH
        yield Candidate(mention, cue, clause.depth)


def _utterer(subject: Token) -> Token:
    """Return whose statement, letter or line it is: "the ministry's statement" is the ministry's."""
    if subject.lemma_.lower() not in words.SPEECH_NOUNS:
        return subject
    for child in subject.children:
        if child.dep_ == "poss":
            return child
    for prep in subject.children:
        if prep.dep_ == "prep" and prep.lower_ in ("of", "from", "by"):
            return next((child for child in prep.children if child.dep_ == "pobj"), subject)
    return subject


def _resolve(token: Token, view: View, setting: Setting, discourse: Discourse) -> Mention | None:
    if token.pos_ == "PRON" or token.lower_ in ("both", "they"):
        return discourse.pronoun(token, view.offset + token.idx)
    near = (
        _subjects_before(token, view, setting, discourse)
        if token.lower_ in ("office", "service", "spokesman", "spokeswoman")
        else ()
    )
    return read(token, view.offset, setting, (*discourse.latest(), *near))


def _subjects_before(token: Token, view: View, setting: Setting, discourse: Discourse) -> tuple[Mention, ...]:
    """Return whom the statement names before a token as subjects: "Belavia flies twelve, its press service said"."""
    found = []
    for earlier in view.span:
        if (
            earlier.i < token.left_edge.i
            and earlier.dep_ in ("nsubj", "nsubjpass")
            and earlier.pos_ == "PROPN"
        ):
            mention = read(earlier, view.offset, setting, discourse.latest())
            if mention is not None:
                found.append(mention)
    return tuple(found)


def narrator(statement: Statement) -> Mention:
    """Return the mention of nobody: the reporter tells it."""
    return Mention(statement.start, statement.start, "narrator", Kind.NARRATOR, "-", Sort.NARRATOR)
