"""What one would have to believe."""
