"""Random cases written as a user would write them: few or many of everything, with or without a record."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from evidence.record_files import act, move, track, write
from modusvivendi.case.dated import Node, Tree
from modusvivendi.case.defaults import BY_DOMAIN
from modusvivendi.case.schema import KINDS, LIMITS
from modusvivendi.case.write import as_yaml
from modusvivendi.record import ACT_COLUMNS, MOVE_COLUMNS, TRACK_COLUMNS
from modusvivendi.record.series import SERIES_COLUMNS


@dataclass(frozen=True)
class Shape:
    """How many of everything, how many years since it began, and whether there is a record."""

    issues: int
    segments: int
    blocs: int
    rivals: int
    hazards: int
    years: int
    record: bool
    seed: int


MOST = {kind: most for kind, (_, most) in LIMITS.items()}


def random_case(folder: Path, shape: Shape) -> Path:
    """Write a case of this shape, and its record if it has one; every kind of thing is sometimes left to defaults."""
    rng = np.random.default_rng(shape.seed)
    folder.mkdir(parents=True, exist_ok=True)
    begins, ends = 2026 - shape.years, 2026
    issues: list[Node] = [_issue(n, rng, begins, ends) for n in range(shape.issues)]
    data: Tree = {"name": f"random_{shape.seed}", "begins": f"{begins}-02-11", "snapshots": [f"{ends}-02-20"], "issues": issues}
    if shape.segments:
        data["segments"] = [{"id": f"part_{n}", "title": f"Part {n}", "leader": n == 0} for n in range(shape.segments)]
    if shape.blocs:
        data["blocs"] = [{"id": f"camp_{n}", "title": f"Camp {n}", "kind": KINDS[n % len(KINDS)]} for n in range(shape.blocs)]
    data["rivals"] = [
        {"id": f"rival_{n}", "title": f"Rival {n}", "kind": ("outbidder", "opposition")[n % 2]} for n in range(shape.rivals)
    ]
    effects: list[Node] = ["harm", "attacks", "succession"]
    data["hazards"] = [{"id": f"shock_{n}", "title": f"Shock {n}", "effects": [effects[n % 3]]} for n in range(shape.hazards)]
    data["record_only_issues"] = ["other"]
    (folder / "case.yaml").write_text(as_yaml(data), encoding="utf-8")
    if shape.record:
        _record(folder / "record", shape, rng, begins)
    return folder


def _issue(number: int, rng: np.random.Generator, begins: int, ends: int) -> Tree:
    issue: Tree = {
        "id": f"issue_{number}",
        "title": f"Issue {number}",
        "domain": list(BY_DOMAIN)[int(rng.integers(len(BY_DOMAIN)))],
    }
    if rng.random() < 0.5:
        first, last = (round(float(x), 2) for x in rng.uniform(0.1, 0.9, 2))
        issue["levels"] = {f"{begins}-02": first, f"{ends}-02-20": last}
    if rng.random() < 0.5:
        issue["politicisation"] = round(float(rng.uniform(0.05, 0.95)), 2)
    return issue


def _record(folder: Path, shape: Shape, rng: np.random.Generator, begins: int) -> None:
    """A record of one coder."""
    folder.mkdir()
    blocs = [f"camp_{n}" for n in range(shape.blocs)] or ["outsiders"]

    def day() -> str:
        return f"{int(rng.integers(begins + 1, 2026))}-{int(rng.integers(1, 13)):02d}-10"

    def issue() -> str:
        return f"issue_{int(rng.integers(shape.issues))}"

    way = ("toward", "away", "neutral")
    acts = [act(id=f"a{n}", date=day(), issue=issue(), net_effect=way[n % 3]) for n in range(12)]
    moves = [
        move(id=f"m{n}", date=day(), issue=issue(), actor="XX", group=blocs[n % len(blocs)], direction="pressure")
        for n in range(6)
    ]
    tracks = []
    for n in range(4):
        name, year = issue(), int(rng.integers(begins + 1, 2026))
        met = ("met", "not_met")[n % 2]
        tracks.append(
            track(
                track_id=f"t{n}",
                issues=name,
                actor="XX",
                start=f"{year}-01",
                end=f"{year}-11",
                outcome=met,
                issues_met=name if met == "met" else "",
            )
        )
    write(folder / "acts.csv", ACT_COLUMNS, acts)
    write(folder / "moves.csv", MOVE_COLUMNS, moves)
    write(folder / "tracks.csv", TRACK_COLUMNS, tracks)
    number = {"series": "rain", "period": "2025", "value": "3", "unit": "mm", "confidence": "low"}
    write(folder / "series.csv", SERIES_COLUMNS, [number])
