"""Whether a model's tokenizer can be used with its weights: it loads, and each id it gives has its row.

Found out when a model is added, where somebody can still do something about it.
"""

from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

from isogloss.models.points import sizes
from isogloss.vocabulary.errors import Refused


def check_tokenizer(words: Path, config: Mapping[str, Any]) -> str | None:
    """Load the tokenizer of a folder as a run will, and hold its ids against the rows that a model's config states
    (that its weights have as many was looked at before: ``models.fit``).

    Answers with a sentence where the class that the folder names was passed over; raises Refused. The tokenizer has
    been tried before (``models.trial``): here it is read by this process.
    """
    # By name, as for pickles: reading ladders must not bring torch in.
    tokenizer, note = import_module("isogloss.models.reading").tokenizer_and_note(words)
    largest, token = _largest_id(tokenizer.backend_tokenizer)
    around = (tokenizer.bos_token_id, tokenizer.eos_token_id, tokenizer.pad_token_id)
    for i in around:
        if i is not None and i > largest:
            largest, token = i, tokenizer.convert_ids_to_tokens(i)
    rows = sizes(config).vocabulary
    if largest >= rows:
        raise Refused(
            "tokenizer_too_large",
            f"The tokenizer gives {token[:40]!r} the id {largest}, and the model has {rows} rows, 0 to {rows - 1}.",
            hint=(
                "Take the tokenizer that the model was trained with (tokenizer=...); where it has special tokens "
                "of its own, tokenizer_config.json must name them (bos_token, eos_token, pad_token)."
            ),
            field="tokenizer",
        )
    sentence: str | None = note
    return sentence


def _largest_id(tokenizer: Any) -> tuple[int, str]:
    """The largest id that a text, or what is put around it, can become, and its token; of a tokenizer of the library.

    Special tokens are never read from texts, so of those only the ones that are put around them count.
    """
    special = {i for i, token in tokenizer.get_added_tokens_decoder().items() if token.special}
    around = set(tokenizer.encode("").ids)
    ids = ((i, token) for token, i in tokenizer.get_vocab(with_added_tokens=True).items())
    return max(((i, token) for i, token in ids if i not in special or i in around), default=(0, ""))
