"""What a plan brings, judged on futures of its own."""
