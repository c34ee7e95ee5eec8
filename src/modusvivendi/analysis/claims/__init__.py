"""Claims put to the test: what each would have to show, in simulated futures and in the record, and a verdict by rule."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modusvivendi.on_demand import on_demand

if TYPE_CHECKING:
    from modusvivendi.analysis.claims.attempt import Attempt as Attempt
    from modusvivendi.analysis.claims.claim import Claim as Claim
    from modusvivendi.analysis.claims.claim import ClaimFile as ClaimFile
    from modusvivendi.analysis.claims.claim import load_claims as load_claims
    from modusvivendi.analysis.claims.claim import shipped_claims as shipped_claims
    from modusvivendi.analysis.claims.try_claims import ClaimTried as ClaimTried
    from modusvivendi.analysis.claims.try_claims import TriedClaims as TriedClaims

HOME = {
    "Attempt": "attempt",
    **dict.fromkeys(("Claim", "ClaimFile", "load_claims", "shipped_claims"), "claim"),
    **dict.fromkeys(("ClaimTried", "TriedClaims"), "try_claims"),
}
__all__ = sorted(HOME)
__getattr__, __dir__ = on_demand(__name__, HOME)
