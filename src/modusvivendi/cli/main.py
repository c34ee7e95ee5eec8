"""The command line: thin, over the Python core. Bad input ends with exit code 2 and one line."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

from modusvivendi.cli.options import AsJson, split
from modusvivendi.cli.output import print_json
from modusvivendi.errors import InputError, Interrupted, choose

INTERRUPTED = 130  # exit code after Ctrl-C
app = typer.Typer(
    add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False, rich_markup_mode=None,
    help="Modus Vivendi: an open policy laboratory for engaging de facto authorities.",
)  # fmt: skip


def learned(
    case: str, weights: str | None, theories: str | None, settings: list[str] | None
) -> tuple[Any, dict[str, float] | None, str]:
    """What a command starts from: (posterior or None, weights or None for uniform, where the weights come from)."""
    from modusvivendi.case import load_case
    from modusvivendi.evidence.inference.beliefs import UNIFORM, choose_beliefs
    from modusvivendi.study.overrides import apply_overrides
    from modusvivendi.theory import load_theories

    chosen, _, _ = apply_overrides([s for s in settings or [] if s.startswith("theory.")], load_theories(split(theories)), [])
    beliefs = choose_beliefs(load_case(case), chosen, weights or UNIFORM)
    return beliefs.posterior, beliefs.weights, beliefs.origin


@app.command()
def cases(as_json: AsJson = False) -> None:
    """List the shipped cases."""
    from modusvivendi.case import load_case, shipped_cases

    rows = [{"name": c.name, "title": c.title, "as_of": str(c.as_of)} for c in map(load_case, shipped_cases())]
    if as_json:
        return print_json(rows)
    for row in rows:
        typer.echo(f"{row['name']}  {row['title']} (known up to {row['as_of']})")


@app.command()
def show(
    name: Annotated[str, typer.Argument(help="A case, theory or strategy.")],
    as_json: AsJson = False,
) -> None:
    """Show a case, a theory or a strategy with its numbers, ranges and sources."""
    from modusvivendi.case import load_case, shipped_cases
    from modusvivendi.strategy import load_strategy, shipped_strategies
    from modusvivendi.theory import load_theory, shipped_theories

    known = [*shipped_cases(), *shipped_theories(), *shipped_strategies()]
    if name in shipped_theories():
        theory = load_theory(name)
        data = {
            **theory.model_dump(mode="json"),
            "priors": {k: p.model_dump(mode="json", exclude_none=True) for k, p in theory.complete().items()},
        }
    elif name in shipped_strategies():
        data = load_strategy(name).model_dump(mode="json", exclude_none=True)
    else:
        case = load_case(name if Path(name).exists() else choose("case, theory or strategy", name, known))
        data = case.model_dump(mode="json", exclude={"positions"})
    if as_json:
        return print_json(data)
    import yaml

    typer.echo(yaml.safe_dump(data, sort_keys=False, allow_unicode=True, width=110), nl=False)


@app.command()
def check(file: Annotated[Path, typer.Argument(help="A case.yaml or its folder.")]) -> None:
    """Check a case of your own: says in one line what is wrong and what is allowed."""
    from modusvivendi.case import check_case

    case = check_case(file)
    record = case.record
    rows = f", record of {len(record.acts)} acts, {len(record.moves)} moves, {len(record.tracks)} tracks" if record else ""
    typer.echo(
        f"{case.name}: valid; {len(case.issues)} issues, {len(case.segments)} segments, {len(case.countries)} countries{rows}"
    )
    for warning in record.warnings if record else ():
        typer.echo(f"note: {warning}")


def register_commands() -> None:
    """Add the commands that live in files of their own."""
    from modusvivendi.cli import bench, compare, evidence, plan, run

    for module in (run, bench, compare, evidence, plan):
        module.register(app)


register_commands()


def main() -> None:
    """Entry point: bad input, of files or of the command line, becomes exit code 2 and one line; Ctrl-C exit code 130."""
    try:
        code = app(prog_name="modus", standalone_mode=False) or 0
        if code == INTERRUPTED:  # Typer has made an exit code of Ctrl-C
            stop("interrupted", INTERRUPTED)
        sys.exit(code)
    except InputError as error:
        stop(str(error))
    except Interrupted as error:
        stop(f"interrupted; {error}", INTERRUPTED)
    except KeyboardInterrupt:
        stop("interrupted", INTERRUPTED)
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


def stop(message: str, code: int = 2) -> NoReturn:
    """Say in one line why the command ends, and end it with an exit code."""
    typer.echo(f"modus: {' '.join(message.split())}", err=True)
    sys.exit(code)
