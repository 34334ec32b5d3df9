"""The contract walk: every study in the register has what a study has, on both sides."""

import importlib
import inspect
import re

import pytest
from pydantic import BaseModel

from isogloss.contract.params import StudyParams
from isogloss.contract.study import Study
from isogloss.studies import STUDIES
from tests.architecture.repository import PACKAGE, ROOT

each_study = pytest.mark.parametrize("study", STUDIES, ids=lambda study: study.name)


def models_within(model: type[BaseModel]) -> set[type[BaseModel]]:
    """A pydantic model and every model its fields hold, however deep."""
    found, waiting = set(), [model]
    while waiting:
        annotation = waiting.pop()
        if inspect.isclass(annotation) and issubclass(annotation, BaseModel):
            if annotation not in found:
                found.add(annotation)
                waiting += [field.annotation for field in annotation.model_fields.values()]
        else:
            waiting += [part for part in getattr(annotation, "__args__", ()) if part is not Ellipsis]
    return found


def test_the_register_and_the_folders_agree():
    folders = {path.parent.name for path in (PACKAGE / "studies").glob("*/study.py")}
    named = {study.name for study in STUDIES}
    assert named
    missing = "".join(f'\n    "{name}",' for name in sorted(folders - named))
    assert not missing, f"backend/isogloss/studies/__init__.py lacks in _NAMES:{missing}"
    assert named == folders, f"no study.py in {sorted(named - folders)}"


def test_names_and_slugs_are_unique_and_spelled_alike():
    names = [study.name for study in STUDIES]
    assert len(set(names)) == len(names)
    for study in STUDIES:
        assert re.fullmatch(r"[a-z]+(_[a-z]+)*", study.name)
        assert study.slug == study.name.replace("_", "-")


@each_study
def test_a_study_has_its_files(study: Study):
    folder = PACKAGE / "studies" / study.name
    for name in ("__init__", "study", "schema", "job", "figures"):
        path = folder / f"{name}.py"
        assert path.is_file(), f"{path.relative_to(ROOT)} is missing: CONTRIBUTING.md shows one"
    assert list(folder.glob("analysis*")), f"{study.name} has no analysis.py, and no folder analysis/"
    tests = ROOT / "tests" / "studies" / study.name
    assert list(tests.glob("test_*.py")), f"tests/studies/{study.name} has no test_*.py: CONTRIBUTING.md shows one"


@each_study
def test_a_study_has_one_line_in_each_register(study: Study):
    path = "backend/isogloss/studies/__init__.py"
    lines = re.findall(rf"\b{study.name}\b", (ROOT / path).read_text())
    assert len(lines) == 1, f"{path} names {study.name} in {len(lines)} places: in one line of _NAMES it is to stand"
    frontend = ROOT / "frontend" / "src" / "studies"
    assert (frontend / study.slug).is_dir(), f"no folder frontend/src/studies/{study.slug}: CONTRIBUTING.md shows one"
    lines = re.findall(rf"(?:from |import\()['\"]\./{study.slug}\b", (frontend / "register.ts").read_text())
    export = "".join(map(str.capitalize, study.name.split("_")))
    line = f'export {{ {export[0].lower()}{export[1:]} }} from "./{study.slug}";'
    assert len(lines) == 1, f"frontend/src/studies/register.ts has {len(lines)} such lines, and is to have one: {line}"


@each_study
def test_wire_types_are_closed(study: Study):
    assert issubclass(study.params, StudyParams)
    for outer in filter(None, (study.params, study.result, study.series_result)):
        for model in models_within(outer):
            assert model.model_config.get("extra") == "forbid", f"{model.__name__} accepts what it does not know"
            assert model.model_config.get("frozen"), f"{model.__name__} can be changed after it was checked"


@each_study
def test_every_parameter_says_what_it_is(study: Study):
    silent = [name for name, field in study.params.model_fields.items() if not field.description]
    assert not silent, silent


@each_study
def test_a_study_asks_one_of_the_five_questions_or_none(study: Study):
    assert study.question in {1, 2, 3, 4, 5, None}
    assert study.version >= 1
    assert study.title


@each_study
def test_the_figures_a_study_declares_are_drawn_by_it(study: Study):
    """``figures.of_run`` and ``figures.of_series`` draw them; the docs' tests look that a run keeps them all."""
    figures = importlib.import_module(f"isogloss.studies.{study.name}.figures")
    assert study.figures, f"{study.name} draws nothing"
    assert callable(figures.of_run)
    assert not study.series_figures or callable(figures.of_series)
    names = [*study.figures, *study.series_figures]
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"[a-z]+(_[a-z]+)*", name) for name in names)


@each_study
def test_the_job_is_found_by_its_fixed_name(study: Study):
    assert callable(study.job().run)
    if study.series_result or study.series_figures:
        assert callable(study.ladder_job().series)
