"""Forecasts and their scores."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from evidence.record_files import BAD_ROWS, act, files, move, track
from modusvivendi.case import Case
from modusvivendi.errors import InputError
from modusvivendi.evidence.forecast.held_out import HeldOut, known_by, score_held_out, score_own_record, usual_day
from modusvivendi.evidence.forecast.one_month import CONSTANT, count_chances, fit_ordered_logit, ordered_chances
from modusvivendi.evidence.forecast.skill import Skill, paired, skill
from modusvivendi.evidence.likelihood.likelihood import log_negative_binomial
from modusvivendi.evidence.record.arrays import record_of
from modusvivendi.findings.skill import skill_findings
from modusvivendi.findings.words import listed
from modusvivendi.theory import load_theory

THEORIES = [load_theory("inertia"), load_theory("grievance")]


@pytest.fixture(scope="module")
def rolled(case: Case) -> Skill:
    return skill(case, THEORIES, draws=256)


def test_skill_compares_with_every_baseline(rolled: Skill) -> None:
    said = set(rolled.acts.forecaster)
    assert {CONSTANT, "last twelve months", "the core alone (inertia)", "grievance", "mixture of theories"} == said
    assert "cost and publicity alone" in set(rolled.deals.forecaster)
    base = rolled.acts[rolled.acts.forecaster == CONSTANT].iloc[0]
    assert base.difference == base.low == base.high == 0
    assert rolled.months == 24


def test_headline_says_so_if_nothing_beats_the_constant_rate(rolled: Skill) -> None:
    beaten = rolled.acts[(rolled.acts.forecaster != CONSTANT) & (rolled.acts.low > 0)].forecaster.tolist()
    acts, deals, *_ = skill_findings(rolled, "weigh")
    assert list(rolled.better_on_acts) == beaten
    assert ("nothing beats a constant rate" in acts.sentence) == (not beaten)
    assert ("nothing beats constant shares" in deals.sentence) == (not rolled.better_on_deals)
    assert acts.facts["better"].value == (listed(f"“{name}”" for name in beaten) or None)


def test_a_forecaster_that_beats_the_constant_rate_is_named(rolled: Skill) -> None:
    """The same scores, with one forecaster made good beyond chance and one bad."""
    table = rolled.acts.copy()
    table.loc[table.forecaster == "grievance", ["low", "high"]] = [0.5, 2.0]
    table.loc[table.forecaster == "last twelve months", ["low", "high"]] = [-2.0, -0.5]
    acts = skill_findings(replace(rolled, acts=table), "weigh")[0]
    assert acts.sentence == "Acts: better than a constant rate per issue: “grievance”. Worse: “last twelve months”."


def test_calibration_counts_every_cell(rolled: Skill, case: Case) -> None:
    cells = rolled.calibration.groupby("forecaster").cells.sum()
    assert (cells == 24 * 2 * len(case.issues)).all()


def test_count_chances_are_a_distribution() -> None:
    p = count_chances(np.array([0.7]), np.array([0.4]))[:, 0]
    assert p.sum() == pytest.approx(1)
    np.testing.assert_allclose(
        np.log(p[:5]), [log_negative_binomial(np.array(n), np.array(0.7), np.array(0.4)) for n in range(5)]
    )


def test_ordered_logit_recovers_a_clear_pattern() -> None:
    x = np.repeat([[-0.5], [0.5]], 40, axis=0)
    y = np.repeat([0, 2], 40)
    p = ordered_chances(fit_ordered_logit(x, y), np.array([[-0.5], [0.5]]))
    assert p[0, 0] > 0.6
    assert p[1, 2] > 0.6
    np.testing.assert_allclose(p.sum(1), 1)


def test_paired_interval_covers_a_constant_gain() -> None:
    assert paired(np.full(10, 0.1)) == pytest.approx((1.0, 1.0, 1.0))


SINCE = date(2024, 5, 31)


def score(case: Case, acts: Path, tracks: Path, moves: Path, **options: Any) -> HeldOut:
    """Scores on three files, in the order in which ``files`` writes them."""
    return score_held_out(case, acts=acts, tracks=tracks, moves=moves, **options)


def test_later_rows_are_scored(case: Case, tmp_path: Path) -> None:
    given = files(tmp_path, [act(), act(id="made-up-2", date="2024-09-20", net_effect="toward")], [track()], [move()])
    found = score(case, *given, since=SINCE, theories=THEORIES, draws=128)
    assert (found.first, found.last, found.acts, found.conditioned) == ("2024-06", "2024-09", 2, 0)
    assert found.skill.months == 4
    assert found.skill.tracks == 1
    assert np.isfinite(found.skill.acts.log_score).all()
    assert (found.skill.deals.log_score <= 0).all()


def test_rows_in_the_month_of_the_cut_are_known_and_not_scored(case: Case, tmp_path: Path) -> None:
    given = files(tmp_path, [act(date="2024-05-30"), act(id="made-up-2", issue="internal_appointments")], [track()], [move()])
    found = score(case, *given, since=date(2024, 5, 29), theories=THEORIES[:1], draws=64)
    assert (found.acts, found.conditioned) == (0, 1)
    assert found.excluded["on an issue outside the case"] == 1


def test_an_earlier_cut_sets_the_later_record_aside(case: Case, tmp_path: Path) -> None:
    """The shipped rows after --since may be given as a file of one's own, and then count as any other."""
    record, since = record_of(case), date(2023, 12, 31)
    later = [a for a in record.acts if a.date.first > since]
    assert later
    kept = known_by(record, since)
    assert not {a.id for a in later} & {a.id for a in kept.acts}
    assert all(t.end is None or t.end.first <= since for t in kept.tracks)
    given = files(
        tmp_path, [act(id=later[0].id, date="2024-02-03")], [track(start="2024-01", end="2024-03")], [move(date="2024-01-10")]
    )
    found = score(case, *given, since=since, theories=THEORIES[:1], draws=64)
    assert (found.first, found.last, found.acts) == ("2024-01", "2024-03", 1)


def test_later_moves_and_acts_do_not_move_earlier_forecasts(case: Case, tmp_path: Path) -> None:
    """What a file says of September changes no forecast of June to August."""
    first, second = tmp_path / "one", tmp_path / "two"
    (first.mkdir(), second.mkdir())
    rows = [act(), act(id="made-up-2", date="2024-09-20")]
    loud = [move(), move(id="late", date="2024-09-02", direction="pressure", instrument="statement_demand", magnitude="5")]
    one = score(case, *files(first, rows, [track()], [move()]), since=SINCE, theories=THEORIES, draws=128)
    two = score(case, *files(second, rows, [track()], loud), since=SINCE, theories=THEORIES, draws=128)
    np.testing.assert_allclose(one.skill.acts.log_score, two.skill.acts.log_score, atol=1e-6)


def test_a_cut_after_the_end_of_the_record_is_refused(case: Case, tmp_path: Path) -> None:
    given = files(tmp_path, [act(date="2024-09-03")], [track(end="2024-10")], [move(date="2024-09-01")])
    with pytest.raises(InputError, match="after the record's end, 2024-05-29"):
        score(case, *given, since=date(2024, 8, 31), theories=THEORIES[:1], draws=64)


@pytest.mark.parametrize(("change", "message"), BAD_ROWS)
def test_bad_rows_are_named_by_file_row_and_column(case: Case, tmp_path: Path, change: dict, message: str) -> None:
    rows = {"acts": [act()], "tracks": [track()], "moves": [move()]} | change
    given = files(tmp_path, **rows)
    before = sorted(tmp_path.iterdir())
    with pytest.raises(InputError) as error:
        score(case, *given, since=SINCE, theories=THEORIES[:1], draws=64)
    assert message in str(error.value)
    assert "\n" not in str(error.value)
    assert sorted(tmp_path.iterdir()) == before


def test_own_record_is_scored_as_files_of_its_rows_would_be(case: Case, tmp_path: Path) -> None:
    """Cut by a day, the record gives what the same rows give in files of their own."""
    since = date(2023, 6, 30)
    whole = case.record
    assert whole is not None
    known = known_by(whole, since)
    own = score_own_record(case, since, theories=THEORIES[:1], draws=64)
    late = [a for a in whole.acts if a.id not in {k.id for k in known.acts}]
    assert 0 < own.acts <= len(late) and own.since == since


def test_a_quarter_of_the_record_is_scored_unless_a_day_is_given(case: Case) -> None:
    whole = case.record
    assert whole is not None
    day = usual_day(whole)
    began = [a.date.first for a in whole.acts] + [t.start.first for t in whole.tracks]
    assert abs(sum(d <= day for d in began) / len(began) - 0.75) < 0.05


def test_a_day_after_the_record_leaves_nothing(case: Case) -> None:
    with pytest.raises(InputError, match="holds nothing after that day"):
        score_own_record(case, date(2040, 1, 1))
