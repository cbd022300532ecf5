"""Salesline: a discrete-event simulator of a sales organisation.

A sales team is a finite-capacity production line. Load a scenario, run it or compare several, read the measures::

    import salesline as sl
    study = sl.compare([sl.load("scenarios/startup-3m.yaml"), sl.load("scenarios/triple-the-team.yaml")])
    study.effects

Names are imported when first used, so that `import salesline` stays light.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from salesline.errors import Problem, SalesLineError, ScenarioError
    from salesline.experiment.study import Study, compare, run, sweep
    from salesline.measures.distribution import distribution
    from salesline.measures.fairness import fairness
    from salesline.measures.planning import planning
    from salesline.measures.statements import money
    from salesline.model import simulate
    from salesline.policies.assignment import AssignmentRule as Assignment
    from salesline.policies.assignment import register_rule
    from salesline.record import Record
    from salesline.report.questions import (
        doubts,
        explore,
        inputs,
        needed,
        pilot,
        sensitivity,
        sure,
        uncertainty,
        when,
        which,
        why,
        worth,
    )
    from salesline.report.trace import trace
    from salesline.scenario.reader import load, loads
    from salesline.scenario.scenario import Scenario
    from salesline.scenario.writer import dump

__version__ = "0.1.0"
_HOMES = {
    "Assignment": ("salesline.policies.assignment", "AssignmentRule"),
    "Problem": ("salesline.errors", "Problem"),
    "Record": ("salesline.record", "Record"),
    "SalesLineError": ("salesline.errors", "SalesLineError"),
    "Scenario": ("salesline.scenario.scenario", "Scenario"),
    "ScenarioError": ("salesline.errors", "ScenarioError"),
    "Study": ("salesline.experiment.study", "Study"),
    "compare": ("salesline.experiment.study", "compare"),
    "distribution": ("salesline.measures.distribution", "distribution"),
    "doubts": ("salesline.report.questions", "doubts"),
    "dump": ("salesline.scenario.writer", "dump"),
    "explore": ("salesline.report.questions", "explore"),
    "fairness": ("salesline.measures.fairness", "fairness"),
    "inputs": ("salesline.report.questions", "inputs"),
    "load": ("salesline.scenario.reader", "load"),
    "loads": ("salesline.scenario.reader", "loads"),
    "money": ("salesline.measures.statements", "money"),
    "needed": ("salesline.report.questions", "needed"),
    "pilot": ("salesline.report.questions", "pilot"),
    "planning": ("salesline.measures.planning", "planning"),
    "register_rule": ("salesline.policies.assignment", "register_rule"),
    "run": ("salesline.experiment.study", "run"),
    "sensitivity": ("salesline.report.questions", "sensitivity"),
    "simulate": ("salesline.model", "simulate"),
    "sure": ("salesline.report.questions", "sure"),
    "sweep": ("salesline.experiment.study", "sweep"),
    "trace": ("salesline.report.trace", "trace"),
    "uncertainty": ("salesline.report.questions", "uncertainty"),
    "when": ("salesline.report.questions", "when"),
    "which": ("salesline.report.questions", "which"),
    "why": ("salesline.report.questions", "why"),
    "worth": ("salesline.report.questions", "worth"),
}
__all__ = [
    "Assignment",
    "Problem",
    "Record",
    "SalesLineError",
    "Scenario",
    "ScenarioError",
    "Study",
    "compare",
    "distribution",
    "doubts",
    "dump",
    "explore",
    "fairness",
    "inputs",
    "load",
    "loads",
    "money",
    "needed",
    "pilot",
    "planning",
    "register_rule",
    "run",
    "sensitivity",
    "simulate",
    "sure",
    "sweep",
    "trace",
    "uncertainty",
    "when",
    "which",
    "why",
    "worth",
]


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used."""
    if name not in _HOMES:
        raise AttributeError(f"module 'salesline' has no attribute '{name}'")
    module, attribute = _HOMES[name]
    value = globals()[name] = getattr(import_module(module), attribute)
    return value


def __dir__() -> list[str]:
    """Public names."""
    return [*__all__, "__version__"]
