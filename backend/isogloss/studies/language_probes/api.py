"""What the pages of language probes read beside the stored result: a layer's confusion, and the examples behind it."""

from collections.abc import Iterator, Sequence
from typing import Annotated, Any

import numpy as np
import orjson
from fastapi import APIRouter, Query
from sqlalchemy.orm import Session
from starlette.responses import Response

from isogloss.corpora.parallel import read_corpus
from isogloss.corpora.tables import CorpusRow
from isogloss.runs.rows.tables import RunRow
from isogloss.studies.language_probes.analysis.confusion import confusion
from isogloss.studies.language_probes.schema import Confusion, Mistake
from isogloss.vocabulary.digest import digest_of
from isogloss.vocabulary.errors import Refused
from isogloss.web.answers import growing, unchanging
from isogloss.web.errors import declared
from isogloss.web.inputs import RunKey
from isogloss.web.reader import Reader

STUDY = "language_probes"
Class = Annotated[str | None, Query(max_length=200, description="One of the run's classes.")]


def router(read: Reader) -> APIRouter:
    """Routes below a run of this study."""
    routes = APIRouter(prefix="/runs", tags=["language probes"])

    @routes.get("/{key}/confusion", operation_id="get_confusion", response_model=Confusion,
                responses=declared(404, 409, 422))  # fmt: skip
    def get_confusion(
        key: RunKey,
        layer: Annotated[int, Query(ge=0, le=10_000)],
        truth: Class = None,
        predicted: Class = None,
        limit: Annotated[int, Query(ge=1, le=200)] = 20,
    ) -> Response:
        """What a layer's probe takes for what, over all splits; with ``truth`` and ``predicted``, that cell's examples,
        the surest first."""
        with read.session() as session:
            run = read.finished(session, key, STUDY)
            answer = _confusion(read, session, run, layer, truth, predicted, limit)
        tag = digest_of([key, layer, truth, predicted, limit, [one.text for one in answer.examples]])[:32]
        # A cell's sentences may come to this installation later than the run did.
        send = unchanging if truth is None or predicted is None else growing
        return send(answer.model_dump_json().encode(), tag)

    return routes


def _confusion(
    read: Reader, session: Session, run: RunRow, layer: int, truth: str | None, predicted: str | None, limit: int
) -> Confusion:
    index = orjson.loads(read.kept(session, run.id, "index"))
    classes: list[str] = index["classes"]
    if layer >= index["layers"]:
        raise Refused(
            "unknown_layer", f"This model has layers 0 to {index['layers'] - 1}.", hint="Choose one.", field="layer"
        )
    for field, name in (("truth", truth), ("predicted", predicted)):
        if name is not None and name not in classes:
            raise Refused(
                "unknown_class", f"No class “{name[:60]}”.", hint=f"There are: {', '.join(classes[:60])}.", field=field
            )
    told = read.kept_array(session, run.id, f"told/{layer}")  # [splits, examples]; -1 where it was learned from
    labels = np.array(index["labels"])
    counts = confusion(told, labels, len(classes)).tolist()
    examples: list[Mistake] = []
    if truth is not None and predicted is not None:
        cell = (labels == classes.index(truth)) & (told == classes.index(predicted))
        sure = np.where(cell, read.kept_array(session, run.id, f"sure/{layer}"), -1).max(0)
        surest = [example for example in np.argsort(-sure, kind="stable")[:limit] if sure[example] >= 0]
        found = {"truth": truth, "predicted": predicted}
        examples = [
            Mistake(**place, **found, probability=round(float(sure[example]), 4))
            for example, place in _read(session, run, index, surest)
        ]
    return Confusion(layer=layer, classes=tuple(classes), counts=tuple(map(tuple, counts)), examples=tuple(examples))


def _read(
    session: Session, run: RunRow, index: dict[str, Any], examples: Sequence[int]
) -> Iterator[tuple[int, dict[str, Any]]]:
    """Examples with their text, as far as it is here; a bundle may have come without."""
    corpus_id = run.params["corpus"]
    if session.get(CorpusRow, corpus_id) is None:
        return
    corpus = read_corpus(session, corpus_id)
    for example in examples:
        item, language, start, end = index["examples"][example]
        item, language = index["ids"][item], index["languages"][language]
        if corpus.has(language, item):
            text = corpus.text(language, item)
            yield example, {"id": item, "language": language, "text": text, "start": start, "end": end}
