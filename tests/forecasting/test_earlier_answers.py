"""The newest set of questions whose period is over, as a brief on a plan of today asks for it."""

from __future__ import annotations

from modusvivendi.api.forecasts import earlier_answers
from modusvivendi.case import load_case
from modusvivendi.strategy import strategies_for
from modusvivendi.strategy.named import tracks_of
from modusvivendi.theory import load_theories


def test_a_plan_with_an_issue_that_the_earlier_case_did_not_know_is_left_out() -> None:
    case = load_case("afghanistan")
    found = {s.name: s for s in strategies_for(case)[0]}
    tracks = tuple(tracks_of(found["piecemeal"], case))
    plan = found["piecemeal"].model_copy(update={"name": "plan", "rules": (), "tracks": tracks})
    earlier = {i.id for i in load_case("afghanistan", "2024-05-29").issues}
    assert not {i for t in tracks for i in t.issues} <= earlier, "the plan of today names a newer issue"
    answers = earlier_answers(case, load_theories()[:1], [plan, found["drift"]], 2)
    assert answers is not None
    assert "drift" in answers.strategies and "plan" not in answers.strategies
