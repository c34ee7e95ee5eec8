"""The asks of several authorities as arrays: one row a decided ask, in as many readings as its coders allow.

What was said of an ask (cost, publicity, form, how it reads to the base, rewards) comes from its coders; what an issue is (own
benefit, visibility, politicisation) from its case; relations at the time (contact, need, grievance, trust, how much the base
cares) are latent states of the engine, run along the record of the case under each theory's own prior.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

import numpy as np

from modusvivendi.case import Case, Track
from modusvivendi.evidence.filter.history import RELATIONS, STAKES
from modusvivendi.evidence.forecast.one_month import even_path
from modusvivendi.evidence.inference.samplers import cube
from modusvivendi.evidence.likelihood.model import NAMES, Model
from modusvivendi.evidence.record import coding_rule as rule
from modusvivendi.evidence.record.arrays import OUTCOME, Rows, drawn_coders, read_inputs, read_rows, record_of
from modusvivendi.precedent.collect import demands_of
from modusvivendi.precedent.demand import COST_WORDS, Demand, known_on
from modusvivendi.record import TrackCodes
from modusvivendi.theory import Theory

WRITER = "a"  # the coder who wrote the record, and knew what came of each ask
DRAWN = 2  # readings in which every row's coder is drawn anew
LATENT_DRAWS = 256  # draws of a theory's prior over which latent states are averaged
CODED = ("cost", "publicity", "whole", "politicisation", "material", "standing")


@dataclass(frozen=True, eq=False)
class Latent:
    """What the engine says of the time of each ask, the mean over a theory's prior: stakes (STAKES, entries), relations
    (RELATIONS, asks)."""

    stakes: np.ndarray
    relations: np.ndarray


@dataclass(frozen=True, eq=False)
class Pool:
    """N decided asks of A authorities with E entries (an issue of an ask each), in K readings, by case and file.

    cases: names. demands: the asks as precedents have them. case, file (N,): numbers; asks of one file (case and class of issue,
    joined where an ask repeats another) stand together. first, last (N,): entries. benefit, visibility, politicisation (E,): of
    the issue. outcome (N,): 0 not met, 1 partly, 2 met, if only for a time. intensity (N,): of the asking. coded: by name of
    CODED, (K, N). distance (N,): how far the asker's demands read as a rival's, in [0, 1]. readings: names of the K readings;
    main: numbers of those without the coder who wrote the record. latent: by theory. excluded: why asks are left out, with counts.
    """

    cases: tuple[str, ...]
    demands: tuple[Demand, ...]
    case: np.ndarray
    file: np.ndarray
    first: np.ndarray
    last: np.ndarray
    benefit: np.ndarray
    visibility: np.ndarray
    politicisation: np.ndarray
    outcome: np.ndarray
    intensity: np.ndarray
    distance: np.ndarray
    coded: Mapping[str, np.ndarray]
    readings: tuple[str, ...]
    main: tuple[int, ...]
    latent: Mapping[str, Latent]
    excluded: Mapping[str, int] = field(default_factory=dict)

    def only(self, keep: np.ndarray) -> Pool:
        """The pool with some of its asks (N,) only; cases and files keep their numbers."""
        chosen = np.flatnonzero(keep)
        entries = np.concatenate([np.arange(self.first[n], self.last[n]) for n in chosen] or [np.zeros(0, np.int64)])
        sizes = (self.last - self.first)[chosen]
        ends = np.cumsum(sizes)
        rows = ("case", "file", "outcome", "intensity", "distance")
        return replace(
            self,
            demands=tuple(self.demands[n] for n in chosen),
            first=ends - sizes,
            last=ends,
            **{name: getattr(self, name)[chosen] for name in rows},
            **{name: getattr(self, name)[entries] for name in ("benefit", "visibility", "politicisation")},
            coded={name: values[:, chosen] for name, values in self.coded.items()},
            latent={n: Latent(x.stakes[:, entries], x.relations[:, chosen]) for n, x in self.latent.items()},
        )


@dataclass(frozen=True, eq=False)
class _Part:
    """The asks of one case before they are put together."""

    demands: list[Demand]
    tracks: list[Track]
    codes: list[TrackCodes | None]
    entries: list[np.ndarray]
    issue: np.ndarray
    attributes: np.ndarray
    distance: list[float]
    latent: dict[str, Latent]
    excluded: Counter[str]


def read_pool(
    cases: Sequence[Case],
    theories: Sequence[Theory],
    as_of: date | None = None,
    seed: int = 1,
    until: date | None = None,
) -> Pool:
    """The decided asks of several cases.

    as_of: what came later is not known. until: the last month of the rows, where it is after the cases' own day. Raises InputError
    for a case without record. Authorities stand by name, and the asks of each by file, date and id: in whatever order they came.
    """
    cases = sorted(cases, key=lambda case: case.name)
    parts = [_read_case(case, theories, as_of, seed, until) for case in cases]
    demands = [d for part in parts for d in part.demands]
    tracks = [t for part in parts for t in part.tracks]
    codes = [c for part in parts for c in part.codes]
    sizes = np.array([len(e) for part in parts for e in part.entries], np.int64)
    ends = np.cumsum(sizes)
    files = list(dict.fromkeys(d.cluster for d in demands))
    attributes = np.concatenate([part.attributes for part in parts], axis=1)
    readings, coded = _readings([f"{d.case}/{d.id}" for d in demands], tracks, codes, _worst(attributes[2], ends - sizes, ends))
    return Pool(
        cases=tuple(c.name for c in cases),
        demands=tuple(demands),
        case=np.repeat(np.arange(len(parts)), [len(part.demands) for part in parts]),
        file=np.array([files.index(d.cluster) for d in demands], np.int64),
        first=ends - sizes,
        last=ends,
        benefit=attributes[0],
        visibility=attributes[1],
        politicisation=attributes[2],
        outcome=np.array([OUTCOME[d.outcome] for d in demands], np.int64),
        intensity=np.array([rule.TRACK_INTENSITY[t.mode] for t in tracks]),
        distance=np.array([x for part in parts for x in part.distance]),
        coded=coded,
        readings=readings,
        main=tuple(n for n, name in enumerate(readings) if name != f"coder {WRITER}") or (0,),
        latent={
            t.name: Latent(*(np.concatenate([getattr(p.latent[t.name], x) for p in parts], 1) for x in ("stakes", "relations")))
            for t in theories
        },
        excluded=dict(sum((part.excluded for part in parts), Counter[str]())),
    )


def _read_case(case: Case, theories: Sequence[Theory], as_of: date | None, seed: int, until: date | None) -> _Part:
    """The decided asks of one case, sorted by file, with what the engine says of their time."""
    record = record_of(case)
    found = demands_of(case)
    known = known_on(found, as_of.isoformat()) if as_of else found
    rows = even_path(read_rows(case, until=until))
    places = {name: n for n, name in enumerate(rows.tracks)}
    decided = sorted((d for d in known.demands if d.decided), key=lambda d: (d.cluster, d.start, d.id))
    chosen = [d for d in decided if d.id in places]
    excluded = Counter({"not decided": len(known.demands) - len(decided)})
    excluded["on no issue of the case, or over before it begins"] = len(decided) - len(chosen)
    tracks, codes = {t.id: t for t in record.tracks}, {c.id: c for c in record.track_codes}
    at = np.array([places[d.id] for d in chosen], np.int64)
    entries = [np.arange(rows.track_first[n], rows.track_last[n]) for n in at]
    flat = np.concatenate(entries or [np.zeros(0, np.int64)])
    issue = rows.entry_issue[flat]
    ours = [
        [case.issues[i].own_benefit.centre, case.issues[i].visibility.centre, case.issues[i].politicisation.centre] for i in issue
    ]
    source = [bloc.source_class.centre for bloc in case.blocs]
    return _Part(
        demands=chosen,
        tracks=[tracks[d.id] for d in chosen],
        codes=[codes.get(d.id) for d in chosen],
        entries=entries,
        issue=issue,
        attributes=np.array(ours, np.float64).reshape(len(issue), 3).T,
        distance=[source[rows.track_bloc[n]] for n in at],
        latent=_latent(case, rows, theories, flat, at, seed),
        excluded=excluded,
    )


def _latent(
    case: Case, rows: Rows, theories: Sequence[Theory], entries: np.ndarray, tracks: np.ndarray, seed: int
) -> dict[str, Latent]:
    """Latent states in the month in which each ask was made, the mean over LATENT_DRAWS of each theory's prior."""
    record = record_of(case)
    model = Model(case, rows, read_inputs(case, rows, record.moves, record.tracks), seed)
    u = cube(NAMES, np.arange(LATENT_DRAWS), seed)
    found = {}
    for theory in theories:
        history = model.history(theory, u, 0)
        stakes, relations = (a.mean(2, dtype=np.float64) for a in (history.stakes, history.relations))
        assert len(stakes) == len(STAKES) and len(relations) == len(RELATIONS)
        found[theory.name] = Latent(stakes[:, entries], relations[:, tracks])
    return found


def _worst(own: np.ndarray, first: np.ndarray, last: np.ndarray) -> np.ndarray:
    """Highest politicisation among the issues of each ask."""
    return np.array([own[a:b].max() for a, b in zip(first, last, strict=True)])


def _readings(
    ids: Sequence[str], tracks: Sequence[Track], codes: Sequence[TrackCodes | None], worst: np.ndarray
) -> tuple[tuple[str, ...], dict[str, np.ndarray]]:
    """Names of the readings and values by attribute, (K, N): each coder whole, then DRAWN in which each row's coder is drawn.

    A row that a coder has not read has the codes of another of its coders. Rows are drawn, each by its id, from those who did not
    write the record, where there are any.
    """
    letters = sorted({letter for c in codes if c for letter in c.coders} | {WRITER})
    options = [_options(track, c, w) for track, c, w in zip(tracks, codes, worst, strict=True)]
    later = [[letter for letter in row if letter != WRITER] or [WRITER] for row in options]
    several = any(len(names) > 1 for names in later)
    picks = {f"coder {c}": [c if c in row else names[0] for row, names in zip(options, later, strict=True)] for c in letters}
    for n, chosen in enumerate(drawn_coders(ids, [len(names) for names in later], DRAWN) if several else ()):
        picks[f"drawn {n + 1}"] = [names[k] for names, k in zip(later, chosen, strict=True)]
    coded = {
        name: np.array([[row[c][n] for row, c in zip(options, pick, strict=True)] for pick in picks.values()], np.float64)
        for n, name in enumerate(CODED)
    }
    return tuple(picks), coded


def _options(track: Track, codes: TrackCodes | None, worst: float) -> dict[str, tuple[float, ...]]:
    """What each coder says of one ask, in the order of CODED; gaps are filled with the mean of the other coders."""
    several = len(track.issues) > 1 and track.mode in rule.WHOLE_MODES
    letters = codes.coders if codes else (WRITER,)
    none = (None,) * len(letters)
    columns = (
        [COST_WORDS[word] for word in (codes.cost if codes else (track.cost,))],
        [rule.PUBLICITY[word] for word in (codes.publicity if codes else (track.publicity,))],
        [float(several and word == "package") for word in (codes.form if codes else (track.kind,))],
        _filled(codes.politicisation if codes else none, worst),
        _filled(codes.material_reward if codes else none, 0.5 * track.reward),
        _filled(codes.standing_reward if codes else none, 0.5 * track.reward),
    )
    return dict(zip(letters, zip(*columns, strict=True), strict=True))


def _filled(given: Sequence[float | None], default: float) -> list[float]:
    """What each coder says; the mean of the others, or a default where nobody says anything, for one who does not."""
    said = [value for value in given if value is not None] or [default]
    return [sum(said) / len(said) if value is None else value for value in given]


def again(pool: Pool) -> np.ndarray:
    """Which asks repeat an earlier one (N,): they name it, or are the same asker's on the same issues of the same case."""
    seen: set[tuple[str, str, tuple[str, ...]]] = set()
    found = np.zeros(len(pool.demands), bool)
    for n in sorted(range(len(pool.demands)), key=lambda n: (pool.demands[n].start, n)):
        demand = pool.demands[n]
        key = (demand.case, demand.asker, tuple(sorted(demand.issues)))
        found[n] = bool(demand.repeats) or key in seen
        seen.add(key)
    return found
