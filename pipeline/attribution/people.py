"""The persons of one article: full names, surnames, titles, gender and side."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from spacy.tokens import Doc

from pipeline.actors import Registry
from pipeline.attribution.places import gazetteer, sides_in
from pipeline.attribution.words import EXPERT_SIGNS, EXPERTS, MEN, ORGANS, STARTERS, TITLES, WOMEN
from pipeline.blocks import Parsed
from pipeline.schema import Kind

_UPPER = r"[^\W\d_a-zß-öø-ÿ]"
NAME = re.compile(
    rf"(?:{_UPPER}\.(?:[ -]?{_UPPER}\.)*|{_UPPER}[\w’'-]+)"
    rf"(?:[ ](?:(?:von der|van der|van den|de la|von|van|der|den|de|del|di|da|dos|al|el|bin|ibn|ter|zu|af|le|la) )?"
    rf"(?:{_UPPER}\.|{_UPPER}[\w’'-]+))*"
)
_POSSESSIVE = re.compile(r"(?:'s|’s|’|')$")
_MALE_IN_A = frozenset(
    "nikita ilya luka sava kuzma danila mustafa nikola andrija ilija aleksa sasha saša misha joshua luca andrea mikola mykola mykyta illia dima vanya kolya petya borja costa elia".split()
)
_AFTER_NAME = 90


@dataclass(frozen=True)
class Person:
    """A person of the article; ``start`` is the place of the first full mention."""

    name: str
    kind: Kind
    side: str
    gender: str | None
    title: str
    start: int


class People:
    """The persons of one article by full name, surname and title."""

    def __init__(self, persons: Sequence[Person]) -> None:
        self.by_name: dict[str, Person] = {}
        self.by_surname: dict[str, list[Person]] = {}
        for person in persons:
            if person.name in self.by_name:
                continue
            self.by_name[person.name] = person
            for part in _surnames(person.name):
                self.by_surname.setdefault(part, []).append(person)

    def find(self, name: str, before: int) -> Person | None:
        """Return the person of this full name or surname; of namesakes the last introduced before."""
        name = _POSSESSIVE.sub("", name)
        if name in self.by_name:
            return self.by_name[name]
        found = self.by_surname.get(name.casefold(), [])
        earlier = [person for person in found if person.start <= before]
        return earlier[-1] if earlier else found[0] if found else None

    def titled(self, title: str, before: int, side: str | None) -> Person | None:
        """Return the last person introduced under a title ("president"), of a side where one is given."""
        found = [
            person
            for person in self.by_name.values()
            if title in person.title.split()
            and person.start < before
            and (side is None or person.side == side)
        ]
        return max(found, key=lambda person: person.start, default=None)


def _surnames(name: str) -> Iterator[str]:
    words = name.split()
    for first in range(1, len(words)):
        yield " ".join(words[first:]).casefold()
    if len(words) == 1:
        yield name.casefold()


def find_people(parsed: Parsed, registry: Registry, setting: str) -> People:
    """Collect the persons whom an article names in full, in order of their first mention."""
    found: list[Person] = []
    seen: set[str] = set()
    for block, doc in zip(parsed.blocks, parsed.docs, strict=True):
        text = parsed.article.text[block.start : block.end]
        for start, name, title in person_names(text, doc, registry):
            if name not in seen:
                seen.add(name)
                found.append(_person(text, start, name, title, block.start, registry, setting))
    return People(found)


def person_names(text: str, doc: Doc, registry: Registry) -> Iterator[tuple[int, str, str]]:
    """Give place, name (two words or more) and title of the persons that a block names."""
    for match in NAME.finditer(text):
        start, name, title = split_title(match.group(), registry)
        before = _lower_title(text[: match.start()]) if not title else ""
        title = title or before
        if " " not in name or not _is_person(text, doc, match.start() + start, name, title, registry):
            continue
        yield match.start() + start, name, title.casefold()


def split_title(run: str, registry: Registry) -> tuple[int, str, str]:
    """Split titles and adjectives of countries from a run of capitalised words: (start, name, title).

    >>> split_title("British Foreign Minister David Lammy", Registry([]))
    (25, 'David Lammy', 'British Foreign Minister')
    """
    words = list(re.finditer(r"\S+", run))
    known = gazetteer(registry)
    first = 0
    while first < len(words) - 1:
        word = words[first].group()
        plain = _POSSESSIVE.sub("", word).casefold().rstrip(".")
        title = _is_title(plain) or plain != word.casefold().rstrip(".")
        # "Jordan Bardella" is no Bardella of Jordan: a place alone does not leave a surname alone.
        if not title and (plain not in known or first == len(words) - 2):
            break
        first += 1
    # "Petroleum Minister Hardeep Singh Puri": what stands before a title belongs to it.
    ranks = [at for at, word in enumerate(words[:-1]) if set(word.group().casefold().split("-")) <= TITLES]
    first = max(first, ranks[-1] + 1) if ranks else first
    at = words[first].start()
    return at, _POSSESSIVE.sub("", run[at:]), run[:at].strip()


def _is_title(word: str) -> bool:
    """Say whether a word in lower case is a title, also "major-general", or may stand before one."""
    return word in ORGANS or word in STARTERS or word in TITLES or set(word.split("-")) <= TITLES


def _lower_title(before: str) -> str:
    words = re.findall(r"[\w’'-]+", before[-60:])
    kept: list[str] = []
    for word in reversed(words):
        if word.casefold() not in TITLES:
            break
        kept.insert(0, word)
    return " ".join(kept) if before.endswith(" ") else ""


def _is_person(text: str, doc: Doc, start: int, name: str, title: str, registry: Registry) -> bool:
    entry = registry.find(name)
    if entry is not None:
        return entry.kind in (Kind.PERSON, Kind.EXPERT)
    words = name.casefold().split()
    known = gazetteer(registry)
    if name.casefold() in known or words[0] in known and words[-1] in known:
        return False
    if any(word in ORGANS or word in TITLES for word in words):
        return False
    if title:
        return True
    if _SPEAKS_AFTER.match(text, start + len(name)) and len(words) <= 3:
        return True
    span = doc.char_span(start, start + len(name), alignment_mode="expand")
    labels = [token.ent_type_ for token in span] if span is not None else []
    return "PERSON" in labels and labels[-1] in ("PERSON", "")


_SPEAKS_AFTER = re.compile(
    r"(?:, (?:who|an?|the|\d\d|head|leader|chief|director|president|minister)\b[^.;]{2,80}?,)? (?:said|says|told|tells|argued|answered|replied|wrote|called|added|thinks|believes|warned|accused)\b"
)


def _person(
    text: str, start: int, name: str, title: str, offset: int, registry: Registry, setting: str
) -> Person:
    entry = registry.find(name)
    after = apposition(text[start + len(name) : start + len(name) + 160])
    before = text[max(0, start - 90) : start]
    words = set(re.findall(r"[\w-]+", f"{title} {after}".casefold()))
    if entry is not None:
        gender = entry.gender or guess_gender(name, words)
        return Person(
            entry.name, entry.kind, entry.side, gender, f"{title} {after.casefold()}", offset + start
        )
    expert = bool(words & EXPERTS) or bool(set(after.casefold().split()) & EXPERT_SIGNS)
    side = affiliation(before, title, after, registry) or setting
    kind = Kind.EXPERT if expert else Kind.PERSON
    role = " ".join(re.findall(r"[\w-]+", f"{title} {after}".casefold())[:14])
    return Person(name, kind, side, guess_gender(name, words), role, offset + start)


_ADJECTIVE = re.compile(rf"{_UPPER}[\w’'-]+(?:['’]s)?(?: [a-z-]+){{0,5}} $")


def apposition(after: str) -> str:
    """Return what follows a name and says who it is: ", the head of Rosatom," or " of China"; else "".

    >>> apposition(", who teaches law in Yerevan, said so.")
    ', who teaches law in Yerevan'
    """
    if match := re.match(r"(?: of| from| with| for) (?:the |a )?[^,.;]{2,40}", after):
        return match.group()
    if match := re.match(rf"(?:,| \(| –| —)[^.;!?“”\"]{{2,{_AFTER_NAME}}}?(?=,|\)| –| —|\.|;|$)", after):
        return match.group()
    return ""


def affiliation(before: str, title: str, after: str, registry: Registry) -> str:
    """Guess a side from the words of a title, an apposition, or a possessive before the name; else ""."""
    if adjective := _ADJECTIVE.search(before):
        sides = [side for _, _, side in sides_in(adjective.group(), registry)]
        if sides:
            return sides[-1]
    near = list(sides_in(title, registry))
    if near:
        return near[-1][2]
    later = list(sides_in(after, registry))
    if later:
        return later[0][2]
    if there := scene(before, registry):
        return there
    run = re.split(r"[.;:“”\"]|, ", before)[-1]
    earlier = list(sides_in(run, registry))
    return earlier[-1][2] if earlier and len(run) - earlier[-1][1] < 45 else ""


_SCENE = re.compile(r"(?:^|[.!?”\"] |\n)(?:In|From|At|Across|Outside) (?P<place>[^.!?;:]{2,60})$")


def scene(before: str, registry: Registry) -> str:
    """Return the side of the place with which a sentence begins: "In Moscow a senator ..."; else "".

    >>> scene("It rained. In Moscow, a ", Registry([]))
    'RU'
    """
    match = _SCENE.search(before)
    if match is None:
        return ""
    placed = f"in {match.group('place')}"
    return next((side for _, _, side in sides_in(placed, registry)), "")


def guess_gender(name: str, words: set[str]) -> str | None:
    """Guess "f" or "m" from the words around a name, else from the first name's ending."""
    if words & WOMEN:
        return "f"
    if words & MEN:
        return "m"
    first = name.split()[0].casefold()
    if first.endswith(("a", "ya", "ia")) and first not in _MALE_IN_A:
        return "f"
    if name.split()[-1].casefold().endswith(("ova", "eva", "skaya", "ska", "aya", "ina", "ová")):
        return "f"
    return None
