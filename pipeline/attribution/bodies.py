"""Noun phrases without a name that mean bodies: "the ministry", "the bloc", "its embassy"."""

from __future__ import annotations

import re
from dataclasses import replace

from pipeline.attribution import words
from pipeline.attribution.mentions import Mention, Setting, country_name, first_side, government, of_entry
from pipeline.attribution.names import body_kind, known
from pipeline.attribution.phrases import Phrase, phrase, strip_article
from pipeline.attribution.places import sides_in
from pipeline.attribution.roles import owner_side, scene_side
from pipeline.countries import countries
from pipeline.schema import Kind, Sort

_UNIONS = {"bloc": ("EU", "EAEU", "CSTO", "CIS"), "union": ("EU", "EAEU"), "alliance": ("NATO", "CSTO")}


def organ(found: Phrase, offset: int, setting: Setting, latest: tuple[Mention, ...]) -> Mention | None:
    """Read "the ministry", "the bloc", "parliament": the last such body, else that of the setting."""
    head = found.head.lower_
    if head not in words.ORGANS or head in words.CROWDS:
        return None
    text = f"{found.core} {found.tail}".strip()
    core = strip_article(text)
    said = owner_side(found, latest) or first_side(text, setting) or scene_side(found, setting)
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
        known or setting.registry.find(f"{strip_article(found.core)} of {country_name(side)}")
        if side in countries()
        else known
    )
    if known is not None:
        return of_entry(known, found.start, found.end, Sort.ROLE)
    own_name = head in words.FIRMS and found.head.pos_ == "PROPN" and " " in core
    name = core if said or own_name or side not in countries() else f"{core} of {country_name(side)}"
    return Mention(found.start, found.end, re.sub(r"[’']s\b", "", name), body_kind(head), side, Sort.ROLE)


def _embassy(found: Phrase, of: str, setting: Setting) -> Mention:
    """Name an embassy with its host: that of the text, else that of the setting."""
    host = first_side(found.tail, setting) if found.tail.startswith("in ") else setting.side
    owner, place = country_name(of), country_name(host or "")
    name = f"Embassy of {owner} in {place}" if place and host != of else f"Embassy of {owner}"
    return Mention(found.start, found.end, name, Kind.GOVERNMENT, of, Sort.ROLE)


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
                    return known(fuller, block.start, setting, ()) or organ(
                        replace(fuller, definite=False), block.start, setting, ()
                    )
    return None
