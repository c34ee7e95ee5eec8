"""What the two sides make of a deal at the start, from the model's own deal equations, draw by draw."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from modusvivendi.case import Case
from modusvivendi.engine.compile import REGISTRY
from modusvivendi.engine.equations import audience, contact, deal, revenue, trust
from modusvivendi.engine.layout import ISSUES, row
from modusvivendi.planning.agenda.plan import QUIET, QUIET_INTENSITY, PlanTrack
from modusvivendi.planning.judging.evaluate import Evaluator

__all__ = ["Bargain", "Terms", "bargains"]
_REGISTERED = (audience, contact, deal, revenue, trust)  # importing them fills the registry

base_salience = REGISTRY["base_salience"].function
talks_exposure = REGISTRY["talks_exposure"].function
contamination = REGISTRY["contamination"].function
deal_value = REGISTRY["deal_value"].function
deal_reward = REGISTRY["deal_reward"].function
trust_in = REGISTRY["trust"].function
# These branch or call compiled helpers, so they take one number at a time.
unfairness = np.vectorize(REGISTRY["unfairness"].function, otypes=[float])
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
        share = self.steps / self.steps.sum()
        return np.asarray(self.values + share[:, None] * self.offer >= 0)

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

        self.politics, self.visibility = rows("politicisation", n), rows("visibility", n)
        self.benefit, self.wanted = rows("own_benefit", n), rows("outsider_value", n)
        segments = len(case.segments)
        care = np.stack([rows("care", segments * ISSUES)[f * ISSUES : f * ISSUES + n] for f in range(segments)])
        salience = np.stack([rows("salience", segments * ISSUES)[f * ISSUES : f * ISSUES + n] for f in range(segments)])
        grip, power = self.one("autocracy"), rows("power", segments)
        leader = case.segments.index(case.leader)
        self.doctrine = grip * care[leader] + (1 - grip) * np.einsum("fd,fid->id", power, care)
        members, cohesion = rows("members", segments)[:, None], rows("cohesion", segments)[:, None]
        self.felt = base_salience(members, salience, cohesion, self.one("cohesion_amplifier")).sum(axis=0)  # type: ignore[attr-defined,arg-type]
        self.contact = socialisation(self.politics, self.one("contact"), self.one("contact_half"))
        blocs = len(case.blocs)
        self.trust = trust_in(rows("bloc_honoured", blocs), rows("bloc_broken", blocs))  # type: ignore[arg-type]
        patrons = (rows("weight_material", blocs) * rows("bloc_money", blocs) * (1 - rows("bloc_source", blocs))).sum(axis=0)
        self.need = need_for_money(self.one("revenue"), patrons, self.one("need_half"), self.one("need_scale"))
        self.demand = np.stack([rows("bloc_demand", blocs * ISSUES)[b * ISSUES : b * ISSUES + n] for b in range(blocs)])
        self.acts = self.one("psi") > 0.5
        rng = np.random.default_rng(seed)
        self.shock = rng.logistic(size=(n, count)) / self.one("lam")

    def one(self, name: str) -> np.ndarray:
        """A parameter, (draws,)."""
        return np.asarray(self.p[row(name)])

    def value(self, issues: list[int], publicity: float, company: bool = True) -> np.ndarray:
        """Worth to the authority of a full step on each issue when they are read together, (issues, draws); without
        ``company`` as if each were read by itself."""
        own = self.politics[issues]
        politics = contamination(own, own.max(axis=0) if company else own, self.one("contamination"))  # type: ignore[arg-type]
        exposure = talks_exposure(self.visibility[issues], publicity, self.one("quiet_floor"))  # type: ignore[arg-type]
        return np.asarray(
            deal_value(
                self.benefit[issues], self.doctrine[issues], self.contact[issues], exposure, politics, self.felt[issues],  # type: ignore[arg-type]
                self.one("theta_benefit"), self.one("theta_doctrine"), self.one("beta_contact"), self.one("beta_audience"),  # type: ignore[arg-type]
            )
        )  # fmt: skip

    def terms(self, track: PlanTrack, company: bool = True) -> Terms:
        """A track in the eyes of both sides; company: see ``value``."""
        ids = list(self.case.issue_ids)
        blocs: list[str] = [b.id for b in self.case.blocs]
        steps = [track.steps.get(i, track.step) for i in track.issues]
        return self.deal(
            [ids.index(i) for i in track.issues], steps, blocs.index(track.bloc), track.reward, track.standing,
            track.publicity, track.intensity, company,
        )  # fmt: skip

    def deal(
        self, issues: list[int], step: list[float], bloc: int, reward: float | np.ndarray, standing: float = 0.0,
        publicity: float = QUIET, intensity: float = QUIET_INTENSITY, company: bool = True,
    ) -> Terms:  # fmt: skip
        """A deal by numbers of issues and bloc; ``reward`` may differ by draw."""
        steps = np.array(step)
        plain = steps[:, None] * self.value(issues, publicity, company)
        worth = np.asarray(
            deal_reward(
                reward, standing, self.trust[bloc], self.need, self.one("grievance"), publicity, intensity,  # type: ignore[arg-type, index]
                self.one("beta_material"), self.one("beta_standing"), self.one("beta_reactance"), self.one("standing_discount"),  # type: ignore[arg-type]
            )
        )  # fmt: skip
        theirs = (steps[:, None] * self.wanted[issues]).sum(axis=0) - reward
        unfair = unfairness(theirs, plain.sum(axis=0) + worth, self.one("fairness"))
        values = plain + steps[:, None] * self.shock[issues]
        return Terms(values, plain, worth - self.one("deal_cost") - unfair, worth, theirs, steps)


def bargains(evaluator: Evaluator) -> dict[str, Bargain]:
    """One per theory, on the evaluator's own draws."""
    return {
        name: Bargain(evaluator.case, matrix, evaluator.study.seed)
        for name, matrix in zip(evaluator.theories, evaluator.parameters, strict=True)
    }
