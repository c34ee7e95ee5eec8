"""Searching the space of plans."""
