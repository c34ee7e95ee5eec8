"""A page of plain text for each kind of name, and the same as data."""

from __future__ import annotations

import os
import textwrap
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import yaml

from modusvivendi.errors import InputError
from modusvivendi.files.yaml_file import read_document
from modusvivendi.render.show.catalogue import PARTS, Entry
from modusvivendi.strategy import Strategy, load_strategy
from modusvivendi.strategy.strategy import read_strategy
from modusvivendi.theory import Prior, Theory, load_theories, load_theory, shared_priors
from modusvivendi.theory.theory import read_theory

if TYPE_CHECKING:
    from pydantic import BaseModel

    from modusvivendi.case import Case, Issue
    from modusvivendi.case.quantity import Quantity

WIDTH = 110
HEAD = ("name", "title", "summary", "backers", "sources", "claims", "followers")  # fields of a strategy that are said in words
LONGEST = 60  # lines of the page of a case


@dataclass(frozen=True)
class Page:
    """lines: what is printed. data: the whole thing as plain data."""

    lines: tuple[str, ...]
    data: dict[str, object]


def page_of(entry: Entry, cases: Sequence[Case]) -> Page:
    """The page of a name; ``cases`` holds the case that it is or is a part of."""
    if entry.kind == "theory":
        return theory_page(load_theory(entry.name))
    if entry.kind == "strategy":
        return strategy_page(load_strategy(entry.name))
    if entry.kind == "outcome":
        return outcome_page(entry.name)
    if entry.kind == "parameter":
        return parameter_page(entry.name)
    case = next(case for case in cases if case.name == (entry.of or entry.name))
    if entry.kind == "case":
        return case_page(case)
    if entry.kind == "issue":
        return issue_page(case, case.issue(entry.name))
    if entry.kind == "coalition":
        members = [case.country(name) for name in case.coalition(entry.name)]
        lines = (f"{entry.name}: a coalition of {case.name}", *(f"  {c.id:10} {c.title} ({c.bloc})" for c in members))
        return Page(lines, {"name": entry.name, "case": case.name, "members": [c.id for c in members]})
    part = next(item for item in getattr(case, PARTS[entry.kind]) if item.id == entry.name)
    return part_page(entry, part)


def wrapped(text: str, indent: str = "") -> list[str]:
    """A text in lines of the page's width."""
    return textwrap.wrap(text, WIDTH, initial_indent=indent, subsequent_indent=indent)


def plain(model: BaseModel) -> dict[str, object]:
    """A model as plain data, without what is not set."""
    data: dict[str, object] = model.model_dump(mode="json", exclude_none=True)
    return data


def spread(quantity: Quantity) -> str:
    """A quantity as its range."""
    return f"{quantity.low:g}–{quantity.high:g}"


def case_page(case: Case) -> Page:
    """A case at a glance; every line names one thing, with its id first, so that ``modus show ID`` leads on."""
    titles = {
        "Segments of its base": [f"{s.id} ({s.title})" for s in case.segments],
        "Rivals": [f"{r.id} ({r.title})" for r in case.rivals],
        "Groups": [f"{g.id} ({g.title})" for g in case.groups],
        "Hazards": [f"{h.id} ({h.title})" for h in case.hazards],
        "Coalitions": [f"{name} ({len(members)})" for name, members in case.coalitions.items()],
    }
    lines = [
        f"{case.name}: {case.title}",
        *wrapped(case.summary),
        f"Known up to {case.as_of}; futures start in {case.start}, over {case.horizon_months} months.",
        "",
        f"{'Issues':34} {'today':>10} {'politicised':>12} {'own gain':>10}  domain",
        *(
            f"  {i.id:32} {spread(i.start):>10} {spread(i.politicisation):>12} {spread(i.own_benefit):>10}  {i.domain}"
            for i in case.issues
        ),
        "",
        "Blocs of outsiders",
    ]
    for bloc in case.blocs:
        countries = ", ".join(c.id for c in case.countries if c.bloc == bloc.id)
        lines += wrapped(f"{bloc.id}: {bloc.title}: {countries}", "  ")[:3]
    for title, names in titles.items():
        lines += [title, *wrapped("; ".join(names) or "none", "  ")[:4]]
    lines += record_lines(case)
    if len(lines) > LONGEST:
        lines = [*lines[: LONGEST - 1], f"({len(lines) - LONGEST + 1} more lines; --json shows all)"]
    return Page(tuple(lines), case.model_dump(mode="json", exclude={"positions"}))


def record_lines(case: Case) -> list[str]:
    """What the record of a case holds."""
    record = case.record
    if record is None:
        return ["Record: none"]
    outcomes = Counter(track.outcome for track in record.tracks)
    counted = ", ".join(f"{number} {outcome}" for outcome, number in outcomes.most_common())
    days = [a.date.first for a in record.acts] + [m.date.first for m in record.moves]
    return [
        f"Record, {min(days):%B %Y} to {max(days):%B %Y}: {len(record.acts)} acts, {len(record.moves)} moves, "
        f"{len(record.tracks)} tracks ({counted}), {len(record.series)} numbers"
    ]


def issue_page(case: Case, issue: Issue) -> Page:
    """An issue: its numbers with their sources, who stands where, who asks for it, and its record."""
    from modusvivendi.case.quantity import Quantity

    lines = [f"{issue.id}: {issue.title}, an issue of {case.name}", *wrapped(issue.why), f"Domain: {issue.domain}", ""]
    lines += ladder_lines(case, issue)
    quantities = [(name, value) for name in type(issue).model_fields if isinstance(value := getattr(issue, name), Quantity)]
    for name, value in quantities:
        lines += [f"  {name:22} {value.value:<7g} {spread(value):>12}  {value.source}", *wrapped(value.why, " " * 25)]
    lines += ["", "Where its base stands (ideal; how much it cares)"]
    for segment in case.segments:
        position = case.position(segment.id, issue.id)
        lines.append(f"  {segment.id:28} {spread(position.ideal):>12}  {spread(position.salience):>12}")
    asked = [f"{b.id} {spread(b.demands[issue.id])}" for b in case.blocs if issue.id in b.demands]
    lines += ["", f"Asked for by: {', '.join(asked) or 'nobody in public'}"]
    if case.record:
        effects = Counter(act.net_effect for act in case.record.acts if act.issue == issue.id)
        tracks = Counter(track.outcome for track in case.record.tracks if issue.id in track.issues)
        lines.append(f"Record: acts {counts(effects)}; tracks {counts(tracks)}")
    return Page(tuple(lines), {"case": case.name, **plain(issue)})


def ladder_lines(case: Case, issue: Issue) -> list[str]:
    """What levels of the issue mean, rung by rung, when each held, and what that rests on; none without a ladder."""
    ladder = case.ladders.get(issue.id)
    if ladder is None:
        return []
    lines = ["Ladder, from what the authority would do alone (0) to the full ask (1)"]
    for rung in ladder.rungs:
        held = [f"{day:%B %Y}" for day, level in sorted(ladder.held.items()) if level == rung.level]
        mark = f" (held in {' and '.join(held)})" if held else ""
        lines += [f"  {rung.level:<5g} {rung.name}{mark}", *(wrapped(rung.facts, " " * 8) if rung.facts != rung.name else [])]
    return [*lines, *([f"  Rests on {ladder.source}."] if ladder.source else []), ""]


def counts(counter: Counter[str]) -> str:
    """Counts in words."""
    return ", ".join(f"{number} {name}" for name, number in counter.most_common()) or "none"


def part_page(entry: Entry, part: BaseModel) -> Page:
    """Any other part of a case, field by field."""
    data = plain(part)
    text = yaml.safe_dump(data, sort_keys=False, allow_unicode=True, width=WIDTH)
    return Page((f"{entry.name}: a {entry.kind} of {entry.of}", *text.splitlines()), {"case": entry.of, **data})


def distribution_of(prior: Prior) -> str:
    """The distribution of a prior, as its file gives it."""
    value = getattr(prior, prior.distribution)
    return f"{prior.distribution} {value:g}" if isinstance(value, float) else f"{prior.distribution} [{value[0]:g}, {value[1]:g}]"


def theory_page(theory: Theory) -> Page:
    """A theory: its claim and the priors in which it differs."""
    lines = [f"{theory.name}: {theory.title}, a theory ({theory.family})", *wrapped(theory.claim)]
    lines += listed("Sources", theory.sources) + listed("Claims", theory.claims)
    lines += ["", "Priors in which it differs from what all theories share"]
    for name, prior in theory.priors.items():
        meaning = prior.meaning or shared_priors()[name].meaning
        lines += [f"  {name:24} {distribution_of(prior)}", *wrapped(f"{meaning}; {prior.source}", "      ")]
    complete = {name: plain(prior) for name, prior in theory.complete().items()}
    return Page(tuple(lines), {**plain(theory), "priors": complete})


def listed(title: str, items: Iterable[str]) -> list[str]:
    """A titled list in lines, none if it is empty."""
    text = "; ".join(items)
    return wrapped(f"{title}: {text}") if text else []


def strategy_page(strategy: Strategy) -> Page:
    """A strategy: what it does, phase by phase and rule by rule."""
    data = plain(strategy)
    rest = {k: v for k, v in strategy.model_dump(mode="json", exclude_defaults=True, exclude_none=True).items() if k not in HEAD}
    lines = [f"{strategy.name}: {strategy.title}, a strategy", *wrapped(strategy.summary)]
    lines += listed("Those who favour it say", filter(None, [strategy.backers]))
    lines += listed("Sources", strategy.sources) + listed("Claims", strategy.claims)
    lines += [f"Followers: {strategy.followers}", ""]
    return Page((*lines, *yaml.safe_dump(rest, sort_keys=False, allow_unicode=True, width=WIDTH).splitlines()), data)


def outcome_page(name: str) -> Page:
    """An outcome: what it means and which way is better."""
    from modusvivendi.engine.outcomes import OUTCOMES  # loaded when used: it loads the compiler

    outcome = next(o for o in OUTCOMES if o.name == name)
    better = "higher is better" if outcome.direction > 0 else "lower is better"
    lines = [f"{name}: {outcome.title}, an outcome ({outcome.family})", *wrapped(outcome.meaning)]
    lines += [f"For an outsider who shares the stated aims, {better}.", *listed("Claims", outcome.claims)]
    return Page(tuple(lines), {name: value for name, value in vars(outcome).items() if name != "reduce"})


def parameter_page(name: str) -> Page:
    """A parameter of theories: its meaning, the shared prior, and the theories that have their own."""
    shared = shared_priors()[name]
    own = {theory.name: theory.priors[name] for theory in load_theories() if name in theory.priors}
    lines = [
        f"{name}: a parameter of every theory",
        *wrapped(shared.meaning),
        f"Shared prior: {distribution_of(shared)}",
        *wrapped(f"Source: {shared.source}"),
    ]
    for theory, prior in own.items():
        lines += [f"  {theory}: {distribution_of(prior)}", *wrapped(prior.source, "      ")]
    return Page(
        tuple(lines), {"name": name, "shared": plain(shared), "own": {theory: plain(prior) for theory, prior in own.items()}}
    )


def page_of_file(path: Path, as_of: str | None = None) -> Page:
    """The page of a case, theory, strategy or plan of a user's own; of a case as of a day. Raises InputError."""
    from modusvivendi.case import load_case
    from modusvivendi.check.kind import document_kind
    from modusvivendi.planning.agenda.plan import load_plan

    if os.path.isdir(path):
        return case_page(load_case(path, as_of))
    kind = document_kind(read_document(path).data)
    if kind == "case":
        return case_page(load_case(path, as_of))
    if kind == "theory":
        return theory_page(read_theory(path))
    if kind == "strategy":
        return strategy_page(read_strategy(path))
    if kind == "plan":
        plan = load_plan(path)
        return Page(tuple(plan.to_yaml().splitlines()), plain(plan))
    raise InputError(f"{path.name}: neither a case, a theory, a strategy nor a plan; modus check {path} says more")
