"""Gradients: what a small change of an activation or a weight does, and nothing left behind."""

from pathlib import Path

import pytest
import torch

from isogloss.models.editing import Edit, editing, prepare
from isogloss.models.gradients import Gradients, gradients, next_token_loss
from isogloss.models.hooks import run_body
from isogloss.models.load import LoadedModel, load_model
from isogloss.vocabulary.address import Address, UnitAddress
from isogloss.vocabulary.errors import Refused
from tests.models.tiny import save

ROWS = [[5, 9, 40, 41, 17], [77, 8], [200, 100, 50, 25, 12, 6, 3]]
#: Rotary angles, RMS norms and BLOOM's softmax are computed in single precision in any case.
STEP, NEAR = 1e-2, {"atol": 3e-4, "rtol": 3e-3}


def padded(rows: list[list[int]], side: str = "right") -> tuple[torch.Tensor, torch.Tensor]:
    width = max(map(len, rows))
    ids, mask = torch.zeros(len(rows), width, dtype=torch.long), torch.zeros(len(rows), width, dtype=torch.long)
    for i, row in enumerate(rows):
        at = slice(0, len(row)) if side == "right" else slice(width - len(row), width)
        ids[i, at], mask[i, at] = torch.tensor(row), 1
    return ids, mask


def read(loaded: LoadedModel, rows: list[list[int]] = ROWS, side: str = "right", **wanted) -> Gradients:
    ids, mask = padded(rows, side)
    return gradients(loaded, ids, mask, next_token_loss(loaded, ids, mask), **wanted)


def loss(loaded: LoadedModel) -> float:
    ids, mask = padded(ROWS)
    with torch.inference_mode():
        return float(next_token_loss(loaded, ids, mask)(run_body(loaded, ids, mask)))


def matrices(loaded: LoadedModel) -> list[str]:
    return [name for name, weight in loaded.model.named_parameters() if weight.ndim == 2]


def test_the_value_is_the_loss_of_each_token_by_the_library_itself(exact: LoadedModel) -> None:
    expected = 0.0
    for row in ROWS:
        ids = torch.tensor([row])
        with torch.inference_mode():
            expected += float(exact.model(input_ids=ids, labels=ids).loss) * (len(row) - 1)
    assert read(exact).value == pytest.approx(expected, rel=1e-5)


def test_an_activations_gradient_is_what_a_small_push_there_does(exact: LoadedModel) -> None:
    """Every place of the model, the fused projections' shares too; at one token of one row."""
    places = list(exact.places)
    found = read(exact, places=places)
    ids, mask = padded(ROWS)
    for place, width in exact.places.items():
        unit, row, position = width // 2 + 1, 2, 3
        here = torch.zeros_like(mask, dtype=torch.bool)
        here[row, position] = True

        def pushed(by: float, u: UnitAddress = UnitAddress(place, unit), chosen: torch.Tensor = here) -> float:
            with editing(prepare(exact, [[Edit(u, scale=1.0, shift=by)]]), chosen):
                hidden = run_body(exact, ids, mask)
            with torch.inference_mode():
                return float(next_token_loss(exact, ids, mask)(hidden))

        slope = torch.tensor((pushed(STEP) - pushed(-STEP)) / (2 * STEP), dtype=torch.float64)
        torch.testing.assert_close(found.activations[place][row, position, unit], slope, **NEAR, msg=str(place))


def test_a_weights_gradient_is_what_a_small_change_of_it_does(exact: LoadedModel) -> None:
    names = matrices(exact)
    found = read(exact, weights=names)
    weights = dict(exact.model.named_parameters())
    for name in names:
        at = (ROWS[2][3], 1) if weights[name].shape[0] == exact.config["vocab_size"] else (1, 2)
        kept = float(weights[name][at])
        ends = []
        for by in (STEP, -STEP):
            with torch.no_grad():
                weights[name][at] = kept + by
            ends.append(loss(exact))
        with torch.no_grad():
            weights[name][at] = kept
        slope = torch.tensor((ends[0] - ends[1]) / (2 * STEP), dtype=torch.float64)
        torch.testing.assert_close(found.weights[name][at], slope, **NEAR, msg=name)


def test_batches_and_the_side_of_the_padding_change_nothing(exact: LoadedModel) -> None:
    place, names = Address("mlp_act", 1), matrices(exact)
    together, left = (read(exact, side=side, places=[place], weights=names) for side in ("right", "left"))
    alone = [read(exact, [row], places=[place], weights=names) for row in ROWS]
    assert together.value == pytest.approx(sum(one.value for one in alone), rel=1e-6)
    for i, row in enumerate(ROWS):
        own = alone[i].activations[place][0]
        torch.testing.assert_close(together.activations[place][i, : len(row)], own, atol=1e-5, rtol=1e-4)
        torch.testing.assert_close(left.activations[place][i, -len(row) :], own, atol=1e-5, rtol=1e-4)
    for name in names:
        summed = sum(one.weights[name] for one in alone)
        torch.testing.assert_close(together.weights[name], summed, atol=1e-4, rtol=1e-4)
        torch.testing.assert_close(left.weights[name], summed, atol=1e-4, rtol=1e-4)


def test_padding_has_no_gradient(exact: LoadedModel) -> None:
    found = read(exact, places=[Address("mlp_act", 0)]).activations[Address("mlp_act", 0)]
    assert torch.count_nonzero(found[1, 2:]) == 0
    assert torch.count_nonzero(found[1, 0]) > 0


def test_nothing_of_it_is_left_whether_it_ended_well_or_not(exact: LoadedModel) -> None:
    before = loss(exact)
    hooks = {name: len(m._forward_hooks) + len(m._forward_pre_hooks) for name, m in exact.model.named_modules()}
    read(exact, places=list(exact.places), weights=matrices(exact))
    ids, mask = padded(ROWS)
    with pytest.raises(ZeroDivisionError):
        gradients(exact, ids, mask, lambda hidden: hidden.sum() / (1 // 0), weights=matrices(exact)[:1])
    assert not any(weight.requires_grad or weight.grad is not None for weight in exact.model.parameters())
    now = {name: len(m._forward_hooks) + len(m._forward_pre_hooks) for name, m in exact.model.named_modules()}
    assert now == hooks
    assert loss(exact) == before
    assert exact.lock.acquire(blocking=False)
    exact.lock.release()


def test_it_can_be_asked_where_nothing_is_to_be_differentiated_and_within_inference_mode(small: LoadedModel) -> None:
    with torch.inference_mode():
        inside = read(small, places=[Address("resid_post", 0)])
    outside = read(small, places=[Address("resid_post", 0)])
    assert torch.equal(inside.activations[Address("resid_post", 0)], outside.activations[Address("resid_post", 0)])
    assert read(small).value == outside.value


def test_what_the_objective_does_not_depend_on_has_gradient_zero(small: LoadedModel) -> None:
    ids, mask = padded(ROWS)
    place = Address("mlp_act", 1)
    found = gradients(small, ids, mask, lambda hidden: hidden.sum() * 0 + 1, places=[place], weights=["lm_head.weight"])
    assert torch.count_nonzero(found.activations[place]) == 0
    assert found.weights["lm_head.weight"].shape == small.unembedding.shape


def test_an_unknown_weight_or_place_is_refused(small: LoadedModel) -> None:
    with pytest.raises(Refused, match=r"no weight “layers\.9”") as caught:
        read(small, weights=["layers.9"])
    assert "model.embed_tokens.weight" in caught.value.hint
    with pytest.raises(Refused, match=r"Did you mean mlp_act\.1"):
        read(small, places=[Address("mlp_act", 9)])


def test_a_gradient_that_is_not_finite_is_refused_by_name(tmp_path: Path) -> None:
    broken = load_model(save(tmp_path / "broken", "llama"))
    ids, mask = padded(ROWS)
    with pytest.raises(Refused, match=r"gradient at resid_post\.1 is not finite"):
        # The root's slope at 0 is infinite; its value is 0.
        gradients(broken, ids, mask, lambda hidden: (hidden * 0).sqrt().sum(), places=[Address("resid_post", 1)])
    with torch.no_grad():
        broken.unembedding[7] = float("nan")
    with pytest.raises(Refused, match="What the gradients are of is not finite"):
        read(broken)
