from pathlib import Path

import numpy as np
import pytest
import torch

from isogloss.models.families import family_of
from isogloss.models.load import LoadedModel, load_model
from isogloss.models.logits import output_direction, promoted, promoted_by_each, token_scores
from isogloss.models.points import tap_of
from isogloss.models.readable import readable
from isogloss.vocabulary.address import Address, UnitAddress
from isogloss.vocabulary.errors import Refused

UNIT = UnitAddress(Address("mlp_act", 1), 7)

DOWN = {
    "gpt2": "transformer.h.1.mlp.c_proj.weight",
    "gpt_neox": "gpt_neox.layers.1.mlp.dense_4h_to_h.weight",
    "bloom": "transformer.h.1.mlp.dense_4h_to_h.weight",
    "llama": "model.layers.1.mlp.down_proj.weight",
}
NORM = {
    "gpt2": "transformer.ln_f",
    "gpt_neox": "gpt_neox.final_layer_norm",
    "bloom": "transformer.ln_f",
    "llama": "model.norm",
}


def by_hand(loaded: LoadedModel) -> np.ndarray:
    """The change of all logits that a small activation makes beside a residual it does not rescale."""
    family = loaded.config["model_type"]
    weights = {name: tensor.double().numpy() for name, tensor in loaded.model.state_dict().items()}
    column = weights[DOWN[family]][7] if family == "gpt2" else weights[DOWN[family]][:, 7]
    if family_of(loaded.config).mean_centred:
        column = column - column.mean()
    scores = weights["lm_head.weight" if "lm_head.weight" in weights else "embed_out.weight"] @ (
        column * weights[f"{NORM[family]}.weight"]
    )
    return scores - scores.mean()


def test_scores_are_the_output_direction_through_norm_and_head(exact: LoadedModel) -> None:
    np.testing.assert_allclose(token_scores(exact, [UNIT])[0].numpy(), by_hand(exact), atol=1e-4)


def test_the_strongest_tokens_come_first_on_both_sides(exact: LoadedModel) -> None:
    more, less = promoted(exact, UNIT, 5)
    order = np.argsort(by_hand(exact))
    assert [token.id for token in more] == order[::-1][:5].tolist()
    assert [token.id for token in less] == order[:5].tolist()
    assert more[0].score > more[4].score > 0 > less[4].score > less[0].score


def test_many_units_at_once_give_what_each_gives_alone(small: LoadedModel) -> None:
    units = [UnitAddress(Address("mlp_act", layer), unit) for layer, unit in ((0, 0), (1, 39), (0, 5))]
    together = promoted_by_each(small, units, 6)
    for unit, (more, less) in zip(units, together, strict=True):
        alone = promoted(small, unit, 6)
        assert [t.id for t in (*more, *less)] == [t.id for t in (*alone[0], *alone[1])]
    assert promoted_by_each(small, []) == []


def test_only_neurons_have_an_output_direction(small: LoadedModel) -> None:
    with pytest.raises(Refused, match="does not write to the residual stream"):
        promoted(small, UnitAddress(Address("q_out", 0), 0))
    with pytest.raises(Refused, match="Did you mean"):
        promoted(small, UnitAddress(Address("mlp_act", 0), 40))


def test_no_more_tokens_are_named_than_there_are(small: LoadedModel) -> None:
    assert len(promoted(small, UNIT, 1000)[0]) == 259


def test_bytes_are_shown_as_characters_where_they_are_whole_and_as_escapes_where_not(small: LoadedModel) -> None:
    tokenizer = small.tokenizer
    ids = [*tokenizer(" aé\n")["input_ids"], tokenizer.bos_token_id]
    assert readable(tokenizer, ids) == [" ", "a", "\\xc3", "\\xa9", "\n", "<s>"]


def test_real_tokenizers_of_both_kinds_are_readable(shared_data: Path) -> None:
    for name, checkpoint in (("mini-ladder", "step0"), ("stories260K", None)):
        tokenizer = load_model(shared_data / "models" / name, checkpoint).tokenizer
        for text in (" the mountain", "山"):
            ids = tokenizer(text, add_special_tokens=False)["input_ids"]
            shown = "".join(readable(tokenizer, ids))
            assert shown.strip().encode().decode("unicode_escape").encode("latin-1").decode() == text.strip() or (
                shown.strip() == text.strip()
            )


def test_every_byte_has_a_reading(small: LoadedModel) -> None:
    shown = readable(small.tokenizer, list(range(3, 259)))
    assert len(set(shown)) == 256
    assert {chr(i) for i in range(0x20, 0x7F)} <= set(shown)


def test_a_weight_is_not_the_change_of_a_logit_which_the_final_norm_makes_of_it(exact: LoadedModel) -> None:
    # Measured: one more unit of activation at the last position, before the last layer's down projection.
    ids = torch.tensor([exact.tokenizer("The mountain shook.")["input_ids"]])
    down = exact.body.get_submodule(tap_of(exact.config, UNIT.place)[0])
    read: list[torch.Tensor] = []

    def logits(more: float) -> torch.Tensor:
        def add(_: object, inputs: tuple[torch.Tensor, ...]) -> tuple[torch.Tensor, ...]:
            changed = inputs[0].clone()
            changed[..., -1, UNIT.unit] += more
            return (changed, *inputs[1:])

        hooks = [
            down.register_forward_pre_hook(add),
            exact.final_norm.register_forward_pre_hook(lambda _, inputs: read.append(inputs[0].reshape(-1, 1).T)),
        ]
        try:
            with torch.no_grad():
                return exact.model(ids).logits[0, -1]
        finally:
            for hook in hooks:
                hook.remove()

    step = 1e-2  # the norm of some families computes in single precision, whatever is asked
    measured = (logits(step) - logits(-step)) / (2 * step)
    read.clear()
    logits(0.0)
    stream = read[0].reshape(ids.shape[1], -1)[-1]
    direction = output_direction(exact, UNIT)
    if family_of(exact.config).mean_centred:
        stream, direction = stream - stream.mean(), direction - direction.mean()
    size = (stream.square().mean() + 1e-5).sqrt()
    unit = stream / size
    along = exact.unembedding @ (exact.final_norm.weight * unit) * (unit * direction).mean()
    expected = token_scores(exact, [UNIT])[0] / size - (along - along.mean()) / size
    measured -= measured.mean()
    np.testing.assert_allclose(measured.numpy(), expected.numpy(), atol=2e-3 * float(measured.abs().max()))
    assert not np.allclose(measured.numpy(), token_scores(exact, [UNIT])[0].numpy(), rtol=0.05)
