"""What outsiders did after the day of a case, as a strategy that everyone follows: for questions that hang on no scenario."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from modusvivendi.case import Case
from modusvivendi.case.dated import first_month
from modusvivendi.case.schema import Beginning
from modusvivendi.evidence.record.arrays import read_inputs, read_rows

F = np.float32
READ = ("pressure", "aid", "money", "contact", "standing")  # what recorded moves change, from the case's own level
PINNED = (*READ, "publicity")


def pins(case: Case) -> dict[str, float]:
    """Postures of blocs at their middle values, by factor name: recorded moves start from there, so nothing else may differ."""
    return {f"blocs.{b.id}.{lever}": getattr(b, lever).centre for b in case.blocs for lever in PINNED}


def recorded_posture(case: Case, now: Case, months: int) -> dict[str, np.ndarray]:
    """Postures from the day of the case on, as the coding rule reads the moves that a later record holds after that day.

    They start from the case's own postures and demands; blocs are those of the case's day. A lever that no move changes
    stays the bloc's own. Whether a country accepts an envoy or recognises is not taken from the record: that is asked.
    """
    start = {b.id: {lever: getattr(b, lever) for lever in READ} for b in case.blocs}
    known = case.model_copy(update={"beginning": Beginning(accounts={}, postures=start)})
    known.__dict__["record"] = now.record
    moves = [m for m in (now.record.moves if now.record else ()) if m.date.first > case.as_of and m.issue in _topics(case)]
    rows = replace(read_rows(known), first=first_month(case.as_of), months=months)
    inputs = read_inputs(known, rows, moves, now.record.tracks if now.record else ())
    return inputs.as_posture((*READ, "offer"), own_demands(case))


def own_demands(case: Case) -> np.ndarray:
    """What each bloc asks for on the day of the case, (blocs, issues), at middle values."""
    return np.array([[b.demands[i].centre if i in b.demands else 0.0 for i in case.issue_ids] for b in case.blocs], F)


def _topics(case: Case) -> set[str]:
    return {*case.issue_ids, *case.record_only_issues, *case.move_topics}
