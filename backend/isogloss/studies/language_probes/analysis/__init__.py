"""The numbers of language probes: arrays in and arrays out."""
