"""What a future is judged by: names, meaning, direction."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Outcome:
    """One outcome of a future.

    direction: +1 higher is better, -1 lower is better, for an outsider who shares the brief's stated aims;
    a user's own values are weights on outcomes and may reverse it.
    """

    name: str
    title: str
    family: str
    direction: int
    meaning: str
    claims: tuple[str, ...]


OUTCOMES = (
    Outcome("core_rights", "Core rights", "nature of the regime", 1, "mean policy on core-rights issues over the last 12 months, 0 the authority's ideal, 1 the full ask", ("C16", "C20")),
    Outcome("inclusion", "Inclusion", "nature of the regime", 1, "mean policy on inclusive government over the last 12 months, 0–1", ("C20",)),
    Outcome("technical", "Technical cooperation", "relief", 1, "mean policy on technical issues over the last 12 months, 0–1", ("C18", "C19")),
    Outcome("access", "Humanitarian access", "relief", 1, "mean policy on relief issues over the last 12 months, 0–1", ("C17", "C20")),
    Outcome("wellbeing", "Wellbeing of groups", "relief", 1, "population-weighted mean wellbeing over the whole course, 0–1", ("C15", "C20")),
    Outcome("services", "Public services", "relief", 1, "mean public services over the whole course, 0–1", ("C20",)),
    Outcome("rival", "Extremist rival", "security", -1, "strength of the outbidding rival at the end, 0–1", ("C5", "C15")),
    Outcome("attacks", "Attacks", "security", -1, "attacks a month by rivals, mean over the course", ("C15",)),
    Outcome("foreign_groups", "Action on foreign armed groups", "security", 1, "mean policy on foreign armed groups over the last 12 months, 0–1", ("C15", "C17")),
    Outcome("narcotics", "Action on narcotics", "security", 1, "mean policy on narcotics over the last 12 months, 0–1", ("C17",)),
    Outcome("cohesion", "Cohesion of the movement", "stability", 1, "power-weighted cohesion at the end, 0–1", ("C3",)),
    Outcome("desertion", "Desertion", "stability", -1, "share of members who left by the end, 0–1", ("C5",)),
    Outcome("fragmented", "Movement broke", "stability", -1, "1 if the movement broke up within the horizon, else 0", ("C1",)),
    Outcome("money", "Money spent", "outsiders", -1, "aid, development money and rewards, share of the possible flow, mean over the course, 0–1", ("C10",)),
    Outcome("standing_for_nothing", "Standing given for nothing", "outsiders", -1, "standing accorded above the start, not matched by a met agreement, mean over the course, 0–1", ("C14",)),
    Outcome("broken_by_outsiders", "Promises broken by outsiders", "outsiders", -1, "agreed rewards that were not delivered, count", ("C10",)),
    Outcome("broken_by_authority", "Promises undone by the authority", "outsiders", -1, "agreed steps undone from above, count", ("C6",)),
    Outcome("paid_for_nothing", "Rewards paid without the ask", "outsiders", -1, "rewards paid on tracks that ended unmet, sum of reward shares", ("C10",)),
    Outcome("firmness", "Symbolic firmness", "outsiders", 1, "how loudly core rights are asked for, less half the standing accorded, mean over the course, 0–1", ("C13", "C16")),
    Outcome("trust", "Trust left", "outsiders", 1, "the authority's trust in outsiders' promises at the end, weighted by their money, 0–1", ("C17",)),
    Outcome("offered", "Tracks offered", "agreements", 1, "number of tracks put to the authority", ("C18",)),
    Outcome("met", "Tracks met", "agreements", 1, "number of tracks whose asks were met", ("C18",)),
    Outcome("partly", "Tracks partly met", "agreements", 1, "number of tracks met in part", ("C18",)),
    Outcome("reversed", "Tracks undone", "agreements", -1, "number of tracks met, then undone from above", ("C6",)),
    Outcome("recognised", "Recognition", "outsiders", -1, "weight of states that recognise at the end, 0–1", ("C14",)),
    Outcome("departed", "People who left the country", "relief", -1, "share of the population that left the country by the end, returns not counted, 0–1", ("C15",)),
)  # fmt: skip

OUTCOME_NAMES = tuple(o.name for o in OUTCOMES)

# Courses over time that are kept for a sample of futures.
CHANNELS = (
    "core_rights", "technical", "access", "wellbeing", "cohesion", "revenue", "grievance", "standing", "trust",
    "rival", "need", "deals",
)  # fmt: skip

MET, PARTLY, TEMPORARY, NOT_MET, OPEN = 1, 2, 3, 4, 0
