"""What a command says: messages and progress on stderr, one JSON object on stdout."""

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Annotated, Any, NoReturn

import orjson
import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from selaras.cli.exit_codes import ExitCode

JsonOption = Annotated[bool, typer.Option("--json", help="Satu objek JSON di stdout.")]

console = Console(stderr=True, highlight=False, soft_wrap=True)


def print_json(answer: Mapping[str, object], told: Callable[[Any], object] | None = None) -> None:
    """Write the one object that `--json` promises. told: what JSON says of a value that is none of its own, one at a time."""
    body = orjson.dumps(
        answer, told, orjson.OPT_INDENT_2 | orjson.OPT_PASSTHROUGH_DATACLASS | orjson.OPT_APPEND_NEWLINE
    )
    sys.stdout.flush()
    sys.stdout.buffer.write(body)


def refuse(code: ExitCode, message: str) -> NoReturn:
    """End the command with a sentence that says what happened and what to do."""
    console.print(message, style="bold red", markup=False)
    raise typer.Exit(code)


@contextmanager
def progress_bar(description: str) -> Iterator[Callable[[int, int], None]]:
    """Give a function that shows how much of how much is done, in changes; it vanishes at the end and from a pipe."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(description, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
