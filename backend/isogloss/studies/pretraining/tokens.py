"""A run's tokens: the vocabulary, the stream it is trained on, and the held-out rows its loss is measured on."""

import time
from collections.abc import Iterator
from functools import cached_property
from itertools import islice
from typing import Any

import numpy as np

from isogloss.contract.context import RunContext
from isogloss.kit.work import Work
from isogloss.methods.packing import Rows
from isogloss.methods.token_loss import token_unigram
from isogloss.studies.pretraining.analysis.loss import byte_unigram
from isogloss.studies.pretraining.study import Plan
from isogloss.training.held_out import held_out_rows, keep_held_out, kept_held_out
from isogloss.training.stream import TOKENIZER, StoredStream, StreamShape, write_stream
from isogloss.vocabulary.clone import CLONE

#: Text a language that a vocabulary is learned from: so many bytes for each token it is to have, within limits.
_BYTES_A_TOKEN, _LEAST_BYTES, _MOST_BYTES = 200, 200_000, 20_000_000
#: Documents cut into tokens at a time.
_TOGETHER = 256


class Tokens(Work[Plan]):
    """What one run reads, token by token; everything is the same however often it is begun."""

    def __init__(self, plan: Plan, ctx: RunContext):
        super().__init__(plan, ctx)
        self.params, self.text = plan.params, plan.text

    @cached_property
    def tokenizer(self) -> Any:
        """The tokenizer that was learned."""
        from isogloss.models.vocabulary_training import read_vocabulary

        return read_vocabulary(self.ctx.load_bytes(TOKENIZER))

    @property
    def languages(self) -> tuple[str, ...]:
        """In order, the clone last: rows name them by their place here."""
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
        self.ctx.save_bytes(TOKENIZER, learned.to_str().encode(), kind="tokenizer")
        for i, language in enumerate(self.languages):
            self.ctx.progress(i, len(self.languages), f"held-out text in {language}")
            keep_held_out(self.ctx, language, self._held_out(language))
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
        from isogloss.models.vocabulary_training import BEGIN_ID

        p, documents = self.params, self._cut(self.text.held_out(language))
        return held_out_rows(documents, language, tokens=p.held_out_tokens, length=p.context, begin=BEGIN_ID)

    def _cut(self, documents: Iterator[str]) -> Iterator[np.ndarray]:
        from isogloss.models.vocabulary_training import token_ids

        while group := list(islice(documents, _TOGETHER)):
            self.ctx.check_cancelled()
            yield from token_ids(self.tokenizer, group)

    # ---- the stream ------------------------------------------------------------------------------------------------

    @cached_property
    def stream(self) -> StoredStream:
        """The stream, once it is written."""
        p = self.params
        return StoredStream(StreamShape(self.languages, p.steps, p.batch, p.context), self.ctx)

    def write_stream(self) -> dict[str, Any]:
        """Cut all text that will be trained on and keep it, row by row as it will be read."""
        from isogloss.models.vocabulary_training import BEGIN_ID

        began = time.perf_counter()
        index = write_stream(
            self.ctx,
            self.stream.shape,
            [self._cut(self.text.training(language)) for language in self.languages],
            vocabulary=self.tokenizer.get_vocab_size(),
            begin=BEGIN_ID,
            seed=self.params.seed,
            progress=self.ctx.progress,
        )
        seconds = time.perf_counter() - began
        return {"tokens": list(index.tokens), "documents": list(index.documents), "stream_seconds": seconds}

    # ---- held out --------------------------------------------------------------------------------------------------

    @cached_property
    def held_out(self) -> dict[str, Rows]:
        """The held-out rows of each language."""
        return {language: kept_held_out(self.ctx, language) for language in self.languages}

    @cached_property
    def nulls(self) -> dict[str, float]:
        """Held-out loss of token frequencies alone, by language; known once the stream is written."""
        from isogloss.models.vocabulary_training import BEGIN_ID

        return {
            language: token_unigram(self.stream.counts[i], self.held_out[language].tokens, begin=BEGIN_ID)
            for i, language in enumerate(self.languages)
        }

    def bytes_of(self, language: str) -> tuple[float, float]:
        """Bytes a held-out token, and nats a byte under the frequencies of bytes in the training text."""
        from isogloss.models.vocabulary_training import BEGIN_ID, token_bytes

        table = token_bytes(self.tokenizer)
        counts = self.stream.counts[self.languages.index(language)]
        tokens = self.held_out[language].tokens[:, 1:]
        tokens = np.bincount(tokens[tokens != BEGIN_ID], minlength=len(table))
        trained, held_out = (
            np.array([of @ table[:, byte].astype(np.int64) for byte in range(256)]) for of in (counts, tokens)
        )
        return float(held_out.sum() / tokens.sum()), byte_unigram(trained, held_out)
