"""Experiments: replications in parallel, precision, and comparisons on common luck."""

from salesline.experiment.runner import Cell, Interrupted, ReplicationFailed, replicate
from salesline.experiment.study import Study, compare, run, sweep

__all__ = ["Cell", "Interrupted", "ReplicationFailed", "Study", "compare", "replicate", "run", "sweep"]
