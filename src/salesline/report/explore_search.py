"""The outcome of a search, of searches side by side, and of a choice among plans, as text of 80 columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from salesline.report.answers import wrapped
from salesline.report.explore import in_unit

if TYPE_CHECKING:
    from salesline.answers.proposers import Plan
    from salesline.answers.search import Chance, Searched
    from salesline.answers.versus import Rival
    from salesline.answers.which import Which

__all__ = ["search_text", "versus_text", "which_text"]


HOWS = {"tpe": "optuna's TPE", "random": "random search", "grid": "a grid"}


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
            f"{_label(key)} {_bounded(key, value)}" for key, value in found.nearest.measures.items()
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
        lines += wrapped(
            f"{_label(measure)}: {_bounded(measure, mean)}{_surely(found.chances.get(measure))}."
        )
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


def _label(key: str) -> str:
    """What a constraint bounds, in words: a chance as it was written."""
    return key if key.startswith("P(") else key.replace("_", " ")


def _bounded(key: str, value: float) -> str:
    return f"{100 * value:.0f} %" if key.startswith("P(") else in_unit(key, value)


def _surely(chance: Chance | None) -> str:
    if chance is None:
        return ""
    said = {
        True: "shown to keep its bound",
        False: "its bound is shown to be broken",
        None: "not shown to keep its bound",
    }
    return f" ({100 * chance.low:.0f} to {100 * chance.high:.0f} %), {said[chance.kept]}"


def _between(found: Searched, low: float, high: float) -> str:
    return f"{in_unit(found.goal, low)} to {in_unit(found.goal, high)}"


def _spent(found: Searched) -> str:
    said = f"{found.tried} plans tried by {HOWS[found.how]}"
    if found.broken:
        said += f", {found.broken} broke a constraint"
    if found.impossible:
        said += f", {found.impossible} were no valid scenario"
    search, select, report = found.runs
    return (
        f"{said}; {search} replications for the search, {select} for the selection, {report} for the report."
    )


def versus_text(rivals: Sequence[Rival], judged: int) -> str:
    """What each way of searching found on the same budget, judged on the same further replications."""
    goal = rivals[0].found.goal
    spent = max(sum(rival.found.runs) for rival in rivals)
    lines = wrapped(
        f"The same budget, other ways: the winners' {goal.replace('_', ' ')} on {judged} further replications, the same for all"
    )
    first = HOWS[rivals[0].how]
    lines += ["", f"{'':16}{'plans tried':>12}{'mean':>10}  {'against ' + first:>21}{'95 % interval':>19}"]
    for rival in rivals:
        mean = "no winner" if rival.value is None else in_unit(goal, rival.value.mean)
        row = f"{HOWS[rival.how]:16}{rival.found.tried:>12}{mean:>10}"
        if rival.against is not None:
            e = rival.against
            row += f"  {_signed(goal, e.mean):>21}{f'{_signed(goal, e.low)} to {_signed(goal, e.high)}':>19}"
        lines.append(row)
    return "\n".join(
        [*lines, "", *wrapped(f"Each spent {spent} replications at most, none of them on what judges here.")]
    )


def _signed(measure: str, value: float) -> str:
    return f"{'+' if value >= 0 else ''}{in_unit(measure, value)}"


def which_text(found: Which) -> str:
    """Which plan is best, how far ahead, and what it took to say so."""
    from salesline.answers.which import independent  # noqa: PLC0415 - the answer has been worked out by now

    measure, end, leader = found.measure, found.race, found.rows[0]
    sure = f"{100 * end.confidence:.0f} %"
    what = f"{'highest' if found.higher else 'lowest'} mean {measure.replace('_', ' ')}"
    if found.shown:
        said = f"{leader.name}: {what}, shown at {sure} confidence over all looks."
    else:
        said = (f"Not told apart at {sure} confidence: {len(end.left)} plans. {leader.name} seems best; the best of them is "
                f"better by {in_unit(measure, end.within)} at most.")  # fmt: skip
    lines = [
        *wrapped(said),
        "",
        f"{'':28}{'mean':>9}{'behind by':>11}{'at least':>10}{'best?':>8}{'year':>7}{'runs':>7}",
    ]
    for row in found.rows:
        behind, least = "", ""
        if row.behind is not None:
            sign = 1.0 if found.higher else -1.0
            behind = in_unit(measure, sign * row.behind.mean)
            low = row.behind.low if found.higher else -row.behind.high
            least = in_unit(measure, max(0.0, low)) if low > 0 else "-"
        chance = f"{100 * row.chance.mean_is_best:.0f} %"
        name, *more = wrapped(row.name)
        lines.append(
            f"{name[:28]:28}{in_unit(measure, row.value.mean):>9}{behind:>11}{least:>10}{chance:>8}"
            f"{100 * row.chance.wins_row:>5.0f} %{row.replications:>7}"
        )
        lines += [f"  {name[28:]}"] * (len(name) > 28) + more
    looks = f"{end.looks} look{'s' * (end.looks != 1)}"
    loss = in_unit(measure, leader.chance.expected_loss)
    lines += [""]
    lines += wrapped(
        f"{end.runs} replications in all, {looks}; on independent luck the differences would need {independent(found.rows):,.1f} "
        "times as many. 'at least' holds for all plans and looks together. 'best?': chance that the mean is the best; 'year': "
        f"share of single plans won. Choosing {leader.name} loses {loss} on average against the best."
    )
    return "\n".join(lines)
