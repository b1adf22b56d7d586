"""Results as a table for the eye: coloured on a terminal, with a sign for each stance everywhere."""

from __future__ import annotations

from collections.abc import Iterable
from typing import IO, Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from pipeline.report import SIGNS
from pipeline.schema import Stance

COLOURS: dict[Stance, str] = {
    Stance.PRO_MOSCOW: "dark_orange",
    Stance.NEUTRAL: "bright_black",
    Stance.PRO_WEST: "deep_sky_blue1",
}
PLAIN_WIDTH = 120
"""Columns of a table that does not go to a terminal."""


def show(rows: Iterable[dict[str, Any]], file: IO[str]) -> None:
    """Write scored rows as a table: sign and stance, probability, actor, side, text.

    A question mark stands behind an uncertain stance; a row that could not be judged shows its note.
    """
    table = Table(box=None, padding=(0, 1), header_style="bold")
    for name in ("stance", "p", "actor", "side"):
        table.add_column(name, no_wrap=name != "actor", justify="right" if name == "p" else "left")
    table.add_column("text", ratio=1)
    for row in rows:
        table.add_row(*_cells(row))
    console = Console(file=file, highlight=False, width=None if file.isatty() else PLAIN_WIDTH)
    console.print(table)


def _cells(row: dict[str, Any]) -> tuple[Text, ...]:
    said = (_plain(row.get("actor")), _plain(row.get("side")), _plain(row.get("text")))
    if not row["stance"]:
        return (Text("! " + row["note"], style="red"), Text(""), *said)
    stance = Stance(row["stance"])
    share = max(row["pro_moscow"], row["neutral"], row["pro_west"])
    sign = f"{SIGNS[stance]} {stance.value}{' ?' if row['uncertain'] else ''}"
    return (Text(sign, style=COLOURS[stance]), Text(f"{share:.2f}"), *said)


def _plain(value: Any) -> Text:  # noqa: ANN401 (a cell of any type)
    """Show a cell on one line, without the control characters that a terminal would obey."""
    text = " ".join(str("" if value is None else value).split())
    return Text("".join(letter if letter.isprintable() else "�" for letter in text))
