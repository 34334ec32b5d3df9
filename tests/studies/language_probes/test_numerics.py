"""What the probes stand on: splits, shuffled labels, transfer, surface; against slow twins and planted truth."""

from types import SimpleNamespace

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from isogloss.contract.estimate import Estimate
from isogloss.kit.ladder import OverTraining
from isogloss.studies.language_probes.analysis.probing import commonest, probe, share_right
from isogloss.studies.language_probes.analysis.splits import document_splits, shuffled
from isogloss.studies.language_probes.analysis.surface import byte_shares, lengths
from isogloss.studies.language_probes.analysis.transfer import hits_by_chance, transfer
from isogloss.studies.language_probes.found import found
from isogloss.studies.language_probes.ladder_figures import _layers

DOCUMENTS = np.repeat(np.arange(40), 5)


def test_no_split_shares_a_document_and_every_class_is_on_both_sides():
    classes = (DOCUMENTS % 13 == 0).astype(int)  # four documents of 40
    out = document_splits(DOCUMENTS, classes, splits=6, share=0.25, seed=1)
    assert out.shape == (6, 200)
    for held_out in out:
        assert not set(DOCUMENTS[held_out]) & set(DOCUMENTS[~held_out])
        assert len(set(DOCUMENTS[held_out])) == 10
        assert set(classes[held_out]) == set(classes[~held_out]) == {0, 1}
    assert len({held_out.tobytes() for held_out in out}) == 6
    with pytest.raises(ValueError, match="every class on both sides"):
        document_splits(DOCUMENTS, (DOCUMENTS == 3).astype(int), splits=3, share=0.25, seed=1)


def test_shuffled_labels_keep_their_number_on_each_side():
    rng = np.random.default_rng(0)
    labels = rng.integers(0, 3, 200)
    out = document_splits(DOCUMENTS, None, splits=3, share=0.25, seed=2)
    drawn = shuffled(labels, out, seed=3)
    for row, held_out in zip(drawn, out, strict=True):
        for side in (held_out, ~held_out):
            assert (np.bincount(row[side]) == np.bincount(labels[side])).all()
        assert (row != labels).mean() > 0.5


def planted(layer_of_direction: int, layers: int = 4, width: int = 16, seed: int = 0):
    """States of noise, with a direction that tells two classes from one layer on."""
    rng = np.random.default_rng(seed)
    labels = rng.integers(0, 2, len(DOCUMENTS))
    values = rng.standard_normal((layers, len(DOCUMENTS), width)).astype(np.float32)
    direction = rng.standard_normal(width)
    values[layer_of_direction:] += 3 * (labels[:, None] - 0.5) * direction / np.linalg.norm(direction)
    return values, labels


def test_a_planted_direction_is_found_at_its_layer_and_not_before():
    found, chance = [], []
    for seed in range(5):
        values, labels = planted(2, seed=seed)
        out = document_splits(DOCUMENTS, labels, splits=3, share=0.25, seed=seed)
        each = [probe(v, np.tile(labels, (1, 3, 1)), out, classes=2, c=0.1)[0] for v in values]
        found.append([share_right((one.label == labels).astype(float), out, DOCUMENTS, seed=0).value for one in each])
        mixed = shuffled(labels, out, seed=seed)
        (random,) = probe(values[3], mixed[None], out, classes=2, c=0.1)
        chance.append(share_right((random.label == mixed).astype(float), out, DOCUMENTS, seed=0).value)
    mean = np.mean(found, axis=0)
    assert (mean[2:] > 0.85).all()
    assert (np.abs(mean[:2] - 0.5) < 0.06).all()
    assert np.mean(chance) == pytest.approx(0.5, abs=0.06)


def test_two_halves_of_one_language_are_each_told_with_probability_a_half():
    rng = np.random.default_rng(5)
    values = rng.standard_normal((1200, 12)).astype(np.float32)
    documents, halves = np.repeat(np.arange(240), 5), np.repeat(np.arange(240) % 2, 5)
    out = document_splits(documents, halves, splits=3, share=0.25, seed=0)
    (found,) = probe(values, np.tile(halves, (1, 3, 1)), out, classes=2, c=1.0)
    sure = found.sure.astype(float)
    of_second = np.where(found.label == 1, sure, 1 - sure)
    for half in (0, 1):
        assert of_second[out & (halves == half)].mean() == pytest.approx(0.5, abs=0.03)


def test_answers_are_those_of_scikit_learn_split_by_split():
    values, labels = planted(0)
    out = document_splits(DOCUMENTS, labels, splits=3, share=0.25, seed=0)
    (found,) = probe(values[0].astype(float), np.tile(labels, (1, 3, 1)), out, classes=2, c=1.0)
    for s, held_out in enumerate(out):
        twin = make_pipeline(StandardScaler(), LogisticRegression(tol=1e-10, max_iter=10_000))
        twin.fit(values[0][~held_out], labels[~held_out])
        assert (found.label[s][~held_out] == -1).all()
        same = found.label[s][held_out] == twin.predict(values[0][held_out])
        assert same.mean() >= 1 - 1 / held_out.sum()
        nats = -twin.predict_log_proba(values[0][held_out])[np.arange(held_out.sum()), labels[held_out]].mean()
        assert np.nanmean(found.nats[s]) == pytest.approx(nats, abs=1e-3)


def test_a_share_counts_every_held_out_example_once_a_split():
    labels = np.arange(200) % 4
    out = document_splits(DOCUMENTS, None, splits=3, share=0.25, seed=0)
    right = commonest(labels, out)
    found = share_right(right, out, DOCUMENTS, seed=0)
    by_hand = []
    for held_out in out:
        most = np.bincount(labels[~held_out]).argmax()
        by_hand.append((labels[held_out] == most).mean())
    assert found.by_split == pytest.approx(by_hand)
    assert found.value == pytest.approx(np.mean(by_hand))
    assert found.low < found.value < found.high
    assert found.n == len(set(DOCUMENTS[out.any(0)]))


def languages(seed=0, width=16, shift=4.0):
    """Two languages whose concepts lie alike, the second moved by a vector; a third whose concepts lie elsewhere."""
    rng = np.random.default_rng(seed)
    labels = DOCUMENTS % 3
    towards = 3 * rng.standard_normal((3, width)) / np.sqrt(width)
    elsewhere = towards[[1, 2, 0]]
    noise = rng.standard_normal((3, len(DOCUMENTS), width))
    values = [
        noise[0] + towards[labels],
        noise[1] + towards[labels] + shift * rng.standard_normal(width),
        noise[2] + elsewhere[labels],
    ]
    out = document_splits(DOCUMENTS, labels, splits=3, share=0.25, seed=seed)
    return [v.astype(np.float32) for v in values], [labels] * 3, [out] * 3


def test_centring_moves_what_is_read_and_equals_centring_by_hand():
    values, labels, out = languages()
    found = transfer(values, labels, out, classes=3, c=1.0)
    for a in range(3):
        for b in range(3):
            for s, held_out in enumerate(out[0]):
                own, theirs = values[a] - values[a][~held_out].mean(0), values[b] - values[b][~held_out].mean(0)
                twin = make_pipeline(StandardScaler(), LogisticRegression(tol=1e-8, max_iter=10_000))
                twin.fit(own[~held_out], labels[a][~held_out])
                by_hand = twin.predict(theirs[held_out]) == labels[b][held_out]
                right = found.centred[b][a, s][held_out] == labels[b][held_out]
                assert right.mean() == pytest.approx(by_hand.mean(), abs=2 / held_out.sum())
            assert (found.told[b][a][~out[0]] == -1).all()


def test_transfer_is_high_where_concepts_lie_alike_and_low_where_they_do_not():
    values, labels, out = languages(1)
    found = transfer(values, labels, out, classes=3, c=1.0)
    share = [[(found.centred[b][a] == labels[b])[out[0]].mean() for b in range(3)] for a in range(3)]
    assert min(share[a][a] for a in range(3)) > 0.7
    assert share[0][1] > 0.7
    assert share[0][2] < 0.34


def test_chance_is_what_the_same_answers_give_beside_another_documents_truth():
    rng = np.random.default_rng(3)
    labels, out = DOCUMENTS % 3, document_splits(DOCUMENTS, DOCUMENTS % 3, splits=3, share=0.3, seed=2)
    told = np.where(out, rng.integers(0, 3, (2, *out.shape)), -1)
    told[1] = np.where(out, labels, -1)
    found = hits_by_chance(told, labels, DOCUMENTS, draws=400, seed=5)
    for one, hits in zip(told, found, strict=True):
        expected = 0.0
        for split, mask in enumerate(out):
            for i in np.flatnonzero(mask):
                others = labels[DOCUMENTS[i] != DOCUMENTS]
                expected += (others == one[split, i]).mean()
        assert hits.mean() == pytest.approx(expected, rel=0.05)


@pytest.mark.parametrize("seed", range(8))
def test_states_that_know_no_concept_are_read_at_chance_though_the_commonest_class_is_not(seed):
    # Each document has one concept, and all are as common: what is common on one side of a split is rare on the other.
    labels = DOCUMENTS % 3
    out = document_splits(DOCUMENTS, labels, splits=3, share=0.3, seed=seed)
    rng = np.random.default_rng(seed)
    values = [rng.standard_normal((len(DOCUMENTS), 16)).astype(np.float32) for _ in range(3)]
    found = transfer(values, [labels] * 3, [out] * 3, classes=3, c=1.0)
    pairs = [(a, b) for a in range(3) for b in range(3) if a != b]
    right = np.mean([(found.centred[b][a] == labels)[out].mean() for a, b in pairs])
    hits = [hits_by_chance(told, labels, DOCUMENTS, draws=200, seed=9) for told in found.centred]
    null = np.mean([hits[b][a] for a, b in pairs], axis=0) / out.sum()
    # It may lie below: what a probe leans to is what its training side has more of, and the held-out side less.
    assert right < np.quantile(null, 0.995)
    assert null.mean() == pytest.approx(1 / 3, abs=0.03)


def test_the_surface_of_texts_in_numbers():
    found = byte_shares(["aab", "", "م"])
    assert found[0, ord("a")] == pytest.approx(2 / 3)
    assert found[1].sum() == 0
    assert found[2].sum() == pytest.approx(1)
    assert np.expm1(lengths(["aab", "م"])) == pytest.approx(np.array([[3, 3], [1, 2]]), rel=1e-5)


@pytest.mark.parametrize(
    ("values", "named", "said"),
    [
        ((0.4, None, 0.5), "above the length alone (0.5)", "Without the model, 0.500 can be told."),
        ((None, None, None), "above what the surface gives", "trained on, by layer and checkpoint."),
    ],
)
def test_a_baseline_that_was_not_measured_is_no_baseline_of_0(values, named, said):
    accuracy = {"value": 0.9, "n": 4}
    baselines = [
        {"control": control, "accuracy": {"value": value}}
        for control, value in zip(("majority", "bytes", "length"), values, strict=True)
    ]
    point = {
        "checkpoint": "main", "headline": {"accuracy": accuracy, "over_surface": accuracy}, "baselines": baselines,
        "transfer": [], "own": None,
    }  # fmt: skip
    assert named in found({"points": [point]})[1].what
    drawn = SimpleNamespace(
        checkpoint="main",
        step=0,
        probes=[SimpleNamespace(layer=0, accuracy=Estimate(**accuracy), by_split=(0.9,))],
        baselines=[SimpleNamespace(accuracy=Estimate(value=value, n=4)) for value in values],
    )
    series = SimpleNamespace(points=[drawn], target="language")
    figure = _layers(series, OverTraining(series.points, []))
    assert figure.layout.meta["caption"].endswith(said)
