"""The engine knows no bloc, rival or hazard by name: a case says how many there are, of which kind, and what they do."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from modusvivendi.case import Case, load_case
from modusvivendi.strategy import Strategy, load_strategy
from modusvivendi.study import Study, run_study
from modusvivendi.study.inputs import case_factors, setting_of
from modusvivendi.theory import load_theory


@pytest.fixture(scope="module")
def case() -> Case:
    return load_case("afghanistan", as_of="2024-05-29")


def outcomes(case: Case, strategy: Strategy, **pins: float) -> dict[str, np.ndarray]:
    """Each outcome over a few futures."""
    study = Study(case=case, theories=(load_theory("cohesion"),), strategies=(strategy,), futures=64, months=24, pins=pins)
    result = run_study(study, threads=1, sample=1)
    return {name: result.outcome(name)[0, 0] for name in study.outcome_names}


def named_anew(items: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(item.model_copy(update={"id": f"any_{item.id}"}) for item in items)


def test_names_of_blocs_rivals_and_hazards_mean_nothing(case: Case) -> None:
    strategy = load_strategy("pragmatic")
    countries = tuple(c.model_copy(update={"bloc": f"any_{c.bloc}"}) for c in case.countries)
    parts = {kind: named_anew(getattr(case, kind)) for kind in ("blocs", "rivals", "hazards")}
    groups = {group: f"any_{bloc}" for group, bloc in case.move_groups.items()}
    other = case.model_copy(update={**parts, "countries": countries, "move_groups": groups})
    rules = tuple(
        r.model_copy(update={"terms": r.terms and r.terms.model_copy(update={"bloc": f"any_{r.terms.bloc}"})})
        for r in strategy.rules
    )
    # Draws go by name, so every number is pinned: what is left is what the engine makes of names.
    centres = [f.distribution.centre for f in case_factors(case)]
    one, two = (
        outcomes(c, s, **{f.name: value for f, value in zip(case_factors(c), centres, strict=True)})
        for c, s in ((case, strategy), (other, strategy.model_copy(update={"rules": rules})))
    )
    for name, values in one.items():
        np.testing.assert_array_equal(values, two[name], err_msg=name)


def test_a_case_may_have_no_rivals_and_no_hazards(case: Case) -> None:
    found = outcomes(case.model_copy(update={"rivals": (), "hazards": ()}), load_strategy("drift"))
    assert all(np.isfinite(values).all() for values in found.values())
    assert (found["rival"] == 0).all() and (found["attacks"] == 0).all()


def test_rivals_of_a_kind_share_deserters_and_the_strongest_outbidder_is_felt(case: Case) -> None:
    outbidder = case.rivals[0]
    twins = (outbidder, outbidder.model_copy(update={"id": "twin", "title": "Twin"}), case.rivals[1])
    setting = setting_of(case.model_copy(update={"rivals": twins}), 12)
    assert setting.outbids.tolist() == [1, 1, 0] and setting.rival_part.tolist() == [0.5, 0.5, 1]
    still = dict.fromkeys(("growth", "suppression", "recruits"), 0.0)
    pins = {f"rivals.{name}.{field}": value for name in ("twin", outbidder.id) for field, value in still.items()}
    for strong, weak in (("twin", outbidder.id), (outbidder.id, "twin")):
        strengths = {f"rivals.{strong}.strength": 0.6, f"rivals.{weak}.strength": 0.05}
        found = outcomes(case.model_copy(update={"rivals": twins}), load_strategy("drift"), **pins, **strengths)
        assert found["rival"] == pytest.approx(0.6)


def test_what_a_hazard_does_is_said_by_the_case(case: Case) -> None:
    """A quake that rivals use to attack, and that harms nobody, raises attacks and lets people fare better."""
    often = {"hazards.earthquake.rate": 6.0, "hazards.earthquake.severity": 0.5}

    def with_effects(*effects: str) -> dict[str, np.ndarray]:
        hazards = tuple(h.model_copy(update={"effects": effects}) if h.id == "earthquake" else h for h in case.hazards)
        return outcomes(case.model_copy(update={"hazards": hazards}), load_strategy("drift"), **often)

    harm, attacks, both = with_effects("harm"), with_effects("attacks"), with_effects("harm", "attacks")
    assert attacks["attacks"].mean() > harm["attacks"].mean() and attacks["wellbeing"].mean() > harm["wellbeing"].mean()
    np.testing.assert_array_equal(both["wellbeing"], harm["wellbeing"])
    np.testing.assert_array_equal(both["attacks"], attacks["attacks"])


def test_the_school_year_is_that_of_the_case(case: Case) -> None:
    setting = setting_of(case.model_copy(update={"school_edges": (6, 9)}), 12)
    assert np.flatnonzero(setting.school_edges).tolist() == [5, 8]
    here, there = (outcomes(c, load_strategy("drift")) for c in (case, case.model_copy(update={"school_edges": (6, 9)})))
    schools = {f"policy_{i.id}" for i in case.issues if i.education}
    assert {name for name in here if name in schools and (here[name] != there[name]).any()} == schools
