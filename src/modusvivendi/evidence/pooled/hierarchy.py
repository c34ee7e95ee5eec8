"""A theory's parameters over several authorities: the same prior for each of them, shared as far as the asks say.

On the scale z on which a prior is standard normal (its value is the quantile at Φ(z)), parameter k of authority a is

    z_ak = sqrt(1 - s_k) z_k + sqrt(s_k) e_ak,   z_k, e_ak ~ N(0, 1),   s_k ~ Uniform(0, 1).

So every authority has exactly the theory's prior, whatever s_k; s_k, the *share between authorities* of a parameter's prior
variance, says how much of it is each authority's own: 0 pools fully, 1 not at all. It is uncertain, for each parameter. A
parameter that a theory fixes stays fixed. An authority's readiness, a shift in logits, is r + sd_A u_a with r common to all and
u_a ~ N(0, 1); files of asks (case and class of issue) have effects with standard deviation sd_F. (Hierarchical models: Gelman and Hill 2007, chapters 11-13;
in the form that does not centre: Papaspiliopoulos, Roberts and Sköld 2007, Statistical Science 22:59-73.)
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr

from modusvivendi.evidence.likelihood.likelihood import HYPER, NODE_WEIGHTS, NODES
from modusvivendi.evidence.pooled.ask_outcomes import Asks, Common, Deals
from modusvivendi.evidence.pooled.asks import Pool
from modusvivendi.theory import Prior, Theory

# Parameters of deals, each with a spread between authorities, in the order of ``Deals``.
VARYING = (
    "theta_benefit", "theta_doctrine", "beta_contact", "beta_audience", "beta_reactance", "beta_material", "beta_standing",
    "standing_discount", "contamination", "quiet_floor", "deal_cost", "choice_precision",
)  # fmt: skip
OWN: dict[str, Prior] = {
    "file_sd": Prior(
        uniform=(0.0, 2.0),
        source="judgement, range 0–2",
        unit="logits",
        meaning="standard deviation between files of asks (case and class of issue)",
    ),
    "readiness": Prior(
        normal=(0.0, 10.0),
        source="as wide as the constant of the pooled logit (precedent/pooled.py), so that neither is favoured",
        unit="logits",
        meaning="readiness of all authorities alike to meet an ask that is worth nothing to them either way",
    ),
    "authority_sd": Prior(
        uniform=(0.0, 2.0),
        source="judgement, range 0–2",
        unit="logits",
        meaning="standard deviation of readiness between authorities",
    ),
}
BETWEEN = Prior(
    folded_normal=(0.0, 0.5),
    source="judgement: half-normal with scale 0.5, weakly informative (Gelman 2006, Bayesian Analysis 1:515-534)",
    unit="standard deviations of what authorities share",
    meaning="how far a parameter differs between authorities, t_k",
)
COMMON: dict[str, Prior] = {name: HYPER[name] for name in ("quiet_report", "part_band", "ask_step")} | OWN
ASK_RULE = (NODES, NODE_WEIGHTS)  # quadrature over the effect of a single ask, as for one record
_five = np.polynomial.hermite_e.hermegauss(5)
FILE_RULE = (_five[0], _five[1] / _five[1].sum())  # and over that of a file
NEWCOMER = "an authority not asked yet"  # stands for one on which nothing is known
EDGE = 1e-6
STEP = 1e-4  # of the derivative of a law


@dataclass(frozen=True)
class Hierarchy:
    """Places of a theory's numbers in a vector x, each standard normal before any ask is known.

    varying: parameters that the theory leaves free. x holds, in this order, z_k of each (K), the place of s_k (K), COMMON (C),
    e_ak by authority (A K), readiness u_a by authority (A).
    """

    theory: Theory
    cases: tuple[str, ...]
    varying: tuple[str, ...]

    @classmethod
    def of(cls, theory: Theory, cases: tuple[str, ...]) -> Hierarchy:
        """The hierarchy of a theory over these authorities, and one on which nothing is known."""
        laws = theory.complete()
        return cls(theory, (*cases, NEWCOMER), tuple(name for name in VARYING if not laws[name].is_fixed))

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the places in x."""
        return (
            *self.varying,
            *(f"between {name}" for name in self.varying),
            *COMMON,
            *(f"{name} of {case}" for case in self.cases for name in self.varying),
            *(f"readiness of {case}" for case in self.cases),
        )

    @property
    def size(self) -> int:
        """Length of x."""
        return 2 * len(self.varying) + len(COMMON) + len(self.cases) * (len(self.varying) + 1)

    def split(self, x: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
        """x (n, size) as pooled (n, K), places of shares (n, K), common (n, C), own (n, A, K), readiness (n, A)."""
        k, c, a = len(self.varying), len(COMMON), len(self.cases)
        parts = np.split(x, np.cumsum([k, k, c, a * k]), axis=1)
        return parts[0], parts[1], parts[2], parts[3].reshape(len(x), a, k), parts[4]

    def by_authority(self, x: np.ndarray) -> np.ndarray:
        """What the asks of each authority depend on, (n, A, K + C - 1): z_ak; COMMON but the last two; its shift in logits."""
        pooled, place, common, own, ready = self.split(x)
        share = shares(place)[:, None]
        z = np.sqrt(1 - share) * pooled[:, None] + np.sqrt(share) * own
        rest = np.repeat(common[:, None, :-2], len(self.cases), axis=1)
        shift = value_at(OWN["readiness"], common[:, -2:-1]) + value_at(OWN["authority_sd"], common[:, -1:]) * ready
        return np.concatenate([z, rest, shift[..., None]], axis=2)

    def slope(self, x: np.ndarray) -> np.ndarray:
        """Derivative of ``by_authority`` at one x (size,): (A, K + C - 1, size)."""
        k, c, a = len(self.varying), len(COMMON), len(self.cases)
        pooled, place, common, own, ready = (part[0] for part in self.split(x[None]))
        share, density = shares(place), (shares(place + STEP) - shares(place - STEP)) / (2 * STEP)
        sd = value_at(OWN["authority_sd"], common[-1])
        base_slope, sd_slope = slope_at(OWN["readiness"], common[-2]), slope_at(OWN["authority_sd"], common[-1])
        out = np.zeros((a, k + c - 1, self.size))
        each, rest = np.arange(k), np.arange(c - 2)
        for n in range(a):
            out[n, each, each] = np.sqrt(1 - share)
            out[n, each, k + each] = 0.5 * density * (own[n] / np.sqrt(share) - pooled / np.sqrt(1 - share))
            out[n, each, 2 * k + c + n * k + each] = np.sqrt(share)
            out[n, k + rest, 2 * k + rest] = 1.0
            out[n, -1, 2 * k + c - 2] = base_slope
            out[n, -1, 2 * k + c - 1] = sd_slope * ready[n]
            out[n, -1, 2 * k + c + a * k + n] = sd
        return out

    def values(self, by_authority: np.ndarray) -> tuple[Deals, Common]:
        """Numbers for the likelihood, from what ``by_authority`` gives, (n, A, K + C - 1)."""
        laws, k = self.theory.complete(), len(self.varying)
        n, a = by_authority.shape[:2]
        found = {}
        for name in VARYING:
            if name in self.varying:
                found[name] = np.ascontiguousarray(value_at(laws[name], by_authority[:, :, self.varying.index(name)]).T)
            else:
                found[name] = np.full((a, n), float(laws[name].quantile(np.array(0.5))))
        found["deal_cost"] *= float(laws["deals_enabled"].quantile(np.array(0.5)))
        shift = np.ascontiguousarray(by_authority[:, :, -1].T)
        # COMMON is the same for every authority: that of the first is read.
        common = {name: value_at(law, by_authority[:, 0, k + m]) for m, (name, law) in enumerate(list(COMMON.items())[:-2])}
        values = [*(found[name] for name in VARYING), shift]
        deals = Deals._make(values)
        return deals, Common(common["quiet_report"], common["part_band"], common["ask_step"], common["file_sd"])


def shares(place: np.ndarray) -> np.ndarray:
    """Share between authorities of a parameter's prior variance, t² / (1 + t²), from the place of t on the normal scale."""
    spread = value_at(BETWEEN, place) ** 2
    return np.asarray(np.clip(spread / (1 + spread), EDGE, 1 - EDGE))


def value_at(law: Prior, z: np.ndarray | float) -> np.ndarray:
    """Value of a prior at a place on the normal scale."""
    return law.quantile(np.clip(ndtr(z), 1e-12, 1 - 1e-12))


def slope_at(law: Prior, z: float) -> np.ndarray:
    """Derivative of ``value_at``."""
    return np.asarray((value_at(law, z + STEP) - value_at(law, z - STEP)) / (2 * STEP))


def asks_of(pool: Pool, theory: str, reading: int) -> Asks:
    """The asks of a pool in reading number ``reading``, with the latent states of a theory."""
    latent = pool.latent[theory]
    coded = {name: np.ascontiguousarray(values[reading]) for name, values in pool.coded.items()}
    return Asks(
        case=pool.case,
        file=pool.file,
        first=pool.first,
        last=pool.last,
        outcome=pool.outcome,
        whole=coded["whole"],
        cost=coded["cost"],
        publicity=coded["publicity"],
        worst=coded["politicisation"],
        material=coded["material"],
        standing=coded["standing"],
        intensity=pool.intensity,
        trust=np.ascontiguousarray(latent.relations[0]),
        need=np.ascontiguousarray(latent.relations[1]),
        grievance=np.ascontiguousarray(latent.relations[2]),
        benefit=np.ascontiguousarray(pool.benefit),
        visibility=np.ascontiguousarray(pool.visibility),
        politicisation=np.ascontiguousarray(pool.politicisation),
        contact=np.ascontiguousarray(latent.stakes[0]),
        salience=np.ascontiguousarray(latent.stakes[1]),
    )
