"""``modus weigh``, ``modus score`` and ``modus signposts``."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from modusvivendi.errors import InputError

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
    threads: Annotated[int | None, typer.Option(min=1, help="Threads; all cores by default.")] = None,
    fresh: Annotated[bool, typer.Option(help="Work out everything anew instead of going on where a run stopped.")] = False,
    out: Annotated[Path, typer.Option(help="Folder for results.")] = Path("modus-out"),
    as_json: AsJson = False,
) -> None:
    """Weigh theories against the record: evidence in three columns, weights, sensitivities, skill."""
    from modusvivendi.case import load_case
    from modusvivendi.cli import print_json, split
    from modusvivendi.evidence import report
    from modusvivendi.evidence.posterior import cache_folder
    from modusvivendi.evidence.skill import skill
    from modusvivendi.evidence.weigh import weigh as weigh_theories
    from modusvivendi.page import write_report
    from modusvivendi.page.evidence_sections import evidence_sections
    from modusvivendi.terminal import Bar, console, frame_table
    from modusvivendi.theory import load_theories

    loaded, chosen = load_case(case), load_theories(split(theories))
    with Bar("weighing", "pieces") as progress:
        weights = weigh_theories(loaded, chosen, seed, progress, None if fresh else cache_folder() / "pieces", threads=threads)
    ability = skill(loaded, chosen, seed)
    if theories is None:
        weights.posterior.save()
    folder = out / f"{loaded.name}-weigh-{loaded.digest()[:12]}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"{out}: cannot be written ({error.strerror or error})") from None
    tables = {name: table(weights) for name, table in report.TABLES.items()}
    for name, table in {
        **tables,
        "skill_acts": ability.acts,
        "skill_deals": ability.deals,
        "calibration": ability.calibration,
    }.items():
        table.to_csv(folder / f"{name}.csv", index=False, float_format="%.6g")
    report.save_tree(weights, folder / "evidence.zarr")
    lines = (ability.headline, *report.sentences(weights))
    page = folder / "weigh.html"
    write_report(
        page, f"{loaded.title}: theories against the record", f"evidence, case {loaded.digest()[:12]}",
        f"{len(weights.rows.acts)} scored acts and {int((weights.rows.outcome >= 0).sum())} decided tracks over "
        f"{weights.rows.months} months up to {loaded.as_of}, read by three coders.", lines,
        "Weights carry the prior over theories (uniform over families) and every choice listed under sensitivities. Within a "
        "family a record of this size can hardly tell theories apart.", evidence_sections(weights, ability, tables),
    )  # fmt: skip
    if as_json:
        return print_json(
            _plain(
                {
                    **report.to_dict(weights),
                    "skill": {
                        "headline": ability.headline,
                        "acts": ability.acts.to_dict("records"),
                        "deals": ability.deals.to_dict("records"),
                    },
                    "page": str(page),
                }
            )
        )
    for line in lines:
        console.print(line, soft_wrap=True)
    console.print()
    shown = tables["evidence"][
        [
            "family",
            "theory",
            "over_time",
            "over_time_error",
            "between_issues",
            "between_issues_error",
            "deals",
            "deals_error",
            "sum_against",
            "spread_over_codings",
            "prior",
            "weight",
        ]
    ]
    shown = shown.rename(
        columns={
            "over_time_error": "±",
            "between_issues_error": "± ",
            "deals_error": " ±",
            "sum_against": f"sum against {tables['evidence'].against.iloc[0]}",
        }
    )
    console.print(frame_table(shown, "Log evidence in three columns (each given the ones before it), weights", 2))
    console.print()
    console.print(frame_table(tables["families"], "Families", 3))
    console.print()
    console.print(
        frame_table(
            tables["rows"].head(10)[["row", "month", "kind", "issue", "moved"]], "The ten rows that moved the weights most", 3
        )
    )
    console.print()
    console.print(
        frame_table(
            ability.acts,
            f"Skill on acts, one month ahead, {ability.months} months (log score; difference from the constant rate)",
            2,
        )
    )
    console.print(frame_table(ability.deals, f"Skill on deals, {ability.tracks} tracks", 2))
    console.print(f"\nTables: {folder}/*.csv, evidence.zarr", soft_wrap=True)
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
    from modusvivendi.cli import print_json, split
    from modusvivendi.evidence.score import score as score_rows
    from modusvivendi.terminal import console, frame_table
    from modusvivendi.theory import load_theories

    try:
        day = date.fromisoformat(since)
    except ValueError:
        raise InputError(f"--since {since}: write a date as YYYY-MM-DD") from None
    found = score_rows(load_case(case), acts, tracks, moves, day, load_theories(split(theories)), seed)
    if as_json:
        return print_json(
            _plain(
                {
                    "headline": found.headline,
                    "months": found.months,
                    "tracks": found.tracks,
                    "acts": found.acts.to_dict("records"),
                    "deals": found.deals.to_dict("records"),
                    "calibration": found.calibration.to_dict("records"),
                }
            )
        )
    console.print(found.headline, soft_wrap=True)
    console.print(
        frame_table(found.acts, f"Acts, {found.months} months (log score; difference from the constant rate, 90% interval)", 2)
    )
    console.print(frame_table(found.deals, f"Deals, {found.tracks} tracks", 2))
    console.print(frame_table(found.calibration, "Calibration: how often it came when it was said to come", 3))


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
    from modusvivendi.cli import learned, print_json
    from modusvivendi.evidence.signposts import designs
    from modusvivendi.evidence.signposts import signposts as find
    from modusvivendi.terminal import console, frame_table

    loaded = load_case(case)
    _, share, origin = learned(case, weights, None, None)
    found = find(loaded, strategy, horizon, share, seed, futures=futures)
    probes = designs(loaded, share, seed, futures=max(64, futures // 2))
    if as_json:
        return print_json(
            _plain(
                {
                    "weights": found.weights,
                    "weights_from": origin,
                    "entropy": found.known,
                    "signposts": found.table.to_dict("records"),
                    "designs": probes.to_dict("records"),
                }
            )
        )
    top = found.table.iloc[0]
    console.print(
        f"Under {strategy}, the most telling thing to watch within {top.window} months is {top.observable}: it is worth "
        f"{top.information:.3f} of the {found.known:.2f} nats of doubt between theories. If it reaches {top.threshold:.3g} "
        f"({100 * top.chance:.0f}% of futures), {top.if_reached} gains (to {top.weight_if_reached:.2f}); if not, {top.if_not}.",
        soft_wrap=True,
    )  # fmt: skip
    console.print(f"Weights: {origin}", soft_wrap=True)
    console.print(frame_table(found.table.head(15), "Signposts by expected information gain (nats)", 3))
    console.print(frame_table(probes, "What would teach most: each strategy's best observable", 3))


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
