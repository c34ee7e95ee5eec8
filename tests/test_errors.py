"""Errors and hints."""

from __future__ import annotations

import pickle

from modusvivendi.errors import Fault, InputError, nearest


def test_one_fault_is_said_whole_and_more_are_counted() -> None:
    fault = Fault("acts.csv", "9 is not in 1..5", row=17, column="magnitude")
    assert str(InputError.of([fault], "mine")) == "acts.csv, row 17, column magnitude: 9 is not in 1..5"
    assert (
        str(InputError.of([fault] * 3, "mine"))
        == "acts.csv, row 17, column magnitude: 9 is not in 1..5 (and 2 more: modus check mine)"
    )
    assert str(Fault("a.yaml", "missing", line=3, field="x[1].y")) == "a.yaml, line 3, x[1].y: missing"


def test_faults_survive_being_sent_to_another_process() -> None:
    error = InputError.of([Fault("a.yaml", "missing", line=3)], "a.yaml")
    again = pickle.loads(pickle.dumps(error))
    assert str(again) == str(error) and again.faults == error.faults


def test_hints_are_short_and_do_not_mind_capitals() -> None:
    assert nearest("us", ["eu", "US", "uk"]) == "did you mean 'US'?"
    assert nearest("zzz", ["b", "a"]) == "allowed: a, b"
    many = [f"name_{n}" for n in range(40)]
    assert nearest("qqq", many).startswith("nearest: ") and nearest("qqq", many).endswith("(40 names are allowed)")
    assert len(nearest("qqq", many)) < 100
