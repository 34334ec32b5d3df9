"""Training from nothing: what is learned, and that going on is as if nothing had happened."""

import resource
import sys

import numpy as np
import pytest
import torch

from isogloss.models.allocation import memory_held
from isogloss.models.ladder_folder import LadderFolder, revision_of
from isogloss.models.load import load_model
from isogloss.models.new_model import Shape, check_shape, config_of, parameters_of
from isogloss.models.points import places
from isogloss.models.training import Descent, Training, new_model, token_losses
from isogloss.models.vocabulary_training import as_pretrained, train_vocabulary
from isogloss.vocabulary.errors import Refused
from tests.models.tiny import FAMILIES
from tests.oracles.pretraining import cross_entropy_by_hand

BEGIN, PAD = 0, 1


def shape(family, **changes):
    return Shape(
        **{"architecture": family, "layers": 2, "width": 24, "heads": 3, "context": 12, "vocabulary": 300} | changes
    )


def config(family, **changes):
    return config_of(shape(family, **changes), begin=BEGIN, pad=PAD)


def rows(count, seed=0, length=12, vocabulary=300):
    return np.random.default_rng(seed).integers(2, vocabulary, (count, length))


def training(family="gpt_neox", seed=3, **options):
    return Training(config(family), seed=seed, **options)


def weights(made):
    return {name: value.clone() for name, value in made.model.state_dict().items()}


def same(a, b):
    return all(torch.equal(a[name], b[name]) for name in a) and a.keys() == b.keys()


@pytest.mark.parametrize("family", FAMILIES)
def test_the_number_of_parameters_is_known_before_there_are_any(family):
    for sizes in ({}, {"layers": 1, "width": 48, "heads": 4, "vocabulary": 517, "context": 32}):
        made = new_model(config(family, **sizes), seed=0)
        assert sum(p.numel() for p in made.parameters()) == parameters_of(shape(family, **sizes))


@pytest.mark.parametrize("family", FAMILIES)
def test_a_new_model_has_every_place_a_study_can_ask_for(family):
    assert {place.layer for place in places(config(family))} == {0, 1}


@pytest.mark.parametrize(("family", "sizes"), [("gpt2", {"heads": 5}), ("llama", {"width": 9, "heads": 3})])
def test_heads_that_do_not_fit_are_refused_with_a_number_that_does(family, sizes):
    with pytest.raises(Refused) as refused:
        check_shape(shape(family, **sizes))
    assert refused.value.field == "heads"
    check_shape(shape(family, heads=3, width=24))


@pytest.mark.parametrize("family", FAMILIES)
def test_the_loss_is_a_cross_entropy_written_by_hand(family):
    made = training(family, dtype="float64", attention="eager")
    ids = rows(5)
    with torch.no_grad():
        found = token_losses(made.model, torch.as_tensor(ids)).numpy()
        logits = made.model(input_ids=torch.as_tensor(ids)).logits.numpy()
    by_hand = np.array([cross_entropy_by_hand(logits[i].tolist(), ids[i].tolist()) for i in range(len(ids))])
    np.testing.assert_allclose(found, by_hand, rtol=1e-10)
    assert made.learn(ids, 0.0) == pytest.approx(by_hand.mean(), rel=1e-12), "and it is what a step says"
    np.testing.assert_allclose(made.read(ids, batch=2), by_hand, rtol=1e-6)


@pytest.mark.parametrize("family", FAMILIES)
def test_what_follows_a_token_does_not_change_its_loss(family):
    made = training(family, dtype="float64", attention="eager")
    ids = rows(2)
    changed = ids.copy()
    changed[:, 8:] = rows(2, seed=9)[:, 8:]
    np.testing.assert_allclose(made.read(ids, 2)[:, :7], made.read(changed, 2)[:, :7], rtol=1e-12)


def test_rows_do_not_see_each_other():
    made = training(dtype="float64")
    ids = rows(6)
    np.testing.assert_allclose(made.read(ids, 6)[2:3], made.read(ids[2:3], 1), rtol=1e-10)


def test_the_weights_depend_on_seed_and_config_alone():
    torch.manual_seed(1)
    first = weights(training(seed=4))
    torch.rand(7)
    assert same(first, weights(training(seed=4)))
    assert not same(first, weights(training(seed=5)))
    state = torch.get_rng_state()
    training(seed=6)
    assert torch.equal(state, torch.get_rng_state()), "and making them draws nothing from others"


def test_a_step_updates_as_adamw_is_written_down():
    made = training(dtype="float64", descent=Descent(weight_decay=0.2, clip=0.5))
    before = {n: p.detach().clone() for n, p in made.model.named_parameters()}
    ids = torch.as_tensor(rows(4))
    loss = token_losses(made.model, ids).mean()
    gradients = torch.autograd.grad(loss, list(made.model.parameters()))
    norm = torch.sqrt(sum((g**2).sum() for g in gradients))
    made.learn(ids, 0.01)
    for (name, after), gradient in zip(made.model.named_parameters(), gradients, strict=True):
        g = gradient * min(1.0, 0.5 / (norm + 1e-6))
        decay = 0.2 if after.ndim >= 2 else 0.0
        moved = g / (g.abs() + 1e-8)  # the first step: both moments are the gradient's own
        torch.testing.assert_close(
            after.detach(), before[name] * (1 - 0.01 * decay) - 0.01 * moved, rtol=1e-6, atol=1e-9
        )


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_a_state_that_was_kept_goes_on_to_the_same_bits(family, dtype, tmp_path):
    whole, broken = training(family, dtype=dtype), training(family, dtype=dtype)
    for step in range(6):
        whole.learn(rows(4, seed=step), 0.01)
    for step in range(3):
        broken.learn(rows(4, seed=step), 0.01)
    broken.keep(tmp_path / "state")
    again = training(family, seed=99, dtype=dtype)
    again.go_on_from(tmp_path / "state")
    assert again.step == 3
    for step in range(3, 6):
        again.learn(rows(4, seed=step), 0.01)
    assert same(weights(whole), weights(again))
    assert whole.losses == again.losses


def test_the_untrained_state_can_be_kept_too(tmp_path):
    made = training()
    made.keep(tmp_path / "state")
    again = training(seed=99)
    again.go_on_from(tmp_path / "state")
    assert (again.step, same(weights(made), weights(again))) == (0, True)
    assert [file.name for file in tmp_path.iterdir()] == ["state"]


def test_keeping_what_is_freed_changes_no_bit():
    plain, held = training(), training()
    for step in range(3):
        plain.learn(rows(4, seed=step), 0.01)
    with memory_held():
        for step in range(3):
            held.learn(rows(4, seed=step), 0.01)
    assert same(weights(plain), weights(held))


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux's own C library has the switch")
def test_memory_that_was_held_once_is_not_mapped_anew_ever_after():
    """The trap: a limit that was set is one the library adapts no more, so the small one it begins with must not be."""
    with memory_held():
        pass
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    for _ in range(20):
        torch.ones(1 << 21)
    pages = 20 * (1 << 23) // resource.getpagesize()
    assert resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before < pages / 4


def test_it_learns():
    made = training()
    ids = rows(8)
    losses = [made.learn(ids, 0.02) for _ in range(60)]
    assert losses[-1] < losses[0] / 3


@pytest.mark.parametrize("family", FAMILIES)
def test_a_written_checkpoint_is_the_model_and_is_there_whole(family, tmp_path):
    made, words = training(family), as_pretrained(train_vocabulary(["a b c d"], 258))
    made.learn(rows(4), 0.01)
    ladder = LadderFolder(tmp_path / "ladder")
    assert not ladder.has("step00001")
    ladder.write("step00001", made.model, words)
    assert ladder.has("step00001")
    loaded = load_model(ladder.root, "step00001", attention="eager")
    kept = loaded.model.state_dict()
    assert all(torch.equal(kept[name], value) for name, value in made.model.state_dict().items() if name in kept)
    made.learn(rows(4), 0.01)
    ladder.write("step00001", made.model, words)
    assert torch.equal(next(load_model(ladder.root, "step00001").model.parameters()), next(loaded.model.parameters()))


def test_names_of_checkpoints_sort_by_step():
    names = [revision_of(step, 1_000_000) for step in (0, 9, 10, 999_999, 1_000_000)]
    assert names == sorted(names)
    assert revision_of(10, 640) == "step00010"


def test_a_model_that_is_there_is_trained_like_a_new_one_of_the_same_weights():
    """Loaded models are frozen and in evaluation: as a training's own they are neither."""
    fresh = training()
    there = new_model(config("gpt_neox"), seed=3).eval().requires_grad_(False)
    taken = Training.of(there)
    for made in (fresh, taken):
        for step in range(3):
            made.learn(rows(4, seed=step), 0.01)
    assert taken.losses == fresh.losses
    assert same(weights(taken), weights(fresh))
    assert taken.model is there
