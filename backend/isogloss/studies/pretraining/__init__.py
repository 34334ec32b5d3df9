"""Pretraining: a small multilingual model from text, with its ladder of checkpoints and its exact training stream."""
