"""The space of uncertainty: every sampled number of a case and a theory, by name, and the engine's parameters."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from modusvivendi.case import Case, GammaRate, Quantity
from modusvivendi.engine.layout import ISSUES, PARAMETER_ROWS, ROLE_NAMES, row
from modusvivendi.engine.setting import Setting
from modusvivendi.strategy.compile import sorted_countries


@dataclass(frozen=True)
class Factor:
    """One sampled number of a case: its path, such as ``issues.water_management.politicisation``."""

    name: str
    law: Quantity | GammaRate

    def quantile(self, u: np.ndarray) -> np.ndarray:
        """The value below which a share u of the law lies."""
        return self.law.quantile(u)


ISSUE_FIELDS = {
    "politicisation": "politicisation", "visibility": "visibility", "own_benefit": "own_benefit",
    "delegation": "delegation", "start": "start", "rate_toward": "rate_toward", "rate_away": "rate_away",
    "leader_share_toward": "leader_toward", "leader_share_away": "leader_away", "outsider_value": "outsider_value",
    "snub_sensitivity": "snub_sensitivity",
}  # fmt: skip
SEGMENT_FIELDS = ("members", "power", "ideology", "patronage_due", "dedication", "cohesion")
BLOC_FIELDS = {
    "pressure": "bloc_pressure", "aid": "bloc_aid", "money": "bloc_money", "contact": "bloc_contact",
    "standing": "bloc_standing", "publicity": "bloc_publicity", "source_class": "bloc_source", "drift": "bloc_drift",
    "follow_through": "bloc_follow_through", "enforcement": "bloc_enforcement",
}  # fmt: skip
WEIGHTS = {"material": "weight_material", "contact": "weight_contact", "standing": "weight_standing"}
GROUP_FIELDS = {"pressure": "group_pressure", "hazards": "group_hazards"}
RIVAL_FIELDS = ("strength", "growth", "suppression", "attacks", "recruits")
INITIAL_FIELDS = {
    "revenue": "revenue", "tax_effort": "tax_effort", "patron_cover": "patron_cover", "grievance": "grievance",
    "contact": "contact", "standing": "standing_start", "autocracy": "autocracy", "sanction_years": "sanction_years",
}  # fmt: skip


def case_factors(case: Case) -> list[Factor]:
    """All numbers of a case that have a range, in a fixed order."""
    found: list[tuple[str, Quantity | GammaRate]] = []
    for issue in case.issues:
        found += [(f"issues.{issue.id}.{f}", getattr(issue, f)) for f in ISSUE_FIELDS]
    for segment in case.segments:
        found += [(f"segments.{segment.id}.{f}", getattr(segment, f)) for f in SEGMENT_FIELDS]
        for issue in case.issues:
            position = case.positions[segment.id, issue.id]
            found.append((f"positions.{segment.id}.{issue.id}.ideal", position.ideal))
            found.append((f"positions.{segment.id}.{issue.id}.salience", position.salience))
    for bloc in case.blocs:
        found += [(f"blocs.{bloc.id}.{f}", getattr(bloc, f)) for f in BLOC_FIELDS]
        found.append((f"blocs.{bloc.id}.trust.honoured", bloc.trust.honoured))
        found.append((f"blocs.{bloc.id}.trust.broken", bloc.trust.broken))
        found += [(f"blocs.{bloc.id}.demands.{i}", q) for i, q in bloc.demands.items()]
    for country in case.countries:
        found += [(f"countries.{country.id}.{f}", getattr(country, f)) for f in WEIGHTS]
    for group in case.groups:
        found.append((f"groups.{group.id}.population", group.population))
        found += [(f"groups.{group.id}.{f}", getattr(group, f)) for f in ("aid", "services", *GROUP_FIELDS)]
        found += [(f"groups.{group.id}.issues.{i}", q) for i, q in group.issues.items()]
    for rival in case.rivals:
        found += [(f"rivals.{rival.id}.{f}", getattr(rival, f)) for f in RIVAL_FIELDS]
    for hazard in case.hazards:
        found += [(f"hazards.{hazard.id}.{f}", getattr(hazard, f)) for f in ("rate", "severity")]
    found += [(f"initial.{f}", getattr(case.initial, f)) for f in INITIAL_FIELDS]
    return [Factor(name, law) for name, law in found]


Values = dict[str, np.ndarray]


def fill_case(case: Case, v: Values, matrix: np.ndarray) -> None:
    """Write the case's rows of the parameter matrix (rows, n) from sampled values by factor name."""
    _fill_issues(case, v, matrix)
    _fill_segments(case, v, matrix)
    _fill_outsiders(case, v, matrix)
    _fill_groups(case, v, matrix)
    rivals = sorted(case.rivals, key=lambda r: r.kind != "outbidder")
    for n, rival in enumerate(rivals):
        for field in RIVAL_FIELDS:
            matrix[row(f"rival_{field}", n)] = v[f"rivals.{rival.id}.{field}"]
    for n, hazard in enumerate(case.hazards):
        matrix[row("hazard_rate", n)] = v[f"hazards.{hazard.id}.rate"]
        matrix[row("hazard_severity", n)] = v[f"hazards.{hazard.id}.severity"]
    for field, parameter in INITIAL_FIELDS.items():
        matrix[row(parameter)] = v[f"initial.{field}"]


def _fill_issues(case: Case, v: Values, matrix: np.ndarray) -> None:
    for n, issue in enumerate(case.issues):
        for field, parameter in ISSUE_FIELDS.items():
            matrix[row(parameter, n)] = v[f"issues.{issue.id}.{field}"]
        matrix[row("leader_ideal", n)] = v[f"positions.{case.leader.id}.{issue.id}.ideal"]


def _fill_segments(case: Case, v: Values, matrix: np.ndarray) -> None:
    for share in ("members", "power"):
        total = sum(v[f"segments.{s.id}.{share}"] for s in case.segments)
        for f, segment in enumerate(case.segments):
            matrix[row(share, f)] = v[f"segments.{segment.id}.{share}"] / total
    for f, segment in enumerate(case.segments):
        for field in ("ideology", "patronage_due", "dedication", "cohesion"):
            matrix[row(field, f)] = np.clip(v[f"segments.{segment.id}.{field}"], 0.001, 0.999)
        for n, issue in enumerate(case.issues):
            salience = v[f"positions.{segment.id}.{issue.id}.salience"]
            matrix[row("salience", f * ISSUES + n)] = salience
            # What a step toward costs a segment per unit: how much it cares, times how far its ideal is from the ask.
            matrix[row("care", f * ISSUES + n)] = salience * (1 - v[f"positions.{segment.id}.{issue.id}.ideal"])


def _fill_outsiders(case: Case, v: Values, matrix: np.ndarray) -> None:
    totals = {kind: sum(v[f"countries.{c.id}.{kind}"] for c in case.countries) for kind in WEIGHTS}
    for b, bloc in enumerate(case.blocs):
        for field, parameter in BLOC_FIELDS.items():
            matrix[row(parameter, b)] = v[f"blocs.{bloc.id}.{field}"]
        matrix[row("bloc_honoured", b)] = v[f"blocs.{bloc.id}.trust.honoured"]
        matrix[row("bloc_broken", b)] = v[f"blocs.{bloc.id}.trust.broken"]
        for n, issue in enumerate(case.issues):
            if issue.id in bloc.demands:
                matrix[row("bloc_demand", b * ISSUES + n)] = v[f"blocs.{bloc.id}.demands.{issue.id}"]
        members = [c for c in case.countries if c.bloc == bloc.id]
        for kind, parameter in WEIGHTS.items():
            matrix[row(parameter, b)] = sum(v[f"countries.{c.id}.{kind}"] for c in members) / totals[kind]
    states = [c for c in case.countries if c.state]
    of_states = sum(v[f"countries.{c.id}.standing"] for c in states)
    for j, country in enumerate(sorted_countries(case)):
        weight = v[f"countries.{country.id}.standing"] / of_states
        matrix[row("country_standing", j)] = weight if country.state else 0.0


def _fill_groups(case: Case, v: Values, matrix: np.ndarray) -> None:
    people = sum(v[f"groups.{g.id}.population"] for g in case.groups)
    for n, group in enumerate(case.groups):
        own = [v[f"groups.{group.id}.issues.{i}"] for i in group.issues]
        total = sum(own) + v[f"groups.{group.id}.aid"] + v[f"groups.{group.id}.services"]
        for issue, weight in zip(group.issues, own, strict=True):
            matrix[row("group_policy", n * ISSUES + case.issue_ids.index(issue))] = weight / total
        matrix[row("group_aid", n)] = v[f"groups.{group.id}.aid"] / total
        matrix[row("group_services", n)] = v[f"groups.{group.id}.services"] / total
        matrix[row("group_share", n)] = v[f"groups.{group.id}.population"] / people
        for field, parameter in GROUP_FIELDS.items():
            matrix[row(parameter, n)] = v[f"groups.{group.id}.{field}"]


def empty_matrix(n: int) -> np.ndarray:
    """Room for the parameters of n futures."""
    return np.zeros((PARAMETER_ROWS, n), np.float32)


def setting_of(case: Case, months: int) -> Setting:
    """The lane-uniform tables of a case."""
    u, f = np.uint64, np.float32
    ids = [i.id for i in case.issues]
    roles = np.zeros((len(ROLE_NAMES), len(ids)), f)
    chosen: dict[str, list[str]] = {
        "core_rights": [i.id for i in case.issues if i.core_right],
        "inclusion": [i.id for i in case.issues if i.domain == "inclusion"],
        "technical": [i.id for i in case.issues if i.technical],
        "access": [i.id for i in case.issues if i.domain == "relief"],
        **{str(role): list(names) for role, names in case.roles.items()},
    }
    for r, role in enumerate(ROLE_NAMES):
        for name in chosen.get(role, []):
            roles[r, ids.index(name)] = 1 / len(chosen[role])
    countries = sorted_countries(case)
    sizes = [sum(c.bloc == b.id for c in countries) for b in case.blocs]
    ends = np.cumsum(sizes)
    hazards = [h.id for h in case.hazards]
    return Setting(
        issues=u(len(ids)), segments=u(len(case.segments)), leader=u(case.segments.index(case.leader)),
        blocs=u(len(case.blocs)), countries=u(len(countries)), groups=u(len(case.groups)), hazards=u(len(hazards)),
        leader_death=u(hazards.index("leader_death") if "leader_death" in hazards else len(hazards)),
        mass_attack=u(hazards.index("mass_attack") if "mass_attack" in hazards else len(hazards)),
        months=u(months), first_month=u(int(case.start[5:])), roles=roles,
        education=np.array([i.education for i in case.issues], f),
        bloc_first=np.array(ends - sizes, u), bloc_last=np.array(ends, u), bloc_size=np.maximum(sizes, 1).astype(f),
        accredited=np.array([c.accredited for c in countries], f), states=np.array([c.state for c in countries], f),
    )  # fmt: skip
