"""A case without a kind of issue is told nothing of that kind, and says so."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import modusvivendi as mv
from modusvivendi.analysis.question import usual_aims
from modusvivendi.case import Case, load_case
from modusvivendi.case.lacking import lacking, note_on_lacking, told
from modusvivendi.case.notes import notes_on
from modusvivendi.planning.agenda.objective import usual_objectives
from modusvivendi.render.data import report_data

TEXT = "name: two\nas_of: 2026-06-30\nissues:\n"
SEATS, ROADS = "  - {id: seats, title: Seats, domain: inclusion}\n", "  - {id: roads, title: Roads, domain: technical}\n"
NEITHER = "no issue is a core right and no issue is technical: what is usually told of such issues is left out"


def written(folder: Path, issues: str) -> Case:
    (folder / "case.yaml").write_text(TEXT + issues, encoding="utf-8")
    return load_case(folder)


@pytest.mark.parametrize(
    ("issues", "aims", "objectives", "note"),
    [
        (SEATS, ("wellbeing",), "wellbeing,-money", NEITHER),
        (
            SEATS + ROADS,
            ("technical", "wellbeing"),
            "wellbeing,technical,-money",
            NEITHER.replace(" and no issue is technical", ""),
        ),
    ],
)
def test_aims_are_those_that_the_case_has_issues_for(
    tmp_path: Path, issues: str, aims: tuple[str, ...], objectives: str, note: str
) -> None:
    case = written(tmp_path, issues)
    assert (usual_aims(case), usual_objectives(case), note_on_lacking(case)) == (aims, objectives, note)
    assert note in notes_on(case) and "access" in lacking(case)


def test_a_page_tells_nothing_of_what_the_case_lacks_and_says_so(tmp_path: Path) -> None:
    report = mv.run(mv.make_study(written(tmp_path, SEATS), theories=("inertia",), futures=8, months=12)).report
    text = json.dumps(report_data(report))
    assert "Core rights" not in text and "Technical cooperation" not in text and NEITHER in text


def test_a_case_with_all_of_them_is_told_all(afghanistan: Case) -> None:
    assert lacking(afghanistan) == () and note_on_lacking(afghanistan) == ""
    assert usual_aims(afghanistan) == ("core_rights", "wellbeing")
    assert usual_objectives(afghanistan) == "core_rights,wellbeing,technical,-money"
    assert told(afghanistan, ("core_rights", "attacks")) == ("core_rights", "attacks")
