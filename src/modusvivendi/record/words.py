"""The words that a record may use, and what a case adds to them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

DIRECTIONS = ("harden", "cooperate", "concede", "hold", "enforce_internal", "dissent", "reverse")
LEVELS = ("supreme_leader", "cabinet", "ministry", "provincial", "rank_and_file", "faction")
SETTINGS = ("public", "bundled", "quiet", "crisis", "internal")
EFFECTS = ("toward", "away", "neutral")
CONFIDENCES = ("high", "medium", "low")
INSTRUMENTS = (
    "aid_development", "aid_humanitarian", "aid_suspension", "airstrike_force", "ambassador_credentials",
    "asset_freeze", "benchmark_conditions", "deportation_border", "dialogue_bilateral",
    "dialogue_multilateral", "embassy_presence", "formal_recognition", "infrastructure_project",
    "prisoner_deal", "sanction_designation", "sanction_exemption", "statement_demand",
    "technical_cooperation", "trade_deal", "travel_ban", "visit_high_level", "other",
)  # fmt: skip
MOVE_DIRECTIONS = ("pressure", "relief", "engagement", "recognition", "neutral")
CONDITIONS = ("none", "conditional_public", "conditional_quiet", "unconditional")
BUNDLES = ("package", "single_issue", "na")
PUBLICITIES = ("public", "quiet", "mixed")
KINDS = ("package", "single")
COSTS = ("none", "low", "mid", "high")
OUTCOMES = ("met", "partly", "temporary", "not_met", "open")
# How a track was asked for; the coding rule gives each word an insistence. 'other': none of these, or not known.
MODES = (
    "conditional", "demand", "pressure", "pressure_plus_technical", "pressure_plus_reward", "pressure_then_engagement",
    "engagement_then_pressure", "soft", "technical", "mediation", "engagement", "exchange", "other",
)  # fmt: skip
FAILED_BY = ("authority", "asker", "both", "unknown")
OWN = "(a case gives words of its own under 'words')"  # told of a word that is unknown


def as_they_are(words: Iterable[str]) -> dict[str, str]:
    """Words that are each read as themselves."""
    return {word: word for word in words}


@dataclass(frozen=True)
class Vocabulary:
    """The words a record may use. None stands for any word: a table that is read without its case.

    issues: of acts and tracks. topics: of moves, issues included. groups: of movers. cutoff: no row may be
    dated after it (None: no limit). exceptions: ids of rows that may be dated after their source. actors: countries of
    the case; movers of moves.csv may ask in tracks too. levels, instruments, modes: each word that may be used, and the
    shared word that it is read as; a case may add words of its own.
    """

    issues: tuple[str, ...] | None
    topics: tuple[str, ...] | None
    groups: tuple[str, ...] | None
    cutoff: date | None = None
    exceptions: tuple[str, ...] = ()
    actors: tuple[str, ...] | None = None
    levels: Mapping[str, str] = field(default_factory=lambda: as_they_are(LEVELS))
    instruments: Mapping[str, str] = field(default_factory=lambda: as_they_are(INSTRUMENTS))
    modes: Mapping[str, str] = field(default_factory=lambda: as_they_are(MODES))

    def without_cutoff(self) -> Vocabulary:
        """The same words for a later record, whose rows may be dated after the case."""
        return replace(self, cutoff=None)


ANY_WORDS = Vocabulary(None, None, None)
