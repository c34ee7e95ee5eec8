"""The shipped Afghan case: it says what the record and the codings say, with sources, and nothing later."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from pydantic import BaseModel

import modusvivendi.case.load as load
from modusvivendi.case import Case, Quantity, Record
from modusvivendi.case.base_rates import Window, base_rates, leader_shares

HERE = load.SHIPPED / "afghanistan"
ISSUES = (
    "girls_secondary_education", "women_university", "women_work_ngo_un", "women_public_life",
    "human_rights_media_detention", "inclusive_government", "amnesty_reprisals",
    "counterterrorism_alqaeda_ttp", "counterterrorism_isis", "counter_narcotics", "humanitarian_access",
    "health_vaccination", "economy_banking", "trade_transit_infrastructure", "water_management",
    "prisoners_hostages", "security_of_missions", "climate_disaster", "diplomatic_process_attendance",
)  # fmt: skip


@pytest.fixture(scope="module")
def record(afghanistan: Case) -> Record:
    assert afghanistan.record is not None
    return afghanistan.record


def coding(name: str) -> list[dict[str, str]]:
    with (HERE / "record" / "coding" / name).open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def quantities(part: Any, path: str = "") -> Iterator[tuple[str, Quantity]]:
    """All quantities of a case with where they stand."""
    if isinstance(part, Quantity):
        yield path, part
    elif isinstance(part, BaseModel):
        for name in type(part).model_fields:
            yield from quantities(getattr(part, name), f"{path}.{name}")
    elif isinstance(part, dict):
        for key, value in part.items():
            yield from quantities(value, f"{path}.{key}")
    elif isinstance(part, tuple):
        for value in part:
            yield from quantities(value, f"{path}.{getattr(value, 'id', '')}")


def test_the_sets_are_those_of_the_model(afghanistan: Case) -> None:
    assert afghanistan.issue_ids == ISSUES
    assert [s.id for s in afghanistan.segments] == [
        "leadership_clerics", "security_network", "kabul_pragmatists", "non_pashtun_commanders",
        "rank_and_file",
    ]  # fmt: skip
    assert afghanistan.leader.id == "leadership_clerics"
    assert len({b.id for b in afghanistan.blocs}) == len({h.id for h in afghanistan.hazards}) == 5
    assert {g.id for g in afghanistan.groups} == {
        "women_girls", "food_insecure", "farmers", "minorities", "urban_wage_earners",
    }  # fmt: skip
    assert {i.id for i in afghanistan.issues if i.core_right} == set(ISSUES[:5])
    assert {i.id for i in afghanistan.issues if i.education} == set(ISSUES[:2])
    assert len(afghanistan.positions) == 5 * 19


def test_the_record_is_whole(record: Record, afghanistan: Case) -> None:
    assert [len(t) for t in (record.acts, record.moves, record.tracks, record.series)] == [166, 114, 40, 281]
    assert [c.id for c in record.act_codes] == sorted(a.id for a in record.acts)
    assert [c.id for c in record.track_codes] == sorted(t.id for t in record.tracks)
    assert not [w for w in record.warnings if "evidence" in w]
    assert sum("excepted" in w for w in record.warnings) == len(afghanistan.record_exceptions) == 2


def test_coder_a_is_the_same_in_both_places(record: Record) -> None:
    for act, codes in zip(sorted(record.acts, key=lambda a: a.id), record.act_codes, strict=True):
        assert (act.net_effect, act.setting, act.magnitude) == (
            codes.net_effect[0],
            codes.setting[0],
            codes.magnitude[0],
        )
    for track, tcodes in zip(sorted(record.tracks, key=lambda t: t.id), record.track_codes, strict=True):
        assert (track.kind, track.cost) == (tcodes.form[0], tcodes.cost[0])
        assert track.publicity == tcodes.publicity[0]


def test_every_actor_of_the_record_is_a_country_of_the_case(record: Record, afghanistan: Case) -> None:
    actors = {m.actor for m in record.moves} | {t.actor for t in record.tracks}
    assert actors <= {c.id for c in afghanistan.countries}


@pytest.mark.parametrize("name", ISSUES)
def test_rates_and_leader_shares_follow_from_the_record(afghanistan: Case, record: Record, name: str) -> None:
    issue = afghanistan.issue(name)
    window = Window(date(2021, 10, 1), date(2024, 5, 29))
    rates = base_rates(issue, record.acts, window)
    shares = leader_shares(issue, record.acts, window)
    for way, given, share in (
        ("toward", issue.rate_toward, issue.leader_share_toward),
        ("away", issue.rate_away, issue.leader_share_away),
    ):
        computed, expected = rates[way], shares[way]  # type: ignore[index]
        assert (given.shape, given.rate) == (round(computed.shape, 4), round(computed.rate, 4))
        assert share.value == round(expected.value, 4)
        assert share.range == (round(expected.low, 4), round(expected.high, 4))


def test_attributes_are_the_mean_and_envelope_of_two_readers(afghanistan: Case) -> None:
    short = {"politicisation": "pol", "visibility": "vis", "own_benefit": "ben", "delegation": "del"}
    read = {row["issue"]: row for row in coding("issue_attributes.csv")}
    for issue in afghanistan.issues:
        row = read[issue.id]
        for name, key in short.items():
            ends = [re.search(rf"{key} ([\d.]+)-([\d.]+)", row[f"range_{c}"]) for c in "bc"]
            lows, highs = zip(*((float(e[1]), float(e[2])) for e in ends if e), strict=True)
            quantity: Quantity = getattr(issue, name)
            assert quantity.range == (min(lows), max(highs)), (issue.id, name)
            mean = (float(row[f"{name}_b"]) + float(row[f"{name}_c"])) / 2
            assert quantity.value == pytest.approx(mean, abs=1e-4)


def test_positions_are_the_two_readers_widened_and_clipped(afghanistan: Case) -> None:
    read = {(row["segment"], row["issue"]): row for row in coding("segment_positions.csv")}
    for key, position in afghanistan.positions.items():
        for name in ("ideal", "salience"):
            low, high = sorted(float(read[key][f"{name}_{c}"]) for c in "bc")
            quantity: Quantity = getattr(position, name)
            assert quantity.low == pytest.approx(max(0.0, low - 0.05))
            assert quantity.high == pytest.approx(min(1.0, high + 0.05))
            assert quantity.value == pytest.approx((quantity.low + quantity.high) / 2, abs=1e-6)


def test_every_judgement_gives_its_reason(afghanistan: Case) -> None:
    all_of_them = list(quantities(afghanistan))
    assert len(all_of_them) > 500
    assert not [path for path, q in all_of_them if q.source.startswith("judgement") and not q.why]


def test_no_source_is_later_than_the_case(afghanistan: Case) -> None:
    words = [text for _, q in quantities(afghanistan) for text in (q.source, q.why)]
    words += [c.source for c in afghanistan.countries]
    later = r"(?:June|July|August|September|October|November|December) 2024|\b20(?:2[5-9]|[3-9]\d)\b"
    assert "2024" in " ".join(words)
    assert not [text for text in words if re.search(later, text)]


def test_persons_are_named_by_office_only(record: Record) -> None:
    text = (HERE / "case.yaml").read_text(encoding="utf-8")
    for name in ("Akhund", "Haqqani", "Baradar", "Muttaqi", "Yaqoob", "Mujahid", "Stanikzai", "Kabir"):
        assert name in " ".join(a.actors + a.what for a in record.acts), name
        assert name not in text


def test_shares_and_weights_add_up(afghanistan: Case) -> None:
    assert sum(s.members.value for s in afghanistan.segments) == pytest.approx(1.0)
    assert sum(s.power.value for s in afghanistan.segments) == pytest.approx(1.0)
    for group in afghanistan.groups:
        weights = [group.aid.value, group.services.value, *(q.value for q in group.issues.values())]
        assert sum(weights) == pytest.approx(1.0), group.id


def test_coalitions_nest(afghanistan: Case) -> None:
    names = ("netherlands", "eu", "like-minded", "everyone")
    nl, eu, like, everyone = (set(afghanistan.coalition(name)) for name in names)
    assert nl < eu < like < everyone == {c.id for c in afghanistan.countries}
    assert set(afghanistan.coalition("regional")).isdisjoint(like)


def test_who_has_accepted_a_head_of_mission(afghanistan: Case) -> None:
    accepted = {c.id for c in afghanistan.countries if c.accredited}
    assert accepted == {"CN", "RU", "IR", "PK", "UZ", "KZ", "TM", "QA", "AE"}
    assert accepted.isdisjoint(afghanistan.coalition("like-minded"))
