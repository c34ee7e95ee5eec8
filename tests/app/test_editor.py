"""The case editor: a change leaves all else as it was written, faults come by field, and nothing is half kept."""

from __future__ import annotations

import difflib
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from app_client import form_of, state
from modusvivendi.app.editor import CaseFile, Part
from modusvivendi.app.form import Form, filled
from modusvivendi.app.shapes import TEXT
from modusvivendi.case import load_case

ISSUE = "/cases/mine/edit/case.yaml/issues/0"


def sent(client: TestClient, path: str, **fields: str):  # type: ignore[no-untyped-def]  # the client's own answer
    return client.post(path, data={"state": state(client.get(path).text)} | fields)


def test_a_change_leaves_all_else_as_it_was(client: TestClient, mine: Path) -> None:
    before = (mine / "case.yaml").read_text().splitlines()
    title = 'Girls\' schools: "grade 7" up, #1'
    answer = sent(client, ISSUE, **{"issues[0].title": title, "issues[0].politicisation.value": "0.8"})
    assert answer.status_code == 303
    after = (mine / "case.yaml").read_text().splitlines()
    changed = [line for line in difflib.ndiff(before, after) if line[0] in "+-"]
    assert len(changed) == 4 and any("value: 0.8, range" in line for line in changed)
    issue = load_case(mine).issues[0]
    assert (issue.title, issue.politicisation.value) == (title, 0.8)


def test_all_leaves_of_the_shipped_case_can_be_written_anew(mine: Path) -> None:
    """A form that is sent back as it was changes no byte, and every value written anew reads back the same."""
    for name in ("case.yaml", "ladders.yaml"):
        file, names = CaseFile(mine, name), CaseFile(mine, "case.yaml").data
        for part in (part for parts in file.parts().values() for part in parts):
            form = Form(file, part, names)
            assert form.groups
            assert filled(form, {f.name: [f.text] for f in form.fields}, [])[0] == file.text


@pytest.mark.parametrize(
    "text",
    [
        "plain",
        "with: colon",
        "# no comment",
        "'quoted' \"twice\"",
        "two\nlines",
        "- item",
        "yes",
        "0.5",
        "{a: b}",
        "=1+1",
        "ü – …",
        "\\n",
    ],
)
def test_any_text_reads_back_as_it_was_given(mine: Path, text: str) -> None:
    form = form_of(mine, "case.yaml", "issues", "0")
    (mine / "case.yaml").write_text(filled(form, {"issues[0].why": [text]}, [])[0])
    assert load_case(mine).issues[0].why == text


def test_faults_come_by_field_and_nothing_is_kept(client: TestClient, mine: Path) -> None:
    before = (mine / "case.yaml").read_bytes()
    answer = sent(
        client, ISSUE, **{"issues[0].politicisation.value": "2", "issues[0].visibility.source": "hearsay", "issues[0].domain": ""}
    )
    assert answer.status_code == 400
    for field in ("issues[0].politicisation", "issues[0].visibility.source", "issues[0].domain"):
        assert field in answer.text
    assert answer.text.count('aria-invalid="true"') >= 3
    assert 'value="hearsay"' in answer.text
    assert (mine / "case.yaml").read_bytes() == before


@pytest.mark.parametrize("number", ["", "much", "0,8", "nan", "1e999", "[0.1]", "!!int 3", "*a"])
def test_no_number_is_no_number(client: TestClient, mine: Path, number: str) -> None:
    before = (mine / "case.yaml").read_bytes()
    answer = sent(client, ISSUE, **{"issues[0].politicisation.value": number})
    assert answer.status_code == 400 and "issues[0].politicisation" in answer.text
    assert (mine / "case.yaml").read_bytes() == before


def test_a_fault_elsewhere_is_told_too(client: TestClient, mine: Path) -> None:
    """Another name for an issue breaks those that use it."""
    answer = sent(client, ISSUE, **{"issues[0].id": "schools"})
    assert answer.status_code == 400 and "girls_secondary_education" in answer.text


def test_a_ladder_is_edited(client: TestClient, mine: Path) -> None:
    path = "/cases/mine/edit/ladders.yaml/girls_secondary_education/0"
    name = "girls_secondary_education.rungs[1].short"
    assert sent(client, path, **{name: "shut above grade six"}).status_code == 303
    assert load_case(mine).ladders["girls_secondary_education"].rungs[1].short == "shut above grade six"
    wrong = sent(client, path, **{"girls_secondary_education.rungs[1].level": "0.9"})
    assert wrong.status_code == 400 and "rungs must rise" in wrong.text


def test_two_tabs_do_not_overwrite_each_other(client: TestClient, mine: Path) -> None:
    old = state(client.get(ISSUE).text)
    assert sent(client, ISSUE, **{"issues[0].title": "First"}).status_code == 303
    answer = client.post(ISSUE, data={"state": old, "issues[0].title": "Second"})
    assert answer.status_code == 400 and "changed meanwhile" in answer.text and 'value="Second"' in answer.text
    assert load_case(mine).issues[0].title == "First"


@pytest.mark.parametrize("path", ["/cases/afghanistan/edit", "/cases/afghanistan/edit/case.yaml/issues/0"])
def test_a_shipped_case_is_kept_as_it_is(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 403


@pytest.mark.usefixtures("mine")
@pytest.mark.parametrize(
    "path",
    ["positions.csv/issues/0", "..%2fcase.yaml/issues/0", "case.yaml/issues/99", "case.yaml/nothing/0", "case.yaml/issues/x"],
)
def test_no_other_file_or_part_is_opened(client: TestClient, path: str) -> None:
    assert client.get(f"/cases/mine/edit/{path}").status_code == 404


def test_a_case_with_faults_is_listed_with_them_and_can_be_mended(client: TestClient, mine: Path) -> None:
    file = mine / "case.yaml"
    file.write_text(file.read_text().replace("value: 0.875", "value: 7", 1))
    assert "Has faults" in client.get("/").text
    assert client.get("/cases/mine").status_code == 400
    assert "issues[0].politicisation" in client.get("/cases/mine/edit").text
    assert sent(client, ISSUE, **{"issues[0].politicisation.value": "0.875"}).status_code == 303
    assert "Has faults" not in client.get("/").text


@pytest.mark.parametrize("name", ["", "Afghan", "../x", "a b", "afghanistan", "x/y"])
def test_a_copy_needs_a_name_of_its_own(client: TestClient, tmp_path: Path, name: str) -> None:
    before = sorted(tmp_path.rglob("*"))
    assert client.post("/cases/gaza/copy", data={"name": name}).status_code == 400
    assert sorted(tmp_path.rglob("*")) == before


def test_block_scalars_keep_their_line_ends(tmp_path: Path) -> None:
    path = tmp_path / "case.yaml"
    path.write_text("a:\n  - {id: x}\nb: >\n  some\n  text\nc: 1\n")
    file = CaseFile(tmp_path, "case.yaml")
    part = Part("b", "0", "b", ("b",), TEXT)
    path.write_text(filled(Form(file, part, {}), {"b": ["other"]}, [])[0])
    assert CaseFile(tmp_path, "case.yaml").data == {"a": [{"id": "x"}], "b": "other", "c": 1}
