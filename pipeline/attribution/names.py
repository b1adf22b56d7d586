"""Noun phrases with a name: persons, known actors, places that stand for governments, other bodies."""

from __future__ import annotations

import re
from dataclasses import replace

from pipeline.attribution import words
from pipeline.attribution.mentions import Mention, Setting, first_side, government, of_entry, of_person
from pipeline.attribution.people import NAME, affiliation, apposition, guess_gender, split_title
from pipeline.attribution.phrases import Phrase, strip_article
from pipeline.attribution.places import gazetteer
from pipeline.schema import Kind, Sort


def apposed(found: Phrase, offset: int, setting: Setting, latest: tuple[Mention, ...]) -> Mention | None:
    """Read "Sweden's foreign minister, Carl Bildt" as Carl Bildt."""
    if found.head.pos_ == "PROPN" and found.head.ent_type_ == "PERSON":
        return None
    if found.head.lemma_.lower() not in words.ROLES and found.head.lower_ not in words.ROLES:
        return None
    match = _NAME_AFTER.match(setting.parsed.article.text, found.end)
    if match is None:
        return None
    group = "name" if match.group("name") else "next"
    runs = list(NAME.finditer(match.group(group)))
    if not runs or runs[-1].end() < len(match.group(group)):
        return None
    shift, name, _ = split_title(runs[-1].group(), setting.registry)
    start = match.start(group) + runs[-1].start() + shift
    person = setting.people.find(name, start)
    if person is not None:
        return of_person(person, start, start + len(name))
    entry = setting.registry.find(name)
    return (
        of_entry(entry, start, start + len(name), Sort.NAMED) if entry and entry.kind == Kind.PERSON else None
    )


_NAME_AFTER = re.compile(
    r"(?: (?:of|for|to|in|at|from|on|with) [^,.;“”\"]{2,70}?)?, (?P<name>(?:[a-z-]+ ){0,3}[^\W\d_a-z][^,.;“”\"]{2,50}?)(?=,|\.|$| \()| (?P<next>[^\W\d_a-z][\w’'-]+(?: [^\W\d_a-z][\w’'-]+)+)"
)


def known(found: Phrase, offset: int, setting: Setting, latest: tuple[Mention, ...]) -> Mention | None:
    """Look the phrase up in the registry, longest form first."""
    if found.head.lower_ == "embassy":
        return None
    if not any(letter.isupper() for letter in found.core):
        return None
    if found.core.casefold() in ("the west", "the east", "the north", "the south"):
        return None
    core = strip_article(found.core)
    for text in (f"{core} {found.tail}" if found.tail else core, core):
        entry = setting.registry.find(text)
        if entry is not None:
            # A lone surname is the article's own person first, then the registry's.
            person = setting.people.find(text, found.start) if " " not in text else None
            if person is not None and entry.kind in (Kind.PERSON, Kind.EXPERT):
                return of_person(person, found.start, found.end)
            lower_head = found.head.lower_ in words.ORGANS | words.ROLES
            metonym = entry.kind == Kind.GOVERNMENT and not lower_head and not entry.name.endswith(core)
            sort = Sort.METONYM if metonym else Sort.NAMED
            return of_entry(entry, found.start, found.end, sort)
    return None


def person(found: Phrase, offset: int, setting: Setting, latest: tuple[Mention, ...]) -> Mention | None:
    """Read a person's name, with or without titles before it."""
    if found.head.pos_ not in ("PROPN", "NOUN", "X", "ADJ", "VERB") or not found.head.text[0].isupper():
        return None
    if found.head.lower_ in words.ROLES | words.ORGANS:
        return None
    runs = [run for run in NAME.finditer(found.core) if run.end() >= len(found.core) - 1]
    if not runs:
        return None
    shift, name, title = split_title(runs[-1].group(), setting.registry)
    if " " not in name and found.core.casefold() == f"the {name}".casefold():
        return None
    start = found.start + runs[-1].start() + shift
    person = setting.people.find(name, start)
    if person is not None:
        return of_person(person, start, found.end)
    entry = setting.registry.find(name)
    if entry is not None:
        if entry.kind in (Kind.PERSON, Kind.EXPERT) or not title:
            return of_entry(entry, start, found.end, Sort.NAMED)
        return None
    if " " not in name:
        namesake = next(
            (
                mention
                for mention in reversed(latest)
                if mention.is_person and mention.name.endswith(f" {name}")
            ),
            None,
        )
        if namesake is not None:
            return replace(namesake, start=start, end=found.end, sort=Sort.NAMED)
    entry = setting.registry.surnamed(name) if " " not in name else None
    if entry is not None:
        return of_entry(entry, start, found.end, Sort.NAMED)
    labelled = (
        found.head.ent_type_ == "PERSON" or bool(title) and not set(title.casefold().split()) & words.ORGANS
    )
    if not labelled or name.casefold() in gazetteer(setting.registry):
        return None
    after = apposition(setting.parsed.article.text[found.end : found.end + 160])
    near = set(re.findall(r"[\w-]+", f"{title} {after}".casefold()))
    side = affiliation("", title or found.core, after, setting.registry) or setting.side
    kind = Kind.EXPERT if near & words.EXPERTS else Kind.PERSON
    return Mention(start, found.end, name, kind, side, Sort.NAMED, guess_gender(name, near))


_PROPER = re.compile(
    r"(?:[^\W\d_a-z][\w’'&-]*|(?<=[\w’'&-] )(?:of|the|and|for|in)(?= [^\W\d_a-z]))(?: (?:[^\W\d_a-z][\w’'&-]*|(?:of|the|and|for|in)(?= )))*$"
)


def other_name(found: Phrase, offset: int, setting: Setting, latest: tuple[Mention, ...]) -> Mention | None:
    """Read any other name: a person where the parser or the article says so, else an organisation."""
    if found.head.pos_ != "PROPN" or found.head.ent_type_ in (
        "DATE",
        "TIME",
        "MONEY",
        "PERCENT",
        "CARDINAL",
        "EVENT",
        "LAW",
        "WORK_OF_ART",
        "LANGUAGE",
    ):
        return None
    run = _PROPER.search(found.core)
    core = strip_article(run.group() if run else found.core)
    place = gazetteer(setting.registry).get(core.casefold())
    if place is not None or found.head.ent_type_ in ("LOC", "FAC"):
        return government(place or "", found.start, found.end, setting, Sort.METONYM)
    if re.match(r"(?:of|for) (?:the )?[^\W\d_a-z]", found.tail) and found.head.ent_type_ not in (
        "GPE",
        "PERSON",
        "NORP",
    ):
        core = f"{core} {found.tail}"
    side = (
        first_side(
            f"{found.core} {apposition(setting.parsed.article.text[found.end : found.end + 160])}", setting
        )
        or setting.side
    )
    speaks = found.head.dep_ == "nsubj" and found.head.head.lemma_.lower() in words.SAYING
    person = (
        re.fullmatch(r"[^\W\d_a-z][^\W\d_A-Z]+ [^\W\d_a-z][^\W\d_A-Z]+", core)
        and (found.head.ent_type_ in ("PERSON", "") or speaks)
        and found.head.lower_ not in words.ORGANS
    )
    kind = Kind.PERSON if person or found.head.ent_type_ == "PERSON" else body_kind(found.head.lower_)
    return Mention(found.start, found.end, re.sub(r"[’']s\b", "", core), kind, side, Sort.NAMED)


def body_kind(head: str) -> Kind:
    """Say what kind of body a noun in lower case means (rule 20)."""
    if head in words.MEDIA:
        return Kind.MEDIA
    if head in words.PARTIES:
        return Kind.PARTY
    if head == "ministry":
        return Kind.MINISTRY
    if head in words.ORGANS and head not in words.FIRMS:
        return Kind.GOVERNMENT
    return Kind.ORGANISATION
