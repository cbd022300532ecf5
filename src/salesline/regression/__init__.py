"""The regression check: is the model what it was? Stored results, the comparison with them, and its verdict."""
