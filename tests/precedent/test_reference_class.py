"""The reference class is narrowed while enough asks are left, and counted in other ways."""

from __future__ import annotations

from modusvivendi.precedent.ask import Ask
from modusvivendi.precedent.demand import demand_table
from modusvivendi.precedent.rate import correlations
from modusvivendi.precedent.reference import CHECKS, ENOUGH, ENOUGH_FILES, reference_class
from precedent.asks import made, world

TABLE = demand_table(world(80))
RHO = correlations(TABLE)


def test_the_class_agrees_with_the_ask_and_is_large_enough() -> None:
    found = reference_class(Ask(case="here", cost=2 / 3, form=0.0, publicity=1.0, asker="QA"), TABLE, RHO)
    assert [a.name for a in found.agree] == ["cost", "form", "publicity"]
    assert all(abs(d.cost - 2 / 3) < 0.17 and d.form == 0 and d.publicity == 1 for d in found.demands)
    assert found.rate.decided >= ENOUGH and found.rate.files >= ENOUGH_FILES
    assert [s.kept for s in found.steps] == [True, True, True, False]  # nobody else asked


def test_without_an_ask_all_count() -> None:
    found = reference_class(Ask(), TABLE, RHO)
    assert found.demands == TABLE and found.steps == () and found.others is None


def test_the_asked_authority_is_left_out() -> None:
    found = reference_class(Ask(case="here", form=0.0), TABLE, RHO)
    assert found.others is not None
    mine = sum(d.case == "here" and d.decided for d in found.demands)
    assert found.others.decided == found.rate.decided - mine


def test_an_authority_without_asks_has_none_to_leave_out() -> None:
    assert reference_class(Ask(case="elsewhere", form=0.0), TABLE, RHO).others is None


def test_checks_leave_out_what_the_records_warn_of() -> None:
    rows = [
        made("a", outcome="not_met", failed_by="asker"), made("b", weak=True), made("c", disputed=True), made("d", rival=True),
        made("e", start="2009", outcome="not_met"),
    ]  # fmt: skip
    checks = {c.name: c.rate for c in reference_class(Ask(), rows, RHO).checks}
    assert [checks[name].decided for name in CHECKS] == [4, 4, 4, 4]
    assert checks["failed for the asker's part"].met.count == 3
    first = checks["later asks of the same file"]
    assert (first.decided, first.met.count) == (1, 0)  # the ask of 2009
