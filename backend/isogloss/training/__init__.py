"""Training a model within a run, whichever study asks for it: the ladder of checkpoints, and the stream that is read.

``config`` says how long and how fast; ``stream`` is the format of the tokens a model was trained on, with the record of
which text in which language stands where; ``held_out`` the rows a loss is measured on; ``ladder`` the loop that goes
from checkpoint to checkpoint, resumes, and publishes. A study brings a :class:`isogloss.training.ladder.TrainingTask`.
"""
