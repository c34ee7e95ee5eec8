"""A case's own words: each is read as a shared one, and one that is neither is a fault that names its place."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from evidence.record_files import act, move, track, write
from modusvivendi.case import Case, check_case, load_case
from modusvivendi.case.words import SHARED, Words
from modusvivendi.check import check
from modusvivendi.errors import InputError
from modusvivendi.evidence.record.arrays import read_inputs, read_rows
from modusvivendi.evidence.record.coding_rule import RULES, TRACK_INTENSITY
from modusvivendi.record import ACT_COLUMNS, MOVE_COLUMNS, TRACK_COLUMNS

WORDS = """
words:
  instruments: {harbour_closed: asset_freeze}
  modes: {ultimatum: pressure}
  levels: {war_council: supreme_leader}
  domains: {harbours: technical}
  kinds: {guarantor: patron}
  rival_kinds: {splinter: outbidder}
"""
CASE = """
name: two_harbours
begins: 2020-02-01
as_of: 2024-06-30
record_only_issues: [other]
issues:
  - {id: berths, title: Berths for aid ships, domain: DOMAIN}
  - {id: seats, title: Seats for the islands, domain: inclusion}
blocs:
  - {id: league, title: The league, kind: pragmatic}
  - {id: elder, title: The elder brother, kind: KIND}
rivals:
  - {id: purists, title: The purists, kind: RIVAL}
"""
OWN = {
    "DOMAIN": "harbours",
    "KIND": "guarantor",
    "RIVAL": "splinter",
    "instrument": "harbour_closed",
    "mode": "ultimatum",
    "level": "war_council",
}
SHARED_ONES = {
    "DOMAIN": "technical",
    "KIND": "patron",
    "RIVAL": "outbidder",
    "instrument": "asset_freeze",
    "mode": "pressure",
    "level": "supreme_leader",
}


def written(folder: Path, used: dict[str, str], words: str = WORDS) -> Path:
    """A case with a record that uses these words."""
    (folder / "record").mkdir(parents=True)
    text = CASE
    for place in ("DOMAIN", "KIND", "RIVAL"):
        text = text.replace(place, used[place])
    (folder / "case.yaml").write_text(text + words, encoding="utf-8")
    rows = [act(id=f"a{n}", date=f"2022-0{n + 1}-10", issue="berths", level=used["level"], net_effect="toward") for n in range(4)]
    write(folder / "record" / "acts.csv", ACT_COLUMNS, rows)
    moved = move(
        id="m1",
        date="2021-03-10",
        issue="berths",
        actor="LEAGUE",
        group="league",
        instrument=used["instrument"],
        direction="pressure",
    )
    write(folder / "record" / "moves.csv", MOVE_COLUMNS, [moved])
    asked = track(
        track_id="t1",
        issues="berths",
        actor="LEAGUE",
        mode=used["mode"],
        start="2021-03",
        end="2022-03",
        outcome="met",
        issues_met="berths",
    )
    write(folder / "record" / "tracks.csv", TRACK_COLUMNS, [asked])
    return folder


def arrays(case: Case) -> dict[str, np.ndarray]:
    """What the likelihood reads of a record."""
    assert case.record is not None
    rows = read_rows(case)
    inputs = read_inputs(case, rows, case.record.moves, case.record.tracks)
    return {"led": rows.by_leader, "intensity": rows.intensity, "levers": inputs.levers, "demands": inputs.demands}


def test_own_words_are_read_as_the_shared_ones_they_are_mapped_to(tmp_path: Path) -> None:
    own, shared = (load_case(written(tmp_path / name, used)) for name, used in (("own", OWN), ("shared", SHARED_ONES)))
    assert own.model_dump(exclude={"words"}) == shared.model_dump(exclude={"words"})
    assert (own.issue("berths").domain, own.bloc("elder").kind, own.rival("purists").kind) == ("technical", "patron", "outbidder")
    assert own.record == shared.record
    for (name, one), other in zip(arrays(own).items(), arrays(shared).values(), strict=True):
        np.testing.assert_array_equal(one, other, err_msg=name)
    assert arrays(own)["intensity"].tolist() == [TRACK_INTENSITY["pressure"]] and arrays(own)["led"].max() == 1


@pytest.mark.parametrize("place", OWN)
def test_a_word_that_is_neither_shared_nor_mapped_is_a_fault_in_its_place(tmp_path: Path, place: str) -> None:
    folder = written(tmp_path / "case", OWN | {place: "unheard_of"})
    with pytest.raises(InputError) as caught:
        check_case(folder)
    faults = caught.value.faults
    assert len(faults) == (4 if place == "level" else 1), faults
    told = str(faults[0])
    assert "unheard_of" in told
    where = {
        "DOMAIN": "case.yaml, line 7, issues[0].domain",
        "KIND": "case.yaml, line 11, blocs[1].kind",
        "RIVAL": "case.yaml, line 13, rivals[0].kind",
        "instrument": "moves.csv, row 2, column instrument",
        "mode": "tracks.csv, row 2, column mode",
        "level": "acts.csv, row 2, column level",
    }[place]
    assert told.startswith(where), told
    assert "a case gives words of its own under 'words'" in told
    assert not check(str(folder)).warnings


def test_without_a_mapping_the_same_words_are_faults_all_at_once(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        check_case(written(tmp_path / "case", OWN, words=""))
    assert {f.file for f in caught.value.faults} == {"case.yaml", "acts.csv", "moves.csv", "tracks.csv"}
    assert len(caught.value.faults) == 3 + 4 + 1 + 1


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (
            "modes: {ultimatum: demnad}",
            "words.modes: 'ultimatum' is read as 'demnad', which is no shared word; did you mean 'demand'?",
        ),
        ("modes: {soft: demand}", "words.modes: 'soft' is a shared word already"),
        ("mode: {ultimatum: demand}", "words.mode: unknown field; did you mean 'modes'?"),
        ("levels: {War council: cabinet}", "words.levels.War council: String should match pattern"),
        ("levels: [cabinet]", "words.levels: "),
    ],
)
def test_a_mapping_that_cannot_be_is_refused(tmp_path: Path, words: str, told: str) -> None:
    folder = written(tmp_path / "case", SHARED_ONES, words=f"words:\n  {words}\n")
    faults = check(str(folder)).faults
    assert [f.field.partition(".")[0] for f in faults] == ["words"] and told in str(faults[0])


def test_every_shared_word_has_its_place_in_the_coding_rule() -> None:
    """What an own word can be mapped to means something: modes have an insistence, and no rule is for an unknown instrument."""
    assert set(SHARED["modes"]) == set(TRACK_INTENSITY)
    assert {rule.instrument for rule in RULES if rule.instrument} <= set(SHARED["instruments"])
    assert set(SHARED) == set(Words.model_fields)
