"""Codes by any number of coders."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

from modusvivendi.case import Case
from modusvivendi.errors import InputError
from modusvivendi.evidence.record.arrays import CODINGS, read_rows
from modusvivendi.record import load_act_codes, load_track_codes
from modusvivendi.record.codes import coders_of, read_codes, read_issue_codes, read_position_codes


def written(path: Path, header: str, *rows: str) -> Path:
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return path


def act_header(coders: str) -> str:
    return ",".join(["id", *(f"{name}_{c}" for c in coders for name in ("net_effect", "setting", "magnitude"))])


@pytest.mark.parametrize("coders", ["a", "ab", "abc", "abcd", "bc"])
def test_codes_of_any_number_of_coders(tmp_path: Path, coders: str) -> None:
    path = written(tmp_path / "acts.csv", act_header(coders), "x" + ",toward,public,3" * len(coders))
    (codes,) = load_act_codes(path, ["x"])
    assert codes.coders == tuple(coders)
    assert codes.net_effect == ("toward",) * len(coders) and codes.magnitude == (3,) * len(coders)
    assert codes.certain == (None,) * len(coders)


def test_a_coder_may_leave_a_row_out_whole_but_not_in_part(tmp_path: Path) -> None:
    path = written(tmp_path / "acts.csv", act_header("ab"), "x,toward,public,3,,,", "y,away,quiet,2,neutral,quiet,1")
    first, second = load_act_codes(path, ["x", "y"])
    assert (first.coders, second.coders) == (("a",), ("a", "b"))
    written(path, act_header("ab"), "x,toward,public,3,away,,")
    with pytest.raises(InputError, match=r"^acts\.csv, row 2, column setting_b: empty, a value is needed \(and 1 more"):
        load_act_codes(path, ["x"])


def test_numbers_of_tracks_may_be_given_by_some_coders(tmp_path: Path) -> None:
    path = written(
        tmp_path / "tracks.csv",
        "track_id,form_a,cost_a,publicity_a,form_b,cost_b,publicity_b,politicisation_b",
        "P1,package,high,public,single,low,quiet,0.5",
    )
    (codes,) = load_track_codes(path, ["P1"])
    assert codes.politicisation == (None, 0.5) and codes.material_reward == (None, None)


def test_a_coder_needs_all_columns_and_unknown_ones_are_named(tmp_path: Path) -> None:
    path = written(
        tmp_path / "acts.csv", "id,net_effect_a,setting_a,magnitude_a,net_effect_b,sure_b", "x,toward,public,3,away,yes"
    )
    with pytest.raises(InputError) as caught:
        load_act_codes(path, ["x"])
    assert [fault.what.partition(";")[0] for fault in caught.value.faults] == [
        "unknown column 'sure_b'",
        "missing column 'setting_b'",
        "missing column 'magnitude_b'",
    ]
    with pytest.raises(InputError) as caught:
        load_act_codes(written(path, "id,x", "y,z"), ["x"])
    assert [fault.what for fault in caught.value.faults[1:]] == [
        f"missing column '{name}_a'" for name in ("net_effect", "setting", "magnitude")
    ]


def test_attributes_and_positions_are_codings_too(tmp_path: Path, afghanistan: Case) -> None:
    assert afghanistan.folder is not None
    coding = afghanistan.folder / "record" / "coding"
    segments = [segment.id for segment in afghanistan.segments]
    words = afghanistan.vocabulary.issues
    issues = read_issue_codes(coding / "issue_attributes.csv", words).sound()
    positions = read_position_codes(coding / "segment_positions.csv", segments, words).sound()
    assert {codes.issue for codes in issues} >= set(afghanistan.issue_ids) and issues[0].coders == ("b", "c")
    assert len(positions) >= 95 and all(0 <= value <= 1 for codes in positions for value in (*codes.ideal, *codes.salience))


def test_the_coders_of_a_header() -> None:
    assert coders_of(["id", "form_b", "form_a", "other_c", "form_ab"], ("form",)) == ("a", "b")
    assert coders_of(["id"], ("form",)) == ("a",)
    assert read_codes(Path("nowhere.csv"), ("id",), ("form",), (), lambda coded: coded).faults[0].file == "nowhere.csv"


def keep_coders(path: Path, coders: str) -> None:
    """Leave only these coders in a table of codings."""
    with path.open(encoding="utf-8", newline="") as handle:
        rows = list(csv.reader(handle))
    kept = [n for n, name in enumerate(rows[0]) if name[-2] != "_" or name[-1] in coders]
    with path.open("w", encoding="utf-8", newline="") as handle:
        csv.writer(handle).writerows([row[n] for n in kept] for row in rows)


def test_the_likelihood_takes_one_coder_and_four(folder: Path, afghanistan: Case) -> None:
    """With one coder all codings are the same; the third coder of three is still the third of four."""
    from modusvivendi.case import load_case

    coding = folder / "record" / "coding"
    whole = read_rows(afghanistan)
    for name in ("acts.csv", "tracks.csv"):
        with (coding / name).open(encoding="utf-8", newline="") as handle:
            rows = list(csv.reader(handle))
        extra = [n for n, column in enumerate(rows[0]) if column.endswith("_c")]
        more = [[*row, *(row[n].replace("_c", "_d") if k == 0 else row[n] for n in extra)] for k, row in enumerate(rows)]
        with (coding / name).open("w", encoding="utf-8", newline="") as handle:
            csv.writer(handle).writerows(more)
    four = read_rows(load_case(folder, as_of="2024-05-29"))
    np.testing.assert_array_equal(four.act_way[:3], whole.act_way[:3])
    for name in ("acts.csv", "tracks.csv"):
        keep_coders(coding / name, "a")
    one = read_rows(load_case(folder, as_of="2024-05-29"))
    assert one.act_way.shape[0] == len(CODINGS) and (one.act_way == one.act_way[:1]).all()
    assert (one.whole == one.whole[:1]).all() and (one.material == one.material[:1]).all()
