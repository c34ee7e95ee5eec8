"""``modus compare``: what it prints and writes, and bad input as exit code 2 and one line."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pandas as pd
import pytest

from commands import Done, modus

SMALL = ("--theories", "inertia,status_and_cohesion,leverage", "--strategies", "piecemeal,pressure,drift", "--futures", "256", "--months", "36",
         "--weights", "uniform")  # fmt: skip


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> tuple[Done, Path]:
    """One small comparison with every kind of export."""
    folder = tmp_path_factory.mktemp("compare")
    done = modus(
        "compare",
        "afghanistan",
        "--as-of",
        "2024-05-29",
        *SMALL,
        "--scholar",
        "--export",
        "csv,xlsx,parquet,workbench",
        cwd=folder,
    )
    assert done.returncode == 0, done.stderr
    return done, folder


def test_all_parts_are_printed(run: tuple[Done, Path]) -> None:
    text = re.sub(r"\s+", " ", run[0].stdout)  # titles of narrow tables run over several lines
    assert all(re.match(r"(simulating|comparing|writing): .* after \d+ s", line) for line in run[0].stderr.splitlines())
    for words in (
        "2,304 simulated futures of 36 months", "Weights of theories: uniform.", "nothing adds them up",
        "Core rights, averaged over theories:", "Wellbeing of groups, averaged over theories:", "robustness by each measure, ± half of the 95% interval",
        "max regret", "signal to noise", "Regret: mean loss against the best strategy", "What one would have to believe",
        "Where the strategy tested fails", "fails in", "What drives the outcome", "pure chance", "The red team", "Are these runs enough", "Outcomes against each other",
        "Pareto-efficient", "Acceptable in k of n runs", "low bar",
    ):  # fmt: skip
        assert words in text, words
    assert re.search(r"best only if `\w+` has (more|less) than 0\.\d\d|best whatever the weights|becomes best once", text)


def test_the_page_stands_alone_and_every_picture_has_its_numbers(run: tuple[Done, Path]) -> None:
    page = run[1] / run[0].stdout.strip().splitlines()[-1].removeprefix("Open:").strip()
    text = page.read_text(encoding="utf-8")
    assert not [
        s for s in re.findall(r"(?:src|href|url)\s*[=(]\s*[\"']?(?!#)([^\"')\s>]+)", text) if not s.startswith(("#", "data:"))
    ]
    assert "<script" not in text and text.count("<h1") == 1
    assert text.count("<figure") == text.count('role="img"') == text.count("The numbers</summary>") >= 8
    assert len(re.findall(r"<svg ", text)) == len(re.findall(r'<svg [^>]*aria-hidden="true"', text)) == text.count("<figure")
    for anchor in (
        "which-strategy-holds-up", "what-a-strategy-gives-up-if-a-theory-is-right", "how-often-a-strategy-is-acceptable",
        "what-one-would-have-to-believe", "outcomes-against-each-other", "where-the-strategy-tested-fails", "what-drives-the-outcome",
        "the-red-team", "are-these-runs-enough", "how-this-was-made",
    ):  # fmt: skip
        assert f'id="{anchor}-scholar"' in text, "every part of the scholar's view can be linked to"
    for anchor in (
        "what-one-would-have-to-believe",
        "where-the-strategy-tested-fails",
        "what-becomes-of-people-security-and-cost",
    ):
        assert f'id="{anchor}"' in text and f'href="#{anchor}"' in text
    assert not re.search(r">nan<|>inf<|`", text), "no bare nan, inf or backtick reaches the reader"


def test_exports_hold_the_same_runs(run: tuple[Done, Path]) -> None:
    folder = next((run[1] / "modus-out").glob("afghanistan-compare-*"))
    runs = pd.read_csv(folder / "experiments.csv")
    assert len(runs) == 2304 and {"scenario", "policy", "model", "core_rights", "wellbeing"} <= set(runs.columns)
    parquet = pd.read_parquet(folder / "experiments.parquet")
    assert parquet["core_rights"].mean() == pytest.approx(runs["core_rights"].mean(), rel=1e-6)
    assert (folder / "experiments.tar.gz").exists()
    regret = pd.read_csv(folder / "core_rights-regret.csv")
    assert set(regret.columns) == {"theory", "strategy", "regret", "error"}
    sheets = pd.read_excel(folder / "compare.xlsx", sheet_name=None) if _has_openpyxl() else {"trade-offs": None}
    assert "trade-offs" in sheets
    means = runs.groupby(["model", "policy"])["core_rights"].mean()
    best = means.groupby("model").transform("max") - means
    told = regret.set_index(["theory", "strategy"]).regret
    assert (told - best.reindex(told.index)).abs().max() < 1e-5


def _has_openpyxl() -> bool:
    import importlib.util

    return importlib.util.find_spec("openpyxl") is not None


def test_json_is_valid_and_holds_every_table(tmp_path: Path) -> None:
    done = modus(
        "compare",
        "afghanistan",
        "--as-of",
        "2024-05-29",
        *SMALL,
        "--value",
        "core_rights=0.5,wellbeing=0.5",
        "--strategy",
        "drift",
        "--level",
        "0.001",
        "--acceptable",
        "good:core_rights=0.1,wellbeing=0.3",
        "--triangle",
        "inertia,status_and_cohesion,leverage",
        "--json",
        cwd=tmp_path,
    )
    assert done.returncode == 0, done.stderr
    data = json.loads(done.stdout)
    assert data["weights"] == pytest.approx(dict.fromkeys(("inertia", "status_and_cohesion", "leverage"), 1 / 3))
    found = {f["id"]: f for f in data["findings"]}
    lead, failed = found["compare.lead.value"]["facts"], found["compare.failures.value.share"]["facts"]
    assert lead["value"]["value"] == "0.5 × core rights + 0.5 × wellbeing of groups"
    assert failed["tested"]["value"] == "drift" and failed["level"]["value"] == 0.001
    tables = {t["name"]: t["rows"] for f in data["findings"] for t in f["tables"]}
    assert {r["level"] for r in tables["acceptable_levels"]} == {"good"}
    assert [r["threshold"] for r in tables["acceptable_levels"]] == [0.1, 0.3]
    assert set(tables["value_triangle"][0]) >= {"status_and_cohesion", "inertia", "leverage"}
    maximin = next(r for r in tables["value_robustness"] if r["measure"] == "maximin")
    assert set(maximin["`drift`"]) == {"value", "rank"}, "a measure that rests on one run has no interval"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("compare", "afganistan"), "afghanistan"),
        (("compare", "afghanistan", "--as-of", "2024-05-29", "--value", "core_right"), "did you mean 'core_rights'"),
        (("compare", "afghanistan", "--as-of", "2024-05-29", "--value", "core_rights=x"), "outcome=number"),
        (("compare", "afghanistan", "--as-of", "2024-05-29", "--value", "core_rights=0.5,wellbeing"), "outcome=number"),
        (("compare", "afghanistan", "--as-of", "2024-05-29", "--value", "core_rights=0"), "weight above 0"),
        (("compare", "afghanistan", "--as-of", "2024-05-29", "--value", ","), "at least one outcome"),
        (("compare", "afghanistan", "--as-of", "2024-05-29", "--strategy", "peicemeal"), "did you mean 'piecemeal'"),
        (("compare", "afghanistan", "--as-of", "2024-05-29", "--strategies", "piecemeal"), "at least two strategies"),
        (
            ("compare", "afghanistan", "--as-of", "2024-05-29", "--triangle", "status_and_cohesion,contact"),
            "three different theories",
        ),
        (
            ("compare", "afghanistan", "--as-of", "2024-05-29", "--triangle", "status_and_cohesion,contact,cohesoin"),
            "did you mean 'cohesion'",
        ),
        (("compare", "afghanistan", "--as-of", "2024-05-29", "--weights", "status_and_cohesion"), "theory=number"),
        (
            ("compare", "afghanistan", "--as-of", "2024-05-29", "--weights", "status_and_cohesoin=1"),
            "did you mean 'status_and_cohesion'",
        ),
        (("compare", "afghanistan", "--as-of", "2024-05-29", "--futures", "64"), "at least 128 draws"),
        (("compare", "afghanistan", "--as-of", "2024-05-29", "--level", "-1"), "at least 0"),
        (("compare", "afghanistan", "--as-of", "2024-05-29", "--acceptable", "core_rights=1"), "name:outcome=number"),
        (("compare", "afghanistan", "--as-of", "2024-05-29", "--acceptable", "good:core_right=1"), "did you mean 'core_rights'"),
        (("compare", "afghanistan", "--as-of", "2024-05-29", "--export", "cvs"), "did you mean 'csv'"),
        (("compare", "afghanistan", "--as-of", "2024-05-29", "--as", "netherland"), "did you mean 'netherlands'"),
        (
            (
                "compare",
                "afghanistan",
                "--as-of",
                "2024-05-29",
                "--value",
                "met",
                "--strategies",
                "normalisation,drift",
                "--futures",
                "128",
                "--weights",
                "uniform",
            ),
            "the same in every future",
        ),
    ],
)
def test_bad_input_is_exit_code_2_and_one_line(tmp_path: Path, words: tuple[str, ...], message: str) -> None:
    done = modus(*words, cwd=tmp_path)
    assert done.returncode == 2, done.stdout
    said = [line for line in done.stderr.strip().splitlines() if not line.startswith("simulating: ")]  # how far work has come
    assert len(said) == 1 and message in said[0]
    assert not list(tmp_path.iterdir()), "nothing is written"
