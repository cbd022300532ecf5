"""The model: the only room that knows SimPy."""

from salesline.model.simulate import simulate

__all__ = ["simulate"]
