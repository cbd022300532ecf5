"""Scenario files and what becomes of them."""
