"""A stored run made again from its manifest alone."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from modusvivendi.case import load_case
from modusvivendi.errors import InputError
from modusvivendi.evidence.inference.beliefs import UNIFORM, choose_beliefs
from modusvivendi.files.given import given_path
from modusvivendi.findings import Report
from modusvivendi.findings.reproduce import reproduce_report
from modusvivendi.study import Study
from modusvivendi.study.manifest import Manifest, read_manifest
from modusvivendi.study.reproduce import Comparison, compare_again
from modusvivendi.study.store import stored_in
from modusvivendi.study.work import Work


@dataclass(frozen=True)
class Reproduced:
    """What ``reproduce`` returns: the comparison with the stored run, and the report."""

    found: Comparison
    report: Report


def reproduce(folder: str | Path, work: Work | None = None) -> Reproduced:
    """Make a stored run again from its manifest, and compare it bit by bit with what is stored. Nothing is written.

    folder: what ``modus run`` has made. work: threads, scheduler, progress. The case is read anew: by its name, or from where it
    lay. Raises InputError: no run, a damaged one, or one whose case, record or weighing has changed since.

    Example:
        >>> import modusvivendi as mv
        >>> from pathlib import Path
        >>> study = mv.make_study("afghanistan", theories=["inertia"], strategies=["drift"], futures=8, months=12)
        >>> made = mv.run(study, work=mv.Work(out=Path("results")))
        >>> mv.reproduce(made.folder).found.same
        True
    """
    work = work or Work()
    manifest = read_manifest(stored_in(given_path("folder of a run", folder))[1])
    study = study_of(manifest)
    with work.watch("making again", "blocks") as progress:
        found = compare_again(Path(folder), manifest, study, work, progress)
    return Reproduced(found, reproduce_report(Path(folder), found))


def study_of(manifest: Manifest) -> Study:
    """The study that a manifest describes, with its case as it is now. Raises InputError."""
    case = load_case(manifest.place or manifest.case, manifest.as_of)
    asked = manifest.weights if isinstance(manifest.weights, str) else UNIFORM
    try:
        return Study(
            case=case,
            theories=manifest.theories,
            strategies=manifest.strategies,
            futures=manifest.futures,
            seed=manifest.seed,
            months=manifest.months,
            followers=manifest.followers,
            pins=manifest.pins,
            posterior=choose_beliefs(case, manifest.theories, asked).posterior,
        )
    except InputError as error:
        raise InputError(f"manifest: {error}") from None
