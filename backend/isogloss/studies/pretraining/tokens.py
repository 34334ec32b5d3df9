"""A run's tokens: the vocabulary, the stream it is trained on, and the held-out rows its loss is measured on."""

import time
from collections.abc import Iterator
from functools import cached_property
from itertools import islice
from typing import Any

import numpy as np
import orjson

from isogloss.contract.context import RunContext
from isogloss.kit.work import Work
from isogloss.studies.pretraining.analysis.loss import byte_unigram, token_unigram
from isogloss.studies.pretraining.analysis.stream import Rows, Supply, deal, pack, row_languages
from isogloss.studies.pretraining.study import Plan
from isogloss.vocabulary.clone import CLONE
from isogloss.vocabulary.errors import Refused

#: Text a language that a vocabulary is learned from: so many bytes for each token it is to have, within limits.
_BYTES_A_TOKEN, _LEAST_BYTES, _MOST_BYTES = 200, 200_000, 20_000_000
#: Documents cut into tokens at a time.
_TOGETHER = 256
#: Tokens kept as one array of the stream.
CHUNK_TOKENS = 1 << 20


class Tokens(Work[Plan]):
    """What one run reads, token by token; everything is the same however often it is begun."""

    def __init__(self, plan: Plan, ctx: RunContext):
        super().__init__(plan, ctx)
        self.params, self.text = plan.params, plan.text
        self._chunk: tuple[int, np.ndarray] | None = None

    @cached_property
    def tokenizer(self) -> Any:
        """The tokenizer that was learned."""
        from isogloss.models.vocabulary_training import read_vocabulary

        return read_vocabulary(self.ctx.load_bytes("tokenizer"))

    @property
    def languages(self) -> tuple[str, ...]:
        """In house order, the clone last: rows name them by their place here."""
        return self.text.languages

    # ---- vocabulary ------------------------------------------------------------------------------------------------

    def learn_vocabulary(self) -> dict[str, Any]:
        """Learn the vocabulary from text in which nothing is switched, so that arms of one seed share it; cut the
        held-out text with it."""
        from isogloss.models.vocabulary_training import train_vocabulary, with_clone

        began = time.perf_counter()
        learned = train_vocabulary(self._vocabulary_text(), self.params.vocabulary)
        if self.params.clone:
            learned = with_clone(learned)
        self.ctx.save_bytes("tokenizer", learned.to_str().encode(), kind="tokenizer")
        for i, language in enumerate(self.languages):
            self.ctx.progress(i, len(self.languages), f"held-out text in {language}")
            rows = self._held_out(language)
            self.ctx.save_array(f"held-out/tokens/{language}", rows.tokens)
            self.ctx.save_array(f"held-out/documents/{language}", rows.documents)
        return {"vocabulary": learned.get_vocab_size(), "vocabulary_seconds": time.perf_counter() - began}

    def _vocabulary_text(self) -> Iterator[str]:
        enough = min(max(_BYTES_A_TOKEN * self.params.vocabulary, _LEAST_BYTES), _MOST_BYTES)
        learned_from = [language for language in self.languages if language != CLONE]
        for i, language in enumerate(learned_from):
            self.ctx.progress(i, 2 * len(learned_from), f"reading {language}")
            size = 0
            for document in self.text.plain(language):
                yield document
                size += len(document.encode())
                if size >= enough:
                    break
                self.ctx.check_cancelled()

    def _held_out(self, language: str) -> Rows:
        """Rows enough for the tokens asked for, or as many as the text kept out fills."""
        from isogloss.models.vocabulary_training import BEGIN_ID

        length = self.params.context
        wanted = -(-self.params.held_out_tokens // length)
        rows: list[Rows] = []
        for block in pack(self._cut(self.text.held_out(language)), length=length, begin=BEGIN_ID):
            rows.append(block)
            if sum(map(len, rows)) >= wanted:
                break
        if not rows:
            raise Refused(
                "text_too_small",
                f"What is kept out of the text in {language} does not fill one row of {length} tokens.",
                hint="Give more text, or take a shorter context.",
                field="text",
            )
        tokens, documents = (np.concatenate([getattr(r, n) for r in rows])[:wanted] for n in ("tokens", "documents"))
        return Rows(tokens, documents)

    def _cut(self, documents: Iterator[str]) -> Iterator[np.ndarray]:
        from isogloss.models.vocabulary_training import token_ids

        while group := list(islice(documents, _TOGETHER)):
            self.ctx.check_cancelled()
            yield from token_ids(self.tokenizer, group)

    # ---- the stream ------------------------------------------------------------------------------------------------

    @property
    def rows(self) -> int:
        """Rows of the whole training."""
        return self.params.batch * self.params.steps

    @property
    def chunk_rows(self) -> int:
        """Rows of one stored array: whole batches."""
        batches = max(1, CHUNK_TOKENS // (self.params.batch * self.params.context))
        return min(batches, self.params.steps) * self.params.batch

    @cached_property
    def order(self) -> np.ndarray:
        """[rows] the language of each row."""
        return row_languages(self.rows, len(self.languages), self.params.seed)

    def write_stream(self) -> dict[str, Any]:
        """Cut all text that will be trained on and keep it, row by row as it will be read."""
        from isogloss.models.vocabulary_training import BEGIN_ID

        began, size = time.perf_counter(), self.tokenizer.get_vocab_size()
        supplies = [
            Supply(pack(self._cut(self.text.training(language)), length=self.params.context, begin=BEGIN_ID))
            for language in self.languages
        ]
        counts = np.zeros((len(self.languages), size), np.int64)
        documents = np.zeros(len(self.languages), np.int64)
        for chunk, start in enumerate(range(0, self.rows, self.chunk_rows)):
            self.ctx.progress(start, self.rows, "writing the stream")
            order = self.order[start : start + self.chunk_rows]
            rows = deal(order, supplies)
            self._keep(chunk, order, rows, size)
            for i in np.unique(order):
                counts[i] += np.bincount(rows.tokens[order == i].ravel(), minlength=size)
                documents[i] = max(documents[i], rows.documents[order == i].max() + 1)
        self.ctx.save_array("stream/counts", counts)
        self.ctx.save_bytes("stream/index", orjson.dumps(self._index(counts, documents)), kind="index")
        return {
            "tokens": counts.sum(1).tolist(),
            "documents": documents.tolist(),
            "stream_seconds": time.perf_counter() - began,
        }

    def _keep(self, chunk: int, order: np.ndarray, rows: Rows, size: int) -> None:
        narrow = np.uint16 if size <= 1 << 16 else np.int32
        self.ctx.save_array(f"stream/tokens/{chunk}", rows.tokens.astype(narrow))
        self.ctx.save_array(f"stream/documents/{chunk}", rows.documents)
        self.ctx.save_array(f"stream/languages/{chunk}", order)

    def _index(self, counts: np.ndarray, documents: np.ndarray) -> dict[str, Any]:
        return {
            "languages": self.languages,
            "batch": self.params.batch,
            "length": self.params.context,
            "rows": self.rows,
            "chunk_rows": self.chunk_rows,
            "tokens": counts.sum(1).tolist(),
            "documents": documents.tolist(),
        }

    def batch(self, step: int) -> np.ndarray:
        """[batch, length] the rows of update number ``step`` (from 0)."""
        row = step * self.params.batch
        chunk, start = divmod(row, self.chunk_rows)
        if self._chunk is None or self._chunk[0] != chunk:
            self._chunk = (chunk, self.ctx.load_array(f"stream/tokens/{chunk}").astype(np.int64))
        return self._chunk[1][start : start + self.params.batch]

    # ---- held out --------------------------------------------------------------------------------------------------

    @cached_property
    def held_out(self) -> dict[str, Rows]:
        """The held-out rows of each language."""
        return {
            language: Rows(
                self.ctx.load_array(f"held-out/tokens/{language}"),
                self.ctx.load_array(f"held-out/documents/{language}"),
            )
            for language in self.languages
        }

    @cached_property
    def nulls(self) -> dict[str, float]:
        """Held-out loss of token frequencies alone, by language; known once the stream is written."""
        from isogloss.models.vocabulary_training import BEGIN_ID

        counts = self.ctx.load_array("stream/counts")
        return {
            language: token_unigram(counts[i], self.held_out[language].tokens, begin=BEGIN_ID)
            for i, language in enumerate(self.languages)
        }

    def bytes_of(self, language: str) -> tuple[float, float]:
        """Bytes a held-out token, and nats a byte under the frequencies of bytes in the training text."""
        from isogloss.models.vocabulary_training import BEGIN_ID, token_bytes

        table = token_bytes(self.tokenizer)
        counts = self.ctx.load_array("stream/counts")[self.languages.index(language)]
        tokens = self.held_out[language].tokens[:, 1:]
        tokens = np.bincount(tokens[tokens != BEGIN_ID], minlength=len(table))
        trained, held_out = (
            np.array([of @ table[:, byte].astype(np.int64) for byte in range(256)]) for of in (counts, tokens)
        )
        return float(held_out.sum() / tokens.sum()), byte_unigram(trained, held_out)
