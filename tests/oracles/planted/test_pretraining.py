"""Pretraining: a model that was not trained yet predicts nothing, and that costs the logarithm of its vocabulary."""

from math import log

import pytest

from tests.oracles.planted import text
from tests.oracles.planted.house import families
from tests.oracles.planted.plan import LANGUAGES

pytestmark = pytest.mark.processes


@pytest.mark.parametrize("family", families("bloom"))
def test_an_untrained_model_loses_the_logarithm_of_its_vocabulary(planted, family):
    small = {"layers": 1, "width": 16, "heads": 2, "context": 16, "batch": 8, "steps": 1, "warmup": 0}
    params = {"text": text.CORPUS, "architecture": family, "vocabulary": 300, "held_out_tokens": 128} | small
    result = planted.run("pretraining", params | {"dtype": "float64", "checkpoint_steps": [1]})
    first = result["checkpoints"][0]
    assert (first["step"], first["training_loss"]) == (0, None)
    assert set(first["held_out"]) == set(LANGUAGES)
    for loss in first["held_out"].values():
        # Weights are drawn with a spread of 0.02, so logits of width 16 with one of 0.08.
        assert loss["value"] == pytest.approx(log(result["vocabulary"]), abs=0.04)
