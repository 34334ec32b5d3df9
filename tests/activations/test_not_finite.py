"""What is no number on the way to a result is refused with its place; nothing downstream makes an answer of it."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch

from isogloss.activations.capture import capture_pooled, token_traces
from isogloss.activations.donors import read_donors
from isogloss.activations.losses import each_next, next_logits, text_losses
from isogloss.activations.states import token_states
from isogloss.models.editing import Edit, prepare
from isogloss.models.load import LoadedModel, load_model
from isogloss.models.logits import promoted
from isogloss.models.tokens import tokenize
from isogloss.models.writing import Choice, Writing
from isogloss.vocabulary.address import Address, UnitAddress
from isogloss.vocabulary.errors import Refused
from tests.models.tiny import save

TEXTS = ["The mountain slept.", "Der Berg bebte."]
LAST = Address("mlp_act", 1)
UNIT = UnitAddress(LAST, 3)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save(tmp_path_factory.mktemp("m") / "m", "gpt2")


def broken(folder: Path, module: str, value: float = float("nan"), dtype: str = "float32") -> LoadedModel:
    """A model one of whose weights is no number."""
    loaded = load_model(folder, dtype=dtype)
    weight = loaded.model.get_submodule(module).weight
    with torch.no_grad():
        weight[(0,) * weight.dim()] = value
    return loaded


def losses(loaded: LoadedModel) -> None:
    text_losses(loaded, tokenize(loaded, TEXTS))


def next_token(loaded: LoadedModel) -> None:
    list(each_next(loaded, tokenize(loaded, TEXTS).ids))


def whole_rows(loaded: LoadedModel) -> None:
    next_logits(loaded, tokenize(loaded, TEXTS).ids)


def written(loaded: LoadedModel, choice: Choice | None = None) -> None:
    Writing(loaded, tokenize(loaded, TEXTS).ids, [0, 1], 4, choice=choice).step()


def drawn(loaded: LoadedModel) -> None:
    written(loaded, Choice(False, 0.8, 0.9))


def pooled(loaded: LoadedModel) -> None:
    capture_pooled(loaded, TEXTS, [LAST])


def medians(loaded: LoadedModel) -> None:
    capture_pooled(loaded, TEXTS, [LAST], statistics=False)


def states(loaded: LoadedModel) -> None:
    token_states(loaded, tokenize(loaded, TEXTS), [LAST], [np.array([0])] * 2)


def counted(loaded: LoadedModel) -> None:
    token_states(loaded, tokenize(loaded, TEXTS), [], [np.array([0])] * 2, counted=[LAST], groups=np.zeros(2, int))


def traces(loaded: LoadedModel) -> None:
    token_traces(loaded, TEXTS, {0: {LAST: [0, 3]}, 1: {LAST: [0]}})


def donors(loaded: LoadedModel) -> None:
    read_donors(loaded, TEXTS, [UnitAddress(LAST, 0)], seed=0)


def tokens_promoted(loaded: LoadedModel) -> None:
    promoted(loaded, UNIT)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
@pytest.mark.parametrize("read", [losses, next_token, whole_rows, written, drawn])
@pytest.mark.parametrize("module", ["transformer.h.1.mlp.c_proj", "transformer.ln_f"])
def test_what_the_last_block_breaks_is_refused_wherever_logits_are_read(
    folder: Path, module: str, read: Callable, value: float
) -> None:
    with pytest.raises(Refused, match=r"(losses|logits) are not finite while it reads “.*(mountain|Berg)") as error:
        read(broken(folder, module, value))
    assert error.value.code == "not_finite"
    assert "weights may be broken" in error.value.hint


@pytest.mark.parametrize("read", [losses, next_token, written, tokens_promoted])
def test_a_head_of_its_own_that_is_broken_is_refused(tmp_path: Path, read: Callable) -> None:
    folder = save(tmp_path / "m", "llama", tie_word_embeddings=False)
    with pytest.raises(Refused, match="not finite"):
        read(broken(folder, "lm_head"))


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
@pytest.mark.parametrize("read", [pooled, medians, states, counted, traces, donors])
def test_a_broken_unit_is_refused_with_its_place_and_the_text(folder: Path, read: Callable, value: float) -> None:
    """Minus infinity at one token is no maximum, and no count of values above 0."""
    with pytest.raises(Refused, match=r"mlp_act\.1") as error:
        read(broken(folder, "transformer.h.1.mlp.c_fc", value))
    assert "weights may be broken" in error.value.hint, "float32 is not offered to a float32 run"


def test_one_token_at_minus_infinity_does_not_hide_behind_the_greatest(folder: Path) -> None:
    loaded = load_model(folder)
    with torch.no_grad():
        # A token of its own: the embedding of "z" sends one unit to minus infinity, and no other token does.
        loaded.model.transformer.wte.weight[loaded.tokenizer.convert_tokens_to_ids("z")] = 3e38
    with pytest.raises(Refused, match=r"not finite while it reads “az"):
        capture_pooled(loaded, ["the mountain", "az a"], [Address("up_out", 0)], statistics=False)


def test_float16_is_told_to_go_to_float32_and_float32_is_not(folder: Path) -> None:
    for dtype, offered in (("float16", True), ("bfloat16", False), ("float32", False)):
        with pytest.raises(Refused) as error:
            pooled(broken(folder, "transformer.h.1.mlp.c_fc", dtype=dtype))
        assert ("use float32" in error.value.hint) == offered
        assert error.value.field == ("dtype" if offered else "checkpoint")


@pytest.mark.parametrize(
    ("dtype", "value", "fits"),
    [("float16", 6e4, True), ("float16", 1.2e5, False), ("float32", 1e39, False), ("bfloat16", 1e6, True)],
)
def test_a_number_the_type_does_not_hold_is_refused_before_it_is_written(folder, dtype, value, fits) -> None:
    loaded = load_model(folder, dtype=dtype)
    for edit in (Edit(UNIT, 0.0, value), Edit(UNIT, value, 0.0)):
        if fits:
            prepare(loaded, [[edit]])
            continue
        with pytest.raises(Refused, match=r"mlp_act\.1\.3 would be changed by") as error:
            prepare(loaded, [[edit]])
        assert error.value.field == "units"


def test_an_edit_that_breaks_the_model_says_so(folder: Path) -> None:
    loaded = load_model(folder, dtype="float16")
    edits = prepare(loaded, [[Edit(UNIT, 0.0, 60_000.0)], [Edit(UNIT, 0.0, 1.0)]])
    with torch.no_grad():
        loaded.model.transformer.h[1].mlp.c_proj.weight[3] = 100.0
    with pytest.raises(Refused, match="with its units changed are not finite"):
        next_logits(loaded, tokenize(loaded, TEXTS).ids, edits=edits)
    next_logits(loaded, tokenize(loaded, TEXTS).ids, edits=edits, variants=(1,))


def test_the_model_and_its_checkpoint_are_named_where_they_are_known(folder: Path) -> None:
    from dataclasses import replace

    with pytest.raises(Refused, match="of tiny at step100 are not finite"):
        losses(replace(broken(folder, "transformer.ln_f"), name="tiny at step100"))
