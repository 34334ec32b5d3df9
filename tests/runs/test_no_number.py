"""The last fence: an answer that holds a number that is none is refused, with where it stands in the answer."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from isogloss.runs.lane.failures import failure
from isogloss.studies import STUDIES
from isogloss.studies.concept_effects.schema import ConceptAblation
from isogloss.studies.concept_effects.schema import Estimate as Effect


@pytest.mark.parametrize("bad", [float("nan"), float("inf"), float("-inf")])
def test_an_answer_that_is_no_number_becomes_a_sentence_that_says_where(tmp_path: Path, bad: float) -> None:
    with pytest.raises(ValidationError) as error:
        ConceptAblation(concept="rain", units=3, sentences=4, effects={"de": {"value": bad, "n": 3}})
    said = failure(error.value, tmp_path)
    assert (said["code"], said["field"]) == ("not_finite", "checkpoint")
    assert "“effects.de.value” of the ConceptAblation" in said["message"]
    assert not (tmp_path / "logs").exists(), "no incident: it is foreseen"


def test_an_answer_that_is_wrong_in_another_way_is_an_incident(tmp_path: Path) -> None:
    with pytest.raises(ValidationError) as error:
        Effect(value="much", n=3)
    assert failure(error.value, tmp_path)["code"] == "incident"


@pytest.mark.parametrize("study", STUDIES, ids=lambda study: study.name)
def test_every_studys_answer_refuses_what_is_no_number(study) -> None:
    assert study.result.model_config["allow_inf_nan"] is False
    if study.series_result is not None:
        assert study.series_result.model_config["allow_inf_nan"] is False
