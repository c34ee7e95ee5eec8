"""One section a claim: its words, the verdict and its numbers, the experiments as commands, and what would change it."""

from __future__ import annotations

import pandas as pd

from modusvivendi.analysis.claims.change import is_near, rows_to_change, turning, with_least
from modusvivendi.analysis.claims.commands import commands_of
from modusvivendi.analysis.claims.try_claims import ClaimTried, TriedClaims
from modusvivendi.findings import Fact, Finding, Table, words
from modusvivendi.findings.claims_words import number_of, of_hundred, theories_said, why_fails


def slug(claim: str) -> str:
    """A claim's id as part of a finding's."""
    return claim.lower().replace("-", "_")


def section(found: TriedClaims, tried: ClaimTried) -> list[Finding]:
    """The findings of one claim."""
    question = f"{tried.claim.id}. {tried.claim.title}"
    return [verdict(tried, question), change(tried, question), again(found, tried, question)]


def verdict(tried: ClaimTried, question: str) -> Finding:
    """What the claim says, and what futures and the record make of it."""
    claim = "{words} Verdict: {verdict}."
    facts = {
        "words": Fact(value=tried.claim.words),
        "verdict": Fact(value=tried.verdict),
        "futures": Fact(value=tried.in_model),
        "record": Fact(value=tried.in_record),
        "chance": Fact(value=tried.chance, unit="share of futures"),
    }
    facts |= {f"under_{slug(t)}": Fact(value=p, unit="share of futures") for t, p in tried.by_theory.items()}
    if tried.tested:
        facts["under"] = Fact(value=theories_said(tried.by_theory))
        claim += " In simulated futures {under}; over all theories it {futures_say} ({chance:in_hundred})."
        facts["futures_say"] = Fact(value=_says(tried.in_model))
        if tried.assumed_by:
            facts["assumed"] = Fact(value=words.listed(f"`{t}`" for t in tried.assumed_by))
            facts["unassumed"] = Fact(value=tried.unassumed, unit="share of futures")
            claim += " Written with it in mind: {assumed}"
            claim += "; without: {unassumed:in_hundred}." if tried.unassumed is not None else "."
        if len(tried.tested) > 1:
            weakest = min(tried.tested, key=lambda a: a.chance or 0.0)
            facts["weakest"] = Fact(value=getattr(weakest.experiment, "says", "").rstrip("."))
            claim += " Its least likely part: “{weakest}”."
    else:
        claim += " Simulated futures cannot test it."
    claim += " The record cannot test it." if tried.in_record == "cannot be tested here" else " By the record it {record_says}."
    facts["record_says"] = Fact(value=_says(tried.in_record))
    return Finding(
        id=f"claims.{slug(tried.claim.id)}",
        question=question,
        claim=claim,
        facts=facts,
        tables=(_parts(tried),),
        too_close_to_call=tried.verdict == "too close",
    )


def _says(verdict: str) -> str:
    return "is too close to call" if verdict == "too close" else verdict


def _parts(tried: ClaimTried) -> Table:
    rows = [
        {
            "what it would have to show": getattr(a.experiment, "says", "Nothing can be shown."),
            "looked at in": where,
            "verdict": why_fails(a),
            "true in": of_hundred(a.chance),
            "number": number_of(a),
        }
        for where, side in (("futures", tried.model), ("record", tried.record))
        for a in side
    ]
    return Table(
        name=f"{slug(tried.claim.id)}_tests",
        caption="What it would have to show, and what was found",
        frame=pd.DataFrame(rows),
    )


def change(tried: ClaimTried, question: str) -> Finding:
    """What would change the verdict."""
    parts, facts = _by_weight(tried)
    same = {which: with_least(tried, which) for which in ("half", "twice")}
    moved = [
        f"if {'half' if which == 'half' else 'twice'} of the least difference mattered, futures would say that it {_says(v)}"
        for which, v in same.items()
        if v is not None and v != tried.in_model
    ]
    if moved:
        facts["least"] = Fact(value="; ".join(moved))
        parts.append("{least}")
    elif any(same.values()):
        parts.append("half or twice of the least difference that matters would change nothing")
    near = [getattr(a.experiment, "says", "") for a in tried.tested if is_near(a)]
    if near:
        facts["near"] = Fact(value=len(near))
        parts.append(
            "{near:count} of its parts "
            + ("lies" if len(near) == 1 else "lie")
            + " so near a line of the rule that another seed may fall on the other side"
        )
    needed = {n: rows_to_change(a) for n, a in enumerate(tried.record)}
    for n, further in needed.items():
        if further is not None:
            which = "for" if tried.record[n].verdict == "fails" else "against"
            facts[f"rows_{n}"] = Fact(value=further, unit="rows")
            facts[f"look_{n}"] = Fact(value=getattr(tried.record[n].experiment, "says", "").rstrip("."))
            noun = "row" if further == 1 else "rows"
            parts.append(f"{{rows_{n}:count}} further {noun} {which} it would change what the record says of “{{look_{n}}}”")
    text = "; ".join(parts) if parts else "rows of the record or experiments that nobody has named yet"
    return Finding(
        id=f"claims.{slug(tried.claim.id)}.change", question=question, claim=f"What would change it: {text}.", facts=facts
    )


def _by_weight(tried: ClaimTried) -> tuple[list[str], dict[str, Fact]]:
    """Weight moved to one theory."""
    if not tried.tested:
        return [], {}
    turn = turning(tried)
    if turn is None:
        return ["no weighting of these theories alone would change what futures say"], {}
    facts = {
        "theory": Fact(value=turn.theory),
        "now": Fact(value=turn.now, unit="share"),
        "needed": Fact(value=turn.needed, unit="share"),
        "then": Fact(value=_says(turn.verdict)),
    }
    return [
        "futures would say that it {then} if `{theory}` had {needed:percent} of the weight of theories instead of {now:percent}"
    ], facts


def again(found: TriedClaims, tried: ClaimTried, question: str) -> Finding:
    """The experiments as commands, where the claim lives, and the rows that speak for and against it; behind a line."""
    case, claim = found.case.name, tried.claim
    rows = [
        {"experiment": getattr(a.experiment, "says", getattr(a.experiment, "why", "")), "command": f"`{command}`"}
        for a in (*tried.model, *tried.record)
        for command in commands_of(case, claim.id, a.experiment)
    ]
    tables = [Table(name=f"{slug(claim.id)}_commands", caption="The experiments as commands", frame=pd.DataFrame(rows))]
    sides = [
        {"look": n, "rows for": ", ".join(a.rows_for) or "none", "rows against": ", ".join(a.rows_against) or "none"}
        for n, a in enumerate(tried.record, 1)
        if a.rows_for or a.rows_against
    ]
    if sides:
        tables.append(Table(name=f"{slug(claim.id)}_rows", caption="Rows of the record", frame=pd.DataFrame(sides)))
    lives = words.listed(f"`{name}`" for name in claim.lives_in)
    return Finding(
        id=f"claims.{slug(claim.id)}.again",
        question=question,
        view="scholar",
        folded="Where it lives, its experiments as commands, and its rows of the record",
        tables=tuple(tables),
        method=f"It lives in {lives}: modus show NAME tells more of each." if lives else "",
    )
