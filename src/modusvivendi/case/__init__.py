"""Cases: what is known of an authority, its audiences, the outsiders and the population, with sources."""

from __future__ import annotations

from modusvivendi.case.load import check_case, load_case, shipped_cases
from modusvivendi.case.quantity import GammaRate, Quantity
from modusvivendi.case.schema import (
    Bloc,
    Case,
    Country,
    Group,
    Hazard,
    Initial,
    Issue,
    Position,
    Rival,
    Segment,
    Trust,
)
from modusvivendi.record import (
    Act,
    Move,
    Number,
    Record,
    Track,
    Vocabulary,
    When,
    load_acts,
    load_moves,
    load_series,
    load_tracks,
)

__all__ = [
    "Act", "Bloc", "Case", "Country", "GammaRate", "Group", "Hazard", "Initial", "Issue", "Move", "Number",
    "Position", "Quantity", "Record", "Rival", "Segment", "Track", "Trust", "Vocabulary", "When",
    "check_case", "load_acts", "load_case", "load_moves", "load_series",
    "load_tracks", "shipped_cases",
]  # fmt: skip
