"""The frozen rows that pass between stages, and the closed sets of the codebook.

An article is split into statements; each gets an actor (``Attributed``), and then either the
annotators' stance (``Labelled``) or the model's (``Scored``).
"""

from __future__ import annotations

import datetime
from enum import StrEnum
from functools import cache
from typing import Annotated

import pycountry
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator


class Row(BaseModel):
    """Base of every row: frozen, and an unknown field is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Stance(StrEnum):
    """Which side of the contest between Moscow and the West a statement favours."""

    PRO_MOSCOW = "pro-moscow"
    NEUTRAL = "neutral"
    PRO_WEST = "pro-west"


STANCES: tuple[Stance, ...] = tuple(Stance)
"""The order of classes in every model, table and plot."""


class Kind(StrEnum):
    """What sort of actor it is (codebook, section "Actor")."""

    PERSON = "person"
    GOVERNMENT = "government"
    MINISTRY = "ministry"
    PARTY = "party"
    ORGANISATION = "organisation"
    PUBLIC = "public"
    MEDIA = "media"
    EXPERT = "expert"
    NARRATOR = "narrator"


class Split(StrEnum):
    """The part of the corpus that an article belongs to, whole."""

    TRAIN = "train"
    DEV = "dev"
    TEST = "test"


class Region(StrEnum):
    """Where an article's events lie."""

    SOUTH_CAUCASUS = "south-caucasus"
    CENTRAL_ASIA = "central-asia"
    EASTERN_EUROPE = "eastern-europe"
    BALKANS_CENTRAL_EUROPE = "balkans-central-europe"
    GLOBAL = "global"
    MIXED = "mixed"


class Style(StrEnum):
    """The form of an article."""

    WIRE = "wire"
    BRIEF = "brief"
    ANALYSIS = "analysis"
    OFFICIAL = "official"
    INTERVIEW = "interview"
    LOCAL = "local"
    OPINION = "opinion"
    SOCIAL = "social"


class Sort(StrEnum):
    """How the text names the actor of a statement."""

    NAMED = "named"
    PRONOUN = "pronoun"
    ROLE = "role"
    METONYM = "metonym"
    RUNNING = "running"
    NARRATOR = "narrator"


NARRATOR = "narrator"
NO_SIDE = "-"
BODIES: tuple[str, ...] = ("EU", "NATO", "CSTO", "EAEU", "CIS", "UN", "OSCE")


@cache
def sides() -> frozenset[str]:
    """Return every allowed side: ISO 3166 alpha-2 codes, XK, the bodies, and ``-``."""
    codes = {country.alpha_2 for country in pycountry.countries}
    return frozenset(codes | {"XK", NO_SIDE, *BODIES})


def _known_side(value: str) -> str:
    if value not in sides():
        raise ValueError(f"side {value!r} is none of: an ISO 3166 alpha-2 code, XK, {', '.join(BODIES)}, -")
    return value


Side = Annotated[str, AfterValidator(_known_side)]
Text = Annotated[str, Field(min_length=1)]
Offset = Annotated[int, Field(ge=0)]


class Article(Row):
    """One article as decoded text; offsets of statements point into ``text``.

    ``text`` is the file's own text for .txt and .md, the extracted text for HTML. ``title_end`` is
    where the body begins (0 without a title in the text). ``date`` is the day of publication,
    where the file tells it. ``markdown`` says that ``text`` holds Markdown's marks.
    """

    id: Text
    title: str | None = None
    text: str
    title_end: Offset = 0
    date: datetime.date | None = None
    markdown: bool = False


class Dropped(Row):
    """A stretch of an article that is not part of any statement, and why."""

    article: Text
    start: Offset
    end: Offset
    reason: Text
    text: str


class Statement(Row):
    """One sentence or clause of an article: ``article.text[start:end] == text``.

    ``index`` counts statements within the article, ``paragraph`` and ``sentence`` (also counted
    within the article) say which statements belong together. ``quoted``: most of it stands within
    quotation marks.
    """

    article: Text
    index: Offset
    start: Offset
    end: Offset
    text: Text
    paragraph: Offset
    sentence: Offset
    quoted: bool

    @model_validator(mode="after")
    def _span_fits_text(self) -> Statement:
        if self.end - self.start != len(self.text):
            raise ValueError(f"text has {len(self.text)} characters, span {self.start}-{self.end}")
        return self


class Attributed(Statement):
    """A statement with its actor.

    ``mention_start`` and ``mention_end`` are offsets into the article of the words that name the
    actor there (absent for the narrator and where nothing in the article names it);
    ``actor_confidence`` is between 0 and 1.
    """

    actor: Text
    kind: Kind
    side: Side
    sort: Sort
    mention_start: Offset | None = None
    mention_end: Offset | None = None
    actor_confidence: Annotated[float, Field(ge=0, le=1)]


class Label(Row):
    """What one annotator said of a statement; ``sure`` only where it was asked."""

    by: Text
    actor: Text
    side: Side
    stance: Stance
    sure: bool | None = None


class GoldStatement(Row):
    """One statement of the corpus with the ruling and the labels of each annotator."""

    text: Text
    actor: Text
    kind: Kind
    side: Side
    stance: Stance
    rule: Annotated[int, Field(ge=0, le=34)] | None = None
    labels: Annotated[tuple[Label, ...], Field(min_length=1)]


class GoldArticle(Row):
    """One article of the corpus: statements by paragraph, whole in one split."""

    id: Text
    region: Region
    style: Style
    source: str | None = None
    split: Split
    title: str | None = None
    paragraphs: Annotated[
        tuple[Annotated[tuple[GoldStatement, ...], Field(min_length=1)], ...], Field(min_length=1)
    ]


class TransferStatement(Row):
    """One statement of a real text in our own words; measured on, never trained on."""

    id: Text
    source: Text
    year: int
    region: Region
    style: Style
    prev: str
    text: Text
    actor: Text
    kind: Kind
    side: Side
    stance: Stance
    sure: bool
    rule: Annotated[int, Field(ge=0, le=34)] | None = None
    labels: Annotated[tuple[Label, ...], Field(min_length=1)]


class Annotation(Row):
    """A correction or a new labelled statement in data/annotations/; joins train alone."""

    id: Text
    text: Text
    actor: Text
    kind: Kind
    side: Side
    stance: Stance
    by: Text
    previous: str = ""
    region: Region = Region.MIXED
    style: Style = Style.WIRE


class Example(Row):
    """What a model may be shown of a statement; ``encode`` says how."""

    text: str
    actor: str = NARRATOR
    kind: Kind = Kind.NARRATOR
    side: Side = NO_SIDE
    previous: str = ""


class Projection(Row):
    """The pipeline's own statement that overlaps a gold statement most.

    ``overlap`` is the shared share of the two spans' union, above 0 up to 1; ``exact`` says that
    the two spans are the same but for white space.
    """

    text: Text
    actor: Text
    kind: Kind
    side: Side
    sort: Sort
    quoted: bool
    previous: str
    overlap: Annotated[float, Field(gt=0, le=1)]
    exact: bool


class Labelled(Row):
    """A gold statement as models learn it and as figures count it.

    ``article`` groups statements for splits and intervals: the article's id, for a contrast set
    the set's. ``standalone`` statements (contrast sets, annotations) have no article around them;
    they count in stance figures alone. ``projection`` is absent for them and where no statement of
    the pipeline overlaps.
    """

    id: Text
    article: Text
    file: Text
    region: Region
    style: Style
    standalone: bool
    text: Text
    previous: str
    actor: Text
    kind: Kind
    side: Side
    stance: Stance
    rule: int | None
    labels: tuple[Label, ...]
    start: Offset
    end: Offset
    projection: Projection | None = None


class Scored(Row):
    """A statement with its actor and the model's stance: one row of the answer.

    ``pro_moscow``, ``neutral`` and ``pro_west`` are calibrated probabilities that sum to 1;
    ``uncertain`` says that the largest lies below the threshold of models/calibration.json.
    """

    article: Text
    start: Offset
    end: Offset
    text: Text
    actor: Text
    kind: Kind
    side: Side
    stance: Stance
    pro_moscow: Annotated[float, Field(ge=0, le=1)]
    neutral: Annotated[float, Field(ge=0, le=1)]
    pro_west: Annotated[float, Field(ge=0, le=1)]
    uncertain: bool
    actor_confidence: Annotated[float, Field(ge=0, le=1)]
    paragraph: Offset
    quoted: bool
    sort: Sort
