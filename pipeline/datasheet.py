"""The data sheet of the corpus, written from the data.

``python -m pipeline.datasheet data/corpus data/actors.jsonl docs/corpus.md``
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from fnmatch import fnmatch
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined

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
    (
        "run",
        "articles made hard for attribution: running quotations, pronouns, changing roles, shared surnames",
    ),
    ("real*", "articles written anew after public pages on real events; details often composed"),
    (
        CONTRAST_FILES,
        "contrast sets: two to four statements, a small edit apart, that move the label or must not",
    ),
)
"""What each file holds, by a pattern of its name; the first that fits counts."""


def datasheet(corpus: Corpus, registry: Registry) -> str:
    """Return the data sheet in Markdown."""
    articles = [article for found in corpus.values() for article in found]
    everything = _statements(articles)
    files = {f"`{file}`": _statements(found) for file, found in corpus.items()}
    environment = Environment(
        loader=PackageLoader("pipeline"),
        undefined=StrictUndefined,
        autoescape=False,
        keep_trailing_newline=True,
    )  # Markdown, not HTML: nothing to escape
    return environment.get_template("corpus.md.j2").render(
        passes=_passes(everything),
        files=_files(corpus),
        stances=_stances(articles),
        kinds=_counted("kind", Kind, ((one.kind, 1) for one in everything)),
        regions=_counted("region", Region, ((one.region, len(_statements([one]))) for one in articles)),
        styles=_counted("style", Style, ((one.style, len(_statements([one]))) for one in articles)),
        rules=_rules(everything),
        agreement=_agreement({"all": everything, **files}, registry),
        ruled=_ruled(everything),
    )


def _statements(articles: Iterable[GoldArticle]) -> list[GoldStatement]:
    return [statement for article in articles for statement in statements(article)]


def _table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return a Markdown table; a column whose first cell begins with a digit is set to the right."""
    cells = [[str(cell) for cell in row] for row in rows]
    rules = ["---:" if cell[:1].isdigit() else "---" for cell in cells[0]]
    return "\n".join(f"| {' | '.join(line)} |" for line in [header, rules, *cells]) + "\n"


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
    return _table(header, rows)


def _stances(articles: Sequence[GoldArticle]) -> str:
    rows = []
    for split in Split:
        counts = Counter(one.stance for one in _statements(one for one in articles if one.split == split))
        total = max(sum(counts.values()), 1)
        rows.append([split.value, *(f"{counts[name]} ({counts[name] / total:.0%})" for name in STANCES)])
    return _table(["split", *(name.value for name in STANCES)], rows)


def _counted(name: str, values: Iterable[StrEnum], found: Iterable[tuple[StrEnum, int]]) -> str:
    """Return statements and their share for each value of a closed set, 0 too."""
    counts = Counter({value: 0 for value in values})
    for value, count in found:
        counts[value] += count
    total = max(sum(counts.values()), 1)
    rows = [[value.value, count, f"{count / total:.1%}"] for value, count in counts.items()]
    return _table([name, "statements", "share"], rows)


def _rules(everything: Sequence[GoldStatement]) -> str:
    counts = Counter(one.rule for one in everything)
    named = [(str(rule), counts[rule]) for rule in sorted(rule for rule in counts if rule is not None)]
    return _table(["rule", "statements"], [*named, ("none noted", counts[None])])


def _agreement(groups: Mapping[str, Sequence[GoldStatement]], registry: Registry) -> str:
    found = {name: agreement(chosen, registry) for name, chosen in groups.items()}
    rows = [
        [
            name,
            one.n,
            f"{one.same_stance:.1%}",
            _decimals(one.kappa),
            _decimals(one.alpha),
            f"{one.same_actor:.1%}",
        ]
        for name, one in found.items()
        if one
    ]
    return _table(["file", "statements", "same stance", "kappa", "alpha", "same actor"], rows)


def _decimals(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"


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
