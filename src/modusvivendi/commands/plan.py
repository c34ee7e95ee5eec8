"""``modus plan``: which issues to negotiate together, on what terms, in what order; or what one change does."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from modusvivendi.errors import InputError

if TYPE_CHECKING:
    from modusvivendi.plan import Answer, Evaluator, Limits, Objective, WhatIf
    from modusvivendi.strategy import Strategy

CaseName = Annotated[str, typer.Argument(help="A shipped case, or the path of a case.yaml or its folder.")]
SCREEN = 32  # futures on which single changes are screened
FRESH = 100_000  # number of the first future that the search never sees


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(plan)


def plan(
    case: CaseName,
    budget: Annotated[float, typer.Option(help="Sum of material rewards on offer; the default is the price of 'piecemeal'.")] = 1.8,
    standing_budget: Annotated[float, typer.Option(help="Sum of standing on offer.")] = 0.6,
    red_line: Annotated[list[str] | None, typer.Option(help="What is never offered or given up: recognition, standing, money, core-rights; may be repeated.")] = None,
    off_table: Annotated[list[str] | None, typer.Option(help="An issue that is not negotiated; may be repeated.")] = None,
    staff: Annotated[int | None, typer.Option(help="Tracks that can be negotiated at once.")] = None,
    deadline: Annotated[int | None, typer.Option(help="Months by which every offer has run out.")] = None,
    largest_step: Annotated[float, typer.Option(help="How far policy may be asked to move on an issue, 0 to 1.")] = 0.3,
    follow_through: Annotated[float | None, typer.Option(help="Chance, 0 to 1, that your promised rewards are delivered; else each bloc's own.")] = None,
    objectives: Annotated[str | None, typer.Option(help="Outcomes; a minus wants less. Default: core_rights,wellbeing,technical,-money")] = None,
    robust: Annotated[str, typer.Option(help="Over theories: expected, worst, or a percentile such as p10.")] = "expected",
    theories: Annotated[str | None, typer.Option(help="Comma-separated names or YAML files; all shipped ones by default.")] = None,
    weights: Annotated[str | None, typer.Option(help="'uniform', or theory=number,...; by default what 'modus weigh' has left, else uniform.")] = None,
    followers: Annotated[str, typer.Option("--as", help="Who follows the plan: a coalition or countries.")] = "like-minded",
    seed: Annotated[int, typer.Option(min=0, help="Seed of draws, chance and search.")] = 1,
    searches: Annotated[int, typer.Option(min=1, max=10, help="Independent searches, so that their agreement can be seen.")] = 2,
    generations: Annotated[int, typer.Option(min=2, max=1000)] = 40,
    population: Annotated[int, typer.Option(min=4, max=1000)] = 48,
    futures: Annotated[int, typer.Option(min=8, max=100_000, help="Futures per theory on which plans are sought; four times as many judge the result.")] = 64,
    edit: Annotated[Path | None, typer.Option(help="A plan of your own: say what it does against --against.")] = None,
    against: Annotated[str, typer.Option(help="A plan file or a shipped strategy to compare --edit with.")] = "piecemeal",
    out: Annotated[Path, typer.Option(help="Folder for results.")] = Path("modus-out"),
    as_json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
) -> None:
    """Plan an agenda: a handful of plans along the trade-off, or with --edit what a plan of your own does."""
    from modusvivendi.cli import learned, split
    from modusvivendi.plan import Evaluator, read_objectives
    from modusvivendi.plan.objective import DEFAULT_OBJECTIVES, check_robust
    from modusvivendi.theory import load_theories

    loaded, limits = _inputs(case, budget, standing_budget, red_line, off_table, staff, deadline, largest_step)
    check_robust(robust)
    posterior, given, origin = learned(case, weights, theories, None)
    known = load_theories(split(theories))
    months = max(12, limits.deadline or loaded.horizon_months)

    def evaluator(count: int, first: int) -> Evaluator:
        return Evaluator(
            loaded, known, count, seed, first, months, followers if edit is None else None, given, posterior=posterior
        )  # fmt: skip

    fresh = evaluator(4 * futures, FRESH)
    aims = read_objectives(objectives or DEFAULT_OBJECTIVES, fresh.study.outcome_names)
    if edit is not None:
        return _say_what_if(fresh, edit, against, aims, limits, as_json)
    answer, zones = _search(
        fresh, evaluator(futures, 0), evaluator(min(SCREEN, futures), 0), limits, aims, robust, followers, follow_through,
        tuple(range(seed, seed + searches)), generations, population,
    )  # fmt: skip
    folder = _folder(out, loaded.name, [budget, standing_budget, red_line, off_table, staff, deadline, largest_step, follow_through,
                                        objectives, robust, theories, weights, followers, seed, searches, generations, population, futures])  # fmt: skip
    page = write_answer(folder, answer, zones, origin)
    if as_json:
        from modusvivendi.cli import print_json
        from modusvivendi.plan.tables import answer_json

        return print_json({**answer_json(answer, zones), "weights_from": origin, "page": str(page)})
    print_answer(answer, zones)
    from modusvivendi.terminal import console

    console.print(f"\nPlans: {folder / 'plan-a.yaml'} and others (edit one, then --edit it)   Tables: {folder / 'plan.xlsx'}", soft_wrap=True)
    console.print(f"Open:  {page}", soft_wrap=True)


def _inputs(
    case: str, budget: float, standing_budget: float, red_line: list[str] | None, off_table: list[str] | None,
    staff: int | None, deadline: int | None, largest_step: float,
) -> tuple[Any, Limits]:  # fmt: skip
    from pydantic import ValidationError

    from modusvivendi.case import load_case
    from modusvivendi.errors import choose, explain
    from modusvivendi.plan import Limits

    loaded = load_case(case)
    for name in off_table or ():
        choose("issue", name, loaded.issue_ids)
    try:
        return loaded, Limits(
            budget=budget, standing_budget=standing_budget, red_lines=tuple(red_line or ()), off_table=tuple(off_table or ()),
            staff=staff, deadline=deadline, largest_step=largest_step,
        )  # fmt: skip
    except ValidationError as error:
        raise InputError(explain("limits", error, Limits)) from None


def _reference(name: str, case: Any) -> Any:
    """What to compare with: a plan file, else a strategy, as a plan where it can be one."""
    from modusvivendi.plan import load_plan, plan_of_strategy
    from modusvivendi.strategy import load_strategy

    if Path(name).suffix in (".yaml", ".yml"):
        return load_plan(name)
    strategy: Strategy = load_strategy(name)
    return plan_of_strategy(strategy, case) if len(strategy.phases) < 2 else strategy


def _say_what_if(evaluator: Evaluator, edit: Path, against: str, aims: tuple[Objective, ...], limits: Limits, as_json: bool) -> None:
    from modusvivendi.plan import check_plan, load_plan, what_if

    changed = limits.require(check_plan(load_plan(edit), evaluator.case), evaluator.case)
    found: WhatIf = what_if(evaluator, _reference(against, evaluator.case), changed, aims)
    if as_json:
        from modusvivendi.cli import print_json
        from modusvivendi.plan.tables import what_if_json

        return print_json(what_if_json(found))
    from modusvivendi.terminal import console, frame_table

    for sentence in found.sentences:
        console.print(sentence, soft_wrap=True)
    console.print()
    console.print(frame_table(found.table(), f"{found.changed} less {found.plan}: mean difference and 95% interval", 4))
    aims_table = found.by_theory[[a.outcome for a in aims]].rename_axis("theory").reset_index()
    console.print(frame_table(aims_table, "Difference by theory", 4))
    console.print(f"\nThe engine took {found.seconds:.2f} s for the changed plan.")


def _search(
    fresh: Evaluator, seeker: Evaluator, screen: Evaluator, limits: Limits, aims: tuple[Objective, ...], robust: str,
    followers: str, follow_through: float | None, seeds: tuple[int, ...], generations: int, population: int,
) -> tuple[Answer, Any]:  # fmt: skip
    from modusvivendi.plan import explain_plans, find_zones, make_space, search, starting_plans
    from modusvivendi.strategy import load_strategies
    from modusvivendi.terminal import Bar

    if follow_through is not None and not 0 <= follow_through <= 1:
        raise InputError(f"--follow-through {follow_through:g}: a chance between 0 and 1")
    space = make_space(fresh.case, limits, fresh.study.months, followers, follow_through=follow_through)
    with Bar("searching", "generations") as progress:
        found = search(space, seeker, aims, robust, seeds, generations, population, starting_plans(space), progress)
    with Bar("explaining", "plans") as progress:
        answer = explain_plans(space, found, fresh, screen, aims, robust, load_strategies(), progress=progress)
    with Bar("zones of agreement", "steps"):
        zones = find_zones(fresh, screen)
    return answer, zones


def _folder(out: Path, case: str, settings: list[Any]) -> Path:
    mark = hashlib.sha256(json.dumps([case, settings], default=str).encode()).hexdigest()[:12]
    folder = out / f"{case}-plan-{mark}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"{out}: cannot be written ({error.strerror or error})") from None
    return folder


def write_answer(folder: Path, answer: Answer, zones: Any, origin: str) -> Path:
    """Write plan.html, one YAML file per plan, and plan.xlsx; return the page."""
    from modusvivendi.decide import write_excel
    from modusvivendi.page import write_report
    from modusvivendi.page.plan_sections import plan_sections
    from modusvivendi.plan.tables import answer_tables

    for report in answer.reports:
        (folder / f"{report.plan.name}.yaml").write_text(report.plan.to_yaml(), encoding="utf-8")
    write_excel(answer_tables(answer, zones), folder / "plan.xlsx")
    study, page = answer.evaluator.study, folder / "plan.html"
    write_report(
        page, f"{study.case.title}: plans for talks", "agenda planner",
        f"{answer.search.evaluated:,} plans were tried; those shown were judged on {study.futures:,} fresh futures under each of "
        f"{len(answer.evaluator.theories)} theories, {study.months} months from {study.case.start}. What is known ends on {study.case.as_of}.",
        answer.sentences,
        f"These are conditional statements, not a forecast. Weights of theories: {origin}. Every plan and every variant meets the same "
        "futures, so differences are paired.",
        plan_sections(answer, zones),
    )  # fmt: skip
    return page


def print_answer(answer: Answer, zones: Any) -> None:
    """The bottom line, the plans, the lead agenda, what one change does, and zones."""
    import pandas as pd

    from modusvivendi.page.plan_sections import change_sentence
    from modusvivendi.study.summary import title_of
    from modusvivendi.terminal import console, frame_table

    for sentence in answer.sentences:
        console.print(sentence, soft_wrap=True)
    rows = [{"plan": r.plan.name, **{title_of(k): v for k, v in r.means.items()}, "tracks": len(r.plan.tracks), "issues": len(r.plan.issues),
             "largest": max((len(t.issues) for t in r.plan.tracks), default=0)} for r in answer.reports]  # fmt: skip
    console.print()
    console.print(frame_table(pd.DataFrame(rows), "Plans along the trade-off, mixture of theories"))
    lead = answer.reports[0]
    console.print(f"\n{lead.plan.name}, quarter by quarter", style="bold")
    for quarter, lines in lead.agenda:
        console.print(f"{quarter}  " + " ".join(lines), soft_wrap=True)
    console.print()
    for change, what in ((lead.best, "improve"), (lead.worst, "harm")):
        console.print(change_sentence(change, what), soft_wrap=True)
    for sentence in zones.sentences:
        console.print(sentence, soft_wrap=True)
