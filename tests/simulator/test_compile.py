"""What sliders and the board make of a strategy is what Python compiles, array by array; and it is told by the same rules."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import modusvivendi as mv
from modusvivendi.api.simulators import Simulator, make_simulator
from modusvivendi.engine.layout import LEVER_NAMES
from modusvivendi.planning.agenda.plan import compile_plan
from modusvivendi.strategy import Track
from modusvivendi.strategy.compile import compile_strategy
from modusvivendi.strategy.named import tracks_of
from modusvivendi.study.outlook import outlook
from modusvivendi.study.overrides import apply_overrides
from modusvivendi.study.scales import Scales
from simulator.front import in_node, plan

PLANS = 40


@pytest.fixture(scope="module", params=["afghanistan", "tiraspol"])
def made(request: pytest.FixtureRequest) -> Simulator:
    return make_simulator(mv.make_study(request.param, futures=33, months=24), signposts=False)


def random_plan(made: Simulator, chance: random.Random) -> tuple[dict[str, Any], Any]:
    """A plan and the arrays that Python makes of the same changes."""
    case, strategy = made.study.case, chance.choice(made.study.strategies)
    levers = {name: round(chance.random(), 2) for name in chance.sample(list(LEVER_NAMES), chance.randrange(4))}
    followers = chance.choice(["", *case.coalitions])
    at_once = chance.choice([0, 0, 2, 7])
    settings = [f"strategy.all.levers.{name}={value}" for name, value in levers.items()]
    settings += [f"strategy.all.at_once={at_once}"] if at_once else []
    _, [changed], _ = apply_overrides(settings, [], [strategy])
    tracks = None
    if chance.random() < 0.5 and (own := tracks_of(strategy, case)):
        tracks = rearranged(own, chance)
    sent = None if tracks is None else [t.model_dump(mode="json") for t in tracks]
    given = plan(strategy.name, levers=levers, followers=followers, atOnce=at_once, tracks=sent)
    if changed.nobody_follows and not tracks:
        followers = ""
    return given, compile_strategy(changed, case, made.study.months, followers or None, tracks=tracks)


def rearranged(tracks: list[Track], chance: random.Random) -> list[Track]:
    """The same issues in other talks, at other times, with other terms."""
    issues = [i for t in tracks for i in t.issues]
    chance.shuffle(issues)
    cuts = sorted(chance.sample(range(1, len(issues)), min(len(issues) - 1, chance.randrange(4)))) if len(issues) > 1 else []
    parts = [issues[a:b] for a, b in zip([0, *cuts], [*cuts, len(issues)], strict=True)]
    terms = [chance.choice(tracks).model_dump(exclude={"issues", "start", "steps"}) for _ in parts]
    return [
        Track(**t, issues=tuple(p), start=chance.randrange(20), steps={p[0]: 0.25}) for p, t in zip(parts, terms, strict=True)
    ]


def test_plans_compile_to_the_same_arrays(made: Simulator, tmp_path: Path) -> None:
    chance = random.Random(5)
    pairs = [random_plan(made, chance) for _ in range(PLANS)]
    found = in_node(made, [given for given, _ in pairs], tmp_path)
    assert any(given["tracks"] for given, _ in pairs) and any(given["followers"] for given, _ in pairs)
    for (given, expected), own in zip(pairs, found, strict=True):
        for name, array in expected._asdict().items():
            mine = np.asarray(own["moves"][name], np.asarray(array).dtype).reshape(np.shape(array))
            assert np.array_equal(mine, array), f"{name} of {given}"


def test_outcomes_are_told_by_the_same_rules(made: Simulator, tmp_path: Path) -> None:
    """Means, errors, ranges, changes from today and natural frequencies are those of the outlook of a study."""
    study = made.study
    odds = np.sqrt(np.arange(2.0, len(study.theories) + 2))  # sums of draws and weights do not fall on points of quantiles
    weights = dict(zip([t.name for t in study.theories], odds / odds.sum(), strict=True))
    found = in_node(made, [plan(s.name) for s in study.strategies], tmp_path, weights=list(weights.values()))
    result, scales = mv.run_study(study, threads=1), Scales(study)
    compared = 0
    for scale in made.content.said["scales"]:  # type: ignore[union-attr]
        view = outlook(result, scales, weights, scale["outcome"])  # type: ignore[index,call-overload,arg-type]
        assert view is not None and view.better == scale["better"]  # type: ignore[index,call-overload]
        for strategy, own in zip(view.strategies, found, strict=True):
            told = own["told"][scale["outcome"]]  # type: ignore[index,call-overload]
            for name in view.table.columns:
                mine = told[{"change_error": "error"}.get(name, name)]
                assert mine == pytest.approx(view.table.loc[strategy, name], rel=1e-4, abs=1e-4), (scale, strategy, name)
                compared += 1
    assert compared > 100


def test_a_plan_that_is_saved_compiles_to_what_was_shown(made: Simulator, tmp_path: Path) -> None:
    case = made.study.case
    tracks = rearranged(tracks_of(next(s for s in made.study.strategies if s.name == "piecemeal"), case), random.Random(2))
    given = plan("piecemeal", levers={"aid": 0.9}, tracks=[t.model_dump(mode="json") for t in tracks])
    [found] = in_node(made, [given], tmp_path)
    path = tmp_path / "plan.yaml"
    path.write_text(found["file"], "utf-8")
    arrays = compile_plan(mv.load_plan(path), case, made.study.months)
    for name, array in arrays._asdict().items():
        assert np.array_equal(np.asarray(found["moves"][name], np.asarray(array).dtype).reshape(np.shape(array)), array), name
