"""The instrument on models that cannot share meaning, and on units that do by construction.

A model that read only English, and one that read nothing, know no language pair; what they show on parallel text is
the text's surface. Every figure between languages, pooled over concepts, must then show an excess whose interval
contains 0. Planted units must be found.
"""

from typing import Any

import numpy as np
import pytest
import torch

from isogloss.activations.capture import capture_pooled
from isogloss.corpora.concepts import import_concepts, load_concept_set
from isogloss.corpora.imports import import_corpus
from isogloss.corpora.parallel import ParallelCorpus, load_corpus
from isogloss.methods.average_precision import average_precision
from isogloss.models.load import LoadedModel, load_model
from isogloss.models.points import resolve
from isogloss.store.open import open_store
from isogloss.studies.concept_neurons.work import surface
from tests.studies.concept_neurons.whole import Whole, plan

pytestmark = pytest.mark.timeout(900)

LANGUAGES = ("en", "de", "es", "ru", "ar", "tr")


@pytest.fixture(scope="module")
def pud(tmp_path_factory, shared_data) -> tuple[ParallelCorpus, dict[str, frozenset[str]]]:
    store = open_store(home=tmp_path_factory.mktemp("home"))
    folder = tmp_path_factory.mktemp("pud")
    for language in LANGUAGES:
        name = f"{language}_pud-ud-test.conllu.gz"
        (folder / name).symlink_to(shared_data / "ud" / "pud" / name)
    import_corpus(store, folder, id="pud", licence="CC BY-SA 3.0")
    import_concepts(store, shared_data / "concepts" / "pud_concepts.json", corpus="pud", id="pud-concepts")
    found = load_corpus(store, "pud"), load_concept_set(store, "pud-concepts").concepts
    store.close()
    return found


def _read(loaded: LoadedModel, corpus: ParallelCorpus, selection: str) -> list[np.ndarray]:
    """Pooled values [N, D] of each language."""
    places = resolve(loaded.config, selection)
    out = []
    for language in LANGUAGES:
        pooled = capture_pooled(loaded, corpus.texts(language, corpus.ids), places, max_tokens=512, statistics=False)
        out.append(np.concatenate([pooled.values[place] for place in places], axis=1))
    return out


@pytest.fixture(scope="module")
def stories(shared_data) -> LoadedModel:
    return load_model(shared_data / "models" / "stories260K", None)


@pytest.fixture(scope="module")
def unread(shared_data, tmp_path_factory) -> LoadedModel:
    """Random weights behind a tokenizer that reads all six languages well."""
    from transformers import AutoTokenizer, GPTNeoXConfig, GPTNeoXForCausalLM

    folder = tmp_path_factory.mktemp("random")
    torch.manual_seed(0)
    config = GPTNeoXConfig(
        vocab_size=8192, hidden_size=96, num_hidden_layers=3, num_attention_heads=4, intermediate_size=384
    )
    GPTNeoXForCausalLM(config).save_pretrained(folder)
    ladder = shared_data / "models" / "mini-ladder"
    AutoTokenizer.from_pretrained(ladder / "step0").save_pretrained(folder)
    return load_model(folder, None)


def _positives(pud, least: int) -> list[np.ndarray]:
    corpus, concepts = pud
    at = {item: row for row, item in enumerate(corpus.ids)}
    sets = [np.array(sorted(at[i] for i in ids)) for ids in concepts.values()]
    return [ids for ids in sets if len(ids) >= least]


def _whole(values: list[np.ndarray], pud, width: int) -> Whole:
    corpus, _ = pud
    documents = np.unique([corpus.documents[i] for i in corpus.ids], return_inverse=True)[1]
    design = plan(documents, _positives(pud, 25), surface(corpus, corpus.ids, LANGUAGES), halvings=6)
    free = [
        np.stack([np.isin(corpus.ids, sorted(corpus.shared_surface_free(a, b))) for b in LANGUAGES if b != a])
        for a in LANGUAGES
    ]
    return Whole(values, design, k=round(0.04 * values[0].shape[1]), width=width, free=free)


def _contains_zero(name: str, e: Any) -> None:
    assert e.excess_low <= 0 <= e.excess_high, f"{name}: {e.excess:+.4f} [{e.excess_low:+.4f}, {e.excess_high:+.4f}]"


@pytest.mark.slow
@pytest.mark.parametrize("model", ["stories", "unread"])
def test_what_knows_no_two_languages_shows_no_excess_between_them(model, pud, request):
    loaded = request.getfixturevalue(model)
    width = loaded.places[resolve(loaded.config, "mlp_act")[0]]
    found = _whole(_read(loaded, pud[0], "mlp_act"), pud, width)
    headline = found.headline()
    # Not reliability: it averages over the very languages that chose the unit, and random features do tell words apart.
    for name in ("overlap", "transfer", "shared"):
        _contains_zero(name, getattr(headline, name))
    for row in found.summary.sharing_rows():
        _contains_zero(f"in {row.languages} languages", row.exactly)
        _contains_zero(f"in {row.languages} languages or more", row.at_least)
    for pair in found.summary.pair_rows():
        for e in (pair.overlap, pair.a_on_b, pair.b_on_a):
            _contains_zero(f"{pair.a}, {pair.b}", e)
    on_the_same_sentences = [
        headline.aligned,
        headline.surface_free,
        *(pair.aligned for pair in found.summary.pair_rows()),
    ]
    for e in on_the_same_sentences:
        # A real concept's words, other ones in each language, take places in the k best that pseudo-concepts leave to
        # units that answer to a sentence's form; on the same sentences that can pull the excess below 0, never above.
        assert e.excess_low <= 0, e
    if model == "stories":
        for e in on_the_same_sentences:
            _contains_zero("on the same sentences", e)


@pytest.mark.slow
def test_parallel_text_makes_meaningless_ids_overlap_and_disjoint_ids_do_not(pud, stories):
    """methods.md 0.1 on its own model and text (D = 3,000, k = 120, k/D = .040): random ids used in all languages
    overlap about as much as real concepts, well above k/D, and independent ids as little as k/D says.

    The page measured .080, .077 and .041; here it is .062, .071 and .043, whatever the size of the sets, with the
    BOS position pooled or not, and with padding pooled as the published code did. What made up the page's .080 is not
    known; the trap and its remedy are the same.
    """
    values = _read(stories, pud[0], "all_linear")
    real, k = _positives(pud, 1), 120
    assert values[0].shape == (1000, 3000)
    assert len(real) == 42
    rng = np.random.default_rng(0)

    def drawn() -> list[np.ndarray]:
        return [rng.choice(1000, len(ids), replace=False) for ids in real]

    shared = drawn()
    experts = {
        name: [
            np.argsort(-average_precision(np.ascontiguousarray(v.T), sets), axis=1, kind="stable")[:, :k]
            for v, sets in zip(values, chosen, strict=True)
        ]
        for name, chosen in {
            "pseudo": [shared] * 6,
            "real": [real] * 6,
            "independent": [drawn() for _ in LANGUAGES],
        }.items()
    }
    overlap = {
        name: np.mean([len(set(e[a][c]) & set(e[b][c])) / k for c in range(42) for a in range(6) for b in range(a)])
        for name, e in experts.items()
    }
    assert overlap["pseudo"] > 1.4 * overlap["independent"]
    assert overlap["real"] == pytest.approx(overlap["pseudo"], abs=0.015)
    assert overlap["independent"] == pytest.approx(0.041, abs=0.004)


def _planted(seed: int, strength: float) -> Whole:
    """Four languages, five concepts; the same ten units rise with a concept by so many standard deviations."""
    rng = np.random.default_rng(seed)
    n, d = 300, 400
    documents = np.arange(n) // 3
    positives = [np.sort(rng.choice(n, 40, replace=False)) for _ in range(5)]
    values = [rng.normal(size=(n, d)).astype(np.float32) for _ in range(4)]
    for positive in positives:
        units = rng.choice(d, 10, replace=False)
        for v in values:
            v[np.ix_(positive, units)] += strength
    return Whole(values, plan(documents, positives, rng.normal(size=(n, 2)), seed=seed), k=16, width=100)


@pytest.mark.parametrize("seed", [11, 12, 13])
def test_planted_units_are_found_in_every_figure_between_languages(seed):
    headline = _planted(seed, 2.0).headline()
    for name in ("overlap", "aligned", "transfer", "reliability", "shared"):
        assert getattr(headline, name).excess_low > 0, name
    assert headline.compression.excess_high < 0
    assert headline.overlap.value > 0.4


def test_the_interval_contains_zero_where_nothing_is_planted_and_grows_away_from_it_with_strength():
    excess = [_planted(21, strength).headline().overlap for strength in (0.0, 0.7, 2.0)]
    assert excess[0].excess_low <= 0 <= excess[0].excess_high
    assert excess[0].excess < excess[1].excess < excess[2].excess
