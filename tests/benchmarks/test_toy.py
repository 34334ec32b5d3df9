"""Every benchmark runs to its end at toy size, without the data beside the repository."""

import importlib.util
import json
import sys
from pathlib import Path

import pytest

from tests.architecture.repository import ROOT
from tests.benchmarks.test_run_all import run_all

#: Those that start a house with workers.
HEAVY = {"cached_pages", "load"}


def benchmark(name, monkeypatch):
    """A benchmark as a module of its own, which sees the others as its own folder's."""
    monkeypatch.syspath_prepend(ROOT / "benchmarks")
    for other in [module for module in sys.modules if module in {p.stem for p in run_all.benchmarks()}]:
        monkeypatch.delitem(sys.modules, other)  # Toy sizes of another test.
    spec = importlib.util.spec_from_file_location(name, ROOT / "benchmarks" / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    "name",
    [pytest.param(p.stem, marks=[pytest.mark.slow] * (p.stem in HEAVY), id=p.stem) for p in run_all.benchmarks()],
)
def test_a_benchmark_answers_at_toy_size(name, monkeypatch, capsys):
    import torch

    threads = torch.get_num_threads()
    monkeypatch.setenv("ISOGLOSS_TEST_DATA", str(Path("nowhere").absolute()))
    monkeypatch.setattr(sys, "argv", [f"{name}.py", "--json", "--toy"])
    module = benchmark(name, monkeypatch)
    try:
        module.main()
    finally:
        torch.set_num_threads(threads)
    answer = run_all.read_answer(capsys.readouterr().out)
    assert answer["claims"], name
    assert answer["setup"]
    json.dumps(answer, allow_nan=False)
