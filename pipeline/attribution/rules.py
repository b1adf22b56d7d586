"""The choice among candidates: small rules in order, the first that answers wins.

A learned ranker may take the place of ``choose``: the candidates and their features stay.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pipeline.attribution.candidates import Candidate
from pipeline.attribution.cues import Cue
from pipeline.schema import Kind

Rule = Callable[[Sequence[Candidate]], Candidate | None]

CONFIDENCE: dict[Cue, float] = {
    Cue.LABEL: 0.95,
    Cue.QUESTION: 0.9,
    Cue.SPEECH: 0.92,
    Cue.SOURCE: 0.9,
    Cue.QUOTE: 0.88,
    Cue.HOLDING: 0.86,
    Cue.PRINCIPAL: 0.8,
    Cue.AUTHOR: 0.84,
    Cue.POLL: 0.75,
    Cue.AGENT: 0.66,
    Cue.ACT: 0.64,
    Cue.RUNNING: 0.6,
    Cue.STANDING: 0.5,
    Cue.NARRATOR: 0.45,
}
"""How sure each cue makes: rough and monotone, a strong cue above an inferred act above the fallback."""


def labelled(candidates: Sequence[Candidate]) -> Candidate | None:
    """A speaker's label or the mark of a question settles it (rule 34)."""
    return _first(candidates, Cue.LABEL, Cue.QUESTION)


def speaker(candidates: Sequence[Candidate]) -> Candidate | None:
    """Whoever speaks in the main clause; a named source outranks a medium that relays (rule 11)."""
    found = _outermost(candidates, Cue.SPEECH)
    if found is not None and found.mention.kind == Kind.MEDIA:
        return _first(candidates, Cue.SOURCE) or found
    return found


def source(candidates: Sequence[Candidate]) -> Candidate | None:
    """Whoever it is according to (speech outranks act)."""
    return _first(candidates, Cue.SOURCE)


def quotation(candidates: Sequence[Candidate]) -> Candidate | None:
    """A quotation without a speaker of its own keeps the one that it has elsewhere."""
    return _first(candidates, Cue.QUOTE)


def author(candidates: Sequence[Candidate]) -> Candidate | None:
    """A speech or column is its author's throughout (rule 27), whatever it reports of others."""
    return _first(candidates, Cue.AUTHOR)


def principal(candidates: Sequence[Candidate]) -> Candidate | None:
    """The "I" of a speech or column is its author (rule 27)."""
    return _first(candidates, Cue.PRINCIPAL)


def poll(candidates: Sequence[Candidate]) -> Candidate | None:
    """A poll is the public's (rule 15)."""
    return _outermost(candidates, Cue.POLL)


def holder(candidates: Sequence[Candidate]) -> Candidate | None:
    """A position belongs to its holder (rule 18)."""
    return _outermost(candidates, Cue.HOLDING)


def doer(candidates: Sequence[Candidate]) -> Candidate | None:
    """An act told in the main clause belongs to who does it (rules 7, 31)."""
    return _outermost(candidates, Cue.ACT)


def passive_doer(candidates: Sequence[Candidate]) -> Candidate | None:
    """A passive sentence belongs to the doer that it names (rule 30)."""
    return _outermost(candidates, Cue.AGENT)


def running(candidates: Sequence[Candidate]) -> Candidate | None:
    """Reported speech that runs on keeps the speaker."""
    return _first(candidates, Cue.RUNNING)


def person(candidates: Sequence[Candidate]) -> Candidate | None:
    """A person of whom the main clause tells something, by name, is rather its actor than nobody."""
    found = _outermost(candidates, Cue.STANDING)
    return found if found is not None and found.mention.is_person else None


def narrator(candidates: Sequence[Candidate]) -> Candidate | None:
    """Standing facts and background are nobody's (rule 31)."""
    return _first(candidates, Cue.NARRATOR)


RULES: tuple[Rule, ...] = (
    labelled,
    quotation,
    author,
    speaker,
    source,
    poll,
    principal,
    holder,
    doer,
    passive_doer,
    person,
    running,
    narrator,
)


def choose(candidates: Sequence[Candidate]) -> Candidate:
    """Return the candidate of the first rule that answers; the narrator is always among them."""
    return next(found for rule in RULES if (found := rule(candidates)) is not None)


def _first(candidates: Sequence[Candidate], *cues: Cue) -> Candidate | None:
    return next((candidate for candidate in candidates if candidate.cue in cues), None)


def _outermost(candidates: Sequence[Candidate], cue: Cue) -> Candidate | None:
    """Take the candidate of the outermost clause, where that clause has this cue."""
    found = [candidate for candidate in candidates if candidate.cue == cue]
    best = min(found, key=lambda candidate: candidate.depth, default=None)
    others = [candidate.depth for candidate in candidates if candidate.cue in _CLAUSE_CUES]
    return best if best is not None and best.depth <= min(others) else None


_CLAUSE_CUES = frozenset({Cue.SPEECH, Cue.HOLDING, Cue.POLL, Cue.ACT, Cue.AGENT, Cue.STANDING})
