import json
import shutil
from pathlib import Path

import pytest
from sqlalchemy import delete

from isogloss.models.found import FoundCheckpoint
from isogloss.models.ladder import add_model, checkpoints, duplicates, get_model, list_models, order_said
from isogloss.models.model_rows import IMPORTED, keep_without_weights
from isogloss.models.order import order_notes, with_steps
from isogloss.models.tables import CheckpointRow, ModelRow
from isogloss.models.training_text import checked, trained_ids
from isogloss.store.open import Store
from isogloss.vocabulary.checkpoint import Checkpoint, step_of
from isogloss.vocabulary.errors import Cancelled, Conflict, IsoglossError, NotFound, Refused
from tests.models.tiny import save

STEPS = (0, 20, 100)


@pytest.fixture
def ladder(tmp_path: Path) -> Path:
    """Checkpoints at steps 0, 20 and 100."""
    root = tmp_path / "Tiny Ladder"
    for step in STEPS:
        save(root / f"step{step}", seed=step)
    return root


def revisions(store: Store, model: str) -> list[str]:
    with store.app.session() as session:
        return [row.revision for row in checkpoints(session, model)]


def assert_refused(store: Store, error: type[IsoglossError], match: str, source: Path, **options: object) -> None:
    with pytest.raises(error, match=match):
        add_model(store, str(source), **options)
    with store.app.session() as session:
        assert list_models(session) == []


def test_a_folder_of_checkpoints_becomes_a_ladder_in_training_order(store: Store, ladder: Path) -> None:
    row = add_model(store, str(ladder))
    assert (row.id, row.family, row.architecture, row.n_layers) == ("tiny-ladder", "Llama", "LlamaForCausalLM", 2)
    assert (row.bos_policy, row.languages, row.trained_on, row.licence) == ("tokenizer", None, None, None)
    with store.app.session() as session:
        rows = checkpoints(session, row.id)
    assert [(r.revision, r.position, r.step, r.tokens_seen) for r in rows] == [
        ("step0", 0, 0, None),
        ("step20", 1, 20, None),
        ("step100", 2, 100, None),
    ]


def named(root: Path, names: list[str]) -> Path:
    """A ladder of one model under these names."""
    first = save(root / names[0], seed=0)
    for name in names[1:]:
        shutil.copytree(first, root / name)
    return root


def steps(store: Store, model: str) -> dict[str, tuple[int | None, int | None]]:
    with store.app.session() as session:
        return {row.revision: (row.step, row.tokens_seen) for row in checkpoints(session, model)}


def said(store: Store, model: str) -> tuple[list[str], str | None]:
    with store.app.session() as session:
        return order_said(checkpoints(session, model))


def test_steps_with_k_and_m_and_tokens_are_read_and_said(store: Store, tmp_path: Path) -> None:
    names = ["step-1M-2T", "step-500k-1.5T", "step-50K-105b"]
    id = add_model(store, str(named(tmp_path / "tl", names))).id
    assert list(steps(store, id).items()) == [
        ("step-50K-105b", (50_000, 105 * 10**9)),
        ("step-500k-1.5T", (500_000, 15 * 10**11)),
        ("step-1M-2T", (1_000_000, 2 * 10**12)),
    ]
    assert said(store, id) == (
        ["Read from the names: step-1M-2T is step 1,000,000 after 2,000,000,000,000 tokens."],
        None,
    )


def test_where_no_name_tells_a_step_it_is_said_and_steps_can_be_given(store: Store, tmp_path: Path) -> None:
    root = named(tmp_path / "c", ["ckpt_1", "ckpt_2", "ckpt_10"])
    (root / "ladder.json").write_text('{"tokens_per_step": 10}')
    id = add_model(store, str(root)).id
    assert list(steps(store, id)) == ["ckpt_1", "ckpt_2", "ckpt_10"]
    notes, wanted = said(store, id)
    assert notes == ["No name tells a training step: they stand as ckpt_1, ckpt_2, ckpt_10, and plots show that order, "
                     "not steps."]  # fmt: skip
    assert wanted == "--steps ckpt_1=STEP,ckpt_2=STEP,…"
    (root / "ladder.json").write_text('{"steps": {"ckpt_1": 1000, "ckpt_2": 64}, "tokens_per_step": 10}')
    add_model(store, str(root))
    assert steps(store, id) == {"ckpt_2": (64, 640), "ckpt_1": (1000, 10_000), "ckpt_10": (None, None)}
    assert said(store, id)[0] == ["No step is known of ckpt_10: it stands last, and plots show the order, not steps."]
    add_model(store, str(root), steps={"ckpt_10": 5})
    assert said(store, id) == ([], None)
    (root / "ladder.json").unlink()
    add_model(store, str(root), revisions=["ckpt_1"])
    assert list(steps(store, id).items()) == [("ckpt_10", (5, None)), ("ckpt_2", (64, 640)), ("ckpt_1", (1000, 10_000))]
    for given, match in (({"ckpt_3": 1}, "no such checkpoint"), ({"ckpt_1": -1}, "cannot be the step")):
        with pytest.raises(Refused, match=match):
            add_model(store, str(root), steps=given)


def test_a_step_that_was_given_stays_when_the_model_is_added_again(store: Store, tmp_path: Path) -> None:
    root = named(tmp_path / "c", ["step500-2B", "step1000-4B"])
    id = add_model(store, str(root), steps={"step1000-4B": 600}).id
    kept = {"step500-2B": (500, 2 * 10**9), "step1000-4B": (600, 4 * 10**9)}
    assert steps(store, id) == kept
    add_model(store, str(root))
    add_model(store, str(root), steps={"step500-2B": 500})
    assert steps(store, id) == kept
    add_model(store, str(root), steps={"step1000-4B": 1000})
    assert steps(store, id)["step1000-4B"] == (1000, 4 * 10**9)
    (root / "ladder.json").write_text(json.dumps({"steps": {"step1000-4B": 700}}))
    add_model(store, str(root))
    assert steps(store, id)["step1000-4B"] == (700, 4 * 10**9)


def test_a_given_step_makes_no_tokens_of_a_models_size() -> None:
    """``7b`` at several steps is the size of the model."""
    found = [FoundCheckpoint(name, Path(name), step) for name, step in (("step500-7b", 500), ("step1000-7b", 1000))]
    assert [(one.step, one.tokens_seen) for one in with_steps(found, {"step500-7b": 600})] == [
        (600, None),
        (1000, None),
    ]


@pytest.mark.parametrize(
    ("names", "note"),
    [
        (["epoch-2", "epoch-10"], "The names tell epochs and no training steps"),
        (["1B-tokens", "9B-tokens"], "The names tell tokens seen and no training steps"),
        (["step8", "main"], "No step is known of main: it stands last, and plots show the order, not steps."),
        (["step_1_000", "step_2_000"], "A step could be read in more than one way from step_1_000, step_2_000"),
        (["stage1-step10", "stage2-step0"],
         "Each stage counts its own steps: plots show the order, one stage after the other, not steps."),
        (["e1s500", "e2s500"], "Steps repeat or begin anew at e2s500: plots show the order, not steps."),
        (["step8", "step16"], None), (["epoch=0-step=500", "epoch=1-step=1000"], None), (["main"], None),
    ],
)  # fmt: skip
def test_what_names_do_not_tell_is_said_and_nothing_else(names: list[str], note: str | None) -> None:
    notes = order_notes([Checkpoint(name, step_of(name)) for name in names])
    assert bool(notes) == bool(note)
    assert not note or notes[0].startswith(note)


@pytest.mark.parametrize(
    "steps",
    ['{"ckpt_9": 1}', '{"step0": "x"}', '{"step0": 1e3}', '{"step0": -5}', "[true]", "[1e22]", "[1" + "0" * 22 + "]"],
)
def test_steps_of_a_ladder_file_that_cannot_be_are_refused(store: Store, ladder: Path, steps: str) -> None:
    (ladder / "ladder.json").write_text(f'{{"steps": {steps}}}')
    assert_refused(store, Refused, "ladder.json", ladder)


def test_the_real_ladder_brings_its_languages_steps_and_training_text(store: Store, shared_data: Path) -> None:
    row = add_model(store, str(shared_data / "models/mini-ladder"))
    assert row.languages == ["en", "de", "es", "ru", "ar", "hi", "tr", "zh-Hans"]
    assert row.bos_policy == "add"
    assert row.n_parameters == 4_242_432
    with store.app.session() as session:
        last = checkpoints(session, row.id)[-1]
    assert (last.step, last.tokens_seen) == (3001, 3001 * 4096)
    splits = {"a": "train", "b": "dev", "c": "test"}
    assert trained_ids(row.trained_on, "sib200-8", list(splits), splits) == {"a"}
    said = json.loads((shared_data / "models/mini-ladder/ladder.json").read_text())
    held_out = said["untrained_pud_sent_ids"]
    assert len(held_out) == 300
    assert trained_ids(row.trained_on, "pud", [*held_out, "one it has read"]) == {"one it has read"}
    assert trained_ids(row.trained_on, "another", held_out) == frozenset()


def test_adding_again_changes_nothing_and_adds_what_is_new(store: Store, ladder: Path) -> None:
    first = add_model(store, str(ladder), revisions=["step0", "step100"])
    again = add_model(store, str(ladder), revisions=["step0"])
    assert again.added_at == first.added_at
    assert revisions(store, first.id) == ["step0", "step100"]
    add_model(store, str(ladder), revisions=["all"])
    assert revisions(store, first.id) == ["step0", "step20", "step100"]


def columns_of(row: ModelRow | CheckpointRow) -> dict[str, object]:
    return {name: getattr(row, name) for name in row.__table__.columns.keys()}  # noqa: SIM118


def arrive(store: Store, id: str, *, removed: bool = True, **changed: object) -> None:
    """Have this house learn of a model what a bundle brings: its rows, and no weights."""
    with store.app.session() as session:
        row = columns_of(get_model(session, id)) | {"kind": IMPORTED, "source": "elsewhere", "tokenizer_path": ""}
        rungs = [columns_of(rung) | {"path": None} | changed for rung in checkpoints(session, id)]
        if removed:
            session.execute(delete(ModelRow).where(ModelRow.id == id))
    with store.app.session() as session:
        keep_without_weights(session, ModelRow(**row), [CheckpointRow(**rung) for rung in rungs])


def weights_here(store: Store, id: str) -> list[bool]:
    with store.app.session() as session:
        return [rung.path is not None for rung in checkpoints(session, id)]


def test_a_model_that_came_without_weights_gains_them_under_its_own_id(store: Store, ladder: Path) -> None:
    id = add_model(store, str(ladder)).id
    arrive(store, id)
    assert weights_here(store, id) == [False, False, False]
    row = add_model(store, str(ladder), revisions=["step20"], id=id)
    assert (row.kind, row.source) == ("folder", str(ladder))
    assert weights_here(store, id) == [False, True, False]


def test_weights_that_are_not_those_of_a_bundle_are_refused(store: Store, ladder: Path) -> None:
    id = add_model(store, str(ladder)).id
    arrive(store, id, fingerprint="of others")
    with pytest.raises(Conflict, match="not those that were added"):
        add_model(store, str(ladder), id=id)
    assert weights_here(store, id) == [False, False, False]


def test_a_bundle_leaves_the_weights_that_are_here_alone(store: Store, ladder: Path) -> None:
    row = add_model(store, str(ladder), revisions=["step20"])
    arrive(store, row.id, removed=False, revision="step100", step=100)
    arrive(store, row.id, removed=False)
    assert revisions(store, row.id) == ["step20", "step100"]
    assert weights_here(store, row.id) == [True, False]
    with pytest.raises(Conflict, match="not those that were added"):
        arrive(store, row.id, removed=False, fingerprint="of others")
    with store.app.session() as session:
        assert get_model(session, row.id).kind == "folder"


def test_one_checkpoint_alone_is_a_model_too(store: Store, ladder: Path, tmp_path: Path) -> None:
    assert add_model(store, str(ladder / "step20")).id == "tiny-ladder-step20"
    assert revisions(store, "tiny-ladder-step20") == ["step20"]
    assert add_model(store, str(save(tmp_path / "plain")), id="mine").id == "mine"
    assert revisions(store, "mine") == ["main"]


def test_checkpoints_with_the_same_weights_are_flagged_and_kept(store: Store, ladder: Path) -> None:
    shutil.copytree(ladder / "step20", ladder / "step50")
    row = add_model(store, str(ladder))
    with store.app.session() as session:
        assert duplicates(checkpoints(session, row.id)) == [["step20", "step50"]]


def test_a_missing_checkpoint_is_refused_with_those_there(store: Store, ladder: Path) -> None:
    assert_refused(store, Refused, "no checkpoint step7.*step0, step20, step100", ladder, revisions=["step0", "step7"])


def test_a_checkpoint_that_ladder_json_promises_must_be_there(store: Store, ladder: Path) -> None:
    (ladder / "ladder.json").write_text(json.dumps({"steps": [0, 20, 50, 100]}))
    assert_refused(store, Refused, "names step 50", ladder)
    assert_refused(store, Refused, "names step 50", ladder, revisions=["all"])
    assert add_model(store, str(ladder), revisions=["step0"]).id == "tiny-ladder"
    # As the refusal says: whoever names those that are there gets them, all of them, too.
    assert add_model(store, str(ladder), revisions=["step0", "step100", "step20"]).id == "tiny-ladder"


@pytest.mark.parametrize("said", ["[]", "{", '{"steps": "many"}', '{"tokens_per_step": "4k"}', '{"languages": "en"}'])
def test_a_broken_ladder_file_is_refused(store: Store, ladder: Path, said: str) -> None:
    (ladder / "ladder.json").write_text(said)
    assert_refused(store, Refused, r"ladder\.json", ladder)


def test_an_incomplete_checkpoint_keeps_the_whole_ladder_out(store: Store, ladder: Path) -> None:
    (ladder / "step20/model.safetensors").unlink()
    assert_refused(store, Refused, "“step20” holds no weights", ladder)


def test_a_truncated_checkpoint_keeps_the_whole_ladder_out(store: Store, ladder: Path) -> None:
    file = ladder / "step100/model.safetensors"
    file.write_bytes(file.read_bytes()[:-10])
    assert_refused(store, Refused, "“step100” is not whole", ladder)


def test_checkpoints_of_another_shape_or_tokenizer_are_refused(store: Store, ladder: Path) -> None:
    save(ladder / "step200", hidden_size=32)
    assert_refused(store, Refused, "not checkpoints of one model", ladder)
    save(ladder / "step200", adds_bos=True)
    assert_refused(store, Refused, "different tokenizers", ladder)
    assert add_model(store, str(ladder), tokenizer=str(ladder / "step0")).id == "tiny-ladder"


def test_an_unknown_family_is_refused_with_the_list(store: Store, tmp_path: Path) -> None:
    folder = save(tmp_path / "m")
    (folder / "config.json").write_text('{"model_type": "mamba"}')
    assert_refused(store, Refused, r"mamba.*GPT-2 \(gpt2\)", folder)


def test_an_empty_folder_is_no_model(store: Store, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert_refused(store, Refused, "neither a checkpoint nor", tmp_path / "empty")


def test_a_cancel_while_reading_weights_leaves_no_model(store: Store, ladder: Path) -> None:
    def stop(done: int, total: int, label: str) -> None:
        if "step20" in label:
            raise Cancelled("cancelled", "Stopped.")

    assert_refused(store, Cancelled, "Stopped", ladder, progress=stop)


def test_an_id_that_belongs_to_another_model_is_a_conflict(store: Store, ladder: Path, tmp_path: Path) -> None:
    add_model(store, str(ladder), id="taken")
    with pytest.raises(Conflict, match="another model called taken"):
        add_model(store, str(save(tmp_path / "other")), id="taken")
    assert revisions(store, "taken") == ["step0", "step20", "step100"]


def test_weights_that_changed_since_they_were_added_are_a_conflict(store: Store, ladder: Path) -> None:
    add_model(store, str(ladder))
    save(ladder / "step20", seed=99)
    with pytest.raises(Conflict, match="step20 are not those"):
        add_model(store, str(ladder))


@pytest.mark.parametrize("id", ["UPPER", "a/b", "", "-x", "a" * 65])
def test_an_id_that_cannot_stand_in_an_address_is_refused(store: Store, ladder: Path, id: str) -> None:
    if id:
        assert_refused(store, Refused, "cannot be an id", ladder, id=id)


def test_what_a_person_declares_goes_before_what_the_folder_says(store: Store, ladder: Path) -> None:
    (ladder / "ladder.json").write_text(json.dumps({"languages": ["en"], "bos_token": "<s>", "licence": "mit"}))
    row = add_model(
        store,
        str(ladder),
        languages=["de", "eng_Latn"],
        bos_policy="none",
        licence="cc0",
        trained_on="pud",
        note="Mine.",
    )
    assert (row.languages, row.bos_policy, row.licence, row.note) == (["en", "de"], "none", "cc0", "Mine.")
    assert trained_ids(row.trained_on, "pud-8", ["x"]) == {"x"}


@pytest.mark.parametrize(
    "declared",
    [
        *("a b", '{"pud": 1}', '{"pud": {"only": []}}', "{", '{"pud": {"except_ids": "x"}}'),
        *(f'{{"pud": {{"except_ids": [{one}]}}}}' for one in ("[1]", "{}", "1.5", "true", "null")),
    ],
)
def test_a_declaration_of_training_text_that_is_none_is_refused(declared: str) -> None:
    with pytest.raises(Refused, match="not understood"):
        checked(declared)


def test_ids_of_a_declaration_may_be_written_as_whole_numbers() -> None:
    declared = checked('{"pud": {"except_ids": [1, "2"], "note": "x"}}')
    assert declared == {"pud": {"except_ids": ["1", "2"], "note": "x"}}
    assert trained_ids(declared, "pud", ["1", "2", "3"]) == {"3"}


def test_a_corpus_is_meant_by_a_whole_part_of_its_id_only() -> None:
    declared = checked("pud")
    assert trained_ids(declared, "pud-de-en", ["x"]) == {"x"}
    assert trained_ids(declared, "spudger", ["x"]) == frozenset()


def test_unknown_models_are_not_found_and_the_known_ones_are_named(store: Store, ladder: Path) -> None:
    with store.app.session() as session, pytest.raises(NotFound, match="isogloss models add"):
        get_model(session, "nothing")
    add_model(store, str(ladder))
    with store.app.session() as session, pytest.raises(NotFound, match="There are: tiny-ladder"):
        get_model(session, "nothing")
