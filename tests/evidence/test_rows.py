"""The record as arrays: what is scored, what is not, and what outsiders' moves become."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from modusvivendi.case import Case, load_case
from modusvivendi.engine.layout import LEVER
from modusvivendi.errors import InputError
from modusvivendi.evidence.record import coding_rule
from modusvivendi.evidence.record.arrays import CODINGS, Rows, month_number, read_inputs, read_rows, record_of


def test_every_act_is_scored_or_excluded_with_a_reason(case: Case, rows: Rows) -> None:
    record = record_of(case)
    assert len(rows.acts) + sum(n for why, n in rows.excluded.items() if "track on" not in why) == len(record.acts)
    assert rows.excluded["dissent, a gauge of cohesion"] == sum(a.issue == "internal_dissent_defection" for a in record.acts)
    assert rows.excluded["issue outside the case"] > 0


def test_acts_of_tracks_count_in_deals_only(case: Case, rows: Rows) -> None:
    with_track = {a.id for a in record_of(case).acts if a.track}
    assert with_track
    assert not with_track & set(rows.acts)


def test_founding_burst_is_not_scored_unless_asked(case: Case, rows: Rows) -> None:
    assert rows.month_name(0) == "2021-08"
    assert rows.act_first.min() >= 2
    burst = read_rows(case, burst=0)
    assert len(burst.acts) > len(rows.acts)
    assert "founding burst, conditioned on" not in burst.excluded


def test_codings_are_the_three_coders_and_fixed_mixtures_of_them(case: Case, rows: Rows) -> None:
    assert rows.act_way.shape == (len(CODINGS), len(rows.acts))
    codes = {c.id: c for c in record_of(case).act_codes}
    way = {"toward": 1, "away": -1, "neutral": 0}
    for n, name in enumerate(rows.acts):
        said = [way[e] for e in codes[name].net_effect]
        assert rows.act_way[:3, n].tolist() == said
        assert set(rows.act_way[3:, n].tolist()) <= set(said)
    np.testing.assert_array_equal(rows.act_way, read_rows(case).act_way)


def test_neutral_for_all_coders_is_not_movement(rows: Rows) -> None:
    assert (rows.act_way != 0).any(0).all()


def test_open_tracks_are_censored_and_an_earlier_cut_censors_more(case: Case, rows: Rows) -> None:
    from datetime import date

    opened = {t.id for t in record_of(case).tracks if t.outcome == "open"}
    assert {rows.tracks[k] for k in np.flatnonzero(rows.outcome < 0)} == opened
    early = read_rows(case, until=date(2022, 12, 1))
    assert early.months == 17
    later = early.track_end >= 17
    assert later.any() and (early.outcome[later] < 0).all()


def test_inputs_lag_one_month(case: Case, rows: Rows) -> None:
    record = record_of(case)
    now, later = (read_inputs(case, rows, record.moves, record.tracks, lag) for lag in (1, 3))
    np.testing.assert_allclose(now.demands[:-2], later.demands[2:])
    assert not now.demands[0].any()


def test_moves_of_the_record_raise_what_they_should(case: Case, rows: Rows) -> None:
    record = record_of(case)
    inputs = read_inputs(case, rows, record.moves, record.tracks)
    blocs = [b.id for b in case.blocs]
    pragmatic, regional = blocs.index("pragmatic"), blocs.index("regional")
    assert inputs.levers[6, pragmatic, LEVER.pressure] > inputs.levers[0, pragmatic, LEVER.pressure]
    assert inputs.levers[6, pragmatic, LEVER.money] < inputs.levers[0, pragmatic, LEVER.money]
    assert inputs.levers[-1, regional, LEVER.standing] > inputs.levers[0, regional, LEVER.standing]
    assert inputs.levers[-1, regional, LEVER.contact] > inputs.levers[0, regional, LEVER.contact]
    for array in (inputs.levers, inputs.demands):
        assert array.min() >= 0
        assert array.max() <= 1


def test_no_moves_leave_postures_where_they_were(case: Case, rows: Rows) -> None:
    inputs = read_inputs(case, rows, (), ())
    np.testing.assert_allclose(inputs.levers, np.broadcast_to(inputs.levers[0], inputs.levers.shape), atol=1e-6)
    assert not inputs.demands.any()


def test_a_coding_rule_of_no_gain_changes_no_posture(case: Case, rows: Rows) -> None:
    record = record_of(case)
    inputs = read_inputs(case, rows, record.moves, record.tracks, gain=0.0)
    np.testing.assert_allclose(
        inputs.levers[:, :, [LEVER.pressure, LEVER.money, LEVER.contact, LEVER.standing]],
        inputs.levers[:1, :, [LEVER.pressure, LEVER.money, LEVER.contact, LEVER.standing]].repeat(rows.months, 0),
    )


def test_table_of_the_coding_rule_covers_every_kind_of_move(case: Case) -> None:
    table = coding_rule.table()
    assert set(table.direction) == {"pressure", "relief", "engagement", "recognition", "neutral"}
    assert table["gain at magnitude 5"].abs().max() <= 1
    for move in record_of(case).moves:
        assert coding_rule.rule_for(move.instrument, move.direction).direction == move.direction


def test_progress_runs_from_the_takeover_to_the_date_of_the_case(rows: Rows) -> None:
    assert rows.progress.min() >= 0
    np.testing.assert_allclose(rows.progress[:, -1], 1, atol=1e-6)


def test_a_case_without_a_record_is_refused_in_one_line(case: Case) -> None:
    bare = case.model_copy(update={"folder": None})
    bare.__dict__.pop("record", None)
    with pytest.raises(InputError, match="has no record"):
        read_rows(bare)


def test_policy_passes_through_the_levels_known_in_between() -> None:
    """With three levels it stands at the middle one when that was known, in every coding; with two there is no bend."""
    now = load_case("afghanistan")
    rows = read_rows(now)
    t = month_number(date(2024, 5, 29), rows.first)
    for i, issue in enumerate(now.issues):
        first, between, last = (level.centre for level in issue.levels.values())
        policy = first + rows.progress[:, t, i] * (last - first) + rows.bend[:, t, i]
        np.testing.assert_allclose(policy, between, atol=1e-5, err_msg=issue.id)
        np.testing.assert_allclose(rows.bend[:, -1, i], 0, atol=1e-6)
    assert not read_rows(load_case("afghanistan", as_of="2024-05-29")).bend.any()
