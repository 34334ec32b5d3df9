from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from isogloss.vocabulary.digest import KEY_LENGTH, canonical_json, digest_bytes, digest_file, digest_of, key_of

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=10,
).filter(lambda value: "\\ud" not in ascii(value))


@given(st.dictionaries(st.integers(0, 99).map(str), JSON))
def test_the_order_of_keys_does_not_matter(value: dict[str, object]) -> None:
    assert digest_of(value) == digest_of(dict(reversed(value.items())))


def test_the_digest_of_a_value_never_changes_between_versions() -> None:
    assert digest_of({"language": "zh-Hans", "k": 184, "share": 0.04, "ids": ["é", None]}) == (
        "3359bc84734d58d866cbbcbf88758b64908fa4794c7f1fbfad25dbbbb292e685"
    )


def test_numbers_without_a_json_are_refused() -> None:
    with pytest.raises(ValueError, match="JSON compliant"):
        canonical_json(float("nan"))


def test_a_run_key_is_the_front_of_the_digest() -> None:
    assert digest_of([1]).startswith(key_of([1])) and len(key_of([1])) == KEY_LENGTH


@given(st.lists(st.binary(), max_size=5))
def test_bytes_in_parts_have_the_digest_of_the_whole(parts: list[bytes]) -> None:
    assert digest_bytes(iter(parts)) == digest_bytes(b"".join(parts))


def test_a_file_larger_than_a_block_has_the_digest_of_its_bytes(tmp_path: Path) -> None:
    file = tmp_path / "weights"
    file.write_bytes(bytes(range(256)) * 10)
    assert digest_file(file, block=100) == digest_bytes(file.read_bytes())
