"""What findings look like: terminal, page, tables, pictures."""
