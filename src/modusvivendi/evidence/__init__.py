"""Evidence: weighing theories against the record of what happened."""
