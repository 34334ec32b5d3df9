"""The wheel is the whole program: it works from another folder, in an environment that has never seen the clone."""

import re
import shutil
import sqlite3
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import httpx
import pytest

import isogloss
from isogloss.store.resources import bundled_finding
from tests.architecture.repository import ROOT
from tests.packaging.started import address_said, clean_environment, healthy, started, wait_until

pytestmark = [pytest.mark.processes, pytest.mark.timeout(300)]


def run(*command: object, folder: Path) -> subprocess.CompletedProcess:
    """Run to the end; a failure shows what was said."""
    words = [str(word) for word in command]
    done = subprocess.run(words, cwd=folder, env=clean_environment(), capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{words}\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}"
    return done


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    """The wheel of this tree, built without build isolation: no index is asked."""
    if not (ROOT / "frontend" / "dist" / "index.html").is_file():
        pytest.fail("the front end is not built: make frontend")
    target = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", target, folder=ROOT)
    return next(target.glob("*.whl"))


@pytest.fixture(scope="module")
def environment(wheel, tmp_path_factory) -> Path:
    """A fresh environment's bin folder: the wheel installed, its dependencies seen through a .pth file.

    The .pth names this environment's packages; .pth files in there (the editable install's own) are not followed.
    """
    folder = tmp_path_factory.mktemp("fresh") / "venv"
    run(sys.executable, "-m", "venv", "--without-pip", folder, folder=ROOT)
    python = folder / "bin" / "python"
    site = run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", folder=ROOT).stdout.strip()
    (Path(site) / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    run(sys.executable, "-m", "pip", "--python", python, "install", "--no-deps", "--no-index", wheel, folder=ROOT)
    return folder / "bin"


def test_the_wheel_holds_migrations_pages_and_nothing_it_should_not(wheel):
    names = zipfile.ZipFile(wheel).namelist()
    assert "isogloss/_resources/migrations/env.py" in names
    assert any(re.fullmatch(r"isogloss/_resources/migrations/versions/.*[0-9]+_\w+\.py", name) for name in names)
    assert "isogloss/_resources/frontend/index.html" in names
    assert any(name.startswith("isogloss/_resources/frontend/assets/") for name in names)
    bundled = bundled_finding()
    assert bundled is None or f"isogloss/_bundles/{bundled.name}" in names
    assert any(name.endswith(".dist-info/licenses/LICENSE") for name in names)
    assert {name.split("/")[0] for name in names} == {"isogloss", f"isogloss-{isogloss.__version__}.dist-info"}
    assert not [name for name in names if "__pycache__" in name or "node_modules" in name or name.endswith(".map")]


def test_the_installed_program_is_the_wheels_own(environment, tmp_path):
    done = run(environment / "python", "-c", "import isogloss; print(isogloss.__file__)", folder=tmp_path)
    assert Path(done.stdout.strip()).is_relative_to(environment.parent)


def test_migrate_and_serve_work_from_another_folder(environment, tmp_path):
    home = tmp_path / "home"
    settings = clean_environment(ISOGLOSS_HOME=str(home), ISOGLOSS_PORT="0")
    program = str(environment / "isogloss")
    done = subprocess.run([program, "migrate"], cwd=tmp_path, env=settings, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    with sqlite3.connect(home / "app.sqlite") as database:
        tables = {name for (name,) in database.execute("select name from sqlite_master where type = 'table'")}
    database.close()
    assert {"run", "model", "corpus", "isogloss_app_version"} <= tables, "migrated, not merely created"

    with started([program, "serve"], folder=tmp_path, environment=settings) as process:
        url = wait_until(lambda: address_said(process), process=process)
        wait_until(lambda: healthy(url), process=process)
        page = httpx.get(f"{url}/runs", headers={"accept": "text/html"})
        assert page.status_code == 200
        assets = re.findall(r'(?:src|href)="(/assets/[^"]+)"', page.text)
        assert assets, page.text
        for asset in assets:
            answer = httpx.get(url + asset)
            assert answer.status_code == 200
            assert len(answer.content) > 500
        about = httpx.get(f"{url}/api/about").json()
        assert about["version"] == isogloss.__version__


def test_a_wheel_without_pages_is_refused(tmp_path):
    """Nobody should find out by an empty browser window."""
    clone = tmp_path / "clone"
    clone.mkdir()
    for name in ("pyproject.toml", "hatch_build.py", "README.md", "LICENSE", "NOTICE"):
        shutil.copy(ROOT / name, clone)
    shutil.copytree(ROOT / "backend", clone / "backend", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "migrations", clone / "migrations", ignore=shutil.ignore_patterns("__pycache__"))
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation"]
    done = subprocess.run(command, cwd=clone, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert "make wheel" in done.stdout + done.stderr
    assert not list(clone.rglob("*.whl"))
