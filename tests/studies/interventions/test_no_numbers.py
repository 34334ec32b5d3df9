"""No number out of nothing: what is not finite, one candidate language, controls that change nothing, few prompts.

Run here and now, without a worker, on tiny models made for it.
"""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import torch
import transformers

from isogloss.contract.estimate import Estimate
from isogloss.corpora.concepts import ConceptSet
from isogloss.kit.figures import curve
from isogloss.kit.texts import words_of
from isogloss.kit.units import UnitRun
from isogloss.models.ladder import add_model
from isogloss.models.load import load_checkpoint
from isogloss.runs.asking.requests import parse_params
from isogloss.runs.catalogue import StoredCatalogue
from isogloss.store.open import Store, open_store
from isogloss.studies.interventions import measures
from isogloss.studies.interventions.job import run
from isogloss.studies.interventions.schema import PANES, Frame, Params, Result
from isogloss.studies.interventions.study import inputs, resolve
from isogloss.vocabulary.errors import Refused
from tests.models.tiny import save
from tests.studies.hands import Hands

GERMAN = "Der Berg bebte in der Nacht, und niemand wusste, warum es geschah."
LIVE = 3


class ModelHands(Hands):
    """The same with a model."""

    _loaded: Any = None

    def model(self, model: str, revision: str, **options: Any) -> Any:
        self._loaded = self._loaded or load_checkpoint(self.store, model, revision, **options)
        return self._loaded


def spoiled(folder: Path, module: str) -> Path:
    model = transformers.AutoModelForCausalLM.from_pretrained(folder)
    weight = model.get_submodule(module).weight
    with torch.no_grad():
        weight[(1,) * weight.dim()] = float("nan")
    model.save_pretrained(folder)
    return folder


def one_live_unit(folder: Path) -> Path:
    """Units of the first layer are 0 whatever is read, all but one."""
    model = transformers.AutoModelForCausalLM.from_pretrained(folder)
    with torch.no_grad():
        bias = model.transformer.h[0].mlp.c_fc.bias
        bias.fill_(-1e3)
        bias[LIVE] = 1e3
    model.save_pretrained(folder)
    return folder


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    home = tmp_path_factory.mktemp("house")
    made = open_store(home=home / "home")
    add_model(made, str(save(home / "whole", "gpt2")), id="whole")
    add_model(made, str(one_live_unit(save(home / "relu", "gpt2", activation_function="relu"))), id="relu")
    add_model(made, str(spoiled(save(home / "last", "gpt2"), "transformer.h.1.mlp.c_proj")), id="last")
    head = save(home / "head", "llama", tie_word_embeddings=False)
    add_model(made, str(spoiled(head, "lm_head")), id="head")
    yield made
    made.close()


def asked(store: Store, model: str, **change: Any) -> Params:
    base = {
        "model": model, "checkpoint": "main", "length": 4, "draws": 3,
        "units": [{"addresses": [f"mlp_act.0.{LIVE}"]}], "prompts": [{"text": "The mountain", "language": "en"}],
    }  # fmt: skip
    params = parse_params(Params, base | change)
    inputs(resolve(params, StoredCatalogue(store)))
    return params


def done(store: Store, model: str, **change: Any) -> tuple[Result, ModelHands]:
    hands = ModelHands(store)
    run(resolve(asked(store, model, **change), hands.catalogue), hands)
    return hands.result, hands


@pytest.mark.parametrize("model", ["last", "head"])
@pytest.mark.parametrize("sampling", ["greedy", "sample"])
def test_a_model_that_computes_no_numbers_has_no_kl_and_writes_no_text(store, model, sampling):
    """KL was 0.0 and the text ''."""
    with pytest.raises(Refused, match=f"logits of {model} at .* are not finite while it reads “.*The mount") as error:
        done(store, model, sampling=sampling)
    assert error.value.code == "not_finite"
    assert "use float32" not in error.value.hint


FORCED = {"addresses": [f"mlp_act.0.{LIVE}"], "operation": "force", "value": 60_000}


def test_a_dose_that_float16_does_not_hold_is_refused(store):
    """It had KL 2.8 at 1, and 0 (p = 1) at 2 and 10."""
    with pytest.raises(Refused, match=r"not finite|holds no such number") as error:
        done(store, "whole", dtype="float16", units=[FORCED], doses=[0.5, 2, 10])
    assert error.value.code == "not_finite"
    assert "use float32" in error.value.hint
    result, _ = done(store, "whole", units=[FORCED], doses=[0.5, 2, 10])
    assert all(dose.kl.value > 0 for dose in result.doses)


@pytest.mark.parametrize(
    ("languages", "says"),
    [(["en"], "only candidate"), (["en", "wo"], "not wo"), (["zh-Hans", "zh-Hant"], "one language")],
)
def test_among_one_candidate_no_text_has_a_language(store, languages, says):
    """German was English with probability 1, and the share of English texts 1.0."""
    result, hands = done(store, "whole", prompts=[{"text": GERMAN, "language": code} for code in languages])
    assert {(output.language, output.share) for output in result.outputs} == {(None, None)}
    assert result.written == ()
    assert result.identifier.accuracy == {}
    assert says in result.identifier.why
    assert result.identifier.why in result.notes
    assert len(hands.figures["languages_written"].data) == 0
    assert hands.figures["languages_written"].layout.meta["caption"] == result.identifier.why


def test_two_candidates_are_told_apart_as_before(store):
    result, _ = done(store, "whole", prompts=[{"text": GERMAN, "language": code} for code in ("en", "de")])
    assert result.identifier.why is None
    assert sum(row.share.value for row in result.written if row.pane == "changed") == pytest.approx(1)


def test_random_units_that_change_nothing_are_an_effect_of_0_and_are_said(store):
    """The run failed for their sake: "the intervention reached 12 values and changed none"."""
    result, _ = done(store, "relu")
    assert result.touched.changed > 0
    assert result.kl.value > 0
    assert result.kl.null == pytest.approx(0.0, abs=1e-9), "but for the rounding of another batch"
    assert any("random units changed nothing" in note for note in result.notes)
    plain, random = ([o.text for o in result.outputs if o.pane == pane] for pane in ("plain", "random"))
    assert plain == random


def test_an_intervention_that_changes_nothing_itself_still_fails(store):
    with pytest.raises(Refused, match="changed none"):
        done(store, "relu", units=[{"addresses": ["mlp_act.0.5", "mlp_act.0.7"]}])


@pytest.mark.parametrize(("prompts", "told"), [(1, False), (2, False), (3, True)])
def test_one_prompt_or_two_have_no_interval(store, prompts, told):
    texts = [{"text": text, "language": "en"} for text in ("The mountain", "A river", "Nobody knew")[:prompts]]
    result, hands = done(store, "whole", prompts=texts, units=[FORCED], doses=[2.0])
    assert (result.kl.low is not None) == (result.kl.high is not None) == told
    if told:
        assert result.kl.low <= result.kl.value <= result.kl.high
    roles = [trace.meta["role"] for trace in hands.figures["strength"].data]
    assert ("band" in roles) == told


def test_frames_are_of_their_type_and_say_what_is_absent_by_leaving_it_out(store):
    """A text from nothing is told as null; what a frame does not say is not in it."""
    begun = [{"text": None}, {"text": "The mountain", "language": "en"}]
    result, hands = done(store, "whole", prompts=begun)
    first, *rest = hands.frames
    assert first == {
        "sets": [{"label": f"mlp_act.0.{LIVE}", "operation": "zero", "units": 1}],
        "prompts": [{"language": None, "text": None}, {"language": "en", "text": "The mountain"}],
    }
    assert {pane for frame in rest for pane in (gain["pane"] for gain in frame["gained"])} <= set(PANES)
    assert all(frame.keys() == {"gained", "written", "of"} for frame in rest)
    for frame in hands.frames:
        assert Frame.model_validate(frame).model_dump(mode="json", exclude_unset=True) == frame
    assert hands.figures["next_token"].data[0].error_y.array is None, "a bar of one prompt has no interval"


def test_held_out_is_what_of_no_document_was_read():
    """Four of six sentences of every document were read: the others are no held-out text."""
    documents = {f"d{d}s{j}": f"d{d}" for d in range(9) for j in range(6)}
    ids = tuple(sorted(documents))

    def plan(read: list[str]) -> Any:
        corpus = SimpleNamespace(complete=lambda languages: ids, groups=lambda languages: documents)
        source = SimpleNamespace(corpus=corpus, languages=("en",), read_ids=read)
        return SimpleNamespace(source=source, params=SimpleNamespace(held_out=12, seed=0))

    most = [i for i in ids if i[-1] in "0134"]
    assert measures.outside(plan(most)) == []
    assert set(measures.held_ids(plan(most))) <= set(most), "no others are left, and the run says so"
    half = [i for i in ids if i[-1] in "0134" and documents[i] < "d5"]
    assert {documents[i] for i in measures.held_ids(plan(half))} <= {"d5", "d6", "d7", "d8"}
    assert len(measures.held_ids(plan(half))) == 12


def test_a_curve_has_its_bands_wherever_they_are_known() -> None:
    """One point without an interval had taken the band from all."""
    known = Estimate(value=1.0, low=0.5, high=2.0, null=0.2, null_low=0.1, null_high=0.3, p=0.5, n=3, draws=9)
    points = [known, Estimate(value=1.0, low=None, high=None, n=1, draws=0), known]
    band, null_band, null, mean = curve([0.0, 1.0, 2.0], points, ["a", "b", "c"], name="changed", null="random units")
    assert (band.meta["role"], band.y) == ("band", (0.5, 2.0, None, 0.5, 2.0))
    assert (null_band.meta["role"], null_band.y) == ("null-band", (0.1, 0.3, None, 0.1, 0.3))
    assert (null.y, mean.y) == ((0.2, None, 0.2), (1.0, 1.0, 1.0))


def test_a_concept_s_words_are_told_from_its_listed_negatives_alone():
    """“market” stands in sentences that are neither: they had spoken against it."""
    texts = {f"p{i}": "the market opens" for i in range(8)} | {f"n{i}": "the river flows" for i in range(8)}
    texts |= {f"o{i}": "a market of the town" for i in range(30)}
    ids, positive = list(texts), frozenset(i for i in texts if i[0] == "p")

    class Read(UnitRun):
        languages, read_ids = ("en",), tuple(ids)
        corpus = SimpleNamespace(texts=lambda language, wanted: [texts[i] for i in wanted])

        def __init__(self, **negatives: frozenset[str]):
            self.__dict__["concept_set"] = ConceptSet("c", "six", "c", "CC0", "d", {"trade": positive}, negatives)

    listed = Read(trade=frozenset(i for i in ids if i[0] == "n"))
    assert "market" in words_of(listed, "trade", 5)["en"]
    assert "market" not in words_of(Read(), "trade", 5)["en"]
    assert listed.positives("trade", "en") == ["the market opens"] * 8
