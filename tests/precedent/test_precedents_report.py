"""What is said to a reader: the same on page, in a terminal and as data; in words that fit the evidence."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner

import modusvivendi as mv
from modusvivendi.cli.main import app
from modusvivendi.errors import InputError
from modusvivendi.findings.precedents import precedents_report
from modusvivendi.precedent import precedents as looked_up
from modusvivendi.precedent.demand import CaseDemands
from modusvivendi.precedent.precedents import Precedents, find_precedents
from modusvivendi.render.data import report_data
from modusvivendi.render.html.report import write_page
from modusvivendi.render.terminal import console, print_report
from modusvivendi.render.workbook import write_workbook
from precedent.asks import world

RUN = CliRunner()
ASK = {"issues": "road", "cost": "mid", "form": "package", "publicity": "public", "asker": "EG"}


@pytest.fixture
def made_up(monkeypatch: pytest.MonkeyPatch) -> tuple[CaseDemands, ...]:
    """Three made-up cases in place of the shipped ones."""
    cases = {c.name: c for c in world()} | {"bare": CaseDemands("bare", "Bare", "2022-01-31", {}, {}, ())}
    monkeypatch.setattr(looked_up, "shipped_cases", lambda: ["here", "there", "yonder"])
    monkeypatch.setattr(looked_up, "load_all", lambda names: tuple(cases[name] for name in dict.fromkeys(map(str, names))))
    return tuple(cases.values())


def told(found: Precedents) -> str:
    """Everything that a terminal shows."""
    with console.capture() as captured:
        print_report(precedents_report(found))
    return captured.get()


@pytest.mark.parametrize("ask", [{}, ASK, {"cost": "none"}])
@pytest.mark.parametrize("case", [None, "here", "bare"])
def test_page_terminal_and_data_hold_the_same_claims(
    made_up: tuple[CaseDemands, ...], case: str | None, ask: dict[str, object], tmp_path: Path
) -> None:
    if case == "bare":
        ask = {k: v for k, v in ask.items() if k != "issues"}
    report = precedents_report(find_precedents(case, ask=ask))
    page = write_page(tmp_path / "page.html", report).read_text(encoding="utf-8")
    data = json.dumps(report_data(report), ensure_ascii=False, allow_nan=False)
    with console.capture() as captured:
        print_report(report)
    shown = captured.get()
    plain = re.sub(r"<[^>]+>", "", page).replace("&#39;", "'").replace("&#x27;", "'")
    for finding in report.findings:
        assert finding.sentence in shown and finding.sentence in data and finding.sentence in plain
    assert report.basis in shown and report.basis in plain
    assert report.note in plain


def test_a_base_rate_is_a_natural_frequency(made_up: tuple[CaseDemands, ...]) -> None:
    found = find_precedents("here", ask=ASK)
    rate, finding = found.reference.rate, precedents_report(found).finding("precedents.rate")
    assert f"{rate.met.count} of {rate.decided} asks that agree with it in cost" in finding.sentence
    assert (
        f"in {rate.files} separate files; on that evidence {100 * rate.met.low:.0f} to {100 * rate.met.high:.0f} in 100"
        in finding.sentence
    )
    assert finding.facts["share"].value == pytest.approx(100 * rate.met.value)


def test_thin_evidence_is_called_thin(made_up: tuple[CaseDemands, ...]) -> None:
    thin = precedents_report(find_precedents("here", only=["class=class3", "case=here"], ask={"form": "single"}))
    assert "thin evidence" in thin.finding("precedents.rate").sentence


def test_a_tie_is_called_a_tie(made_up: tuple[CaseDemands, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(looked_up.Pooled, "coefficient", lambda self, name: (0.0, -1.0, 1.0))
    finding = precedents_report(find_precedents("here", ask=ASK)).finding("precedents.chance.others")
    assert finding.too_close_to_call and "cannot be told apart" in finding.sentence


def test_chances_are_given_with_and_without_the_asked_authority(made_up: tuple[CaseDemands, ...]) -> None:
    report = precedents_report(find_precedents("here", ask=ASK))
    assert report.finding("precedents.chance.all").facts["n"].value == 180
    assert report.finding("precedents.chance.others").facts["n"].value == 120
    alone = precedents_report(find_precedents(ask=ASK))
    assert "precedents.chance.others" not in [f.id for f in alone.findings]


def test_asks_to_the_authority_itself_are_told_apart(made_up: tuple[CaseDemands, ...]) -> None:
    report = precedents_report(find_precedents("here"))
    all_asks, own, others = (report.finding(f"precedents.rate{part}").facts["decided"].value for part in ("", ".own", ".others"))
    assert (all_asks, own, others) == (180, 60, 120)


def test_what_is_said_without_the_asked_authority_does_not_rest_on_it(
    made_up: tuple[CaseDemands, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Had all its outcomes been otherwise, the rate and the chance from the others would be the same, to the bit."""

    def turned(case: CaseDemands) -> CaseDemands:
        return replace(case, demands=tuple(replace(d, outcome="partly" if d.met else "met") for d in case.demands))

    before = find_precedents("here", ask=ASK)
    monkeypatch.setattr(looked_up, "load_all", lambda names: (turned(made_up[0]), *made_up[1:3]))
    after = find_precedents("here", ask=ASK)
    assert before.reference.others == after.reference.others
    assert before.outlooks[1].by_form == after.outlooks[1].by_form
    assert before.reference.rate != after.reference.rate


def test_every_nearest_precedent_has_a_date_and_a_source(made_up: tuple[CaseDemands, ...]) -> None:
    finding = precedents_report(find_precedents("here", ask=ASK, nearest=5)).finding("precedents.nearest")
    rows = finding.tables[0].as_frame()
    assert len(rows) == 5 and rows["when"].str.contains(r"\d{4}").all() and rows["source"].str.contains("A newspaper").all()
    assert all("https://example.org/road" in source for source in finding.sources)
    assert "Gower" in finding.method and "cost 2" in finding.method


def test_no_claim_of_cause(made_up: tuple[CaseDemands, ...]) -> None:
    shown = told(find_precedents("here", ask=ASK))
    assert "Asks were chosen by those who asked, coders may have known what came of them" in shown


def test_without_any_ask_all_is_said_to_be_empty(made_up: tuple[CaseDemands, ...]) -> None:
    found = find_precedents("bare", cases=[], ask={"cost": "mid"})
    assert "none is decided" in told(found) and "Too few decided asks" in told(found)


def test_the_workbook_has_an_index_units_and_no_formulas(made_up: tuple[CaseDemands, ...], tmp_path: Path) -> None:
    book = openpyxl.load_workbook(write_workbook(tmp_path / "x.xlsx", precedents_report(find_precedents("here", ask=ASK))))
    index = list(book["index"].iter_rows(values_only=True))
    assert index[0] == ("sheet", "what it holds", "units", "rows")
    assert [row[0] for row in index[1:]] == book.sheetnames[1:]
    assert len(set(book.sheetnames)) == len(book.sheetnames)
    columns = [cell.value for cell in book["asks"][1]]
    assert columns == [row[0] for row in book["columns"].iter_rows(min_row=2, values_only=True)]
    assert all(row[2] for row in book["columns"].iter_rows(min_row=2, values_only=True))
    assert not any(cell.data_type == "f" for sheet in book for row in sheet.iter_rows() for cell in row)


def test_the_command_prints_what_the_call_returns(tmp_path: Path) -> None:
    words = ["precedents", "afghanistan", "--cost", "high", "--form", "package", "--out", str(tmp_path)]
    shown, data = RUN.invoke(app, words), RUN.invoke(app, [*words, "--json"])
    assert shown.exit_code == 0 and data.exit_code == 0, shown.output
    loaded = json.loads(data.output)
    assert [Path(p).exists() for p in loaded["written"]] == [True, True]
    result = mv.precedents("afghanistan", ask={"cost": "high", "form": "package"})
    assert [f["sentence"] for f in loaded["findings"]] == [f.sentence for f in result.report.findings]
    assert len(result.table) == len(result.found.demands)


def test_nothing_is_written_unless_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert RUN.invoke(app, ["precedents"]).exit_code == 0
    assert not [p for p in tmp_path.iterdir() if p.name.startswith("modus")]


@pytest.mark.parametrize(
    "words",
    [["nowhere"], ["--cost", "huge"], ["--only", "cost=huge"], ["--asker", "XX"], ["--as-of", "soon"], ["--ask", "no.yaml"]],
)
def test_bad_words_end_in_one_line(words: list[str]) -> None:
    result = RUN.invoke(app, ["precedents", *words])
    assert isinstance(result.exception, InputError)
    assert "\n" not in str(result.exception)
