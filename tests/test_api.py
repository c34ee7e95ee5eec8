"""One call per question: the same numbers and the same report for a notebook and the command line, rendered alike."""

from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

import modusvivendi as mv
from modusvivendi.cli.main import app
from modusvivendi.errors import InputError
from modusvivendi.findings import Report
from modusvivendi.findings.finding import all_tables
from modusvivendi.render.data import report_data
from modusvivendi.render.html.report import coded, said_in_short, write_page
from modusvivendi.render.terminal import console, print_report
from modusvivendi.study import Study

FEW = ("status_and_cohesion", "inertia", "leverage")
SOME = ("piecemeal", "pressure", "drift")


@pytest.fixture(scope="module")
def study() -> Study:
    return mv.make_study("afghanistan", theories=FEW, strategies=SOME, futures=128, months=24)


@pytest.fixture(scope="module")
def ran(study: Study) -> object:
    return mv.run(study)


@pytest.fixture(scope="module")
def compared(study: Study) -> object:
    return mv.compare(study, value="core_rights")


@pytest.mark.parametrize("which", ["ran", "compared"])
def test_page_terminal_and_data_hold_the_same_claims(which: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    report: Report = request.getfixturevalue(which).report
    page = write_page(tmp_path / "page.html", report).read_text(encoding="utf-8")
    data = report_data(report)
    with console.capture() as captured:
        print_report(report, scholar=True)
    told = re.sub(r"\s+", " ", captured.get())
    claims = [f for f in report.findings if f.claim]
    assert len(claims) >= 7
    for finding in claims:
        assert str(coded(finding.sentence)) in page, finding.id
        assert finding.folded or finding.sentence in told, finding.id
    assert [f["sentence"] for f in data["findings"] if f["claim"]] == [f.sentence for f in claims]  # type: ignore[index, union-attr]
    for headline in report.headlines:
        again = not said_in_short(headline)
        assert page.count(str(coded(headline.sentence))) == 1 + again, "in short, and under its question if there is more to show"
    assert page.count("too close to call") >= sum(f.too_close_to_call for f in claims)
    assert report.basis in told and report.basis in page and "Weights of theories: uniform." in report.basis
    json.dumps(data, allow_nan=False)
    assert len(report.tables()) == len(all_tables(report.findings))
    assert "`" not in report.title and "`" not in re.sub(r"<svg.*?</svg>", "", page, flags=re.DOTALL)


def test_the_command_says_what_the_call_says(study: Study, ran: object, tmp_path: Path) -> None:
    words = [
        "run",
        "afghanistan",
        "--theories",
        ",".join(FEW),
        "--strategies",
        ",".join(SOME),
        "--futures",
        "128",
        "--months",
        "24",
    ]
    done = CliRunner().invoke(app, [*words, "--json", "--out", str(tmp_path)], catch_exceptions=False)
    data = json.loads(done.stdout)
    assert data["findings"] == json.loads(json.dumps(report_data(ran.report)["findings"]))  # type: ignore[attr-defined]
    assert data["study"] == study.digest and data["weights_from"] == "uniform"
    stored = mv.open_result(next(tmp_path.iterdir()))
    assert stored.digest == study.digest
    assert np.array_equal(stored.data["outcomes"].values, np.asarray(ran.result.outcomes))  # type: ignore[attr-defined]


def test_facts_are_the_numbers_of_the_study(ran: object) -> None:
    report, result = ran.report, ran.result  # type: ignore[attr-defined]
    means = result.outcome("core_rights").astype(float).mean(axis=(0, 2))
    facts = report.finding("run.lead.core_rights").facts
    assert facts["best"].value == SOME[int(means.argmax())] and facts["best_mean"].value == pytest.approx(means.max())
    assert facts["moved"].value == pytest.approx(np.ptp(means))
    worst = ran.summary.regret.query("outcome == 'core_rights' and theory in @FEW").groupby("strategy").regret.max()  # type: ignore[attr-defined]
    assert report.finding("run.robust").facts["core_rights_loss"].value == pytest.approx(worst.min())


def test_a_tie_is_called_a_tie() -> None:
    alike = mv.run(mv.make_study("afghanistan", theories=["inertia"], strategies=SOME, futures=32, months=12))
    lead = alike.report.finding("run.lead.technical")
    assert lead.too_close_to_call and "tied with" in lead.sentence
    alone = mv.run(mv.make_study("afghanistan", theories=["inertia"], strategies=["drift"], futures=8, months=12))
    assert not alone.report.finding("run.lead.technical").too_close_to_call


def test_weights_reach_the_numbers_and_the_first_line(study: Study) -> None:
    found = mv.run(study, weights={"status_and_cohesion": 1.0})
    assert found.summary.weights == {"status_and_cohesion": 1.0, "inertia": 0.0, "leverage": 0.0}
    assert "Weights of theories: given by the user." in found.report.basis
    lead = found.report.finding("run.lead.technical").facts["best_mean"].value
    assert lead == pytest.approx(found.result.outcome("technical")[0].astype(float).mean(axis=1).max())


def test_what_cannot_be_answered_is_refused_before_anything_runs(study: Study, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="did you mean 'core_rights'"):
        mv.run(study, shown=("core_right",), work=mv.Work(out=tmp_path))
    with pytest.raises(InputError, match="did you mean 'status_and_cohesion'"):
        mv.compare(study, weights="status_and_cohesoin=1")
    with pytest.raises(InputError, match="did you mean 'piecemeal'"):
        mv.compare(study, strategy="peicemeal")
    assert not list(tmp_path.iterdir())


def test_compared_values_are_each_judged_by_itself(study: Study, compared: object) -> None:
    verdict = compared.comparison.verdicts[0]  # type: ignore[attr-defined]
    found = compared.report.finding("compare.lead.core_rights")  # type: ignore[attr-defined]
    assert found.facts["best_mean"].value == pytest.approx(verdict.robustness.table["mean"].max())
    failed = compared.report.finding("compare.failures.core_rights.share").facts  # type: ignore[attr-defined]
    assert failed["share"].value == verdict.vulnerability.share and failed["share"].half == pytest.approx(
        2 * verdict.vulnerability.error
    )
