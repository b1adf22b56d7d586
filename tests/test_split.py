"""From an article's text to its statements: blocks, boilerplate, quotations, sentences, clauses."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline import boilerplate, params, parse
from pipeline import split as splitting
from pipeline.documents import from_markdown, from_text
from pipeline.quotes import quoted_share, quoted_spans
from pipeline.schema import Article, Dropped, Statement

ROOT = Path(__file__).resolve().parent.parent
MARKS = set("#>*+-•–·▪‣.)=|_")
"""What may stand between statements beside white space: marks of lists and headings."""


@pytest.fixture(scope="module")
def parser() -> parse.Parser:
    return parse.Parser.load(params.load(parse.Params, ROOT / "params.yaml"))


@pytest.fixture(scope="module")
def chosen() -> splitting.Params:
    return params.load(splitting.Params, ROOT / "params.yaml")


def cut(
    parser: parse.Parser, chosen: splitting.Params, article: Article
) -> tuple[tuple[Statement, ...], tuple[Dropped, ...]]:
    (parsed,) = parser.parse([article])
    return splitting.split(parsed, chosen), parsed.dropped


def texts(parser: parse.Parser, chosen: splitting.Params, text: str) -> list[str]:
    return [statement.text for statement in cut(parser, chosen, Article(id="a", text=text))[0]]


def assert_nothing_lost(
    article: Article, statements: tuple[Statement, ...], dropped: tuple[Dropped, ...]
) -> None:
    """Statements and dropped parts are in order, do not overlap, and leave only space and marks."""
    assert [one.start for one in statements] == sorted(one.start for one in statements)
    assert [one.index for one in statements] == list(range(len(statements)))
    at = article.title_end
    for part in sorted((*statements, *dropped), key=lambda part: part.start):
        gap = article.text[at : part.start]
        assert part.start >= at
        assert all(c.isspace() or c in MARKS or c.isdigit() for c in gap), f"lost: {gap!r}"
        assert article.text[part.start : part.end] == part.text == part.text.strip()
        at = part.end
    assert not article.text[at:].strip("".join(MARKS) + " \t\r\n").strip()


WHOLE = [
    "Gen. Ivanov met U.S. President Joe Biden in St. Petersburg on Dec. 5 at School No. 4.",
    "“Will it leave?” he asked.",
    '"Will it leave?" asked Peskov.',
    '"How dare they!" Zakharova said on Monday.',
    "Senator J.D. Vance and George W. Bush met A. S. Sahney.",
    "TBILISI, Dec 1 - The parliament passed the law.",
    "BRUSSELS. NATO's headquarters was closed.",
    "Mr. Putin and Ms. Psaki met Prof. Lee.",
]


@pytest.mark.parametrize("text", WHOLE)
def test_sentence_stays_whole(text: str) -> None:
    assert list(splitting.sentences(text)) == [(0, len(text))]


PARTS = [
    ["“It is over.”", "He left."],
    ['"We stay," he said.', '"We will not go."'],
    ["He lives in the U.S.", "The visit was short."],
    ["It ended in 2024.", "Nobody came."],
    ["The first part ended.", "“The second began,” she said."],
    ["Why now?", "The answer is money."],
]


@pytest.mark.parametrize("parts", PARTS)
def test_sentences_are_told_apart(parts: list[str]) -> None:
    text = " ".join(parts)
    assert [text[start:end] for start, end in splitting.sentences(text)] == parts


def test_sentence_of_two_actors_is_two_statements(parser: parse.Parser, chosen: splitting.Params) -> None:
    first, second = texts(parser, chosen, "Moscow called the vote illegal, while Brussels welcomed it.")
    assert (first, second) == ("Moscow called the vote illegal,", "while Brussels welcomed it.")


@pytest.mark.parametrize(
    "text",
    [
        "Moscow called the vote illegal, while it welcomed the talks.",
        "Peskov said that Kyiv had refused the offer, and that Brussels had called it a trap.",
        "“Moscow called it illegal, while Brussels welcomed it,” said Pashinyan.",
    ],
)
def test_one_source_is_one_statement(parser: parse.Parser, chosen: splitting.Params, text: str) -> None:
    assert texts(parser, chosen, text) == [text]


QUOTED = [
    ('He said "we go," and "we stay."', ['"we go,"', '"we stay."']),
    ("“One.\n\n“Two,” he said.", ["“One.", "“Two,”"]),
    ('"One.\n\nTwo," he said.', ['"One.', 'Two,"']),
    ("'We won't go,' said the allies' head.", ["'We won't go,'"]),
    ("‘The allies’ plan is dead,’ he said.", ["‘The allies’ plan is dead,’"]),
    ("„Wir gehen“, «да», »nein«", ["„Wir gehen“", "«да»", "»nein«"]),
    ("“Never closed\n\nNext one.", ["“Never closed"]),
    ("A 5\" pipe and rock 'n' roll of the '90s; Moscow's allies' plan", []),
]


@pytest.mark.parametrize(("text", "expected"), QUOTED)
def test_quotations(text: str, expected: list[str]) -> None:
    assert [text[start:end] for start, end in quoted_spans(text)] == expected


@given(st.text(alphabet="ab .,!\n\r\t\"'“”„«»‘’‚‟", max_size=80))
def test_quotations_are_in_order_and_apart(text: str) -> None:
    spans = quoted_spans(text)
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert all(one[1] <= other[0] for one, other in zip(spans, spans[1:], strict=False))
    assert not text or 0 <= quoted_share(spans, 0, len(text)) <= 1


def test_statement_is_quoted_where_most_of_it_is(parser: parse.Parser, chosen: splitting.Params) -> None:
    text = "“We shall not return to that bloc. It gave us nothing,” Pashinyan said.\n\nTalks go on."
    statements, _ = cut(parser, chosen, Article(id="a", text=text))
    assert [one.quoted for one in statements] == [True, True, False]
    assert [(one.paragraph, one.sentence) for one in statements] == [(0, 0), (0, 1), (1, 2)]


BOILERPLATE = [
    ("newsletter", ["Subscribe to our newsletter", "Sign up for our daily email.", "Subscribe!"]),
    ("support", ["Support us", "Donate", "Support independent journalism. Donate today."]),
    ("copyright", ["© 2024 Reuters. All rights reserved.", "Copyright 2024 The Associated Press."]),
    ("share", ["Share on Facebook", "Share this article", "Facebook Twitter Telegram"]),
    ("follow", ["Follow us on Twitter and Facebook", "Follow OC Media on Telegram"]),
    ("related", ["Read more: Armenia freezes its part", "Related articles", "Tags: Armenia, Russia"]),
    ("credit", ["Photo: Reuters", "(Photo by John Smith/AFP)", "(Reporting by A. Lee; Editing by B. Ray)"]),
    ("cookies", ["We use cookies to improve your experience."]),
    ("byline", ["By John Smith", "BY JOHN SMITH", "By Anna Lee in Tbilisi", "Published: 12 March 2024"]),
    ("advertisement", ["Advertisement", "Story continues below"]),
    ("no words", ["***", "— — —"]),
]


@pytest.mark.parametrize(("reason", "lines"), BOILERPLATE)
def test_boilerplate_is_dropped_by_name(reason: str, lines: list[str]) -> None:
    assert {line: boilerplate.reason(line) for line in lines} == dict.fromkeys(lines, reason)


@pytest.mark.parametrize(
    "sentence",
    [
        "Support us, Zelensky told Congress.",
        "Your support for Ukraine matters, Biden told the readers of the paper.",
        "If you like Russia, go there, the minister told readers.",
        "Share of Russians who trust the president fell to 60 percent.",
        "Share this burden, Stoltenberg urged.",
        "By Friday, Moscow had answered",
        "By Monday the troops had left.",
        "By John Smith's account the talks failed.",
        "Copyright law in Russia was changed in 2022.",
        "Photos of the dead were shown.",
        "Published in 2020, the book says that NATO broke its word.",
        "Updated March figures show that exports fell by half",
        "Subscribe to the view that Moscow is right and you will be popular, he said.",
        "Follow us to Europe, Sandu said.",
        "Join us on the European path, Sandu said.",
        "X was blocked in Russia.",
    ],
)
def test_sentence_with_such_words_is_kept(sentence: str) -> None:
    assert boilerplate.reason(sentence) is None


PAGE = """Talks resume

By John Smith

“We stay,” said Peskov. “It is our base.”

- Moscow wants gas.
- Kyiv wants peace.

This line was broken by a margin of an old mail
client and goes on here, which is one sentence.\r
\r
Subscribe to our newsletter
"""


def test_nothing_is_lost_of_a_page(parser: parse.Parser, chosen: splitting.Params) -> None:
    article = from_text(PAGE, "a")
    statements, dropped = cut(parser, chosen, article)
    assert_nothing_lost(article, statements, dropped)
    assert [part.reason for part in dropped] == ["byline", "newsletter"]
    assert [one.text for one in statements][2:4] == ["Moscow wants gas.", "Kyiv wants peace."]
    assert len(statements) == 5


def test_nothing_is_lost_of_markdown(parser: parse.Parser, chosen: splitting.Params) -> None:
    article = from_markdown("# Talks\n\nThey met. They ate.\n\n* One came.\n* Two left.\n", "a")
    statements, dropped = cut(parser, chosen, article)
    assert_nothing_lost(article, statements, dropped)
    assert [one.text for one in statements] == ["They met.", "They ate.", "One came.", "Two left."]


SOME = st.lists(
    st.sampled_from(
        [
            "Moscow said no. ",
            "“We go,” ",
            "he said.",
            "\n\n",
            "\r\n",
            "\n",
            "- ",
            "1. ",
            "U.S. ",
            '"',
            "’",
            " ",
            "!?",
        ]
    ),
    max_size=25,
).map("".join)


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.one_of(st.text(max_size=120), SOME))
def test_nothing_is_lost_of_any_text(parser: parse.Parser, chosen: splitting.Params, text: str) -> None:
    article = Article(id="a", text=text)
    statements, dropped = cut(parser, chosen, article)
    assert_nothing_lost(article, statements, dropped)
    assert (statements, dropped) == cut(parser, chosen, article)


def test_neither_order_nor_company_matters(parser: parse.Parser, chosen: splitting.Params) -> None:
    articles = [
        Article(id=str(number), text=text) for number, text in enumerate([PAGE, "", "***", "One. Two."])
    ]
    together = [splitting.split(parsed, chosen) for parsed in parser.parse(articles)]
    backwards = [splitting.split(parsed, chosen) for parsed in parser.parse(articles[::-1])]
    assert together == backwards[::-1]
    assert [len(found) for found in together][1:] == [0, 0, 2]


def test_long_line_is_cut_and_kept(parser: parse.Parser, chosen: splitting.Params) -> None:
    article = Article(id="a", text="Moscow said no. " * 3000 + "x" * 45_000)
    statements, dropped = cut(parser, chosen, article)
    assert_nothing_lost(article, statements, dropped)
    assert max(len(one.text) for one in statements) <= 20_000
