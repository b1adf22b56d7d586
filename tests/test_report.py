"""The page of an article: all its text, each statement marked by more than colour, nothing from outside."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.report import About, actor_lines, paragraphs, render, said
from pipeline.schema import STANCES, Article, Dropped, Kind, Scored, Sort, Stance

ABOUT = About(encoder="tiny", threshold=0.6)
TEXT = """Bloc meets

“We stay,” said Peskov. Armenia left <b>at once</b> & for good.

- It rained.

Subscribe to our newsletter!
Photo: agency

The end."""


def row(text: str, start: int, paragraph: int, **changed: object) -> Scored:
    fields: dict[str, object] = {
        "article": "bloc",
        "start": start,
        "end": start + len(text),
        "text": text,
        "actor": "Dmitry Peskov",
        "kind": Kind.PERSON,
        "side": "RU",
        "stance": Stance.PRO_MOSCOW,
        "pro_moscow": 0.8,
        "neutral": 0.15,
        "pro_west": 0.05,
        "uncertain": False,
        "actor_confidence": 1.0,
        "paragraph": paragraph,
        "quoted": False,
        "sort": Sort.NAMED,
    }
    return Scored.model_validate({**fields, **changed})


def scored() -> list[Scored]:
    def at(text: str, paragraph: int, **changed: object) -> Scored:
        return row(text, TEXT.index(text), paragraph, **changed)

    west = {
        "stance": Stance.PRO_WEST,
        "actor": "Government of Armenia",
        "kind": Kind.GOVERNMENT,
        "side": "AM",
    }
    told = {
        "stance": Stance.NEUTRAL,
        "actor": "narrator",
        "kind": Kind.NARRATOR,
        "side": "-",
        "sort": Sort.NARRATOR,
    }
    return [
        at("“We stay,” said Peskov.", 0),
        at("Armenia left <b>at once</b> & for good.", 0, **west, uncertain=True),
        at("It rained.", 1, **told),
        at("The end.", 2, **told),
    ]


def dropped() -> list[Dropped]:
    parts = ("Subscribe to our newsletter!", "Photo: agency")
    return [
        Dropped(
            article="bloc",
            start=TEXT.index(part),
            end=TEXT.index(part) + len(part),
            reason="newsletter",
            text=part,
        )
        for part in parts
    ]


def article(**changed: object) -> Article:
    return Article.model_validate(
        {"id": "bloc", "title": "Bloc meets", "text": TEXT, "title_end": 10, **changed}
    )


def page() -> str:
    return render(article(), scored(), dropped(), ABOUT)


class Outline(HTMLParser):
    """Collects what the tests ask of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.unbalanced: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep the tag; those that need an end stay open until it comes."""
        self.tags.append((tag, dict(attrs)))
        if tag not in ("meta", "link", "br", "img"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Close the last open tag."""
        if not self.open or self.open.pop() != tag:
            self.unbalanced.append(tag)


def statements(page: str) -> list[dict[str, str | None]]:
    return [
        attributes for tag, attributes in Outline(page).tags if tag == "span" and "data-actor" in attributes
    ]


def test_page_is_whole_and_says_its_language() -> None:
    outline = Outline(page())
    assert (outline.open, outline.unbalanced) == ([], [])
    assert ("html", {"lang": "en"}) in outline.tags
    assert any(attributes.get("name") == "viewport" for _, attributes in outline.tags)


def test_nothing_comes_from_outside() -> None:
    outline = Outline(page())
    assert not {"script", "link", "img", "iframe", "object"} & {tag for tag, _ in outline.tags}
    assert not [attributes for _, attributes in outline.tags if {"src", "href", "srcset"} & set(attributes)]
    assert "url(" not in page() and "@import" not in page()


def test_text_of_an_article_is_no_markup() -> None:
    found = render(article(title="<script>alert(1)</script>"), scored(), dropped(), ABOUT)
    assert "<script" not in found and "<b>" not in found
    assert "&lt;b&gt;at once&lt;/b&gt; &amp; for good." in found


def test_statement_is_told_by_sign_and_words_and_reached_by_keyboard() -> None:
    found = statements(page())
    assert [one["class"] for one in found] == ["s m named", "s w uncertain named", "s n", "s n"]
    assert all(one["tabindex"] == "0" for one in found)
    assert str(found[0]["aria-label"]).startswith("Dmitry Peskov (Russia): pro-Moscow, 80 %")
    assert "uncertain" in str(found[1]["aria-label"])
    signs = re.findall(r'data-actor="[^"]*"><span class="sign" aria-hidden="true">([^<]*)</span>', page())
    assert signs == ["M", "W?", "·", "·"]


def test_table_counts_actors_the_narrator_last() -> None:
    lines = actor_lines(scored())
    assert [(line.actor, line.side, line.figures) for line in lines] == [
        ("Dmitry Peskov", "Russia", (1, 0, 0, 0)),
        ("Government of Armenia", "Armenia", (0, 0, 1, 1)),
        ("narrator", "–", (0, 2, 0, 0)),
    ]


def test_boilerplate_is_counted_and_listed_at_the_end() -> None:
    before, after = page().split("<details>")
    assert "newsletter" not in before
    assert "2 parts" in after and "Photo: agency" in after


def test_page_without_boilerplate_lists_none() -> None:
    assert "<details>" not in render(article(), scored(), [], ABOUT)


def test_paragraphs_follow_the_text_and_keep_list_marks() -> None:
    found = ["".join(piece.text for piece in pieces) for pieces in paragraphs(article(), scored(), dropped())]
    assert found == [
        "“We stay,” said Peskov. Armenia left <b>at once</b> & for good.",
        "- It rained.",
        "The end.",
    ]


@given(data=st.data(), text=st.text(st.sampled_from("ab .-\n"), min_size=1, max_size=60))
def test_all_text_comes_but_line_ends(data: st.DataObject, text: str) -> None:
    cuts = sorted(data.draw(st.sets(st.integers(0, len(text)), min_size=2, max_size=8)))
    spans = [
        (a, b) for a, b in zip(cuts, cuts[1:], strict=False) if text[a:b].strip() and data.draw(st.booleans())
    ]
    rows = [row(text[a:b], a, data.draw(st.integers(0, 2))) for a, b in spans]
    pieces = [piece for part in paragraphs(Article(id="x", text=text), rows, []) for piece in part]
    assert "".join(piece.text for piece in pieces if piece.row) == "".join(text[a:b] for a, b in spans)
    assert re.sub(r"\s", "", "".join(piece.text for piece in pieces)) == re.sub(r"\s", "", text)


def test_words_give_all_three_probabilities() -> None:
    assert said(scored()[0]).endswith("(pro-Moscow 80 %, neutral 15 %, pro-West 5 %)")
    assert said(scored()[1]).startswith("Government of Armenia (Armenia): uncertain, perhaps pro-West")


def test_same_page_at_every_run() -> None:
    assert page() == page()


def test_bar_gives_the_counts_in_words() -> None:
    assert 'aria-label="1 pro-Moscow, 2 neutral, 1 pro-West"' in page()


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours by WCAG 2."""

    def light(colour: str) -> float:
        full = colour if len(colour) == 7 else "#" + "".join(2 * digit for digit in colour[1:])
        parts = [int(full[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        red, green, blue = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    low, high = sorted((light(one), light(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("mode", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(
    ("front", "back"),
    [("ink", "paper"), ("soft", "paper"), ("paper", "m"), ("paper", "w"), ("paper", "n")]
    + [("ink", f"{letter}-tint") for letter in "mwn"]
    + [(letter, f"{letter}-tint") for letter in "mwn"],
)
def test_colours_can_be_read(mode: int, front: str, back: str) -> None:
    block = re.findall(r":root \{(.*?)\}", page(), re.S)[mode]
    colours = dict(re.findall(r"--([\w-]+): (#\w+);", block))
    assert contrast(colours[front], colours[back]) >= 4.5


def test_every_stance_has_a_sign_of_its_own() -> None:
    from pipeline.report import NAMES, SIGNS

    assert set(SIGNS) == set(NAMES) == set(STANCES)
    assert len(set(SIGNS.values())) == len(STANCES)
