"""How probable the record is under a theory."""
