"""Money: pressure, its evasion, taxes, and how much outside money still matters."""

from __future__ import annotations

from modusvivendi.engine.compile import equation
from modusvivendi.engine.equations.numeric import clip, exp


@equation(
    "C7",
    source="Afghan trade shifted within 2–3 months at 70–90 per cent: reading of the case's trade series",
    rises=("ceiling", "pressure"),
)
def patron_cover(now: float, ceiling: float, keep: float, pressure: float) -> float:
    """Share of lost trade and money that others replace, one month on: moves to ceiling * (pressure felt at all)."""
    target = ceiling * (pressure / (pressure + 0.05))
    return target + keep * (now - target)


@equation(
    "C7",
    "C10",
    source="sanctions lose force as they are evaded; judgement on the speed, 5–30 per cent a year",
    rises=("pressure",),
    falls=("cover", "years"),
)
def sanction_bite(pressure: float, cover: float, years: float, yearly_decay: float) -> float:
    """What pressure still costs, in [0,1]: P (1 - cover) exp(-a years)."""
    return pressure * (1.0 - cover) * exp(-yearly_decay * years)


@equation(
    "C7", source="Afghan revenue over GDP rose 12, 15, 17 per cent after the cut; Escribà-Folch and Wright 2010", rises=("gap",)
)
def tax_effort(now: float, gap: float, response: float) -> float:
    """Extraction one month on: it rises where money is short, T' = T + k gap (1.2 - T), gap in [0,1], held in [0,1.2]."""
    return clip(now + response * gap * (1.2 - now), 0.0, 1.2)


@equation(
    "C7",
    source="border share of revenue about 0.58 (case series); judgement on the take from outside money",
    rises=("tax", "outside"),
    falls=("bite",),
)
def revenue_level(tax: float, trade_share: float, bite: float, take: float, outside: float) -> float:
    """Revenue over need that the accounts move to: T (1 - trade_share bite) + take * outside money."""
    return tax * (1.0 - trade_share * bite) + take * outside


@equation(
    "C7",
    "C10",
    source="judgement: half-point 0.5–1.5 of need; what patrons give replaces what the West withholds",
    rises=("scale",),
    falls=("revenue", "patron_money"),
)
def need(revenue: float, patron_money: float, half: float, scale: float) -> float:
    """How much outside money matters now, in [0,1]: scale 2^-((R + patron money) / half)."""
    return scale * exp(-0.693147181 * (revenue + patron_money) / half)
