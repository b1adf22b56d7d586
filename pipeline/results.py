"""Write the tables of README.md and docs/results.md from metrics/, so that no figure is typed.

``python -m pipeline.results metrics README.md docs/results.md`` replaces what stands between the
marks ``<!-- NAME -->`` and ``<!-- /NAME -->`` of each page by the table of that name.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from pipeline import command
from pipeline.errors import InputError
from pipeline.files import whole_file

Figures = dict[str, Any]

ROWS = {
    "majority": "majority",
    "actor": "actor alone, logistic regression",
    "tfidf": "text, TF-IDF + logistic regression",
    "tfidf_actor": "text and actor, TF-IDF + logistic regression",
    "frozen": "frozen encoder + logistic regression",
}


def read_metrics(folder: Path) -> dict[str, Figures]:
    """Read metrics/{dev,test}/NAME.json as ``dev/NAME`` and ``test/NAME``.

    Raises:
        InputError: there are none.
    """
    paths = sorted(folder.glob("*/*.json"))
    if not paths:
        raise InputError(f"{folder}: no metrics here; `make repro` writes them")
    return {f"{path.parent.name}/{path.stem}": json.loads(path.read_text(encoding="utf-8")) for path in paths}


def interval(figures: Figures, name: str) -> str:
    """Say a figure with its 95 % interval.

    >>> interval({"f1": 0.5, "f1_low": 0.4, "f1_high": 0.61}, "f1")
    '0.50 (0.40–0.61)'
    """
    return f"{figures[name]:.2f} ({figures[f'{name}_low']:.2f}–{figures[f'{name}_high']:.2f})"


def percent(share: float) -> str:
    """Say a share in percent.

    >>> percent(0.0456)
    '4.6 %'
    """
    return f"{100 * share:.1f} %"


def stance_table(metrics: dict[str, Figures]) -> str:
    """Macro-F1 and side flips on test and transfer test: the model, its baselines, the second annotator."""
    test, transfer = metrics["test/stance"], metrics["test/transfer"]

    def row(name: str, one: Figures, other: Figures) -> list[str]:
        return [
            name,
            interval(one, "macro_f1"),
            percent(one["side_flips"]),
            interval(other, "macro_f1"),
            percent(other["side_flips"]),
        ]

    rows = [
        row("**this model** (int8)", test, transfer),
        row("the same, fp32", test["fp32"], transfer["fp32"]),
    ]
    rows += [row(said, test["baselines"][name], transfer["baselines"][name]) for name, said in ROWS.items()]
    rows += [row("second annotator*", test["second_annotator"], transfer["second_annotator"])]
    head = ["", f"test ({test['n']}) macro-F1", "flips", f"transfer ({transfer['n']}) macro-F1", "flips"]
    return table(head, rows)


def chain_table(metrics: dict[str, Figures]) -> str:
    """The figures of every part of the chain, on dev and test."""
    lines: list[tuple[str, str, Callable[[Figures], str]]] = [
        ("boundaries of statements, F1", "split", lambda found: interval(found, "boundary_f1")),
        ("actor, accuracy", "attribute", lambda found: interval(found, "accuracy")),
        ("side of the actor, accuracy", "attribute", lambda found: interval(found, "side_accuracy")),
        ("stance, macro-F1, gold actors", "stance", lambda found: interval(found["gold_actors"], "macro_f1")),
        (
            "stance, macro-F1, predicted actors",
            "stance",
            lambda found: interval(found["predicted_actors"], "macro_f1"),
        ),
        ("span, actor and stance all right", "end_to_end", lambda found: interval(found, "all_right")),
        (
            "the same with gold spans",
            "end_to_end",
            lambda found: interval(found["budget"], "gold_spans"),
        ),
        (
            "the same with gold spans and actors",
            "end_to_end",
            lambda found: interval(found["budget"], "gold_spans_and_actors"),
        ),
        ("calibration error (ECE)", "calibration", lambda found: f"{found['ece']:.3f}"),
        ("Brier score", "calibration", lambda found: f"{found['brier']:.3f}"),
        (
            "coverage at accuracy 0.9",
            "calibration",
            lambda found: percent(found["coverage_at_accuracy"]),
        ),
        ("share uncertain", "calibration", lambda found: percent(found["uncertain"])),
        ("actor masked, macro-F1", "shortcuts", lambda found: interval(found["actor_masked"], "macro_f1")),
        ("actor alone, macro-F1", "shortcuts", lambda found: interval(found["actor_alone"], "macro_f1")),
    ]
    rows = [
        [said, *(show(metrics[f"{part}/{file}"]) for part in ("dev", "test"))] for said, file, show in lines
    ]
    return table(["", "dev", "test"], rows)


def actor_table(metrics: dict[str, Figures]) -> str:
    """Accuracy of the actor by how the text names it."""
    dev, test = (metrics[f"{part}/attribute"]["sorts"] for part in ("dev", "test"))
    empty = {"n": 0, "accuracy": 0.0}
    rows = [
        [
            sort,
            *(
                f"{found.get(sort, empty)['accuracy']:.2f} ({found.get(sort, empty)['n']})"
                for found in (dev, test)
            ),
        ]
        for sort in sorted(dev | test)
    ]
    return table(["sort", "dev (n)", "test (n)"], rows)


TABLES: dict[str, Callable[[dict[str, Figures]], str]] = {
    "stance": stance_table,
    "chain": chain_table,
    "actor": actor_table,
}


def table(head: list[str], rows: Iterable[list[str]]) -> str:
    """Lay out a Markdown table.

    >>> print(table(["", "dev"], [["F1", "0.5"]]))
    |  | dev |
    | --- | --- |
    | F1 | 0.5 |
    """
    return "\n".join("| " + " | ".join(row) + " |" for row in [head, ["---"] * len(head), *rows])


def filled(page: str, metrics: dict[str, Figures]) -> str:
    """Put each table between its marks.

    Raises:
        InputError: a page has none of the marks.
    """
    found = 0
    for name, make in TABLES.items():
        pattern = re.compile(rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)", re.DOTALL)
        if pattern.search(page):
            found += 1
            text = make(metrics)
            page = pattern.sub(lambda match, text=text: f"{match[1]}{text}\n{match[2]}", page)  # type: ignore[misc]
    if not found:
        raise InputError(f"no mark such as <!-- stance --> in the page; known: {', '.join(TABLES)}")
    return page


def main(metrics: Path, readme: Path, results: Path) -> None:
    """Fill the tables of both pages."""
    figures = read_metrics(metrics)
    for page in (readme, results):
        text = filled(page.read_text(encoding="utf-8"), figures)
        with whole_file(page) as partial:
            partial.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    command.run(main)
