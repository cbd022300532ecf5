"""Scenarios: the models, and reading, writing, checking and describing them."""
