"""``modus weigh``, ``modus score`` and ``modus signposts``."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from modusvivendi.errors import InputError, interruptible

if TYPE_CHECKING:
    import pandas as pd

    from modusvivendi.evidence.inference.weigh import Weights

CaseName = Annotated[str, typer.Argument(help="A shipped case, or the path of a case.yaml or its folder.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]
Seed = Annotated[int, typer.Option(min=0, help="Seed of the draws.")]
Names = Annotated[str | None, typer.Option(help="Comma-separated names or YAML files; all shipped ones by default.")]
ExistingFile = typer.Option(exists=False, help="A CSV file in the format of the case's record.")


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command()(weigh)
    app.command()(score)
    app.command()(signposts)


def weigh(
    case: CaseName,
    theories: Names = None,
    seed: Seed = 1,
    sampler: Annotated[
        str, typer.Option(help="importance, or nautilus: nested sampling, a check that takes about half an hour.")
    ] = "importance",
    draws: Annotated[int, typer.Option(min=64, help="Draws per theory and coding.")] = 8192,
    threads: Annotated[int | None, typer.Option(min=1, help="Threads; all cores by default.")] = None,
    fresh: Annotated[bool, typer.Option(help="Work out everything anew instead of going on where a run stopped.")] = False,
    out: Annotated[Path, typer.Option(help="Folder for results.")] = Path("modus-out"),
    as_json: AsJson = False,
) -> None:
    """Weigh theories against the record: evidence in three columns, weights, sensitivities, skill."""
    from modusvivendi.case import load_case
    from modusvivendi.cli.main import print_json, split
    from modusvivendi.evidence import report
    from modusvivendi.evidence.inference.posterior import cache_folder
    from modusvivendi.evidence.inference.weigh import Size
    from modusvivendi.evidence.inference.weigh import weigh as weigh_theories
    from modusvivendi.render.terminal import Bar
    from modusvivendi.theory import load_theories

    loaded, chosen = load_case(case), load_theories(split(theories))
    cache = None if fresh else cache_folder() / "pieces"
    with Bar("weighing", "pieces") as progress, interruptible("the same command goes on with what is done"):
        weights = weigh_theories(loaded, chosen, seed, progress, cache, Size.of(draws), threads=threads, sampler=sampler)
    if theories is None:
        weights.posterior.save()
    tables = {name: table(weights) for name, table in report.TABLES.items()}
    page = _write(weights, tables, out)
    if as_json:
        return print_json(_plain({**report.to_dict(weights), "page": str(page)}))
    _show(weights, tables, page)


def _write(weights: Weights, tables: dict[str, pd.DataFrame], out: Path) -> Path:
    """Tables, tree and page in a folder of their own; returns the page."""
    from modusvivendi.evidence import report
    from modusvivendi.files.formula import write_csv
    from modusvivendi.render.html import write_report
    from modusvivendi.render.html.evidence_sections import evidence_sections

    case, rows = weights.case, weights.rows
    folder = out / f"{case.name}-weigh-{case.digest()[:12]}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"{out}: cannot be written ({error.strerror or error})") from None
    for name, table in tables.items():
        write_csv(table, folder / f"{name}.csv", digits="%.6g")
    report.save_tree(weights, folder / "evidence.zarr")
    page = folder / "weigh.html"
    write_report(
        page, f"{case.title}: theories against the record", f"evidence, case {case.digest()[:12]}",
        f"{len(rows.acts)} acts of the authority and {int((rows.outcome >= 0).sum())} decided negotiations over {rows.months} months "
        f"up to {case.as_of}, each read by three coders.", report.sentences(weights),
        "Weights carry the prior over theories (the same for every family) and every choice listed below. They say how the theories "
        "fare against one another on this record, not whether any of them is true.", evidence_sections(weights, tables),
    )  # fmt: skip
    return page


def _show(weights: Weights, tables: dict[str, pd.DataFrame], page: Path) -> None:
    """The result on the terminal: sentences, evidence, families, rows, skill, and what to open."""
    import pandas as pd

    from modusvivendi.evidence import report
    from modusvivendi.render.terminal import console, frame_table

    for line in report.sentences(weights):
        console.print(line, soft_wrap=True)
    evidence, ability = tables["evidence"], weights.skill
    shown = pd.DataFrame({"theory": evidence.theory, "family": evidence.family})
    for column, title in (("over_time", "over time"), ("between_issues", "between issues"), ("deals", "deals"), ("sum", "sum")):
        shown[title] = [f"{v:.2f} ±{e:.2f}" for v, e in zip(evidence[column], evidence[f"{column}_error"], strict=True)]
    shown[f"against {evidence.against.iloc[0]}"] = evidence.sum_against
    shown["prior"], shown["weight"] = evidence.prior, evidence.weight
    said = ability.acts.rename(columns={"log_score": "log score"})
    for table, title, digits in (
        (shown, "Log evidence in three columns (each given the ones before it), ± Monte Carlo error; weights", 2),
        (tables["families"], "Families", 3),
        (tables["rows"].head(10)[["row", "month", "kind", "issue", "moved"]], "The ten rows that moved the weights most", 3),
        (said, f"Skill on acts, one month ahead, {ability.months} months (difference from the constant rate, 90% interval)", 2),
        (ability.deals.rename(columns={"log_score": "log score"}), f"Skill on deals, {ability.tracks} tracks", 2),
    ):
        console.print()
        console.print(frame_table(table, title, digits))
    console.print(f"\nTables: {page.parent}/*.csv, evidence.zarr", soft_wrap=True)
    console.print(f"Open:   {page}", soft_wrap=True)


def score(
    case: CaseName,
    acts: Annotated[Path, ExistingFile],
    tracks: Annotated[Path, ExistingFile],
    moves: Annotated[Path, ExistingFile],
    since: Annotated[str, typer.Option(help="Rows after this date are scored (YYYY-MM-DD).")],
    theories: Names = None,
    seed: Seed = 1,
    as_json: AsJson = False,
) -> None:
    """Score rows that nobody tuned to: predictive scores of theories, their mixture and baselines."""
    from modusvivendi.case import load_case
    from modusvivendi.cli.main import print_json, split
    from modusvivendi.evidence.forecast.held_out import score as score_rows
    from modusvivendi.render.terminal import console, frame_table
    from modusvivendi.theory import load_theories

    try:
        day = date.fromisoformat(since)
    except ValueError:
        raise InputError(f"--since {since}: write a date as YYYY-MM-DD") from None
    found = score_rows(load_case(case), acts, tracks, moves, day, load_theories(split(theories)), seed)
    ability = found.skill
    known = f"{found.acts} acts and {ability.tracks} decided tracks of {found.first} to {found.last} are scored"
    if found.conditioned:
        known += f"; {found.conditioned} acts in the month of --since are known, not scored"
    known += "".join(f"; {n} not scored: {why}" for why, n in found.excluded.items() if n) + "."
    if as_json:
        parts = {"acts": ability.acts, "deals": ability.deals, "calibration": ability.calibration}
        head = {"headline": ability.headline, "scored": known, "first": found.first, "last": found.last}
        tables = {name: table.to_dict("records") for name, table in parts.items()}
        return print_json(_plain({**head, "months": ability.months, "tracks": ability.tracks, **tables}))
    console.print(ability.headline, soft_wrap=True)
    console.print(known, soft_wrap=True)
    title = f"Acts, {ability.months} months (log score; difference from the constant rate, 90% interval)"
    console.print(frame_table(ability.acts, title, 2))
    console.print(frame_table(ability.deals, f"Deals, {ability.tracks} tracks", 2))
    console.print(frame_table(ability.calibration, "Calibration: how often it came when it was said to come", 3))


def signposts(
    case: CaseName,
    strategy: Annotated[str, typer.Option(help="The strategy that is followed.")] = "piecemeal",
    horizon: Annotated[int, typer.Option(help="Months ahead.")] = 12,
    weights: Annotated[
        str | None, typer.Option(help="'uniform' or theory=number,...; by default what 'modus weigh' has left.")
    ] = None,
    futures: Annotated[int, typer.Option(min=64, help="Simulated futures per theory.")] = 1024,
    seed: Seed = 1,
    as_json: AsJson = False,
) -> None:
    """What to watch for: observables ranked by what they would tell about theories, and what would teach most."""
    from modusvivendi.case import load_case
    from modusvivendi.cli.main import learned, print_json
    from modusvivendi.evidence.signposts.signposts import designs
    from modusvivendi.evidence.signposts.signposts import signposts as find
    from modusvivendi.render.terminal import console, frame_table

    loaded = load_case(case)
    posterior, share, origin = learned(case, weights, None, None)
    found = find(loaded, strategy, horizon, share, seed, futures=futures, posterior=posterior)
    tried = designs(loaded, share, seed, futures=max(64, futures // 2), posterior=posterior)
    if as_json:
        return print_json(
            _plain(
                {
                    "weights": found.weights,
                    "weights_from": origin,
                    "entropy": found.known,
                    "signposts": found.table.to_dict("records"),
                    "designs": tried.to_dict("records"),
                }
            )
        )
    top, teach = found.table.iloc[0], tried.drop_duplicates(["kind", "what"])
    plan, probe = (teach[teach.kind == kind].iloc[0] for kind in ("strategy", "probe"))
    console.print(
        f"Under {strategy}, the most telling thing to watch within {top.window} months is {top.observable}: it is worth "
        f"{top.information:.3f} of the {found.known:.2f} nats of doubt between theories. If it reaches {top.threshold:.3g} "
        f"({100 * top.chance:.0f}% of futures), {top.if_reached} gains (to {top.weight_if_reached:.2f}); if not, {top.if_not}.",
        soft_wrap=True,
    )  # fmt: skip
    console.print(
        f"Most would be taught by {plan.what} ({plan.observable} within {plan.window} months: {plan.information:.3f} nats); of single "
        f"probes by {probe.what} ({probe.observable}, {probe.information:.3f} nats).", soft_wrap=True,
    )  # fmt: skip
    console.print(f"Weights: {origin}", soft_wrap=True)
    shown = found.table[["window", "observable", "information", "error", "chance", "direction"]]
    console.print(frame_table(shown.head(12), "Signposts by expected information gain (nats)", 3))
    console.print(frame_table(teach.drop(columns="kind").head(12), "What would teach most: strategies and single probes", 3))


def _plain(data: Any) -> Any:
    """Numbers of NumPy as plain ones, and what is not a number as null, so that the JSON is valid."""
    import math

    import numpy as np

    if isinstance(data, dict):
        return {str(k): _plain(v) for k, v in data.items()}
    if isinstance(data, (list, tuple)):
        return [_plain(v) for v in data]
    if isinstance(data, np.generic):
        data = data.item()
    return None if isinstance(data, float) and not math.isfinite(data) else data
