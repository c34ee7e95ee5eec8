"""What a study says: means with ranges, regret, who is best how often, and three sentences."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from modusvivendi.engine.outcomes import OUTCOMES
from modusvivendi.errors import InputError, choose
from modusvivendi.study.result import Result

KEY_OUTCOMES = ("core_rights", "technical", "wellbeing", "attacks", "firmness", "met")
TITLES = {o.name: o.title for o in OUTCOMES}
DIRECTIONS = {o.name: o.direction for o in OUTCOMES}
MIXTURE = "mixture"


def title_of(outcome: str) -> str:
    """Human name of an outcome."""
    if outcome in TITLES:
        return TITLES[outcome]
    kind, _, item = outcome.partition("_")
    return f"{'Wellbeing' if kind == 'wellbeing' else 'Policy'}: {item.replace('_', ' ')}"


def direction_of(outcome: str) -> int:
    """+1 if higher is better, -1 if lower is better."""
    return DIRECTIONS.get(outcome, 1)


@dataclass(frozen=True)
class Summary:
    """A study in numbers.

    weights: share of each theory in the mixture. table: one row per outcome, theory (and the mixture) and
    strategy with mean, standard error of the mean, and the 5, 50 and 95 per cent points over futures.
    regret: mean loss against the best strategy of that theory, per outcome, theory and strategy.
    best_share: share of prior draws (futures) in which each strategy is best, per outcome and theory; ties
    share. gap: paired difference of each strategy from the best one in the mixture, with its standard error.
    """

    weights: dict[str, float]
    weights_from: str
    table: pd.DataFrame
    regret: pd.DataFrame
    best_share: pd.DataFrame
    gap: pd.DataFrame
    sentences: tuple[str, ...]


def weigh_futures(result: Result, weights: dict[str, float] | None) -> dict[str, float]:
    """Weights over the study's theories, normalised; uniform when none are given. Raises InputError."""
    names = [t.name for t in result.study.theories]
    if weights is None:
        return dict.fromkeys(names, 1 / len(names))
    for name in weights:
        choose("theory", name, names)
    chosen = {name: float(weights.get(name, 0.0)) for name in names}
    total = sum(chosen.values())
    if min(chosen.values()) < 0 or not total > 0:
        raise InputError(f"weights must be 0 or more and not all 0: {chosen}")
    return {name: value / total for name, value in chosen.items()}


def weighted_quantiles(values: np.ndarray, weights: np.ndarray, points: tuple[float, ...]) -> np.ndarray:
    """Quantiles over theories and futures: values (theory, future), weights (theory,)."""
    order = np.argsort(values, axis=None)
    mass = np.broadcast_to(weights[:, None] / values.shape[1], values.shape).ravel()[order]
    place = np.minimum(np.searchsorted(np.cumsum(mass), points), values.size - 1)
    return np.asarray(values.ravel()[order][place])


def best_strategy_share(values: np.ndarray, direction: int) -> np.ndarray:
    """Share of futures in which each strategy is best; values (strategy, future); ties are shared out."""
    signed = direction * values
    best = signed == signed.max(axis=0)
    return np.asarray((best / best.sum(axis=0)).mean(axis=1))


def _outcome_rows(result: Result, outcome: str, share: np.ndarray) -> tuple[list[dict], list[dict], list[dict], list[dict]]:
    study = result.study
    values = result.outcome(outcome).astype(np.float64)
    sign, n = direction_of(outcome), study.futures
    theories, strategies = [t.name for t in study.theories], [s.name for s in study.strategies]
    means = values.mean(axis=2)
    mixture = np.tensordot(share, means, 1)
    table, regret, best, gap = [], [], [], []
    for s, strategy in enumerate(strategies):
        for t, theory in enumerate(theories):
            low, mid, high = np.quantile(values[t, s], (0.05, 0.5, 0.95))
            error = values[t, s].std(ddof=1) / np.sqrt(n) if n > 1 else np.nan
            key = {"outcome": outcome, "theory": theory, "strategy": strategy}
            table.append({**key, "mean": means[t, s], "error": error, "p5": low, "p50": mid, "p95": high})
            regret.append({**key, "regret": (sign * means[t]).max() - sign * means[t, s]})
        low, mid, high = weighted_quantiles(values[:, s], share, (0.05, 0.5, 0.95))
        spread = np.sqrt((share**2 * values[:, s].var(axis=1, ddof=1) / n).sum()) if n > 1 else np.nan
        key = {"outcome": outcome, "theory": MIXTURE, "strategy": strategy}
        table.append({**key, "mean": mixture[s], "error": spread, "p5": low, "p50": mid, "p95": high})
        regret.append({**key, "regret": (sign * mixture).max() - sign * mixture[s]})
    for t, theory in enumerate(theories):
        shares = best_strategy_share(values[t], sign)
        best += [
            {"outcome": outcome, "theory": theory, "strategy": s, "share": v} for s, v in zip(strategies, shares, strict=True)
        ]
    top = int(np.argmax(sign * mixture))
    for s, strategy in enumerate(strategies):
        paired = np.tensordot(share, values[:, top] - values[:, s], 1)
        error = paired.std(ddof=1) / np.sqrt(n) if n > 1 else np.nan
        gap.append(
            {"outcome": outcome, "best": strategies[top], "strategy": strategy, "gap": sign * paired.mean(), "error": error}
        )
    return table, regret, best, gap


def summarise(
    result: Result,
    weights: dict[str, float] | None = None,
    outcomes: tuple[str, ...] | None = None,
    weights_from: str | None = None,
) -> Summary:
    """Reduce a result to tables and sentences.

    weights: per theory (uniform if None). outcomes: which (all by default). weights_from: where the weights
    come from, in words, for the reader.
    """
    chosen = weigh_futures(result, weights)
    share = np.array(list(chosen.values()))
    for name in outcomes or ():
        choose("outcome", name, result.study.outcome_names)
    parts = [_outcome_rows(result, o, share) for o in outcomes or result.study.outcome_names]
    table, regret, best, gap = (pd.DataFrame([row for part in parts for row in part[k]]) for k in range(4))
    origin = weights_from or ("uniform over theories" if weights is None else "given by the user")
    sentences = _sentences(result, chosen, table, regret, gap)
    return Summary(chosen, origin, table, regret, best, gap, sentences)


def _sentences(
    result: Result, weights: dict[str, float], table: pd.DataFrame, regret: pd.DataFrame, gap: pd.DataFrame
) -> tuple[str, ...]:
    """Three sentences: the nature of the regime, cooperation, and what holds whatever drives the authority."""
    names = [o for o in ("core_rights", "technical", "wellbeing") if o in set(table["outcome"])]
    return tuple([_spread_sentence(table, o) for o in names[:2]] + [_robust_sentence(result, regret, names)])


def _spread_sentence(table: pd.DataFrame, outcome: str) -> str:
    mix = table[(table.outcome == outcome) & (table.theory == MIXTURE)]
    order = mix.sort_values("mean", ascending=direction_of(outcome) < 0)
    first, last = order.iloc[0], order.iloc[-1]
    moved, chance = abs(first["mean"] - last["mean"]), first.p95 - first.p5
    return (
        f"{title_of(outcome)}, averaged over theories: {first['mean']:.3f} under {first.strategy} at best and "
        f"{last['mean']:.3f} under {last.strategy} at worst. The choice of strategy moves it by {moved:.3f}; chance and "
        f"what is unknown move it by {chance:.2f} (5 to 95 per cent)."
    )


def _robust_sentence(result: Result, regret: pd.DataFrame, outcomes: list[str]) -> str:
    theories = {t.name for t in result.study.theories}
    parts, winners = [], []
    for outcome in outcomes:
        rows = regret[(regret.outcome == outcome) & regret.theory.isin(theories)]
        worst = rows.groupby("strategy", sort=False)["regret"].max()
        best = rows.loc[rows.groupby("theory")["regret"].idxmin()]
        winners.append(worst.idxmin())
        parts.append(
            f"on {title_of(outcome).lower()} {worst.idxmin()} (at most {worst.min():.3f} behind the best, which is one of "
            f"{best.strategy.nunique()} strategies, depending on the theory)"
        )
    same = f"one strategy, {winners[0]}," if len(set(winners)) == 1 else "no single strategy"
    return f"Whatever drives the authority, {same} loses least throughout: " + "; ".join(parts) + "."
