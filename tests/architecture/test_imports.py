"""The import contracts of pyproject.toml, and those that need the import graph itself."""

import subprocess
import sys
from pathlib import Path

import grimp
import pytest

from isogloss.studies import STUDIES
from tests.architecture import diagram
from tests.architecture.repository import ROOT

#: What numerics may import beside themselves, methods and vocabulary.
PURE = {"torch", "numpy", "scipy", "jaxtyping"}


@pytest.fixture(scope="module")
def graph() -> grimp.ImportGraph:
    return grimp.build_graph("isogloss", include_external_packages=True, cache_dir=None)


def test_every_contract_of_pyproject_holds():
    """In a process of its own: import-linter sets up logging anew, which would silence the loggers of later tests."""
    command = [Path(sys.executable).with_name("lint-imports"), "--no-cache", "--no-logo"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_only_the_durable_module_touches_the_workflow_engine(graph):
    assert graph.find_modules_that_directly_import("dbos") <= {"isogloss.runs.durable"}


def test_numerics_import_nothing_but_arrays_methods_and_vocabulary(graph):
    """Follows every module the numerics reach, so that no helper beside an analysis smuggles in what it may not."""
    start = {"isogloss.methods", *graph.find_descendants("isogloss.methods")}
    start |= {m for m in graph.modules if m.startswith("isogloss.studies.") and m.split(".")[3:4] == ["analysis"]}
    reached = start | {m for s in start for m in graph.find_upstream_modules(s) if m.startswith("isogloss")}
    own = ("isogloss.methods", "isogloss.vocabulary", "isogloss.studies")
    foreign = {m for m in reached if not m.startswith(own)}
    assert not foreign, f"numerics reach {sorted(foreign)}"
    for module in reached:
        if module.startswith("isogloss.vocabulary"):
            continue
        outside = {m.split(".")[0] for m in graph.find_modules_directly_imported_by(module)} - {"isogloss"}
        assert outside - sys.stdlib_module_names <= PURE, f"{module} imports {sorted(outside - PURE)}"


def test_inside_a_study_imports_point_down(graph):
    """``(api | job) > study > (tables | figures) > (schema | analysis)``; a study may lack any but schema and study."""
    for study in STUDIES:
        package = f"isogloss.studies.{study.name}"
        rows = (("api", "job"), ("study",), ("tables", "figures"), ("schema", "analysis"))
        present = [[m for m in row if f"{package}.{m}" in graph.modules] for row in rows]
        layers = tuple(grimp.Layer(*row, independent=True) for row in present if row)
        illegal = graph.find_illegal_dependencies_for_layers(layers=layers, containers={package})
        assert not illegal, f"{study.name}: " + "; ".join(f"{d.importer} imports {d.imported}" for d in illegal)


def test_no_modules_import_each_other_in_a_circle(graph):
    """Also not within functions: what would need that is two thoughts in one module, or one thought in two."""
    assert diagram.circles(diagram.import_graph()) == []


def test_a_circle_would_be_caught():
    """Two circles that touch are one group; what only leads there, or comes from there, is in none."""
    graph = grimp.ImportGraph()
    for importer, imported in ("ab", "bc", "ca", "cd", "de", "ed", "xa", "ey"):
        graph.add_import(importer=importer, imported=imported)
    assert diagram.circles(graph) == [["a", "b", "c"], ["d", "e"]]


def test_the_picture_in_the_docs_is_that_of_the_code():
    drawn = diagram.draw(diagram.import_graph())
    assert diagram.FILE.read_text() == drawn, "run: python -m tests.architecture.diagram"
    assert [row for row in diagram.layers() if "studies" in row] == [["studies", "findings", "demo"]]
    assert "studies imports contract" in drawn and "#c0392b" not in drawn


@pytest.mark.timeout(60)
def test_the_web_process_starts_without_what_computes():
    """torch takes seconds and a gigabyte, which a process that only answers has not to spare. The graph cannot see an
    import by name, so ask the interpreter itself."""
    code = (
        "import sys, isogloss.app, isogloss.runs.asking.requests, isogloss.studies\n"
        "print(*[m for m in ('torch', 'transformers', 'sklearn', 'scipy', 'dbos') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == []


def test_a_foreign_import_would_be_caught(graph):
    """The contracts can fail: the same question about something that is imported everywhere finds its importers."""
    assert graph.find_modules_that_directly_import("pydantic")
    importers = graph.find_modules_that_directly_import("transformers")
    assert {".".join(module.split(".")[:2]) for module in importers} == {"isogloss.models"}
