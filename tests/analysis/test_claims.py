"""Claims: the rule, experiments in worlds whose answer is known, looks at a record, files, and the page of the shipped ones."""

from __future__ import annotations

import shlex
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import beta
from typer.testing import CliRunner

import modusvivendi as mv
from modusvivendi.analysis.claims import ClaimTried, TriedClaims
from modusvivendi.analysis.claims.attempt import Attempt
from modusvivendi.analysis.claims.change import rows_to_change, turning
from modusvivendi.analysis.claims.commands import commands_of
from modusvivendi.analysis.claims.experiments import Compare, KnockOut, Reached, Rows, Today
from modusvivendi.analysis.claims.futures import split_of, truth
from modusvivendi.analysis.claims.looks import Stratum, chance_of_share, log_ratio_draws
from modusvivendi.analysis.claims.rule import FAILS, HOLDS, of_parts, of_witnesses, together, verdict_of
from modusvivendi.cli.main import app
from modusvivendi.errors import InputError
from modusvivendi.render.data import report_data
from modusvivendi.render.html.report import write_page

IDS = [f"C{n}" for n in range(1, 21)]
VERDICTS = ("holds", "fails", "too close", "cannot be tested here")
SAMPLE = Rows(kind="rows", says="Most.", table="acts", where={"issue": ("x",)}, more_than=0.5)


@pytest.fixture(scope="module")
def result() -> mv.ClaimsResult:
    """The shipped claims on few futures."""
    return mv.claims("afghanistan", futures=16, months=24)


# --- the rule ------------------------------------------------------------------------------------------------


def test_lines_of_the_rule() -> None:
    said = [verdict_of(c / 100) for c in (0, FAILS, FAILS + 1, HOLDS - 1, HOLDS, 100)]
    assert said == ["fails"] * 2 + ["too close"] * 2 + ["holds"] * 2
    assert verdict_of(None) == "cannot be tested here"


def test_a_claim_is_as_true_as_its_least_likely_part() -> None:
    assert of_parts([0.9, 0.2, None]) == 0.2
    assert of_parts([None]) is None


def test_witnesses_must_not_contradict_each_other() -> None:
    none = "cannot be tested here"
    assert of_witnesses(["holds", "too close", none]) == "holds"
    assert of_witnesses(["fails", none]) == "fails"
    assert of_witnesses(["holds", "fails"]) == of_witnesses(["too close"]) == "too close"
    assert of_witnesses([none]) == none


def test_both_sides_together() -> None:
    none = "cannot be tested here"
    assert together("holds", "holds") == together("holds", none) == together(none, "holds") == "holds"
    assert together("holds", "fails") == together("too close", "fails") == "too close"
    assert together(none, none) == none


@given(st.lists(st.floats(-1, 1), min_size=1, max_size=20), st.floats(0.01, 0.5))
def test_what_is_expected_and_its_opposite(values: list[float], least: float) -> None:
    difference = np.array([values])
    for side, other in (("more", "not_more"), ("less", "not_less")):
        assert (truth(difference, side, least) ^ truth(difference, other, least)).all()
    more, neither, less = split_of(np.ones(1), difference, least)
    assert more + neither + less == pytest.approx(1)
    assert neither == pytest.approx(float(truth(difference, "same", least).mean()))


# --- worlds whose answer is known -------------------------------------------------------------------------------


def tried_with(*experiments: object, theories: tuple[str, ...] = ("inertia", "leverage")) -> ClaimTried:
    """One claim of these experiments on futures, tried."""
    claim = mv.Claim(id="own", title="Own", words="Own.", model=experiments, record=({"kind": "cannot", "why": "none"},))
    file = mv.ClaimFile(name="own", title="Own", source="own", claims=(claim,))
    return mv.claims("afghanistan", file=file, theories=theories, futures=64).found.claims[0]


def compare(**changes: object) -> Compare:
    usual = {"strategy": "normalisation", "against": "drift", "outcome": "recognised", "expects": "more"}
    return Compare(kind="compare", says="Own.", **{**usual, **changes})


def test_recognising_brings_recognition() -> None:
    assert tried_with(compare()).verdict == "holds"
    assert tried_with(compare(expects="less")).verdict == "fails"
    assert tried_with(compare(expects="less")).model[0].reverse
    assert tried_with(compare(), compare(expects="same")).verdict == "fails"


def test_a_strategy_differs_from_itself_in_nothing() -> None:
    same = tried_with(compare(against="normalisation", expects="same"))
    assert same.chance == 1.0 and same.model[0].value == 0.0


def test_where_outsiders_change_nothing_talks_win_no_steps() -> None:
    """Under inertia deals never move policy; where they can, piecemeal talks win some."""
    tried = tried_with(compare(strategy="piecemeal", outcome="technical"))
    assert tried.by_theory["inertia"] == 0.0 < tried.by_theory["leverage"]
    assert tried.chance == pytest.approx(np.mean(list(tried.by_theory.values())))


def test_switching_deals_off_takes_away_what_they_win() -> None:
    knocked = KnockOut(
        kind="knock_out", says="Own.", parameters=("deals_enabled",), strategy="piecemeal", outcome="technical", expects="more"
    )
    assert (
        tried_with(knocked, theories=("leverage",)).chance
        == tried_with(compare(strategy="piecemeal", outcome="technical"), theories=("leverage",)).chance
    )


def test_today_and_a_number_reached() -> None:
    today = Today(kind="today", says="Own.", strategy="pressure", outcome="core_rights", expects="not_more")
    assert tried_with(today).verdict == "holds"
    reached = Reached(kind="reached", says="Own.", strategy="drift", outcome="attacks", at_least=0.0)
    assert tried_with(reached).chance == 1.0


def test_weight_that_changes_a_verdict() -> None:
    tried = tried_with(compare(strategy="piecemeal", outcome="technical"))
    turn = turning(tried)
    assert turn is not None and turn.verdict != tried.in_model
    others = {t: (1 - turn.needed) for t in tried.weights if t != turn.theory}
    assert verdict_of(tried.mixed({turn.theory: turn.needed, **others})) == turn.verdict
    less = turn.needed - 0.01
    if less > turn.now:
        assert verdict_of(tried.mixed({turn.theory: less, **dict.fromkeys(others, 1 - less)})) == tried.in_model
    assert turning(tried_with(compare())) is None


# --- looks at a record -------------------------------------------------------------------------------------------


@given(st.integers(0, 40), st.integers(0, 40))
def test_chance_of_a_share(hits: int, misses: int) -> None:
    chance = chance_of_share(hits, hits + misses, SAMPLE)
    assert chance == pytest.approx(beta.sf(0.5, hits + 0.5, misses + 0.5))
    assert chance_of_share(hits + 1, hits + misses + 1, SAMPLE) >= chance
    fewer = SAMPLE.model_copy(update={"more_than": None, "less_than": 0.5})
    assert chance + chance_of_share(hits, hits + misses, fewer) == pytest.approx(1)


def test_rows_that_change_a_share() -> None:
    holds, rows = 17, 20
    attempt = Attempt(experiment=SAMPLE, chance=chance_of_share(holds, rows, SAMPLE), counts={"hold": holds, "all": rows})
    further = rows_to_change(attempt)
    assert further is not None
    assert verdict_of(chance_of_share(holds, rows + further, SAMPLE)) != "holds"
    assert verdict_of(chance_of_share(holds, rows + further - 1, SAMPLE)) == "holds"


def test_rates_are_compared_within_issues() -> None:
    """A busy issue under pressure and a quiet one without show no ratio where neither shows one in itself."""
    busy, quiet = Stratum(90, 10, 90, 10), Stratum(1, 9, 10, 90)
    assert abs(np.median(log_ratio_draws([busy, quiet]))) < 0.05
    twice = Stratum(200, 100, 100, 100)
    assert np.median(log_ratio_draws([twice])) == pytest.approx(np.log(2), abs=0.05)


# --- the shipped claims ------------------------------------------------------------------------------------------


def test_twenty_claims_each_with_a_verdict(result: mv.ClaimsResult) -> None:
    assert [t.claim.id for t in result.found.claims] == IDS
    assert {t.verdict for t in result.found.claims} <= set(VERDICTS)
    assert list(result.report.tables()["claims"].claim.str.split().str[0]) == IDS


def test_every_verdict_follows_from_the_numbers_told(result: mv.ClaimsResult) -> None:
    """Worked out anew from the facts that the report quotes, by the rule that it prints."""
    for tried in result.found.claims:
        facts = result.report.finding(f"claims.{tried.claim.id.lower()}").facts
        chances = [sum(w * a.by_theory[t] for t, w in tried.weights.items()) for a in tried.tested]
        assert facts["chance"].value == (pytest.approx(min(chances)) if chances else None)
        rounded = None if facts["chance"].value is None else round(100 * float(facts["chance"].value))  # type: ignore[arg-type]
        own = VERDICTS[3] if rounded is None else "holds" if rounded >= 67 else "fails" if rounded <= 33 else "too close"
        assert facts["futures"].value == own
        said = {a.verdict for a in tried.record} - {VERDICTS[3]}
        one_sided = len(said & {"holds", "fails"}) == 1
        record = VERDICTS[3] if not said else (said & {"holds", "fails"}).pop() if one_sided else "too close"
        assert facts["record"].value == record
        both = {own, record} - {VERDICTS[3]}
        assert facts["verdict"].value == (both.pop() if len(both) == 1 else VERDICTS[3] if not both else "too close")
    rule = result.report.finding("claims.rule").facts
    assert (rule["holds"].value, rule["fails"].value) == (67, 33)


def test_the_page_has_a_section_for_each_claim(result: mv.ClaimsResult, tmp_path: Path) -> None:
    page = write_page(tmp_path / "claims.html", result.report).read_text(encoding="utf-8")
    for tried in result.found.claims:
        assert page.count(f">{tried.claim.id}. {tried.claim.title}</h2>") == 1
    data = report_data(result.report)
    assert len(data["findings"]) == len(result.report.findings)  # type: ignore[arg-type]


def test_commands_of_experiments_exist(result: mv.ClaimsResult) -> None:
    from test_docs import COMMANDS

    for tried in result.found.claims:
        for attempt in (*tried.model, *tried.record):
            for command in commands_of("afghanistan", tried.claim.id, attempt.experiment):
                words = shlex.split(command)
                known = {name for parameter in COMMANDS[words[1]].params for name in parameter.opts}
                assert words[0] == "modus" and {w for w in words if w.startswith("--")} <= known, command


def test_claims_about_one_case_say_nothing_of_another() -> None:
    for case in ("gaza", "tiraspol"):
        found: TriedClaims = mv.claims(case, only=["C11", "C12", "C18"], futures=8, months=12).found
        assert [found.claim(c).verdict for c in ("C11", "C12")] == [VERDICTS[3]] * 2
        assert found.claim("C18").in_model != VERDICTS[3]


# --- files of one's own -------------------------------------------------------------------------------------------

OWN = """
name: own
title: Own
source: me
claims:
  - id: A1
    title: t
    words: w
    model:
      - {kind: compare, says: x, strategy: piecemeal, against: drift, outcome: technical, expects: more}
    record:
      - {kind: cannot, why: z}
"""


def test_a_file_of_ones_own(tmp_path: Path) -> None:
    path = tmp_path / "own.yaml"
    path.write_text(OWN, encoding="utf-8")
    assert CliRunner().invoke(app, ["check", str(path)]).exit_code == 0
    assert mv.claims("tiraspol", file=path, futures=8, months=12).found.claims[0].claim.id == "A1"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("piecemeal", "piecemel", "did you mean 'piecemeal'?"),
        ("technical", "technicl", "did you mean 'technical'?"),
        ("expects: more", "expects: maybe", "'more', 'less', 'same'"),
        ("kind: compare", "kind: compar", "'compare', 'knock_out'"),
        ("against: drift", "agains: drift", "did you mean 'against'?"),
        ("words: w", "word: w", "did you mean 'words'?"),
        ("[]", "[]", ""),
    ],
)
def test_bad_files_are_refused_with_the_place(old: str, new: str, said: str, tmp_path: Path) -> None:
    path = tmp_path / "own.yaml"
    text = OWN.replace(old, new) if said else OWN.split("    record:")[0] + "    record: []\n"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        mv.load_claims(path)
    assert all("own.yaml, line" in str(fault) for fault in caught.value.faults)
    assert any((said or "at least one experiment") in str(fault) for fault in caught.value.faults), caught.value.faults


def test_all_faults_at_once(tmp_path: Path) -> None:
    path = tmp_path / "own.yaml"
    path.write_text(OWN.replace("technical", "technicl").replace("piecemeal", "piecemel"), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        mv.load_claims(path)
    assert len(caught.value.faults) == 2


def test_unknown_ids() -> None:
    with pytest.raises(InputError, match="did you mean 'C9'"):
        mv.claims("afghanistan", only=["C99"], futures=2)
