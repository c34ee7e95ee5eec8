"""Names of earlier versions still load, wherever a name can be given."""

from __future__ import annotations

from pathlib import Path

from modusvivendi.case import load_case
from modusvivendi.evidence.inference.beliefs import choose_beliefs
from modusvivendi.study.overrides import apply_overrides
from modusvivendi.theory import load_theories, load_theory
from modusvivendi.theory.former_names import PARAMETERS, THEORIES
from modusvivendi.theory.theory import shared_priors


def test_former_names_point_at_present_ones() -> None:
    assert set(PARAMETERS.values()) <= set(shared_priors())
    assert all(load_theory(former) == load_theory(present) for former, present in THEORIES.items())


def test_a_file_with_a_former_parameter_loads(tmp_path: Path) -> None:
    file = tmp_path / "own.yaml"
    file.write_text("name: own\nfamily: own\ntitle: Own\nclaim: mine\nsources: [me]\npriors:\n  psi: {fixed: 0, source: mine}\n")
    assert load_theory(file).priors["deals_enabled"].fixed == 0


def test_overrides_and_weights_take_former_names() -> None:
    theories, _, _ = apply_overrides(["theory.brief.lam=8"], load_theories(("brief", "inertia")), [])
    assert theories[0].complete()["choice_precision"].fixed == 8
    beliefs = choose_beliefs(load_case("afghanistan"), theories, "brief=1,inertia=3")
    assert beliefs.weights == {"status_and_cohesion": 0.25, "inertia": 0.75}
