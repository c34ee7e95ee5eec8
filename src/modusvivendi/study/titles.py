"""Human names of everything a study samples: parameters of theories, numbers of a case, which theory holds."""

from __future__ import annotations

import re

from modusvivendi.case import Case
from modusvivendi.theory import Theory, shared_priors

WORDS: dict[str, dict[str, str]] = {
    "issues": {
        "politicisation": "politicisation of", "visibility": "visibility of steps on",
        "own_benefit": "the authority's own gain from", "delegation": "freedom of ministries to move on",
        "start": "today's level of", "rate_toward": "monthly pace of steps toward the ask on",
        "rate_away": "monthly pace of steps away from the ask on",
        "leader_share_toward": "the leader's share of steps toward the ask on",
        "leader_share_away": "the leader's share of steps away from the ask on",
        "outsider_value": "worth to outsiders of", "snub_sensitivity": "effect of snubs on",
    },
    "segments": {
        "members": "share of members of", "power": "share of power of", "ideology": "hold of ideology over",
        "patronage_due": "patronage expected by", "dedication": "starting belief in the cause of",
        "cohesion": "starting cohesion of",
    },
    "blocs": {
        "pressure": "pressure by", "aid": "humanitarian aid by", "money": "development money of",
        "contact": "dealings with", "standing": "status accorded by", "publicity": "publicity of demands by",
        "source_class": "how far demands read as a rival's, from", "drift": "yearly warming of",
        "follow_through": "chance that a promised reward comes from",
        "enforcement": "chance that a condition is enforced by",
        "trust.honoured": "promises seen kept by", "trust.broken": "promises seen broken by",
    },
    "countries": {
        "material": "weight in money of", "contact": "weight in dealings of", "standing": "weight in status of",
    },
    "groups": {
        "population": "size of", "aid": "weight of aid in the welfare of",
        "services": "weight of services in the welfare of", "pressure": "harm from outside pressure to",
        "hazards": "exposure to shocks of",
    },
    "rivals": {
        "strength": "starting strength of", "growth": "yearly growth of", "suppression": "yearly suppression of",
        "attacks": "monthly attacks by", "recruits": "share of deserters who join",
    },
    "hazards": {"rate": "yearly rate of", "severity": "severity of"},
    "initial": {
        "revenue": "starting revenue over need", "tax_effort": "starting tax effort",
        "patron_cover": "starting share of lost money that others replace", "grievance": "starting grievance",
        "contact": "starting stock of dealings", "standing": "starting status",
        "autocracy": "starting grip of the leader", "sanction_years": "years of pressure so far",
    },
}  # fmt: skip
SYMBOL = re.compile(r" \((?:[a-z]|q0|mu|chi|eta|alpha)\)$")  # a parameter's letter, of no use in a sentence
THEORY = "theory."  # start of the name of a yes-or-no factor: does this theory hold?


def factor_titles(case: Case, theories: tuple[Theory, ...] = ()) -> dict[str, str]:
    """Factor name → human name, a noun phrase, for theory parameters, the case's numbers and theories."""
    titles = {name: SYMBOL.sub("", prior.meaning.split(";")[0]) for name, prior in shared_priors().items()}
    titles |= {f"{THEORY}{t.name}": f"the theory `{t.name}`" for t in theories}
    titles |= {f"initial.{field}": words for field, words in WORDS["initial"].items()}
    for kind in ("issues", "segments", "blocs", "countries", "groups", "rivals", "hazards"):
        for item in getattr(case, kind):
            for field, words in WORDS[kind].items():
                titles[f"{kind}.{item.id}.{field}"] = f"{words} ‘{item.title}’"
    for issue in case.issues:
        for segment in case.segments:
            place = f"positions.{segment.id}.{issue.id}"
            titles[f"{place}.ideal"] = f"level of ‘{issue.title}’ wanted by ‘{segment.title}’"
            titles[f"{place}.salience"] = f"importance of ‘{issue.title}’ to ‘{segment.title}’"
        for bloc in case.blocs:
            titles[f"blocs.{bloc.id}.demands.{issue.id}"] = f"demand for ‘{issue.title}’ by ‘{bloc.title}’"
        for group in case.groups:
            titles[f"groups.{group.id}.issues.{issue.id}"] = f"weight of ‘{issue.title}’ in the welfare of ‘{group.title}’"
    return titles
