"""Precedents: what happened when somebody asked a de facto authority for something, over all cases on record."""
