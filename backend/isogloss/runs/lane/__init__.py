"""A lane: the process that computes one run at a time, its hold on the run, and its signs of life."""
