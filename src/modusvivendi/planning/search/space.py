"""The space of plans: what may be chosen, and how a row of numbers in [0,1] stands for a plan."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from typing import TypedDict, cast

import numpy as np

from modusvivendi.case import Case
from modusvivendi.case.humanitarian import humanitarian_issues
from modusvivendi.errors import InputError, choose
from modusvivendi.planning.agenda.limits import FULL_STATUS, Limits, last_month
from modusvivendi.planning.agenda.plan import QUIET_INTENSITY, Plan, PlanTrack, stock_posture
from modusvivendi.planning.agenda.principles import parted
from modusvivendi.strategy import Levers, Strategy, compile_strategy
from modusvivendi.strategy.strategy import Frozen, Phase

# Choices of a track's terms, in the order of an issue's genes.
TERMS = ("start", "bloc", "publicity", "step", "reward", "standing", "whole", "patience")
JOINS, GENES = 0, len(TERMS) + 1
# Choices of the plan as a whole, the last genes.
FRAME = ("at_once", "follow_through", "intensity")
OFF_SHARE = 0.15  # share of the unit interval that leaves an issue off the agenda
PAUSE, MOST_RENEWALS = 3, 2
MOST_PLANS = 20_000


class TrackTerms(TypedDict):
    """Terms that a track is made of, one of each of ``TERMS``; reward and standing before budgets are kept."""

    start: int
    bloc: str
    publicity: float
    step: float
    reward: float
    standing: float
    whole: bool
    patience: int


class FrameTerms(TypedDict):
    """What holds for a plan as a whole, one of each of ``FRAME``."""

    at_once: int
    follow_through: float | None
    intensity: float


class Choices(Frozen):
    """What each part of a plan may be. Coarse on purpose: a plan is read and argued about by people.

    start, patience: months. publicity, step, reward, standing, intensity: 0 to 1. whole: all or nothing (True) or
    issue by issue (False). follow_through: chance that a promised reward is delivered; None leaves it as each bloc has
    it, a number means that it is bound beforehand (an escrow, a licence already signed).

    Example:
        >>> import modusvivendi as mv
        >>> mv.Choices(patience=(12, 24)).patience
        (12, 24)
    """

    start: tuple[int, ...] = (0, 6, 12, 18)
    bloc: tuple[str, ...] = ()
    publicity: tuple[float, ...] = (0.15, 0.5, 0.85)
    step: tuple[float, ...] = (0.1, 0.2, 0.3)
    reward: tuple[float, ...] = (0.0, 0.05, 0.1, 0.2, 0.4)
    standing: tuple[float, ...] = (0.0, 0.05, 0.1, 0.2)
    whole: tuple[bool, ...] = (False, True)
    patience: tuple[int, ...] = (12, 24, 36)
    at_once: tuple[int, ...] = (1, 2, 3, 4, 5, 6, 8)
    follow_through: tuple[float | None, ...] = (None, 0.9)
    intensity: tuple[float, ...] = (0.0, 0.25, 0.5, 0.75)


@dataclass(frozen=True)
class Space:
    """All plans within the limits, in which a bloc leads only on what it asks for.

    issues: on the table, each asked for by a bloc that can lead. askable: issues that may be asked for in public. must_ask: of these, the ones that
    are always asked for. horizon: months within which offers run out. posture, followers: the same in
    every plan of the space.
    """

    case: Case
    limits: Limits
    choices: Choices
    issues: tuple[str, ...]
    askable: tuple[str, ...]
    must_ask: tuple[str, ...]
    horizon: int
    posture: Levers
    followers: str

    @property
    def size(self) -> int:
        """Length of a genome: per issue whom it joins and the terms it brings, then what is asked in public, then the frame."""
        return GENES * len(self.issues) + len(self.askable) + len(FRAME)

    def anchors(self, genome: np.ndarray) -> np.ndarray:
        """Per issue, the number of the issue whose terms hold for its track, (issues,); -1 where it is off the agenda."""
        count = len(self.issues)
        joins = np.clip(genome[: GENES * count].reshape(count, GENES)[:, JOINS], 0.0, 1.0)
        number = np.minimum((joins - OFF_SHARE) / (1 - OFF_SHARE) * count, count - 1).astype(int)
        return np.where(joins < OFF_SHARE, -1, number)

    def decode(self, genome: np.ndarray, name: str = "plan") -> Plan:
        """The plan that a genome (size,) in [0,1] stands for; always within the limits."""
        count = len(self.issues)
        rows = np.clip(genome[: GENES * count].reshape(count, GENES), 0.0, 1.0)
        label = self.anchors(genome)
        groups: list[tuple[str, ...]] = []
        terms: list[TrackTerms] = []
        for anchor in dict.fromkeys(int(a) for a in label if a >= 0):
            groups.append(tuple(self.issues[n] for n in np.flatnonzero(label == anchor)))
            genes = rows[anchor, 1:]
            terms.append(cast(TrackTerms, {t: pick(getattr(self.choices, t), g) for t, g in zip(TERMS, genes, strict=True)}))
        rest = np.clip(genome[GENES * count :], 0.0, 1.0)
        asked = tuple(i for i, g in zip(self.askable, rest, strict=False) if g >= 0.5)
        frame = cast(FrameTerms, {f: pick(getattr(self.choices, f), g) for f, g in zip(FRAME, rest[-len(FRAME) :], strict=True)})
        return self.assemble(groups, terms, asked, frame, name)

    def encode(self, plan: Plan) -> np.ndarray:
        """A genome whose plan is as near to ``plan`` as the choices allow; used to start a search from known plans."""
        count = len(self.issues)
        rows = np.full((count, GENES), 0.5)
        rows[:, JOINS] = OFF_SHARE / 2
        for track in plan.tracks:
            members = [self.issues.index(i) for i in track.issues if i in self.issues]
            if not members:
                continue
            anchor = members[0]
            rows[members, JOINS] = OFF_SHARE + (1 - OFF_SHARE) * (anchor + 0.5) / count
            for n, term in enumerate(TERMS):
                value = track.all_or_nothing if term == "whole" else getattr(track, term)
                rows[anchor, 1 + n] = place(getattr(self.choices, term), value)
        asked = [0.75 if i in plan.demands else 0.25 for i in self.askable]
        frame = (plan.at_once, plan.follow_through, plan.demand_intensity)
        return np.concatenate(
            [rows.ravel(), asked, [place(getattr(self.choices, f), v) for f, v in zip(FRAME, frame, strict=True)]]
        )

    def assemble(
        self,
        groups: Sequence[tuple[str, ...]],
        terms: Sequence[TrackTerms],
        asked: Sequence[str],
        frame: FrameTerms,
        name: str = "plan",
    ) -> Plan:
        """A plan of these groups on these terms, brought within budgets, deadline, red lines, principles and what blocs ask for."""
        groups, terms = self._led(groups, terms)
        intensity = frame["intensity"]
        money = within_budget([t["reward"] for t in terms], self.choices.reward, self.limits.budget)
        status = within_budget([t["standing"] for t in terms], self.choices.standing, self.limits.standing_budget)
        tracks = [
            self._track(group, term, reward, standing)
            for group, term, reward, standing in zip(groups, terms, money, status, strict=True)
        ]
        order = {issue: n for n, issue in enumerate(self.issues)}
        talked = {i for group in groups for i in group}
        public = [i for i in dict.fromkeys((*self.must_ask, *asked)) if i not in talked]
        if any(i in self.must_ask for i in public):
            intensity = intensity or min((v for v in self.choices.intensity if v > 0), default=0.5)
        return Plan(
            name=name,
            followers=self.followers,
            at_once=frame["at_once"],
            follow_through=frame["follow_through"],
            demands=tuple(sorted(public, key=self.case.issue_ids.index)) if intensity > 0 else (),
            demand_intensity=intensity,
            posture=self.posture,
            tracks=tuple(sorted(tracks, key=lambda t: (t.start, order[t.issues[0]]))),
        )

    def _led(
        self, groups: Sequence[tuple[str, ...]], terms: Sequence[TrackTerms]
    ) -> tuple[list[tuple[str, ...]], list[TrackTerms]]:
        """Groups parted, and relief unpaid, where a principle says so; each led by the bloc that asks for most of it, without what it does
        not ask for."""
        relief = humanitarian_issues(self.case) if "humanitarian" in self.limits.principles else frozenset()
        found: list[tuple[tuple[str, ...], TrackTerms]] = []
        for group, term in zip(groups, terms, strict=True):
            for part in parted(group, self.case) if relief else [group]:
                bloc = self.leader(part, term["bloc"])
                held = tuple(i for i in part if i in self.case.bloc(bloc).demands)
                if held:
                    led: TrackTerms = {**term, "bloc": bloc}
                    found.append((held, {**led, "reward": 0.0, "standing": 0.0} if part[0] in relief else led))
        return [group for group, _ in found], [term for _, term in found]

    def leader(self, issues: Sequence[str], wanted: str) -> str:
        """Of the blocs that can lead, the one that asks for most of the issues; the one wanted if it asks for as many."""
        asked = {b: sum(i in self.case.bloc(b).demands for i in issues) for b in self.choices.bloc}
        return max(self.choices.bloc, key=lambda b: (asked[b], b == wanted))

    def allows(self, plan: Plan) -> bool:
        """Whether a plan keeps within the limits, and blocs that it names lead only on what they ask for."""
        led = all(i in self.case.bloc(t.bloc).demands for t in plan.tracks if t.bloc for i in t.issues)
        return led and not self.limits.broken(plan, self.case)

    def _track(self, group: tuple[str, ...], term: TrackTerms, reward: float, standing: float) -> PlanTrack:
        start, patience = term["start"], term["patience"]
        if start + patience > self.horizon:
            patience = max((p for p in self.choices.patience if start + p <= self.horizon), default=min(self.choices.patience))
            start = max((s for s in self.choices.start if s <= start and s + patience <= self.horizon), default=0)
        renewals = max(r for r in range(MOST_RENEWALS + 1) if r == 0 or last_month(start, patience, r, PAUSE) <= self.horizon)
        return PlanTrack(
            issues=group,
            start=start,
            bloc=term["bloc"],
            publicity=term["publicity"],
            step=term["step"],
            reward=reward,
            standing=standing,
            all_or_nothing=term["whole"],
            patience=patience,
            renewals=renewals,
            pause=PAUSE,
            intensity=QUIET_INTENSITY,
        )

    def plain_track(self, issue: str) -> PlanTrack:
        """Talks on one issue as quiet and patient as the choices allow, with nothing in return."""
        c = self.choices
        term: TrackTerms = {
            "start": c.start[0],
            "bloc": self.leader((issue,), c.bloc[0]),
            "publicity": min(c.publicity),
            "step": max(c.step),
            "reward": 0.0,
            "standing": 0.0,
            "whole": False,
            "patience": max(c.patience),
        }
        return self._track((issue,), term, 0.0, 0.0)


def pick(options: Sequence, gene: float):  # type: ignore[no-untyped-def, type-arg]
    """The option that a gene in [0,1] points to."""
    return options[min(int(gene * len(options)), len(options) - 1)]


def place(options: Sequence, value: object) -> float:  # type: ignore[type-arg]
    """The gene that points to the option nearest to a value."""
    if value in options:
        n = options.index(value)
    elif value is None or isinstance(value, str):
        n = 0
    else:
        n = int(np.argmin([np.inf if o is None else abs(float(o) - float(value)) for o in options]))  # type: ignore[arg-type]
    return (n + 0.5) / len(options)


def within_budget(offers: Sequence[float], choices: Sequence[float], budget: float) -> list[float]:
    """The offers, the largest (of equal ones the last) lowered to the next smaller choice until they fit the budget."""
    found, steps = list(offers), sorted({0.0, *choices})
    while sum(found) > budget + 1e-9:
        n = max(range(len(found)), key=lambda k: (found[k], k))
        found[n] = max(c for c in steps if c < found[n])
    return found


def make_space(
    case: Case,
    limits: Limits,
    months: int,
    followers: str = "like-minded",
    choices: Choices | None = None,
    posture: Levers | None = None,
) -> Space:
    """The space of plans on a case within the limits; raise InputError naming the limit that leaves nothing."""
    for name in limits.off_table:
        choose("issue", name, case.issue_ids)
    posture = posture or stock_posture()
    if "recognition" in limits.red_lines and (posture.standing or 0.0) > FULL_STATUS:
        raise InputError("no plan is possible: red line 'recognition', but the posture accords full standing")
    horizon = limits.within(months).deadline or months
    given = _within(choices or Choices(), limits, horizon)
    given = given.model_copy(update={"bloc": given.bloc or leading_blocs(case, followers)})
    issues = tuple(i for i in case.issue_ids if i not in limits.off_table and any(i in case.bloc(b).demands for b in given.bloc))
    if not issues:
        raise InputError("no plan is possible: off the table leaves no issue to negotiate that those who follow ask for")
    core = tuple(i.id for i in case.issues if i.core_right)
    asked_now = tuple(i.id for i in case.issues if any(i.id in b.demands for b in case.blocs))
    must = core if "core-rights" in limits.red_lines else ()
    return Space(case, limits, given, issues, tuple(dict.fromkeys((*must, *asked_now))), must, horizon, posture, followers)


def leading_blocs(case: Case, followers: str) -> tuple[str, ...]:
    """Blocs that can lead a track: some of their countries follow. Raises InputError if there is none."""
    probe = Strategy(name="probe", title="", summary="", sources=("definition",), phases=(Phase(levers=Levers(aid=0)),))
    share = compile_strategy(probe, case, 12, followers).follow
    able = tuple(b.id for b, part in zip(case.blocs, share, strict=True) if part > 0)
    if not able:
        raise InputError(f"no plan is possible: none of the followers ({followers}) belongs to a bloc of the case")
    return able


def _within(choices: Choices, limits: Limits, horizon: int) -> Choices:
    """The choices that the limits leave."""
    steps = tuple(s for s in choices.step if s <= limits.largest_step) or (limits.largest_step,)
    at_once = tuple(n for n in choices.at_once if limits.staff is None or n <= limits.staff)
    shortest = min(choices.patience)
    if shortest > horizon:
        raise InputError(
            f"no plan is possible: a deadline of {horizon} months is shorter than the shortest offer, {shortest} months"
        )
    change = {
        "step": steps,
        "at_once": at_once or (limits.staff,),
        "start": tuple(s for s in choices.start if s + shortest <= horizon) or (0,),
        "patience": tuple(p for p in choices.patience if p <= horizon),
        "reward": (0.0,) if "money" in limits.red_lines or limits.budget == 0 else choices.reward,
        "standing": (0.0,) if "standing" in limits.red_lines or limits.standing_budget == 0 else choices.standing,
    }
    return choices.model_copy(update=change)


def partitions(items: Sequence[str]) -> Iterator[list[tuple[str, ...]]]:
    """All ways to part some of the items into groups; what is in no group is off the agenda."""
    if not items:
        yield []
        return
    first, rest = items[0], items[1:]
    for groups in partitions(rest):
        yield groups
        yield [(first,), *groups]
        for n, group in enumerate(groups):
            yield [*groups[:n], (first, *group), *groups[n + 1 :]]


def all_plans(space: Space) -> list[Plan]:
    """Every plan of a small space, each once; raise InputError above 20,000 combinations."""
    found: dict[str, Plan] = {}
    c = space.choices
    options = [cast(TrackTerms, dict(zip(TERMS, values, strict=True))) for values in product(*(getattr(c, t) for t in TERMS))]
    public = [
        tuple(i for i, on in zip(space.askable, bits, strict=True) if on) for bits in product((0, 1), repeat=len(space.askable))
    ]
    tried = 0
    for groups in partitions(space.issues):
        for terms in product(options, repeat=len(groups)):
            for asked, *values in product(public, *(getattr(c, f) for f in FRAME)):
                tried += 1
                if tried > MOST_PLANS:
                    raise InputError(f"more than {MOST_PLANS:,} plans: too many to try one by one; search instead")
                plan = space.assemble(groups, terms, asked, cast(FrameTerms, dict(zip(FRAME, values, strict=True))))
                found.setdefault(plan.key, plan)
    return list(found.values())
