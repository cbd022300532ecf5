"""The page of rules is made from the code and up to date."""

from __future__ import annotations

from tests.reference import PAGE, page, registries


def test_the_reference_of_rules_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "python -m tests.reference write"


def test_every_rule_of_every_registry_says_what_it_does_and_where_it_is_from() -> None:
    text = page()
    for module, registry in registries().items():
        for name, rule in registry.items():
            assert f"| {name} |" in text
            assert (rule.__doc__ or "").strip(), (module, name)
            assert getattr(rule, "source", ""), (module, name)
