"""The command line: thin, over the Python core. Bad input ends with exit code 2 and one line."""

from __future__ import annotations

import gc
import io
import os
import sys
from collections.abc import Sequence
from functools import cache
from importlib import import_module
from typing import NoReturn

import typer

from modusvivendi.cli.options import AsJson
from modusvivendi.cli.output import print_json
from modusvivendi.errors import InputError, Interrupted, one_line

COMMANDS = (  # in the order of the help
    "run",
    "show",
    "check",
    "new",
    "bench",
    "compare",
    "weigh",
    "score",
    "signposts",
    "plan",
    "migrate",
    "precedents",
    "import_",
    "forecast",
    "update",
    "journal",
    "claims",
    "app",
    "simulator",
    "reproduce",
    "brief",
)
KEPT = "files that were finished before are kept"
INTERRUPTED = 130  # exit code after Ctrl-C
UNCOLLECTED = (
    200_000  # new objects before the garbage collector looks: what a start makes is kept, looking at it is a tenth of the time
)


@cache
def command_line(commands: tuple[str, ...] = COMMANDS) -> typer.Typer:
    """The command line with these commands, each of which lives in a file of its own, and with ``cases``."""
    app = typer.Typer(
        add_completion=False,
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
        help="Modus Vivendi: an open policy laboratory for engaging de facto authorities.",
    )
    app.command()(cases)
    for name in commands:
        import_module(f"modusvivendi.cli.{name}").register(app)
    return app


def needed(words: Sequence[str]) -> tuple[str, ...]:
    """The commands that a command line needs: the one that it begins with, else all of them, which its help lists."""
    return tuple(name for name in COMMANDS if name.rstrip("_") == next(iter(words), "")) or COMMANDS


def __getattr__(name: str) -> typer.Typer:
    """``app``, the whole command line, made when it is first used."""
    if name == "app":
        return command_line()
    raise AttributeError(f"module '{__name__}' has no attribute '{name}'")


def cases(as_json: AsJson = False) -> None:
    """List the shipped cases."""
    from modusvivendi.case import load_case, shipped_cases

    rows = [{"name": c.name, "title": c.title, "as_of": str(c.as_of)} for c in map(load_case, shipped_cases())]
    if as_json:
        return print_json(rows)
    for row in rows:
        typer.echo(f"{row['name']}  {row['title']} (known up to {row['as_of']})")


def main() -> None:
    """Entry point: bad input, of files or of the command line, becomes exit code 2 and one line; Ctrl-C exit code 130."""
    show_what_can_be_shown()
    gc.set_threshold(UNCOLLECTED)
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "1")  # looking for some among all packages takes a tenth of a look-up
    refuse_empty_words(sys.argv[1:])
    try:
        code = command_line(needed(sys.argv[1:]))(prog_name="modus", standalone_mode=False) or 0
        if code == INTERRUPTED:  # Typer has made an exit code of Ctrl-C
            stop("interrupted", INTERRUPTED)
        sys.exit(code)
    except InputError as error:
        stop(str(error))
    except Interrupted as error:
        stop(f"interrupted; {error}", INTERRUPTED)
    except KeyboardInterrupt:
        stop("interrupted", INTERRUPTED)
    except BrokenPipeError:  # whoever read the output has gone: nothing is left to say
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except OSError as error:
        stop(f"{error.filename or 'a file'}: cannot be read or written ({error.strerror or error}); {KEPT}")
    except MemoryError:
        stop(f"out of memory: ask for less at once, such as fewer --futures; {KEPT}")
    except Exception as error:
        # Typer keeps its own copy of click, so what it raises about the command line is known by what it can do.
        if not hasattr(error, "format_message"):
            raise
        context = getattr(error, "ctx", None)
        if context is not None and "NoArgs" in type(error).__name__:
            typer.echo(context.get_help())
            sys.exit(2)
        where = f" (see {context.command_path} --help)" if context is not None else ""
        stop(f"{error.format_message().rstrip('.')}{where}")


def refuse_empty_words(words: Sequence[str]) -> None:
    """End at a word in which nothing stands, such as a variable of a script that was never set: no default is what was meant."""
    for before, word in zip(("the command line", *words), words, strict=False):
        if not word.strip():
            stop(f"{before}: an empty word; leave the option out for its default")
        if word.startswith("--") and word.endswith("="):
            stop(f"{word[:-1]}: nothing is given; leave the option out for its default")


def show_what_can_be_shown() -> None:
    """Print a question mark for each letter that the terminal's encoding lacks (``LC_ALL=C``), instead of ending there."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def stop(message: str, code: int = 2) -> NoReturn:
    """Say in one line why the command ends, and end it with an exit code."""
    typer.echo(f"modus: {one_line(message)}", err=True)
    sys.exit(code)
