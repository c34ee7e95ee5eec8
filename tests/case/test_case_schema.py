"""Quantities, rates, sources, and the consistency of a case."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError
from scipy.stats import gamma

from modusvivendi.case import Case, GammaRate, Quantity, check_case
from modusvivendi.case.schema import Trust
from modusvivendi.domain import Domain
from modusvivendi.errors import InputError
from modusvivendi.study.inputs import case_factors

numbers = st.floats(-1000.0, 1000.0).map(lambda x: round(x, 3))


def quantity(**changes: Any) -> Quantity:
    return Quantity(**{"value": 0.5, "range": [0.2, 0.8], "source": "judgement, range 0.2–0.8", **changes})


@settings(derandomize=True, max_examples=60, deadline=None)
@given(numbers, numbers, numbers)
def test_a_quantity_is_accepted_exactly_when_ordered_and_wide(low: float, value: float, high: float) -> None:
    fine = low < value < high
    try:
        made = Quantity(value=value, range=(low, high), source="Publisher, 2023")
    except ValidationError:
        assert not fine
    else:
        assert fine and (made.low, made.high) == (low, high)


@settings(derandomize=True, max_examples=40, deadline=None)
@given(st.floats(0.0, 0.4).map(lambda x: round(x, 2)), st.floats(0.6, 1.0).map(lambda x: round(x, 2)))
def test_a_judgement_must_name_its_own_range(low: float, high: float) -> None:
    assert quantity(range=[low, high], source=f"judgement, range {low:g}–{high:g}").low == low
    with pytest.raises(ValidationError, match="does not name its range"):
        quantity(range=[low, high], source=f"judgement, range {low:g}–{high + 0.01:g}")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"value": 0.9}, "outside its range"),
        ({"value": 0.8}, "an end of its range"),
        ({"range": [0.8, 0.2]}, "negative width"),
        ({"range": [0.5, 0.5], "source": "Publisher, 2023"}, "no width"),
        ({"value": float("nan")}, "finite"),
        ({"range": [0.2, float("inf")]}, "finite"),
        ({"value": True}, "valid number"),
        ({"value": "0.5"}, "valid number"),
        ({"range": [0.2, 0.5, 0.8]}, "at most 2"),
        ({"source": ""}, "missing or incomplete"),
        ({"source": "somebody"}, "missing or incomplete"),
        ({"source": "judgement, range 0.2-0.8"}, "en dash"),
        ({"source": "judgement"}, "en dash"),
        ({"source": "coding: reader B"}, "coding: readers B and C"),
    ],
)
def test_a_bad_quantity_is_refused(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        quantity(**changes)


@pytest.mark.parametrize(
    "source",
    [
        "Agency, 13 December 2023",
        "report at https://example.org/page",
        "coding: readers B and C, issue_attributes.csv",
        "judgement, range 0.2–0.8",
    ],
)
def test_the_forms_of_a_source(source: str) -> None:
    assert quantity(source=source).source == source


def test_only_a_definition_may_have_no_width() -> None:
    assert quantity(range=[0.5, 0.5], source="definition: not a setting").value == 0.5


@settings(derandomize=True, max_examples=60, deadline=None)
@given(st.lists(st.floats(-100.0, 100.0).map(lambda x: round(x, 3)), min_size=3, max_size=3, unique=True))
def test_the_value_is_the_median_of_the_distribution(numbers: list[float]) -> None:
    """Half of the mass lies evenly on either side of the value, and all of it in the range."""
    low, value, high = sorted(numbers)
    made = Quantity(value=value, range=(low, high), source="Publisher, 2023")
    assert made.quantile(np.array(0.5)) == value == made.centre
    u = np.linspace(0.0, 1.0, 101)
    values = made.quantile(u)
    assert values[[0, -1]] == pytest.approx([low, high])
    assert np.allclose(np.diff(values[:51]), (value - low) / 50) and np.allclose(np.diff(values[50:]), (high - value) / 50)


def test_every_centre_of_a_case_is_the_median_of_its_distribution(afghanistan: Case) -> None:
    for factor in case_factors(afghanistan):
        assert factor.quantile(np.array(0.5)) == pytest.approx(factor.distribution.centre, rel=1e-12), factor.name
        if isinstance(factor.distribution, Quantity):
            assert factor.distribution.centre == factor.distribution.value


def test_every_number_of_a_case_has_a_domain_that_holds_its_distribution(afghanistan: Case) -> None:
    for factor in case_factors(afghanistan):
        domain = factor.distribution.domain
        assert domain != Domain(), f"{factor.name} may be anything"
        assert all(float(factor.quantile(np.array(u))) in domain for u in (1e-9, 0.5, 1 - 1e-9)), factor.name


@pytest.mark.parametrize(
    ("domain", "inside", "outside", "text"),
    [
        (Domain(0, 1), (0, 0.5, 1), (-0.1, 1.1, float("nan")), "[0, 1]"),
        (Domain(0), (0, 1e9), (-1e-9, float("inf")), "[0, inf)"),
        (Domain(0, above=True), (1e-9, 3), (0, -1), "(0, inf)"),
        (Domain(), (-1e9, 0), (float("nan"), float("inf"), -float("inf")), "(-inf, inf)"),
    ],
)
def test_domains(domain: Domain, inside: tuple[float, ...], outside: tuple[float, ...], text: str) -> None:
    assert str(domain) == text
    assert all(domain.check(x) == x for x in inside)
    for x in outside:
        with pytest.raises(ValueError, match=re.escape(f"{x:g} is not possible; allowed: {text}")):
            domain.check(x)


def test_quantities_cannot_be_changed() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        quantity().value = 0.6  # type: ignore[misc]


def test_rates_are_gamma_distribution_with_positive_parameters() -> None:
    rate = GammaRate(shape=3.0, rate=60.0, source="record, 2024")
    assert rate.mean == pytest.approx(0.05)
    assert gamma(3.0, scale=1 / 60).cdf(rate.centre) == pytest.approx(0.5)
    assert np.allclose(rate.quantile(np.array([0.1, 0.9])), gamma(3.0, scale=1 / 60).ppf([0.1, 0.9]))
    for shape, inverse in ((0.0, 1.0), (1.0, 0.0), (-1.0, 2.0)):
        with pytest.raises(ValidationError, match="greater than"):
            GammaRate(shape=shape, rate=inverse, source="record, 2024")


def test_trust_counts_stay_above_zero() -> None:
    zero = quantity(value=0.5, range=[0.0, 1.0], source="judgement, range 0–1")
    with pytest.raises(ValidationError, match=r"is not within \(0, "):
        Trust(honoured=zero, broken=quantity())


def names(case: Case, kind: str) -> list[str]:
    return [item.id for item in getattr(case, kind)]


@pytest.mark.parametrize("kind", ["issue", "segment", "rival", "bloc", "group", "hazard"])
def test_items_are_found_by_id_and_misspelling_is_helped(afghanistan: Case, kind: str) -> None:
    find = getattr(afghanistan, kind)
    for name in names(afghanistan, kind + "s"):
        assert find(name).id == name
    wrong = names(afghanistan, kind + "s")[0][:-1]
    with pytest.raises(InputError, match=f"unknown {kind} '{wrong}': did you mean '{wrong}"):
        find(wrong)


def test_countries_and_coalitions_are_found(afghanistan: Case) -> None:
    assert afghanistan.country("NO").title == "Norway"
    assert afghanistan.coalition("netherlands") == ("NL",)
    with pytest.raises(InputError, match="did you mean 'netherlands'"):
        afghanistan.coalition("netherland")
    with pytest.raises(InputError, match="unknown country 'XX'"):
        afghanistan.country("XX")


def drop_leader(data: dict[str, Any]) -> None:
    data["segments"][0]["leader"] = False


def unknown_effect(data: dict[str, Any]) -> None:
    data["hazards"][0]["effects"] = ["harms"]


def too_many_rivals(data: dict[str, Any]) -> None:
    data["rivals"] = [dict(data["rivals"][0], id=f"rival_{n}") for n in range(5)]


def twin_issue(data: dict[str, Any]) -> None:
    data["issues"][1]["id"] = data["issues"][0]["id"]


def too_many_issues(data: dict[str, Any]) -> None:
    data["issues"] += [dict(data["issues"][0], id=f"issue_{k}") for k in range(5)]


def no_groups(data: dict[str, Any]) -> None:
    data["groups"] = []


def unknown_demand(data: dict[str, Any]) -> None:
    demands = data["blocs"][0]["demands"]
    demands["women_universities"] = demands["women_university"]


def unknown_bloc(data: dict[str, Any]) -> None:
    data["countries"][0]["bloc"] = "regionals"


def unknown_member(data: dict[str, Any]) -> None:
    data["coalitions"]["regional"].append("DK")


def new_issue_without_positions(data: dict[str, Any]) -> None:
    data["issues"].append(dict(data["issues"][0], id="border_control", title="Border control"))


def dropped_issue_with_positions(data: dict[str, Any]) -> None:
    gone = data["issues"].pop()["id"]
    for part in (*(b["demands"] for b in data["blocs"]), *(g["issues"] for g in data["groups"])):
        part.pop(gone, None)


@pytest.mark.parametrize(
    ("edit", "message"),
    [
        (drop_leader, "segments: exactly one must have leader: true"),
        (unknown_effect, "hazards, drought, effects: unknown 'harms'; did you mean 'harm'"),
        (too_many_rivals, "rivals: 5 given, 0 to 4 allowed"),
        (twin_issue, "issues: duplicate id 'girls_secondary_education'"),
        (lambda d: d["blocs"][1].update(title=d["blocs"][0]["title"]), "blocs: duplicate title '"),
        (too_many_issues, "issues: 25 given, 1 to 24 allowed"),
        (no_groups, "groups: 0 given, 1 to 8 allowed"),
        (unknown_demand, "demands: unknown 'women_universities'; did you mean 'women_university'"),
        (unknown_bloc, "countries, FR, bloc: unknown 'regionals'; did you mean 'regional'"),
        (unknown_member, "coalitions, regional: unknown 'DK'"),
        (new_issue_without_positions, "positions.csv: 5 missing, first: kabul_pragmatists on border_control"),
        (dropped_issue_with_positions, "positions.csv: 5 unknown, first: kabul_pragmatists on migration_returns"),
    ],
)
def test_a_case_must_hang_together(edited: Callable[..., Path], edit: Callable[[dict[str, Any]], None], message: str) -> None:
    with pytest.raises(InputError) as caught:
        check_case(edited(edit))
    assert str(caught.value).startswith("case.yaml, ")
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)
