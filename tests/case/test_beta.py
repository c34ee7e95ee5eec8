"""Quantiles of a Beta distribution: closed forms, SciPy as an oracle, and that each undoes the share below it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import betainc, betaincinv

from modusvivendi.case.beta import beta_quantile, beta_share

SHAPES = st.floats(min_value=0.3, max_value=500.0)


@given(share=st.floats(min_value=1e-6, max_value=1 - 1e-6), a=SHAPES)
def test_closed_forms(share: float, a: float) -> None:
    assert beta_quantile(share, 1.0, 1.0) == pytest.approx(share, abs=1e-14)
    assert beta_quantile(share, a, 1.0) == pytest.approx(share ** (1.0 / a), rel=1e-10, abs=1e-290)
    assert beta_quantile(0.5, a, a) == pytest.approx(0.5, rel=1e-12)


@given(share=st.floats(min_value=0.001, max_value=0.999), a=SHAPES, b=SHAPES)
def test_as_scipy_has_them(share: float, a: float, b: float) -> None:
    x = beta_quantile(share, a, b)
    assert x == pytest.approx(float(betaincinv(a, b, share)), rel=1e-10)
    assert beta_share(x, a, b) == pytest.approx(float(betainc(a, b, x)), rel=1e-10)
    assert beta_share(x, a, b) == pytest.approx(share, rel=1e-9)


@pytest.mark.parametrize(("share", "end"), [(0.0, 0.0), (1.0, 1.0), (-0.1, 0.0), (1.2, 1.0)])
def test_ends(share: float, end: float) -> None:
    assert beta_quantile(share, 2.0, 3.0) == end == beta_share(share, 2.0, 3.0)
