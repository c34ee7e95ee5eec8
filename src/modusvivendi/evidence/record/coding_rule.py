"""How a recorded move of an outsider becomes an input of the model: one table, read by people and by the program.

A move raises or lowers the postures of its bloc. A gain g > 0 closes the share g * magnitude / 5 of the distance
to 1; g < 0 takes away the share |g| * magnitude / 5 of what there is. The change then fades with its half-life in
months (``LASTING`` if it stays until a later move undoes it). Magnitude is read as the weight of the move for its
whole bloc, so countries are not weighed a second time.

All gains are judgements. Their common scale is varied from 0.5 to 2 in the sensitivities of ``weigh``.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import pandas as pd

LASTING = math.inf
SOURCE = "judgement, gains scaled by 0.5–2 in the sensitivities"


@dataclass(frozen=True)
class Effect:
    """A change of one lever (pressure, aid, money, contact, standing, offer): gain and half-life in months."""

    lever: str
    gain: float
    half_life: float


@dataclass(frozen=True)
class Rule:
    """What one kind of move does to the postures of its bloc. instrument '' stands for any other instrument."""

    instrument: str
    direction: str
    effects: tuple[Effect, ...]


def _rule(instrument: str, direction: str, **effects: tuple[float, float]) -> Rule:
    return Rule(instrument, direction, tuple(Effect(lever, *how) for lever, how in effects.items()))


MEETING, PLEDGE, SHOCK = 6.0, 12.0, 3.0  # half-lives: months; judgement, range 3–12, 6–24, 1–6

RULES: tuple[Rule, ...] = (
    _rule("asset_freeze", "pressure", pressure=(0.5, LASTING), money=(-0.8, LASTING)),
    _rule("aid_suspension", "pressure", pressure=(0.2, LASTING), money=(-0.6, LASTING), aid=(-0.1, PLEDGE)),
    _rule("sanction_designation", "pressure", pressure=(0.2, LASTING)),
    _rule("travel_ban", "pressure", pressure=(0.15, LASTING), standing=(-0.1, MEETING)),
    _rule("benchmark_conditions", "pressure", pressure=(0.1, LASTING)),
    _rule("statement_demand", "pressure", pressure=(0.05, SHOCK)),
    _rule("airstrike_force", "pressure", pressure=(0.3, SHOCK), standing=(-0.2, SHOCK)),
    _rule("deportation_border", "pressure", pressure=(0.3, MEETING)),
    _rule("embassy_presence", "pressure", contact=(-0.3, LASTING), standing=(-0.3, LASTING)),
    _rule("dialogue_bilateral", "pressure", contact=(-0.3, MEETING)),
    _rule("", "pressure", pressure=(0.1, MEETING)),
    _rule("aid_humanitarian", "relief", aid=(0.4, PLEDGE)),
    _rule("aid_development", "relief", money=(0.2, LASTING), pressure=(-0.1, LASTING)),
    _rule("sanction_exemption", "relief", pressure=(-0.15, LASTING), aid=(0.1, LASTING)),
    _rule("asset_freeze", "relief", pressure=(-0.1, LASTING)),
    _rule("infrastructure_project", "relief", money=(0.1, LASTING), contact=(0.1, MEETING)),
    _rule("", "relief", pressure=(-0.05, LASTING)),
    _rule("dialogue_bilateral", "engagement", contact=(0.3, MEETING), standing=(0.05, MEETING)),
    _rule("dialogue_multilateral", "engagement", contact=(0.3, MEETING), standing=(0.1, MEETING)),
    _rule("visit_high_level", "engagement", contact=(0.3, MEETING), standing=(0.15, MEETING)),
    _rule("embassy_presence", "engagement", contact=(0.2, LASTING), standing=(0.1, LASTING)),
    _rule("technical_cooperation", "engagement", contact=(0.3, MEETING), aid=(0.05, PLEDGE)),
    _rule("trade_deal", "engagement", money=(0.15, LASTING), contact=(0.1, MEETING)),
    _rule("infrastructure_project", "engagement", money=(0.1, LASTING), contact=(0.1, MEETING)),
    _rule("prisoner_deal", "engagement", contact=(0.2, MEETING), standing=(0.05, MEETING)),
    _rule("benchmark_conditions", "engagement", contact=(0.1, MEETING), standing=(0.05, MEETING)),
    _rule("", "engagement", contact=(0.2, MEETING)),
    _rule("ambassador_credentials", "recognition", standing=(0.4, LASTING), contact=(0.2, LASTING)),
    _rule("embassy_presence", "recognition", standing=(0.2, LASTING), contact=(0.2, LASTING)),
    _rule("sanction_exemption", "recognition", standing=(0.15, LASTING)),
    _rule("statement_demand", "recognition", standing=(0.1, MEETING)),
    _rule("formal_recognition", "recognition", standing=(1.0, LASTING), contact=(0.3, LASTING)),
    _rule("", "recognition", standing=(0.15, LASTING)),
    _rule("", "neutral"),
)

# A move with a condition puts relief in prospect.
OFFER = {"conditional_public": Effect("offer", 0.3, MEETING), "conditional_quiet": Effect("offer", 0.2, MEETING)}

# How strongly a move asks for something on its issues: pressure always does, other moves only with a condition.
DEMAND = {
    ("pressure", "none"): 0.8, ("pressure", "conditional_public"): 1.0, ("pressure", "conditional_quiet"): 0.6,
    ("pressure", "unconditional"): 0.8, ("other", "conditional_public"): 0.6, ("other", "conditional_quiet"): 0.3,
}  # fmt: skip
DEMAND_HALF_LIFE = 6.0  # months a demand stands before half of it has faded; judgement, range 3–12
PUBLICITY = {"public": 1.0, "mixed": 0.5, "quiet": 0.15}  # judgement, ranges 0.8–1, 0.3–0.7, 0–0.3
PUBLICITY_START = 0.6  # before a bloc has asked for anything; judgement, range 0.4–0.8

# How insistent the asking in a track is, for every mode that a record may use (modusvivendi.record.words.MODES).
# Judgement, each within 0.2 either way; 'other' 0.2–0.8.
TRACK_INTENSITY = {
    "conditional": 0.8, "demand": 0.8, "pressure": 1.0, "pressure_plus_technical": 0.6, "pressure_plus_reward": 0.6,
    "pressure_then_engagement": 0.6, "engagement_then_pressure": 0.6, "soft": 0.3, "technical": 0.2, "mediation": 0.3,
    "engagement": 0.2, "exchange": 0.2, "other": 0.5,
}  # fmt: skip
WHOLE_MODES = ("conditional",)  # a package offered in this mode stands or falls as a whole

# Small, medium or large step, by magnitude: the quantile of the engine's distribution of step sizes (0.03, 0.08, 0.20).
STEP_QUANTILE = {1: 0.2, 2: 0.2, 3: 0.6, 4: 0.9, 5: 0.9}


def rule_for(instrument: str, direction: str) -> Rule:
    """The rule for a move: its own line of the table, else the line of its direction."""
    for rule in RULES:
        if rule.direction == direction and rule.instrument in (instrument, ""):
            return rule
    return Rule(instrument, direction, ())


def demand_of(direction: str, conditional: str) -> float:
    """How strongly a move of magnitude 5 asks for something, in [0,1]."""
    return DEMAND.get(("pressure" if direction == "pressure" else "other", conditional), 0.0)


def table() -> pd.DataFrame:
    """The coding rule as a table: one row per instrument, direction and lever."""
    rows = [
        {
            "instrument": rule.instrument or "any other",
            "direction": rule.direction,
            "lever": effect.lever,
            "gain at magnitude 5": effect.gain,
            "half-life (months)": "lasting" if math.isinf(effect.half_life) else f"{effect.half_life:g}",
            "source": SOURCE,
        }
        for rule in RULES
        for effect in rule.effects or (Effect("none", 0.0, LASTING),)
    ]
    return pd.DataFrame(rows)
