"""Isogloss: which parts of a language model its languages share, and when they came to."""

__version__ = "0.1.0"
