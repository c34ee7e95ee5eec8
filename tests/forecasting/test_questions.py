"""Files of questions: what is read, what is refused and where, and what the shipped ones are."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

import modusvivendi as mv
from modusvivendi.case import Case
from modusvivendi.check import check
from modusvivendi.errors import InputError
from modusvivendi.forecasting.question import Question, check_questions, read_questions, shipped_questions

HEAD = "questions:\n  - id: one\n    text: Does something happen by then?\n    opens: 2024-06-01\n    by: 2024-12-31\n"


def write(folder: Path, text: str, name: str = "q.yaml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("rest", "what"),
    [
        ("    kind: act\n    issue: a\n", "needs direction"),
        ("    kind: act\n    issue: a\n    direction: away\n    rung: 0.4\n", "'rung' is no field of a question of kind 'act'"),
        ("    kind: act\n    issue: a\n    direction: away\n    magnitude: 6\n", "less than or equal to 5"),
        ("    kind: guess\n", "kind"),
        ("    kind: rung\n    issue: a\n    rung: 0.4\n    side: above\n", "at_least or at_most"),
        ("    kind: states\n    what: accredit\n", "names one country or a count"),
        ("    kind: states\n    what: accredit\n    country: IN\n    count: 2\n", "names one country or a count"),
        ("    kind: track\n", "names one of the record, or issues"),
        ("    kind: track\n    issues: [a]\n", "needs an actor"),
        ("    kind: act\n    issue: a\n    direction: away\n    answer: true\n", "an answer needs a source"),
        ("    kind: act\n    issue: a\n    direction: away\n    colour: red\n", "unknown field"),
    ],
)
def test_bad_questions_are_refused_with_their_place(tmp_path: Path, rest: str, what: str) -> None:
    report = check(str(write(tmp_path, HEAD + rest)))
    assert report.faults
    assert what in str(report.faults[0])
    assert "q.yaml" in str(report.faults[0])


def test_all_faults_of_a_table_are_told_with_row_and_column(tmp_path: Path) -> None:
    rows = "id,text,kind,opens,by,issue,direction,magnitude\n"
    rows += "a,Does it happen by then?,act,2024-06-01,2024-12-31,girls,away,9\n"
    rows += "b,Does it happen by then?,act,2024-06-01,2023-12-31,girls,away,1\n"
    faults = check(str(write(tmp_path, rows, "q.csv"))).faults
    assert [(f.row, f.column) for f in faults] == [(2, "magnitude"), (3, "")]
    assert "before opens" in faults[1].what


def test_an_unknown_column_and_a_repeated_id_are_faults(tmp_path: Path) -> None:
    rows = "id,text,kind,opens,by,isue,direction\na,Does it happen by then?,act,2024-06-01,2024-12-31,girls,away\n"
    assert "did you mean 'issue'" in str(check(str(write(tmp_path, rows, "q.csv"))).faults[0])
    one = "a,Does it happen by then?,act,2024-06-01,2024-12-31,girls,away\n"
    twice = write(tmp_path, "id,text,kind,opens,by,issue,direction\n" + one + one, "t.csv")
    with pytest.raises(InputError, match="row 3: duplicate id 'a'"):
        read_questions(twice)


def test_yaml_and_table_say_the_same(tmp_path: Path) -> None:
    yaml = write(tmp_path, HEAD + "    kind: act\n    issue: a\n    direction: away\n    magnitude: 3\n")
    rows = "id,text,kind,opens,by,issue,direction,magnitude\n"
    rows += "one,Does something happen by then?,act,2024-06-01,2024-12-31,a,away,3\n"
    table = write(tmp_path, rows, "q.csv")
    assert read_questions(yaml).items == read_questions(table).items


@pytest.mark.parametrize(
    ("fields", "what"),
    [
        ({"kind": "act", "issue": "girls_school", "direction": "away"}, "issue: unknown 'girls_school'"),
        ({"kind": "rung", "issue": "girls_secondary_education", "rung": 0.5, "side": "at_least"}, "rung 0.5 is none of"),
        ({"kind": "states", "what": "accredit", "country": "EU"}, "country: unknown 'EU'"),
        ({"kind": "states", "what": "accredit", "count": 99}, "the case has"),
        ({"kind": "series", "series": "opium", "side": "above", "line": 1.0}, "series: unknown 'opium'"),
        ({"kind": "track", "track": "S04"}, "track: unknown 'S04'"),
    ],
)
def test_names_are_looked_up_as_of_the_day(then: Case, tmp_path: Path, fields: dict[str, object], what: str) -> None:
    """S04 is a track of the later record: nobody could ask about it by its id in May 2024."""
    question = Question.model_validate(
        {"id": "one", "text": "Does it happen by then?", "opens": date(2024, 6, 1), "by": date(2024, 12, 31), **fields}
    )
    read = read_questions(write(tmp_path, HEAD + "    kind: act\n    issue: a\n    direction: away\n"))
    with pytest.raises(InputError, match=what):
        check_questions(type(read)(read.path, (question,), None, read.places), then)


def test_a_question_about_the_past_is_refused(then: Case, tmp_path: Path) -> None:
    text = HEAD.replace("2024-06-01", "2024-01-01").replace("2024-12-31", "2024-05-29")
    text += "    kind: act\n    issue: girls_secondary_education\n    direction: away\n"
    with pytest.raises(InputError, match="is not after the day of the case"):
        check_questions(read_questions(write(tmp_path, text)), then)


@pytest.mark.parametrize("day", ["2024-05-29", "2026-03-31"])
def test_shipped_questions_are_valid_and_hold_no_answers(day: str) -> None:
    case = mv.load_case("afghanistan", day)
    read = read_questions(shipped_questions(case)[case.as_of])
    check_questions(read, case)
    assert len(read.items) >= 40
    assert all(q.answer is None and q.opens > case.as_of for q in read.items)


def test_the_rule_of_the_shipped_questions_covers_every_issue_twice(then: Case) -> None:
    """One act and one rung on every issue, so that none was picked for its outcome."""
    items = read_questions(shipped_questions(then)[then.as_of]).items
    for kind in ("act", "rung"):
        assert {q.issue for q in items if q.kind == kind} == set(then.issue_ids)
