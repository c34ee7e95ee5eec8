"""Where a strategy fails: scenario discovery."""
