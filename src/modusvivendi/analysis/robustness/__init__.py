"""How well a strategy does over many states of the world."""
