"""Laws keep their mean, their spread and their written form."""

from __future__ import annotations

import math
from typing import Any, get_args

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from salesline.scenario import laws, nodes
from salesline.scenario.laws import CountLaw, DurationLaw, Law, MoneyLaw, NumberLaw
from salesline.scenario.quantities import TEXT

FORMS: list[tuple[type[Law], Any, str]] = [
    (DurationLaw, "45 min", "45 min"),
    (DurationLaw, {"exponential": "45 min"}, "exponential, mean 45 min"),
    (DurationLaw, {"lognormal": "45 min", "sigma": 0.9}, "lognormal, mean 45 min, sigma 0.9"),
    (DurationLaw, {"gamma": "3 hours", "shape": 2}, "gamma, mean 3 hours, shape 2"),
    (DurationLaw, {"weibull": "45 days", "shape": 1.7}, "weibull, mean 45 days, shape 1.7"),
    (DurationLaw, {"uniform": ["1 day", "3 days"]}, "uniform, 1 day - 3 days, mean 2 days"),
    (
        DurationLaw,
        {"triangular": ["1 day", "2 days", "6 days"]},
        "triangular, 1 day - 2 days - 6 days, mean 3 days",
    ),
    (MoneyLaw, {"lognormal": "$25k", "sigma": 0.5}, "lognormal, mean $25k, sigma 0.5"),
    (NumberLaw, {"uniform": [-1, 4]}, "uniform, -1 - 4, mean 1.5"),
    (CountLaw, 6, "6"),
    (CountLaw, {"geometric": 6}, "geometric, mean 6"),
    (CountLaw, {"geometric": 1.5}, "geometric, mean 1.5"),
    (CountLaw, {"poisson": 3}, "poisson, mean 3"),
]


@pytest.mark.parametrize(("law", "form", "words"), FORMS)
def test_a_law_goes_back_to_its_file_form(law: type[Law], form: Any, words: str) -> None:
    read = law.model_validate(form)
    assert read.model_dump(context=TEXT) == form
    assert law.model_validate(read.model_dump(context=TEXT)) == read
    assert law.model_validate_json(read.model_dump_json()) == read
    assert read.describe() == words


@pytest.mark.parametrize(("law", "form", "words"), FORMS)
def test_the_quantile_function_has_the_mean_and_spread_of_the_law(
    law: type[Law], form: Any, words: str
) -> None:
    read = law.model_validate(form)
    # Midpoints of a change of variable that crowds them at both ends, where the tails are.
    places = (np.arange(200_000) + 0.5) / 200_000
    uniforms, weights = places**3 * (10 - 15 * places + 6 * places**2), 30 * places**2 * (1 - places) ** 2
    draw = read.quantile()
    values = np.array([draw(float(u)) for u in np.minimum(uniforms, 1 - 2**-53)])
    mean = np.average(values, weights=weights)
    assert mean == pytest.approx(read.mean, rel=1e-4), words
    assert np.average((values - mean) ** 2, weights=weights) / mean**2 == pytest.approx(
        read.cv2, rel=3e-3, abs=1e-9
    )


@pytest.mark.parametrize(("law", "form", "words"), FORMS)
def test_both_ends_of_the_uniform_give_a_value(law: type[Law], form: Any, words: str) -> None:
    draw = law.model_validate(form).quantile()
    assert math.isfinite(draw(0.0)), words
    assert draw(0.0) <= draw(0.5) <= draw(1 - 2**-53) < math.inf


def test_counts_are_whole_and_fit_their_laws() -> None:
    geometric, poisson = (
        CountLaw.model_validate({"geometric": 4}).quantile(),
        CountLaw.model_validate({"poisson": 2}).quantile(),
    )
    assert geometric(0.0) == 1
    assert geometric(0.2499) == 1
    assert geometric(0.2501) == 2
    assert poisson(math.exp(-2) - 1e-9) == 0
    assert poisson(math.exp(-2) + 1e-9) == 1
    assert CountLaw.model_validate({"poisson": 1e6}).quantile()(0.5) == pytest.approx(1e6, rel=1e-5)


def test_python_forms_are_equal_to_file_forms_and_hash_alike() -> None:
    built = DurationLaw(kind="lognormal", mean=0.75, sigma=0.5)
    assert built == DurationLaw.model_validate({"lognormal": "45 min", "sigma": 0.5})
    assert hash(built) == hash(DurationLaw.model_validate({"lognormal": "45 min", "sigma": 0.5}))
    assert DurationLaw.fixed("45 min").mean == 0.75


@pytest.mark.parametrize(
    ("form", "message"),
    [
        ({"lognorml": "4 h"}, "did you mean 'lognormal'?"),
        ({"lognormal": "4 h"}, "lognormal needs sigma too"),
        ({"lognormal": "4 h", "sigma": 0.5, "shape": 1}, "unknown key"),
        ({"lognormal": "4 h", "gamma": "4 h"}, "one law only"),
        ({"lognormal": "0 h", "sigma": 1}, "the mean must be above 0"),
        ({"lognormal": "4 h", "sigma": 90}, "must be between 0 and 5"),
        ({"uniform": ["3 days", "1 day"]}, "must go up"),
        ({"uniform": "3 days"}, "needs a list of low, high"),
        ({"geometric": 3}, "unknown law"),
        ({"sigma": 3}, "the law is missing"),
        ({}, "the law is missing"),
        ([1], "expected a duration or a law"),
        (None, "expected a duration"),
        ({"kind": "cauchy", "mean": 1}, "unknown law"),
    ],
)
def test_a_wrong_law_is_refused_in_plain_words(form: Any, message: str) -> None:
    with pytest.raises(ValidationError) as caught:
        DurationLaw.model_validate(form)
    assert message in str(caught.value)


@given(mean=st.floats(1e-3, 1e5), sigma=st.floats(0, 5), width=st.floats(0, 1))
def test_any_parameters_round_trip(mean: float, sigma: float, width: float) -> None:
    for law in (
        DurationLaw(kind="lognormal", mean=mean, sigma=sigma),
        DurationLaw(kind="uniform", low=mean * (1 - width), high=mean),
    ):
        assert DurationLaw.model_validate(law.model_dump(context=TEXT)) == law


def test_every_law_is_known_to_the_merge_of_files() -> None:
    assert set(get_args(laws.Kind)) == nodes.LAWS
