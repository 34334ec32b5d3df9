"""Addresses: where in a model a number comes from, in one spelling that is safe in URLs, shells and file names.

``mlp_act.7`` is a place (role and layer), ``mlp_act.7.1832`` one unit of it. The role may be a dictionary's,
``sae-<key>``: ``sae-0f3a5c7e.7.512`` is a latent. Which width a place has is the model's to know (``models.points``);
here only the spelling is checked.
"""

import re
from dataclasses import dataclass

from isogloss.vocabulary.digest import KEY_LENGTH
from isogloss.vocabulary.errors import Refused

#: Every role of a place inside a block. ``mlp_act`` is the input of the down projection, ``resid_post`` the block's
#: output, the others the outputs of the block's linear maps (fused projections are split).
ROLES = ("mlp_act", "resid_post", "q_out", "k_out", "v_out", "attn_out", "up_out", "gate_out", "down_out")

#: Before the key of a dictionary: so many hexadecimal digits of it, from its start, as tell it from others.
DICTIONARY = "sae-"
_ROLE = rf"({'|'.join(ROLES)}|{DICTIONARY}[0-9a-f]{{8,{KEY_LENGTH}}})"
_PLACE = re.compile(rf"{_ROLE}\.(0|[1-9][0-9]{{0,4}})")
_UNIT = re.compile(rf"{_PLACE.pattern}\.(0|[1-9][0-9]{{0,8}})")


def _refuse(text: str, form: str) -> Refused:
    return Refused(
        "unknown_address",
        f"“{text[:80]}” is not an address.",
        hint=f"An address is spelled {form}, with a role out of: {', '.join(ROLES)}; "
        f"or {DICTIONARY} and the key of a dictionary.",
        field="address",
    )


@dataclass(frozen=True, order=True, slots=True)
class Address:
    """A place: one role in one layer (layers count from 0)."""

    role: str
    layer: int

    @property
    def dictionary(self) -> str | None:
        """The dictionary's key, where its latents are meant; None where a model's own units are."""
        return self.role.removeprefix(DICTIONARY) if self.role.startswith(DICTIONARY) else None

    def __str__(self) -> str:
        return f"{self.role}.{self.layer}"

    @classmethod
    def parse(cls, text: str) -> "Address":
        """Read ``role.layer``; raises Refused for any other spelling or an unknown role."""
        match = _PLACE.fullmatch(text)
        if not match:
            raise _refuse(text, "role.layer, as in mlp_act.7")
        return cls(match[1], int(match[2]))


@dataclass(frozen=True, order=True, slots=True)
class UnitAddress:
    """One coordinate of a place."""

    place: Address
    unit: int

    def __str__(self) -> str:
        return f"{self.place}.{self.unit}"

    @classmethod
    def parse(cls, text: str) -> "UnitAddress":
        """Read ``role.layer.unit``; raises Refused for any other spelling or an unknown role."""
        match = _UNIT.fullmatch(text)
        if not match:
            raise _refuse(text, "role.layer.unit, as in mlp_act.7.1832")
        return cls(Address(match[1], int(match[2])), int(match[3]))
