"""Asking for runs, recipes and intakes, and taking it back: keys, quotas, queueing. Free of torch and of the engine."""
