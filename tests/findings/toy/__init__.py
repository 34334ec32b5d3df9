"""A study for tests of bundles: it reads a checkpoint, a corpus, its concepts and ids, and may build on another run."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict

from isogloss.contract.catalogue import Catalogue
from isogloss.contract.params import CheckpointParams
from isogloss.contract.references import RunRef, of_study
from isogloss.contract.study import Inputs, Study

PuzzleRun = Annotated[RunRef, of_study("puzzle")]


class Closed(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Params(CheckpointParams):
    corpus: str = "few"
    concepts: str = "few-concepts"
    ids: str = "first"
    share: float = 0.1
    upstream: PuzzleRun | None = None


class Result(Closed):
    checkpoint: str
    numbers: tuple[float, ...]
    contaminated: str | None = None
    notes: tuple[str, ...] = ()


class SeriesResult(Closed):
    checkpoints: tuple[str, ...]
    missing: tuple[str, ...]


def resolve(params: Params, catalogue: Catalogue) -> Inputs:
    model, checkpoint = catalogue.model(params.model), catalogue.checkpoint(params.model, params.checkpoint)
    corpus, concepts = catalogue.corpus(params.corpus), catalogue.concept_set(params.concepts)
    return Inputs(
        fingerprints=(checkpoint.fingerprint,),
        tokenizer=model.tokenizer_digest,
        bos_policy=model.bos_policy,
        corpora={corpus.id: corpus.digest, "text that is no corpus": "digest"},
        concept_sets={concepts.id: concepts.digest},
        id_sets={params.ids: corpus.id_sets[params.ids].digest},
        upstream=(params.upstream,) if params.upstream else (),
    )


STUDY = Study(
    name="puzzle",
    version=2,
    title="Puzzles",
    question=1,
    params=Params,
    result=Result,
    series_result=SeriesResult,
    figures=("line",),
    series_figures=("growth",),
    resolve=resolve,
    inputs=lambda inputs: inputs,
    package="tests.findings.toy",
)
STUDIES = {STUDY.name: STUDY}
