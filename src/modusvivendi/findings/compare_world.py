"""What a comparison says in the world's terms: whether options differ, on which beliefs, what each gives up, where it fails."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from modusvivendi.analysis.compare import Comparison
from modusvivendi.analysis.verdict import LEVEL, Verdict
from modusvivendi.findings.compare_beliefs import BELIEVE
from modusvivendi.findings.compare_failures import FAILS
from modusvivendi.findings.compare_robustness import GIVES_UP, HOLDS
from modusvivendi.findings.finding import Fact, Finding, Table
from modusvivendi.findings.ladder_words import amount, futures, in_unit, options
from modusvivendi.findings.run_world import counted_finding
from modusvivendi.findings.world import World, outcome_finding
from modusvivendi.study.outlook import Outlook

KEY = "compare"
PARTS = "of 100 parts of weight"
MOST_TOLD = 3  # theories told in a sentence on beliefs, the easiest to reach first


def compared_findings(c: Comparison) -> list[Finding]:
    """All that a planner reads of a comparison, value by value, then what is counted."""
    world = World(c.result, c.weights)
    found: list[Finding] = []
    for v in c.verdicts:
        view = world.of(v.name) if len(v.aim) == 1 else None
        if view is None:
            found.append(_unanchored(v))
            continue
        lead = outcome_finding(world, v.name, HOLDS, KEY)
        found += [*([lead] if lead else []), believed(v, view, c.weights), given_up(v, view), *failing(v, view)]
    return [*found, *counted_finding(world, KEY)]


def _unanchored(v: Verdict) -> Finding:
    """A value that no one could observe, such as a user's own weights on outcomes: who leads, and that the rest is elsewhere."""
    alike = [p.against for p in v.pairs if not p.clear]
    facts = {"value": Fact(value=v.title), "best": Fact(value=v.strategy), "alike": Fact(value=options(alike), n=len(alike))}
    tied = ", not told apart from {alike}" if alike else ""
    claim = (
        f"{{value}} is in no unit that could be observed: `{{best}}` is tested{tied}; its numbers stand in the scholar's view."
    )
    return Finding(id=f"{KEY}.world.{v.name}", question=HOLDS, claim=claim, facts=facts, headline=True)


def believed(v: Verdict, view: Outlook, weights: Mapping[str, float]) -> Finding:
    """What one would have to believe for options to differ, or for another than the best to do noticeably better.

    Means are linear in the weights on theories, so a difference that no single theory makes is made by no weights at all.
    """
    pairs = {t: _pair(view, t) for t in view.by_theory.index}
    telling = {t: p for t, p in pairs.items() if _gap(view, t, *p) >= view.scale.difference}
    facts: dict[str, Fact] = {"value": Fact(value=view.scale.title), "best": Fact(value=view.best)}
    if not telling and view.all_tied:
        claim = "{value}: whatever the weights on theories, no option does noticeably better than another."
    elif not telling:
        claim = "{value}: whatever the weights on theories, no other option does noticeably better than `{best}`."
    else:
        needs = sorted(((_needed(view, t, p, weights), t) for t, p in telling.items()), key=lambda x: x[0])[:MOST_TOLD]
        parts = []
        for n, (need, theory) in enumerate(needs, 1):
            top, bottom = telling[theory]
            facts |= {
                f"theory_{n}": Fact(value=theory),
                f"top_{n}": Fact(value=top),
                f"bottom_{n}": Fact(value=bottom),
                f"need_{n}": Fact(value=need, unit=PARTS),
                f"held_{n}": Fact(value=weights[theory], unit=PARTS),
                f"gap_{n}": amount(view.scale, _gap(view, theory, top, bottom)),
            }
            parts.append(
                f"`{{top_{n}}}` than `{{bottom_{n}}}` once `{{theory_{n}}}` has {{need_{n}:of_hundred}} parts of 100 of the weight "
                f"(now {{held_{n}:of_hundred}}; by {in_unit(view.scale, f'gap_{n}')} if it has all)"
            )
        claim = f"{{value}}: an option does noticeably better than another: {'; '.join(parts)}."
    return Finding(
        id=f"{KEY}.believe.{v.name}", question=BELIEVE, claim=claim, facts=facts, headline=True, method=" ".join(METHOD.split())
    )


METHOD = """A theory gains weight while the others keep their proportions. Where every option is tied the two that differ most under
the theory are told, else the one that does best under it against the one that is best at the weights held."""


def _pair(view: Outlook, theory: str) -> tuple[str, str]:
    """The option that does best under a theory, against the best one now, or the worst under it where all are tied."""
    mine = view.better * view.by_theory.loc[theory]
    return str(mine.idxmax()), str(mine.idxmin()) if view.all_tied else view.best


def _gap(view: Outlook, theory: str, top: str, bottom: str) -> float:
    row = view.by_theory.loc[theory]
    return float(view.better * (row[top] - row[bottom]))


def _needed(view: Outlook, theory: str, pair: tuple[str, str], weights: Mapping[str, float]) -> float:
    """The least weight of a theory, the others in proportion, at which a pair differs noticeably."""
    others = {t: w for t, w in weights.items() if t != theory}
    total = sum(others.values())
    rest = sum(w * _gap(view, t, *pair) for t, w in others.items()) / total if total else 0.0
    own = _gap(view, theory, *pair)
    return min(1.0, max(0.0, (view.scale.difference - rest) / (own - rest)))


def given_up(v: Verdict, view: Outlook) -> Finding:
    """What each option gives up against the best of each theory, and which gives up least whatever theory is right."""
    mine = view.better * view.by_theory
    lost = mine.rsub(mine.max(axis=1), axis=0)
    worst = lost.max()
    safest = str(worst.idxmin())
    alike = [str(s) for s in worst.index if s != safest and worst[s] - worst[safest] < view.scale.difference]
    facts = {
        "value": Fact(value=view.scale.title),
        "safest": Fact(value=options([safest, *alike]), n=1 + len(alike)),
        "loss": amount(view.scale, float(worst[safest])),
        "most": amount(view.scale, float(worst.max())),
        "where": Fact(value=str(lost[worst.idxmax()].idxmax())),
        "who": Fact(value=str(worst.idxmax())),
    }
    if worst.max() < view.scale.difference:
        claim = "{value}: whatever theory is right, no option gives up a noticeable amount against the best one."
    elif len(alike) == len(worst) - 1:
        claim = f"{{value}}: whatever theory is right, all options give up about as much, at most {in_unit(view.scale, 'most')}."
    else:
        claim = (
            f"{{value}}: whatever theory is right, least is given up by {{safest}}; most by `{{who}}`, "
            f"{in_unit(view.scale, 'most')} against the best if `{{where}}` holds."
        )
    cells: dict[str, list[object]] = {"if this theory holds": [f"`{t}`" for t in lost.index]}
    for s in lost.columns:
        cells[f"`{s}`"] = [amount(view.scale, float(x)) for x in lost[s]]
    caption = f"{view.scale.title}: what an option gives up on average against the best one under a theory, in {view.scale.unit}"
    table = Table(
        name=f"{v.name}_given_up",
        caption=caption,
        frame=pd.DataFrame(cells),
        digits=f"fixed{max(1, view.scale.digits)}",
        mark="max",
    )
    tied = bool(worst.max() < view.scale.difference)
    return Finding(
        id=f"{KEY}.give_up.{v.name}", question=GIVES_UP, claim=claim, facts=facts, tables=(table,), too_close_to_call=tied
    )


def failing(v: Verdict, view: Outlook) -> list[Finding]:
    """In how many futures the option tested ends noticeably behind the best of the same world, and under which theories."""
    failed = v.vulnerability
    if failed.level_from == "stake":
        return []
    reach = 2 * failed.error
    by = failed.by_theory
    most, least = max(by, key=lambda t: by[t]), min(by, key=lambda t: by[t])
    facts = {
        "value": Fact(value=view.scale.title),
        "tested": Fact(value=failed.strategy),
        "share": futures(
            failed.share, low=failed.share - reach, high=failed.share + reach, interval="sampling error", level=LEVEL
        ),
        "level": amount(view.scale, abs(view.scale.change(failed.level))),
        "most": futures(by[most]),
        "most_under": Fact(value=most),
        "least": futures(by[least]),
        "least_under": Fact(value=least),
    }
    claim = (
        "{value}: `{tested}` ends behind the option that is best in the very same future, by "
        f"{in_unit(view.scale, 'level')} or more, in {{share:in_hundred}} futures ({{most:of_hundred}} if `{{most_under}}` holds, "
        "{least:of_hundred} if `{least_under}` does)."
    )
    if failed.share == 0:
        claim = f"{{value}}: `{{tested}}` never ends {in_unit(view.scale, 'level')} or more behind the best option of the same future."
    rows = pd.DataFrame(
        {
            "option": [f"`{s}`" for s in failed.others],
            "futures of 100 in which it ends noticeably behind the best": [futures(x) for x in failed.others.values()],
        }
    )
    caption = f"{view.scale.title}: how often each option ends noticeably behind the best of the same future"
    table = Table(name=f"{v.name}_behind", caption=caption, frame=rows, digits="of_hundred", folded=True)
    return [Finding(id=f"{KEY}.fails.{v.name}", question=FAILS, claim=claim, facts=facts, tables=(table,))]


__all__ = ["compared_findings"]
