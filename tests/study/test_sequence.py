"""Quantiles that go by name: uniform, stratified, independent of each other, and moved by nothing else."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import kstest

from modusvivendi.case import Case, load_case
from modusvivendi.case.schema import Position
from modusvivendi.errors import InputError
from modusvivendi.strategy import load_strategy
from modusvivendi.study import Study
from modusvivendi.study.inputs import JOINT
from modusvivendi.study.sequence import LAST, quantiles, reverse_bits
from modusvivendi.theory import load_theory

NAMES = [f"number {n}" for n in range(400)]


def points(names: list[str], numbers: np.ndarray, seed: int = 1) -> np.ndarray:
    """Quantiles (names, n)."""
    return np.stack(list(quantiles(names, numbers, seed).values()))


def test_reversing_bits() -> None:
    assert reverse_bits(np.array([1, 2, 0b1011, LAST], np.uint32)).tolist() == [2**31, 2**30, 0b1101 << 28, LAST]


@settings(deadline=None, max_examples=50)
@given(st.integers(0, 10), st.integers(0, 2**20), st.integers(0, 2**63 - 1))
def test_every_aligned_run_is_stratified(power: int, block: int, seed: int) -> None:
    """Of 2^m futures from a multiple of 2^m on, one lies in each of 2^m parts of every number."""
    numbers = np.arange(2**power) + block * 2**power
    parts = np.floor(points(NAMES[:5], numbers, seed) * 2**power)
    assert (np.sort(parts, axis=1) == np.arange(2**power)).all()


def test_quantiles_are_uniform_and_never_at_the_ends() -> None:
    """Within parts too fine to be stratified, over names and seeds."""
    u = points(NAMES, np.arange(64))
    assert kstest((u * 64 % 1).ravel(), "uniform").pvalue > 0.001
    assert kstest(points(NAMES, np.array([7]))[:, 0], "uniform").pvalue > 0.001
    assert u.min() > 0 and u.max() < 1
    assert ((u * 2**33) % 2 == 1).all(), "odd multiples of 2^-33"


@pytest.mark.parametrize("n", [64, 1024])
def test_numbers_are_independent_of_each_other(n: int) -> None:
    """Correlations over pairs of numbers are as for independent Owen scrambles of the same points.

    Two neighbours lie in opposite halves of both numbers, so the product of which half has twice the variance of
    independent draws; products of the quantiles themselves have 1.6 times. No pair stands out (with a hash of fixed constants
    two of these numbers had a correlation of 0.99 over 64 futures).
    """
    exact, u = exact_quantiles(len(NAMES), n), points(NAMES, np.arange(n))
    for transform in (lambda u: np.sqrt(12) * (u - 0.5), lambda u: np.sign(u - 0.5)):
        expected, found = correlations(transform(exact)), correlations(transform(u))
        assert abs(found.mean()) < 0.05
        assert found.var() == pytest.approx(expected.var(), rel=0.05)
        assert np.abs(found).max() < 6.5 * expected.std()


def correlations(x: np.ndarray) -> np.ndarray:
    """Of every pair of rows, times the root of n."""
    return (x @ x.T / np.sqrt(x.shape[1]))[np.triu_indices(len(x), 1)]


def owen(bits: int, random: np.random.Generator) -> np.ndarray:
    """Owen's scramble of the numbers 0 to 2^bits - 1, as he defines it: halves are swapped or not, then halves of halves."""
    numbers = np.arange(2**bits)
    found = np.zeros_like(numbers)
    for level in range(bits):
        shift = bits - 1 - level
        swapped = random.integers(0, 2, 2**level)
        found |= (((numbers >> shift) & 1) ^ swapped[numbers >> (shift + 1)]) << shift
    return found


def exact_quantiles(count: int, n: int) -> np.ndarray:
    """Quantiles (count, n) made with Owen's own scrambles: a shuffled and scrambled van der Corput sequence each."""
    random, bits = np.random.default_rng(0), int(np.log2(n))
    mirrored = sum(((np.arange(n) >> k) & 1) << (bits - 1 - k) for k in range(bits))
    return np.stack([owen(bits, random)[mirrored[owen(bits, random)]] + 0.5 for _ in range(count)]) / n


def test_streams_and_seeds_are_independent() -> None:
    numbers = np.arange(1024)
    base = quantiles(NAMES[:50], numbers, 1)
    others = [quantiles(NAMES[:50], numbers, 2), quantiles(NAMES[:50], numbers, 1, "another")]
    for other in others:
        found = np.array([np.corrcoef(base[n], other[n])[0, 1] for n in NAMES[:50]])
        assert np.abs(found).max() < 0.2 and abs(found.mean()) < 0.03


def test_order_and_blocks_do_not_matter() -> None:
    numbers = np.random.default_rng(0).permutation(3000)
    whole = points(NAMES[:20], np.arange(3000))
    assert (points(NAMES[:20], numbers) == whole[:, numbers]).all()
    assert (np.concatenate([points(NAMES[:20], part) for part in np.array_split(np.arange(3000), 7)], axis=1) == whole).all()
    assert (points(NAMES[:20][::-1], np.arange(3000)) == whole[::-1]).all()


def test_the_sequence_is_part_of_every_published_number() -> None:
    """These quantiles may never change: results are known by the seed."""
    found = quantiles(["beta_contact", "initial.revenue"], np.array([0, 1, 4096]), 1)
    assert (found["beta_contact"] * 2**33).tolist() == [4148847203, 8057411581, 4124561445]
    assert (found["initial.revenue"] * 2**33).tolist() == [2687754973, 4608571537, 3435957555]


@pytest.mark.parametrize("numbers", [[-1], [0, LAST + 1]])
def test_numbers_out_of_range_are_refused(numbers: list[int]) -> None:
    with pytest.raises(InputError, match="numbered from 0 to 4,294,967,295"):
        quantiles(["x"], np.array(numbers), 1)


# --- a new number moves no other ------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def case() -> Case:
    return load_case("afghanistan", as_of="2024-05-29")


def study_of(case: Case, seed: int = 3) -> Study:
    return Study(
        case=case, theories=(load_theory("status_and_cohesion"),), strategies=(load_strategy("drift"),), futures=64, seed=seed
    )


def with_an_issue(case: Case) -> Case:
    """The case with one more issue, put first."""
    issue = case.issues[0].model_copy(update={"id": "new_issue", "title": "A new issue"})
    positions = {(s.id, "new_issue"): Position(**vars(case.position(s.id, case.issues[0].id))) for s in case.segments}
    return changed(case, issues=(issue, *case.issues), positions={**positions, **case.positions})


def with_a_country(case: Case) -> Case:
    """The case with one more country, put first."""
    country = case.countries[0].model_copy(update={"id": "NEW", "title": "A new country"})
    return changed(case, countries=(country, *case.countries))


def changed(case: Case, **fields: object) -> Case:
    """The case with other fields, checked again."""
    return Case(**{**{name: getattr(case, name) for name in Case.model_fields}, **fields})  # type: ignore[arg-type]


@pytest.mark.parametrize("change", [with_an_issue, with_a_country])
def test_a_new_issue_or_country_moves_no_other_draw(case: Case, change: object) -> None:
    before, after = study_of(case), study_of(change(case))  # type: ignore[operator]
    quantiles_before, quantiles_after = before.quantiles(0, 64), after.quantiles(0, 64)
    new = set(quantiles_after) - set(quantiles_before)
    assert new and all("new_issue" in name or "NEW" in name for name in new)
    assert all((quantiles_after[name] == quantile).all() for name, quantile in quantiles_before.items())
    values_before, values_after = before.case_values(quantiles_before), after.case_values(quantiles_after)
    assert all((values_after[name] == value).all() for name, value in values_before.items())


def test_a_new_parameter_moves_no_other_draw(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    from modusvivendi.study import inputs

    before = study_of(case).quantiles(0, 64)
    monkeypatch.setattr(inputs, "THEORY_QUANTILES", ("new_parameter", *inputs.THEORY_QUANTILES))
    after = study_of(case).quantiles(0, 64)
    assert set(after) - set(before) == {"new_parameter"}
    assert all((after[name] == quantile).all() for name, quantile in before.items())


def test_joint_draws_are_picked_by_a_quantile_of_their_own(case: Case) -> None:
    """Not by that of a parameter: picks are independent of every number that is sampled."""
    at = study_of(case).quantiles(0, 1024)
    assert np.sort(np.floor(at[JOINT] * 1024)).tolist() == list(range(1024))
    others = np.array([np.corrcoef(at[JOINT], quantile)[0, 1] for name, quantile in at.items() if name != JOINT])
    assert np.abs(others).max() < 0.25


def test_a_parameter_has_the_same_quantile_under_every_theory(case: Case) -> None:
    study = study_of(case)
    at = study.quantiles(0, 64)
    brief, inertia = (study.theory_values(load_theory(name), at) for name in ("status_and_cohesion", "inertia"))
    assert (brief["departure_rate"] == inertia["departure_rate"]).all()
    assert np.allclose((brief["contagion"] - 1) / 3, inertia["contagion"] / 2), "uniform from 1 to 4, and from 0 to 2"
