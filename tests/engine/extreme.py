"""Small worlds in which everything happens: rates so high, and shocks so large, that each limit of the engine binds somewhere.

Every number of a theory and of a case is drawn for itself from a range that goes well beyond what is plausible, its two ends
included. The worlds are no model of anywhere. They serve two: ``test_reference.py`` holds the compiled engine to the independent
program in C in them, and ``benchmarks/mutation.py`` asks which changes of the engine that would notice.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from modusvivendi.engine import layout
from modusvivendi.engine.chance import future_keys
from modusvivendi.engine.layout import EFFECT_NAMES, LEVERS, ROLES, row
from modusvivendi.engine.setting import Moves, Setting, Terms, moves_of, stack

F, U = np.float32, np.uint64
ISSUES, SEGMENTS, BLOCS, COUNTRIES, GROUPS, HAZARDS, RIVALS = 3, 2, 2, 4, 2, 3, 3
LAST = (3, 4)  # of the countries, the first three are of the first bloc

# Lowest and highest value. Ends are drawn often.
SCALES: dict[str, tuple[float, float]] = {
    # Whether and how events are drawn.
    "choice_precision": (0.5, 8), "consider_rate": (0.1, 1), "attention": (0.5, 4), "shock_months": (1, 6), "carry_months": (1, 6),
    "posture_noise": (0, 0.4), "cohesion_noise": (0, 0.3), "step_scale": (0.5, 2), "room_half": (0.02, 0.5),
    # What moves the authority.
    "beta_contact": (0, 3), "beta_material": (0, 3), "beta_standing": (0, 2), "beta_audience": (0, 3), "beta_reactance": (0, 3),
    "beta_doctrine": (0, 2), "beta_unearned": (-2, 2), "theta_benefit": (0, 2), "theta_doctrine": (0, 2),
    "theta_school_toward": (0, 2), "theta_school_away": (0, 2), "theta_rebound_toward": (0, 2), "theta_rebound_away": (0, 2),
    "theta_trend_toward": (-4, 4), "theta_trend_away": (-4, 4), "rebound_keep": (0, 0.95),
    "rate_toward": (0, 2), "rate_away": (0, 2), "leader_toward": (0, 1), "leader_away": (0, 1), "start": (0, 1),
    "politicisation": (0, 1), "visibility": (0, 1), "own_benefit": (0, 1), "care": (0, 1), "salience": (0, 1),
    # Deals.
    "standing_discount": (0, 1), "contamination": (0, 1), "quiet_floor": (0, 1), "fairness": (0, 2), "deal_cost": (0, 0.5),
    "delegation": (0, 1), "outsider_value": (-1, 1), "snub_sensitivity": (0, 1), "local": (0, 1), "credibility_loss": (0, 2),
    "talk_contact": (0, 1), "reversal_rate": (0, 3), "leader_ideal": (0, 0.5), "entrench_halflife": (1, 24),
    "trust_learning": (0, 3), "reward_halflife": (1, 24),
    # Outsiders.
    "bloc_pressure": (0, 1), "bloc_aid": (0, 1), "bloc_money": (0, 1), "bloc_contact": (0, 1), "bloc_standing": (0, 1),
    "bloc_publicity": (0, 1), "bloc_source": (0, 1), "bloc_drift": (-3, 3), "bloc_follow_through": (0, 1),
    "bloc_enforcement": (0, 1), "bloc_honoured": (0.2, 5), "bloc_broken": (0.2, 5), "bloc_demand": (0, 1),
    "demand_halflife": (1, 12), "demand_half": (0.2, 2), "reaction_gain": (0, 3), "contact_halflife": (1, 24),
    "contact_half": (0.2, 2), "accreditation_rate": (0, 8), "imitation": (0, 3), "recognition_rate": (0, 2), "snub_pulse": (0, 0.5),
    # Audiences and rivals.
    "cohesion_amplifier": (0, 3), "dedication_step": (0, 30), "dedication_halflife": (2, 48), "cohesion_response": (0, 1),
    "cohesion_halflife": (2, 48), "standing_cohesion": (-1, 1), "rally": (-1, 1), "contagion": (0, 5), "desertion_rate": (0, 0.5),
    "desertion_slope": (0, 8), "cohesion_critical": (0.2, 0.9), "fragmentation_rate": (0, 0.5), "fragmentation_slope": (0, 8),
    "ideology": (0, 1), "patronage_due": (0, 1), "dedication": (0.05, 0.95), "cohesion": (0.1, 1), "autocracy": (0, 1),
    "rival_strength": (0, 0.8), "rival_growth": (-2, 2), "rival_suppression": (0, 3), "rival_attacks": (0, 5),
    "rival_recruits": (0, 5), "break_harm": (0, 0.5), "break_attacks": (0, 3), "succession_shock": (0, 1),
    # Accounts and pride.
    "revenue": (0.1, 1.5), "tax_effort": (0, 1.2), "patron_cover": (0, 1), "sanction_years": (0, 5), "tax_response": (0, 2),
    "trade_share": (0, 1), "cover_ceiling": (0, 1), "cover_halflife": (1, 12), "bite_decay": (0, 2), "need_half": (0.2, 2),
    "need_scale": (0, 1), "aid_take": (0, 1), "fungibility": (0, 1), "revenue_halflife": (1, 12), "standing_halflife": (1, 12),
    "grievance": (0, 1), "grievance_due": (0, 1.5), "grievance_halflife": (1, 24), "pressure_slight": (0, 2), "contact": (0, 1),
    "standing_start": (0, 1), "autocracy_drift": (-2, 2), "grip_unearned": (-6, 6),
    # People.
    "wellbeing_halflife": (1, 12), "hazard_halflife": (1, 12), "reach_floor": (0, 1), "departure_rate": (0, 0.3),
    "departure_slope": (0, 8), "group_policy": (0, 0.5), "group_aid": (0, 0.5), "group_services": (0, 0.5),
    "group_pressure": (0, 0.5), "group_hazards": (0, 0.5), "hazard_rate": (0, 6), "hazard_severity": (0, 1),
}  # fmt: skip
SHARES = {  # add up to one over so many items
    "members": SEGMENTS, "power": SEGMENTS, "population_share": GROUPS, "weight_material": BLOCS, "weight_contact": BLOCS,
    "weight_standing": BLOCS, "country_standing": COUNTRIES,
}  # fmt: skip


# What of a lavish world is fixed: outsiders give and ask all they can, and the authority takes every offer.
LAVISH = {
    "bloc_aid": 1, "bloc_money": 1, "bloc_demand": 1, "bloc_publicity": 1, "bloc_standing": 0, "bloc_follow_through": 1,
    "theta_benefit": 8, "own_benefit": 1, "start": 0, "consider_rate": 1, "carry_months": 3, "reward_halflife": 24,
    "credibility_loss": 0, "local": 0, "deals_enabled": 1, "rate_away": 0,
}  # fmt: skip
# Number, futures, months and whether lavish: the worlds that the engine is compared in, from quick to slow.
WORLDS = (
    (1, 4, 12, False),
    (2, 8, 12, False),
    (3, 8, 24, False),
    (4, 4, 12, True),
    (5, 8, 24, False),
    (6, 8, 66, False),  # beyond the months of the slow trend
    (7, 4, 6, False),
)


class World(NamedTuple):
    """What a program of the model is given: parameters (rows, n), keys (2, n), the case's tables, strategies, and nobody's."""

    matrix: np.ndarray
    keys: np.ndarray
    setting: Setting
    batch: Moves
    nobody: Moves


def values(rng: np.random.Generator, low: float, high: float, shape: tuple[int, ...]) -> np.ndarray:
    """Numbers between two ends, each end taken once in eight times."""
    return low + (high - low) * np.clip(rng.uniform(-1 / 6, 7 / 6, shape), 0, 1)


def parameters(rng: np.random.Generator, futures: int, fixed: dict[str, float]) -> np.ndarray:
    """A random theory and case for every future; every second one takes the expected course instead of chance."""
    matrix = np.zeros((layout.PARAMETER_ROWS, futures), F)

    def rows(name: str) -> slice:
        return slice(row(name), row(name) + layout.PARAMETERS[name])

    for name, (low, high) in SCALES.items():
        matrix[rows(name)] = values(rng, low, high, (layout.PARAMETERS[name], futures))
    for name, items in SHARES.items():
        matrix[row(name) : row(name) + items] = rng.dirichlet(np.ones(items), futures).T
    matrix[rows("chance")] = np.arange(futures) % 4 != 3
    matrix[rows("deals_enabled")] = np.arange(futures) % 8 != 6
    for name, value in fixed.items():
        matrix[rows(name)] = value
    return matrix


def setting(rng: np.random.Generator, months: int) -> Setting:
    """A case with a few of everything: a body that is no state, rivals of both kinds, a hazard of each effect."""
    roles = rng.dirichlet(np.ones(ISSUES), ROLES)
    roles[::2, 1] = 0.0  # half of the indices leave an issue out
    roles /= roles.sum(axis=1, keepdims=True)
    return Setting(
        issues=U(ISSUES),
        segments=U(SEGMENTS),
        leader=U(1),
        blocs=U(BLOCS),
        countries=U(COUNTRIES),
        groups=U(GROUPS),
        hazards=U(HAZARDS),
        rivals=U(RIVALS),
        months=U(months),
        first_month=U(6),
        roles=roles.astype(F),
        education=np.array([1, 0, 1], F),
        school_edges=np.array([0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 1], F),
        effects=np.eye(len(EFFECT_NAMES), HAZARDS, dtype=F),
        outbids=np.array([1, 0, 1], F),
        rival_part=np.array([0.5, 1, 0.5], F),
        bloc_first=np.array([0, LAST[0]], U),
        bloc_last=np.array(LAST, U),
        bloc_size=np.array([3, 1], F),
        accredited=np.array([1, 0, 0, 0], F),
        recognised=np.array([0, 0, 0, 1], F),
        states=np.array([1, 1, 0, 1], F),
    )


def posture(rng: np.random.Generator, months: int, follow: float, set_share: float = 0.7) -> dict[str, np.ndarray]:
    """Levers that change from month to month, set for some of them; what is asked; who follows."""
    return {
        "follow": np.array([follow, 0.5 * follow], F),
        "follows": np.array([1, 0, 1, 1], F) * F(follow > 0),
        "levers": values(rng, 0, 1, (months, BLOCS, LEVERS)).astype(F),
        "lever_set": (rng.random((months, BLOCS, LEVERS)) < set_share).astype(F),
        "demands": values(rng, 0, 1, (BLOCS, ISSUES)).astype(F),
        "demands_set": np.array([set_share > 0, 0], F),
    }


def terms(rng: np.random.Generator, issues: tuple[int, ...], **given: float) -> Terms:
    """A track with random terms; some are given."""
    steps = tuple(values(rng, 0.05, 0.8, (len(issues),)))
    unit = {name: float(values(rng, 0, 1, ())) for name in ("reward", "standing", "publicity", "intensity", "snub")}
    return Terms(issues, steps, **{**unit, "key": issues[0], **given})  # type: ignore[arg-type]


def extreme_world(number: int, futures: int = 8, months: int = 24, lavish: bool = False) -> World:
    """A world: two strategies, packages and singles, on so many futures over so many months; its number is the seed.

    In a lavish one the strategies set no levers and rewards are full.
    """
    rng = np.random.default_rng(number)
    matrix, case = parameters(rng, futures, LAVISH if lavish else {}), setting(rng, months)
    full, levers_set = ({"reward": 1.0, "standing": 1.0}, 0.0) if lavish else ({}, 0.7)
    packages = [
        terms(rng, (0, 1, 2), whole=1, patience=5, renewals=1, pause=2, **full),
        terms(rng, (2, 0), bloc=1, patience=8, start=3, **full),
        terms(rng, (1, 2), patience=3, renewals=2, pause=1, start=1, **full),
    ]
    singles = [
        terms(rng, (i,), bloc=i % 2, whole=i % 2, patience=2 + i, renewals=1, start=2 * i, pause=i, **full) for i in range(ISSUES)
    ]
    singles.append(Terms((1,), (0.3,), key=1, start=1000.0))  # never put to the authority
    moves = [
        moves_of(posture(rng, months, 1.0, levers_set), packages, 2),
        moves_of(posture(rng, months, 0.7, levers_set), singles, 1),
    ]
    nobody = moves_of(posture(rng, months, 0.0, 0.0))
    return World(matrix, future_keys(number, np.arange(futures)), case, stack(moves), nobody)
