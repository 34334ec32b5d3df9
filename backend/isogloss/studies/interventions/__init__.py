"""Interventions: switch units off, force or scale them, and read what a model writes in every language."""
