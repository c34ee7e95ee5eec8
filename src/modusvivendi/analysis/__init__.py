"""Decide: what the simulated futures say about strategies. Pure functions of named arrays and tables."""

from modusvivendi.analysis.beliefs.belief_map import BeliefMap, belief_map
from modusvivendi.analysis.discovery.box import Box
from modusvivendi.analysis.discovery.cart import CartReport, cart
from modusvivendi.analysis.discovery.prim import PrimReport, find_box, find_boxes
from modusvivendi.analysis.discovery.prim_search import PrimOptions
from modusvivendi.analysis.discovery.stability import StabilityReport, stability
from modusvivendi.analysis.export import experiments, write_csv, write_excel, write_parquet, write_workbench
from modusvivendi.analysis.robustness.metrics import (
    METRICS,
    Metric,
    RegretReport,
    RobustnessReport,
    metric,
    regret,
    robustness,
)
from modusvivendi.analysis.robustness.paired import PairedDifference, paired_difference
from modusvivendi.analysis.robustness.satisficing import SatisficingReport, satisficing
from modusvivendi.analysis.robustness.tradeoff import TradeoffReport, pareto_efficient, tradeoff
from modusvivendi.analysis.robustness.value import value
from modusvivendi.analysis.sensitivity.indices import SensitivityReport, feature_scores, sobol, sobol_design, sobol_indices
from modusvivendi.analysis.sensitivity.split_half import SplitHalfReport, split_half
from modusvivendi.analysis.stress.red_team import RedTeamReport, red_team

__all__ = [
    "METRICS",
    "BeliefMap",
    "Box",
    "CartReport",
    "Metric",
    "PairedDifference",
    "PrimOptions",
    "PrimReport",
    "RedTeamReport",
    "RegretReport",
    "RobustnessReport",
    "SatisficingReport",
    "SensitivityReport",
    "SplitHalfReport",
    "StabilityReport",
    "TradeoffReport",
    "belief_map",
    "cart",
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
    "satisficing",
    "sobol",
    "sobol_design",
    "sobol_indices",
    "split_half",
    "stability",
    "tradeoff",
    "value",
    "write_csv",
    "write_excel",
    "write_parquet",
    "write_workbench",
]
