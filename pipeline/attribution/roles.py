"""Noun phrases without a name that mean people: "the minister", "protesters", "62 percent of Moldovans"."""

from __future__ import annotations

import re
from dataclasses import replace

from pipeline.attribution import words
from pipeline.attribution.mentions import (
    Mention,
    Setting,
    country_name,
    first_side,
    government,
    of_entry,
    of_person,
    public,
)
from pipeline.attribution.people import guess_gender, scene
from pipeline.attribution.phrases import Phrase, strip_article
from pipeline.attribution.places import gazetteer
from pipeline.countries import countries
from pipeline.schema import Kind, Sort


def poll(found: Phrase, offset: int, setting: Setting, latest: tuple[Mention, ...]) -> Mention | None:
    """Read "62 percent of Moldovans" and "a survey in Armenia" as the public's (rule 15)."""
    if found.head.lemma_.lower() not in words.POLLS and found.head.lower_ not in words.POLLS:
        return None
    side = first_side(f"{found.core} {found.tail}", setting) or setting.side
    return public(side, found.start, found.end, setting)


def crowd(found: Phrase, offset: int, setting: Setting, latest: tuple[Mention, ...]) -> Mention | None:
    """Read groups of people: a whole people is its public, other groups keep their words (rule 20)."""
    head = found.head.lower_
    peoples = found.head.ent_type_ == "NORP" and found.head.tag_ in ("NNPS", "NNS", "NNP")
    if head not in words.CROWDS and not peoples:
        return None
    if found.head.pos_ == "DET" and head not in ("many", "most", "some", "few", "others"):
        return None
    text = f"{found.core} {found.tail}".strip()
    side = first_side(text, setting) or scene_side(found, setting) or setting.side
    modifiers = [
        child for child in found.head.lefts if child.dep_ in ("amod", "compound") and not child.ent_type_
    ]
    whole = head in (
        "people",
        "public",
        "citizens",
        "voters",
        "respondents",
        "many",
        "most",
        "some",
        "others",
        "few",
        "majority",
        "thousands",
        "hundreds",
    )
    if peoples or whole and not modifiers:
        return public(side, found.start, found.end, setting)
    if head in words.GROUP_OFFICIALS and not modifiers and head != "ministers":
        return government(side, found.start, found.end, setting)
    kind = (
        Kind.EXPERT
        if head in words.GROUP_EXPERTS
        else Kind.MEDIA
        if head in ("journalists", "newspapers", "channels", "media")
        else Kind.ORGANISATION
        if head in ("banks", "companies", "firms", "lenders")
        else Kind.PUBLIC
    )
    return Mention(found.start, found.end, strip_article(text), kind, side, Sort.ROLE, plural=True)


def role(found: Phrase, offset: int, setting: Setting, latest: tuple[Mention, ...]) -> Mention | None:
    """Read "the foreign minister" as the person of that title in the article, or by the role's name."""
    head = found.head.lemma_.lower()
    if head not in words.ROLES and found.head.lower_ not in words.ROLES:
        return None
    if head == "old" and "-year-" not in found.core:
        return None
    text = f"{found.core} {found.tail}".strip()
    said = owner_side(found, latest) or first_side(text, setting) or scene_side(found, setting)
    gender = guess_gender("x", {head})
    if found.definite:
        holder = _holder(found, head, said, setting, latest)
        if holder is not None:
            return replace(holder, start=found.start, end=found.end, sort=Sort.ROLE)
    expert = head in words.EXPERTS
    media = head in ("journalist", "reporter", "correspondent")
    kind = Kind.EXPERT if expert else Kind.MEDIA if media else Kind.PERSON
    side = said or setting.side
    name = (
        re.sub(r"[’']s\b", "", strip_article(text))
        if said or found.tail
        else f"{strip_article(text)} of {country_name(side)}"
        if side in countries()
        else text
    )
    return Mention(found.start, found.end, name, kind, side, Sort.ROLE, gender)


def scene_side(found: Phrase, setting: Setting) -> str | None:
    """Return the side of the place with which the phrase's sentence begins."""
    before = setting.parsed.article.text[max(0, found.start - 90) : found.start]
    return scene(before, setting.registry) or None


def owner_side(found: Phrase, latest: tuple[Mention, ...]) -> str | None:
    """Return the side of whom "his", "its" or "their" before a role means."""
    first = found.core.split()[0].casefold()
    if first in ("his", "her"):
        return next((mention.side for mention in reversed(latest) if mention.is_person), None)
    if first in ("its", "their"):
        return next((mention.side for mention in reversed(latest) if mention.is_body or mention.plural), None)
    return None


def _holder(
    found: Phrase, head: str, side: str | None, setting: Setting, latest: tuple[Mention, ...]
) -> Mention | None:
    title = head.removesuffix("s")
    for mention in reversed(latest[-6:]):
        person = setting.people.by_name.get(mention.name)
        if (
            person is not None
            and title in re.findall(r"[\w-]+", person.title)
            and side in (None, person.side)
        ):
            return of_person(person, found.start, found.end)
    person = setting.people.titled(title, found.start, side)
    if person is not None:
        return of_person(person, found.start, found.end)
    generic = head in ("leader", "politician", "diplomat", "envoy", "official", "minister", "guest", "host")
    if side is not None and generic and found.core.casefold().startswith("the "):
        known = [
            mention for mention in reversed(latest) if mention.kind == Kind.PERSON and mention.side == side
        ]
        if known:
            return known[0]
    bare = [
        word
        for word in strip_article(found.core).split()
        if word not in ("prime", "foreign", "younger", "elder")
    ]
    bare = [word for word in bare if word.casefold() not in gazetteer(setting.registry)]
    plain = (
        len(bare) == 1
        and not found.tail
        or len(bare) == 1
        and first_side(found.tail, setting) is not None
        and len(found.tail.split()) <= 4
    )
    if plain:
        for mention in reversed(latest[-3:]):
            if (
                mention.kind == Kind.PERSON
                and side in (None, mention.side)
                and found.core.casefold().startswith("the ")
            ):
                return mention
    office = _office(found)
    entry = setting.registry.holder(office, side or setting.side, setting.day) if office else None
    return of_entry(entry, found.start, found.end, Sort.ROLE) if entry else None


def _office(found: Phrase) -> str:
    text = strip_article(f"{found.core} {found.tail}").casefold()
    return next(
        (office for title, office in words.TITLE_OFFICES.items() if re.search(rf"\b{title}\b", text)), ""
    )
