"""Random cases written as a user would write them: few or many of everything, with or without a record."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from evidence.record_files import act, move, track, write
from modusvivendi.case.dated import Node, Tree
from modusvivendi.case.defaults import BY_DOMAIN
from modusvivendi.case.schema import LIMITS
from modusvivendi.case.words import KINDS, RIVAL_KINDS, SHARED
from modusvivendi.case.write import as_yaml
from modusvivendi.record import ACT_COLUMNS, MOVE_COLUMNS, TRACK_COLUMNS
from modusvivendi.record.series import SERIES_COLUMNS

# Own words, each read as the first shared word of its vocabulary.
OWN = {
    "instruments": "harbour_closed", "modes": "ultimatum", "levels": "war_council", "domains": "shrines", "kinds": "camp",
    "rival_kinds": "splinter",
}  # fmt: skip


@dataclass(frozen=True)
class Shape:
    """How many of everything, how many years since it began, and whether there is a record, always of one coder.

    words: whether the case uses words of its own. coded: whether the one coder's readings also stand in a table of codings.
    """

    issues: int
    segments: int
    blocs: int
    rivals: int
    hazards: int
    years: int
    record: bool
    seed: int
    words: bool = False
    coded: bool = False


MOST = {kind: most for kind, (_, most) in LIMITS.items()}


def random_shape(seed: int) -> Shape:
    """A shape within all limits: 1 to 24 issues, 1 to 8 segments, 1 to 12 blocs, 0 or 1 rivals, 2 to 25 years."""
    rng = np.random.default_rng(10_000 + seed)

    def count(low: int, high: int) -> int:
        return int(rng.integers(low, high + 1))

    return Shape(
        issues=count(1, MOST["issues"]),
        segments=count(1, MOST["segments"]),
        blocs=count(1, MOST["blocs"]),
        rivals=count(0, 1),
        hazards=count(0, 3),
        years=count(2, 25),
        record=bool(count(0, 1)),
        seed=seed,
        words=bool(count(0, 1)),
        coded=bool(count(0, 1)),
    )


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
        data["blocs"] = [
            {"id": f"camp_{n}", "title": f"Camp {n}", "kind": "camp" if shape.words and n == 0 else KINDS[n % len(KINDS)]}
            for n in range(shape.blocs)
        ]
    data["rivals"] = [
        {"id": f"rival_{n}", "title": f"Rival {n}", "kind": "splinter" if shape.words else RIVAL_KINDS[n % 2]}
        for n in range(shape.rivals)
    ]
    effects: list[Node] = ["harm", "attacks", "succession"]
    data["hazards"] = [{"id": f"shock_{n}", "title": f"Shock {n}", "effects": [effects[n % 3]]} for n in range(shape.hazards)]
    data["record_only_issues"] = ["other"]
    if shape.words:
        issues[0] = {**issues[0], "domain": "shrines"}  # type: ignore[dict-item]
        data["words"] = {name: {word: SHARED[name][0]} for name, word in OWN.items()}
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
    level, instrument, mode = (
        (OWN["levels"], OWN["instruments"], OWN["modes"]) if shape.words else ("ministry", "statement_demand", "demand")
    )
    acts = [act(id=f"a{n}", date=day(), issue=issue(), net_effect=way[n % 3], level=level) for n in range(12)]
    moves = [
        move(
            id=f"m{n}",
            date=day(),
            issue=issue(),
            actor="XX",
            group=blocs[n % len(blocs)],
            direction="pressure",
            instrument=instrument,
        )
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
                mode=mode,
                start=f"{year}-01",
                end=f"{year}-11",
                outcome=met,
                issues_met=name if met == "met" else "",
            )
        )
    write(folder / "acts.csv", ACT_COLUMNS, acts)
    write(folder / "moves.csv", MOVE_COLUMNS, moves)
    write(folder / "tracks.csv", TRACK_COLUMNS, tracks)
    if shape.coded:
        (folder / "coding").mkdir()
        codes = [{"id": a["id"], "net_effect_a": a["net_effect"], "setting_a": "quiet", "magnitude_a": "4"} for a in acts]
        write(folder / "coding" / "acts.csv", ("id", "net_effect_a", "setting_a", "magnitude_a"), codes)
    number = {"series": "rain", "period": "2025", "value": "3", "unit": "mm", "confidence": "low"}
    write(folder / "series.csv", SERIES_COLUMNS, [number])
