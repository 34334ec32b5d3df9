"""A whole training in this process: what is kept, what is published, and what depends on what."""

import json

import numpy as np
import pytest

from isogloss.corpora.imports import import_corpus
from isogloss.models.ladder import checkpoints, get_model
from isogloss.models.load import load_checkpoint
from isogloss.models.tokens import tokenize
from isogloss.models.vocabulary_training import BEGIN_ID, read_vocabulary
from isogloss.runs.catalogue import StoredCatalogue
from isogloss.store.open import open_store
from isogloss.studies.pretraining import study
from isogloss.studies.pretraining.schema import Frame
from isogloss.vocabulary.clone import CLONE, has_cells
from isogloss.vocabulary.errors import IsoglossError, Refused
from tests.clones import clone_ids
from tests.oracles.pretraining import cross_entropy_by_hand
from tests.studies.pretraining.material import WORDS, TrainingHands, params, trained, write_text


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """A house on SQLite and a folder of text, for tests that leave both as they are."""
    folder = tmp_path_factory.mktemp("pretraining")
    store = open_store(home=folder / "home")
    yield store, write_text(folder / "text")
    store.close()


@pytest.fixture(scope="module")
def made(place):
    store, text = place
    return trained(store, params(text))


def stream(hands):
    index = json.loads(hands.kept["stream/index"])
    chunks = range(-(-index["rows"] // index["chunk_rows"]))
    parts = ("tokens", "documents", "languages")
    return index, {part: np.concatenate([hands.kept[f"stream/{part}/{i}"] for i in chunks]) for part in parts}


def test_every_figure_and_step_that_was_announced_is_there(made):
    result, hands = made
    assert set(hands.figures) == set(study.STUDY.figures)
    assert hands.steps == hands.planned
    assert [rung.step for rung in result.checkpoints] == [0, 4, 12]
    assert result.checkpoints[-1].tokens_seen == result.tokens == 12 * 8 * 16
    assert {language.language for language in result.languages} == set(WORDS)
    assert sum(language.tokens for language in result.languages) == result.tokens
    for language in result.languages:
        assert language.held_out.null is not None
        assert language.byte_unigram > 0
        assert language.held_out.n <= 128


def test_the_ladder_is_in_the_house_with_what_it_was_trained_on(place, made):
    (store, _), (result, hands) = place, made
    with store.app.session() as session:
        row, rungs = get_model(session, result.model), checkpoints(session, result.model)
    assert hands.rungs == [rung.revision for rung in rungs] == ["step00000", "step00004", "step00012"]
    assert [rung.tokens_seen for rung in rungs] == [0, 512, 1536]
    assert [rung.fingerprint for rung in rungs] == [rung.fingerprint for rung in result.checkpoints]
    assert len({rung.fingerprint for rung in rungs}) == 3
    assert (row.bos_policy, row.languages, row.n_parameters) == ("add", ["en", "de", "ru"], result.n_parameters)
    assert list(row.trained_on) == ["folder text"]
    assert json.loads((store.home / "ladders" / hands.key / "ladder.json").read_text())["steps"] == [0, 4, 12]


def test_frames_are_of_their_type_and_tell_of_every_checkpoint(made):
    """Of a checkpoint that was reached all is told at once; between two, the losses alone."""
    result, hands = made
    told = [Frame.model_validate(frame) for frame in hands.frames]
    assert [frame.model_dump(mode="json", exclude_none=True) for frame in told] == hands.frames
    landed = [frame for frame in told if frame.checkpoint is not None]
    assert [(frame.checkpoint, frame.step) for frame in landed] == [(r.checkpoint, r.step) for r in result.checkpoints]
    for frame, rung in zip(landed, result.checkpoints, strict=True):
        held_out = {language: e.value for language, e in rung.held_out.items()}
        assert frame.held_out == pytest.approx(held_out, abs=1e-4)
        nulls = {language: e.null for language, e in rung.held_out.items()} if rung.step else {}
        assert frame.nulls == pytest.approx(nulls, abs=1e-4), "frequencies are known once the stream is written"
    assert {step for frame in told for step, _ in frame.losses} == set(range(1, 13))


def test_the_held_out_loss_is_that_of_the_published_model(place, made):
    (store, _), (result, hands) = place, made
    loaded = load_checkpoint(store, result.model, "step00012", dtype="float64", attention="eager")
    import torch

    rows = hands.kept["held-out/tokens/de"]
    with torch.no_grad():
        logits = loaded.model(input_ids=torch.as_tensor(rows.astype(np.int64))).logits.numpy()
    by_hand = [
        nats
        for row, scores in zip(rows, logits, strict=True)
        for nats, token in zip(cross_entropy_by_hand(scores.tolist(), row.tolist()), row[1:], strict=True)
        if token != BEGIN_ID
    ]
    said = result.checkpoints[-1].held_out["de"]
    assert said.value == pytest.approx(np.mean(by_hand), rel=1e-5)
    assert said.n == len(by_hand)


def test_the_stream_is_the_text_word_for_word(place, made):
    (_, text), (_, hands) = place, made
    index, rows = stream(hands)
    words = read_vocabulary(hands.kept["tokenizer"])
    assert rows["tokens"].shape == (96, 16)
    there = {code: (text / f"{code}.txt").read_text().split("\n\n") for code in WORDS}
    for i, code in enumerate(index["languages"]):
        own = rows["languages"] == i
        tokens, documents = rows["tokens"][own].ravel(), rows["documents"][own].ravel()
        assert index["tokens"][i] == len(tokens)
        assert index["documents"][i] == documents.max() + 1
        for document in range(documents.max()):
            ids = tokens[documents == document].tolist()
            assert ids[0] == BEGIN_ID
            assert words.decode(ids[1:]) in there[code]


def test_the_text_kept_out_is_never_trained_on(made):
    _, hands = made
    _, rows = stream(hands)
    words = read_vocabulary(hands.kept["tokenizer"])
    trained_text = words.decode(rows["tokens"].ravel().tolist())
    for code in WORDS:
        tokens, documents = (hands.kept[f"held-out/{part}/{code}"].ravel() for part in ("tokens", "documents"))
        for document in range(documents.max()):
            assert words.decode(tokens[documents == document].tolist()) not in trained_text


def test_sentences_are_read_by_the_ladder_as_they_were_in_training(place, made):
    (store, _), (result, _) = place, made
    loaded = load_checkpoint(store, result.model, "step00004")
    ids = tokenize(loaded, ["the old baker"]).ids[0]
    assert ids[0] == BEGIN_ID
    assert loaded.tokenizer.decode(ids[1:]) == "the old baker"


def test_the_same_again_is_the_same_to_the_bit_and_another_seed_is_not(place, made, tmp_path):
    (_, text), (result, hands) = place, made
    other = open_store(home=tmp_path / "elsewhere")
    again, same = trained(other, params(text))
    assert same.key == hands.key
    assert again.model_dump(exclude={"seconds"}) == result.model_dump(exclude={"seconds"})
    for name, kept in hands.kept.items():
        assert np.array_equal(kept, same.kept[name]) if isinstance(kept, np.ndarray) else kept == same.kept[name]
    third, different = trained(other, params(text, seed=1))
    assert third.checkpoints[0].fingerprint != result.checkpoints[0].fingerprint
    assert not np.array_equal(stream(hands)[1]["tokens"], stream(different)[1]["tokens"])
    other.close()


def test_what_does_not_concern_the_text_leaves_the_stream_alone(place, made):
    (store, text), (result, hands) = place, made
    other, changed = trained(store, params(text, learning_rate=0.02, weight_decay=0.0, checkpoint_steps=(6,)))
    assert np.array_equal(stream(hands)[1]["tokens"], stream(changed)[1]["tokens"])
    assert other.checkpoints[0].fingerprint == result.checkpoints[0].fingerprint
    assert other.checkpoints[-1].fingerprint != result.checkpoints[-1].fingerprint


def test_a_longer_training_begins_like_a_shorter_one(place, made):
    (store, text), (_, hands) = place, made
    _, longer = trained(store, params(text, steps=30, schedule="constant", checkpoint_steps=(1,)))
    short, long = stream(hands)[1], stream(longer)[1]
    for part in short:
        assert np.array_equal(short[part], long[part][: len(short[part])])


def test_a_text_that_is_read_again_is_read_in_another_order_and_that_is_said(place):
    store, text = place
    result, hands = trained(store, params(text, steps=260, held_out_tokens=400, checkpoint_steps=None))
    assert all(language.passes > 1 for language in result.languages)
    assert any("more than once" in note for note in result.notes)
    assert result.headline.held_out.value < result.headline.held_out.null, "and it has learned something"
    assert result.headline.held_out.low < result.headline.held_out.value < result.headline.held_out.high


@pytest.mark.parametrize("architecture", ["gpt2", "bloom", "llama"])
def test_every_family_can_be_trained(place, architecture):
    store, text = place
    result, _ = trained(store, params(text, architecture=architecture, steps=2, checkpoint_steps=(1,)))
    load_checkpoint(store, result.model, "step00002")


def test_the_clone_is_a_language_of_its_own_in_the_same_model(place, made):
    store, text = place
    result, hands = trained(store, params(text, clone=True, languages=("en", "de")))
    index, rows = stream(hands)
    assert index["languages"] == ["en", "de", CLONE]
    words = read_vocabulary(hands.kept["tokenizer"])
    assert result.vocabulary == words.get_vocab_size() > 320
    copies = set(clone_ids(words).values())
    for i, code in enumerate(index["languages"]):
        tokens = set(rows["tokens"][rows["languages"] == i].ravel().tolist()) - {BEGIN_ID}
        assert (tokens <= copies) is (code == CLONE)
        assert not (tokens & copies) or code == CLONE
    with store.app.session() as session:
        assert get_model(session, result.model).languages == ["en", "de", CLONE]
    english, clone = (words.decode(rows["tokens"][rows["languages"] == i].ravel().tolist()) for i in (0, 2))
    assert has_cells(clone)
    assert not has_cells(english)


def test_arms_of_one_seed_share_their_vocabulary_and_first_weights(place):
    store, text = place
    corpus = _corpus(store, text)
    plain, one = trained(store, params(corpus))
    mixed, two = trained(store, params(corpus, bilingual=0.5))
    assert one.kept["tokenizer"] == two.kept["tokenizer"]
    first, same = plain.checkpoints[0], mixed.checkpoints[0]
    assert first.fingerprint == same.fingerprint
    assert all(first.held_out[code].value == same.held_out[code].value for code in WORDS), "nor does what it is read on"
    a, b = stream(one)[1], stream(two)[1]
    assert np.array_equal(a["languages"], b["languages"])
    assert not np.array_equal(a["tokens"], b["tokens"])


def _corpus(store, text):
    rows = "id\tdocument\t" + "\t".join(WORDS) + "\n"
    lines = {code: [line for line in (text / f"{code}.txt").read_text().splitlines() if line] for code in WORDS}
    for i, said in enumerate(zip(*lines.values(), strict=True)):
        rows += f"s{i}\td{i // 3}\t" + "\t".join(said) + "\n"
    file = text.parent / "parallel.tsv"
    file.write_text(rows)
    return import_corpus(store, file, id="parallel", licence="CC0-1.0").id


def test_a_corpus_of_the_house_says_what_of_it_was_trained_on(place):
    store, text = place
    result, hands = trained(store, params(_corpus(store, text), bilingual=0.3))
    corpus = StoredCatalogue(store).corpus("parallel")
    with store.app.session() as session:
        row = get_model(session, result.model)
    out = set(row.trained_on["parallel"]["except_ids"])
    assert 0 < len(out) < len(corpus.ids) / 4
    assert row.licence == "CC0-1.0"
    assert {corpus.documents[i] for i in out}.isdisjoint(corpus.documents[i] for i in set(corpus.ids) - out)
    words = read_vocabulary(hands.kept["tokenizer"])
    read = words.decode(stream(hands)[1]["tokens"].ravel().tolist())
    assert not any(corpus.text("en", i) in read for i in out)
    assert any("parallel" in note for note in result.notes)


def test_a_larger_bilingual_share_keeps_the_documents_of_a_smaller(place):
    store, text = place
    from isogloss.studies.pretraining.text import open_text

    corpus, catalogue = _corpus(store, text), StoredCatalogue(store)
    found = [open_text(params(corpus, bilingual=share), catalogue).training("de") for share in (0.0, 0.3, 0.6)]
    firsts = list(zip(*([next(stream) for _ in range(40)] for stream in found), strict=True))
    assert any(a != b for a, b, _ in firsts)
    for none, some, more in firsts:
        assert some in (none, more)
        if some != none:
            assert len(some.split()) > len(none.split())


@pytest.mark.parametrize(
    ("changed", "code", "field"),
    [
        ({"languages": ("en", "fr")}, "unknown_language", "languages"),
        ({"languages": ("en", "en")}, "repeated_language", "languages"),
        ({"languages": ("de",), "clone": True}, "nothing_to_clone", "clone"),
        ({"text": "/nowhere/at/all"}, "no_folder", "text"),
        ({"text": "no-such-corpus"}, "unknown_corpus", "corpus"),
        ({"switch": 0.15}, "no_lexicon", "switch"),
        ({"placebo": True}, "no_lexicon", "placebo"),
        ({"bilingual": 0.1}, "not_parallel", "bilingual"),
        ({"ids": "train"}, "no_ids", "ids"),
        ({"heads": 3}, "heads_do_not_fit", "heads"),
        ({"heads": 16}, "heads_do_not_fit", "heads"),
        ({"checkpoint_steps": (4, 13)}, "bad_checkpoint_step", "checkpoint_steps"),
        ({"dtype": "float16"}, "bad_dtype", "dtype"),
        ({"steps": 1, "batch": 2, "checkpoint_steps": None}, "too_few_rows", "batch"),
        ({"model": "No Id!"}, "broken_id", "id"),
    ],
)
def test_what_cannot_be_trained_is_refused_before_it_starts(place, changed, code, field):
    store, text = place
    with pytest.raises(IsoglossError) as refused:
        study.inputs(study.resolve(params(**{"text": text} | changed), StoredCatalogue(store)))
    assert (refused.value.code, refused.value.field) == (code, field)


def test_numbers_out_of_range_name_their_field(place):
    _, text = place
    for changed in ({"steps": 0}, {"vocabulary": 100}, {"layers": 0}, {"switch": 1.0}, {"checkpoint_steps": ()}):
        with pytest.raises(ValueError, match=next(iter(changed))):
            params(text, **changed)


def test_too_small_a_text_is_refused(place, tmp_path):
    store, _ = place
    with pytest.raises(Refused, match="too little") as refused:
        study.inputs(study.resolve(params(write_text(tmp_path / "small", documents=10)), StoredCatalogue(store)))
    assert refused.value.field == "text"
    with pytest.raises(Refused, match="does not fill one row"):
        trained(store, params(write_text(tmp_path / "t"), context=512, batch=1))


def test_a_vocabulary_larger_than_the_text_allows_is_refused(place):
    store, text = place
    with pytest.raises(Refused, match="no more pieces") as refused:
        trained(store, params(text, vocabulary=5000))
    assert refused.value.field == "vocabulary"


def test_text_in_braille_is_refused_beside_the_clone(place, tmp_path):
    store, _ = place
    folder = write_text(tmp_path / "braille")
    (folder / "de.txt").write_text((folder / "de.txt").read_text() + "\n\n⠃⠗⠁⠊⠇⠇⠑\n")
    study.inputs(study.resolve(params(folder), StoredCatalogue(store)))
    with pytest.raises(Refused, match="Braille"):
        study.inputs(study.resolve(params(folder, clone=True), StoredCatalogue(store)))


def test_a_model_id_that_is_taken_is_refused_and_ones_own_is_not(place, made):
    (store, text), (result, _) = place, made
    with pytest.raises(Refused, match="another model") as refused:
        study.inputs(study.resolve(params(text, model=result.model, seed=9), StoredCatalogue(store)))
    assert refused.value.field == "model"
    named = params(text, model="my-model")
    assert trained(store, named)[0].model == "my-model"
    study.inputs(study.resolve(named, StoredCatalogue(store)))


def test_the_price_grows_with_what_is_asked_and_a_smaller_one_is_offered(place):
    store, text = place
    catalogue = StoredCatalogue(store)
    small = study.cost(study.resolve(params(text), catalogue))
    assert small.smaller is None
    large = study.cost(study.resolve(params(text, steps=100_000, checkpoint_steps=(5,)), catalogue))
    assert large.seconds > 10 * small.seconds
    assert large.bytes > small.bytes
    assert large.smaller == {"steps": 25_000, "checkpoint_steps": None}
    assert large.smaller_seconds < large.seconds
    offered = params(text, **large.smaller)
    study.inputs(study.resolve(offered, catalogue))
    assert "parameters" in large.detail


def test_a_training_that_was_interrupted_goes_on_from_what_lies_in_its_folder(place, made, monkeypatch):
    """Killed processes are in ``test_killed.py``; here every update is counted."""
    from isogloss.models.training import Training
    from isogloss.training import ladder

    (store, text), _ = place, made
    asked = params(text, seed=5)
    monkeypatch.setattr(ladder, "KEEP_EVERY", 0.0)
    monkeypatch.setattr(ladder, "KEEP_SHARE", 1e9)
    learn, learned = Training.learn, []

    def counted(self, *args):
        if len(learned) == 7 and learned[-1] != "interrupted":
            learned.append("interrupted")
            raise KeyboardInterrupt
        learned.append(self.step)
        return learn(self, *args)

    monkeypatch.setattr(Training, "learn", counted)
    with pytest.raises(KeyboardInterrupt):
        trained(store, asked)
    result, _ = trained(store, asked)
    assert learned == [*range(7), "interrupted", *range(7, 12)]
    monkeypatch.setattr(Training, "learn", learn)
    other = open_store(home=store.home.parent / "undisturbed")
    whole, _ = trained(other, asked)
    assert [r.fingerprint for r in whole.checkpoints] == [r.fingerprint for r in result.checkpoints]
    assert whole.curve == result.curve
    other.close()


def test_a_rung_that_was_taken_away_is_made_again(place, made):
    import shutil

    (store, text), (result, hands) = place, made
    folder = store.home / "ladders" / hands.key
    shutil.rmtree(folder / "step00004")
    again, _ = trained(store, params(text))
    assert [rung.fingerprint for rung in again.checkpoints] == [rung.fingerprint for rung in result.checkpoints]
    assert (folder / "step00004" / "model.safetensors").is_file()
    assert again.curve == result.curve


def test_a_ladder_that_lies_elsewhere_is_not_gone_on_with(place, made):
    (store, text), _ = place, made
    asked = params(text, seed=6)
    trained(store, asked)
    hands = TrainingHands(store, asked)
    folder = store.home / "ladders" / hands.key
    folder.rename(folder.with_name("moved"))
    with store.app.writing() as session:
        get_model(session, f"pretrained-{hands.key[:8]}").source = "/another/home"
    with pytest.raises(Refused, match="another machine"):
        trained(store, asked)
