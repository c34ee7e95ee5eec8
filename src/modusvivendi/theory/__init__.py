"""Theories: what moves the authority, as priors over one model's parameters."""

from modusvivendi.theory.prior import Prior
from modusvivendi.theory.theory import Theory, check_distinct, load_theories, load_theory, shared_priors, shipped_theories

__all__ = ["Prior", "Theory", "check_distinct", "load_theories", "load_theory", "shared_priors", "shipped_theories"]
