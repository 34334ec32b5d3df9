"""The register of studies: one line each. A study is a folder here; no study knows another."""

from importlib import import_module

from isogloss.contract.study import AnyStudy

#: In the order in which lists show them.
_NAMES = (
    "concept_effects",
    "concept_neurons",
    "interventions",
    "language_probes",
    "pretraining",
)

STUDIES: tuple[AnyStudy, ...] = tuple(import_module(f"{__name__}.{name}.study").STUDY for name in _NAMES)
