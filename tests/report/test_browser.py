"""The page in a browser: offline, without a word on the console, at all widths, by keyboard and without its script."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from salesline.report.page import render
from salesline.report.verdict import verdict
from tests.report import fakes
from tests.report.browser import chromium, opened

WIDTHS = (320, 768, 1280)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as found:
        yield found


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    study = fakes.run(4)
    path = tmp_path_factory.mktemp("page") / "report.html"
    path.write_text(render(study, verdict(study)), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    study = fakes.hostile_compare(3)
    path = tmp_path_factory.mktemp("hostile") / "report.html"
    path.write_text(render(study, verdict(study)), encoding="utf-8")
    return path


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
def test_it_loads_offline_and_fits(browser: Any, page: Path, width: int, scheme: str) -> None:
    with opened(browser, page, width=width, color_scheme=scheme) as (seen, said):
        assert said == []
        assert seen.evaluate("document.documentElement.scrollWidth") <= width
        inks = seen.evaluate(
            "[...document.querySelectorAll('.picture svg')].map(s => getComputedStyle(s).fill)"
        )
        assert set(inks) == {"rgb(232, 234, 237)" if scheme == "dark" else "rgb(28, 32, 36)"}
        assert len(seen.screenshot(full_page=True)) > 50_000


def test_every_picture_has_a_name_for_who_cannot_see_it(browser: Any, page: Path) -> None:
    with opened(browser, page) as (seen, _):
        pictures = seen.get_by_role("img").all()
        assert len(pictures) > 15
        for picture in pictures:
            assert picture.evaluate("e => e.querySelector('title').textContent.length > 3")
        assert seen.locator("svg:not([role=img])").count() == 0


def test_the_slider_moves_through_the_weeks_by_keyboard(browser: Any, page: Path) -> None:
    with opened(browser, page) as (seen, said):
        slider = seen.get_by_label("Week of the plan")
        now, wip = seen.locator("[data-now=week]"), seen.locator("[data-machine='0'] [data-t=wip]")
        weeks = int(slider.get_attribute("max")) + 1
        last = wip.text_content()
        assert now.text_content() == str(weeks)
        slider.focus()
        seen.keyboard.press("Home")
        assert now.text_content() == "1"
        assert slider.get_attribute("aria-valuetext") == "week 1, quarter 1"
        assert wip.text_content() != last
        seen.keyboard.press("ArrowRight")
        assert now.text_content() == "2"
        assert slider.evaluate("e => getComputedStyle(e).outlineStyle") == "solid"
        seen.keyboard.press("End")
        assert wip.text_content() == last
        assert said == []


def test_the_line_plays(browser: Any, page: Path) -> None:
    with opened(browser, page) as (seen, _):
        seen.get_by_role("button", name="Play").click()
        assert seen.locator("[data-now=week]").text_content() in ("1", "2")
        seen.locator("[data-now=week]", has_text="3").wait_for()
        seen.get_by_role("button", name="Stop").click()
        assert seen.get_by_role("button", name="Play").is_visible()


def test_choices_show_one_table_and_one_row_of_curves(browser: Any, page: Path) -> None:
    with opened(browser, page) as (seen, _):
        tables = seen.locator("[aria-label^='Measures, ']")
        assert [table.is_visible() for table in tables.all()] == [True, False, False, False, False]
        seen.get_by_label("Q2", exact=True).check()
        assert [table.is_visible() for table in tables.all()] == [False, False, True, False, False]
        seen.get_by_label("waiting", exact=True).check()
        assert seen.get_by_text("By week of the plan: leads that wait").is_visible()
        assert not seen.get_by_text("By week of the plan: leads in process").is_visible()


def test_without_its_script_it_is_complete(browser: Any, page: Path) -> None:
    with opened(browser, page, java_script_enabled=False) as (seen, _):
        assert not seen.get_by_label("Week of the plan").is_visible()
        assert seen.get_by_text("Curves by week").is_visible()
        written = seen.locator(".machine-hall svg").inner_html()
        seen.get_by_label("Q2", exact=True).check()  # the choices are plain style
        assert seen.locator("[aria-label='Measures, Q2']").is_visible()
    with opened(browser, page) as (seen, _):
        assert seen.locator(".machine-hall svg").inner_html() == written  # both write numbers alike


def test_on_paper_everything_is_shown(browser: Any, page: Path) -> None:
    with opened(browser, page) as (seen, _):
        seen.emulate_media(media="print")
        assert all(table.is_visible() for table in seen.locator("[aria-label^='Measures, ']").all())
        assert not seen.get_by_label("Week of the plan").is_visible()
        assert seen.pdf()[:5] == b"%PDF-"


def test_names_made_of_markup_are_text(browser: Any, hostile: Path) -> None:
    asked: list[str] = []
    with opened(browser, hostile) as (seen, said):
        seen.on("dialog", lambda dialog: asked.append(dialog.message))
        assert fakes.NASTY in seen.locator("h1").text_content()
        assert seen.locator("script:not([type])").count() == 1
        for slider in seen.get_by_label("Week of the plan").all():
            slider.fill("3")
        assert asked == []
        assert said == []


@pytest.fixture(scope="module")
def six(tmp_path_factory: pytest.TempPathFactory) -> Path:
    study = fakes.six(3)
    path = tmp_path_factory.mktemp("six") / "report.html"
    path.write_text(render(study, verdict(study)), encoding="utf-8")
    return path


@pytest.mark.parametrize("width", [390, 820, 1280])
def test_six_scenarios_fit_on_every_screen(browser: Any, six: Path, width: int) -> None:
    with opened(browser, six, width=width) as (seen, said):
        assert seen.evaluate("document.documentElement.scrollWidth") <= width
        table = seen.get_by_label("Scenarios side by side")
        heading = table.locator("tbody th").first
        at = heading.bounding_box()["x"]
        table.evaluate("e => e.scrollLeft = 400")
        assert heading.bounding_box()["x"] == at  # the row's name stays where the others move
        assert said == []
