"""Texts that a model writes: each row by itself, with its own draws, plain or edited."""

import numpy as np
import pytest
import torch
import transformers

from isogloss.models.editing import Donors, Edit, prepare
from isogloss.models.load import LoadedModel
from isogloss.models.writing import (
    Choice,
    Reach,
    Writing,
    alike,
    can_be_side_by_side,
    end_tokens,
    row_key,
    uniforms,
)
from isogloss.vocabulary.address import UnitAddress
from isogloss.vocabulary.errors import Refused

PROMPTS = [[5, 9, 40, 41, 17], [77, 8], [200, 100, 50, 25, 12, 6, 3]]
SAMPLED = Choice(greedy=False, temperature=0.8, top_p=0.9)
UNITS = [UnitAddress.parse("mlp_act.0.3"), UnitAddress.parse("mlp_act.1.4")]


def write(loaded: LoadedModel, prompts, seeds=None, length=10, **more) -> Writing:
    writing = Writing(loaded, prompts, seeds or [0] * len(prompts), length, **more)
    while not writing.done:
        writing.step()
    return writing


def edits(loaded: LoadedModel):
    donors = Donors({UNITS[1]: torch.linspace(-3, 3, 7, dtype=torch.float64)})
    return prepare(loaded, [[Edit(UNITS[0], 0.0, 3.0), Edit(UNITS[1], donor=True)]], donors)


@pytest.mark.parametrize("choice", [Choice(), SAMPLED], ids=["greedy", "sampled"])
@pytest.mark.parametrize("edited", [False, True], ids=["plain", "edited"])
def test_a_text_does_not_depend_on_its_batch(exact: LoadedModel, choice: Choice, edited: bool) -> None:
    prompts, seeds = [*PROMPTS, *PROMPTS], [0, 1, 2, 3, 4, 5]
    with_edits = edits(exact) if edited else None
    together = write(exact, prompts, seeds, choice=choice, edits=with_edits)
    for i, (prompt, seed) in enumerate(zip(prompts, seeds, strict=True)):
        alone = write(exact, [prompt], [seed], choice=choice, edits=with_edits)
        assert alone.written[0] == together.written[i]
        torch.testing.assert_close(alone.first[0], together.first[i], atol=1e-9, rtol=0)


def test_prompts_of_about_one_length_are_read_together_and_others_apart(exact: LoadedModel) -> None:
    """What is read is counted: 2, 5 and 7 tokens padded to one length would be 21."""
    assert alike([18, 20, 21, 24, 22, 43, 19, 18, 9]) == [[8], [0, 1, 2, 3, 4, 6, 7], [5]]
    assert alike([4, 6, 7]) == [[0, 1], [2]] and alike([3, 3]) == [[0, 1]]
    read: list[int] = []
    handle = exact.model.get_input_embeddings().register_forward_hook(lambda _m, ids, _out: read.append(ids[0].numel()))
    try:
        write(exact, PROMPTS, length=3)
    finally:
        handle.remove()
    assert read == [2, 14, 3, 3]


@pytest.mark.parametrize("lengths", [(5, 4, 6), (7, 6, 5), (9, 4, 8, 5, 2, 3)])
def test_rows_keep_their_own_cache_however_their_lengths_lie(exact: LoadedModel, lengths) -> None:
    """The trap: rows read in the order of their lengths, and continued in the order they were given."""
    prompts = [[10 + 3 * r + i for i in range(n)] for r, n in enumerate(lengths)]
    together = write(exact, prompts, length=6)
    assert together.written == [write(exact, [prompt], length=6).written[0] for prompt in prompts]


def test_prompts_apart_are_the_prompts_padded_to_one_length(exact: LoadedModel, monkeypatch) -> None:
    """To the last token, with resampled donors and one row's edits on: a row keeps its own donors, edits and draws."""
    sets = [[Edit(UNITS[0], 0.0, 3.0)], [], [Edit(UNITS[1], donor=True)]]
    donors = Donors({UNITS[1]: torch.linspace(-3, 3, 7, dtype=torch.float64)})
    apart: list = []
    together: list = []
    for found in (apart, together):
        prepared = prepare(exact, sets, donors)
        writing = write(exact, PROMPTS, [4, 5, 6], choice=SAMPLED, edits=prepared, variant=[0, 1, 2], length=6)
        found += [writing.written, writing.first, prepared.touch]
        monkeypatch.setattr("isogloss.models.writing.alike", lambda lengths: [list(range(len(lengths)))])
    assert apart[0] == together[0] and apart[2] == together[2]
    torch.testing.assert_close(apart[1], together[1], atol=1e-9, rtol=0)


def test_a_cache_that_forgets_is_not_taken_apart() -> None:
    """A window's cache holds its last positions only: rows of different lengths could not be laid side by side."""
    config = transformers.MistralConfig(
        vocab_size=259, hidden_size=24, num_hidden_layers=2, num_attention_heads=4, num_key_value_heads=2,
        intermediate_size=40, sliding_window=4, bos_token_id=0, eos_token_id=1, pad_token_id=2,
    )  # fmt: skip
    assert not can_be_side_by_side(transformers.DynamicCache(config=config))
    assert can_be_side_by_side(transformers.DynamicCache(config=transformers.LlamaConfig(num_hidden_layers=2)))


def test_greedy_text_is_that_of_the_library(exact: LoadedModel) -> None:
    for prompt in PROMPTS:
        with torch.inference_mode():
            out = exact.model.generate(
                torch.tensor([prompt]), max_new_tokens=10, do_sample=False, pad_token_id=2, eos_token_id=1
            )
        expected = [token for token in out[0, len(prompt) :].tolist() if token != 1]
        assert write(exact, [prompt]).written[0] == expected


def test_with_a_cache_the_text_is_that_of_reading_everything_anew(exact: LoadedModel) -> None:
    """An oracle without a cache: every token from one forward pass over the whole text, edited at every position."""
    from isogloss.activations.losses import next_logits

    for reach in (Reach(), Reach("from", 3)):
        prepared = prepare(exact, [[Edit(UNITS[0], 0.0, 3.0)]])
        written = write(exact, [PROMPTS[0]], edits=prepared, reach=reach, length=6).written[0]
        text = list(PROMPTS[0])
        for token in written:
            again = next_logits(exact, [text], edits=prepare(exact, [[Edit(UNITS[0], 0.0, 3.0)]]), reach=reach)
            assert int(again[0, 0].argmax()) == token
            text.append(token)


def test_the_last_position_of_each_pass_is_every_written_one_and_the_prompts_last(exact: LoadedModel) -> None:
    prepared = prepare(exact, [[Edit(UNITS[0], 0.0, 3.0)]])
    writing = write(exact, PROMPTS, edits=prepared, reach=Reach("last"), length=4)
    if not any(writing.ended):
        assert prepared.touch.positions == len(PROMPTS) * 4
    prepared = prepare(exact, [[Edit(UNITS[0], 0.0, 3.0)]])
    writing = write(exact, PROMPTS, edits=prepared, length=4)
    if not any(writing.ended):
        assert prepared.touch.positions == sum(map(len, PROMPTS)) + len(PROMPTS) * 3


def test_no_edits_write_the_plain_text_to_the_bit(exact: LoadedModel) -> None:
    plain, none = write(exact, PROMPTS), write(exact, PROMPTS, edits=prepare(exact, [[]]))
    assert plain.written == none.written and torch.equal(plain.first, none.first)


def test_variants_write_side_by_side_what_they_write_alone(exact: LoadedModel) -> None:
    sets = [[Edit(UNITS[0], 0.0, 3.0)], [Edit(UNITS[1], 0.0, -3.0)]]
    together = write(exact, PROMPTS[:2] * 2, edits=prepare(exact, sets), variant=[0, 0, 1, 1])
    for v, variant in enumerate(sets):
        alone = write(exact, PROMPTS[:2], edits=prepare(exact, [variant]))
        assert together.written[2 * v : 2 * v + 2] == alone.written


def test_a_row_that_has_ended_is_edited_no_more(small: LoadedModel) -> None:
    """Its end is forced by making the end token the likeliest of all."""
    end = sorted(end_tokens(small))[0]
    with torch.no_grad():
        kept = small.unembedding[end].clone()
        small.unembedding[end] = 0
    try:
        writing = Writing(small, PROMPTS, [0, 0, 0], 6, edits=prepare(small, [[Edit(UNITS[0], 0, 3.0)]]))
        writing.step()
        writing._going[1] = False
        writing._mask[1, -1] = 0
        before = writing.edits.touch.positions
        writing.step()
        assert writing.edits.touch.positions == before + 2
        assert len(writing.written[1]) == 1
    finally:
        with torch.no_grad():
            small.unembedding[end] = kept


def test_an_end_token_ends_a_text_and_is_not_part_of_it(small: LoadedModel) -> None:
    class Ends(Choice):
        def choose(self, logits, uniform):
            return torch.full((len(logits),), 1)

    writing = write(small, PROMPTS, choice=Ends())
    assert writing.written == [[], [], []] and writing.ended == [True] * 3 and writing.steps == 1


def test_draws_follow_the_distribution_of_the_nucleus() -> None:
    logits = torch.tensor([2.0, 1.0, 0.0, -1.0, -6.0]).log_softmax(0)
    n = 40_000
    uniform = torch.from_numpy(uniforms(row_key([1, 2], 3), n))
    drawn = Choice(greedy=False, temperature=0.7, top_p=0.95).choose(logits.repeat(n, 1), uniform)
    warper = transformers.TopPLogitsWarper(0.95)
    scores = warper(torch.zeros(1, 1, dtype=torch.long), transformers.TemperatureLogitsWarper(0.7)(None, logits[None]))
    expected = scores.softmax(1)[0].numpy()
    found = np.bincount(drawn.numpy(), minlength=5) / n
    assert np.abs(found - expected).max() < 4 * np.sqrt(0.25 / n)
    assert (found[expected == 0] == 0).all()


def test_a_row_has_draws_of_its_own() -> None:
    assert np.array_equal(uniforms(row_key([1, 2], 0), 5), uniforms(row_key([1, 2], 0), 9)[:5])
    several = [
        uniforms(row_key(ids, seed), 5, stream) for ids in ([1, 2], [12]) for seed in (0, 1) for stream in (0, 1)
    ]
    assert len({tuple(row) for row in several}) == 8


def test_prompts_without_a_token_or_room_are_refused_by_their_number(small: LoadedModel) -> None:
    with pytest.raises(Refused, match="Prompt 2 has no token") as error:
        Writing(small, [[5], []], [0, 0], 4)
    assert error.value.field == "prompts.1.text"
    with pytest.raises(Refused, match="more than the 128") as error:
        Writing(small, [[5], [5] * 126], [0, 0], 4)
    assert error.value.field == "prompts.1.text"
