"""Evidence: weighing theories against the record of what happened."""

from modusvivendi.evidence.posterior import Posterior
from modusvivendi.evidence.report import save_tree, sentences, to_dict, to_tree
from modusvivendi.evidence.weigh import SETUPS, Setup, Size, Weights, family_prior, weigh

__all__ = [
    "SETUPS", "Posterior", "Setup", "Size", "Weights", "family_prior", "save_tree", "sentences", "to_dict", "to_tree",
    "weigh",
]  # fmt: skip
