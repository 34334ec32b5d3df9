"""How fast models read and write on an ordinary core, for estimates of cost and nothing else."""

#: Parameters times tokens that one core reads in a second in single precision, head included (measured with 4 million
#: parameters; at 560 million it follows from the core's 70 GFLOP/s), and seconds that no forward pass falls short of.
_PARAMETERS_TIMES_TOKENS, _A_PASS = 3e10, 0.004
#: Tokens of a sentence: 30 where the tokenizer knows its language well, 60 and more where it does not.
_TOKENS_A_SENTENCE = 60


def reading_seconds(parameters: int, sentences: float) -> float:
    """To read this many sentences once."""
    return sentences * _TOKENS_A_SENTENCE * parameters / _PARAMETERS_TIMES_TOKENS


def writing_seconds(parameters: int, rows: int, length: int) -> float:
    """To write this many texts of ``length`` tokens side by side."""
    return length * max(_A_PASS, rows * parameters / _PARAMETERS_TIMES_TOKENS)
