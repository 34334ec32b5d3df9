"""Findings: what people keep, cite and move. Here is the bundle: finished runs as one file that another house opens."""
