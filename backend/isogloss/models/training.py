"""Training a model: the loop's inner part, and everything it takes to go on with it bit by bit.

Next-token cross-entropy with AdamW (weight decay on matrices only, gradients clipped). A state that was kept and read
again goes on as if nothing had happened: on one machine, device and thread count the weights are the same to the bit.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
import transformers
from safetensors import safe_open
from safetensors.torch import save_file
from torch.nn.functional import cross_entropy

from isogloss.models.ladder_folder import to_disk
from isogloss.models.points import attention_of
from isogloss.models.reading import DTYPES, moved

BETAS, EPSILON = (0.9, 0.95), 1e-8


@dataclass(frozen=True)
class Descent:
    """How weights are updated: decay of matrices per unit of learning rate, and the gradient norm clipped to."""

    weight_decay: float = 0.1
    clip: float = 1.0


class Training:
    """One model in training: ``step`` updates were made, ``losses`` [step] are the training losses of each."""

    def __init__(
        self,
        config: Mapping[str, Any],
        *,
        seed: int,
        dtype: str = "float32",
        attention: str = "sdpa",
        device: str = "cpu",
        descent: Descent | None = None,
    ):
        self._begin(new_model(config, seed=seed, dtype=dtype, attention=attention), device, descent)

    @classmethod
    def of(
        cls, model: transformers.PreTrainedModel, *, device: str = "cpu", descent: Descent | None = None
    ) -> "Training":
        """The training of a model that somebody has, which is changed in place: one whose words were replaced, say.
        All of its weights are trained."""
        made = cls.__new__(cls)
        made._begin(model.train().requires_grad_(True), device, descent)
        return made

    def _begin(self, model: transformers.PreTrainedModel, device: str, descent: Descent | None) -> None:
        self.descent, self.device = descent or Descent(), device
        self.model = moved(model, device)
        self.optimizer = _optimizer(self.model, self.descent)
        self.losses: list[float] = []

    @property
    def step(self) -> int:
        """Updates made so far."""
        return len(self.losses)

    def learn(self, rows: np.ndarray | torch.Tensor, rate: float) -> float:
        """One update on token rows [batch, length] at this learning rate; returns the mean loss in nats a token."""
        ids = torch.as_tensor(rows, dtype=torch.long, device=self.device)
        loss = token_losses(self.model, ids).mean()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), self.descent.clip)
        for group in self.optimizer.param_groups:
            group["lr"] = rate
        self.optimizer.step()
        self.optimizer.zero_grad(set_to_none=True)
        self.losses.append(loss.item())
        return self.losses[-1]

    @torch.no_grad()
    def read(self, rows: np.ndarray, batch: int) -> np.ndarray:
        """Losses [rows, length - 1] in nats of every token after the first of each row, without learning from them."""
        ids = torch.as_tensor(rows, dtype=torch.long, device=self.device)
        found = [token_losses(self.model, part) for part in ids.split(batch)]
        return torch.cat(found).float().cpu().numpy()

    def keep(self, file: Path) -> None:
        """Write all it takes to go on to a file, whole or not at all."""
        tensors = {"losses": torch.tensor(self.losses, dtype=torch.float64), "random": torch.get_rng_state()}
        for name, parameter in self.model.named_parameters():
            tensors[f"weight.{name}"] = parameter.detach()
            for moment in _MOMENTS if self.losses else ():
                tensors[f"{moment}.{name}"] = self.optimizer.state[parameter][moment]
        beside = file.with_name(f"{file.name}.partial")
        save_file({name: tensor.contiguous().cpu() for name, tensor in tensors.items()}, beside)
        to_disk(beside)
        beside.replace(file)

    @torch.no_grad()
    def go_on_from(self, file: Path) -> None:
        """Take up a state that :meth:`keep` wrote for a model of the same config."""
        with safe_open(file, framework="pt", device="cpu") as kept:
            self.losses = kept.get_tensor("losses").tolist()
            torch.set_rng_state(kept.get_tensor("random"))
            for name, parameter in self.model.named_parameters():
                parameter.copy_(kept.get_tensor(f"weight.{name}"))
                if self.losses:
                    moments = {m: kept.get_tensor(f"{m}.{name}").to(self.device) for m in _MOMENTS}
                    step = torch.tensor(float(self.step), dtype=torch.float32, device=self.device)
                    self.optimizer.state[parameter] = {"step": step, **moments}


_MOMENTS = ("exp_avg", "exp_avg_sq")


def new_model(
    config: Mapping[str, Any], *, seed: int, dtype: str = "float32", attention: str = "sdpa"
) -> transformers.PreTrainedModel:
    """A model with random weights; they depend on config and seed alone."""
    transformers.logging.set_verbosity_error()
    transformers.logging.disable_progress_bar()
    sizes = {name: value for name, value in config.items() if name != "model_type"}
    made = transformers.AutoConfig.for_model(config["model_type"], **sizes)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        # Drawn in float32 whatever the type, so that two types begin with the same numbers.
        model = transformers.AutoModelForCausalLM.from_config(
            made, dtype=torch.float32, attn_implementation=attention_of(config, attention)
        )
    made_model: transformers.PreTrainedModel = model.to(DTYPES[dtype]).train()
    return made_model


def _optimizer(model: torch.nn.Module, descent: Descent) -> torch.optim.AdamW:
    matrices = [parameter for parameter in model.parameters() if parameter.ndim >= 2]
    others = [parameter for parameter in model.parameters() if parameter.ndim < 2]
    groups = [{"params": matrices, "weight_decay": descent.weight_decay}, {"params": others, "weight_decay": 0.0}]
    return torch.optim.AdamW(groups, lr=0.0, betas=BETAS, eps=EPSILON, fused=True)


def token_losses(model: transformers.PreTrainedModel, ids: torch.Tensor) -> torch.Tensor:
    """Cross-entropy [rows, length - 1] in nats of every token but the first of each row, given those before it.

    Rows hold no padding, so no mask is needed, and the head reads no position that predicts nothing.
    """
    hidden = model.base_model(input_ids=ids, use_cache=False).last_hidden_state[:, :-1]
    logits = model.get_output_embeddings()(hidden)
    flat = cross_entropy(logits.flatten(0, 1), ids[:, 1:].flatten(), reduction="none")
    return flat.view(len(ids), -1)
