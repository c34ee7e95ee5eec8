"""Theories weighed on the asks of several authorities: chances, hierarchy, sampler, pool."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pytest
from scipy.special import logsumexp
from scipy.stats import multivariate_normal

from modusvivendi.case import Case, load_case
from modusvivendi.engine.compile import REGISTRY
from modusvivendi.errors import InputError
from modusvivendi.evidence.likelihood.deal_outcomes import Choices, Forms, deal_outcome_chances
from modusvivendi.evidence.likelihood.likelihood import NODE_WEIGHTS, NODES
from modusvivendi.evidence.pooled.ask_outcomes import ask_outcome_chances, log_likelihood_by_case
from modusvivendi.evidence.pooled.asks import Pool, again, read_pool
from modusvivendi.evidence.pooled.hierarchy import ASK_RULE, COMMON, FILE_RULE, NEWCOMER, Hierarchy, asks_of, shares
from modusvivendi.evidence.pooled.sampling import draw, find_mode, lead, log_likelihood
from modusvivendi.evidence.pooled.weigh import PooledOptions, weigh_pooled
from modusvivendi.theory import load_theories, load_theory

NAMES = ("inertia", "status_and_cohesion")
MORE = {"deal_value", "talks_exposure", "contamination", "deal_reward"}


@pytest.fixture(scope="module")
def cases() -> list[Case]:
    return [load_case("afghanistan", "2024-05-29"), load_case("tiraspol")]


@pytest.fixture(scope="module")
def pool(cases: list[Case]) -> Pool:
    return read_pool(cases, load_theories(NAMES))


def written_out(theory: str, pool: Pool, x: np.ndarray) -> np.ndarray:
    """Chances (N, 3) of one draw without effects of files, from the equations themselves and the likelihood of one record."""
    hierarchy = Hierarchy.of(load_theory(theory), pool.cases)
    deals, common = hierarchy.values(hierarchy.by_authority(x))
    asks, f = asks_of(pool, theory, 0), {name: REGISTRY[name].function for name in MORE}
    found = np.zeros((len(pool.demands), 3))
    for k in range(len(pool.demands)):
        d = {name: float(values[asks.case[k], 0]) for name, values in deals._asdict().items()}
        worth = []
        for e in range(asks.first[k], asks.last[k]):
            exposure = f["talks_exposure"](asks.visibility[e], asks.publicity[k], d["quiet_floor"])
            politics = f["contamination"](asks.politicisation[e], asks.worst[k], d["contamination"])
            worth.append(
                f["deal_value"](
                    asks.benefit[e],
                    asks.cost[k],
                    asks.contact[e],
                    exposure,
                    politics,
                    asks.salience[e],
                    d["theta_benefit"],
                    d["theta_doctrine"],
                    d["beta_contact"],
                    d["beta_audience"],
                )
            )
        reward = f["deal_reward"](
            asks.material[k],
            asks.standing[k],
            asks.trust[k],
            asks.need[k],
            asks.grievance[k],
            asks.publicity[k],
            asks.intensity[k],
            d["beta_material"],
            d["beta_standing"],
            d["beta_reactance"],
            d["discount"],
        )
        one = np.ones(1)
        choices = Choices(d["precision"] * one, d["cost"] * one, common.step, common.band, common.report)
        forms = Forms(np.zeros(1, np.int64), np.array([len(worth)]), asks.whole[k : k + 1], 1 - asks.publicity[k : k + 1])
        moved = np.array(worth)[:, None] + d["shift"] / d["precision"] * (1 if asks.whole[k] < 0.5 else len(worth) ** -0.5)
        found[k] = deal_outcome_chances(moved, reward * np.ones((1, 1)), forms, choices, NODES, NODE_WEIGHTS)[0, :, 0]
    return found


@pytest.mark.parametrize("theory", NAMES)
def test_chances_are_those_of_the_deal_equations(theory: str, pool: Pool) -> None:
    hierarchy = Hierarchy.of(load_theory(theory), pool.cases)
    x = np.random.default_rng(3).standard_normal((1, hierarchy.size))
    deals, common = hierarchy.values(hierarchy.by_authority(x))
    alike = common._replace(spread=np.zeros(1))
    out = np.empty((len(pool.demands), 3, 1))
    ask_outcome_chances(asks_of(pool, theory, 0), deals, alike, ASK_RULE, FILE_RULE, out)
    assert np.allclose(out[:, :, 0], written_out(theory, pool, x), atol=1e-6)
    assert np.allclose(out.sum(1), 1.0)


def test_without_effects_of_files_the_likelihood_is_the_product_of_chances(pool: Pool) -> None:
    hierarchy = Hierarchy.of(load_theory("inertia"), pool.cases)
    x = np.random.default_rng(4).standard_normal((3, hierarchy.size))
    x[:, hierarchy.names.index("readiness")] = 0.1  # 1 logit: chances are far from their floor
    deals, common = hierarchy.values(hierarchy.by_authority(x))
    alike, asks = common._replace(spread=np.zeros(3)), asks_of(pool, "inertia", 0)
    chance, total = np.empty((len(pool.demands), 3, 3)), np.zeros((3, 3))
    ask_outcome_chances(asks, deals, alike, ASK_RULE, FILE_RULE, chance)
    log_likelihood_by_case(asks, deals, alike, ASK_RULE, FILE_RULE, total)
    seen = np.log(np.take_along_axis(chance, pool.outcome[:, None, None], 1)[:, 0])
    for n in range(2):
        assert np.allclose(total[n], seen[pool.case == n].sum(0))
    assert np.all(total[2] == 0), "nothing is known of an authority that was not asked"


def test_every_authority_has_the_theorys_prior_and_shares_it_as_far_as_said() -> None:
    hierarchy = Hierarchy.of(load_theory("contact"), ("one", "other"))
    x = np.random.default_rng(5).standard_normal((40000, hierarchy.size))
    k = len(hierarchy.varying)
    x[:, k : 2 * k] = 0.4  # one share between authorities
    z = hierarchy.by_authority(x)[:, :, :k]
    assert np.allclose(z.mean(0), 0, atol=0.03) and np.allclose(z.var(0), 1, atol=0.04)
    together = np.mean([np.corrcoef(z[:, 0, n], z[:, 1, n])[0, 1] for n in range(k)])
    assert together == pytest.approx(1 - float(shares(np.array(0.4))), abs=0.01)
    assert hierarchy.cases[-1] == NEWCOMER and len(hierarchy.names) == hierarchy.size


def test_what_a_theory_fixes_stays_fixed() -> None:
    hierarchy = Hierarchy.of(load_theory("inertia"), ("one",))
    deals, _ = hierarchy.values(hierarchy.by_authority(np.random.default_rng(1).standard_normal((5, hierarchy.size))))
    assert not deals.beta_contact.any() and not deals.cost.any() and np.all(deals.precision == 4)


def test_slope_is_the_derivative() -> None:
    hierarchy = Hierarchy.of(load_theory("free"), ("one", "other"))
    x = np.random.default_rng(6).standard_normal(hierarchy.size)
    moves = 1e-5 * np.eye(hierarchy.size)
    each = (hierarchy.by_authority(x + moves) - hierarchy.by_authority(x - moves)) / 2e-5
    assert np.allclose(np.moveaxis(each, 0, 2), hierarchy.slope(x), atol=1e-4)
    assert hierarchy.slope(x).shape[1] == len(hierarchy.varying) + len(COMMON) - 1


def test_sampler_finds_a_known_evidence() -> None:
    """A normal law away from where draws start: log evidence in closed form."""
    size, centre, sd = 12, 1.5, 0.5
    exact = multivariate_normal(np.full(size, centre), sd**2 + 1).logpdf(np.zeros(size))

    def gain(z: np.ndarray) -> np.ndarray:
        return np.asarray((-0.5 * ((z - centre) / sd) ** 2 - np.log(sd * np.sqrt(2 * np.pi))).sum(1))

    runs = [lead(gain, size, 512, np.random.default_rng(n)) for n in range(4)]
    assert np.mean([log_evidence for _, log_evidence in runs]) == pytest.approx(float(exact), abs=0.25)
    z = np.concatenate([z for z, _ in runs])
    assert np.allclose(z.mean(0), centre / (1 + sd**2), atol=0.12)
    assert np.allclose(z.std(0), sd / np.sqrt(1 + sd**2), atol=0.08)


@pytest.mark.parametrize("theory", NAMES)
def test_evidence_agrees_with_plain_averaging_over_the_prior(theory: str, pool: Pool) -> None:
    few = pool.only(np.arange(len(pool.demands)) % 10 == 0)
    hierarchy, asks = Hierarchy.of(load_theory(theory), pool.cases), asks_of(few, theory, 0)
    x = np.random.default_rng(7).standard_normal((20000, hierarchy.size))
    log_l = log_likelihood(hierarchy, asks, hierarchy.by_authority(x)).sum(1)
    plain = float(logsumexp(log_l) - np.log(len(x)))
    found = draw(hierarchy, asks, 512)
    assert found.log_evidence == pytest.approx(plain, abs=0.25)
    weight = np.exp(log_l - logsumexp(log_l))
    at = hierarchy.names.index("theta_doctrine")
    assert found.x[:, at].mean() == pytest.approx(float(weight @ x[:, at]), abs=0.2)


def test_the_mode_is_higher_than_its_surroundings(pool: Pool) -> None:
    hierarchy, asks = Hierarchy.of(load_theory("status_and_cohesion"), pool.cases), asks_of(pool, "status_and_cohesion", 0)
    mode, covariance = find_mode(hierarchy, asks)
    near = mode + 0.3 * np.random.default_rng(8).standard_normal((200, len(mode))) @ np.linalg.cholesky(covariance).T

    def height(x: np.ndarray) -> np.ndarray:
        return np.asarray(log_likelihood(hierarchy, asks, hierarchy.by_authority(x)).sum(1) - 0.5 * (x**2).sum(1))

    assert height(mode[None])[0] > height(near).max() - 0.1


def test_pool_holds_decided_asks_in_files_and_readings(pool: Pool, cases: list[Case]) -> None:
    assert all(d.decided for d in pool.demands)
    change = np.flatnonzero(np.diff(pool.file) != 0)
    assert len(change) + 1 == len(set(pool.file.tolist())), "asks of one file stand together"
    assert pool.readings[:3] == ("coder a", "coder b", "coder c") and 0 not in pool.main
    assert all(values.shape == (len(pool.readings), len(pool.demands)) for values in pool.coded.values())
    assert np.all((pool.coded["cost"] >= 0) & (pool.coded["cost"] <= 1))
    known = {(c.name, t.id) for c in cases for t in c.record.tracks if t.outcome != "open"}  # type: ignore[union-attr]
    assert {(d.case, d.id) for d in pool.demands} <= known
    assert len(known) - len(pool.demands) == sum(n for why, n in pool.excluded.items() if why != "not decided")


def test_a_drawn_reading_takes_every_row_from_one_of_its_later_coders(pool: Pool) -> None:
    b, c = (pool.readings.index(f"coder {letter}") for letter in "bc")
    for name, values in pool.coded.items():
        for drawn in values[[n for n, reading in enumerate(pool.readings) if reading.startswith("drawn")]]:
            assert np.all((drawn == values[b]) | (drawn == values[c])), name


def test_nothing_after_the_day_is_known(cases: list[Case]) -> None:
    cut = read_pool(cases, load_theories(("inertia",)), as_of=date(2022, 6, 1))
    assert max(d.end[:7] for d in cut.demands if d.end) <= "2022-06"
    assert len(cut.demands) < len(read_pool(cases, load_theories(("inertia",))).demands)


def test_repeats_are_the_same_askers_on_the_same_issues(pool: Pool) -> None:
    repeated = again(pool)
    first = {(d.case, d.asker, tuple(sorted(d.issues))) for d, r in zip(pool.demands, repeated, strict=True) if not r}
    assert 0 < repeated.sum() < len(repeated)
    assert {(d.case, d.asker, tuple(sorted(d.issues))) for d in pool.demands} == first


def test_a_part_of_a_pool_keeps_its_rows(pool: Pool) -> None:
    part = pool.only(pool.case == 1)
    x = np.random.default_rng(9).standard_normal((2, Hierarchy.of(load_theory("inertia"), pool.cases).size))
    hierarchy = Hierarchy.of(load_theory("inertia"), pool.cases)
    whole = log_likelihood(hierarchy, asks_of(pool, "inertia", 0), hierarchy.by_authority(x))
    alone = log_likelihood(hierarchy, asks_of(part, "inertia", 0), hierarchy.by_authority(x))
    assert np.allclose(whole[:, 1], alone[:, 1]) and np.all(alone[:, 0] == 0)


def test_a_stopped_run_goes_on_with_the_same_numbers(cases: list[Case], tmp_path: Path) -> None:
    theories = load_theories(("inertia",))
    options = PooledOptions(draws=64, checkpoints=tmp_path, threads=1, sets=("all", "only tiraspol"))
    seen = []

    def stop(done: int, total: int, label: str) -> None:
        seen.append((done, total))
        if done == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        weigh_pooled(cases, theories, options, stop)
    kept = {path: path.stat().st_mtime_ns for path in tmp_path.glob("*.npz")}
    again = weigh_pooled(cases, theories, options)
    anew = weigh_pooled(cases, theories, PooledOptions(draws=64, threads=2, sets=("all", "only tiraspol")))
    assert len(kept) >= 3 and all(path.stat().st_mtime_ns == when for path, when in kept.items())
    assert np.array_equal(again.log_evidence(), anew.log_evidence()) and np.array_equal(again.mixture("all"), anew.mixture("all"))
    assert seen[0][1] == len(again.found)


@pytest.mark.parametrize(
    ("names", "draws", "words"),
    [
        (["tiraspol"], 64, "two cases or more"),
        (["tiraspol", "tiraspol"], 64, "same case twice"),
        (["tiraspol", "gaza"], 8, "from 64 to"),
    ],
)
def test_bad_requests_end_with_one_line(names: list[str], draws: int, words: str) -> None:
    with pytest.raises(InputError, match=words):
        weigh_pooled([load_case(n) for n in names], load_theories(("inertia",)), PooledOptions(draws=draws))
