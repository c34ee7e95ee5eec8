"""A stored run made again and compared, bit by bit, without holding more than a few units of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from modusvivendi.errors import InputError
from modusvivendi.study.manifest import Manifest, made_otherwise
from modusvivendi.study.result import checksum
from modusvivendi.study.run import Unit, workers
from modusvivendi.study.store import open_result
from modusvivendi.study.study import Study
from modusvivendi.study.work import Work


@dataclass(frozen=True)
class Comparison:
    """A run made again. manifest: of the stored run. units: how many were made again, of so many futures.

    differing: theory and first future of units that came out otherwise. largest: the largest difference of an outcome in
    them, in its own unit. otherwise: in what code and versions differ from those of the stored run, '' if in nothing.
    """

    manifest: Manifest
    units: int
    futures: int
    differing: tuple[tuple[str, int], ...]
    largest: float
    otherwise: str

    @property
    def same(self) -> bool:
        """Whether every bit is the same."""
        return not self.differing


def compare_again(
    folder: Path, manifest: Manifest, study: Study, work: Work, progress: Callable[[int, int], None] | None = None
) -> Comparison:
    """Make every unit that a store holds again, and compare it with what lies there. Raises InputError for another study."""
    if study.digest != manifest.study:
        raise InputError(
            f"{folder}: what it was made from has changed since ({changed(manifest, study)}); it cannot be made again"
        )
    stored = open_result(folder).data
    wanted = {(unit.theory, unit.first): unit.sum for unit in manifest.done}
    units = [Unit(t, first, min(manifest.block, manifest.futures - first)) for t, first in wanted]
    differing, largest, done, futures = [], 0.0, 0, 0
    with workers(work) as run_all:
        if progress is not None:
            progress(0, len(units))
        for item in run_all(study, units, manifest.sample):
            unit = item.unit
            if checksum(item.outcomes, item.tracks, item.paths) != wanted[unit.theory, unit.first]:
                differing.append((study.theories[unit.theory].name, unit.first))
                before = stored["outcomes"].isel(theory=unit.theory, future=slice(unit.first, unit.first + unit.count)).values
                largest = max(largest, float(np.abs(before - item.outcomes).max()))
            done, futures = done + 1, futures + unit.count * len(study.strategies)
            if progress is not None:
                progress(done, len(units))
    return Comparison(manifest, len(units), futures, tuple(sorted(differing)), largest, made_otherwise(manifest))


def changed(manifest: Manifest, study: Study) -> str:
    """What of a study is no longer what a manifest says, in a few words."""
    if study.case.digest() != manifest.case_digest:
        return "the case or its record"
    return (
        "the draws that weighing left behind" if study.posterior is not None else "shared priors, or the version of the program"
    )
