"""Places in a model: which addresses it has, how wide they are, and which side of which module they are.

Nothing here imports torch: everything is answered from ``config.json`` alone, so the web process can check addresses.
"""

import json
from dataclasses import dataclass
from difflib import get_close_matches

from isogloss.models.families import Config, Family, Tap, family_of
from isogloss.vocabulary.address import ROLES, Address, UnitAddress
from isogloss.vocabulary.errors import Refused


@dataclass(frozen=True, slots=True)
class Sizes:
    """The widths of one model, from its config."""

    layers: int
    d_model: int
    mlp: int
    heads: int
    kv_heads: int
    head_dim: int
    max_positions: int | None
    vocabulary: int


#: What a study may ask for by one word: the neurons, or every output of every linear map inside the blocks.
SELECTIONS: dict[str, tuple[str, ...]] = {
    "mlp_act": ("mlp_act",),
    "all_linear": ("q_out", "k_out", "v_out", "attn_out", "up_out", "gate_out", "down_out"),
}


_LAYERS = ("num_hidden_layers", "n_layer", "num_layers")

#: More layers than any model has, and more of anything else: pages list the places of a model, one by one.
MOST_LAYERS, LARGEST_SIZE = 1000, 1 << 24


def _first(config: Config, *names: str) -> int | None:
    """The first of several spellings of one size (older configs have their own) that the config states; raises Refused
    for what is no size."""
    name = next((name for name in names if config.get(name) is not None), None)
    if name is None:
        return None
    value, most = config[name], MOST_LAYERS if name in _LAYERS else LARGEST_SIZE
    if type(value) is not int or not 0 < value <= most:
        raise Refused(
            "broken_config",
            f"config.json gives {name} as {json.dumps(value, default=str)[:60]}, which is no size that is read here.",
            hint=f"It must be one whole number, from 1 to {most:,}.",
            field="model",
        )
    return value


def sizes(config: Config) -> Sizes:
    """The widths of a model; raises Refused for an unknown family, or a config that leaves a size out or gives one that
    is none."""
    family = family_of(config)
    d_model = _first(config, "hidden_size", "n_embd", "n_embed", "d_model")
    layers = _first(config, *_LAYERS)
    heads = _first(config, "num_attention_heads", "n_head", "attention_heads")
    vocabulary = _first(config, "vocab_size")
    if not (d_model and layers and heads and vocabulary):
        raise Refused(
            "broken_config",
            f"This {family.name} config does not state its size.",
            hint="config.json needs the hidden size, the number of layers and heads, and the vocabulary's size.",
            field="model",
        )
    head_dim = _first(config, "head_dim")
    kv_heads = _first(config, "num_key_value_heads") or heads
    if heads % kv_heads or (not head_dim and d_model % heads):
        raise Refused(
            "broken_config",
            f"config.json shares a width of {d_model:,} out to {heads:,} heads ({kv_heads:,} of keys): it cannot be.",
            hint="The heads must divide the width, and the heads of keys the heads.",
            field="model",
        )
    return Sizes(
        layers=layers,
        d_model=d_model,
        mlp=_first(config, "intermediate_size", "n_inner", "ffn_dim") or family.mlp_default * d_model,
        heads=heads,
        kv_heads=kv_heads,
        head_dim=head_dim or d_model // heads,
        max_positions=_first(config, "max_position_embeddings", "n_positions") if family.positions else None,
        vocabulary=vocabulary,
    )


def check_max_tokens(config: Config, max_tokens: int) -> int:
    """The number itself; raises Refused for more positions than the model has."""
    most = sizes(config).max_positions
    if most and max_tokens > most:
        raise Refused(
            "bad_max_tokens",
            f"This model reads at most {most} tokens at once.",
            hint=f"Ask for {most} or fewer.",
            field="max_tokens",
        )
    return max_tokens


def _width(role: str, size: Sizes) -> int:
    if role == "q_out":
        return size.heads * size.head_dim
    if role in ("k_out", "v_out"):
        return size.kv_heads * size.head_dim
    return size.mlp if role in ("mlp_act", "up_out", "gate_out") else size.d_model


def places(config: Config) -> dict[Address, int]:
    """Every place of a model with its width, by layer, then in the order of :data:`ROLES`."""
    family, size = family_of(config), sizes(config)
    roles = [role for role in ROLES if role in family.taps]
    return {Address(role, layer): _width(role, size) for layer in range(size.layers) for role in roles}


def resolve(config: Config, selection: str) -> list[Address]:
    """The places a word (``mlp_act``, ``all_linear``) or one address names, by layer.

    Raises Refused for anything else. Their widths sum to D, the number of units a study ranks.
    """
    if selection not in SELECTIONS:
        return [place_at(config, selection)]
    family, wanted = family_of(config), SELECTIONS[selection]
    roles = [role for role in wanted if role in family.taps]
    return [Address(role, layer) for layer in range(sizes(config).layers) for role in roles]


def attention_of(config: Config, asked: str) -> str:
    """The attention implementation a model runs with when ``asked`` is wanted: BLOOM has the eager one only."""
    return asked if family_of(config).fused else "eager"


def tap_of(config: Config, place: Address) -> tuple[str, Tap, int]:
    """Where to hook for a place: module path below the base model, tap, and number of column groups."""
    check_place(config, place)
    family, size = family_of(config), sizes(config)
    tap = family.taps[place.role]
    block = f"{family.blocks}.{place.layer}"
    return (f"{block}.{tap.module}" if tap.module else block), tap, size.heads if tap.per_head else 1


def _nearest_role(family: Family, role: str) -> str:
    return next(iter(get_close_matches(role, family.taps, n=1, cutoff=0.0)), "mlp_act")


def _no_dictionary(place: Address) -> Refused:
    return Refused(
        "unknown_dictionary",
        f"There is no dictionary “{place.dictionary}” here whose latents could be read.",
        hint="Name units of the model itself, as in mlp_act.7.1832.",
        field="address",
    )


def _unknown(config: Config, asked: str, near: str) -> Refused:
    family, size = family_of(config), sizes(config)
    widths = ", ".join(f"{role} {_width(role, size):,}" for role in ROLES if role in family.taps)
    return Refused(
        "unknown_address",
        f"This model has no “{asked[:80]}”: it has layers 0 to {size.layers - 1}, and per layer {widths}.",
        hint=f"Did you mean {near}?",
        field="address",
        nearest=near,
        layers=size.layers,
    )


def check_place(config: Config, place: Address) -> int:
    """The width of a place; raises Refused, naming what exists and the nearest, if the model does not have it."""
    if place.dictionary:
        raise _no_dictionary(place)
    family, size = family_of(config), sizes(config)
    if place.role in family.taps and 0 <= place.layer < size.layers:
        return _width(place.role, size)
    layer = min(max(place.layer, 0), size.layers - 1)
    raise _unknown(config, str(place), f"{_nearest_role(family, place.role)}.{layer}")


def check_unit(config: Config, unit: UnitAddress) -> UnitAddress:
    """The same unit; raises Refused, naming what exists and the nearest, if the model does not have it."""
    if unit.place.dictionary:
        raise _no_dictionary(unit.place)
    family, size = family_of(config), sizes(config)
    role = unit.place.role if unit.place.role in family.taps else _nearest_role(family, unit.place.role)
    near = UnitAddress(
        Address(role, min(max(unit.place.layer, 0), size.layers - 1)), min(max(unit.unit, 0), _width(role, size) - 1)
    )
    if near != unit:
        raise _unknown(config, str(unit), str(near))
    return unit


def _respelled(config: Config, text: str) -> str:
    """The address with its role put right where it is nearly one: ``mlp-act.3`` is meant as ``mlp_act.3``."""
    role, dot, rest = text.partition(".")
    close = get_close_matches(role, family_of(config).taps, n=1, cutoff=0.6)
    return f"{close[0]}{dot}{rest}" if close else text


def place_at(config: Config, text: str) -> Address:
    """Read ``role.layer`` for this model; raises Refused, with the nearest place, for any other text."""
    try:
        place = Address.parse(text)
    except Refused as error:
        try:
            near = Address.parse(_respelled(config, text))
        except Refused:
            raise error from None
        raise _unknown(config, text, str(near)) from None
    check_place(config, place)
    return place


def unit_at(config: Config, text: str) -> UnitAddress:
    """Read ``role.layer.unit`` for this model; raises Refused, with the nearest unit, for any other text."""
    try:
        unit = UnitAddress.parse(text)
    except Refused as error:
        try:
            near = UnitAddress.parse(_respelled(config, text))
        except Refused:
            raise error from None
        raise _unknown(config, text, str(near)) from None
    return check_unit(config, unit)
