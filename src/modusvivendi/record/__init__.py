"""The record of a case: what happened, dated and sourced."""
