"""Concept effects: what the experts of every concept do when they are switched off, and when they are forced."""
