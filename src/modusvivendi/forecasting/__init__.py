"""Dated questions: answered, scored, resolved by the record; hindcasts of ladders; signposts with dates."""
