"""What the two sides make of a deal at the start, from the model's own deal equations, draw by draw."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from modusvivendi.case import Case
from modusvivendi.engine.compile import REGISTRY
from modusvivendi.engine.equations import audience, contact, revenue, trust
from modusvivendi.engine.equations.deal import DealWeights, Offer, Relations, Stakes
from modusvivendi.engine.layout import ISSUES, P, row
from modusvivendi.planning.agenda.plan import PlanTrack
from modusvivendi.planning.judging.evaluate import Evaluator
from modusvivendi.planning.judging.worths import issue_worths, offer_worths

__all__ = ["Bargain", "Terms", "bargains"]
_REGISTERED = (audience, contact, revenue, trust)  # importing them fills the registry

share_of_offer = REGISTRY["share_of_offer"].function
base_salience = REGISTRY["base_salience"].function
trust_in = REGISTRY["trust"].function
# These call compiled helpers, so they take one number at a time.
socialisation = np.vectorize(REGISTRY["socialisation"].function, otypes=[float])
need_for_money = np.vectorize(REGISTRY["need"].function, otypes=[float])


@dataclass(frozen=True, eq=False)
class Terms:
    """A deal in the eyes of both sides, per draw. values (issues, draws): worth of each step to the authority with
    its private shock; plain: the same without shocks; offer (draws,): worth of reward, less the cost of a deal
    and of unfairness; reward: the reward part alone; theirs (draws,): worth to outsiders after what they pay."""

    values: np.ndarray
    plain: np.ndarray
    offer: np.ndarray
    reward: np.ndarray
    theirs: np.ndarray
    steps: np.ndarray

    @property
    def together(self) -> np.ndarray:
        """Whether the whole is accepted, (draws,)."""
        return np.asarray(self.values.sum(axis=0) + self.offer >= 0)

    @property
    def parts(self) -> np.ndarray:
        """Whether each issue is accepted when each is decided on its own share of the offer, (issues, draws)."""
        return np.asarray(self.values + self.share(self.offer) >= 0)

    def share(self, worth: np.ndarray) -> np.ndarray:
        """Part of a worth of the whole (draws,) that goes with each issue, (issues, draws)."""
        return np.asarray(share_of_offer(worth, self.steps[:, None], self.steps.sum()))

    def taken(self, whole: bool) -> np.ndarray:
        """Which issues are accepted under the track's own rule, (issues, draws)."""
        return np.broadcast_to(self.together, self.values.shape) if whole else self.parts

    @property
    def own(self) -> np.ndarray:
        """Worth to the authority before shocks, deal cost and fairness, (draws,)."""
        return np.asarray(self.plain.sum(axis=0) + self.reward)


class Bargain:
    """The state of both sides at the start under one theory: one column per draw of what is uncertain.

    Shocks are logistic with scale 1/lambda, drawn once per issue and draw from ``seed``, the same for every form.
    """

    def __init__(self, case: Case, parameters: np.ndarray, seed: int = 1) -> None:
        self.case = case
        p = parameters.astype(np.float64)
        n, count = len(case.issues), p.shape[1]
        self.p, self.draws = p, count

        def rows(name: str, items: int) -> np.ndarray:
            first = row(name)
            return p[first : first + items]

        self.wanted = rows("outsider_value", n)
        segments = len(case.segments)
        care = np.stack([rows("care", segments * ISSUES)[f * ISSUES : f * ISSUES + n] for f in range(segments)])
        salience = np.stack([rows("salience", segments * ISSUES)[f * ISSUES : f * ISSUES + n] for f in range(segments)])
        grip, power = self.one("autocracy"), rows("power", segments)
        leader = case.segments.index(case.leader)
        members, cohesion = rows("members", segments)[:, None], rows("cohesion", segments)[:, None]
        politics = rows("politicisation", n)
        self.stakes = Stakes(
            benefit=rows("own_benefit", n),
            doctrine=grip * care[leader] + (1 - grip) * np.einsum("fd,fid->id", power, care),
            contact=socialisation(politics, self.one("contact"), self.one("contact_half")),
            visibility=rows("visibility", n),
            politicisation=politics,
            salience=base_salience(members, salience, cohesion, self.one("cohesion_amplifier")).sum(axis=0),  # type: ignore[attr-defined]
            snub_sensitivity=rows("snub_sensitivity", n),
        )
        blocs = len(case.blocs)
        trusts = trust_in(rows("bloc_honoured", blocs), rows("bloc_broken", blocs))
        patrons = (rows("weight_material", blocs) * rows("bloc_money", blocs) * (1 - rows("bloc_source", blocs))).sum(axis=0)
        need = need_for_money(self.one("revenue"), patrons, self.one("need_half"), self.one("need_scale"))
        self.relations = [Relations(trusts[b], need, self.one("grievance")) for b in range(blocs)]  # type: ignore[index]
        self.demand = np.stack([rows("bloc_demand", blocs * ISSUES)[b * ISSUES : b * ISSUES + n] for b in range(blocs)])
        self.weights = DealWeights(
            **{name: self.one(name) for name in DealWeights._fields if name in P._fields},
            discount=self.one("standing_discount"),
            cost=self.one("deal_cost"),
        )
        self.acts = self.one("deals_enabled") > 0.5
        rng = np.random.default_rng(seed)
        self.shock = rng.logistic(size=(n, count)) / self.one("choice_precision")

    def one(self, name: str) -> np.ndarray:
        """A parameter, (draws,)."""
        return np.asarray(self.p[row(name)])

    def value(self, issues: list[int], offer: Offer, company: bool = True) -> np.ndarray:
        """Worth to the authority of a full step on each issue when they are read together, (issues, draws); without
        ``company`` as if each were read by itself."""
        stakes = Stakes(*(of_all[issues] for of_all in self.stakes))  # type: ignore[index]
        own = np.asarray(stakes.politicisation)
        worst = np.broadcast_to(own.max(axis=0), own.shape).copy() if company else own
        return np.asarray(issue_worths(stakes, worst, offer, self.one("grievance"), self.weights))

    def terms(self, track: PlanTrack, company: bool = True) -> Terms:
        """A track in the eyes of both sides; company: see ``value``."""
        ids = list(self.case.issue_ids)
        blocs: list[str] = [b.id for b in self.case.blocs]
        steps = [track.steps.get(i, track.step) for i in track.issues]
        offer = Offer(track.reward, track.standing, track.publicity, track.intensity, track.snub)
        return self.deal([ids.index(i) for i in track.issues], steps, blocs.index(track.bloc), offer, company=company)

    def deal(self, issues: list[int], step: list[float], bloc: int, offer: Offer, *, company: bool = True) -> Terms:
        """A deal by numbers of issues and bloc; the material reward may differ by draw."""
        steps = np.array(step)
        material = np.broadcast_to(np.asarray(offer.material, float), self.draws).copy()
        rest = Offer(0.0, *(float(term) for term in offer[1:]))
        plain = steps[:, None] * self.value(issues, rest, company)
        theirs = (steps[:, None] * self.wanted[issues]).sum(axis=0)
        reward, worth = offer_worths(rest, material, self.relations[bloc], self.weights, theirs, plain.sum(axis=0))
        values = plain + steps[:, None] * self.shock[issues]
        return Terms(values, plain, worth, reward, theirs - material, steps)


def bargains(evaluator: Evaluator) -> dict[str, Bargain]:
    """One per theory, on the evaluator's own draws."""
    return {
        name: Bargain(evaluator.case, matrix, evaluator.study.seed)
        for name, matrix in zip(evaluator.theories, evaluator.parameters.swapaxes(0, 1), strict=True)
    }
