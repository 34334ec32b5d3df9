"""Back from the clone's text and tokens to the English they were made from: what shows that nothing was lost."""

from tokenizers import Tokenizer

from isogloss.models.vocabulary_training import _spelled_cells
from isogloss.vocabulary.clone import CELLS

_TO_CHARACTERS = str.maketrans({cell: character for character, cell in CELLS.items()})


def uncloned(text: str) -> str:
    """The English a cloned text was made from, in its plain spelling."""
    return text.translate(_TO_CHARACTERS)


def clone_ids(tokenizer: Tokenizer) -> dict[int, int]:
    """From the id of every token that has a copy to the copy's."""
    vocabulary, cell_of = tokenizer.get_vocab(), _spelled_cells()
    plain = {token: i for token, i in vocabulary.items() if set(token) <= cell_of.keys()}
    return {i: vocabulary["".join(cell_of[piece] for piece in token)] for token, i in plain.items()}
