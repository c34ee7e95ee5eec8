"""Evidence: weighing theories against the record of what happened."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modusvivendi.on_demand import on_demand

if TYPE_CHECKING:
    from modusvivendi.evidence.inference.options import SAMPLERS as SAMPLERS
    from modusvivendi.evidence.inference.options import Size as Size
    from modusvivendi.evidence.inference.options import WeighOptions as WeighOptions
    from modusvivendi.evidence.inference.posterior import Posterior as Posterior
    from modusvivendi.evidence.inference.prior_weights import family_prior as family_prior
    from modusvivendi.evidence.inference.weigh import weigh as weigh
    from modusvivendi.evidence.inference.weigh import weigh_and_keep as weigh_and_keep
    from modusvivendi.evidence.inference.weights import Weights as Weights
    from modusvivendi.evidence.sensitivity.variants import HISTORY_VARIANTS as HISTORY_VARIANTS
    from modusvivendi.evidence.sensitivity.variants import HistoryVariant as HistoryVariant
    from modusvivendi.evidence.tree import save_tree as save_tree
    from modusvivendi.evidence.tree import to_tree as to_tree

HOME = {
    **dict.fromkeys(("SAMPLERS", "Size", "WeighOptions"), "inference.options"),
    "Posterior": "inference.posterior",
    "family_prior": "inference.prior_weights",
    **dict.fromkeys(("weigh", "weigh_and_keep"), "inference.weigh"),
    "Weights": "inference.weights",
    **dict.fromkeys(("HISTORY_VARIANTS", "HistoryVariant"), "sensitivity.variants"),
    **dict.fromkeys(("save_tree", "to_tree"), "tree"),
}
__all__ = sorted(HOME)
__getattr__, __dir__ = on_demand(__name__, HOME)
