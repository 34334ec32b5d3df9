"""Training on the sample corpus: its arms, and what each shares with the others."""

from itertools import islice

import numpy as np
import pytest

from isogloss.models.ladder import get_model
from isogloss.models.vocabulary_training import read_vocabulary
from isogloss.runs.catalogue import StoredCatalogue
from isogloss.store.open import open_store
from isogloss.studies.pretraining import study
from isogloss.studies.pretraining.text import open_text
from isogloss.vocabulary.clone import CLONE
from isogloss.vocabulary.errors import Refused
from tests.clones import uncloned
from tests.studies.pretraining.material import params, trained

SAMPLE = {"languages": ("en", "de", "tr"), "vocabulary": 300, "steps": 6, "checkpoint_steps": (2,)}


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    """A house on SQLite."""
    opened = open_store(home=tmp_path_factory.mktemp("sample") / "home")
    yield opened
    opened.close()


def rows(hands):
    return hands.kept["stream/tokens/0"], hands.kept["stream/languages/0"]


def test_arms_share_vocabulary_first_weights_held_out_text_and_order_of_languages(store):
    arms = {
        name: trained(store, params("sample", **SAMPLE, **changed))
        for name, changed in {
            "control": {},
            "switched": {"switch": 0.5},
            "placebo": {"switch": 0.5, "placebo": True},
        }.items()
    }
    control, plain = arms["control"]
    assert len({result.model for result, _ in arms.values()}) == 3
    for name, (result, hands) in arms.items():
        assert result.constructed
        assert any("Constructed text" in note for note in result.notes)
        assert hands.kept["tokenizer"] == plain.kept["tokenizer"]
        assert result.checkpoints[0].fingerprint == control.checkpoints[0].fingerprint
        assert np.array_equal(rows(hands)[1], rows(plain)[1])
        for part in ("tokens", "documents"):
            assert np.array_equal(hands.kept[f"held-out/{part}/tr"], plain.kept[f"held-out/{part}/tr"])
        assert np.array_equal(rows(hands)[0], rows(plain)[0]) is (name == "control")
        with store.app.session() as session:
            row = get_model(session, result.model)
        assert list(row.trained_on) == ["constructed text"]
        assert "constructed text" in row.note


def test_switched_words_change_the_documents_they_stand_in_alone(store):
    catalogue = StoredCatalogue(store)
    plain, some, more = (
        islice(open_text(params("sample", **SAMPLE, switch=share), catalogue).training("en"), 60)
        for share in (0.0, 0.02, 0.3)
    )
    kept = [a == b for a, b in zip(plain, some, strict=True)]
    assert 5 < sum(kept) < 60, "a document without a switched word is as it was"
    assert len(list(more)) == 60


def test_held_out_documents_and_those_of_the_clone_are_others(store):
    text = open_text(params("sample", **SAMPLE, clone=True), StoredCatalogue(store))
    trained_on, held_out, clone = (
        set(islice(stream, 200)) for stream in (text.training("en"), text.held_out("en"), text.training(CLONE))
    )
    assert len(trained_on) == 200
    assert not trained_on & held_out
    assert not trained_on & {uncloned(document) for document in clone}
    assert next(iter(clone)).isascii() is False


def test_the_clone_of_the_sample_is_trained_beside_english(store):
    result, hands = trained(store, params("sample", **SAMPLE | {"languages": ("en",)}, clone=True))
    tokens, languages = rows(hands)
    assert [language.language for language in result.languages] == ["en", CLONE]
    words = read_vocabulary(hands.kept["tokenizer"])
    assert not set(tokens[languages == 0].ravel()) & set(tokens[languages == 1].ravel()) - {0}
    assert uncloned(words.decode(tokens[languages == 1].ravel().tolist())).isascii()


@pytest.mark.parametrize(
    ("changed", "code", "field"),
    [
        ({"languages": ("en", "fr")}, "unknown_language", "languages"),
        ({"ids": "train"}, "no_ids", "ids"),
        ({"placebo": True}, "placebo_of_nothing", "placebo"),
        ({"languages": ("en",), "switch": 0.1}, "no_other_language", "switch"),
        ({"languages": ("en",), "clone": True, "bilingual": 0.1}, "no_other_language", "bilingual"),
    ],
)
def test_what_the_sample_cannot_give_is_refused(store, changed, code, field):
    with pytest.raises(Refused) as refused:
        study.inputs(study.resolve(params("sample", **SAMPLE | changed), StoredCatalogue(store)))
    assert (refused.value.code, refused.value.field) == (code, field)


def test_another_edition_of_the_sample_makes_other_runs(store, monkeypatch):
    from isogloss.studies.pretraining import text

    asked, catalogue = params("sample", **SAMPLE), StoredCatalogue(store)
    before = study.inputs(study.resolve(asked, catalogue))
    monkeypatch.setattr(text, "_digest_of_package", lambda: "another edition")
    assert study.inputs(study.resolve(asked, catalogue)) != before
