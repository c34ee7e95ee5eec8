"""Measuring the engine: speed, agreement with the reference in C, start, memory, growth of cost."""
