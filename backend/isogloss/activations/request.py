"""Requests: what decides a pooled value, and the key it is cached under."""

from dataclasses import asdict, dataclass

from isogloss.vocabulary.address import Address
from isogloss.vocabulary.digest import digest_of

#: Positions read of a text unless more or fewer are asked for.
DEFAULT_MAX_TOKENS = 128

#: Raised whenever the same request would give other numbers than before.
CAPTURE_VERSION = 1


@dataclass(frozen=True)
class ActivationRequest:
    """Pooled values of one checkpoint over the given ids of one corpus in one language.

    ``config_digest`` is that of the checkpoint's config: the same weights under another one give other values.
    ``attention`` is the implementation that really runs (``models.points.attention_of``), ``max_tokens`` counts
    positions, ``ids`` decide the rows and their order.
    """

    model_fingerprint: str
    config_digest: str
    tokenizer_digest: str
    bos_policy: str
    corpus_digest: str
    language: str
    ids: tuple[str, ...]
    places: tuple[Address, ...]
    pooling: str = "max"
    max_tokens: int = DEFAULT_MAX_TOKENS
    dtype: str = "float32"
    attention: str = "sdpa"

    def key(self, part: Address | str) -> str:
        """The key of one place's values, or of a named part (``n_tokens``): which other places were asked for does
        not enter it.
        """
        facts = asdict(self) | {"ids": list(self.ids), "part": str(part), "version": CAPTURE_VERSION}
        del facts["places"]
        return digest_of(facts)
