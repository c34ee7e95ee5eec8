"""News: checked, shown, decided with a reason and a name, and all written or nothing."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

import modusvivendi as mv
from modusvivendi.case import Case
from modusvivendi.case.base_rates import room
from modusvivendi.cli.main import app
from modusvivendi.errors import InputError
from modusvivendi.living.home import Home, new_levels
from modusvivendi.living.inbox import chosen, read_inbox
from modusvivendi.living.learn import _no_more, _one_more
from modusvivendi.living.update import Decision, parse_levels
from modusvivendi.record import ACT_COLUMNS, MOVE_COLUMNS

ROW = {
    "id": "later-school", "date": "2026-05-10", "precision": "day", "issue": "girls_secondary_education", "direction": "concede",
    "magnitude": "3", "level": "ministry", "what": "Opened classes in one province.", "confidence": "medium", "setting": "quiet",
    "net_effect": "toward",
}  # fmt: skip
OTHER = {**ROW, "id": "later-dam", "date": "2026-06-20", "issue": "water_management", "direction": "harden", "net_effect": "away"}
YES = Decision(accept=("later-school",), refuse=("later-dam",), reason="one source, seen", by="a planner")


def acts(folder: Path, *rows: dict[str, str]) -> Path:
    path = folder / "acts.csv"
    lines = [",".join(ACT_COLUMNS), *(",".join(row.get(name, "") for name in ACT_COLUMNS) for row in rows)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def update(folder: Path, decision: Decision = Decision(), *rows: dict[str, str]) -> mv.UpdateResult:  # noqa: B008
    return mv.update(
        "afghanistan",
        inbox={"acts": acts(folder, *(rows or (ROW, OTHER)))},
        decision=decision,
        home=folder / "living",
        theories=["inertia", "contact"],
        futures=64,
    )


def test_without_a_decision_what_waits_is_shown_and_nothing_is_written(tmp_path: Path) -> None:
    found = update(tmp_path)
    assert [row.id for row in found.updated.waiting] == ["later-school", "later-dam"]
    assert found.updated.change is not None
    assert {level.issue for level in found.updated.change.levels} == {"girls_secondary_education", "water_management"}
    assert sorted(p.name for p in tmp_path.iterdir()) == ["acts.csv"]


def test_accepted_rows_become_a_layer_of_a_case_that_every_command_takes(tmp_path: Path, now: Case) -> None:
    update(tmp_path, YES)
    case = mv.load_case(tmp_path / "living")
    assert str(case.as_of) == "2026-05-10"
    assert case.record is not None
    assert now.record is not None
    assert {a.id for a in case.record.acts} - {a.id for a in now.record.acts} == {"later-school"}
    level = case.issue("girls_secondary_education").start
    assert level.centre == pytest.approx(0.08 + 0.08 * room(1 - 0.08), abs=1e-4)
    assert case.issue("water_management").start == now.issue("water_management").start
    assert mv.load_case(tmp_path / "living", "2026-03-31").issue("girls_secondary_education").start.centre == pytest.approx(0.08)


def test_the_log_says_who_decided_what_and_why(tmp_path: Path) -> None:
    update(tmp_path, YES)
    entries = Home(tmp_path / "living").decisions()
    assert [(e.kind, e.content["row"]) for e in entries] == [("accepted", "acts/later-school"), ("refused", "acts/later-dam")]
    assert {str(e.content["by"]) for e in entries} == {"a planner"}
    assert all(len(str(e.content["file"])) == 64 for e in entries)
    assert entries[0].content["cells"]["what"] == ROW["what"]  # type: ignore[index,call-overload]


def moves(folder: Path, *rows: dict[str, str]) -> Path:
    path = folder / "moves.csv"
    common = {
        "precision": "day", "group": "regional_normalising", "issue": "recognition_status", "direction": "recognition",
        "conditional": "unconditional", "bundled": "na", "publicity": "public", "magnitude": "3", "what": "So it did.",
        "source_title": "News", "source_publisher": "A paper", "source_date": "2026-06-20", "source_url": "https://example.org",
        "confidence": "high",
    }  # fmt: skip
    lines = [",".join(MOVE_COLUMNS), *(",".join({**common, **row}.get(name, "") for name in MOVE_COLUMNS) for row in rows)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_a_state_that_accepts_an_envoy_or_recognises_does_so_in_the_living_case(tmp_path: Path, now: Case) -> None:
    """From the day of the move on, with its source; an embassy alone is left to a person, who is told what to write."""
    new = [c for c in now.countries if c.state and not c.accredited and not c.recognised][:3]
    kinds = ("ambassador_credentials", "formal_recognition", "embassy_presence")
    rows = [
        {"id": f"m{n}", "date": f"2026-06-1{n}", "actor": c.id, "instrument": kind}
        for n, (c, kind) in enumerate(zip(new, kinds, strict=True))
    ]
    found = mv.update(
        "afghanistan",
        inbox={"moves": moves(tmp_path, *rows)},
        decision=Decision(accept=("all",), reason="seen", by="a planner"),
        home=tmp_path / "living",
        theories=["inertia", "contact"],
        futures=64,
    )
    case = {c.id: c for c in mv.load_case(tmp_path / "living").countries}
    assert [(case[c.id].accredited, case[c.id].recognised) for c in new] == [(True, False), (True, True), (False, False)]
    assert case[new[0].id].source == "record, moves.csv, m0, 2026: A paper, 2026-06-20"
    before = {c.id: c for c in mv.load_case(tmp_path / "living", "2026-03-31").countries}
    assert not any(before[c.id].accredited for c in new)
    said = [f.sentence for f in found.report.findings if f.id.startswith("update.standing")]
    assert len(said) == 3 and "recognising from 11 June 2026" in said[1]
    assert f"{new[2].id},2026-06-12,yes,no,moves/m2" in said[2]


def test_a_row_is_decided_once(tmp_path: Path) -> None:
    update(tmp_path, YES)
    assert update(tmp_path).updated.waiting == ()
    with pytest.raises(InputError, match="no row 'later-school' is waiting"):
        update(tmp_path, YES)


def test_a_later_round_adds_a_further_layer(tmp_path: Path) -> None:
    update(tmp_path, YES)
    again = {**OTHER, "id": "later-dam-again"}
    update(tmp_path, Decision(accept=("all",), reason="seen", by="a planner"), again)
    case = mv.load_case(tmp_path / "living")
    assert str(case.as_of) == "2026-06-20"
    assert len(Home(tmp_path / "living").decisions()) == 3
    assert case.issue("girls_secondary_education").start.centre == pytest.approx(0.08 + 0.08 * room(0.92), abs=1e-4)


def test_a_level_can_be_set_by_hand(tmp_path: Path) -> None:
    found = update(tmp_path, Decision(levels=(("water_management", 0.2),), reason="a survey", by="a planner"))
    assert found.updated.change is not None
    assert found.updated.change.levels[0].set_by_hand
    assert mv.load_case(tmp_path / "living").issue("water_management").start.centre == pytest.approx(0.2)


@pytest.mark.parametrize(
    ("decision", "what"),
    [
        (Decision(accept=("later-school",), by="a planner"), "needs --reason"),
        (Decision(accept=("later-school",), reason="seen"), "needs --reason"),
        (Decision(accept=("nothing",), reason="seen", by="a planner"), "no row 'nothing'"),
        (Decision(accept=("all",), refuse=("later-dam",), reason="seen", by="a planner"), "both accepted and refused"),
        (Decision(levels=(("water", 0.2),), reason="seen", by="a planner"), "unknown issue 'water'"),
        (Decision(levels=(("water_management", 1.5),), reason="seen", by="a planner"), "is possible"),
    ],
)
def test_bad_decisions_write_nothing(tmp_path: Path, decision: Decision, what: str) -> None:
    with pytest.raises(InputError, match=what):
        update(tmp_path, decision)
    assert not (tmp_path / "living").exists()


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"issue": "girls_school"}, "issue"),
        ({"magnitude": "9"}, "magnitude"),
        ({"date": "10/05/2026"}, "date"),
        ({"id": "polio-h2h-june-2024"}, "already in the case's record"),
        ({"track_id": "S999"}, "S999"),
    ],
)
def test_bad_rows_are_refused_and_nothing_is_written(tmp_path: Path, change: dict[str, str], what: str) -> None:
    with pytest.raises(InputError, match=what):
        update(tmp_path, Decision(accept=("all",), reason="seen", by="a planner"), {**ROW, **change})
    assert not (tmp_path / "living").exists()


def test_a_broken_log_stops_everything(tmp_path: Path) -> None:
    update(tmp_path, YES)
    log = tmp_path / "living" / "log.jsonl"
    log.write_text(log.read_text(encoding="utf-8").replace("a planner", "a stranger"), encoding="utf-8")
    with pytest.raises(InputError, match="seal is broken"):
        update(tmp_path)


def test_steps_of_the_same_issue_add_up_and_stay_inside(tmp_path: Path, now: Case) -> None:
    rows = [{**ROW, "id": f"r{n}", "direction": "harden", "net_effect": "away", "magnitude": "5"} for n in range(4)]
    (level,) = new_levels(now, read_inbox(now, {"acts": acts(tmp_path, *rows)}), {})
    assert 0 < level.value < level.before
    assert level.low < level.value < level.high


def test_rows_are_chosen_by_id_or_table(tmp_path: Path, now: Case) -> None:
    rows = read_inbox(now, {"acts": acts(tmp_path, ROW, OTHER)})
    assert [r.id for r in chosen(rows, ["acts/later-dam", "later-dam"])] == ["later-dam"]
    assert chosen(rows, ["all"]) == rows


def test_levels_on_the_command_line() -> None:
    assert parse_levels(["water_management=0.3"]) == (("water_management", 0.3),)
    with pytest.raises(InputError, match="write issue=level"):
        parse_levels(["water_management"])


def test_factors_of_rows_and_silence_multiply_to_the_chance_of_the_count() -> None:
    """P(N >= 1) P(N >= 2 | N >= 1) P(N = 2 | N >= 2) = P(N = 2), up to the half futures that are added."""
    counts = np.random.default_rng(1).poisson([[0.7], [1.8]], (2, 200_000))
    product = _one_more(counts, 0) * _one_more(counts, 1) * _no_more(counts, 2)
    assert product == pytest.approx((counts == 2).mean(1), rel=0.01)


def test_an_act_that_only_one_theory_expects_raises_it(tmp_path: Path) -> None:
    """Weights after the news are prior weights times the factors of all lessons, normalised."""
    change = update(tmp_path).updated.change
    assert change is not None
    share = np.array(list(change.weights.values()))
    for lesson in change.lessons:
        share = share * np.array(list(lesson.chances.values()))
    assert share / share.sum() == pytest.approx(np.array(list(change.weights_after.values())))


@pytest.mark.parametrize(
    "words",
    [[], ["--accept", "all"], ["--acts", "nowhere.csv"], ["--level", "water_management"], ["--level", "water_management=0.3"]],
)
def test_bad_options_end_with_one_line(tmp_path: Path, words: list[str]) -> None:
    done = CliRunner().invoke(app, ["update", "afghanistan", *words, "--home", str(tmp_path / "living")])
    assert isinstance(done.exception, InputError)
    assert "\n" not in str(done.exception)
    assert not (tmp_path / "living").exists()
