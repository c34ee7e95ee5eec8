"""What changed since an earlier brief: the advice, ties, chances by more than a band, signs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from modusvivendi.findings import words
from modusvivendi.findings.brief.basis import Basis
from modusvivendi.findings.brief.words import CHANGED, acting, mixed, noticed
from modusvivendi.findings.finding import Fact, Finding
from modusvivendi.findings.likelihood import rounded
from modusvivendi.findings.world import named

SMALL = 0.05  # change of a chance that is not told: what chances are rounded to


Share = Annotated[float, Field(ge=0, le=1)]


@dataclass(frozen=True, kw_only=True)
class Standpoint:
    """What of a brief the next one is compared with. Names of options and aims as in the study; chances 0 to 1.

    known, read: days, YYYY-MM-DD. study: its digest. option: worked out, and
    whether it is recommended; acting: who takes it, in words, "" in a brief of before; tied: others. good: under how many theories. better, worse: by
    aim, the chance to end noticeably better or worse than today. signs: ids of dated signs. confidence: its level.
    """

    case: str
    known: str
    read: str
    study: str
    option: str
    tied: tuple[str, ...]
    good: Annotated[int, Field(ge=0)]
    better: Mapping[str, Share]
    worse: Mapping[str, Share]
    signs: tuple[str, ...]
    confidence: str
    futures: int = 0
    recommended: bool = True
    acting: str = ""


def standpoint(basis: Basis, read: str) -> Standpoint:
    """What this brief says, for the next one."""
    return Standpoint(
        case=basis.case.name,
        known=basis.case.as_of.isoformat(),
        read=read,
        study=basis.study.digest,
        option=basis.option,
        tied=tuple(basis.tied()),
        good=len(basis.good),
        better={a: round(mixed(basis, noticed(basis, a, basis.option, 1)), 4) for a in basis.aims},
        worse={a: round(mixed(basis, noticed(basis, a, basis.option, -1)), 4) for a in basis.aims},
        signs=tuple(s.question.id for s in (basis.given.watch.signposts if basis.given.watch else ())),
        confidence=basis.confidence.level,
        futures=basis.study.futures,
        recommended=basis.option == basis.recommended,
        acting=acting(basis),
    )


def change_findings(basis: Basis, old: Standpoint | None, now: Standpoint) -> list[Finding]:
    """What a reader of the earlier brief has to know; that there is none where there is none."""
    if old is None:
        claim = "This is the first brief, or no earlier one was named: nothing to compare with."
        return [Finding(id="brief.changed.none", question=CHANGED, claim=claim)]
    return [_since(old), *_acting(old, now), _advice(basis, old, now), *_chances(basis, old, now), *_signs(old, now)]


def _since(old: Standpoint) -> Finding:
    facts = {"read": Fact(value=old.read), "known": Fact(value=old.known)}
    return Finding(
        id="brief.changed.since",
        question=CHANGED,
        claim="Compared with the brief read on {read}, on what was known on {known}.",
        facts=facts,
    )


def _acting(old: Standpoint, now: Standpoint) -> list[Finding]:
    """That others act than in the earlier brief, so that its figures are of another thing."""
    if old.acting in ("", now.acting):
        return []
    facts = {"before": Fact(value=old.acting), "now": Fact(value=now.acting)}
    claim = "Who acts is not the same: then {before}, now {now}."
    return [Finding(id="brief.changed.acting", question=CHANGED, claim=claim, facts=facts)]


def _advice(basis: Basis, old: Standpoint, now: Standpoint) -> Finding:
    facts = {
        "old": Fact(value=basis.titles.get(old.option, old.option)),
        "new": Fact(value=basis.title(now.option)),
        "before": Fact(value=old.good, unit="theories"),
        "good": Fact(value=now.good, unit="theories"),
    }
    facts["role"] = Fact(value="recommendation" if now.recommended else "option worked out")
    if now.recommended != old.recommended:
        claim = "“{new}” is recommended now; nothing was." if now.recommended else "Nothing is recommended now; “{old}” was."
    elif now.option == old.option and set(now.tied) == set(old.tied):
        claim = "The {role} stands: “{new}”, good enough under {good:count} theories ({before:count} then)."
    elif now.option == old.option:
        claim = "“{new}” is still the {role}; which options are tied with it has changed."
    elif old.option in now.tied:
        claim = "“{new}” is worked out instead of “{old}”; the two are tied."
    else:
        claim = "The {role} has changed from “{old}” to “{new}”."
    if old.confidence != now.confidence:
        facts |= {"was": Fact(value=old.confidence), "level": Fact(value=now.confidence)}
        claim += " Confidence was {was} and is {level}."
    return Finding(id="brief.changed.advice", question=CHANGED, claim=claim, facts=facts)


def _chances(basis: Basis, old: Standpoint, now: Standpoint) -> list[Finding]:
    facts: dict[str, Fact] = {}
    said = []
    for aim, view in basis.aims.items():
        for name, before, after in (("better", old.better, now.better), ("worse", old.worse, now.worse)):
            if aim in before and abs(after[aim] - before[aim]) > SMALL:
                key = f"{aim}_{name}"
                facts |= {
                    f"{key}_what": Fact(value=f"{named(view)} noticeably {name}"),
                    f"{key}_old": Fact(value=rounded(before[aim]), unit="chance"),
                    key: Fact(value=rounded(after[aim]), unit="chance"),
                }
                said.append(f"{{{key}_what}}: {{{key}:percent}}, was {{{key}_old:percent}}")
    if not said:
        claim = "No chance of an aim has moved by more than 5 in 100."
        return [Finding(id="brief.changed.chances", question=CHANGED, claim=claim)]
    return [Finding(id="brief.changed.chances", question=CHANGED, claim="; ".join(said) + ".", facts=facts)]


def _signs(old: Standpoint, now: Standpoint) -> list[Finding]:
    new, gone = len(set(now.signs) - set(old.signs)), len(set(old.signs) - set(now.signs))
    facts = {"new": Fact(value=words.counted(new, "sign")), "gone": Fact(value=words.counted(gone, "sign"))}
    claim = "{new} to watch for came in, {gone} dropped out." if new or gone else "The signs to watch for are the same."
    return [Finding(id="brief.changed.signs", question=CHANGED, claim=claim, facts=facts)]
