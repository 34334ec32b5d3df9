"""The front end's own checks, so that plain pytest runs them: types, ESLint's import rules, Vitest, the terms."""

import json
import shutil
import subprocess

import pytest

from tests.architecture.repository import ROOT
from tests.architecture.test_terms import entries

FRONTEND = ROOT / "frontend"
pytestmark = [pytest.mark.tools, pytest.mark.timeout(400)]


@pytest.fixture(scope="module", autouse=True)
def node_modules() -> None:
    if not (FRONTEND / "node_modules" / ".package-lock.json").is_file() or not shutil.which("npm"):
        pytest.fail("the front end is not set up: make setup")


# The build that tests begin with checks the types, too.
@pytest.mark.parametrize("script", [pytest.param("typecheck", marks=pytest.mark.slow), "lint", "test"])
def test_the_front_ends_own_checks_pass(script):
    done = subprocess.run(["npm", "run", "--silent", script], cwd=FRONTEND, capture_output=True, text=True, check=False)
    assert done.returncode == 0, (done.stdout + done.stderr)[-6000:]


def test_hover_texts_are_the_glossarys():
    command = ["node", "scripts/terms.mjs", "--check"]
    done = subprocess.run(command, cwd=FRONTEND, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    terms = json.loads((FRONTEND / "src" / "lib" / "terms.json").read_text())
    assert set(terms) == {term.lower() for term, _ in entries()}
