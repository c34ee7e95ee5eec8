"""The record as arrays: what is scored, how it is coded, what it leaves open."""
