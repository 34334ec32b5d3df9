"""A house with finished puzzles in it, made in an instant: what a lane would have written, and no worker."""

import json
from pathlib import Path

import numpy as np
import plotly.graph_objects as go

from isogloss.corpora.concepts import import_concepts
from isogloss.corpora.id_sets import import_ids
from isogloss.corpora.imports import import_corpus
from isogloss.models.tables import CheckpointRow, ModelRow
from isogloss.runs.asking.recipe import ask_recipe
from isogloss.runs.asking.recipe_look import advance
from isogloss.runs.asking.requests import ask_run, ask_series
from isogloss.runs.keeping import Keeping
from isogloss.runs.rows.state import emit, end, log
from isogloss.runs.rows.tables import find_run
from isogloss.runs.series import draw
from isogloss.store.base import utc_now
from isogloss.store.unit_score import SCORE, label_ids, write_scores
from tests.findings.toy import STUDIES, STUDY, Result

REVISIONS = ("step0", "step8", "step64")
CONFIG = {
    "model_type": "gpt2", "n_embd": 8, "n_layer": 2, "n_head": 2, "n_positions": 16, "vocab_size": 50,
    "_name_or_path": "/root/secret/model",
}  # fmt: skip
ASKER = "tester-0001"


def furnish(store, folder: Path) -> None:
    """A model with three checkpoints, a corpus with tokens in two languages, a concept set and an id set."""
    facts = {
        "id": "puzzler", "source": "/root/secret/puzzler", "kind": "folder", "family": "GPT-2", "architecture": "GPT2",
        "config": CONFIG, "n_layers": 2, "d_model": 8, "n_parameters": 100, "tokenizer_digest": "words",
        "tokenizer_path": "/root/secret", "bos_policy": "never", "languages": ["en", "de"], "licence": None,
        "trained_on": {"few": {"except_ids": ["s0"]}}, "note": "A toy.",
    }  # fmt: skip
    with store.app.session() as session:
        session.add(ModelRow(**facts))
        session.flush()
        for position, revision in enumerate(REVISIONS):
            rung = {"revision": revision, "position": position, "step": int(revision[4:]), "n_bytes": 7}
            session.add(
                CheckpointRow(model_id="puzzler", fingerprint=f"weights of {revision}", path="/root/secret", **rung)
            )
    for name, text in (("en_few-ud-test.conllu", "rains"), ("ar_few-ud-test.conllu", "تمطر")):
        (folder / "few").mkdir(parents=True, exist_ok=True)
        (folder / "few" / name).write_text("".join(_sentence(i, text) for i in range(6)), encoding="utf-8")
    import_corpus(store, folder / "few", id="few", licence="CC0-1.0")
    (folder / "c.json").write_text(json.dumps({"odd": ["s1", "s3", "s5"], "even": ["s0", "s2"]}))
    import_concepts(store, folder / "c.json", corpus="few", id="few-concepts", licence="CC0-1.0")
    (folder / "ids.json").write_text(json.dumps(["s0", "s1", "s2"]))
    import_ids(store, folder / "ids.json", corpus="few", name="first")


def _sentence(number: int, word: str) -> str:
    words = [(word, "VERB", "Tense=Pres", "root"), (str(number), "NUM", "_", "nummod")]
    lines = [
        f"{i}\t{form}\t{form}\t{pos}\t_\t{feats}\t{i - 1}\t{role}\t_\t_"
        for i, (form, pos, feats, role) in enumerate(words, 1)
    ]
    return "\n".join([f"# sent_id = s{number}", f"# text = {word} {number}", *lines, "", ""])


def finish(store, key: str, seed: int = 0, **said) -> None:
    """Do what a lane does for a run: keep arrays, a figure, evictable things, scores and the result, and end it.

    ``said`` is what the result says beside its numbers.
    """
    draw_numbers = np.random.default_rng(seed)
    with store.app.writing() as session:
        row = find_run(session, key)
        row.status, row.started, row.worker = "running", utc_now(), "secret-host-a1b2-1/batch-1"
        row.plan, row.steps_total = [["think", 1.0]], 1
        emit(session, row.id, "status", "Started by worker secret-host-a1b2-1.", {"status": "running"})
        log(session, row.id, "Thinking.")
    keeping = Keeping(store, row.id, store.app.writing)
    keeping.put_array("parts/0", draw_numbers.standard_normal((4, 3)).astype("f4"))
    keeping.put_array("parts/1", np.arange(3))
    keeping.put("index", json.dumps({"seed": seed}).encode(), kind="index")
    keeping.put("passing", f"nobody keeps this {seed}".encode(), kind="bytes", evictable=True)
    keeping.put_figure("line", go.Figure(go.Scatter(y=draw_numbers.standard_normal(5))), STUDY.figures)
    result = Result(checkpoint=row.checkpoint, numbers=tuple(draw_numbers.standard_normal(3).tolist()), **said)
    digest = keeping.put("result", result.model_dump_json().encode(), kind="result")
    with store.app.writing() as session:
        write_scores(session, row.id, _scores(session, draw_numbers))
        row = find_run(session, key)
        row.result_digest, row.warnings = digest, [{"code": "toy", "text": "Only a toy."}]
        row.provenance = {"isogloss": "0.1.0", "seed": seed}
        end(session, row, "done", "Done.")


def _scores(session, draw_numbers) -> np.ndarray:
    ids = label_ids(session, ["odd", "even", "en", "ar", "mlp_act.0", "mlp_act.1"])
    rows = []
    for concept in ("odd", "even"):
        for language in ("en", "ar"):
            for rank in (1, 2):
                place = ids[f"mlp_act.{draw_numbers.integers(2)}"]
                numbers = draw_numbers.random(5, dtype="f4")
                numbers[1] = np.nan if rank == 2 else numbers[1]
                unit = int(draw_numbers.integers(32))
                rows.append((ids[concept], ids[language], rank, place, unit, *numbers, 3))
    return np.array(rows, dtype=SCORE)


def a_series(store, *, failed: str | None = None, said: dict | None = None, **params) -> str:
    """A finished series over the ladder; one checkpoint may have failed, and one may say something. Its key."""
    asked = ask_series(store, STUDY, {"model": "puzzler", **params}, REVISIONS, ASKER)
    for seed, child in enumerate(asked.children):
        if child.name == failed:
            with store.app.writing() as session:
                error = {"code": "toy", "message": "It broke.", "hint": "", "field": None, "details": {}}
                end(session, find_run(session, child.key), "failed", "It broke.", error)
        else:
            finish(store, child.key, seed, **(said or {}).get(child.name, {}))
    draw(store, asked.key, STUDIES)
    return asked.key


def a_run(store, seed: int = 0, said: dict | None = None, **params) -> str:
    """One finished run; its key."""
    asked = ask_run(store, STUDY, {"model": "puzzler", "checkpoint": "step8"} | params, ASKER)
    finish(store, asked.key, seed, **(said or {}))
    return asked.key


def a_recipe(store) -> str:
    """A finished recipe of two runs, the second on the first; its key."""
    given = {"model": "puzzler", "checkpoint": "step0"}
    entries = [
        {"name": "base", "study": "puzzle", "params": given | {"share": 0.5}},
        {"name": "top", "study": "puzzle", "params": given | {"upstream": "${base}"}},
    ]
    asked = ask_recipe(store, STUDIES, {"runs": entries}, ASKER)
    for seed in range(2):
        advance(store, asked.key, STUDIES)
        from isogloss.runs.rows.reading import status

        finish(store, status(store, asked.key).children[seed].key, seed)
    advance(store, asked.key, STUDIES)
    return asked.key
