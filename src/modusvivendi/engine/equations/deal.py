"""Deals: an offer on one or several issues is considered, and taken or not."""

from __future__ import annotations

from modusvivendi.engine.compile import equation


@equation(
    "C18",
    source="judgement: floor 0.1–0.5; a visible issue stays partly visible even in quiet talks",
    rises=("visibility", "publicity", "floor"),
)
def talks_exposure(visibility: float, publicity: float, floor: float) -> float:
    """How far home audiences see a step made in talks: e = v (q0 + (1 - q0) q), all in [0,1]."""
    return visibility * (floor + (1.0 - floor) * publicity)


@equation("C18", source="judgement: weight 0.2–1; issues sunk by association, Sebenius 1983", rises=("own", "worst"))
def contamination(own: float, worst: float, weight: float) -> float:
    """Politicisation of an issue inside a package: (1 - mu) own + mu max over the package; in [0,1]."""
    return (1.0 - weight) * own + weight * worst


@equation(
    "C3",
    "C6",
    "C17",
    source="design equation after the random-utility form of McKelvey and Palfrey 1995",
    rises=("benefit", "contact"),
    falls=("doctrine", "exposure", "politics", "salience"),
)
def deal_value(
    benefit: float, doctrine: float, contact: float, exposure: float, politics: float, salience: float,
    w_benefit: float, w_doctrine: float, b_contact: float, b_audience: float,
) -> float:  # fmt: skip
    """Worth to the authority of a full unit step on one issue, before rewards.

    V = th_b (2b - 1) - th_c c + bH H - bA e Pi A, where A in [0,1] is how much the base cares
    (``base_salience``), e the exposure in talks, Pi the politicisation after contamination.
    """
    return (
        w_benefit * (2.0 * benefit - 1.0) - w_doctrine * doctrine
        + b_contact * contact - b_audience * exposure * politics * salience
    )  # fmt: skip


@equation(
    "C8",
    "C10",
    source="design equation; standing that is sold is worth less the larger the grievance",
    rises=("material", "standing", "trust", "need"),
    falls=("publicity", "intensity", "grievance"),
)
def deal_reward(
    material: float, standing: float, trust: float, need: float, grievance: float, publicity: float,
    intensity: float, b_material: float, b_standing: float, b_reactance: float, discount: float,
) -> float:  # fmt: skip
    """Worth of the offer as a whole: bM T r need + bG T g (1 - chi E) - bY E q d; inputs in [0,1]."""
    return (
        b_material * trust * material * need
        + b_standing * trust * standing * (1.0 - discount * grievance)
        - b_reactance * grievance * publicity * intensity
    )  # fmt: skip


@equation(
    "C8",
    source="Fehr and Schmidt 1999: rejection below alpha / (1 + 2 alpha); alpha 0.425 (0.244–0.606), "
    "meta-analysis of Nunnari and Pozzi 2022",
    rises=("theirs", "alpha"),
    falls=("own",),
)
def unfairness(theirs: float, own: float, alpha: float) -> float:
    """Loss from an offer that leaves the other side more than oneself: alpha max(theirs - own, 0)."""
    gap = theirs - own
    return alpha * gap if gap > 0.0 else 0.0


@equation(
    "C18",
    source="judgement: 0.05–0.2 a month, attention for 2–5 tracks at a time",
    rises=("rate", "attention", "weight"),
    falls=("n_open",),
)
def consideration(rate: float, attention: float, n_open: float, weight: float) -> float:
    """Chance a month that an open track is considered: h min(1, A / n) w; w is the weight of who offers."""
    share = attention / n_open
    share = 1.0 if share > 1.0 else share
    return rate * share * weight
