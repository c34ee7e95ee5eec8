"""Drives and deal value are written once: simulation, history and the planner's bargain agree on the same state."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numba import njit

from modusvivendi.case import Case, load_case
from modusvivendi.engine.chance import future_keys
from modusvivendi.engine.compile import ALLOCATES
from modusvivendi.engine.driver import aligned
from modusvivendi.engine.layout import LANES, PARAMETER_ROWS, PARAMETERS, STATE_ROWS, P, S, row
from modusvivendi.engine.month import start_future
from modusvivendi.engine.setting import Moves
from modusvivendi.engine.shared import here
from modusvivendi.engine.stages.acts import act_rates
from modusvivendi.engine.stages.deals import decide, terms_of, worth_of_offer
from modusvivendi.evidence.filter.along import COVARIATES, REBOUND, keep_covariates, log_hazards, value_track
from modusvivendi.evidence.filter.history import History, Tracks
from modusvivendi.evidence.likelihood.deal_outcomes import Choices, Forms, deal_outcome_chances
from modusvivendi.evidence.likelihood.likelihood import NODE_WEIGHTS, NODES
from modusvivendi.planning.agenda.plan import Plan, PlanTrack, compile_plan
from modusvivendi.planning.judging.bargain import Bargain, Terms
from modusvivendi.planning.judging.evaluate import Basis, Evaluator
from modusvivendi.strategy.compile import nobody
from modusvivendi.study.inputs import setting_of
from modusvivendi.theory import load_theory

F, U = np.float32, np.uint64
L = LANES
ROUNDING = 2e-5  # single against double precision
SEEDS = (1, 2, 3)


@njit(**ALLOCATES)
def start(s, p, keys, setting, nobody):  # type: ignore[no-untyped-def]
    """The start of a future."""
    start_future(here((s, p, keys, setting, nobody)), -1)


@njit(**ALLOCATES)
def simulated_deals(s, p, keys, moves, worth, accepted):  # type: ignore[no-untyped-def]
    """What the month of a simulation makes of every track if it is considered now."""
    for k in range(moves.tracks):
        for l in range(L):
            s[S.considered + U(l)] = 1.0
        decide(s, p, keys, moves, U(k), U(0))
        offer = terms_of(moves, k)
        for l in range(L):
            worth[k, l] = worth_of_offer(s, p, moves.track_bloc[k] * U(L), U(l), offer)
    for e in range(accepted.shape[0]):
        for l in range(L):
            accepted[e, l] = s[S.accepted + U(e * L + l)]


@njit(**ALLOCATES)
def recorded_deals(s, p, tracks, history):  # type: ignore[no-untyped-def]
    """What the month run along history makes of every track."""
    for k in range(tracks.month.size):
        value_track(s, p, tracks, 0, k, 0, history)


@njit(**ALLOCATES)
def simulated_rates(s, p, setting):  # type: ignore[no-untyped-def]
    """Expected acts of the first month, as a simulation has them."""
    act_rates(s, p, setting, U(0), np.float32(0.0))


@njit(**ALLOCATES)
def keep(s, p, setting, kept):  # type: ignore[no-untyped-def]
    """What history keeps of the first month."""
    keep_covariates(s, p, setting, U(0), kept)


@njit(**ALLOCATES)
def recorded_hazards(s, p, setting, kept, out):  # type: ignore[no-untyped-def]
    """Log-hazards of the first month, as history has them, (issues, toward and away, lanes)."""
    both = np.empty(2 * L, np.float32)
    for i in range(out.shape[0]):
        log_hazards(s, p, setting, U(i), U(0), np.float32(0.0), kept, both)
        for l in range(2 * L):
            out[i, l // L, l % L] = both[l]


class World:
    """A block of draws of the Afghan case at the start, and an agenda of random tracks."""

    def __init__(self, case: Case, seed: int, fairness: bool = True) -> None:
        rng = np.random.default_rng(seed)
        self.case, self.rng = case, rng
        self.matrix = np.asarray(
            Evaluator(Basis(case=case, theories=[load_theory("free")], seed=seed), futures=L).parameters[:, 0], F
        ).copy()
        self.matrix[row("contact_halflife")] = 1e9  # contact is what the case says, not yet moved by outsiders
        for name in ("fairness", "deal_cost", "beta_reactance", "beta_standing", "standing_discount", "contamination"):
            self.matrix[row(name)] = rng.uniform(0, 0.5, L)
        if not fairness:
            self.matrix[row("fairness")] = 0
        first = row("snub_sensitivity")
        self.matrix[first : first + len(case.issues)] = rng.uniform(0, 1, (len(case.issues), L))
        self.s, self.p, self.keys = aligned(STATE_ROWS * L), aligned(PARAMETER_ROWS * L), future_keys(seed, np.arange(L)).ravel()
        self.p[:] = self.matrix.ravel()
        self.setting = setting_of(case, 12)._replace(first_month=U(12))  # December: the edge of a school year
        start(self.s, self.p, self.keys, self.setting, nobody(case, 12))

    def state(self, offset: Any, items: int) -> np.ndarray:
        """A quantity of the state, (items, lanes), as a view."""
        return self.s[int(offset) : int(offset) + items * L].reshape(items, L)

    def tracks(self, same_step: bool = False) -> tuple[PlanTrack, ...]:
        """Random tracks of one to four issues, every second all or nothing, on random terms."""
        rng, order = self.rng, list(self.rng.permutation(self.case.issue_ids))
        found = []
        while order:
            size = int(rng.integers(1, 5))
            issues, order = tuple(str(i) for i in order[:size]), order[size:]
            steps = {} if same_step else {i: float(rng.uniform(0.05, 0.6)) for i in issues}
            share = {name: float(rng.uniform()) for name in ("reward", "standing", "publicity", "intensity", "snub")}
            bloc = self.case.blocs[int(rng.integers(len(self.case.blocs)))].id
            whole = len(found) % 2 == 0
            found.append(PlanTrack(issues=issues, steps=steps, bloc=bloc, all_or_nothing=whole, **share))
        return tuple(found)

    def moves(self, tracks: tuple[PlanTrack, ...]) -> Moves:
        return compile_plan(Plan(name="random", followers="everyone", tracks=tracks), self.case, 12)

    def simulated(self, moves: Moves, sharp: bool = False) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Value of every entry with its shock, worth of what comes with each track, and which entries are accepted."""
        entries = len(moves.entry_issue)
        shock = self.state(S.shock, len(self.case.issues))
        shock[:] = 0 if sharp else self.rng.logistic(size=shock.shape)
        worth, accepted = np.empty((int(moves.tracks), L), F), np.empty((entries, L), F)
        simulated_deals(self.s, self.p, self.keys, moves, worth, accepted)
        return self.state(S.entry_value, entries).copy(), worth, accepted > 0.5

    def recorded(self, moves: Moves) -> tuple[np.ndarray, np.ndarray]:
        """Worth of a full step per entry, and of the reward per track, as history has them."""
        history = History(
            np.empty((2, 1, 1, L), F),
            np.empty((len(moves.entry_issue), L), F),
            np.empty((int(moves.tracks), L), F),
            np.empty((2, len(moves.entry_issue), L), F),
            np.empty((3, int(moves.tracks), L), F),
            np.empty((1, 1, L), F),
        )
        of_track = {n: getattr(moves, f"track_{n}") for n in ("bloc", "publicity", "standing", "intensity", "snub")}
        two = {n: of_track.pop(n)[None].copy() for n in ("publicity", "standing")}
        record = Tracks(
            month=np.zeros(int(moves.tracks), np.int64),
            first=moves.track_first.astype(np.int64),
            last=moves.track_last.astype(np.int64),
            entry_issue=moves.entry_issue,
            material=moves.track_reward[None].copy(),
            **of_track,
            **two,
        )
        recorded_deals(self.s, self.p, record, history)
        return history.issue_worth, history.reward

    def bargained(self, tracks: tuple[PlanTrack, ...]) -> list[Terms]:
        """Every track as the planner's bargain sees it, with the private shocks of the state."""
        bargain = Bargain(self.case, self.matrix)
        bargain.shock = self.state(S.shock, len(self.case.issues)) / bargain.one("choice_precision")
        return [bargain.terms(track) for track in tracks]


@pytest.fixture(scope="module")
def case() -> Case:
    return load_case("afghanistan", as_of="2024-05-29")


def margins(terms: Terms, whole: bool) -> np.ndarray:
    """How far from being accepted or refused each issue is, (issues, draws)."""
    if whole:
        return np.broadcast_to(terms.values.sum(0) + terms.offer, terms.values.shape)
    return terms.values + terms.share(terms.offer)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_bargain_values_and_takes_what_a_simulation_does(case: Case, seed: int) -> None:
    world = World(case, seed)
    tracks = world.tracks()
    values, worth, accepted = world.simulated(world.moves(tracks))
    terms = world.bargained(tracks)
    np.testing.assert_allclose(np.concatenate([t.values for t in terms]), values, atol=ROUNDING)
    np.testing.assert_allclose(np.stack([t.offer for t in terms]), worth, atol=ROUNDING)
    taken = np.concatenate([t.taken(track.all_or_nothing) for t, track in zip(terms, tracks, strict=True)])
    margin = np.concatenate([margins(t, track.all_or_nothing) for t, track in zip(terms, tracks, strict=True)])
    clear = np.abs(margin) > 10 * ROUNDING
    assert clear.mean() > 0.99
    np.testing.assert_array_equal(taken[clear], accepted[clear])
    assert 0.05 < taken.mean() < 0.95, "random offers are taken and refused"


@pytest.mark.parametrize("seed", SEEDS)
def test_history_values_what_a_simulation_does(case: Case, seed: int) -> None:
    world = World(case, seed)
    moves = world.moves(world.tracks())
    values, worth, _ = world.simulated(moves, sharp=True)
    of_issue, reward = world.recorded(moves)
    np.testing.assert_allclose(moves.entry_step[:, None] * of_issue, values, atol=ROUNDING)
    cost, alpha = world.matrix[row("deal_cost")], world.matrix[row("fairness")]
    wanted = world.matrix[row("outsider_value") + moves.entry_issue.astype(int)]
    for k, (first, last) in enumerate(zip(moves.track_first, moves.track_last, strict=True)):
        e = slice(int(first), int(last))
        theirs = (moves.entry_step[e, None] * wanted[e]).sum(0) - moves.track_reward[k]
        unfair = alpha * np.maximum(theirs - values[e].sum(0) - reward[k], 0)
        np.testing.assert_allclose(reward[k] - cost - unfair, worth[k], atol=ROUNDING)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_likelihood_takes_what_a_simulation_does(case: Case, seed: int) -> None:
    """With sharp choice, no shocks and no fairness (a forward lever) the likeliest outcome is the one simulated."""
    world = World(case, seed, fairness=False)
    tracks = world.tracks(same_step=True)
    moves = world.moves(tracks)
    _, _, accepted = world.simulated(moves, sharp=True)
    of_issue, reward = world.recorded(moves)
    forms = Forms(
        moves.track_first.astype(np.int64),
        moves.track_last.astype(np.int64),
        moves.track_whole.astype(float),
        np.zeros(len(tracks)),
    )
    choices = Choices(
        choice_precision=np.full(L, 1e4),
        cost=world.matrix[row("deal_cost")].astype(float),
        step=np.full(L, float(moves.entry_step[0])),
        band=np.full(L, 1e-6),
        report=np.ones(L),
    )
    chances = deal_outcome_chances(of_issue, reward, forms, choices, NODES, NODE_WEIGHTS)
    clear = chances.max(axis=1) > 0.999
    assert clear.mean() > 0.95
    share = np.stack([accepted[int(a) : int(b)].mean(0) for a, b in zip(moves.track_first, moves.track_last, strict=True)])
    simulated = np.where(share == 0, 0, np.where(share == 1, 2, 1))
    np.testing.assert_array_equal(chances.argmax(axis=1)[clear], simulated[clear])
    assert set(np.unique(simulated)) == {0, 1, 2}


@pytest.mark.parametrize("seed", SEEDS)
def test_history_and_simulation_have_the_same_hazards(case: Case, seed: int) -> None:
    """Away from the reference levels of the start, log of room times hazard ratio is that of the rates simulated."""
    world, issues = World(case, seed), len(case.issues)
    kept = [np.empty(12 * issues * COVARIATES * L, F) for _ in range(2)]
    keep(world.s, world.p, world.setting, kept[0])
    for name in ("contact_felt", "relief", "stake", "salience_felt", "signal_gain", "demand_felt", "policy"):
        world.state(getattr(S, name), issues)[:] *= world.rng.uniform(0.3, 1.0, (issues, L))
    for name in ("need", "grievance", "autocracy"):
        world.state(getattr(S, name), 1)[:] *= world.rng.uniform(0.3, 1.0, L)
    world.state(S.rebound, issues)[:] = world.rng.uniform(0, 1, (issues, L))
    world.p[int(P.rate_toward) : int(P.rate_toward) + PARAMETERS["rate_toward"] * L] = 1e-3
    world.p[int(P.rate_away) : int(P.rate_away) + PARAMETERS["rate_away"] * L] = 1e-3
    keep(world.s, world.p, world.setting, kept[1])
    before, after = (k.reshape(issues, 12, COVARIATES, L)[:, 0] for k in kept)
    after[:, : int(REBOUND)] -= before[:, : int(REBOUND)]
    found = np.empty((issues, 2, L), F)
    recorded_hazards(world.s, world.p, world.setting, kept[1], found)
    simulated_rates(world.s, world.p, world.setting)
    rates = np.stack([world.state(S.rate_toward, issues), world.state(S.rate_away, issues)], axis=1)
    np.testing.assert_allclose(np.log(rates / 1e-3), found, atol=1e-4)
    assert np.abs(found).max() > 0.5


def test_a_snub_is_counted_by_the_bargain_and_by_history(case: Case) -> None:
    """It lowers the worth of every issue by slight = bY E snub sensitivity, and nothing else."""
    world = World(case, 4)
    polite = tuple(t.model_copy(update={"snub": 0.0}) for t in world.tracks())
    rude = tuple(t.model_copy(update={"snub": 0.8}) for t in polite)
    issues = world.moves(polite).entry_issue.astype(int)
    matrix = world.matrix
    slight = 0.8 * matrix[row("beta_reactance")] * matrix[row("grievance")] * matrix[row("snub_sensitivity") + issues]
    one, two = (world.recorded(world.moves(t)) for t in (polite, rude))
    np.testing.assert_allclose(one[0] - two[0], slight, atol=ROUNDING)
    np.testing.assert_array_equal(one[1], two[1])
    for a, b, first in zip(world.bargained(polite), world.bargained(rude), world.moves(polite).track_first, strict=True):
        mine = slice(int(first), int(first) + len(a.steps))
        np.testing.assert_allclose(a.plain - b.plain, a.steps[:, None] * slight[mine], atol=ROUNDING)
