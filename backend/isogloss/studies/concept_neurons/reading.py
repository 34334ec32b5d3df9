"""Pooled values of one language, place by place: from the cache where they are, from the model where they are not."""

from collections.abc import Iterator

import numpy as np

from isogloss.activations.cache import PooledCache
from isogloss.activations.pooled import Pooled
from isogloss.activations.request import ActivationRequest
from isogloss.kit.work import ModelWork
from isogloss.models.config_digest import digest_at
from isogloss.models.points import attention_of
from isogloss.studies.concept_neurons.study import Plan
from isogloss.vocabulary.address import Address

#: Bytes of pooled values captured in one pass through the model; a large model is read in several passes.
BYTES_A_PASS = 1 << 30


class Reading:
    """What one language's sentences do to every place."""

    def __init__(self, work: ModelWork[Plan], language: str):
        self.work, self.plan, self.language = work, work.plan, language
        self.ids, self.widths = self.plan.read, self.plan.widths
        self.cache: PooledCache = work.ctx.activations
        params, model, checkpoint = self.plan.params, work.model, work.checkpoint
        self.request = ActivationRequest(
            model_fingerprint=checkpoint.fingerprint,
            config_digest=digest_at(model, checkpoint),
            tokenizer_digest=model.tokenizer_digest,
            bos_policy=model.bos_policy,
            corpus_digest=self.plan.corpus.digest,
            language=language,
            ids=self.ids,
            places=tuple(self.widths),
            pooling=params.pooling,
            max_tokens=params.max_tokens,
            dtype=params.dtype,
            attention=attention_of(model.config, params.attention),
        )

    def each(self) -> Iterator[tuple[Address, Pooled]]:
        """Every place in unit order with its pooled values [N, width]; captured where the cache does not have them."""
        captured: dict[Address, Pooled] = {}
        for place in self.widths:
            self.work.ctx.check_cancelled()
            if place not in captured:
                found = self.cache.get(self.request, place)
                captured = {place: found} if found else self._capture(place)
            yield place, captured.pop(place)

    def _capture(self, first: Address) -> dict[Address, Pooled]:
        """Read the sentences once for this place and as many of the missing ones after it as fit a pass."""
        from isogloss.activations.capture import capture_pooled

        group, room = [first], BYTES_A_PASS - self._bytes(first)
        for place in self.cache.missing(self.request):
            room -= self._bytes(place)
            if room < 0:
                break
            if place != first:
                group.append(place)
        pooled = capture_pooled(
            self.work.loaded(),
            self.plan.corpus.texts(self.language, self.ids),
            group,
            pooling=self.plan.params.pooling,
            max_tokens=self.plan.params.max_tokens,
            bos_policy=self.work.model.bos_policy,
            on_progress=lambda done, total: self.work.ctx.progress(0.5 * done, total, f"reading {self.language}"),
            check_cancelled=self.work.ctx.check_cancelled,
        )
        self.cache.put(self.request, pooled)
        return {
            place: Pooled(
                {place: pooled.values[place]},
                pooled.n_tokens,
                pooled.truncated,
                {place: pooled.mean[place]},
                {place: pooled.firing[place]},
            )
            for place in group
        }

    def _bytes(self, place: Address) -> int:
        return 4 * len(self.ids) * self.widths[place]

    def rows(self, ids: tuple[str, ...]) -> np.ndarray:
        """Row numbers of these ids among those read."""
        at = {item: row for row, item in enumerate(self.ids)}
        return np.array([at[i] for i in ids], np.int64)
