"""Groups that recruit the disaffected: an extremist outbidder and an armed opposition."""

from __future__ import annotations

from modusvivendi.engine.compile import equation
from modusvivendi.engine.equations.numeric import clip


@equation(
    "C5", source="judgement on the speed; strength of the rivals from the case's series", rises=("recruits",), falls=("effort",)
)
def rival_strength(now: float, growth: float, recruits: float, suppression: float, effort: float) -> float:
    """Strength of a rival one month on, in [0,1].

    N' = N + (growth N (1 - N) + 12 recruits - suppression effort N) / 12, with yearly rates; effort in [0,1].
    """
    change = growth * now * (1.0 - now) - suppression * effort * now
    return clip(now + 0.0833333333 * change + recruits, 0.0, 1.0)


@equation("C4", "C5", source="outbidding rises with the rival's strength: Bloom; Walter 2017", rises=("strength",))
def rival_pull(strength: float) -> float:
    """How far the rival's bid is felt, in [0,1]: N (2 - N), steep while the rival is small."""
    return strength * (2.0 - strength)
