"""What words of an article name: the mention of an actor, and what an article as a whole says of its actors."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.actors import Entry, Registry
from pipeline.attribution.people import NAME, People, Person, split_title
from pipeline.attribution.places import sides_in
from pipeline.blocks import Parsed
from pipeline.countries import countries
from pipeline.schema import Kind, Sort

_BODIES = frozenset({Kind.GOVERNMENT, Kind.MINISTRY, Kind.PARTY, Kind.ORGANISATION, Kind.MEDIA})


@dataclass(frozen=True)
class Mention:
    """Words of an article and the actor that they name; ``start`` and ``end`` are article offsets."""

    start: int
    end: int
    name: str
    kind: Kind
    side: str
    sort: Sort
    gender: str | None = None
    plural: bool = False

    @property
    def is_person(self) -> bool:
        """Say whether "he" or "she" may stand for it."""
        return self.kind in (Kind.PERSON, Kind.EXPERT)

    @property
    def is_body(self) -> bool:
        """Say whether "it" may stand for it."""
        return self.kind in _BODIES


@dataclass(frozen=True)
class Setting:
    """What an article as a whole says: its registry, persons, side and day."""

    registry: Registry
    people: People
    side: str
    day: datetime.date | None
    parsed: Parsed


def of_entry(entry: Entry, start: int, end: int, sort: Sort) -> Mention:
    """Make the mention of a known actor."""
    plural = entry.kind == Kind.PUBLIC
    return Mention(start, end, entry.name, entry.kind, entry.side, sort, entry.gender, plural)


def of_person(person: Person, start: int, end: int, sort: Sort = Sort.NAMED) -> Mention:
    """Make the mention of a person of the article."""
    return Mention(start, end, person.name, person.kind, person.side, sort, person.gender)


def public(side: str, start: int, end: int, setting: Setting) -> Mention | None:
    """Name the public of a country."""
    if side not in countries():
        return None
    entry = setting.registry.find(f"Public of {country_name(side)}")
    return of_entry(entry, start, end, Sort.ROLE) if entry else None


def government(side: str, start: int, end: int, setting: Setting, sort: Sort = Sort.ROLE) -> Mention | None:
    """Name the government of a country."""
    entry = setting.registry.find(countries()[side].name) if side in countries() else None
    return of_entry(entry, start, end, sort) if entry else None


def first_side(text: str, setting: Setting) -> str | None:
    """Return the side of the first place, people or body that some words name."""
    return next((side for _, _, side in sides_in(text, setting.registry)), None)


def country_name(side: str) -> str:
    """Return the name of a country by its code, "" for a body."""
    return countries()[side].name if side in countries() else ""


def names_in(text: str, registry: Registry) -> Iterator[str]:
    """Give the full names of persons that a title or byline may hold."""
    for run in NAME.finditer(text):
        _, name, _ = split_title(run.group(), registry)
        if " " in name:
            yield name
