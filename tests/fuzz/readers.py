"""Every reader of the package: a small valid file for it, and how it is read."""

from __future__ import annotations

import csv
import io
import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np

from case.random_cases import Shape, random_case
from modusvivendi.analysis.claims.claim import read_claims
from modusvivendi.app.runs import Run, Store
from modusvivendi.brief.write import read_standpoint
from modusvivendi.case import Case, load_case
from modusvivendi.case.load import POSITION_COLUMNS
from modusvivendi.cli.compare import read_aims, read_levels
from modusvivendi.errors import InputError
from modusvivendi.evidence.inference.checkpoints import CheckpointedTasks
from modusvivendi.evidence.inference.posterior import Posterior
from modusvivendi.evidence.pooled.lent import borrow, read_lent
from modusvivendi.forecasting.question import read_questions
from modusvivendi.living.chain import append
from modusvivendi.living.inbox import read_inbox
from modusvivendi.living.journal import read_journal, sealed_in
from modusvivendi.living.update import parse_levels
from modusvivendi.outside.casino import read_negotiations
from modusvivendi.outside.read import read_outside
from modusvivendi.planning.agenda.objective import check_robust, read_objectives
from modusvivendi.planning.agenda.plan import Plan, load_plan
from modusvivendi.planning.plan_agenda import moved
from modusvivendi.precedent.ask import make_ask, read_ask
from modusvivendi.precedent.only import read_filters
from modusvivendi.precedent.store import load_demands
from modusvivendi.record.codes import ISSUE_NUMBERS, POSITION_NUMBERS, TRACK_CODES, TRACK_NUMBERS
from modusvivendi.record.dates import parse_date, parse_period
from modusvivendi.record.numbers import parse_number
from modusvivendi.simulator.events import read_events
from modusvivendi.strategy import load_strategies, load_strategy
from modusvivendi.strategy.followers import followers_of
from modusvivendi.study.manifest import manifest_of, read_manifest, write_manifest
from modusvivendi.study.overrides import apply_overrides
from modusvivendi.study.study import Study
from modusvivendi.theory import load_theories, load_theory
from outside.made_up import write_file

SHAPE = Shape(issues=3, segments=2, blocs=2, rivals=1, hazards=2, years=5, record=True, seed=1, words=True, coded=True)
CASE = "case"  # the folder of the case in a world of files


@dataclass(frozen=True)
class Reader:
    """A file by its place in the world of files, its form (see ``mutate.mutated``), and how it is read.

    checked: ``modus check`` knows it too, and is given what is named here.
    """

    file: str
    form: str
    read: Callable[[Path], object]
    checked: str = ""


def in_case(file: str, form: str = "table") -> Reader:
    """A file of a case, which is read with all of it."""
    return Reader(f"{CASE}/{file}", form, lambda path: load_case(path.parents[file.count("/")]), CASE)


def _journal(path: Path) -> object:
    return [sealed_in(entry) for entry in read_journal(path)]


def _lent(path: Path) -> object:
    lent, theories = borrow("random_1", date(2026, 11, 27), read_lent(path)), load_theories(("inertia",))
    return lent.why_not(theories) or lent.posterior(_case(), theories)


def _kept(path: Path) -> object:
    """A checkpoint stands under the hash of what was asked; a damaged one is made anew."""
    with CheckpointedTasks(["fuzz"], folder=path.parent, threads=1, total=1, progress=None) as tasks:
        found = tasks.kept([], lambda: {"x": np.arange(3.0)})
    assert set(found) == {"x"} or not tasks.damaged
    return None


FILES: dict[str, Reader] = {
    "case": in_case("case.yaml", "yaml"),
    "ladders": in_case("ladders.yaml", "yaml"),
    "positions": in_case("positions.csv"),
    "levels": in_case("levels/2026-03-31.csv"),
    "countries": in_case("countries/2026-04-30.csv"),
    "acts": in_case("record/acts.csv"),
    "moves": in_case("record/moves.csv"),
    "tracks": in_case("record/tracks.csv"),
    "series": in_case("record/series.csv"),
    "act codes": in_case("record/coding/acts.csv"),
    "track codes": in_case("record/coding/tracks.csv"),
    "issue codes": in_case("record/coding/issue_attributes.csv"),
    "position codes": in_case("record/coding/segment_positions.csv"),
    "theory": Reader("theory.yaml", "yaml", load_theory, "theory.yaml"),
    "strategy": Reader("strategy.yaml", "yaml", load_strategy, "strategy.yaml"),
    "plan": Reader("plan.yaml", "yaml", load_plan, "plan.yaml"),
    "claims": Reader("claims.yaml", "yaml", read_claims, "claims.yaml"),
    "questions": Reader("questions.yaml", "yaml", read_questions, "questions.yaml"),
    "table of questions": Reader("questions.csv", "table", read_questions, "questions.csv"),
    "ask": Reader("ask.yaml", "yaml", lambda path: make_ask(read_ask(path), [load_demands(path.parent / CASE)])),
    "news": Reader("news.csv", "table", lambda path: read_inbox(load_case(path.parent / CASE), {"tracks": path})),
    "scc": Reader("scc.csv", "table", lambda path: read_outside("scc", path)),
    "ties": Reader("ties.csv", "table", lambda path: read_outside("ties", path)),
    "gsdb": Reader("gsdb.csv", "table", lambda path: read_outside("gsdb", path)),
    "negotiations": Reader("negotiations.json", "json", read_negotiations),
    "earlier brief": Reader("brief.json", "json", read_standpoint),
    "lent weights": Reader("lent.json", "json", _lent),
    "manifest": Reader("run/futures.manifest.json", "json", lambda path: read_manifest(path.parent / "futures.zarr")),
    "journal": Reader("journal.jsonl", "lines", _journal),
    "run of the app": Reader(
        "modus-out/app/20260101-000000-run-00000000/manifest.json",
        "json",
        lambda path: Store(path.parents[3]).load(path.parent.name),
    ),
    "events": Reader("weighed/rows.csv", "table", lambda path: read_events(path.parent, ["inertia", "leverage"])),
    "posterior": Reader("posterior.npz", "bytes", lambda path: Posterior.load(load_case("tiraspol"), path)),
    "checkpoint": Reader("checkpoints/db7ee0a51d60e2d9e2b5b8d2.npz", "bytes", _kept),
    "workbook": Reader("positions.xlsx", "bytes", lambda path: read_outside("gsdb", path)),
}


def _case() -> Case:
    return load_case("tiraspol")


TEXTS: dict[str, tuple[Callable[[str], object], tuple[str, ...]]] = {
    "--set": (
        lambda text: apply_overrides([text], load_theories(None), load_strategies(None)),
        (
            "theory.all.choice_precision=8",
            "theory.inertia.lam.scale=2",
            "strategy.piecemeal.levers.aid=0.5",
            "case.x.y=0.4",
            "strategy.piecemeal.terms.step=0.3",
            "strategy.piecemeal.at_once=2",
        ),
    ),
    "--value": (read_aims, ("core_rights,wellbeing", "core_rights=0.5,wellbeing=0.5")),
    "--acceptable": (lambda text: read_levels([text]), ("good:core_rights=0.2,wellbeing=0.4",)),
    "--level": (lambda text: parse_levels([text]), ("water=0.3",)),
    "--objectives": (
        lambda text: read_objectives(text, ["core_rights", "wellbeing", "money"]),
        ("core_rights,-money,+wellbeing",),
    ),
    "--robust": (check_robust, ("expected", "worst", "p10")),
    "--move": (
        lambda text: moved(_plan(), [text], _case()),
        ("telecommunications=1", "telecommunications=alone", "telecommunications=off"),
    ),
    "--only": (lambda text: read_filters([text], [load_demands("tiraspol")]), ("years=2007-2012", "outcome=met", "reward=yes")),
    "--as": (lambda text: followers_of(load_strategy("piecemeal"), _case(), text), ("like-minded", "US,UA", "patron")),
    "--as-of": (lambda text: load_case("tiraspol", text), ("2021-12-31", "2021-12")),
    "--from": (lambda text: load_case("tiraspol", None, text), ("2026-11-27",)),
    "date": (parse_date, ("2024-05-29", "2024-05", "2024")),
    "period": (parse_period, ("2024-Q1", "2024-H2", "FY2024", "2020-2022", "2024-01/2024-06")),
    "number": (parse_number, ("0.5", "1,5", "-1e-3", "12")),
}
PLAIN_ERRORS = {"date": ValueError, "period": ValueError, "number": ValueError}  # their callers say where it stands


def _plan() -> Plan:
    return Plan.model_validate({"name": "own", "tracks": [{"issues": [_case().issue_ids[0]], "bloc": _case().blocs[0].id}]})


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def _table(path: Path, columns: tuple[str, ...], *rows: tuple[str, ...]) -> None:
    text = io.StringIO(newline="")
    csv.writer(text).writerows((columns, *rows))
    _write(path, text.getvalue())


def make_world(folder: Path) -> Path:
    """A folder with a small valid file for every reader."""
    _make_case(random_case(folder / CASE, SHAPE))
    case = load_case(folder / CASE)
    issue, bloc = case.issue_ids[0], case.blocs[0].id
    _write(folder / "theory.yaml", THEORY)
    _write(folder / "strategy.yaml", STRATEGY)
    _write(folder / "plan.yaml", PLAN.format(issue=issue, bloc=bloc))
    _write(folder / "claims.yaml", CLAIMS)
    _write(folder / "questions.yaml", QUESTIONS)
    _table(
        folder / "questions.csv",
        ("id", "text", "kind", "opens", "by", "issue", "direction", "magnitude", "issues", "actor"),
        ("one", "Does it step away by then?", "act", "2026-06-01", "2026-12-31", issue, "away", "3", "", ""),
        ("two", "Is the ask met by then?", "track", "2026-06-01", "2026-12-31", "", "", "", issue, "XX"),
    )
    _write(
        folder / "ask.yaml", f"ask: Open the road\nissues: [{issue}]\nform: single\ncost: low\npublicity: quiet\nmaterial: 0.2\n"
    )
    rows = list(csv.reader((folder / CASE / "record" / "tracks.csv").read_text(encoding="utf-8").splitlines()))
    _table(folder / "news.csv", tuple(rows[0]), *(("new_" + row[0], *row[1:]) for row in rows[1:]))
    for name in ("scc", "ties", "gsdb"):
        write_file(folder / f"{name}.csv", name, [{}, {}])
    _workbook(folder / "gsdb.csv", folder / "positions.xlsx")
    people = {"a": {"value2issue": {"High": "Food", "Medium": "Water", "Low": "Firewood"}}}
    people["b"] = {"value2issue": {"High": "Water", "Medium": "Food", "Low": "Firewood"}}
    deal = {
        "issue2youget": {"Food": "2", "Water": "1", "Firewood": "0"},
        "issue2theyget": {"Food": "1", "Water": "2", "Firewood": "3"},
    }
    log = [{"text": "Submit-Deal", "task_data": deal, "id": "a"}, {"text": "Accept-Deal", "task_data": {}, "id": "b"}]
    _write(folder / "negotiations.json", json.dumps([{"chat_logs": log, "participant_info": people}] * 2))
    _write(folder / "brief.json", json.dumps(BRIEF))
    _make_results(folder, case)
    return folder


def _make_case(folder: Path) -> None:
    """What a random case leaves out: ladders, positions, later tables, codings."""
    with (folder / "case.yaml").open("a", encoding="utf-8") as file:
        file.write("countries:\n- {id: XX, title: Graustark, bloc: camp_0}\n- {id: YY, title: Ruritania, bloc: camp_1}\n")
    row = ("XX", "2026-01-31", "yes", "no", "A report 2026")
    _table(folder / "countries" / "2026-04-30.csv", ("country", "since", "accredited", "recognised", "source"), row)
    case = load_case(folder)
    issues, segments = case.issue_ids, [segment.id for segment in case.segments]
    rungs = "".join(f"  - {{level: {n / 4}, short: rung {n}, facts: Rung {n} holds.}}\n" for n in range(5))
    _write(folder / "ladders.yaml", f"{issues[0]}:\n  full_ask: all of it\n  rungs:\n{rungs}  held: {{2024-05: 0.25}}\n")
    cells = [(s, i, "0.1", "0.4", "0.5", "0.9", "A report 2026") for s in segments for i in issues]
    _table(folder / "positions.csv", POSITION_COLUMNS, *cells)
    dated = [issue for issue in issues if len(case.snapshots) and _has_levels(folder, issue)]
    level = ("0.3", "0.2", "0.4", "A report 2026", "made up")
    _table(
        folder / "levels" / "2026-03-31.csv",
        ("issue", "value", "low", "high", "source", "why"),
        *((i, *level) for i in dated[:1]),
    )
    track_names = tuple(f"{name}_{coder}" for name in (*TRACK_CODES, *TRACK_NUMBERS) for coder in "ab")
    codes = {"form": "single", "cost": "low", "publicity": "quiet"}
    row = tuple(codes.get(name[:-2], "0.5") for name in track_names)
    _table(folder / "record" / "coding" / "tracks.csv", ("track_id", *track_names), *((f"t{n}", *row) for n in range(4)))
    names = tuple(f"{name}_b" for name in ISSUE_NUMBERS)
    _table(
        folder / "record" / "coding" / "issue_attributes.csv", ("issue", *names), *((i, *("0.5",) * len(names)) for i in issues)
    )
    names = tuple(f"{name}_b" for name in POSITION_NUMBERS)
    _table(
        folder / "record" / "coding" / "segment_positions.csv",
        ("segment", "issue", *names),
        *((s, i, *("0.5",) * len(names)) for s in segments for i in issues),
    )


def _has_levels(folder: Path, issue: str) -> bool:
    from modusvivendi.files.yaml_file import read_yaml

    return any(node["id"] == issue and "levels" in node for node in read_yaml(folder / "case.yaml")["issues"])  # type: ignore[attr-defined]


def _workbook(table: Path, path: Path) -> None:
    from openpyxl import Workbook

    made = Workbook()
    for row in csv.reader(table.read_text(encoding="utf-8").splitlines()):
        made.active.append(row)
    made.save(path)


def _make_results(folder: Path, case: Case) -> None:
    """What commands have left behind: a manifest, a journal, weights, a posterior, checkpoints."""
    study = Study(case=case, theories=(load_theory("inertia"),), strategies=(load_strategy("drift"),), futures=8, months=12)
    (folder / "run").mkdir()
    write_manifest(folder / "run" / "futures.zarr", manifest_of(study, 8, 8))
    question = {"id": "one", "text": "Does it?", "kind": "act", "issue": case.issue_ids[0], "direction": "away", "magnitude": 3}
    question |= {"opens": "2026-06-01", "by": "2026-12-31"}
    asked = {"question": question, "chance": 0.2, "by_theory": {"inertia": 0.2}, "base": 0.3, "last_year": 0.1}
    append(folder / "journal.jsonl", [("sealed", {"case": case.name, "as_of": "2026-02-20", "questions": [asked]})] * 2)
    run = Run(
        id="20260101-000000-run-00000000",
        command=("run", "mine"),
        title="t",
        key="k",
        case="c",
        digest="d",
        as_of="2026-01-01",
        code="c",
        python="3",
        asked="2026-01-01T00:00:00+00:00",
    )
    Store(folder).save(run)
    _table(
        folder / "weighed" / "rows.csv",
        ("month", "what", "moved", "inertia", "leverage"),
        ("2024-05", "a step", "0.4", "-1.5", "-1.1"),
        ("2025-05", "another", "0.2", "-0.5", "-1.0"),
    )
    from modusvivendi.evidence.pooled.lent import SHIPPED

    lent = json.loads(SHIPPED.read_text(encoding="utf-8"))
    _write(folder / "lent.json", json.dumps(lent[:1]))
    _make_posterior(folder / "posterior.npz")
    (folder / "checkpoints").mkdir()
    _kept(folder / "checkpoints" / "any")
    (made,) = (folder / "checkpoints").iterdir()
    made.rename(folder / FILES["checkpoint"].file) if made.name != Path(FILES["checkpoint"].file).name else None


def _make_posterior(path: Path) -> None:
    from modusvivendi.engine.layout import THEORY_PARAMETERS
    from modusvivendi.evidence.inference.identity import code_digest, prior_digest

    draws = {"inertia": np.full((2, len(THEORY_PARAMETERS)), 0.5)}
    Posterior({"inertia": 1.0}, draws, _case().digest(), {"inertia": prior_digest(load_theory("inertia"))}, code_digest()).save(
        path
    )


THEORY = """name: own
family: identity
title: A theory of one's own
claim: "Something moves it."
claims: [C3]
sources: ["A book 2020"]
priors:
  beta_audience: {folded_normal: [1, 0.5], source: "judgement, range 0 to 2"}
  contagion: {uniform: [1, 4], source: "judgement, range 1 to 4"}
  choice_precision: {fixed: 6, source: "judgement, range 6 to 6"}
"""
STRATEGY = """name: own
title: Own way
summary: Many talks.
claims: [C14]
sources: ["A paper 2024"]
followers: like-minded
phases:
  - levers: {pressure: 0.45, aid: 0.6, money: 0.2}
  - {start: 12, levers: {pressure: 0.1}}
demands: {issues: {core_right: true}, intensity: 0.5}
rules:
  - select: {max_politicisation: 0.8}
    partition: single
    order: easy
    total_reward: 1.8
    unpaid: {humanitarian: true}
    terms: {step: 0.3, publicity: 0.15, intensity: 0.2, patience: 36, renewals: 2, pause: 3}
at_once: 4
"""
PLAN = """name: own
title: By hand
followers: like-minded
at_once: 3
follow_through: 0.9
demands: []
tracks:
  - issues: [{issue}]
    bloc: {bloc}
    start: 0
    step: 0.3
    all_or_nothing: true
    reward: 0.4
    standing: 0.1
    publicity: 0.15
    patience: 24
    renewals: 1
    pause: 3
"""
CLAIMS = """name: own
title: "A paper"
source: "A paper, 2024"
stated: 2024-05-29
case: afghanistan
claims:
  - id: C1
    title: Survival first
    words: It wants to survive.
    lives_in: [conviction]
    model:
      - {kind: cannot, why: "no theory denies it"}
    record:
      - {kind: issues, attribute: own_benefit, expects: more, says: "It moves more where it gains."}
      - {kind: rows, table: acts, where: {direction: [dissent]}, more_than: 0.1, says: "One in ten."}
"""
QUESTIONS = """case: random_1
as_of: 2026-02-20
questions:
  - id: one
    text: Does it step away by then?
    kind: act
    issue: issue_0
    direction: away
    magnitude: 3
    opens: 2026-06-01
    by: 2026-12-31
  - id: two
    text: Does the rung hold by then?
    kind: rung
    issue: issue_0
    rung: 0.5
    side: at_least
    opens: 2026-06-01
    by: 2026-12-31
"""
BRIEF = {
    "case": "random_1",
    "known": "2026-02-20",
    "read": "2026-03-01",
    "study": "0" * 12,
    "option": "piecemeal",
    "tied": ["drift"],
    "good": 3,
    "better": {"core_rights": 0.2},
    "worse": {"core_rights": 0.1},
    "signs": ["one"],
    "confidence": "low",
    "futures": 64,
}


class World:
    """A folder of valid files, one of which is changed at a time and put back afterwards."""

    def __init__(self, folder: Path) -> None:
        self.folder = make_world(folder)
        self.seeds = {
            name: (folder / reader.file).read_bytes() for name, reader in FILES.items() if (folder / reader.file).exists()
        }

    def refusal(self, name: str, raw: bytes) -> str | None:
        """What a reader says of a file, None if it takes it. Anything but an InputError is let through."""
        reader = FILES[name]
        path = self.folder / reader.file
        path.write_bytes(raw)
        try:
            reader.read(path)
        except InputError as error:
            return str(error)
        finally:
            if self.seeds[name] != raw and not reader.checked:
                path.write_bytes(self.seeds[name])
        return None

    def check_faults(self, name: str) -> int | None:
        """How many faults ``modus check`` finds in the file as it now stands, None if it cannot tell what it is; the valid file is put
        back."""
        from modusvivendi.check import check

        reader = FILES[name]
        try:
            found = check(str(self.folder / reader.checked))
            return None if found.faults and "neither a case" in str(found.faults[0]) else len(found.faults)
        finally:
            (self.folder / reader.file).write_bytes(self.seeds[name])

    def remove(self) -> None:
        """Take the folder away."""
        shutil.rmtree(self.folder, ignore_errors=True)
