import json
from pathlib import Path

import pytest

from isogloss.models import points
from isogloss.models.families import family_of
from isogloss.models.load import LoadedModel
from isogloss.models.points import SELECTIONS, check_unit, place_at, places, resolve, unit_at
from isogloss.vocabulary.address import Address, UnitAddress
from isogloss.vocabulary.errors import Refused
from tests.models import tiny

BLOOM_560M = {"model_type": "bloom", "n_embed": 1024, "n_layer": 24, "num_attention_heads": 16, "vocab_size": 250880}


def test_all_linear_outputs_of_bloom_560m_are_the_221184_of_the_literature() -> None:
    widths = places(BLOOM_560M)
    assert sum(widths[place] for place in resolve(BLOOM_560M, "all_linear")) == 221_184
    assert sum(widths[place] for place in resolve(BLOOM_560M, "mlp_act")) == 24 * 4096


def test_the_mini_ladder_has_4608_neurons(shared_data: Path) -> None:
    config = json.loads((shared_data / "models/mini-ladder/step3001/config.json").read_text())
    widths = places(config)
    assert sum(widths[place] for place in resolve(config, "mlp_act")) == 4608


def test_only_gated_families_have_gate_outputs() -> None:
    gated = {family for family in tiny.FAMILIES if Address("gate_out", 0) in places(tiny.config(family).to_dict())}
    assert gated == {"llama"}


def test_places_come_by_layer_and_selections_in_their_stated_order() -> None:
    found = [str(place) for place in resolve(tiny.config("llama").to_dict(), "all_linear")]
    assert found == [f"{role}.{layer}" for layer in (0, 1) for role in SELECTIONS["all_linear"]]


def test_one_address_is_a_selection_of_itself() -> None:
    assert resolve(BLOOM_560M, "resid_post.3") == [Address("resid_post", 3)]


def test_widths_are_those_of_the_modules(exact: LoadedModel) -> None:
    inputs_first = family_of(exact.config).inputs_first
    for place, width in exact.places.items():
        module, tap, groups = points.tap_of(exact.config, place)
        if not tap.module:
            continue
        shape = exact.body.get_submodule(module).weight.shape
        columns = shape[1] if (tap.side == "output") == inputs_first else shape[0]
        assert columns == width * tap.parts
        assert columns % (groups * tap.parts) == 0


def test_an_unknown_family_is_refused_with_the_list_of_those_that_are_known() -> None:
    with pytest.raises(Refused, match="mamba") as caught:
        places({"model_type": "mamba"})
    assert all(name in caught.value.hint for name in ("GPT-2", "BLOOM", "Llama", "Pythia"))


def test_a_config_without_sizes_is_refused() -> None:
    with pytest.raises(Refused, match="does not state its size"):
        places({"model_type": "gpt2"})


@pytest.mark.parametrize(
    ("text", "near"),
    [
        ("mlp_act.99.12", "mlp_act.23.12"),
        ("mlp_act.5.9999", "mlp_act.5.4095"),
        ("mlp-act.5.12", "mlp_act.5.12"),
        ("gate_out.5.12", "attn_out.5.12"),
    ],
)
def test_an_unknown_unit_is_refused_with_the_nearest_one(text: str, near: str) -> None:
    with pytest.raises(Refused) as caught:
        unit_at(BLOOM_560M, text)
    assert caught.value.hint == f"Did you mean {near}?"
    assert "layers 0 to 23" in caught.value.message
    assert "mlp_act 4,096" in caught.value.message


@pytest.mark.parametrize("text", ["", "mlp_act", "mlp_act.-1", "../../etc", "mlp_act.1.2.3", "mlp_act.01.2", "zzz.1.2"])
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(Refused, match=r"address|has no"):
        unit_at(BLOOM_560M, text)


def test_an_unknown_place_is_refused_with_the_nearest_one() -> None:
    with pytest.raises(Refused, match=r"Did you mean resid_post\.23\?"):
        place_at(BLOOM_560M, "resid_post.24")
    with pytest.raises(Refused, match=r"Did you mean mlp_act\.3\?"):
        place_at(BLOOM_560M, "mlp_atc.3")


def test_a_unit_that_exists_passes_as_it_is() -> None:
    unit = UnitAddress(Address("mlp_act", 23), 4095)
    assert check_unit(BLOOM_560M, unit) == unit
    assert unit_at(BLOOM_560M, str(unit)) == unit


def test_bloom_runs_with_the_attention_it_has() -> None:
    assert points.attention_of(BLOOM_560M, "sdpa") == "eager"
    assert points.attention_of(tiny.config("llama").to_dict(), "sdpa") == "sdpa"


def test_a_dictionarys_latent_is_no_unit_of_the_model_and_no_other_is_offered_for_it() -> None:
    for read, text in ((place_at, "sae-0f3a5c7e.5"), (unit_at, "sae-0f3a5c7e.5.12")):
        with pytest.raises(Refused, match="no dictionary “0f3a5c7e”") as caught:
            read(BLOOM_560M, text)
        assert caught.value.code == "unknown_dictionary"
