"""A demand of an outside data set: the columns of the table of asks that others have coded too, and a few more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from pathlib import Path

import pandas as pd

from modusvivendi.errors import InputError
from modusvivendi.files.formula import write_csv
from modusvivendi.files.whole import whole_file

WORDS = ("case", "episode", "id", "ask", "asker", "start", "issue_class")
LEVELS = ("level", "coder_1", "coder_2")
NUMBERS = ("form", "cost", "publicity", "politicisation", "material", "standing", "distance", "contact", "pressure", *LEVELS)
MEANINGS = {
    "domain": "what kind of demand; evidence of one domain is never added to that of another",
    "case": "who is asked: an authority, a war, a state",
    "episode": "what demands were made together: a resolution, a case of sanctions",
    "id": "name of the demand in its own file",
    "row": "row of the file it was read from",
    "ask": "what is asked, in words",
    "asker": "who asks",
    "start": "year",
    "issue_class": "kind of issue",
    "form": "0 a single ask, 1 a package",
    "cost": "0 none to 1 high: what it costs to comply",
    "publicity": "0 quiet to 1 loud",
    "politicisation": "how it reads to the base of who is asked, 0 to 1",
    "material": "material reward, 0 to 1",
    "standing": "reward in standing, 0 to 1",
    "distance": "how far the asker stands from who is asked, 0 to 1",
    "contact": "dealings between the two sides, 0 to 1",
    "pressure": "material loss in case of refusal, 0 to 1",
    "outcome": "met, partly, not_met or open",
    "level": "how far it was met, 0 to 1; empty if open",
    "coder_1": "the same by the first coder",
    "coder_2": "the same by the second coder",
}


@dataclass(frozen=True)
class OutsideDemand:
    """One demand; names and units of columns are those of the table of asks (``precedent.demand``), see MEANINGS.

    None stands where a data set does not say. row: of the file, as a spreadsheet numbers it. level: how far it was met, 0 to 1,
    in as many steps as the data set has; coder_1, coder_2: the same by each coder.
    """

    domain: str
    case: str
    episode: str
    id: str
    row: int
    ask: str = ""
    asker: str = ""
    start: str = ""
    issue_class: str = ""
    form: float | None = None
    cost: float | None = None
    publicity: float | None = None
    politicisation: float | None = None
    material: float | None = None
    standing: float | None = None
    distance: float | None = None
    contact: float | None = None
    pressure: float | None = None
    level: float | None = None
    coder_1: float | None = None
    coder_2: float | None = None

    @property
    def outcome(self) -> str:
        """The word of the table of asks: met in full, partly, not_met, or open where the level is not known."""
        if self.level is None:
            return "open"
        return "met" if self.level >= 1 else "partly" if self.level > 0 else "not_met"


def demand_frame(demands: Sequence[OutsideDemand]) -> pd.DataFrame:
    """One row a demand, with the columns of MEANINGS in their order."""
    return pd.DataFrame([[getattr(d, name) for name in MEANINGS] for d in demands], columns=list(MEANINGS))


def write_demands(path: Path, demands: Sequence[OutsideDemand]) -> Path:
    """Write the table as CSV (UTF-8), whole or not at all. Raises InputError if it cannot be written."""
    try:
        with whole_file(path) as draft:
            write_csv(demand_frame(demands), draft)
    except OSError as error:
        raise InputError(f"{path}: cannot be written ({error.strerror or error})") from None
    return path


FIELDS = tuple(f.name for f in fields(OutsideDemand))
