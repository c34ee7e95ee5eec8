"""``modus plan``: which issues to negotiate together, on what terms, in what order; or what one change does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from modusvivendi.cli.options import CaseOptions, Months, Names, OutputOptions, Scheduler, Settings, WeightsOf, grouped, split
from modusvivendi.errors import InputError, interruptible

if TYPE_CHECKING:
    from modusvivendi.findings import Report
    from modusvivendi.planning import Choices, Limits, Plan
    from modusvivendi.planning.assumptions import Assumptions

Several = list[str] | None
NONE = "none"  # word for principles that are set aside
OWN = "own"  # word for rewards that are delivered as each bloc does now


@dataclass(frozen=True, kw_only=True)
class AssumptionOptions(CaseOptions):
    """On what plans are made and judged."""

    theories: Names = None
    weights: WeightsOf = "uniform"
    settings: Settings = None
    followers: Annotated[
        str | None,
        typer.Option(
            "--as", help="Who follows: a coalition or countries. Default: like-minded; with --edit whom each plan names."
        ),
    ] = None
    months: Months = None
    seed: Annotated[int, typer.Option(min=0, help="Seed of draws, chance and search.")] = 1
    futures: Annotated[
        int,
        typer.Option(
            min=8, max=100_000, help="Futures per theory on which plans are sought; eight times as many judge the result."
        ),
    ] = 32

    def assumptions(self) -> Assumptions:
        """The same for the library."""
        from modusvivendi.planning.assumptions import Assumptions

        return Assumptions(
            theories=split(self.theories),
            weights=self.weights,
            settings=tuple(self.settings or ()),
            months=self.months,
            followers=self.followers,
            seed=self.seed,
        )


@dataclass(frozen=True, kw_only=True)
class LimitOptions:
    """What no plan may go beyond."""

    budget: Annotated[float, typer.Option(help="Sum of material rewards on offer; the default is the price of 'piecemeal'.")] = (
        1.8
    )
    standing_budget: Annotated[float, typer.Option(help="Sum of standing on offer.")] = 0.6
    red_line: Annotated[
        Several,
        typer.Option(help="What is never offered or given up: recognition, standing, money, core-rights; may be repeated."),
    ] = None
    off_table: Annotated[Several, typer.Option(help="An issue that is not negotiated; may be repeated.")] = None
    staff: Annotated[int | None, typer.Option(help="Offers that can be on the table at once.")] = None
    deadline: Annotated[int | None, typer.Option(help="Months by which every offer has run out.")] = None
    largest_step: Annotated[float, typer.Option(help="How far policy may be asked to move on an issue, 0 to 1.")] = 0.3
    principles: Annotated[
        str,
        typer.Option(
            help="Principles that no plan may break: humanitarian (relief is never a bargaining chip), or none, and be told what that buys."
        ),
    ] = "humanitarian"

    def limits(self) -> Limits:
        """The same for the library; InputError if a limit is impossible."""
        from pydantic import ValidationError

        from modusvivendi.errors import explain
        from modusvivendi.planning import Limits

        try:
            return Limits(
                budget=self.budget,
                standing_budget=self.standing_budget,
                red_lines=tuple(self.red_line or ()),
                off_table=tuple(self.off_table or ()),
                staff=self.staff,
                deadline=self.deadline,
                largest_step=self.largest_step,
                principles=() if self.principles == NONE else (self.principles,),
            )
        except ValidationError as error:
            raise InputError(explain("limits", error, Limits)) from None


@dataclass(frozen=True, kw_only=True)
class AimOptions:
    """What plans are judged by."""

    objectives: Annotated[
        str | None, typer.Option(help="Outcomes; a minus wants less. Default: core_rights,wellbeing,technical,-money")
    ] = None
    robust: Annotated[str, typer.Option(help="Over theories: expected, worst, or a percentile such as p10.")] = "expected"


@dataclass(frozen=True, kw_only=True)
class SearchOptions:
    """How plans are sought."""

    searches: Annotated[int, typer.Option(min=1, max=10, help="Independent searches, so that their agreement can be seen.")] = 3
    generations: Annotated[int, typer.Option(min=2, max=10_000, help="Rounds of each search.")] = 150
    population: Annotated[int, typer.Option(min=4, max=1000, help="Plans in each round.")] = 36
    scheduler: Scheduler = None
    follow_through: Annotated[
        str | None,
        typer.Option(
            help="Chances, 0 to 1, that promised rewards are delivered, to choose from; 'own' as each bloc does now. Default: own,0.9"
        ),
    ] = None

    def choices(self) -> Choices:
        """What a search may choose from; InputError for a chance that is none."""
        from modusvivendi.planning import Choices

        if self.follow_through is None:
            return Choices()
        chances: list[float | None] = []
        for part in (p.strip() for p in self.follow_through.split(",")):
            try:
                chances.append(None if part == OWN else float(part))
            except ValueError:
                raise InputError(f"--follow-through {part}: write own, or a chance between 0 and 1") from None
        wrong = [c for c in chances if c is not None and not 0 <= c <= 1]
        if wrong:
            raise InputError(f"--follow-through {wrong[0]:g}: a chance between 0 and 1")
        return Choices(follow_through=tuple(dict.fromkeys(chances)))


@dataclass(frozen=True, kw_only=True)
class EditOptions:
    """A plan of one's own."""

    edit: Annotated[Path | None, typer.Option(help="A plan of your own: say what it does against --against.")] = None
    move: Annotated[
        Several,
        typer.Option(
            help="With --edit: move an issue, ISSUE=TRACK (its number, from 1, after earlier moves), ISSUE=alone or ISSUE=off; may be repeated."
        ),
    ] = None
    against: Annotated[
        str | None,
        typer.Option(
            help="A plan file or a shipped strategy to compare --edit with; by default piecemeal, or with --move the plan as it was."
        ),
    ] = None


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(plan)


@grouped
def plan(
    assuming: AssumptionOptions,
    limits: LimitOptions,
    aims: AimOptions,
    effort: SearchOptions,
    edit: EditOptions,
    output: OutputOptions,
) -> None:
    """Plan an agenda: a handful of plans along the trade-off, or with --edit what a plan of your own does."""
    if edit.edit is not None:
        return say_what_if(assuming, limits, aims, edit, output)
    if edit.move or edit.against is not None:
        raise InputError("--move and --against say something about a plan of your own: name its file with --edit")
    from modusvivendi.api.agenda import plan as search_plans
    from modusvivendi.planning import Effort
    from modusvivendi.render.progress import Bar
    from modusvivendi.study.cluster import cluster

    case, choices = assuming.load(), effort.choices()
    work = Effort(
        searches=effort.searches, generations=effort.generations, population=effort.population, futures=assuming.futures
    )
    with interruptible("nothing was written"):
        with cluster(effort.scheduler), Bar("searching", "steps") as progress:
            found = search_plans(
                case,
                objectives=aims.objectives,
                robust=aims.robust,
                limits=limits.limits(),
                choices=choices,
                assuming=assuming.assumptions(),
                effort=work,
                progress=progress,
            )
        folder = write(output.out / f"{case.name}-plan-{found.planned.digest}", found.report, {p.name: p for p in found.plans})
    show(found.report, folder, found.plans, output)
    if not output.as_json:
        lead = folder / f"{found.plans[0].name}.yaml"
        tell(f"Plans:  {lead} and others (change one, then: modus plan {assuming.case} --edit FILE --against {lead})")


def say_what_if(
    assuming: AssumptionOptions, limits: LimitOptions, aims: AimOptions, edit: EditOptions, output: OutputOptions
) -> None:
    """What a plan of the user's own does."""
    from modusvivendi import api

    assert edit.edit is not None
    case = assuming.load()
    result = api.what_if(
        case,
        edit.edit,
        moves=edit.move or (),
        against=edit.against,
        objectives=aims.objectives,
        limits=limits.limits(),
        assuming=assuming.assumptions(),
        futures=assuming.futures,
    )
    changed = result.found.changed
    folder = write(output.out / f"{case.name}-what-if-{result.found.digest}", result.report, {changed.name: changed})
    show(result.report, folder, (changed,), output)


def write(folder: Path, report: Report, plans: Mapping[str, Plan]) -> Path:
    """Write the page, the tables and one YAML file per plan into a folder; return it."""
    from modusvivendi.render.html.report import write_page
    from modusvivendi.render.whole_folder import whole_or_nothing
    from modusvivendi.render.workbook import write_workbook

    with whole_or_nothing(folder) as draft:
        for name, plan in plans.items():
            (draft / f"{name}.yaml").write_text(plan.to_yaml(), encoding="utf-8")
        write_workbook(draft / f"{report.slug}.xlsx", report)
        write_page(draft / f"{report.slug}.html", report)
    return folder


def show(report: Report, folder: Path, plans: tuple[Plan, ...], output: OutputOptions) -> None:
    """Print a report, or with --json everything as data, and where its files are."""
    page = folder / f"{report.slug}.html"
    if output.as_json:
        from modusvivendi.cli.output import print_json
        from modusvivendi.render.data import report_data

        made = [p.model_dump(mode="json", exclude_none=True) for p in plans]
        return print_json({**report_data(report), "plans": made, "page": str(page)})
    from modusvivendi.render.terminal import print_report

    print_report(report, scholar=output.scholar)
    tell(f"\nTables: {page.with_suffix('.xlsx')}")
    tell(f"Open:   {page}")


def tell(line: str) -> None:
    """One line on the terminal, not wrapped."""
    from modusvivendi.render.terminal import console

    console.print(line, soft_wrap=True, markup=False)
