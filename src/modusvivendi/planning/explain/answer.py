"""The planner's answer: a few plans that differ, each explained, tested against its neighbours and other forms."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd
import xarray as xr

from modusvivendi.analysis import PairedDifference, paired_difference
from modusvivendi.case import Case
from modusvivendi.planning.agenda.change import Change, single_changes
from modusvivendi.planning.agenda.forms import FORMS, forms_of
from modusvivendi.planning.agenda.objective import Objective
from modusvivendi.planning.agenda.plan import Plan
from modusvivendi.planning.agenda.principles import PRINCIPLES, broken_principles, in_keeping
from modusvivendi.planning.explain.track_report import TrackReport, ends, failure, reason, theory_table, who_is_hurt
from modusvivendi.planning.judging.bargain import Bargain, bargains
from modusvivendi.planning.judging.evaluate import Evaluation, Evaluator
from modusvivendi.planning.judging.success import NOTICED
from modusvivendi.planning.search.climb import climb
from modusvivendi.planning.search.search import SearchResult, non_dominated
from modusvivendi.planning.search.select import NEAR, distinct
from modusvivendi.planning.search.space import Space
from modusvivendi.planning.search.tidy import tidy, without_idle_talks
from modusvivendi.strategy import Strategy

SCORE = "score"
# Outcomes whose changes are told whether they are aims or not; those that count talks themselves are told elsewhere.
SIDE_EFFECTS = (
    "core_rights", "inclusion", "technical", "access", "wellbeing", "services", "rival", "attacks", "foreign_groups", "narcotics",
    "cohesion", "desertion", "fragmented", "money", "standing_for_nothing", "firmness", "trust", "recognised", "departed",
)  # fmt: skip
CONFIRMED = 3  # best and worst changes of the screening that are run again on fresh futures
CANDIDATES = 128
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Effect:
    """A single change and what it does to the plan: score and objectives, paired."""

    change: Change
    difference: dict[str, PairedDifference]


@dataclass(frozen=True)
class Unbundled:
    """Whether parting an agenda helps. package: the better form of one big package. against_package, against_alone: +1 if the
    plan does clearly better on the score than that package, or than every issue alone, -1 if clearly worse, else 0. mixed:
    whether it clearly differs from the package on any objective."""

    package: str
    against_package: int
    against_alone: int
    mixed: bool


def _verdict(rows: pd.DataFrame) -> int:
    row = rows.loc[SCORE]
    return 1 if row.low > 0 else -1 if row.high < 0 else 0


@dataclass(frozen=True, eq=False)
class PlanReport:
    """One recommended plan.

    role: what sets it apart from the others. means, without: per objective, mixture of theories, of the plan and of the
    same without talks. by_theory (theories, objectives): means; gains: the plan less no talks. forms, stock: the plan
    less each other form of the same offers, and less each shipped strategy; columns rival, measure, difference, low,
    high, better (share of futures in which the plan is higher), clear. best, worst: the single change that helps or harms
    the score most, None where none clearly does. tried: how many changes were screened. side: what the talks do to outcomes
    outside the aims, clear changes against no talks. bought: what the plan gains over the same in keeping with the principles
    that were set aside, None where it breaks none.
    """

    plan: Plan
    role: str
    means: dict[str, float]
    without: dict[str, float]
    by_theory: pd.DataFrame
    gains: pd.DataFrame
    tracks: tuple[TrackReport, ...]
    forms: pd.DataFrame
    stock: pd.DataFrame
    best: Effect | None
    worst: Effect | None
    tried: int
    side: dict[str, PairedDifference] = field(default_factory=dict)
    bought: dict[str, PairedDifference] | None = None

    @property
    def letter(self) -> str:
        """A, B, C ..."""
        return self.plan.name[-1].upper()

    def against(self, rival: str) -> pd.DataFrame:
        """Rows of one rival, by measure."""
        both = pd.concat([self.forms, self.stock])
        return both[both.rival == rival].set_index("measure")

    def untouched(self, case: Case) -> tuple[str, ...]:
        """Issues of the case that the plan neither negotiates nor asks for in public."""
        spoken = {*self.plan.issues, *(self.plan.demands if self.plan.demand_intensity > 0 else ())}
        return tuple(i for i in case.issue_ids if i not in spoken)

    def theories_without_gain(self, objectives: Sequence[Objective]) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Objectives on which the talks gain in the mixture, and theories under which one of these gains is nothing."""
        gained = [o for o in objectives if o.direction * (self.means[o.outcome] - self.without[o.outcome]) > 0]
        none = {t for o in gained for t in self.gains.index if o.direction * self.gains.loc[t, o.outcome] <= 1e-6}
        return tuple(o.outcome for o in gained), tuple(sorted(none))

    def unbundled(self) -> Unbundled:
        """The plan against the better form of one big package of the same offers, and against every issue alone."""
        packages = (FORMS["package-whole"], FORMS["package-parts"])
        package = min(packages, key=lambda r: float(self.against(r).loc[SCORE, "difference"]))
        rows, alone = self.against(package), self.against(FORMS["each-alone"])
        return Unbundled(package, _verdict(rows), _verdict(alone), bool(rows.drop(index=SCORE).clear.any()))


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
            score,
            dims=("strategy", "theory", "future"),
            coords={"strategy": ["first", "second"], "theory": list(evaluation.theories), "future": np.arange(score.shape[2])},
        )
        weights = dict(zip(evaluation.theories, evaluation.weights, strict=True))
        found = {SCORE: paired_difference(value, "first", "second", weights)}
        return found | {o.outcome: evaluation.difference(first, second, o.outcome) for o in self.objectives}


@dataclass(frozen=True, kw_only=True)
class Judges:
    """Evaluators on futures that are kept apart, so that what is reported is not what was selected for.

    seek: few futures, on which plans are searched. improve: few others, for improving plans and for the many single changes.
    choose: many others, for choosing among the plans found and for tidying them. fresh: many on which no plan was chosen.
    """

    seek: Evaluator
    improve: Evaluator
    choose: Evaluator
    fresh: Evaluator


def explain_plans(
    space: Space,
    found: SearchResult,
    judges: Judges,
    objectives: Sequence[Objective],
    how: str = "expected",
    *,
    stock: Sequence[Strategy] = (),
    count: int = 5,
    progress: Progress | None = None,
) -> Answer:
    """Choose a handful of plans from a search, improve and tidy them, and explain each on fresh futures.

    Of the single changes screened on few futures the three strongest either way are run again on fresh ones. stock:
    strategies to compare with. count: plans explained. progress(done, all): plans improved, then plans explained.
    """
    report = progress or (lambda done, all_: None)
    plans, chosen = _chosen(space, found, judges, objectives, how, count=count, progress=report)
    kept = judges.fresh.run(plans).scores(objectives, how)
    scale = Scale(tuple(objectives), kept.max(axis=0) - kept.min(axis=0))
    known = bargains(judges.fresh)
    reports = []
    for n, i in enumerate(chosen):
        plan = plans[i].model_copy(update={"name": f"plan-{chr(97 + n)}"})
        reports.append(_report(plan, space, judges, scale, stock, known, full=n == 0))
        report(len(chosen) + n + 1, 2 * len(chosen))
    named = roles(kept[chosen], objectives, scale.width)
    reports = [_with_role(r, role) for r, role in zip(reports, named, strict=True)]
    names = {i: r.plan.name for i, r in zip(chosen, reports, strict=True)}
    widths = dict(zip([o.outcome for o in objectives], scale.width.tolist(), strict=True))
    front = _front(plans, kept, objectives, names)
    return Answer(space, tuple(objectives), how, tuple(reports), front, widths, found, judges.fresh)


def _chosen(
    space: Space,
    found: SearchResult,
    judges: Judges,
    objectives: Sequence[Objective],
    how: str,
    *,
    count: int,
    progress: Progress,
) -> tuple[list[Plan], list[int]]:
    """The unbeaten plans of a search, and which of them are shown; those are improved and tidied."""
    candidates = list(found.front.plans)
    if len(candidates) > CANDIDATES:
        candidates = [candidates[i] for i in distinct(candidates, found.front.scores, CANDIDATES, space.issues)]
    scores = judges.choose.run(candidates).scores(objectives, how)
    keep = non_dominated(scores)
    plans = [candidates[i] for i in keep]
    width = scores[keep].max(axis=0) - scores[keep].min(axis=0)
    chosen = distinct(plans, scores[keep], count, space.issues)
    for n, i in enumerate(chosen):
        better = climb(plans[i], space, judges.improve, objectives, how, width)
        plans[i] = without_idle_talks(tidy(better, space, judges.choose, objectives, how, width), space, judges.choose)
        progress(n + 1, 2 * len(chosen))
    return plans, chosen


def _front(plans: Sequence[Plan], scores: np.ndarray, objectives: Sequence[Objective], names: Mapping[int, str]) -> pd.DataFrame:
    """One row per unbeaten plan: its name if it is shown, its scores, and how many tracks and issues it has."""
    front = pd.DataFrame(scores, columns=[o.outcome for o in objectives])
    front.insert(0, "plan", [names.get(i, "") for i in range(len(plans))])
    front["tracks"] = [len(p.tracks) for p in plans]
    front["issues"] = [len(p.issues) for p in plans]
    front["largest track"] = [max((len(t.issues) for t in p.tracks), default=0) for p in plans]
    return front


def roles(scores: np.ndarray, objectives: Sequence[Objective], width: np.ndarray) -> list[str]:
    """What sets each plan apart, by scores (plans, objectives), higher is better. The first is the most even; of the others,
    the best on an objective is named after it if it is within NEAR of the front's width (objectives,) of the best of all."""
    best: list[list[str]] = [[] for _ in scores]
    for o, w, values in zip(objectives, width, scores.T, strict=True):
        top = max(range(1, len(scores)), key=lambda n: values[n], default=0)
        if values[top] >= values.max() - NEAR * w:
            best[top].append(f"{'most' if o.direction > 0 else 'least'} {o.name}")
    return ["the most even", *(" and ".join(b) if b else "between the others" for b in best[1:])]


def _with_role(report: PlanReport, role: str) -> PlanReport:
    title = f"Plan {report.plan.name[-1].upper()}: {role}"
    return replace(report, plan=report.plan.model_copy(update={"title": title}), role=role)


def _report(
    plan: Plan, space: Space, judges: Judges, scale: Scale, stock: Sequence[Strategy], known: Mapping[str, Bargain], *, full: bool
) -> PlanReport:
    fresh = judges.fresh
    forms = forms_of(plan)
    without = [_without_track(plan, k) for k in range(len(plan.tracks))]
    reasons = [reason(plan, k, space.case, known, fresh.weights) for k in range(len(plan.tracks))]
    others = [other.plan for _, other in reasons if other is not None]
    kept = [in_keeping(plan, space.case)] if broken_principles(plan, space.case, tuple(PRINCIPLES)) else []
    run = fresh.run([plan, *forms.values(), *stock, *without, *others, *kept])
    stock_at = 1 + len(forms)
    without_at = stock_at + len(stock)
    other_at = iter(range(without_at + len(without), len(run.names) - len(kept)))
    tracks = []
    for k, (why, other) in enumerate(reasons):
        effect = scale.differences(run, next(other_at), 0) if other is not None else {}
        table = theory_table(plan.tracks[k], known, ends(run, 0, k), run.weights)
        adds = scale.differences(run, 0, without_at + k)
        hurt = who_is_hurt(run, without_at + k, k, space.case)
        tracks.append(TrackReport(plan.tracks[k], why, table, adds, other, effect, *failure(run, 0, without_at + k, k), hurt))
    best, worst, tried = _best_and_worst(plan, space, judges, scale, full)
    aims = [o.outcome for o in scale.objectives]

    def by_theory(n: int) -> pd.DataFrame:
        return pd.DataFrame({a: run.of(a)[n].mean(axis=1, dtype=np.float64) for a in aims}, index=list(run.theories))

    no_talks_at = len(forms)
    return PlanReport(
        plan,
        "",
        {a: float(run.mean(a)[0]) for a in aims},
        {a: float(run.mean(a)[no_talks_at]) for a in aims},
        by_theory(0),
        by_theory(0) - by_theory(no_talks_at),
        tuple(tracks),
        _against(run, scale, {form: 1 + n for n, form in enumerate(forms)}),
        _against(run, scale, {s.name: stock_at + n for n, s in enumerate(stock)}),
        best,
        worst,
        tried,
        _side_effects(run, no_talks_at, aims),
        scale.differences(run, 0, len(run.names) - 1) if kept else None,
    )


def _side_effects(run: Evaluation, no_talks: int, aims: Sequence[str]) -> dict[str, PairedDifference]:
    """Clear and noticeable changes by the plan's talks on outcomes of a course that are no aims, by outcome."""
    others = [o for o in SIDE_EFFECTS if o not in aims]
    found = {o: run.difference(0, no_talks, o) for o in others}
    return {o: d for o, d in found.items() if d.clear and abs(d.mean) >= NOTICED * (100 if o == "attacks" else 1)}


def _without_track(plan: Plan, k: int) -> Plan:
    return plan.model_copy(update={"tracks": plan.tracks[:k] + plan.tracks[k + 1 :]})


def _against(run: Evaluation, scale: Scale, rivals: Mapping[str, int]) -> pd.DataFrame:
    """The plan (number 0) less each rival, on the score and every objective."""
    rows = [
        {
            "rival": rival,
            "measure": measure,
            "difference": d.mean,
            "low": d.low,
            "high": d.high,
            "better": d.share_better,
            "clear": d.clear,
        }
        for rival, place in rivals.items()
        for measure, d in scale.differences(run, 0, place).items()
    ]
    return pd.DataFrame(rows, columns=["rival", "measure", "difference", "low", "high", "better", "clear"])


def _best_and_worst(
    plan: Plan, space: Space, judges: Judges, scale: Scale, full: bool
) -> tuple[Effect | None, Effect | None, int]:
    """Screen single changes on few futures, run the strongest again on fresh ones, keep the best and the worst.

    full: all changes; else those that move an issue, join or part decisions, or hold for the whole plan.
    """
    changes = [c for c in single_changes(plan, space) if full or c.kind != "terms"]
    if not changes:
        return None, None, 0
    screened = judges.improve.run([plan, *(c.plan for c in changes)])
    score = scale.values(screened).mean(axis=2) @ screened.weights
    order = np.argsort(score[1:] - score[0], kind="stable")
    picked = list(dict.fromkeys([*order[:CONFIRMED].tolist(), *order[::-1][:CONFIRMED].tolist()]))
    again = judges.fresh.run([plan, *(changes[i].plan for i in picked)])
    made = [Effect(changes[i], scale.differences(again, 1 + n, 0)) for n, i in enumerate(picked)]
    best = max(made, key=lambda e: e.difference[SCORE].mean)
    worst = min(made, key=lambda e: e.difference[SCORE].mean)
    helps = best.difference[SCORE].low > 0
    harms = worst.difference[SCORE].high < 0
    return best if helps else None, worst if harms else None, len(changes)
