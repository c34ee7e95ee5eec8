"""Hindcasts: a run from the beginning knows nothing of what came after."""

from __future__ import annotations

import pytest

import modusvivendi as mv
from modusvivendi.case import Case
from modusvivendi.case.base_rates import PRIOR_MEAN, PRIOR_SHAPE
from modusvivendi.forecasting.hindcast import TARGET, at_beginning


def test_the_case_at_its_beginning_has_learned_nothing(then: Case) -> None:
    early = at_beginning(then)
    assert early.record is None
    assert early.start == "2021-08"
    assert not any(c.accredited for c in early.countries)
    for issue, later in zip(early.issues, then.issues, strict=True):
        assert issue.start == later.levels[min(later.levels)]
        for rate in (issue.rate_toward, issue.rate_away):
            assert (rate.shape, rate.mean) == pytest.approx((PRIOR_SHAPE, PRIOR_MEAN), rel=1e-3)
    assert early.initial.revenue.range == then.beginning.accounts["revenue"].range != then.initial.revenue.range


def test_bands_and_coverage_are_what_they_say() -> None:
    found = mv.hindcast("afghanistan", theories=["inertia", "contact"], futures=128)
    for h in found.hindcasts:
        assert len(h.bands) == 19
        assert all(b.low <= b.middle <= b.high for b in h.bands)
        assert h.coverage == sum(b.holds for b in h.bands) / 19
        assert h.off == (sum(b.end < b.low for b in h.bands), sum(b.end > b.high for b in h.bands))
    said = found.report.finding("hindcast.held.1").facts
    assert said["inside"].value == sum(b.holds for b in found.hindcasts[0].bands)
    inside = TARGET[0] <= found.hindcasts[0].coverage <= TARGET[1]
    assert (said["verdict"].value == "as it should be") == inside
