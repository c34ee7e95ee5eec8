"""What a case says for briefs alone: whole in the shipped cases, refused where it is wrong, and in no digest."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from modusvivendi.case import Case, check_case, load_case
from modusvivendi.case.load import shipped_cases
from modusvivendi.errors import InputError

DAYS = [(name, str(day)) for name in shipped_cases() for day in load_case(name).snapshots]
NEW = """
course:
- {who: [NL], what: "It does nothing.", source: "definition: an example"}
regimes:
- {what: a law, means: nothing to anybody, source: "definition: an example"}
coalitions:
"""


def test_no_digest_holds_what_only_a_brief_tells() -> None:
    case = load_case("afghanistan")
    bare = {
        issue: ladder.model_copy(
            update={"observers": "", "rungs": tuple(r.model_copy(update={"ask": "", "slip": ""}) for r in ladder.rungs)}
        )
        for issue, ladder in case.ladders.items()
    }
    assert case.course and case.regimes and bare != case.ladders
    assert case.model_copy(update={"ladders": bare, "course": (), "regimes": ()}).digest() == case.digest()
    other = {**bare, "water_management": bare["water_management"].model_copy(update={"full_ask": "another"})}
    assert case.model_copy(update={"ladders": other}).digest() != case.digest()


@pytest.mark.parametrize("name", shipped_cases())
def test_each_step_of_a_shipped_ladder_has_its_acts_and_who_would_report_them(name: str) -> None:
    for issue, ladder in load_case(name).ladders.items():
        assert ladder.observers and ladder.observers.count(" and ") <= 1, issue
        assert all(r.ask for r in ladder.rungs[1:]) and not ladder.rungs[0].ask, issue
        assert all(r.slip for r in ladder.rungs[:-1]) and not ladder.rungs[-1].slip, issue
        acts = [text for r in ladder.rungs for text in (r.ask, r.slip) if text]
        assert len(set(acts)) == len(acts), issue
        assert not re.search(r"\b(?:19|20)\d\d\b", " ".join(r.slip for r in ladder.rungs)), issue


@pytest.mark.parametrize(("name", "day"), DAYS)
def test_what_outsiders_do_is_told_from_what_was_known_on_the_day(name: str, day: str) -> None:
    case = load_case(name, as_of=day)
    assert case.record is not None and case.course and case.regimes
    rows = {a.id for a in case.record.acts} | {m.id for m in case.record.moves} | {s.series for s in case.record.series}
    for item in (*case.course, *case.regimes):
        own = re.sub(r"https?://\S+", "", item.source)
        named = set(re.findall(r"\b[a-z0-9]+(?:[_-][a-z0-9]+)+\b", own)) - set(case.coalitions)
        assert named <= rows, named - rows
        years = [int(year) for year in re.findall(r"\b(?:19|20)\d\d\b", item.what + own)]
        assert max(years, default=0) <= case.as_of.year + ("until" in item.what), item.what


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("who: [NL]", "who: [XX]", "course, who: unknown 'XX'"),
        ("who: [NL], ", "", "course[0].who: missing"),
        ("who: [NL]", "who: []", "course[0].who"),
        ('"It does nothing."', "It does nothing", "no whole sentence"),
        ('"It does nothing."', f'"It{" does" * 35}."', "has 36 words; at most 35"),
        ('"It does nothing."', "3", "course[0].what"),
        ("what: a law", f"what: a{' law' * 25}", "regimes[0].what: has 26 words; at most 25"),
        ("means: nothing to anybody", f"means: no{' thing' * 20}", "regimes[0].means: has 21 words; at most 20"),
        ("means: nothing to anybody", "means: nothing to anybody.", "ends with a full stop"),
        ("means: nothing to anybody, ", "", "regimes[0].means: missing"),
        ("what: a law,", "what: a law, who: [nl],", "regimes, who: unknown 'nl'"),
        ("anybody, source:", "anybody, by: UN, source:", "unknown field"),
    ],
)
def test_a_bad_entry_is_named(folder: Path, old: str, new: str, message: str) -> None:
    text = NEW.replace(old, new)
    assert text != NEW
    assert message in refused(with_text(folder, text))


def test_good_entries_are_read_and_dated(folder: Path) -> None:
    case: Case = check_case(with_text(folder, NEW.replace("{what: a law", "{since: 1999, until: 2000, what: a law")))
    assert [item.who for item in case.course] == [("NL",)] and not case.regimes


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("slip: ", f'slip: "{"x " * 16}x" # ', "slip: has 17 words; at most 16"),
        ("    ask: ", '    ask: "An act." # ', "ask: ends with a full stop"),
        ("slip: ", "slip: [one] # ", "slip: should be a valid string"),
        ("observers: ", f'observers: "{"x " * 16}x" # ', "observers: has 17 words"),
    ],
)
def test_a_bad_act_or_observer_of_a_ladder_is_named(folder: Path, old: str, new: str, message: str) -> None:
    path = folder / "ladders.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    said = refused(folder)
    assert message in said and "\n" not in said


def with_text(folder: Path, text: str) -> Path:
    """The case with other lists for briefs before its coalitions."""
    path = folder / "case.yaml"
    before = path.read_text(encoding="utf-8")
    start, end = before.index("\ncourse:\n"), before.index("\ncoalitions:\n")
    path.write_text(before[:start] + text + before[end + len("\ncoalitions:\n") :], encoding="utf-8")
    return folder


def refused(folder: Path) -> str:
    """What is said of a case that is not sound."""
    with pytest.raises(InputError) as told:
        check_case(folder)
    return str(told.value)
