"""Every equation against its formula, written out once more in NumPy, over ranges in which each of its limits binds.

The formulas are those of the docstrings. ``FORMULAS`` says, for each equation, the formula and the range of every argument that is
not in [0, 1]; points are drawn from these, the two ends included.
"""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import pytest

import tests_registry
from modusvivendi.engine.compile import REGISTRY

POINTS = 400
YEAR = 12.0


class Formula(NamedTuple):
    """The formula on arrays, and ranges of arguments that are not in [0, 1]."""

    of: Callable[..., np.ndarray]
    ranges: dict[str, tuple[float, float]] = {}  # a default, never changed


def hold(x: np.ndarray, low: float, high: float) -> np.ndarray:
    """x within two ends."""
    return np.minimum(np.maximum(x, low), high)


def monthly(rate: np.ndarray, slope: np.ndarray, gap: np.ndarray, most: float) -> np.ndarray:
    """A yearly rate, as a chance a month that rises with a gap, up to a limit."""
    return np.minimum(rate / YEAR * np.exp(slope * gap), most)


def poisson(u: np.ndarray, rate: np.ndarray) -> np.ndarray:
    """Number of acts, at most four: how often u passes the distribution function of a Poisson law."""
    terms = np.exp(-rate) * np.array([np.ones_like(rate), rate, rate**2 / 2, rate**3 / 6])
    return (u > np.cumsum(terms, axis=0)).sum(axis=0).astype(float)


def size_of_step(u: np.ndarray, by_leader: np.ndarray, scale: np.ndarray) -> np.ndarray:
    """0.03, 0.08 or 0.2 with shares 0.46, 0.38, 0.16; a ministry has no large ones, and the others 0.55 and 0.45."""
    leader = np.select([u < 0.46, u < 0.84], [0.03, 0.08], 0.2)
    return scale * np.where(by_leader > 0.5, leader, np.where(u < 0.55, 0.03, 0.08))


def of_core(sign: int) -> Callable[..., np.ndarray]:
    """Log-hazard of the core toward (+1) or away (-1): benefit and doctrine change their signs, the rest does not."""

    def formula(b, c, school, rebound, trend, wb, wc, ws, wr, wt):  # type: ignore[no-untyped-def]
        return sign * (wb * b - wc * c) + ws * school + wr * rebound + wt * trend

    return formula


def tanh3(x: np.ndarray) -> np.ndarray:
    """Held within three, steep at zero."""
    return 3 * np.tanh(x / 3)


FIVE = (-5.0, 5.0)
ANY = (-2.0, 2.0)
CORE = {"benefit": ANY, "doctrine": ANY, "w_trend": ANY}
STRONG = {"b_contact": (0.0, 3.0), "b_material": (0.0, 3.0), "b_audience": (0.0, 3.0)}
STEEP = {"rate": (0.0, 1.0), "slope": (0.0, 8.0)}
FORMULAS = {
    "base_salience": Formula(lambda n, k, c, h: n * k * (1 + h * (1 - c)) / (1 + h / 2), {"amplifier": (0.0, 3.0)}),
    "signalling": Formula(lambda n, k, c, pull: n * k * ((1 - c) + pull) / 2),
    "dedication": Formula(
        lambda x, seen, k, keep: hold(keep * x - k * seen, -6, 6),
        {"log_odds": (-6.0, 6.0), "seen_step": (-2.0, 2.0), "step_effect": (0.0, 8.0)},
    ),
    "cohesion": Formula(
        lambda c, norm, i, b, m, s, h, gone, k, ks, kh, kd, keep, noise: hold(
            norm + keep * (c - norm) + k * (i * b + (1 - i) * m) + ks * s + kh * h - kd * gone + noise, 0, 1
        ),
        {
            "belief_gap": (-1.0, 1.0),
            "patronage_gap": (-1.0, 1.0),
            "standing_gap": (-1.0, 1.0),
            "hostility_gap": (-1.0, 1.0),
            "rally": (-1.0, 1.0),
            "contagion": (0.0, 3.0),
            "noise": (-0.2, 0.2),
        },
    ),
    "desertion": Formula(lambda rate, k, critical, c: monthly(rate, k, critical - c, 0.02), STEEP),
    "fragmentation": Formula(lambda rate, k, start, c: monthly(rate, k, start - c, 0.05), STEEP),
    "departures": Formula(lambda rate, k, start, w: monthly(rate, k, start - w, 0.02), STEEP),
    "room": Formula(lambda u, h: u * (1 + h) / (u + h), {"half": (0.02, 0.5)}),
    "core_toward": Formula(of_core(1), CORE),
    "core_away": Formula(of_core(-1), CORE),
    "drive_toward": Formula(lambda h, r, a, y, c, bh, bm, ba, by, bc: tanh3(bh * h + bm * r - ba * a - by * y - bc * c), STRONG),
    "drive_away": Formula(
        lambda h, m, z, y, c, u, bh, bm, ba, by, bc, bu: tanh3(-bh * h - bm * m + ba * z + by * y + bc * c + bu * u),
        {**STRONG, "b_unearned": ANY},
    ),
    "act_rate": Formula(lambda r, g, core, eta: np.minimum(r * g * np.exp(core + eta), 4), {"core": FIVE, "drive": (-3.0, 3.0)}),
    "poisson_count": Formula(poisson, {"rate": (0.0, 4.0)}),
    "step_size": Formula(size_of_step, {"u": (0.0, 0.9999), "scale": (0.5, 2.0)}),
    "mean_step": Formula(lambda leader, scale: scale * (0.0525 + 0.0237 * leader), {"scale": (0.5, 2.0)}),
    "contact_stock": Formula(lambda k, inflow, keep: keep * k + (1 - keep) * inflow),
    "socialisation": Formula(lambda pi, k, h: (1 - pi) * (1 - 2 ** (-k / h)), {"half": (0.2, 2.0)}),
    "talks_exposure": Formula(lambda v, q, q0: v * (q0 + (1 - q0) * q)),
    "contamination": Formula(lambda own, worst, mu: (1 - mu) * own + mu * worst),
    "deal_value": Formula(lambda b, c, h, e, pi, a, tb, tc, bh, ba: tb * (2 * b - 1) - tc * c + bh * h - ba * e * pi * a),
    "deal_reward": Formula(
        lambda r, g, t, n, e, q, d, bm, bg, by, chi: bm * t * r * n + bg * t * g * (1 - chi * e) - by * e * q * d
    ),
    "unfairness": Formula(lambda theirs, own, alpha: alpha * np.maximum(theirs - own, 0)),
    "slight": Formula(lambda snub, chi, e, by: by * e * snub * chi),
    "offer_worth": Formula(
        lambda r, paid, theirs, own, f, alpha: r - f - alpha * np.maximum((theirs - paid) - (own + r), 0),
        {"theirs": ANY, "own": ANY},
    ),
    "share_of_offer": Formula(lambda worth, step, steps: worth * step / steps, {"worth": ANY, "steps": (0.1, 3.0)}),
    "provincial_share": Formula(lambda v, k, share: share / (1 + np.exp(-k * v)), {"value": ANY, "precision": (0.5, 8.0)}),
    "credibility": Formula(lambda n, loss: 1 / (1 + loss * n), {"lapsed": (0.0, 5.0)}),
    "consideration": Formula(lambda h, a, n, w: h * np.minimum(1, a / n) * w, {"attention": (0.5, 4.0), "n_open": (1.0, 6.0)}),
    "accreditation": Formula(
        lambda rate, k, peers, w: hold(rate / YEAR * (1 + k * peers) * np.maximum(w, 0), 0, 0.5),
        {"rate": (0.0, 8.0), "imitation": (0.0, 3.0), "warmth": (-1.0, 2.0)},
    ),
    "recognition": Formula(lambda rate, k, peers: hold(rate / YEAR * (1 + 5 * k * peers), 0, 0.1), {"imitation": (0.0, 3.0)}),
    "warmth": Formula(
        lambda now, drift, noise: hold(now + drift / YEAR + noise, -1, 1),
        {"now": (-1.0, 1.0), "yearly_drift": (-3.0, 3.0), "noise": (-0.4, 0.4)},
    ),
    "patron_cover": Formula(lambda now, most, keep, p: most * p / (p + 0.05) * (1 - keep) + keep * now),
    "sanction_bite": Formula(lambda p, cover, years, a: p * (1 - cover) * np.exp(-a * years), {"years": (0.0, 5.0)}),
    "tax_effort": Formula(
        lambda now, gap, k: hold(now + k * gap * (1.2 - now), 0, 1.2), {"now": (-1.0, 1.3), "response": (0.0, 3.0)}
    ),
    "revenue_level": Formula(lambda tax, share, bite, take, outside: tax * (1 - share * bite) + take * outside),
    "need": Formula(lambda r, m, half, scale: scale * 2 ** (-(r + m) / half), {"half": (0.2, 2.0)}),
    "reversal_hazard": Formula(
        lambda rate, pi, e, gap: np.minimum(rate * pi * e * np.maximum(gap, 0), 0.5),
        {"rate": (0.0, 4.0), "distance": (-1.0, 1.0)},
    ),
    "rival_strength": Formula(
        lambda n, g, new, s, effort: hold(n + (g * n * (1 - n) - s * effort * n) / YEAR + new, 0, 1),
        {"growth": (-5.0, 5.0), "suppression": (0.0, 20.0)},
    ),
    "rival_pull": Formula(lambda n: n * (2 - n)),
    "standing_level": Formula(lambda a, b: (a + b) / 2),
    "unearned_standing": Formula(lambda s, start: hold(s - start, 0, 1), {"accorded": (0.0, 2.0)}),
    "leader_grip": Formula(
        lambda now, drift, gain, u: hold(now + (drift + gain * u) * (1 - now) / YEAR, 0, 1),
        {"drift": (-6.0, 9.0), "gain": (-6.0, 9.0)},
    ),
    "grievance": Formula(
        lambda e, due, s, k, p, slight, keep, snub: hold(
            hold(due - ((s + k) / 2 - slight * p), 0, 1) * (1 - keep) + keep * e + snub, 0, 1
        ),
        {"due": (-1.0, 2.0), "slight": (0.0, 2.0), "snub": (-0.5, 0.5)},
    ),
    "demand_stock": Formula(lambda now, inflow, keep: keep * now + inflow),
    "reaction": Formula(lambda now, away, gain, keep: hold(keep * now + gain * away, 0, 1), {"gain": (-1.0, 3.0)}),
    "trust": Formula(lambda a, b: a / (a + b), {"honoured": (0.2, 9.0), "broken": (0.2, 9.0)}),
    "services": Formula(lambda r, m, f: hold(r / 2 + m * (1 - f) / 2, 0, 1), {"revenue": (-1.0, 2.0)}),
    "wellbeing": Formula(lambda w, x, a, s, p, h, keep: hold(x + a + s - p - h, 0, 1) * (1 - keep) + keep * w),
    "attacks": Formula(lambda base, n, start, wave, more: base * n / np.maximum(start, 1e-6) * (1 + wave) * (1 + more)),
}


def points(name: str) -> list[np.ndarray]:
    """Values (POINTS,) of each argument of an equation; each end of a range comes up once in eight times."""
    rng = np.random.default_rng(11)
    drawn = []
    for argument in inspect.signature(REGISTRY[name].function).parameters:
        low, high = FORMULAS[name].ranges.get(argument, (0.0, 1.0))
        drawn.append((low + (high - low) * np.clip(rng.uniform(-1 / 6, 7 / 6, POINTS), 0, 1)).astype(np.float32))
    return drawn


def gaps(name: str, function: Callable[..., float]) -> np.ndarray:
    """How far an equation is from its formula at each point, relative to 1 or to the value where it is larger."""
    drawn = points(name)
    wanted = FORMULAS[name].of(*(x.astype(float) for x in drawn))
    found = np.array([function(*point) for point in zip(*drawn, strict=True)], float)
    return np.abs(found - wanted) / np.maximum(1, np.abs(wanted))


def test_every_equation_has_a_formula() -> None:
    assert set(FORMULAS) == set(REGISTRY)
    for name, formula in FORMULAS.items():
        assert set(formula.ranges) <= set(inspect.signature(REGISTRY[name].function).parameters), name


@pytest.mark.parametrize("name", tests_registry.NAMES)
def test_an_equation_is_its_formula(name: str) -> None:
    """Compiled, in single precision."""
    gap = gaps(name, tests_registry.compiled(name))
    assert np.isfinite(gap).all() and gap.max() < 2e-6


@pytest.mark.parametrize(
    ("name", "limit", "other"),
    [
        ("act_rate", "4.0", "3.5"),
        ("fragmentation", "0.05", "0.1"),
        ("accreditation", "0.5", "0.4"),
        ("recognition", "0.1", "0.2"),
        ("tax_effort", "0.0, 1.2", "0.0, 1.1"),
        ("departures", "0.02", "0.01"),
        ("desertion", "0.02", "0.03"),
        ("reversal_hazard", "0.5", "0.4"),
        ("dedication", "-6.0", "-5.0"),
    ],
)
def test_a_limit_that_is_off_is_seen(name: str, limit: str, other: str) -> None:
    tree = ast.parse(textwrap.dedent(inspect.getsource(REGISTRY[name].function)))
    function = tree.body[0]
    assert isinstance(function, ast.FunctionDef)
    function.decorator_list = []
    source = ast.unparse(tree)
    assert limit in source
    scope = dict(REGISTRY[name].function.__globals__)
    exec(source.replace(limit, other), scope)
    assert gaps(name, scope[name]).max() > 1e-3
