"""Laws of bargaining on invented negotiations with closed forms, and what is read of files of negotiations."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy.special import expit, logit

from modusvivendi.errors import InputError
from modusvivendi.outside.bargain_law import FAIRNESS, LAWS, Agreements, accepted, fit_law, joined, log_chances, score
from modusvivendi.outside.casino import DEALS, points, read_negotiations, ways
from modusvivendi.theory.theory import shared_priors

BY_NAME = {law.name: law for law in LAWS}


def two_deals(
    gains: tuple[float, float], others: tuple[float, float], chosen: int, n: int, times: tuple[float, float] = (1, 1)
) -> Agreements:
    """n negotiations over the same two deals, of which the first was agreed ``chosen`` times."""
    agreed = np.array([0] * chosen + [1] * (n - chosen))
    return Agreements(np.tile(gains, (n, 1)), np.tile(others, (n, 1)), np.array(times), agreed)


def test_the_planners_law_in_closed_form() -> None:
    of = two_deals((3.0, 1.0), (1.0, 4.0), 1, 2)
    s, f, a = 0.7, 0.5, 0.4
    first = np.log(expit(s * (3 - f))) + np.log(expit(s * (1 - f - a * 2)))
    second = np.log(expit(s * (1 - f - a * 3))) + np.log(expit(s * (4 - f)))
    assert np.allclose(accepted(of, s, f, a), [[first, second]] * 2)


def test_fairness_of_the_prior_is_that_of_the_planner() -> None:
    assert shared_priors()["fairness"].normal is not None and shared_priors()["fairness"].normal[0] == FAIRNESS


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.name)
def test_chances_add_up_and_do_not_depend_on_who_is_first(law: Any) -> None:
    rng = np.random.default_rng(1)
    of = Agreements(rng.integers(0, 20, (5, 8)), rng.integers(0, 20, (5, 8)), rng.integers(1, 4, 8), np.zeros(5, dtype=int))
    chances = log_chances(law, of, np.array(law.start))
    assert np.allclose(np.exp(chances).sum(axis=1), 1)
    assert np.allclose(chances, log_chances(law, Agreements(of.second, of.first, of.ways, of.agreed), np.array(law.start)))


def test_uniform_and_ways_in_closed_form() -> None:
    of = two_deals((1.0, 1.0), (1.0, 1.0), 1, 2, times=(1, 3))
    assert np.allclose(score(BY_NAME["uniform"], of, np.empty(0)), np.log(0.5))
    assert np.allclose(score(BY_NAME["both accept, by ways"], of, np.array([1.0, 0.0])), np.log([0.25, 0.75]))


def test_one_weight_is_fitted_to_its_closed_form() -> None:
    """Two deals, Nash product: the fitted power is the logit of the share over the difference of logs."""
    of = two_deals((4.0, 2.0), (3.0, 3.0), 75, 100)
    assert fit_law(BY_NAME["Nash product"], of)[0] == pytest.approx(logit(0.75) / np.log(2), abs=1e-2)
    assert fit_law(BY_NAME["uniform"], of).size == 0


def test_a_law_that_made_negotiations_is_found_and_scores_best() -> None:
    rng = np.random.default_rng(4)
    first, second = rng.integers(0, 30, (600, 12)).astype(float), rng.integers(0, 30, (600, 12)).astype(float)
    of = Agreements(first, second, np.ones(12), np.zeros(600, dtype=int))
    law = BY_NAME["both accept"]
    chances = np.exp(log_chances(law, of, np.array([0.5, 15.0])))
    agreed = np.array([rng.choice(12, p=p) for p in chances])
    made = Agreements(first, second, of.ways, agreed)
    fitted = fit_law(law, made)
    assert fitted == pytest.approx([0.5, 15.0], rel=0.2)
    best = score(law, made, fitted).mean()
    assert all(
        best > score(BY_NAME[n], made, fit_law(BY_NAME[n], made)).mean() + 0.01
        for n in ("uniform", "Nash product", "sum less inequity")
    )


def test_lots_are_joined_and_divided() -> None:
    one, other = two_deals((1.0, 2.0), (2.0, 1.0), 1, 3), two_deals((5.0, 2.0), (2.0, 1.0), 2, 2)
    both = joined(one, other)
    assert both.agreed.tolist() == [0, 1, 1, 0, 0] and both.first[3, 0] == 5
    assert both.where(np.arange(5) > 2).first.tolist() == other.first.tolist()


def negotiation(
    got: tuple[int, int, int] = (1, 3, 0), left: tuple[int, int, int] = (2, 0, 3), end: str = "Accept-Deal"
) -> dict[str, Any]:
    """An invented negotiation over Food, Water and Firewood."""
    goods = ("Food", "Water", "Firewood")
    deal = {
        "issue2youget": dict(zip(goods, map(str, got), strict=True)),
        "issue2theyget": dict(zip(goods, map(str, left), strict=True)),
    }
    log = [{"text": "Hello", "task_data": {}, "id": "b"}, {"text": "Submit-Deal", "task_data": deal, "id": "b"}]
    people = {
        "a": {"value2issue": {"High": "Firewood", "Medium": "Food", "Low": "Water"}},
        "b": {"value2issue": {"High": "Water", "Medium": "Firewood", "Low": "Food"}},
    }
    return {"chat_logs": [*log, {"text": end, "task_data": {}, "id": "a"}], "participant_info": people}


def test_a_negotiation_is_read(tmp_path: Path) -> None:
    (tmp_path / "n.json.gz").write_bytes(gzip.compress(json.dumps([negotiation(), negotiation(end="Walk-Away")]).encode()))
    found = read_negotiations(tmp_path / "n.json.gz")
    assert (len(found.agreed), found.walked) == (1, 1)
    assert DEALS[found.agreed[0]].tolist() == [1, 3, 0]
    assert found.first[0, found.agreed[0]] == 1 * 3 + 3 * 5 + 0 * 4  # of the one who submitted it
    assert found.second[0, found.agreed[0]] == 2 * 4 + 0 * 3 + 3 * 5
    assert (found.first + found.second).max() <= 3 * (5 + 5 + 4) and found.first.max() == 36
    assert points({"High": "Food", "Low": "Water", "Medium": "Firewood"}).tolist() == [5, 3, 4]


def test_ways_of_handing_out_alike_goods() -> None:
    assert ways([[0, 0, 0], [1, 3, 2], [1, 1, 2]]).tolist() == [1, 9, 27]
    assert ways().sum() == 8**3  # each of nine goods goes to one of two


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"{", "not JSON"),
        (b"\x1f\x8bxx", "packed with gzip, but damaged"),
        (b'{"a": 1}', "a list of negotiations is needed"),
        (b"[]", "no negotiation that ended with a deal"),
        (json.dumps([negotiation(end="Walk-Away")]).encode(), "no negotiation that ended with a deal"),
        (json.dumps([negotiation(), {"chat_logs": []}]).encode(), "negotiation 2: not in the format of CaSiNo"),
        (json.dumps([negotiation(left=(3, 0, 3))]).encode(), "negotiation 1: not in the format of CaSiNo"),
    ],
)
def test_what_is_no_file_of_negotiations_is_told(tmp_path: Path, content: bytes, told: str) -> None:
    (tmp_path / "n.json").write_bytes(content)
    with pytest.raises(InputError, match=told) as error:
        read_negotiations(tmp_path / "n.json")
    assert str(error.value).startswith("n.json") and "\n" not in str(error.value)
