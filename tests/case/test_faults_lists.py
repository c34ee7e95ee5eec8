"""Lists of names in a case: coalitions above all. What is empty, named twice, or cannot be told from a list is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from modusvivendi.case import check_case, load_case
from modusvivendi.errors import InputError

OLD = "  netherlands: [NL]\n"
NO_COALITIONS = {
    "[]": "names no country", "[NL, NL]": "'NL' is named twice", "[NL, FR, NL]": "'NL' is named twice", "[XX]": "unknown 'XX'",
    "[nl]": "did you mean 'NL'", "[eu]": "unknown 'eu'", "NL": "should be a valid tuple", "": "should be a valid tuple",
    "[[NL]]": "should be a valid string", "[1]": "should be a valid string", "{}": "should be a valid tuple",
    "{2024-05-29: []}": "names no country", "{2024-05-29: [NL, NL]}": "'NL' is named twice",
}  # fmt: skip
NO_NAMES = (
    "nl,be",
    "",
    " netherlands ",
    "US",
    "Netherlands",
    "[b]x",
    "a\\nb",
    "\\u202eabc",
    "\uff45\uff55",
    "x" * 61,
    "1st",
    "a b",
    "-x",
)


def changed(folder: Path, old: str, new: str) -> Path:
    """The case with a piece of its file replaced."""
    path = folder / "case.yaml"
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")
    return folder


def refused(folder: Path) -> str:
    with pytest.raises(InputError) as told:
        check_case(folder)
    return str(told.value)


HALVES = [slice(0, None, 2), pytest.param(slice(1, None, 2), marks=pytest.mark.slow)]


@pytest.mark.parametrize("half", HALVES, ids=["half", "the others"])
def test_coalitions_that_are_none(folder: Path, half: slice) -> None:
    text = (folder / "case.yaml").read_text(encoding="utf-8")
    for value, message in list(NO_COALITIONS.items())[half]:
        said = refused(changed(folder, OLD, f"  netherlands: {value}\n"))
        assert "coalitions" in said and message in said, value
        (folder / "case.yaml").write_text(text, encoding="utf-8")


@pytest.mark.parametrize("half", HALVES, ids=["half", "the others"])
def test_names_that_no_list_on_a_command_line_can_hold(folder: Path, half: slice) -> None:
    text = (folder / "case.yaml").read_text(encoding="utf-8")
    for name in NO_NAMES[half]:
        assert "coalitions" in refused(changed(folder, OLD, f'  "{name}": [NL]\n')), name
        (folder / "case.yaml").write_text(text, encoding="utf-8")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("    effects: [harm]\n", "    effects: [harm, harm]\n"),
        ("2026-03-31: [cultural_heritage,", "2026-03-31: [cultural_heritage, cultural_heritage,"),
        (
            "foreign_groups: [counterterrorism_alqaeda_ttp]",
            "foreign_groups: [counterterrorism_alqaeda_ttp, counterterrorism_alqaeda_ttp]",
        ),
        ("general: []", "general: [water_management, water_management]"),
    ],
)
def test_other_lists_name_nothing_twice(folder: Path, old: str, new: str) -> None:
    path = folder / "case.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    assert "is named twice" in refused(folder)


def test_a_case_may_have_no_coalitions(folder: Path) -> None:
    """Who is like-minded then follows from the kinds of blocs (``strategy.followers``)."""
    path = folder / "case.yaml"
    text = path.read_text(encoding="utf-8")
    begun, coalitions = text.index("deadlines:\n"), text.index("coalitions:\n")  # deadlines are set by some of them
    assert begun < coalitions
    path.write_text(text[:begun] + "coalitions: {}\n", encoding="utf-8")
    assert load_case(folder).coalitions == {}
