"""The workbook: figures that agree with the tables, formulas that give what they say, texts that stay texts."""

from __future__ import annotations

import builtins
import math
import re
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from openpyxl import load_workbook

import salesline as sl
from salesline.cli import main
from salesline.experiment.study import Study
from salesline.exports.sheets import column
from salesline.exports.workbook import save_workbook
from salesline.scenario.writer import dump
from tests.lines import line

HOSTILE = '=HYPERLINK("http://x","<b>&")'
PAID = {
    "organisation.roles.ae.pay": {"base": "$60k per year", "quota": "$600k per year"},
    "study.plan": {"bookings": "$2M"},
    "study.quarters": 2,
}


@pytest.fixture(scope="module")
def study() -> Study:
    one = line(PAID).replace(name=HOSTILE)
    other = one.with_values({"name": "+more", "market.sources.inbound.rate": "90 per month"})
    return sl.compare([one, other], replications=5, jobs=1)


@pytest.fixture(scope="module")
def place(study: Study, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save_workbook(study, tmp_path_factory.mktemp("book") / "book.xlsx", ["salesline", "=cmd"])


class Evaluator:
    """The few functions the workbook uses, computed from its cells alone."""

    def __init__(self, path: Path) -> None:
        self.book = load_workbook(path)

    def value(self, sheet: str, cell: str) -> Any:
        found = self.book[sheet][cell.replace("$", "")]
        return self.formula(sheet, found.value[1:]) if found.data_type == "f" else found.value

    def formula(self, sheet: str, text: str) -> float:
        call = re.fullmatch(r"(SUM|AVERAGE|PERCENTILE)\(([A-Z]+\d+):([A-Z]+\d+)(?:,([\d.]+))?\)", text)
        if call:
            cells = [cell.coordinate for row in self.book[sheet][f"{call[2]}:{call[3]}"] for cell in row]
            values = [self.value(sheet, cell) for cell in cells]
            if call[1] == "PERCENTILE":
                return float(np.quantile(values, float(call[4])))
            return math.fsum(values) / (len(values) if call[1] == "AVERAGE" else 1)
        elsewhere = re.fullmatch(r"'([^']+)'!([A-Z]+\d+)", text)
        if elsewhere:
            return float(self.value(elsewhere[1], elsewhere[2]))
        parts = re.split(r"([-+*/])", text)
        numbers = [float(self.value(sheet, part)) for part in parts[::2]]
        return _arithmetic(numbers, parts[1::2])


def _arithmetic(numbers: list[float], signs: list[str]) -> float:
    """Products first, then sums, from the left."""
    terms = [numbers[0]]
    for sign, number in zip(signs, numbers[1:], strict=True):
        if sign in "*/":
            terms[-1] *= number if sign == "*" else 1 / number
        else:
            terms.append(number if sign == "+" else -number)
    return math.fsum(terms)


def test_every_formula_gives_the_value_that_stands_beside_it(place: Path) -> None:
    evaluator, cached = Evaluator(place), load_workbook(place, data_only=True)
    count = 0
    for sheet in evaluator.book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    count += 1
                    shown = cached[sheet.title][cell.coordinate].value
                    assert evaluator.value(sheet.title, cell.coordinate) == pytest.approx(
                        shown, rel=1e-9, abs=1e-6
                    )
    assert count > 50


def rows_of(place: Path, sheet: str) -> dict[str, list[Any]]:
    book = load_workbook(place, data_only=True)
    return {str(row[0]): list(row[1:]) for row in book[sheet].iter_rows(values_only=True) if row[0]}


@pytest.mark.parametrize(
    ("measure", "title"), [("bookings", "Bookings"), ("leads", "Leads"), ("cost_total", "Cost")]
)
def test_quarters_and_totals_are_those_of_the_tables(
    study: Study, place: Path, measure: str, title: str
) -> None:
    for at, name in enumerate(study.names, start=1):
        found = rows_of(place, f"Quarters {at}")[title]
        table = study.summary[(study.summary["scenario"] == name) & (study.summary["measure"] == measure)]
        means = dict(zip(table["quarter"], table["mean"], strict=True))
        assert found[1:3] == pytest.approx([means[1], means[2]])
        assert found[3] == pytest.approx(means[0])
        assert found[4] == pytest.approx(means[0])
        assert found[5] == pytest.approx(0, abs=1e-6)
        assert means[0] > 0


def test_the_plan_and_what_is_missing_to_it(study: Study, place: Path) -> None:
    rows = rows_of(place, "Quarters 1")
    assert rows["Plan"][1:4] == [1e6, 1e6, 2e6]
    booked = rows["Bookings"][3]
    assert rows["Bookings less plan"][3] == pytest.approx(booked - 2e6)
    assert rows["Bookings of plan"][3] == pytest.approx(booked / 2e6)
    contribution = next(row for title, row in rows.items() if title.startswith("Contribution"))
    margin = next(iter(study.scenarios.values())).study.gross_margin
    assert contribution[3] == pytest.approx(booked * margin - rows["Cost"][3])


def test_texts_stay_texts(study: Study, place: Path) -> None:
    book = load_workbook(place)
    assert study.names == (HOSTILE, "+more")
    seen = 0
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value in (HOSTILE, "+more"):
                    seen += 1
                    assert cell.data_type == "s"
                if cell.data_type == "f":
                    assert re.fullmatch(
                        r"=[A-Z0-9$:+*/,.()'! -]+", str(cell.value).replace("Replications", "R")
                    )
                assert cell.hyperlink is None
    assert seen > 4


def test_sheets_are_frozen_and_formatted(place: Path) -> None:
    book = load_workbook(place)
    assert book.sheetnames == [
        "Summary", "Quarters 1", "Quarters 2", "Effects", "Replications 1", "Inputs 1", "Replications 2", "Inputs 2",
        "How it was made",
    ]  # fmt: skip
    assert all(book[name].freeze_panes for name in book.sheetnames[:-1])
    bookings = next(row for row in book["Quarters 1"].iter_rows() if row[0].value == "Bookings")
    assert bookings[2].number_format.startswith("$#,##0")
    rate = next(row for row in book["Quarters 1"].iter_rows() if row[0].value == "Win rate")
    assert rate[2].number_format.startswith("0.0%")


def test_inputs_have_unit_and_source(place: Path) -> None:
    rows = rows_of(place, "Inputs 2")
    assert rows["market.sources.inbound.rate"][0] == "90 per month"
    assert rows["organisation.roles.ae.heads"][0] == 3
    assert all(row[3] for key, row in rows.items() if key.startswith(("market.", "organisation.", "study.")))


def test_how_it_was_made_is_told(study: Study, place: Path) -> None:
    rows = rows_of(place, "How it was made")
    assert rows["Seed"][0] == str(study.seed)
    assert rows["Command"][0] == "salesline =cmd"
    assert len(rows["Digest of the results"][0]) == 64


def test_the_same_study_gives_the_same_bytes(study: Study, place: Path, tmp_path: Path) -> None:
    again = save_workbook(study, tmp_path / "again.xlsx", ["salesline", "=cmd"])
    assert again.read_bytes() == place.read_bytes()
    assert [path.name for path in tmp_path.iterdir()] == ["again.xlsx"]
    with zipfile.ZipFile(again) as parts:
        assert {part.date_time[0] for part in parts.infolist()} == {1980}


def test_the_command_writes_a_workbook(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file, book = tmp_path / "small.yaml", tmp_path / "books" / "small.xlsx"
    file.write_text(dump(line()), encoding="utf-8")
    out = ["--out", str(tmp_path / "results"), "--replications", "3", "--jobs", "1", "--quiet"]
    assert main(["run", str(file), *out, "--xlsx", str(book)]) == 0
    assert f"Workbook: {book}" in capsys.readouterr().out
    assert load_workbook(book).sheetnames == [
        "Summary",
        "Quarters",
        "Replications",
        "Inputs",
        "How it was made",
    ]


def test_without_the_library_it_says_so_before_the_run(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "small.yaml"
    file.write_text(dump(line()), encoding="utf-8")
    real = builtins.__import__

    def without(name: str, *rest: Any, **more: Any) -> Any:
        if name.startswith("xlsxwriter"):
            raise ImportError(name)
        return real(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", without)
    assert (
        main(["run", str(file), "--out", str(tmp_path / "results"), "--xlsx", str(tmp_path / "x.xlsx")]) == 1
    )
    assert "pip install 'salesline[excel]'" in capsys.readouterr().err
    assert not (tmp_path / "results").exists()


def test_a_last_quarter_cut_short(tmp_path: Path) -> None:
    short = line({**PAID, "study.horizon": "100 days"})
    book = save_workbook(sl.run(short, replications=2, jobs=1), tmp_path / "short.xlsx")
    found = rows_of(book, "Quarters")
    assert found["Measure"][1:4] == ["Q1", "Q2", "Total"]
    assert found["Plan"][1:4] == [1e6, 1e6, 2e6]
    assert found["Bookings"][5] == pytest.approx(0, abs=1e-6)


def test_columns_have_the_letters_of_a_spreadsheet() -> None:
    assert [column(at) for at in (0, 1, 25, 26, 27, 701, 702)] == ["A", "B", "Z", "AA", "AB", "ZZ", "AAA"]
