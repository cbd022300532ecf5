"""The commands that answer: text within 80 columns, JSON, and clear words for wrong arguments."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from salesline import cli
from salesline.scenario.writer import dump
from tests.lines import line


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, Path]:
    place = tmp_path_factory.mktemp("scenarios")
    plan = {"study.plan": {"bookings": "$300k"}, "market.buyers.deal_size": "$20k"}
    good, bad = place / "good.yaml", place / "bad.yaml"
    good.write_text(dump(line({**plan, "market.sources.inbound.rate": "160 per month"})))
    bad.write_text(dump(line({**plan, "market.sources.inbound.rate": "60 per month"})))
    return place, good, bad


COMMANDS = {
    "when": ["when", "GOOD", "BAD", "--replications", "21"],
    "pilot": ["pilot", "GOOD", "--effect", "10%", "--replications", "8"],
    "luck": ["luck", "GOOD", "--change", "25%", "--replications", "20"],
    "sure": ["sure", "GOOD", "--within", "20%", "--replications", "40"],
    "sure, chance": ["sure", "GOOD", "--of", "chance", "--within", "30%", "--replications", "40"],
    "needed": [
        "needed",
        "BAD",
        "--change",
        "market.sources.inbound.rate",
        "60 per month",
        "300 per month",
        "--replications",
        "48",
    ],
    "worth": ["worth", "BAD", "--replications", "4"],
}


@pytest.mark.parametrize("name", COMMANDS)
def test_text_and_json(name: str, files: tuple[Path, Path, Path], capsys: pytest.CaptureFixture[str]) -> None:
    place, good, bad = files
    words = [str({"GOOD": good, "BAD": bad}.get(word, word)) for word in COMMANDS[name]]
    arguments = [*words, "--jobs", "1", "--out", str(place), "--quiet"]
    assert cli.main(arguments) == 0
    said = capsys.readouterr().out
    assert said.strip()
    assert max(map(len, said.splitlines())) <= 80
    assert cli.main([*arguments, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)


def test_wrong_arguments_are_said(files: tuple[Path, Path, Path], capsys: pytest.CaptureFixture[str]) -> None:
    _, good, _ = files
    assert cli.main(["sure", str(good), "--measure", "win", "--jobs", "1", "--fresh"]) == 1
    assert "there is no measure 'win'; there is leads" in capsys.readouterr().err
    assert cli.main(["needed", str(good), "--change", "market.sources.inbound.rat", "1", "2"]) == 2
    assert "did you mean 'rate'" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        cli.main(["pilot", str(good), "--effect", "much"])
