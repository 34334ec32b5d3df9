import pytest
from hypothesis import given
from hypothesis import strategies as st

from isogloss.vocabulary.address import ROLES, Address, UnitAddress
from isogloss.vocabulary.errors import Refused

DICTIONARIES = st.from_regex(r"sae-[0-9a-f]{8,32}", fullmatch=True)
PLACES = st.builds(Address, st.sampled_from(ROLES) | DICTIONARIES, st.integers(0, 99_999))


@given(PLACES)
def test_a_place_is_read_back_from_its_spelling(place: Address) -> None:
    assert Address.parse(str(place)) == place


@given(st.builds(UnitAddress, PLACES, st.integers(0, 999_999_999)))
def test_a_unit_is_read_back_from_its_spelling(unit: UnitAddress) -> None:
    assert UnitAddress.parse(str(unit)) == unit


@given(st.text(max_size=20))
def test_what_parses_is_spelled_in_one_way_only(text: str) -> None:
    for kind in (Address, UnitAddress):
        try:
            assert str(kind.parse(text)) == text
        except Refused:
            pass


@pytest.mark.parametrize(
    "text",
    [
        *["", "mlp_act", "mlp_act.", "mlp_act.07", "mlp.3", "mlp_act.-1", "mlp_act.1.2", "mlp_act.1 "],
        *["sae-0f3a5c7.7", "sae-0F3A5C7E.7", "sae-.7", "sae-0f3a5c7e", "sae_0f3a5c7e.7", f"sae-{'0' * 33}.7"],
    ],
)
def test_another_spelling_of_a_place_is_refused_with_the_roles(text: str) -> None:
    with pytest.raises(Refused) as refusal:
        Address.parse(text)
    assert refusal.value.code == "unknown_address"
    assert "resid_post" in refusal.value.hint


@pytest.mark.parametrize("text", ["mlp_act.7", "mlp_act.7.01", "nothing.7.1", "mlp_act.7.1832.4", "x" * 100_000])
def test_another_spelling_of_a_unit_is_refused(text: str) -> None:
    with pytest.raises(Refused) as refusal:
        UnitAddress.parse(text)
    assert len(refusal.value.message) < 200


def test_places_sort_by_role_then_layer() -> None:
    places = [Address("mlp_act", 10), Address("attn_out", 3), Address("mlp_act", 9)]
    assert [str(place) for place in sorted(places)] == ["attn_out.3", "mlp_act.9", "mlp_act.10"]


def test_a_place_of_a_dictionary_names_it_and_another_none() -> None:
    assert UnitAddress.parse("sae-0f3a5c7e.7.512").place.dictionary == "0f3a5c7e"
    assert Address.parse("mlp_act.7").dictionary is None
