"""Tables of precedents: nearest asks, narrowing, groups, checks, coefficients, and everything on record."""

from __future__ import annotations

from collections.abc import Sequence

from modusvivendi.findings import words
from modusvivendi.findings.finding import Fact, Table
from modusvivendi.findings.precedents_words import ended, in_hundred, short_citation, when
from modusvivendi.findings.rows import Rows
from modusvivendi.precedent.demand import Demand
from modusvivendi.precedent.distance import BY_NAME
from modusvivendi.precedent.pooled import LEVEL
from modusvivendi.precedent.precedents import Outlook, Precedents
from modusvivendi.precedent.rate import Rate

SHARES = "in 100, with the 90% interval of the posterior"
COLUMNS = (
    ("case", "case whose authority was asked", "name"),
    ("id", "track of the case's record", "name"),
    ("asked", "what was asked", "words"),
    ("asker", "who asked", "words"),
    ("issue class", "kind of issue; with the case and repeats it makes the file", "name"),
    ("issues", "issues of the case", "names"),
    ("domains", "domains of the issues", "names"),
    ("form", "0 a single ask, 1 a package; mean over coders", "0 to 1"),
    ("cost", "cost to the authority; mean over coders", "0 none, 1 high"),
    ("publicity", "how publicly it was asked; mean over coders", "0 quiet, 1 public"),
    ("politicisation", "how it reads to the authority's base; mean over coders", "0 to 1"),
    ("material reward", "mean over coders", "0 to 1"),
    ("standing reward", "mean over coders", "0 to 1"),
    ("reward", "whether one was attached", "yes or no"),
    ("offered", "what was offered", "words"),
    ("start", "first day, as precisely as known", "date"),
    ("end", "day of the outcome, as precisely as known; empty if open", "date"),
    ("outcome", "met, temporary, partly, not_met or open", "word"),
    ("reversed later", "what became of it", "words"),
    ("failed by", "who kept it from being met in full", "word"),
    ("held", "time for which what was agreed held", "months"),
    ("repeats", "earlier track that it asks again", "name"),
    ("signed with", "tracks signed together with it", "names"),
    ("file", "asks of one file are not independent", "name"),
    ("warnings", "of the case's authors: weak rows, disputed outcome, rival government", "words"),
    ("spread of cost", "largest less smallest code", "0 to 1"),
    ("spread of publicity", "largest less smallest code", "0 to 1"),
    ("spread of form", "largest less smallest code", "0 to 1"),
    ("spread of politicisation", "largest less smallest code", "0 to 1"),
    ("sources", "acts and moves it rests on; see sources", "names"),
)


def described(found: Precedents) -> str:
    """An ask in words, from what is said of it."""
    ask = found.ask
    form = {None: "an ask", 0.0: "a single ask", 1.0: "a package"}[ask.form]
    parts = []
    titles = {name: facts.title for case in found.cases for name, facts in case.issues.items()}
    if ask.issues:
        parts.append(f"on {words.listed(titles[i] for i in ask.issues)}")
    if ask.cost is not None:
        parts.append(f"of {_nearest(ask.cost, {'no': 0.0, 'low': 1 / 3, 'middling': 2 / 3, 'high': 1.0})} cost")
    if ask.publicity is not None:
        parts.append(_nearest(ask.publicity, {"made quietly": 0.0, "made half in public": 0.5, "made in public": 1.0}))
    if ask.reward is not None:
        parts.append("with a reward" if ask.reward else "without a reward")
    if ask.asker:
        parts.append(f"by {next((c.askers[ask.asker] for c in found.cases if ask.asker in c.askers), ask.asker)}")
    return " ".join([form, *parts])


def _nearest(value: float, scale: dict[str, float]) -> str:
    return min(scale, key=lambda word: abs(scale[word] - value))


def near_table(found: Precedents) -> Table:
    """The nearest precedents, nearest first."""
    rows = [
        {
            "ask": n.demand.name,
            "distance": Fact(value=n.distance, unit="of the way", form="percent"),
            "when": when(n.demand.start),
            "asked by": n.demand.asker_title,
            "what was asked": n.demand.ask,
            "outcome": ended(n.demand),
            "source": short_citation(n.demand),
        }
        for n in found.near
    ]
    caption = "Nearest precedents; distance from 0% (the same) to 100% (wholly different)"
    return Table(name="nearest", caption=caption, frame=Rows.of(rows), digits=2, brief=True)


def rate_row(rate: Rate) -> dict[str, object]:
    """A rate as cells of a table."""
    return {
        "decided": rate.decided,
        "files": rate.files,
        "worth": Fact(value=rate.met.effective, unit="independent asks"),
        "met": in_hundred(rate.met),
        "met, if for a time": in_hundred(rate.held_or_met),
        "moved at all": in_hundred(rate.moved),
    }


def step_table(found: Precedents) -> Table:
    """How the class was narrowed, step by step."""
    rows = [
        {"agrees also in": s.attribute.title, "kept": "yes" if s.kept else "too few", **rate_row(s.rate)}
        for s in found.reference.steps
    ]
    caption = f"Narrowing to asks such as this one, from all that are counted; shares {SHARES}"
    return Table(name="narrowing", caption=caption, frame=Rows.of(rows), digits=0, brief=True)


def group_table(found: Precedents) -> tuple[Table, ...]:
    """Rates by attribute and word, and by case."""
    order = {"single": 0, "package": 1, "none": 2, "low": 3, "mid": 4, "high": 5, "quiet": 6, "mixed": 7, "public": 8}
    groups = sorted(found.groups.items(), key=lambda item: [order.get(word, 9) for word in item[0][1].split(", ")])
    kinds = dict.fromkeys(("form", "cost", "publicity", "reward", "form and cost"))
    rows = [{"asks": f"{kind}: {word}", **rate_row(rate)} for k in kinds for (kind, word), rate in groups if kind == k]
    cases = [{"case": name, "open": rate.open, **rate_row(rate)} for name, rate in found.by_case.items()]
    tables = [Table(name="by case", caption=f"By case; shares {SHARES}", frame=Rows.of(cases), digits=0, brief=True)]
    if rows:
        caption = f"By form, cost, publicity and reward; shares {SHARES}"
        tables.insert(0, Table(name="groups", caption=caption, frame=Rows.of(rows), digits=0, brief=True))
    return tuple(tables)


def check_table(found: Precedents) -> Table:
    """The class counted in other ways."""
    rows = [{"without": "nothing left out", **rate_row(found.reference.rate)}]
    rows += [{"without": c.name, **rate_row(c.rate)} for c in found.reference.checks]
    caption = f"The same asks, without those of one kind; shares {SHARES}"
    return Table(name="counting", caption=caption, frame=Rows.of(rows), digits=0, brief=True)


def coefficient_table(outlook: Outlook) -> Table:
    """Coefficients of the pooled logit."""
    model = outlook.model
    assert model is not None
    rows = []
    for name in model.covariates:
        value, low, high = model.coefficient(name)
        fact = Fact(value=value, low=low, high=high, interval="posterior", level=LEVEL, unit="logits from 0 to 1", n=model.n)
        rows.append({"attribute": BY_NAME[name].title, "logits from 0 to 1": fact})
    which = "all authorities" if outlook.own else "other authorities"
    caption = f"Pooled logit over {which}: {model.n} asks in {model.files} files, 90% intervals from refits on files drawn anew"
    return Table(name=f"logit, {which}", caption=caption, frame=Rows.of(rows), digits=1, folded=True)


def demand_rows(demands: Sequence[Demand]) -> Rows:
    """One row an ask, with the columns of COLUMNS."""
    return Rows(tuple(name for name, _, _ in COLUMNS), tuple(map(demand_row, demands)))


def demand_row(d: Demand) -> tuple[object, ...]:
    """An ask as cells, in the order of COLUMNS."""
    warned = {"weak rows": d.weak, "disputed outcome": d.disputed, "rival government": d.rival}
    spread = (d.spread.get(name) for name in ("cost", "publicity", "form", "politicisation"))
    return (
        d.case,
        d.id,
        d.ask,
        d.asker_title,
        d.issue_class,
        ", ".join(d.issues),
        ", ".join(d.domains),
        d.form,
        d.cost,
        d.publicity,
        d.politicisation,
        d.material,
        d.standing,
        "yes" if d.reward else "no",
        d.sweetener,
        d.start,
        d.end,
        d.outcome,
        "" if d.reversed == "no" else d.reversed.replace("_", " "),
        d.failed_by,
        d.held,
        d.repeats,
        ", ".join(d.signed_with),
        d.cluster,
        ", ".join(name for name, holds in warned.items() if holds),
        *spread,
        ", ".join(s.id for s in d.sources),
    )


def source_rows(demands: Sequence[Demand]) -> Rows:
    """One row a source of an ask."""
    columns = ("ask", "row", "date", "title", "publisher", "address")
    return Rows(columns, tuple((d.name, s.id, s.date, s.title, s.publisher, s.url) for d in demands for s in d.sources))


def column_table() -> Table:
    """What the columns of the table of asks mean."""
    frame = Rows(("column", "meaning", "unit"), COLUMNS)
    return Table(name="columns", caption="Columns of the table of asks, with their units", frame=frame, folded=True)
