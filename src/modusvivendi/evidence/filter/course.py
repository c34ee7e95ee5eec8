"""What latent states are conditioned on: the record as tables, and levels set back to the month in which it starts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from modusvivendi.case import Case, Initial
from modusvivendi.case.place import places_in
from modusvivendi.engine.layout import ISSUES, LEVER, LEVERS, row
from modusvivendi.engine.setting import Moves, Setting
from modusvivendi.evidence.record import coding_rule as rule
from modusvivendi.evidence.record.arrays import Inputs, Rows
from modusvivendi.strategy.compile import nobody
from modusvivendi.study.inputs import setting_of

F, U = np.float32, np.uint64


@dataclass(frozen=True)
class Course:
    """Everything a history needs besides parameters, ready for the compiled driver. centre: the months over which drives
    are centred."""

    rows: Rows
    inputs: Inputs
    setting: Setting
    nobody: Moves
    levers_set: np.ndarray
    centre: slice


def course_of(case: Case, rows: Rows, inputs: Inputs, centre: slice | None = None) -> Course:
    """Tables of a case, set back to the first month of its record. centre: all scored months by default."""
    setting = setting_of(case, rows.months)._replace(
        first_month=U(rows.first.month),
        accredited=np.zeros(len(case.countries), F),
        recognised=np.zeros(len(case.countries), F),
    )
    levers_set = np.zeros(LEVERS, F)
    levers_set[[LEVER.pressure, LEVER.aid, LEVER.money, LEVER.contact, LEVER.standing, LEVER.offer, LEVER.publicity]] = 1
    return Course(rows, inputs, setting, nobody(case, rows.months), levers_set, centre or rows.scored)


def account_rows(case: Case) -> list[str]:
    """Rows of the accounts of which a case knows the level at the beginning, in the order in which they are drawn."""
    rows = {place.path: place.engine.parameter for place in places_in("initial", Initial)}
    return [rows[name] for name in case.beginning.accounts]


def set_back(case: Case, matrix: np.ndarray, start: np.ndarray, accounts: np.ndarray) -> None:
    """Write the levels at the beginning of a case into a parameter matrix (rows, n).

    start (issues, n) in (0,1): policy when the case begins. accounts (accounts, n) uniform draws.
    """
    matrix[row("start") : row("start") + len(case.issues)] = start
    levels = case.beginning.accounts.values()
    for n, (name, level) in enumerate(zip(account_rows(case), levels, strict=True)):
        matrix[row(name)] = level.quantile(accounts[n])
    for b, bloc in enumerate(case.blocs):
        for lever, posture in case.beginning.postures[bloc.id].items():
            matrix[row(f"bloc_{lever}", b)] = posture.value
        matrix[row("bloc_publicity", b)] = rule.PUBLICITY_START
        first = row("bloc_demand", b * ISSUES)
        matrix[first : first + ISSUES] = 0.0


def leave_nothing_to_chance(matrix: np.ndarray) -> None:
    """What the authority, outsiders and countries did is on record, so nothing is drawn and nothing added to it."""
    for name in ("chance", "reaction_gain", "accreditation_rate", "recognition_rate"):
        matrix[row(name)] = 0.0
