"""How many items of each kind a case may have at most; a larger case is refused with a clear error."""

from __future__ import annotations

CAPACITIES = {
    "issues": 24, "segments": 8, "blocs": 12, "countries": 32, "groups": 8, "hazards": 8, "rivals": 4,
    "tracks": 32, "entries": 64,
}  # fmt: skip
