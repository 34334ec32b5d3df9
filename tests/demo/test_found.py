"""What the command line says a chapter found: every number beside its null, and what the surface gives alone."""

from isogloss.studies import STUDIES

STUDY = {study.name: study for study in STUDIES}


def estimate(value: float, **more: object) -> dict[str, object]:
    return {"value": value, "low": value - 0.1, "high": value + 0.1, "null": 0.14, "n": 120} | more


def point(name: str, **more: object) -> dict[str, object]:
    return {
        "checkpoint": name,
        "headline": {"accuracy": estimate(0.8), "surface": 0.7, "over_surface": estimate(0.1, null=None)},
        "baselines": [
            {"control": "majority", "accuracy": estimate(0.14)},
            {"control": "bytes", "accuracy": estimate(0.7)},
        ],
        "transfer": [],
        "own": None,
    } | more


def test_probes_of_a_language_stand_beside_shuffled_labels_and_above_the_bytes():
    accuracy, above, own = STUDY["language_probes"].numbers(
        {"classes": ["en", "de"], "points": [point("step0"), point("step1", own=estimate(0.2))]}
    )
    assert "null: shuffled labels" in accuracy.what
    assert [(name, row["value"], row["null"]) for name, row in accuracy.rows] == [
        ("step0", 0.8, 0.14),
        ("step1", 0.8, 0.14),
    ]
    assert "above the bytes alone (0.7)" in above.what
    assert [row["value"] for _, row in above.rows] == [0.1, 0.1]
    # No neuron belonged to a language at the first checkpoint: nothing was switched off, and nothing is said.
    assert [name for name, _ in own.rows] == ["step1"]


def test_a_probe_read_in_another_language_is_that_of_the_last_layer_beside_its_own_null():
    moved = [estimate(0.9), estimate(0.3, null=0.25)]
    told = STUDY["language_probes"].numbers({"classes": ["a", "b"], "points": [point("step0", transfer=moved)]})
    assert len(told) == 3
    assert told[2].what.startswith("trained in one language, read in another")
    assert told[2].what.endswith("null: another document's concept")
    ((name, row),) = told[2].rows
    assert (name, row["value"], row["null"]) == ("step0", 0.3, 0.25)


def test_any_other_study_says_the_first_number_of_its_headline():
    (only,) = STUDY["concept_neurons"].numbers(
        {"points": [{"checkpoint": "step0", "headline": {"overlap": estimate(0.3), "k": 4}}]}
    )
    assert (only.what, len(only.rows)) == ("expert units two languages share", 1)
    (other,) = STUDY["interventions"].numbers(
        {"points": [{"checkpoint": "step0", "headline": {"some_number": estimate(0.3)}}]}
    )
    assert other.what == "some number"
