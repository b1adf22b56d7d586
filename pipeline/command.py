"""Run a function as a command: arguments by typer, a user's error as one line."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

import typer

from pipeline.errors import InputError


def run(main: Callable[..., Any]) -> None:
    """Run ``main`` with the command line's arguments; exit 1 with one line on an InputError."""
    app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
    app.command()(main)
    run_app(app)


def run_app(app: typer.Typer) -> None:
    """Run a typer application; exit 1 with one line on stderr on an InputError."""
    try:
        app()
    except InputError as error:
        sys.stderr.write(f"error: {error}\n")
        sys.exit(1)
