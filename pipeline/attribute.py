"""Who says or does it: the actor of each statement of an article (codebook, section "Actor")."""

from __future__ import annotations

import datetime
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Annotated

from pydantic import Field, PositiveInt

from pipeline.actors import Registry
from pipeline.attribution import cues, rules
from pipeline.attribution.candidates import Candidate, View, local, narrator
from pipeline.attribution.cues import Cue
from pipeline.attribution.discourse import Discourse
from pipeline.attribution.mentions import Mention, Setting
from pipeline.attribution.people import find_people
from pipeline.attribution.places import setting as place_setting
from pipeline.attribution.principal import Principal, find_principal
from pipeline.blocks import Parsed
from pipeline.params import Section
from pipeline.quotes import quoted_spans
from pipeline.schema import Attributed, Kind, Sort, Statement


class Params(Section):
    """How many actors back a pronoun may point, and what makes a text a speech or column.

    ``first_person`` is the share of statements that say "I" or "we" outside quotation marks, from
    which on the whole text is read as its author's (rule 27).
    """

    window: PositiveInt
    first_person: Annotated[float, Field(ge=0, le=1)]


def attribute(
    parsed: Parsed, statements: Sequence[Statement], registry: Registry, params: Params
) -> tuple[Attributed, ...]:
    """Name the actor of each statement; join neighbouring clauses of one sentence with one actor."""
    return join(attribute_each(parsed, statements, registry, params), parsed.article.text)


def attribute_articles(
    parsed: Iterable[Parsed], statements: Sequence[Statement], registry: Registry, params: Params
) -> Iterator[Attributed]:
    """Attribute many articles; ``statements`` are those of all of them, in any order of articles."""
    by_article: dict[str, list[Statement]] = {}
    for statement in statements:
        by_article.setdefault(statement.article, []).append(statement)
    for article in parsed:
        yield from attribute(article, by_article.get(article.article.id, ()), registry, params)


def attribute_each(
    parsed: Parsed, statements: Sequence[Statement], registry: Registry, params: Params
) -> tuple[Attributed, ...]:
    """Name the actor of each statement, one row a statement, in order."""
    views = _views(parsed, statements)
    side = place_setting(parsed, registry)
    people = find_people(parsed, registry, side)
    setting = Setting(registry, people, side, _day(parsed), parsed)
    principal = find_principal(parsed, views, setting, params.first_person)
    discourse = Discourse(params.window)
    rows = []
    for index, view in enumerate(views):
        candidates = _candidates(index, views, setting, discourse, principal)
        chosen = rules.choose(candidates)
        speaks = chosen.cue not in (Cue.ACT, Cue.AGENT, Cue.STANDING, Cue.NARRATOR, Cue.POLL)
        discourse.note(chosen.mention, index, view.statement.paragraph, speaks)
        rows.append(_row(view.statement, chosen))
    return tuple(rows)


def join(rows: Sequence[Attributed], text: str) -> tuple[Attributed, ...]:
    """Join neighbouring statements of one sentence with one actor; count them anew.

    The joined row spans ``text`` from the first to the last; the surest of them tells how the actor
    is named.
    """
    joined = []
    for _, group in groupby(rows, key=lambda row: (row.sentence, row.paragraph, row.actor)):
        joined.append(_joined(tuple(group), text))
    return tuple(row.model_copy(update={"index": index}) for index, row in enumerate(joined))


def _joined(group: Sequence[Attributed], text: str) -> Attributed:
    if len(group) == 1:
        return group[0]
    surest = max(group, key=lambda row: row.actor_confidence)
    start, end = group[0].start, group[-1].end
    quoted = sum(len(row.text) for row in group if row.quoted) * 2 > end - start
    return surest.model_copy(update={"start": start, "end": end, "text": text[start:end], "quoted": quoted})


def _views(parsed: Parsed, statements: Sequence[Statement]) -> list[View]:
    starts = [block.start for block in parsed.blocks]
    spans = tuple(quoted_spans(parsed.article.text))
    views = []
    last = -1
    for statement in statements:
        at = bisect_right(starts, statement.start) - 1
        block = parsed.blocks[at]
        span = parsed.docs[at].char_span(
            statement.start - block.start,
            min(statement.end, block.end) - block.start,
            alignment_mode="expand",
        )
        assert span is not None  # alignment "expand" always finds the tokens of a place in the text
        views.append(View(statement, span, block.start, spans, statement.paragraph != last))
        last = statement.paragraph
    return views


def _candidates(
    index: int, views: Sequence[View], setting: Setting, discourse: Discourse, principal: Principal | None
) -> list[Candidate]:
    view = views[index]
    text = view.statement.text
    found = local(view, setting, discourse)
    if cues.is_question(text) or principal is not None and view.opens and text.rstrip('”"').endswith("?"):
        found.append(Candidate(_journalist(view), Cue.QUESTION))
    if view.mostly_quoted and not any(candidate.cue in _SPEAKING for candidate in found):
        owner = _owner(index, views, setting, discourse)
        if owner is not None:
            found.append(owner)
    if principal is not None and index >= principal.since:
        cue = Cue.AUTHOR if principal.whole else Cue.PRINCIPAL
        found.append(Candidate(_at(principal.mention, view, Sort.RUNNING), cue))
    if cues.is_resolution(text) and discourse.actors:
        found.append(Candidate(_at(discourse.actors[-1], view, Sort.RUNNING), Cue.QUOTE))
    if cues.is_answer(text) and principal is None and discourse.answerer is not None:
        found.append(Candidate(_at(discourse.answerer, view, Sort.RUNNING), Cue.QUOTE))
    if discourse.speaker is not None and _runs_on(view, discourse, index):
        distance = index - discourse.spoke_at
        found.append(Candidate(_at(discourse.speaker, view, Sort.RUNNING), Cue.RUNNING, distance=distance))
    found.append(Candidate(narrator(view.statement), Cue.NARRATOR))
    return found


_SPEAKING = frozenset({Cue.SPEECH, Cue.HOLDING, Cue.SOURCE, Cue.LABEL, Cue.QUESTION})


def _owner(index: int, views: Sequence[View], setting: Setting, discourse: Discourse) -> Candidate | None:
    """Find the speaker of a quotation: within the same marks before, after, else the last speaker."""
    view = views[index]
    continued = index > 0 and view.shares_quotation(views[index - 1])
    same_paragraph = discourse.spoke_in == view.statement.paragraph
    if discourse.speaker is not None and (continued or same_paragraph):
        return Candidate(_at(discourse.speaker, view, Sort.RUNNING), Cue.QUOTE, distance=1)
    for ahead in range(index + 1, min(index + 5, len(views))):
        if views[ahead].statement.paragraph != view.statement.paragraph and not views[ahead].share_quoted:
            break
        for candidate in local(views[ahead], setting, discourse):
            if candidate.cue in _SPEAKING and candidate.depth == 0:
                return Candidate(candidate.mention, Cue.QUOTE, distance=ahead - index)
    if discourse.speaker is not None:
        return Candidate(
            _at(discourse.speaker, view, Sort.RUNNING), Cue.QUOTE, distance=index - discourse.spoke_at
        )
    return None


def _runs_on(view: View, discourse: Discourse, index: int) -> bool:
    """Say whether reported speech may go on here: the speaker spoke just before, in this paragraph."""
    near = discourse.spoke_at == index - 1 and discourse.spoke_in == view.statement.paragraph
    return near and (cues.backshifted(view.span) or cues.first_person(view.span, view.outside))


def _at(mention: Mention, view: View, sort: Sort) -> Mention:
    return Mention(mention.start, mention.end, mention.name, mention.kind, mention.side, sort, mention.gender)


def _journalist(view: View) -> Mention:
    start = view.statement.start
    return Mention(start, start, "journalist", Kind.MEDIA, "-", Sort.ROLE)


_PAST_YEAR = r"\b(?:in|since|of|[A-Z][a-z]+|in [A-Z][a-z]+ \d\d?,|from) ((?:19[89]|20[0-2])\d)\b"


def _day(parsed: Parsed) -> datetime.date | None:
    """Return the article's day: its own, else the middle of the latest year told as past."""
    if parsed.article.date is not None:
        return parsed.article.date
    text = parsed.article.title or ""
    years = re.findall(r"\b(?:19[89]\d|20[0-3]\d)\b", text) or re.findall(_PAST_YEAR, parsed.article.text)
    return datetime.date(max(map(int, years)), 7, 1) if years else None


def _row(statement: Statement, chosen: Candidate) -> Attributed:
    mention = chosen.mention
    nobody = mention.kind == Kind.NARRATOR or mention.end <= mention.start
    return Attributed(
        **statement.model_dump(),
        actor=mention.name,
        kind=mention.kind,
        side=mention.side or "-",
        sort=mention.sort,
        mention_start=None if nobody else mention.start,
        mention_end=None if nobody else mention.end,
        actor_confidence=rules.CONFIDENCE[chosen.cue],
    )
