"""From the record of a case to its demands: codes are averaged, sources looked up, tracks of one file joined."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from modusvivendi.precedent.demand import SCALES, CaseDemands, Demand, IssueFacts, Source

if TYPE_CHECKING:
    from modusvivendi.case import Case
    from modusvivendi.record import Act, Move, Origin, Record, Track, TrackCodes, When

CAUTIONS = Path(__file__).parent / "cautions.csv"
NUMBERS = ("politicisation", "material_reward", "standing_reward")
WRITTEN = {"year": 4, "quarter": 7, "month": 7, "day": 10}  # characters of a date that are known, by precision
T = TypeVar("T")


def demands_of(case: Case) -> CaseDemands:
    """The demands of a case, one a track; none if it has no record. Raises InputError for a faulty record."""
    issues = {i.id: IssueFacts(i.title, str(i.domain), float(i.politicisation.value)) for i in case.issues}
    titles = case.movers | {c.id: c.title for c in case.countries}
    record = case.record
    rows = tuple(_demands(case.name, record, issues, titles)) if record else ()
    askers = {d.asker: d.asker_title for d in rows} | titles
    return CaseDemands(case.name, case.title, case.as_of.isoformat(), issues, askers, rows)


def _demands(case: str, record: Record, issues: Mapping[str, IssueFacts], titles: Mapping[str, str]) -> Iterable[Demand]:
    codes = {c.id: c for c in record.track_codes}
    clusters = cluster_names(case, record.tracks)
    evidence: dict[str, Act | Move] = {**{move.id: move for move in record.moves}, **{act.id: act for act in record.acts}}
    carried: dict[str, list[str]] = {}
    for act in record.acts:
        carried.setdefault(act.track, []).append(act.id)
    for track in record.tracks:
        ids = dict.fromkeys((*track.evidence, *carried.get(track.id, ())))
        own = (_source(track.id, track.start, track.origin),) if track.origin.title or track.origin.publisher else ()
        sources = (*own, *(_source(name, evidence[name].date, evidence[name].origin) for name in ids if name in evidence))
        yield _demand(case, track, codes.get(track.id), issues, titles, clusters[track.id], sources)


def _demand(
    case: str,
    track: Track,
    codes: TrackCodes | None,
    issues: Mapping[str, IssueFacts],
    titles: Mapping[str, str],
    cluster: str,
    sources: tuple[Source, ...],
) -> Demand:
    caution = cautions().get((case, track.id), {})
    values, spread = coded(track, codes)
    return Demand(
        case=case,
        id=track.id,
        ask=track.ask,
        asker=track.actor,
        asker_title=titles.get(track.actor, track.actor),
        issue_class=track.issue_class,
        issues=track.issues,
        domains=tuple(dict.fromkeys(issues[i].domain for i in track.issues if i in issues)),
        form=values["form"] or 0.0,
        cost=values["cost"] or 0.0,
        publicity=values["publicity"] or 0.0,
        politicisation=values["politicisation"],
        material=values["material_reward"],
        standing=values["standing_reward"],
        reward=track.reward,
        sweetener=track.sweetener,
        start=written(track.start),
        end=written(track.end) if track.end else "",
        outcome=track.outcome,
        reversed=track.reversed_later,
        failed_by=caution.get("failed_by") or "unknown" if track.failed_by == "unknown" else track.failed_by,
        held=track.held,
        repeats=track.repeats,
        signed_with=track.signed_with,
        cluster=cluster,
        weak=bool(caution.get("weak")) or track.origin.confidence == "low",
        disputed=bool(caution.get("disputed")),
        rival=bool(caution.get("rival")),
        spread=spread,
        sources=sources,
    )


def coded(track: Track, codes: TrackCodes | None) -> tuple[dict[str, float | None], dict[str, float]]:
    """Means and spreads over coders, by attribute.

    The first coder (a) wrote the record and knew what came of each ask, so that words of later coders are used where there
    are any, and the first coder's only where there are none. The spread is over all coders.
    """
    values: dict[str, float | None] = {}
    spread: dict[str, float] = {}
    own = {"form": track.kind, "cost": track.cost, "publicity": track.publicity}
    for name, scale in SCALES.items():
        given = [scale[word] for word in getattr(codes, name)] if codes else [scale[own[name]]]
        later = [value for value, coder in zip(given, codes.coders if codes else "a", strict=True) if coder != "a"] or given
        values[name], spread[name] = sum(later) / len(later), max(given) - min(given)
    for name in NUMBERS:
        numbers = [x for x in getattr(codes, name) if x is not None] if codes else []
        values[name] = sum(numbers) / len(numbers) if numbers else None
        if numbers:
            spread[name] = max(numbers) - min(numbers)
    return values, spread


def cluster_names(case: str, tracks: Sequence[Track]) -> dict[str, str]:
    """The cluster of each track: case and issue class (or the track itself), joined where a track repeats another."""
    parent: dict[str, str] = {}

    def root(name: str) -> str:
        while parent.setdefault(name, name) != name:
            name = parent[name]
        return name

    own = {t.id: f"{case}/{t.issue_class or t.id}" for t in tracks}
    for track in tracks:
        repeated = own.get(track.repeats)
        if repeated is not None:
            first, last = sorted((root(own[track.id]), root(repeated)))
            parent[last] = first
    return {name: root(cluster) for name, cluster in own.items()}


def written(when: When) -> str:
    """A date as precisely as it is known: YYYY, YYYY-MM or YYYY-MM-DD."""
    return when.first.isoformat()[: WRITTEN[when.precision]]


def _source(name: str, day: When, origin: Origin) -> Source:
    return Source(name, written(origin.date or day), origin.title, origin.publisher, origin.url)


@cache
def cautions() -> dict[tuple[str, str], dict[str, str]]:
    """What the authors of the shipped cases say of single tracks, by case and track."""
    with CAUTIONS.open(encoding="utf-8", newline="") as file:
        return {(row["case"], row["track_id"]): row for row in csv.DictReader(file)}
