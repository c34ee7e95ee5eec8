"""One call per question. Four pages for a reader who has ten minutes, over everything that the laboratory says of a case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from modusvivendi.api.forecasts import earlier_answers
from modusvivendi.brief.lint import Fault, lint
from modusvivendi.errors import InputError
from modusvivendi.evidence.inference.beliefs import UNIFORM, Weighting, choose_beliefs
from modusvivendi.findings import Report
from modusvivendi.findings.brief import Basis, Inputs, brief_report
from modusvivendi.findings.brief.changes import Standpoint
from modusvivendi.findings.brief.company import improves
from modusvivendi.findings.calendar import read_on
from modusvivendi.findings.likelihood import DEFAULT, scale_called
from modusvivendi.forecasting.answer import Asking, Forecasts
from modusvivendi.forecasting.signposts import Watch, watch
from modusvivendi.planning.agenda.plan import Plan, as_strategy, check_plan, load_plan, plan_of_strategy
from modusvivendi.precedent.precedents import Precedents, find_precedents
from modusvivendi.strategy.followers import LIKE_MINDED, followers_of
from modusvivendi.study import Result, Study, run_study
from modusvivendi.study.make import make_study
from modusvivendi.study.store import finished, open_result
from modusvivendi.study.summary import share_weights
from modusvivendi.study.work import Work

WATCHED, SCORED, WIDE = 256, 64, 256  # futures for signs, for scores of old forecasts, and for larger coalitions
AGAINST = 40  # signs of going wrong that are kept even where others tell more: all of them
STEPS = 3  # told while a brief is drawn up
NEAREST, LONGEST = 6, 200  # precedents of one ask; letters of what is printed on every page
QUIET = 0.3  # publicity up to which talks are told as held in confidence


@dataclass(frozen=True, eq=False)
class BriefResult:
    """What ``make_brief`` returns: the report, what the linter finds, and what the next brief compares itself with.

    stored: whether the futures were read from a finished run. asked: digest of the study that was asked for; that of the brief, in ``standpoint``, is
    another where the brief is of the reader in company.

    Example:
        >>> import modusvivendi as mv
        >>> list(mv.BriefResult.__dataclass_fields__)  # see ``make_brief`` for how to come by one
        ['report', 'faults', 'standpoint', 'titles', 'marking', 'stored', 'asked']
    """

    report: Report
    faults: tuple[Fault, ...]
    standpoint: Standpoint
    titles: Mapping[str, str]
    marking: str
    stored: bool
    asked: str


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What a brief is wished to be. plan: an agenda of your own, put beside the options and spelled out. reader: for whom. marking:
    how it is to be handled. scale: of likelihood, ``icd203``, ``phia`` or ``ipcc``. earlier: what an earlier brief said. command: that
    makes it again.

    Example:
        >>> import modusvivendi as mv
        >>> mv.Wish(reader="the minister").scale
        'icd203'
    """

    plan: Plan | str | Path | None = None
    reader: str = ""
    marking: str = ""
    scale: str = DEFAULT
    earlier: Standpoint | None = None
    command: str = ""


def make_brief(
    subject: Study | str, *, wish: Wish | None = None, weights: Weighting = UNIFORM, work: Work | None = None
) -> BriefResult:
    """A brief on a case: decision, options, first offer, what to watch, and annexes.

    subject: a study, or a case's name for all theories and options on 1,024 draws. wish: agenda, reader and the like. weights: of
    theories, as for ``run``. work: with ``out``, a finished run of the same study there is read instead of run again.

    Raises InputError for unknown names, a plan that does not fit, and an earlier brief of another case.

    Example:
        >>> import modusvivendi as mv
        >>> study = mv.make_study("afghanistan", theories=["inertia", "contact"], strategies=["piecemeal", "drift"], futures=64)
        >>> found = mv.make_brief(study)
        >>> found.report.finding("brief.advice").facts["option"].value in ("Piecemeal", "Today's course (drift)")
        True
    """
    wish, work = wish or Wish(), work or Work()
    for name, text in (("--for", wish.reader), ("--marking", wish.marking)):
        if len(text) > LONGEST or not text.isprintable():
            raise InputError(f"{name} {text!r:.40}: one line of at most {LONGEST} letters")
    scale = scale_called(wish.scale)
    study = subject if isinstance(subject, Study) else make_study(subject)
    if wish.earlier is not None and wish.earlier.case != study.case.name:
        raise InputError(f"the earlier brief is of case '{wish.earlier.case}', not of '{study.case.name}'")
    beliefs = choose_beliefs(study.case, study.theories, weights)
    if beliefs.posterior is not None:
        study = study.changed(posterior=beliefs.posterior)
    study, plan = _with_plan(study, wish.plan)
    result, stored = _result(study, work)
    share = share_weights(beliefs.weights, [t.name for t in study.theories])
    given = Inputs(
        result=result,
        weights=share,
        origin=beliefs.origin,
        agendas=_agendas(study, plan),
        own=plan.name if plan else "",
        scale=scale,
        reader=wish.reader,
        marking=wish.marking,
        command=wish.command,
    )
    basis = _drawn_up(_with_circles(_in_company(given, work) or given, work), work)
    report, now = brief_report(basis, wish.earlier)
    faults = lint(report, read_on=read_on(study.case), earlier=wish.earlier is not None)
    return BriefResult(report, tuple(faults), now, basis.titles, wish.marking, stored and basis.alone is None, study.digest)


def _drawn_up(basis: Basis, work: Work) -> Basis:
    """The same with signs, precedents of the first talks and scores of old forecasts."""
    with work.watch("drawing up the brief", "steps") as told:
        told(0, STEPS)
        signs = _watch(basis, basis.given.weights)
        told(1, STEPS)
        precedents = _precedents(basis)
        told(2, STEPS)
        skill = _skill(basis.study)
        told(STEPS, STEPS)
    return Basis(replace(basis.given, watch=signs, precedents=precedents, skill=skill))


def _with_circles(given: Inputs, work: Work) -> Basis:
    """What a brief rests on, with larger coalitions."""
    return Basis(replace(given, circles=_circles(Basis(given), work)))


def _in_company(given: Inputs, work: Work) -> Inputs | None:
    """Of a reader whose line by rule brings nothing noticeable over today's course alone, and who has one that does in company: what the brief of the
    smallest such company is made from, with what comes of acting alone beside it. None where it does alone, or company does not help."""
    alone = Basis(given)
    if improves(alone, alone.option):
        return None
    for name in _wider(alone):
        study = alone.study.changed(followers=name)
        result, _ = _result(study, work)
        found = replace(given, result=result, alone=given.result, agendas=_agendas(study, given.agendas.get(given.own)))
        if improves(basis := Basis(found), basis.option):
            return found
    return None


def _with_plan(study: Study, given: Plan | str | Path | None) -> tuple[Study, Plan | None]:
    """The study with an agenda of the user's own as one more option, the first."""
    if given is None:
        return study, None
    plan = given if isinstance(given, Plan) else load_plan(given)
    plan = check_plan(plan, study.case, study.followers, study.months)
    if plan.name in {s.name for s in study.strategies}:
        plan = plan.model_copy(update={"name": f"{plan.name}-of-your-own"})
    option = as_strategy(plan).model_copy(update={"tracks": plan.tracks})
    return study.changed(strategies=(option, *study.strategies)), plan


def _result(study: Study, work: Work) -> tuple[Result, bool]:
    """The futures: read if a finished run of the very same study lies in ``work.folder``, else run."""
    store = None if work.folder is None else finished(work.folder, study)
    if store is not None:
        return run_study(study, work.threads, open_result(store).block, store=store, resume=True), True
    with work.watch("simulating", "futures") as progress:
        return run_study(study, work.threads, work.block, progress=progress), False


def _agendas(study: Study, plan: Plan | None) -> dict[str, Plan]:
    """Talks by option, of those that hold any and keep one posture."""
    found: dict[str, Plan] = {plan.name: plan} if plan is not None and plan.tracks else {}
    for strategy in study.strategies:
        if strategy.name in found or not (strategy.rules or strategy.tracks) or len(strategy.phases) > 1:
            continue
        try:
            made = check_plan(plan_of_strategy(strategy, study.case), study.case, study.followers, study.months)
        except InputError:  # its talks would be led by a bloc of which nobody follows, or open after the end
            continue
        found |= {strategy.name: made} if made.tracks else {}
    return found


def _circles(basis: Basis, work: Work) -> dict[str, Result]:
    """The option worked out beside today's course if larger coalitions of the case follow."""
    study, base = basis.study, basis.baseline
    option = next(s for s in study.strategies if s.name == basis.option)
    if base is None or option.nobody_follows:
        return {}
    pair = tuple(s for s in study.strategies if s.name in (option.name, base))
    small = study.changed(strategies=pair, futures=min(WIDE, study.futures))
    return {name: run_study(small.changed(followers=name), work.threads, sample=0) for name in _wider(basis)}


def _wider(basis: Basis) -> list[str]:
    """Coalitions of the case that hold all who act and more: the smallest of them, and all like-minded countries or, where these act already, the
    largest; none where today's course is all there is to compare."""
    study = basis.study
    option = next((s for s in study.strategies if not s.nobody_follows), None)
    if option is None or basis.baseline is None:
        return []
    now = followers_of(option, study.case, study.followers)
    members = {name: followers_of(option, study.case, name) for name in (*study.case.coalitions, LIKE_MINDED)}
    wider = sorted((name for name, ids in members.items() if ids > now), key=lambda name: len(members[name]))
    return list(dict.fromkeys([wider[0], LIKE_MINDED if LIKE_MINDED in wider else wider[-1]])) if wider else []


def _watch(basis: Basis, share: Mapping[str, float]) -> Watch | None:
    study = basis.study
    asking = Asking.of(study, share, basis.option, min(WATCHED, study.futures))
    return watch(study.case, asking, read_on(study.case), against=AGAINST, known=basis.given.result)


def _precedents(basis: Basis) -> dict[int, Precedents]:
    """Precedents of the first talks, by number."""
    plan, case = basis.agenda, basis.case
    if plan is None or case.record is None or not case.record.tracks:
        return {}
    found = {}
    for number in [o.track for o in basis.first]:
        track = plan.tracks[number]
        ask = {
            "issues": list(track.issues),
            "form": "single" if len(track.issues) == 1 else "package",
            "publicity": "quiet" if track.publicity <= QUIET else "mixed" if track.publicity <= 2 * QUIET else "public",
        }
        found[number] = find_precedents(case, ask=ask, nearest=NEAREST)
    return found


def _skill(study: Study) -> Forecasts | None:
    """Answers to the newest set of questions whose outcome is known; None where there is none that fits the case, as in one of the reader's own that has
    lost its record or its ladders."""
    try:
        return earlier_answers(study.case, study.theories, study.strategies, SCORED)
    except InputError:
        return None
