"""One track of a plan: how the authority sees it, what each side gains, how it ends, and what it costs if it fails."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from modusvivendi.analysis import PairedDifference
from modusvivendi.case import Case
from modusvivendi.planning.agenda.forms import alone, merged
from modusvivendi.planning.agenda.plan import Plan, PlanTrack
from modusvivendi.planning.judging.bargain import Bargain
from modusvivendi.planning.judging.evaluate import RESULTS, Evaluation
from modusvivendi.planning.judging.success import NOTICED, GivenSuccess, given_success
from modusvivendi.study.summary import MIXTURE

NOT_MET = RESULTS.index("not met")


@dataclass(frozen=True)
class Reason:
    """How the authority sees a track at the start, in the mixture of theories.

    together: share of its issues that it takes, on average, at a time at which it considers them; apart: the same if each stood
    alone with its share of the offer; unread: together, if none made the others look more political. worth: per issue, what it
    is worth to the authority with its share of the reward (below 0 it would rather refuse). political: the issue that is the
    most political. match, gain: of a single issue, the issues of the track that it fits best, and how many more issues of both
    would be taken per occasion if they were joined; none and NaN if it is all there is.
    """

    together: float
    apart: float
    unread: float
    worth: tuple[float, ...]
    political: str
    match: tuple[str, ...] = ()
    gain: float = float("nan")


@dataclass(frozen=True)
class OtherForm:
    """The opposite of how a track is made: 'parted' if it holds several issues, else 'joined' with its best match ``beside``."""

    form: Literal["parted", "joined"]
    beside: tuple[str, ...]
    plan: Plan


@dataclass(frozen=True, eq=False)
class TrackReport:
    """A track of a plan.

    reason: how the authority sees it at the start. by_theory: one row per theory and one for the mixture, with the chance of
    each end (from the simulated courses), the chance at the start that the average issue is taken once considered,
    together and apart, and what each side gains by the whole. adds: what the plan owes to this track, on the score and per
    objective. other, other_effect: the opposite form of the track, and what it would change; None for the only issue of a plan.
    paid, trust_lost: rewards paid for nothing and trust lost against leaving the track out, mean over the futures in which it
    ends unmet (NaN if it never does). fails: share of such futures. hurt: groups of the population that clearly fare worse where
    the track is met, at least in part, with the change in their wellbeing.
    """

    track: PlanTrack
    reason: Reason
    by_theory: pd.DataFrame
    adds: dict[str, PairedDifference]
    other: OtherForm | None
    other_effect: dict[str, PairedDifference]
    fails: float
    paid: float
    trust_lost: float
    hurt: tuple[tuple[str, GivenSuccess], ...] = ()

    @property
    def chances(self) -> pd.Series:
        """The row of the mixture."""
        return self.by_theory[self.by_theory.theory == MIXTURE].iloc[0]


def taken_share(bargain: Bargain, tracks: Sequence[PlanTrack], company: bool = True) -> float:
    """Chance that the average issue of these tracks is taken once considered, at the start."""
    parts = [bargain.terms(t, company).taken(t.all_or_nothing) & bargain.acts for t in tracks]
    return float(np.concatenate(parts).mean())


def ends(evaluation: Evaluation, plan: int, track: int) -> np.ndarray:
    """Chance of each result, (theories, results)."""
    results = evaluation.tracks[plan, :, track]
    return np.stack([(results == r).mean(axis=1) for r in range(len(RESULTS))], axis=1)


def theory_table(track: PlanTrack, bargains: Mapping[str, Bargain], chances: np.ndarray, weights: np.ndarray) -> pd.DataFrame:
    """How the track ends and what each side makes of it, theory by theory and in the mixture."""
    singles = [alone(track, issue) for issue in track.issues]
    rows = []
    for bargain, chance in zip(bargains.values(), chances, strict=True):
        terms = bargain.terms(track)
        rows.append(
            {
                **dict(zip(RESULTS[1:] + RESULTS[:1], np.roll(chance, -1), strict=True)),
                "taken together": taken_share(bargain, [track]),
                "taken apart": taken_share(bargain, singles),
                "authority gains": float(terms.own.mean()),
                "outsiders gain": float(terms.theirs.mean()),
            }
        )
    table = pd.DataFrame(rows, index=list(bargains))
    table.loc[MIXTURE] = weights @ table.to_numpy()
    return table.rename_axis("theory").reset_index()


def reason(
    plan: Plan, k: int, case: Case, bargains: Mapping[str, Bargain], weights: np.ndarray
) -> tuple[Reason, OtherForm | None]:
    """How the authority sees track ``k`` of a plan at the start; and the opposite form of the track, to be simulated.

    weights (theories,), as ``bargains``.
    """
    track = plan.tracks[k]

    def mixed(share: Callable[[Bargain], float]) -> float:
        return float(weights @ [share(b) for b in bargains.values()])

    singles = tuple(alone(track, issue) for issue in track.issues)
    together = mixed(lambda b: taken_share(b, [track]))
    worth = tuple((weights @ np.array([_worth(b, track) for b in bargains.values()])).tolist())
    political = max(track.issues, key=lambda i: case.issue(i).politicisation.centre)
    if len(track.issues) > 1:
        apart = mixed(lambda b: taken_share(b, singles))
        unread = mixed(lambda b: taken_share(b, [track], company=False))
        parted = plan.model_copy(update={"tracks": (*plan.tracks[:k], *singles, *plan.tracks[k + 1 :])})
        return Reason(together, apart, unread, worth, political), OtherForm("parted", (), parted)
    others = [n for n in range(len(plan.tracks)) if n != k]
    if not others:
        return Reason(together, together, together, worth, political), None
    gains = [_joining(plan.tracks[n], track, mixed) - together for n in others]
    best = others[int(np.argmax(gains))]
    match = plan.tracks[best].issues
    joined = merged(plan.tracks[best], track)
    tracks = tuple(joined if n == best else t for n, t in enumerate(plan.tracks) if n != k)
    form = OtherForm("joined", match, plan.model_copy(update={"tracks": tracks}))
    return Reason(together, together, together, worth, political, match, max(gains)), form


def _joining(other: PlanTrack, track: PlanTrack, mixed: Callable[[Callable[[Bargain], float]], float]) -> float:
    """How many more issues are taken of both tracks once joined than of the other alone."""
    joined = merged(other, track)
    after = len(joined.issues) * mixed(lambda b: taken_share(b, [joined]))
    return after - len(other.issues) * mixed(lambda b: taken_share(b, [other]))


def _worth(bargain: Bargain, track: PlanTrack) -> np.ndarray:
    """Mean worth to the authority of each issue with its share of the reward, (issues,)."""
    terms = bargain.terms(track)
    return np.asarray((terms.plain + terms.share(terms.reward)).mean(axis=1))


def failure(evaluation: Evaluation, plan: int, without: int, track: int) -> tuple[float, float, float]:
    """Share of futures in which the track ends unmet, and then: reward paid for nothing, trust lost."""
    unmet = evaluation.tracks[plan, :, track] == NOT_MET
    share = float(evaluation.weights @ unmet.mean(axis=1))
    if share == 0:
        return 0.0, float("nan"), float("nan")

    def then(outcome: str) -> float:
        gap = evaluation.of(outcome)[plan] - evaluation.of(outcome)[without]
        return float(evaluation.weights @ (gap * unmet).mean(axis=1, dtype=np.float64)) / share

    return share, then("paid_for_nothing"), -then("trust")


def who_is_hurt(evaluation: Evaluation, without: int, track: int, case: Case) -> tuple[tuple[str, GivenSuccess], ...]:
    """Groups that fare worse where track ``track`` of plan 0 is met than in the same futures without it, by title."""
    found = []
    for group in case.groups:
        value = evaluation.of(f"wellbeing_{group.id}")
        change = given_success(evaluation, 0, track, np.asarray(value[0] - value[without], float))
        if change.high < 0 and change.mean <= -NOTICED:
            found.append((group.title, change))
    return tuple(found)
