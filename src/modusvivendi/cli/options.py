"""Options shared by commands: groups of them as frozen dataclasses, spread out into the signature that Typer reads."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from dataclasses import MISSING, dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar, get_type_hints

import typer

from modusvivendi.errors import InputError
from modusvivendi.files.whole import check_folder

if TYPE_CHECKING:
    from modusvivendi.case import Case
    from modusvivendi.study import Study

CaseName = Annotated[str, typer.Argument(help="A shipped case, or the path of a case.yaml or its folder.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]
Names = Annotated[str | None, typer.Option(help="Comma-separated names or YAML files; all shipped ones by default.")]
ReadOn = Annotated[
    str | None,
    typer.Option("--from", help="The day from which dates ahead are counted, such as 2026-11-27; today by default."),
]
WeightsOf = Annotated[
    str,
    typer.Option(
        help="Weights of theories: 'uniform', 'record' (what 'modus weigh' has left), 'pooled' (what asks to other authorities "
        "lend; or a lent.json of your own), or theory=number,..."
    ),
]
Settings = Annotated[
    list[str] | None, typer.Option("--set", help="Override, such as theory.all.choice_precision=8; may be repeated.")
]
Seed = Annotated[int, typer.Option(min=0, help="Seed of the draws and of chance.")]
Months = Annotated[int | None, typer.Option(help="Horizon in months, 12 to 600.")]
Scheduler = Annotated[str | None, typer.Option(help="Dask scheduler that does the work, tcp://HOST:PORT, or 'local'.")]
Out = Annotated[Path, typer.Option(help="Folder for results.")]

F = TypeVar("F", bound=Callable[..., None])


@dataclass(frozen=True, kw_only=True)
class CaseOptions:
    """Which case, as known on which day."""

    case: CaseName
    as_of: Annotated[
        str | None, typer.Option(help="The day as of which the case is known, such as 2024-05-29; the newest by default.")
    ] = None

    read_on: ReadOn = None

    def load(self) -> Case:
        """The case. Raises InputError."""
        from modusvivendi.case import load_case

        return load_case(self.case, self.as_of, self.read_on)


@dataclass(frozen=True, kw_only=True)
class StudyOptions(CaseOptions):
    """What is studied: a case, theories, strategies, draws, and who follows."""

    theories: Names = None
    strategies: Names = None
    futures: Annotated[int, typer.Option(min=1, help="Draws; every theory and strategy runs on each.")] = 1024
    seed: Seed = 1
    months: Months = None
    followers: Annotated[
        str | None,
        typer.Option(
            "--as", help="Who follows the strategy: a coalition or countries , between commas; `modus show CASE` lists them."
        ),
    ] = None
    settings: Settings = None
    weights: WeightsOf = "uniform"


@dataclass(frozen=True, kw_only=True)
class WorkOptions:
    """How the work is done."""

    threads: Annotated[int | None, typer.Option(min=1, help="Threads; all cores by default.")] = None
    block: Annotated[int, typer.Option(min=1, help="Draws per block.")] = 1024
    scheduler: Scheduler = None
    resume: Annotated[bool, typer.Option(help="Go on with an unfinished run of the same study.")] = False


@dataclass(frozen=True, kw_only=True)
class OutputOptions:
    """Where results go, and in which form they are printed."""

    out: Out = Path("modus-out")
    as_json: AsJson = False
    scholar: Annotated[bool, typer.Option("--scholar", help="Print the scholar's view too: indices, evidence, parameters.")] = (
        False
    )

    def __post_init__(self) -> None:
        """Refuse a folder that cannot be written, before any work. Raises InputError."""
        check_folder(self.out)


def split(names: str | None) -> tuple[str, ...] | None:
    """Comma-separated names; None for none given. Raises InputError for an option that names nothing."""
    if names is None:
        return None
    found = tuple(part.strip() for part in names.split(",") if part.strip())
    if not found:
        raise InputError(f"'{names}' names nothing; leave the option out for its default")
    return found


def study_of(options: StudyOptions) -> Study:
    """The study that options describe, with the theories' own priors."""
    from modusvivendi.study.make import make_study

    return make_study(
        options.load(),
        theories=split(options.theories),
        strategies=split(options.strategies),
        followers=options.followers,
        settings=tuple(options.settings or ()),
        futures=options.futures,
        seed=options.seed,
        months=options.months,
    )


def grouped(command: F) -> F:
    """A command whose parameters are groups of options (dataclasses), as a function of single options for Typer."""
    groups = {name: hint for name, hint in get_type_hints(command).items() if name != "return"}
    parameters: list[inspect.Parameter] = []
    for group in groups.values():
        hints = get_type_hints(group, include_extras=True)
        for field in fields(group):
            default = inspect.Parameter.empty if field.default is MISSING else field.default
            parameters.append(
                inspect.Parameter(field.name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=hints[field.name])
            )

    @functools.wraps(command)
    def spread(**given: Any) -> None:
        command(**{name: group(**{f.name: given[f.name] for f in fields(group)}) for name, group in groups.items()})

    del spread.__wrapped__  # Typer would look through it at the groups
    spread.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    spread.__annotations__ = {p.name: p.annotation for p in parameters}
    return spread  # type: ignore[return-value]
