"""What a planner reads of a run: no bare index, the direction against today, ties, dates; the rest in the scholar's view."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from modusvivendi.case import load_case
from modusvivendi.case.load import shipped_cases
from modusvivendi.findings import Fact, Finding, Report, Table
from modusvivendi.findings.finding import parted
from modusvivendi.findings.run import run_report
from modusvivendi.render.data import report_data
from modusvivendi.render.html.report import write_page
from modusvivendi.render.terminal import console, print_report
from modusvivendi.study import run_study, summarise
from modusvivendi.study.make import make_study
from planner_page import faults

FEW = ["inertia", "leverage", "status_and_cohesion"]


@pytest.fixture(scope="module")
def reports() -> dict[str, Report]:
    """A small run of every shipped case, read in November 2026."""
    found = {}
    for name in shipped_cases():
        result = run_study(make_study(load_case(name, read_on="2026-11-27"), theories=FEW, futures=64))
        found[name] = run_report(result, summarise(result), {}, origin="uniform", shown=("core_rights",))
    return found


def test_no_planner_sentence_prints_a_bare_index(reports: dict[str, Report]) -> None:
    for name, report in reports.items():
        assert faults(report, anchored=bool(load_case(name).ladders)) == [], name


def test_a_bare_index_would_be_found() -> None:
    frame = pd.DataFrame({"strategy": ["a"], "core rights": [0.07]})
    bad = Finding(id="x", question="?", claim="It leads by {by:2}.", facts={"by": Fact(value=0.003)})
    worse = Finding(id="y", question="?", claim="It is worth 0.1 nats.", tables=(Table(name="t", caption="t", frame=frame),))
    assert (
        len(faults(Report(title="t", kind="k", basis="b", findings=(bad, worse)))) == 4
    )  # no unit, too many digits, a forbidden word, a bare cell
    hidden = Report(title="t", kind="k", basis="b", findings=tuple(f for x in (bad, worse) for f in parted(x)[1:]))
    assert faults(hidden) == []


def test_the_first_thing_said_is_what_becomes_of_the_first_right(reports: dict[str, Report]) -> None:
    first = reports["afghanistan"].headlines[0]
    assert first.id == "run.issue.girls_secondary_education"
    assert first.sentence.startswith(
        "Girls' secondary education. Today (March 2026): closed above grade six nationwide. In the year to "
    )
    assert "of 100 futures" in first.sentence and first.tables[0].brief
    for _, row in first.tables[0].frame.iterrows():
        assert sum(fact.value for fact in row[1:]) == pytest.approx(1.0, abs=1e-6)


def test_a_case_without_ladders_says_so_first(reports: dict[str, Report]) -> None:
    """No shipped case is without; one whose ladders are taken away tells points of 100 and says so."""
    assert all(report.headlines[0].id != "run.world.no_ladders" for report in reports.values())
    bare = load_case("gaza").model_copy(update={"ladders": {}})
    result = run_study(make_study(bare, theories=FEW[:1], strategies=["drift"], futures=8))
    report = run_report(result, summarise(result), {}, origin="uniform", shown=("core_rights",))
    assert report.headlines[0].id == "run.world.no_ladders"


def test_every_page_of_an_old_case_says_how_old_it_is(reports: dict[str, Report]) -> None:
    assert "This case is 8 months old" in reports["afghanistan"].notice


def test_what_is_for_scholars_is_one_click_away(reports: dict[str, Report], tmp_path: Path) -> None:
    report = reports["afghanistan"]
    page = write_page(tmp_path / "page.html", report).read_text(encoding="utf-8")
    before, _, after = page.partition('<details class="scholar"')
    lead = report.finding("run.lead.core_rights")
    assert lead.view == "scholar" and lead.id not in before and lead.id in after
    assert report.notice in before and before.index("notice") < before.index("In short")
    with console.capture() as caught:
        print_report(report)
    assert lead.sentence[:40] not in caught.get() and report.notice[:40] in caught.get()
    with console.capture() as caught:
        print_report(report, scholar=True)
    assert lead.sentence[:40] in caught.get()
    views = {f["id"]: f["view"] for f in report_data(report)["findings"]}  # type: ignore[index, union-attr]
    assert views["run.lead.core_rights"] == "scholar" and views["run.issues"] == "planner"


def test_a_finding_is_parted_into_what_is_said_and_its_numbers() -> None:
    whole = Finding(id="x", question="?", claim="So it is.", headline=True, method="By counting.")
    told, rest = parted(whole)
    assert (told.claim, told.headline, told.method, told.view) == ("So it is.", True, "", "planner")
    assert (rest.id, rest.claim, rest.headline, rest.method, rest.view) == ("x.numbers", "", False, "By counting.", "scholar")
    assert len(parted(Finding(id="x", question="?", claim="Only so."))) == 1
