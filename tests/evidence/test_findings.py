"""Findings of weighing, scoring and signposts: the same claims on a page, in a terminal and as data; numbers are facts."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from evidence.record_files import act, files, move, track
from modusvivendi import api
from modusvivendi.errors import InputError
from modusvivendi.evidence.inference.posterior import Posterior
from modusvivendi.findings import Report
from modusvivendi.render.data import report_data
from modusvivendi.render.html.report import write_page
from modusvivendi.render.terminal import console, print_report
from planner_page import faults

THEORIES = ("inertia", "contact", "status_and_cohesion")


@pytest.fixture(scope="module", autouse=True)
def cache(tmp_path_factory: pytest.TempPathFactory, sharing_tasks: Callable[[Path], Path]) -> Iterator[Path]:
    """A cache of results of its own."""
    folder = sharing_tasks(tmp_path_factory.mktemp("cache"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(folder))
        yield folder


@pytest.fixture(scope="module")
def weighed(cache: Path) -> api.Weighed:
    """Three theories, weighed with few draws."""
    return api.weigh("afghanistan", theories=THEORIES, draws=64)


@pytest.fixture(scope="module")
def watched(cache: Path) -> api.Watched:
    """Signposts of two theories."""
    return api.signposts("afghanistan", theories=("inertia", "contact"), futures=64)


@pytest.fixture(scope="module")
def scored(cache: Path, tmp_path_factory: pytest.TempPathFactory) -> api.Scored:
    """Two acts and a track that nobody has seen."""
    rows = [act(), act(id="made-up-2", date="2024-09-20", net_effect="toward")]
    acts, tracks, moves = files(tmp_path_factory.mktemp("rows"), rows, [track()], [move()])
    return api.score("afghanistan", acts=acts, tracks=tracks, moves=moves, since="2024-05-31", theories=("inertia",))


def on_page(report: Report, folder: Path) -> str:
    """The words of the page, without markup."""
    text = write_page(folder / "page.html", report).read_text(encoding="utf-8")
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", "", text)))


def on_terminal(report: Report) -> str:
    """What is printed."""
    with console.capture() as caught:
        print_report(report, scholar=True)
    return caught.get()


@pytest.mark.parametrize("name", ["weighed", "scored", "watched"])
def test_page_terminal_and_data_say_the_same(name: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    report: Report = request.getfixturevalue(name).report
    page, printed = on_page(report, tmp_path), on_terminal(report)
    data = json.loads(json.dumps(report_data(report), allow_nan=False))
    claims = [f.sentence for f in report.findings if f.claim]
    assert len(claims) >= 2 and len(set(claims)) == len(claims)
    assert [f["sentence"] for f in data["findings"] if f["claim"]] == claims
    assert printed.startswith(f"{report.notice}\n{report.basis}" if report.notice else report.basis) and report.basis in page
    for claim in claims:
        assert claim in printed
        assert claim.replace("`", "") in page
    for finding in report.findings:
        for table in (t for t in finding.tables if t.brief):
            assert table.caption in re.sub(r"\s+", " ", printed) and table.caption in page


@pytest.mark.parametrize("name", ["weighed", "scored", "watched"])
def test_a_planner_meets_no_nats_and_no_number_without_a_unit(name: str, request: pytest.FixtureRequest) -> None:
    assert faults(request.getfixturevalue(name).report) == []


def test_tables_of_a_report_have_names_of_their_own(weighed: api.Weighed, watched: api.Watched) -> None:
    assert {"evidence", "sensitivities", "placebos", "rows", "skill_acts", "calibration"} <= set(weighed.report.tables())
    assert {"signposts", "designs"} <= set(watched.report.tables())


def test_most_weight_and_best_support_are_both_told_with_the_prior(weighed: api.Weighed) -> None:
    w, facts = weighed.weights, weighed.report.finding("weigh.leader").facts
    shares = w.weights()
    assert facts["top"].value == max(shares, key=lambda n: shares[n])
    assert facts["best"].value == max(shares, key=lambda n: shares[n] / w.prior[n])
    assert facts["prior"].value == w.prior[str(facts["top"].value)]
    assert facts["growth"].value == pytest.approx(facts["best_weight"].value / facts["best_prior"].value)  # type: ignore[operator]
    assert facts["weight"].low <= facts["weight"].value <= facts["weight"].high  # type: ignore[operator]


def test_facts_are_the_numbers_of_the_tables(weighed: api.Weighed) -> None:
    """What a program reads from a finding is what stands in the tables, not what a sentence rounds it to."""
    report, tables = weighed.report, weighed.tables
    rows, variants = tables["rows"], tables["sensitivities"]
    assert report.finding("weigh.rows").facts["dull"].value == int((~rows.discriminates).sum())
    choices = variants[variants.kind == "choice"]
    assert report.finding("weigh.variants").facts["moved"].value == choices.moved.max()
    spans = report.finding("weigh.columns").facts
    assert spans["deals"].value == pytest.approx(float(np.ptp(tables["evidence"].deals)))


def test_rows_that_do_not_discriminate_are_grey(weighed: api.Weighed, tmp_path: Path) -> None:
    ledger = {t.name: t for f in weighed.report.findings for t in f.tables}["rows"]
    dull = int((~weighed.tables["rows"].discriminates).sum())
    assert len(ledger.muted) == dull > 0
    text = write_page(tmp_path / "page.html", weighed.report).read_text(encoding="utf-8")
    assert text.count('<tr class="dull">') >= dull


def test_some_theories_leave_no_posterior_behind(weighed: api.Weighed) -> None:
    """A study could not rely on it; weights of the record are then refused with the command to run."""
    with pytest.raises(InputError, match="modus weigh afghanistan"):
        Posterior.load(weighed.weights.case)
    with pytest.raises(InputError, match="modus weigh afghanistan"):
        api.signposts("afghanistan", weights="record", futures=64)


def test_signposts_that_cannot_be_told_apart_are_a_tie(watched: api.Watched) -> None:
    table, watch = watched.signposts.table, watched.report.finding("signposts.watch")
    first, second = table.iloc[0], table.iloc[1]
    assert watch.too_close_to_call == (first.information - second.information < 2 * np.hypot(first.error, second.error))
    assert watch.facts["information"].value == first.information
    assert watched.beliefs.weights is None and "weights of theories: uniform" in watched.report.basis


def test_what_is_scored_and_what_is_not_is_said(scored: api.Scored) -> None:
    rows = scored.report.finding("score.rows")
    assert (rows.facts["acts"].value, rows.facts["tracks"].value) == (2, 1)
    assert rows.sentence.startswith("2 acts and 1 decided tracks of 2024-06 to 2024-09 are scored")
    with pytest.raises(InputError, match="YYYY-MM-DD"):
        api.score("afghanistan", acts="a.csv", tracks="t.csv", moves="m.csv", since="31 May 2024")
