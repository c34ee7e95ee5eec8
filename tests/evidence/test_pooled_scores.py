"""Scores on unseen authorities, what is lent to a case, and the command."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

import modusvivendi as mv
from evidence.record_files import act, files, move, track
from modusvivendi.cli.main import app
from modusvivendi.errors import InputError
from modusvivendi.evidence.forecast import held_out
from modusvivendi.evidence.forecast.one_month import POOLED
from modusvivendi.evidence.inference.beliefs import choose_beliefs
from modusvivendi.evidence.pooled.borrowed import try_borrowing
from modusvivendi.evidence.pooled.lent import Lent, borrow, lend, read_lent, write_lent
from modusvivendi.evidence.pooled.scores import MIXTURE, calibration, logit_left_out, scores_of
from modusvivendi.findings.score import score_report
from modusvivendi.precedent.left_out import MODELS, scores_left_out
from modusvivendi.theory import load_theories
from planner_page import faults

NAMES = ("inertia", "contact")


@pytest.fixture(scope="module")
def weighed() -> object:
    return mv.weigh_pooled(["afghanistan", "tiraspol"], theories=NAMES, draws=64, as_of="2024-05-29")


def test_scores_in_closed_form() -> None:
    said = np.array([[0.5, 0.3, 0.2], [0.0, 0.0, 1.0], [1.0, 0.0, 0.0]])
    log, brier, ranked = scores_of(said, np.array([1, 2, 0])).T
    assert log == pytest.approx([np.log(0.8), 0, 0])
    assert brier == pytest.approx([0.04, 0, 0])
    assert ranked == pytest.approx([0.5 * (0.04 + 0.25), 0, 0])


def test_calibration_counts_every_ask_once() -> None:
    said = np.array([0.0, 0.05, 0.3, 0.3, 0.99, 1.0])
    table = calibration(said, np.array([False, False, True, False, True, True]))
    assert table.asks.sum() == len(said)
    assert table.met.tolist() == [0.0, 0.5, 1.0]


def test_left_out_scores_are_paired_by_ask(weighed: object) -> None:
    found, w = weighed.scores, weighed.weights  # type: ignore[attr-defined]
    table = found.table.set_index("forecaster")
    assert set(table.index) == {MIXTURE, *NAMES, *MODELS}
    for name, said in found.said.items():
        assert np.allclose(said.sum(1), 1) and said.min() >= 0, name
    own = scores_of(found.said[MIXTURE], w.pool.outcome[found.chosen])[:, 0].sum()
    assert table.loc[MIXTURE, "log_score"] == pytest.approx(own)
    assert table.loc["cost", "gain"] == pytest.approx(own - table.loc["cost", "log_score"])
    assert table.loc["cost", "low"] < table.loc["cost", "gain"] < table.loc["cost", "high"]
    assert np.allclose(table[list(w.pool.cases)].sum(axis=1), table.log_score)


def test_logits_are_those_of_precedents(weighed: object) -> None:
    w = weighed.weights  # type: ignore[attr-defined]
    rows = list(w.pool.demands)
    said = logit_left_out(rows, ("cost", "politicisation"))
    mine = scores_of(said, w.pool.outcome)[:, 0].sum()
    assert mine == pytest.approx(scores_left_out(rows, ("cost", "politicisation")).score.sum())


def test_the_left_out_case_teaches_nothing(weighed: object) -> None:
    """What is said of a case left out is the same for asks that read alike, whatever came of them."""
    w = weighed.weights  # type: ignore[attr-defined]
    pool = w.pool
    other = replace(pool, outcome=np.where(pool.case == 0, 2 - pool.outcome, pool.outcome))
    again = mv_weigh(other, w)
    mine = pool.case == 0
    assert np.allclose(again[mine], w.chances("inertia", "without afghanistan")[mine])


def mv_weigh(pool: object, w: object) -> np.ndarray:
    """What inertia says of every ask of a pool of which it knows all but the first case."""
    from modusvivendi.evidence.pooled.task import weigh_asks

    theory = load_theories(("inertia",))[0]
    known = w.sets["without afghanistan"]  # type: ignore[attr-defined]
    said = [weigh_asks(theory, pool, known, n, 64, w.options.seed)["chances"] for n in pool.main]  # type: ignore[attr-defined, arg-type]
    return np.asarray(np.mean(said, axis=0))


def test_report_tells_the_same_on_page_and_in_a_terminal(weighed: object) -> None:
    report = weighed.report  # type: ignore[attr-defined]
    fact = report.finding("weigh_pooled.scores").facts["gain"]
    table = weighed.scores.table.set_index("forecaster")  # type: ignore[attr-defined]
    assert fact.value == pytest.approx(table.loc["cost and politicisation", "gain"])
    assert report.finding("weigh_pooled.leader").facts["top"].value in NAMES
    assert "2 authorities" in report.basis
    assert faults(report) == []


def entry(cases: dict[str, str], asks: int) -> Lent:
    return Lent(cases, asks, "", {"inertia": 1.0}, {}, {}, {}, 100.0, "")


def test_a_case_borrows_from_others_only_and_nothing_later() -> None:
    lent = [entry({"a": "2020-01-01", "b": "2021-01-01"}, 200), entry({"b": "2021-01-01"}, 90), entry({"c": "2023-01-01"}, 120)]
    assert borrow("a", date(2024, 1, 1), lent).cases == {"c": "2023-01-01"}
    assert borrow("a", date(2022, 1, 1), lent).cases == {"b": "2021-01-01"}
    assert borrow("new", date(2022, 1, 1), lent).asks == 200
    with pytest.raises(InputError, match="nothing to borrow"):
        borrow("b", date(2022, 1, 1), lent)


def test_what_is_lent_survives_a_file(weighed: object, tmp_path: Path) -> None:
    made = lend(weighed.weights, "afghanistan")  # type: ignore[attr-defined]
    (again,) = read_lent(write_lent([made], tmp_path / "lent.json"))
    assert again == made and set(made.cases) == {"tiraspol"} and made.known_on == "2021-12-31"
    bad = tmp_path / "bad.json"
    bad.write_text('[{"cases": 1}]')
    with pytest.raises(InputError, match="cannot be read"):
        read_lent(bad)
    with pytest.raises(InputError, match="cannot be read"):
        read_lent(tmp_path / "none.json")


def test_a_study_can_start_from_what_is_lent(weighed: object, tmp_path: Path) -> None:
    w = weighed.weights  # type: ignore[attr-defined]
    path = write_lent([lend(w), lend(w, "afghanistan"), lend(w, "tiraspol")], tmp_path / "lent.json")
    case, theories = mv.load_case("afghanistan", "2024-05-29"), load_theories(NAMES)
    beliefs = choose_beliefs(case, theories, str(path))
    assert beliefs.weights is not None and beliefs.weights == pytest.approx(w.weights("without afghanistan"), abs=1e-3)
    assert "tiraspol up to 2021-12-31" in beliefs.origin and "none of afghanistan" in beliefs.origin
    assert beliefs.posterior is not None
    drawn = beliefs.posterior.sample("contact", np.linspace(0, 0.999, 500))
    for name, law in theories[1].complete().items():
        assert all(value in law.domain for value in drawn[name]), name
    learned = w.mean("contact", "pooled", "without afghanistan")[:, 1]
    assert np.median(drawn["theta_doctrine"]) == pytest.approx(learned[1], abs=0.25)
    with pytest.raises(InputError, match="has not been weighed"):
        choose_beliefs(case, load_theories(), str(path))


def test_held_out_asks_are_scored_by_what_others_lend(weighed: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    w = weighed.weights  # type: ignore[attr-defined]
    given = dict(zip(("acts", "tracks", "moves"), files(tmp_path, [act()], [track()], [move()]), strict=True))
    case, theories = mv.load_case("afghanistan", "2024-05-29"), load_theories(NAMES)
    for lent, named in ((lend(w, "afghanistan"), True), (lend(w, "tiraspol"), False), (lend(w), False)):
        monkeypatch.setattr(held_out, "shipped_lent", lambda lent=lent: (lent,))
        found = held_out.score_held_out(case, **given, since=date(2024, 5, 31), theories=theories, draws=64)
        deals = found.skill.deals.set_index("forecaster")
        assert (POOLED in deals.index) is named, "never from the case's own asks"
        assert found.lent == ("tiraspol up to 2021-12-31" if named else "")
        if named:
            assert deals.loc[POOLED, "log_score"] < 0 and np.isfinite(deals.loc[POOLED, "ranked"])
            said = " ".join(f.method for f in score_report(found).findings)
            assert "tiraspol up to 2021-12-31" in said


@pytest.mark.slow  # the records of a case run through, eight codings
def test_borrowing_is_scored_on_asks_of_the_case_alone(weighed: object) -> None:
    lent = lend(weighed.weights, "afghanistan")  # type: ignore[attr-defined]
    case, theories = mv.load_case("afghanistan", "2024-05-29"), load_theories(NAMES)
    found = try_borrowing(case, lent, theories, draws=8)
    assert 20 < found.n <= len(case.record.tracks)  # type: ignore[union-attr]
    assert found.borrowed < 0 and found.shipped < 0 and found.low <= found.gain <= found.high
    far = {name: [6.0, 6.0, *place[2:]] for name, place in lent.place.items()}  # gain and doctrine as heavy as can be
    refused = try_borrowing(case, replace(lent, place=far), theories, draws=8)
    assert refused.borrowed < found.borrowed and refused.shipped == found.shipped


def test_what_is_shipped_fits_the_shipped_cases_and_priors() -> None:
    """Made anew when asks, codes or priors change: ``python benchmarks/pooled.py lent``."""
    from modusvivendi.evidence.pooled.lent import shipped_lent

    assert all(entry.why_not(load_theories()) == "" for entry in shipped_lent())
    for day in ("2024-05-29", "2026-03-31"):
        case = mv.load_case("afghanistan", day)
        lent = borrow(case.name, case.as_of, shipped_lent())
        assert set(lent.cases) == {"gaza", "tiraspol"} and lent.known_on <= case.as_of.isoformat()
    assert set(borrow("own", date(2024, 6, 1), shipped_lent()).cases) == {"afghanistan", "gaza", "tiraspol"}


def test_command_refuses_what_it_cannot_do(tmp_path: Path) -> None:
    for words, said in (
        (["afghanistan", "gaza"], "one by one"),
        (["afghanistan", "--pooled"], "two cases or more"),
        (["afghanistan", "nowhere", "--pooled"], "unknown case"),
        (["afghanistan", "gaza", "--pooled", "--sampler", "nautilus"], "importance only"),
        (["afghanistan", "gaza", "--pooled", "--as-of", "yesterday"], "YYYY-MM-DD"),
    ):
        result = CliRunner().invoke(app, ["weigh", *words, "--out", str(tmp_path)])
        assert result.exit_code != 0 and said in str(result.exception or result.output), words


def test_command_prints_the_report_as_json(tmp_path: Path) -> None:
    words = ["weigh", "afghanistan", "tiraspol", "--pooled", "--as-of", "2024-05-29", "--theories", "inertia,contact"]
    result = CliRunner().invoke(app, [*words, "--draws", "64", "--json", "--out", str(tmp_path)])
    assert result.exit_code == 0, result.output
    data = json.loads(result.stdout)
    assert any(f["id"] == "weigh_pooled.unseen" for f in data["findings"])
    assert "reading the records" in result.stderr.splitlines()[0]
    folder = Path(data["page"]).parent
    assert {"scores.csv", "weights.csv", "asks.csv", "lent.json"} <= {p.name for p in folder.iterdir()}
