"""Evidence: weighing theories against the record of what happened."""

from modusvivendi.evidence.inference.posterior import Posterior
from modusvivendi.evidence.inference.prior_weights import family_prior
from modusvivendi.evidence.inference.weigh import SAMPLERS, Size, Weights, weigh
from modusvivendi.evidence.report import save_tree, sentences, to_dict, to_tree
from modusvivendi.evidence.sensitivity.variants import SETUPS, Setup

__all__ = [
    "SAMPLERS", "SETUPS", "Posterior", "Setup", "Size", "Weights", "family_prior", "save_tree", "sentences", "to_dict",
    "to_tree", "weigh",
]  # fmt: skip
