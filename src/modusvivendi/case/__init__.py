"""Cases: what is known of an authority, its audiences, the outsiders and the population, with sources."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modusvivendi.on_demand import on_demand
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

if TYPE_CHECKING:
    from modusvivendi.case.load import check_case as check_case
    from modusvivendi.case.load import load_case as load_case
    from modusvivendi.case.quantity import GammaRate as GammaRate
    from modusvivendi.case.quantity import Quantity as Quantity
    from modusvivendi.case.schema import Bloc as Bloc
    from modusvivendi.case.schema import Case as Case
    from modusvivendi.case.schema import Country as Country
    from modusvivendi.case.schema import Group as Group
    from modusvivendi.case.schema import Hazard as Hazard
    from modusvivendi.case.schema import Initial as Initial
    from modusvivendi.case.schema import Issue as Issue
    from modusvivendi.case.schema import Position as Position
    from modusvivendi.case.schema import Rival as Rival
    from modusvivendi.case.schema import Segment as Segment
    from modusvivendi.case.schema import Trust as Trust
    from modusvivendi.case.shipped import shipped_cases as shipped_cases

HOME = {  # name → module; a look-up that needs none of them does not wait for them
    **dict.fromkeys(("check_case", "load_case"), "load"),
    **dict.fromkeys(("GammaRate", "Quantity"), "quantity"),
    **dict.fromkeys(
        ("Bloc", "Case", "Country", "Group", "Hazard", "Initial", "Issue", "Position", "Rival", "Segment", "Trust"), "schema"
    ),
    "shipped_cases": "shipped",
}
__getattr__, __dir__ = on_demand(__name__, HOME)
__all__ = [
    "Act", "Bloc", "Case", "Country", "GammaRate", "Group", "Hazard", "Initial", "Issue", "Move", "Number",
    "Position", "Quantity", "Record", "Rival", "Segment", "Track", "Trust", "Vocabulary", "When",
    "check_case", "load_acts", "load_case", "load_moves", "load_series",
    "load_tracks", "shipped_cases",
]  # fmt: skip
