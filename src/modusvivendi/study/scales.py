"""In what each outcome of a study is told: rungs of ladders, numbers that somebody counts, and what difference matters."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from modusvivendi.case import Case
from modusvivendi.case.ladder import Rung
from modusvivendi.case.yardstick import FIFTH, TENTH, Yardstick
from modusvivendi.engine.declare import Late, Outcome
from modusvivendi.engine.layout import ROLE_NAMES
from modusvivendi.engine.outcomes import CHANNELS, OUTCOME_NAMES, OUTCOMES
from modusvivendi.engine.setting import stack
from modusvivendi.strategy import nobody
from modusvivendi.study.inputs import role_weights, setting_of
from modusvivendi.study.sequence import quantiles
from modusvivendi.study.simulate import simulate
from modusvivendi.study.study import Study
from modusvivendi.study.summary import title_of

RUNGS, POINTS = "rungs", "points of 100"
POLICY = "policy_"  # start of the name of an outcome that is the level of one issue
SHORTEST = 12  # months of the run that tells today's level of an outcome
SAMPLE = 256  # futures of that run

# What outcomes count by themselves: unit in the engine → unit told, how many of it one is, digits, least difference that
# matters (a judgement; None: a tenth of today's number). A case's yardsticks go before.
COUNTED: dict[str, tuple[str, float, int, float | None]] = {
    "attacks a month": ("attacks a month", 1.0, 0, None),
    "tracks": ("talks", 1.0, 1, 0.5),
    "rewards": ("promises", 1.0, 1, 0.5),
    "steps": ("steps", 1.0, 1, 0.5),
    "share of members": ("in 100 members", 100.0, 0, 1.0),
    "share of people": ("in 100 people", 100.0, 0, 1.0),
    "1 or 0": ("in 100 futures", 100.0, 0, 5.0),
    "chance": ("of 100 promises believed", 100.0, 0, 5.0),
}
_OUTCOMES = {o.name: o for o in OUTCOMES}


def along(rungs: tuple[Rung, ...], levels: np.ndarray) -> np.ndarray:
    """Levels in [0,1] as places on a ladder: 0 on the lowest rung, 1 on the next, in between in proportion."""
    return np.asarray(np.interp(levels, [r.level for r in rungs], np.arange(len(rungs))))


def width(rungs: tuple[Rung, ...], level: float) -> float:
    """How much of the level makes a rung there: of the two rungs around it, or the mean of both sides on a rung itself."""
    steps = [(a.level, b.level) for a, b in itertools.pairwise(rungs)]
    return float(np.mean([high - low for low, high in steps if low <= level <= high]))


@dataclass(frozen=True)
class Scale:
    """How one outcome is told.

    title: what is told, for a reader. unit: of what is told. difference: the least that matters to a reader, in it; below it options are tied. digits: after the
    point. slope: units for one of the outcome, around today's level. today: the number today, if one is known. at: today's
    level of the outcome in the model on average, from which changes count. ladders: rungs of each issue that the outcome is made of.
    issues: their ids. anchored: whether the unit is something that an observer could check.
    """

    outcome: str
    title: str
    unit: str
    difference: float
    digits: int
    slope: float
    today: float | None = None
    at: float = 0.0
    ladders: tuple[tuple[Rung, ...], ...] = ()
    issues: tuple[str, ...] = ()
    anchored: bool = True

    @property
    def least(self) -> float:
        """The least difference that matters, in the outcome's own unit."""
        return self.difference / abs(self.slope)

    def number(self, values: np.ndarray) -> np.ndarray:
        """Values of the outcome in the unit told; not for what is told in rungs (see ``along``)."""
        return np.asarray((self.today or 0.0) + self.slope * (values - self.at))

    def change(self, difference: float) -> float:
        """A difference of the outcome in the unit told."""
        return self.slope * difference


class Scales:
    """The scales of a study's outcomes: ``of(outcome)`` is None where nothing that can be observed anchors it.

    Example:
        >>> import modusvivendi as mv
        >>> study = mv.make_study("afghanistan", theories=["inertia"], strategies=["drift"], futures=8, months=12)
        >>> Scales(study).of("core_rights").unit
        'rungs'
    """

    def __init__(self, study: Study) -> None:
        self.study, self._known = study, dict[str, Scale | None]()

    def of(self, outcome: str) -> Scale | None:
        """The scale of an outcome, None for an index without an anchor."""
        if outcome not in self._known:
            self._known[outcome] = self._make(outcome)
        return self._known[outcome]

    def _make(self, outcome: str) -> Scale | None:
        case = self.study.case
        given = case.yardsticks.get(outcome.removeprefix(POLICY)) or case.yardsticks.get(outcome)
        issues = issues_of(case, outcome)
        if issues:
            return self._of_issues(outcome, issues, given)
        if given and given.rungs:
            return _in_rungs((outcome, given.title or title_of(outcome)), (given.rungs,), (self.levels.get(outcome, 0.5),), given)
        if given and given.today is not None and given.ends is not None:
            return _counted_by_case(outcome, self.levels[outcome], given)
        kind = _OUTCOMES[outcome].unit if outcome in _OUTCOMES else ""
        return self._counted(outcome, kind, given) if kind in COUNTED else None

    def _of_issues(self, outcome: str, issues: tuple[str, ...], given: Yardstick | None) -> Scale:
        """Rungs along ladders, or points of 100 where a case has none."""
        case = self.study.case
        if all(i in case.ladders for i in issues):
            ladders = tuple(case.ladders[i].rungs for i in issues)
            title = self.title(outcome)
            found = _in_rungs((outcome, title), ladders, tuple(self.marker(i) for i in issues), given, issues)
            return replace(found, at=float(np.mean([self.start(i).mean() for i in issues])))
        difference = given.difference if given and given.difference else 100 * FIFTH / 4  # as if there were five even rungs
        return Scale(outcome, self.title(outcome), POINTS, difference, 0, 100.0, issues=issues, anchored=False)

    def _counted(self, outcome: str, kind: str, given: Yardstick | None) -> Scale:
        unit, slope, digits, least = COUNTED[kind]
        today = self.attacks if outcome == "attacks" else None
        # Never less than what is printed can show: "fewer, by 0" tells nobody anything.
        usual = least if least is not None else max(TENTH * (today or 0.0), 10.0**-digits)
        if given:
            digits, unit = given.digits, given.unit or unit
        difference = given.difference if given and given.difference else usual
        title = given.title if given and given.title else title_of(outcome)
        return Scale(outcome, title, unit, difference, digits, slope, today=today, at=today or 0.0)

    def title(self, outcome: str) -> str:
        """Human name of an outcome, issues by their own titles."""
        if outcome.startswith(POLICY):
            return self.study.case.issue(outcome.removeprefix(POLICY)).title
        return title_of(outcome)

    def start(self, issue: str) -> np.ndarray:
        """Today's level of an issue in each future (futures,)."""
        return self._factor(f"issues.{issue}.start")

    def marker(self, issue: str) -> float:
        """Today's level of an issue: the newest one that its ladder dates, or the mean of what is sampled where none is."""
        ladder = self.study.case.ladders.get(issue)
        dated = ladder.marker if ladder else None
        return dated[1] if dated else float(self.start(issue).mean())

    @cached_property
    def attacks(self) -> float:
        """Attacks a month today by all rivals together, mean over futures."""
        return float(sum(self._factor(f"rivals.{r.id}.attacks").mean() for r in self.study.case.rivals))

    def _factor(self, name: str) -> np.ndarray:
        """Values of one number of the case (futures,)."""
        study = self.study
        factor = next(f for f in study.factors if f.name == name)
        if name in study.pins:
            return np.full(study.futures, study.pins[name])
        return np.asarray(factor.quantile(quantiles([name], np.arange(study.futures), study.seed)[name]))

    @cached_property
    def levels(self) -> dict[str, float]:
        """Today's level of outcomes in the model if nobody follows a strategy: of those with a course in the first month, of
        the others over the first year."""
        study, n = self.study, min(SAMPLE, self.study.futures)
        idle, setting = nobody(study.case, SHORTEST), setting_of(study.case, SHORTEST)
        theory = study.theories[0]
        found = simulate(study.parameters(theory, 0, n), study.keys(theory, 0, n), setting, stack([idle]), idle, kept=n)
        year = {o: float(found.outcomes[0, k].mean()) for k, o in enumerate(OUTCOME_NAMES)}
        return year | {c: float(found.paths[0, 0, k].mean()) for k, c in enumerate(CHANNELS)}


def issues_of(case: Case, outcome: str) -> tuple[str, ...]:
    """The issues whose levels an outcome is made of, equally weighted; none if it is made of something else."""
    if outcome.startswith(POLICY):
        return (outcome.removeprefix(POLICY),)
    declared: Outcome | None = _OUTCOMES.get(outcome)
    if declared is None or not isinstance(declared.reduce, Late) or declared.reduce.state != "policy":
        return ()
    weights = role_weights(case)[ROLE_NAMES.index(declared.reduce.role)]
    return tuple(issue for issue, weight in zip(case.issue_ids, weights, strict=False) if weight > 0)


def _in_rungs(
    name: tuple[str, str],
    ladders: tuple[tuple[Rung, ...], ...],
    today: tuple[float, ...],
    given: Yardstick | None,
    issues: tuple[str, ...] = (),
) -> Scale:
    difference = given.difference if given and given.difference else FIFTH
    rung = float(np.mean([width(rungs, level) for rungs, level in zip(ladders, today, strict=True)]))
    return Scale(*name, RUNGS, difference, 1, 1 / rung, at=float(np.mean(today)), ladders=ladders, issues=issues)


def _counted_by_case(outcome: str, level: float, given: Yardstick) -> Scale:
    """The number moves in proportion from today's to the one at the end that the case names."""
    assert given.today is not None and given.ends is not None
    end, count = given.ends
    slope = (count - given.today) / (end - level)
    difference = given.difference if given.difference else TENTH * abs(given.today)
    title = given.title or title_of(outcome)
    return Scale(outcome, title, given.unit, difference, given.digits, slope, today=given.today, at=level)
