"""The command line: thin, over the Python core. Bad input ends with exit code 2 and one line."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

from modusvivendi.errors import InputError, Interrupted, choose, interruptible

INTERRUPTED = 130  # exit code after Ctrl-C
app = typer.Typer(
    add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False, rich_markup_mode=None,
    help="Modus Vivendi: an open policy laboratory for engaging de facto authorities.",
)  # fmt: skip

CaseName = Annotated[str, typer.Argument(help="A shipped case, or the path of a case.yaml or its folder.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]
Sets = Annotated[list[str] | None, typer.Option("--set", help="Override, such as theory.all.lam=8; may be repeated.")]
Names = Annotated[str | None, typer.Option(help="Comma-separated names or YAML files; all shipped ones by default.")]
Seed = Annotated[int, typer.Option(min=0, help="Seed of the draws and of chance.")]
Out = Annotated[Path, typer.Option(help="Folder for results.")]


def split(names: str | None) -> tuple[str, ...] | None:
    """Comma-separated names."""
    return tuple(part.strip() for part in names.split(",") if part.strip()) if names else None


def make_study(
    case: str, theories: str | None, strategies: str | None, futures: int, seed: int, months: int | None,
    followers: str | None, settings: list[str] | None, posterior: Any = None,
) -> Any:  # fmt: skip
    """A study from command-line words; posterior: draws that the record has weighed, instead of priors."""
    from pydantic import ValidationError

    from modusvivendi.case import load_case
    from modusvivendi.errors import explain
    from modusvivendi.strategy import load_strategies
    from modusvivendi.study import Study
    from modusvivendi.study.overrides import apply_overrides
    from modusvivendi.theory import load_theories

    loaded = load_case(case)
    chosen, acting, pins = apply_overrides(settings or [], load_theories(split(theories)), load_strategies(split(strategies)))
    try:
        return Study(
            case=loaded, theories=tuple(chosen), strategies=tuple(acting), futures=futures, seed=seed,
            months=loaded.horizon_months if months is None else months, followers=followers, pins=pins, posterior=posterior,
        )  # fmt: skip
    except ValidationError as error:
        raise InputError(explain("study", error, Study)) from None


def read_weights(text: str | None) -> dict[str, float] | None:
    """Weights such as 'leverage=2,cohesion=1'; None for uniform."""
    if text is None or text == "uniform":
        return None
    weights = {}
    for part in text.split(","):
        name, sign, number = part.partition("=")
        try:
            weights[name.strip()] = float(number)
        except ValueError:
            raise InputError(f"--weights {part}: write theory=number, or uniform") from None
        if not sign:
            raise InputError(f"--weights {part}: write theory=number, or uniform")
    return weights


def learned(
    case: str, weights: str | None, theories: str | None, settings: list[str] | None
) -> tuple[Any, dict[str, float] | None, str]:
    """What a study starts from: (posterior or None, weights or None for uniform, where the weights come from).

    By default what ``modus weigh`` has left for this very case, if it has; with ``--weights uniform``, weights of the
    user's own or overrides of theories, the priors.
    """
    from modusvivendi.case import load_case
    from modusvivendi.evidence.inference.posterior import Posterior
    from modusvivendi.theory import load_theories

    given = read_weights(weights)
    if weights is not None:
        return None, given, "uniform over theories, priors" if given is None else "given by the user, priors"
    if any(s.startswith("theory.") for s in settings or []):
        return None, None, "uniform over theories, priors as overridden"
    loaded, chosen = load_case(case), load_theories(split(theories))
    try:
        posterior = Posterior.load(loaded)
    except InputError as none:
        return None, None, f"uniform over theories, priors: {none}"
    reason = posterior.why_not(chosen)
    if reason:
        return None, None, f"uniform over theories, priors: {reason}"
    return posterior, {t.name: posterior.weights[t.name] for t in chosen}, posterior.origin


def print_json(data: Any) -> None:
    """JSON on standard output."""
    typer.echo(json.dumps(data, indent=1, default=str, allow_nan=False))


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
def run(
    case: CaseName,
    theories: Names = None,
    strategies: Names = None,
    futures: Annotated[int, typer.Option(min=1, help="Draws; every theory and strategy runs on each.")] = 1024,
    seed: Seed = 1,
    months: Annotated[int | None, typer.Option(help="Horizon in months, 12 to 600.")] = None,
    followers: Annotated[str | None, typer.Option("--as", help="Who follows the strategy: a coalition or countries.")] = None,
    settings: Sets = None,
    weights: Annotated[
        str | None, typer.Option(help="'uniform', or theory=number,...; by default what 'modus weigh' has left, else uniform.")
    ] = None,
    outcomes: Annotated[str, typer.Option(help="Outcomes shown by theory.")] = "core_rights,technical",
    threads: Annotated[int | None, typer.Option(min=1, help="Threads; all cores by default.")] = None,
    block: Annotated[int, typer.Option(min=1, help="Draws per block.")] = 1024,
    scheduler: Annotated[str | None, typer.Option(help="Dask scheduler, tcp://host:port or 'local'.")] = None,
    resume: Annotated[bool, typer.Option(help="Go on with an unfinished run of the same study.")] = False,
    out: Out = Path("modus-out"),
    as_json: AsJson = False,
) -> None:
    """Run a study: theories x strategies x uncertainty x chance. Ends by naming the page to open."""
    from modusvivendi.study import run_study, summarise
    from modusvivendi.study.store import prepare_folder, write_tables
    from modusvivendi.study.summary import KEY_OUTCOMES

    posterior, given, origin = learned(case, weights, theories, settings)
    study = make_study(case, theories, strategies, futures, seed, months, followers, settings, posterior)
    shown = tuple(choose("outcome", o, study.outcome_names) for o in split(outcomes) or ())
    _ = study.batch  # all names of strategies and followers are checked before anything is written
    folder = prepare_folder(out, study, resume)
    from modusvivendi.render.terminal import Bar, console, print_summary

    with Bar("simulating", "futures") as progress, interruptible("the same command with --resume goes on with what is done"):
        result = run_study(
            study,
            threads=threads,
            block=block,
            store=folder / "futures.zarr",
            resume=resume,
            scheduler=scheduler,
            progress=progress,
        )
    summary = summarise(result, given, weights_from=origin)
    write_tables(folder, summary)
    from concurrent.futures import ThreadPoolExecutor

    from modusvivendi.analysis.sensitivity.range_scan import scan
    from modusvivendi.render.html import assumptions_section, study_sections, write_page

    page = folder / "page.html"
    with ThreadPoolExecutor(1) as aside:  # the engine scans while the pictures are drawn
        scans = aside.submit(scan, study, ("technical", "core_rights"), summary.weights)
        sections = study_sections(result, summary)
        write_page(page, result, summary, [*sections, assumptions_section(study, scans.result())])
    if as_json:
        keep = summary.table[summary.table.outcome.isin({*KEY_OUTCOMES, *shown})]
        return print_json({"study": study.digest, "weights": summary.weights, "weights_from": summary.weights_from,
                           "table": keep.to_dict("records"), "regret": summary.regret[summary.regret.outcome.isin({*KEY_OUTCOMES, *shown})].to_dict("records"),
                           "sentences": summary.sentences, "page": str(page)})  # fmt: skip
    print_summary(summary, shown)
    console.print(f"\nTable: {folder / 'table.csv'}   Futures: {folder / 'futures.zarr'}", soft_wrap=True)
    console.print(f"Open:  {page}", soft_wrap=True)


def register_commands() -> None:
    """Add the commands that live in files of their own."""
    from modusvivendi.cli import bench, check, compare, new, plan, precedents, score, show, signposts, weigh

    for module in (show, check, new, bench, compare, weigh, score, signposts, plan, precedents):
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
