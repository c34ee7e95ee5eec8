"""The planner's answer: a few plans that differ, each explained, tested against its neighbours and other forms."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import xarray as xr

from modusvivendi.decide import PairedDifference, paired_difference
from modusvivendi.plan.agenda import agenda
from modusvivendi.plan.bargain import Bargain, bargains
from modusvivendi.plan.change import single_changes
from modusvivendi.plan.evaluate import Evaluation, Evaluator
from modusvivendi.plan.forms import alone, each_alone, no_talks, one_package
from modusvivendi.plan.objective import Objective
from modusvivendi.plan.plan import Plan
from modusvivendi.plan.search import SearchResult, non_dominated
from modusvivendi.plan.select import distinct
from modusvivendi.plan.space import Space
from modusvivendi.plan.track_report import TrackReport, ends, failure, theory_table, why_alone, why_together
from modusvivendi.strategy import Strategy
from modusvivendi.study.summary import title_of

SCORE = "score"
FORMS = {
    "package-whole": "one big package, all or nothing", "package-parts": "one big package, issue by issue",
    "each-alone": "every issue alone", "no-talks": "no talks, same posture",
}  # fmt: skip
CONFIRMED = 3  # best and worst changes of the screening that are run again on fresh futures
CANDIDATES = 48
Progress = Callable[[int, int], None]


@dataclass(frozen=True, eq=False)
class Change:
    """A single change and what it does to the plan: score and objectives, paired."""

    words: str
    plan: Plan
    difference: dict[str, PairedDifference]


@dataclass(frozen=True, eq=False)
class PlanReport:
    """One recommended plan.

    means: per objective, mixture of theories; by_theory (theories, objectives). forms, stock: the plan less each
    other form of the same offers, and less each shipped strategy; columns rival, measure, difference, low, high,
    clear. best, worst: the single change that helps or harms the score most, None where no change does.
    tried: how many changes were screened.
    """

    plan: Plan
    means: dict[str, float]
    by_theory: pd.DataFrame
    agenda: list[tuple[str, list[str]]]
    tracks: tuple[TrackReport, ...]
    forms: pd.DataFrame
    stock: pd.DataFrame
    best: Change | None
    worst: Change | None
    tried: int


@dataclass(frozen=True, eq=False)
class Answer:
    """Everything that the planner has to say. scale: width of the front per objective, which makes the score."""

    space: Space
    objectives: tuple[Objective, ...]
    how: str
    reports: tuple[PlanReport, ...]
    front: pd.DataFrame
    scale: dict[str, float]
    search: SearchResult
    evaluator: Evaluator
    sentences: tuple[str, ...]


@dataclass(frozen=True)
class Scale:
    """How objectives add up to a score: each oriented difference as a share of the front's width, averaged.

    An objective on which the front has no width does not count.
    """

    objectives: tuple[Objective, ...]
    width: np.ndarray

    def values(self, evaluation: Evaluation) -> np.ndarray:
        """Scores (plans, theories, futures); only differences mean anything."""
        total = np.zeros(evaluation.outcomes.shape[:2] + evaluation.outcomes.shape[3:])
        counted = [(o, w) for o, w in zip(self.objectives, self.width, strict=True) if w > 1e-9]
        for objective, width in counted:
            total += objective.direction * evaluation.of(objective.outcome) / width / len(counted)
        return total

    def differences(self, evaluation: Evaluation, first: int, second: int) -> dict[str, PairedDifference]:
        """Paired differences of two plans on the score and on each objective."""
        score = self.values(evaluation)[[first, second]]
        value = xr.DataArray(
            score, dims=("strategy", "theory", "future"),
            coords={"strategy": ["first", "second"], "theory": list(evaluation.theories), "future": np.arange(score.shape[2])},
        )  # fmt: skip
        weights = dict(zip(evaluation.theories, evaluation.weights, strict=True))
        found = {SCORE: paired_difference(value, "first", "second", weights)}
        return found | {o.outcome: evaluation.difference(first, second, o.outcome) for o in self.objectives}


def explain_plans(
    space: Space, found: SearchResult, fresh: Evaluator, screen: Evaluator, objectives: Sequence[Objective],
    how: str = "expected", stock: Sequence[Strategy] = (), count: int = 5, progress: Progress | None = None,
) -> Answer:  # fmt: skip
    """Choose a handful of plans from a search and explain each.

    fresh: an evaluator on futures that the search did not see, so that what is reported is not what was selected
    for. screen: a small evaluator for the many single changes; the strongest are run again on ``fresh``.
    """
    candidates = list(found.front.plans)
    if len(candidates) > CANDIDATES:
        candidates = [candidates[i] for i in distinct(candidates, found.front.scores, CANDIDATES, space.issues)]
    first = fresh.run(candidates)
    scores = first.scores(objectives, how)
    keep = non_dominated(scores)
    plans, kept = [candidates[i] for i in keep], scores[keep]
    scale = Scale(tuple(objectives), kept.max(axis=0) - kept.min(axis=0))
    chosen = distinct(plans, kept, count, space.issues)
    known = bargains(fresh)
    reports = []
    for n, i in enumerate(chosen):
        plan = plans[i].model_copy(update={"name": f"plan-{chr(97 + n)}"})
        reports.append(_report(plan, space, fresh, screen, scale, stock, known, full=n == 0))
        if progress is not None:
            progress(n + 1, len(chosen))
    front = pd.DataFrame(kept, columns=[o.outcome for o in objectives])
    front.insert(0, "plan", [next((r.plan.name for r, c in zip(reports, chosen, strict=True) if c == i), "") for i in range(len(plans))])
    front["tracks"] = [len(p.tracks) for p in plans]
    front["issues"] = [len(p.issues) for p in plans]
    front["largest track"] = [max((len(t.issues) for t in p.tracks), default=0) for p in plans]
    widths = dict(zip([o.outcome for o in objectives], scale.width.tolist(), strict=True))
    return Answer(
        space, tuple(objectives), how, tuple(reports), front, widths, found, fresh, first_lines(reports, objectives, found)
    )


def _report(
    plan: Plan, space: Space, fresh: Evaluator, screen: Evaluator, scale: Scale, stock: Sequence[Strategy],
    known: Mapping[str, Bargain], full: bool,
) -> PlanReport:  # fmt: skip
    forms = [one_package(plan, True), one_package(plan, False), each_alone(plan), no_talks(plan)]
    without = [_without_track(plan, k) for k in range(len(plan.tracks))]
    split = {k: _split_track(plan, k) for k, t in enumerate(plan.tracks) if len(t.issues) > 1}
    everything: list[Plan | Strategy] = [plan, *forms, *stock, *without, *split.values()]
    run = fresh.run(everything)
    place_without = 1 + len(forms) + len(stock)
    place_split = {k: place_without + len(without) + n for n, k in enumerate(split)}
    tracks = [
        _track_report(plan, k, space, run, scale, known, place_without + k, place_split.get(k))
        for k in range(len(plan.tracks))
    ]
    best, worst, tried = _best_and_worst(plan, space, fresh, screen, scale, run, full)
    objectives = scale.objectives
    by_theory = pd.DataFrame(
        {o.outcome: run.of(o.outcome)[0].mean(axis=1, dtype=np.float64) for o in objectives}, index=list(run.theories)
    )
    return PlanReport(
        plan, {o.outcome: float(run.mean(o.outcome)[0]) for o in objectives}, by_theory,
        agenda(plan, space.case, fresh.study.months), tuple(tracks),
        _against(run, scale, {FORMS[f.name]: 1 + n for n, f in enumerate(forms)}),
        _against(run, scale, {s.name: 1 + len(forms) + n for n, s in enumerate(stock)}), best, worst, tried,
    )  # fmt: skip


def _without_track(plan: Plan, k: int) -> Plan:
    return plan.model_copy(update={"tracks": plan.tracks[:k] + plan.tracks[k + 1 :]})


def _split_track(plan: Plan, k: int) -> Plan:
    singles = tuple(alone(plan.tracks[k], issue) for issue in plan.tracks[k].issues)
    return plan.model_copy(update={"tracks": plan.tracks[:k] + singles + plan.tracks[k + 1 :]})


def _track_report(
    plan: Plan, k: int, space: Space, run: Evaluation, scale: Scale, known: Mapping[str, Bargain], without: int,
    split: int | None,
) -> TrackReport:  # fmt: skip
    track = plan.tracks[k]
    if len(track.issues) > 1:
        effect = scale.differences(run, split, 0)[SCORE] if split is not None else None
        why = why_together(track, space.case, known, run.weights, effect)
    else:
        why = why_alone(track, plan, space.case, known, run.weights)
    fails, paid, trust_lost = failure(run, 0, without, k)
    table = theory_table(track, known, ends(run, 0, k), run.weights)
    return TrackReport(track, why, table, scale.differences(run, 0, without), fails, paid, trust_lost)


def _against(run: Evaluation, scale: Scale, rivals: Mapping[str, int]) -> pd.DataFrame:
    """The plan (number 0) less each rival, on the score and every objective."""
    rows = [
        {"rival": rival, "measure": measure, "difference": d.mean, "low": d.low, "high": d.high, "clear": d.clear}
        for rival, place in rivals.items()
        for measure, d in scale.differences(run, 0, place).items()
    ]
    return pd.DataFrame(rows, columns=["rival", "measure", "difference", "low", "high", "clear"])


def _best_and_worst(
    plan: Plan, space: Space, fresh: Evaluator, screen: Evaluator, scale: Scale, run: Evaluation, full: bool
) -> tuple[Change | None, Change | None, int]:
    """Screen single changes on few futures, run the strongest again on fresh ones, keep the best and the worst.

    full: all changes; else those that move an issue, join or part decisions, or change what is asked in public.
    """
    changes = single_changes(plan, space)
    if not full:
        changes = [c for c in changes if ":" not in c[0] or "all or nothing" in c[0] or "issue by issue" in c[0]]
    if not changes:
        return None, None, 0
    screened = screen.run([plan, *(c for _, c in changes)])
    score = scale.values(screened).mean(axis=2) @ screened.weights
    order = np.argsort(score[1:] - score[0], kind="stable")
    picked = list(dict.fromkeys([*order[:CONFIRMED].tolist(), *order[::-1][:CONFIRMED].tolist()]))
    again = fresh.run([plan, *(changes[i][1] for i in picked)])
    made = [Change(changes[i][0], changes[i][1], scale.differences(again, 1 + n, 0)) for n, i in enumerate(picked)]
    best = max(made, key=lambda c: c.difference[SCORE].mean)
    worst = min(made, key=lambda c: c.difference[SCORE].mean)
    helps = best.difference[SCORE].low > 0
    harms = worst.difference[SCORE].high < 0
    return best if helps else None, worst if harms else None, len(changes)


def first_lines(reports: Sequence[PlanReport], objectives: Sequence[Objective], found: SearchResult) -> tuple[str, ...]:
    """The bottom line: what the lead plan brings, whether unbundling helps, and how far to trust the search."""
    lead = reports[0]
    brings = ", ".join(f"{title_of(o.outcome).lower()} {lead.means[o.outcome]:.3f}" for o in objectives)
    sizes = sorted((len(t.issues) for t in lead.plan.tracks), reverse=True)
    shape = f"{len(sizes)} tracks on {sum(sizes)} issues (largest {sizes[0]})" if sizes else "no talks at all"
    return (
        f"{lead.plan.name}, the most even of {len(reports)} plans along the trade-off: {shape}; {brings}.",
        unbundling(lead, objectives),
        *found.sentences,
    )


def unbundling(report: PlanReport, objectives: Sequence[Objective]) -> str:
    """Whether parting the agenda helps: this plan against the better form of one big package of the same offers, and
    against every issue alone."""
    name, count = report.plan.name, len(report.plan.tracks)
    if count < 2:
        return f"Unbundling does not help: {name} itself is {'one track' if count else 'no talks at all'}."
    score = report.forms[report.forms.measure == SCORE].set_index("rival")
    package = min((FORMS["package-whole"], FORMS["package-parts"]), key=lambda r: float(score.loc[r, "difference"]))
    against, apart = _verdict(score.loc[package]), _verdict(score.loc[FORMS["each-alone"]])
    single = count == len(report.plan.issues)
    headline = {
        1: "Unbundling helps" if single or apart <= 0 else "Unbundling helps in part: some issues belong together",
        0: "Unbundling makes no clear difference", -1: "Unbundling does not help: one big package does better",
    }[against]  # fmt: skip
    text = f"{headline}. {name} less {package}, same offers: {_told(report, package, objectives)}"
    if single:
        return f"{text} (95% intervals)."
    return f"{text}. {name} less every issue alone: {_told(report, FORMS['each-alone'], objectives)} (95% intervals)."


def _verdict(row: pd.Series) -> int:
    """+1 if the plan does clearly better, -1 if clearly worse, else 0."""
    return 1 if row.low > 0 else -1 if row.high < 0 else 0


def _told(report: PlanReport, rival: str, objectives: Sequence[Objective]) -> str:
    part = report.forms[report.forms.rival == rival].set_index("measure")
    cells = [(o, part.loc[o.outcome]) for o in objectives]
    return "; ".join(f"{title_of(o.outcome).lower()} {c.difference:+.4f} ({c.low:+.4f} to {c.high:+.4f})" for o, c in cells)
