"""Weights of theories before the record is looked at."""

from __future__ import annotations

from modusvivendi.theory import Theory


def family_prior(theories: tuple[Theory, ...], with_free: bool = False) -> dict[str, float]:
    """Prior over theories: the same for every family, shared equally within it.

    ``free`` says what the record alone says; it is no rival and gets no weight unless asked for, or unless it is alone.
    """
    families = {t.family for t in theories if with_free or t.family != "free"} or {"free"}
    size = {f: sum(t.family == f for t in theories) for f in families}
    return {t.name: 1 / len(families) / size[t.family] if t.family in families else 0.0 for t in theories}
