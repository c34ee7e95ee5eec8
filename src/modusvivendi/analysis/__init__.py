"""Decide: what the simulated futures say about strategies. Pure functions of named arrays and tables."""

from modusvivendi.decide.belief_map import BeliefMap, belief_map
from modusvivendi.decide.box import Box
from modusvivendi.decide.cart import CartReport, cart
from modusvivendi.decide.enough import EnoughReport, enough
from modusvivendi.decide.export import experiments, write_csv, write_excel, write_parquet, write_workbench
from modusvivendi.decide.paired import PairedDifference, paired_difference
from modusvivendi.decide.prim import PrimReport, find_box, find_boxes
from modusvivendi.decide.prim_search import PrimOptions
from modusvivendi.decide.red_team import RedTeamReport, red_team
from modusvivendi.decide.robustness import (
    METRICS,
    Metric,
    RegretReport,
    RobustnessReport,
    metric,
    regret,
    robustness,
)
from modusvivendi.decide.rules import rule
from modusvivendi.decide.satisficing import SatisficingReport, satisficing
from modusvivendi.decide.sensitivity import SensitivityReport, feature_scores, sobol, sobol_design, sobol_indices
from modusvivendi.decide.stability import StabilityReport, stability
from modusvivendi.decide.tradeoff import TradeoffReport, pareto_efficient, tradeoff
from modusvivendi.decide.value import value

__all__ = [
    "METRICS",
    "BeliefMap",
    "Box",
    "CartReport",
    "EnoughReport",
    "Metric",
    "PairedDifference",
    "PrimOptions",
    "PrimReport",
    "RedTeamReport",
    "RegretReport",
    "RobustnessReport",
    "SatisficingReport",
    "SensitivityReport",
    "StabilityReport",
    "TradeoffReport",
    "belief_map",
    "cart",
    "enough",
    "experiments",
    "feature_scores",
    "find_box",
    "find_boxes",
    "metric",
    "paired_difference",
    "pareto_efficient",
    "red_team",
    "regret",
    "robustness",
    "rule",
    "satisficing",
    "sobol",
    "sobol_design",
    "sobol_indices",
    "stability",
    "tradeoff",
    "value",
    "write_csv",
    "write_excel",
    "write_parquet",
    "write_workbench",
]
