"""Skill out of sample: rolling origin, against baselines that a critic would name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
import pandas as pd
from scipy.special import stdtrit

from modusvivendi.case import Case
from modusvivendi.evidence.forecast.one_month import (
    CONSTANT,
    CORE,
    LOGIT,
    SHARES,
    Forecast,
    even_path,
    forecast_baseline,
    forecast_logit,
    forecast_shares,
    forecast_theory,
    mix,
    scored_tracks,
)
from modusvivendi.evidence.forecast.predictive import observed_counts
from modusvivendi.evidence.inference.prior_weights import family_prior
from modusvivendi.evidence.likelihood.model import Model
from modusvivendi.evidence.record.arrays import read_inputs, read_rows, record_of
from modusvivendi.theory import Theory

FIRST_ORIGIN = (2022, 6)
BINS = np.array([0.0, 0.02, 0.05, 0.1, 0.2, 1.0])


@dataclass(frozen=True)
class Skill:
    """Scores of forecasters.

    acts, deals: one row per forecaster, best first; columns forecaster, log_score (nats, higher is better), difference from
    the first baseline (CONSTANT for acts, SHARES for deals), paired by month or track, with its 90 per cent interval (low,
    high), and proper scores of their own. calibration: how often an act came when it was said to come with a chance in a
    bin. months, tracks: how many are scored.
    """

    acts: pd.DataFrame
    deals: pd.DataFrame
    calibration: pd.DataFrame
    months: int
    tracks: int

    @property
    def better_on_acts(self) -> tuple[str, ...]:
        """Forecasters better on acts than a constant rate per issue, by more than chance (90 per cent interval)."""
        return _better(self.acts, CONSTANT)

    @property
    def better_on_deals(self) -> tuple[str, ...]:
        """Forecasters better on deals than constant shares, by more than chance (90 per cent interval)."""
        return _better(self.deals, SHARES)


def _better(table: pd.DataFrame, baseline: str) -> tuple[str, ...]:
    return tuple(table[(table.forecaster != baseline) & (table.low > 0)].forecaster)


def skill(case: Case, theories: list[Theory], seed: int = 1, draws: int = 4096) -> Skill:
    """Rolling origin from mid-2022: every month is forecast from what came before it.

    Issue attributes were coded knowing the record, which favours every theory and the core alone over the baselines.
    """
    model, origin = skill_model(case, seed)
    return judge(model, theories, origin, [forecast_theory(model, theory, origin, draws) for theory in theories])


def skill_model(case: Case, seed: int) -> tuple[Model, int]:
    """The record as a forecaster sees it, and the first month that is forecast."""
    rows = even_path(read_rows(case))
    record = record_of(case)
    year, month = FIRST_ORIGIN
    origin = (year - rows.first.year) * 12 + month - rows.first.month
    origin = origin if rows.scored.start < origin < rows.months else (rows.scored.start + rows.months) // 2
    inputs = read_inputs(case, rows, record.moves, record.tracks)
    return Model(case, rows, inputs, seed, centre=slice(rows.scored.start, origin)), origin


def judge(
    model: Model,
    theories: list[Theory],
    origin: int,
    pairs: list[tuple[Forecast, np.ndarray]],
    learn: bool = True,
    others: Mapping[str, np.ndarray] | None = None,
) -> Skill:
    """Score forecasts of theories (as ``forecast_theory`` gives them) from month ``origin`` on, beside their mixture and
    the baselines; learn: whether forecasters learn after it. others: further forecasts of the scored tracks, (N, 3) by name."""
    rows, counts = model.rows, observed_counts(model, 0)
    prior = np.array(list(family_prior(tuple(theories)).values()))
    order = scored_tracks(rows, origin)
    base = forecast_baseline(rows, counts, origin, None, learn)
    recent = forecast_baseline(rows, counts, origin, 12, learn)
    blend = mix(
        [f for f, _ in pairs],
        np.stack([k for _, k in pairs]),
        prior,
        np.arange(origin, rows.months),
        rows.track_end[order],
        learn,
    )
    named = [replace(f, name=CORE if f.name == "inertia" else f.name) for f, _ in pairs]
    acts = _acts_table([base, recent, blend, *named], counts[:, :, origin:])
    shares = {
        SHARES: forecast_shares(rows, origin, learn),
        LOGIT: forecast_logit(rows, origin, learn),
        blend.name: blend.tracks,
    }
    deals = _deals_table(shares | dict(others or {}) | {f.name: f.tracks for f in named}, rows.outcome[order])
    calibration = _calibration([base, recent, blend, *named], counts[:, :, origin:])
    return Skill(acts, deals, calibration, rows.months - origin, len(order))


def paired(difference: np.ndarray) -> tuple[float, float, float]:
    """Sum of paired differences with its 90 per cent interval (Student's t)."""
    n = len(difference)
    total = float(difference.sum())
    spread = float(stdtrit(n - 1, 0.95) * difference.std(ddof=1) * np.sqrt(n)) if n > 1 else np.nan
    return total, total - spread, total + spread


def _acts_table(forecasts: list[Forecast], counts: np.ndarray) -> pd.DataFrame:
    """Scores of acts; counts (2, issues, months). Brier on whether any act came; CRPS on how many; both per cell."""
    seen = np.moveaxis(counts, 2, 0)
    rows = []
    for f in forecasts:
        total, low, high = paired(f.log_p - forecasts[0].log_p)
        below = np.cumsum(f.chance, axis=-1)[..., :-1]
        step = np.arange(below.shape[-1]) >= seen[..., None]
        rows.append(
            {
                "forecaster": f.name,
                "log_score": f.log_p.sum(),
                "difference": total,
                "low": low,
                "high": high,
                "brier": ((1 - f.chance[..., 0] - (seen > 0)) ** 2).mean(),
                "crps": ((below - step) ** 2).sum(-1).mean(),
            }
        )
    return pd.DataFrame(rows).sort_values("log_score", ascending=False, ignore_index=True)


def _deals_table(said: dict[str, np.ndarray], outcome: np.ndarray) -> pd.DataFrame:
    """Scores of tracks; Brier over three outcomes; ranked probability score, which knows their order."""
    rows, base = [], None
    for name, chance in said.items():
        log_p = np.log(np.maximum(chance[np.arange(len(outcome)), outcome], 1e-9)) if len(outcome) else np.zeros(0)
        base = log_p if base is None else base
        total, low, high = paired(log_p - base) if len(outcome) else (0.0, np.nan, np.nan)
        hit = np.eye(3)[outcome]
        ranked = (np.cumsum(chance, axis=1) - np.cumsum(hit, axis=1)) ** 2
        rows.append(
            {
                "forecaster": name,
                "log_score": log_p.sum(),
                "difference": total,
                "low": low,
                "high": high,
                "brier": ((chance - hit) ** 2).sum(1).mean() if len(outcome) else np.nan,
                "ranked": ranked.sum(1).mean() if len(outcome) else np.nan,
            }
        )
    return pd.DataFrame(rows).sort_values("log_score", ascending=False, ignore_index=True)


def _calibration(forecasts: list[Forecast], counts: np.ndarray) -> pd.DataFrame:
    """Said and seen chances that any act comes, by bin, per forecaster."""
    seen = np.moveaxis(counts, 2, 0) > 0
    rows = []
    for f in forecasts:
        said = 1 - f.chance[..., 0]
        for low, high in pairwise(BINS):
            inside = (said >= low) & (said < high)
            if inside.any():
                rows.append(
                    {
                        "forecaster": f.name,
                        "from": low,
                        "to": high,
                        "cells": int(inside.sum()),
                        "said": said[inside].mean(),
                        "seen": seen[inside].mean(),
                    }
                )
    return pd.DataFrame(rows)
