"""Measures: what is said about a replication, each with its formula, population and censoring rule.

`MEASURES` declares every measure; `measures` computes them for one record in plain Python; `tables` stacks the
records of a study into tidy frames (pandas is imported only then).
"""

from salesline.measures.catalogue import MEASURES, Measure, measure_named
from salesline.measures.compute import measures
from salesline.measures.frames import measure_frame, tables
from salesline.measures.views import Terms

__all__ = ["MEASURES", "Measure", "Terms", "measure_frame", "measure_named", "measures", "tables"]
