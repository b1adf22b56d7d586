"""One article as a self-contained HTML page: its text coloured by stance, and who says what in figures."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from pipeline.classify import Calibration
from pipeline.countries import side_name
from pipeline.schema import NARRATOR, STANCES, Article, Dropped, Kind, Row, Scored, Stance
from pipeline.settings import ModelSettings

SIGNS: dict[Stance, str] = {Stance.PRO_MOSCOW: "M", Stance.NEUTRAL: "·", Stance.PRO_WEST: "W"}
"""What stands beside the colour, for those who do not see it."""

NAMES: dict[Stance, str] = {
    Stance.PRO_MOSCOW: "pro-Moscow",
    Stance.NEUTRAL: "neutral",
    Stance.PRO_WEST: "pro-West",
}


class About(Row):
    """What a page says of the model that made it; ``threshold`` is that of ``uncertain``."""

    encoder: str
    threshold: float


@dataclass(frozen=True)
class Piece:
    """A stretch of the article's text, and the statement that it is (absent between statements)."""

    text: str
    row: Scored | None = None


@dataclass(frozen=True)
class ActorLine:
    """One line of the table of actors: counts of statements by stance, and of uncertain ones."""

    actor: str
    kind: str
    side: str
    counts: tuple[int, ...]
    uncertain: int

    @property
    def figures(self) -> tuple[int, ...]:
        """The counts in the order of the table's columns."""
        return (*self.counts, self.uncertain)


def about(settings: ModelSettings, calibration: Calibration) -> About:
    """Say what a page tells of a model."""
    return About(encoder=settings.encoder.name, threshold=calibration.threshold)


def render(article: Article, scored: Sequence[Scored], dropped: Sequence[Dropped], about: About) -> str:
    """Make the page of one article: one file, nothing from the network, the same bytes at every run."""
    counts = Counter(row.stance for row in scored)
    return _template().render(
        title=article.title or article.id,
        date=article.date.isoformat() if article.date else "",
        paragraphs=list(paragraphs(article, scored, dropped)),
        legend=[(stance, SIGNS[stance], NAMES[stance], counts[stance]) for stance in STANCES],
        total=len(scored),
        uncertain=sum(row.uncertain for row in scored),
        actors=actor_lines(scored),
        dropped=sorted(dropped, key=lambda part: part.start),
        about=about,
        sign=SIGNS,
        said=said,
    )


def paragraphs(
    article: Article, scored: Sequence[Scored], dropped: Sequence[Dropped]
) -> Iterator[list[Piece]]:
    """Cut the body into paragraphs of pieces; all of its text comes but line ends and what was dropped."""
    spans: list[Scored | Dropped] = sorted([*scored, *dropped], key=lambda span: span.start)
    current: list[Piece] = []
    place, before = article.title_end, None
    for span in spans:
        gap = article.text[place : max(place, span.start)]
        one = isinstance(span, Scored) and before == span.paragraph
        lines = [gap] if one else re.split(r"\n+", gap)
        current.append(Piece(lines[0]))
        for line in lines[1:]:
            yield from _filled(current)
            current = [Piece(line)]
        if isinstance(span, Scored):
            current.append(Piece(span.text, span))
        before = span.paragraph if isinstance(span, Scored) else None
        place = max(place, span.end)
    for line in re.split(r"\n+", article.text[place:]):
        yield from _filled([*current, Piece(line)])
        current = []


def _filled(pieces: list[Piece]) -> Iterator[list[Piece]]:
    """Give a paragraph without its empty pieces, unless nothing is left."""
    if any(piece.text.strip() for piece in pieces):
        yield [piece for piece in pieces if piece.text]


def actor_lines(scored: Sequence[Scored]) -> list[ActorLine]:
    """Count statements by actor and stance, the actors who take sides most often first, the narrator last."""
    groups: dict[tuple[str, Kind, str], list[Scored]] = {}
    for row in scored:
        groups.setdefault((row.actor, row.kind, row.side), []).append(row)
    lines = [
        ActorLine(
            actor=actor,
            kind=kind.value,
            side=side_name(side) or "–",
            counts=tuple(sum(row.stance == stance for row in rows) for stance in STANCES),
            uncertain=sum(row.uncertain for row in rows),
        )
        for (actor, kind, side), rows in groups.items()
    ]
    return sorted(lines, key=_rank)


def _rank(line: ActorLine) -> tuple[bool, int, int, str]:
    taken = sum(line.counts) - line.counts[STANCES.index(Stance.NEUTRAL)]
    return (line.actor == NARRATOR, -taken, -sum(line.counts), line.actor)


def said(row: Scored) -> str:
    """Say in words what the model reads in a statement.

    The probabilities of all three stances follow, so that a near miss shows.
    """
    where = side_name(row.side)
    who = f"{row.actor} ({where})" if where and where != row.actor else row.actor
    shares = (row.pro_moscow, row.neutral, row.pro_west)
    best = round(100 * max(shares))
    rest = ", ".join(
        f"{NAMES[stance]} {round(100 * share)} %" for stance, share in zip(STANCES, shares, strict=True)
    )
    doubt = "uncertain, perhaps " if row.uncertain else ""
    return f"{who}: {doubt}{NAMES[row.stance]}, {best} % ({rest})"


@cache
def _template() -> Template:
    loader = PackageLoader("pipeline", "templates")
    environment = Environment(
        loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.get_template("article.html")
