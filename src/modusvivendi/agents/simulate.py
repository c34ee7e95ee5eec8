"""A study's first futures run again with members who decide one by one."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from modusvivendi.agents.monthly import run_members
from modusvivendi.agents.people import People, fresh, people_of
from modusvivendi.errors import InputError
from modusvivendi.files.given import given_number, given_whole
from modusvivendi.study import Study
from modusvivendi.study.simulate import room_for

TOGETHER = 8  # futures whose members are in memory at a time
FEWEST_MEMBERS, MOST_MEMBERS = 1_000, 10_000_000
MOST_FUTURES = 1_000_000


@dataclass(frozen=True, kw_only=True)
class Members:
    """How members are simulated.

    count: members in a future, 1,000 to ten million. futures: how many of the study's draws are run, from the first on; all if it
    has fewer. closeness: share of contagion through those one knows, held there in [0, 1]; None draws it from its range.

    Example:
        >>> import modusvivendi as mv
        >>> mv.Members(count=20_000, futures=8).count
        20000
    """

    count: int = 100_000
    futures: int = 100
    closeness: float | None = None

    def __post_init__(self) -> None:
        given_whole("members", self.count, FEWEST_MEMBERS, MOST_MEMBERS)
        given_whole("futures with members", self.futures, 1, MOST_FUTURES)
        if self.closeness is not None and not 0 <= given_number("closeness", self.closeness) <= 1:
            raise InputError(f"closeness {self.closeness}: 0 to 1 are possible")


@dataclass(frozen=True, eq=False)
class MembersFound:
    """Futures whose members decided one by one.

    members: how they were simulated, with the number of futures run. outcomes (theory, strategy, outcome, future) float32, as of a study.
    left, followed (theory, strategy, future) int64: members who left, and those of them who had lost someone they knew before.
    """

    study: Study
    members: Members
    outcomes: np.ndarray
    left: np.ndarray
    followed: np.ndarray


def simulate_members(
    study: Study, members: Members, *, threads: int | None = None, progress: Callable[[int, int], None] | None = None
) -> MembersFound:
    """Run the first futures of a study with members one by one, under every theory and strategy, with the same ties.

    In each month a member of segment f leaves with the chance that the cohort model gives to the share of f that leaves,
    ``desertion`` of the member's own cohesion

        c = C_f + contagion × closeness × (felt - strain),

    in which strain is the share of those the member knows who left, felt the share of all members who left, both from the month after
    on and fading as cohesion does. It is the cohort's own equation for cohesion, with ``(1 - closeness) × felt + closeness × strain``
    in place of ``felt``. Those who leave are missing from the rest of the model: from salience, rivals, the movement's cohesion.
    With closeness 0 every member is the mean of the segment, and the cohort model is the limit of many members.

    progress(done, all): at the start and as they end, in futures. Raises InputError.
    """
    chosen = Members(count=members.count, futures=min(members.futures, study.futures), closeness=members.closeness)
    found = _room(study, chosen)
    firsts = range(0, chosen.futures, TOGETHER)
    done, total = 0, chosen.futures * len(study.theories) * len(study.strategies)
    if progress is not None:
        progress(done, total)
    with ThreadPoolExecutor(threads or os.cpu_count() or 1) as pool:
        for first in firsts:
            numbers = np.arange(first, min(first + TOGETHER, chosen.futures))
            people = people_of(chosen.count, numbers, study.seed, chosen.closeness)
            for _ in pool.map(lambda n, f=first, p=people: _run(study, n, f, fresh(p), found), range(len(study.theories))):
                done += len(numbers) * len(study.strategies)
                if progress is not None:
                    progress(done, total)
    return found


def _room(study: Study, members: Members) -> MembersFound:
    shape = (len(study.theories), len(study.strategies), members.futures)
    outcomes = np.zeros((*shape[:2], len(study.outcome_names), members.futures), np.float32)
    return MembersFound(study, members, outcomes, np.zeros(shape, np.int64), np.zeros(shape, np.int64))


def _run(study: Study, theory: int, first: int, people: People, found: MembersFound) -> None:
    """Run one theory on one block of futures, and put what came out in its place."""
    count, theory_run = len(people.closeness), study.theories[theory]
    room = room_for(study.setting, study.batch, count)
    left = np.zeros((2, len(study.strategies), count), np.int64)
    run_members(
        np.ascontiguousarray(study.parameters(theory_run, first, count)),
        np.ascontiguousarray(study.keys(theory_run, first, count)),
        study.setting,
        study.batch,
        study.nobody,
        people,
        room.outcomes,
        left,
    )
    part = slice(first, first + count)
    found.outcomes[theory, :, :, part] = room.outcomes
    found.left[theory, :, part], found.followed[theory, :, part] = left
