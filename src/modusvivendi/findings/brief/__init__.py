"""What a brief says: four pages for a reader who has ten minutes, and annexes for those who check."""

from modusvivendi.findings.brief.basis import Basis, Inputs
from modusvivendi.findings.brief.report import brief_report

__all__ = ["Basis", "Inputs", "brief_report"]
