"""Evidence: weighing theories against the record of what happened."""

from modusvivendi.evidence.inference.options import SAMPLERS, Size, WeighOptions
from modusvivendi.evidence.inference.posterior import Posterior
from modusvivendi.evidence.inference.prior_weights import family_prior
from modusvivendi.evidence.inference.weigh import weigh, weigh_and_keep
from modusvivendi.evidence.inference.weights import Weights
from modusvivendi.evidence.sensitivity.variants import HISTORY_VARIANTS, HistoryVariant
from modusvivendi.evidence.tree import save_tree, to_tree

__all__ = [
    "HISTORY_VARIANTS", "SAMPLERS", "HistoryVariant", "Posterior", "Size", "WeighOptions", "Weights", "family_prior",
    "save_tree", "to_tree", "weigh", "weigh_and_keep",
]  # fmt: skip
