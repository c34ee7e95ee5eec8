"""How the weights change under other readings of the record."""
