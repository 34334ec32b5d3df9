"""Retrieval and unbiased CKA equal their slow twins, hold their properties, and their null moves whole documents."""

from itertools import pairwise, permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from isogloss.methods.alignment import centred, linear_cka, linear_ckas, pairings, retrieval, retrievals
from isogloss.methods.inference import clustered_mean, two_sided_p


def _related(seed: int, languages: int = 2, n: int = 30, width: int = 12, noise: float = 1.0) -> np.ndarray:
    """States that share a part, beside each language's own part and mean: [languages, n, width]."""
    rng = np.random.default_rng(seed)
    own = rng.normal(size=(languages, n, width)) * noise + 3 * rng.normal(size=(languages, 1, width))
    return rng.normal(size=(n, width)) + own


def _rotation(seed: int, width: int) -> np.ndarray:
    return np.linalg.qr(np.random.default_rng(seed).normal(size=(width, width)))[0]


def _twin_retrieval(a: np.ndarray, b: np.ndarray) -> float:
    def cosine(x, y):
        dot = sum(float(p) * float(q) for p, q in zip(x, y, strict=True))
        return dot / (sum(float(p) ** 2 for p in x) * sum(float(q) ** 2 for q in y)) ** 0.5

    found = 0.0
    for here, there in ((a, b), (b, a)):
        for i, x in enumerate(here):
            near = [cosine(x, y) for y in there]
            nearest = [j for j, c in enumerate(near) if c >= max(near) - 1e-12]
            found += (i in nearest) / len(nearest) / (2 * len(a))
    return found


def _twin_hsic(k: np.ndarray, m: np.ndarray) -> float:
    """HSIC_1 as what it estimates without bias: means over pairs, triples and quadruples of different sentences."""
    n = len(k)
    pairs = np.mean([k[i, j] * m[i, j] for i, j in permutations(range(n), 2)])
    triples = np.mean([k[i, j] * m[i, q] for i, j, q in permutations(range(n), 3)])
    quadruples = np.mean([k[i, j] * m[q, r] for i, j, q, r in permutations(range(n), 4)])
    return pairs - 2 * triples + quadruples


def _twin_cka(a: np.ndarray, b: np.ndarray) -> float:
    k, m = a @ a.T, b @ b.T
    return _twin_hsic(k, m) / (_twin_hsic(k, k) * _twin_hsic(m, m)) ** 0.5


def _twin_between_documents(a: np.ndarray, b: np.ndarray, documents: np.ndarray) -> float:
    """Inner product of what least squares leaves of the entries between documents, one column for every sentence."""
    pairs = [(i, j) for i in range(len(a)) for j in range(i) if documents[i] != documents[j]]
    design = np.zeros((len(pairs), len(a)))
    for row, (i, j) in zip(design, pairs, strict=True):
        row[i] = row[j] = 1
    left = []
    for states in (a, b):
        entries = np.array([states[i] @ states[j] for i, j in pairs])
        left.append(entries - design @ np.linalg.lstsq(design, entries, rcond=None)[0])
    return float(left[0] @ left[1] / np.linalg.norm(left[0]) / np.linalg.norm(left[1]))


def _plain_cka(a: np.ndarray, b: np.ndarray) -> float:
    """Kornblith et al. 2019: the biased form."""
    k, m = (x @ x.T for x in (centred(a), centred(b)))
    return float((k * m).sum() / np.linalg.norm(k) / np.linalg.norm(m))


@pytest.mark.parametrize("grain", [0.5, 1000], ids=["ties", "no ties"])
def test_retrieval_equals_its_twin(grain):
    for seed in range(4):
        a, b = np.round(_related(seed, n=12, width=3) * grain) / grain + 0.125
        assert retrieval(a, b) == pytest.approx(_twin_retrieval(a, b), abs=1e-9)
        a, b = centred(a), centred(b)
        assert retrieval(a, b) == pytest.approx(_twin_retrieval(a, b), abs=1e-9)


@pytest.mark.parametrize("n", [4, 5, 8])
def test_cka_equals_its_twin_over_all_quadruples(n):
    for seed in range(3):
        a, b = _related(seed, n=n, width=7)
        assert linear_cka(a, b) == pytest.approx(_twin_cka(a, b), abs=1e-9)


@pytest.mark.parametrize("sizes", [(1, 1, 1, 1, 1), (2, 2, 2), (1, 2, 5, 1, 3)])
def test_cka_leaves_out_pairs_within_documents(sizes):
    documents = np.random.default_rng(0).permutation(np.repeat(np.arange(len(sizes)) * 7, sizes))
    for seed in range(3):
        a, b = _related(seed, n=len(documents), width=9)
        twin = _twin_between_documents(a, b, documents)
        assert linear_cka(a, b, documents) == pytest.approx(twin, abs=1e-9)
        assert (linear_cka(a, b) == pytest.approx(twin, abs=1e-9)) == (max(sizes) == 1)


@settings(max_examples=25)
@given(seed=st.integers(0, 9999), n=st.integers(5, 40), width=st.integers(2, 30), scale=st.floats(1e-3, 1e3))
def test_cka_sees_neither_rotation_nor_scale_nor_place_nor_the_order_of_sentences(seed, n, width, scale):
    a, b = _related(seed, n=n, width=width)
    value = linear_cka(a, b)
    assert linear_cka(b, a) == pytest.approx(value, abs=1e-9)
    assert linear_cka(a @ _rotation(seed, width) * scale + 5, b) == pytest.approx(value, abs=1e-9)
    order = np.random.default_rng(seed).permutation(n)
    assert linear_cka(a[order], b[order]) == pytest.approx(value, abs=1e-9)
    assert linear_cka(a, a @ _rotation(seed, width)) == pytest.approx(1, abs=1e-9)


@settings(max_examples=25)
@given(seed=st.integers(0, 9999), n=st.integers(4, 40), width=st.integers(2, 30), scale=st.floats(1e-3, 1e3))
def test_retrieval_sees_neither_a_common_rotation_nor_scale_nor_the_order_of_sentences(seed, n, width, scale):
    a, b = _related(seed, n=n, width=width)
    value, turn, order = retrieval(a, b), _rotation(seed, width), np.random.default_rng(seed).permutation(n)
    assert 0 <= value <= 1
    assert retrieval(b, a) == pytest.approx(value, abs=1e-9)
    assert retrieval(a @ turn * scale, b @ turn) == pytest.approx(value, abs=1e-9)
    assert retrieval(a[order], b[order]) == pytest.approx(value, abs=1e-9)


def test_unrelated_states_have_no_cka_where_the_plain_one_is_nearly_one():
    """The trap: 60 sentences of width 600. The plain CKA is 600 / 660 whatever the states mean."""
    rng = np.random.default_rng(0)
    drawn = [rng.normal(size=(2, 60, 600)) for _ in range(40)]
    plain = [_plain_cka(a, b) for a, b in drawn]
    unbiased = np.array([linear_cka(a, b) for a, b in drawn])
    assert min(plain) > 0.85
    assert np.mean(plain) == pytest.approx(600 / 660, abs=0.01)
    assert abs(unbiased.mean()) < 2.5 * unbiased.std(ddof=1) / len(drawn) ** 0.5
    assert np.abs(unbiased).max() < 0.1


def test_few_sentences_estimate_the_cka_of_many():
    """Related states: 40 sentences give on average what 2,000 give; the plain CKA of 40 lies far above."""
    many = linear_cka(*_related(0, n=1000, width=50))
    few = [_related(seed, n=40, width=50) for seed in range(1, 31)]
    assert np.mean([linear_cka(*pair) for pair in few]) == pytest.approx(many, abs=0.02)
    assert np.mean([_plain_cka(*pair) for pair in few]) > many + 0.2


def test_identical_states_are_all_retrieved():
    a, _ = _related(0)
    assert retrieval(a, a.copy()) == 1
    assert linear_cka(a, a.copy()) == pytest.approx(1, abs=1e-12)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("shape", [(4, 1), (7, 33), (61, 600)])
def test_where_all_are_equally_near_the_hit_is_shared(dtype, shape):
    """Products of equal rows differ in their last digits; a maximum that took one of them would be chance or luck."""
    a = np.tile(np.random.default_rng(1).normal(size=shape[1]).astype(dtype), (shape[0], 1))
    assert retrieval(a, a.copy()) == pytest.approx(1 / shape[0], abs=1e-12)
    b = np.repeat(np.random.default_rng(2).normal(size=shape).astype(dtype), 2, axis=0)
    assert shape[1] == 1 or retrieval(b, b.copy()) == pytest.approx(1 / 2, abs=1e-12)


def test_centring_finds_translations_behind_a_language_s_own_mean():
    """Means in opposite directions point every sentence at the same few neighbours."""
    a, b = _related(0, n=200, width=40, noise=0.3)
    a, b = a + 30, b - 30
    assert retrieval(a, b) < 0.1
    assert retrieval(centred(a), centred(b)) > 0.95


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_all_languages_at_once_are_each_pair_by_itself(dtype):
    states = _related(3, languages=4, n=40).astype(dtype)
    documents = np.repeat(np.arange(16), 3)[:40]
    partners = pairings(documents, draws=3, seed=0)
    found, ckas = retrievals(states, partners), linear_ckas(states, partners)
    between = linear_ckas(states, partners, documents)
    close = 1e-9 if dtype == np.float64 else 1e-5
    for a in range(4):
        for b in range(4):
            first, second = states[min(a, b)], states[max(a, b)]
            assert found.value[a, b] == pytest.approx(retrieval(first, second), abs=1e-12)
            assert ckas.value[a, b] == pytest.approx(linear_cka(first, second), abs=close)
            assert between.value[a, b] == pytest.approx(linear_cka(first, second, documents), abs=close)
            for d, move in enumerate(partners):
                assert found.null[d, a, b] == pytest.approx(retrieval(first, second[move]), abs=1e-12)
                assert ckas.null[d, a, b] == pytest.approx(linear_cka(first, second[move]), abs=close)
    np.testing.assert_allclose(found.hits.mean(2), found.value)
    assert (ckas.low <= ckas.value).all()
    assert (ckas.value <= ckas.high).all()
    assert found.null.shape == ckas.null.shape == (3, 4, 4)


def test_a_large_common_part_costs_float32_little():
    """Real states have a few coordinates far larger than what tells sentences apart."""
    exact = _related(1, n=100, width=50, noise=0.5)
    exact[..., 7] += 1000
    found = exact.astype(np.float32)
    assert linear_cka(*found) == pytest.approx(linear_cka(*exact), abs=1e-4)
    assert retrieval(*map(centred, found)) == retrieval(*map(centred, exact)) > 0.9


@settings(max_examples=40)
@given(sizes=st.lists(st.integers(1, 6), min_size=2, max_size=30), seed=st.integers(0, 999))
def test_null_partners_are_whole_documents_of_others(sizes, seed):
    sizes = [*sizes, max(sizes)]  # or one might hold more than half
    documents = np.repeat(np.arange(len(sizes)), sizes)
    documents = documents[np.random.default_rng(seed).permutation(len(documents))]
    after = {}  # the sentence that follows in the same document
    for d in range(len(sizes)):
        members = np.flatnonzero(documents == d).tolist()
        after |= dict(pairwise(members))
    for move in pairings(documents, draws=5, seed=seed):
        assert np.array_equal(np.sort(move), np.arange(len(documents)))
        assert (documents != documents[move]).all()
        place = np.argsort(move)
        for here, there in after.items():
            # Neighbours stay neighbours: beside two that follow each other, or over the end of one document.
            first, second = place[here], place[there]
            assert after.get(first) == second or (first not in after and second not in after.values())


def test_documents_of_one_size_meet_document_by_document():
    documents = np.repeat(np.arange(12), 5)
    moves = pairings(documents, draws=50, seed=1)
    met = documents[moves].reshape(50, 12, 5)
    assert (met == met[:, :, :1]).all()
    assert len({tuple(move) for move in moves}) == 50
    # Every other document is met about equally often.
    counts = np.array([[(met[:, d, 0] == e).sum() for e in range(12)] for d in range(12)])
    assert (counts.diagonal() == 0).all()
    assert counts.max() < 20
    assert np.array_equal(moves, pairings(documents, draws=50, seed=1))
    assert not np.array_equal(moves, pairings(documents, draws=50, seed=2))


def _with_subjects(seed: int, sizes: np.ndarray, related: bool) -> tuple[np.ndarray, np.ndarray]:
    """Documents that each have a subject, the same in both languages or not: documents and [2, sentences, 20]."""
    rng = np.random.default_rng(seed)
    documents = np.repeat(np.arange(len(sizes)), sizes)
    subjects = rng.normal(size=(2, len(sizes), 20))
    subjects[1] = subjects[0] if related else subjects[1]
    return documents, subjects[:, documents] + rng.normal(size=(2, len(documents), 20))


@pytest.mark.parametrize("sizes", [np.full(20, 5), np.arange(40) % 10 // 2 + 1], ids=["one size", "many sizes"])
def test_the_null_of_documents_holds_where_that_of_sentences_is_too_narrow(sizes):
    """Unrelated languages whose documents each have a subject: as often significant as the level says."""
    p, values, nulls = {True: [], False: []}, [], []
    for seed in range(30):
        documents, states = _with_subjects(seed, sizes, related=False)
        for whole, found in p.items():
            moves = pairings(documents if whole else np.arange(len(documents)), draws=39, seed=seed)
            ckas = linear_ckas(states, moves, documents if whole else None)
            found.append(two_sided_p(ckas.value[0, 1], ckas.null[:, 0, 1]))
            if whole:
                values.append(ckas.value[0, 1])
                nulls.append(ckas.null[:, 0, 1].mean())
    assert np.mean(np.array(p[True]) <= 0.05) <= 0.15
    assert np.mean(np.array(p[False]) <= 0.05) > 0.9
    for unrelated in (values, nulls):
        assert abs(np.mean(unrelated)) < 3 * np.std(unrelated, ddof=1) / len(unrelated) ** 0.5


def test_the_null_of_unrelated_languages_is_chance_and_of_related_ones_below():
    """Where most sentences find their translation, few are left that could find the partner they were given."""
    partners = pairings(np.repeat(np.arange(25), 4), draws=100, seed=0)
    rng = np.random.default_rng(0)
    unrelated = [retrievals(rng.normal(size=(2, 100, 30)), partners) for _ in range(30)]
    assert np.mean([found.null[:, 0, 1] for found in unrelated]) == pytest.approx(1 / 100, abs=0.001)
    assert np.mean([found.value[0, 1] for found in unrelated]) == pytest.approx(1 / 100, abs=0.005)
    related = _related(0, n=100, width=30)
    found, ckas = retrievals(centred(related), partners), linear_ckas(related, partners)
    assert found.value[0, 1] > 0.5
    assert found.null[:, 0, 1].mean() < 0.005
    assert ckas.value[0, 1] > 0.2
    assert abs(ckas.null[:, 0, 1].mean()) < 0.02
    assert two_sided_p(ckas.value[0, 1], ckas.null[:, 0, 1]) == pytest.approx(1 / 101)


@pytest.mark.parametrize("alone", [True, False])
def test_the_interval_of_cka_is_the_jackknife_of_documents(alone):
    states = _related(5, languages=3, n=30)
    documents = np.arange(30) if alone else np.random.default_rng(0).integers(0, 9, 30) * 10
    found = linear_ckas(states, documents=None if alone else documents)
    for a, b in ((0, 1), (0, 2), (1, 2)):
        pair = states[[a, b]]
        left = [linear_cka(*pair[:, documents != d], documents[documents != d]) for d in np.unique(documents)]
        error = np.sqrt((len(left) - 1) * np.var(left))
        assert found.high[a, b] - found.low[a, b] == pytest.approx(2 * 1.959963984540054 * error, abs=1e-9)
        assert (found.high[a, b] + found.low[a, b]) / 2 == pytest.approx(linear_cka(*pair, documents), abs=1e-9)


def test_where_a_document_is_too_large_to_leave_out_there_is_no_interval():
    found = linear_ckas(_related(0, n=7), documents=np.array([0, 0, 0, 1, 1, 2, 2]))
    assert np.isfinite(found.value).all()
    assert np.isnan([found.low, found.high]).all()


def test_cka_between_documents_has_no_bias_and_an_interval_that_holds():
    """The second trap: documents with a subject. Two languages that share it and nothing else have a CKA of 1/4."""
    sizes, inside, between, alone = np.full(40, 4), [], [], []
    for seed in range(30):
        documents, states = _with_subjects(seed, sizes, related=True)
        found = linear_ckas(states, documents=documents)
        inside.append(found.low[0, 1] <= 0.25 <= found.high[0, 1])
        between.append(found.value[0, 1])
        alone.append(linear_cka(*states))
    assert np.mean(alone) > 0.29
    assert np.mean(between) == pytest.approx(0.25, abs=0.015)
    assert np.mean(inside) >= 0.88


def test_hits_give_the_interval_of_retrieval():
    states, documents = centred(_related(2, n=60, noise=0.6)), np.repeat(np.arange(15), 4)
    found = retrievals(states)
    mean, low, high = clustered_mean(found.hits[0, 1], np.ones(60), documents, resamples=200, seed=0)
    assert mean == pytest.approx(found.value[0, 1])
    assert low < mean < high


def _spoiled(kind: str) -> tuple[np.ndarray, np.ndarray]:
    a, b = _related(0, n=10)
    match kind:
        case "nan":
            b[3, 2] = np.nan
        case "infinite":
            b[3, 2] = np.inf
        case "few":
            a, b = a[:3], b[:3]
        case "shape":
            b = b[:-1]
        case "half":
            a, b = a.astype(np.float16), b.astype(np.float16)
        case "zero":
            b[4] = 0
        case "constant":
            b[:] = b[0]
        case "one":
            b[1:] = b[1]
        case "simplex":
            a, b = a[:, :10], np.eye(10)
    return a, b


@pytest.mark.parametrize(
    ("kind", "says"),
    [
        ("nan", "finite"),
        ("infinite", "finite"),
        ("few", "at least 4"),
        ("shape", "differ in shape"),
        ("half", "float16"),
    ],
)
def test_states_that_cannot_be_compared_are_refused(kind, says):
    for measure in (retrieval, linear_cka):
        with pytest.raises(ValueError, match=says):
            measure(*_spoiled(kind))
    if kind != "shape":
        for measure in (retrievals, linear_ckas, centred):
            with pytest.raises(ValueError, match=says):
                measure(np.stack(_spoiled(kind)))


@pytest.mark.parametrize(
    ("kind", "says"), [("constant", "all the same"), ("one", "all but one the same"), ("simplex", "equally far apart")]
)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_cka_without_any_structure_is_refused(kind, says, dtype):
    a, b = (x.astype(dtype) for x in _spoiled(kind))
    with pytest.raises(ValueError, match=says):
        linear_cka(a, b)


def test_a_state_without_a_direction_is_refused():
    with pytest.raises(ValueError, match="no direction"):
        retrieval(*_spoiled("zero"))
    a, b = _spoiled("constant")
    with pytest.raises(ValueError, match="all the same"):
        centred(b)
    a = np.concatenate([a, -a, np.zeros((1, a.shape[1]))]) + 0.3  # the last is the mean
    with pytest.raises(ValueError, match="no direction"):
        retrieval(centred(a), a)


def test_documents_that_cannot_change_places_are_refused():
    for documents in (np.zeros(9, int), np.array([0, 0, 0, 1, 2]), np.array([], int)):
        with pytest.raises(ValueError, match="can't change places"):
            pairings(documents, draws=1, seed=0)
    with pytest.raises(ValueError, match="one document holds 3 of 6"):
        linear_ckas(_related(0, n=6), documents=np.array([0, 0, 0, 1, 1, 2]))


def test_partners_of_other_sentences_are_refused():
    with pytest.raises(ValueError, match="partners are for 5"):
        retrievals(_related(0, n=6), np.arange(5)[None])
    with pytest.raises(ValueError, match="no permutation"):
        linear_ckas(_related(0, n=6), np.zeros((1, 6), int))
