"""Whether the files of a checkpoint are still those that were added: weights, config and tokenizer. Torch-free.

They are looked at whenever a run uses them: what is stored of them was true of the files when they were added, and
nothing keeps anybody from writing to them.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from isogloss.models.config_digest import config_digest, digest_at
from isogloss.models.files import read_config
from isogloss.models.fingerprint import stamp_of, weights_of
from isogloss.models.stamps import stamp
from isogloss.models.tables import CheckpointRow, ModelRow
from isogloss.models.tokenizer_digest import TOKENIZER_FILES, earlier_digests, tokenizer_digest
from isogloss.vocabulary.errors import Refused, Unavailable

if TYPE_CHECKING:
    from isogloss.store.open import Store


def files_stamp(model: ModelRow, checkpoint: CheckpointRow) -> str:
    """A stamp of every file that decides a number; raises Unavailable where a folder is gone."""
    folder, words = Path(checkpoint.path or ""), Path(model.tokenizer_path)
    if not checkpoint.path or not folder.is_dir() or not words.is_dir():
        raise Unavailable(
            "weights_gone",
            f"The files of {model.id} at {checkpoint.revision} are no longer where they were.",
            hint=f"Put them back, or add the model again: isogloss models add {model.source}",
            field="model",
        )
    files = [folder / "config.json", folder / "adapter_config.json", *(words / name for name in TOKENIZER_FILES)]
    return stamp(files, stamp_of(folder))


def check_unchanged(store: "Store", model: ModelRow, checkpoint: CheckpointRow) -> str:
    """The stamp of files whose digests are those that were added; raises Refused where any is another.

    Weights that are known by their own stamp are not read again. The rows are of a session that is over.
    """
    found = files_stamp(model, checkpoint)
    folder = Path(checkpoint.path or "")
    if not weights_of(store, folder).known_as(checkpoint.fingerprint):
        raise _changed("weights", model, checkpoint)
    if config_digest(read_config(folder)) != digest_at(model, checkpoint):
        raise _changed("config", model, checkpoint)
    with store.app.session() as session:
        session.add(model)
        if not same_tokenizer(model, Path(model.tokenizer_path)):
            raise _changed("tokenizer", model, checkpoint)
    return found


def same_tokenizer(model: ModelRow, words: Path) -> bool:
    """Whether the tokenizer of a folder is the model's; one that an earlier version added gets the digest of today."""
    found = tokenizer_digest(words)
    if model.tokenizer_digest != found and model.tokenizer_digest in earlier_digests(words):
        model.tokenizer_digest = found
    return model.tokenizer_digest == found


def _changed(what: str, model: ModelRow, checkpoint: CheckpointRow) -> Refused:
    words = {"weights": "weights of {} are not those", "config": "config of {} is not the one"}
    said = words.get(what, "tokenizer of {} is not the one").format(f"{model.id} at {checkpoint.revision}")
    return Refused(
        f"{what}_changed",
        f"The {said} that {'were' if what == 'weights' else 'was'} added.",
        hint="Add the new ones as another model."
        if what == "weights"
        else "Put the old file back, or add the folder as another model.",
        field="checkpoint",
    )
