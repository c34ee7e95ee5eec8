"""A bare world for checks with a known answer: a few issues, one segment, one bloc, one country, one group."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from modusvivendi.engine import layout
from modusvivendi.engine.chance import future_keys
from modusvivendi.engine.layout import EFFECT_NAMES, LEVERS, ROLES, THEORY_PARAMETERS, row
from modusvivendi.engine.outcomes import OUTCOME_NAMES
from modusvivendi.engine.setting import Moves, Setting, Terms, moves_of, stack
from modusvivendi.study.simulate import simulate

F, U = np.float32, np.uint64

NEUTRAL = {
    # Nothing moves by itself: no acts, no drift, no noise, no decay worth mentioning.
    **dict.fromkeys(THEORY_PARAMETERS, 0.0),
    "deals_enabled": 1.0,
    "chance": 1.0,
    "choice_precision": 4.0,
    "room_half": 0.5,
    "step_scale": 1.0,
    "quiet_floor": 0.3,
    "consider_rate": 1.0,
    "attention": 9.0,
    "shock_months": 1e9,
    "carry_months": 1.0,
    "entrench_halflife": 1e6,
    "reward_halflife": 6.0,
    "trust_learning": 0.0,
    "demand_halflife": 3.0,
    "demand_half": 0.7,
    "grievance_halflife": 6.0,
    "standing_halflife": 6.0,
    "contact_halflife": 12.0,
    "contact_half": 1.0,
    "dedication_halflife": 24.0,
    "cohesion_halflife": 24.0,
    "cover_halflife": 2.0,
    "need_half": 1.0,
    "need_scale": 1.0,
    "revenue_halflife": 3.0,
    "wellbeing_halflife": 6.0,
    "hazard_halflife": 6.0,
    "rebound_keep": 0.7,
    "contamination": 0.0,
    "cohesion_critical": 0.4,
    # The case.
    "politicisation": 0.5,
    "visibility": 0.5,
    "own_benefit": 0.5,
    "delegation": 0.0,
    "start": 0.2,
    "outsider_value": 0.0,
    "leader_ideal": 0.0,
    "members": 1.0,
    "power": 1.0,
    "ideology": 0.5,
    "patronage_due": 0.5,
    "dedication": 0.7,
    "cohesion": 0.7,
    "revenue": 1e-6,
    "salience": 1.0,
    "care": 1.0,
    "bloc_honoured": 1e6,
    "bloc_broken": 1e-3,
    "bloc_follow_through": 1.0,
    "bloc_enforcement": 1.0,
    "weight_material": 1.0,
    "weight_contact": 1.0,
    "weight_standing": 1.0,
    "country_standing": 1.0,
    "group_policy": 0.1,
    "group_aid": 0.3,
    "group_services": 0.3,
    "population_share": 1.0,
    "rival_strength": 0.1,
    "rival_growth": 0.0,
    "rival_attacks": 1.0,
    "autocracy": 0.5,
    "grievance": 0.0,
}


@dataclass
class Toy:
    """A world of ``issues`` issues and ``futures`` futures; ``set`` gives parameters, per item or per future."""

    issues: int = 1
    futures: int = 2048
    months: int = 24
    seed: int = 7

    def __post_init__(self) -> None:
        self.matrix = np.zeros((layout.PARAMETER_ROWS, self.futures), F)
        for name, value in NEUTRAL.items():
            self.set(name, value)

    def set(self, name: str, value: object, item: int | None = None) -> Toy:
        """Set a parameter for all items, or for one; a value may be an array over futures."""
        size = layout.PARAMETERS[name]
        rows = range(size) if item is None else (item,)
        for n in rows:
            self.matrix[row(name, n)] = value
        return self

    @property
    def setting(self) -> Setting:
        n = self.issues
        return Setting(
            issues=U(n),
            segments=U(1),
            leader=U(0),
            blocs=U(1),
            countries=U(1),
            groups=U(1),
            hazards=U(0),
            rivals=U(2),
            months=U(self.months),
            first_month=U(6),
            roles=np.full((ROLES, n), 1 / n, F),
            education=np.zeros(n, F),
            school_edges=np.zeros(12, F),
            effects=np.zeros((len(EFFECT_NAMES), 0), F),
            outbids=np.array([1, 0], F),
            rival_part=np.ones(2, F),
            bloc_first=np.zeros(1, U),
            bloc_last=np.ones(1, U),
            bloc_size=np.ones(1, F),
            accredited=np.zeros(1, F),
            recognised=np.zeros(1, F),
            states=np.ones(1, F),
        )

    def moves(
        self,
        tracks: list[dict] = (),
        levers: dict | None = None,
        demands: float | None = None,
        follow: float = 1.0,
        at_once: int = 32,
    ) -> Moves:  # type: ignore[assignment]
        """A strategy: tracks as dicts (issues, step, reward, standing, publicity, whole, patience, snub)."""
        values = np.zeros((self.months, 1, LEVERS), F)
        given = np.zeros_like(values)
        for name, value in (levers or {}).items():
            values[:, 0, layout.LEVER_NAMES.index(name)] = value
            given[:, 0, layout.LEVER_NAMES.index(name)] = 1

        posture = {
            "follow": np.full(1, follow, F),
            "follows": np.ones(1, F),
            "levers": values,
            "lever_set": given,
            "demands": np.full((1, self.issues), demands or 0.0, F),
            "demands_set": np.full(1, demands is not None, F),
        }
        return moves_of(posture, [self.terms(**track) for track in tracks], at_once)

    def terms(self, issues: list[int], step: float = 0.5, **others: float) -> Terms:
        """One track; the first issue gives the chance stream."""
        return Terms(tuple(issues), (step,) * len(issues), key=issues[0], **others)  # type: ignore[arg-type]

    def run(self, *strategies: Moves) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Outcomes (strategy, outcome, future), paths (strategy, month, channel, future), tracks (strategy, track, future)."""
        batch = stack(list(strategies))
        keys = future_keys(self.seed, np.arange(self.futures))
        found = simulate(self.matrix, keys, self.setting, batch, self.moves(follow=0.0), kept=self.futures)
        return found.outcomes, found.paths, found.tracks

    def policy(self, outcomes: np.ndarray) -> np.ndarray:
        """Late policy per issue, (strategy, issue, future)."""
        return outcomes[:, len(OUTCOME_NAMES) + 1 :]
