"""Theories weighed on the asks of several authorities at once."""
