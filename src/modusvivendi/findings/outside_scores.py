"""Scores on demands of an outside data set that nobody fitted to: the report of ``modus score --demands``."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from modusvivendi.evidence.forecast.one_month import CORE, MIXTURE, SHARES
from modusvivendi.findings import Chart, Fact, Finding, Report, Table, words
from modusvivendi.findings.outside import OTHERS_CODED
from modusvivendi.outside.unseen import FEW, LEVEL, PartScores, UnseenScores

QUESTION = "Does any theory predict demands that nobody fitted to?"
FEWEST = 10  # demands in a group below which its share is not drawn
NAMED = 12  # authorities named in a sentence
METHOD = (
    "An ordered logit fitted on the known file, with the theories' priors on its weights; effects of authorities, kinds of issue and "
    "episodes that it does not hold are integrated over their spread."
)


def outside_score_report(found: UnseenScores) -> Report:
    """What was scored, and who predicted it: new authorities first, then those that the known file holds too."""
    data_set = found.unseen.data_set
    findings = [rows_finding(found)]
    for part in found.parts:
        findings += [part_finding(found, part), calibration_finding(part)]
    return Report(
        title=f"{data_set.title}: scores on demands that nobody fitted to",
        kind=f"outside data, {data_set.name}",
        basis=f"Fitted on {found.known.file} ({words.counted(found.fitted, 'decided demand')} to {found.fitted_on} authorities), "
        f"scored on {found.unseen.file}; domain: {data_set.domain}; logits per unit of worth: {found.scale:g}.",
        findings=tuple(findings),
        note="Demands of one authority go together, so that few authorities tell little, however many demands they were asked.",
        slug=f"score-{data_set.name}",
    )


def rows_finding(found: UnseenScores) -> Finding:
    """Which demands are scored, which authorities stand in both files, and what was done with them."""
    facts = {"scored": Fact(value=sum(p.demands for p in found.parts), unit="demands")}
    claim = "{scored:count} decided demands are scored"
    for part in found.parts:
        key = "met_before" if part.met_before else "new"
        facts[key] = Fact(value=named(part.authorities), n=part.demands)
        claim += f"; on authorities in both files, by other episodes: {{{key}}}" if part.met_before else f"; new: {{{key}}}"
    if found.repeated:
        facts["repeated"] = Fact(value=named(found.repeated), n=sum(found.repeated.values()))
        claim += "; not scored, because the known file holds their episode: {repeated}"
    if found.open:
        facts["open"] = Fact(value=found.open, unit="demands")
        claim += "; {open:count} undecided"
    return Finding(
        id="score.rows",
        question="What is scored?",
        claim=f"{claim}.",
        facts=facts,
        sources=(found.unseen.data_set.source,),
        caveats=(OTHERS_CODED,),
    )


def named(authorities: Mapping[str, int]) -> str:
    """Authorities with how many demands of each; a long list by its first and how many more."""
    shown = [f"{name} ({n})" for name, n in list(authorities.items())[:NAMED]]
    more = len(authorities) - len(shown)
    return words.listed([*shown, f"{more} more"] if more > 0 else shown)


def part_finding(found: UnseenScores, part: PartScores) -> Finding:
    """Whether the core beats a constant, and which theories beat the core, by more than chance."""
    table = part.table.set_index("forecaster")
    theories = table.drop(index=[SHARES, MIXTURE, CORE])
    better, worse = (list(theories.index[chosen]) for chosen in (theories.core_low > 0, theories.core_high < 0))
    facts = {
        "n": Fact(value=part.demands, unit="demands"),
        "authorities": Fact(value=len(part.authorities), unit="authorities"),
        "core": gain(table.loc[CORE], "constant"),
        "mixture": gain(table.loc[MIXTURE], "core"),
        "better": Fact(value=words.listed([f"`{name}`" for name in better]) or None, note="" if better else "none"),
        "worse": Fact(value=words.listed([f"`{name}`" for name in worse]) or None, note="" if worse else "none"),
        "level": Fact(value=LEVEL, unit="share"),
    }
    claim = "{n:count} demands on {authorities:count} " + ("authorities in both files" if part.met_before else "new authorities")
    claim += ": core against constant shares {core:signed1,interval} nats, mixture of theories against the core {mixture:signed1,interval}"
    if len(part.authorities) == 1:
        claim += "; one authority says nothing of others, so that no theory is called better or worse."
    elif better:
        claim += "; better than the core: {better}."
    else:
        claim += "; no theory is better than the core by more than chance ({level:percent} intervals)."
    claim += " Worse: {worse}." if worse else ""
    name = "met_before" if part.met_before else "new"
    return Finding(
        id=f"score.demands.{name}",
        question=QUESTION,
        claim=claim,
        facts=facts,
        tables=(scores_table(part, name), authorities_table(part, name)),
        charts=(gains_chart(part, name),) if len(part.authorities) > 1 else (),
        headline=True,
        too_close_to_call=not better,
        method=METHOD,
        caveats=(f"{len(theories)} theories are tried, so that one may stand out by chance.",),
    )


def gain(row: pd.Series, kind: str, ends: str = "") -> Fact:
    """A gain in log score over ``constant`` or ``core``, with the ends of its interval where it has one."""
    low, high = float(row[f"{kind}{ends}_low"]), float(row[f"{kind}{ends}_high"])
    value = float(row[kind])
    if not low < high:  # NaN, or nothing differs
        return Fact(value=value, unit="nats")
    if ends == "_drawn":
        return Fact(value=value, low=low, high=high, interval="range", unit="nats")
    return Fact(value=value, low=low, high=high, interval="spread", level=LEVEL, unit="nats")


def scores_table(part: PartScores, name: str) -> Table:
    """Every forecaster with its scores and gains."""
    rows = [
        {
            "forecaster": str(row.forecaster),
            "log score": row.log_score,
            "Brier score": row.brier,
            "ranked score": row.ranked,
            "over constant": gain(row, "constant"),
            "over core, by authority": gain(row, "core"),
            "over core, within these": gain(row, "core", "_inner"),
            "over core, judged values": gain(row, "core", "_drawn"),
        }
        for _, row in part.table.iterrows()
    ]
    how = "Student's t over authorities" if len(part.authorities) < FEW else "whole authorities drawn anew"
    return Table(
        name=f"scores_{name}",
        caption="Mean log score a demand (nats), Brier and ranked probability score (less is better); gains in nats over all demands, "
        f"with 90% intervals ({how}; within these authorities: by episode) and their range over draws of judged values",
        frame=pd.DataFrame(rows),
        digits=2,
        brief=True,
    )


def authorities_table(part: PartScores, name: str) -> Table:
    """Gains authority by authority."""
    frame = part.by_authority.rename(
        columns={
            "core": "core over constant",
            "mixture": "mixture over core",
            "best": "best theory",
            "best_gain": "best theory over core",
        }
    )
    caption = "Gains in log score by authority, nats; the best theory is chosen after the fact"
    return Table(name=f"authorities_{name}", caption=caption, frame=frame, digits=1, brief=len(frame) <= NAMED)


def gains_chart(part: PartScores, name: str) -> Chart:
    """Gains over the core with their intervals by authority."""
    shown = part.table[part.table.forecaster != CORE]
    data = shown.rename(columns={"forecaster": "name", "core": "difference", "core_low": "low", "core_high": "high"})
    return Chart(
        form="forest",
        title="Gain in log score over the core",
        description="Dot: the gain in nats over all that is scored; line: its 90 per cent interval by authority. Right of the dashed line "
        "is better.",
        data=data[["name", "difference", "low", "high"]].dropna(),
        settings={"title": f"gain in log score over “{CORE}”"},
    )


def calibration_finding(part: PartScores) -> Finding:
    """Whether demands were met as often as was said."""
    name = "met_before" if part.met_before else "new"
    table = part.calibration
    large = table[table.cells >= FEWEST]
    inside = int(((large.low <= large.said) & (large.said <= large.high)).sum())
    facts = {"inside": Fact(value=inside, unit="groups"), "groups": Fact(value=len(large), unit="groups")}
    claim = f"What was said agrees with what came in {{inside:count}} of {{groups:count}} groups of {FEWEST} demands or more."
    rows = [
        {
            "event": row.event,
            "forecaster": row.forecaster,
            "said between": f"{words.percent(float(row.since))} and {words.percent(float(row.to))}",
            "demands": row.cells,
            "said": row.said,
            "seen": Fact(value=row.seen, low=row.low, high=row.high, interval="spread", level=LEVEL, unit="share", n=row.cells),
        }
        for row in table.rename(columns={"from": "since"}).itertuples(index=False)
    ]
    caption = (
        "Chances said and shares seen, with 90% intervals as if demands were independent, which they are not within an authority"
    )
    return Finding(
        id=f"score.calibration.{name}",
        question="Do chances come true?",
        claim=claim if len(large) else f"No group of {FEWEST} demands or more was given like chances.",
        facts=facts,
        tables=(Table(name=f"calibration_{name}", caption=caption, frame=pd.DataFrame(rows), digits=2, brief=True),),
        part="Authorities in both files" if part.met_before else "New authorities",
    )
