"""Keys, steps and errors by themselves: what needs no worker to be shown."""

import math
import random

import numpy as np
import pytest
from pydantic import BaseModel, TypeAdapter

from isogloss.runs.failures import StepFailed, failure
from isogloss.runs.hold import takeover_text
from isogloss.runs.key import run_key, series_key, set_key, stored_run_key
from isogloss.runs.lane_context import STEP_BYTES, plain, seed_everything
from isogloss.runs.patience import patiently
from isogloss.runs.recipe import references_in, replaced
from isogloss.runs.references import RunRef, references
from isogloss.runs.study import Inputs
from isogloss.vocabulary.errors import OutOfSpace, Refused, Unavailable
from tests.runs.toy import STUDY, Params


def test_a_key_is_the_same_on_every_machine_and_changes_with_everything_it_stands_for():
    inputs = Inputs(fingerprints=("a",), corpora={"x": "1", "y": "2"})
    key = run_key(STUDY, Params(), inputs)
    assert key == run_key(STUDY, Params(), Inputs(fingerprints=("a",), corpora={"y": "2", "x": "1"}))
    others = [
        run_key(STUDY, Params(seed=1), inputs),
        run_key(STUDY, Params(attention="eager"), inputs),
        run_key(STUDY, Params(), Inputs(fingerprints=("b",), corpora=inputs.corpora)),
        run_key(STUDY, Params(), Inputs(fingerprints=("a",), corpora=inputs.corpora, tokenizer="t")),
        run_key(STUDY, Params(), Inputs(fingerprints=("a",), corpora=inputs.corpora, upstream=("u",))),
        run_key(STUDY, Params(), Inputs(fingerprints=("a",), corpora=inputs.corpora, configs=("c",))),
        series_key(STUDY, [key]),
        set_key([key]),
    ]
    assert len({key, *others}) == 9
    assert series_key(STUDY, ["a", "b"]) != series_key(STUDY, ["b", "a"])


def test_a_run_of_a_version_that_kept_no_configs_has_the_key_it_had():
    """Bundles recompute keys from what is stored: a field that it did not have must not appear in it."""
    kept = {"fingerprints": ["a"], "tokenizer": "t", "bos_policy": "add", "corpora": {}, "concept_sets": {}}
    kept |= {"id_sets": {}, "upstream": []}
    read = TypeAdapter(Inputs).validate_python(kept)
    assert read.as_json() == kept
    assert run_key(STUDY, Params(), read) == stored_run_key(
        STUDY.name, STUDY.version, Params().model_dump(mode="json"), kept
    )


def test_references_are_found_wherever_params_hold_them():
    class Building(BaseModel):
        one: RunRef["toy"]  # noqa: F821
        some: tuple[RunRef["toy", "probe"], ...] = ()  # noqa: F821
        maybe: RunRef["toy"] | None = None  # noqa: F821
        plain: str = "0" * 32

    key, other = "a" * 32, "b" * 32
    found = references(Building(one=key, some=(other, key)))
    assert found == {"one": (key, ("toy",)), "some.0": (other, ("toy", "probe")), "some.1": (key, ("toy", "probe"))}
    with pytest.raises(ValueError, match="pattern"):
        Building(one="no key")


def test_a_step_returns_small_json_as_it_will_come_back():
    assert plain("s", {"a": (1, 2.5), "b": None}) == {"a": [1, 2.5], "b": None}
    with pytest.raises(TypeError, match="save_array"):
        plain("s", "x" * STEP_BYTES)
    with pytest.raises(ValueError, match="JSON"):
        plain("s", math.nan)
    with pytest.raises(TypeError):
        plain("s", np.zeros(3))


def test_a_step_draws_the_same_numbers_whatever_ran_before_it():
    def drawn(before):
        for _ in range(before):
            random.random()
            np.random.random()
        seed_everything("0123456789abcdef")
        return random.random(), np.random.random()

    assert drawn(0) == drawn(7)


def test_foreseen_errors_are_told_and_others_become_a_number(tmp_path):
    assert failure(Refused("no", "No.", hint="Yes."), tmp_path)["message"] == "No."
    assert failure(MemoryError(), tmp_path)["code"] == "out_of_memory"
    assert failure(OSError(28, "No space left", "/secret/file"), tmp_path)["code"] == "out_of_space"
    assert failure(StepFailed({"code": "x", "message": "kept"}), tmp_path) == {"code": "x", "message": "kept"}
    assert not (tmp_path / "logs").exists()
    for error in (ValueError("/secret/file"), OSError(2, "No such file", "/secret/file")):
        told = failure(error, tmp_path)
        assert told["code"] == "incident"
        assert "secret" not in str(told)
    assert (tmp_path / "logs" / "incidents.log").read_text().count("secret") >= 2
    odd = failure(Refused("no", "No.", where=tmp_path), tmp_path)
    assert odd["details"] == {"where": str(tmp_path)}


def test_patience_is_for_what_is_away_only():
    calls = []

    def work():
        calls.append(1)
        if len(calls) < 3:
            raise Unavailable("unavailable", "Away.")
        return "back"

    assert patiently(work) == "back"
    with pytest.raises(Unavailable):
        patiently(lambda: (_ for _ in ()).throw(Unavailable("unavailable", "Away.")), seconds=0.3)
    calls.clear()

    def full():
        calls.append(1)
        raise OutOfSpace("full", "Full.")

    with pytest.raises(OutOfSpace):
        patiently(full)
    assert calls == [1]


def test_what_is_said_of_a_death():
    said = takeover_text("a-1/batch-1", "b-1/batch-2", 3)
    assert said == "Worker a-1 stopped answering at step 4. Worker b-1 took over. Steps 1 to 3 were kept."
    said = takeover_text("a-1/batch-1", "a-1/batch-1", 0)
    assert said.endswith("stopped answering at step 1. The worker started it again. Nothing was finished yet.")
    assert takeover_text("a-1/batch-1", "b-1/batch-1", 1).endswith("Step 1 was kept.")


def test_references_of_recipes_are_replaced_at_any_depth():
    value = {"a": "${x}", "b": ["${y}", 1, {"c": "${x}-${y}"}], "d": None}
    assert references_in(value) == {"x", "y"}
    assert replaced(value, {"x": "1", "y": "2"}) == {"a": "1", "b": ["2", 1, {"c": "1-2"}], "d": None}
