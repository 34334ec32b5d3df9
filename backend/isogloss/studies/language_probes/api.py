"""What the pages of language probes read beside the stored result: a layer's confusion, and the examples behind it."""

from typing import Annotated

import numpy as np
import orjson
from fastapi import APIRouter, Query
from sqlalchemy.orm import Session
from starlette.responses import Response

from isogloss.corpora.parallel import read_corpus
from isogloss.corpora.tables import CorpusRow
from isogloss.runs.rows.tables import RunRow
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
        # A cell's sentences may come to this house later than the run did.
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
    held_out = told >= 0
    counts = np.zeros((len(classes), len(classes)), int)
    np.add.at(counts, (np.broadcast_to(labels, told.shape)[held_out], told[held_out]), 1)
    examples: list[Mistake] = []
    if truth is not None and predicted is not None:
        sure = read.kept_array(session, run.id, f"sure/{layer}")
        wanted = held_out & (labels == classes.index(truth))[None] & (told == classes.index(predicted))
        examples = _examples(session, run, index, classes, np.where(wanted, sure, -1).max(0), truth, predicted, limit)
    return Confusion(
        layer=layer, classes=tuple(classes), counts=tuple(map(tuple, counts.tolist())), examples=tuple(examples)
    )


def _examples(
    session: Session,
    run: RunRow,
    index: dict,
    classes: list[str],
    sure: np.ndarray,
    truth: str,
    predicted: str,
    limit: int,
) -> list[Mistake]:
    """The surest examples whose text is here; a bundle may have come without."""
    corpus_id = run.params["corpus"]
    if session.get(CorpusRow, corpus_id) is None:
        return []
    corpus = read_corpus(session, corpus_id)
    out = []
    for example in np.argsort(-sure, kind="stable")[:limit]:
        if sure[example] < 0:
            break
        item, language, start, end = index["examples"][example]
        item, language = index["ids"][item], index["languages"][language]
        if not corpus.has(language, item):
            continue
        place = {"start": None, "end": None} if start is None else {"start": start, "end": end}
        out.append(
            Mistake(
                id=item,
                language=language,
                text=corpus.text(language, item),
                truth=truth,
                predicted=predicted,
                probability=round(float(sure[example]), 4),
                **place,
            )
        )
    return out
