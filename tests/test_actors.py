"""The registry: names fold to one form, offices have dates, every country has its organs."""

from __future__ import annotations

import datetime
from collections import defaultdict
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.actors import ROLES, Entry, Office, Registry, normalise
from pipeline.countries import countries
from pipeline.errors import InputError
from pipeline.rows import read_jsonl
from pipeline.schema import Kind

REGISTRY = Path(__file__).resolve().parent.parent / "data" / "actors.jsonl"


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


def person(name: str, *offices: Office, side: str = "AM", aliases: tuple[str, ...] = ()) -> Entry:
    return Entry(name=name, kind=Kind.PERSON, side=side, aliases=aliases, offices=offices)


def president(since: str | None, until: str | None = None, of: str = "AM") -> Office:
    return Office(
        title="president", of=of, since=day(since) if since else None, until=day(until) if until else None
    )


FIRST = person("Ara First", president("2000-01-01", "2009-12-31"), aliases=("Mr First",))
SECOND = person("Ben Second", president("2010-01-01", "2019-12-31"))
THIRD = person("Céline Third", president("2020-01-01"), aliases=("Celine Third-Smith",))
ABROAD = person("Dan Abroad", president("2015-01-01", of="GE"), side="GE")
PACT = Entry(name="Collective Pact", kind=Kind.ORGANISATION, side="CSTO", aliases=("the pact", "CP"))


@cache
def small() -> Registry:
    return Registry([THIRD, FIRST, SECOND, ABROAD, PACT])


@cache
def generated() -> Registry:
    """Give a registry with nothing but what every country has."""
    return Registry.load()


@pytest.mark.parametrize(
    ("name", "folded"),
    [
        ("NATO", "nato"),
        ("the Kremlin", "kremlin"),
        ("The  Kremlin", "kremlin"),
        ("Orbán's", "orban"),
        ("Orbán’s", "orban"),
        ("U.S.", "us"),
        ("Nagorno-Karabakh", "nagorno karabakh"),
        ("Nagorno–Karabakh", "nagorno karabakh"),
        ("Theresa", "theresa"),
        ("ministers'", "ministers"),
        ("Łódź", "łodz"),
        ("", ""),
        ("the", "the"),
    ],
)
def test_normalise(name: str, folded: str) -> None:
    assert normalise(name) == folded


@settings(deadline=None, max_examples=60)
@given(st.text(st.characters(categories=("Lu", "Ll", "Zs")), min_size=1, max_size=12))
def test_normalise_is_stable_and_blind_to_case_and_space(name: str) -> None:
    assert normalise(f" {name}  ") == normalise(name)
    if name.isascii() and not normalise(name).startswith("the "):
        assert normalise(normalise(name)) == normalise(name)
        assert normalise(name.upper()) == normalise(name.lower())


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Ara First", "Ara First"),
        ("mr first", "Ara First"),
        ("Celine Third", "Céline Third"),
        ("CELINE THIRD-SMITH'S", "Céline Third"),
        ("Pact", "Collective Pact"),
        ("The Pact", "Collective Pact"),
        ("First Ara", "Ara First"),
    ],
)
def test_find_by_name_and_alias(written: str, name: str) -> None:
    entry = small().find(written)
    assert entry is not None
    assert entry.name == name == small().canonical(written)


@pytest.mark.parametrize("unknown", ["Nobody Known", "First", "pact member", ""])
def test_unknown_names_are_kept_as_written(unknown: str) -> None:
    assert small().find(unknown) is None
    assert small().canonical(unknown) == unknown


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Mr First", "ara first", True),
        ("Nobody", "the nobody", True),
        ("the pact", "CP", True),
        ("Ara First", "Ben Second", False),
        ("Nobody", "Somebody", False),
    ],
)
def test_same(one: str, other: str, same: bool) -> None:
    assert small().same(one, other) is same
    assert small().same(other, one) is same


@pytest.mark.parametrize(
    ("on", "name"),
    [
        ("1999-12-31", None),
        ("2000-01-01", "Ara First"),
        ("2009-12-31", "Ara First"),
        ("2010-01-01", "Ben Second"),
        ("2024-06-01", "Céline Third"),
        (None, "Céline Third"),
    ],
)
def test_holder_by_date(on: str | None, name: str | None) -> None:
    holder = small().holder("President", "AM", day(on) if on else None)
    assert (holder and holder.name) == name


def test_holder_of_another_side_or_title_is_none() -> None:
    assert small().holder("president", "FR") is None
    assert small().holder("prime minister", "AM") is None
    assert small().holder("president", "GE", day("2014-12-31")) is None


def test_first_entry_keeps_a_shared_alias() -> None:
    one, other = person("One", aliases=("boss",)), person("Other", aliases=("boss", "One"))
    assert Registry([one, other]).canonical("boss") == "One"
    assert Registry([other, one]).canonical("boss") == "Other"
    assert Registry([other, one]).canonical("one") == "One", "a name outranks an alias"


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Yerevan", "Government of Armenia"),
        ("Armenian authorities", "Government of Armenia"),
        ("Russian Foreign Ministry", "Ministry of Foreign Affairs of Russia"),
        ("the Foreign Ministry of Russia", "Ministry of Foreign Affairs of Russia"),
        ("Georgian Defense Ministry", "Ministry of Defence of Georgia"),
        ("Moldovan voters", "Moldovan public"),
        ("Latvian government", "Government of Latvia"),
    ],
)
def test_organs_of_every_country(written: str, name: str) -> None:
    assert generated().canonical(written) == name


def test_every_country_has_all_roles() -> None:
    of_side: dict[str, int] = defaultdict(int)
    for entry in generated().entries:
        of_side[entry.side] += 1
    assert set(of_side) == set(countries())
    assert set(of_side.values()) == {len(ROLES) + 2}, "government, public, and one organ a role"


def test_file_entries_win_over_generated_ones(tmp_path: Path) -> None:
    path = tmp_path / "actors.jsonl"
    entry = Entry(name="Yerevan Dialogue", kind=Kind.ORGANISATION, side="AM", aliases=("Yerevan",))
    path.write_text(entry.model_dump_json(), encoding="utf-8")
    assert Registry.load(path).canonical("Yerevan") == "Yerevan Dialogue"


def test_entry_entered_twice_is_named(tmp_path: Path) -> None:
    path = tmp_path / "actors.jsonl"
    path.write_text(f"{FIRST.model_dump_json()}\n" * 2, encoding="utf-8")
    with pytest.raises(InputError, match=r"actors\.jsonl: 'Ara First' is entered twice"):
        Registry.load(path)


def test_bad_entry_is_named(tmp_path: Path) -> None:
    path = tmp_path / "actors.jsonl"
    path.write_text('{"name": "A", "kind": "person", "side": "Armenia"}', encoding="utf-8")
    with pytest.raises(InputError, match=r"actors\.jsonl:1: side = 'Armenia'.*ISO 3166"):
        Registry.load(path)


# data/actors.jsonl itself


@pytest.fixture(scope="module")
def entries() -> list[Entry]:
    """Give the entries of data/actors.jsonl; reading them checks kinds and sides."""
    return read_jsonl(REGISTRY, Entry)


def spans_meet(one: Office, other: Office) -> bool:
    """Say whether two offices were held on one day beyond the day of handing over."""
    starts = max(one.since or datetime.date.min, other.since or datetime.date.min)
    ends = min(one.until or datetime.date.max, other.until or datetime.date.max)
    return starts < ends


def test_no_alias_is_claimed_twice(entries: list[Entry]) -> None:
    claimed: dict[str, set[str]] = defaultdict(set)
    for entry in entries:
        for name in (entry.name, *entry.aliases):
            claimed[normalise(name)].add(entry.name)
    assert {alias: names for alias, names in claimed.items() if len(names) > 1} == {}


# Offices that several people hold at one time.
SHARED_TITLES = frozenset(
    {"deputy prime minister", "deputy foreign minister", "spokesperson", "lawmaker", "ambassador"}
)


def test_offices_have_one_holder_at_a_time(entries: list[Entry]) -> None:
    held: dict[tuple[str, str, str], list[tuple[Office, str]]] = defaultdict(list)
    for entry in entries:
        for office in entry.offices:
            held[office.title, office.of, office.body].append((office, entry.name))
    clashes = [
        (seat, one, other)
        for seat, holders in held.items()
        if seat[0] not in SHARED_TITLES
        for number, (office, one) in enumerate(holders)
        for later, other in holders[:number]
        if spans_meet(office, later)
    ]
    assert clashes == []


def test_offices_end_after_they_begin(entries: list[Entry]) -> None:
    offices = [(entry.name, office) for entry in entries for office in entry.offices]
    assert not [
        name for name, office in offices if office.since and office.until and office.since > office.until
    ]


def test_sixty_countries_have_their_leaders(entries: list[Entry]) -> None:
    seats: dict[str, set[str]] = defaultdict(set)
    for entry in entries:
        for office in entry.offices:
            seats[office.of].add(office.title)
    heads = {"president", "prime minister", "chancellor", "king", "monarch", "supreme leader"}
    whole = {side for side, titles in seats.items() if titles & heads and "foreign minister" in titles}
    assert len(whole & set(countries())) >= 60
