"""The stranger's study: what CONTRIBUTING.md shows is written into a copy of the tree, runs, and has a page.

Nothing else is touched: a study is its own folders, a line in each register, and what programs write.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from isogloss.studies import STUDIES
from tests.architecture.new_study import REGISTERS, golden_file, own_folders
from tests.architecture.repository import ROOT, committed_files
from tests.e2e import material
from tests.e2e.conftest import picture, settled
from tests.e2e.served import House, isogloss, served

pytestmark = [pytest.mark.browser, pytest.mark.processes, pytest.mark.timeout(600)]

NAME, SLUG = "token_counts", "token-counts"
#: Of a study's own: more than these, and adding one is no afternoon's work.
FILES = 20
PARAMS = {"model": material.MODEL, "corpus": material.CORPUS, "languages": list(material.LANGUAGES), "draws": 40}


class Copy:
    """The tree's files under git, with the tree's installation; what runs in it imports its own code."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.python = str(folder / "backend")
        for path in committed_files():
            to = folder / path.relative_to(ROOT)
            to.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(path, to)
        # A folder of its own: caches of the tree's stay the tree's.
        modules = folder / "frontend" / "node_modules"
        modules.mkdir()
        for path in (ROOT / "frontend" / "node_modules").resolve().iterdir():
            if path.name not in (".cache", ".vite"):
                (modules / path.name).symlink_to(path)
        self.git("init", "--quiet")
        self.git("add", "--all")
        self.git("-c", "user.name=Stranger", "-c", "user.email=stranger@example.org", "commit", "--quiet", "-m", "Tree")

    def run(self, *command: str, at: str = ".") -> str:
        """Run a command in it; returns what it printed. Fails with what it said."""
        beside = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        env = os.environ | {"PYTHONPATH": self.python, "PATH": beside, "ISOGLOSS_OFFLINE": "1"}
        done = subprocess.run(
            command,
            cwd=self.folder / at,
            env=env,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{' '.join(command)}: {(done.stdout + done.stderr)[-4000:]}"
        return done.stdout

    def git(self, *arguments: str) -> str:
        """One git command."""
        return self.run("git", *arguments)


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Copy:
    """A copy of the tree in which the stranger has typed one command."""
    made = Copy(tmp_path_factory.mktemp("stranger") / "isogloss")
    # Everything is set up: nothing is to be installed, however new a file of the copy is.
    made.run("make", "--assume-old=setup-dev", "study", f"NAME={NAME}", f"VENV={sys.prefix}")
    return made


@pytest.fixture(scope="module")
def house(copy: Copy, furnished: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """The copy's server, with its own pages, over a home with a ladder and text."""
    copy.run("npx", "vite", "build", "--logLevel", "error", at="frontend")
    home = tmp_path_factory.mktemp("house") / "home"
    shutil.copytree(furnished, home)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", copy.python)
        with served(home, tmp_path_factory.mktemp("logs")) as house:
            yield house


@pytest.fixture(scope="module")
def one(house: House, tmp_path_factory: pytest.TempPathFactory) -> dict:
    """One checkpoint, by the command line."""
    file = tmp_path_factory.mktemp("params") / "params.json"
    file.write_text(json.dumps(PARAMS | {"checkpoint": "step64"}))
    return json.loads(isogloss(house.home, "run", SLUG, "--params", str(file), "--json"))


@pytest.fixture(scope="module")
def ladder(house: House, one: dict) -> dict:
    """The whole ladder, by the API: it takes in the checkpoint that is finished."""
    run = house.until(house.ask(PARAMS, "all", SLUG), "done", "failed")
    assert run["status"] == "done", run["error"]
    return run


def test_nothing_is_touched_but_its_own_folders_two_register_lines_and_generated_files(copy):
    changes = [
        line.split(maxsplit=1) for line in copy.git("status", "--porcelain", "--untracked-files=all").splitlines()
    ]
    assert {state for state, _ in changes} == {"M", "??"}
    changed = {path for state, path in changes if state == "M"}
    marked = [line.split() for line in (ROOT / ".gitattributes").read_text().splitlines()]
    generated = {line[0] for line in marked if "linguist-generated" in line} - {"frontend/package-lock.json"}
    assert changed - generated == set(REGISTERS)
    assert copy.git("diff", "--numstat", *REGISTERS).split() == ["1", "0", REGISTERS[0], "1", "0", REGISTERS[1]]

    own = {path for state, path in changes if state == "??"}
    outside = {path for path in own if not path.startswith(tuple(own_folders(NAME)))}
    assert outside == {golden_file(NAME)}
    assert len(own) <= FILES


def test_it_is_as_tidy_as_the_house(copy):
    """Its files are formatted, the walk finds all it looks for, the golden digest is the outcome's."""
    python = [sys.executable, "-m"]
    own = own_folders(NAME)
    copy.run(*python, "ruff", "check", "--quiet", own[0], own[2])
    copy.run(*python, "ruff", "format", "--check", "--quiet", own[0], own[2])
    tests = ["tests/architecture/test_studies.py", "tests/architecture/test_golden_digests.py"]
    quick = ["-q", "-p", "no:cacheprovider", "-k", NAME, "-m", "not runs"]
    said = copy.run(*python, "pytest", *quick, *tests, f"{own[2]}test_study.py")
    assert " passed" in said and "skipped" not in said


@pytest.mark.slow
def test_its_own_tests_and_types_pass_on_both_sides(copy):
    copy.run(sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", own_folders(NAME)[2])
    copy.run("npx", "tsc", "--noEmit", "--incremental", "false", at="frontend")
    copy.run("npx", "vitest", "run", f"src/studies/{SLUG}", at="frontend")
    copy.run(sys.executable, "-m", "mypy", f"backend/isogloss/studies/{NAME}")


def test_a_ladder_runs_by_the_command_line_and_by_the_api_and_draws_two_figures(house, one, ladder):
    assert NAME not in {study.name for study in STUDIES}, "it is the copy that knows it"
    premium = one["result"]["headline"]["premium"]
    assert premium["n"] == material.DOCUMENTS
    assert 1 <= premium["low"] <= premium["value"] <= premium["high"]
    assert [child["status"] for child in ladder["children"]] == ["done"] * len(material.STEPS)
    assert one["run"]["key"] in {child["key"] for child in ladder["children"]}
    by_language = house.get(f"/api/runs/{one['run']['key']}/figures/by_language.json")
    assert by_language["data"][0]["x"] == list(material.LANGUAGES)
    over = house.get(f"/api/runs/{ladder['key']}/figures/premium_over_training.json")
    assert len(next(trace for trace in over["data"] if trace["name"] == "premium")["y"]) == len(material.STEPS)


def test_its_page_says_the_finding_and_shows_both_figures(visit, house, ladder):
    page = visit(house, f"/runs/{ladder['key']}?at=step64")
    settled(page)
    assert page.locator("#content h1").inner_text() == f"Token counts of {material.MODEL}"
    said = page.locator(".lead").inner_text()
    assert said.startswith("At step 64, the costliest language takes ") and f"({material.DOCUMENTS} documents)" in said
    assert page.locator(".figure svg.main-svg").count() >= 2
    picture(page, "stranger")


def test_its_form_is_drawn_from_what_it_asks(visit, house):
    page = visit(house, f"/studies/{SLUG}")
    settled(page)
    page.get_by_text("Advanced").click()
    assert page.get_by_label("Draws").count() == 1
    assert page.get_by_text("Exchanges of languages behind each null.").count() == 1
    picture(page, "stranger-form")
