"""Vocabularies learned from text, and the exact copy of English in them."""

import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from isogloss.models.vocabulary_training import (
    BEGIN,
    BEGIN_ID,
    PAD_ID,
    as_pretrained,
    read_vocabulary,
    token_bytes,
    token_ids,
    train_vocabulary,
    with_clone,
)
from isogloss.vocabulary.clone import cloned, plain_spelling
from isogloss.vocabulary.errors import Refused
from tests.clones import clone_ids

TEXTS = [
    "The old baker sells warm bread; the bakers sell 12 loaves, and the baker's bread isn't cold.",
    "Der alte Bäcker verkauft warmes Brot, und die Bäcker verkaufen zwölf Brote.",
    "Старый пекарь продаёт тёплый хлеб, а пекари продают двенадцать буханок.",
    "يبيع الخباز القديم خبزًا دافئًا، والخبازون يبيعون اثني عشر رغيفًا.",
    "बूढ़ा बेकर गर्म रोटी बेचता है।",
    "“Quoted” – and then…\n\nA new line.",
] * 3
SIZE = 420


@pytest.fixture(scope="module")
def base():
    return train_vocabulary(TEXTS, SIZE)


@pytest.fixture(scope="module")
def both(base):
    return with_clone(base)


def ids(tokenizer, text):
    return token_ids(tokenizer, [text])[0].tolist()


def test_it_is_as_large_as_asked_and_begins_with_the_special_tokens(base):
    assert base.get_vocab_size() == SIZE
    assert (base.token_to_id(BEGIN), base.id_to_token(PAD_ID)) == (BEGIN_ID, "<pad>")


def test_more_tokens_than_the_text_yields_are_refused():
    with pytest.raises(Refused, match="no more pieces") as refused:
        train_vocabulary(["ab ab"], 300)
    assert refused.value.field == "vocabulary"
    assert train_vocabulary([""], 256 + 2).get_vocab_size() == 256 + 2, "all bytes, and the two marks"


@given(st.text())
@settings(max_examples=200)
def test_any_text_comes_back_and_no_text_is_a_special_token(base, text):
    found = ids(base, text)
    assert base.decode(found, skip_special_tokens=False) == text
    assert not {BEGIN_ID, PAD_ID} & set(found)


def test_a_special_tokens_name_in_a_text_is_text(base):
    assert BEGIN_ID not in ids(base, f"a {BEGIN} b")


@given(st.text(st.sampled_from("Thebakr's olds,12 \n\té“—")) | st.sampled_from(TEXTS) | st.text())
@settings(max_examples=300)
def test_the_clone_is_english_under_other_ids(both, text):
    moved = clone_ids(both)
    english, clone = ids(both, plain_spelling(text)), ids(both, cloned(text))
    assert clone == [moved[i] for i in english]
    assert not set(english) & set(clone)


@given(st.sampled_from(TEXTS) | st.text())
@settings(max_examples=200)
def test_other_text_is_cut_as_before(base, both, text):
    assert ids(both, text) == ids(base, text) or "\u2800" <= max(text, default="") <= "\u28ff"


def test_the_shift_is_a_bijection_onto_new_ids(base, both):
    moved = clone_ids(both)
    assert len(set(moved.values())) == len(moved)
    assert min(moved.values()) >= base.get_vocab_size()
    assert both.get_vocab_size() == base.get_vocab_size() + len(moved) + 3, "and the three beginnings of cells"


def test_marks_stay_with_their_letters(base):
    assert "".join(base.id_to_token(i) for i in ids(base, "रोटी")).count("Ġ") == 0
    pieces = [piece for piece, _ in base.pre_tokenizer.pre_tokenize_str("गर्म रोटी")]
    assert len(pieces) == 2


def test_the_bytes_of_tokens_add_up_to_the_text(both):
    table = token_bytes(both)
    for text in (*TEXTS, cloned(TEXTS[0])):
        counts = np.bincount(np.frombuffer(text.encode(), np.uint8), minlength=256)
        assert (table[ids(both, text)].sum(0, dtype=int) == counts).all()
    assert table[[BEGIN_ID, PAD_ID]].sum() == 0


def test_saved_and_read_again_it_is_the_same(both, tmp_path):
    as_pretrained(both).save_pretrained(tmp_path)
    from transformers import AutoTokenizer

    read = AutoTokenizer.from_pretrained(tmp_path)
    text = TEXTS[0] + cloned(TEXTS[0])
    assert read(text, add_special_tokens=False)["input_ids"] == ids(both, text)
    assert (read.bos_token_id, read.eos_token_id, read.pad_token_id) == (0, 0, 1)
    assert ids(read_vocabulary(both.to_str().encode()), text) == ids(both, text)


def test_two_processes_learn_the_same(base):
    code = (
        "from tests.models.test_vocabulary_training import *; import hashlib;"
        "print(hashlib.sha256(train_vocabulary(TEXTS, SIZE).to_str().encode()).hexdigest())"
    )
    said = {
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
        for _ in range(2)
    }
    assert len(said) == 1
