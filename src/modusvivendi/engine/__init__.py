"""The engine: arrays in, outcomes out. It knows no case, theory or strategy by name."""
