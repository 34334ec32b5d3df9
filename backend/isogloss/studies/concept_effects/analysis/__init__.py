"""Numbers of concept effects: losses and counts in, effects beside their nulls out."""
