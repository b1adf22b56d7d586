"""The sides that a text names: countries, their adjectives and people, cities, and the great bodies."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache

from pipeline.actors import Registry
from pipeline.blocks import Parsed
from pipeline.countries import cities, countries
from pipeline.schema import NO_SIDE

_BODIES = {
    "european union": "EU",
    "eu": "EU",
    "brussels": "EU",
    "european commission": "EU",
    "european parliament": "EU",
    "nato": "NATO",
    "csto": "CSTO",
    "eaeu": "EAEU",
    "eurasian economic union": "EAEU",
    "united nations": "UN",
    "un": "UN",
    "osce": "OSCE",
    "kremlin": "RU",
    "white house": "US",
    "pentagon": "US",
    "u.s.": "US",
    "us": "US",
    "uk": "GB",
    "britain": "GB",
    "british": "GB",
    "american": "US",
    "america": "US",
    "soviet": "",
    "abkhazia": "GE",
    "abkhaz": "GE",
    "south ossetia": "GE",
    "transnistria": "MD",
    "transnistrian": "MD",
    "gagauzia": "MD",
    "crimea": "UA",
    "republika srpska": "BA",
    "kosovo": "XK",
    "kosovar": "XK",
    "pristina": "XK",
    "scottish": "GB",
    "czech": "CZ",
    "dutch": "NL",
    "emirati": "AE",
    "kyrgyz": "KG",
    "kazakh": "KZ",
    "uzbek": "UZ",
    "tajik": "TJ",
    "turkmen": "TM",
    "argentine": "AR",
    "türkiye": "TR",
    "kyiv": "UA",
    "washington": "US",
    "georgia": "GE",
    "georgian": "GE",
    "tbilisi": "GE",
    "chechnya": "RU",
    "tatarstan": "RU",
    "dagestan": "RU",
    "karabakh": "AZ",
    "bosnia": "BA",
    "bosnian": "BA",
    "macedonian": "MK",
    "macedonia": "MK",
    "flemish": "BE",
    "delhi": "IN",
    "the hague": "NL",
    "serb": "RS",
    "serbs": "RS",
    "turk": "TR",
    "turks": "TR",
    "swede": "SE",
    "swedes": "SE",
    "dane": "DK",
    "danes": "DK",
    "finn": "FI",
    "finns": "FI",
    "pole": "PL",
    "poles": "PL",
    "czechs": "CZ",
    "slovak": "SK",
    "slovaks": "SK",
    "croat": "HR",
    "croats": "HR",
    "bulgar": "BG",
    "kazakhs": "KZ",
    "kyrgyzstani": "KG",
    "kazakhstani": "KZ",
    "azeri": "AZ",
    "azeris": "AZ",
}
"""What the registry's own words leave out; a word mapped to "" is no side."""

_WORD = re.compile(r"U\.S\.|U\.K\.|[^\W\d_][\w-]*")
_PLACED = re.compile(r"\b(?:in|from|of|at|near|outside) $|\b(?:in|from|of|at|near|outside) the $")
_LONGEST = 3


@cache
def gazetteer(registry: Registry) -> dict[str, str]:
    """Return the side of every place, adjective and people that the registry and geonames know."""
    capitals = {country.capital.casefold(): code for code, country in countries().items() if country.capital}
    plurals = {f"{word}s": side for word, side in registry.demonyms.items() if word.endswith(("n", "i", "k"))}
    return plurals | capitals | registry.demonyms | _BODIES


def sides_in(text: str, registry: Registry) -> Iterator[tuple[int, int, str]]:
    """Give start, end and side of each place, people or body that a text names, in order.

    >>> list(sides_in("a pharmacist from Rustavi told South Ossetia's radio", Registry([])))
    [(18, 25, 'GE'), (31, 44, 'GE')]
    """
    known = gazetteer(registry)
    words = list(_WORD.finditer(text))
    at = 0
    while at < len(words):
        size = _longest(text, words, at, known) if words[at].group()[0].isupper() else 0
        if size:
            start, end = words[at].start(), words[at + size - 1].end()
            if side := known[text[start:end].casefold()]:
                yield start, end, side
        elif words[at].group()[0].isupper() and _PLACED.search(text[: words[at].start()]):
            # So many words are cities somewhere that a city counts only where a text says "in" it.
            size = _longest(text, words, at, cities())
            start, end = words[at].start(), words[at + max(size, 1) - 1].end()
            if size:
                yield start, end, cities()[text[start:end].casefold()]
        at += size or 1


def _longest(text: str, words: list[re.Match[str]], at: int, known: dict[str, str]) -> int:
    for size in range(min(_LONGEST, len(words) - at), 0, -1):
        if text[words[at].start() : words[at + size - 1].end()].casefold() in known:
            return size
    return 0


def setting(parsed: Parsed, registry: Registry) -> str:
    """Return the side where an article plays: the country that it names most, early mentions twice.

    Russia, the West's bodies and powers are named everywhere; they count half, so that "the
    government" of an article about Armenia and Russia is Armenia's.
    """
    weights: defaultdict[str, float] = defaultdict(float)
    title = parsed.article.title or ""
    for start, _, side in sides_in(f"{title}\n{parsed.article.text}", registry):
        early = 3.0 if start < _EARLY else 1.0
        weights[side] += early * (0.4 if side in _EVERYWHERE else 1.0)
    states = {side: weight for side, weight in weights.items() if side in countries()}
    return max(states, key=lambda side: states[side]) if states else NO_SIDE


_EARLY = 400
_EVERYWHERE = frozenset({"RU", "US", "UA"})
