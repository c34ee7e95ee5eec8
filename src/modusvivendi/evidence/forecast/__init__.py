"""What was said before the month came, and how good it was."""
