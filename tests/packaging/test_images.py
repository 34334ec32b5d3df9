"""docker-compose.yml and Dockerfile, as far as they can be tested without a Docker engine: read, and run by hand.

Each service's own command is started as a process with its own environment against a real Postgres; only what names
the inside of a container (the database's host, /data, the port) is replaced. The images themselves are not built.
"""

import fnmatch
import json
import re
import shlex
import sys
from pathlib import Path

import httpx
import pytest
import yaml

from tests.architecture.repository import ROOT
from tests.packaging.started import clean_environment, free_port, healthy, started, wait_until

COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES = COMPOSE["services"]
INSTRUCTIONS = [
    line.split(None, 1)
    for line in re.sub(r"\\\n\s*", "", (ROOT / "Dockerfile").read_text()).splitlines()
    if line.strip() and not line.startswith("#")
]
#: A name and a tag, no registry before it.
PLAIN_IMAGE = re.compile(r"[a-z0-9]+:[a-z0-9.-]+")


def test_compose_has_the_three_services_and_waits_for_the_database():
    assert set(SERVICES) == {"postgres", "serve", "worker"}
    for name in ("serve", "worker"):
        assert SERVICES[name]["depends_on"]["postgres"]["condition"] == "service_healthy"
        assert SERVICES[name]["command"][0] == "isogloss"
    assert "healthcheck" in SERVICES["postgres"]


def test_the_database_address_is_the_database_services_own():
    settings = SERVICES["postgres"]["environment"]
    expected = "postgresql+psycopg://{POSTGRES_USER}:{POSTGRES_PASSWORD}@postgres:5432/{POSTGRES_DB}".format(**settings)
    assert {SERVICES[name]["environment"]["ISOGLOSS_DATABASE_URL"] for name in ("serve", "worker")} == {expected}


def test_the_dashboard_is_published_on_this_machine_only():
    assert all(str(port).startswith("127.0.0.1:") for port in SERVICES["serve"]["ports"])
    assert "ports" not in SERVICES["postgres"]
    assert "ports" not in SERVICES["worker"]


def test_images_are_plain_names():
    bases = [rest.split()[0] for word, rest in INSTRUCTIONS if word == "FROM"]
    assert bases
    for image in [*bases, SERVICES["postgres"]["image"]]:
        assert PLAIN_IMAGE.fullmatch(image), image


def test_everything_the_image_copies_is_there_and_not_ignored():
    ignored = [line.strip() for line in (ROOT / ".dockerignore").read_text().splitlines() if line.strip()]
    for word, rest in INSTRUCTIONS:
        if word != "COPY" or "--from=" in rest:
            continue
        for source in rest.split()[:-1]:
            assert (ROOT / source).exists(), source
            assert not any(fnmatch.fnmatch(source, pattern) for pattern in ignored), f"{source} is kept out"


def test_the_image_builds_pages_with_scripts_that_exist():
    scripts = json.loads((ROOT / "frontend" / "package.json").read_text())["scripts"]
    for word, rest in INSTRUCTIONS:
        for name in re.findall(r"npm run (\w+)", rest) if word == "RUN" else ():
            assert name in scripts


def _outside(service: str, *, postgres: str, home: Path, port: int) -> dict[str, str]:
    """A service's environment with the inside of its container replaced."""
    inside = {name: str(value) for name, value in SERVICES[service]["environment"].items()}
    replaced = {"ISOGLOSS_DATABASE_URL": postgres, "ISOGLOSS_HOME": str(home)}
    if "ISOGLOSS_PORT" in inside:
        replaced |= {"ISOGLOSS_PORT": str(port)}
    return clean_environment(**inside | replaced)


def _command(service: str) -> list[str]:
    program, *rest = SERVICES[service]["command"]
    return [str(Path(sys.executable).with_name(program)), *rest]


@pytest.mark.postgres
@pytest.mark.processes
@pytest.mark.timeout(180)
def test_the_services_commands_work_together_on_postgres(postgres, tmp_path):
    """The server and the worker meet only in the database; each has a home of its own, as on two machines."""
    port = free_port()
    homes = {name: tmp_path / name for name in ("serve", "worker")}
    for home in homes.values():
        home.mkdir()
    environments = {name: _outside(name, postgres=postgres, home=homes[name], port=port) for name in homes}
    url = f"http://127.0.0.1:{port}"
    with started(_command("serve"), folder=homes["serve"], environment=environments["serve"]) as serve:
        wait_until(lambda: healthy(url), process=serve)
        assert _workers(url) == 0, "the server was told to start no worker"
        with started(_command("worker"), folder=homes["worker"], environment=environments["worker"]) as worker:
            wait_until(lambda: _workers(url) == 1, process=worker)
        check = SERVICES["serve"]["healthcheck"]["test"][1:]
        code = check[-1].replace("127.0.0.1:8321", f"127.0.0.1:{port}")
        with started([sys.executable, "-c", code], folder=tmp_path, environment=clean_environment()) as probe:
            assert probe.wait(30) == 0, shlex.join(check)


def _workers(url: str) -> int:
    return len(httpx.get(f"{url}/api/health", timeout=5).json()["workers"])
