"""How Numba compiles the engine's functions: on the promise that array arguments do not overlap."""

from __future__ import annotations

import gc
from typing import Any

from numba.core.compiler import Compiler


class Apart(Compiler):
    """Numba's own pipeline with C's ``restrict`` on array arguments.

    Without it every loop over lanes checks at run time that state and parameters do not overlap, or is not
    vectorised at all (measured: a factor of two on the whole month).
    """

    def compile_extra(self, func: Any) -> Any:
        """Compile with the garbage collector less eager: nothing that is made stays unused for long, and going through
        all of it again and again took a seventh of the time (measured)."""
        thresholds = gc.get_threshold()
        gc.set_threshold(20_000, 10, 1_000)
        try:
            return super().compile_extra(func)  # type: ignore[no-untyped-call]
        finally:
            gc.set_threshold(*thresholds)

    def define_pipelines(self) -> Any:
        """The standard pipelines, with the promise noted."""
        self.state.flags.noalias = True
        return super().define_pipelines()  # type: ignore[no-untyped-call]
