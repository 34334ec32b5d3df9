"""Ranges are honest: the tests pass on the lowest versions that pyproject.toml allows."""

import os
import re
import subprocess
import sys

import pytest

from tests.architecture.repository import ROOT
from tests.packaging.lowest import lowest

#: What runs without browsers, databases and other processes, on every layer.
SUBSET = ("vocabulary", "methods", "models", "activations", "store", "corpora", "web", "studies/language_probes")
MARKS = "not slow and not browser and not postgres and not processes and not tools and not loopback_hub"
_NO_INDEX = re.compile(r"NewConnectionError|name resolution|Network is unreachable|ConnectTimeoutError|ProxyError")


def test_every_range_has_one_lower_bound():
    found = lowest()
    assert len(found) > 30
    assert found["psycopg[binary]"].startswith("3.")


def pip(python: str, *arguments: str) -> None:
    """Install; skipped where there is no package index, failing where what is asked for cannot be had."""
    command = [python, "-m", "pip", "--disable-pip-version-check", "install", "--quiet", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, timeout=1500)
    if done.returncode and _NO_INDEX.search(done.stderr):
        pytest.skip("no package index can be reached")
    assert done.returncode == 0, done.stderr[-3000:]


@pytest.mark.slow
@pytest.mark.tools
@pytest.mark.timeout(3600)
def test_the_tests_pass_on_the_lowest_versions(tmp_path):
    subprocess.run([sys.executable, "-m", "venv", str(tmp_path / "venv")], check=True, timeout=300)
    python = str(tmp_path / "venv" / "bin" / "python")
    pins = [f"{name}=={version}" for name, version in lowest().items()]
    # By itself first: where a CPU-only build lies at hand it is taken, and not looked for again.
    pip(python, *(pin for pin in pins if pin.startswith("torch==")))
    pip(python, *pins)
    env = {name: value for name, value in os.environ.items() if not name.startswith("ISOGLOSS_")}
    env |= {"PYTHONPATH": str(ROOT / "backend"), "OMP_NUM_THREADS": "1"}
    # Old versions may warn of what they themselves do: that is no fault of ours here.
    options = ["-q", "--timeout", "900", "-o", "filterwarnings=default", "-p", "no:cacheprovider", "-m", MARKS]
    folders = [f"tests/{name}" for name in SUBSET]
    left_out = ["--ignore=tests/web/test_openapi_fuzz.py"]  # needs schemathesis, which needs newer versions of others
    command = [python, "-m", "pytest", *options, *folders, *left_out]
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=1800)
    assert done.returncode == 0, done.stdout[-5000:]
