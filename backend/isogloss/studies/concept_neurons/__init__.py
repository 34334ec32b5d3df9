"""Concept neurons: which units answer to the same concept in many languages, and from which checkpoint on."""
