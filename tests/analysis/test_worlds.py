"""Worlds of a study: by weight, with the numbers that the study itself used, and run again to the same outcomes."""

from __future__ import annotations

import numpy as np
import pytest

from modusvivendi.analysis.sensitivity.sobol_design import HOLDS, Group, points_at, sobol_blocks, swapped
from modusvivendi.analysis.stress.run_worlds import run_worlds
from modusvivendi.analysis.worlds import WHICH, Worlds, numbers_of, varying
from modusvivendi.engine.layout import THEORY_PARAMETERS
from modusvivendi.errors import InputError
from modusvivendi.study import Result, Study
from modusvivendi.study.inputs import THEORY_QUANTILES, parameter_matrix


def test_running_the_numbers_of_a_study_gives_its_outcomes(afghan_study: Study, afghan_result: Result) -> None:
    """Numbers by name, turned into a matrix again and run under the study's keys: the study's own futures, to the bit."""
    names = (*THEORY_PARAMETERS, *(f.name for f in afghan_study.factors))
    numbers = numbers_of(afghan_study, names, 40)
    for t in (0, 6):
        keys = afghan_study.keys(afghan_study.theories[t], 0, 40)
        own = {n: v[t] if v.ndim == 2 else v for n, v in numbers.items()}
        found = run_worlds(afghan_study, parameter_matrix(afghan_study.case, own), keys)
        np.testing.assert_array_equal(found, afghan_result.outcomes[t][:, :, :40])
    alone = run_worlds(afghan_study, parameter_matrix(afghan_study.case, own), keys, strategies=[3, 1])
    np.testing.assert_array_equal(alone, found[[3, 1]])


def test_worlds_come_by_weight_and_only_complete_draws_count(afghan_study: Study) -> None:
    weights = np.zeros(9)
    weights[[2, 6]] = 0.25, 0.75
    complete = np.ones(128, bool)
    complete[[0, 5]] = False
    worlds = Worlds.of(afghan_study, weights, complete)
    assert np.bincount(worlds.theory, minlength=9).tolist() == [0, 0, 42, 0, 0, 0, 126, 0, 0]
    assert worlds.draws[0] == 1 and 5 not in worlds.draws and len(worlds.draws) == 126
    cube = np.arange(9 * 126, dtype=float).reshape(9, 126)
    assert worlds.values(cube)[:2].tolist() == [252, 253]
    numbers = numbers_of(afghan_study, ["beta_reactance", "initial.grievance"], 128)
    table = worlds.table(["beta_reactance", "initial.grievance"], worlds.ranked(cube))
    assert table[WHICH].tolist() == [1.0] * 42 + [2.0] * 126
    np.testing.assert_allclose(table["beta_reactance"][42:], numbers["beta_reactance"][6][worlds.draws], rtol=1e-6)
    np.testing.assert_allclose(table["initial.grievance"][42:], numbers["initial.grievance"][worlds.draws], rtol=1e-6)
    assert worlds.ranked(-cube) == ("status_and_cohesion", "leverage")
    alone = np.zeros(9)
    alone[2] = 1.0
    single = Worlds.of(afghan_study, alone, complete)
    assert WHICH not in single.table(["initial.grievance"], single.ranked(cube))


def test_numbers_that_do_not_vary_are_left_out(afghan_study: Study) -> None:
    moving = varying(afghan_study, range(9))
    assert "deals_enabled" not in moving and "beta_reactance" in moving
    pinned = afghan_study.model_copy(update={"pins": {"initial.grievance": 0.3}})
    pinned.model_post_init(None)
    assert "initial.grievance" in moving and "initial.grievance" not in varying(pinned, range(9))
    assert numbers_of(pinned, ["initial.grievance"], 3)["initial.grievance"].tolist() == [0.3] * 3
    with pytest.raises(InputError, match="did you mean 'initial.grievance'"):
        numbers_of(afghan_study, ["initial.grievence"], 3)


def test_swapping_a_group_moves_that_group_only(afghan_study: Study) -> None:
    random = np.random.default_rng(0)
    names = [HOLDS, *THEORY_QUANTILES, *(f.name for f in afghan_study.factors)]
    weights = np.full(9, 1 / 9)
    quantiles = [dict(zip(names, random.random((len(names), 16)), strict=True)) for _ in range(2)]
    a, b = (points_at(afghan_study, weights, at, np.full((2, 16), k, np.uint32)) for k, at in enumerate(quantiles))
    turned = swapped(a, b, Group(("initial.grievance", "beta_reactance")))
    np.testing.assert_array_equal(turned.quantiles["beta_reactance"], b.quantiles["beta_reactance"])
    assert all((turned.quantiles[n] == a.quantiles[n]).all() for n in THEORY_PARAMETERS if n != "beta_reactance")
    np.testing.assert_array_equal(turned.case["initial.grievance"], b.case["initial.grievance"])
    assert all((turned.case[n] == a.case[n]).all() for n in a.case if n != "initial.grievance")
    assert (turned.which == a.which).all() and (turned.keys == a.keys).all()
    theory, chance = swapped(a, b, Group(theory=True)), swapped(a, b, Group(chance=True))
    assert (theory.which == b.which).all() and (theory.keys == a.keys).all()
    assert (chance.keys == b.keys).all() and (chance.which == a.which).all()


def test_blocks_of_the_design(afghan_study: Study) -> None:
    """Core rights under inertia do not depend on which bloc is hard; swapping nothing changes nothing; chance does."""
    i = afghan_study.outcome_names.index("core_rights")
    weights = np.zeros(9)
    weights[0] = 1.0
    groups = {"nothing": Group(), "chance": Group(chance=True)}
    blocks = sobol_blocks(afghan_study, weights, groups, lambda found: found[:, i].astype(float), 0, 64)
    assert blocks.shape == (64, 4)
    np.testing.assert_array_equal(blocks[:, 0], blocks[:, 1])
    assert (blocks[:, 2] != blocks[:, 0]).mean() > 0.8 and (blocks[:, 3] != blocks[:, 0]).all()
