"""Durable runs: keys, the workflow engine, workers and their lanes."""
