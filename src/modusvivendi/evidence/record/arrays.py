"""The record as arrays: which acts and tracks are scored, in eight codings, and what outsiders did month by month.

A row's code is a draw among those of coders A, B and C. Eight codings are used: the three coders whole, and five in
which the code of every row is drawn from among them, with a fixed seed and by the row's id: the same in any record, in whatever
order, that holds the row. Coders are not weighed by how well a theory
likes their codes: each coding counts one eighth (theories weigh events, not coders).
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from modusvivendi.case import Act, Case, Move, Record, Track
from modusvivendi.engine.compile import REGISTRY
from modusvivendi.engine.layout import LEVER, LEVERS
from modusvivendi.errors import InputError
from modusvivendi.evidence.record import coding_rule as rule
from modusvivendi.record import CONFIDENCES, by_date, by_start
from modusvivendi.strategy.compile import sorted_countries
from modusvivendi.study.sequence import quantiles

CODERS = ("A", "B", "C")
DRAWN = 5
CODER_SEED = 20240529  # of no study: two studies of a record read it in the same eight codings
CODINGS = (*CODERS, *(f"drawn {n + 1}" for n in range(DRAWN)))
WAY = {"toward": 1, "away": -1, "neutral": 0}
OUTCOME = {"not_met": 0, "partly": 1, "temporary": 2, "met": 2, "open": -1}
BURST = 2  # months at the start of a record, the founding burst, that are conditioned on and not scored
F = np.float32


@dataclass(frozen=True)
class Rows:
    """A record as arrays. K codings, A scored acts, N tracks, E track entries, T months, I issues, B blocs.

    first: first month; months: T; known: months up to the case's date. acts: ids; act_issue (A,); act_first, act_last
    (A,) months it may lie in; act_confidence (A,): number in CONFIDENCES; act_way (K, A) 1 toward, -1 away, 0 neutral.
    step_toward, step_away (K, T, I): sizes of the steps recorded, before step_scale; by_leader (T, I) share of the
    leader; progress (K, T, I) in [0,1]: how far policy has come from where it stood when the case begins to where it
    stands at the case's date; bend (K, T, I): how far off that straight way it stood, in policy, as levels between say.
    tracks: ids; track_* (N,) or (K, N); entries of track n are track_first[n] to track_last[n] - 1,
    with issue entry_issue (E,). outcome: 0 not met, 1 partly, 2 met (or met for a time), -1 open. excluded: why rows are
    not scored, with counts.
    """

    first: date
    months: int
    known: int
    acts: tuple[str, ...]
    act_issue: np.ndarray
    act_first: np.ndarray
    act_last: np.ndarray
    act_confidence: np.ndarray
    act_way: np.ndarray
    step_toward: np.ndarray
    step_away: np.ndarray
    by_leader: np.ndarray
    progress: np.ndarray
    bend: np.ndarray
    tracks: tuple[str, ...]
    track_month: np.ndarray
    track_end: np.ndarray
    track_bloc: np.ndarray
    track_first: np.ndarray
    track_last: np.ndarray
    entry_issue: np.ndarray
    outcome: np.ndarray
    cost: np.ndarray
    publicity: np.ndarray
    whole: np.ndarray
    material: np.ndarray
    standing: np.ndarray
    intensity: np.ndarray
    excluded: dict[str, int]
    burst: int = BURST

    @property
    def scored(self) -> slice:
        """Months that are scored."""
        return slice(self.burst, self.months)

    def month_name(self, t: int) -> str:
        """Month number t as YYYY-MM."""
        year, month = divmod(self.first.year * 12 + self.first.month - 1 + int(t), 12)
        return f"{year}-{month + 1:02d}"


@dataclass(frozen=True)
class Inputs:
    """What outsiders did. levers (T, B, LEVERS), demands (T, B, I) in [0,1], accredited (T, countries) 0 or 1."""

    levers: np.ndarray
    demands: np.ndarray
    accredited: np.ndarray

    def as_posture(self, set_ones: Sequence[str], least: np.ndarray) -> dict[str, np.ndarray]:
        """The posture (the fields of ``Moves`` that open no tracks) of a strategy that every bloc follows and no country by itself.

        set_ones: names of the levers that are set, all others stay each bloc's own. least (B, I): demands that go on
        beside those of recorded moves, which count at their mean over the months.
        """
        months, blocs, _ = self.levers.shape
        chosen = np.zeros((months, blocs, LEVERS), F)
        chosen[:, :, [getattr(LEVER, name) for name in set_ones]] = 1
        return {
            "follow": np.ones(blocs, F),
            "follows": np.zeros(self.accredited.shape[1], F),
            "levers": self.levers,
            "lever_set": chosen,
            "demands": np.maximum(self.demands.mean(0), least).astype(F),
            "demands_set": np.ones(blocs, F),
        }


def record_of(case: Case) -> Record:
    """The record of a case; InputError if it has none."""
    if case.record is None:
        raise InputError(f"case '{case.name}' has no record: evidence needs acts.csv, moves.csv and tracks.csv")
    return case.record


def month_number(day: date, first: date) -> int:
    """Months from the first month of the record to that of ``day``."""
    return (day.year - first.year) * 12 + day.month - first.month


def read_rows(
    case: Case, until: date | None = None, extra: tuple[Sequence[Act], Sequence[Track]] = ((), ()), burst: int = BURST
) -> Rows:
    """The scored rows of a case's record up to ``until`` (the case's date by default), with later rows added.

    burst: months at the start that are conditioned on and not scored.
    """
    record = record_of(case)
    acts, tracks = list(by_date((*record.acts, *extra[0]))), list(by_start((*record.tracks, *extra[1])))
    first = case.begins.replace(day=1)
    before = Counter(
        {
            "before the case begins": sum(month_number(a.date.last, first) < 0 for a in acts),
            "track that ended before the case begins": sum(_ended_before(t, first) for t in tracks),
        }
    )
    months = month_number(until or case.as_of, first) + 1
    acts = [a for a in acts if month_number(a.date.first, first) < months and month_number(a.date.last, first) >= 0]
    tracks = [t for t in tracks if month_number(t.start.first, first) < months and not _ended_before(t, first)]
    ways, sizes = _act_codes(record, acts)
    keep, excluded = _scored(case, acts, ways, first, burst)
    toward, away, leader = _steps(case, acts, ways, sizes, first, months)
    chosen = [acts[n] for n in keep]
    progress, bend = _path(case, toward - away, first)
    return Rows(
        first=first,
        months=months,
        known=month_number(case.as_of, first) + 1,
        acts=tuple(a.id for a in chosen),
        act_issue=np.array([case.issue_ids.index(a.issue) for a in chosen], np.int64),
        act_first=np.array([max(month_number(a.date.first, first), burst) for a in chosen], np.int64),
        act_last=np.array([min(month_number(a.date.last, first), months - 1) for a in chosen], np.int64),
        act_confidence=np.array([CONFIDENCES.index(a.origin.confidence) for a in chosen], np.int64),
        act_way=ways[:, keep],
        step_toward=toward,
        step_away=away,
        by_leader=leader,
        progress=progress,
        bend=bend,
        **_tracks(case, record, tracks, first, months, until is not None and until < case.as_of, excluded),
        excluded=excluded | {why: count for why, count in before.items() if count},
        burst=burst,
    )


def _ended_before(track: Track, first: date) -> bool:
    """Whether a track was over before the first month."""
    return track.end is not None and month_number(track.end.last, first) < 0


def _act_codes(record: Record, acts: Sequence[Act]) -> tuple[np.ndarray, np.ndarray]:
    """Direction and magnitude of every act in every coding, (K, acts). Later rows have one coder."""
    codes = {c.id: c for c in record.act_codes}
    effects = [codes[act.id].net_effect if act.id in codes else (act.net_effect,) for act in acts]
    magnitudes = [codes[act.id].magnitude if act.id in codes else (act.magnitude,) for act in acts]
    ids = [act.id for act in acts]
    return _codings(ids, [[WAY[e] for e in row] for row in effects], np.int64), _codings(ids, magnitudes, np.int64)


def _codings(ids: Sequence[str], codes: Sequence[Sequence[float]], kind: type[np.generic]) -> np.ndarray:
    """The codes of every row, one or more, in every coding, (K, rows).

    Coders A, B and C whole: where fewer have coded a row, their codes come round again, so that with one coder all
    codings are the same. A drawn coding takes any of the codes of a row.
    """
    whole = np.array([[row[k % len(row)] for row in codes] for k in range(len(CODERS))], kind).reshape(len(CODERS), -1)
    chosen = drawn_coders(ids, [len(row) for row in codes], DRAWN)
    drawn = np.array([[row[k] for row, k in zip(codes, picks, strict=True)] for picks in chosen], kind).reshape(DRAWN, -1)
    return np.concatenate([whole, drawn])


def drawn_coders(ids: Sequence[str], coders: Sequence[int], times: int) -> np.ndarray:
    """Which of its coders (their number given) each row has in each drawn coding, (times, rows); it goes by the row's id alone."""
    if not ids:
        return np.zeros((times, 0), np.int64)
    names = [f"{name}, {n + 1}" for n in range(times) for name in ids]
    at = np.array(list(quantiles(names, np.zeros(1, np.int64), CODER_SEED, "coder of a row").values()))
    return np.asarray(at.reshape(times, len(ids)) * np.array(coders, np.int64), np.int64)


def _scored(case: Case, acts: Sequence[Act], ways: np.ndarray, first: date, burst: int) -> tuple[list[int], dict[str, int]]:
    """Numbers of the acts that are scored, and why the others are not."""
    keep, why = [], Counter[str]()
    for n, act in enumerate(acts):
        if act.issue not in case.issue_ids:
            why["issue outside the case" if act.issue != "internal_dissent_defection" else "dissent, a gauge of cohesion"] += 1
        elif act.track:
            why["carries out a track, counted in deals"] += 1
        elif not ways[:, n].any():
            why["neutral for every coder"] += 1
        elif month_number(act.date.last, first) < burst:
            why["founding burst, conditioned on"] += 1
        else:
            keep.append(n)
    return keep, dict(why)


def _steps(
    case: Case, acts: Sequence[Act], ways: np.ndarray, sizes: np.ndarray, first: date, months: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """What policy did each month in every coding, from all acts on issues of the case, those of tracks included."""
    shape = (len(ways), months, len(case.issues))
    toward, away = np.zeros(shape, F), np.zeros(shape, F)
    led, count = np.zeros(shape[1:], F), np.zeros(shape[1:], F)
    step = REGISTRY["step_size"].function
    for n, act in enumerate(acts):
        if act.issue not in case.issue_ids:
            continue
        i = case.issue_ids.index(act.issue)
        t = (month_number(act.date.first, first) + month_number(act.date.last, first)) // 2
        t = min(max(t, 0), months - 1)
        for k in range(len(ways)):
            size = step(rule.STEP_QUANTILE[int(sizes[k, n])], 1.0, 1.0)
            toward[k, t, i] += size * (ways[k, n] > 0)
            away[k, t, i] += size * (ways[k, n] < 0)
        count[t, i] += 1
        led[t, i] += act.level == "supreme_leader"
    return toward, away, led / np.maximum(count, 1)


def _path(case: Case, net: np.ndarray, first: date) -> tuple[np.ndarray, np.ndarray]:
    """progress and bend of ``Rows``, from the levels of the case and the net steps recorded (K, T, I).

    The case says where policy stood on some days; recorded steps, by size, say when it moved in between (``_between``). With
    a first and a newest level alone there is no bend.
    """
    months = net.shape[1]
    progress, bend = np.empty(net.shape, F), np.zeros(net.shape, F)
    for i, issue in enumerate(case.issues):
        days = list(issue.levels)
        levels = [issue.levels[day].centre for day in days]
        if len(days) < 2:
            days, levels = [case.begins, case.as_of], levels * 2
        inner = [min(max(month_number(day, first) + 1, 0), months) for day in days[1:-1]]
        cuts, path = [0, *inner, months], np.empty(net.shape[:2])
        for start, stop, low, high in zip(cuts[:-1], cuts[1:], levels[:-1], levels[1:], strict=True):
            if stop > start:
                share = _between(net[:, start:stop, i], high - low)
                path[:, start:stop] = low + share * (high - low)
        if len(cuts) == 2:
            progress[:, :, i] = share
        else:
            progress[:, :, i] = (np.arange(months) + 1) / months
            bend[:, :, i] = path - (levels[0] + progress[:, :, i] * (levels[-1] - levels[0]))
    return progress, bend


def _between(net: np.ndarray, change: float) -> np.ndarray:
    """Share of the way between two levels that policy has come by the end of each month between them, (K, months).

    On an issue whose steps add up to nothing, or to the other direction, time runs evenly (as for base rates).
    """
    months = net.shape[1]
    moved = np.cumsum(net, axis=1)
    whole = moved[:, -1:]
    even = np.broadcast_to((np.arange(months) + 1) / months, net.shape)
    told = (whole * change > 0) & (np.abs(whole) > 0.02)
    return np.where(told, np.clip(moved / np.where(told, whole, 1.0), 0, 1), even)


def _tracks(
    case: Case,
    record: Record,
    tracks: Sequence[Track],
    first: date,
    months: int,
    early: bool,
    excluded: dict[str, int],
) -> dict[str, Any]:
    """Arrays of the tracks. A track on issues outside the case keeps those inside; one with none is left out.

    early: the rows are cut before the case's date, so that what had not ended by then is not known yet.
    """
    inside = [t for t in tracks if any(i in case.issue_ids for i in t.issues)]
    excluded["track on issues outside the case"] = len(tracks) - len(inside)
    issues = [[case.issue_ids.index(i) for i in t.issues if i in case.issue_ids] for t in inside]
    sizes = [len(i) for i in issues]
    ends = np.cumsum(sizes)
    unknown = [early if t.end is None else month_number(t.end.first, first) >= months for t in inside]
    outcome = [-1 if hidden else OUTCOME[t.outcome] for t, hidden in zip(inside, unknown, strict=True)]
    number = ("none", "low", "mid", "high")
    return {
        "tracks": tuple(t.id for t in inside),
        "track_month": np.array([max(month_number(t.start.first, first), 0) for t in inside], np.int64),
        "track_end": np.array([month_number(t.end.first if t.end else case.as_of, first) for t in inside], np.int64),
        "track_bloc": np.array([_bloc_of_asker(case, record, t) for t in inside], np.int64),
        "track_first": np.array(ends - sizes, np.int64),
        "track_last": np.array(ends, np.int64),
        "entry_issue": np.array([i for group in issues for i in group], np.int64),
        "outcome": np.array(outcome, np.int64),
        "cost": np.array([number.index(t.cost) for t in inside]),
        "intensity": np.array([rule.TRACK_INTENSITY[t.mode] for t in inside], F),
        **_track_codes(record, inside),
    }


def _track_codes(record: Record, tracks: Sequence[Track]) -> dict[str, np.ndarray]:
    """Form, publicity and rewards of every track in every coding, (K, tracks). A later track has one coder."""
    codes, ids = {c.id: c for c in record.track_codes}, [track.id for track in tracks]
    by_row: dict[str, list[list[float]]] = {name: [] for name in ("publicity", "whole", "material", "standing")}
    for track in tracks:
        known = codes.get(track.id)
        several = len(track.issues) > 1 and track.mode in rule.WHOLE_MODES
        forms, publicities = (known.form, known.publicity) if known else ((track.kind,), (track.publicity,))
        by_row["whole"].append([several and form == "package" for form in forms])
        by_row["publicity"].append([rule.PUBLICITY[p] for p in publicities])
        by_row["material"].append(_rewards(track, known.material_reward if known else (None,)))
        by_row["standing"].append(_rewards(track, known.standing_reward if known else (None,)))
    return {name: _codings(ids, rows, F) for name, rows in by_row.items()}


def _rewards(track: Track, given: Sequence[float | None]) -> list[float]:
    """What each coder says of a reward. The mean of the others stands in for a coder who gave no number.

    Where nobody gave one it is 0.5 if a reward is attached (judgement, range 0.2–0.8), else 0.
    """
    said = [value for value in given if value is not None] or [0.5 * track.reward]
    return [sum(said) / len(said) if value is None else value for value in given]


def read_inputs(
    case: Case, rows: Rows, moves: Sequence[Move], tracks: Sequence[Track], lag: int = 1, gain: float = 1.0
) -> Inputs:
    """What outsiders did, month by month, by the coding rule: month t sees moves up to month t - lag.

    lag: 1 as the model has it; 0 and negative numbers (leads) and longer lags are placebos. gain: common scale of the
    gains of the coding rule.
    """
    T, B, I = rows.months, len(case.blocs), len(case.issues)
    blocs: list[str] = [b.id for b in case.blocs]
    events = _by_month(case, rows, moves, lag)
    level = np.zeros((B, LEVERS))
    for b, name in enumerate(blocs):
        for lever, posture in case.beginning.postures[name].items():
            level[b, getattr(LEVER, lever)] = posture.value
    lasting, passing = level, {h: np.zeros((B, LEVERS)) for h in (rule.MEETING, rule.PLEDGE, rule.SHOCK)}
    asked, said = np.zeros((B, I)), np.zeros((B, 2))
    accredited = np.zeros(len(case.countries))
    countries = [c.id for c in sorted_countries(case)]
    out = Inputs(np.zeros((T, B, LEVERS), F), np.zeros((T, B, I), F), np.zeros((T, len(case.countries)), F))
    for t in range(min(0, min(events, default=0)), T):
        for part, change in passing.items():
            change *= 0.5 ** (1 / part)
        asked *= 0.5 ** (1 / rule.DEMAND_HALF_LIFE)
        said *= 0.5 ** (1 / rule.DEMAND_HALF_LIFE)
        for move in events.get(t, ()):
            b = _bloc_of(case, move)
            _apply(move, b, lasting, passing, gain)
            strength = rule.demand_of(move.direction, move.conditional) * move.magnitude / 5
            for name in _issues_of(case, move, tracks):
                i = case.issue_ids.index(name)
                asked[b, i] += strength * (1 - asked[b, i])
            said[b] += strength * np.array([rule.PUBLICITY[move.publicity], 1.0])
            if move.instrument in ("ambassador_credentials", "formal_recognition") and move.actor in countries:
                accredited[countries.index(move.actor)] = 1
        if t >= 0:
            out.levers[t] = np.clip(lasting + sum(passing.values()), 0, 1)
            out.levers[t, :, LEVER.publicity] = (said[:, 0] + rule.PUBLICITY_START * 0.2) / (said[:, 1] + 0.2)
            out.demands[t] = asked
            out.accredited[t] = accredited
    return out


def _by_month(case: Case, rows: Rows, moves: Sequence[Move], lag: int) -> dict[int, list[Move]]:
    """Moves by the month in which they are felt, in each by date and id; those before the case begins are in its postures then."""
    events: dict[int, list[Move]] = {}
    for move in by_date(moves):
        month = month_number(move.date.first, rows.first)
        if month >= 0:
            events.setdefault(month + lag, []).append(move)
    return events


def _bloc_of_asker(case: Case, record: Record, track: Track) -> int:
    """Bloc of a track: that of its actor in the case, else that of the group the actor's first move is recorded with."""
    blocs: list[str] = [b.id for b in case.blocs]
    country = next((c for c in case.countries if c.id == track.actor), None)
    if country:
        return blocs.index(country.bloc)
    move = next((m for m in record.moves if m.actor == track.actor), None)
    if move is None:
        raise InputError(f"track {track.id}: actor '{track.actor}' is no country of the case and makes no move in moves.csv")
    return _bloc_of(case, move)


def _bloc_of(case: Case, move: Move) -> int:
    """Bloc of a move: that of the country in the case, else that of the group it is recorded with."""
    home = {c.id: c.bloc for c in case.countries}.get(move.actor) or case.move_groups.get(move.group, move.group)
    blocs: list[str] = [b.id for b in case.blocs]
    return blocs.index(home)


def _apply(move: Move, b: int, lasting: np.ndarray, passing: dict[float, np.ndarray], gain: float) -> None:
    """Change the levers of bloc b by one move."""
    effects = list(rule.rule_for(move.instrument, move.direction).effects)
    if move.conditional in rule.OFFER and move.direction != "neutral":
        effects.append(rule.OFFER[move.conditional])
    for effect in effects:
        n = getattr(LEVER, effect.lever)
        now = lasting[b, n] + sum(p[b, n] for p in passing.values())
        share = min(1.0, abs(effect.gain) * gain * move.magnitude / 5)
        change = share * max(1 - now, 0.0) if effect.gain > 0 else -share * max(now, 0.0)
        (lasting if math.isinf(effect.half_life) else passing[effect.half_life])[b, n] += change


def _issues_of(case: Case, move: Move, tracks: Sequence[Track]) -> tuple[str, ...]:
    """Issues that a move bears on: its own, or those its topic stands for, or those of the tracks that rest on it."""
    if move.issue in case.issue_ids:
        return (move.issue,)
    named = case.move_topics.get(move.issue, ())
    if named:
        return tuple(named)
    found = [i for track in tracks if move.id in track.evidence for i in track.issues if i in case.issue_ids]
    return tuple(dict.fromkeys(found))
