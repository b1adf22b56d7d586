"""A progress bar with rate and expected end, on a terminal alone."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from typing import TypeVar

T = TypeVar("T")


def progress(items: Iterable[T], *, total: int, unit: str) -> Iterator[T]:
    """Pass items on, with a bar on stderr while they come, if stderr is a terminal.

    >>> list(progress("ab", total=2, unit="articles"))
    ['a', 'b']
    """
    if not sys.stderr.isatty():
        yield from items
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    rate = TextColumn("{task.fields[rate]}")
    columns = (TextColumn(unit), BarColumn(), MofNCompleteColumn(), rate, TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(unit, total=total, rate="")
        for item in items:
            yield item
            speed = bar.tasks[task].finished_speed or bar.tasks[task].speed
            bar.update(task, advance=1, rate=f"{speed:.1f} a second" if speed else "")
