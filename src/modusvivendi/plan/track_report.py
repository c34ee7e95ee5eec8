"""One track of a plan: why it is made so, what each side gains, how it ends, and what it costs if it fails."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from modusvivendi.case import Case
from modusvivendi.decide import PairedDifference
from modusvivendi.plan.bargain import Bargain
from modusvivendi.plan.evaluate import RESULTS, Evaluation
from modusvivendi.plan.forms import alone, merged
from modusvivendi.plan.plan import Plan, PlanTrack

NOT_MET = RESULTS.index("not met")


@dataclass(frozen=True, eq=False)
class TrackReport:
    """A track of a plan.

    why: the reason in words. by_theory: one row per theory and one for the mixture, with the chance of each end
    (from the simulated courses), the chance at the start that the average issue is taken once considered,
    together and apart, and what each side gains by the whole. adds: what the plan owes to this track, per
    objective. paid, trust_lost: rewards paid for nothing and trust lost against leaving the track out, mean over
    the futures in which it ends unmet (NaN if it never does). fails: share of such futures.
    """

    track: PlanTrack
    why: str
    by_theory: pd.DataFrame
    adds: dict[str, PairedDifference]
    fails: float
    paid: float
    trust_lost: float

    @property
    def cost_sentence(self) -> str:
        """What failure costs."""
        if np.isnan(self.paid):
            return "It never ends unmet within the horizon: its offer does not run out, or it is always taken in part."
        return (
            f"It ends unmet in {100 * self.fails:.0f}% of futures; against leaving it out, rewards paid for nothing are then "
            f"{abs(self.paid):.3f} {'higher' if self.paid > 0 else 'lower'} and trust is {abs(self.trust_lost):.3f} "
            f"{'lower' if self.trust_lost > 0 else 'higher'}."
        )


def taken_share(bargain: Bargain, tracks: Sequence[PlanTrack]) -> float:
    """Chance that the average issue of these tracks is taken once considered, at the start."""
    parts = [bargain.terms(t).taken(t.all_or_nothing) & bargain.acts for t in tracks]
    return float(np.concatenate(parts).mean())


def ends(evaluation: Evaluation, plan: int, track: int) -> np.ndarray:
    """Chance of each result, (theories, results)."""
    results = evaluation.tracks[plan, :, track]
    return np.stack([(results == r).mean(axis=1) for r in range(len(RESULTS))], axis=1)


def theory_table(
    track: PlanTrack, bargains: Mapping[str, Bargain], chances: np.ndarray, weights: np.ndarray
) -> pd.DataFrame:
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
    table.loc["mixture"] = weights @ table.to_numpy()
    return table.rename_axis("theory").reset_index()


def why_together(track: PlanTrack, case: Case, bargains: Mapping[str, Bargain], weights: np.ndarray, split: PairedDifference | None) -> str:
    """Why several issues share a track: what pooling gains and what contamination costs."""
    singles = [alone(track, issue) for issue in track.issues]
    rows = []
    for bargain in bargains.values():
        terms = bargain.terms(track)
        own = np.concatenate([bargain.terms(s).plain for s in singles])
        rows.append(
            [
                taken_share(bargain, [track]), taken_share(bargain, singles), float((own - terms.plain).sum(axis=0).mean()),
                *(terms.plain + terms.steps[:, None] / terms.steps.sum() * terms.reward).mean(axis=1),
            ]
        )  # fmt: skip
    together, apart, spoilt, *worth = weights @ np.array(rows)
    titles = [case.issue(i).title for i in track.issues]
    surplus = [f"{t} ({w:+.2f})" for t, w in zip(titles, worth, strict=True) if w >= 0]
    short = [f"{t} ({w:+.2f})" for t, w in zip(titles, worth, strict=True) if w < 0]
    if track.all_or_nothing and surplus and short:
        reason = f"the worth of {', '.join(surplus)} to the authority can pay for {', '.join(short)}"
    elif track.all_or_nothing:
        reason = "all are wanted by the authority at the start" if surplus else "none is wanted at the start, so it waits for a good moment"
    else:
        reason = "each is decided by itself, so none holds another hostage, and one table needs one turn of the authority's attention and not several"
    text = (
        f"Together because {reason}. Once considered, {100 * together:.0f}% of its issues are taken on average, against "
        f"{100 * apart:.0f}% apart; being read by the most political of them costs {spoilt:.3f} of worth."
    )
    if split is not None:
        text += f" Simulated, splitting it would change the plan's score by {_interval(split)}."
    return text


def why_alone(track: PlanTrack, plan: Plan, case: Case, bargains: Mapping[str, Bargain], weights: np.ndarray) -> str:
    """Why an issue has its own track: what joining each other track would do to what is taken."""
    chance = float(weights @ [taken_share(b, [track]) for b in bargains.values()])
    title = case.issue(track.issues[0]).title
    others = [t for t in plan.tracks if t is not track]
    if not others:
        return f"{title} is the only one on the agenda; once considered it is taken with chance {100 * chance:.0f}%."
    effects = []
    for other in others:
        joined = merged(other, track)
        count = len(joined.issues)
        before = np.array([(len(other.issues) * taken_share(b, [other]) + taken_share(b, [track])) for b in bargains.values()])
        after = np.array([count * taken_share(b, [joined]) for b in bargains.values()])
        effects.append(float(weights @ (after - before)))
    best, worst = int(np.argmax(effects)), int(np.argmin(effects))
    text = f"Alone: once considered it is taken with chance {100 * chance:.0f}%. "
    return text + (
        f"Joining {_who(others[best], case)} would change the number of issues taken by {effects[best]:+.2f}, joining "
        f"{_who(others[worst], case)} by {effects[worst]:+.2f}."
        if best != worst
        else f"Joining {_who(others[best], case)} would change the number of issues taken by {effects[best]:+.2f}."
    )


def _who(track: PlanTrack, case: Case) -> str:
    titles = [case.issue(i).title for i in track.issues]
    return f"'{titles[0]}'" if len(titles) == 1 else f"'{titles[0]}' and {len(titles) - 1} more"


def _interval(difference: PairedDifference) -> str:
    return f"{difference.mean:+.3f} ({difference.low:+.3f} to {difference.high:+.3f})"


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
