"""What tests of corpora share: an import with the licence said, and a corpus in memory without a database."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from isogloss.corpora.imports import READERS, import_corpus
from isogloss.corpora.joining import Joined, join
from isogloss.corpora.languages import Languages
from isogloss.corpora.parallel import ParallelCorpus, load_corpus
from isogloss.corpora.sources import LIMITS, Limits, Reader, find_files
from isogloss.store.open import Store


@pytest.fixture
def read() -> Callable[..., Joined]:
    """Reads and joins a source without storing it."""

    def reading(
        path: Path, languages: list[str] | None = None, limits: Limits = LIMITS, format: str = "auto"
    ) -> Joined:
        kind, files = find_files(path, format, limits)
        return join(READERS[kind](Reader(limits), files, Languages(languages)), limits)

    return reading


@pytest.fixture
def corpus_of(store: Store) -> Callable[..., ParallelCorpus]:
    """Imports a source and loads it."""

    def importing(path: Path, **how: Any) -> ParallelCorpus:
        return load_corpus(store, import_corpus(store, path, **{"licence": "CC0", **how}).id)

    return importing
