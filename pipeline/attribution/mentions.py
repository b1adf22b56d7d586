"""What a noun phrase names: a person, a body, a country's government, a role, a public."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from spacy.tokens import Token

from pipeline.actors import Entry, Registry
from pipeline.attribution import words
from pipeline.attribution.people import (
    NAME,
    People,
    Person,
    affiliation,
    apposition,
    guess_gender,
    scene,
    split_title,
)
from pipeline.attribution.places import gazetteer, sides_in
from pipeline.blocks import Parsed
from pipeline.countries import countries
from pipeline.schema import Kind, Sort

_LEFT = frozenset(
    {
        "det",
        "amod",
        "compound",
        "poss",
        "nummod",
        "nmod",
        "quantmod",
        "case",
        "punct",
        "advmod",
        "npadvmod",
        "predet",
    }
)
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


@dataclass(frozen=True)
class Phrase:
    """A noun phrase: its words up to the head, what follows by "of", and its place in the article."""

    head: Token
    core: str
    tail: str
    start: int
    end: int
    definite: bool


def phrase(head: Token, offset: int, text: str) -> Phrase:
    """Cut the noun phrase around its head; its block begins at ``offset`` of the article's ``text``."""
    doc = head.doc
    first = head.i
    for child in head.lefts:
        if child.dep_ in _LEFT and child.i < head.i:
            first = min(first, child.left_edge.i)
    while doc[first].is_punct and doc[first].text not in '“"' and first < head.i:
        first += 1
    start, end = offset + doc[first].idx, offset + head.idx + len(head.text)
    if hyphenated := _HYPHENATED.match(text, end):
        end = hyphenated.end()
    core = text[start:end]
    tail = text[end : offset + _tail_end(head)].strip() or _placed(text, end)
    definite = bool(
        re.match(r"(?:the|this|that|his|her|its|their|our|my|both)\b|[^ ]+['’]s? ", core, re.IGNORECASE)
    )
    return Phrase(head, core, tail, start, end, definite or core[0].isupper() and head.i == first)


_HYPHENATED = re.compile(r"-[\w-]+")
_PLACE = re.compile(r" (?:in|of|for|from|at) (?:the )?[^\W\d_a-z][\w-]+(?: [^\W\d_a-z][\w-]+)*")


def _placed(text: str, end: int) -> str:
    match = _PLACE.match(text, end)
    return match.group().strip() if match else ""


def _tail_end(head: Token) -> int:
    """Find where "of ...", "for ...", "in ..." after the head ends; clauses within it are left out."""
    end = head
    for child in head.rights:
        if (
            child.dep_ == "prep"
            and child.lower_ in ("of", "for", "in", "at", "from", "with", "on")
            and child.i <= end.i + 1
        ):
            last = child
            for token in child.subtree:
                if token.dep_ in ("relcl", "acl", "punct", "cc", "appos") and token.text != "-":
                    break
                last = token
            end = last
    return end.idx + len(end.text)


def strip_article(text: str) -> str:
    """Drop "the", "a", "an" at the beginning, and what is possessive at the end."""
    return re.sub(
        r"^(?:the|a|an|one|another|this|that|its|his|her|their)\s+", "", text.strip(), flags=re.IGNORECASE
    )


def read(head: Token, offset: int, setting: Setting, latest: tuple[Mention, ...]) -> Mention | None:
    """Say whom a noun phrase names; None for things and for pronouns.

    ``latest`` are the actors so far, the newest last: they tell which ministry "the ministry" is.
    """
    if head.pos_ == "PRON" or head.pos_ not in ("PROPN", "NOUN", "ADJ", "NUM", "DET", "ADV", "VERB", "X"):
        return None
    found = phrase(head, offset, setting.parsed.article.text)
    if found.core.casefold().startswith(("whose ", "which ", "what ")):
        return None
    for reading in (_apposed, _known, _person, _poll, _crowd, _role, _organ, _other_name):
        mention = reading(found, offset, setting, latest)
        if mention is not None:
            return mention
    return None


def of_entry(entry: Entry, start: int, end: int, sort: Sort) -> Mention:
    """Make the mention of a known actor."""
    plural = entry.kind == Kind.PUBLIC
    return Mention(start, end, entry.name, entry.kind, entry.side, sort, entry.gender, plural)


def of_person(person: Person, start: int, end: int, sort: Sort = Sort.NAMED) -> Mention:
    """Make the mention of a person of the article."""
    return Mention(start, end, person.name, person.kind, person.side, sort, person.gender)


def _apposed(found: Phrase, offset: int, setting: Setting, latest: tuple[Mention, ...]) -> Mention | None:
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


def _known(found: Phrase, offset: int, setting: Setting, latest: tuple[Mention, ...]) -> Mention | None:
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


def _person(found: Phrase, offset: int, setting: Setting, latest: tuple[Mention, ...]) -> Mention | None:
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


def _poll(found: Phrase, offset: int, setting: Setting, latest: tuple[Mention, ...]) -> Mention | None:
    """Read "62 percent of Moldovans" and "a survey in Armenia" as the public's (rule 15)."""
    if found.head.lemma_.lower() not in words.POLLS and found.head.lower_ not in words.POLLS:
        return None
    side = _first_side(f"{found.core} {found.tail}", setting) or setting.side
    return public(side, found.start, found.end, setting)


def public(side: str, start: int, end: int, setting: Setting) -> Mention | None:
    """Name the public of a country."""
    if side not in countries():
        return None
    entry = setting.registry.find(f"Public of {_country(side)}")
    return of_entry(entry, start, end, Sort.ROLE) if entry else None


def government(side: str, start: int, end: int, setting: Setting, sort: Sort = Sort.ROLE) -> Mention | None:
    """Name the government of a country."""
    entry = setting.registry.find(countries()[side].name) if side in countries() else None
    return of_entry(entry, start, end, sort) if entry else None


def _crowd(found: Phrase, offset: int, setting: Setting, latest: tuple[Mention, ...]) -> Mention | None:
    """Read groups of people: a whole people is its public, other groups keep their words (rule 20)."""
    head = found.head.lower_
    peoples = found.head.ent_type_ == "NORP" and found.head.tag_ in ("NNPS", "NNS", "NNP")
    if head not in words.CROWDS and not peoples:
        return None
    if found.head.pos_ == "DET" and head not in ("many", "most", "some", "few", "others"):
        return None
    text = f"{found.core} {found.tail}".strip()
    side = _first_side(text, setting) or _scene(found, setting) or setting.side
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


def _role(found: Phrase, offset: int, setting: Setting, latest: tuple[Mention, ...]) -> Mention | None:
    """Read "the foreign minister" as the person of that title in the article, or by the role's name."""
    head = found.head.lemma_.lower()
    if head not in words.ROLES and found.head.lower_ not in words.ROLES:
        return None
    if head == "old" and "-year-" not in found.core:
        return None
    text = f"{found.core} {found.tail}".strip()
    said = _owner_side(found, latest) or _first_side(text, setting) or _scene(found, setting)
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
        else f"{strip_article(text)} of {_country(side)}"
        if side in countries()
        else text
    )
    return Mention(found.start, found.end, name, kind, side, Sort.ROLE, gender)


def _scene(found: Phrase, setting: Setting) -> str | None:
    before = setting.parsed.article.text[max(0, found.start - 90) : found.start]
    return scene(before, setting.registry) or None


def _owner_side(found: Phrase, latest: tuple[Mention, ...]) -> str | None:
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
        and _first_side(found.tail, setting) is not None
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


def _organ(found: Phrase, offset: int, setting: Setting, latest: tuple[Mention, ...]) -> Mention | None:
    """Read "the ministry", "the bloc", "parliament": the last such body, else that of the setting."""
    head = found.head.lower_
    if head not in words.ORGANS or head in words.CROWDS:
        return None
    text = f"{found.core} {found.tail}".strip()
    core = strip_article(text)
    said = _owner_side(found, latest) or _first_side(text, setting) or _scene(found, setting)
    if found.core.split()[0].casefold() in ("his", "her", "its", "their") and head in ("office", "service"):
        owner = next((mention for mention in reversed(latest) if mention.is_body or mention.is_person), None)
        if owner is not None:
            return replace(owner, start=found.start, end=found.end, sort=Sort.ROLE)
    if said is not None and head == "ministry":
        last = next((m for m in reversed(latest) if m.kind == Kind.MINISTRY and m.side == said), None)
        if last is not None and len(strip_article(found.core).split()) == 1:
            return replace(last, start=found.start, end=found.end, sort=Sort.ROLE)
    if said is None and found.definite:
        last = _same_body(found, head, offset, setting, latest)
        if last is not None:
            return replace(last, start=found.start, end=found.end, sort=Sort.ROLE)
    side = said or setting.side
    if head in words.GOVERNMENT_ORGANS:
        return government(side, found.start, found.end, setting)
    if head in ("commission", "council") and core in ("Commission", "Council"):
        known = setting.registry.find(
            "European Commission" if core == "Commission" else "Council of the European Union"
        )
        return (
            of_entry(known, found.start, found.end, Sort.ROLE)
            if known
            else Mention(
                found.start,
                found.end,
                "European Commission" if core == "Commission" else "Council of the European Union",
                Kind.ORGANISATION,
                "EU",
                Sort.ROLE,
            )
        )
    if head == "embassy" and said:
        return _embassy(found, said, setting)
    known = setting.registry.find(core) if said else None
    known = (
        known or setting.registry.find(f"{strip_article(found.core)} of {_country(side)}")
        if side in countries()
        else known
    )
    if known is not None:
        return of_entry(known, found.start, found.end, Sort.ROLE)
    own_name = head in words.FIRMS and found.head.pos_ == "PROPN" and " " in core
    name = core if said or own_name or side not in countries() else f"{core} of {_country(side)}"
    return Mention(found.start, found.end, re.sub(r"[’']s\b", "", name), _body_kind(head), side, Sort.ROLE)


def _embassy(found: Phrase, of: str, setting: Setting) -> Mention:
    """Name an embassy with its host: that of the text, else that of the setting."""
    host = _first_side(found.tail, setting, prefer=None) if found.tail.startswith("in ") else setting.side
    owner, place = _country(of), _country(host or "")
    name = f"Embassy of {owner} in {place}" if place and host != of else f"Embassy of {owner}"
    return Mention(found.start, found.end, name, Kind.GOVERNMENT, of, Sort.ROLE)


_PROPER = re.compile(
    r"(?:[^\W\d_a-z][\w’'&-]*|(?<=[\w’'&-] )(?:of|the|and|for|in)(?= [^\W\d_a-z]))(?: (?:[^\W\d_a-z][\w’'&-]*|(?:of|the|and|for|in)(?= )))*$"
)
_UNIONS = {"bloc": ("EU", "EAEU", "CSTO", "CIS"), "union": ("EU", "EAEU"), "alliance": ("NATO", "CSTO")}


def _same_body(
    found: Phrase, head: str, offset: int, setting: Setting, latest: tuple[Mention, ...]
) -> Mention | None:
    """Find the body that "the ministry", "the bloc", "the company" takes up from the text before."""
    bare = len(strip_article(found.core).split()) == 1
    if head in _UNIONS and bare:
        before = setting.parsed.article.text[: found.start]
        sides = [side for _, _, side in sides_in(before, setting.registry) if side in _UNIONS[head]]
        entry = setting.registry.find(sides[-1]) if sides else None
        if entry is not None:
            return of_entry(entry, found.start, found.end, Sort.ROLE)
    for mention in reversed(latest):
        if mention.is_body and (
            head in mention.name.casefold().split() and bare or bare and _fits(head, mention)
        ):
            return mention
    return _earlier(found, head, setting) if bare else None


def _fits(head: str, mention: Mention) -> bool:
    if head in words.MEDIA or head == "agency":
        return mention.kind == Kind.MEDIA
    if head in words.PARTIES:
        return mention.kind == Kind.PARTY
    if head == "ministry":
        return mention.kind == Kind.MINISTRY
    return head in words.FIRMS and mention.kind == Kind.ORGANISATION


def _earlier(found: Phrase, head: str, setting: Setting) -> Mention | None:
    """Read the last fuller phrase with the same head before this one: "the Finnish Border Guard"."""
    for block, doc in zip(reversed(setting.parsed.blocks), reversed(setting.parsed.docs), strict=True):
        if block.start >= found.start:
            continue
        for token in reversed(doc):
            if token.lower_ == head and block.start + token.idx < found.start and token.pos_ == "PROPN":
                fuller = phrase(token, block.start, setting.parsed.article.text)
                if len(strip_article(fuller.core).split()) > 1 or fuller.tail:
                    return _known(fuller, block.start, setting, ()) or _organ(
                        replace(fuller, definite=False), block.start, setting, ()
                    )
    return None


def _other_name(found: Phrase, offset: int, setting: Setting, latest: tuple[Mention, ...]) -> Mention | None:
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
        _first_side(
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
    kind = Kind.PERSON if person or found.head.ent_type_ == "PERSON" else _body_kind(found.head.lower_)
    return Mention(found.start, found.end, re.sub(r"[’']s\b", "", core), kind, side, Sort.NAMED)


def _body_kind(head: str) -> Kind:
    if head in words.MEDIA:
        return Kind.MEDIA
    if head in words.PARTIES:
        return Kind.PARTY
    if head == "ministry":
        return Kind.MINISTRY
    if head in words.ORGANS and head not in words.FIRMS:
        return Kind.GOVERNMENT
    return Kind.ORGANISATION


def _first_side(text: str, setting: Setting, prefer: str | None = None) -> str | None:
    found = [side for _, _, side in sides_in(text, setting.registry)]
    if prefer in found:
        return prefer
    return found[0] if found else None


def _country(side: str) -> str:
    return countries()[side].name if side in countries() else ""


def names_in(text: str, registry: Registry) -> Iterator[str]:
    """Give the full names of persons that a title or byline may hold."""
    for run in NAME.finditer(text):
        _, name, _ = split_title(run.group(), registry)
        if " " in name:
            yield name
