"""Which sentences are read: at most so many, drawn by the seed from all of them; and held out means by document."""

import random
from types import SimpleNamespace
from typing import Any

import pytest

from isogloss.corpora.choosing import by_seed, chosen_ids, held_out_from

IDS = [f"s{d:03d}-{j}" for d in range(60) for j in range(1 + d % 5)]
DOCUMENTS = {item: item.split("-")[0] for item in IDS}


def corpus() -> Any:
    """Enough of a corpus: every id in every language."""
    return SimpleNamespace(
        documents=DOCUMENTS,
        groups=lambda languages: DOCUMENTS,
        select=lambda choice: tuple(sorted(IDS)),
        complete=lambda languages, ids: tuple(sorted(ids)),
    )


def chosen(limit: int | None, seed: int = 0) -> tuple[str, ...]:
    return chosen_ids(corpus(), ("en",), None, limit, seed=seed)


@pytest.mark.parametrize("limit", [40, 61, 100])
def test_at_most_so_many_are_whole_documents_from_anywhere_drawn_by_the_seed(limit: int) -> None:
    found = chosen(limit)
    assert limit - 5 < len(found) <= limit
    read = {DOCUMENTS[i] for i in found}
    assert set(found) == {i for i in IDS if DOCUMENTS[i] in read}, "whole documents"
    assert found == chosen(limit)
    assert found != chosen(limit, seed=1)
    # The first documents by name were all that was ever read.
    assert max(read) > "s050"
    assert min(read) < "s010"


def test_every_document_is_as_likely_and_without_a_limit_all_are_read() -> None:
    counts = dict.fromkeys(DOCUMENTS.values(), 0)
    for seed in range(200):
        for name in {DOCUMENTS[i] for i in chosen(60, seed)}:
            counts[name] += 1
    first, last = (sum(counts[f"s{d:03d}"] for d in part) for part in (range(30), range(30, 60)))
    assert first / last == pytest.approx(1, abs=0.15)
    assert chosen(None) == chosen(len(IDS)) == tuple(sorted(IDS))


def test_a_choice_does_not_depend_on_the_order_of_what_is_chosen_from() -> None:
    shuffled = list(IDS)
    random.Random(4).shuffle(shuffled)
    assert by_seed(shuffled, 20, seed=3) == by_seed(IDS, 20, seed=3) != by_seed(IDS, 20, seed=4)
    assert len(by_seed(IDS, 20, seed=3)) == 20
    assert by_seed(IDS, 10_000, seed=3) == sorted(IDS)


def test_another_sentence_of_a_document_that_was_read_is_not_held_out() -> None:
    """Four of six sentences of every document were read, and the other two called held out."""
    read = [i for i in IDS if i.endswith("-0")]
    assert held_out_from(read, IDS, DOCUMENTS) == ()
    some = [i for i in read if i < "s030"]
    assert {DOCUMENTS[i] for i in held_out_from(some, IDS, DOCUMENTS)} == {d for d in DOCUMENTS.values() if d >= "s030"}
    assert held_out_from([], IDS, DOCUMENTS) == tuple(IDS)
