"""A plan: issues, talks, terms and limits."""
