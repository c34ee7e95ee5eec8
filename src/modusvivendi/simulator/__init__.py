"""The simulator: one self-contained page in which the engine itself runs, compiled to WebAssembly, with sliders.

``content`` is what a page knows of a case; ``draws`` the sampled numbers it runs on; ``page`` puts both, the engine and the
scripts beside this file into one HTML file.
"""

from modusvivendi.simulator.content import Content, content_of_study
from modusvivendi.simulator.draws import Draws, draws_of
from modusvivendi.simulator.page import write_simulator

__all__ = ["Content", "Draws", "content_of_study", "draws_of", "write_simulator"]
