"""The month run along history: latent states conditioned on the record."""
