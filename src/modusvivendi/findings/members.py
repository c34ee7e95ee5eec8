"""What members who decide one by one say that the mean of a segment does not: does desertion spread?"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from modusvivendi.agents import MembersFound
from modusvivendi.agents.people import SAMPLED
from modusvivendi.findings.finding import Fact, Finding, Table
from modusvivendi.findings.ladder_words import futures, in_hundred_range
from modusvivendi.study import Result
from modusvivendi.study.summary import title_of

QUESTION = "Does desertion spread from member to member?"
FIFTH, TENTH = 0.2, 0.1  # shares of members; the first is the line that is told
CLEAR = 1.96  # standard errors of a 95 per cent interval
COMPARED = ("desertion", "cohesion", "fragmented", "rival", "attacks", "core_rights", "technical", "wellbeing")


class _Both:
    """Futures member by member beside the same futures of the cohort model, theories weighed."""

    def __init__(self, found: MembersFound, result: Result, weights: Mapping[str, float]) -> None:
        self.names, self.n = found.study.outcome_names, found.members.futures
        self.strategies = [s.name for s in found.study.strategies]
        self.weight = np.array([weights[t.name] for t in found.study.theories])
        self.agents, self.cohort = found.outcomes, np.asarray(result.outcomes[..., : self.n])

    def mixed(self, values: np.ndarray) -> np.ndarray:
        """Mean over theories: (theory, strategy, future) → (strategy, future)."""
        return np.tensordot(self.weight, values, axes=1)

    def beyond(self, share: float, which: np.ndarray) -> pd.Series:
        """Share of futures, by strategy, in which more than a share of members left."""
        left = which[:, :, self.names.index("desertion")]
        return pd.Series(self.mixed(left > share).mean(axis=1), index=self.strategies)

    def mean(self, outcome: str, which: np.ndarray) -> pd.Series:
        """Mean of an outcome by strategy."""
        return pd.Series(self.mixed(which[:, :, self.names.index(outcome)]).mean(axis=1), index=self.strategies)

    def more(self, outcome: str) -> Fact:
        """How much higher an outcome is member by member, mean over strategies, with its sampling error over draws."""
        k = self.names.index(outcome)
        gap = self.mixed(self.agents[:, :, k].astype(float) - self.cohort[:, :, k]).mean(axis=0)
        value, error = float(gap.mean()), float(gap.std(ddof=1) / np.sqrt(self.n)) if self.n > 1 else float("nan")
        if not np.isfinite(error):
            return Fact(value=value, n=self.n)
        ends = {"low": value - CLEAR * error, "high": value + CLEAR * error}
        return Fact(value=value, **ends, interval="sampling error", level=0.95, n=self.n)  # type: ignore[arg-type]


def members_findings(found: MembersFound, result: Result, weights: Mapping[str, float]) -> list[Finding]:
    """Whether desertion spreads, told to a planner, and what else moves, told to a scholar.

    result: the study, from which the same futures of the cohort model are taken. weights: of theories.
    """
    both = _Both(found, result, weights)
    return [spread_finding(found, both), moved_finding(found, both)]


def spread_finding(found: MembersFound, both: _Both) -> Finding:
    """In how many futures more than a fifth of members leave, one by one and as a cohort."""
    ours, theirs = both.beyond(FIFTH, both.agents), both.beyond(FIFTH, both.cohort)
    one, facts = in_hundred_range("agents", ours)
    cohort, more = in_hundred_range("cohort", theirs)
    total = int(found.left.sum())
    left, usual = both.mean("desertion", both.agents), both.mean("desertion", both.cohort)
    facts |= more | {
        "members": Fact(value=found.members.count, unit="members"),
        "draws": Fact(value=found.members.futures, unit="draws"),
        "left": Fact(value=100 * float(left.mean()), unit="of 100 members"),
        "usual": Fact(value=100 * float(usual.mean()), unit="of 100 members"),
        "followed": Fact(value=float(found.followed.sum() / total) if total else None, unit="of 100 leavers"),
    }
    claim = (
        "With members simulated one by one ({members} in each future), who feel most what those they know do, desertion spreads to more "
        f"than a fifth of members in {one}, option by option; the cohort model says {cohort}. "
        "On average {left:fixed1} of 100 members leave, against {usual:fixed1} in the cohort model"
    )
    claim += "; {followed:of_hundred} of 100 of them had lost somebody they knew before." if total else "."
    rows = [
        {
            "option": f"`{s}`",
            "over a fifth, one by one": _of_hundred(ours[s]),
            "over a fifth, as a cohort": _of_hundred(theirs[s]),
            "over a tenth, one by one": _of_hundred(both.beyond(TENTH, both.agents)[s]),
            "over a tenth, as a cohort": _of_hundred(both.beyond(TENTH, both.cohort)[s]),
        }
        for s in both.strategies
    ]
    caption = (
        f"Of 100 futures, in how many over a fifth or a tenth of members leave; the same {found.members.futures} draws both ways"
    )
    return Finding(
        id="run.members.spread",
        question=QUESTION,
        claim=claim,
        facts=facts,
        tables=(Table(name="members_spread", caption=caption, frame=pd.DataFrame(rows), digits="of_hundred", brief=True),),
        method="Each member leaves with the chance that the cohort model gives to the segment's share of leavers; part of what the model says "
        "desertion does to cohesion comes from those whom a member knows instead of from all. Without such ties both are the same model, "
        "and what differs is what ties do. How many others a member knows, and how much they weigh, nobody has measured: it is drawn "
        "from wide ranges.",
    )


def _of_hundred(share: float) -> Fact:
    return futures(share, form="of_hundred")


def moved_finding(found: MembersFound, both: _Both) -> Finding:
    """What ties move in other outcomes, and what is sampled of them."""
    rows = [
        {
            "outcome": title_of(o),
            "as a cohort": Fact(value=float(both.mean(o, both.cohort).mean())),
            "one by one": Fact(value=float(both.mean(o, both.agents).mean())),
            "difference": both.more(o),
        }
        for o in COMPARED
        if o in both.names
    ]
    sampled = [{"what": r.meaning, "low": r.low, "high": r.high, "unit": r.unit, "source": r.source} for r in SAMPLED]
    if found.members.closeness is not None:
        sampled[-1] |= {"low": found.members.closeness, "high": found.members.closeness, "source": "held there by the user"}
    k = both.names.index("desertion")
    by_theory = pd.DataFrame(
        {
            "theory": [f"`{t.name}`" for t in found.study.theories],
            "left, as a cohort": both.cohort[:, :, k].mean(axis=(1, 2)),
            "left, one by one": both.agents[:, :, k].mean(axis=(1, 2)),
            "had lost somebody they knew": found.followed.sum(axis=(1, 2)) / np.maximum(found.left.sum(axis=(1, 2)), 1),
        }
    )
    return Finding(
        id="run.members.moved",
        question=QUESTION,
        view="scholar",
        tables=(
            Table(
                name="members_moved",
                caption="Means over options and theories as weighed; the difference with its 95 per cent sampling error over draws, paired",
                frame=pd.DataFrame(rows),
            ),
            Table(name="members_by_theory", caption="Shares of members, by theory, mean over options", frame=by_theory),
            Table(name="members_sampled", caption="What is sampled of members' ties", frame=pd.DataFrame(sampled), folded=True),
        ),
        caveats=(
            "Members of a segment differ only in whom they know and what those did; a leaver does not come back; no member leaves with a chance "
            "of more than two per cent a month, as in the cohort model.",
        ),
        sources=(
            "Watts and Strogatz 1998, Collective dynamics of small-world networks, Nature 393",
            "Costa and Kahn 2003, Cowards and heroes: group loyalty in the American Civil War, Quarterly Journal of Economics 118(2)",
        ),
    )
