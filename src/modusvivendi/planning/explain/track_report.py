"""One track of a plan: why it is made so, what each side gains, how it ends, and what it costs if it fails."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from modusvivendi.analysis import PairedDifference
from modusvivendi.case import Case
from modusvivendi.planning.agenda.forms import alone, merged
from modusvivendi.planning.agenda.plan import Plan, PlanTrack
from modusvivendi.planning.explain.words import listed, named
from modusvivendi.planning.judging.bargain import Bargain
from modusvivendi.planning.judging.evaluate import RESULTS, Evaluation
from modusvivendi.study.summary import MIXTURE

NOT_MET = RESULTS.index("not met")


@dataclass(frozen=True, eq=False)
class TrackReport:
    """A track of a plan.

    why: the reason in words. by_theory: one row per theory and one for the mixture, with the chance of each end
    (from the simulated courses), the chance at the start that the average issue is taken once considered,
    together and apart, and what each side gains by the whole. adds: what the plan owes to this track, per
    objective. other: the opposite form of the track, and what it would change, None for the only issue of a plan. paid,
    trust_lost: rewards paid for nothing and trust lost against leaving the track out, mean over the futures in which it
    ends unmet (NaN if it never does). fails: share of such futures.
    """

    track: PlanTrack
    why: str
    by_theory: pd.DataFrame
    adds: dict[str, PairedDifference]
    other: tuple[str, dict[str, PairedDifference]] | None
    fails: float
    paid: float
    trust_lost: float

    @property
    def chances(self) -> pd.Series:
        """The row of the mixture."""
        return self.by_theory[self.by_theory.theory == MIXTURE].iloc[0]

    @property
    def cost_sentence(self) -> str:
        """What failure costs."""
        if np.isnan(self.paid):
            return "It never ends unmet within the horizon: the offer does not run out, or something is always taken or comes by itself."
        lost = (
            "trust in outsiders’ promises is the same" if abs(self.trust_lost) < 5e-4
            else f"trust in outsiders’ promises is {100 * abs(self.trust_lost):.1f} points {'lower' if self.trust_lost > 0 else 'higher'}"
        )  # fmt: skip
        return (
            f"It ends with nothing met in {100 * self.fails:.0f} of 100 futures. In those, compared with never opening it, "
            f"rewards worth {100 * abs(self.paid):.0f}% of all that the group could give {'are' if self.paid >= 0 else 'less are'} paid for nothing, and {lost}."
        )


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
                "taken together": taken_share(bargain, [track]), "taken apart": taken_share(bargain, singles),
                "authority gains": float(terms.own.mean()), "outsiders gain": float(terms.theirs.mean()),
            }
        )  # fmt: skip
    table = pd.DataFrame(rows, index=list(bargains))
    table.loc[MIXTURE] = weights @ table.to_numpy()
    return table.rename_axis("theory").reset_index()


@dataclass(frozen=True)
class OtherForm:
    """The opposite of how a track is made: parted if it holds several issues, else joined with its best match."""

    words: str
    plan: Plan


def why(plan: Plan, k: int, case: Case, bargains: Mapping[str, Bargain], weights: np.ndarray) -> tuple[str, OtherForm | None]:
    """Why track ``k`` is made so, by what the authority would take at the start; and the opposite, to be simulated."""
    track = plan.tracks[k]

    def mixed(share: Callable[[Bargain], float]) -> float:
        return float(weights @ [share(b) for b in bargains.values()])

    if len(track.issues) > 1:
        singles = tuple(alone(track, issue) for issue in track.issues)
        text = _why_together(track, singles, case, bargains, weights, mixed)
        parted = plan.model_copy(update={"tracks": (*plan.tracks[:k], *singles, *plan.tracks[k + 1 :])})
        return text, OtherForm("parting it into single talks", parted)
    chance = mixed(lambda b: taken_share(b, [track]))
    text = f"Alone: when the authority considers it, it takes it in {100 * chance:.0f} of 100 cases."
    others = [n for n in range(len(plan.tracks)) if n != k]
    if not others:
        return text + " Nothing else is on the agenda.", None
    effects = [_joining(plan.tracks[n], track, mixed) - chance for n in others]
    best = others[int(np.argmax(effects))]
    who = named(plan.tracks[best].issues, case)
    joined = merged(plan.tracks[best], track)
    tracks = tuple(joined if n == best else t for n, t in enumerate(plan.tracks) if n != k)
    text += f" Its best match is {who}: joined, {abs(100 * max(effects)):.0f} {'more' if max(effects) >= 0 else 'fewer'} issues would be taken per 100 occasions."
    return text, OtherForm(f"joining it with {who}", plan.model_copy(update={"tracks": tracks}))


def _joining(other: PlanTrack, track: PlanTrack, mixed: Callable[[Callable[[Bargain], float]], float]) -> float:
    """How many more issues are taken of both tracks once joined than of the other alone."""
    joined = merged(other, track)
    after = len(joined.issues) * mixed(lambda b: taken_share(b, [joined]))
    return after - len(other.issues) * mixed(lambda b: taken_share(b, [other]))


def _why_together(
    track: PlanTrack, singles: Sequence[PlanTrack], case: Case, bargains: Mapping[str, Bargain], weights: np.ndarray,
    mixed: Callable[[Callable[[Bargain], float]], float],
) -> str:  # fmt: skip
    together, apart = mixed(lambda b: taken_share(b, [track])), mixed(lambda b: taken_share(b, singles))
    unread = mixed(lambda b: taken_share(b, [track], company=False))
    worth = weights @ np.array([_worth(b, track) for b in bargains.values()])
    titles = [case.issue(i).title for i in track.issues]
    wanted = [t for t, w in zip(titles, worth, strict=True) if w >= 0]
    unwanted = [t for t, w in zip(titles, worth, strict=True) if w < 0]
    if not track.all_or_nothing:
        reason = "each is decided by itself, so none holds another hostage, and one table takes one turn of the authority’s attention, not several"
    elif wanted and unwanted:
        reason = f"what the authority gains by {listed(wanted)} can pay for {listed(unwanted)}, which it would rather refuse"
    elif wanted:
        reason = "the authority wants all of them on these terms, and one deal costs it less attention than several"
    else:
        reason = "the authority wants none of them at the start; one deal waits for a moment at which it wants enough of them"
    political = max(track.issues, key=lambda i: case.issue(i).politicisation.centre)
    price = f"Sitting beside {case.issue(political).title} makes the others look more political at home"
    cost = (
        f"{price}; without that it would take {100 * unread:.0f}."
        if unread - together >= 0.005
        else f"{price}, which costs nothing noticeable here."
    )
    return (
        f"Together because {reason}. When the authority considers it, it takes {100 * together:.0f} of 100 issues on average, "
        f"against {100 * apart:.0f} if each stood alone with its share of the offer. {cost}"
    )


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
