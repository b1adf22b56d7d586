"""What has been said so far: the actors, whom pronouns mean, who owns a quotation."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from spacy.tokens import Token

from pipeline.attribution.mentions import Mention
from pipeline.schema import Kind, Sort

_GENDERS = {
    "he": "m",
    "him": "m",
    "his": "m",
    "himself": "m",
    "she": "f",
    "her": "f",
    "hers": "f",
    "herself": "f",
}
_BODY = frozenset({"it", "its", "itself"})
_GROUP = frozenset({"they", "them", "their", "both"})


@dataclass
class Discourse:
    """The actors of an article up to here, the newest last, and the persons that were spoken of."""

    window: int
    actors: list[Mention] = field(default_factory=list)
    genders: dict[str, str] = field(default_factory=dict)
    speaker: Mention | None = None
    answerer: Mention | None = None
    spoke_at: int = -1
    spoke_in: int = -1

    def latest(self) -> tuple[Mention, ...]:
        """Return the actors of the last statements, the newest last."""
        return tuple(self.actors[-self.window :])

    def pronoun(self, token: Token, start: int) -> Mention | None:
        """Resolve a pronoun by gender and number to the nearest actor that fits."""
        said = token.lower_
        found = None
        if said in _GENDERS:
            found = self._person(_GENDERS[said])
        elif said in _BODY:
            found = next((mention for mention in reversed(self.latest()) if mention.is_body), None)
        elif said in _GROUP:
            fitting = [mention for mention in reversed(self.latest()) if mention.plural]
            found = fitting[0] if fitting else next((m for m in reversed(self.latest()) if m.is_body), None)
        if found is None:
            return None
        return replace(found, start=start, end=start + len(token.text), sort=Sort.PRONOUN)

    def _person(self, gender: str) -> Mention | None:
        persons = [mention for mention in reversed(self.latest()) if mention.is_person]
        fitting = [
            mention for mention in persons if self.genders.get(mention.name, mention.gender) in (gender, None)
        ]
        # A gender guessed from a name's ending may be wrong; the nearest person is then better than none.
        found = next(iter(fitting or persons), None)
        if found is not None and found.gender is None:
            self.genders.setdefault(found.name, gender)
        return found

    def note(self, mention: Mention, index: int, paragraph: int, speaks: bool) -> None:
        """Note the actor of a statement; one who speaks may be quoted on."""
        if mention.kind == Kind.NARRATOR:
            return
        self.actors.append(mention)
        if speaks and mention.kind != Kind.MEDIA:
            self.answerer = mention
        if speaks:
            self.speaker, self.spoke_at, self.spoke_in = mention, index, paragraph
