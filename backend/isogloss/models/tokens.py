"""Tokens: texts to ids, with the place of every token in its text.

Special tokens come from the policy alone (``models.bos``) and stand for no text. Text is text: a sentence that contains
``</s>`` gets the tokens of those four characters.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import regex

from isogloss.models.bos import check_bos_policy
from isogloss.vocabulary.errors import Refused

if TYPE_CHECKING:
    from isogloss.models.load import LoadedModel

#: A token's place in its text: code points from, up to; None for a token that was added and stands for no text.
Span = tuple[int, int] | None


@dataclass(frozen=True)
class TokenBatch:
    """Token ids of many texts, not padded.

    ``spans`` count code points; pieces of one character share its span. ``truncated`` is how many tokens of each text
    were cut off.
    """

    ids: list[list[int]]
    spans: list[list[Span]]
    truncated: list[int]

    def bounds(self, text: int) -> tuple[int, int]:
        """The positions of a text's own tokens, from and up to: special tokens stand only before and after them."""
        own = [i for i, span in enumerate(self.spans[text]) if span is not None]
        return (own[0], own[-1] + 1) if own else (0, 0)


def bos_id(loaded: "LoadedModel") -> int:
    """The beginning-of-sequence token; raises Refused where the model names none."""
    bos = loaded.tokenizer.bos_token_id
    if bos is None:
        bos = loaded.config.get("bos_token_id")
    if bos is None:
        raise Refused(
            "no_bos_token",
            "This model names no beginning-of-sequence token, so none can be added.",
            hint="Use the policy “none” or “tokenizer”.",
            field="bos_policy",
        )
    return int(bos)


def _cut(ids: list[int], spans: list[Span], limit: int | None) -> tuple[list[int], list[Span], int]:
    """At most ``limit`` positions, taken from the end of the text's own tokens; special tokens after them stay."""
    over = len(ids) - limit if limit else 0
    if over <= 0:
        return ids, spans, 0
    end = max((i + 1 for i, span in enumerate(spans) if span is not None), default=0)
    keep = max(end - over, 0)
    return ids[:keep] + ids[end:], spans[:keep] + spans[end:], end - keep


def tokenize(
    loaded: "LoadedModel", texts: Sequence[str], *, max_tokens: int | None = None, bos_policy: str | None = None
) -> TokenBatch:
    """Tokens of every text, cut to ``max_tokens`` positions (special ones counted).

    ``bos_policy`` None means the model's own. Raises Refused for a text without tokens, an unknown policy, or a limit
    that leaves no room.
    """
    policy = check_bos_policy(bos_policy or loaded.bos_policy)
    if max_tokens is not None and max_tokens < 2:
        raise Refused("bad_max_tokens", "At least 2 tokens must be allowed per text.", field="max_tokens")
    front = [bos_id(loaded)] if policy == "add" else []
    no_text: list[Span] = [None] * len(front)
    batch = TokenBatch([], [], [])
    if not texts:
        return batch
    # A tokenizer is set up anew by each call, and must not be while another thread is in it.
    with loaded.lock:
        encoded = loaded.tokenizer(
            list(texts),
            add_special_tokens=policy == "tokenizer",
            return_offsets_mapping=True,
            return_special_tokens_mask=True,
            return_attention_mask=False,
            split_special_tokens=True,
        )
    for i, (ids, offsets, special) in enumerate(
        zip(encoded["input_ids"], encoded["offset_mapping"], encoded["special_tokens_mask"], strict=True)
    ):
        spans: list[Span] = [
            None if added else (int(a), int(b)) for (a, b), added in zip(offsets, special, strict=True)
        ]
        if all(span is None for span in spans):
            raise Refused("empty_text", f"Text {i + 1} has no token to read.", hint="Leave empty texts out.", text=i)
        ids, spans, lost = _cut(front + ids, no_text + spans, max_tokens)
        batch.ids.append(ids)
        batch.spans.append(spans)
        batch.truncated.append(lost)
    return batch


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of text and the positions whose tokens lie on it; ``start`` and ``end`` count UTF-16 units, as browsers
    do.
    """

    start: int
    end: int
    positions: tuple[int, ...]


def _cluster_bounds(text: str) -> tuple[list[int], list[int]]:
    """For every place between code points: the edge of a grapheme cluster at or before it, and at or after it."""
    before, after = list(range(len(text) + 1)), list(range(len(text) + 1))
    for match in regex.finditer(r"\X", text):
        low, high = match.span()
        for place in range(low + 1, high):
            before[place], after[place] = low, high
    return before, after


def _utf16_offsets(text: str) -> list[int]:
    """The offset of every place between code points, counted in UTF-16 units."""
    offsets = [0]
    for character in text:
        offsets.append(offsets[-1] + (2 if ord(character) > 0xFFFF else 1))
    return offsets


def stretches(text: str, spans: Sequence[Span]) -> list[Stretch]:
    """The tokens of a text as stretches that never split a grapheme cluster (what a reader sees as one character).

    Tokens that share a cluster share a stretch; tokens that stand for no text are left out. In reading order.
    """
    (before, after), offsets = _cluster_bounds(text), _utf16_offsets(text)
    placed = sorted((span[0], span[1], i) for i, span in enumerate(spans) if span and span[0] < span[1])
    merged: list[Stretch] = []
    for low, high, position in placed:
        start, end = offsets[before[low]], offsets[after[high]]
        positions: tuple[int, ...] = (position,)
        if merged and start < merged[-1].end:
            last = merged.pop()
            start, end, positions = last.start, max(last.end, end), (*last.positions, position)
        merged.append(Stretch(start, end, positions))
    return merged
