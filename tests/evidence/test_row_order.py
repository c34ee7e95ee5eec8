"""Nothing that is weighed depends on how the tables of a record were sorted, or on what other rows they hold."""

from __future__ import annotations

import csv
import random
import shutil
from dataclasses import fields, replace
from pathlib import Path

import numpy as np
import pytest

from modusvivendi.case import Case, load_case
from modusvivendi.evidence.inference.samplers import cube
from modusvivendi.evidence.inference.weigh import model_for
from modusvivendi.evidence.likelihood.model import NAMES, Model
from modusvivendi.evidence.pooled.asks import read_pool
from modusvivendi.evidence.pooled.weigh import digest_of
from modusvivendi.evidence.record.arrays import CODINGS, Rows, drawn_coders, read_inputs, read_rows, record_of
from modusvivendi.record import Number, Origin, Record, by_date, by_start, parse_date, parse_period
from modusvivendi.record.order import by_content
from modusvivendi.theory import load_theories, load_theory

TABLES = ("acts", "moves", "tracks", "series", "act_codes", "track_codes")


def shuffled(record: Record, seed: int) -> Record:
    """The same record from tables in another order."""
    chance = random.Random(seed)
    return replace(record, **{name: chance.sample(getattr(record, name), len(getattr(record, name))) for name in TABLES})


def copied(case: Case, record: Record) -> Case:
    """The case with another record."""
    other = case.model_copy()
    other.__dict__["record"] = record
    return other


def same(one: Rows, two: Rows) -> None:
    """Every field of two records is the same to the bit."""
    for field in fields(Rows):
        a, b = getattr(one, field.name), getattr(two, field.name)
        assert np.array_equal(a, b) if isinstance(a, np.ndarray) else a == b, field.name


@pytest.mark.parametrize("seed", range(5))
def test_any_order_of_rows_is_the_same_record(case: Case, rows: Rows, seed: int) -> None:
    record = record_of(case)
    other = shuffled(record, seed)
    assert other == record
    chance = random.Random(seed)
    acts, tracks, moves = ([*chance.sample(x, len(x))] for x in (record.acts, record.tracks, record.moves))
    same(rows, read_rows(copied(case, other)))
    bare = replace(record, acts=(), tracks=())
    same(rows, read_rows(copied(case, bare), extra=(acts, tracks)))
    ours, theirs = read_inputs(case, rows, record.moves, record.tracks), read_inputs(case, rows, moves, tracks)
    for name in ("levers", "demands", "accredited"):
        np.testing.assert_array_equal(getattr(ours, name), getattr(theirs, name), err_msg=name)


def test_shuffled_files_weigh_the_same_to_the_bit(case: Case, model: Model, tmp_path: Path) -> None:
    """Every table of the case's folder, layers and codings too, with its rows in another order; in all codings."""
    assert case.folder is not None
    folder = Path(shutil.copytree(case.folder, tmp_path / case.name))
    chance = random.Random(7)
    for path in sorted((folder / "record").rglob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            header, *lines = csv.reader(file)
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([header, *chance.sample(lines, len(lines))])
    other = model_for(load_case(folder, as_of=case.as_of))
    same(model.rows, other.rows)
    n = 2 * len(CODINGS)
    u, coding = cube(NAMES, np.arange(n), 1), np.repeat(np.arange(len(CODINGS)), 2)
    theory = load_theory("conviction")
    found = [m.log_likelihood(theory, u, coding, np.arange(n)) for m in (model, other)]
    np.testing.assert_array_equal(*found)


def test_a_coder_goes_by_the_id_of_a_row_and_not_by_its_place() -> None:
    ids = [f"row {n}" for n in range(3000)]
    drawn = drawn_coders(ids, [3] * 3000, 5)
    np.testing.assert_array_equal(drawn[:, ::-1], drawn_coders(ids[::-1], [3] * 3000, 5))
    np.testing.assert_array_equal(drawn[:, 10:20], drawn_coders(ids[10:20], [3] * 10, 5))
    assert abs(np.bincount(drawn.ravel()) / drawn.size - 1 / 3).max() < 0.02
    assert abs(np.corrcoef(drawn)[np.triu_indices(5, 1)]).max() < 0.06
    assert not drawn_coders(ids, [1] * 3000, 5).any()
    assert drawn_coders([], [], 5).shape == (5, 0)


def test_without_a_row_the_others_keep_their_codes(case: Case, rows: Rows) -> None:
    """The codes of the rows that stay do not move when one is taken out, as they would if draws went by number."""
    record = record_of(case)
    gone = rows.acts[3]
    fewer = read_rows(copied(case, replace(record, acts=tuple(a for a in record.acts if a.id != gone))))
    kept = [n for n, name in enumerate(rows.acts) if name != gone]
    assert fewer.acts == tuple(rows.acts[n] for n in kept)
    np.testing.assert_array_equal(fewer.act_way, rows.act_way[:, kept])


def test_rows_without_ids_are_told_apart_by_what_they_say() -> None:
    """Numbers of a series have no id: any order gives the same table, and two that say the same both stay."""
    start, end = parse_period("2024")
    origin = Origin("A report", "", parse_date("2024"), "", "low")
    one = Number("x", "2024", start, end, 1.0, "t", "", origin)
    two = replace(one, value=2.0)
    assert by_content([two, one, one]) == by_content([one, two, one]) == (one, one, two)


def test_order_is_by_date_and_then_id(case: Case) -> None:
    record = record_of(case)
    assert list(by_date(record.acts)) == sorted(record.acts, key=lambda a: (a.date.first, a.date.last, a.id))
    assert [t.id for t in by_start(record.tracks)] == [t.id for t in record.tracks]


def test_pooled_asks_do_not_depend_on_the_order_of_cases_or_rows() -> None:
    cases = [load_case(name) for name in ("afghanistan", "gaza")]
    theories = load_theories(("inertia",))
    other = [copied(case, shuffled(record_of(case), 3)) for case in cases]
    assert digest_of(read_pool(cases, theories)) == digest_of(read_pool(other[::-1], theories))
