"""From likelihoods to weights and posterior draws."""
