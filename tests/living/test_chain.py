"""The log that shows when it was tampered with, and forecasts sealed in it."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

import modusvivendi as mv
from modusvivendi.case import Case
from modusvivendi.cli.main import app
from modusvivendi.errors import InputError
from modusvivendi.forecasting.answer import Answer, Forecasts
from modusvivendi.forecasting.base_rate import Base
from modusvivendi.forecasting.question import Question
from modusvivendi.forecasting.resolve import OPEN, Resolution
from modusvivendi.living.chain import FIRST, append, digest_of, locked, read_chain
from modusvivendi.living.journal import code_version, read_journal, score_journal, seal, sealed_in

MOMENT = datetime(2026, 4, 1, tzinfo=UTC)


def three(path: Path) -> list[str]:
    append(path, [("note", {"n": n}) for n in range(3)], MOMENT)
    return path.read_text(encoding="utf-8").splitlines()


def test_a_digest_is_sha256_over_content_and_the_digest_before(tmp_path: Path) -> None:
    three(tmp_path / "log")
    entries = read_chain(tmp_path / "log")
    assert [e.before for e in entries] == [FIRST, entries[0].digest, entries[1].digest]
    for e in entries:
        assert e.digest == digest_of(e.number, e.at, e.kind, e.content, e.before)


def test_append_goes_on_with_the_chain(tmp_path: Path) -> None:
    three(tmp_path / "log")
    append(tmp_path / "log", [("note", {"n": 3})])
    assert [e.content["n"] for e in read_chain(tmp_path / "log")] == [0, 1, 2, 3]
    assert not list(tmp_path.glob("*.lock"))


@pytest.mark.parametrize("line", [0, 1, 2])
def test_a_changed_line_is_found(tmp_path: Path, line: int) -> None:
    path = tmp_path / "log"
    lines = three(path)
    entry = json.loads(lines[line])
    entry["content"]["n"] = 9
    lines[line] = json.dumps(entry)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    with pytest.raises(InputError, match=f"line {line + 1}.*seal is broken"):
        read_chain(path)


def test_a_changed_line_with_a_new_digest_breaks_the_next(tmp_path: Path) -> None:
    """Whoever seals one line anew must do so for all later ones, and the newest seal then differs."""
    path = tmp_path / "log"
    lines = three(path)
    entry = json.loads(lines[1])
    entry["content"]["n"] = 9
    entry["digest"] = digest_of(entry["number"], entry["at"], entry["kind"], entry["content"], entry["before"])
    lines[1] = json.dumps(entry)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    with pytest.raises(InputError, match="line 3"):
        read_chain(path)


@pytest.mark.parametrize("order", [[1, 2], [0, 2], [0, 2, 1], [0, 0, 1, 2]])
def test_lines_taken_out_moved_or_repeated_are_found(tmp_path: Path, order: list[int]) -> None:
    path = tmp_path / "log"
    lines = three(path)
    path.write_text("\n".join(lines[n] for n in order) + "\n", encoding="utf-8")
    with pytest.raises(InputError, match="seal is broken"):
        read_chain(path)


def test_what_is_no_entry_is_told_by_its_line(tmp_path: Path) -> None:
    path = tmp_path / "log"
    three(path)
    with path.open("a", encoding="utf-8") as file:
        file.write("something else\n")
    with pytest.raises(InputError, match="line 4: not an entry"):
        read_chain(path)


def test_nothing_is_added_to_a_broken_log(tmp_path: Path) -> None:
    path = tmp_path / "log"
    lines = three(path)
    path.write_text("\n".join(lines[1:]) + "\n", encoding="utf-8")
    before = path.read_bytes()
    with pytest.raises(InputError):
        append(path, [("note", {})])
    assert path.read_bytes() == before
    assert not list(tmp_path.glob("*.lock"))


def test_two_cannot_write_at_once(tmp_path: Path) -> None:
    with locked(tmp_path / "log"), pytest.raises(InputError, match="somebody is writing"):
        append(tmp_path / "log", [("note", {})])


def forecasts(case: Case, *answers: tuple[float, float, bool | None]) -> Forecasts:
    """Answers with these chances of the mixture and base rates, decided or not, on periods that end at the case's newest day."""
    made = [
        Answer(
            question=Question(
                id=f"q{n}",
                text="Does a step away come by then?",
                kind="act",
                issue="women_university",
                direction="away",
                magnitude=5,
                opens=date(2024, 6, 1) if n == 0 else date(2025, 6, 1),
                by=date(2026, 3, 31),
                cluster=f"c{n}",
            ),
            by_theory=np.array([[chance]]),
            by_strategy=np.array([chance]),
            base=Base(base),
            last_year=Base(base),
            resolution=OPEN if answer is None else Resolution(answer, date(2024, 12, 31)),
        )
        for n, (chance, base, answer) in enumerate(answers)
    ]
    return Forecasts(case, case, ("drift",), {"inertia": 1.0}, tuple(made), 64)


def test_a_seal_holds_chances_questions_case_and_code(tmp_path: Path, then: Case) -> None:
    seal(tmp_path / "j", forecasts(then, (0.3, 0.6, None), (0.2, 0.5, None)), by="somebody", at=MOMENT)
    (entry,) = read_journal(tmp_path / "j")
    assert entry.content["digest"] == then.digest()
    assert entry.content["code"] == code_version()
    assert [(s.question.id, s.chance, s.base) for s in sealed_in(entry)] == [("q0", 0.3, 0.6), ("q1", 0.2, 0.5)]


def test_only_open_questions_can_be_sealed_and_somebody_must_seal(tmp_path: Path, then: Case) -> None:
    with pytest.raises(InputError, match="no question is open"):
        seal(tmp_path / "j", forecasts(then, (0.3, 0.6, True)), by="somebody")
    with pytest.raises(InputError, match="--by"):
        seal(tmp_path / "j", forecasts(then, (0.3, 0.6, None)), by=" ")
    assert not (tmp_path / "j").exists()


def test_sealed_forecasts_are_scored_in_closed_form(tmp_path: Path, then: Case, now: Case) -> None:
    """A very large step away on universities came in December 2024 and none from June 2025: the answers are yes and no."""
    seal(tmp_path / "j", forecasts(then, (0.3, 0.6, None), (0.2, 0.5, None)), by="somebody", at=MOMENT)
    scored = score_journal(read_journal(tmp_path / "j"), now)
    assert [s.resolution.answer for s in scored.settled] == [True, False]
    assert scored.brier == pytest.approx((0.7**2 + 0.2**2) / 2)
    assert scored.gain is not None
    assert scored.gain.mean == pytest.approx(((0.4**2 - 0.7**2) + (0.5**2 - 0.2**2)) / 2)


def test_what_is_decided_before_its_period_is_over_does_not_count_yet(tmp_path: Path, then: Case, now: Case) -> None:
    found = forecasts(then, (0.3, 0.6, None))
    later = found.answers[0].question.model_copy(update={"by": date(2027, 1, 1)})
    one = Answer(later, found.answers[0].by_theory, found.answers[0].by_strategy, Base(0.6), Base(0.6), OPEN)
    seal(tmp_path / "j", Forecasts(then, then, ("drift",), {"inertia": 1.0}, (one,), 64), by="somebody", at=MOMENT)
    scored = score_journal(read_journal(tmp_path / "j"), now)
    assert (len(scored.settled), scored.early, scored.brier) == (1, 1, None)


def test_the_command_verifies_and_names_a_broken_seal(tmp_path: Path, then: Case) -> None:
    path = tmp_path / "j.jsonl"
    seal(path, forecasts(then, (0.3, 0.6, None)), by="somebody", at=MOMENT)
    options = ["--journal", str(path), "--out", str(tmp_path), "--json"]
    assert CliRunner().invoke(app, ["journal", "verify", *options]).exit_code == 0
    path.write_text(path.read_text(encoding="utf-8").replace("0.3", "0.9"), encoding="utf-8")
    done = CliRunner().invoke(app, ["journal", "verify", *options])
    assert isinstance(done.exception, InputError)
    assert "seal is broken" in str(done.exception)


@pytest.mark.parametrize("words", [["burn"], ["verify", "afghanistan"], ["score"], ["seal"]])
def test_bad_words_end_with_one_line(words: list[str]) -> None:
    done = CliRunner().invoke(app, ["journal", *words])
    assert isinstance(done.exception, InputError)


def test_an_absent_journal_is_empty() -> None:
    assert mv.journal("nowhere.jsonl").entries == ()
