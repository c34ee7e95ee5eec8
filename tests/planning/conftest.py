"""Fixtures of the planner's tests."""

from conftest_plan import case, linkage, only, pins, shipped, small  # type: ignore[import-not-found]

__all__ = ["case", "linkage", "only", "pins", "shipped", "small"]
