"""The "I" of a speech, an interview or a column, whose name is told once (rule 27)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.attribution import cues, words
from pipeline.attribution.candidates import View
from pipeline.attribution.mentions import Mention, Setting, names_in, of_entry, of_person
from pipeline.attribution.people import affiliation, apposition, guess_gender
from pipeline.attribution.places import sides_in
from pipeline.blocks import Parsed
from pipeline.schema import Kind, Sort


@dataclass(frozen=True)
class Principal:
    """Whose words a text is from the statement with index ``since`` on.

    ``whole``: so much of it says "I" or "we" that nobody else is thought to speak in it.
    """

    mention: Mention
    since: int
    whole: bool


def find_principal(
    parsed: Parsed, views: Sequence[View], setting: Setting, threshold: float
) -> Principal | None:
    """Find the author or speaker of a first-person text; None for reporting."""
    own = [cues.first_person(view.span, view.outside) for view in views]
    if not views or sum(own) < 2 or sum(own) / len(views) < threshold:
        return None
    mention = _titled(parsed.article.title or "", setting) or _introduced(views, own, setting)
    if mention is None:
        return None
    since = own.index(True)
    while since > 0 and mention.name.split()[-1] not in views[since - 1].statement.text:
        since -= 1
    return Principal(mention, since, sum(own) / len(views) >= _WHOLE)


_WHOLE = 0.5
_INTRODUCTION = 3


def _titled(title: str, setting: Setting) -> Mention | None:
    """Read the name or role of the author in a title: "By ...", "Briefing by ...", "Speech of the President of ..."."""
    byline = re.search(r"\b[Bb]y (?=[A-Z])", title)
    for part in (title[byline.end() :] if byline else "", title):
        for name in names_in(part, setting.registry):
            known = {word.casefold() for word in name.split()} & (words.TITLES | words.ORGANS | words.ROLES)
            mention = None if known else _named(name, title, setting)
            if mention is not None:
                return mention
    role = re.search(
        r"\b(?:[Tt]he )?((?:[A-Z][\w-]+ )*(?:President|Minister|Secretary General|Ambassador|Commissioner|Chairman|Spokesperson|Spokeswoman|Spokesman|Chancellor|Director|Governor|Representative)(?: (?:of|for|to) (?:the )?(?:[A-Z][\w-]+)(?: (?:of |the |for )*[A-Z][\w-]+)*)*)",
        title,
    )
    if role is None:
        return None
    near = list(sides_in(role.group(1), setting.registry))
    side = near[0][2] if near else setting.side
    return Mention(0, 0, role.group(1), Kind.PERSON, side, Sort.RUNNING)


def _named(name: str, title: str, setting: Setting) -> Mention | None:
    person = setting.people.find(name, 0)
    if person is not None and person.name == name:
        return of_person(person, 0, 0, Sort.RUNNING)
    entry = setting.registry.find(name)
    if entry is not None:
        return of_entry(entry, 0, 0, Sort.RUNNING) if entry.kind in (Kind.PERSON, Kind.EXPERT) else None
    at = title.index(name)
    after = apposition(title[at + len(name) :])
    near = set(re.findall(r"[\w-]+", f"{title[:at]} {after}".casefold()))
    side = affiliation(title[:at], title[:at], after, setting.registry) or setting.side
    kind = Kind.EXPERT if near & words.EXPERTS else Kind.PERSON
    return Mention(0, 0, name, kind, side, Sort.RUNNING, guess_gender(name, near))


def _introduced(views: Sequence[View], own: Sequence[bool], setting: Setting) -> Mention | None:
    """Take the first person whom the text introduces in the third person before it says "I"."""
    first = own.index(True)
    if not 0 < first <= _INTRODUCTION:
        return None
    limit = views[0].statement.end
    for person in setting.people.by_name.values():
        if person.start < limit:
            return of_person(person, person.start, person.start + len(person.name), Sort.RUNNING)
    return None
