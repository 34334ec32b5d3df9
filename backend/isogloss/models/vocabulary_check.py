"""Whether a model's tokenizer can be used with its weights: it loads, and each id it gives has its row.

Found out when a model is added, where somebody can still do something about it.
"""

from importlib import import_module
from pathlib import Path
from typing import Any

from isogloss.models.families import family_of
from isogloss.models.files import weight_files
from isogloss.models.header import read_header
from isogloss.models.points import sizes
from isogloss.models.trial import largest_id
from isogloss.vocabulary.errors import Refused


def check_tokenizer(words: Path, folders: list[Path], config: dict[str, Any]) -> str | None:
    """Load the tokenizer of a folder as a run will, and hold its ids against the rows of each checkpoint's embedding.

    Answers with a sentence where the class that the folder names was passed over; raises Refused. The tokenizer has
    been tried before (``models.trial``): here it is read by this process.
    """
    # By name, as for pickles: reading ladders must not bring torch in.
    tokenizer, note = import_module("isogloss.models.reading").tokenizer_and_note(words)
    largest, token = largest_id(tokenizer.backend_tokenizer)
    around = (tokenizer.bos_token_id, tokenizer.eos_token_id, tokenizer.pad_token_id)
    for i in around:
        if i is not None and i > largest:
            largest, token = i, tokenizer.convert_ids_to_tokens(i)
    for folder in folders:
        rows = embedding_rows(folder, config)
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
    return note


def embedding_rows(folder: Path, config: dict[str, Any]) -> int:
    """How many tokens a checkpoint has a row for; raises Refused where its weights and its config differ on it."""
    stated, end = sizes(config).vocabulary, family_of(config).embedding
    for file in weight_files(folder):
        if file.suffix != ".safetensors":
            continue
        for name, entry in read_header(file)[0].items():
            if (name == end or name.endswith(f".{end}")) and entry["shape"][:1] != [stated]:
                raise Refused(
                    "broken_weights",
                    f"config.json in “{folder.name}” states {stated} tokens, and {name[:80]} is {entry['shape']}.",
                    hint="Take config.json and weights of one and the same model.",
                    field="model",
                )
    return stated
