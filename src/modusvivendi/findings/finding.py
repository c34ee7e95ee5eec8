"""A finding: one claim as a template over named facts, with its tables, pictures, method, caveats and sources.

Nothing searches an English sentence for a result: what a program needs stands in ``facts``, what a person reads is made of
them by a renderer (``modusvivendi.render``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from string import Formatter
from typing import TYPE_CHECKING, Literal

from modusvivendi.findings import words
from modusvivendi.findings.rows import Rows

if TYPE_CHECKING:
    import pandas as pd

Value = float | int | str | bool | None
Interval = Literal["", "sampling error", "spread", "range", "posterior"]
View = Literal["planner", "scholar"]
ID = re.compile(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)*")


@dataclass(frozen=True, kw_only=True)
class Fact:
    """One number, name or switch that a claim or a table quotes.

    value: the number itself, None where there is none (``note`` then says why). unit: what it is counted in ("share",
    "policy, 0 to 1", "a month", "nats", ...), "" for names. low, high: the interval, both or neither; ``interval`` says what
    it is: ``sampling error`` (of a mean over simulated futures), ``spread`` (over futures and theories), ``range`` (of a
    judgement or a prior), ``posterior``. level: its coverage in (0, 1]. n: on how many draws, rows or tracks it rests.
    rank: place among the options of one table, 1 the best; None if it is not ranked. form: in which a table shows it, instead
    of the table's own (``words.shown``).

    Example:
        >>> import modusvivendi as mv
        >>> mv.Fact(value=0.25, unit="share", low=0.2, high=0.3, interval="sampling error").low
        0.2
    """

    value: Value
    unit: str = ""
    low: float | None = None
    high: float | None = None
    interval: Interval = ""
    level: float | None = None
    n: int | None = None
    rank: int | None = None
    note: str = ""
    form: str = ""

    def __post_init__(self) -> None:
        if (self.low is None) != (self.high is None):
            raise ValueError("an interval has both ends or none")
        if (self.low is None) != (self.interval == ""):
            raise ValueError("an interval says what it is, and only an interval does")

    @property
    def half(self) -> float | None:
        """Half of the interval's width; None without one."""
        return None if self.low is None or self.high is None else (self.high - self.low) / 2

    def __format__(self, spec: str) -> str:
        """The value in a sentence; ``spec`` is a form of ``words.shown`` (``3``, ``percent``, ``signed2``, ``count`` ...).

        ``,interval`` behind the form adds the interval in brackets, ``+2.7 (2.4 to 3.0)``; ``,range`` gives the interval
        alone, ``2.4 to 3.0``; ``,half`` half of its width alone.
        """
        form, _, beside = spec.partition(",")
        text = words.shown(self.value, form)
        if beside == "half":
            return words.shown(self.half, form)
        if not beside or self.low is None:
            return text
        plain = form.removeprefix(f"{words.SIGNED}_")
        interval = f"{words.shown(self.low, plain)} to {words.shown(self.high, plain)}"
        return interval if beside == "range" else f"{text} ({interval})"


@dataclass(frozen=True, kw_only=True, eq=False)
class Table:
    """Numbers of a finding. ``frame``: one row an item; cells are Facts, plain numbers or words; the first column names rows.

    caption: what the numbers are, with unit and interval. digits: after the point, or a form of ``words.shown`` such as ``"3"``
    for three significant ones. mark: outline the largest or smallest number of each row. folded: behind a line that opens
    it, on a page. brief: also shown in a terminal. muted: positions of rows in grey, on a page.
    """

    name: str
    caption: str
    frame: pd.DataFrame | Rows
    digits: int | str = 3
    mark: Literal["", "max", "min"] = ""
    folded: bool = False
    brief: bool = False
    muted: tuple[int, ...] = ()

    def as_frame(self) -> pd.DataFrame:
        """The numbers as a data frame, whichever they were given as."""
        return self.frame.to_frame() if isinstance(self.frame, Rows) else self.frame


@dataclass(frozen=True, kw_only=True, eq=False)
class Chart:
    """A picture as data: a form that ``render.charts`` knows, what it draws, and how it is told to those who cannot see it.

    title: the finding it shows. description: how to read it. data: what is drawn, long form. settings: of the form.
    twin: the picture's numbers as a table.
    """

    form: str
    title: str
    description: str
    data: pd.DataFrame
    settings: Mapping[str, object] = field(default_factory=dict)
    twin: Table | None = None


@dataclass(frozen=True, kw_only=True)
class Card:
    """One thing on a board. title: what it is. items: what it is about, one a line. lines: what holds for it. link: id of the
    finding that says more, or "". style: ``main``, ``later`` (what follows from another card) or ``beside`` (across the board).
    """

    title: str
    items: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
    link: str = ""
    style: Literal["main", "later", "beside"] = "main"


@dataclass(frozen=True, kw_only=True)
class Board:
    """Cards in columns, in order, such as what is done in each quarter. columns: heading and cards of each."""

    caption: str
    columns: tuple[tuple[str, tuple[Card, ...]], ...]


@dataclass(frozen=True, kw_only=True, eq=False)
class Finding:
    """One answer to one question.

    id: stable, dotted (``run.lead.core_rights``). question: what is asked; findings of one question stand together, in order.
    claim: the answer, a template such as ``"{best} leads by {lead:2}"`` over ``facts``; "" where tables or pictures are the
    answer. headline: among the first things said. too_close_to_call: options are tied within what the runs can tell.
    method, caveats, sources: in words. part: an optional heading that groups findings below one question. folded: a line behind
    which the finding waits on a page, to be opened by those who want it; "" shows it at once. view: ``planner`` for what is told in
    the world's terms; ``scholar`` for indices, nats and parameters, which a page keeps one click away and a terminal leaves out.

    Example:
        >>> import modusvivendi as mv
        >>> lead = mv.Fact(value=0.25, unit="share")
        >>> mv.Finding(id="own.lead", question="Who leads?", claim="It leads by {lead:2}.", facts={"lead": lead}).id
        'own.lead'
    """

    id: str
    question: str
    view: View = "planner"
    claim: str = ""
    facts: Mapping[str, Fact] = field(default_factory=dict)
    tables: tuple[Table, ...] = ()
    charts: tuple[Chart, ...] = ()
    boards: tuple[Board, ...] = ()
    part: str = ""
    folded: str = ""
    headline: bool = False
    too_close_to_call: bool = False
    method: str = ""
    caveats: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not ID.fullmatch(self.id):
            raise ValueError(f"id '{self.id}' of a finding: lower-case words between dots")
        named = {name for _, name, _, _ in Formatter().parse(self.claim) if name is not None}
        if named - set(self.facts):
            raise ValueError(f"{self.id}: the claim names {sorted(named - set(self.facts))}, which are no facts of it")

    @property
    def sentence(self) -> str:
        """The claim with its facts filled in; names of theories and strategies stand between backticks."""
        return self.claim.format_map(self.facts)


@dataclass(frozen=True, kw_only=True, eq=False)
class Report:
    """All findings of one command, and what they rest on.

    title: of what it is about. kind: which command, and the identity of what was run. basis: the first line everywhere: what
    was run, on whose weights. note: how to take it. notice: what must be known before anything is read, such as the age of
    the case. slug: name of the page's file.

    Example:
        >>> import modusvivendi as mv
        >>> mv.Report(title="Own", kind="run", basis="2 theories, weights uniform", findings=()).findings
        ()
    """

    title: str
    kind: str
    basis: str
    findings: tuple[Finding, ...]
    note: str = ""
    notice: str = ""
    slug: str = "page"

    def __post_init__(self) -> None:
        ids = [f.id for f in self.findings]
        twice = {i for i in ids if ids.count(i) > 1}
        if twice:
            raise ValueError(f"findings with the same id: {sorted(twice)}")

    @property
    def headlines(self) -> tuple[Finding, ...]:
        """What is said first."""
        return tuple(f for f in self.findings if f.headline and f.view == "planner")

    def by_question(self, view: View = "planner") -> list[tuple[str, list[Finding]]]:
        """Findings of a view grouped by question, in the order in which questions first appear."""
        groups: dict[str, list[Finding]] = {}
        for finding in (f for f in self.findings if f.view == view):
            groups.setdefault(finding.question, []).append(finding)
        return list(groups.items())

    def finding(self, name: str) -> Finding:
        """The finding with this id; KeyError if there is none."""
        return {f.id: f for f in self.findings}[name]

    def tables(self) -> dict[str, pd.DataFrame]:
        """Every table by its name, those of pictures included; names must be unique."""
        found: dict[str, pd.DataFrame] = {}
        for table in all_tables(self.findings):
            if table.name in found:
                raise ValueError(f"two tables are named '{table.name}'")
            found[table.name] = table.as_frame()
        return found


def for_scholars(findings: Iterable[Finding]) -> list[Finding]:
    """The same findings in the scholar's view."""
    return [replace(f, view="scholar") for f in findings]


def parted(finding: Finding) -> list[Finding]:
    """A finding whose claim a planner reads, and whose tables, pictures and method stand in the scholar's view."""
    told = replace(finding, tables=(), charts=(), method="", caveats=())
    rest = replace(finding, id=f"{finding.id}.numbers", claim="", headline=False, too_close_to_call=False, view="scholar")
    return [told, rest] if finding.tables or finding.charts or finding.method or finding.caveats else [told]


def all_tables(findings: Sequence[Finding]) -> list[Table]:
    """Tables of findings and of their pictures, in order."""
    return [t for f in findings for t in (*f.tables, *(c.twin for c in f.charts if c.twin is not None))]
