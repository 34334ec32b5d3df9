"""A worker: the supervisor of lanes, who it is, its heartbeat, and what it does for the runs of all."""
