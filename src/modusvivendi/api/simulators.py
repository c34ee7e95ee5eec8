"""One call per question. What moves if one moves it: the engine in a page of its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from modusvivendi.case import Case
from modusvivendi.errors import InputError
from modusvivendi.evidence.inference.beliefs import RECORD, UNIFORM, Beliefs, Weighting, choose_beliefs
from modusvivendi.findings.calendar import read_on
from modusvivendi.forecasting.answer import Asking
from modusvivendi.forecasting.signposts import watch
from modusvivendi.simulator import Content, Draws, content_of_study, draws_of, write_simulator
from modusvivendi.simulator.events import read_events
from modusvivendi.study import Study
from modusvivendi.study.make import make_study

DRAWS = 512  # under each theory, and the most a page holds
SHOWN = "piecemeal"  # the strategy that signposts are worked out under, where a study has it


@dataclass(frozen=True, eq=False)
class Simulator:
    """What ``make_simulator`` returns: the study, beliefs used, what the page knows, and where it is (None if it is not written).

    Example:
        >>> import modusvivendi as mv
        >>> list(mv.Simulator.__dataclass_fields__)  # see ``make_simulator`` for how to come by one
        ['study', 'beliefs', 'content', 'draws', 'path']
    """

    study: Study
    beliefs: Beliefs
    content: Content
    draws: Draws
    path: Path | None


def make_simulator(
    subject: Study | Case | str | Path,
    out: Path | str | None = None,
    *,
    weights: Weighting = UNIFORM,
    evidence: Path | str | None = None,
    signposts: bool = True,
) -> Simulator:
    """Make the simulator of a case: one HTML file that runs the model, with sliders, offline.

    subject: a study (``make_study``), or a case, its name or path for all theories and strategies on 512 draws; every draw
    runs under every theory, and a page holds no more. out: the file to write; None to write nothing. weights: of theories,
    as for ``run``, with which the page opens. evidence: the folder that ``modus weigh`` wrote, for theories by
    events. signposts: whether to work out signs with dates. Raises InputError.

    Example:
        >>> import modusvivendi as mv
        >>> made = mv.make_simulator(mv.make_study("afghanistan", theories=["inertia"], strategies=["drift"], futures=16), signposts=False)
        >>> made.draws.count
        16
    """
    study = subject if isinstance(subject, Study) else make_study(subject, futures=DRAWS)
    if study.futures > DRAWS:
        raise InputError(f"a simulator of {study.futures} draws: at most {DRAWS}, so that the page stays small")
    beliefs = choose_beliefs(study.case, study.theories, weights)
    if beliefs.posterior is not None:
        study = study.changed(posterior=beliefs.posterior)
    found = watch(study.case, _asking(study, beliefs), read_on(study.case)) if signposts else None
    events = read_events(Path(evidence), [t.name for t in study.theories]) if evidence is not None else []
    content = content_of_study(study, beliefs, marks_of(study), found, events)
    drawn = draws_of(study)
    path = write_simulator(_file(out), content, drawn) if out is not None else None
    return Simulator(study, beliefs, content, drawn, path)


def marks_of(study: Study) -> dict[str, Mapping[str, float]]:
    """Weights that the record gives, where 'modus weigh' has left some that fit; they are marked beside the sliders."""
    try:
        found = choose_beliefs(study.case, study.theories, RECORD)
    except InputError:
        return {}
    return {RECORD: found.weights} if found.weights else {}


def _asking(study: Study, beliefs: Beliefs) -> Asking:
    names = [s.name for s in study.strategies]
    return Asking.of(study, beliefs.weights, SHOWN if SHOWN in names else names[0], study.futures)


def _file(out: Path | str) -> Path:
    path = Path(out)
    if path.is_dir():
        raise InputError(f"{path}: a folder; name the file to write, such as {path / 'simulator.html'}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"{path}: cannot be written ({error.strerror or error})") from None
    return path
