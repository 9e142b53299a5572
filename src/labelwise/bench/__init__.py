"""Simulation and statistics: strategies compared on data whose labels are known."""

from labelwise.bench.curves import Curves, Difference, Run
from labelwise.bench.simulate import simulate

__all__ = ["Curves", "Difference", "Run", "simulate"]
