"""One file for each kind of page: what is shown, and what its forms do."""
