"""What a case says for readers alone: no number follows from it, so that a change of it makes no other case."""

from __future__ import annotations

from typing import Any

RUNG = {"ask": True, "slip": True}
LADDER = {"observers": True, "rungs": {"__all__": RUNG}}
TOLD: dict[str, Any] = {  # fields of a case that its digest leaves out, as pydantic's ``exclude`` takes them
    **dict.fromkeys(("yardsticks", "movers", "short_title", "deadlines", "risks", "course", "regimes"), True),
    "ladders": {"__all__": LADDER},
}
