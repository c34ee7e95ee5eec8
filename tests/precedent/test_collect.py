"""Demands of a case: codes, sources, files; kept tables are made anew when anything changes."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest

from modusvivendi.case import Case, load_case
from modusvivendi.case.load import shipped_cases
from modusvivendi.errors import InputError
from modusvivendi.precedent import store
from modusvivendi.precedent.collect import CAUTIONS, cautions, cluster_names, coded, demands_of
from modusvivendi.precedent.demand import known_on
from modusvivendi.record import Track, TrackCodes, parse_date


def test_one_demand_a_track(afghanistan: Case) -> None:
    found = demands_of(afghanistan)
    assert found.name == "afghanistan" and afghanistan.record is not None
    assert [d.id for d in found.demands] == [t.id for t in afghanistan.record.tracks]
    for demand, track in zip(found.demands, afghanistan.record.tracks, strict=True):
        assert (demand.ask, demand.outcome, demand.reward) == (track.ask, track.outcome, track.reward)
        assert set(demand.domains) == {found.issues[i].domain for i in track.issues if i in found.issues}
        assert demand.cluster == f"afghanistan/{track.issue_class}"


def test_every_demand_has_a_dated_source(afghanistan: Case) -> None:
    for demand in demands_of(afghanistan).demands:
        assert demand.sources and all(s.date for s in demand.sources)
        assert any(s.title and s.publisher for s in demand.sources)


def test_codes_are_means_of_later_coders() -> None:
    track = track_named("S1", "road")
    codes = TrackCodes(
        "S1",
        ("a", "b", "c"),
        ("package", "single", "single"),
        ("high", "low", "mid"),
        ("public", "quiet", "mixed"),
        (None, 0.2, 0.4),
        (None, 0.5, None),
        (None, None, None),
    )
    values, spread = coded(track, codes)
    assert values == {"form": 0.0, "cost": pytest.approx(0.5), "publicity": 0.25, "politicisation": pytest.approx(0.3),
                      "material_reward": 0.5, "standing_reward": None}  # fmt: skip
    assert spread == {
        "form": 1.0,
        "cost": pytest.approx(2 / 3),
        "publicity": 1.0,
        "politicisation": pytest.approx(0.2),
        "material_reward": 0.0,
    }


def test_a_track_that_nobody_else_read_keeps_its_own_words() -> None:
    values, spread = coded(track_named("S1", "road"), None)
    assert (values["cost"], values["form"], values["politicisation"]) == (1 / 3, 0.0, None)
    assert spread == {"form": 0.0, "cost": 0.0, "publicity": 0.0}


def test_repeats_join_files() -> None:
    tracks = [
        track_named("S1", "road"),
        track_named("S2", "bridge", repeats="S1"),
        track_named("S3", ""),
        track_named("S4", "bridge"),
    ]
    names = cluster_names("here", tracks)
    assert names["S1"] == names["S2"] == names["S4"]
    assert names["S3"] == "here/S3"


def test_who_failed_a_track_is_read_from_the_record(folder: Path) -> None:
    tracks = folder / "record" / "tracks.csv"
    header, *rows = csv.reader(tracks.read_text(encoding="utf-8").splitlines())
    place = next(n for n, cells in enumerate(rows) if cells[header.index("outcome")] == "not_met")
    name, first = rows[place][0], rows[0][0]
    lines = [
        [*header, "failed_by", "repeats"],
        *([*c, "both" if n == place else "", first if n == place else ""] for n, c in enumerate(rows)),
    ]
    with tracks.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(lines)
    found = {d.id: d for d in store.load_demands(folder).demands}
    assert found[name].elsewhere and found[name].failed_by == "both"
    assert found[name].repeats == first and found[name].cluster == found[first].cluster


def track_named(name: str, issue_class: str, repeats: str = "") -> Track:
    """A track of which only what matters here is said."""
    return Track(
        id=name,
        kind="single",
        issue_class=issue_class,
        issues=("road",),
        reward=False,
        actor="EG",
        start=parse_date("2010"),
        end=None,
        mode="soft",
        publicity="quiet",
        sweetener="",
        ask="open the road",
        cost="low",
        outcome="open",
        issues_met=(),
        reversed_later="no",
        evidence=(),
        repeats=repeats,
    )


def test_cautions_name_each_track_once_and_say_why() -> None:
    rows = CAUTIONS.read_text(encoding="utf-8").splitlines()
    assert len(rows) == len(cautions()) + 1
    for caution in cautions().values():
        assert caution["why"] and caution["failed_by"] in ("", "asker", "both")
        assert any(caution[name] for name in ("failed_by", "weak", "disputed", "rival"))
    assert Counter(case for case, _ in cautions())["gaza"] == 23


def test_a_kept_table_is_the_same(kept: Path) -> None:
    first, again = store.load_demands("afghanistan"), store.load_demands("afghanistan")
    assert first == again == demands_of(load_case("afghanistan"))
    assert len(list((kept / "modusvivendi" / "precedents").glob("*.json"))) == 1


def test_a_changed_record_is_read_anew(folder: Path) -> None:
    before = store.load_demands(folder)
    tracks = folder / "record" / "tracks.csv"
    text = tracks.read_text(encoding="utf-8")
    tracks.write_text(text.replace("five benchmarks", "six benchmarks"), encoding="utf-8")
    after = store.load_demands(folder)
    assert [d.ask for d in before.demands] != [d.ask for d in after.demands]
    assert any("six benchmarks" in d.ask for d in after.demands)


def test_a_damaged_table_is_made_anew(kept: Path) -> None:
    first = store.load_demands("afghanistan")
    for file in (kept / "modusvivendi" / "precedents").glob("*.json"):
        file.write_text('{"name": 3}', encoding="utf-8")
    assert store.load_demands("afghanistan") == first


def test_a_faulty_record_is_refused_and_nothing_is_kept(folder: Path, kept: Path) -> None:
    tracks = folder / "record" / "tracks.csv"
    tracks.write_text(tracks.read_text(encoding="utf-8").replace(",not_met,", ",refused,", 1), encoding="utf-8")
    with pytest.raises(InputError, match="outcome"):
        store.load_demands(folder)
    assert not list(kept.rglob("*.json"))


def test_where_nothing_can_be_kept_all_goes_on(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("no folder", encoding="utf-8")
    monkeypatch.setenv("XDG_CACHE_HOME", str(blocked))
    assert store.load_demands("afghanistan").demands


def test_a_case_without_a_record_has_no_demands(afghanistan: Case) -> None:
    bare = afghanistan.model_copy(update={"folder": None})
    bare.__dict__.pop("record", None)
    assert demands_of(bare).demands == ()
    assert demands_of(bare).issues


def test_a_case_as_it_stood_on_a_day_holds_what_was_on_record_then(afghanistan: Case) -> None:
    """A later layer may also add asks of before that day that were found later."""
    cut, read = known_on(store.load_demands("afghanistan"), "2024-05-29"), demands_of(afghanistan)
    assert {(d.id, d.start, d.end, d.outcome) for d in cut.demands} >= {(d.id, d.start, d.end, d.outcome) for d in read.demands}


def test_cases_of_one_name_are_read_once(folder: Path) -> None:
    both = store.load_all([folder, "afghanistan", load_case("afghanistan")])
    assert [c.name for c in both] == ["afghanistan"]


@pytest.mark.parametrize("name", shipped_cases())
def test_askers_are_told_by_their_names_and_asks_in_words(name: str) -> None:
    case = load_case(name)
    named = {c.id for c in case.countries} | {*case.movers}
    for demand in demands_of(case).demands:
        assert demand.asker in named, demand.name
        assert "+" not in demand.ask.replace("5+2", ""), demand.name
