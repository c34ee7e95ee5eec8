"""The pages on evidence say what the code says: cheap figures are worked out again."""

from __future__ import annotations

import importlib.util
import re
import sys
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from pages import EVIDENCE

from modusvivendi.case import Case
from modusvivendi.evidence.inference.options import Size
from modusvivendi.evidence.inference.theory_evidence import LIKELIHOOD_VARIANTS, reduce_sample
from modusvivendi.evidence.inference.weigh import model_for
from modusvivendi.evidence.likelihood.model import Model
from modusvivendi.evidence.sensitivity.variants import AS_MODELLED
from modusvivendi.render.markdown import markdown
from modusvivendi.theory import load_theory

DOCS = Path(__file__).parents[2] / "docs"
TEXT = "\n".join(path.read_text(encoding="utf-8") for path in EVIDENCE)


@pytest.fixture(scope="module")
def refresh() -> ModuleType:
    """docs/refresh_evidence.py as a module."""
    sys.path.insert(0, str(DOCS))
    try:
        spec = importlib.util.spec_from_file_location("refresh_evidence", DOCS / "refresh_evidence.py")
        assert spec is not None and spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
    finally:
        sys.path.remove(str(DOCS))
    return module


def part(name: str) -> str:
    """What stands between the marks of a part."""
    found = re.search(rf"<!-- {name} -->\n(.*?)<!-- end {name} -->", TEXT, re.DOTALL)
    assert found, name
    return found[1].strip()


def rows_of(table: str) -> list[list[str]]:
    """Cells of a Markdown table, header first."""
    lines = [line for line in table.splitlines() if line.startswith("|") and not line.startswith("|---")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def test_every_part_has_its_place_and_is_filled(refresh: ModuleType) -> None:
    marks = re.findall(r"<!-- (?!end )([^>]*?) -->", TEXT)
    assert len(set(marks)) == len(marks)
    assert set(refresh.PARTS) <= set(marks)
    assert all(part(name) for name in marks)


def test_the_coding_rule_and_the_likelihood_are_the_code(refresh: ModuleType) -> None:
    from modusvivendi.evidence.record import coding_rule

    assert part("coding rule") == markdown(coding_rule.table())
    assert part("likelihood") == refresh.likelihood_parameters(None).strip()


def test_the_case_is_the_one_that_is_shipped(case: Case) -> None:
    assert f"Case `{case.digest()[:12]}`" in part("manifest")


def test_rows_scored_are_those_of_the_record(model: Model) -> None:
    assert f"Scored: {len(model.rows.acts)} acts" in part("scored")
    assert f"{int((model.rows.outcome >= 0).sum())} decided tracks" in part("scored")
    for why, n in model.rows.excluded.items():
        assert n == 0 or f"{why}: {n}" in part("scored")


@pytest.mark.slow
def test_log_evidence_of_one_theory_is_what_the_page_says(case: Case) -> None:
    """The core alone, in full size: the sum and its error, to the digits that stand there."""
    model, theory, size = model_for(case, AS_MODELLED, 1), load_theory("inertia"), Size()
    proposal = model.adapt(theory, size.search)
    sample = model.sample(theory, size.main, variants=tuple(LIKELIHOOD_VARIANTS.values()), proposal=proposal, salt=11)
    views = reduce_sample(case, model.rows, sample, tuple(LIKELIHOOD_VARIANTS), 1)
    head, *body = rows_of(part("evidence"))
    said = dict(zip(head, next(r for r in body if r[1] == "inertia"), strict=False))
    assert float(said["sum"]) == pytest.approx(views["whole"].mean(), abs=2e-3)
    assert float(said["over_time"]) == pytest.approx(views["time"].mean(), abs=2e-3)
    assert float(said["draws"]) == pytest.approx(views.effective.min(), rel=0.02)


def test_columns_and_weights_add_up() -> None:
    head, *body = rows_of(part("evidence"))
    table = [dict(zip(head, r, strict=False)) for r in body]
    for row in table:
        columns = float(row["over_time"]) + float(row["between_issues"]) + float(row["deals"])
        assert columns == pytest.approx(float(row["sum"]), abs=3e-3)
    assert sum(float(r["weight"]) for r in table) == pytest.approx(1, abs=5e-3)
    assert np.isclose(sum(float(r["prior"]) for r in table), 1, atol=5e-3)


def test_the_page_begins_with_skill() -> None:
    assert part("sentences").startswith("- Acts: ")


@pytest.mark.parametrize("name", ["case 1", "known 1", "known 2", "known 4"])
def test_what_is_told_apart_is_what_the_table_says(name: str) -> None:
    text = part(f"confusion {name}")
    table = [r for r in rows_of(text) if len(r) == 10]
    names = table[0][1:-1]
    own = [row[0] for row in table[1:] if row[-1] == row[0]]
    assert f"Given most weight by their own records: {', '.join(own)}." in text
    for row in table[1:]:
        weights = dict(zip(names, map(float, row[1:-1]), strict=True))
        assert weights[row[-1]] == max(weights.values())
        assert sum(weights.values()) == pytest.approx(1, abs=0.03)
