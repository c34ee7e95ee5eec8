"""Where there is something to agree on, what to link, who pays, and who else is touched."""

from __future__ import annotations

import pandas as pd

from modusvivendi.findings.finding import Chart, Fact, Finding, Table
from modusvivendi.findings.ladder_words import in_hundreds
from modusvivendi.planning.judging.zones import EVERYONE, Zones
from modusvivendi.study.summary import MIXTURE

WHERE = "Where is there something to agree on?"
LINKING = "Who pays, what to link, and who else is touched?"
DRAWS = "of 100 draws"
SHARES = ("as one deal", "each alone, average", "no payment", "bloc pays")
SHOWN_PAIRS, SHOWN_ZONES = 8, 12
START = "At the start of the case, one deal at a time, before any queue or course of events."


def zone_findings(zones: Zones) -> list[Finding]:
    """Zones of single issues, links of two, and third parties."""
    mix = zones.single[zones.single.theory == MIXTURE]
    return [*([_widest(zones, mix)] if len(mix) else []), *_links(zones), _paid(mix), *_third(zones), _numbers(zones)]


def _widest(zones: Zones, mix: pd.DataFrame) -> Finding:
    top = mix.sort_values("zone", ascending=False).iloc[0]
    facts = {
        "issue": Fact(value=str(top.issue)),
        "bloc": Fact(value=str(top.bloc)),
        "zone": Fact(value=float(top.zone), unit="share of draws"),
        "free": Fact(value=float(top.free), unit="share of draws"),
    }
    claim = "The widest zone of agreement is on {issue} with {bloc}: {zone:percent} of draws, {free:percent} without payment."
    wide = mix.pivot(index="issue", columns="bloc", values="zone")
    wide = wide.loc[wide.max(axis=1).sort_values(ascending=False, kind="stable").index].reset_index()
    words = (
        "One cell per issue and bloc that asks for it: share of draws, at the start, in which both sides would accept a step at some "
        "price that the bloc would pay; weighted mean over theories."
    )
    twin = Table(name="zone map", caption="Share of draws in which both sides would accept", frame=wide, digits=2)
    chart = Chart(
        form="zone_map",
        title="Zones of agreement, issue by issue",
        description=words,
        data=mix[["issue", "bloc", "zone"]],
        twin=twin,
    )
    return Finding(id="zones.widest", question=WHERE, claim=claim, facts=facts, charts=(chart,), method=START)


def _numbers(zones: Zones) -> Finding:
    """Every zone, every pair and every effect as numbers, for the scholar's view."""
    pairs = zones.pairs.sort_values(["bloc", "first", "second"], kind="stable")
    tables = [
        Table(name="zones", caption="All zones, bloc by bloc, under each theory", frame=zones.single, digits=2, folded=True),
        Table(name="logrolls", caption="All pairs, under each theory", frame=pairs, digits=2, folded=True),
    ]
    if len(zones.deals):
        caption = "Who else is touched (simulated), one row an effect"
        tables.append(Table(name="third parties", caption=caption, frame=zones.third, digits=4, folded=True))
    return Finding(id="zones.numbers", question=WHERE, tables=tuple(tables), view="scholar", method=START)


def _links(zones: Zones) -> list[Finding]:
    """Which pair is helped most by being one deal, and which is harmed most."""
    linked = zones.pairs[zones.pairs.theory == MIXTURE].sort_values("linkage", kind="stable")
    if not len(linked):
        return []
    up, down = linked.iloc[-1], linked.iloc[0]
    facts: dict[str, Fact] = {}
    said = []
    for name, pair, so, words in (
        ("best", up, up.linkage > 0, "Linking two issues helps"),
        ("worst", down, down.linkage < 0, "it harms"),
    ):
        facts |= {
            f"{name}_pair": Fact(value=f"{pair['first']} with {pair['second']} ({pair.bloc})"),
            f"{name}_together": Fact(value=float(pair.together), unit="share of draws"),
            f"{name}_apart": Fact(value=float(pair.apart), unit="share of draws"),
        }
        both = f"both are had in {{{name}_together:percent}} as one deal, each in {{{name}_apart:percent}} on average if it stands alone"
        said.append(f"{words} most for {{{name}_pair}}: {both}" if so else f"{words} nowhere")
    columns = {
        "first": "first", "second": "second", "bloc": "bloc", "together": "as one deal", "apart": "each alone, average",
        "linkage": "difference", "free": "no payment", "paid": "bloc pays",
    }  # fmt: skip
    shown = in_hundreds(linked[list(columns)].rename(columns=columns), SHARES, DRAWS)
    shown["difference"] = [Fact(value=100 * float(x), unit=DRAWS, form="signed_fixed0") for x in linked.linkage]
    best, worst = shown.tail(SHOWN_PAIRS).iloc[::-1], shown.head(SHOWN_PAIRS)
    tables = (
        Table(
            name="best links",
            caption="Logrolls: pairs settled more often as one deal; where no payment is needed, one issue pays for the other",
            frame=best,
            digits=2,
        ),
        Table(name="worst links", caption="Pairs that sink each other: settled less often as one deal", frame=worst, digits=2),
        Table(
            name="links by theory",
            caption="The same pairs under each theory: how much more (or less) often they are settled as one deal",
            frame=_by_theory(zones.pairs, pd.concat([best, worst])),
            folded=True,
        ),
    )
    return [Finding(id="zones.links", question=LINKING, claim="; ".join(said) + ".", facts=facts, tables=tables, method=START)]


def _by_theory(pairs: pd.DataFrame, chosen: pd.DataFrame) -> pd.DataFrame:
    rows = []
    for pair in chosen.itertuples():
        part = pairs[(pairs.bloc == pair.bloc) & (pairs["first"] == pair.first) & (pairs["second"] == pair.second)]
        name = f"{pair.first} with {pair.second} ({pair.bloc})"
        told = [Fact(value=100 * float(x), unit=DRAWS, form="signed_fixed0") for x in part.linkage]
        rows.append({"pair": name, **dict(zip(part.theory, told, strict=True))})
    return pd.DataFrame(rows)


def _paid(mix: pd.DataFrame) -> Finding:
    widest = mix.sort_values("zone", ascending=False, kind="stable").head(SHOWN_ZONES)
    frame = widest[["issue", "bloc", "zone", "free", "paid", "price"]].rename(columns={"free": "no payment", "paid": "bloc pays"})
    frame = in_hundreds(frame, ("zone", "no payment", "bloc pays"), DRAWS)
    frame["price"] = [Fact(value=float(x), unit="share of what the step is worth", form="percent") for x in frame.price]
    caption = "Who pays, in the twelve widest zones: of 100 draws; price as a share of what the step is worth to the bloc"
    return Finding(id="zones.paid", question=LINKING, tables=(Table(name="who pays", caption=caption, frame=frame, digits=2),))


def _third(zones: Zones) -> list[Finding]:
    """Whether deals that were simulated hurt a third party, and who else is touched."""
    if not len(zones.deals):
        return []
    hurting = zones.hurting
    names = [f"{d.deal} ({d.bloc})" for d in hurting.drop_duplicates(["deal", "bloc"]).itertuples()]
    first = hurting.drop_duplicates("deal").head(1)
    facts = {
        "deals": Fact(value=len(zones.deals), unit="deals"),
        "hurting": Fact(value=len(names), unit="deals"),
        "which": Fact(value="; ".join(names)),
    }
    claim = "Of the {deals} deals that were simulated (per issue the widest zone and the best logroll), "
    if names:
        facts["example"] = Fact(value="; ".join(effect_words(zones, str(first.deal.iloc[0]), str(first.bloc.iloc[0]), -1)))
        claim += (
            "{hurting} noticeably "
            + ("hurts" if len(names) == 1 else "hurt")
            + " a third party: {which}. In the first: {example}."
        )
    else:
        claim += "none noticeably hurt a third party, on average over all futures, those in which it is not taken included."
    rows = [
        {
            "deal": d.deal,
            "bloc": d.bloc,
            "hurt": "; ".join(effect_words(zones, d.deal, d.bloc, -1)) or "no one noticeably",
            "helped": "; ".join(effect_words(zones, d.deal, d.bloc, 1)) or "no one noticeably",
        }
        for d in zones.deals.itertuples()
    ]
    caption = "Who else is touched (simulated): clear effects of a tenth of a point of 100 or more; how large they are, the scholar's view says"
    told_ = Table(name="who is touched", caption=caption, frame=pd.DataFrame(rows))
    return [Finding(id="zones.third", question=LINKING, claim=claim, facts=facts, tables=(told_,))]


def effect_words(zones: Zones, deal: str, bloc: str, sign: int) -> list[str]:
    """Who loses (-1) or gains (+1) by a deal."""
    rows = zones.third[(zones.third.deal == deal) & (zones.third.bloc == bloc) & (sign * zones.third.effect > 0)]
    return [
        f"{r.party}, by attacks ({r.change:+.1f} a month)" if r.party == EVERYONE else str(r.party) for r in rows.itertuples()
    ]
