"""``modus plan``: which issues to negotiate together, on what terms, in what order; or what one change does."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from modusvivendi.errors import InputError, interruptible

if TYPE_CHECKING:
    from modusvivendi.case import Case
    from modusvivendi.planning import Answer, Choices, Evaluator, Limits, Objective, Plan, WhatIf
    from modusvivendi.planning.judging.zones import Zones
    from modusvivendi.strategy import Strategy

CaseName = Annotated[str, typer.Argument(help="A shipped case, or the path of a case.yaml or its folder.")]
AsOf = Annotated[
    str | None, typer.Option(help="The day as of which the case is known, such as 2024-05-29; the newest by default.")
]
JUDGED = 8  # plans found are judged on this many times the futures they were sought on
# Numbers of the first futures for judging, choosing and improving: far from those of the search, and from each other.
FRESH, CHOSEN, IMPROVED = 100_000, 1_000_000, 2_000_000


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(plan)


def plan(
    case: CaseName,
    as_of: AsOf = None,
    budget: Annotated[
        float, typer.Option(help="Sum of material rewards on offer; the default is the price of 'piecemeal'.")
    ] = 1.8,
    standing_budget: Annotated[float, typer.Option(help="Sum of standing on offer.")] = 0.6,
    red_line: Annotated[
        list[str] | None,
        typer.Option(help="What is never offered or given up: recognition, standing, money, core-rights; may be repeated."),
    ] = None,
    off_table: Annotated[list[str] | None, typer.Option(help="An issue that is not negotiated; may be repeated.")] = None,
    staff: Annotated[int | None, typer.Option(help="Tracks that can be negotiated at once.")] = None,
    deadline: Annotated[int | None, typer.Option(help="Months by which every offer has run out.")] = None,
    largest_step: Annotated[float, typer.Option(help="How far policy may be asked to move on an issue, 0 to 1.")] = 0.3,
    follow_through: Annotated[
        str | None,
        typer.Option(
            help="Chances, 0 to 1, that promised rewards are delivered, to choose from; 'own' as each bloc does now. Default: own,0.9"
        ),
    ] = None,
    objectives: Annotated[
        str | None, typer.Option(help="Outcomes; a minus wants less. Default: core_rights,wellbeing,technical,-money")
    ] = None,
    robust: Annotated[str, typer.Option(help="Over theories: expected, worst, or a percentile such as p10.")] = "expected",
    theories: Annotated[
        str | None, typer.Option(help="Comma-separated names or YAML files; all shipped ones by default.")
    ] = None,
    weights: Annotated[
        str | None, typer.Option(help="'uniform', or theory=number,...; by default what 'modus weigh' has left, else uniform.")
    ] = None,
    settings: Annotated[
        list[str] | None, typer.Option("--set", help="Override, such as theory.all.lam=8; may be repeated.")
    ] = None,
    followers: Annotated[str, typer.Option("--as", help="Who follows the plan: a coalition or countries.")] = "like-minded",
    months: Annotated[int | None, typer.Option(help="Horizon in months, 12 to 600.")] = None,
    seed: Annotated[int, typer.Option(min=0, help="Seed of draws, chance and search.")] = 1,
    searches: Annotated[int, typer.Option(min=1, max=10, help="Independent searches, so that their agreement can be seen.")] = 3,
    generations: Annotated[int, typer.Option(min=2, max=10_000)] = 150,
    population: Annotated[int, typer.Option(min=4, max=1000)] = 36,
    futures: Annotated[
        int,
        typer.Option(
            min=8, max=100_000, help="Futures per theory on which plans are sought; eight times as many judge the result."
        ),
    ] = 32,
    edit: Annotated[Path | None, typer.Option(help="A plan of your own: say what it does against --against.")] = None,
    move: Annotated[
        list[str] | None,
        typer.Option(
            help="With --edit: move an issue, ISSUE=TRACK (its number, from 1, after earlier moves), ISSUE=alone or ISSUE=off; may be repeated."
        ),
    ] = None,
    against: Annotated[
        str | None,
        typer.Option(
            help="A plan file or a shipped strategy to compare --edit with; by default piecemeal, or with --move the plan as it was."
        ),
    ] = None,
    out: Annotated[Path, typer.Option(help="Folder for results.")] = Path("modus-out"),
    as_json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
) -> None:
    """Plan an agenda: a handful of plans along the trade-off, or with --edit what a plan of your own does."""
    from modusvivendi.case import load_case
    from modusvivendi.cli.main import learned, named_or_suitable, split
    from modusvivendi.planning import Evaluator, make_space, read_objectives
    from modusvivendi.planning.agenda.objective import DEFAULT_OBJECTIVES, check_robust
    from modusvivendi.study.overrides import apply_overrides
    from modusvivendi.theory import load_theories

    loaded = load_case(case, as_of)
    horizon = loaded.horizon_months if months is None else months
    limits = _limits(loaded, horizon, budget, standing_budget, red_line, off_table, staff, deadline, largest_step)
    check_robust(robust)
    posterior, given, origin = learned(case, weights, theories, settings, as_of)
    known, stock, pins = apply_overrides(settings or [], load_theories(split(theories)), named_or_suitable(loaded, None))

    def evaluator(count: int, first: int) -> Evaluator:
        follow = followers if edit is None else None  # a plan of the user's own says who follows it
        return Evaluator(loaded, known, count, seed, first, horizon, follow, given, pins, posterior)

    fresh = evaluator(JUDGED * futures, FRESH)
    aims = read_objectives(objectives or DEFAULT_OBJECTIVES, fresh.study.outcome_names)
    if edit is not None:
        return _say_what_if(fresh, edit, move or [], against, aims, limits, as_json)
    if move or against is not None:
        raise InputError("--move and --against say something about a plan of your own: name its file with --edit")
    space = make_space(loaded, limits, horizon, followers, _choices(follow_through))
    with interruptible("nothing was written"):
        seeds = tuple(range(seed, seed + searches))
        answer, zones = _search(space, evaluator(futures, 0), fresh, evaluator(JUDGED * futures, CHOSEN), evaluator(2 * futures, IMPROVED),
                                aims, robust, seeds, generations, population, stock)  # fmt: skip
        mark = [fresh.study.digest, limits.model_dump(), space.choices.model_dump(), [vars(o) for o in aims], robust, given, followers,
                searches, generations, population, futures, [s.model_dump() for s in stock]]  # fmt: skip
        folder = write_answer(out, f"{loaded.name}-plan-{_digest(mark)}", answer, zones, origin)
    if as_json:
        from modusvivendi.cli.main import print_json
        from modusvivendi.planning.explain.tables import answer_json

        return print_json({**answer_json(answer, zones), "weights_from": origin, "page": str(folder / "plan.html")})
    print_answer(answer, zones)
    from modusvivendi.render.terminal import console

    console.print(
        f"\nPlans:  {folder / 'plan-a.yaml'} and others (change one, then: modus plan {case} --edit FILE --against {folder / 'plan-a.yaml'})",
        soft_wrap=True,
    )
    console.print(f"Tables: {folder / 'plan.xlsx'}", soft_wrap=True)
    console.print(f"Open:   {folder / 'plan.html'}", soft_wrap=True)


def _limits(
    case: Any, horizon: int, budget: float, standing_budget: float, red_line: list[str] | None, off_table: list[str] | None,
    staff: int | None, deadline: int | None, largest_step: float,
) -> Limits:  # fmt: skip
    from pydantic import ValidationError

    from modusvivendi.errors import choose, explain
    from modusvivendi.planning import Limits

    for name in off_table or ():
        choose("issue", name, case.issue_ids)
    try:
        return Limits(
            budget=budget, standing_budget=standing_budget, red_lines=tuple(red_line or ()), off_table=tuple(off_table or ()),
            staff=staff, deadline=deadline, largest_step=largest_step,
        ).within(horizon)  # fmt: skip
    except ValidationError as error:
        raise InputError(explain("limits", error, Limits)) from None


def _choices(follow_through: str | None) -> Choices:
    """What the search may choose from; follow_through such as 'own,0.9'."""
    from modusvivendi.planning import Choices

    if follow_through is None:
        return Choices()
    chances: list[float | None] = []
    for part in (p.strip() for p in follow_through.split(",")):
        try:
            chances.append(None if part == "own" else float(part))
        except ValueError:
            raise InputError(f"--follow-through {part}: write own, or a chance between 0 and 1") from None
    wrong = [c for c in chances if c is not None and not 0 <= c <= 1]
    if wrong:
        raise InputError(f"--follow-through {wrong[0]:g}: a chance between 0 and 1")
    return Choices(follow_through=tuple(dict.fromkeys(chances)))


def _reference(name: str, case: Any) -> Any:
    """What to compare with: a plan file, else a strategy, as a plan where it can be one."""
    from modusvivendi.planning import check_plan, load_plan, plan_of_strategy
    from modusvivendi.strategy import load_strategy

    if Path(name).suffix in (".yaml", ".yml"):
        return check_plan(load_plan(name), case)
    strategy: Strategy = load_strategy(name)
    return plan_of_strategy(strategy, case) if len(strategy.phases) < 2 else strategy


def _moved(plan: Plan, moves: list[str], case: Case) -> Plan:
    """The plan with issues moved, each as ISSUE=TRACK with tracks counted from 1, ISSUE=alone or ISSUE=off."""
    from modusvivendi.errors import choose
    from modusvivendi.planning import move_issue

    for text in moves:
        issue, _, to = text.partition("=")
        choose("issue", issue, case.issue_ids)
        if to.isdigit():
            if not 1 <= int(to) <= len(plan.tracks):
                raise InputError(f"--move {text}: plan '{plan.name}' has tracks 1 to {len(plan.tracks)}")
            plan = move_issue(plan, issue, int(to) - 1)
        elif to in ("alone", "off"):
            plan = move_issue(plan, issue, to)
        else:
            raise InputError(f"--move {text}: write ISSUE=TRACK with the number of a track, ISSUE=alone or ISSUE=off")
    return plan.model_copy(update={"name": f"{plan.name}-moved"}) if moves else plan


def _say_what_if(
    evaluator: Evaluator, edit: Path, moves: list[str], against: str | None, aims: tuple[Objective, ...], limits: Limits, as_json: bool
) -> None:  # fmt: skip
    from modusvivendi.planning import check_plan, load_plan, what_if

    case = evaluator.case
    given = check_plan(load_plan(edit), case)
    changed = limits.require(check_plan(_moved(given, moves, case), case), case)
    found: WhatIf = what_if(
        evaluator, given if moves and against is None else _reference(against or "piecemeal", case), changed, aims
    )
    if as_json:
        from modusvivendi.cli.main import print_json
        from modusvivendi.planning.explain.tables import what_if_json

        return print_json(what_if_json(found))
    from modusvivendi.render.terminal import console, frame_table

    for sentence in found.sentences:
        console.print(sentence, soft_wrap=True)
    console.print()
    console.print(frame_table(found.table(), f"{found.changed} less {found.plan}: mean difference and 95% interval"))
    console.print(frame_table(found.theory_table(), "Difference by theory", 2))
    console.print(f"\nThe engine took {found.seconds:.2f} s for the changed plan.")


def _search(
    space: Any, seeker: Evaluator, fresh: Evaluator, choose: Evaluator, screen: Evaluator, aims: tuple[Objective, ...], robust: str,
    seeds: tuple[int, ...], generations: int, population: int, stock: list[Strategy],
) -> tuple[Answer, Zones]:  # fmt: skip
    from modusvivendi.planning import explain_plans, find_zones, search, starting_plans
    from modusvivendi.render.terminal import Bar

    with Bar("searching", "generations") as progress:
        found = search(space, seeker, aims, robust, seeds, generations, population, starting_plans(space), progress)
    with Bar("improving and explaining", "steps") as progress:
        answer = explain_plans(space, found, fresh, choose, screen, aims, robust, stock, progress=progress)
    with Bar("zones of agreement", "steps") as progress:
        zones = find_zones(fresh, screen, progress)
    return answer, zones


def _digest(content: list[Any]) -> str:
    return hashlib.sha256(json.dumps(content, default=str).encode()).hexdigest()[:12]


@contextmanager
def whole_or_nothing(folder: Path) -> Iterator[Path]:
    """A folder to write into, whose files move to ``folder`` once all are there; on an error or Ctrl-C none does."""
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(prefix=".plan-", dir=folder.parent))
    except OSError as error:
        raise InputError(f"{folder.parent}: cannot be written ({error.strerror or error})") from None
    try:
        yield draft
        folder.mkdir(exist_ok=True)
        for file in draft.iterdir():
            os.replace(file, folder / file.name)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def write_answer(out: Path, name: str, answer: Answer, zones: Zones, origin: str) -> Path:
    """Write plan.html, one YAML file per plan and plan.xlsx into the folder ``name`` of ``out``; return it."""
    from modusvivendi.analysis import write_excel
    from modusvivendi.planning.explain.headline import bottom_line
    from modusvivendi.planning.explain.tables import answer_tables
    from modusvivendi.render.html import write_report
    from modusvivendi.render.html.plan_sections import plan_sections

    study = answer.evaluator.study
    with whole_or_nothing(out / name) as draft:
        for report in answer.reports:
            (draft / f"{report.plan.name}.yaml").write_text(report.plan.to_yaml(), encoding="utf-8")
        write_excel(answer_tables(answer, zones), draft / "plan.xlsx")
        write_report(
            draft / "plan.html", f"{study.case.title}: an agenda for talks", "agenda planner",
            f"{answer.search.evaluated:,} plans were tried; those shown were judged on {study.futures:,} fresh futures under each of "
            f"{len(answer.evaluator.theories)} theories, {study.months} months from {study.case.start}. What is known ends on {study.case.as_of}.",
            bottom_line(answer),
            f"These are conditional statements, not a forecast. Weights of theories: {origin}. Every plan and every variant meets the same "
            "futures, so differences are paired.",
            plan_sections(answer, zones),
        )  # fmt: skip
    return out / name


def print_answer(answer: Answer, zones: Zones) -> None:
    """The bottom line, the plans, the lead agenda, what one change does, and zones."""
    import pandas as pd

    from modusvivendi.planning.explain.headline import bottom_line, effect_sentence, letter
    from modusvivendi.planning.explain.words import amount, sought_by
    from modusvivendi.render.terminal import console, frame_table

    for sentence in bottom_line(answer):
        console.print(f"• {sentence}", soft_wrap=True)
    rows = [{"plan": f"{letter(r)}: {r.role}", **{o.title: amount(o.outcome, r.means[o.outcome]) for o in answer.objectives},
             "talks": len(r.plan.tracks), "issues": len(r.plan.issues)} for r in answer.reports]  # fmt: skip
    console.print()
    console.print(
        frame_table(pd.DataFrame(rows), f"Plans along the trade-off, mixture of theories, points of 100.{sought_by(answer.how)}")
    )
    lead = answer.reports[0]
    console.print(f"\nPlan {letter(lead)}, quarter by quarter", style="bold")
    for quarter in dict.fromkeys(e.quarter for e in lead.agenda):
        console.print(quarter, style="bold")
        for entry in (e for e in lead.agenda if e.quarter == quarter):
            console.print(f"  {entry.text}", soft_wrap=True)
    console.print()
    for effect, what in ((lead.best, "improve"), (lead.worst, "harm")):
        console.print(effect_sentence(effect, what, answer.objectives), soft_wrap=True)
    for sentence in zones.sentences:
        console.print(sentence, soft_wrap=True)
