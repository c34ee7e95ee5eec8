"""Stages: the parts of a month, one file each."""
