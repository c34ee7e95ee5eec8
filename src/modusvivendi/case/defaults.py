"""What stands in for everything that a case does not say: wide judgements, each with its reason, none silent.

A case may be as short as its issues and who asks. All else is filled in here, and ``Case.defaults`` names it. A number may
be written short: ``0.7`` is read with 0.15 either way, ``[0.5, 0.9]`` as a range, and a mapping may leave out value or
source.
"""

from __future__ import annotations

from modusvivendi.case.beginning import ACCOUNTS, LEVERS, POSTURES, WHY, judged
from modusvivendi.case.dated import Node, Tree

Wide = tuple[float, float, float]  # middle, low, high
SHORT = 0.15  # half-width of the range of a number that is written alone
REASON = "Not given by the case; a wide reading on purpose."
GIVEN_ALONE = "A single number, read with 0.15 either way."
GIVEN_RANGE = "A range given by the case without a reason."

# Attributes of issues by domain: politicisation, own benefit, delegation. A right or a share in power reads as doctrine, a
# technical matter as work of ministries (C18, C19).
BY_DOMAIN: dict[str, tuple[Wide, Wide, Wide]] = {
    "rights": ((0.7, 0.4, 0.95), (0.2, 0.0, 0.5), (0.2, 0.0, 0.5)),
    "inclusion": ((0.75, 0.45, 1.0), (0.15, 0.0, 0.4), (0.15, 0.0, 0.4)),
    "security": ((0.5, 0.2, 0.85), (0.4, 0.1, 0.8), (0.3, 0.0, 0.6)),
    "relief": ((0.35, 0.1, 0.65), (0.5, 0.2, 0.8), (0.5, 0.2, 0.8)),
    "technical": ((0.2, 0.0, 0.5), (0.6, 0.3, 0.9), (0.65, 0.3, 0.95)),
    "diplomatic": ((0.5, 0.2, 0.85), (0.4, 0.1, 0.8), (0.2, 0.0, 0.5)),
}
ISSUE: dict[str, Wide] = {"visibility": (0.5, 0.2, 0.85), "start": (0.35, 0.05, 0.7), "outsider_value": (0.5, 0.2, 0.9)}
SEGMENT: dict[str, Wide] = {
    "members": (0.5, 0.2, 0.8), "power": (0.5, 0.2, 0.8), "ideology": (0.5, 0.2, 0.8), "patronage_due": (0.5, 0.2, 0.8),
    "dedication": (0.7, 0.4, 0.95), "cohesion": (0.65, 0.35, 0.9),
}  # fmt: skip
LEADERSHIP: dict[str, Wide] = {"members": (0.1, 0.02, 0.25), "power": (0.6, 0.35, 0.85), "ideology": (0.65, 0.35, 0.9)}
FOLLOWERS: dict[str, Wide] = {"members": (0.9, 0.75, 0.98), "power": (0.4, 0.15, 0.65), "ideology": (0.45, 0.15, 0.75)}
POSITION: dict[str, Wide] = {"ideal": (0.35, 0.05, 0.7), "salience": (0.5, 0.15, 0.85)}
BLOC: dict[str, Wide] = {
    "source_class": (0.6, 0.25, 0.95), "publicity": (0.55, 0.2, 0.9), "drift": (0.0, -0.1, 0.1),
    "follow_through": (0.6, 0.3, 0.9), "enforcement": (0.4, 0.1, 0.7),
}  # fmt: skip
TRUST: dict[str, Wide] = {"honoured": (2.5, 0.8, 6.0), "broken": (2.5, 0.8, 6.0)}
DEMAND: Wide = (0.5, 0.2, 0.9)
COUNTRY: dict[str, Wide] = {"material": (1.0, 0.5, 2.0), "contact": (1.0, 0.5, 2.0), "standing": (1.0, 0.5, 2.0)}
GROUP: dict[str, Wide] = {
    "population": (5.0, 1.0, 20.0), "aid": (0.25, 0.05, 0.5), "services": (0.3, 0.1, 0.6), "pressure": (0.15, 0.02, 0.35),
    "hazards": (0.1, 0.0, 0.3),
}  # fmt: skip
WELFARE: Wide = (0.1, 0.02, 0.25)  # weight of an issue in the welfare of a group
RIVAL: dict[str, Wide] = {
    "strength": (0.1, 0.01, 0.3), "growth": (0.1, 0.0, 0.4), "suppression": (0.5, 0.15, 1.0), "attacks": (0.5, 0.02, 3.0),
    "recruits": (0.3, 0.05, 0.6),
}  # fmt: skip
HAZARD: dict[str, Wide] = {"rate": (0.3, 0.05, 1.0), "severity": (0.3, 0.05, 0.7)}
USUAL_HORIZON = 60  # months
YEARS = 3.0  # of pressure so far and of the period, where neither is told
STATELESS = ("multilateral",)  # kinds of bloc whose members stand for bodies and not for states


class Filling:
    """One pass over a case: ``tree`` is completed in place, ``filled`` names what was not given."""

    def __init__(self, tree: Tree, filled: list[str]) -> None:
        self.tree, self.filled = tree, filled

    def whole(self) -> None:
        """Fill in everything that a case without its dates needs; ids, titles and domains of issues are the user's."""
        self.words()
        for issue in self.items("issues"):
            self.issue(issue)
        self.segments()
        self.blocs()
        self.countries()
        self.groups()
        for kind, wide in (("rivals", RIVAL), ("hazards", HAZARD)):
            self.tree.setdefault(kind, [])
            for item in self.items(kind):
                self.numbers(item, wide, f"{kind}.{item.get('id')}")
        initial = self.tree.setdefault("initial", {})
        if isinstance(initial, dict):
            self.numbers(initial, ACCOUNTS, "initial", WHY)
            self.numbers(initial, {"sanction_years": (YEARS, 0.0, 2 * YEARS)}, "initial")

    def words(self) -> None:
        """Titles and horizon."""
        self.tree.setdefault("title", str(self.tree.get("name", "")).replace("_", " ").capitalize())
        self.tree.setdefault("summary", self.tree["title"])
        self.tree.setdefault("horizon_months", USUAL_HORIZON)

    def issue(self, issue: Tree) -> None:
        """Attributes by domain, the rest wide."""
        domain, where = str(issue.get("domain")), f"issues.{issue.get('id')}"
        for field, answer in (("core_right", domain == "rights"), ("technical", domain == "technical"), ("education", False)):
            if field not in issue:
                issue[field] = answer
                self.filled.append(f"{where}.{field}")
        laws = BY_DOMAIN.get(domain, BY_DOMAIN["diplomatic"])  # an unknown domain is refused by the schema, and that alone
        self.numbers(issue, dict(zip(("politicisation", "own_benefit", "delegation"), laws, strict=True)), where)
        self.numbers(issue, {k: v for k, v in ISSUE.items() if k != "start" or "levels" not in issue}, where)
        levels = issue.get("levels")
        if isinstance(levels, dict):
            issue["levels"] = {day: quantity(level) for day, level in levels.items()}
        if "snub_sensitivity" not in issue:
            issue["snub_sensitivity"] = {"value": 0.0, "range": [0.0, 0.0], "source": "definition: not a setting"}
            self.filled.append(f"{where}.snub_sensitivity")
        issue["snub_sensitivity"] = quantity(issue["snub_sensitivity"])
        for field in ("rate_toward", "rate_away", "leader_share_toward", "leader_share_away"):
            if field in issue:
                issue[field] = quantity(issue[field])
        issue.setdefault("why", f"Full ask: {issue.get('title')}.")

    def segments(self) -> None:
        """Those who decide and those who follow, if the case tells of no parts."""
        if "segments" not in self.tree:
            lead: Tree = {"id": "leadership", "title": "Leadership", "leader": True}
            rest: Tree = {"id": "followers", "title": "Rank and file", "leader": False}
            self.numbers(lead, LEADERSHIP, "segments.leadership")
            self.numbers(rest, FOLLOWERS, "segments.followers")
            self.tree["segments"] = [lead, rest]
        for number, segment in enumerate(self.items("segments")):
            segment.setdefault("leader", number == 0 and not any(s.get("leader") for s in self.items("segments")))
            self.numbers(segment, SEGMENT, f"segments.{segment.get('id')}")

    def blocs(self) -> None:
        """One bloc of outsiders if there is none; postures by kind, demands on every issue if none are named."""
        if "blocs" not in self.tree:
            self.tree["blocs"] = [{"id": "outsiders", "title": "Outsiders", "kind": "pragmatic"}]
            self.filled.append("blocs")
        issues = [str(i.get("id")) for i in self.items("issues")]
        for bloc in self.items("blocs"):
            where = f"blocs.{bloc.get('id')}"
            kind = str(bloc.get("kind", "pragmatic"))
            postures = zip(LEVERS, POSTURES.get(kind, POSTURES["pragmatic"]), strict=True)
            wide = {lever: (middle, max(0.0, middle - 0.2), min(1.0, middle + 0.3)) for lever, middle in postures}
            self.numbers(bloc, wide | BLOC, where)
            trust = bloc.setdefault("trust", {})
            if isinstance(trust, dict):
                self.numbers(trust, TRUST, f"{where}.trust")
            asked = bloc.get("demands")
            if asked is None or isinstance(asked, list):
                named = issues if asked is None else [str(name) for name in asked]
                bloc["demands"] = {name: judged(*DEMAND, REASON) for name in named}
                self.filled += [f"{where}.demands.{name}" for name in named]
            elif isinstance(asked, dict):
                bloc["demands"] = {name: quantity(level) for name, level in asked.items()}

    def countries(self) -> None:
        """One member for every bloc that has none named, if no country is named at all; weights even."""
        if "countries" not in self.tree:
            used: list[str] = []
            members: list[Node] = []
            for bloc in self.items("blocs"):
                used.append(_country_id(str(bloc.get("id")), used))
                state = bloc.get("kind") not in STATELESS
                members.append({"id": used[-1], "title": bloc.get("title"), "bloc": bloc.get("id"), "state": state})
            self.tree["countries"] = members
            self.filled.append("countries")
        for country in self.items("countries"):
            self.numbers(country, COUNTRY, f"countries.{country.get('id')}")
            if "accredited" not in country:
                country["accredited"] = False
                self.filled.append(f"countries.{country.get('id')}.accredited")
                country.setdefault("source", "definition: not given by the case")
        self.tree.setdefault("coalitions", {"everyone": [str(c.get("id")) for c in self.items("countries")]})

    def groups(self) -> None:
        """The people as one group if none are told apart; every issue weighs in its welfare."""
        if "groups" not in self.tree:
            self.tree["groups"] = [{"id": "people", "title": "The population"}]
            self.filled.append("groups")
        issues = [str(i.get("id")) for i in self.items("issues")]
        for group in self.items("groups"):
            where = f"groups.{group.get('id')}"
            self.numbers(group, GROUP, where)
            weights = group.get("issues")
            if weights is None:
                group["issues"] = {name: judged(*WELFARE, REASON) for name in issues}
                self.filled.append(f"{where}.issues")
            elif isinstance(weights, dict):
                group["issues"] = {name: quantity(weight) for name, weight in weights.items()}

    def items(self, section: str) -> list[Tree]:
        """The mappings in a list of the case; anything else in it is left to the schema."""
        found = self.tree.get(section)
        return [item for item in found if isinstance(item, dict)] if isinstance(found, list) else []

    def numbers(self, item: Tree, wide: dict[str, Wide], where: str, why: str = REASON) -> None:
        """Fill in the numbers that an item lacks, and write out those that are written short."""
        for field, wanted in wide.items():
            if field in item:
                item[field] = quantity(item[field])
            else:
                item[field] = judged(*wanted, why)
                self.filled.append(f"{where}.{field}")


def quantity(node: Node) -> Node:
    """A quantity written short, in full; anything else as it stands, for the schema to judge."""
    if isinstance(node, bool):
        return node
    if isinstance(node, (int, float)):
        low, high = (max(0.0, node - SHORT), min(1.0, node + SHORT)) if 0 <= node <= 1 else (0.5 * node, 1.5 * node)
        return judged(float(node), min(low, high), max(low, high), GIVEN_ALONE)
    if isinstance(node, list) and len(node) == 2 and all(_is_number(end) for end in node):
        return _from_range(node[0], node[1], {})
    if isinstance(node, dict) and set(node) <= {"value", "range", "source", "why"}:
        ends, whole = node.get("range"), "value" in node and "source" in node
        if not whole and isinstance(ends, list) and len(ends) == 2 and all(_is_number(end) for end in ends):
            return _from_range(ends[0], ends[1], node)
    return node


def _from_range(low: Node, high: Node, given: Tree) -> Tree:
    assert isinstance(low, (int, float)) and isinstance(high, (int, float))
    middle = round(0.5 * (low + high), 6)
    return {**judged(middle, float(low), float(high), GIVEN_RANGE), **given}


def _is_number(node: Node) -> bool:
    return isinstance(node, (int, float)) and not isinstance(node, bool)


def _country_id(name: str, used: list[str]) -> str:
    """An id in the form of countries for the one member of a bloc, different from those in use."""
    stem = "".join(c for c in name.upper() if "A" <= c <= "Z" or c == "_")[:10].strip("_") or "OUTSIDER"
    return next(i for i in (stem, *(f"{stem}_{chr(65 + n)}" for n in range(26))) if i not in used)
