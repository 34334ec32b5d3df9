"""The numbers of a training that are this study's own: ``loss`` has byte frequencies, and the curve that is drawn."""
