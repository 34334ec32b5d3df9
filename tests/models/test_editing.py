"""Edits of units: exactly what was asked, nowhere else, and counted."""

import copy
from dataclasses import replace

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from isogloss.activations.losses import next_logits, text_losses
from isogloss.models.editing import Donors, Edit, check_touched, editing, prepare
from isogloss.models.families import family_of
from isogloss.models.hooks import listening, run_body
from isogloss.models.load import LoadedModel
from isogloss.models.points import tap_of
from isogloss.models.tokens import tokenize
from isogloss.models.writing import Reach
from isogloss.vocabulary.address import Address, UnitAddress
from isogloss.vocabulary.errors import Refused
from tests.models.tiny import TEXTS

PROMPTS = [[5, 9, 40, 41, 17], [77, 8], [200, 100, 50, 25, 12, 6, 3]]


def unit(text: str) -> UnitAddress:
    return UnitAddress.parse(text)


def logits(loaded: LoadedModel, prompts: list[list[int]], edits=None, **more) -> torch.Tensor:
    return torch.from_numpy(next_logits(loaded, prompts, edits=edits, **more)[0])


def with_zeroed_weights(loaded: LoadedModel, address: UnitAddress) -> LoadedModel:
    """The same model in which the unit is silenced in the weights: what it writes, or what computes it, is 0."""
    model = copy.deepcopy(loaded.model)
    module, tap, groups = tap_of(loaded.config, address.place)
    linear = model.base_model.get_submodule(module)
    inputs_first = family_of(loaded.config).inputs_first
    with torch.no_grad():
        if tap.side == "input":
            (linear.weight[address.unit] if inputs_first else linear.weight[:, address.unit]).zero_()
        else:
            width = loaded.places[address.place]
            per_group = width // groups
            group, rest = divmod(address.unit, per_group)
            column = group * per_group * tap.parts + tap.part * per_group + rest
            (linear.weight[:, column] if inputs_first else linear.weight[column]).zero_()
            if linear.bias is not None:
                linear.bias[column] = 0
    return replace(loaded, model=model)


def test_no_edits_are_the_plain_run_to_the_bit(exact: LoadedModel) -> None:
    assert torch.equal(logits(exact, PROMPTS), logits(exact, PROMPTS, prepare(exact, [[]])))


def test_a_silenced_unit_is_its_weights_set_to_zero_by_hand(exact: LoadedModel) -> None:
    for place, width in exact.places.items():
        if place.role == "resid_post":
            continue
        address = UnitAddress(place, width // 2 + 1)
        edited = logits(exact, PROMPTS, prepare(exact, [[Edit(address)]]))
        torch.testing.assert_close(edited, logits(with_zeroed_weights(exact, address), PROMPTS), atol=1e-9, rtol=0)
        assert not torch.allclose(edited, logits(exact, PROMPTS), atol=1e-9), f"{address} changes nothing"


def test_what_is_forced_scaled_and_moved_is_seen_by_whoever_listens_after(exact: LoadedModel) -> None:
    place = Address("mlp_act", 1)
    ids, mask = torch.tensor([PROMPTS[0]]), torch.ones(1, 5, dtype=torch.long)
    seen: list[torch.Tensor] = []

    def run(edit: Edit | None) -> torch.Tensor:
        edits = prepare(exact, [[edit] if edit else []])
        with editing(edits, mask.bool()), listening(exact, [place], lambda _, v: seen.append(v.clone())):
            run_body(exact, ids, mask)
        return seen.pop()[0]

    plain, u = run(None), UnitAddress(place, 7)
    for edit, wanted in (
        (Edit(u, 0.0, 2.5), torch.full((5,), 2.5, dtype=torch.float64)),
        (Edit(u, 3.0), plain[:, 7] * 3),
        (Edit(u, 1.0, -1.5), plain[:, 7] - 1.5),
    ):
        edited = run(edit)
        torch.testing.assert_close(edited[:, 7], wanted, atol=1e-12, rtol=0)
        others = [i for i in range(plain.shape[1]) if i != 7]
        assert torch.equal(edited[:, others], plain[:, others])


def test_the_number_that_the_models_type_does_not_hold_is_named(small: LoadedModel) -> None:
    good = Edit(unit("mlp_act.0.1"), 0.0, 3e38)
    prepare(small, [[good]])
    for bad in (Edit(unit("mlp_act.1.2"), 1.0, 1e39), Edit(unit("mlp_act.1.2"), float("nan"))):
        with pytest.raises(Refused, match=r"mlp_act\.1\.2 would be changed by .* float32 holds no such number"):
            prepare(small, [[good], [good, bad]])


def test_a_direction_is_added_by_moving_every_coordinate_of_the_residual(exact: LoadedModel) -> None:
    """The way in for dictionaries: a decoder row is a shift of a whole place."""
    place = Address("resid_post", 0)
    direction = torch.linspace(-1, 1, exact.places[place], dtype=torch.float64)
    edits = prepare(exact, [[Edit(UnitAddress(place, i), 1.0, float(x)) for i, x in enumerate(direction)]])
    ids, mask = torch.tensor([PROMPTS[0]]), torch.ones(1, 5, dtype=torch.long)
    seen: list[torch.Tensor] = []

    def keep(_, values: torch.Tensor) -> None:
        seen.append(values[0].clone())

    with listening(exact, [place], keep):
        run_body(exact, ids, mask)
    with editing(edits, mask.bool()), listening(exact, [place], keep):
        run_body(exact, ids, mask)
    torch.testing.assert_close(seen[1], seen[0] + direction, atol=1e-12, rtol=0)


def test_a_batch_of_many_is_many_single_runs(exact: LoadedModel) -> None:
    edits = prepare(exact, [[Edit(unit("mlp_act.0.3"), 0, 4.0), Edit(unit("attn_out.1.2"))]])
    together = logits(exact, PROMPTS, edits)
    for i, prompt in enumerate(PROMPTS):
        torch.testing.assert_close(together[i], logits(exact, [prompt], edits)[0], atol=1e-9, rtol=0)


def test_variants_side_by_side_are_their_runs_one_by_one(exact: LoadedModel) -> None:
    sets = [[Edit(unit("mlp_act.0.3"), 0, 4.0)], [], [Edit(unit("mlp_act.0.5")), Edit(unit("q_out.1.2"))]]
    together = next_logits(exact, PROMPTS, edits=prepare(exact, sets), variants=(0, 1, 2))
    for v, variant in enumerate(sets):
        alone = next_logits(exact, PROMPTS, edits=prepare(exact, [variant]))[0]
        torch.testing.assert_close(torch.from_numpy(together[v]), torch.from_numpy(alone), atol=1e-9, rtol=0)


def test_padding_on_either_side_gives_the_same_losses(exact: LoadedModel) -> None:
    tokens = tokenize(exact, TEXTS)
    donors = Donors({unit("mlp_act.1.4"): torch.linspace(-2, 2, 9, dtype=torch.float64)})
    sets = [[Edit(unit("mlp_act.0.3"), 0, 4.0), Edit(unit("mlp_act.1.4"), donor=True)]]
    edits = prepare(exact, sets, donors)
    for reach in (Reach(), Reach("last"), Reach("from", 2)):
        left, right, small = (
            text_losses(exact, tokens, edits=edits, reach=reach, padding_side=side, batch_tokens=budget).nats
            for side, budget in (("left", 1024), ("right", 1024), ("right", 1))
        )
        # BLOOM's softmax is in single precision whatever the model's: its sums depend on how wide the batch is.
        within = 1e-6 if exact.config["model_type"] == "bloom" else 1e-9
        torch.testing.assert_close(torch.from_numpy(left), torch.from_numpy(right), atol=within, rtol=0)
        torch.testing.assert_close(torch.from_numpy(left), torch.from_numpy(small), atol=within, rtol=0)


def test_a_loss_is_what_the_whole_model_says(exact: LoadedModel) -> None:
    ids = PROMPTS[2]
    tokens = tokenize(exact, ["The mountain slept."])
    with torch.inference_mode():
        out = exact.model(torch.tensor(tokens.ids)).logits[0].log_softmax(-1)
    by_hand = -sum(float(out[i - 1, tokens.ids[0][i]]) for i in range(1, len(tokens.ids[0])))
    assert text_losses(exact, tokens).nats[0] == pytest.approx(by_hand, abs=1e-9)
    with torch.inference_mode():
        whole = exact.model(torch.tensor([ids])).logits[0, -1].log_softmax(-1)
    torch.testing.assert_close(logits(exact, [ids])[0], whole, atol=1e-9, rtol=0)


def test_padding_and_rows_that_were_not_chosen_keep_their_bits(exact: LoadedModel) -> None:
    place = Address("mlp_act", 0)
    ids = torch.tensor([[5, 9, 40, 0], [77, 8, 3, 4]])
    mask = torch.tensor([[1, 1, 1, 0], [1, 1, 1, 1]])
    seen: list[torch.Tensor] = []

    def keep(_, values: torch.Tensor) -> None:
        seen.append(values.clone())

    edits = prepare(exact, [[Edit(UnitAddress(place, 7), 0, 9.0)], []])
    with listening(exact, [place], keep):
        run_body(exact, ids, mask)
    with editing(edits, mask.bool(), torch.tensor([0, 1])), listening(exact, [place], keep):
        run_body(exact, ids, mask)
    plain, edited = seen
    assert torch.equal(plain[0, 3], edited[0, 3]), "padding was edited"
    assert torch.equal(plain[1], edited[1]), "a row of another variant was edited"
    assert (edited[0, :3, 7] == 9.0).all()
    assert (edits.touch.positions, edits.touch.values, edits.touch.changed) == (3, 3, 3)


@settings(max_examples=25)
@given(seed=st.integers(0, 1000), where=st.sampled_from(["all", "last", "from"]), start=st.integers(0, 8))
def test_what_is_counted_is_what_was_chosen(small: LoadedModel, seed: int, where: str, start: int) -> None:
    generator = torch.Generator().manual_seed(seed)
    lengths = [int(n) for n in torch.randint(1, 9, (4,), generator=generator)]
    prompts = [torch.randint(3, 250, (n,), generator=generator).tolist() for n in lengths]
    edits = prepare(small, [[Edit(unit("mlp_act.0.1"), 0, 50.0), Edit(unit("down_out.1.3"), 0, 50.0)]])
    next_logits(small, prompts, edits=edits, reach=Reach(where, start))
    expected = sum({"all": n, "last": 1, "from": max(0, n - start)}[where] for n in lengths)
    assert edits.touch.positions == expected
    assert edits.touch.values == edits.touch.changed == 2 * expected


def test_an_intervention_that_touches_nothing_is_refused(small: LoadedModel) -> None:
    edits = prepare(small, [[Edit(unit("mlp_act.0.1"))]])
    next_logits(small, PROMPTS, edits=edits, reach=Reach("from", 50))
    with pytest.raises(Refused, match="touched nothing"):
        check_touched(edits)


def test_an_intervention_that_changes_nothing_is_refused(small: LoadedModel) -> None:
    edits = prepare(small, [[Edit(unit("mlp_act.0.1"), scale=1.0)]])
    next_logits(small, PROMPTS, edits=edits)
    with pytest.raises(Refused, match="changed none"):
        check_touched(edits)


def test_a_module_that_never_runs_is_an_error_and_no_plain_text(small: LoadedModel) -> None:
    edits = prepare(small, [[Edit(unit("mlp_act.0.1"))]])
    with pytest.raises(RuntimeError, match="never ran"), editing(edits, torch.ones(1, 1, dtype=torch.bool)):
        pass


def test_unknown_units_and_units_edited_twice_are_refused(small: LoadedModel) -> None:
    with pytest.raises(Refused, match="has no"):
        prepare(small, [[Edit(unit("mlp_act.9.1"))]])
    with pytest.raises(Refused, match="twice"):
        prepare(small, [[Edit(unit("mlp_act.0.1")), Edit(unit("mlp_act.0.1"), 2.0)]])


def test_hooks_are_gone_afterwards(exact: LoadedModel) -> None:
    before = logits(exact, PROMPTS)
    logits(exact, PROMPTS, prepare(exact, [[Edit(unit("mlp_act.0.3"), 0, 4.0)]]))
    assert torch.equal(before, logits(exact, PROMPTS))
