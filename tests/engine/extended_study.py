"""Run by test_places.py with a package that was extended: every extension is there and does something.

Arguments: the folder of a case to extend, a YAML file with what is added to it, the number of futures. Prints one JSON object of
differences.
"""

from __future__ import annotations

import json
import sys
from copy import deepcopy
from pathlib import Path

import numpy as np
import pandas as pd
import yaml
from typer.testing import CliRunner

from modusvivendi.api import make_study
from modusvivendi.case import load_case
from modusvivendi.cli.main import app
from modusvivendi.engine import layout
from modusvivendi.findings import Chart
from modusvivendi.findings.run import run_report
from modusvivendi.render.charts.draw import draw
from modusvivendi.strategy import Levers, Strategy
from modusvivendi.strategy.strategy import Phase, Track
from modusvivendi.study import Study, run_study
from modusvivendi.study.overrides import apply_overrides
from modusvivendi.study.summary import summarise
from modusvivendi.study.titles import factor_titles
from modusvivendi.theory import load_theory

OWN = Levers()
FUTURES = int(sys.argv[3])
MOBILITY = {"value": 0.5, "range": [0.2, 0.8], "source": "judgement, range 0.2–0.8"}


def extend(folder: Path, data: Path) -> None:
    """Write the case anew, with the data added and the new attribute of segments filled in."""
    case = yaml.safe_load((folder / "case.yaml").read_text(encoding="utf-8"))
    for name, more in yaml.safe_load(data.read_text(encoding="utf-8")).items():
        case[name] = [*case[name], *more] if name != "school_edges" else more
    for segment in case["segments"]:
        segment["mobility"] = deepcopy(MOBILITY)
    (folder / "case.yaml").write_text(yaml.safe_dump(case, allow_unicode=True), encoding="utf-8")


def means(
    folder: Path, *settings: str, levers: Levers = OWN, tracks: tuple[Track, ...] = (), who: str = "everyone"
) -> dict[str, float]:
    """Mean of each outcome over a tiny study of one theory and one strategy."""
    strategy = Strategy(
        name="one",
        title="One",
        summary="One",
        sources=("definition",),
        followers=who,
        tracks=tracks,
        phases=(Phase(levers=levers),),
    )
    theories, strategies, pins = apply_overrides(list(settings), [load_theory("contact")], [strategy])
    study = Study(
        case=load_case(folder), theories=tuple(theories), strategies=tuple(strategies), futures=FUTURES, months=24, pins=pins
    )
    result = run_study(study, threads=1, sample=1)
    found = np.asarray(result.outcomes, np.float64).mean(axis=(0, 1, 3))
    assert np.isfinite(found).all()
    return dict(zip(study.outcome_names, found.tolist(), strict=True))


def shipped(folder: Path) -> dict[str, float]:
    """What the added stage, theory, strategy, finding, form of a picture and command give."""
    study = make_study(str(folder), theories=["winners"], strategies=["patient", "pressure"], futures=FUTURES, months=24)
    result = run_study(study, threads=1)
    summary = summarise(result)
    report = run_report(result, summary, {}, origin="uniform", shown=())
    mean = result.dataset()["outcomes"].mean("future").sel(theory="winners")
    bars = pd.DataFrame({"name": ["a", "b"], "value": [1.0, 2.0]})
    picture = draw(Chart(form="plain_bars", title="t", description="d", data=bars, settings={"title": "t"}))
    told = CliRunner().invoke(app, ["outcomes", "--json"], catch_exceptions=False)
    names = [outcome["name"] for outcome in json.loads(told.stdout)]
    return {
        "stage": float(mean.sel(strategy="patient", outcome="weariness")),
        "theory": abs(
            float(mean.sel(strategy="patient", outcome="core_rights") - mean.sel(strategy="pressure", outcome="core_rights"))
        ),
        "strategy": float(mean.sel(strategy="patient", outcome="wellbeing") - mean.sel(strategy="pressure", outcome="wellbeing")),
        "finding": float(report.finding("run.departed").facts["share"].value or 0.0),  # type: ignore[arg-type]
        "chart": float(picture.count("<rect") - 1),
        "command": float("weariness" in names),
    }


def main(folder: Path, data: Path) -> dict[str, float]:
    """How outcomes move as each extension is used."""
    extend(folder, data)
    case = load_case(folder)
    segments = [s.id for s in case.segments]
    assert factor_titles(case)[f"segments.{segments[0]}.mobility"].startswith("readiness to leave of ‘")
    assert "remittances" in layout.STATE

    def moved(outcome: str, low: tuple[str, ...], high: tuple[str, ...]) -> float:
        return means(folder, *high)[outcome] - means(folder, *low)[outcome]

    def mobile(value: float) -> tuple[str, ...]:
        return tuple(f"case.segments.{name}.mobility={value}" for name in segments)

    plain = means(folder)
    leaving = ("theory.all.departure_slope=0", "theory.all.brain_drain=0")
    talks = (Track(issues=("trade_transit_infrastructure",), bloc="neighbours", reward=1.0, publicity=0.0),)
    return {
        **shipped(folder),
        "mechanism": moved("wellbeing", (*leaving, "theory.all.departure_rate=0"), (*leaving, "theory.all.departure_rate=0.2")),
        "outcome": plain["grievance"],
        "lever": means(folder, levers=Levers(training=1.0))["technical"] - plain["technical"],  # type: ignore[call-arg]
        "parameter": moved("services", ("theory.all.brain_drain=0",), ("theory.all.brain_drain=0.5",)),
        "segment_attribute": moved("desertion", mobile(0.1), mobile(0.9)),
        "bloc": means(folder, tracks=talks, who="NEIGHBOUR")["offered"],
        "rival": moved("rival", ("case.rivals.splinter.strength=0",), ("case.rivals.splinter.strength=0.9",)),
        "hazard_harm": moved("wellbeing", ("case.hazards.flood.rate=0",), ("case.hazards.flood.rate=6",)),
        "hazard_attacks": moved("attacks", ("case.hazards.flood.rate=0",), ("case.hazards.flood.rate=6",)),
    }


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]), Path(sys.argv[2]))))
