"""The README and every page of docs/ do what they say, in the order they say it."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest
import yaml

from isogloss.runs.asking.recipe import Recipe
from isogloss.studies import STUDIES
from isogloss.studies.concept_neurons.study import STUDY
from tests.architecture.repository import ROOT
from tests.docs.pages import blocks, lay_out, script
from tests.packaging.started import ADDRESS, clean_environment, healthy

pytestmark = [pytest.mark.processes, pytest.mark.timeout(600)]
TUTORIAL = ROOT / "docs" / "tutorial.md"
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Path:
    """The tutorial's own corpus and ladder, under the names the other pages use."""
    folder = tmp_path_factory.mktemp("made")
    lay_out(TUTORIAL, folder)
    for name in ("make_text.py", "make_ladder.py"):
        subprocess.run([sys.executable, name], cwd=folder, env=clean_environment(), check=True)
    shutil.copytree(folder / "tiny-ladder", folder / "my-ladder")
    shutil.copy(folder / "tiny-topics.json", folder / "my-concepts.json")
    rows = (folder / "tiny-text.csv").read_text()
    (folder / "my-corpus.tsv").write_text(rows.replace(",", "\t"))
    return folder


class Reader:
    """Somebody who follows a page in a folder of their own, with a home of their own."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.environment = clean_environment(
            ISOGLOSS_HOME=str(folder / "home"),
            ISOGLOSS_PORT="0",
            # Each lane imports torch; one does what a page asks for.
            ISOGLOSS_LANES_BATCH="1",
            ISOGLOSS_LANES_LIVE="0",
            REPOSITORY=str(ROOT),
            PATH=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        )

    def follow(self, page: Path, **replaced: str) -> str:
        """Do what the page says; returns what was printed."""
        text = script(page)
        for old, new in replaced.items():
            text = text.replace(old, new)
        done = subprocess.run(
            ["bash", "-c", text], cwd=self.folder, env=self.environment, stdin=subprocess.DEVNULL,
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, f"{done.stdout[-3000:]}\n{done.stderr[-3000:]}"
        return done.stdout

    def address(self, seconds: float = 60) -> str:
        """The address of the server the page started, once it answers."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            said = (self.folder / "serve.log").read_text()
            if (found := ADDRESS.search(said)) and healthy(found[0]):
                return found[0]
            time.sleep(0.2)
        raise AssertionError(said)

    def stop(self) -> None:
        """End what the page started."""
        started = self.folder / "started"
        for pid in started.read_text().split() if started.exists() else ():
            try:
                os.kill(int(pid), signal.SIGTERM)
            except ProcessLookupError:
                pass


@pytest.fixture
def reader(tmp_path):
    someone = Reader(tmp_path)
    yield someone
    someone.stop()


def test_every_page_is_followed_by_some_test():
    """A new page with commands needs a test here."""
    followed = {"README.md", "tutorial.md", "bring-your-own.md", "many-workers.md", "backup.md"}
    with_commands = {page.name for page in PAGES if any(block.language == "sh" and block.run for block in blocks(page))}
    assert with_commands == followed


def test_recipes_for_published_ladders_are_recipes_of_known_studies():
    """What the page asks for needs a hub; that it can be asked is tested."""
    recipes = [yaml.safe_load(block.body) for block in blocks(ROOT / "docs" / "published-ladders.md") if block.file]
    assert len(recipes) == 3
    params = {study.slug: study.params for study in STUDIES}
    for entry in (entry for recipe in recipes for entry in Recipe.model_validate(recipe).runs):
        made = {"model": "made", "checkpoint": "step1"} if entry.follows or entry.checkpoints else {}
        params[entry.study].model_validate(made | entry.params)


def test_links_between_pages_lead_somewhere():
    for page in [*PAGES, ROOT / "CONTRIBUTING.md", ROOT / "SECURITY.md"]:
        for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text()):
            assert (page.parent / target).exists(), f"{page.name} links to {target}"


def test_the_tutorial_ends_with_the_series_it_promises(reader):
    lay_out(TUTORIAL, reader.folder)
    reader.follow(TUTORIAL)
    answer = json.loads((reader.folder / "series.json").read_text())
    url = reader.address()
    key = answer["run"]["key"]
    series = httpx.get(f"{url}/api/runs/{key}").json()
    assert series["status"] == "done"
    assert set(series["figures"]) == set(STUDY.series_figures)
    points = httpx.get(f"{url}/api/runs/{key}/result").json()["points"]
    for point in points:
        assert set(httpx.get(f"{url}/api/runs/{point['key']}").json()["figures"]) == set(STUDY.figures)
    assert [point["step"] for point in points] == [0, 20, 100]
    untrained = points[0]["headline"]["overlap"]
    assert untrained["excess_low"] <= 0 <= untrained["excess_high"]


def test_the_readme_does_what_it_says(reader, made):
    shutil.copytree(made, reader.folder, dirs_exist_ok=True)
    lay_out(ROOT / "docs" / "bring-your-own.md", reader.folder)
    reader.follow(ROOT / "README.md")
    assert reader.address()


@pytest.mark.slow
def test_bringing_your_own_does_what_it_says(reader, made):
    """The README's commands among others."""
    shutil.copytree(made, reader.folder, dirs_exist_ok=True)
    page = ROOT / "docs" / "bring-your-own.md"
    lay_out(page, reader.folder)
    printed = reader.follow(page)
    assert "mine" in printed
    assert "news" in printed


def test_a_backup_is_restored_and_checked_as_the_page_says(reader):
    printed = reader.follow(ROOT / "docs" / "backup.md")
    assert "Everything is what it was." in printed
    assert (reader.folder / "restored" / "app.sqlite").exists()


@pytest.mark.postgres
def test_many_workers_do_what_they_say(reader, postgres):
    reader.follow(ROOT / "docs" / "many-workers.md", **{"postgresql+psycopg://lab:password@host/isogloss": postgres})
    url = reader.address()
    deadline = time.monotonic() + 60
    while not (workers := httpx.get(f"{url}/api/health").json()["workers"]) and time.monotonic() < deadline:
        time.sleep(0.2)
    assert len(workers) == 1
