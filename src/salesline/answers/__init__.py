"""Answers rather than runs: what one more is worth, why a plan misses, what it would take, which plan, how sure."""
