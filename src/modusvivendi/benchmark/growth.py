"""How the cost of a future grows with the size of a case: made-up cases, cut from or filled up with the Afghan one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from modusvivendi.benchmark.rate import Job, take_turns
from modusvivendi.engine.layout import COUNTRIES, ENTRIES, ISSUES, LEVERS, PARAMETERS, SEGMENTS, TRACKS, row
from modusvivendi.engine.setting import Moves, Setting, Terms, moves_of, stack
from modusvivendi.study import Study
from modusvivendi.study.simulate import Program, simulate

SIZES = {
    "issues": (6, 10, 14, 18, 24),
    "segments": (1, 2, 4, 6, 8),
    "tracks": (0, 8, 16, 24, 32),
    "months": (12, 60, 120, 180, 240),
}
USUAL = {"issues": 12, "segments": 4, "tracks": 8, "months": 60}
F, U = np.float32, np.uint64


@dataclass(frozen=True)
class Growth:
    """Microseconds of one core per future at each size, and the straight line through them.

    off: the largest distance of a measured cost from the line, as a share of the line.
    """

    dimension: str
    sizes: tuple[int, ...]
    microseconds: tuple[float, ...]
    fixed: float
    per_item: float
    off: float


def grow(program: Program, study: Study, dimension: str, repeats: int = 5) -> Growth:
    """Measure cost along one dimension, the others at their usual size; sizes take turns, and the fastest turn counts."""
    sizes = SIZES[dimension]
    jobs = [job_of_size(program, study, {**USUAL, dimension: size}) for size in sizes]
    timings = take_turns({str(size): job for size, job in zip(sizes, jobs, strict=True)}, repeats)
    costs = [min(t.processor for t in found) / study.futures * 1e6 for found in timings.values()]
    per_item, fixed = np.polyfit(sizes, costs, 1)
    line = fixed + per_item * np.array(sizes)
    off = float(np.max(np.abs(costs - line) / line))
    return Growth(dimension, sizes, tuple(costs), float(fixed), float(per_item), off)


def job_of_size(program: Program, study: Study, made: dict[str, int]) -> Job:
    """A job that runs the futures of a study in a made-up case."""
    setting, moves, nobody = worlds(study, **made)
    parameters = fill_up(study, made["issues"], made["segments"])
    keys = study.keys(study.theories[0], 0, study.futures)
    batch = stack([moves])

    def job() -> int:
        simulate(parameters, keys, setting, batch, nobody, program=program)
        return study.futures

    return job


def fill_up(study: Study, issues: int, segments: int) -> np.ndarray:
    """Parameters of the first theory in which issues and segments beyond those of the case repeat the first ones."""
    matrix = study.parameters(study.theories[0], 0, study.futures)
    own_issues, own_segments = int(study.setting.issues), int(study.setting.segments)
    for name, size in PARAMETERS.items():
        if size in (ISSUES, SEGMENTS * ISSUES):
            for first in range(0, size, ISSUES):
                for i in range(own_issues, issues):
                    matrix[row(name, first + i)] = matrix[row(name, first + i % own_issues)]
    for f in range(own_segments, segments):
        for name in ("members", "power", "ideology", "patronage_due", "dedication", "cohesion"):
            matrix[row(name, f)] = matrix[row(name, f % own_segments)]
        for name in ("salience", "care"):
            for i in range(ISSUES):
                matrix[row(name, f * ISSUES + i)] = matrix[row(name, f % own_segments * ISSUES + i)]
    for name in ("members", "power"):
        rows = slice(row(name), row(name) + segments)
        matrix[rows] /= matrix[rows].sum(axis=0)
    return matrix


def worlds(study: Study, issues: int, segments: int, tracks: int, months: int) -> tuple[Setting, Moves, Moves]:
    """Setting, a strategy with so many talks on one issue each, all on offer from the start, and nobody's strategy."""
    case = study.setting
    setting = case._replace(
        issues=U(issues),
        segments=U(segments),
        leader=U(0),
        months=U(months),
        roles=np.full((case.roles.shape[0], issues), 1 / issues, F),
        education=np.zeros(issues, F),
    )
    blocs = int(case.blocs)
    shape = (months, blocs, LEVERS)

    def moves(count: int, share: float) -> Moves:
        """So many tracks of one issue each, followed by a share of everybody."""
        posture = {
            "follow": np.full(blocs, share, F),
            "follows": np.full(int(case.countries), share, F),
            "levers": np.full(shape, 0.5, F),
            "lever_set": np.full(shape, share, F),
            "demands": np.full((blocs, issues), 0.5, F),
            "demands_set": np.full(blocs, share, F),
        }
        terms = [
            Terms(
                (k % issues,),
                (0.3,),
                bloc=k % blocs,
                reward=0.1,
                standing=0.1,
                publicity=0.2,
                whole=1,
                intensity=0.5,
                patience=months,
                key=k,
            )
            for k in range(count)
        ]
        return moves_of(posture, terms, TRACKS)

    assert tracks <= min(TRACKS, ENTRIES) and int(case.countries) <= COUNTRIES
    return setting, moves(tracks, 1.0), moves(0, 0.0)
