"""The red team against problems whose most probable point is known in closed form."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest
from scipy.special import ndtr, ndtri

from modusvivendi.analysis import RedTeamReport, red_team
from modusvivendi.analysis.stress.red_team import Runs, design_direction, normal_scores
from modusvivendi.errors import InputError
from modusvivendi.findings.compare_red_team import red_team_findings

THEORIES, STRATEGIES, NUMBERS = ("a", "b"), ("own", "rival", "third"), ("x", "y", "idle")
SLOPES = {"a": np.array([0.3, -0.4, 0.0]), "b": np.array([0.0, 0.1, 0.0])}
MIDDLE = {"a": -0.5, "b": -0.2}


class World:
    """own is worth 1; rival 1 + MIDDLE + SLOPES·z; third 0. Chance adds the same to all, and a little to each."""

    def __init__(self, noise: float = 0.01) -> None:
        self.noise = noise

    def draw(self, theories: np.ndarray, z: np.ndarray, random: np.random.Generator, rolls: int) -> np.ndarray:
        lead = np.array([MIDDLE[THEORIES[t]] + SLOPES[THEORIES[t]] @ at for t, at in zip(theories, z, strict=True)])
        plain = np.stack([np.ones(len(z)), 1 + lead, np.zeros(len(z))], axis=1)[:, :, None]
        shared = random.normal(size=(1, 1, rolls))
        return np.asarray(plain + shared + self.noise * random.normal(size=(len(z), 3, rolls)))

    def quantile(self, theory: int, number: str, share: float) -> float:
        return 10 + float(ndtri(share))

    def leads(self, theories: np.ndarray, z: np.ndarray, rivals: np.ndarray) -> np.ndarray:
        found = self.draw(theories, z, np.random.default_rng(0), 100)
        return np.asarray(found[np.arange(len(z)), rivals] - found[:, 0])

    def values(self, theories: np.ndarray, z: np.ndarray) -> np.ndarray:
        return self.draw(theories, z, np.random.default_rng(1), 100)


def attack(weights: tuple[float, float], level: float, noise: float = 0.01, **settings: int) -> RedTeamReport:
    random = np.random.default_rng(7)
    z = random.normal(size=(2, 3, 2000))
    world = World(noise)
    runs = [[world.draw(np.array([t]), z[t, :, [f]], random, 1)[0, :, 0] for f in range(2000)] for t in (0, 1)]
    value = np.array(runs).transpose(0, 2, 1)
    return red_team(Runs(value, z, THEORIES, STRATEGIES, NUMBERS, np.array(weights)), "own", world, level, **settings)


def told(report: RedTeamReport, titles: dict[str, str]) -> str:
    """What the findings of a red team say."""
    verdict = SimpleNamespace(title="Value", name="value", red_team=report, strategy="own", sign=1)
    return " ".join(f.sentence for f in red_team_findings(verdict, titles))  # type: ignore[arg-type]


def test_finds_the_most_probable_point() -> None:
    """Under a: distance (0.1 + 0.5)/0.5 = 1.2 along (0.6, -0.8); under b 0.3/0.1 = 3 along (0, 1)."""
    report = attack((0.5, 0.5), level=0.1)
    first = report.worlds[0]
    assert first.theory == "a" and first.wished == "rival"
    assert first.distance == pytest.approx(1.3, abs=0.11)  # the first step at which the level is clearly exceeded
    moved = {d.number: d for d in first.departures}
    assert set(moved) == {"x", "y"}
    assert float(ndtri(moved["x"].share)) == pytest.approx(0.6 * first.distance, abs=0.03)
    assert float(ndtri(moved["y"].share)) == pytest.approx(-0.8 * first.distance, abs=0.03)
    assert moved["x"].middle == 10 and moved["x"].value == pytest.approx(10 + 0.6 * first.distance, abs=0.03)
    assert first.odds == pytest.approx(np.exp(-(first.distance**2) / 2))
    assert first.regret == pytest.approx(0.5 * first.distance - 0.5, abs=0.01) and first.regret > 0.1
    assert 0 < first.error < 0.005 and first.wished_value - first.value == pytest.approx(first.regret)
    assert report.theories == 2 and report.rolls == 100


def test_what_is_told_is_what_hurts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Numbers close to their middle are told as in it: the world that is told must hurt without them."""
    monkeypatch.setitem(MIDDLE, "a", -0.02)
    world = attack((1.0, 0.0), level=0.1).worlds[0]
    assert world.regret > 0.1
    assert world.regret == pytest.approx(
        -0.02 + sum(abs(SLOPES["a"][NUMBERS.index(d.number)]) * abs(d.value - 10) for d in world.departures), abs=0.01
    )


def test_weights_of_theories_count_and_the_level_moves_the_point() -> None:
    near, far = attack((0.5, 0.5), level=0.05), attack((0.5, 0.5), level=0.3)
    assert near.worlds[0].distance < far.worlds[0].distance
    assert [w.theory for w in attack((0.0, 1.0), level=0.05).worlds] == ["b"]
    both = attack((0.5, 0.5), level=0.05, count=2)
    assert [w.theory for w in both.worlds] == ["a", "b"]
    # b is 2.5 away, a 1.1: a weight of 0.9999 outweighs the distance, log 0.9999 - 3.3 > log 0.0001 - 0.6.
    assert attack((0.0001, 0.9999), level=0.05).worlds[0].theory == "b"


def test_words_tell_numbers_and_the_strategy_wished_for() -> None:
    report = attack((0.75, 0.25), level=0.1, count=1)
    text = told(report, {"x": "audience cost"})
    assert "The most plausible world in which `own` is regretted by more than 0.10: `a` holds (weight 0.75)" in text
    assert "audience cost is 10.8 instead of 10.0 (2" in text and "y is 8.9" in text
    assert "everything else is in its middle. One would wish to have had `rival`: " in text
    assert report.departures_frame()["number"].tolist() == ["y", "x"]
    assert report.to_frame()["theory"].tolist() == ["a"]


def test_no_such_world_is_said() -> None:
    report = attack((0.5, 0.5), level=5.0)
    assert report.worlds == () and report.to_frame().empty and report.departures_frame().empty
    assert "Under none of 2 theories was a world found in which `own` is regretted by more than 5.0" in told(report, {})
    assert report.largest == pytest.approx(0.5 * 3 - 0.5, abs=0.05)


def test_noise_alone_is_not_regret() -> None:
    """Where the rival is never ahead, chance that differs between strategies must not make a world."""
    report = attack((0.0, 1.0), level=0.4, noise=1.0)
    assert report.worlds == ()


def test_heading_drops_idle_numbers_and_survives_constant_ones() -> None:
    random = np.random.default_rng(0)
    z = random.normal(size=(4, 500))
    z[3] = 0.0
    lead = 0.6 * z[0] + 0.8 * z[1] - 1 + 0.01 * random.normal(size=500)
    rival, way = design_direction(np.stack([lead - 1, lead]), z, 0.0)
    assert rival == 1 and way == pytest.approx([0.6, 0.8, 0, 0], abs=0.01)
    rival, way = design_direction(random.normal(size=(2, 500)) - np.array([[2.0], [1.0]]), z[2:], 0.0)
    assert rival == 1 and way == pytest.approx([0, 0])


def test_normal_scores() -> None:
    scores = normal_scores(np.array([[3.0, 1.0, 2.0], [5.0, 5.0, 5.0]]))
    assert ndtr(scores[0]) == pytest.approx([5 / 6, 1 / 6, 0.5])
    assert scores[1].tolist() == [0, 0, 0]


def test_bad_input() -> None:
    runs = Runs(np.zeros((2, 3, 50)), np.zeros((2, 3, 50)), THEORIES, STRATEGIES, NUMBERS, np.ones(2) / 2)
    for strategy, level, message in (("x", 0.1, "strategy 'x'"), ("own", -1.0, "at least 0")):
        with pytest.raises(InputError, match=message):
            red_team(runs, strategy, World(), level)
