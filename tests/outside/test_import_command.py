"""``modus import``: table, evidence, JSON, and bad input in one line with exit code 2."""

from __future__ import annotations

import csv
import json
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

import modusvivendi as mv
from modusvivendi.cli.main import app, main
from modusvivendi.findings.outside import evidence_finding, import_report
from modusvivendi.outside.evidence import DomainEvidence, TheoryEvidence
from modusvivendi.outside.read import read_outside
from outside.made_up import write_file


@pytest.fixture
def sanctions(tmp_path: Path) -> Path:
    return write_file(tmp_path / "own.csv", "ties", [{}, {"finaloutcome": "2"}, {"finaloutcome": "8"}, {"finaloutcome": ""}])


def test_the_table_is_written_and_the_report_says_what_was_read(sanctions: Path, tmp_path: Path) -> None:
    table = tmp_path / "table.csv"
    ran = CliRunner().invoke(app, ["import", "ties", str(sanctions), "--out", str(table)])
    assert ran.exit_code == 0, ran.output
    assert "4 demands: 1 met, 1 partly, 1 not met, 1 open." in ran.output and "own.csv" in ran.output
    with table.open() as file:
        rows = list(csv.DictReader(file))
    assert [row["outcome"] for row in rows] == ["partly", "met", "not_met", "open"] and {r["domain"] for r in rows} == {
        "economic sanctions"
    }


def test_json_holds_the_same_and_the_evidence(sanctions: Path) -> None:
    ran = CliRunner().invoke(app, ["import", "ties", str(sanctions), "--json", "--evidence"])
    data = json.loads(ran.output)
    assert [f["id"] for f in data["findings"]] == ["import.read", "import.evidence"] and data["written"] is None


def test_the_call_gives_the_same_table(sanctions: Path) -> None:
    found = mv.import_demands("ties", sanctions)
    assert found.evidence is None and found.table.shape[0] == 4
    assert found.report.finding("import.read").sentence.startswith("4 demands")


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"finaloutcome": "77"}, "modus: bad.csv, row 2, column finaloutcome: unknown '77'"),
        ({"scommit": "firm"}, "modus: bad.csv, row 2, column scommit: unknown 'firm'; allowed: 1, 2, 3"),
    ],
)
def test_bad_input_is_one_line_and_exit_code_2(
    change: dict[str, str], told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write_file(tmp_path / "bad.csv", "ties", [change])
    monkeypatch.setattr(sys, "argv", ["modus", "import", "ties", str(path)])
    with pytest.raises(SystemExit) as stopped:
        main()
    said = capsys.readouterr().err
    assert stopped.value.code == 2 and said.startswith(told) and said.count("\n") == 1


def domain(**log_z: float) -> DomainEvidence:
    """Evidence of a domain by hand."""
    theories = tuple(
        TheoryEvidence(n, z, z - 0.5, z + 0.5, ("beta_material",) if n == "leverage" else ()) for n, z in log_z.items()
    )
    return DomainEvidence("economic sanctions", 9, theories, {}, {"cost": (-1.0, -2.0, -0.1)})


@pytest.mark.parametrize(
    ("log_z", "tie", "said"),
    [
        ({"inertia": 0.0, "leverage": 9.0, "contact": 2.0, "free": 12.0}, False, "`leverage` has the most evidence, +9 nats"),
        ({"inertia": 0.0, "leverage": 3.2, "free": 0.0}, True, "Too close to call"),  # 2.7 at the lower end
        ({"inertia": 0.0, "leverage": 9.0, "contact": 7.0}, True, "Too close to call"),
        ({"inertia": 0.0, "contact": 9.0}, True, "No theory has a weight of its own"),
    ],
)
def test_a_lead_is_only_told_where_it_is_clear(sanctions: Path, log_z: dict[str, float], tie: bool, said: str) -> None:
    finding = evidence_finding(read_outside("ties", sanctions), domain(**log_z))
    assert finding.too_close_to_call is tie and said in finding.sentence


def test_no_number_is_added_over_domains(sanctions: Path) -> None:
    report = import_report(read_outside("ties", sanctions), domain(inertia=0.0, leverage=9.0))
    assert "economic sanctions" in report.basis and "added neither" in report.note
