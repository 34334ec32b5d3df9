"""The training stream: every token a model is trained on, in order, and which text of which language stands where.

A run that trains keeps it for ever, under these names:

- ``stream/index``: JSON, :class:`StreamIndex`.
- ``stream/tokens/<i>`` (uint16, or int32 from 65,537 tokens on) and ``stream/documents/<i>`` (int32), both
  [rows, length], and ``stream/languages/<i>`` (uint8) [rows]: chunk ``i``, of ``chunk_rows`` rows (the last may have
  fewer).
- ``stream/counts``: int64 [languages, vocabulary], how often each token was read in each language.
- ``tokenizer``: the tokenizer's JSON.

Rows stand in the order of training, ``batch`` of them an update; each is of one language, packed without padding
(:mod:`isogloss.methods.packing`). A document is named by its row's language and its number there, from 0, in the order
in which the text was read; it begins with the token that says so, and may go on in the language's next row.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import numpy as np
import orjson

from isogloss.contract.context import Keeps
from isogloss.contract.wire import Wire
from isogloss.methods.packing import Supply, deal, pack, row_languages

#: Tokens of one stored array, about.
CHUNK_TOKENS = 1 << 20
TOKENIZER, INDEX, COUNTS = "tokenizer", "stream/index", "stream/counts"


class Kept(Protocol):
    """What a run kept, by name: the hands of a job have it, and so has a finished run that another one builds on."""

    @property
    def load_bytes(self) -> Callable[[str], bytes]:
        """Reads bytes; raises NotFound."""
        ...

    @property
    def load_array(self) -> Callable[[str], np.ndarray]:
        """Reads an array; raises NotFound."""
        ...


@dataclass(frozen=True)
class StreamShape:
    """``languages`` by their numbers; ``steps`` updates of ``batch`` rows of ``length`` tokens."""

    languages: tuple[str, ...]
    steps: int
    batch: int
    length: int

    @property
    def rows(self) -> int:
        """Rows of the whole stream."""
        return self.batch * self.steps

    @property
    def chunk_rows(self) -> int:
        """Rows of one stored array: whole batches."""
        batches = max(1, CHUNK_TOKENS // (self.batch * self.length))
        return min(batches, self.steps) * self.batch


class StreamIndex(Wire):
    """What the stored arrays are of: a stream's shape, with its ``tokens`` and ``documents`` by language."""

    languages: tuple[str, ...]
    batch: int
    length: int
    rows: int
    chunk_rows: int
    tokens: tuple[int, ...]
    documents: tuple[int, ...]

    @property
    def shape(self) -> StreamShape:
        """The same as a shape."""
        return StreamShape(self.languages, self.rows // self.batch, self.batch, self.length)


@dataclass(frozen=True)
class StreamRows:
    """Rows in the order of training: ``tokens`` and the number of each token's document, both [rows, length], and
    ``languages`` [rows], numbers of the index's languages."""

    tokens: np.ndarray
    documents: np.ndarray
    languages: np.ndarray


def write_stream(
    ctx: Keeps,
    shape: StreamShape,
    documents: Sequence[Iterator[np.ndarray]],
    *,
    vocabulary: int,
    begin: int,
    seed: int,
    progress: Callable[[float, float, str], None],
) -> StreamIndex:
    """Pack documents (token ids [tokens] int32, an iterator for each language) into rows, and keep them.

    ``begin`` is the token put before every document, ``vocabulary`` how many tokens there are; which row is of which
    language is drawn from ``seed`` alone. Raises ValueError where a language has too little text, OutOfSpace.
    """
    order = row_languages(shape.rows, len(shape.languages), seed)
    supplies = [Supply(pack(own, length=shape.length, begin=begin)) for own in documents]
    counts = np.zeros((len(shape.languages), vocabulary), np.int64)
    read = np.zeros(len(shape.languages), np.int64)
    narrow = np.uint16 if vocabulary <= 1 << 16 else np.int32
    for chunk, start in enumerate(range(0, shape.rows, shape.chunk_rows)):
        progress(start, shape.rows, "writing the stream")
        languages = order[start : start + shape.chunk_rows]
        rows = deal(languages, supplies)
        ctx.save_array(f"stream/tokens/{chunk}", rows.tokens.astype(narrow))
        ctx.save_array(f"stream/documents/{chunk}", rows.documents)
        ctx.save_array(f"stream/languages/{chunk}", languages)
        for i in np.unique(languages):
            counts[i] += np.bincount(rows.tokens[languages == i].ravel(), minlength=vocabulary)
            read[i] = max(read[i], rows.documents[languages == i].max() + 1)
    index = StreamIndex(
        languages=shape.languages,
        batch=shape.batch,
        length=shape.length,
        rows=shape.rows,
        chunk_rows=shape.chunk_rows,
        tokens=tuple(counts.sum(1).tolist()),
        documents=tuple(read.tolist()),
    )
    ctx.save_array(COUNTS, counts)
    ctx.save_bytes(INDEX, orjson.dumps(index.model_dump()), kind="index")
    return index


class StoredStream:
    """A stream that was kept; one chunk of it is in memory at a time."""

    def __init__(self, shape: StreamShape, kept: Kept):
        self.shape, self._kept = shape, kept
        self._chunk: tuple[int, np.ndarray] | None = None

    @classmethod
    def of(cls, kept: Kept) -> "StoredStream":
        """The stream that a run kept: ``StoredStream.of(ctx.upstream(key))``. Raises NotFound where it kept none."""
        return cls(StreamIndex.model_validate_json(kept.load_bytes(INDEX)).shape, kept)

    def batch(self, step: int) -> np.ndarray:
        """[batch, length] int64: the rows of update number ``step`` (from 0). Raises IndexError beyond the last."""
        self._check(step * self.shape.batch, (step + 1) * self.shape.batch)
        chunk, start = divmod(step * self.shape.batch, self.shape.chunk_rows)
        if self._chunk is None or self._chunk[0] != chunk:
            self._chunk = (chunk, self._kept.load_array(f"stream/tokens/{chunk}").astype(np.int64))
        return self._chunk[1][start : start + self.shape.batch]

    def rows(self, start: int, stop: int) -> StreamRows:
        """Rows ``start`` to ``stop`` (exclusive) as they were kept. Raises IndexError beyond the last."""
        self._check(start, stop)
        first, last = start // self.shape.chunk_rows, -(-stop // self.shape.chunk_rows)
        skipped = first * self.shape.chunk_rows
        parts = {
            name: np.concatenate([self._kept.load_array(f"stream/{name}/{chunk}") for chunk in range(first, last)])
            for name in ("tokens", "documents", "languages")
        }
        return StreamRows(**{name: part[start - skipped : stop - skipped] for name, part in parts.items()})

    def _check(self, start: int, stop: int) -> None:
        if not 0 <= start < stop <= self.shape.rows:
            raise IndexError(f"rows {start} to {stop} of a stream of {self.shape.rows}")

    @cached_property
    def counts(self) -> np.ndarray:
        """[languages, vocabulary] int64: how often each token stands in the stream."""
        return self._kept.load_array(COUNTS)
