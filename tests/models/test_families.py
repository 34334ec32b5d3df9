"""Every family of the table beside the first four: the same addresses, values, edits, gradients and texts."""

import re
from pathlib import Path

import numpy as np
import pytest
import torch

from isogloss.activations.capture import capture_pooled
from isogloss.activations.losses import text_losses
from isogloss.models.editing import Edit, editing, prepare
from isogloss.models.families import FAMILIES as TABLE
from isogloss.models.families import family_of
from isogloss.models.gradients import gradients, next_token_loss
from isogloss.models.hooks import run_body
from isogloss.models.ladder import add_model
from isogloss.models.load import LoadedModel, load_checkpoint, load_model
from isogloss.models.logits import token_scores
from isogloss.models.points import places, tap_of
from isogloss.models.tokens import tokenize
from isogloss.store.open import Store
from isogloss.vocabulary.address import Address, UnitAddress
from isogloss.vocabulary.errors import Refused
from tests.models import tiny
from tests.models.test_editing import PROMPTS, logits, with_zeroed_weights
from tests.models.test_gradients import NEAR, STEP, padded
from tests.models.test_hooks import assert_as_by_hand
from tests.models.test_writing import write
from tests.models.tiny import FAMILIES, OTHERS, TEXTS, save


@pytest.fixture(scope="module", params=OTHERS)
def loaded(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> LoadedModel:
    """A tiny model of each of the other families, in float64 where its code can."""
    folder = save(tmp_path_factory.mktemp("others") / request.param, request.param)
    return load_model(folder, dtype="float64" if TABLE[request.param].double else "float32")


def close(loaded: LoadedModel, double: float = 1e-9) -> dict[str, float]:
    return {"atol": double, "rtol": 0} if loaded.dtype == "float64" else {"atol": 2e-4, "rtol": 1e-3}


def test_every_family_of_the_table_is_tried() -> None:
    assert {*FAMILIES, *OTHERS} == set(TABLE)


def test_captured_values_are_those_of_the_forward_pass_by_hand(loaded: LoadedModel) -> None:
    assert_as_by_hand(loaded)


def test_a_silenced_unit_is_its_weights_set_to_zero_by_hand(loaded: LoadedModel) -> None:
    for place, width in loaded.places.items():
        if place.role == "resid_post":
            continue
        address = UnitAddress(place, width // 2 + 1)
        edited = logits(loaded, PROMPTS, prepare(loaded, [[Edit(address)]]))
        by_hand = logits(with_zeroed_weights(loaded, address), PROMPTS)
        torch.testing.assert_close(edited, by_hand, **close(loaded), msg=str(address))
        assert not torch.equal(edited, logits(loaded, PROMPTS)), f"{address} changes nothing"


@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("attention", ["eager", "sdpa"])
@pytest.mark.parametrize("family", [*FAMILIES, *OTHERS])
def test_padding_on_either_side_and_none_give_the_same_numbers(
    tmp_path: Path, family: str, attention: str, dtype: str
) -> None:
    """The trap: in float64 the eager attention of a position that sees nothing is no number, and spreads."""
    if dtype == "float64" and not TABLE[family].double:
        dtype = "float32"
    loaded = load_model(save(tmp_path / family, family), dtype=dtype, attention=attention)
    assert loaded.attention == (attention if TABLE[family].fused else "eager")
    every = list(loaded.places)
    sides = [
        capture_pooled(loaded, TEXTS, every, batch_tokens=tokens, padding_side=side)
        for tokens, side in ((1, "right"), (10_000, "right"), (10_000, "left"))
    ]
    for place in every:
        for other in sides[1:]:
            np.testing.assert_allclose(
                sides[0].values[place], other.values[place], atol=3e-4, rtol=1e-3, err_msg=str(place)
            )


def test_a_text_does_not_depend_on_its_batch_nor_on_what_was_kept_of_earlier_passes(loaded: LoadedModel) -> None:
    together = write(loaded, PROMPTS, length=8)
    for prompt, written in zip(PROMPTS, together.written, strict=True):
        text = list(prompt)
        for token in written:
            with torch.inference_mode():
                step = loaded.model(input_ids=torch.tensor([text]), use_cache=False).logits[0, -1]
            assert int(step.argmax()) == token
            text.append(token)


def test_a_loss_is_the_librarys_own(loaded: LoadedModel) -> None:
    """The trap: logits that a family scales or caps after its head."""
    expected = 0.0
    for row in PROMPTS:
        ids = torch.tensor([row])
        with torch.inference_mode():
            expected += float(loaded.model(input_ids=ids, labels=ids).loss) * (len(row) - 1)
    ids, mask = padded(PROMPTS)
    assert gradients(loaded, ids, mask, next_token_loss(loaded, ids, mask)).value == pytest.approx(expected, rel=1e-5)
    tokens = tokenize(loaded, TEXTS[:1])
    (nats,) = text_losses(loaded, tokens).nats
    ids = torch.tensor([tokens.ids[0]])
    with torch.inference_mode():
        assert nats == pytest.approx(float(loaded.model(input_ids=ids, labels=ids).loss) * (ids.numel() - 1), rel=1e-4)


def test_promoted_tokens_are_what_a_push_along_the_neuron_does_to_norms_and_head(loaded: LoadedModel) -> None:
    """Through the model's own modules: the block's norm where it has one, the last norm, the head. What is pushed is at
    right angles to the push, so that the norms divide by the same size."""
    family = family_of(loaded.config)
    unit = UnitAddress(Address("mlp_act", 1), 7)
    down, _, _ = tap_of(loaded.config, unit.place)
    with torch.inference_mode():
        weight = loaded.body.get_submodule(down).weight
        written = (weight[7] if family.inputs_first else weight[:, 7]).clone()
        if family.after_mlp:
            written = _slope(loaded.body.get_submodule(f"{family.blocks}.1.{family.after_mlp}"), written, centred=False)
        through = _slope(loaded.final_norm, written, centred=family.mean_centred)
        words = loaded.unembedding[: len(loaded.tokenizer)]
        scores = (words @ through) * (getattr(loaded.model.config, "logit_scale", None) or 1)
    expected = scores - scores.mean()
    torch.testing.assert_close(token_scores(loaded, [unit])[0].double(), expected.double(), atol=2e-3, rtol=2e-3)
    assert expected.std() > 1e-3


def _slope(norm: torch.nn.Module, push: torch.Tensor, *, centred: bool) -> torch.Tensor:
    """What a small push does to a norm's output, times the size it divides by."""
    flat = torch.ones_like(push)
    here = torch.randn(len(push), generator=torch.Generator().manual_seed(0)).to(push.dtype) * 10
    basis = torch.linalg.qr(torch.stack([push, flat] if centred else [push], 1).double())[0].to(push.dtype)
    here = here - basis @ (basis.T @ here)
    size = (here**2).mean().sqrt()
    step = 1e-2
    return (norm(here + step * push) - norm(here - step * push)) / (2 * step) * size


def test_an_activations_gradient_is_what_a_small_push_there_does(loaded: LoadedModel) -> None:
    if loaded.dtype != "float64":
        pytest.skip("a difference of losses needs float64")
    found = {place: width for place, width in loaded.places.items() if place.layer == 0}
    # One row: in float64 the eager attention of padding beyond a window has no slope.
    ids, mask = padded(PROMPTS[2:])
    objective = next_token_loss(loaded, ids, mask)
    slopes = gradients(loaded, ids, mask, objective, places=list(found)).activations
    here = torch.zeros_like(mask, dtype=torch.bool)
    here[0, 3] = True
    for place, width in found.items():
        unit = UnitAddress(place, width // 2 + 1)
        ends = [_pushed(loaded, unit, here, ids, mask, by) for by in (STEP, -STEP)]
        slope = torch.tensor((ends[0] - ends[1]) / (2 * STEP), dtype=torch.float64)
        torch.testing.assert_close(slopes[place][0, 3, unit.unit], slope, **NEAR, msg=str(place))


def _pushed(
    loaded: LoadedModel, unit: UnitAddress, here: torch.Tensor, ids: torch.Tensor, mask: torch.Tensor, by: float
) -> float:
    with editing(prepare(loaded, [[Edit(unit, scale=1.0, shift=by)]]), here):
        hidden = run_body(loaded, ids, mask)
    with torch.inference_mode():
        return float(next_token_loss(loaded, ids, mask)(hidden))


@pytest.mark.parametrize("family", OTHERS)
def test_it_is_added_read_again_and_the_same_without_its_head(store: Store, tmp_path: Path, family: str) -> None:
    folder = save(tmp_path / family, family)
    row = add_model(store, str(folder), licence="CC0-1.0")
    assert (row.family, row.n_layers) == (TABLE[family].name, 2)
    model = load_checkpoint(store, row.id, "main")
    assert model.fingerprint
    assert sum(places(row.config).values()) == sum(model.places.values())
    body = tmp_path / "body"
    model.body.save_pretrained(body)
    model.tokenizer.save_pretrained(body)
    if model.config.get("tie_word_embeddings", model.model.config.tie_word_embeddings):
        again = add_model(store, str(body), id="body", licence="CC0-1.0")
        assert load_checkpoint(store, again.id, "main").fingerprint == model.fingerprint


@pytest.mark.parametrize(
    ("config", "says"),
    [
        ({"model_type": "mixtral", "num_local_experts": 8}, "other experts"),
        ({"model_type": "qwen2_moe", "num_experts": 60}, "other experts"),
        ({"model_type": "opt", "do_layer_norm_before": False}, "OPT has do_layer_norm_before false"),
        ({"model_type": "mamba"}, "“mamba” cannot be read yet"),
    ],
)
def test_what_is_not_read_is_refused_by_name(config: dict, says: str) -> None:
    with pytest.raises(Refused, match=re.escape(says)):
        family_of(config)
    with pytest.raises(Refused) as refused:
        family_of({"model_type": "mamba"})
    assert "CONTRIBUTING.md" in refused.value.hint


def test_a_family_whose_code_knows_no_float64_says_so(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="XGLM does not run in float64"):
        load_model(save(tmp_path / "xglm", "xglm"), dtype="float64")


def test_windows_and_caps_of_the_tiny_models_bite() -> None:
    """Or nothing above would show that they are read."""
    middle = sorted(len(text.encode()) for text in TEXTS)[len(TEXTS) // 2]
    assert all(
        tiny.config(family).sliding_window < middle for family in ("mistral", "gemma2", "gemma3_text", "cohere2")
    )
    assert tiny.config("gemma2").attn_logit_softcapping < 5
