"""One call per question. Each returns a small result with what was worked out and a ``report`` of findings to render."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from modusvivendi.analysis.question import Aim, Levels, Question
from modusvivendi.analysis.sensitivity.range_scan import scan
from modusvivendi.case import Case
from modusvivendi.case.lacking import told
from modusvivendi.errors import InputError, choose
from modusvivendi.evidence.inference.beliefs import UNIFORM, Beliefs, Weighting, choose_beliefs
from modusvivendi.files.given import given_names, given_number, given_numbers
from modusvivendi.files.lock import held
from modusvivendi.findings import Finding, Report
from modusvivendi.findings.run import TOLD, run_report
from modusvivendi.study import Result, Study, Summary, run_study, summarise
from modusvivendi.study.identity import run_digest
from modusvivendi.study.make import make_study
from modusvivendi.study.room import COMPARED, SUMMED, check_room
from modusvivendi.study.store import FUTURES, StoredResult, made_elsewhere, open_result, place_for, settle
from modusvivendi.study.summary import weigh_futures
from modusvivendi.study.work import Work

if TYPE_CHECKING:
    import pandas as pd

    from modusvivendi.agents import Members, MembersFound
    from modusvivendi.analysis.compare import Comparison

__all__ = ["Compared", "Run", "StoredResult", "Work", "compare", "make_study", "open_result", "run"]

SCANNED = ("technical", "core_rights")  # outcomes of the one-at-a-time scan
Subject = Study | Case | str | Path


@dataclass(frozen=True, eq=False)
class Run:
    """What ``run`` returns: futures, their summary, one-at-a-time scans by outcome, beliefs used, and the report.

    folder: where the futures are stored, None if they are in memory only. elsewhere: with ``resume``, a run of the same study that
    was not gone on with because other code or versions made it, and in what they differ; '' for none. members: futures whose
    members decided one by one, None where none were asked for.
    """

    result: Result
    summary: Summary
    scans: dict[str, pd.DataFrame]
    beliefs: Beliefs
    report: Report
    folder: Path | None
    elsewhere: str = ""
    members: MembersFound | None = None


@dataclass(frozen=True, eq=False)
class Compared:
    """What ``compare`` returns: the comparison with all its numbers, beliefs used, and the report."""

    comparison: Comparison
    beliefs: Beliefs
    report: Report


def run(
    subject: Subject,
    *,
    weights: Weighting = UNIFORM,
    shown: Sequence[str] | None = None,
    work: Work | None = None,
    members: Members | None = None,
) -> Run:
    """Run a study: theories × strategies × uncertainty × chance.

    subject: a study (``make_study``), or a case, its name or path for all theories and strategies on 1,024 draws. weights:
    of theories, ``uniform``, ``record`` (what ``modus weigh`` has left), ``pooled`` (what asks put to other authorities lend),
    or numbers by theory. shown: outcomes told by theory, by default core rights and technical cooperation. work: threads,
    blocks, where futures are stored, progress. members: also run some of the futures with members who decide one by one. Outcomes lie in ``result.outcomes``
    (theory, strategy, outcome, future), each in its own unit. Raises InputError.

    Example:
        >>> import modusvivendi as mv
        >>> found = mv.run(mv.make_study("afghanistan", theories=["status_and_cohesion", "inertia"], futures=8, months=12))
        >>> found.report.headlines[0].question
        'What do the options lead to?'
    """
    work = work or Work()
    study, beliefs = _believed(subject, weights)
    shown = told(study.case, TOLD[:2]) if shown is None else tuple(dict.fromkeys(given_names("shown", shown) or ()))
    for outcome in shown:
        choose("outcome", outcome, study.outcome_names)
    check_room(study, SUMMED, outcomes=1)
    folder = None if work.folder is None else folder_of(work.folder, study, beliefs.weights, tuple(shown))
    elsewhere = made_elsewhere(folder, study) if folder and work.resume and not folder.exists() else ""
    result = simulated(study, work, None) if folder is None else stored(study, work, folder, beliefs, weights)
    with ThreadPoolExecutor(1) as aside:  # the engine scans while the futures are summarised
        scanning = aside.submit(scan, study, told(study.case, SCANNED), weigh_futures(result, beliefs.weights))
        summary = summarise(result, beliefs.weights)
        scans = scanning.result()
    report = run_report(result, summary, scans, origin=beliefs.origin, shown=shown)
    if members is None:
        return Run(result, summary, scans, beliefs, report, folder, elsewhere)
    one_by_one, told_of = _members(result, summary, members, work)
    report = replace(report, findings=(*report.findings, *told_of))
    return Run(result, summary, scans, beliefs, report, folder, elsewhere, one_by_one)


def simulated(study: Study, work: Work, store: Path | None) -> Result:
    """All futures of a study, in memory or in a store."""
    with work.watch("simulating", "futures") as progress:
        return run_study(
            study,
            work.threads,
            work.block,
            store=store,
            resume=work.resume,
            scheduler=work.scheduler,
            progress=progress,
        )


def stored(study: Study, work: Work, folder: Path, beliefs: Beliefs, weights: Weighting) -> Result:
    """All futures of a study in a folder that nobody else works in meanwhile; an earlier result stays until they are whole."""
    with held(folder):
        store = place_for(folder, work.resume)
        result = simulated(study, work, store)
        asked = weights if isinstance(weights, str) else None if isinstance(weights, Beliefs) else dict(weights)
        result.save(weights=asked, weighed=weigh_futures(result, beliefs.weights))
        settle(folder)
        result.moved(folder / FUTURES)
    return result


def folder_of(out: Path, study: Study, weights: Mapping[str, float] | None, shown: tuple[str, ...]) -> Path:
    """The folder of a run inside ``out``, named after all that decides what it says: no two results share one."""
    return out / f"{study.case.name}-{run_digest(study, weights, shown)[:12]}"


def compare(
    subject: Subject,
    *,
    value: Aim | Sequence[Aim] | None = None,
    strategy: str | None = None,
    level: float | None = None,
    acceptable: Levels | None = None,
    triangle: Sequence[str] | None = None,
    weights: Weighting = UNIFORM,
    work: Work | None = None,
) -> Compared:
    """Compare strategies: robustness, beliefs, trade-offs, where the best one fails, what drives it, a red team.

    subject: a study (``make_study``) of at least 128 draws, or a case, its name or path. value: what to judge by, an outcome,
    weights on outcomes in their own units, or several of them, each judged by itself; by default core rights (where a case has
    none, technical cooperation) and wellbeing. strategy: the one put to the test, by default the best on average. level: regret
    above which it fails, in the unit of the value; by default the least difference that matters to a reader. acceptable: level of
    acceptability → outcome → threshold. triangle: three theories.
    weights: of theories, as for ``run``. Raises InputError.

    Example:
        >>> import modusvivendi as mv
        >>> found = mv.compare(mv.make_study("afghanistan", theories=["status_and_cohesion", "inertia"], futures=128, months=24), value="wellbeing")
        >>> found.report.finding("compare.lead.wellbeing").facts["best"].value in mv.shipped_strategies()
        True
    """
    from modusvivendi.analysis.compare import compare_strategies  # loaded when used, with what it rests on
    from modusvivendi.findings.compare import compare_report

    work = work or Work()
    study, beliefs = _believed(subject, weights)
    question = Question(
        aims=None if value is None else _aims(value),
        strategy=strategy,
        level=None if level is None else given_number("level", level),
        acceptable=None if acceptable is None else _levels(acceptable),
        corners=given_names("triangle", triangle),
    )
    question.values(study)  # what it cannot answer is refused before anything is run
    check_room(study, COMPARED)
    with work.watch("simulating", "futures") as progress:
        result = run_study(study, work.threads, work.block, scheduler=work.scheduler, progress=progress)
    with work.watch("comparing", "steps") as progress:
        found = compare_strategies(result, question, weights=beliefs.weights, threads=work.threads, progress=progress)
    return Compared(found, beliefs, compare_report(found, origin=beliefs.origin))


def _aims(value: object) -> tuple[Aim, ...]:
    """One value or several, each an outcome or weights of outcomes. Raises InputError."""
    if not isinstance(value, Iterable):
        raise InputError(f"value: an outcome, weights of outcomes, or several of these, not {value!r:.60}")
    several = (value,) if isinstance(value, (str, Mapping)) else value
    return tuple(aim if isinstance(aim, str) else given_numbers("value", aim) for aim in several)


def _levels(acceptable: object) -> Levels:
    """Level → outcome → threshold. Raises InputError."""
    if not isinstance(acceptable, Mapping):
        raise InputError(f"acceptable: thresholds by level, not {acceptable!r:.60}")
    return {str(level): given_numbers("acceptable", thresholds) for level, thresholds in acceptable.items()}


def _members(result: Result, summary: Summary, members: Members, work: Work) -> tuple[MembersFound, list[Finding]]:
    """The first futures of a study again, member by member, and what that says."""
    from modusvivendi.agents import simulate_members  # loaded when used: it is compiled for itself
    from modusvivendi.findings.members import members_findings

    with work.watch("simulating members", "futures") as progress:
        found = simulate_members(result.study, members, threads=work.threads, progress=progress)
    return found, members_findings(found, result, summary.weights)


def _believed(subject: Subject, weights: Weighting) -> tuple[Study, Beliefs]:
    """The study with the draws that its beliefs bring."""
    study = subject if isinstance(subject, Study) else make_study(subject)
    beliefs = choose_beliefs(study.case, study.theories, weights)
    if beliefs.posterior is None:
        return study, beliefs
    return study.changed(posterior=beliefs.posterior), beliefs
