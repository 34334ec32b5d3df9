"""Durable runs. ``rows`` is how they stand, ``asking`` how they are wanted, ``lane`` what computes one, ``worker`` what
looks after lanes; ``durable`` is the workflow engine, which nothing else touches.
"""
