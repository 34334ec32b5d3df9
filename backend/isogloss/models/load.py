"""Loading: one checkpoint from a folder on this machine into memory, with its tokenizer.

Never downloads: ``models.hub`` does that, before a model enters the installation.
"""

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch
import transformers

from isogloss.models.bos import check_bos_policy
from isogloss.models.families import family_of
from isogloss.models.files import read_config
from isogloss.models.fit import check_fit
from isogloss.models.ladder import get_checkpoint, get_model, weights_elsewhere
from isogloss.models.points import attention_of, places, sizes, tap_of
from isogloss.models.reading import DTYPES, checkpoint_folder, moved, read_model, tokenizer_and_note
from isogloss.models.unchanged import check_unchanged, files_stamp
from isogloss.vocabulary.address import Address
from isogloss.vocabulary.errors import Refused

if TYPE_CHECKING:
    from isogloss.store.open import Store


@dataclass(frozen=True)
class LoadedModel:
    """One checkpoint in memory, ready to be read from several threads: ``lock`` is held while hooks are on.

    ``config`` is config.json as a dict, ``attention`` the implementation that really runs. The digests are known for
    checkpoints that were added, and ``stamp`` tells whether their files are still those that were read.
    ``note`` is what a reader of any result must know of how it was read, in one sentence.
    """

    model: transformers.PreTrainedModel
    tokenizer: transformers.PreTrainedTokenizerBase
    config: Mapping[str, Any]
    dtype: str = "float32"
    attention: str = "sdpa"
    device: str = "cpu"
    bos_policy: str = "tokenizer"
    fingerprint: str | None = None
    tokenizer_digest: str | None = None
    stamp: str | None = None
    note: str | None = None
    #: The model and its checkpoint in words, where they were added to the installation.
    name: str = ""
    lock: threading.RLock = field(default_factory=threading.RLock, repr=False, compare=False)

    @property
    def places(self) -> dict[Address, int]:
        """Every place with its width."""
        return places(self.config)

    @property
    def body(self) -> torch.nn.Module:
        """The model without its head."""
        return self.model.base_model

    @property
    def final_norm(self) -> torch.nn.Module:
        """The norm between the last block and the unembedding."""
        return self.body.get_submodule(family_of(self.config).final_norm)

    @property
    def unembedding(self) -> torch.Tensor:
        """The head's weight [vocabulary, d_model]."""
        weight: torch.Tensor = self.model.get_output_embeddings().weight
        return weight

    def logits(self, hidden: torch.Tensor) -> torch.Tensor:
        """What the model says of the next token, from what its head reads: [..., d_model] to [..., vocabulary]. Some
        families scale what the head gives, some cap it."""
        found: torch.Tensor = self.model.get_output_embeddings()(hidden)
        scale = getattr(self.model.config, "logit_scale", None)
        cap = getattr(self.model.config, "final_logit_softcapping", None)
        found = found if scale is None else found * scale
        return found if cap is None else torch.tanh(found / cap) * cap

    @property
    def n_bytes(self) -> int:
        """Bytes of the weights in memory (tied ones once)."""
        return sum(parameter.numel() * parameter.element_size() for parameter in self.model.parameters())


def load_model(
    source: str | Path,
    revision: str | None = None,
    *,
    dtype: str = "float32",
    attention: str = "sdpa",
    device: str = "cpu",
    tokenizer: str | Path | None = None,
    bos_policy: str = "tokenizer",
) -> LoadedModel:
    """Load one checkpoint: a folder, or the one called ``revision`` in a folder of checkpoints.

    ``tokenizer`` is another folder to take it from. ``attention`` is what is wanted; a family without it runs with
    the eager implementation, and the result says so. Raises Refused, naming what is there, for anything that cannot
    be loaded as it is.
    """
    if dtype not in DTYPES:
        raise Refused("unknown_dtype", f"“{dtype[:40]}” is no number type.", hint=", ".join(DTYPES), field="dtype")
    check_bos_policy(bos_policy)
    transformers.logging.set_verbosity_error()
    transformers.logging.disable_progress_bar()
    folder = checkpoint_folder(source, revision)
    config = read_config(folder)
    sizes(config)
    family = family_of(config)
    if dtype == "float64" and not family.double:
        raise Refused("no_float64", f"{family.name} does not run in float64.", hint="Use float32.", field="dtype")
    attention = attention_of(config, attention)
    words, note = tokenizer_and_note(tokenizer or folder)
    check_fit(folder, config)
    model = moved(read_model(folder, dtype, attention), device)
    if hasattr(model.config, "slow_but_exact"):
        # BLOOM's slow path multiplies slices of the weights itself and would go past the hooks.
        for module in model.modules():
            if hasattr(module, "slow_but_exact"):
                setattr(module, "slow_but_exact", False)  # noqa: B010 (torch declares modules and tensors only)
    if (dtype, attention) == ("float64", "eager"):
        _silence_padding(model, config)
    return LoadedModel(model, words, config, dtype, attention, device, bos_policy, note=note)


def _silence_padding(model: transformers.PreTrainedModel, config: Mapping[str, Any]) -> None:
    """Let padding write nothing through attention. The softmax of eager attention is in single precision, where the
    double-precision mask of a position that sees nothing (padding on the left) is -inf throughout: what it takes from
    others is NaN there, and would reach every later layer."""
    reading = threading.local()

    def begun(_module: torch.nn.Module, _inputs: object, given: dict[str, Any]) -> None:
        reading.mask = given.get("attention_mask")

    def silence(_module: torch.nn.Module, mixed: tuple[torch.Tensor, ...]) -> tuple[torch.Tensor, ...]:
        if reading.mask is None:
            return mixed
        padding = reading.mask[:, -mixed[0].shape[1] :, None] == 0
        return (mixed[0].masked_fill(padding, 0.0), *mixed[1:])

    body = model.base_model
    body.register_forward_pre_hook(begun, with_kwargs=True)
    for place in places(config):
        if place.role == "attn_out":
            body.get_submodule(tap_of(config, place)[0]).register_forward_pre_hook(silence)


def load_checkpoint(
    store: "Store",
    model: str,
    revision: str,
    *,
    dtype: str = "float32",
    attention: str = "sdpa",
    device: str = "cpu",
) -> LoadedModel:
    """Load a checkpoint that was added. Raises NotFound for an unknown one, Unavailable where its folder
    is gone, Refused where its weights never were here, or are no longer those that were added: results would claim to
    be of others. The same goes for its config and its tokenizer.
    """
    with store.app.session() as session:
        row, checkpoint = get_model(session, model), get_checkpoint(session, model, revision)
    if checkpoint.path is None:
        raise weights_elsewhere(model, revision)
    before = check_unchanged(store, row, checkpoint)
    loaded = load_model(
        Path(checkpoint.path),
        dtype=dtype,
        attention=attention,
        device=device,
        tokenizer=row.tokenizer_path,
        bos_policy=row.bos_policy,
    )
    if files_stamp(row, checkpoint) != before:
        raise Refused(
            "files_changing",
            f"The files of {model} at {revision} were written to while they were read.",
            hint="Ask again when they are whole.",
            field="checkpoint",
        )
    return replace(
        loaded,
        fingerprint=checkpoint.fingerprint,
        tokenizer_digest=row.tokenizer_digest,
        stamp=before,
        name=f"{model} at {revision}",
    )


def still_loaded(store: "Store", loaded: LoadedModel, model: str, revision: str) -> LoadedModel:
    """A checkpoint that is in memory, after looking at its files; raises what :func:`load_checkpoint` does where they
    are others now. Files that only look different are read again, and the model stays."""
    with store.app.session() as session:
        row, checkpoint = get_model(session, model), get_checkpoint(session, model, revision)
    if files_stamp(row, checkpoint) == loaded.stamp:
        return loaded
    return replace(loaded, stamp=check_unchanged(store, row, checkpoint))
