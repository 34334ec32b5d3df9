"""The rows of runs: their tables, how a run changes state, what is read of them, and the types that travel."""
