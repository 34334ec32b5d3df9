import itertools
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from isogloss.models.load import LoadedModel, load_model
from isogloss.models.tokens import stretches, tokenize
from isogloss.vocabulary.errors import Refused
from tests.models.tiny import TEXTS, save


@pytest.fixture(scope="module")
def with_ends(tmp_path_factory: pytest.TempPathFactory) -> LoadedModel:
    """A model whose tokenizer puts a token before and one after each text."""
    return load_model(save(tmp_path_factory.mktemp("ends") / "m", adds_bos=True))


def utf16(text: str, start: int, end: int) -> str:
    return text.encode("utf-16-le")[2 * start : 2 * end].decode("utf-16-le")


def test_each_policy_begins_a_sequence_as_it_says(with_ends: LoadedModel) -> None:
    ids = {policy: tokenize(with_ends, ["ab"], bos_policy=policy).ids[0] for policy in ("add", "none", "tokenizer")}
    assert ids["add"] == [0, *ids["none"]]
    assert ids["tokenizer"] == [0, *ids["none"], 1]
    assert len(ids["none"]) == 2


def test_special_tokens_stand_for_no_text_and_lie_outside_the_bounds(with_ends: LoadedModel) -> None:
    batch = tokenize(with_ends, ["ab"], bos_policy="tokenizer")
    assert batch.spans[0] == [None, (0, 1), (1, 2), None]
    assert batch.bounds(0) == (1, 3)


def test_text_that_spells_a_special_token_is_read_as_text(small: LoadedModel) -> None:
    batch = tokenize(small, ["a</s>b", "<s>"])
    assert [len(ids) for ids in batch.ids] == [6, 3]
    assert not {0, 1, 2} & {i for ids in batch.ids for i in ids}


def test_long_texts_are_cut_at_the_end_and_counted(with_ends: LoadedModel) -> None:
    batch = tokenize(with_ends, ["abcdef", "ab"], max_tokens=4, bos_policy="tokenizer")
    assert [len(ids) for ids in batch.ids] == [4, 4]
    assert batch.ids[0][0] == 0
    assert batch.ids[0][-1] == 1
    assert batch.truncated == [4, 0]
    assert batch.bounds(0) == (1, 3)


def test_pieces_of_one_character_share_its_span(small: LoadedModel) -> None:
    assert tokenize(small, ["é山"]).spans[0] == [(0, 1), (0, 1), (1, 2), (1, 2), (1, 2)]


@pytest.mark.parametrize("text", ["", None])
def test_an_empty_text_is_refused_with_its_number(small: LoadedModel, text: str | None) -> None:
    with pytest.raises(Refused, match="Text 2 has no token"):
        tokenize(small, ["a", text or ""])


def test_unknown_policies_and_limits_without_room_are_refused(small: LoadedModel) -> None:
    with pytest.raises(Refused, match="no way to begin"):
        tokenize(small, ["a"], bos_policy="maybe")
    with pytest.raises(Refused, match="At least 2"):
        tokenize(small, ["a"], max_tokens=1)


def test_no_texts_give_no_tokens(small: LoadedModel) -> None:
    assert tokenize(small, []).ids == []


def test_stretches_count_as_browsers_do() -> None:
    text = "😀 ok"
    found = stretches(text, [(0, 1), (0, 1), (1, 2), (2, 4)])
    assert [(s.start, s.end, s.positions) for s in found] == [(0, 2, (0, 1)), (2, 3, (2,)), (3, 5, (3,))]
    assert [utf16(text, s.start, s.end) for s in found] == ["😀", " ", "ok"]


def test_stretches_never_split_what_a_reader_sees_as_one_character() -> None:
    text = "क्षि e\u0301 👩‍👩‍👧"
    pieces = [utf16(text, s.start, s.end) for s in stretches(text, [(i, i + 1) for i in range(len(text))])]
    assert "".join(pieces) == text
    assert "e\u0301" in pieces
    assert "👩‍👩‍👧" in pieces
    assert not any(piece.startswith(("\u0301", "\u093f", "\u094d", "\u200d")) for piece in pieces)


def test_tokens_without_text_are_in_no_stretch() -> None:
    assert [s.positions for s in stretches("ab", [None, (0, 1), (1, 1), (1, 2)])] == [(1,), (3,)]


@given(st.text(min_size=1, max_size=30), st.data())
def test_stretches_lie_in_order_cover_their_tokens_and_hold_each_once(text: str, data: st.DataObject) -> None:
    text = text.encode("utf-8", "ignore").decode()
    cuts = sorted({0, len(text), *data.draw(st.lists(st.integers(0, len(text))))})
    spans = list(itertools.pairwise(cuts))
    found = stretches(text, spans)
    assert sorted(position for s in found for position in s.positions) == list(range(len(spans)))
    assert "".join(utf16(text, s.start, s.end) for s in found) == text
    assert all(a.end <= b.start for a, b in itertools.pairwise(found))


def test_the_tokens_of_a_real_multilingual_tokenizer_cover_its_texts(shared_data: Path) -> None:
    loaded = load_model(shared_data / "models/mini-ladder/step0")
    batch = tokenize(loaded, TEXTS, bos_policy="add")
    for text, spans in zip(TEXTS, batch.spans, strict=True):
        assert spans[0] is None
        assert "".join(utf16(text, s.start, s.end) for s in stretches(text, spans)) == text
