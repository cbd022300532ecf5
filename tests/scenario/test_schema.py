"""The schema accepts every scenario file that ships, and every short form the reader knows."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from salesline.errors import ScenarioError
from salesline.scenario.reader import loads
from salesline.scenario.schema import json_schema
from salesline.scenario.yaml_nodes import parse

SCENARIOS = Path(__file__).parents[2] / "scenarios"
FILES = sorted(SCENARIOS.rglob("*.yaml"))
SCHEMA = json_schema()
WHOLE = jsonschema.Draft202012Validator(SCHEMA)
PART = jsonschema.Draft202012Validator(json_schema(partial=True))


def held(text: str) -> dict[str, Any]:
    """What a YAML text holds, as an editor sees it."""
    plain: dict[str, Any] = json.loads(json.dumps(parse(text, "f").plain(), default=str))
    return plain


def problems(validator: jsonschema.Draft202012Validator, value: Any) -> list[str]:
    return [f"{list(error.absolute_path)}: {error.message}" for error in validator.iter_errors(value)]


def test_the_schema_is_one() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    assert FILES


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(SCENARIOS)))
def test_shipped_scenarios_are_valid(path: Path) -> None:
    found = held(path.read_text(encoding="utf-8"))
    assert problems(WHOLE, found) == []
    if "extends" in found:
        assert problems(PART, found) == []


BASE = """\
name: Short forms
market:
  buyers: {deal size: $25k, window: 300 days}
  sources:
    inbound: {kind: inbound, to: closing, rate: 60 per month, gate: no, season: {aug: 0.85}}
organisation:
  roles:
    ae: {heads: 2, internal work: 10 hours per week, pay: {quota: $600k per year}}
  activities:
    call: {handling: 30 min}
  desks:
    closing:
      staffed by: ae
      opportunity: yes
      stages:
        - {name: discovery, activity: call, touches: 2}
"""
SHORT = [
    "      assignment: round robin\n",
    "      assignment: {rule: prime to stars, stars: 2}\n",
    "      stages:\n        - {name: discovery, activity: [call], touches: {geometric: 2}}\n",
    "      staffed_by: [ae]\n",
    "      patience: {exponential: 2 days}\n",
    "      patience: 2 days\n",
    "  conwip: {desks: [closing], limit: 5}\n",
    "  conwip: [{desks: [closing], limit: 5}]\n",
    "  wip: {ae: 12}\n",
    "  hiring: [{role: ae, hires: 2, from: 2026-02-02, over: 1 month, slip: {exponential: 2 weeks}}]\n",
    "  other hires: {count: 3, cost: $90k per year}\n",
    "  expiry: [{desk: closing, after: 24 hours}]\n",
    "study: {start: 2026-01-05, plan: {bookings: $1.2M, by quarter: [$300k, $300k, $300k, $300k]}}\n",
    "study: {precision: 2 %, replications: 10}\n",
    "evidence: {market.sources: CRM export}\n",
]


@pytest.mark.parametrize("line", SHORT)
def test_short_forms_are_valid(line: str) -> None:
    key = line.partition(":")[0].strip()
    text = BASE
    if key == "stages":
        text = text[: text.index("      stages:")]
    if key == "staffed_by":
        text = text.replace("      staffed by: ae\n", "")
    loads(text + line)
    assert problems(WHOLE, held(text + line)) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("heads: 2", "haeds: 2"),
        ("60 per month", "60"),
        ("gate: no", "gate: perhaps"),
        ("opportunity: yes", "opportunity: 7"),
        ("deal size: $25k", "deal size: {lognormal: $25k, sigam: 0.8}"),
    ],
)
def test_what_the_reader_refuses_is_invalid(old: str, new: str) -> None:
    text = BASE.replace(old, new)
    assert problems(WHOLE, held(text)) != []
    with pytest.raises(ScenarioError):
        loads(text)
