"""The command line from the outside: exit codes, streams, and what is written where."""

import json
import subprocess
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

import salesline as sl
from salesline import cli, cli_arguments
from salesline.errors import SalesLineError
from salesline.experiment import Cell, Interrupted
from salesline.model import simulate

SMALL = """\
name: Small line
question: Does it run?
market:
  buyers:
    deal size: {lognormal: $25k, sigma: 0.8}
  win: {intercept: -1}
  sources:
    inbound: {kind: inbound, to: ae, rate: 60 per month}
organisation:
  roles:
    ae: {heads: 2, pay: {quota: $800k per year}}
  activities:
    call: {handling: 30 min}
  desks:
    ae:
      staffed by: ae
      opportunity: true
      stages: [{name: discovery, activity: call, verdict: 1}]
study:
  plan: {bookings: $2M, last year: $1M}
  replications: 2
evidence:
  market.sources.inbound.rate: CRM export
"""


@pytest.fixture
def checks(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """Stands in for the soft checks, whose own tests are elsewhere."""
    told = SimpleNamespace(warnings=[], unreasonable=False, long=False)
    module: Any = ModuleType("salesline.scenario.checks")
    module.soft_checks = lambda _: told.warnings
    module.estimate = lambda *_: SimpleNamespace(
        unreasonable=told.unreasonable, text="about 9 hours and 40 GB"
    )
    module.together = lambda sizes: f"about {len(sizes)} hours on one core" if told.long else ""
    monkeypatch.setitem(sys.modules, "salesline.scenario.checks", module)
    return told


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, checks: SimpleNamespace) -> Path:
    """A working folder with the small scenario and a variant."""
    assert checks is not None
    (tmp_path / "small.yaml").write_text(SMALL)
    variant = "name: More leads\nextends: small.yaml\nmarket: {sources: {inbound: {rate: 90 per month}}}\n"
    (tmp_path / "more.yaml").write_text(variant)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_run_prints_the_verdict_and_saves_it(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["run", "small.yaml", "--jobs", "1"]) == 0
    out, err = capsys.readouterr()
    assert "Small line" in out
    assert err == ""
    report = Path(out.splitlines()[-1].removeprefix("Report: "))
    assert (here / report).exists()


def test_json_is_all_there_is_on_standard_output(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["run", "small.yaml", "--jobs", "1", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["scenarios"][0]["name"] == "Small line"
    assert (here / "results").exists()


def test_compare_shows_effects(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert (
        cli.main(["compare", "small.yaml", "more.yaml", "--jobs", "1", "--out", str(here / "elsewhere")]) == 0
    )
    out = capsys.readouterr().out
    assert "Effect of More leads" in out
    assert (here / "elsewhere" / "small-line-vs-more-leads").exists()


def test_options_are_part_of_the_saved_scenario(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["run", "small.yaml", "--jobs", "1", "--seed", "5", "--replications", "3", "--json"]
    assert cli.main([*arguments, "--set", "organisation.roles.ae.heads=3"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["made"]["seed"] == 5
    assert found["made"]["replications"] == 3
    (saved,) = (here / "results").rglob("scenario.yaml")
    assert cli.main(["run", str(saved), "--jobs", "1", "--json"]) == 0
    again = json.loads(capsys.readouterr().out)
    assert again["scenarios"] == found["scenarios"]


def test_the_log_is_kept_on_request(here: Path) -> None:
    assert cli.main(["run", "small.yaml", "--jobs", "1", "--log", "--quiet"]) == 0
    assert list((here / "results").rglob("events.parquet"))


WHY = "From the spreadsheet to the simulated bookings"


def test_the_waterfall_is_on_the_page_when_it_is_asked_for(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["run", "small.yaml", "--jobs", "1", "--quiet"]) == 0
    (page,) = here.glob("results/small-line/*/report.html")
    assert WHY not in page.read_text(encoding="utf-8")
    assert cli.main(["run", "small.yaml", "--jobs", "1", "--quiet", "--why"]) == 0
    shown = page.read_text(encoding="utf-8")
    assert WHY in shown
    assert "spreadsheet: quota times" in " ".join(shown.split())
    assert cli.main(["compare", "small.yaml", "more.yaml", "--jobs", "1", "--quiet", "--why"]) == 0
    (both,) = here.glob("results/*-vs-*/*/report.html")
    compared = both.read_text(encoding="utf-8")
    assert f"<h2>{WHY}" in compared
    assert all(f'"{picture}-why' in compared for picture in ("s0", "s1"))
    assert "Report: " in capsys.readouterr().out


def test_problems_of_all_files_come_at_once(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "bad.yaml").write_text(SMALL.replace("heads: 2", "haeds: 2"))
    (here / "worse.yaml").write_text(SMALL.replace("60 per month", "60 per fortnite"))
    assert cli.main(["compare", "bad.yaml", "worse.yaml"]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert "bad.yaml" in err
    assert "worse.yaml" in err
    assert "nothing was run" in err
    assert not (here / "results").exists()


@pytest.mark.parametrize("path", ["missing.yaml", "."])
def test_a_file_that_cannot_be_read(here: Path, path: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["run", path]) == 2
    assert "Traceback" not in capsys.readouterr().err
    assert not (here / "results").exists()


def test_warnings_go_to_standard_error(
    here: Path, checks: SimpleNamespace, capsys: pytest.CaptureFixture[str]
) -> None:
    checks.warnings = ["the AE desk is offered more work than it has hours"]
    assert cli.main(["run", "small.yaml", "--jobs", "1"]) == 0
    assert "warning: Small line: the AE desk" in capsys.readouterr().err
    assert cli.main(["run", "small.yaml", "--jobs", "1", "--quiet"]) == 0
    assert capsys.readouterr().err == ""
    assert here.exists()


def test_an_unreasonable_size_wants_yes(
    here: Path, checks: SimpleNamespace, capsys: pytest.CaptureFixture[str]
) -> None:
    checks.unreasonable = True
    assert cli.main(["run", "small.yaml", "--jobs", "1"]) == 2
    assert "about 9 hours" in capsys.readouterr().err
    assert not (here / "results").exists()
    assert cli.main(["run", "small.yaml", "--jobs", "1", "--yes"]) == 0


def test_a_long_run_says_so_before_it_begins(
    here: Path, checks: SimpleNamespace, capsys: pytest.CaptureFixture[str]
) -> None:
    checks.long = True
    assert cli.main(["run", "small.yaml", "--jobs", "1"]) == 0
    assert capsys.readouterr().err.startswith("about 1 hours on one core\n")
    assert (here / "results").exists()
    assert cli.main(["run", "small.yaml", "--jobs", "1", "--quiet"]) == 0
    assert capsys.readouterr().err == ""


def test_ctrl_c_prints_what_is_known_so_far(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    scenario = sl.load("small.yaml")

    def interrupted(*_: Any) -> None:
        raise Interrupted([(Cell(scenario, 1, r), simulate(scenario, 1, r)) for r in range(3)])

    monkeypatch.setattr(cli, "_study", interrupted)
    assert cli.main(["run", "small.yaml"]) == 130
    said = capsys.readouterr()
    assert "3 replications were finished, no report was written; the same command goes on" in said.err
    assert "3 replications" in said.out
    assert not (here / "results").exists()


def test_other_errors_are_one_line(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def failing(*_: Any) -> None:
        raise SalesLineError("something failed\nwith a long story")

    monkeypatch.setattr(cli, "_study", failing)
    assert cli.main(["run", "small.yaml"]) == 1
    assert capsys.readouterr().err == "salesline: something failed\n"
    assert cli.main(["run", "small.yaml", "--debug"]) == 1
    assert "long story" in capsys.readouterr().err
    assert here.exists()


@pytest.mark.parametrize(
    "arguments",
    [[], ["run"], ["run", "x", "--replications", "0"], ["run", "x", "--precision", "2"], ["fly"]],
)
def test_wrong_arguments_exit_with_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        cli.main(arguments)
    assert stopped.value.code == 2
    assert "usage: salesline" in capsys.readouterr().err


@pytest.mark.parametrize(("text", "value"), [("2%", 0.02), ("2 %", 0.02), ("0.02", 0.02)])
def test_a_precision_is_a_share(text: str, value: float) -> None:
    assert cli_arguments.share(text) == pytest.approx(value)


def test_describe_gives_every_input_with_its_source(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["describe", "more.yaml"]) == 0
    text = capsys.readouterr().out
    assert max(map(len, text.splitlines())) <= 80
    assert "90 per month   (was 60 per month)\n      <- assumption: changed here, no source named" in text
    assert "Until the plan begins: as Small line" in text
    assert text.count("market.sources.inbound") == 1
    assert cli.main(["describe", "more.yaml", "--json"]) == 0
    found = {one["key"]: one for one in json.loads(capsys.readouterr().out)["inputs"]}
    assert found["market.sources.inbound.rate"]["base"] == "60 per month"
    assert found["market.buyers.deal_size"]["law"] == "lognormal"
    assert found["organisation.roles.ae.heads"]["source"] == "assumption"
    assert found["market.contact.fresh"]["source"].startswith("UCI")
    assert here.exists()


def test_schema_is_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["schema"]) == 0
    assert "$defs" in json.loads(capsys.readouterr().out)


def test_version_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        cli.main(["--version"])
    assert stopped.value.code == 0
    assert capsys.readouterr().out.startswith("salesline ")


def test_help_loads_nothing_heavy() -> None:
    code = (
        "import sys\nfrom salesline.cli import main\n"
        "try: main(['--help'])\nexcept SystemExit: pass\n"
        "print([m for m in ('numpy', 'pandas', 'pydantic', 'matplotlib', 'rich') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.splitlines()[-1] == "[]"


def test_a_reader_that_goes_away_is_no_error() -> None:
    code = "import sys; from salesline.cli import main; sys.exit(main(['schema']))"
    with subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.read(10)
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(timeout=60) in {0, cli.CLOSED_PIPE}


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_full_disk_behind_standard_output_is_one_line() -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "salesline", "schema"],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
            timeout=60,
        )
    assert (done.returncode, done.stderr) == (1, "salesline: could not go on: No space left on device\n")


@pytest.mark.parametrize("out", ["small.yaml", "small.yaml/deeper"])
def test_a_wrong_place_for_results_is_said_before_the_run(
    here: Path, out: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(cli, "_study", None)
    assert cli.main(["run", "small.yaml", "--out", out]) == 1
    assert "small.yaml is not a folder" in capsys.readouterr().err
    assert here.exists()


def test_python_dash_m_is_the_same_command() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "salesline", "--version"],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert done.stdout.startswith("salesline ")
