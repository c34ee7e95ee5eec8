"""A case that lives: sealed forecasts, news accepted or refused, and what changed."""
