"""What the planner says first, in sentences for a reader who reads nothing else."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from modusvivendi.analysis import PairedDifference
from modusvivendi.planning.agenda.forms import FORMS
from modusvivendi.planning.agenda.objective import Objective
from modusvivendi.planning.agenda.plan import Plan
from modusvivendi.planning.explain.answer import SCORE, Answer, Effect, PlanReport
from modusvivendi.planning.explain.track_report import TrackReport
from modusvivendi.planning.explain.words import COUNTED, amount, counted, how_public, interval, listed, named
from modusvivendi.study.summary import title_of

NO_TALKS = FORMS["no-talks"]


def bottom_line(answer: Answer) -> tuple[str, ...]:
    """What to put on the table, what it brings, whether unbundling helps, how it does against the shipped strategies, what
    to expect of the talks, and how far to trust the search."""
    lead, aims = answer.reports[0], answer.objectives
    return (
        _what_to_open(lead, len(answer.reports), answer), brings(lead, aims), unbundling(lead, aims),
        *([against_stock(lead, aims)] if len(lead.stock) else []), *expected(lead, answer), *answer.search.sentences,
    )  # fmt: skip


def shape(plan: Plan) -> str:
    """How many talks on how many issues, how held."""
    if not plan.tracks:
        return "no talks"
    quiet = sum(how_public(t.publicity) == "in confidence" for t in plan.tracks)
    held = f"{'all' if quiet == len(plan.tracks) else quiet or 'none'} of them in confidence"
    several = f"{len(plan.tracks)} separate talks" if len(plan.tracks) > 1 else "one set of talks"
    once = f", at most {plan.at_once} at once" if plan.at_once < len(plan.tracks) else ""
    return f"{several} on {counted(len(plan.issues), 'issue')}{once}, {held}"


def _what_to_open(lead: PlanReport, count: int, answer: Answer) -> str:
    if not lead.plan.tracks:
        return f"Nothing is worth putting on the table: {lead.plan.name}, {lead.role} of {counted(count, 'plan')}, holds no talks at all."
    first = lead.plan.tracks[0].start
    opened = [named(t.issues, answer.space.case) for t in lead.plan.tracks if t.start == first]
    when = next(e.quarter for e in lead.agenda if e.kind == "open")
    which = f"{lead.role} of {counted(count, 'plan')}" if count > 1 else "the only plan that is not beaten"
    return f"On the table: plan {letter(lead)}, {which} along the trade-off, has {shape(lead.plan)}. It opens in {when} with {listed(opened)}."


def letter(report: PlanReport) -> str:
    """A, B, C ..."""
    return report.plan.name[-1].upper()


def brings(report: PlanReport, aims: Sequence[Objective]) -> str:
    """What the talks bring against the same conduct without talks, and under which theories they do not."""
    first = aims[0]
    before, after = amount(first.outcome, report.without[first.outcome]), amount(first.outcome, report.means[first.outcome])
    level = f"stay at {after}" if before == after else f"go from {before} to {after}"
    return (
        f"Against the same conduct without talks, plan {letter(report)} {gains_and_losses(report, NO_TALKS, aims)}{points(aims)}. "
        f"{title_of(first.outcome)} would {level}. {_theories(report, aims)}"
    )


def points(aims: Sequence[Objective]) -> str:
    """What the numbers of a sentence are, in brackets."""
    units = [
        *(["points of 100"] if any(o.outcome not in COUNTED for o in aims) else []),
        *dict.fromkeys(COUNTED[o.outcome] for o in aims if o.outcome in COUNTED),
    ]
    return f" ({'; '.join(units)}; 95% intervals)"


def gains_and_losses(report: PlanReport, rival: str, aims: Sequence[Objective]) -> str:
    """A predicate: on which aims the plan is clearly better than a rival, on which worse, on which neither."""
    rows = report.against(rival)
    groups: dict[int, list[str]] = {1: [], -1: [], 0: []}
    for o in aims:
        row = rows.loc[o.outcome]
        groups[int(np.sign(o.direction * row.difference)) if row.clear else 0].append(f"{o.name} {_interval(o.outcome, rows)}")
    said = [
        f"{word} {listed(groups[sign])}"
        for sign, word in ((1, "does better on"), (-1, "worse on"), (0, "no differently on"))
        if groups[sign]
    ]
    return ", ".join(said) if groups[1] else "does " + ", ".join(said)


def _theories(report: PlanReport, aims: Sequence[Objective]) -> str:
    """Which aims the talks serve under every theory, and under which theories they do not."""
    gains = [o for o in aims if o.direction * (report.means[o.outcome] - report.without[o.outcome]) > 0]
    if not gains:
        return "On average over theories the talks serve none of the aims."
    but = {t for o in gains for t in report.gains.index if o.direction * report.gains.loc[t, o.outcome] <= 1e-6}
    every = f"all {len(report.gains)} theories" if len(report.gains) > 1 else "the one theory asked"
    return f"Each of these gains holds under {every}{f' but {listed(sorted(but))}' if but else ''}."


def unbundling(report: PlanReport, aims: Sequence[Objective]) -> str:
    """Whether parting the agenda helps: this plan against the better form of one big package of the same offers, and
    against every issue alone."""
    name, count = f"plan {letter(report)}", len(report.plan.tracks)
    if count < 2:
        return f"Unbundling does not help: {name} itself is {'one track' if count else 'no talks at all'}."
    packages = [FORMS["package-whole"], FORMS["package-parts"]]
    package = min(packages, key=lambda r: float(report.against(r).loc[SCORE, "difference"]))
    against, apart = _verdict(report.against(package)), _verdict(report.against(FORMS["each-alone"]))
    single = count == len(report.plan.issues)
    headline = {
        1: "Unbundling helps" if single or apart <= 0 else "Unbundling helps, but not all the way: some issues belong together",
        0: _no_verdict(report.against(package)), -1: "Unbundling does not help: one big package does better",
    }[against]  # fmt: skip
    text = f"{headline}. Against {package}, with the same offers, {name} {gains_and_losses(report, package, aims)}{points(aims)}"
    if single:
        return f"{text}."
    return f"{text}. Against every issue alone it {gains_and_losses(report, FORMS['each-alone'], aims)}."


def _interval(outcome: str, rows: pd.DataFrame) -> str:
    row = rows.loc[outcome]
    return interval(outcome, row.difference, row.low, row.high)


def difference_words(outcome: str, difference: PairedDifference) -> str:
    """A paired difference in words."""
    return interval(outcome, difference.mean, difference.low, difference.high)


def _verdict(rows: pd.DataFrame) -> int:
    """+1 if the plan does clearly better on the score, -1 if clearly worse, else 0."""
    row = rows.loc[SCORE]
    return 1 if row.low > 0 else -1 if row.high < 0 else 0


def _no_verdict(rows: pd.DataFrame) -> str:
    if rows.drop(index=SCORE).clear.any():
        return "Unbundling gains on some aims and loses on others"
    return "Unbundling makes no clear difference"


def against_stock(report: PlanReport, aims: Sequence[Objective]) -> str:
    """On which aims the plan is clearly better or worse than the shipped strategies, which also hold another posture."""
    rivals = list(dict.fromkeys(report.stock.rival))
    said: dict[str, list[str]] = {}
    for o in aims:
        rows = report.stock[report.stock.measure == o.outcome]
        better, worse = (
            [r.rival for r in rows.itertuples() if r.clear and sign * o.direction * r.difference > 0] for sign in (1, -1)
        )
        parts = [f"better than {_all_or(better, rivals)}"] if better else []
        parts += [f"worse than {_all_or(worse, rivals)}"] if worse else []
        said.setdefault(", ".join(parts) or "not clearly different from any", []).append(o.name)
    text = "; ".join(f"on {listed(names)} it is {how}" for how, names in said.items())
    return f"Beside the {len(rivals)} stock strategies, which also hold another posture: {text}."


def _all_or(some: Sequence[str], every: Sequence[str]) -> str:
    """The names, or all, or all but the one or two that are missing."""
    missing = [name for name in every if name not in some]
    if not missing:
        return "all"
    return f"all but {listed(missing)}" if len(missing) <= 2 < len(some) else listed(some)


def expected(report: PlanReport, answer: Answer) -> tuple[str, ...]:
    """Which talks are met most and least often, and which come undone."""
    if not report.tracks:
        return ()
    case = answer.space.case

    def chance(made: TrackReport, result: str) -> str:
        return f"{100 * made.chances[result]:.0f}"

    def name(made: TrackReport) -> str:
        return named(made.track.issues, case)

    by_met = sorted(report.tracks, key=lambda t: -float(t.chances["met"]))
    undone = max(report.tracks, key=lambda t: float(t.chances["undone from above"]))
    text = f"Of 100 futures, {name(by_met[0])} is met in full in {chance(by_met[0], 'met')}"
    if len(by_met) > 1:
        text += f" and {name(by_met[-1])} in {chance(by_met[-1], 'met')}"
    if undone.chances["undone from above"] >= 0.005:
        text += f"; what was agreed on {name(undone)} is undone from above in {chance(undone, 'undone from above')}"
    return (text + ". Some of this would have come without talks.",)


def effect_sentence(effect: Effect | None, what: str, aims: Sequence[Objective]) -> str:
    """The best or worst single change with its differences."""
    if effect is None:
        return f"No single change that was tried would clearly {what} this plan."
    parts = "; ".join(f"{o.name} {difference_words(o.outcome, effect.difference[o.outcome])}" for o in aims)
    return f"The single change that would most {what} it: {effect.change.words}. It changes {parts}{points(aims)}."
