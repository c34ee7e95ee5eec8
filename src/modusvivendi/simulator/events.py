"""Theories by dated events, as ``modus weigh`` has left them in a folder: how much likelier each theory made what happened."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from io import StringIO
from pathlib import Path

import numpy as np
import pandas as pd

from modusvivendi.errors import InputError
from modusvivendi.files.text_file import read_text
from modusvivendi.findings import words

ROWS = "rows.csv"
LARGEST = 20_000_000  # bytes of it
SHOWN = 12


@dataclass(frozen=True)
class Event:
    """A scored act or track. when: its month; what: in words; times: theory → predictive density given all other rows, against
    the mean over the theories that were weighed."""

    when: str
    what: str
    times: dict[str, float]


def read_events(folder: Path, theories: Sequence[str], shown: int = SHOWN) -> list[Event]:
    """The rows that move weights most, in order of date. Raises InputError for a folder that ``modus weigh`` did not write."""
    path = folder / ROWS
    table = read_text(path, LARGEST)
    try:
        return events_of(pd.read_csv(StringIO(table)), theories, shown)
    except (ValueError, TypeError, OverflowError) as error:
        raise InputError(f"{path}: cannot be read as what 'modus weigh' writes of these theories ({error})") from None


def events_of(table: pd.DataFrame, theories: Sequence[str], shown: int) -> list[Event]:
    """The rows of a table that move weights most. Raises ValueError or TypeError for cells that are no months or numbers."""
    weighed = [name for name in theories if name in table.columns]
    if not weighed or not {"month", "what", "moved"} <= set(table.columns):
        raise ValueError("columns are missing")
    table[weighed] = table[weighed].astype(float)
    found = []
    for _, row in table.nlargest(shown, "moved").sort_values("month").iterrows():
        logs = row[weighed].to_numpy(float)
        if not np.isfinite(logs).all():
            raise ValueError("a density is no number")
        scores = np.exp(logs - logs.max())
        ratios = scores / scores.mean()
        year, month = (int(part) for part in str(row["month"]).split("-")[:2])
        found.append(Event(words.month(date(year, month, 1)), str(row["what"]), dict(zip(weighed, ratios.tolist(), strict=True))))
    return found
