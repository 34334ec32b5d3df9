"""Pure numerics that two studies or more stand on: arrays in, arrays out."""
