"""Numbers of an intervention: arrays and counts in, estimates' parts out."""
