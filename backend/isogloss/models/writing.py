"""Writing: continuing prompts token by token, plain or edited, many rows in one batch.

What a row writes depends on its own prompt, seed and edits, and not on the batch it is in: rows are padded on the left
and positions count real tokens; and every draw comes from a counter-based generator (Philox) keyed by the prompt's
tokens and the seed, whose n-th number decides the n-th token. A cache of keys and values belongs to one
:class:`Writing`, so that plain and edited texts never share one.
"""

import hashlib
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Literal

import numpy as np
import torch
import transformers

from isogloss.models.broken import not_finite
from isogloss.models.editing import Edits, editing
from isogloss.models.hooks import position_ids
from isogloss.models.load import LoadedModel
from isogloss.models.points import sizes
from isogloss.vocabulary.errors import Refused

#: Prompts are read together where the longest is at most so many times as long as the shortest.
_HALF_AGAIN = 1.5


@dataclass(frozen=True)
class Reach:
    """Which positions are edited: all, the last of each forward pass, or all from the ``start``-th of a text on
    (0 is its first token, special tokens counted)."""

    where: Literal["all", "last", "from"] = "all"
    start: int = 0

    def chosen(self, mask: torch.Tensor, seen: int) -> torch.Tensor:
        """[rows, positions] of this pass; ``mask`` [rows, seen + positions] is 1 on real tokens so far."""
        here = mask[:, seen:].bool()
        number = mask.cumsum(1)
        if self.where == "last":
            return here & (number[:, seen:] == number[:, -1:])
        if self.where == "from":
            return here & (number[:, seen:] > self.start)
        return here


@dataclass(frozen=True)
class Choice:
    """How the next token is chosen: the likeliest (``greedy``), or drawn from the smallest set of tokens whose
    probability at this temperature reaches ``top_p`` (nucleus sampling, Holtzman et al. 2020)."""

    greedy: bool = True
    temperature: float = 1.0
    top_p: float = 1.0

    def choose(self, logits: torch.Tensor, uniform: torch.Tensor) -> torch.Tensor:
        """logits [rows, vocabulary], uniform [rows] in [0, 1): the chosen ids [rows]."""
        if self.greedy:
            return logits.argmax(1)
        # In double precision and sorted stably, so that the same logits give the same token on any device.
        probabilities, order = (logits.double() / self.temperature).softmax(1).sort(dim=1, descending=True, stable=True)
        before = probabilities.cumsum(1) - probabilities
        kept = torch.where(before < self.top_p, probabilities, 0.0)
        reached = kept.cumsum(1)
        at = torch.searchsorted(reached, (uniform.double() * reached[:, -1])[:, None], right=True)
        return order.gather(1, at.clamp(max=int(logits.shape[1]) - 1))[:, 0]


def row_key(ids: Sequence[int], seed: int) -> int:
    """The 128-bit key of a row's generator: its prompt and its seed, and nothing of its batch."""
    text = f"{seed}:{','.join(map(str, ids))}".encode()
    return int.from_bytes(hashlib.blake2b(text, digest_size=16).digest(), "big")


def uniforms(key: int, n: int, stream: int = 0) -> np.ndarray:
    """The first ``n`` numbers in [0, 1) of a row; ``stream`` 0 chooses tokens, 1 donors."""
    # The counter's top word keeps the streams apart.
    return np.random.Generator(np.random.Philox(key=key, counter=stream << 192)).random(n)


def donors_of(key: int, n: int, n_donors: int) -> np.ndarray:
    """Which donor each of a row's first ``n`` tokens takes: the n-th token always takes the n-th draw."""
    return (uniforms(key, n, stream=1) * n_donors).astype(np.int64)


def end_tokens(loaded: LoadedModel) -> set[int]:
    """The ids that end a text."""
    found: set[int] = set()
    for said in (loaded.config.get("eos_token_id"), loaded.tokenizer.eos_token_id):
        found.update([said] if isinstance(said, int) else said or [])
    return found


class Writing:
    """Rows being continued. ``step`` writes one more token in each; raises Refused for logits that are not finite."""

    def __init__(
        self,
        loaded: LoadedModel,
        prompts: Sequence[Sequence[int]],
        seeds: Sequence[int],
        length: int,
        *,
        choice: Choice | None = None,
        edits: Edits | None = None,
        variant: Sequence[int] | None = None,
        reach: Reach | None = None,
    ):
        """Raises Refused for an empty prompt, or one that leaves no room for ``length`` tokens."""
        self.loaded, self.length, self.choice = loaded, length, choice or Choice()
        self.edits, self.reach = edits, reach or Reach()
        check_room(loaded, prompts, length)
        self._prompts = prompts
        width, device = max(map(len, prompts)), loaded.device
        self._ids = torch.zeros(len(prompts), width, dtype=torch.long)
        self._mask = torch.zeros_like(self._ids)
        for row, ids in enumerate(prompts):
            self._ids[row, width - len(ids) :] = torch.tensor(list(ids))
            self._mask[row, width - len(ids) :] = 1
        self._ids, self._mask = self._ids.to(device), self._mask.to(device)
        keys = [row_key(ids, seed) for ids, seed in zip(prompts, seeds, strict=True)]
        self._draws = torch.from_numpy(np.stack([uniforms(key, length) for key in keys])).to(device)
        self._donors = self._choose_donors(keys, [len(ids) for ids in prompts])
        self._variant = None if variant is None else torch.tensor(variant, device=device)
        self._ends = torch.tensor(sorted(end_tokens(loaded)), dtype=torch.long, device=device)
        self._going = torch.ones(len(prompts), dtype=torch.bool, device=device)
        self._cache: transformers.DynamicCache | None = None
        self._seen = 0
        self.steps = 0
        self.written: list[list[int]] = [[] for _ in prompts]
        self.ended = [False] * len(prompts)
        #: Logits of the first token of each row: [rows, vocabulary].
        self.first: torch.Tensor | None = None

    def _choose_donors(self, keys: list[int], lengths: list[int]) -> torch.Tensor | None:
        """[rows, positions]: which donor every position takes."""
        if self.edits is None or not self.edits.n_donors:
            return None
        total, width = self.length + max(lengths), max(lengths)
        out = np.zeros((len(keys), total), np.int64)
        for row, (key, n) in enumerate(zip(keys, lengths, strict=True)):
            out[row, width - n :] = donors_of(key, n + self.length, self.edits.n_donors)
        return torch.from_numpy(out).to(self.loaded.device)

    @property
    def done(self) -> bool:
        """Whether every row has ended or is as long as was asked."""
        return self.steps >= self.length or not bool(self._going.any())

    def step(self) -> None:
        """Write one more token in every row that goes on."""
        logits = self._forward()
        self._check(logits)
        if self.first is None:
            self.first = logits
        ids = self.choice.choose(logits, self._draws[:, self.steps])
        self.steps += 1
        is_end = torch.isin(ids, self._ends)
        for row, (token, going, end) in enumerate(
            zip(ids.tolist(), self._going.tolist(), is_end.tolist(), strict=True)
        ):
            if going and not end:
                self.written[row].append(token)
            elif going:
                self.ended[row] = True
        self._going &= ~is_end
        # A row that has ended is read no further: its positions are masked, so that nothing is edited in it.
        self._ids = ids[:, None]
        self._mask = torch.cat([self._mask, self._going[:, None].to(self._mask.dtype)], dim=1)

    def _check(self, logits: torch.Tensor) -> None:
        """Raises Refused, with the text so far, where a row that goes on has logits that are not finite: the likeliest
        of them would be a token like any other, or none."""
        # One sum a row: whatever is not finite in it is not in the sum.
        broken = ~torch.isfinite(logits.sum(1, dtype=torch.float64)) & self._going
        if bool(broken.any()):
            row = int(broken.nonzero()[0, 0])
            read = [*self._prompts[row], *self.written[row]]
            raise not_finite(self.loaded, "logits", read, edited=self.edits is not None)

    def _forward(self) -> torch.Tensor:
        """Logits of the next token [rows, vocabulary], with the edits on."""
        if self._cache is None:
            return self._read_prompts()
        logits = self._pass(self._cache, slice(None), 0)
        self._seen = self._mask.shape[1]
        return logits

    def _read_prompts(self) -> torch.Tensor:
        """The first pass: prompts of about one length together, since padding costs as much as text."""
        lengths, width = self._mask.sum(1), self._mask.shape[1]
        parts: list[list[int]] = alike(lengths.tolist())
        caches = [transformers.DynamicCache(config=self.loaded.model.config) for _ in parts]
        if not can_be_side_by_side(caches[0]):
            parts, caches = [list(range(len(lengths)))], caches[:1]
        logits = [
            self._pass(cache, part, width - int(lengths[part].max())) for cache, part in zip(caches, parts, strict=True)
        ]
        back = torch.tensor([row for part in parts for row in part], device=self._ids.device).argsort()
        self._cache = caches[0] if len(parts) == 1 else side_by_side(caches, back, width)
        self._seen = width
        return torch.cat(logits)[back]

    def _pass(self, cache: transformers.DynamicCache, rows: slice | list[int], start: int) -> torch.Tensor:
        """One forward pass of these rows, from position ``start`` on (padding before it): the last position's logits,
        [rows, vocabulary]. The cache grows by what is read."""
        mask, seen = self._mask[rows, start:], self._seen
        numbered = {name: ids[:, seen:] for name, ids in position_ids(self.loaded, mask).items()}
        with self._edited(mask, rows, start), torch.inference_mode():
            out = self.loaded.model(
                input_ids=self._ids[rows, start:],
                attention_mask=mask,
                past_key_values=cache,
                use_cache=True,
                output_hidden_states=False,
                output_attentions=False,
                logits_to_keep=1,
                **numbered,
            )
        logits: torch.Tensor = out.logits[:, -1]
        return logits

    def _edited(self, mask: torch.Tensor, rows: slice | list[int], start: int) -> AbstractContextManager[object]:
        if self.edits is None:
            return nullcontext()
        chosen = self.reach.chosen(mask, self._seen)
        variant = None if self._variant is None else self._variant[rows]
        donors = None if self._donors is None else self._donors[rows, start + self._seen : self._mask.shape[1]]
        return editing(self.edits, chosen, variant, donors)


def alike(lengths: Sequence[int]) -> list[list[int]]:
    """Numbers of the rows, in parts where the longest is at most half again as long as the shortest; a
    part keeps the rows' order, so that one part is the rows as they are."""
    parts: list[list[int]] = []
    for row in sorted(range(len(lengths)), key=lengths.__getitem__):
        if parts and lengths[row] <= _HALF_AGAIN * lengths[parts[-1][0]]:
            parts[-1].append(row)
        else:
            parts.append([row])
    return [sorted(part) for part in parts]


def can_be_side_by_side(cache: transformers.DynamicCache) -> bool:
    """Whether it holds every position in its order; one that keeps a window, or a state, is another matter."""
    return all(type(layer) is transformers.DynamicLayer for layer in cache.layers)


def side_by_side(
    caches: Sequence[transformers.DynamicCache], order: torch.Tensor, width: int
) -> transformers.DynamicCache:
    """One cache of all rows in this order (into the first one), padded on the left to ``width`` positions. The padding
    holds zeros and is masked; keys know their own positions."""
    whole = caches[0]
    for number, layer in enumerate(whole.layers):
        for name in ("keys", "values"):
            each = [getattr(cache.layers[number], name) for cache in caches]
            padded = [torch.nn.functional.pad(t, (0, 0, width - t.shape[-2], 0)) for t in each]
            setattr(layer, name, torch.cat(padded)[order])
    return whole


def check_room(loaded: LoadedModel, prompts: Sequence[Sequence[int]], length: int) -> None:
    """Raises Refused, naming the prompt, for one without a token or without room for ``length`` more."""
    most = sizes(loaded.config).max_positions
    for i, ids in enumerate(prompts):
        if not len(ids):
            raise Refused("empty_prompt", f"Prompt {i + 1} has no token.", field=f"prompts.{i}.text")
        if most is not None and len(ids) + length > most:
            raise Refused(
                "prompt_too_long",
                f"Prompt {i + 1} has {len(ids):,} tokens; with {length} to write that is more than the {most:,} this "
                "model reads at once.",
                hint=f"Shorten it to {most - length:,} tokens, or write less.",
                field=f"prompts.{i}.text",
            )


def text_of(loaded: LoadedModel, prompt: Sequence[int], written: Sequence[int], *, ended: bool = True) -> str:
    """What was written after the prompt, as text. While it goes on, a character that is not whole yet is left out."""

    def decode(ids: Sequence[int]) -> str:
        return str(loaded.tokenizer.decode(list(ids), skip_special_tokens=True, clean_up_tokenization_spaces=False))

    with loaded.lock:
        before, whole = decode(prompt), decode([*prompt, *written])
    text = whole[len(before) :] if whole.startswith(before) else decode(written)
    return text if ended else text.rstrip("\ufffd")
