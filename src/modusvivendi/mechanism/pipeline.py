"""How Numba compiles the engine's functions: on the promise that array arguments do not overlap."""

from __future__ import annotations

from typing import Any

from numba.core.compiler import Compiler


class Apart(Compiler):
    """Numba's own pipeline with C's ``restrict`` on array arguments.

    Without it every loop over lanes checks at run time that state and parameters do not overlap, or is not
    vectorised at all (measured: a factor of two on the whole month).
    """

    def define_pipelines(self) -> Any:
        """The standard pipelines, with the promise noted."""
        self.state.flags.noalias = True
        return super().define_pipelines()
