"""`python -m tests.decision`: time to decision on common luck with sequential stopping, against independent seeds; minutes."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

import salesline as sl
from tests.coverage.page import PAGE, written
from tests.decision.page import BEGIN, END, section
from tests.decision.race import Question, decided, table

SCENARIOS = Path(__file__).resolve().parents[2] / "scenarios"


def questions() -> list[Question]:
    """Triple the team against fix first; 1.5 leads a month more, worth 3 %; caps on open deals that cost 2 to 4 %."""
    triple, fixed = (sl.load(SCENARIOS / f"{name}.yaml") for name in ("triple-the-team", "fix-first"))
    line = sl.load(SCENARIOS / "claims" / "finite-capacity.yaml")
    more = line.with_values({"market.sources.sqls.rate": "45.5 per month"})
    return [
        Question("three AEs with 44 and with 45.5 leads a month, bookings", (line, more), experiments=5),
        *(
            Question(
                f"three AEs without and with a cap of {cap} open deals, bookings",
                (line, line.with_values({"organisation.wip.ae": cap})), experiments=10,
            )
            for cap in (16, 17)
        ),
        Question(
            "triple the team, fix first: contribution", (triple, fixed), "contribution", experiments=1, cap=20
        ),
        Question("triple the team, fix first: bookings", (triple, fixed), experiments=1, most=256, cap=20),
    ]  # fmt: skip


def main(arguments: Sequence[str]) -> int:
    """Measure every question, print, write the section; status 1 if one is not decided, or wrongly, too often."""
    parser = argparse.ArgumentParser(prog="python -m tests.decision", description=__doc__)
    parser.add_argument(
        "--cap",
        type=int,
        metavar="N",
        help="of independent replications really run; default: as each question says",
    )
    parser.add_argument("words", nargs="*", metavar="WORD", help="only questions that hold one of these")
    parser.add_argument("--dry", action="store_true", help="print only")
    chosen = parser.parse_args(arguments)
    results = []
    every = questions()
    for question in every:
        if chosen.words and not any(word in question.name for word in chosen.words):
            continue
        results.append(decided(question, chosen.cap))
        print(table(results)[-1], flush=True)
    if not chosen.dry:
        page = PAGE.read_text(encoding="utf-8")
        fresh = section(results, [question.name for question in every], page)
        PAGE.write_text(written(page, fresh, BEGIN, END), encoding="utf-8")
    wrong = sum(r.shown - r.right for r in results)
    print(f"{wrong} decisions against what all runs together show")
    return int(wrong > 1)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
