"""The register of studies: one line each. A study is a folder here; no study knows another."""

from isogloss.contract.study import Study
from isogloss.studies.concept_effects.study import STUDY as concept_effects
from isogloss.studies.concept_neurons.study import STUDY as concept_neurons
from isogloss.studies.interventions.study import STUDY as interventions
from isogloss.studies.language_probes.study import STUDY as language_probes
from isogloss.studies.pretraining.study import STUDY as pretraining

STUDIES: tuple[Study, ...] = (
    concept_effects,
    concept_neurons,
    interventions,
    language_probes,
    pretraining,
)
