"""The red team: worlds in which a strategy is regretted."""
