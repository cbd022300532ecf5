"""The outcome of a search as text of 80 columns."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from salesline.report.answers import wrapped
from salesline.report.explore import in_unit

if TYPE_CHECKING:
    from salesline.answers.proposers import Plan
    from salesline.answers.search import Searched

__all__ = ["search_text"]


def search_text(name: str, found: Searched, words: Mapping[Plan, Mapping[str, str]]) -> str:
    """The winner and how sure that is, or the plans that cannot be told apart, or that there is none.

    `words` names the values of each plan by key.
    """
    goal = found.goal.replace("_", " ")
    rules = f", {' and '.join(found.constraints)}" if found.constraints else ""
    lines = wrapped(f"{name}: the plan with the best {goal}{rules}")
    if found.winner is None:
        lines += _without(found, words)
    else:
        lines += _winner(found, words)
    lines += ["", *wrapped(_spent(found))]
    return "\n".join(lines)


def _without(found: Searched, words: Mapping[Plan, Mapping[str, str]]) -> list[str]:
    lines = wrapped(f"None of the {found.tried} plans that were tried keeps the constraints.")
    if found.nearest is not None and found.nearest.violation > 0:
        means = ", ".join(
            f"{key.replace('_', ' ')} {in_unit(key, value)}" for key, value in found.nearest.measures.items()
        )
        lines += ["", *wrapped(f"Nearest to them, with {means}:"), *_plan(words[found.nearest.plan])]
    elif found.finalists:
        lines += wrapped("Those that seemed to keep them in the search broke them on fresh replications.")
    return lines


def _winner(found: Searched, words: Mapping[Plan, Mapping[str, str]]) -> list[str]:
    race, value, against = found.race, found.value, found.against
    if race is None or value is None or against is None or found.winner is None:
        return []
    sure = f"{100 * race.confidence:.0f} %"
    lines = ["", *_plan(words[found.winner])]
    said = f"{found.goal.replace('_', ' ')} {in_unit(found.goal, value.mean)} ({_between(found, value.low, value.high)})"
    change = f"{in_unit(found.goal, against.mean)} ({_between(found, against.low, against.high)})"
    lines += [
        "",
        *wrapped(f"On replications used for nothing else: {said}; against the scenario as it is: {change}."),
    ]
    if against.low <= 0.0 <= against.high:
        lines += wrapped("No difference from the scenario as it is is shown: the interval holds zero.")
    for measure, mean in found.measures.items():
        lines += wrapped(f"{measure.replace('_', ' ')}: {in_unit(measure, mean)}.")
    if len(race.left) == 1 and not race.barred + race.beaten:
        lines += wrapped("It was the only plan that came into the selection.")
    elif len(race.left) == 1:
        lines += wrapped(
            f"Best of the {len(found.finalists)} plans in the selection with {sure} confidence, on {race.replications} fresh "
            "replications."
        )
    else:
        most = in_unit(found.goal, race.within)
        lines += wrapped(
            f"These {len(race.left)} plans cannot be told apart on {race.replications} fresh replications; the best of the "
            f"selection is among them with {sure} confidence, and better than the one above by {most} at most:"
        )
        for at in race.left[1:]:
            lines += _plan(words[found.finalists[at]], "- ")
    return lines


def _plan(values: Mapping[str, str], bullet: str = "") -> list[str]:
    if bullet:
        return [bullet + line if at == 0 else f"  {line}" for at, line in
                enumerate(wrapped("; ".join(f"{key} {value}" for key, value in values.items()), ""))]  # fmt: skip
    return [line for key, value in values.items() for line in wrapped(f"{key}: {value}", "  ")]


def _between(found: Searched, low: float, high: float) -> str:
    return f"{in_unit(found.goal, low)} to {in_unit(found.goal, high)}"


def _spent(found: Searched) -> str:
    names = {"tpe": "optuna's TPE", "random": "random search", "grid": "a grid"}
    said = f"{found.tried} plans tried by {names[found.how]}"
    if found.broken:
        said += f", {found.broken} broke a constraint"
    if found.impossible:
        said += f", {found.impossible} were no valid scenario"
    search, select, report = found.runs
    return (
        f"{said}; {search} replications for the search, {select} for the selection, {report} for the report."
    )
