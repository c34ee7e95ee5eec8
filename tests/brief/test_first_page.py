"""Pages 1 and 2: names, chances of signs, steps of both sides, sanctions, promises."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from modusvivendi.api.briefs import BriefResult
from modusvivendi.case import load_case
from modusvivendi.findings.brief.reading import aims_finding
from modusvivendi.findings.brief.risks import own_sanctions
from modusvivendi.findings.brief.signs import chance_words
from modusvivendi.findings.brief.words import PAGES
from modusvivendi.findings.likelihood import rounded


def test_the_authority_goes_by_its_own_name_and_no_number_follows_from_it(small: BriefResult) -> None:
    case = load_case("afghanistan")
    nameless = case.model_copy(update={"short_title": ""})
    assert (case.authority, nameless.authority) == ("the Taliban", "the authority")
    assert case.digest() == nameless.digest()
    first = [f.sentence for f in small.report.findings if f.question in PAGES[:2]]
    assert any("the Taliban" in text for text in first)
    assert not [text for text in first if "the authority" in text.lower()]


@pytest.mark.parametrize("case", ["afghanistan", "gaza", "tiraspol"])
def test_every_shipped_case_names_its_authority(case: str) -> None:
    assert load_case(case).short_title


@pytest.mark.parametrize(
    ("chance", "chances", "said"),
    [
        (
            0.18,
            {"a": 0.25, "b": 0.13},
            "20 in 100",
        ),  # 25 and 15 as they are told: no further apart than nine futures in a hundred
        (0.37, {"a": 0.43, "b": 0.29}, "35 in 100 (30 if “B” holds, 45 if “A” does)"),
        (0.43, {"a": 0.51, "b": 0.03}, "45 in 100 (3 if “B” holds, 50 if “A” does)"),
    ],
)
def test_chances_of_a_sign_are_rounded_and_theories_named_where_they_lie_apart(
    chance: float, chances: dict[str, float], said: str
) -> None:
    basis: Any = SimpleNamespace(title=str.upper)
    sign: Any = SimpleNamespace(chance=chance, chances=chances)
    assert chance_words(basis, sign, holds=True) == said
    low, high = (f"{100 * rounded(f(chances.values())):.0f}" for f in (min, max))
    assert chance_words(basis, sign, holds=False) == (
        said if "(" not in said else f"{said.split(' (')[0]} ({low} to {high} by theory)"
    )


def test_steps_of_others_stand_beside_the_authoritys_and_what_those_who_act_do_before_them(
    small: BriefResult, alone: BriefResult
) -> None:
    told = small.report.finding("brief.known")
    assert "The largest steps of the Taliban in the 6 months up to 31 March 2026: " in told.sentence
    assert "Of others: Pakistan declared 'open war'" in told.sentence
    assert len(told.sources) == sum(name.startswith(("what", "other", "own")) for name in told.facts)
    course = [row.what for row in load_case("afghanistan", read_on="2026-11-27").course]
    own = alone.report.finding("brief.course")
    assert str(own.facts["course0"].value).startswith("The Netherlands ") and {f.value for f in own.facts.values()} <= {*course}
    assert small.report.finding("brief.course").facts["course0"].value in course


def test_sanctions_to_lift_are_those_on_record_of_who_acts() -> None:
    def of(followers: str) -> bool:
        """Of those who follow an option."""
        basis: Any = SimpleNamespace(
            case=load_case("afghanistan"),
            study=SimpleNamespace(followers=followers, strategies=[SimpleNamespace(followers="", nobody_follows=False)]),
            standing=SimpleNamespace(options=["one"]),
        )
        return own_sanctions(basis, "one")

    assert of("eu") and not of("netherlands")


def test_promises_that_are_not_kept_stand_on_the_first_page_beside_those_that_fall_due(small: BriefResult) -> None:
    facts = small.report.finding("brief.dissent").facts
    broken, due = facts["broken"].value, facts["due"].value
    assert 0 < int(broken) <= int(due)
    assert f", {broken} of {due} rewards that fall due stay unpaid on average" in small.report.finding("brief.dissent").sentence
    cells = small.report.finding("brief.options.table").tables[0].frame["what could go wrong"]
    assert f"those who act leave {broken} of {due} rewards due unpaid (assumed: part 4)" in str(cells.iloc[0])


def test_tied_options_share_their_chances_and_are_told_apart_by_what_else_they_bring(tied: BriefResult) -> None:
    judged = [f for f in tied.report.findings if f.id.startswith("brief.judgement.")]
    assert judged and all(f.part.endswith(", whichever option is taken") for f in judged)
    frame = tied.report.finding("brief.options.table").tables[0].frame
    assert list(frame.columns) == [
        "option",
        "what speaks for it",
        "what could go wrong",
        "what cannot be taken back",
        "consent is needed for",
    ]
    by = {str(o).split(" (")[0].split(":")[0]: row for o, row in zip(frame["option"], frame.to_dict("records"), strict=True)}
    assert all(row["what speaks for it"].startswith("Its backers: ") for row in by.values())
    assert by["Today's course"]["consent is needed for"] == "None"
    assert by["Aid only"]["what could go wrong"].startswith("As under all options: core rights")


def test_beyond_the_last_rung_but_one_a_count_claims_half_the_way_only(small: BriefResult) -> None:
    assert (
        "lower, at least half the way to “no schooling for girls at any age”, in "
        in small.report.finding("brief.stands.first").sentence
    )


def test_an_aim_of_several_issues_is_spelled_out_in_an_annex(small: BriefResult) -> None:
    (found,) = [f for f in small.report.findings if f.id == "brief.assumed.aims"]
    assert "Core rights, all issues alike: girls' secondary education; " in found.sentence
    bare: Any = SimpleNamespace(aims={"attacks": SimpleNamespace(scale=SimpleNamespace(issues=()))})
    assert aims_finding(bare) == []
