"""What to watch for, because theories expect different things."""
