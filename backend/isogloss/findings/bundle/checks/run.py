"""Checking one run of a bundle: its key, its study's types, what it stands on, and what it kept."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

import orjson
from pydantic import TypeAdapter, ValidationError

from isogloss.contract.study import AnyStudy, Inputs
from isogloss.findings.bundle.format import BundledCorpus, BundledModel, BundledRun
from isogloss.findings.bundle.opening import broken
from isogloss.findings.standing.closure import upstream
from isogloss.runs.asking.key import recipe_key, set_key, stored_run_key, stored_series_key
from isogloss.runs.asking.recipe import Recipe
from isogloss.runs.rows.wire import CostEstimate, PublicError
from isogloss.store.npy import header_of
from isogloss.vocabulary.errors import Refused

_INPUTS = TypeAdapter(Inputs)
_PLAN: TypeAdapter[Any] = TypeAdapter(list[tuple[str, float]] | None)
_FIGURE = "figure/"


def check_run(
    run: BundledRun,
    runs: Mapping[str, BundledRun],
    models: Mapping[str, BundledModel],
    corpora: Mapping[str, BundledCorpus],
    studies: Mapping[str, AnyStudy],
    artifact: Callable[[str], bytes],
) -> None:
    """Raises Refused where the run is not what its key says, cannot be understood here, or lacks what it stands on."""
    _check_row(run)
    if run.kind == "recipe":
        _typed(run, "params", lambda: _check_entries(run))
    _check_key(run)
    if run.kind != "recipe":
        study = _study(run, studies)
        _typed(run, "params", lambda: _check_params(run, study))
        _check_answer(run, study, artifact)
    _check_foundations(run, runs, models, corpora, studies)
    for name, kept in run.kept.items():
        if kept.kind == "array":
            _check_array(run, name, artifact(kept.sha256))


def _check_row(run: BundledRun) -> None:
    """What pages read of any run: times, its plan, its cost, its error."""
    moments: list[datetime | None] = [run.created, run.started, run.finished, *(line.at for line in run.log)]
    if not all(moment is None or is_moment(moment) for moment in moments):
        raise broken(f"A time of run {run.key} has no time zone, or lies outside all calendars.")
    if run.kind != "run" and run.inputs:
        raise broken(f"The {run.kind} {run.key} reads something, which only runs do.")
    _typed(run, "plan", lambda: _PLAN.validate_python(run.plan))
    _typed(run, "cost", lambda: run.cost is None or CostEstimate.model_validate(run.cost))
    _typed(run, "error", lambda: run.error is None or PublicError.model_validate(run.error))


def is_moment(moment: datetime) -> bool:
    """Whether both databases can hold it in UTC."""
    return moment.tzinfo is not None and 1970 <= moment.year < 9000


def _check_entries(run: BundledRun) -> None:
    named = [entry.name for entry in Recipe.model_validate(run.params).runs]
    if None in named or len(set(named)) < len(named):
        raise broken(f"The recipe {run.key} has an entry without a name of its own.")


def _check_key(run: BundledRun) -> None:
    """The key is the digest of what was asked: whatever it is not the digest of was not asked."""
    expected = made_key(run, [child.key for child in run.children])
    if expected != run.key:
        raise broken(f"The run {run.key} is not the one that its params and inputs make: that is {expected}.")


def made_key(run: Any, children: Sequence[str]) -> str:
    """The key that a run's params and inputs make, or those of its children."""
    if run.kind == "run":
        return stored_run_key(run.study, run.study_version, run.params, run.inputs)
    if run.kind == "series":
        return stored_series_key(run.study, run.study_version, children)
    return recipe_key(run.params.get("runs", ()))


def _study(run: BundledRun, studies: Mapping[str, AnyStudy]) -> AnyStudy:
    study = studies.get(run.study)
    if study is None:
        known = ", ".join(studies)
        raise Refused(
            "unknown_study",
            f"The bundle holds runs of the study {run.study}, which this Isogloss does not have. Nothing was imported.",
            hint=f"Update Isogloss here, then import it again. It has: {known}.",
            field="file",
        )
    if run.study_version > study.version:
        raise Refused(
            "newer_study",
            f"The bundle holds runs of {run.study}, version {run.study_version}; this Isogloss has version "
            f"{study.version}. Nothing was imported.",
            hint="Update Isogloss here, then import it again.",
            field="file",
        )
    return study


def _typed(run: BundledRun, what: str, read: Callable[[], Any]) -> Any:
    try:
        return read()
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise Refused(
            "foreign_run",
            f"The {what} of run {run.key} ({run.study}, version {run.study_version}) are not understood here: "
            f"{where[:80]}: {first['msg'][:200]}. Nothing was imported.",
            hint="It was made by another version of the study, or changed since.",
            field="file",
        ) from error


def _check_params(run: BundledRun, study: AnyStudy) -> None:
    if run.kind == "run":
        params = study.params.model_validate(run.params)
        about = {name: getattr(params, name, None) for name in ("model", "checkpoint")}
        if study.reads_checkpoints and about != {"model": run.model, "checkpoint": run.checkpoint}:
            raise broken(f"The run {run.key} names another checkpoint than its params.")
        if _INPUTS.validate_python(run.inputs).as_json() != run.inputs:
            raise broken(f"The inputs of run {run.key} are not what inputs are.")


def _check_answer(run: BundledRun, study: AnyStudy, artifact: Callable[[str], bytes]) -> None:
    """The result by the study's own type, figures only under names it declares, and both only of what is done."""
    if run.status != "done":
        if run.kept or run.result_digest or run.labels:
            raise broken(f"The run {run.key} is {run.status}, and brings a result.")
        return
    answer = study.result if run.kind == "run" else study.series_result
    allowed = study.figures if run.kind == "run" else study.series_figures
    prefix = "" if run.kind == "run" else f"{run.finished_set}/"
    if answer is None:
        if run.kept:
            raise broken(f"The series {run.key} brings a result, which {run.study} does not draw.")
        return
    result = run.kept.get(f"{prefix}result")
    if run.result_digest is None or result is None or result.sha256 != run.result_digest:
        raise broken(f"The run {run.key} has no result, or another than it says.")
    _typed(run, "result", lambda: answer.model_validate_json(artifact(result.sha256)))
    for name, kept in run.kept.items():
        if not name.startswith(prefix):
            raise broken(f"The series {run.key} brings “{name[:80]}”, which it does not show.")
        if name.startswith(prefix + _FIGURE):
            _check_figure(run, name.removeprefix(prefix + _FIGURE), allowed, artifact(kept.sha256))


def _check_figure(run: BundledRun, name: str, allowed: tuple[str, ...], data: bytes) -> None:
    if name not in allowed:
        raise broken(f"The run {run.key} brings a figure “{name[:80]}”, which {run.study} does not declare.")
    try:
        figure = orjson.loads(data)
    except orjson.JSONDecodeError as error:
        raise broken(f"The figure {name} of run {run.key} is no JSON.") from error
    if not isinstance(figure, dict) or not isinstance(figure.get("data"), list):
        raise broken(f"The figure {name} of run {run.key} is no figure.")


def _check_array(run: BundledRun, name: str, data: bytes) -> None:
    """Numbers or fixed-width text, as many as the header says: a header can ask for memory that nothing fills."""
    try:
        shape, _, dtype, start = header_of(data)
    except ValueError as error:
        raise broken(f"The array “{name[:80]}” of run {run.key} cannot be read.") from error
    size = dtype.itemsize
    for length in shape:
        size *= int(length)
    if dtype.hasobject or size != len(data) - start:
        raise broken(f"The array “{name[:80]}” of run {run.key} is not what its header says.")


def _check_foundations(
    run: BundledRun,
    runs: Mapping[str, BundledRun],
    models: Mapping[str, BundledModel],
    corpora: Mapping[str, BundledCorpus],
    studies: Mapping[str, AnyStudy],
) -> None:
    """The runs it is made of or builds on are there, and checkpoint, corpora and sets are those it read."""
    missing = {child.key for child in run.children} | set(upstream(run, studies))
    missing -= {key for key in missing if key in runs}
    if missing:
        raise broken(f"The run {run.key} stands on {min(missing)}, which is not there.")
    if run.children and run.kind == "run":
        raise broken(f"The run {run.key} is not made of others.")
    if run.kind == "series" and run.result_digest:
        states = {child.key: runs[child.key].status for child in run.children}
        done = [key for key, state in states.items() if state == "done"]
        ended = {key: state for key, state in states.items() if state in ("failed", "cancelled")}
        # Figures of earlier versions did not show what had failed.
        if run.finished_set not in (set_key(done, ended), set_key(done)):
            raise broken(f"The series {run.key} was drawn from other runs than those that are done here.")
    if run.kind == "run":
        _check_read(run, models, corpora)


def _check_read(run: BundledRun, models: Mapping[str, BundledModel], corpora: Mapping[str, BundledCorpus]) -> None:
    if run.checkpoint is not None:
        model = models.get(run.model or "")
        if model is None:
            raise broken(f"The run {run.key} reads the model {run.model}, which is not there.")
        rung = next((rung for rung in model.checkpoints if rung.revision == run.checkpoint), None)
        if rung is None or rung.fingerprint not in run.inputs.get("fingerprints", ()):
            raise broken(f"The run {run.key} read other weights than those of {run.model} at {run.checkpoint}.")
    read = run.inputs.get("corpora", {})
    for id, corpus in corpora.items():
        if id not in read:
            continue
        if read[id] != corpus.digest:
            raise broken(f"The run {run.key} read another corpus {id} than the one that is there.")
        sets = {found.id: found.digest for found in corpus.concept_sets}
        ids = {found.name: found.digest for found in corpus.id_sets}
        for kind, there in (("concept_sets", sets), ("id_sets", ids)):
            for name, digest in run.inputs.get(kind, {}).items():
                if there.get(name, digest) != digest:
                    raise broken(f"The run {run.key} read another {name} than the one that is there.")
