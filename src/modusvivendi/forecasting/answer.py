"""Questions answered: chances per strategy, theory and for the mixture, the base rate beside them, and how they came out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from modusvivendi.case import Case
from modusvivendi.engine.setting import POSTURE, Moves, Terms, moves_of
from modusvivendi.errors import InputError, choose
from modusvivendi.evidence.record import coding_rule as rule
from modusvivendi.evidence.record.arrays import read_rows
from modusvivendi.files.given import given_whole
from modusvivendi.forecasting.base_rate import Base, base_rate
from modusvivendi.forecasting.courses import run_courses
from modusvivendi.forecasting.event import happens, months_needed, share_as_large, simulated
from modusvivendi.forecasting.posture import pins, recorded_posture
from modusvivendi.forecasting.question import Question
from modusvivendi.forecasting.resolve import OPEN, Resolution, resolve
from modusvivendi.record import Track as Recorded
from modusvivendi.strategy import Strategy
from modusvivendi.strategy.compile import compile_strategy
from modusvivendi.strategy.followers import leader_called
from modusvivendi.strategy.strategy import Track
from modusvivendi.study import Study
from modusvivendi.study.draws import JointDraws
from modusvivendi.study.study import LARGEST, MOST_SEED
from modusvivendi.study.summary import share_weights
from modusvivendi.theory import Theory

FOLLOWED, DRIFT = "as it went", "drift"
ASKED = 0.25  # how far a track of one's own asks policy to move; judgement, range 0.1–0.5
REWARD = 0.5  # a reward of a recorded track that nobody measured; judgement, range 0.2–0.8


@dataclass(frozen=True, eq=False)
class Answer:
    """A question with its chances. by_theory: (strategies, theories); by_strategy: mixture, (strategies,); None where the model
    does not simulate what is asked. base, last_year: from the record before."""

    question: Question
    by_theory: np.ndarray | None
    by_strategy: np.ndarray | None
    base: Base
    last_year: Base
    resolution: Resolution


@dataclass(frozen=True, eq=False)
class Forecasts:
    """Answers to a set of questions.

    case: as of the day of the answers; known: the case whose record resolves them. strategies: names, the first the one
    that is shown and scored; theories with their weights. futures: per theory and strategy.
    """

    case: Case
    known: Case
    strategies: tuple[str, ...]
    weights: dict[str, float]
    answers: tuple[Answer, ...]
    futures: int

    @property
    def resolved(self) -> tuple[Answer, ...]:
        """Answers whose question is decided."""
        return tuple(a for a in self.answers if a.resolution.answer is not None)

    def chance(self, answer: Answer) -> float | None:
        """The mixture's chance under the strategy shown, None where the model has none."""
        return None if answer.by_strategy is None else float(answer.by_strategy[0])


@dataclass(frozen=True, eq=False)
class Asking:
    """What questions are answered with. weights: of theories, None for uniform; posterior: draws that the record weighed; followers:
    who follows every strategy, None for those that it names. pins: numbers of the case that are fixed."""

    theories: Sequence[Theory]
    strategies: Sequence[Strategy]
    weights: Mapping[str, float] | None = None
    posterior: JointDraws | None = None
    shown: str | None = None
    futures: int = 1024
    seed: int = 1
    followers: str | None = None
    pins: Mapping[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse what cannot be, by name, before any work. Raises InputError."""
        given_whole("--futures", self.futures, 1, LARGEST)
        given_whole("--seed", self.seed, 0, MOST_SEED)

    @classmethod
    def of(cls, study: Study, weights: Mapping[str, float] | None, shown: str, futures: int) -> Asking:
        """What answers on the terms of a study: its theories, strategies, draws of parameters, followers and fixed numbers."""
        return cls(
            study.theories, study.strategies, weights, study.posterior, shown, futures, study.seed, study.followers, study.pins
        )

    def study(self, case: Case, months: int, pins: Mapping[str, float] | None = None) -> Study:
        """The study that answers over so many months. pins: numbers of the case that are taken as given."""
        return Study(
            case=case,
            theories=tuple(self.theories),
            strategies=tuple(self.strategies),
            futures=self.futures,
            seed=self.seed,
            months=months,
            followers=self.followers,
            pins={**self.pins, **(pins or {})},
            posterior=self.posterior,
        )


def forecast(case: Case, questions: Sequence[Question], known: Case, asking: Asking) -> Forecasts:
    """Answer questions as of the day of a case; ``known`` is the same case as known now, which resolves what it can.

    Where the record runs on after that day, what outsiders did then is a strategy too (``as it went``), and the one shown
    unless ``asking.shown`` names another; else it is ``drift``. Nothing else of the later record is looked at. Raises
    InputError for unknown names.
    """
    months = months_needed(tuple(questions), case.as_of)
    postures = _postures(case, known, asking, months)
    first = _shown(asking.shown, list(postures))
    names = (first, *(name for name in postures if name != first))
    weights = share_weights(asking.weights, [t.name for t in asking.theories])
    study = asking.study(case, months, pins(case))
    chances = _chances(study, questions, [postures[name] for name in names])
    share = np.array(list(weights.values()))
    rows = read_rows(case) if case.record is not None else None  # once for all questions
    answers = tuple(
        Answer(
            question=q,
            by_theory=chances.get(q.id),
            by_strategy=chances[q.id] @ share if q.id in chances else None,
            base=base_rate(q, case, rows=rows),
            last_year=base_rate(q, case, last_year=True, rows=rows),
            resolution=resolve(q, known) if known.as_of > case.as_of or q.answer is not None else OPEN,
        )
        for q in questions
    )
    return Forecasts(case, known, names, weights, answers, asking.futures)


def _postures(case: Case, known: Case, asking: Asking, months: int) -> dict[str, Moves]:
    found = {s.name: compile_strategy(s, case, months, asking.followers) for s in asking.strategies}
    if known.as_of > case.as_of and known.record is not None:
        found = {FOLLOWED: moves_of(recorded_posture(case, known, months)), **found}
    return found


def _shown(asked: str | None, names: list[str]) -> str:
    if asked is not None:
        return choose("strategy", asked, names)
    return next((name for name in (FOLLOWED, DRIFT) if name in names), names[0])


def _chances(study: Study, questions: Sequence[Question], postures: list[Moves]) -> dict[str, np.ndarray]:
    """Chances of every question that the model simulates, (strategies, theories).

    Counts out of n futures are taken as (k + 1/2) / (n + 1): what no future shows is not taken for impossible.
    """
    plain = [q for q in questions if simulated(q) and q.kind != "track"]
    found = {q.id: np.zeros((len(postures), len(study.theories))) for q in questions if simulated(q)}
    case, n = study.case, study.futures
    acts = case.record.acts if case.record else ()
    for t, theory in enumerate(study.theories):
        kept = run_courses(study, theory, postures)
        for q in plain:
            share = share_as_large(q, acts) if q.kind == "act" else 1.0
            for s in range(len(postures)):
                found[q.id][s, t] = (happens(q, case, kept, s, share).sum() + 0.5) / (n + 1)
        for q in questions:
            if q.kind == "track":
                asked = run_courses(study, theory, [with_track(m, terms_of(q, case)) for m in postures])
                for s in range(len(postures)):
                    found[q.id][s, t] = (happens(q, case, asked, s).sum() + 0.5) / (n + 1)
    return found


def with_track(moves: Moves, terms: Terms) -> Moves:
    """A strategy's posture with one track on the table, in place of its own."""
    posture = {name: getattr(moves, name).copy() for name in POSTURE}
    if posture["follow"][terms.bloc] == 0:  # the bloc puts the track all the same, and keeps its own posture and demands
        posture["follow"][terms.bloc] = 1.0
        posture["lever_set"][:, terms.bloc] = 0
        posture["demands_set"][terms.bloc] = 0
    return moves_of(posture, [terms])


def terms_of(question: Question, case: Case) -> Terms:
    """The terms of the track that a question is about: recorded ones by coder A, else those that it gives.

    Raises InputError for a track on no issue of the case.
    """
    ids = case.issue_ids
    own = {t.id: t for t in (case.record.tracks if case.record else ())}.get(question.track)
    issues = own.issues if own else question.issues
    inside = tuple(ids.index(name) for name in issues if name in ids)
    if not inside:
        raise InputError(f"question {question.id}: the track is on no issue of the case; name issues that are in it")
    terms = _recorded_terms(own) if own else {"publicity": question.publicity, "reward": question.reward}
    actor = own.actor if own else question.actor
    bloc = {c.id: c.bloc for c in case.countries}.get(actor) or leader_called("multilateral", case, np.ones(len(case.blocs)))
    whole = len(inside) > 1 and (own.mode in rule.WHOLE_MODES if own else question.package)
    return Terms(
        issues=inside,
        steps=(ASKED,) * len(inside),
        bloc=[b.id for b in case.blocs].index(bloc),
        whole=float(whole),
        intensity=terms.get("intensity", Track.model_fields["intensity"].default),
        publicity=terms["publicity"],
        reward=terms["reward"],
        patience=600.0,
    )


def _recorded_terms(track: Recorded) -> dict[str, float]:
    return {
        "publicity": rule.PUBLICITY[track.publicity],
        "reward": REWARD * track.reward,
        "intensity": rule.TRACK_INTENSITY[track.mode],
    }
