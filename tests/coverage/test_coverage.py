"""Intervals hold the truth as often as they say: the short form; `python -m tests.coverage` repeats each 1,000 times and more.

A method that covers as it says fails here once in 1,000 choices of luck, a case at a time; the luck is fixed.
"""

import pytest

from tests.coverage.cases import CASES, Case
from tests.coverage.page import BEGIN, END, PAGE, Row, measured, written

SHORT = 60
"""Experiments of each case: an interval of 80 % for one of 95 % is found out with a chance of 9 in 10."""


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.method}; {case.on}")
def test_the_interval_holds_the_truth_as_often_as_it_says(case: Case) -> None:
    row = measured(case, SHORT // 6 if case.slow else SHORT)
    assert row.passes, row.line()


@pytest.mark.long
@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.method}; {case.on}")
def test_a_thousand_times(case: Case) -> None:
    row = measured(case, 1000)
    assert row.passes, row.line()


def test_the_page_has_every_case_and_every_one_passed() -> None:
    page = PAGE.read_text(encoding="utf-8")
    listed = [
        line for line in page.partition(BEGIN)[2].partition(END)[0].splitlines() if line.startswith("| ")
    ][1:]
    assert [tuple(line.split(" | ")[:2]) for line in listed] == [
        (f"| {case.method}", case.on) for case in CASES
    ]
    for line, case in zip(listed, CASES, strict=True):
        held = float(line.split(" | ")[3].removesuffix(" %"))
        assert Row(case, round(10 * held), 1000).passes, line


def test_a_method_that_covers_too_little_or_too_much_is_found_out() -> None:
    exact, least = (next(case for case in CASES if case.least is kind) for kind in (False, True))
    assert [Row(exact, hits, 1000).passes for hits in (900, 925, 950, 975, 990)] == [
        False,
        False,
        True,
        False,
        False,
    ]
    assert [Row(least, hits, 1000).passes for hits in (900, 925, 950, 1000)] == [False, False, True, True]


def test_a_section_is_replaced_in_its_place() -> None:
    page = f"head\n\n{BEGIN}\nold\n{END}\ntail\n"
    assert written(page, f"{BEGIN}\nnew\n{END}\n") == f"head\n\n{BEGIN}\nnew\n{END}\ntail\n"
    assert written("head\n", f"{BEGIN}\nnew\n{END}\n") == f"head\n\n{BEGIN}\nnew\n{END}\n"
