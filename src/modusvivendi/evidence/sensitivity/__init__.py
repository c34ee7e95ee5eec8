"""How the weights change under other variants of how the record is weighed."""
