"""The case editor: parts and entries come and go, comments stay, faults come by field, and a change is taken back."""

from __future__ import annotations

import difflib
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from app_client import form_of, state
from modusvivendi.app.editor import CASE, LADDERS, MOST, CaseFile
from modusvivendi.app.form import MOST_NEW, filled
from modusvivendi.app.yaml_text import with_entry, without
from modusvivendi.case import load_case
from modusvivendi.case.new import new_case
from modusvivendi.errors import InputError

EDIT = "/cases/small/edit"
NEW_ISSUE = {
    "issues[1].id": "clinics", "issues[1].title": "Clinics", "issues[1].domain": "relief", "issues[1].core_right": "",
    "issues[1].politicisation.value": "0.3", "issues[1].politicisation.range[0]": "0.1", "issues[1].politicisation.range[1]": "0.5",
    "issues[1].politicisation.source": "judgement, range 0.1–0.5",
    "issues[1].levels.+0.key": "2024-12-31", "issues[1].levels.+0.value": "0.4", "issues[1].levels.+0.range[0]": "0.2",
    "issues[1].levels.+0.range[1]": "0.6", "issues[1].levels.+0.source": "judgement, range 0.2–0.6",
    "position[leadership][+].ideal_low": "0.2", "position[leadership][+].ideal_high": "0.4",
    "position[leadership][+].source": "Agency, 2024", "position[rank_and_file][+].ideal_high": "0.8", "added": "issues[1].levels",
}  # fmt: skip


@pytest.fixture
def small(client: TestClient, tmp_path: Path) -> Path:
    """A case of one's own with one issue and two segments."""
    return new_case("small", tmp_path)


def sent(client: TestClient, path: str, do: str = "keep", **fields: object):  # type: ignore[no-untyped-def]  # the client's own answer
    return client.post(f"{EDIT}/{path}", data={"state": state(client.get(f"{EDIT}/{path}").text), "do": do} | fields)


def lines_changed(before: str, after: str) -> tuple[list[str], list[str]]:
    """Lines taken out and put in."""
    found = [line for line in difflib.ndiff(before.splitlines(), after.splitlines()) if line[0] in "+-"]
    return [x[2:] for x in found if x[0] == "-"], [x[2:] for x in found if x[0] == "+"]


def test_an_issue_with_positions_and_a_ladder_is_added(client: TestClient, small: Path) -> None:
    before = (small / CASE).read_text()
    page = client.get(f"{EDIT}/case.yaml/issues/new").text
    assert "Where Leadership stands on it" in page and "Where Rank and file stands on it" in page
    assert sent(client, "case.yaml/issues/new", **NEW_ISSUE).status_code == 303
    assert lines_changed(before, (small / CASE).read_text())[0] == []
    case = load_case(small)
    issue, position = case.issue("clinics"), case.position("leadership", "clinics")
    assert (issue.start.value, issue.politicisation.range, issue.core_right) == (0.4, (0.1, 0.5), False)
    assert (position.ideal.range, position.ideal.source) == ((0.2, 0.4), "Agency, 2024")
    assert case.position("rank_and_file", "clinics").ideal.high == 0.8
    assert "issues.clinics.visibility" in case.defaults and "issues.clinics.politicisation" not in case.defaults
    ladder = {"+0.key": "clinics", "+0.full_ask": "clinics everywhere", "added": ["+0.rungs"] * 2}
    ladder |= {"+0.rungs.+0.level": "0", "+0.rungs.+0.facts": "None.", "+0.rungs.+1.level": "1", "+0.rungs.+1.facts": "All."}
    assert sent(client, "ladders.yaml/new/0", **ladder).status_code == 303
    assert [rung.facts for rung in load_case(small).ladders["clinics"].rungs] == ["None.", "All."]


def test_what_is_wrong_with_a_new_issue_is_told_by_field_and_nothing_is_lost(client: TestClient, small: Path) -> None:
    before = {path.name: path.read_bytes() for path in small.iterdir()}
    wrong = {
        "issues[1].levels.+0.value": "0.9", "issues[1].politicisation.source": "hearsay", "issues[1].title": "",
        "position[rank_and_file][+].ideal_high": "7", "issues[1].visibility.why": "kept words",
    }  # fmt: skip
    answer = sent(client, "case.yaml/issues/new", **NEW_ISSUE | wrong)
    assert answer.status_code == 400
    for name in wrong.keys() - {"issues[1].visibility.why", "issues[1].levels.+0.value"}:
        assert f'id="f-{name}"' in answer.text
        assert 'aria-invalid="true"' in answer.text.split(f'id="f-{name}"')[1].split(">")[0], name
    assert "kept words" in answer.text and 'value="hearsay"' in answer.text and 'value="7"' in answer.text
    assert {path.name: path.read_bytes() for path in small.iterdir()} == before


def test_a_fault_of_a_new_entry_is_told_where_it_was_typed(client: TestClient, small: Path) -> None:
    name = "issues[0].levels.+0"
    fields = {f"{name}.key": "2023-06-30", f"{name}.value": "0.4", f"{name}.range[0]": "0.6", f"{name}.range[1]": "0.2"}
    answer = sent(client, "case.yaml/issues/0", added="issues[0].levels", **fields)
    assert answer.status_code == 400 and "negative width" in answer.text
    assert 'aria-invalid="true"' in answer.text.split(f'id="f-{name}.range[0]"')[1].split(">")[0]
    for key, told in (("", "needed"), ("2021-01-15", "there already")):
        answer = sent(client, "case.yaml/issues/0", added="issues[0].levels", **fields | {f"{name}.key": key})
        assert answer.status_code == 400 and told in answer.text and f">{name}.key</a>" in answer.text


def test_entries_come_and_go_in_the_form_before_they_are_kept(client: TestClient, small: Path) -> None:
    before = (small / CASE).read_bytes()
    page = sent(client, "case.yaml/issues/0", "add:issues[0].levels", **{"issues[0].title": "Typed"})
    assert 'id="f-issues[0].levels.+0.value"' in page.text and 'value="Typed"' in page.text
    page = sent(client, "case.yaml/issues/0", "remove:issues[0].levels.2021-01-15")
    assert "Is taken out when this is kept" in page.text
    page = sent(client, "case.yaml/issues/0", "restore:issues[0].levels.2021-01-15", removed="issues[0].levels.2021-01-15")
    assert "Is taken out when this is kept" not in page.text
    assert (small / CASE).read_bytes() == before
    full = sent(client, "case.yaml/issues/0", "add:issues[0].levels", added=["issues[0].levels"] * MOST_NEW)
    assert full.status_code == 400 and "at most at once" in full.text
    assert sent(client, "case.yaml/issues/0", removed="issues[0].levels.2021-01-15").status_code == 303
    gone, put = lines_changed(before.decode(), (small / CASE).read_text())
    assert len(gone) == 1 and gone[0].strip().startswith("2021-01-15:") and put == []


def test_members_of_a_coalition_are_ticked(client: TestClient, mine: Path) -> None:
    path = "/cases/mine/edit/case.yaml/coalitions/0"
    page = client.get(path).text
    assert 'name="coalitions.mediators" value="QA" checked' in page and 'name="coalitions.mediators" value="NO"' in page
    form = {"state": state(page), "do": "keep", "coalitions.mediators": ["", "QA", "NO"], "added": "coalitions"}
    form |= {"coalitions.+0.key": "nordic", "coalitions.+0": ["", "NO"], "removed": "coalitions.regional"}
    assert client.post(path, data=form).status_code == 303
    case = load_case(mine)
    assert (case.coalition("mediators"), case.coalition("nordic")) == (("QA", "NO"), ("NO",))
    assert "regional" not in case.coalitions and case.coalition("eu") == ("EU", "NL", "FR", "DE", "AT")


def test_a_country_and_a_segment_are_added(client: TestClient, small: Path) -> None:
    country = {"countries[1].id": "XX", "countries[1].title": "Xland", "countries[1].bloc": "pragmatic"}
    country |= {"countries[1].accredited": "true", "countries[1].source": "definition: an example"}
    assert sent(client, "case.yaml/countries/new", **country).status_code == 303
    segment = {"segments[2].id": "provinces", "segments[2].title": "Provinces", "segments[2].leader": "false"}
    assert sent(client, "case.yaml/segments/new", **segment).status_code == 303
    case = load_case(small)
    assert case.country("XX").accredited and case.position("provinces", "access_for_aid").ideal.range == (0.05, 0.7)


def test_an_issue_goes_with_all_that_mentions_it_and_comes_back(client: TestClient, tmp_path: Path) -> None:
    mine = new_case("calm", tmp_path, "gaza")
    before = {p.relative_to(mine).as_posix(): p.read_bytes() for p in mine.rglob("*") if p.is_file()}
    name = "border_tunnels_sinai"
    number = load_case(mine).issue_ids.index(name)
    path = f"/cases/calm/edit/case.yaml/issues/{number}"
    answer = client.post(path, data={"state": state(client.get(path).text), "do": "drop"})
    assert answer.status_code == 303
    case = load_case(mine)
    assert name not in (*case.issue_ids, *case.ladders, *case.roles["foreign_groups"]) and name in case.record_only_issues
    assert case.record is not None and any(name in act.issue for act in case.record.acts)
    assert not any(name in bloc.demands for bloc in case.blocs)
    contents = client.get("/cases/calm/edit").text
    assert client.post("/cases/calm/edit/undo", data={}).status_code == 303
    assert "Take back the last change" in contents
    assert {p.relative_to(mine).as_posix(): p.read_bytes() for p in mine.rglob("*") if p.is_file()} == before
    again = client.post("/cases/calm/edit/undo", data={})
    assert again.status_code == 400 and "no change to take back" in again.text


def test_what_cannot_go_is_told(client: TestClient, small: Path) -> None:
    before = (small / CASE).read_bytes()
    for path, told in (("issues/0", "issues"), ("blocs/0", "blocs"), ("segments/0", "leader")):
        answer = sent(client, f"case.yaml/{path}", "drop")
        assert answer.status_code == 400 and told in answer.text
    assert (small / CASE).read_bytes() == before


def test_a_change_by_other_means_is_not_taken_back(client: TestClient, small: Path) -> None:
    assert sent(client, "case.yaml/issues/0", **{"issues[0].title": "First"}).status_code == 303
    (small / CASE).write_text((small / CASE).read_text() + "# by hand\n")
    assert "Take back the last change" not in client.get(EDIT).text
    assert client.post(f"{EDIT}/undo", data={}).status_code == 400


def test_positions_are_changed_where_they_stand(client: TestClient, mine: Path) -> None:
    """A row of a later table stays in it; every other row stays as it was written."""
    base, later = (mine / "positions.csv").read_text(), (mine / "positions" / "2026-03-31.csv").read_text()
    path = "/cases/mine/edit/positions/security_network"
    form = {f"position[security_network][{issue}].ideal_high": "0.9" for issue in ("migration_returns", "women_university")}
    assert client.post(path, data=form | {"state": state(client.get(path).text)}).status_code == 303
    for before, name in ((base, "positions.csv"), (later, "positions/2026-03-31.csv")):
        gone, put = lines_changed(before, (mine / name).read_text())
        assert len(gone) == len(put) == 1 and ",0.9," in put[0]
    wrong = client.post(path, data=dict.fromkeys(form, "2") | {"state": state(client.get(path).text)})
    assert wrong.status_code == 400 and 'href="#f-position' in wrong.text and wrong.text.count('aria-invalid="true"') >= 2


@pytest.mark.parametrize("section", sorted(MOST))
def test_no_more_than_the_engine_holds_are_added(client: TestClient, small: Path, section: str) -> None:
    assert client.get(f"{EDIT}/case.yaml/{section}/new").status_code == 200
    file = CaseFile(small, CASE)
    file.data[section] = [{"id": str(n)} for n in range(MOST[section])]
    with pytest.raises(InputError, match="at most"):
        file.part(section, "new")


@pytest.mark.parametrize(
    "text, path",
    [
        ("a: 1\nb: 2  # why\n", ("b",)),
        ("a:\n  - x: 1\n  # of y\n  - y: 2\nb: 3\n", ("a", 1)),
        ("a:\n- 1\n- 2\nb: 3\n", ("a", 0)),
        ("a:\n- 1\nb: 3\n", ("a", 0)),
        ("a: {x: 1, y: 2}\n", ("a", "y")),
        ("a: {x: 1, y: 2}\n", ("a", "x")),
        ("a: [1]\n", ("a", 0)),
        ("a:\n  b: >\n    long\n    text\n  c: 1\n", ("a", "b")),
        ("a:\n  b: |\n    long\n\n# after\nc: 1\n", ("a", "b")),
        ("a: 'x: y'\nb:\n  c: 1", ("b", "c")),
    ],
)
def test_an_entry_taken_out_leaves_the_rest(tmp_path: Path, text: str, path: tuple[int | str, ...]) -> None:
    """The same values but for the entry, and every comment that was not on its lines."""
    (tmp_path / "x").write_text(text)
    (tmp_path / CASE).write_text(text)
    wanted = CaseFile(tmp_path, CASE).data
    held: object = wanted
    for part in path[:-1]:
        held = held[part]  # type: ignore[index]
    del held[path[-1]]  # type: ignore[attr-defined]
    (tmp_path / CASE).write_text(without(text, path) + "\n")
    assert CaseFile(tmp_path, CASE).data == wanted
    assert without(text, path).count("#") == text.count("#") - ("# why" in text)


@pytest.mark.parametrize(
    "text",
    ["a:\n  b: 1  # one\nc: 2\n", "a: {b: 1}\n", "a:\n    b:\n      x: 1\n\n# end\nc: 2\n", "a:\n  b: >\n    t\n", "a:\n  b: 1"],
)
@pytest.mark.parametrize(
    "value", [{"value": 0.5, "range": [0.1, 0.9], "source": "a: 'b' \"c\" #d"}, ["NO", "x"], "yes", 3, {"d": {"e": "f"}}]
)
def test_an_entry_put_in_reads_back_and_leaves_the_rest(tmp_path: Path, text: str, value: object) -> None:
    (tmp_path / CASE).write_text(text)
    before = CaseFile(tmp_path, CASE).data
    (tmp_path / CASE).write_text(with_entry(text, ("a",), "new", value))  # type: ignore[arg-type]
    assert CaseFile(tmp_path, CASE).data == before | {"a": before["a"] | {"new": value}}  # type: ignore[operator]
    assert with_entry(text, ("a",), "new", "x").count("#") == text.count("#")


@pytest.mark.parametrize("name", ["a: b", "- x\ny: 1", "NO", "#c", "0.5", "'", '"}', "x" * 60, "ü {{ 7*7 }} <script>"])
def test_no_name_of_an_entry_becomes_anything_else(tmp_path: Path, name: str) -> None:
    for text in ("a:\n  b: 1\nc: 2\n", "a: {b: 1}\nc: 2\n"):
        (tmp_path / CASE).write_text(with_entry(text, ("a",), name, name))
        assert CaseFile(tmp_path, CASE).data == {"a": {"b": 1, name: name}, "c": 2}


def test_an_item_is_put_at_the_end_of_a_list(tmp_path: Path) -> None:
    for text in ("a:\n  - {x: 1}\nb: 1\n", "a:\n- x: 1\n  y: 2\nb: 1\n", "a: []\nb: 1\n", "a: [{x: 1}]\nb: 1\n"):
        (tmp_path / CASE).write_text(text)
        before = CaseFile(tmp_path, CASE).data
        (tmp_path / CASE).write_text(with_entry(text, ("a",), None, {"x": 3, "t": "T"}))
        assert CaseFile(tmp_path, CASE).data == before | {"a": [*before["a"], {"x": 3, "t": "T"}]}  # type: ignore[misc]


def test_a_rung_comes_and_goes(mine: Path) -> None:
    form = form_of(mine, LADDERS, "girls_secondary_education", "0", "girls_secondary_education.rungs")
    place = "girls_secondary_education.rungs"
    given = {f"{place}.+0.level": ["1"], f"{place}.+0.facts": ["All of it, and more."]}
    text, aliases = filled(form, given, [f"{place}[4]", f"{place}[1]"])
    (mine / LADDERS).write_text(text)
    ladder = load_case(mine).ladders["girls_secondary_education"]
    assert [rung.level for rung in ladder.rungs] == [0.0, 0.4, 0.7, 1.0] and ladder.rungs[-1].facts == "All of it, and more."
    assert aliases[f"{place}[5]"] == f"{place}.+0"


def test_a_deadline_is_added_to_a_case_that_has_none(client: TestClient, small: Path) -> None:
    given = {"what": "a mandate ends", "by": "2027-02-17", "every": "12", "source": "UN 2026"}
    fields = {f"deadlines[0].{name}": value for name, value in given.items()}
    assert sent(client, "case.yaml/deadlines/new", **fields).status_code == 303
    (found,) = load_case(small).deadlines
    assert (found.what, found.by.isoformat(), found.every, found.who) == ("a mandate ends", "2027-02-17", 12, ())


def test_a_regime_is_added_to_a_case_that_has_none(client: TestClient, small: Path) -> None:
    given = {"what": "a law", "means": "nothing to anybody", "source": "UN 2026"}
    fields = {f"regimes[0].{name}": value for name, value in given.items()}
    assert sent(client, "case.yaml/regimes/new", **fields).status_code == 303
    (found,) = load_case(small).regimes
    assert (found.what, found.means, found.who) == ("a law", "nothing to anybody", ())
