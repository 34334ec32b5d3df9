"""What of the text a study reads its model was trained on, as far as is known here: by declaration and by text."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from isogloss.store.open import Store


def contaminated(store: Store, model: Any, corpus: Any, ids: Sequence[str], of: str = "") -> str | None:
    """One sentence for the page, or None; see ``models.training_text.contamination``. ``model`` is a ``ModelRow``."""
    from isogloss.models.training_text import contamination

    if not model.trained_on:
        return None
    return contamination(model.trained_on, corpus, ids, of, _at_hand(store, model.trained_on, corpus.id))


def _at_hand(store: Store, trained_on: Any, without: str) -> list[Any]:
    """The other corpora of the installation that the declaration speaks of."""
    from isogloss.corpora.parallel import load_corpus
    from isogloss.corpora.tables import CorpusRow, SentenceRow
    from isogloss.models.training_text import declaration_for

    excepted = {what: set(said.get("except_ids", ())) for what, said in trained_on.items()}
    found = []
    with store.app.session() as session:
        for row in session.scalars(select(CorpusRow).where(CorpusRow.id != without)):
            ids: list[str] = []
            if any(len(some) <= row.n_ids for some in excepted.values() if some):
                wanted = select(SentenceRow.item_id).where(SentenceRow.corpus_id == row.id).distinct()
                ids = list(session.scalars(wanted))
            if declaration_for(trained_on, row.id, ids, row.name) is not None:
                found.append(row.id)
    return [load_corpus(store, id) for id in found]
