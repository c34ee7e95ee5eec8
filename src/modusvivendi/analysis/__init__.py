"""Decide: what the simulated futures say about strategies. Pure functions of named arrays and tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modusvivendi.on_demand import on_demand

if TYPE_CHECKING:
    from modusvivendi.analysis.beliefs.belief_map import BeliefMap as BeliefMap
    from modusvivendi.analysis.beliefs.belief_map import belief_map as belief_map
    from modusvivendi.analysis.discovery.box import Box as Box
    from modusvivendi.analysis.discovery.cart import CartReport as CartReport
    from modusvivendi.analysis.discovery.cart import cart as cart
    from modusvivendi.analysis.discovery.prim import PrimReport as PrimReport
    from modusvivendi.analysis.discovery.prim import find_box as find_box
    from modusvivendi.analysis.discovery.prim import find_boxes as find_boxes
    from modusvivendi.analysis.discovery.prim_search import PrimOptions as PrimOptions
    from modusvivendi.analysis.discovery.stability import StabilityReport as StabilityReport
    from modusvivendi.analysis.discovery.stability import stability as stability
    from modusvivendi.analysis.export import experiments as experiments
    from modusvivendi.analysis.export import write_csv as write_csv
    from modusvivendi.analysis.export import write_excel as write_excel
    from modusvivendi.analysis.export import write_parquet as write_parquet
    from modusvivendi.analysis.export import write_workbench as write_workbench
    from modusvivendi.analysis.robustness.metrics import METRICS as METRICS
    from modusvivendi.analysis.robustness.metrics import Metric as Metric
    from modusvivendi.analysis.robustness.metrics import RegretReport as RegretReport
    from modusvivendi.analysis.robustness.metrics import RobustnessReport as RobustnessReport
    from modusvivendi.analysis.robustness.metrics import metric as metric
    from modusvivendi.analysis.robustness.metrics import regret as regret
    from modusvivendi.analysis.robustness.paired import PairedDifference as PairedDifference
    from modusvivendi.analysis.robustness.paired import paired_difference as paired_difference
    from modusvivendi.analysis.robustness.satisficing import SatisficingReport as SatisficingReport
    from modusvivendi.analysis.robustness.satisficing import satisficing as satisficing
    from modusvivendi.analysis.robustness.tradeoff import TradeoffReport as TradeoffReport
    from modusvivendi.analysis.robustness.tradeoff import pareto_efficient as pareto_efficient
    from modusvivendi.analysis.robustness.tradeoff import tradeoff as tradeoff
    from modusvivendi.analysis.robustness.value import value as value
    from modusvivendi.analysis.sensitivity.indices import SensitivityReport as SensitivityReport
    from modusvivendi.analysis.sensitivity.indices import feature_scores as feature_scores
    from modusvivendi.analysis.sensitivity.indices import sobol as sobol
    from modusvivendi.analysis.sensitivity.indices import sobol_design as sobol_design
    from modusvivendi.analysis.sensitivity.indices import sobol_indices as sobol_indices
    from modusvivendi.analysis.sensitivity.split_half import SplitHalfReport as SplitHalfReport
    from modusvivendi.analysis.sensitivity.split_half import split_half as split_half
    from modusvivendi.analysis.stress.red_team import RedTeamReport as RedTeamReport
    from modusvivendi.analysis.stress.red_team import red_team as red_team

HOME = {
    **dict.fromkeys(("BeliefMap", "belief_map"), "beliefs.belief_map"),
    "Box": "discovery.box",
    **dict.fromkeys(("CartReport", "cart"), "discovery.cart"),
    **dict.fromkeys(("PrimReport", "find_box", "find_boxes"), "discovery.prim"),
    "PrimOptions": "discovery.prim_search",
    **dict.fromkeys(("StabilityReport", "stability"), "discovery.stability"),
    **dict.fromkeys(("experiments", "write_csv", "write_excel", "write_parquet", "write_workbench"), "export"),
    **dict.fromkeys(("METRICS", "Metric", "RegretReport", "RobustnessReport", "metric", "regret"), "robustness.metrics"),
    **dict.fromkeys(("PairedDifference", "paired_difference"), "robustness.paired"),
    **dict.fromkeys(("SatisficingReport", "satisficing"), "robustness.satisficing"),
    **dict.fromkeys(("TradeoffReport", "pareto_efficient", "tradeoff"), "robustness.tradeoff"),
    "value": "robustness.value",
    **dict.fromkeys(("SensitivityReport", "feature_scores", "sobol", "sobol_design", "sobol_indices"), "sensitivity.indices"),
    **dict.fromkeys(("SplitHalfReport", "split_half"), "sensitivity.split_half"),
    **dict.fromkeys(("RedTeamReport", "red_team"), "stress.red_team"),
}
__all__ = sorted(HOME)
__getattr__, __dir__ = on_demand(__name__, HOME)
