"""Where each quantity lies in the flat arrays of the engine.

A block of LANES futures runs side by side: the value of quantity ``q`` for item ``i`` in lane ``l`` is
``s[S.q + i * LANES + l]`` for state and ``p[P.q + i * LANES + l]`` for parameters. Flat arrays with offsets
known at compile time let the compiler prove that lanes do not overlap, and so use the vector units; with
two-dimensional arrays it does not (docs/benchmarks.md).
"""

from __future__ import annotations

from collections import namedtuple
from typing import Any

import numpy as np

LANES = 32

# Capacities. A larger case is refused with a clear error.
ISSUES, SEGMENTS, BLOCS, COUNTRIES, GROUPS, HAZARDS, RIVALS = 24, 8, 8, 32, 8, 8, 2
TRACKS, ENTRIES, LEVERS = 32, 64, 10

LEVER_NAMES = (
    "pressure", "aid", "money", "contact", "standing", "publicity", "offer", "enforcement", "follow_through", "snub",
)  # fmt: skip
(PRESSURE, AID, MONEY, CONTACT, STANDING, PUBLICITY, OFFER, ENFORCEMENT, FOLLOW_THROUGH, SNUB) = range(LEVERS)

ROLE_NAMES = ("core_rights", "inclusion", "technical", "access", "foreign_groups", "narcotics", "counter_rival")
ROLES = len(ROLE_NAMES)

# Parameters of a theory (priors in theory/shared.yaml); one row each.
THEORY_PARAMETERS = (
    "psi", "lam", "chance",
    "beta_contact", "beta_material", "beta_standing", "beta_audience", "beta_reactance", "beta_doctrine",
    "theta_benefit", "theta_doctrine", "theta_school_toward", "theta_school_away",
    "theta_rebound_toward", "theta_rebound_away", "theta_trend_toward", "theta_trend_away",
    "room_half", "step_scale", "standing_discount", "contamination", "quiet_floor", "cohesion_amplifier",
    "fairness", "deal_cost", "consider_rate", "attention", "shock_months", "carry_months", "reversal_rate",
    "demand_halflife", "demand_half", "reaction_gain", "contact_halflife", "contact_half",
    "dedication_step", "dedication_halflife", "cohesion_response", "cohesion_halflife", "cohesion_noise",
    "standing_cohesion", "rally", "contagion", "desertion_rate", "desertion_slope", "cohesion_critical",
    "fragmentation_rate", "fragmentation_slope", "grievance_due", "grievance_halflife", "snub_pulse",
    "tax_response", "trade_share", "cover_ceiling", "cover_halflife", "bite_decay", "need_half", "need_scale",
    "aid_take", "fungibility", "revenue_halflife", "trust_learning", "standing_halflife",
    "accreditation_rate", "imitation", "recognition_rate", "posture_noise", "wellbeing_halflife",
    "autocracy_drift", "hazard_halflife", "rebound_keep", "entrench_halflife", "talk_contact", "reward_halflife",
    "break_harm", "break_attacks", "succession_shock", "reach_floor", "pressure_slight",
    "departure_rate", "departure_slope",
)  # fmt: skip

# Parameters of a case, with the number of items of each.
CASE_PARAMETERS = {
    "politicisation": ISSUES, "visibility": ISSUES, "own_benefit": ISSUES, "delegation": ISSUES, "start": ISSUES,
    "rate_toward": ISSUES, "rate_away": ISSUES, "leader_toward": ISSUES, "leader_away": ISSUES,
    "outsider_value": ISSUES, "snub_sensitivity": ISSUES, "leader_ideal": ISSUES,
    "members": SEGMENTS, "power": SEGMENTS, "ideology": SEGMENTS, "patronage_due": SEGMENTS,
    "dedication": SEGMENTS, "cohesion": SEGMENTS,
    "salience": SEGMENTS * ISSUES, "care": SEGMENTS * ISSUES,
    "bloc_pressure": BLOCS, "bloc_aid": BLOCS, "bloc_money": BLOCS, "bloc_contact": BLOCS, "bloc_standing": BLOCS,
    "bloc_publicity": BLOCS, "bloc_source": BLOCS, "bloc_drift": BLOCS, "bloc_honoured": BLOCS,
    "bloc_broken": BLOCS, "bloc_follow_through": BLOCS, "bloc_enforcement": BLOCS,
    "weight_material": BLOCS, "weight_contact": BLOCS, "weight_standing": BLOCS,
    "bloc_demand": BLOCS * ISSUES,
    "country_standing": COUNTRIES,
    "group_policy": GROUPS * ISSUES, "group_aid": GROUPS, "group_services": GROUPS, "group_pressure": GROUPS,
    "group_hazards": GROUPS, "group_share": GROUPS,
    "rival_strength": RIVALS, "rival_growth": RIVALS, "rival_suppression": RIVALS, "rival_attacks": RIVALS,
    "rival_recruits": RIVALS,
    "hazard_rate": HAZARDS, "hazard_severity": HAZARDS,
    "revenue": 1, "tax_effort": 1, "patron_cover": 1, "grievance": 1, "contact": 1, "standing_start": 1,
    "autocracy": 1, "sanction_years": 1,
}  # fmt: skip

# State of a future. Names ending in _0 are reference levels taken at the start.
STATE = {
    # policy and acts
    "policy": ISSUES, "rebound": ISSUES, "shock": ISSUES, "demand": ISSUES, "reaction": ISSUES,
    "demand_felt": ISSUES, "salience_felt": ISSUES, "signal_gain": ISSUES, "contact_felt": ISSUES,
    "inflow": ISSUES, "loudness": ISSUES, "relief": ISSUES, "stake": ISSUES,
    "benefit_centred": ISSUES, "doctrine_centred": ISSUES, "doctrine_start": ISSUES,
    "contact_0": ISSUES, "relief_0": ISSUES, "stake_0": ISSUES, "audience_0": ISSUES, "signal_0": ISSUES,
    "reactance_0": ISSUES,
    "rate_toward": ISSUES, "rate_away": ISSUES, "step_toward": ISSUES, "step_away": ISSUES, "by_ministry": ISSUES,
    "seen": ISSUES, "undoable": ISSUES, "undoable_seen": ISSUES, "undone": ISSUES, "policy_late": ISSUES,
    # audiences
    "belief": SEGMENTS, "cohesion": SEGMENTS, "members": SEGMENTS, "left": SEGMENTS, "norm": SEGMENTS,
    "caring": SEGMENTS, "gaining": SEGMENTS,
    "deserted": 1, "deserted_rival": 1,
    "cohesion_power": 1, "cohesion_power_0": 1, "intact": 1, "autocracy": 1, "autocracy_0": 1,
    # outsiders
    "warmth": BLOCS, "honoured": BLOCS, "broken": BLOCS, "trust": BLOCS,
    "publicity_now": 1, "at_stake_now": 1, "relief_now": 1, "voice_now": 1, "source_now": 1, "ease_now": 1, "ease_followed": 1,
    "peers_now": 1,
    "follow_through": BLOCS, "enforcement": BLOCS,
    "accredited": COUNTRIES, "recognised": COUNTRIES, "accredited_all": 1, "recognised_all": 1, "recognised_before": 1,
    "pressure_in": 1, "aid_in": 1, "money_in": 1, "patron_money": 1, "contact_in": 1, "standing_in": 1,
    "standing_in_0": 1, "pressure_0": 1, "snub_stock": 1, "open_contact": 1,
    # deals
    "track_state": TRACKS, "track_result": TRACKS, "track_months": TRACKS, "track_wait": TRACKS, "track_renewals": TRACKS,
    "track_progress": TRACKS, "track_clock": TRACKS, "track_offered": TRACKS,
    "target": ENTRIES, "accepted": ENTRIES, "below": ENTRIES, "entry_value": ENTRIES,
    "open_tracks": 1, "considered": 1, "worst": 1, "sum_value": 1, "sum_plain": 1, "sum_step": 1, "sum_theirs": 1,
    "crossed": 1, "took": 1, "again": 1,
    # accounts
    "revenue": 1, "tax": 1, "cover": 1, "bite": 1, "need": 1, "grievance": 1,
    "standing": 1, "standing_0": 1, "contact": 1, "sanction_years": 1, "reward_flow": 1,
    # rivals, hazards, groups
    "rival": RIVALS, "rival_pull": 1, "hazard": HAZARDS, "hazard_sum": 1, "wellbeing": GROUPS, "services": 1,
    "wellbeing_all": 1, "wellbeing_all_0": 1, "departed": 1,
    # monthly shares kept, from half-lives
    "keep_demand": 1, "keep_contact": 1, "keep_belief": 1, "keep_cohesion": 1, "keep_grievance": 1, "keep_cover": 1,
    "keep_revenue": 1, "keep_standing": 1, "keep_wellbeing": 1, "keep_hazard": 1, "keep_undoable": 1, "keep_flow": 1,
    # sums over the course
    "sum_wellbeing": GROUPS, "sum_attacks": 1, "sum_money": 1, "sum_firmness": 1, "sum_standing": 1, "sum_services": 1,
    "broken_outsiders": 1, "broken_authority": 1, "paid_for_nothing": 1, "total": 1,
}  # fmt: skip


def offsets(name: str, sizes: dict[str, int]) -> tuple[Any, int]:
    """Offsets of the named quantities in a flat array, and the number of rows.

    Quantities with the same number of items lie together: a loop then touches a few separate stretches of the
    array, which its overlap checks can tell apart (interleaved, it would fall back to one lane at a time).
    """
    rows, starts = 0, {}
    for key, size in sorted(sizes.items(), key=lambda item: item[1]):
        starts[key] = np.uint64(rows * LANES)
        rows += size
    return namedtuple(name, starts.keys())(**starts), rows  # type: ignore[misc]


PARAMETERS: dict[str, int] = {**dict.fromkeys(THEORY_PARAMETERS, 1), **CASE_PARAMETERS}
P, PARAMETER_ROWS = offsets("P", PARAMETERS)
S, STATE_ROWS = offsets("S", STATE)


# Inside compiled code every index is unsigned: a signed one may be negative for all the compiler knows, and the
# code for that case stops vectorisation (measured: a factor of three on the whole month).
L = np.uint64(LANES)
ISSUE_STRIDE = np.uint64(ISSUES)
BOTH_RIVALS = np.uint64(RIVALS)

# Loops count to the smaller of what a case has and these capacities. The bound lets the compiler see that the rows
# of one quantity end before those of the next begin, so that it needs no overlap checks while running (measured:
# a factor of two on the whole month).
Most = namedtuple("Most", "issues last_issue segments blocs last_bloc countries last_country groups hazards last_hazard "
                          "tracks entries last_entry")  # fmt: skip
MOST = Most(*(np.uint64(n) for n in (ISSUES, ISSUES - 1, SEGMENTS, BLOCS, BLOCS - 1, COUNTRIES, COUNTRIES - 1, GROUPS,
                                     HAZARDS, HAZARDS - 1, TRACKS, ENTRIES, ENTRIES - 1)))  # fmt: skip


def row(name: str, item: int = 0) -> int:
    """Row of a parameter in the matrix (rows, futures) that a study fills."""
    return int(getattr(P, name)) // LANES + item
