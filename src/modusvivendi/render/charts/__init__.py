"""Pictures, from aggregated tables only."""
