"""Loading: what is found, what is refused, and how it is said."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

import modusvivendi.case.load as load
from modusvivendi.case import Case, check_case, load_case, shipped_cases
from modusvivendi.errors import InputError, explain


def test_shipped_cases_load_by_name_and_by_path(afghanistan: Case, folder: Path) -> None:
    assert shipped_cases() == ["afghanistan", "gaza", "tiraspol"]
    for given_path in (folder, str(folder), folder / "case.yaml"):
        copy = load_case(given_path, as_of="2024-05-29")
        assert copy.digest() == afghanistan.digest()
        assert copy == afghanistan.model_copy(update={"folder": folder})


def test_loading_is_quick() -> None:
    load.load_shipped.cache_clear()
    start = time.process_time()
    load_case("afghanistan", as_of="2024-05-29")
    assert time.process_time() - start < 2.0  # a lapse would be tens of seconds; speed itself is measured in benchmarks


def test_a_fault_of_the_record_is_a_fault_of_the_case(folder: Path) -> None:
    (folder / "record" / "acts.csv").write_text("id\n", encoding="utf-8")
    with pytest.raises(InputError, match="acts.csv, row 1: missing column"):
        check_case(folder)


def test_a_case_may_have_no_record(folder: Path) -> None:
    (folder / "record").rename(folder / "elsewhere")
    case = check_case(folder)
    assert case.record is None
    assert len(case.digest()) == 64


def test_the_digest_follows_every_part(folder: Path, shipped_text: str) -> None:
    digests = {load_case(folder).digest()}
    for name, old, new in (
        ("case.yaml", "value: 0.95", "value: 0.94"),
        ("positions.csv", "0.1,0.9,1,", "0.11,0.9,1,"),
        ("record/acts.csv", "evacuation under way", "evacuation on"),
        ("record/coding/tracks.csv", "P01,package", "P01,single"),
    ):
        path = folder / name
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        digests.add(load.read_case(folder / "case.yaml").digest())
    assert len(digests) == 5


def test_unknown_names_are_helped() -> None:
    with pytest.raises(InputError, match="unknown case 'afganistan'.*did you mean 'afghanistan'"):
        load_case("afganistan")


def set_at(path: list[Any], value: Any) -> Callable[[dict[str, Any]], None]:
    def edit(data: dict[str, Any]) -> None:
        for step in path[:-1]:
            data = data[step]
        data[path[-1]] = value

    return edit


def rename(path: list[Any], new: str) -> Callable[[dict[str, Any]], None]:
    def edit(data: dict[str, Any]) -> None:
        for step in path[:-1]:
            data = data[step]
        data[new] = data.pop(path[-1])

    return edit


P = ["issues", 3, "politicisation"]
WHERE = "issues[3].politicisation"
FAST = {"value": 0.5, "range": [0.4, 0.6], "source": "judgement, range 0.4–0.6"}


@pytest.mark.parametrize(
    ("edit", "message"),
    [
        (set_at([*P, "range"], [0.9, 0.1]), f"{WHERE}: range [0.9, 0.1] has negative width"),
        (set_at([*P, "range"], [0.5, 1.5]), f"{WHERE}: range [0.5, 1.5] is not within [0, 1]"),
        (set_at([*P, "source"], ""), f"{WHERE}.source: missing or incomplete"),
        (rename([*P, "source"], "sorce"), f"{WHERE}.source: missing (and 1 more: modus check "),
        (set_at([*P, "wy"], "because"), f"{WHERE}.wy: unknown field; did you mean 'why'?"),
        (set_at([*P, "value"], "high"), f"{WHERE}.value: should be a valid number, got 'high'"),
        (
            set_at(["issues", 3, "visibilty"], 1),
            "issues[3].visibilty: unknown field; did you mean 'visibility'?",
        ),
        (set_at(["horizon"], 60), "horizon: unknown field; did you mean 'horizon_months'?"),
        (
            set_at(["initial", "taxeffort"], 1),
            "initial.taxeffort: unknown field; did you mean 'tax_effort'?",
        ),
        (
            set_at(["blocs", 0, "demands", "women_university", "sourc"], "x"),
            "blocs[0].demands.women_university.sourc: unknown field; did you mean 'source'?",
        ),
        (set_at(["issues", 0, "domain"], "right"), "issues[0].domain: unknown 'right'; did you mean 'rights'?"),
        (
            set_at(["issues", 0, "core_right"], "yes"),
            "issues[0].core_right: should be a valid boolean, got 'yes'",
        ),
        (
            set_at(["countries", 9, "id"], False),
            "countries[9].id: should be a valid string, got False: put words",
        ),
        (set_at(["blocs", 0, "drift"], FAST), "blocs[0].drift: range [0.4, 0.6] is not within [-0.2, 0.2]"),
        (set_at(["start"], "2024-13"), "start: "),
        (set_at(["positions"], {}), "positions: cannot be given here"),
        (set_at(["roles", "narcotics"], ["opium"]), "roles, narcotics: unknown 'opium'"),
        (set_at(["roles", "narcotic"], []), "roles: unknown 'narcotic'; did you mean 'narcotics'?"),
    ],
)
def test_a_bad_field_is_named(edited: Callable[..., Path], edit: Callable[[dict[str, Any]], None], message: str) -> None:
    with pytest.raises(InputError) as caught:
        check_case(edited(edit))
    said = re.sub(r"^case\.yaml, line [0-9]+, ", "case.yaml, ", str(caught.value))
    assert said.startswith("case.yaml, " + message)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: [1\n", "case.yaml, line 2: not valid YAML"),
        ("a: 1\nb: 2\na: 3\n", "case.yaml, line 3: not valid YAML ('a' is given twice)"),
        ("a: &x [1]\nb: *x\n", "case.yaml, line 2: not valid YAML (aliases"),
        ("a: !!timestamp x\n", "case.yaml, line 1: not valid YAML (tags"),
        ("[" * 100_000, "case.yaml, line 1: not valid YAML (nested too deeply)"),
        ("a: 2024-02-30\n", "case.yaml, line 1: a value cannot be read"),
        ("", "case.yaml: a mapping of field names"),
        ("- 1\n", "case.yaml: a mapping of field names"),
        ("1: 2\n", "case.yaml: a mapping of field names"),
        ("a: 1\n--- \nb: 2\n", "case.yaml, line 2: not valid YAML"),
        ("a: \x00\n", "case.yaml: not valid YAML"),
        ("a: " + "x" * load.SIZE_LIMIT, "case.yaml: more than 5 MB; at most 5 MB allowed"),
    ],
)
def test_bad_yaml_is_refused_in_one_line(folder: Path, text: str, message: str) -> None:
    (folder / "case.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        check_case(folder)
    assert str(caught.value).startswith(message)
    assert "\n" not in str(caught.value)


def test_files_that_cannot_be_read(folder: Path) -> None:
    (folder / "positions.csv").unlink()
    with pytest.raises(InputError, match="positions.csv: cannot be read"):
        check_case(folder)
    (folder / "case.yaml").write_bytes(b"name: \xff\xfe")
    with pytest.raises(InputError, match="case.yaml: not UTF-8 text"):
        check_case(folder)
    with pytest.raises(InputError, match="cannot be read"):
        check_case(folder / "nowhere")


LAST = "rank_and_file,water_management,"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (LAST + "0.15", LAST + "0.5", "column ideal_low: range [0.5, 0.3]"),
        (LAST + "0.15", LAST + "-0.15", "column ideal_low: -0.15 is not in"),
        ("rank_and_file,women_university,", "rank_and_file,women_work_ngo_un,", "issue: duplicate rank"),
        ("ideal_low", "ideal_lo", "row 1: unknown column 'ideal_lo'; did you mean 'ideal_low'?"),
        ("coding: readers B and C, segment_positions.csv", "", "row 2, column source: empty"),
    ],
)
def test_bad_positions_are_named(folder: Path, old: str, new: str, message: str) -> None:
    path = folder / "positions.csv"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        check_case(folder)
    assert str(caught.value).startswith("positions.csv, row ")
    assert message in str(caught.value)


def paths_in(data: Any, here: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place in nested data."""
    inner = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    return [path for key, value in inner for path in ((*here, key), *paths_in(value, (*here, key)))]


junk = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-3, 3),
    st.floats(),
    st.text(max_size=5),
    st.lists(st.integers(), max_size=3),
    st.dictionaries(st.text(max_size=3), st.integers(), max_size=2),
    st.dates(),
)


@settings(derandomize=True, max_examples=40, deadline=None)
@given(place=st.floats(0.0, 0.999999), value=junk)
def test_any_single_change_loads_or_is_explained_in_one_line(
    place: float, value: object, shipped_data: Callable[[], dict[str, Any]]
) -> None:
    case = shipped_data()
    places = paths_in(case)
    set_at(list(places[int(place * len(places))]), value)(case)
    positions = load.read_positions(load.SHIPPED / "afghanistan" / "positions.csv")
    try:
        made = Case.model_validate({**case, "positions": positions})
    except ValidationError as error:
        fault = explain("case.yaml", error, Case)
        assert fault and "\n" not in fault
    else:
        assert made.digest()


@settings(
    derandomize=True,
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],  # the folder is overwritten each time
)
@given(st.text(alphabet="ab:-[]{}&*!?|>'\"#,%@ \n0\t", max_size=40))
def test_any_text_is_read_or_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "case.yaml"
    path.write_text(text, encoding="utf-8")
    try:
        assert isinstance(load.read_yaml(path), dict)
    except InputError as error:
        assert "\n" not in str(error)
