"""Acts: steps toward or away from what outsiders ask that nobody bargained for."""

from __future__ import annotations

from typing import NamedTuple

from modusvivendi.engine.compile import equation, inlined
from modusvivendi.engine.equations.numeric import bounded, exp

RECORD = "prototype on the Afghan record to May 2024: school-year and rebound terms, base rates per issue"


class Covariates(NamedTuple):
    """What moves the authority on one issue, each in [0,1]; or the departures of these from their reference levels.

    contact: what dealings have changed, H (C17). relief: need T times relief in prospect (C10). stake: need times the
    money and contact at stake (C10). audience: politicisation times visibility times how much the base cares (C4, C6).
    signal: what hardening buys, Z (C4, C5). reactance: grievance times demands felt, E D (C8). doctrine: doctrine of
    those who decide times the leader's grip, c omega (C3). unearned: politicisation times standing accorded without a
    condition, pi U (C14).
    """

    contact: float
    relief: float
    stake: float
    audience: float
    signal: float
    reactance: float
    doctrine: float
    unearned: float


class DriveWeights(NamedTuple):
    """Weights of a theory on the covariates: change of log-hazard when a covariate goes from 0 to 1; 1 is large."""

    contact: float
    material: float
    audience: float
    reactance: float
    doctrine: float
    unearned: float


class Occasion(NamedTuple):
    """What the core looks at: what the issue is and when it is; the arguments of ``core_toward``."""

    benefit: float
    doctrine: float
    school: float
    rebound: float
    trend: float


class CoreWeights(NamedTuple):
    """Weights of the core, some of them by direction."""

    benefit: float
    doctrine: float
    school_toward: float
    school_away: float
    rebound_toward: float
    rebound_away: float
    trend_toward: float
    trend_away: float


@equation("C1", source="judgement: room to move shrinks near either end; half-point sampled 0.02–0.5", rises=("u",))
def room(u: float, half: float) -> float:
    """Room to move: g(u) = u (1 + h) / (u + h), with g(0) = 0 and g(1) = 1; u in [0,1] is what is left."""
    return u * (1.0 + half) / (u + half)


@equation("C1", "C4", source=RECORD, rises=("benefit",), falls=("doctrine",))
def core_toward(
    benefit: float,
    doctrine: float,
    school: float,
    rebound: float,
    trend: float,
    w_benefit: float,
    w_doctrine: float,
    w_school: float,
    w_rebound: float,
    w_trend: float,
) -> float:
    """Log-hazard of a step toward from what the issue is and when it is, in every theory.

    kappa+ = th_b b~ - th_c c~ + th_s school + th_r rebound + th_t trend. benefit and doctrine are centred over
    issues; school is 1 at the edges of the school year on education issues; rebound in [0,1] is own recent
    steps away; trend in [0,1] is the share of a slow trend that has passed.
    """
    return w_benefit * benefit - w_doctrine * doctrine + w_school * school + w_rebound * rebound + w_trend * trend


@equation("C1", "C4", source=RECORD, rises=("doctrine",), falls=("benefit",))
def core_away(
    benefit: float,
    doctrine: float,
    school: float,
    rebound: float,
    trend: float,
    w_benefit: float,
    w_doctrine: float,
    w_school: float,
    w_rebound: float,
    w_trend: float,
) -> float:
    """Log-hazard of a step away: kappa- = -th_b b~ + th_c c~ + th_s school + th_x rebound + th_t trend."""
    return -w_benefit * benefit + w_doctrine * doctrine + w_school * school + w_rebound * rebound + w_trend * trend


@equation(
    "C3",
    "C6",
    "C8",
    "C10",
    "C17",
    source="design equation; each weight is what a theory's prior is about",
    rises=("contact", "relief"),
    falls=("audience", "reactance", "doctrine"),
)
def drive_toward(
    contact: float,
    relief: float,
    audience: float,
    reactance: float,
    doctrine: float,
    b_contact: float,
    b_material: float,
    b_audience: float,
    b_reactance: float,
    b_doctrine: float,
) -> float:
    """What moves the authority toward, as a bounded change of log-hazard.

    eta+ = bH dH + bM d(need T relief) - bA da - bY d(E D) - bI d(c omega); every covariate is the departure
    from its reference level, so that at the reference the base rate holds.
    """
    return bounded(
        b_contact * contact + b_material * relief - b_audience * audience - b_reactance * reactance - b_doctrine * doctrine
    )


@equation(
    "C4",
    "C5",
    "C8",
    "C10",
    "C14",
    "C17",
    source="design equation; each weight is what a theory's prior is about",
    rises=("signal", "reactance", "doctrine", "unearned"),
    falls=("contact", "stake"),
)
def drive_away(
    contact: float,
    stake: float,
    signal: float,
    reactance: float,
    doctrine: float,
    unearned: float,
    b_contact: float,
    b_material: float,
    b_audience: float,
    b_reactance: float,
    b_doctrine: float,
    b_unearned: float,
) -> float:
    """What moves the authority away, as a bounded change of log-hazard.

    eta- = -bH dH - bM d(need stake) + bA dZ + bY d(E D) + bI d(c omega) + bU d(pi U). Whether standing that is given for
    nothing rewards hardness (bU above 0) or calms (below 0) is uncertain, so its weight has either sign.
    """
    return bounded(
        -b_contact * contact
        - b_material * stake
        + b_audience * signal
        + b_reactance * reactance
        + b_doctrine * doctrine
        + b_unearned * unearned
    )


@inlined
def cores(occasion: Occasion, weights: CoreWeights) -> tuple[float, float]:
    """Log-hazards (toward, away) of the core: simulation and history read it off the same two equations (C1, C4)."""
    toward = core_toward(
        occasion.benefit,
        occasion.doctrine,
        occasion.school,
        occasion.rebound,
        occasion.trend,
        weights.benefit,
        weights.doctrine,
        weights.school_toward,
        weights.rebound_toward,
        weights.trend_toward,
    )
    away = core_away(
        occasion.benefit,
        occasion.doctrine,
        occasion.school,
        occasion.rebound,
        occasion.trend,
        weights.benefit,
        weights.doctrine,
        weights.school_away,
        weights.rebound_away,
        weights.trend_away,
    )
    return toward, away


@inlined
def drives(departures: Covariates, weights: DriveWeights) -> tuple[float, float]:
    """Bounded changes of log-hazard (toward, away) from departures of the covariates from their reference levels.

    The reference is the level at the start in a simulation, and the mean over scored months along history.
    """
    toward = drive_toward(
        departures.contact,
        departures.relief,
        departures.audience,
        departures.reactance,
        departures.doctrine,
        weights.contact,
        weights.material,
        weights.audience,
        weights.reactance,
        weights.doctrine,
    )
    away = drive_away(
        departures.contact,
        departures.stake,
        departures.signal,
        departures.reactance,
        departures.doctrine,
        departures.unearned,
        weights.contact,
        weights.material,
        weights.audience,
        weights.reactance,
        weights.doctrine,
        weights.unearned,
    )
    return toward, away


@equation(
    "C1",
    source="Poisson counts fit the record better than at most one act a month (13 of 97 cells hold more)",
    rises=("base", "room_left", "core", "drive"),
)
def act_rate(base: float, room_left: float, core: float, drive: float) -> float:
    """Expected acts a month on one issue and direction: r g(room) exp(kappa + eta), held below 4."""
    rate = base * room_left * exp(core + drive)
    return 4.0 if rate > 4.0 else rate


@equation(
    "C1",
    source="inverse of the Poisson distribution; counts above four are cut off (chance 0.4% at one act a month)",
    rises=("u", "rate"),
)
def poisson_count(u: float, rate: float) -> float:
    """Number of acts, 0 to 4, for a uniform draw u in (0,1) and an expected number ``rate``."""
    p = exp(-rate)
    c = p
    n = 1.0 if u > c else 0.0
    p = p * rate
    c = c + p
    n = n + (1.0 if u > c else 0.0)
    p = p * rate * 0.5
    c = c + p
    n = n + (1.0 if u > c else 0.0)
    p = p * rate * 0.333333333
    c = c + p
    return n + (1.0 if u > c else 0.0)


SIZES = "judgement: 0.03, 0.08 and 0.20 of the way to the full ask, all scaled by 0.5–2; shares from magnitudes in the record"


@equation("C6", source=SIZES, rises=("u", "scale"))
def step_size(u: float, by_leader: float, scale: float) -> float:
    """Size of a step in policy units: small, medium or large; ministries (by_leader 0) cannot take large ones.

    Shares 0.46 small, 0.38 medium, 0.16 large (magnitudes 1–2, 3, 4–5 of the 168 acts on record);
    without large ones the first two keep their proportion.
    """
    small = 0.46 if by_leader > 0.5 else 0.55
    medium = 0.84 if by_leader > 0.5 else 1.0
    size = 0.03 if u < small else (0.08 if u < medium else 0.2)
    return size * scale


@equation("C6", source=SIZES, rises=("leader_share", "scale"))
def mean_step(leader_share: float, scale: float) -> float:
    """Expected size of a step: 0.0762 when the leader takes it, 0.0525 when a ministry does."""
    return scale * (0.0525 + 0.0237 * leader_share)
