"""A small invented case in the earlier form: one date, start and start_2021, typed rates, ids of blocs fixed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from evidence.record_files import act, move, track, write
from modusvivendi.case.write import as_yaml
from modusvivendi.record import ACT_COLUMNS, MOVE_COLUMNS, TRACK_COLUMNS
from modusvivendi.record.series import SERIES_COLUMNS

Data = dict[str, Any]


def unit(value: float) -> Data:
    low, high = round(max(0.0, value - 0.1), 2), round(min(1.0, value + 0.1), 2)
    return {"value": value, "range": [low, high], "source": f"judgement, range {low:g}–{high:g}", "why": "Invented."}


def issue(name: str, domain: str) -> Data:
    fields = ("politicisation", "visibility", "own_benefit", "delegation", "outsider_value", "snub_sensitivity")
    rate = {"shape": 1.0, "rate": 30.0, "source": "record, acts.csv, May 2012 to June 2016, with prior Gamma(1, 1/0.06)"}
    return {
        "id": name,
        "title": name.replace("_", " "),
        "domain": domain,
        "core_right": domain == "rights",
        "technical": domain == "technical",
        "education": name == "schools",
        **{f: unit(0.5) for f in fields},
        "start": unit(0.4),
        "start_2021": unit(0.2),
        "rate_toward": rate,
        "rate_away": rate,
        "leader_share_toward": unit(0.3),
        "leader_share_away": unit(0.3),
        "why": "Full ask: invented.",
    }


def bloc(name: str, title: str) -> Data:
    units = ("source_class", "pressure", "aid", "money", "contact", "standing", "publicity", "follow_through", "enforcement")
    flat = {"value": 0.0, "range": [-0.05, 0.05], "source": "judgement, range -0.05–0.05", "why": "Invented."}
    trust = {"honoured": unit(0.5), "broken": unit(0.5)}
    return {
        "id": name,
        "title": title,
        **{u: unit(0.3) for u in units},
        "drift": flat,
        "trust": trust,
        "demands": {"water": unit(0.5)},
    }


def earlier() -> Data:
    """The case as a mapping."""
    segment = ("members", "power", "ideology", "patronage_due", "dedication", "cohesion")
    rival = ("strength", "growth", "suppression", "attacks", "recruits")
    accounts = ("revenue", "tax_effort", "patron_cover", "grievance", "contact", "standing", "autocracy")
    years = {"value": 4.25, "range": [4.25, 4.25], "source": "definition: 14 March 2012 to 10 June 2016"}
    country = {
        "accredited": False,
        "source": "definition: invented",
        "material": unit(0.5),
        "contact": unit(0.5),
        "standing": unit(0.5),
    }
    return {
        "name": "harbour",
        "title": "Harbour",
        "summary": "Invented.",
        "as_of": "2016-06-10",
        "start": "2016-06",
        "horizon_months": 60,
        "record_only_issues": ["other"],
        "move_topics": {"general": []},
        "move_groups": {"owners": "isolationist", "friends": "regional"},
        "issues": [issue("water", "technical"), issue("schools", "rights"), issue("port", "security")],
        "segments": [
            {"id": "council", "title": "Council", "leader": True, **{f: unit(0.5) for f in segment}},
            {"id": "crews", "title": "Crews", "leader": False, **{f: unit(0.5) for f in segment}},
        ],
        "rivals": [{"id": "zealots", "title": "Zealots", "kind": "outbidder", **{f: unit(0.2) for f in rival}}],
        "blocs": [bloc("isolationist", "Parent state"), bloc("regional", "Patrons"), bloc("pragmatic", "Traders")],
        "countries": [
            {"id": "AA", "title": "Aa", "bloc": "isolationist", **country},
            {"id": "BB", "title": "Bb", "bloc": "regional", **country},
            {"id": "CC", "title": "Cc", "bloc": "pragmatic", **country},
        ],
        "groups": [
            {
                "id": "people",
                "title": "People",
                "population": unit(0.5),
                "issues": {"water": unit(0.5)},
                **{f: unit(0.3) for f in ("aid", "services", "pressure", "hazards")},
            }
        ],
        "hazards": [{"id": "mass_attack", "title": "Raid", "rate": unit(0.5), "severity": unit(0.5)}],
        "initial": {**{f: unit(0.5) for f in accounts}, "sanction_years": years},
        "coalitions": {"everyone": ["AA", "BB", "CC"]},
    }


def write_earlier(folder: Path, **change: Any) -> Path:
    """The case with a short record, in a folder."""
    (folder / "record").mkdir(parents=True)
    (folder / "case.yaml").write_text(as_yaml(earlier() | change), encoding="utf-8")
    places = [f"{s},{i},0.2,0.6,0.3,0.7,Invented in 2016" for s in ("council", "crews") for i in ("water", "schools", "port")]
    header = "segment,issue,ideal_low,ideal_high,salience_low,salience_high,source"
    (folder / "positions.csv").write_text("\n".join([header, *places]) + "\n", encoding="utf-8")
    days = ("2012-01-10", "2013-02-03", "2014-05-05", "2015-08-09", "2016-01-20")
    acts = [act(id=f"act-{n}", date=day, issue="water", net_effect=("away", "toward")[n % 2]) for n, day in enumerate(days)]
    write(folder / "record" / "acts.csv", ACT_COLUMNS, acts)
    moves = [move(id="m1", date="2013-04-01", actor="AA", group="owners", issue="water", direction="pressure")]
    write(folder / "record" / "moves.csv", MOVE_COLUMNS, moves)
    tracks = [track(track_id="t1", issues="water", issues_met="water", actor="CC", start="2013-04", end="2014-04")]
    write(folder / "record" / "tracks.csv", TRACK_COLUMNS, tracks)
    number = {"series": "rain", "period": "2014", "value": "3", "unit": "mm", "confidence": "low"}
    write(folder / "record" / "series.csv", SERIES_COLUMNS, [number])
    return folder
