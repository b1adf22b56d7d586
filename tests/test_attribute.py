"""Who says or does it: whole articles through the parser, and the small rules by themselves."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import attribute, parse, split
from pipeline.actors import Entry, Office, Registry
from pipeline.attribution import cues, rules
from pipeline.attribution.candidates import Candidate
from pipeline.attribution.cues import Cue
from pipeline.attribution.mentions import Mention
from pipeline.attribution.people import apposition, guess_gender, split_title
from pipeline.attribution.places import setting, sides_in
from pipeline.params import load
from pipeline.schema import Article, Attributed, Kind, Sort, Statement

KNOWN = (
    Entry(name="Maria Zakharova", kind="person", side="RU", aliases=("Zakharova",), gender="f"),
    Entry(name="Dmitry Peskov", kind="person", side="RU", aliases=("Peskov",), gender="m"),
    Entry(
        name="Nikol Pashinyan",
        kind="person",
        side="AM",
        aliases=("Pashinyan",),
        gender="m",
        offices=(Office(title="prime minister", of="AM", since=datetime.date(2018, 5, 8)),),
    ),
    Entry(name="Kaja Kallas", kind="person", side="EU", aliases=("Kallas",), gender="f"),
    Entry(name="Kremlin", kind="government", side="RU", aliases=("the Kremlin",)),
    Entry(name="European Union", kind="organisation", side="EU", aliases=("EU", "Brussels")),
    Entry(name="NATO", kind="organisation", side="NATO"),
    Entry(
        name="CSTO", kind="organisation", side="CSTO", aliases=("Collective Security Treaty Organisation",)
    ),
)
ARMENIA = "Government of Armenia"
RUSSIA = "Government of Russia"


@pytest.fixture(scope="module")
def parser() -> parse.Parser:
    return parse.Parser.load(load(parse.Params))


@pytest.fixture(scope="module")
def registry(tmp_path_factory: pytest.TempPathFactory) -> Registry:
    path = tmp_path_factory.mktemp("registry") / "actors.jsonl"
    path.write_text("".join(entry.model_dump_json() + "\n" for entry in KNOWN), encoding="utf-8")
    return Registry.load(path)


def actors(text: str, parser: parse.Parser, registry: Registry, title: str | None = None) -> list[Attributed]:
    (parsed,) = parser.parse([Article(id="a", title=title, text=text)])
    rows = split.split(parsed, load(split.Params))
    return list(attribute.attribute(parsed, rows, registry, load(attribute.Params)))


ONE = {
    "speaker before": ("Zakharova said the vote was a farce.", "Maria Zakharova"),
    "speaker after": ("“The vote was a farce,” said Maria Zakharova.", "Maria Zakharova"),
    "speaker inside": ("“The vote,” Zakharova said, “was a farce.”", "Maria Zakharova"),
    "partial quotation": ("Peskov called the plan “absurd” on Monday.", "Dmitry Peskov"),
    "parenthesis": ("Rosatom had every prospect, the Kremlin said, because nobody was better.", "Kremlin"),
    "title and country": (
        "Armenian Prime Minister Nikol Pashinyan welcomed the decision.",
        "Nikol Pashinyan",
    ),
    "apposition": (
        "Maria Zakharova, the spokeswoman of the ministry, accused Paris of arming the region.",
        "Maria Zakharova",
    ),
    "name after the role": (
        "The EU's foreign policy chief, Kaja Kallas, warned that sanctions would follow.",
        "Kaja Kallas",
    ),
    "according to": ("The gas is cheaper than oil, according to Dmitry Peskov.", "Dmitry Peskov"),
    "label": ("Peskov: We have taken note of the statement.", "Dmitry Peskov"),
    "outermost source": ("Pashinyan said Moscow thinks him a traitor.", "Nikol Pashinyan"),
    "speech outranks act": ("Zakharova said Armenia had frozen its membership.", "Maria Zakharova"),
    "act": ("Armenia froze its membership in the bloc.", ARMENIA),
    "metonym": ("Moscow rejected the proposal.", RUSSIA),
    "ministry": (
        "The Russian Foreign Ministry said that talks had begun.",
        "Ministry of Foreign Affairs of Russia",
    ),
    "passive with doer": ("The bill was rejected by Nikol Pashinyan.", "Nikol Pashinyan"),
    "held opinion": ("Armenians want peace with their neighbours.", "Armenian public"),
    "background": ("The treaty has twelve articles.", "narrator"),
    "passive without doer": ("The summit was postponed until May.", "narrator"),
}


@pytest.mark.parametrize("name", ONE)
def test_actor_of_one_sentence(name: str, parser: parse.Parser, registry: Registry) -> None:
    text, actor = ONE[name]
    assert [row.actor for row in actors(text, parser, registry)] == [actor]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "Pashinyan spoke in Yerevan. He said that Armenia would leave.",
            [("Nikol Pashinyan", "named"), ("Nikol Pashinyan", "pronoun")],
            id="he",
        ),
        pytest.param(
            "Pashinyan met reporters. Zakharova criticised the talks. He said that Armenia would leave.",
            [("Nikol Pashinyan", "named"), ("Maria Zakharova", "named"), ("Nikol Pashinyan", "pronoun")],
            id="gender reaches back",
        ),
        pytest.param(
            "“We will stay,” Pashinyan said. “Nobody will force us to leave.”",
            [("Nikol Pashinyan", "named"), ("Nikol Pashinyan", "running")],
            id="running quotation",
        ),
        pytest.param(
            "“We wait for the bus for an hour. Nobody comes any more,” said Anna Sargsyan, a nurse from Gyumri.",
            [("Anna Sargsyan", "named"), ("Anna Sargsyan", "named")],
            id="speaker at the end of a long quotation",
        ),
        pytest.param(
            "The Russian Foreign Ministry denied the report. The ministry said that it was a lie.",
            [
                ("Ministry of Foreign Affairs of Russia", "named"),
                ("Ministry of Foreign Affairs of Russia", "role"),
            ],
            id="the ministry",
        ),
        pytest.param(
            "NATO opened an office in Yerevan. The alliance announced that drills would follow.",
            [("NATO", "named"), ("NATO", "role")],
            id="the alliance",
        ),
        pytest.param(
            "Lilit Hambaryan, who teaches law in Yerevan, doubts it. Hambaryan added that time was short.",
            [("Lilit Hambaryan", "named"), ("Lilit Hambaryan", "named")],
            id="surname after the full name",
        ),
    ],
)
def test_actors_of_an_article(
    text: str, expected: list[tuple[str, str]], parser: parse.Parser, registry: Registry
) -> None:
    assert [(row.actor, row.sort.value) for row in actors(text, parser, registry)] == expected


def test_unknown_speaker_has_the_side_of_the_apposition(parser: parse.Parser, registry: Registry) -> None:
    (row,) = actors(
        "Lilit Hambaryan, who teaches international law in Yerevan, said it was late.", parser, registry
    )
    assert (row.actor, row.side) == ("Lilit Hambaryan", "AM")


def test_speech_in_the_first_person_is_its_speakers(parser: parse.Parser, registry: Registry) -> None:
    text = (
        "We have taken note of the statement. I would only say that our patience is not endless.\n\n"
        "The treaty has twelve articles. We will not sign it, and I told our partners so."
    )
    title = "Speech by Rolf Hansen, minister of energy of Norway"
    assert {(row.actor, row.side) for row in actors(text, parser, registry, title)} == {("Rolf Hansen", "NO")}


def test_labelled_question_is_the_journalists(parser: parse.Parser, registry: Registry) -> None:
    text = "Question: Will Armenia leave?\n\nPashinyan: We will decide in May."
    assert [(row.actor, row.kind) for row in actors(text, parser, registry)] == [
        ("journalist", Kind.MEDIA),
        ("Nikol Pashinyan", Kind.PERSON),
    ]


def test_mentions_point_at_words_of_the_article(parser: parse.Parser, registry: Registry) -> None:
    text = "“The vote,” Zakharova said, “was a farce.” She left. Moscow rejected the proposal."
    for row in actors(text, parser, registry):
        assert row.mention_start is not None and row.mention_end is not None
        words = text[row.mention_start : row.mention_end]
        assert words in {"Zakharova", "She", "Moscow"}


def test_attribute_each_keeps_every_statement(parser: parse.Parser, registry: Registry) -> None:
    (parsed,) = parser.parse(
        [Article(id="a", text="Moscow called it illegal, while Brussels welcomed it. It rained.")]
    )
    rows = split.split(parsed, load(split.Params))
    found = attribute.attribute_each(parsed, rows, registry, load(attribute.Params))
    assert [row.text for row in found] == [row.text for row in rows]
    assert attribute.attribute_each(parsed, (), registry, load(attribute.Params)) == ()


def row(text: str, start: int, sentence: int, actor: str, confidence: float = 0.5) -> Attributed:
    return Attributed(
        article="a",
        index=start,
        start=start,
        end=start + len(text),
        text=text,
        paragraph=0,
        sentence=sentence,
        quoted=False,
        actor=actor,
        kind=Kind.PERSON,
        side="RU",
        sort=Sort.NAMED,
        actor_confidence=confidence,
    )


TEXT = "One two, three four. Five."


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        pytest.param(
            [("One two,", 0, 0, "A"), ("three four.", 9, 0, "A")], ["One two, three four."], id="joined"
        ),
        pytest.param(
            [("One two,", 0, 0, "A"), ("three four.", 9, 0, "B")],
            ["One two,", "three four."],
            id="two actors",
        ),
        pytest.param(
            [("One two, three four.", 0, 0, "A"), ("Five.", 21, 1, "A")],
            ["One two, three four.", "Five."],
            id="two sentences",
        ),
    ],
)
def test_join(rows: list[tuple[str, int, int, str]], expected: list[str]) -> None:
    joined = attribute.join([row(*one) for one in rows], TEXT)
    assert [one.text for one in joined] == expected
    assert [one.index for one in joined] == list(range(len(expected)))
    assert all(one.text == TEXT[one.start : one.end] for one in joined)


def test_join_keeps_the_surest_mention() -> None:
    (joined,) = attribute.join([row("One two,", 0, 0, "A", 0.6), row("three four.", 9, 0, "A", 0.9)], TEXT)
    assert joined.actor_confidence == 0.9


@given(st.lists(st.sampled_from(["A", "B"]), min_size=1, max_size=8))
def test_join_loses_nothing_and_is_stable(names: list[str]) -> None:
    text = "x " * len(names)
    rows = [row("x", 2 * at, 0, name) for at, name in enumerate(names)]
    joined = attribute.join(rows, text)
    assert (joined[0].start, joined[-1].end) == (rows[0].start, rows[-1].end)
    assert all(one.actor != other.actor for one, other in zip(joined, joined[1:], strict=False))
    assert attribute.join(joined, text) == joined


def candidate(cue: Cue, depth: int = 0, kind: Kind = Kind.PERSON, name: str = "") -> Candidate:
    return Candidate(Mention(0, 1, name or cue.value, kind, "RU", Sort.NAMED), cue, depth)


NOBODY = candidate(Cue.NARRATOR, kind=Kind.NARRATOR)


@pytest.mark.parametrize(
    ("cues_found", "chosen"),
    [
        ([(Cue.ACT, 0)], Cue.ACT),
        ([(Cue.ACT, 0), (Cue.SOURCE, 0)], Cue.SOURCE),
        ([(Cue.SPEECH, 0), (Cue.SOURCE, 0)], Cue.SPEECH),
        ([(Cue.SPEECH, 1), (Cue.ACT, 0)], Cue.ACT),
        ([(Cue.SPEECH, 0), (Cue.LABEL, 0)], Cue.LABEL),
        ([(Cue.SPEECH, 0), (Cue.AUTHOR, 0)], Cue.AUTHOR),
        ([(Cue.SPEECH, 0), (Cue.PRINCIPAL, 0)], Cue.SPEECH),
        ([(Cue.RUNNING, 0), (Cue.ACT, 0)], Cue.ACT),
        ([(Cue.RUNNING, 0)], Cue.RUNNING),
        ([], Cue.NARRATOR),
    ],
)
def test_choose(cues_found: list[tuple[Cue, int]], chosen: Cue) -> None:
    candidates = [candidate(cue, depth) for cue, depth in cues_found]
    assert rules.choose([*candidates, NOBODY]).cue is chosen
    assert rules.choose([NOBODY, *reversed(candidates)]).cue is chosen


def test_a_medium_that_relays_gives_way_to_its_source() -> None:
    agency = candidate(Cue.SPEECH, kind=Kind.MEDIA)
    assert rules.choose([agency, candidate(Cue.SOURCE), NOBODY]).cue is Cue.SOURCE


def test_standing_facts_of_a_state_are_nobodys() -> None:
    assert rules.choose([candidate(Cue.STANDING, kind=Kind.GOVERNMENT), NOBODY]).cue is Cue.NARRATOR


def test_every_cue_has_a_confidence_that_falls_from_speech_to_act_to_fallback() -> None:
    assert set(rules.CONFIDENCE) == set(Cue)
    order = (Cue.LABEL, Cue.SPEECH, Cue.HOLDING, Cue.ACT, Cue.RUNNING, Cue.NARRATOR)
    values = [rules.CONFIDENCE[cue] for cue in order]
    assert values == sorted(values, reverse=True)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Peskov: We stay.", (0, 6)),
        ("Guntis Vilks, mayor: The object fell.", (0, 12)),
        ("Trade points the other way: it fell.", None),
        ("Question: Will you stay?", None),
        ("He said: no.", None),
    ],
)
def test_label(text: str, place: tuple[int, int] | None) -> None:
    assert cues.label(text) == place


@pytest.mark.parametrize(
    ("run", "name"),
    [
        ("Prime Minister Nikol Pashinyan", "Nikol Pashinyan"),
        ("Petroleum Minister Hardeep Singh Puri", "Hardeep Singh Puri"),
        ("Major-General Igor Kirillov", "Igor Kirillov"),
        ("Thursday Putin", "Putin"),
        ("Jordan Bardella", "Jordan Bardella"),
    ],
)
def test_split_title(run: str, name: str) -> None:
    assert split_title(run, Registry([]))[1] == name


@pytest.mark.parametrize(
    ("after", "words"),
    [
        (", who teaches law in Yerevan, said", ", who teaches law in Yerevan"),
        (" of China asked", " of China asked"),
        (" said that", ""),
    ],
)
def test_apposition(after: str, words: str) -> None:
    assert apposition(after) == words


@pytest.mark.parametrize(
    ("name", "near", "gender"),
    [("Nino Beridze", {"spokeswoman"}, "f"), ("Ilya Yashin", set(), None), ("Maria Orlova", set(), "f")],
)
def test_guess_gender(name: str, near: set[str], gender: str | None) -> None:
    assert guess_gender(name, near) == gender


def test_a_city_counts_only_where_the_text_places_something_there(registry: Registry) -> None:
    assert [side for *_, side in sides_in("Mary Elk and Split ended the day", registry)] == []
    assert [side for *_, side in sides_in("a nurse from Gyumri", registry)] == ["AM"]


def test_setting_is_the_country_named_most(parser: parse.Parser, registry: Registry) -> None:
    text = "Armenia and Russia met in Yerevan. Russia sent an envoy, and Armenian officials greeted him."
    (parsed,) = parser.parse([Article(id="a", text=text)])
    assert setting(parsed, registry) == "AM"


def test_articles_keep_their_own_statements(parser: parse.Parser, registry: Registry) -> None:
    articles = [Article(id=name, text="Moscow rejected the proposal.") for name in ("a", "b")]
    parsed = list(parser.parse(articles))
    rows: list[Statement] = [one for each in parsed for one in split.split(each, load(split.Params))]
    found = list(attribute.attribute_articles(parsed, rows, registry, load(attribute.Params)))
    assert [one.article for one in found] == ["a", "b"]
