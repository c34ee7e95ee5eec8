"""Joint draws of a theory's parameters, whoever made them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

import numpy as np


class JointDraws(Protocol):
    """Joint draws of theory parameters: what weighing theories against a record leaves behind."""

    @property
    def weights(self) -> Mapping[str, float]:
        """Weight of each theory."""

    @property
    def draws(self) -> Mapping[str, np.ndarray]:
        """Theory → joint draws (draws, parameters)."""

    def sample(self, theory_name: str, u: np.ndarray) -> dict[str, np.ndarray]:
        """Values of all theory parameters at u (n,) in [0,1)."""
