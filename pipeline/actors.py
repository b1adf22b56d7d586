"""The registry of actors: who is known under which names, on which side, in which office when.

Governments, publics, ministries and other organs of every country come from ``countries``; people,
bodies, parties, media and all that is irregular from data/actors.jsonl, whose entries win.
"""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Callable, Iterable
from functools import cache, cached_property, lru_cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from pipeline.countries import Country, countries
from pipeline.errors import InputError
from pipeline.rows import read_jsonl
from pipeline.schema import Kind, Row, Side, Text


class Office(Row):
    """An office that a person held: since the first day, until the last (open if absent).

    ``title`` is the plain role in lower case ("president", "prime minister", "foreign minister",
    "defence minister", "spokesperson", ...), ``of`` the side that it belongs to, ``body`` the
    canonical name of the ministry or organisation, where the title alone does not say it.
    """

    title: Text
    of: Side
    body: str = ""
    since: datetime.date | None = None
    until: datetime.date | None = None

    def covers(self, day: datetime.date) -> bool:
        """Say whether the office was held on a day."""
        return (self.since or day) <= day <= (self.until or day)


class Entry(Row):
    """One actor of the registry; ``as_of`` is a date on which its facts were right."""

    name: Text
    kind: Kind
    side: Side
    aliases: tuple[Text, ...] = ()
    demonyms: tuple[Text, ...] = ()
    gender: Literal["f", "m"] | None = None
    offices: tuple[Office, ...] = ()
    as_of: datetime.date | None = None


class Role(Row):
    """A kind of organ that every country has: its name, and other ways to say it."""

    name: Text
    kind: Kind
    heads: Annotated[tuple[Text, ...], Field(min_length=1)]


ROLES: tuple[Role, ...] = tuple(
    Role(name=name, kind=kind, heads=heads)
    for name, kind, heads in (
        (
            "Ministry of Foreign Affairs",
            Kind.MINISTRY,
            (
                "Ministry of Foreign Affairs",
                "Foreign Ministry",
                "Foreign Affairs Ministry",
                "MFA",
                "Foreign Office",
            ),
        ),
        (
            "Ministry of Defence",
            Kind.MINISTRY,
            ("Ministry of Defence", "Ministry of Defense", "Defence Ministry", "Defense Ministry"),
        ),
        (
            "Ministry of the Interior",
            Kind.MINISTRY,
            (
                "Ministry of the Interior",
                "Ministry of Interior",
                "Ministry of Internal Affairs",
                "Interior Ministry",
            ),
        ),
        ("Ministry of Finance", Kind.MINISTRY, ("Ministry of Finance", "Finance Ministry")),
        (
            "Ministry of Economy",
            Kind.MINISTRY,
            (
                "Ministry of Economy",
                "Ministry of the Economy",
                "Economy Ministry",
                "Ministry of Economic Development",
            ),
        ),
        ("Ministry of Energy", Kind.MINISTRY, ("Ministry of Energy", "Energy Ministry")),
        ("Ministry of Justice", Kind.MINISTRY, ("Ministry of Justice", "Justice Ministry")),
        ("Ministry of Health", Kind.MINISTRY, ("Ministry of Health", "Health Ministry")),
        ("Ministry of Agriculture", Kind.MINISTRY, ("Ministry of Agriculture", "Agriculture Ministry")),
        ("Ministry of Culture", Kind.MINISTRY, ("Ministry of Culture", "Culture Ministry")),
        ("Ministry of Education", Kind.MINISTRY, ("Ministry of Education", "Education Ministry")),
        ("Ministry of Trade", Kind.MINISTRY, ("Ministry of Trade", "Trade Ministry")),
        ("Ministry of Transport", Kind.MINISTRY, ("Ministry of Transport", "Transport Ministry")),
        ("Parliament", Kind.GOVERNMENT, ("Parliament", "Legislature", "National Assembly")),
        ("Armed Forces", Kind.GOVERNMENT, ("Armed Forces", "Army", "Military", "Forces", "Troops")),
        ("General Staff", Kind.GOVERNMENT, ("General Staff",)),
        ("Air Force", Kind.GOVERNMENT, ("Air Force",)),
        ("Navy", Kind.GOVERNMENT, ("Navy",)),
        ("Police", Kind.GOVERNMENT, ("Police",)),
        ("Constitutional Court", Kind.GOVERNMENT, ("Constitutional Court",)),
        ("Supreme Court", Kind.GOVERNMENT, ("Supreme Court",)),
        ("Central Bank", Kind.GOVERNMENT, ("Central Bank", "National Bank")),
        ("Security Council", Kind.GOVERNMENT, ("Security Council",)),
        (
            "Presidential Administration",
            Kind.GOVERNMENT,
            (
                "Presidential Administration",
                "Presidential Office",
                "Presidency",
                "President's Office",
                "Presidential Palace",
            ),
        ),
        ("Embassy", Kind.GOVERNMENT, ("Embassy",)),
        (
            "Prosecutor General's Office",
            Kind.GOVERNMENT,
            ("Prosecutor General's Office", "General Prosecutor's Office", "Prosecutors"),
        ),
        (
            "Central Election Commission",
            Kind.GOVERNMENT,
            ("Central Election Commission", "Election Commission"),
        ),
    )
)


class Registry:
    """Known actors by name, alias and office."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        """Take entries in order: of two that claim one alias, the first has it."""
        self.entries: tuple[Entry, ...] = tuple(entries)

    @classmethod
    def load(cls, *paths: Path) -> Registry:
        """Read registry files and add the organs of every country; earlier files win.

        Raises:
            InputError: a file is missing or a row is wrong (file, line, field, allowed values), or
                one name is entered twice in a file.
        """
        entries: dict[str, Entry] = {}
        for path in paths:
            here: set[str] = set()
            for entry in read_jsonl(path, Entry):
                if entry.name in here:
                    raise InputError(f"{path}: {entry.name!r} is entered twice; join the two entries")
                here.add(entry.name)
                entries.setdefault(entry.name, entry)
        known = tuple(entries.values())
        claimed = {normalise(alias) for entry in known for alias in entry.aliases}
        organs = (entry for entry in _country_entries(known) if normalise(entry.name) not in claimed)
        return cls([*known, *organs])

    def find(self, name: str) -> Entry | None:
        """Return the entry of which this is the name or an alias, however it is spelled or cased.

        >>> nato = Entry(name="NATO", kind="organisation", side="NATO", aliases=("the alliance",))
        >>> registry = Registry([nato])
        >>> registry.find("The Alliance").name
        'NATO'
        """
        known = self._by_alias.get(normalise(name))
        if known is not None:
            return known
        signature = self.signature(name)
        return self._by_signature.get(signature) if len(signature) > 1 else None

    def surnamed(self, surname: str) -> Entry | None:
        """Return the only known person of this surname, or None."""
        found = self._by_surname.get(normalise(surname), [])
        return found[0] if len(found) == 1 else None

    @cached_property
    def _by_surname(self) -> dict[str, list[Entry]]:
        found: dict[str, list[Entry]] = {}
        for entry in self.entries:
            if entry.kind in (Kind.PERSON, Kind.EXPERT):
                found.setdefault(normalise(entry.name).rsplit(" ", 1)[-1], []).append(entry)
        return found

    def canonical(self, name: str) -> str:
        """Return the canonical name of a known actor, and any other name as it is written."""
        entry = self.find(name)
        return entry.name if entry else name

    def same(self, one: str, other: str) -> bool:
        """Say whether two names are one actor, by the registry or by their spelling.

        >>> registry = Registry(_country_entries(()))
        >>> registry.same("spokesman of the Russian Foreign Ministry", "Foreign Ministry of Russia spokesman")
        True
        """
        one, other = self.canonical(one), self.canonical(other)
        return normalise(one) == normalise(other) or self.signature(one) == self.signature(other)

    def signature(self, name: str) -> frozenset[str]:
        """Return the words of a name without order, little words and the form of countries.

        >>> sorted(Registry(_country_entries(())).signature("Ministry of Defense of the United States"))
        ['US', 'defence', 'ministry']
        """
        return self._signatures(normalise(name))

    @cached_property
    def _signatures(self) -> Callable[[str], frozenset[str]]:
        return lru_cache(maxsize=None)(self._signature)

    def _signature(self, normal: str) -> frozenset[str]:
        words = normal.split()
        found: set[str] = set()
        at = 0
        while at < len(words):
            longest = min(_LONGEST_COUNTRY, len(words) - at) if words[at] in self._country_starts else 0
            runs = (" ".join(words[at : at + size]) for size in range(longest, 0, -1))
            run = next((run for run in runs if run in self._countries), None)
            if run is not None:
                found.add(self._countries[run])
                at += run.count(" ") + 1
            else:
                found.add(_SPELLINGS.get(words[at], words[at]))
                at += 1
        if "embassy" in found:
            # An embassy may be told by its city or by the country of its host.
            found = {self._capitals.get(word, word) for word in found}
        return frozenset(found - _LITTLE_WORDS)

    @cached_property
    def _capitals(self) -> dict[str, str]:
        return {normalise(country.capital): code for code, country in countries().items() if country.capital}

    @cached_property
    def _country_starts(self) -> frozenset[str]:
        return frozenset(words.split()[0] for words in self._countries if words)

    @cached_property
    def _countries(self) -> dict[str, str]:
        return {normalise(word): side for word, side in self.demonyms.items()}

    def holder(self, title: str, of: str, day: datetime.date | None = None) -> Entry | None:
        """Return who held an office of a side on a day; without a day, the latest holder."""
        held = self._by_office.get((normalise(title), of), [])
        if day is not None:
            held = [(office, entry) for office, entry in held if office.covers(day)]
        return max(held, key=_recency)[1] if held else None

    @cached_property
    def demonyms(self) -> dict[str, str]:
        """The side that an adjective or a country's name in lower case stands for."""
        found: dict[str, str] = {}
        for entry in self.entries:
            for demonym in entry.demonyms:
                found.setdefault(demonym.casefold(), entry.side)
        return found

    @cached_property
    def _by_alias(self) -> dict[str, Entry]:
        found: dict[str, Entry] = {}
        for entry in self.entries:
            found.setdefault(normalise(entry.name), entry)
        for entry in self.entries:
            for alias in entry.aliases:
                found.setdefault(normalise(alias), entry)
        return found

    @cached_property
    def _by_signature(self) -> dict[frozenset[str], Entry]:
        found: dict[frozenset[str], Entry] = {}
        for normal, entry in self._by_alias.items():
            found.setdefault(self._signatures(normal), entry)
        return found

    @cached_property
    def _by_office(self) -> dict[tuple[str, str], list[tuple[Office, Entry]]]:
        found: dict[tuple[str, str], list[tuple[Office, Entry]]] = {}
        for entry in self.entries:
            for office in entry.offices:
                found.setdefault((normalise(office.title), office.of), []).append((office, entry))
        return found


# A name says the same in any order of its words: "Russian Foreign Ministry", "Foreign Ministry of Russia".
_LITTLE_WORDS = frozenset({"of", "the", "in", "for", "and", "to", "at", "on", "a", "an", "s", "affairs"})
_SPELLINGS = {
    "defense": "defence",
    "organization": "organisation",
    "center": "centre",
    "spokeswoman": "spokesperson",
    "spokesman": "spokesperson",
    "republic": "of",
    "federation": "of",
}
_LONGEST_COUNTRY = 4


def _recency(held: tuple[Office, Entry]) -> tuple[datetime.date, datetime.date]:
    office, _ = held
    return (office.until or datetime.date.max, office.since or datetime.date.min)


@cache
def normalise(name: str) -> str:
    """Fold a name for comparison: case, diacritics, dashes, dots, article and possessive.

    >>> normalise("The U.S. State Department's"), normalise("Orbán")
    ('us state department', 'orban')
    """
    folded = name.casefold()
    if not name.isascii():
        folded = unicodedata.normalize("NFKD", name).casefold()
        folded = "".join(letter for letter in folded if not unicodedata.combining(letter))
    folded = folded.replace("’", "'").replace(".", "")
    folded = re.sub(r"'s?(?=\s|$)", "", folded)
    folded = re.sub(r"[^\w']+", " ", folded).strip()
    return folded.removeprefix("the ")


def _country_entries(known: tuple[Entry, ...]) -> Iterable[Entry]:
    """Make the government, public and organs of every country, with what ``known`` adds to them."""
    extra = {entry.name: entry for entry in known}
    for country in countries().values():
        government = extra.get(f"Government of {_with_article(country)}")
        demonyms = _demonyms(country, government)
        yield _government(country, demonyms)
        yield _public(country, demonyms)
        yield from (_organ(role, country, demonyms) for role in ROLES)


def _with_article(country: Country) -> str:
    plural = country.name.endswith(("s", "States", "Kingdom", "Republic", "Emirates", "Islands"))
    article = plural and country.name not in (
        "Cyprus",
        "Belarus",
        "Honduras",
        "Laos",
        "Mauritius",
        "Barbados",
    )
    return f"the {country.name}" if article else country.name


def _demonyms(country: Country, government: Entry | None) -> tuple[str, ...]:
    first = government.demonyms if government else ()
    found = dict.fromkeys([*first, *([country.demonym] if country.demonym else ()), country.name])
    return tuple(found)


def _government(country: Country, demonyms: tuple[str, ...]) -> Entry:
    name = _with_article(country)
    heads = ("government", "authorities", "officials", "side", "cabinet", "leadership", "delegation")
    said = [f"{demonym} {head}" for demonym in demonyms for head in heads]
    aliases = [country.name, *([country.capital] if country.capital else ()), *said, f"Republic of {name}"]
    return Entry(
        name=f"Government of {name}",
        kind=Kind.GOVERNMENT,
        side=country.code,
        aliases=tuple(aliases),
        demonyms=demonyms,
    )


def _public(country: Country, demonyms: tuple[str, ...]) -> Entry:
    heads = (
        "public",
        "people",
        "citizens",
        "voters",
        "society",
        "residents",
        "respondents",
        "public opinion",
    )
    said = [f"{demonym} {head}" for demonym in demonyms for head in heads]
    plurals = [f"{demonym}s" for demonym in demonyms if demonym.endswith(("n", "i", "k"))]
    return Entry(
        name=f"{demonyms[0]} public",
        kind=Kind.PUBLIC,
        side=country.code,
        aliases=(*said, *plurals, f"Public of {_with_article(country)}"),
    )


def _organ(role: Role, country: Country, demonyms: tuple[str, ...]) -> Entry:
    name = _with_article(country)
    of = [f"{head} of {name}" for head in role.heads]
    adjective = [f"{demonym} {head}" for demonym in demonyms for head in role.heads]
    return Entry(name=f"{role.name} of {name}", kind=role.kind, side=country.code, aliases=(*of, *adjective))
