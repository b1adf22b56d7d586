"""Statements changed where the answer must not hang: what changes, and what must stay."""

from __future__ import annotations

import pytest

from pipeline import mirror
from pipeline.evaluate import classes
from pipeline.intervals import Draws
from pipeline.schema import Example, Kind, Label, Labelled, Region, Stance, Style
from pipeline.shortcuts import (
    PEOPLE,
    Swap,
    actor_alone,
    actor_masked,
    changes,
    day_changed,
    flips,
    mirror_flips,
    mirrored,
    person_renamed,
)

LAVROV = Example(
    text="Lavrov said on Monday that Sergey Lavrov met 12 envoys.", actor="Sergey Lavrov",
    kind=Kind.PERSON, side="RU", previous="Sergey Lavrov came.",
)  # fmt: skip


def trained(actor: str, kind: Kind, side: str) -> Labelled:
    return Labelled(
        id=actor, article="a", file="cau", region=Region.GLOBAL, style=Style.WIRE, standalone=False, text="x",
        previous="", actor=actor, kind=kind, side=side, stance=Stance.NEUTRAL, rule=None, start=0, end=1,
        labels=(Label(by="a", actor=actor, side=side, stance=Stance.NEUTRAL),),
    )  # fmt: skip


TRAIN = [
    trained("Maria Zakharova", Kind.PERSON, "RU"),
    trained("Sergey Lavrov", Kind.PERSON, "RU"),
    trained("Kremlin", Kind.GOVERNMENT, "RU"),
    trained("Kaja Kallas", Kind.PERSON, "EU"),
    trained("Nikol Pashinyan", Kind.PERSON, "AM"),
]


def test_masking_hides_who_speaks_and_alone_hides_what_is_said() -> None:
    assert actor_masked(LAVROV) == Example(text=LAVROV.text, previous=LAVROV.previous)
    alone = actor_alone(LAVROV)
    assert (alone.text, alone.previous) == ("", "")
    assert (alone.actor, alone.kind, alone.side) == ("Sergey Lavrov", Kind.PERSON, "RU")


def test_swap_takes_another_actor_of_the_same_side_and_kind_in_text_too() -> None:
    swapped = Swap(TRAIN, across=False, seed=1)(LAVROV)
    assert swapped == Example(
        text="Zakharova said on Monday that Maria Zakharova met 12 envoys.", actor="Maria Zakharova",
        kind=Kind.PERSON, side="RU", previous="Maria Zakharova came.",
    )  # fmt: skip


def test_swap_across_takes_the_other_camp_and_leaves_those_between_alone() -> None:
    swap = Swap(TRAIN, across=True, seed=1)
    swapped = swap(LAVROV)
    assert swapped and (swapped.actor, swapped.side) == ("Kaja Kallas", "EU")
    assert swap(Example(text="x", actor="Nikol Pashinyan", kind=Kind.PERSON, side="AM")) is None


def test_role_is_not_taken_for_a_name() -> None:
    """The last word of "foreign minister of Belarus" is no surname, and a role no name to put in."""
    role = trained("spokesman of the Belarus army", Kind.PERSON, "BY")
    text = "Belarus leaves, the foreign minister said."
    shown = Example(text=text, actor="foreign minister of Belarus", kind=Kind.PERSON, side="BY")
    assert Swap([role], across=False, seed=1)(shown) is None
    swapped = Swap([role, trained("Ivan Petrov", Kind.PERSON, "BY")], across=False, seed=1)(shown)
    assert swapped and (swapped.actor, swapped.text) == ("Ivan Petrov", text)


def test_swap_needs_another_actor() -> None:
    swap = Swap(TRAIN, across=False, seed=1)
    assert swap(Example(text="x")) is None
    assert swap(Example(text="x", actor="Kremlin", kind=Kind.GOVERNMENT, side="RU")) is None


def test_swap_does_not_hang_on_the_order_of_train() -> None:
    more = [*TRAIN, *(trained(f"Person {letter}", Kind.PERSON, "RU") for letter in "ABCDE")]
    assert Swap(more, False, 3)(LAVROV) == Swap(more[::-1], False, 3)(LAVROV)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Russia attacked the West.", "The United States attacked the West."),
        ("NATO and the EU met in Moscow.", "CSTO and the EAEU met in Washington."),
        ("The Kremlin backs Putin.", "The White House backs Biden."),
        ("The White House blamed Russian forces.", "The Kremlin blamed American forces."),
        ("The United States accused Russia.", "Russia accused the United States."),
        ("CSTOs and NATOs", "CSTOs and NATOs"),
        ("Armenia froze its dues.", "Armenia froze its dues."),
    ],
)
def test_mirror_exchanges_the_two_sides(text: str, expected: str) -> None:
    assert mirror.text(text) == expected


def test_mirror_changes_actor_and_side_and_needs_a_name_in_the_text() -> None:
    changed = mirrored(Example(text="Moscow objects.", actor="Kremlin", kind=Kind.GOVERNMENT, side="RU"))
    assert changed == Example(
        text="Washington objects.", actor="White House", kind=Kind.GOVERNMENT, side="US"
    )
    assert mirrored(Example(text="It objects.", actor="Kremlin", kind=Kind.GOVERNMENT, side="RU")) is None


@pytest.mark.parametrize("side", ["RU", "US", "CSTO", "NATO", "EAEU", "EU", "AM", "-"])
def test_mirror_of_a_side_leads_back(side: str) -> None:
    assert mirror.side(mirror.side(side)) == side


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("They met on Sunday.", "They met on Monday."),
        ("They met on 28 May, Tuesday.", "They met on 1 May, Wednesday."),
        ("It called on Article 4.", None),
        ("It joined in 2014.", None),
        ("They met.", None),
    ],
)
def test_day_changes_and_no_other_number(text: str, expected: str | None) -> None:
    changed = day_changed(Example(text=text))
    assert (changed.text if changed else None) == expected


def test_person_is_renamed_and_stays_who_they_are() -> None:
    changed = person_renamed(LAVROV)
    assert changed and changed.actor in PEOPLE
    assert (changed.kind, changed.side) == (LAVROV.kind, LAVROV.side)
    assert "Lavrov" not in changed.text + changed.previous
    assert person_renamed(LAVROV.model_copy(update={"text": "He left."})) is None


def test_no_change_gives_the_same_example() -> None:
    for name, change in changes(TRAIN, 13).items():
        changed = change(LAVROV)
        assert changed != LAVROV, name


def test_flips_are_counted() -> None:
    west, neutral, moscow = Stance.PRO_WEST, Stance.NEUTRAL, Stance.PRO_MOSCOW
    before, after = classes([west, west, moscow, neutral]), classes([west, moscow, neutral, neutral])
    figures = flips(before, after, Draws(list("abcd"), 50, 1))
    assert (figures["n"], figures["changed"], figures["changed_side"]) == (4, 0.5, 0.25)
    assert flips(before[:0], after[:0], Draws([], 50, 1)) == {"n": 0}


def test_mirror_is_followed_where_sides_change_and_neutral_stays() -> None:
    west, neutral, moscow = Stance.PRO_WEST, Stance.NEUTRAL, Stance.PRO_MOSCOW
    before, after = classes([west, neutral, moscow, west]), classes([moscow, neutral, neutral, west])
    assert mirror_flips(before, after, Draws(list("abcd"), 50, 1))["follows"] == 0.5
