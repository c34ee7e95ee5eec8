"""Claims put to the test: what each would have to show, in simulated futures and in the record, and a verdict by rule."""

from modusvivendi.analysis.claims.attempt import Attempt
from modusvivendi.analysis.claims.claim import Claim, ClaimFile, load_claims, shipped_claims
from modusvivendi.analysis.claims.try_claims import ClaimTried, TriedClaims, try_claims

__all__ = ["Attempt", "Claim", "ClaimFile", "ClaimTried", "TriedClaims", "load_claims", "shipped_claims", "try_claims"]
