"""The page: one file, offline, escaped, the same bytes every time; and its pictures."""

import re
import subprocess
import sys
from base64 import b64encode
from hashlib import sha256
from xml.etree import ElementTree as ET

import matplotlib.pyplot as plt
import pytest
from matplotlib.axes import Axes

from salesline.experiment.study import Study
from salesline.report import pictures, together
from salesline.report.page import render
from salesline.report.svg import svg
from salesline.report.verdict import verdict
from tests.report import fakes


@pytest.fixture(scope="module")
def page() -> str:
    study = fakes.run(8)
    return render(study, verdict(study))


def test_nothing_is_loaded_from_elsewhere(page: str) -> None:
    assert "default-src 'none'" in page
    links = re.findall(r'(?:src|href)="([^"]*)"', page)
    assert all(link.startswith("#") for link in links)
    assert "@import" not in page
    assert not re.findall(r"url\((?!#)", page)
    assert len(page.encode()) < 3_000_000


def test_only_the_pages_own_script_may_run(page: str) -> None:
    (script,) = re.findall(r"<script>(.*?)</script>", page, flags=re.DOTALL)
    allowed = b64encode(sha256(script.encode()).digest()).decode()
    assert f"script-src 'sha256-{allowed}'" in page
    assert "unsafe-inline'; script" in page  # styles only
    others = re.findall(r"<script (.*?)>", page)
    assert others == ['type="application/json" class="line-data"']


def test_ids_are_unique_and_references_resolve(page: str) -> None:
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    wanted = set(re.findall(r'href="#([^"]+)"', page)) | set(re.findall(r"url\(#([^)]+)\)", page))
    wanted |= {name for names in re.findall(r'aria-labelledby="([^"]+)"', page) for name in names.split()}
    wanted |= set(re.findall(r' for="([^"]+)"', page))
    assert wanted <= set(ids)


def test_every_picture_has_words(page: str) -> None:
    drawn = re.findall(r"<svg .*?</svg>", page, flags=re.DOTALL)
    assert len(drawn) > 20  # pictures, the line and its curves
    for code in drawn:
        root = ET.fromstring(code)  # noqa: S314 - our own text
        assert root.get("role") == "img"
        assert (root[0].text or "").strip()
        assert (root[1].text or "").strip()


def test_every_picture_of_the_list_is_there(page: str) -> None:
    for heading in ("Bookings to date", "Quota attainment", "Where paid time went", "Cumulative flow", "Cycle times",
                    "Ageing work", "Fairness of assignment", "Work in process", "Load"):  # fmt: skip
        assert heading in page
    assert "The production line" in page


def test_same_study_same_bytes(page: str) -> None:
    study = fakes.run(8)
    assert render(study, verdict(study)) == page


@pytest.mark.parametrize("make", [fakes.hostile, fakes.hostile_compare])
def test_names_are_escaped(make: object) -> None:
    assert callable(make)
    study = make(4)
    text = render(study, verdict(study))
    assert "<script>alert" not in text
    assert "&lt;script&gt;" in text


def test_it_says_what_it_cannot_tell(page: str) -> None:
    assert "What this cannot tell you" in page
    assert "not validated" in page
    assert "How this was made" in page
    assert "CRM export, 2025" in page


def test_a_plan_is_not_needed() -> None:
    study = fakes.without_plan(4)
    assert "Expect bookings" in render(study, verdict(study))


def test_a_line_without_people_has_a_page() -> None:
    study = fakes.nobody()
    found = verdict(study)
    assert found["scenarios"][0]["attainment"] is None
    assert found["scenarios"][0]["constraint"]["words"] == "No desk had any paid hours."
    assert "Expect bookings" in render(study, found)


def test_pictures_return_the_axes_they_are_given() -> None:
    tables = fakes.run(4).tables
    ax = pictures.axes()
    assert pictures.bookings(tables["quarters"], ax=ax) is ax
    assert pictures.cycle_times(tables["deals"].iloc[:0]).get_title(loc="left") == "No opportunity closed"


@pytest.mark.parametrize("draw", [pictures.attainment, pictures.paid_time])
def test_axes_have_names_and_a_title(draw: object) -> None:
    assert callable(draw)
    ax = draw(fakes.run(4).tables["reps"])
    assert isinstance(ax, Axes)
    assert ax.get_title(loc="left")
    assert ax.get_xlabel()


def test_a_study_draws_itself() -> None:
    alone, both = fakes.run(4), fakes.compare(4)
    assert "bookings, attainment, wip" in repr(alone.plot)
    assert (
        alone.plot.bookings().get_title(loc="left") == "Mean bookings fall short of the plan in every quarter"
    )
    assert both.plot.bookings().get_title(loc="left").startswith("Triple the team books most")
    assert both.plot.wip("Startup").get_title(loc="left").startswith("Startup: Work in process")
    for draw in (alone.plot.attainment, alone.plot.load, alone.plot.cycle_times, alone.plot.paid_time):
        ax = draw()
        assert isinstance(ax, Axes)
        assert any(ax.figure is plt.figure(number) for number in plt.get_fignums())
    own = pictures.axes()
    assert alone.plot.flow("ae", ax=own) is own
    plt.close("all")


def test_any_measure_of_a_comparison_or_a_sweep() -> None:
    both = fakes.compare(4)
    assert [t.get_text() for t in both.plot("wins").get_xticklabels()] == ["Startup", "Triple the team"]
    grid = {name: {"organisation.roles.ae.heads": at} for at, name in enumerate(both.names, start=5)}
    swept = Study(both.scenarios, both.records, seed=7, seconds=1.0, grid=grid)
    ax = swept.plot("cac")
    assert ax.get_xlabel() == "organisation.roles.ae.heads"
    assert list(ax.lines[0].get_xdata()) == [5, 6]
    with pytest.raises(KeyError, match="no measure 'joy'"):
        both.plot("joy")
    plt.close("all")


def test_a_study_says_what_it_cannot_draw() -> None:
    study = fakes.run(4)
    with pytest.raises(KeyError, match="there is ae, inbound_sdr, outbound_sdr"):
        study.plot.flow("kitchen")
    with pytest.raises(KeyError, match="there is Triple the team"):
        study.plot.wip("another")


def test_svg_is_reproducible() -> None:
    weeks = fakes.run(4).tables["weeks"]
    assert svg(pictures.wip(weeks), "a") == svg(pictures.wip(weeks), "a")


def test_importing_pictures_leaves_matplotlib_alone() -> None:
    code = (
        "import matplotlib; before = dict(matplotlib.rcParams); import salesline.report.page; "
        "print(before == dict(matplotlib.rcParams))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=120
    )
    assert done.stdout.strip() == "True"


def test_six_scenarios_stand_side_by_side() -> None:
    study = fakes.six()
    page = render(study, verdict(study))
    assert len(page.encode()) < 3_000_000
    table = page.split('aria-label="Scenarios side by side"')[1].split("</table>")[0]
    assert table.count('<th scope="col" class="n">') == 6
    assert 'class="wide many"' in page
    for name in study.names:
        assert f"<h3>{name}</h3>" in page or f"{name}" in table
    rows = [row for row in re.findall(r"<tr>(.*?)</tr>", table, flags=re.DOTALL) if "<td" in row]
    assert all(any(cell != "-" for cell in re.findall(r'<td class="n">(.*?)</td>', row)) for row in rows)


def test_without_stated_costs_nothing_is_said_about_them() -> None:
    found = verdict(fakes.compare(4))
    for one in found["scenarios"]:
        one["money"] |= {"cost": 0.0, "cac": 0.0, "payback_months": 0.0}
    headings = [heading for heading, _ in together.rows_side_by_side(found["scenarios"])]
    assert "cost" not in headings
    assert "bookings, mean" in headings
    assert not {e["measure"] for e in together.headline_effects(found)} & together.COSTS


def test_first_days_of_many_plans_are_told_together() -> None:
    found = verdict(fakes.six())
    found["scenarios"][0]["start"] = "2025-01-06"
    (note,) = [note for note in together.footnotes(found) if "begin on different days" in note]
    assert "Startup on 6 Jan 2025, 5 of them on 5 Jan 2026" in note
