"""The register of studies: one line each. A study is a folder here; no study knows another."""

from importlib import import_module

from isogloss.contract.study import AnyStudy

#: In the order in which pages offer them.
_NAMES = (
    "concept_neurons",
    "language_probes",
    "interventions",
    "concept_effects",
    "pretraining",
)

STUDIES: tuple[AnyStudy, ...] = tuple(import_module(f"{__name__}.{name}.study").STUDY for name in _NAMES)
