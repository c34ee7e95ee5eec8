"""The exploratory modelling workbench on an empty model: what a general tool spends per run before any model is run."""

from __future__ import annotations

import contextlib
import io
import time
import warnings

PARAMETERS, OUTCOMES = 20, 5


def empty_model_rate(runs: int = 4000) -> float | None:
    """Runs a second of a model that does nothing, with 20 parameters and 5 outcomes, on one thread; None if the workbench
    is not installed."""
    with warnings.catch_warnings(), contextlib.redirect_stderr(io.StringIO()):  # it draws progress bars
        warnings.simplefilter("ignore")
        try:
            from ema_workbench import Model, RealParameter, ScalarOutcome, SequentialEvaluator
        except ImportError:
            return None
        model = Model("empty", function=lambda **given: {f"y{n}": 0.0 for n in range(OUTCOMES)})
        model.uncertainties = [RealParameter(f"x{n}", 0, 1) for n in range(PARAMETERS)]
        model.outcomes = [ScalarOutcome(f"y{n}") for n in range(OUTCOMES)]
        with SequentialEvaluator(model) as evaluator:
            evaluator.perform_experiments(scenarios=10)
            began = time.process_time()
            evaluator.perform_experiments(scenarios=runs)
            return runs / (time.process_time() - began)
