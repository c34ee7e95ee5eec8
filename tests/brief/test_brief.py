"""What a brief says, and what changed since an earlier one."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest

from commands import modus
from modusvivendi.api.briefs import BriefResult, Wish, make_brief
from modusvivendi.api.studies import Work, run
from modusvivendi.brief.write import read_standpoint, write_brief
from modusvivendi.case import load_case
from modusvivendi.errors import InputError
from modusvivendi.findings.brief.asked_before import _ask, since
from modusvivendi.findings.brief.changes import _acting as acting_changed
from modusvivendi.findings.brief.company import WHAT, WHO
from modusvivendi.findings.brief.known import largest_steps
from modusvivendi.findings.brief.precedents import near_ones, whose
from modusvivendi.findings.brief.words import PAGES
from modusvivendi.planning.agenda.plan import load_plan
from modusvivendi.precedent.precedents import find_precedents
from modusvivendi.study.make import make_study
from planner_page import texts


def sentence(found: BriefResult, name: str) -> str:
    """What a finding says."""
    return found.report.finding(name).sentence


def test_the_four_pages_come_first_and_in_order(small: BriefResult) -> None:
    questions = list(dict.fromkeys(f.question for f in small.report.findings))
    assert questions[:4] == list(PAGES)
    assert all(q.startswith("Annex") for q in questions[4:])


def test_advice_is_the_rule_applied_and_the_chance_comes_before_its_term(small: BriefResult) -> None:
    assert small.standpoint.option in ("piecemeal", "pragmatic")
    assert "Under 8 of the 9 theories no other option does noticeably better on any aim, or as well for" in sentence(
        small, "brief.advice"
    )
    chances = [f for f in small.report.findings if f.id.startswith("brief.judgement.")]
    assert 3 <= len(chances) <= 4
    assert all("%" in f.sentence for f in chances)


def test_confidence_is_low_without_skill_or_weights(small: BriefResult) -> None:
    assert small.report.finding("brief.confidence").facts["level"].value == "low"


def test_offers_have_sheets_and_precedents_with_sources(small: BriefResult) -> None:
    offers = small.report.finding("brief.offer.table").tables[0].frame
    sheets = [f for f in small.report.findings if f.id.startswith("brief.sheet.")]
    assert len(sheets) == len(offers) >= 1
    assert all(
        ("Nearest: " in told and told.endswith(")")) or "nothing near is on record" in told for told in offers["asked before"]
    )
    assert any("Nearest: " in told for told in offers["asked before"])
    for sheet in sheets:
        rows = sheet.tables[0].frame.set_index("about")
        assert {"Opening", "Target", "Fallback", "What it did before", "On offer"} <= set(rows.index)
        assert rows.loc["Opening", "our side"].startswith("From December 2026") and "2026" in rows.loc["Opening", "their side"]


def test_a_small_state_that_changes_nothing_alone_gets_the_brief_of_its_company(alone: BriefResult) -> None:
    assert alone.faults == ()
    advice = sentence(alone, "brief.advice")
    assert advice.startswith("With low confidence: do not act alone; propose “Piecemeal”")
    assert "Parts 2 to 4 tell what it brings if all of them take it." in advice
    assert alone.report.note.startswith(
        "Acting: the Netherlands together with the European Union institutions, Germany, France and Austria; "
    )
    assert sentence(alone, "brief.bottom_line.choice").startswith(
        "Alone the Netherlands brings nothing noticeable, whichever line it takes; with"
    )
    company = alone.report.finding("brief.company").tables[0].frame
    assert tuple(company.iloc[0]) == (
        "The Netherlands alone",
        "nothing noticeable against today's course, whatever theory holds",
    )
    assert company[WHO].iloc[1] == "With the European Union institutions, Germany, France and Austria: parts 2 to 4"
    assert "too, so that all like-minded countries do; the latest known step of the United States (" in company[WHO].iloc[-1]
    assert "technical cooperation above today's rung on" in company[WHAT].iloc[-1]
    assert "(today's course: " in company[WHAT].iloc[-1]
    caption = alone.report.finding("brief.company").tables[0].caption
    assert "On core rights and attacks a month nobody who joins makes a noticeable difference against today" in caption
    risks = alone.report.finding("brief.watch.risks").tables[0].frame["what could go wrong"]
    assert risks.iloc[0] == "The European Union institutions, Germany, France and Austria do not join"
    assert alone.asked != alone.standpoint.study


def test_that_others_act_than_in_an_earlier_brief_is_said(small: BriefResult, alone: BriefResult) -> None:
    (told,) = acting_changed(small.standpoint, alone.standpoint)
    assert small.standpoint.acting in told.sentence and alone.standpoint.acting in told.sentence
    assert acting_changed(small.standpoint, small.standpoint) == []
    assert acting_changed(replace(small.standpoint, acting=""), alone.standpoint) == []  # of before this was kept


@pytest.mark.parametrize("lacking", ["ladders", "record"])
def test_a_case_that_has_lost_its_ladders_or_record_has_a_brief_without_skill(lacking: str, tmp_path: Path) -> None:
    shipped = load_case("afghanistan").folder
    assert shipped is not None
    copied = shutil.copytree(shipped, tmp_path / "afghanistan")
    (copied / "ladders.yaml").unlink() if lacking == "ladders" else shutil.rmtree(copied / "record")
    study = make_study(
        load_case(copied, read_on="2026-11-27"), strategies=["humanitarian", "drift"], theories=["inertia"], futures=8
    )
    assert make_brief(study).report.finding("brief.skill.none")


def test_asks_on_issues_that_are_only_on_record_are_told_without_them() -> None:
    case = load_case("gaza", read_on="2026-11-27")
    track = next(t for t in case.record.tracks if {*t.issues_met} - {*case.issue_ids})
    assert since(case, track) == "" or "cut back" in since(case, track)
    assert _ask(case, track)["result"]


def test_what_company_brings_is_what_its_own_brief_says(alone: BriefResult) -> None:
    study = make_study(
        load_case("afghanistan", read_on="2026-11-27"), strategies=alone_options(alone), futures=64, followers="eu"
    )
    own = make_brief(study)
    assert alone.standpoint.study == own.standpoint.study == own.asked
    for name in ("brief.offer.table", "brief.options.table", "brief.watch.signs", "brief.watch.consent"):
        mine, theirs = (found.report.finding(name).tables[0].frame for found in (alone, own))
        assert mine.equals(theirs)


def alone_options(found: BriefResult) -> list[str]:
    """Names of the options of a brief."""
    return [name for name in found.titles if name in ("piecemeal", "pragmatic", "normalisation", "drift")]


def test_the_pdf_has_four_pages_before_its_annexes(small: BriefResult, written: dict[str, Path]) -> None:
    assert small.faults == () and first_annex(written["pdf"]) == 5


SLOW = pytest.mark.slow


@pytest.mark.parametrize(
    ("case", "who"),
    [("gaza", None), pytest.param("tiraspol", "eu", marks=SLOW), pytest.param("afghanistan", "eu", marks=SLOW)],
)
def test_every_shipped_case_has_four_pages_without_a_fault(case: str, who: str | None, tmp_path: Path) -> None:
    found = make_brief(
        make_study(load_case(case, read_on="2026-11-27"), futures=32, followers=who), wish=Wish(reader="the minister")
    )
    assert found.faults == ()
    (pdf,) = write_brief(tmp_path / case, found.report, found.standpoint, found.titles, formats=["pdf"])
    assert first_annex(pdf) == 5


def test_an_offer_is_put_again_only_if_that_fits(small: BriefResult) -> None:
    """Three years each, five in all, and others wait for the place: what the plan would renew twice is not put again."""
    assert "is withdrawn and not put again; " in sentence(small, "brief.offer.fallback")


def first_annex(pdf: Path) -> int:
    """The page on which the annexes begin, from 1."""
    pages = pypdfium2.PdfDocument(pdf)
    heads = [re.search(r"^Annex A\.", page.get_textpage().get_text_range(), re.MULTILINE) for page in pages]
    pages.close()
    return next(n for n, head in enumerate(heads, 1) if head)


OFFICE = shutil.which("soffice")
OWN = Path(__file__).parents[2] / "docs" / "plan-example.yaml"


@pytest.mark.slow
@pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed")
@pytest.mark.parametrize(
    ("case", "who", "own"),
    [
        ("afghanistan", None, True),
        ("afghanistan", "netherlands", False),
        ("afghanistan", "netherlands", True),
        ("afghanistan", "eu", False),
        ("afghanistan", "eu", True),
        ("gaza", None, False),
        ("tiraspol", None, False),
    ],
)
def test_word_has_four_pages_too(case: str, who: str | None, own: bool, tmp_path: Path) -> None:
    """As LibreOffice lays the Word file out; Word itself is not on this machine."""
    plan = None
    if own:
        given = load_plan(OWN)
        tracks = tuple(t.model_copy(update={"bloc": "pragmatic"}) for t in given.tracks)  # whom every coalition here has
        plan = given.model_copy(update={"tracks": tracks, "followers": who or given.followers})
    study = make_study(load_case(case, read_on="2026-11-27"), futures=64, followers=who)
    found = make_brief(study, wish=Wish(reader="the minister", plan=plan))
    assert found.faults == ()
    made = write_brief(tmp_path / case, found.report, found.standpoint, found.titles, formats=["docx", "pdf"])
    assert OFFICE is not None
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = [OFFICE, profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), str(made[0])]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    assert (first_annex(tmp_path / "brief.pdf"), first_annex(made[1])) == (5, 5)


def test_a_plan_of_your_own_is_an_option_and_the_offer(tmp_path: Path) -> None:
    plan = Path(__file__).parents[2] / "docs" / "plan-example.yaml"
    study = make_study(
        load_case("afghanistan", read_on="2026-11-27"), strategies=["drift"], theories=["leverage", "inertia"], futures=32
    )
    found = make_brief(study, wish=Wish(plan=plan))
    options = found.report.finding("brief.options.table").tables[0].frame["option"]
    assert len(options) == 2
    own = found.report.finding("brief.offer.opens").facts["option"].value
    assert not own.startswith("Today's course")
    for name in ("brief.advice", "brief.company", "brief.watch.exit", "brief.watch.signs"):
        assert found.report.finding(name).facts["option"].value == own, name
    marks = [str(o).split(":")[0] for o in options]
    assert (
        [m for m in marks if m.endswith(("recommended)", "worked out)"))] == [m for m in marks if m.startswith(f"{own} (")] != []
    )
    assert own in found.report.finding("brief.watch.risks").tables[0].caption


def test_a_plan_led_by_a_bloc_of_which_nobody_follows_is_refused_with_names() -> None:
    study = make_study(load_case("afghanistan", read_on="2026-11-27"), strategies=["drift"], futures=8, followers="netherlands")
    with pytest.raises(InputError, match=r"'isolationist' \(United States, .*\) leads .* possible: pragmatic \(Netherlands\)"):
        make_brief(study, wish=Wish(plan=OWN))


def test_a_brief_on_two_options_without_todays_course_names_the_one_that_is_worse() -> None:
    study = make_study(load_case("afghanistan", read_on="2026-11-27"), strategies=["piecemeal", "pressure"], futures=64)
    told = sentence(make_brief(study), "brief.bottom_line.choice")
    assert told.startswith("“Pressure and isolation” would do worse than “Piecemeal” on technical cooperation, by ")
    assert "by a rung on two in five issues" in told


def test_where_all_are_tied_nothing_is_called_recommended_anywhere(tied: BriefResult) -> None:
    assert "Nothing is recommended" in sentence(tied, "brief.advice") and tied.asked == tied.standpoint.study
    told = " ".join(text for f in tied.report.findings if f.question in PAGES for text in texts(f))
    assert "(recommended" not in told and "the recommended option" not in told
    options = tied.report.finding("brief.options.table").tables[0].frame["option"]
    assert sum("(worked out)" in str(o) for o in options) == 1


def test_risks_are_those_of_each_option(small: BriefResult) -> None:
    frame = small.report.finding("brief.options.table").tables[0].frame
    cells = frame["what could go wrong"]
    assert cells.nunique() == len(cells)
    by = dict(zip((o.split(":")[0] for o in frame["option"]), cells, strict=True))
    assert "than “" in by["Today's course"]  # today's course falls short of another option
    assert "talks opened (16 are planned) are not met in full" in next(
        text for name, text in by.items() if name.startswith("Piecemeal")
    )
    assert "without asking for anything" in by["Normalisation"]  # its demands are dropped
    assert "ICC" in by["Normalisation"] and "ICC" not in by["Today's course"]  # recognition in spite of a court


def test_of_the_option_worked_out_only_what_is_noticed_against_todays_course_is_claimed(
    small: BriefResult, tied: BriefResult
) -> None:
    told = sentence(small, "brief.bottom_line.choice")
    assert told.startswith("“Piecemeal” is expected to bring by November 2031 technical cooperation above today's rung on ")
    row = small.report.finding("brief.company").tables[0].frame[WHAT].iloc[0]
    for aim in ("technical cooperation", "people short of food", "attacks", "core rights"):
        assert (f"{aim} " in told.split("; ")[0]) == (f"{aim} " in row)
        assert (f"{aim} " in row) != (f"{aim} " in sentence(small, "brief.bottom_line.fixed").partition("; on ")[0])
    assert "tied" in sentence(tied, "brief.bottom_line.choice") and "tied" in sentence(tied, "brief.bottom_line.fixed")


def test_numbers_are_in_the_picture_where_they_tell_options_apart_else_in_the_bottom_line_alone(
    small: BriefResult, alone: BriefResult
) -> None:
    for found in (small, alone):
        charts = [c for f in found.report.findings if f.id == "brief.options.picture" for c in f.charts]
        heads = " ".join(str(aim) for chart in charts for aim in chart.data["aim"]).lower()
        fixed = sentence(found, "brief.bottom_line.fixed")
        for aim, counted in (
            ("core rights", "core rights"),
            ("technical cooperation", "technical cooperation"),
            ("attacks", "attacks up"),
        ):
            assert (aim in heads) != (counted in fixed), (aim, heads, fixed)


def test_an_option_says_what_it_is_and_what_one_would_have_to_believe(small: BriefResult) -> None:
    frame = small.report.finding("brief.options.table").tables[0].frame
    by = {str(o).split(":")[0]: row for o, row in zip(frame["option"], frame.itertuples(index=False), strict=True)}
    assert "Today's course" in by and not any(name.startswith("Drift") for name in by)
    assert all(": " in str(o) and len(str(o)) > 40 for o in frame["option"])
    theories = sentence(small, "brief.options.theories")
    cells = " ".join(map(str, frame.to_numpy().ravel()))
    for theory in ("inertia", "leverage", "contact", "cohesion"):  # those that the table names, and no others
        assert (f"“{small.titles[theory]}” (" in theories) == (f"“{small.titles[theory]}”" in cells)
    believed = dict(zip(by, frame["what one would have to believe"], strict=True))
    assert "nother does better" in believed["Today's course"]  # it is behind
    assert "does as well for less money" in next(text for name, text in believed.items() if name.startswith("Piecemeal"))


def test_a_theory_under_which_less_money_does_as_well_disagrees(small: BriefResult) -> None:
    told = sentence(small, "brief.dissent")
    assert (
        told.startswith(
            "If “Inertia” (own benefit, doctrine and the calendar decide) holds, “Piecemeal” brings nothing noticeable that “"
        )
        and "does not bring for less money" in told
    )


def test_where_most_futures_and_the_average_differ_both_are_told(small: BriefResult, tied: BriefResult) -> None:
    opposite = []
    for found in (small, tied):
        rises = any(
            f"attacks {how}" in sentence(found, "brief.bottom_line.fixed") for how in ("up by", "a month about as likely")
        )
        judged = sentence(found, "brief.judgement.attacks")
        opposite.append(rises == ("fewer than now" in judged))
        assert (", as rises are the larger" in judged) == opposite[-1]
    assert any(opposite)


def test_signs_of_going_wrong_stand_beside_those_of_going_well_with_day_and_source(small: BriefResult) -> None:
    table = small.report.finding("brief.watch.signs").tables[0]
    assert set(table.frame["way"]) == {"worse", "better"}
    ladders = load_case("afghanistan", read_on="2026-11-27").ladders.values()
    slips, asks = ({text for x in ladders for r in x.rungs if (text := getattr(r, name))} for name in ("slip", "ask"))
    for way, known in (("worse", slips), ("better", asks)):
        acts = {text.split(": ", 1)[1] for text in table.frame[table.frame["way"] == way]["sign"]}
        assert acts and acts <= known
    observers = {ladder.observers for ladder in ladders}
    assert set(table.frame["who would say so"]) <= {*observers, "who leads the talks"}
    first = [f.facts["kind"].value for f in small.report.findings if f.id.startswith("brief.sign.")]
    assert first == ["Going wrong", "Going wrong", "Going well"]


def test_offers_and_risks_count_talks_alike(small: BriefResult) -> None:
    facts = small.report.finding("brief.offer.opens").facts
    opened, met = int(facts["opened"].value), int(facts["met"].value)
    risks = small.report.finding("brief.watch.risks").tables[0].frame["what could go wrong"]
    assert sum(f" {opened - met} of {opened} talks opened are not met" in str(r) for r in risks) == 1
    assert any("not pay what is due" in str(r) for r in risks)


def test_at_least_half_of_the_signs_are_on_the_table_and_others_say_that_they_are_not(
    small: BriefResult, alone: BriefResult
) -> None:
    for found in (small, alone):
        seen = list(found.report.finding("brief.watch.signs").tables[0].frame["sign"])
        assert 2 * sum("not on the table" in text for text in seen) <= len(seen)


def test_everybody_who_follows_is_named_with_what_they_lead(small: BriefResult) -> None:
    told = sentence(small, "brief.offer.leads")
    assert (
        "institutions, with the United Kingdom, Germany, Japan, the Netherlands" in told
        and " lead the talks. " in told
        and " support the line. " in told
        and "loc ‘" not in told
    )
    assert "Apart from the talks and what is on offer in them, " in told and " about as today." in told


def test_precedents_are_on_an_issue_of_the_talks_and_say_whose_they_are() -> None:
    found = find_precedents("afghanistan", ask={"issues": ("climate_disaster",)})
    others = tuple(d for d in found.demands if "climate_disaster" not in d.issues)
    assert found.near and near_ones(found) and near_ones(replace(found, demands=others)) == []
    found = find_precedents("afghanistan", ask={"issues": ("trade_transit_infrastructure",)})
    near = near_ones(found)
    assert near and all("trade_transit_infrastructure" in d.issues for d in near)
    other = next(d for d in found.demands if d.case == "tiraspol")
    assert whose(found, other).endswith("(Tiraspol)")
    assert whose(found, next(d for d in found.demands if d.case == "afghanistan")).split()[-1].isdigit()


def test_signs_follow_whoever_follows(small: BriefResult, alone: BriefResult) -> None:
    chances = [
        [f.facts["chance"].value for f in found.report.findings if f.id.startswith("brief.sign.")] for found in (small, alone)
    ]
    assert chances[0] != chances[1]


def test_money_is_told_in_dollars_where_the_case_has_them(small: BriefResult) -> None:
    heads = list(small.report.finding("brief.options.table").tables[0].frame.columns)
    assert "what outsiders spend (billion dollars a year)" in heads


def test_a_decision_is_due_with_a_quarter_to_spare(small: BriefResult) -> None:
    assert "decided by 28 February 2027" in sentence(small, "brief.decision")
    assert small.report.finding("brief.decision").facts["late"].note == "2027-02-28"


def test_dates_that_are_set_are_those_ahead_that_concern_who_acts(small: BriefResult) -> None:
    found = small.report.finding("brief.deadlines")
    days = [f.note for name, f in sorted(found.facts.items()) if name.startswith("day")]
    assert days == ["2026-12-08", "2027-02-17"] and len(found.sources) == 2
    assert "(8 December 2026, those who act vote)" in found.sentence and "(17 February 2027)" in found.sentence
    past = small.report.finding("brief.limits.unknown")  # nobody has said what came of it
    assert "17 June 2026" in past.sentence and "17 June 2026" not in found.sentence and len(past.sources) == 1


def test_what_those_who_act_asked_for_before_is_told_with_what_came_of_it(alone: BriefResult) -> None:
    found = alone.report.finding("brief.offer.own")
    asks = {row["asked by, when"]: row for row in found.tables[0].frame.to_dict("records")}
    body = asks["European Union institutions, September 2021"]
    assert "five benchmarks" in body["for"] and body["result"].startswith("met in part, on humanitarian access")
    assert "; cut back since on humanitarian access (" in body["result"]
    assert " met (all on returns of nationals), " in found.sentence
    assert next(iter(asks.values()))["result"] == "met"


def test_risks_that_a_case_lists_stand_beside_those_counted(small: BriefResult) -> None:
    found = small.report.finding("brief.watch.uncounted")
    assert len(found.tables[0].frame) == len(found.sources) == len(load_case("afghanistan").risks) >= 3
    bare = make_study(
        load_case("afghanistan", read_on="2026-11-27").model_copy(update={"risks": (), "deadlines": ()}),
        strategies=["piecemeal", "drift"],
        theories=["inertia"],
        futures=8,
    )
    report = make_brief(bare).report
    assert "should add them" in report.finding("brief.watch.uncounted").sentence
    assert not [f for f in report.findings if f.id == "brief.deadlines"]


def test_a_finished_run_is_read_and_gives_the_same_brief(tmp_path: Path) -> None:
    study = make_study(
        load_case("afghanistan", read_on="2026-11-27"),
        strategies=["piecemeal", "drift"],
        theories=["contact", "inertia"],
        futures=32,
    )
    first = make_brief(study, work=Work(out=tmp_path))
    run(study, work=Work(out=tmp_path))
    again = make_brief(study, work=Work(out=tmp_path))
    assert (first.stored, again.stored) == (False, True)
    assert [f.sentence for f in first.report.findings] == [f.sentence for f in again.report.findings]


def test_what_changed_since_an_earlier_brief_is_said(small: BriefResult) -> None:
    study = make_study(
        load_case("afghanistan", read_on="2026-11-27"),
        strategies=["piecemeal", "drift"],
        theories=["contact", "inertia"],
        futures=32,
    )
    old = replace(
        small.standpoint, option="normalisation", tied=(), good=1, worse={**small.standpoint.worse, "core_rights": 0.01}
    )
    found = make_brief(study, wish=Wish(earlier=old))
    assert "has changed from" in sentence(found, "brief.changed.advice")
    assert "was 1%" in sentence(found, "brief.changed.chances")
    assert "first brief" in sentence(small, "brief.changed.none")
    with pytest.raises(InputError, match="of case 'gaza', not of 'afghanistan'"):
        make_brief(study, wish=Wish(earlier=replace(old, case="gaza")))


def test_an_earlier_brief_is_read_from_its_folder(small: BriefResult, written: dict[str, Path], tmp_path: Path) -> None:
    assert read_standpoint(written["pdf"].parent) == small.standpoint
    (tmp_path / "brief.json").write_text(json.dumps({"case": "x"}))
    with pytest.raises(InputError, match="holds no earlier brief"):
        read_standpoint(tmp_path)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--format", "odt"], "unknown format 'odt'"),
        (["--scale", "kent"], "unknown likelihood scale 'kent'"),
        (["--diff", "nowhere"], "holds no earlier brief"),
        (["--plan", "nowhere.yaml"], "nowhere.yaml"),
        (["--as", "atlantis"], "atlantis"),
    ],
)
def test_bad_input_ends_with_one_line(options: list[str], said: str, tmp_path: Path) -> None:
    ended = modus("brief", "afghanistan", *options, "--futures", "8", cwd=tmp_path)
    assert ended.returncode == 2
    assert said in ended.stderr and len(ended.stderr.strip().splitlines()) == 1


def test_conditions_of_those_who_act_are_told_with_what_the_option_does_about_them(alone: BriefResult) -> None:
    frame = alone.report.finding("brief.offer.benchmarks").tables[0].frame
    case = load_case("afghanistan", read_on="2026-11-27")
    assert list(frame["benchmark"]) == [case.issue(i).title for i in case.roles["benchmarks"]]
    said = dict(zip(frame["benchmark"], frame["what the option does"], strict=True))
    left = sentence(alone, "brief.offer.left_out").lower()
    assert all((does == "left out") == (title.lower() in left) for title, does in said.items())


def test_a_body_speaks_for_those_who_act_only_from_a_small_coalition_with_them() -> None:
    case = load_case("gaza")
    bodies = {c.id: c.title for c in case.countries if not c.state}
    study = make_study(case, strategies=["piecemeal", "drift"], theories=["inertia"], futures=8)
    told = sentence(make_brief(study), "brief.offer.own")
    assert bodies["PA"] not in told  # of the bloc of some who act, and not theirs


def test_the_largest_steps_lie_inside_the_months_and_go_by_weight() -> None:
    case = load_case("afghanistan", read_on="2026-11-27")
    assert case.record is not None
    last = largest_steps(case.record.acts, case.as_of)
    assert [a.magnitude for a in last] == [5, 4]
    assert all("2025-10-01" <= a.date.first.isoformat() <= "2026-03-31" for a in last)


def test_what_is_to_be_decided_goes_with_who_acts(small: BriefResult, alone: BriefResult, tied: BriefResult) -> None:
    assert "first" in sentence(small, "brief.decision") and "offers (part 3)" in sentence(small, "brief.decision")
    assert "to act alone toward the Taliban, or to take one line with the European" in sentence(alone, "brief.decision")
    assert alone.report.finding("brief.options.picture")
    assert not [f for f in tied.report.findings if f.id == "brief.options.picture"]  # it would tell nothing new
