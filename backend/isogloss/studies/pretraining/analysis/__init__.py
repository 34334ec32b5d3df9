"""The numbers of a training: the schedule, the stream of tokens, and what a loss is read against.

``schedule``: when checkpoints stand and what the learning rate is. ``stream``: documents packed into rows, rows dealt
to languages. ``loss``: held-out cross-entropy with its interval, and the two unigram models that are its nulls.
"""
