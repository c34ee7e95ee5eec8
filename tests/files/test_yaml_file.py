"""YAML as people write it: numbers, decimal commas, and every fault with its line."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

import modusvivendi as mv
from modusvivendi.errors import InputError
from modusvivendi.files.yaml_data import Loader, Reading
from modusvivendi.files.yaml_file import read_document, read_model, read_yaml
from modusvivendi.strategy import Strategy
from modusvivendi.theory import load_theory


def written(folder: Path, text: str) -> Path:
    path = folder / "mine.yaml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("9e-1", 0.9),
        ("1E3", 1000.0),
        ("-2.5e2", -250.0),
        (".5", 0.5),
        ("5.", 5.0),
        ("010", 10),
        ("-3", -3),
        ("1:30", "1:30"),
        ("1_000", "1_000"),
        ("0,6", "0,6"),
        ("'9e-1'", "9e-1"),
        ("2024-06", "2024-06"),
        (".inf", float("inf")),
        ("e5", "e5"),
        ("-", "-"),
        ("1.2.3", "1.2.3"),
    ],
)
def test_numbers_are_what_they_look_like(tmp_path: Path, text: str, value: object) -> None:
    if text == "-":
        with pytest.raises(InputError):
            read_yaml(written(tmp_path, f"a: {text}\n"))
        return
    found = read_yaml(written(tmp_path, f"a: {text}\n"))["a"]
    assert found == value and type(found) is type(value)


def test_every_place_knows_its_line(tmp_path: Path) -> None:
    document = read_document(written(tmp_path, "a: 1\nb:\n  - {c: 2}\n  -\n    c: 3\n"))
    assert [document.line(place) for place in (("a",), ("b",), ("b", 0, "c"), ("b", 1, "c"), ("b", 1, "missing"))] == [
        1,
        2,
        3,
        5,
        5,
    ]
    assert document.line(("z",)) is None


STRATEGY = """name: mine
title: Mine
summary: s
sources: ["x 2024"]
phases:
  - levers: {{aid: {aid}}}
"""


@pytest.mark.parametrize(
    ("aid", "message"),
    [
        ("0,6", "mine.yaml, line 6: '0,6' is no number: write 0.6, with a point"),
        ("'0,6'", "mine.yaml, line 6, phases[0].levers.aid: should be a valid number, got '0,6': write 0.6, with a point"),
        ("'0.6'", "mine.yaml, line 6, phases[0].levers.aid: should be a valid number, got '0.6': leave the quotes out"),
        ("true", "mine.yaml, line 6, phases[0].levers.aid: should be a valid number, got True"),
        ("1.6", "mine.yaml, line 6, phases[0].levers.aid: should be less than or equal to 1, got 1.6"),
        (".nan", "mine.yaml, line 6, phases[0].levers.aid: should be"),
    ],
)
def test_what_is_no_number_says_what_was_meant(tmp_path: Path, aid: str, message: str) -> None:
    with pytest.raises(InputError) as caught:
        read_model(written(tmp_path, STRATEGY.format(aid=aid)), Strategy)
    assert str(caught.value).startswith(message)


def test_a_number_in_scientific_notation_is_read(tmp_path: Path) -> None:
    assert read_model(written(tmp_path, STRATEGY.format(aid="6e-1")), Strategy).phases[0].levers.aid == 0.6


def test_all_faults_are_told_with_their_lines(tmp_path: Path) -> None:
    text = STRATEGY.format(aid="2") + "  - levers: {presure: 0.5}\n    start: soon\nat_once: 0\n"
    with pytest.raises(InputError) as caught:
        read_model(written(tmp_path, text), Strategy)
    assert [fault.line for fault in caught.value.faults] == [6, 8, 7, 9]
    assert str(caught.value).endswith(f"(and 3 more: modus check {tmp_path / 'mine.yaml'})")


def test_all_repeated_fields_and_split_numbers_are_told(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        read_yaml(written(tmp_path, "a: {b: 0,6}\nc: 1\nc: 2\nd: {e: 1, e: 2}\n"))
    assert [fault.line for fault in caught.value.faults] == [1, 3, 4]


def test_decimal_commas_in_a_list_are_recognised(tmp_path: Path) -> None:
    text = "name: mine\nfamily: own\ntitle: T\nclaim: C\nsources: [x]\npriors:\n  choice_precision: {uniform: [1,5, 2,5], source: guess}\n"
    with pytest.raises(
        InputError,
        match=r"line 7, priors\.choice_precision\.uniform: .*are these decimal commas\? write \[0\.1, 0\.3\], with points",
    ):
        load_theory(written(tmp_path, text))


def test_unknown_parameters_are_told_beside_other_faults(tmp_path: Path) -> None:
    text = "name: mine\nfamily: none\ntitle: T\nclaim: C\nsources: [x]\npriors:\n  lamm: {fixed: 1, source: guess}\n  beta: {fixed: 1, source: guess}\n"
    with pytest.raises(InputError) as caught:
        load_theory(written(tmp_path, text))
    assert [(fault.line, fault.field) for fault in caught.value.faults] == [(2, "family"), (7, "priors"), (8, "priors")]


def test_a_file_that_was_edited_is_read_anew(tmp_path: Path) -> None:
    path = written(tmp_path, "name: mine\nfamily: own\ntitle: One\nclaim: C\nsources: [x]\n")
    assert load_theory(path).title == "One"
    written(tmp_path, path.read_text(encoding="utf-8").replace("One", "Two"))
    assert load_theory(path).title == "Two"


@pytest.mark.parametrize("letter", ["\\0", "\\x07", "\\e", "\\x9b", "\\uffff"])
def test_control_letters_are_refused_with_their_line(tmp_path: Path, letter: str) -> None:
    """No document could hold them; letters of any script, line ends and tabs are fine."""
    file = tmp_path / "a.yaml"
    file.write_text(f'a: "中 ü\\n\\t"\nb:\n  - "x {letter} y"\n', encoding="utf-8")
    with pytest.raises(InputError, match=r"^a\.yaml, line 3: a control letter \(U\+[0-9A-F]{4}\) in a text: leave it out$"):
        read_yaml(file)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: &x 1\nb: *x\n", r"^a\.yaml, line 2: not valid YAML \(aliases \(\*name\) not allowed\)$"),
        ("a: !!int 3\n", r"^a\.yaml, line 1: not valid YAML \(tags \(!name\) not allowed\)$"),
        ("a: 1\n<<: {b: 2}\n", r"^a\.yaml, line 2: not valid YAML \(merge keys \(<<\) not allowed\)$"),
        ("a: 1\n---\nb: 2\n", r"^a\.yaml, line 2: not valid YAML \(but found another document\)$"),
        ("? [a]\n: 1\n", r"^a\.yaml, line \d: not valid YAML \(found unhashable key\)$"),
        ("a: " + "[" * 21, r"^a\.yaml, line 1: not valid YAML \(nested too deeply\)$"),
        ("- 1\n", r"^a\.yaml: a mapping of field names to values is needed$"),
        ("", r"^a\.yaml: a mapping of field names to values is needed$"),
    ],
)
def test_what_no_file_needs_is_refused_with_its_line(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "a.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=message):
        read_yaml(tmp_path / "a.yaml")


def test_data_are_those_that_a_safe_loader_makes() -> None:
    """Of every YAML file of the package, and of all that stands without quotes."""
    files = [*Path(mv.__file__).parent.rglob("*.yaml")]
    assert len(files) > 20
    odd = (
        "a: {b: [yes, ~, 2024-05-29, 2024-05-29T10:00:00Z, .nan, 1e3, =, '', \"1\"], 1: 2, null: x}\nc: |\n  x\n  y\nd: >\n  z\n"
    )
    texts = [odd, *(path.read_text(encoding="utf-8") for path in files)]
    for text in texts:
        assert repr(Reading("a.yaml", text).read()) == repr(yaml.load(text, Loader=Loader))


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("2024-02-30", "2024-02-30: day is out of range for month"),
        ("2024-13-01", "2024-13-01: month must be in 1..12"),
        ("1" * 101, "a number of 101 digits; at most 100"),
    ],
)
def test_a_value_that_is_no_number_or_day_is_told_with_its_line(tmp_path: Path, value: str, told: str) -> None:
    with pytest.raises(InputError) as error:
        read_yaml(written(tmp_path, f"a: 1\nb:\n  - {value}\n"))
    assert str(error.value) == f"mine.yaml, line 3: a value cannot be read ({told})"


def test_a_day_as_a_key_is_one_line_in_any_file(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"^mine\.yaml"):
        read_model(written(tmp_path, "name: x\na:\n  2024-01-01: 3\n"), Strategy)
