"""The data sheet of the corpus, written from the data: ``python -m pipeline.datasheet data/corpus docs/corpus.md``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from fnmatch import fnmatch
from pathlib import Path

from pipeline import command
from pipeline.actors import Registry
from pipeline.agreement import agreement, passes, ruling
from pipeline.corpus import CONTRAST_FILES, statements
from pipeline.files import whole_file
from pipeline.rows import read_corpus
from pipeline.schema import STANCES, GoldArticle, GoldStatement, Kind, Region, Split, Style

Corpus = Mapping[str, Sequence[GoldArticle]]

WHAT: tuple[tuple[str, str], ...] = (
    ("cau", "articles on the South Caucasus"),
    ("eur", "articles on Eastern Europe"),
    ("asi", "articles on Central Asia"),
    ("bal", "articles on the Balkans and Central Europe"),
    ("glo", "articles on the wider world"),
    ("voi", "interviews, opinion, local stories, fact checks, posts; mostly neutral"),
    ("wir*", "dry agency copy"),
    ("rep", "correspondents' reports and analysis: acts and positions rather than quotations"),
    ("spe", "speeches, briefings, ministry texts, resolutions, posts: a speaker who is named once"),
    ("run", "articles made hard for attribution: running quotations, pronouns, changing roles, shared surnames"),
    ("real*", "articles written anew after public pages on real events; details often composed"),
    (CONTRAST_FILES, "contrast sets: two to four statements, a small edit apart, that move the label or must not"),
)
"""What each file holds, by a pattern of its name; the first that fits counts."""

INTRODUCTION = """\
# The corpus: data sheet

<!-- Written by `python -m pipeline.datasheet data/corpus docs/corpus.md`; change that, not this file. -->

Annotated articles and contrast sets in English about public matters between Moscow and the West. The model
is trained and measured on them. Every figure below is computed from `data/corpus/`.

## What it is, and what it is not

- **Composed text.** Every sentence was written for this project; none was copied. Some articles follow real
  events (`real*`), but names, facts and dates may be mixed with invention, and nothing in them is a record.
- **Not a source of quotations.** Words and positions given to real people are paraphrase or invention in
  keeping with publicly known positions. Nobody may be quoted or cited from here.
- **Written and annotated by language models**, not by people, working from the codebook (`docs/codebook.md`).
- **Not a sample of the news.** Stances are balanced and hard cases are sought on purpose: shares of stances,
  actors or regions say nothing about any press.

## How it was annotated

Two passes and a ruling. The first annotator (`a`) is the author of the text. The second annotator (`b`) saw
the text alone, without the labels. Where they differ, a third reading ruled after the codebook, and a doubt
that came back became a rule of it. The ruling is what models learn and what figures count; both passes stay
in the row. A few statements have one pass only; for them the ruling rests on the author.
"""

AGREEMENT = """\
Share of statements with the same stance, Cohen's kappa and Krippendorff's alpha (nominal) on stance, and the
share with the same actor (names compared through the registry `data/actors.jsonl`), over statements with
both passes. `-`: not defined, as only one stance was given. Both annotators are language models with one
codebook: they agree more than people who never met would. Call the second one "second annotator", never
"human", and do not read these figures as what people can reach. In contrast sets the second annotator could
see the pattern of a set.
"""

FORMAT = """\
## Form of a row

One JSON object a line, an article each, in UTF-8; read by `pipeline.rows.read_corpus`, which refuses unknown
fields and values and names file and line.

| field | what |
|---|---|
| `id` | unique in the whole corpus |
| `region`, `style` | see the tables above |
| `source` | what the article follows, in words, without an address; may be absent |
| `split` | train, dev or test, for the whole article |
| `title` | context, not a statement; may be absent |
| `paragraphs` | lists of statements; joined by one space they are the paragraph as it would be printed |

A statement is a sentence, or a clause where a sentence has two actors:

| field | what |
|---|---|
| `text` | the words of the statement |
| `actor`, `kind`, `side` | who says or does it (canonical name), what sort, and where it belongs |
| `stance` | the ruling: pro-moscow, neutral or pro-west |
| `rule` | the codebook rule that decided, 1 to 34; 0 where the definitions do; absent where none was noted |
| `labels` | each pass: `by`, `actor`, `side`, `stance`, and `sure` where it was asked |

The members of a contrast set stand alone, each in a paragraph of its own: they count in figures of stance,
never in those of splitting or actors.

## Limits

- Composed text is tidier than real text. How far a model trained on it carries over is measured on statements
  of real texts in other words (`data/transfer/`), which are never trained on.
- One language, and one axis: what does not touch the contest between Moscow and the West is neutral here.
- Author, second annotator and third reading may share blind spots; agreement cannot show them.
- Real people appear with the positions publicly known up to 2026; these change.
- Articles marked test are the test set for good: none is added or moved, and nothing may be chosen by them.
"""


def datasheet(corpus: Corpus, registry: Registry) -> str:
    """Return the data sheet in Markdown."""
    everything = _statements(article for articles in corpus.values() for article in articles)
    files = {file: _statements(articles) for file, articles in corpus.items()}
    parts = [
        INTRODUCTION,
        _passes(everything),
        "## Counts\n",
        _files(corpus),
        _stances(corpus),
        _shares("kind of actor", {kind.value: 0 for kind in Kind}, [one.kind.value for one in everything]),
        _by_article(corpus),
        _rules(everything),
        "## Agreement of the two passes\n",
        AGREEMENT,
        _agreement({"all": everything, **files}, registry),
        _ruled(everything),
        FORMAT,
    ]
    return "\n".join(parts)


def _statements(articles: Iterable[GoldArticle]) -> list[GoldStatement]:
    return [statement for article in articles for statement in statements(article)]


def _table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return a Markdown table; all columns but the first are numbers, where the first row has them."""
    lines = [header, ["---"] + ["---:"] * (len(header) - 1), *rows]
    return "\n".join(f"| {' | '.join(map(str, line))} |" for line in lines) + "\n"


def _passes(everything: Sequence[GoldStatement]) -> str:
    both = len(passes(everything))
    single = len(everything) - both
    return f"{both:,} of {len(everything):,} statements have both passes, {single} have one.\n"


def what(file: str) -> str:
    """Say what a file of the corpus holds; "" for one that the table does not know.

    >>> what("con2")[:13], what("new")
    ('contrast sets', '')
    """
    return next((text for pattern, text in WHAT if fnmatch(file, pattern)), "")


def _files(corpus: Corpus) -> str:
    """Return statements of every file and split; articles (sets) beside them."""
    rows: list[list[object]] = []
    for file, articles in corpus.items():
        count = {split: len(_statements(one for one in articles if one.split == split)) for split in Split}
        rows.append([f"`{file}`", what(file), len(articles), *count.values(), sum(count.values())])
    numbers = list(zip(*(row[2:] for row in rows), strict=True))
    rows.append(["all", "", *(sum(int(str(value)) for value in column) for column in numbers)])
    header = ["file", "what it holds", "articles or sets", *(split.value for split in Split), "statements"]
    return "Statements by file and split:\n\n" + _table(header, rows)


def _stances(corpus: Corpus) -> str:
    rows = []
    for split in Split:
        chosen = [one for articles in corpus.values() for one in articles if one.split == split]
        counts = Counter(one.stance for one in _statements(chosen))
        total = max(sum(counts.values()), 1)
        rows.append([split.value, *(f"{counts[name]} ({counts[name] / total:.0%})" for name in STANCES)])
    return "Stance (the ruling) by split:\n\n" + _table(["split", *(name.value for name in STANCES)], rows)


def _shares(name: str, known: Mapping[str, int], found: Iterable[str]) -> str:
    counts = Counter(known)
    counts.update(found)
    total = max(sum(counts.values()), 1)
    rows = [[value, count, f"{count / total:.1%}"] for value, count in counts.items()]
    return f"Statements by {name}:\n\n" + _table([name, "statements", "share"], rows)


def _by_article(corpus: Corpus) -> str:
    regions, styles = Counter({one.value: 0 for one in Region}), Counter({one.value: 0 for one in Style})
    for articles in corpus.values():
        for article in articles:
            count = len(_statements([article]))
            regions[article.region.value] += count
            styles[article.style.value] += count
    tables = (_table([name, "statements"], counts.items()) for name, counts in (("region", regions), ("style", styles)))
    return "Statements by region and by style of their article:\n\n" + "\n".join(tables)


def _rules(everything: Sequence[GoldStatement]) -> str:
    counts = Counter(one.rule for one in everything)
    named = [(str(rule), counts[rule]) for rule in sorted(rule for rule in counts if rule is not None)]
    return "Statements by the codebook rule that decided (0: the definitions alone):\n\n" + _table(
        ["rule", "statements"], [*named, ("none noted", counts[None])]
    )


def _agreement(groups: Mapping[str, Sequence[GoldStatement]], registry: Registry) -> str:
    rows: list[list[object]] = []
    for name, chosen in groups.items():
        found = agreement(chosen, registry)
        if found:
            figures = (found.kappa, found.alpha)
            rows.append(
                [
                    name if name == "all" else f"`{name}`",
                    found.n,
                    f"{found.same_stance:.1%}",
                    *("-" if one is None else f"{one:.3f}" for one in figures),
                    f"{found.same_actor:.1%}",
                ]
            )
    return _table(["file", "statements", "same stance", "kappa", "alpha", "same actor"], rows)


def _ruled(everything: Sequence[GoldStatement]) -> str:
    found = ruling(everything)
    return (
        f"The passes differ on the stance of {found.disagreements} statements. The ruling followed the first"
        f" annotator in {found.first}, the second in {found.second}, and neither in {found.neither}.\n"
    )


def main(corpus: Path, registry: Path, output: Path) -> None:
    """Write the data sheet of a corpus."""
    text = datasheet(read_corpus(corpus), Registry.load(registry))
    with whole_file(output) as partial:
        partial.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    command.run(main)
