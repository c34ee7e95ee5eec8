"""Signposts: what to watch for in the next months, because theories expect different things; and what would teach most.

Every theory is run forward under a strategy. An observable teaches as much as it tells about which theory made it: the
mutual information between theory and (binned) observable, in nats, less the bias of estimating it from finitely many
futures. Nothing is learned about theories that all expect the same.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from modusvivendi.case import Case
from modusvivendi.case.humanitarian import humanitarian_issues
from modusvivendi.engine.outcomes import CHANNELS
from modusvivendi.errors import InputError, choose
from modusvivendi.evidence.inference.prior_weights import family_prior
from modusvivendi.strategy import Strategy, load_strategy, strategies_for
from modusvivendi.strategy.followers import leader_called
from modusvivendi.strategy.strategy import Track
from modusvivendi.study.draws import JointDraws
from modusvivendi.study.run import run_study
from modusvivendi.study.study import Study
from modusvivendi.theory import Theory, load_theories

WINDOWS = (6, 12)
BINS = 5
TOGETHER = 7  # strategies run at a time, which bounds the memory
PROBED_BY = "pragmatic"  # kind of bloc that makes a probe's offer; judgement; where a case has none, its heaviest bloc
PROBE_REWARD = 0.25  # of a probe's reward; judgement, range 0.1–0.5
VISIBLE = 0.003  # change of an index in a month that counts as a step seen; judgement, range 0.001–0.005
INDICES = {"core_rights": "core rights", "technical": "technical issues", "access": "humanitarian access"}
LEVELS = {"revenue": "revenue over need", "rival": "strength of the extremist rival", "standing": "standing accorded"}


@dataclass(frozen=True)
class Signposts:
    """table: observables, most informative first (information in nats, its standard error, threshold that splits best,
    chance of reaching it, which theory gains if it is reached and which if it is not, with their weights then).
    weights: of the theories, before anything is seen. known: the entropy of those weights, the most that could be
    learned."""

    table: pd.DataFrame
    weights: dict[str, float]
    known: float


def signposts(
    case: Case,
    strategy_name: str,
    horizon: int,
    weights: dict[str, float] | None = None,
    seed: int = 1,
    theories: list[Theory] | None = None,
    futures: int = 1024,
    posterior: JointDraws | None = None,
) -> Signposts:
    """Observables within 6, 12 and ``horizon`` months under a strategy, by what they would teach about theories.

    weights: of theories now (default: uniform over families). posterior: parameters as the record has weighed them,
    instead of the priors. Raises InputError for unknown names or a horizon out of 1 to the case's own.
    """
    windows = sorted({w for w in WINDOWS if w <= horizon} | {horizon})
    if not 1 <= horizon <= case.horizon_months:
        raise InputError(f"horizon of {horizon} months: 1 to {case.horizon_months} are possible")
    chosen, share = weighted_theories(theories, weights)
    paths = run_paths(case, chosen, (load_strategy(strategy_name),), futures, seed, posterior)[:, 0]
    rows = [
        {"window": window, "observable": name, **signpost(values, share, [t.name for t in chosen])}
        for window in windows
        for name, values in observables(paths, window).items()
    ]
    table = pd.DataFrame(rows).sort_values("information", ascending=False, ignore_index=True)
    known = -sum(w * np.log(w) for w in share if w > 0)
    return Signposts(table, dict(zip([t.name for t in chosen], share.tolist(), strict=True)), float(known))


def designs(
    case: Case,
    weights: dict[str, float] | None = None,
    seed: int = 1,
    strategies: tuple[str, ...] | None = None,
    theories: list[Theory] | None = None,
    futures: int = 512,
    posterior: JointDraws | None = None,
) -> pd.DataFrame:
    """What would teach most within 6 or 12 months: every strategy, and single probes on top of today's mix.

    One row per strategy or probe and window: its best observable, and how much that tells (nats, with its error).
    """
    chosen, share = weighted_theories(theories, weights)
    options: list[tuple[str, Strategy]] = [("strategy", load_strategy(s)) for s in strategies or ()]
    options += [] if strategies else [("strategy", s) for s in strategies_for(case)[0]]
    options += [("probe", p) for p in probes(case)]
    rows = []
    for first in range(0, len(options), TOGETHER):
        part = options[first : first + TOGETHER]
        paths = run_paths(case, chosen, tuple(s for _, s in part), futures, seed, posterior)
        for s, (kind, strategy) in enumerate(part):
            for window in WINDOWS:
                values = observables(paths[:, s], window)
                found = {n: information(v, share) for n, v in values.items()}
                best = max(found, key=lambda n: found[n])
                rows.append(
                    {
                        "kind": kind,
                        "what": strategy.title if kind == "probe" else strategy.name,
                        "window": window,
                        "observable": best,
                        "information": found[best],
                        "error": spread(values[best], share),
                    }
                )
    return pd.DataFrame(rows).sort_values("information", ascending=False, ignore_index=True)


def probes(case: Case) -> list[Strategy]:
    """Single offers to the authority while today's mix goes on: every issue, quietly and in public, without a reward and, but for
    relief, with one: nobody is told to try what relief can be had for."""
    relief = humanitarian_issues(case)
    offers = [
        (f"{issue.title or issue.id}, {how}, {what}", issue.id, publicity, reward)
        for issue in case.issues
        for how, publicity in (("quiet", 0.15), ("public", 0.9))
        for what, reward in (("no reward", 0.0), ("with a reward", PROBE_REWARD))
        if reward == 0.0 or issue.id not in relief
    ]
    bloc = leader_called(PROBED_BY, case, np.ones(len(case.blocs)))
    return [
        Strategy(
            name=f"probe-{n}",
            title=f"one offer: {title}",
            summary="A single offer while today's mix goes on.",
            sources=("design of a probe, for signposts",),
            followers=",".join(c.id for c in case.countries if c.bloc == bloc),
            tracks=(Track(issues=(issue,), publicity=publicity, reward=reward, bloc=bloc),),
        )
        for n, (title, issue, publicity, reward) in enumerate(offers, start=1)
    ]


def weighted_theories(theories: list[Theory] | None, weights: dict[str, float] | None) -> tuple[list[Theory], np.ndarray]:
    """Theories with a weight above zero, and their weights, normalised. Raises InputError if there is none."""
    known = theories or load_theories()
    given = weights if weights is not None else family_prior(tuple(known))
    for name in given:
        choose("theory", name, [t.name for t in known])
    chosen = [t for t in known if given.get(t.name, 0.0) > 0]
    if not chosen:
        raise InputError(f"weights must not all be 0: {given}")
    share = np.array([given[t.name] for t in chosen])
    return chosen, share / share.sum()


def run_paths(
    case: Case, theories: list[Theory], strategies: tuple[Strategy, ...], futures: int, seed: int, posterior: JointDraws | None
) -> np.ndarray:
    """Courses (theory, strategy, month, channel, future) over the case's horizon."""
    study = Study(
        case=case,
        theories=tuple(theories),
        strategies=strategies,
        futures=futures,
        seed=seed,
        months=max(case.horizon_months, 12),
        posterior=posterior,
    )
    return np.asarray(run_study(study, sample=futures).paths)


def observables(paths: np.ndarray, window: int) -> dict[str, np.ndarray]:
    """What can be seen within a window: (theory, future) each. paths (theory, month, channel, future)."""
    found = {}
    for channel, words in INDICES.items():
        course = paths[:, :window, CHANNELS.index(channel)]
        change = np.diff(course, axis=1, prepend=course[:, :1])
        found[f"months with a step toward on {words}"] = (change > VISIBLE).sum(1).astype(float)
        found[f"months with a step away on {words}"] = (change < -VISIBLE).sum(1).astype(float)
    found["agreements met"] = paths[:, window - 1, CHANNELS.index("deals")].astype(float)
    for channel, words in LEVELS.items():
        course = paths[:, :, CHANNELS.index(channel)]
        found[f"change of {words}"] = (course[:, window - 1] - course[:, 0]).astype(float)
    return found


def binned(values: np.ndarray) -> np.ndarray:
    """Values in at most BINS bins of about equal size over all theories; whole numbers keep ties together."""
    edges = np.unique(np.quantile(values, np.linspace(0, 1, BINS + 1)[1:-1]))
    return np.searchsorted(edges, values, side="left")


def information(values: np.ndarray, weights: np.ndarray) -> float:
    """Mutual information (nats) between theory and observable; values (theory, future), weights (theory,).

    The estimate from n futures a theory is too large by about (B - 1)(1 - sum of squared weights) / 2n (Miller and
    Madow), which is taken off; what is left below zero is noise and is kept, so that averages are right.
    """
    bins = binned(values)
    count = int(bins.max()) + 1
    p = np.stack([(bins == b).mean(1) for b in range(count)], axis=1)
    bias = (count - 1) * (1 - (weights**2).sum()) / (2 * values.shape[1])
    return float(_between(p, weights) - bias)


def _between(p: np.ndarray, weights: np.ndarray) -> float:
    """Sum over theories of weight x divergence of its distribution p (theory, bin) from the mixture."""
    mixture = weights @ p
    ratio = np.where(p > 0, p / np.maximum(mixture, 1e-300), 1.0)
    return float((weights[:, None] * p * np.log(ratio)).sum())


def signpost(values: np.ndarray, weights: np.ndarray, names: list[str]) -> dict[str, object]:
    """One row of the table: information with its error over ten parts, best threshold, and who gains."""
    threshold = best_threshold(values, weights)
    reach = (values >= threshold).mean(1)
    after, before = weights * reach, weights * (1 - reach)
    after, before = after / max(after.sum(), 1e-12), before / max(before.sum(), 1e-12)
    gains, loses = int(np.argmax(after - weights)), int(np.argmax(before - weights))
    return {
        "information": information(values, weights),
        "error": spread(values, weights),
        "threshold": threshold,
        "chance": float(weights @ reach),
        "if_reached": names[gains],
        "weight_if_reached": float(after[gains]),
        "if_not": names[loses],
        "weight_if_not": float(before[loses]),
    }


def spread(values: np.ndarray, weights: np.ndarray, parts: int = 10) -> float:
    """Standard error of the information, from parts of the futures."""
    cut = np.array_split(np.arange(values.shape[1]), parts)
    return float(np.std([information(values[:, part], weights) for part in cut], ddof=1) / np.sqrt(parts))


def best_threshold(values: np.ndarray, weights: np.ndarray) -> float:
    """The threshold whose being reached or not tells most."""
    options = np.unique(np.quantile(values, np.linspace(0.05, 0.95, 19)))
    reach = np.stack([(values >= x).mean(1) for x in options])
    told = [_between(np.stack([1 - r, r], axis=1), weights) for r in reach]
    return float(options[int(np.argmax(told))])
