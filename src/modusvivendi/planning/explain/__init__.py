"""A plan explained: tables and words."""
