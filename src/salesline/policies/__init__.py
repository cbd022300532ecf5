"""Rules that can be swapped: each a small named object chosen in the scenario file."""
