"""Evidence: weighing theories against the record of what happened."""

from modusvivendi.evidence.posterior import Posterior
from modusvivendi.evidence.prior_weights import family_prior
from modusvivendi.evidence.reading import SETUPS, Setup
from modusvivendi.evidence.report import save_tree, sentences, to_dict, to_tree
from modusvivendi.evidence.weigh import SAMPLERS, Size, Weights, weigh

__all__ = [
    "SAMPLERS", "SETUPS", "Posterior", "Setup", "Size", "Weights", "family_prior", "save_tree", "sentences", "to_dict",
    "to_tree", "weigh",
]  # fmt: skip
